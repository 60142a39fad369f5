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
