//! Until when a service promises a decision, and when somebody has to look at a case next.

use chrono::{Days, Duration, Months, NaiveDate};
use serde::{Deserialize, Serialize};

use super::CaseState;
use super::calendar::{end_of_deadline, is_working_day};

/// A deadline of a service for its cases.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deadline {
    /// What staff read for it, with its source: „Entscheidung (§ 42a Abs. 2 VwVfG)“.
    pub title: String,
    /// How long it is.
    pub within: Span,
    /// From when it runs.
    pub from: DeadlineStart,
}

/// How long a deadline is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Span {
    /// Days.
    Days(u32),
    /// Days on which people work.
    WorkingDays(u32),
    /// Weeks.
    Weeks(u32),
    /// Months.
    Months(u32),
}

/// From when a deadline runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeadlineStart {
    /// The day on which the application counts as received.
    Arrival,
    /// The day on which nothing is missing any more.
    Completeness,
}

impl Span {
    /// The number that it is made of.
    pub fn count(self) -> u32 {
        match self {
            Self::Days(count) | Self::WorkingDays(count) | Self::Weeks(count) | Self::Months(count) => count,
        }
    }

    /// The day on which it ends. The day from which it runs is not counted (§ 187 (1) BGB); months end on the day with
    /// the same number, or on the last one of the month (§ 188 (2) and (3) BGB); where people do not work, it is the
    /// next day on which they do (§ 31 (3) VwVfG).
    pub fn end(self, from: NaiveDate) -> NaiveDate {
        let days = |count: u32| from.checked_add_days(Days::new(u64::from(count)));
        let end = match self {
            Self::Days(count) => days(count),
            Self::Weeks(count) => days(count.saturating_mul(7)),
            Self::Months(count) => from.checked_add_months(Months::new(count)),
            Self::WorkingDays(count) => {
                let later = from.iter_days().skip(1).filter(|day| is_working_day(*day));
                later.take(usize::try_from(count).unwrap_or(usize::MAX)).last()
            }
        };
        end_of_deadline(end.unwrap_or(from))
    }
}

/// The day until which a service promises a decision, where its case waits for nobody: the earliest of its deadlines
/// that run.
pub fn promised(
    deadlines: &[Deadline],
    received_on: NaiveDate,
    complete_on: Option<NaiveDate>,
) -> Option<NaiveDate> {
    let end = |deadline: &Deadline| {
        let from = match deadline.from {
            DeadlineStart::Arrival => Some(received_on),
            DeadlineStart::Completeness => complete_on,
        };
        from.map(|from| deadline.within.end(from))
    };
    deadlines.iter().filter_map(end).min()
}

/// A promised day, after the case waited for somebody outside all in all so long: the department's clock stood still.
pub fn after_waiting(promised_on: NaiveDate, waited: Duration) -> NaiveDate {
    let days = u64::try_from(waited.num_days()).unwrap_or(0);
    match days {
        0 => promised_on,
        days => end_of_deadline(promised_on.checked_add_days(Days::new(days)).unwrap_or(promised_on)),
    }
}

/// What a case is due by.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DueDays {
    /// Until when the service promises a decision, waiting taken out.
    pub promised: Option<NaiveDate>,
    /// The day on which somebody wants to see it again.
    pub follow_up: Option<NaiveDate>,
    /// The first day of a task that is open.
    pub task: Option<NaiveDate>,
    /// The day since which the letter of its decision is to be posted.
    pub letter: Option<NaiveDate>,
}

impl DueDays {
    /// When somebody has to look at the case next. What the service promises counts while the department is to act; what
    /// somebody noted counts until the case is closed.
    pub fn first(self, state: CaseState) -> Option<NaiveDate> {
        let is_promised = state.is_open() && !state.is_waiting();
        let promised = self.promised.filter(|_| is_promised);
        let noted = [self.follow_up, self.task].into_iter().flatten();
        let noted = noted.filter(|_| state.is_open() || state == CaseState::Decided);
        // A decision that nobody posts takes no effect (§ 43 (1) VwVfG).
        let letter = self.letter.filter(|_| state == CaseState::Decided);
        promised.into_iter().chain(noted).chain(letter).min()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_span_ends_as_the_civil_code_counts() {
        for (span, from, end) in [
            (Span::Days(1), "2026-11-25", "2026-11-26"),
            (Span::Weeks(4), "2026-11-26", "2026-12-24"),
            (Span::Months(3), "2026-11-30", "2027-03-01"), // 28 February is a Sunday
            (Span::Months(1), "2026-01-31", "2026-03-02"), // so is 28 February 2026 a Saturday
            (Span::WorkingDays(5), "2026-12-23", "2026-12-31"), // 24, 28, 29, 30, 31
            (Span::WorkingDays(1), "2026-04-02", "2026-04-07"), // Easter
        ] {
            assert_eq!(span.end(day(from)), day(end), "{span:?} from {from}");
        }
    }

    #[test]
    fn the_earliest_deadline_that_runs_counts() {
        let of = |within, from| Deadline { title: "x".to_owned(), within, from };
        let both =
            [of(Span::Months(6), DeadlineStart::Arrival), of(Span::Weeks(4), DeadlineStart::Completeness)];
        let arrived = day("2026-06-01");
        assert_eq!(promised(&both, arrived, None), Some(day("2026-12-01")));
        assert_eq!(promised(&both, arrived, Some(day("2026-06-10"))), Some(day("2026-07-08")));
        assert_eq!(promised(&[], arrived, Some(arrived)), None);
    }

    #[test]
    fn waiting_moves_what_is_promised_by_whole_days() {
        let promised = day("2026-11-26");
        assert_eq!(after_waiting(promised, Duration::hours(23)), promised);
        assert_eq!(after_waiting(promised, Duration::hours(49)), day("2026-11-30"), "a weekend is none");
    }

    #[test]
    fn a_promise_stands_still_while_the_case_waits_and_a_note_does_not() {
        let days = DueDays {
            promised: Some(day("2026-11-26")),
            follow_up: Some(day("2026-12-10")),
            task: Some(day("2026-12-01")),
            letter: None,
        };
        assert_eq!(days.first(CaseState::InProgress), days.promised);
        assert_eq!(days.first(CaseState::AwaitingApplicant), days.task);
        assert_eq!(days.first(CaseState::Decided), days.task);
        assert_eq!(days.first(CaseState::Closed), None);
        assert_eq!(DueDays { task: None, ..days }.first(CaseState::Decided), days.follow_up);
        let letter = DueDays { letter: Some(day("2026-11-20")), ..days };
        assert_eq!(letter.first(CaseState::Decided), letter.letter);
        assert_eq!(letter.first(CaseState::Closed), None);
    }
}
