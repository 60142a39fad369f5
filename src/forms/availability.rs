//! Whether a service can be begun: between two days, and as long as nobody paused or withdrew it. Who has begun
//! goes on and sends: a service that closes hurts nobody in the middle of it.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// When a service can be begun (`availability` in `form.json`).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Availability {
    /// The first day on which it can be begun.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opens: Option<NaiveDate>,
    /// The last day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closes: Option<NaiveDate>,
    /// What rules out beginning, whatever the day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<Rest>,
    /// What people are told where they cannot begin.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// Why a service rests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rest {
    /// For now.
    Paused,
    /// For good: it stands in no list any more, and its address says so.
    Withdrawn,
}

/// Whether a service can be begun on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It can.
    Open,
    /// Not before this day.
    NotYet(NaiveDate),
    /// Not after this day.
    Closed(NaiveDate),
    /// Not for now.
    Paused,
    /// Not any more.
    Withdrawn,
}

impl Availability {
    /// Whether it can be begun on a day in Germany.
    pub fn on(&self, day: NaiveDate) -> Standing {
        match (self.state, self.opens, self.closes) {
            (Some(Rest::Withdrawn), ..) => Standing::Withdrawn,
            (Some(Rest::Paused), ..) => Standing::Paused,
            (None, Some(opens), _) if day < opens => Standing::NotYet(opens),
            (None, _, Some(closes)) if day > closes => Standing::Closed(closes),
            _ => Standing::Open,
        }
    }

    /// Whether it stands in lists.
    pub fn is_listed(&self) -> bool {
        self.state != Some(Rest::Withdrawn)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn first_and_last_day_count_and_a_rest_comes_before_them() {
        let (opens, closes) = (day("2026-12-01"), day("2026-12-31"));
        let mut season = Availability { opens: Some(opens), closes: Some(closes), ..Availability::default() };
        assert_eq!(season.on(day("2026-11-30")), Standing::NotYet(opens));
        assert_eq!((season.on(opens), season.on(closes)), (Standing::Open, Standing::Open));
        assert_eq!(season.on(day("2027-01-01")), Standing::Closed(closes));
        season.state = Some(Rest::Paused);
        assert_eq!((season.on(opens), season.is_listed()), (Standing::Paused, true));
        season.state = Some(Rest::Withdrawn);
        assert_eq!((season.on(day("2027-01-01")), season.is_listed()), (Standing::Withdrawn, false));
        assert_eq!(Availability::default().on(opens), Standing::Open);
    }
}
