//! Working days in Lower Saxony: on which day a deadline ends, and how many days a department had.

use chrono::{Datelike, Days, NaiveDate, Weekday};

/// The public holiday that this day is in Lower Saxony (§ 2 NFeiertagsG). Easter Sunday and Whit Sunday are none
/// there, and Sundays anyway.
pub fn holiday(day: NaiveDate) -> Option<&'static str> {
    // The Reformation Day is one since 2018, and was one everywhere in 2017, after 500 years.
    let fixed = match (day.month(), day.day()) {
        (1, 1) => Some("Neujahr"),
        (5, 1) => Some("Tag der Arbeit"),
        (10, 3) => Some("Tag der Deutschen Einheit"),
        (10, 31) if day.year() >= 2017 => Some("Reformationstag"),
        (12, 25) => Some("1. Weihnachtstag"),
        (12, 26) => Some("2. Weihnachtstag"),
        _ => None,
    };
    let easter = || match (day - easter_sunday(day.year())?).num_days() {
        -2 => Some("Karfreitag"),
        1 => Some("Ostermontag"),
        39 => Some("Christi Himmelfahrt"),
        50 => Some("Pfingstmontag"),
        _ => None,
    };
    fixed.or_else(easter)
}

/// Whether people work: neither Saturday nor Sunday nor a public holiday.
pub fn is_working_day(day: NaiveDate) -> bool {
    !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) && holiday(day).is_none()
}

/// The day on which a deadline ends that would end on this one: the next working day, if it is none itself (§ 31 (3)
/// VwVfG).
pub fn end_of_deadline(day: NaiveDate) -> NaiveDate {
    std::iter::successors(Some(day), NaiveDate::succ_opt).find(|day| is_working_day(*day)).unwrap_or(day)
}

/// The day so many days later on which a deadline ends: the day from which it runs is not counted (§ 31 (1) VwVfG with
/// § 187 (1) BGB), and it ends on a working day.
pub fn deadline(from: NaiveDate, days: u64) -> NaiveDate {
    end_of_deadline(from.checked_add_days(Days::new(days)).unwrap_or(from))
}

/// Easter Sunday of a year, by the Gregorian rule in the form of Lichtenberg (1997), which needs no exceptions.
fn easter_sunday(year: i32) -> Option<NaiveDate> {
    let century = year.div_euclid(100);
    let moon = 15 + (3 * century + 3).div_euclid(4) - (8 * century + 13).div_euclid(25);
    let sun = 2 - (3 * century + 3).div_euclid(4);
    let cycle = year.rem_euclid(19);
    let seed = (19 * cycle + moon).rem_euclid(30);
    let correction = (seed + cycle.div_euclid(11)).div_euclid(29);
    let full_moon = 21 + seed - correction;
    let first_sunday = 7 - (year + year.div_euclid(4) + sun).rem_euclid(7);
    let distance = 7 - (full_moon - first_sunday).rem_euclid(7);
    let days = u64::try_from(full_moon + distance - 1).ok()?;
    NaiveDate::from_ymd_opt(year, 3, 1)?.checked_add_days(Days::new(days))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn easter_is_when_the_church_says() {
        for sunday in [
            "1954-04-18",
            "1981-04-19",
            "2000-04-23",
            "2008-03-23",
            "2016-03-27",
            "2019-04-21",
            "2024-03-31",
            "2025-04-20",
            "2026-04-05",
            "2027-03-28",
            "2030-04-21",
            "2038-04-25",
            "2049-04-18",
            "2076-04-19",
            "2100-03-28",
            "2285-03-22",
        ] {
            assert_eq!(easter_sunday(day(sunday).year()), Some(day(sunday)));
        }
    }

    #[test]
    fn the_holidays_of_2026_are_those_of_lower_saxony() {
        let all: Vec<NaiveDate> =
            day("2026-01-01").iter_days().take(365).filter(|day| holiday(*day).is_some()).collect();
        let expected = [
            "2026-01-01",
            "2026-04-03",
            "2026-04-06",
            "2026-05-01",
            "2026-05-14",
            "2026-05-25",
            "2026-10-03",
            "2026-10-31",
            "2026-12-25",
            "2026-12-26",
        ];
        assert_eq!(all, expected.map(day));
        // Not there: Corpus Christi, the Assumption, All Saints, Repentance.
        for other in ["2026-06-04", "2026-08-15", "2026-11-01", "2026-11-18", "2016-10-31"] {
            assert_eq!(holiday(day(other)), None, "{other}");
        }
    }

    #[test]
    fn a_deadline_ends_on_a_working_day() {
        for (from, days, end) in [
            ("2026-11-26", 28, "2026-12-24"), // Christmas Eve is no holiday
            ("2026-11-28", 28, "2026-12-28"), // Boxing Day, a Saturday; the Sunday
            ("2026-03-20", 14, "2026-04-07"), // Good Friday to Tuesday after Easter
            ("2026-11-25", 1, "2026-11-26"),
        ] {
            assert_eq!(deadline(day(from), days), day(end), "{from} + {days}");
        }
    }
}
