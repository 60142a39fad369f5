//! Time as an argument: the system's clock in the product, a fixed one in tests.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, SecondsFormat, TimeZone, Timelike, Utc};
use chrono_tz::Europe::Berlin;

/// Tells the time.
pub trait Clock: Send + Sync {
    /// The current instant.
    fn now(&self) -> DateTime<Utc>;

    /// The current day in Germany: what "today" means to a deadline.
    fn today(&self) -> NaiveDate {
        day_in_germany(self.now())
    }
}

/// The clock of the machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place that asks the system")]
    fn now(&self) -> DateTime<Utc> {
        Utc::now()
    }
}

/// A clock that stands still until it is moved; for tests.
#[derive(Debug)]
pub struct FixedClock(std::sync::Mutex<DateTime<Utc>>);

impl FixedClock {
    /// A clock that shows `now`.
    pub fn at(now: DateTime<Utc>) -> Self {
        Self(std::sync::Mutex::new(now))
    }

    /// Moves the clock forward (or back, for a negative duration).
    pub fn advance(&self, by: chrono::Duration) {
        let mut now = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        *now += by;
    }
}

impl Clock for FixedClock {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

/// The day on which an instant falls in Germany.
pub fn day_in_germany(instant: DateTime<Utc>) -> NaiveDate {
    Berlin.from_utc_datetime(&instant.naive_utc()).date_naive()
}

/// The hour that clocks in Germany show at an instant.
pub fn hour_in_germany(instant: DateTime<Utc>) -> u32 {
    Berlin.from_utc_datetime(&instant.naive_utc()).hour()
}

/// A day and a time in Germany as RFC 3339 writes it, with the offset of that day. Of the hour that comes
/// twice in autumn the first is meant; `None` for the one that is left out in spring.
pub fn moment_in_germany(day: NaiveDate, time: NaiveTime) -> Option<String> {
    let moment = Berlin.from_local_datetime(&day.and_time(time)).earliest()?;
    Some(moment.to_rfc3339_opts(SecondsFormat::Secs, false))
}

/// The day and the time that an instant of RFC 3339 is in Germany.
pub fn from_moment(text: &str) -> Option<NaiveDateTime> {
    let instant = DateTime::parse_from_rfc3339(text).ok()?;
    Some(Berlin.from_utc_datetime(&instant.naive_utc()).naive_local())
}

/// The instant at which a day begins in Germany. Midnight exists on every day there: the clock is changed
/// later in the night.
pub fn start_of_day(day: NaiveDate) -> DateTime<Utc> {
    let midnight = day.and_time(NaiveTime::MIN);
    Berlin
        .from_local_datetime(&midnight)
        .earliest()
        .unwrap_or_else(|| Berlin.from_utc_datetime(&midnight))
        .to_utc()
}

/// An instant as people in Germany read it: `23.11.2026, 10:41 Uhr`.
pub fn german_time(instant: DateTime<Utc>) -> String {
    format!("{} Uhr", german_moment(instant))
}

/// The same without the word, for other languages: `23.11.2026, 10:41`.
pub fn german_moment(instant: DateTime<Utc>) -> String {
    Berlin.from_utc_datetime(&instant.naive_utc()).format("%d.%m.%Y, %H:%M").to_string()
}

/// A day as people in Germany read it: `23.11.2026`.
pub fn german_day(day: NaiveDate) -> String {
    day.format("%d.%m.%Y").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_at_midnight_in_germany_also_when_the_clock_is_changed() {
        let begins =
            |year, month, day| start_of_day(NaiveDate::from_ymd_opt(year, month, day).unwrap()).to_rfc3339();
        assert_eq!(begins(2026, 3, 29), "2026-03-28T23:00:00+00:00");
        assert_eq!(begins(2026, 3, 30), "2026-03-29T22:00:00+00:00");
        assert_eq!(begins(2026, 10, 25), "2026-10-24T22:00:00+00:00");
        assert_eq!(begins(2026, 10, 26), "2026-10-25T23:00:00+00:00");
    }
}
