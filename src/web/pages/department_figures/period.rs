//! Months, quarters and years, as addresses name them.

use std::ops::Range;

use chrono::{DateTime, Datelike, Months, NaiveDate, Utc};

use crate::casework::FiguresPeriod;
use crate::clock::start_of_day;
use crate::forms::display::month_in_words;

/// A month, a quarter or a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    first: NaiveDate,
    months: u32,
}

impl Period {
    /// The period of so many months (1, 3 or 12) that holds a day.
    fn around(day: NaiveDate, months: u32) -> Self {
        let month = day.month0() / months * months;
        let first = NaiveDate::from_ymd_opt(day.year(), month + 1, 1).unwrap_or(day);
        Self { first, months }
    }

    /// The period that an address names: `2025-10`, `2025-q4`, `2025`; the current month, if it names none.
    pub fn named(text: &str, today: NaiveDate) -> Self {
        let found = Self::all(today).into_iter().find(|period| period.word() == text);
        found.unwrap_or_else(|| Self::around(today, 1))
    }

    /// All that can be chosen: twelve months, eight quarters, five years, the newest first.
    pub fn all(today: NaiveDate) -> Vec<Self> {
        // The first day of a month counts back without skipping one.
        let today = today.with_day(1).unwrap_or(today);
        let back = |count: u32, months: u32| {
            (0..count).filter_map(move |i| {
                Some(Self::around(today.checked_sub_months(Months::new(i * months))?, months))
            })
        };
        back(12, 1).chain(back(8, 3)).chain(back(5, 12)).collect()
    }

    /// As an address names it.
    pub fn word(self) -> String {
        match self.months {
            1 => self.first.format("%Y-%m").to_string(),
            3 => format!("{}-q{}", self.first.year(), self.first.month0() / 3 + 1),
            _ => self.first.year().to_string(),
        }
    }

    /// As people read it.
    pub fn in_words(self) -> String {
        match self.months {
            1 => month_in_words(self.first),
            3 => format!("{}. Quartal {}", self.first.month0() / 3 + 1, self.first.year()),
            _ => format!("Jahr {}", self.first.year()),
        }
    }

    /// Whether it is not over yet.
    pub fn is_running(self, today: NaiveDate) -> bool {
        today < self.end()
    }

    /// From its first instant to the one behind its last, in Germany.
    fn instants(self) -> Range<DateTime<Utc>> {
        start_of_day(self.first)..start_of_day(self.end())
    }

    /// What the figures of it are asked for.
    pub fn asked(self, today: NaiveDate) -> FiguresPeriod {
        let months = match self.months {
            1 => Vec::new(),
            months => (0..months).filter_map(|i| self.first.checked_add_months(Months::new(i))).collect(),
        };
        FiguresPeriod {
            whole: self.instants(),
            months: months.into_iter().map(|first| Self { first, months: 1 }.instants()).collect(),
            is_running: self.is_running(today),
        }
    }

    fn end(self) -> NaiveDate {
        self.first.checked_add_months(Months::new(self.months)).unwrap_or(self.first)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_months_quarters_and_years() {
        let today: NaiveDate = "2025-10-31".parse().unwrap();
        for (text, words) in [
            ("2025-10", "Oktober 2025"),
            ("2025-02", "Februar 2025"),
            ("2025-q4", "4. Quartal 2025"),
            ("2024-q1", "1. Quartal 2024"),
            ("2024", "Jahr 2024"),
            ("", "Oktober 2025"),
            ("2031", "Oktober 2025"),
            ("x", "Oktober 2025"),
        ] {
            assert_eq!(Period::named(text, today).in_words(), words, "{text}");
        }
        assert_eq!(Period::all(today).len(), 25);
        let october = Period::named("2025-10", today).instants();
        assert_eq!(october.start.to_rfc3339(), "2025-09-30T22:00:00+00:00");
        assert_eq!(october.end.to_rfc3339(), "2025-10-31T23:00:00+00:00");
        let quarter = Period::named("2025-q4", today).asked(today);
        assert!(quarter.is_running && quarter.months.len() == 3 && quarter.months[0] == october);
        assert_eq!(quarter.months[2].end, quarter.whole.end);
    }
}
