//! Times of the day as people type them.

use chrono::NaiveTime;

/// Why a text is no time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeProblem {
    /// The day is there, the time is not.
    Missing,
    /// There is no such time.
    NotReal,
}

/// Reads `14:30`, `14.30`, `1430`, `9 Uhr`, `9:05 Uhr`.
pub fn read_time(text: &str) -> Result<NaiveTime, TimeProblem> {
    let lower = text.trim().to_lowercase();
    let plain = lower.strip_suffix("uhr").unwrap_or(&lower).trim();
    if plain.is_empty() {
        return Err(TimeProblem::Missing);
    }
    let (hour, minute) = match plain.split_once([':', '.', 'h']) {
        Some((hour, minute)) if minute.len() == 2 => (hour, minute),
        Some(_) => return Err(TimeProblem::NotReal),
        None if plain.is_ascii() && plain.len() >= 3 => plain.split_at(plain.len() - 2),
        None => (plain, "0"),
    };
    let number = |part: &str| part.bytes().all(|b| b.is_ascii_digit()).then(|| part.parse().ok()).flatten();
    let time = number(hour).zip(number(minute)).and_then(|(h, m)| NaiveTime::from_hms_opt(h, m, 0));
    time.filter(|_| hour.len() <= 2).ok_or(TimeProblem::NotReal)
}

/// A time as it is stored. Without a day its offset is that of the standard time.
pub fn stored_time(time: NaiveTime) -> String {
    time.format("%H:%M:%S+01:00").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::moment_in_germany;

    #[test]
    fn people_type_times_in_many_ways() {
        for (typed, stored) in [
            ("14:30", "14:30:00+01:00"),
            ("14.30 Uhr", "14:30:00+01:00"),
            ("1430", "14:30:00+01:00"),
            ("930", "09:30:00+01:00"),
            ("9 Uhr", "09:00:00+01:00"),
            (" 0:05", "00:05:00+01:00"),
        ] {
            assert_eq!(read_time(typed).map(stored_time).as_deref(), Ok(stored), "{typed}");
        }
        for bad in
            ["25:00", "14:60", "14:3", "halb drei", "14:30:15", "99999", "１４:30", "+1:30", ":30", "14,30"]
        {
            assert_eq!(read_time(bad), Err(TimeProblem::NotReal), "{bad}");
        }
        assert_eq!(read_time(" Uhr"), Err(TimeProblem::Missing));
    }

    #[test]
    fn a_moment_has_the_offset_of_its_day() {
        let at = |day: &str, time: &str| moment_in_germany(day.parse().unwrap(), read_time(time).unwrap());
        assert_eq!(at("2026-11-23", "14:30").as_deref(), Some("2026-11-23T14:30:00+01:00"));
        assert_eq!(at("2026-07-01", "14:30").as_deref(), Some("2026-07-01T14:30:00+02:00"));
        assert_eq!(at("2026-10-25", "2:30").as_deref(), Some("2026-10-25T02:30:00+02:00"));
        assert_eq!(at("2026-03-29", "2:30"), None);
    }
}
