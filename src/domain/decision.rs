//! Decisions (Bescheid): what is decided, and on which day it counts as made known to the applicant.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Days, Months, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::calendar::{deadline, end_of_deadline};

/// Days after the notice was sent in which a decision can be fetched; then its provision ends (§ 41 (2a) VwVfG).
pub const FETCH_DAYS: u64 = 10;

/// The day after posting on which a letter counts as received (§ 41 (2) VwVfG, as it is since 1 January 2025).
const POST_DAYS: u64 = 4;

/// Days after which a provision of which no mail server took the notice ends: the outbox gives up after about one.
pub const UNTOLD_DAYS: i64 = 3;

/// Most characters of the free text of the reasons.
pub const MAX_REASONS: usize = 10_000;

/// Most conditions (Auflagen), and most characters of each.
pub const MAX_CONDITIONS: usize = 20;

/// Most characters of a condition.
pub const MAX_CONDITION: usize = 1000;

/// The largest amount that can be decided, in cents: what fits on a page, and far from the end of the numbers.
pub const MAX_AMOUNT: i64 = 100_000_000_000;

/// What is written beside the outcome: sealed at rest.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecisionContent {
    /// Conditions (Auflagen), one each.
    pub conditions: Vec<String>,
    /// The reasons in the words of the caseworker (§ 39 VwVfG).
    pub reasons: String,
}

/// How a decision reaches the applicant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeliveryWay {
    /// It is provided to be fetched at `/status`, with consent (§ 41 (2a) VwVfG).
    Retrieval,
    /// As a letter.
    Post,
}

/// How far a decision is on its way to the applicant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeliveryStage {
    /// It waits to be fetched.
    ToFetch,
    /// It was fetched.
    Fetched,
    /// The letter is to be printed and posted: because that is the way, or because nobody fetched it in time.
    ToPost,
    /// The letter was posted.
    Posted,
}

/// The way of a decision to the applicant, with its days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Delivery {
    /// How.
    pub way: DeliveryWay,
    /// When it was provided to be fetched.
    pub provided_at: Option<DateTime<Utc>>,
    /// When a mail server took the notice of that.
    pub notified_at: Option<DateTime<Utc>>,
    /// The last day on which it can be fetched; known once the notice is sent.
    pub fetch_by: Option<NaiveDate>,
    /// When the applicant fetched it.
    pub fetched_at: Option<DateTime<Utc>>,
    /// When the provision ended without that.
    pub ended_at: Option<DateTime<Utc>>,
    /// The day on which the letter was posted.
    pub posted_on: Option<NaiveDate>,
    /// It was posted to an address that is not in Germany.
    pub goes_abroad: bool,
    /// The day on which the posted letter is known to have arrived.
    pub arrived_on: Option<NaiveDate>,
    /// The day on which it counts as made known (Bekanntgabe); of a letter abroad, once it is known to have arrived.
    pub counts_on: Option<NaiveDate>,
}

/// A letter that was given to the post.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Posting {
    /// The day.
    pub on: NaiveDate,
    /// Its address is not in Germany.
    pub goes_abroad: bool,
}

impl Posting {
    /// The day on which the letter counts as made known, if it is known to have arrived on a day or is not. § 41 (2) VwVfG
    /// has a rule for letters within Germany only, where a later arrival counts; abroad the day counts on which it is
    /// proved to have arrived.
    pub fn counts_on(self, arrived: Option<NaiveDate>) -> Option<NaiveDate> {
        let presumed = (!self.goes_abroad).then(|| counts_after_posting(self.on));
        presumed.max(arrived)
    }
}

impl Delivery {
    /// One that begins now.
    pub fn begin(way: DeliveryWay, now: DateTime<Utc>) -> Self {
        Self {
            way,
            provided_at: (way == DeliveryWay::Retrieval).then_some(now),
            notified_at: None,
            fetch_by: None,
            fetched_at: None,
            ended_at: None,
            posted_on: None,
            goes_abroad: false,
            arrived_on: None,
            counts_on: None,
        }
    }

    /// How far it is.
    pub fn stage(&self) -> DeliveryStage {
        match self.way {
            _ if self.posted_on.is_some() => DeliveryStage::Posted,
            _ if self.fetched_at.is_some() => DeliveryStage::Fetched,
            DeliveryWay::Retrieval if self.ended_at.is_none() => DeliveryStage::ToFetch,
            DeliveryWay::Retrieval | DeliveryWay::Post => DeliveryStage::ToPost,
        }
    }

    /// Whether nobody can say yet that the applicant was told: it is still to be fetched or posted, or went abroad and is
    /// not known to have arrived.
    pub fn is_open(&self) -> bool {
        match self.stage() {
            DeliveryStage::ToFetch | DeliveryStage::ToPost => true,
            DeliveryStage::Posted => self.counts_on.is_none(),
            DeliveryStage::Fetched => false,
        }
    }

    /// Whether it can be fetched on this day: it was provided, not fetched yet, and the ten days are not over. Whether
    /// the worker has already ended it does not matter.
    pub fn may_be_fetched(&self, today: NaiveDate) -> bool {
        self.stage() == DeliveryStage::ToFetch && self.fetch_by.is_none_or(|last| today <= last)
    }

    /// Whether it has reached the applicant by this day: they fetched it, or it was posted and the day on which the
    /// letter counts as made known has come (§ 41 VwVfG).
    pub fn has_reached(&self, today: NaiveDate) -> bool {
        match self.stage() {
            DeliveryStage::Fetched => true,
            DeliveryStage::Posted => self.counts_on.is_some_and(|day| day <= today),
            DeliveryStage::ToFetch | DeliveryStage::ToPost => false,
        }
    }

    /// The last day on which a remedy can be lodged, once it counts as made known.
    pub fn remedy_ends_on(&self) -> Option<NaiveDate> {
        self.counts_on.map(remedy_ends_on)
    }
}

/// The last day on which a decision can be fetched whose notice was sent on this one. It is a deadline: the day of
/// sending does not count, and it ends on a working day (§ 31 (1), (3) VwVfG).
pub fn fetch_by(notified_on: NaiveDate) -> NaiveDate {
    deadline(notified_on, FETCH_DAYS)
}

/// The day on which a decision counts as made known that was fetched on this one: the day after (§ 41 (2a) VwVfG).
pub fn counts_after_fetching(fetched_on: NaiveDate) -> NaiveDate {
    fetched_on.checked_add_days(Days::new(1)).unwrap_or(fetched_on)
}

/// The day on which a letter counts as made known that was posted on this one: the fourth day after (§ 41 (2) VwVfG).
/// The law names a day and no deadline, so it may be a Saturday, a Sunday or a holiday; the deadline for the remedy
/// that runs from it ends on a working day. That it came earlier does not matter; a later day that is known counts.
pub fn counts_after_posting(posted_on: NaiveDate) -> NaiveDate {
    posted_on.checked_add_days(Days::new(POST_DAYS)).unwrap_or(posted_on)
}

/// The last day on which a remedy can be lodged against a decision that counts as made known on this one: a month
/// later (§ 70 (1), § 74 (1) VwGO; § 188 (2), (3) BGB), on a working day (§ 57 (2) VwGO, § 222 (2) ZPO; § 31 (3) VwVfG).
pub fn remedy_ends_on(counts_on: NaiveDate) -> NaiveDate {
    end_of_deadline(counts_on.checked_add_months(Months::new(1)).unwrap_or(counts_on))
}

impl DeliveryWay {
    /// The stable word in the database and in exports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Retrieval => "retrieval",
            Self::Post => "post",
        }
    }
}

impl fmt::Display for DeliveryWay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for DeliveryWay {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        [Self::Retrieval, Self::Post].into_iter().find(|way| way.as_str() == text).ok_or(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn words_read_back() {
        for way in [DeliveryWay::Retrieval, DeliveryWay::Post] {
            assert_eq!(way.as_str().parse(), Ok(way));
        }
        assert_eq!("".parse::<DeliveryWay>(), Err(()));
    }

    #[test]
    fn a_decision_counts_on_the_day_that_the_law_names() {
        // Posted on Monday: Friday. On Tuesday: Saturday, which stays (§ 41 (2) VwVfG names a day).
        assert_eq!(counts_after_posting(day("2025-09-29")), day("2025-10-03"));
        assert_eq!(counts_after_posting(day("2025-10-07")), day("2025-10-11"));
        assert_eq!(counts_after_fetching(day("2025-10-31")), day("2025-11-01"));
        // Ten days from Thursday end on a Sunday: Monday.
        assert_eq!(fetch_by(day("2025-10-02")), day("2025-10-13"));
        assert_eq!(fetch_by(day("2025-10-01")), day("2025-10-13"), "a Saturday");
    }

    #[test]
    fn a_decision_reaches_its_applicant_when_it_is_fetched_or_the_letter_counts() {
        let now = DateTime::UNIX_EPOCH;
        let retrieval = Delivery::begin(DeliveryWay::Retrieval, now);
        let today = day("2025-10-14");
        assert!(!retrieval.has_reached(today), "nobody fetched it");
        assert!(
            Delivery { fetched_at: Some(now), counts_on: Some(day("2025-10-15")), ..retrieval }
                .has_reached(today)
        );
        let post = Delivery::begin(DeliveryWay::Post, now);
        assert!(!post.has_reached(today), "nobody posted it");
        let posted = Delivery { posted_on: Some(today), counts_on: Some(day("2025-10-18")), ..post };
        assert_eq!(
            (posted.has_reached(day("2025-10-17")), posted.has_reached(day("2025-10-18"))),
            (false, true)
        );
    }

    #[test]
    fn a_remedy_has_a_month() {
        for (counts, ends) in [
            ("2025-10-06", "2025-11-06"),
            ("2026-01-30", "2026-03-02"), // 28 February is a Saturday
            ("2027-01-31", "2027-03-01"), // 28 February is a Sunday
            ("2025-11-24", "2025-12-24"),
            ("2025-11-25", "2025-12-29"), // Christmas, a weekend
            ("2025-09-30", "2025-10-30"),
            ("2025-10-01", "2025-11-03"), // a Saturday
        ] {
            assert_eq!(remedy_ends_on(day(counts)), day(ends), "{counts}");
        }
    }
}
