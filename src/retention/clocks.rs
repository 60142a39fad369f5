//! How long papers and lists of payments are kept.

use std::collections::HashMap;

use chrono::{DateTime, Datelike, Days, Months, NaiveDate, Utc};

use crate::clock::day_in_germany;
use crate::domain::calendar::end_of_deadline;
use crate::forms::definition::{PaperMark, PaperRetention, Retention};
use crate::library::{Library, LibraryError};
use crate::store::StoreError;
use crate::store::erasure::ErasablePaper;

/// Days after its posting on which a letter counts as made known (§ 41 (2) VwVfG, § 122 (2) AO).
const POST_DAYS: u64 = 4;

/// Whether it is time for a rule on the papers of a case.
pub fn is_over(rule: &PaperRetention, paper: &ErasablePaper, today: NaiveDate) -> bool {
    let ended_on = day_in_germany(paper.ended_at);
    let mark = match (rule.after, paper.decided_at) {
        (_, None) | (PaperMark::Closing, _) => Some(ended_on),
        (PaperMark::Decision, Some(at)) => Some(day_in_germany(at)),
        (PaperMark::Final, Some(_)) => final_on(paper, ended_on),
    };
    let last = mark.and_then(|day| day.checked_add_days(Days::new(u64::from(rule.days))));
    last.is_some_and(|last| last < today)
}

/// The last day on which somebody can object to a decision; `None` while that is not known. Where its letter is no matter
/// of ours it is taken to be posted on the day on which the case is closed.
fn final_on(paper: &ErasablePaper, ended_on: NaiveDate) -> Option<NaiveDate> {
    let posted = || ended_on.checked_add_days(Days::new(POST_DAYS)).map(end_of_deadline);
    let known = if paper.has_letter { paper.counts_on } else { posted() };
    known?.checked_add_months(Months::new(1)).map(end_of_deadline)
}

/// How long lists of payments are kept, by the forms of their payments.
#[derive(Debug, Clone, Default)]
pub struct BookkeepingClock(HashMap<String, u32>);

impl BookkeepingClock {
    /// By the forms in use.
    pub fn new(library: &Library) -> Self {
        let all = library.catalogue().all();
        Self(
            all.map(|service| (service.online.id.clone(), service.online.file.retention.bookkeeping_days))
                .collect(),
        )
    }

    /// Whether the time of a list is over: it begins with the end of its year (§ 147 (4) AO). The longest counts.
    pub fn is_over(&self, made_at: DateTime<Utc>, forms: &[String], today: NaiveDate) -> bool {
        let days = |form: &String| self.0.get(form).copied().unwrap_or(Retention::BOOKKEEPING_DAYS);
        let days = forms.iter().map(days).max().unwrap_or(Retention::BOOKKEEPING_DAYS);
        let end = NaiveDate::from_ymd_opt(day_in_germany(made_at).year(), 12, 31);
        let last = end.and_then(|end| end.checked_add_days(Days::new(u64::from(days))));
        last.is_some_and(|last| last < today)
    }
}

/// The store's word for what went wrong; what a form has to do with it is in the log.
pub fn of_store(error: LibraryError) -> StoreError {
    match error {
        LibraryError::Store(error) => error,
        other => StoreError::Driver(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;

    use super::*;
    use crate::domain::{CaseId, Channel, FormVersion};

    fn at(text: &str) -> DateTime<Utc> {
        let day: NaiveDate = text.parse().unwrap();
        Utc.from_utc_datetime(&day.and_hms_opt(10, 0, 0).unwrap())
    }

    fn rule(after: PaperMark, days: u32) -> PaperRetention {
        PaperRetention { fields: vec!["paper".to_owned()], after, days }
    }

    fn paper(decided: Option<&str>, ended: &str, counts_on: Option<Option<&str>>) -> ErasablePaper {
        ErasablePaper {
            case: CaseId::random(),
            revision: 0,
            version: FormVersion("v".to_owned()),
            channel: Channel::Online,
            decided_at: decided.map(at),
            ended_at: at(ended),
            has_letter: counts_on.is_some(),
            counts_on: counts_on.flatten().map(|day| day.parse().unwrap()),
        }
    }

    /// The last day on which a paper is kept; `None` where it is kept for months.
    fn last_day(rule: &PaperRetention, paper: &ErasablePaper) -> Option<String> {
        let mut day: NaiveDate = "2025-01-01".parse().unwrap();
        for _ in 0..365 {
            if is_over(rule, paper, day) {
                return day.pred_opt().map(|day| day.to_string());
            }
            day = day.succ_opt().unwrap();
        }
        None
    }

    #[test]
    fn papers_are_kept_until_the_day_after_which_nobody_needs_them() {
        use PaperMark as M;
        let decided = Some("2025-03-03");
        for (rule, paper, expected) in [
            (rule(M::Decision, 0), paper(decided, "2025-04-01", None), Some("2025-03-03")),
            (rule(M::Decision, 5), paper(decided, "2025-04-01", None), Some("2025-03-08")),
            (rule(M::Closing, 0), paper(decided, "2025-04-01", None), Some("2025-04-01")),
            // Withdrawn: nothing is decided any more.
            (rule(M::Decision, 0), paper(None, "2025-02-02", None), Some("2025-02-02")),
            (rule(M::Final, 0), paper(None, "2025-02-02", None), Some("2025-02-02")),
            // A month after it counts as made known; of 31 January, the end of February; a Saturday goes on to Monday.
            (rule(M::Final, 0), paper(decided, "2025-03-04", Some(Some("2025-03-07"))), Some("2025-04-07")),
            (rule(M::Final, 0), paper(decided, "2025-03-04", Some(Some("2025-01-31"))), Some("2025-02-28")),
            (rule(M::Final, 0), paper(decided, "2025-03-04", Some(Some("2025-04-05"))), Some("2025-05-05")),
            // A letter abroad of which nobody knows when it arrived.
            (rule(M::Final, 0), paper(decided, "2025-03-04", Some(None)), None),
            // The letter is not ours: posted when the case was closed, on the fourth day after it, and a month.
            (rule(M::Final, 0), paper(decided, "2025-03-04", None), Some("2025-04-10")),
        ] {
            assert_eq!(last_day(&rule, &paper).as_deref(), expected, "{rule:?} {paper:?}");
        }
    }

    #[test]
    fn bookkeeping_begins_with_the_end_of_the_year_and_the_longest_time_counts() {
        let clock = BookkeepingClock(HashMap::from([("a".to_owned(), 10), ("b".to_owned(), 20)]));
        let over = |forms: &[&str], day: &str| {
            let forms: Vec<String> = forms.iter().map(|form| (*form).to_owned()).collect();
            clock.is_over(at("2025-02-01"), &forms, day.parse().unwrap())
        };
        assert!(!over(&["a"], "2026-01-10") && over(&["a"], "2026-01-11"));
        assert!(!over(&["a", "b"], "2026-01-20") && over(&["b", "a"], "2026-01-21"));
        assert!(!over(&["gone"], "2035-01-01") && over(&[], "2036-01-01"));
    }
}
