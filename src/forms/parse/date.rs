//! Days and months, typed in parts or as a whole into the first part.

use chrono::NaiveDate;

use crate::forms::display::MONTHS;

/// Why typed parts are no day or month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DateProblem {
    /// These parts are empty.
    Missing(Vec<&'static str>),
    /// These parts cannot be such a part: `37` as a day.
    Wrong(Vec<&'static str>),
    /// The year does not have four digits. Two could mean this century or the last.
    ShortYear,
    /// There is no such day: 30 February.
    NotReal,
}

impl DateProblem {
    /// The parts that are wrong; `None` if the date as a whole is.
    pub fn parts(&self) -> Option<Vec<&'static str>> {
        match self {
            Self::Missing(parts) | Self::Wrong(parts) => Some(parts.clone()),
            Self::ShortYear => Some(vec!["year"]),
            Self::NotReal => None,
        }
    }
}

/// Reads a day from its parts, or from a whole date in the first one: `23.11.2026`, `23. November 2026`.
pub fn read_day(day: &str, month: &str, year: &str) -> Result<NaiveDate, DateProblem> {
    let whole = if month.trim().is_empty() && year.trim().is_empty() { split_day(day) } else { None };
    let [day, month, year] = whole.unwrap_or_else(|| [day, month, year].map(|part| part.trim().to_owned()));
    missing(&[("day", &day), ("month", &month), ("year", &year)])?;
    let (day, month, known_year) = (day_number(&day), month_number(&month), year_number(&year));
    let year = check(&[("day", day.is_some()), ("month", month.is_some())], known_year, &year)?;
    NaiveDate::from_ymd_opt(year, month.unwrap_or(0), day.unwrap_or(0)).ok_or(DateProblem::NotReal)
}

/// Reads year and month from their parts, or from both in the first one: `9/2025`, `September 2025`.
pub fn read_month(month: &str, year: &str) -> Result<(i32, u32), DateProblem> {
    let whole = if year.trim().is_empty() { split_month(month) } else { None };
    let [month, year] = whole.unwrap_or_else(|| [month, year].map(|part| part.trim().to_owned()));
    missing(&[("month", &month), ("year", &year)])?;
    let number = month_number(&month);
    let year = check(&[("month", number.is_some())], year_number(&year), &year)?;
    Ok((year, number.unwrap_or(0)))
}

fn missing(parts: &[(&'static str, &str)]) -> Result<(), DateProblem> {
    let empty: Vec<_> = parts.iter().filter(|(_, text)| text.is_empty()).map(|(part, _)| *part).collect();
    if empty.is_empty() { Ok(()) } else { Err(DateProblem::Missing(empty)) }
}

fn check(parts: &[(&'static str, bool)], year: Option<i32>, typed_year: &str) -> Result<i32, DateProblem> {
    let mut wrong: Vec<_> = parts.iter().filter(|(_, right)| !right).map(|(part, _)| *part).collect();
    let is_digits = typed_year.bytes().all(|b| b.is_ascii_digit());
    match year {
        Some(year) if wrong.is_empty() => Ok(year),
        None if wrong.is_empty() && is_digits => Err(DateProblem::ShortYear),
        other => {
            if other.is_none() {
                wrong.push("year");
            }
            Err(DateProblem::Wrong(wrong))
        }
    }
}

fn day_number(text: &str) -> Option<u32> {
    small_number(text).filter(|day| (1..=31).contains(day))
}

fn month_number(text: &str) -> Option<u32> {
    if let Some(number) = small_number(text) {
        return (1..=12).contains(&number).then_some(number);
    }
    let typed = text.trim_end_matches('.').to_lowercase().replace("ae", "ä");
    let is_meant = |name: &str| {
        let name = name.to_lowercase();
        name == typed
            || (typed.chars().count() >= 3 && name.starts_with(&typed))
            || (typed == "mrz" && name == "märz")
            || (typed == "jänner" && name == "januar")
    };
    let index = MONTHS.iter().position(|name| is_meant(name))?;
    u32::try_from(index + 1).ok()
}

fn small_number(text: &str) -> Option<u32> {
    let digits = text.strip_suffix('.').unwrap_or(text).trim_end();
    let is_number = (1..=2).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    if is_number { digits.parse().ok() } else { None }
}

fn year_number(text: &str) -> Option<i32> {
    let is_year = text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit());
    if is_year { text.parse().ok().filter(|year| *year >= 1000) } else { None }
}

/// The parts of a whole date: with dots, spaces, slashes, or as `2026-11-23`.
fn split_day(text: &str) -> Option<[String; 3]> {
    let parts = split_parts(text);
    let [first, second, third] = parts.as_slice() else { return None };
    let parts = if first.len() == 4 { [third, second, first] } else { [first, second, third] };
    Some(parts.map(|part| (*part).to_owned()))
}

fn split_month(text: &str) -> Option<[String; 2]> {
    let parts = split_parts(text);
    let [first, second] = parts.as_slice() else { return None };
    let parts = if first.len() == 4 && first.bytes().all(|b| b.is_ascii_digit()) {
        [second, first]
    } else {
        [first, second]
    };
    Some(parts.map(|part| (*part).to_owned()))
}

fn split_parts(text: &str) -> Vec<&str> {
    text.split(|c: char| c.is_whitespace() || matches!(c, '.' | '/' | '-'))
        .filter(|part| !part.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn ymd(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    #[test]
    fn a_day_is_read_from_parts_names_and_as_a_whole() {
        let september = Ok(ymd(2025, 9, 1));
        for (day, month, year) in [
            ("1", "9", "2025"),
            ("01.", "09", "2025"),
            ("1", "September", "2025"),
            ("1.", "Sept.", " 2025 "),
            ("1.9.2025", "", ""),
            ("1. September 2025", "", ""),
            ("2025-09-01", "", ""),
            ("01/09/2025", "", ""),
        ] {
            assert_eq!(read_day(day, month, year), september, "{day} {month} {year}");
        }
        assert_eq!(read_day("3", "Maerz", "2024"), Ok(ymd(2024, 3, 3)));
    }

    #[test]
    fn each_problem_is_told_apart() {
        assert_eq!(read_day("1", "", "2025"), Err(DateProblem::Missing(vec!["month"])));
        assert_eq!(read_day("1", "", ""), Err(DateProblem::Missing(vec!["month", "year"])));
        assert_eq!(read_day("37", "13", "2025"), Err(DateProblem::Wrong(vec!["day", "month"])));
        assert_eq!(read_day("30", "2", "2025"), Err(DateProblem::NotReal));
        assert_eq!(read_day("1.9.25", "", ""), Err(DateProblem::ShortYear));
        assert_eq!(read_day("1", "9", "neu"), Err(DateProblem::Wrong(vec!["year"])));
        assert_eq!(read_day("1", "Ju", "2025"), Err(DateProblem::Wrong(vec!["month"])));
    }

    #[test]
    fn a_month_is_read_from_parts_and_as_a_whole() {
        for (month, year) in [("9", "2025"), ("9/2025", ""), ("September 2025", ""), ("2025-09", "")] {
            assert_eq!(read_month(month, year), Ok((2025, 9)), "{month} {year}");
        }
        assert_eq!(read_month("", "2025"), Err(DateProblem::Missing(vec!["month"])));
        assert_eq!(read_month("9", "25"), Err(DateProblem::ShortYear));
    }

    proptest! {
        #[test]
        fn any_parts_are_read_or_refused(day in ".{0,20}", month in ".{0,20}", year in ".{0,8}") {
            let _ = read_day(&day, &month, &year);
            let _ = read_month(&month, &year);
        }

        #[test]
        fn every_shown_day_can_be_typed_again(days in 0_i64..400_000) {
            let day = ymd(1000, 1, 1) + chrono::Duration::days(days);
            prop_assert_eq!(read_day(&crate::clock::german_day(day), "", ""), Ok(day));
        }
    }
}
