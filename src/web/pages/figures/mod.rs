//! The figures of the desk, for whoever leads it.

pub mod handler;

use askama::Template;
use chrono::{Datelike, Months, NaiveDate};

use crate::accounts::SignedIn;
use crate::desk::figures::Figures;
use crate::domain::Count;
use crate::forms::display::month_in_words;
use crate::web::layout::StaffChrome;
use crate::web::urls;

/// How many months can be chosen.
const MONTHS: u32 = 24;

/// The page.
#[derive(Debug, Template)]
#[template(path = "pages/figures/figures.html")]
pub struct FiguresPage {
    chrome: StaffChrome,
    months: Vec<MonthOption>,
    month: String,
    figures: Option<Shown>,
    csv_href: String,
}

#[derive(Debug)]
struct MonthOption {
    value: String,
    label: String,
    is_chosen: bool,
}

/// The figures in words.
#[derive(Debug)]
struct Shown {
    total: String,
    is_running: bool,
    median_minutes: Option<i64>,
    tables: Vec<Table>,
}

#[derive(Debug)]
struct Table {
    id: usize,
    title: &'static str,
    rows: Option<Vec<(String, String)>>,
}

impl FiguresPage {
    /// The page of a month, which begins on this day.
    pub fn new(person: &SignedIn, first: NaiveDate, today: NaiveDate, figures: Option<Figures>) -> Self {
        let option = |back| {
            let month = this_month(today).checked_sub_months(Months::new(back))?;
            Some(MonthOption { value: word(month), label: month_in_words(month), is_chosen: month == first })
        };
        Self {
            chrome: super::staff_chrome(person, "Auswertung"),
            months: (0..MONTHS).filter_map(option).collect(),
            month: month_in_words(first),
            figures: figures.map(shown),
            csv_href: format!("{}?monat={}", urls::FIGURES_CSV, word(first)),
        }
    }
}

fn shown(figures: Figures) -> Shown {
    let rows = |rows: Vec<(String, Count)>| {
        rows.into_iter().map(|(label, count)| (label, words(count))).collect::<Vec<_>>()
    };
    let table = |(id, table): (usize, crate::desk::figures::Breakdown)| Table {
        id,
        title: table.title,
        rows: table.rows.map(rows),
    };
    Shown {
        total: words(figures.total),
        is_running: figures.is_running,
        median_minutes: figures.median_minutes,
        tables: figures.breakdowns.into_iter().enumerate().map(table).collect(),
    }
}

fn words(count: Count) -> String {
    match count {
        Count::Exact(count) => count.to_string(),
        Count::Few => "1 bis 4".to_owned(),
        Count::Many => "5 oder mehr".to_owned(),
    }
}

/// A month in addresses: `2026-11`.
fn word(month: NaiveDate) -> String {
    month.format("%Y-%m").to_string()
}

fn this_month(today: NaiveDate) -> NaiveDate {
    today.with_day(1).unwrap_or(today)
}

/// The first day of the month that an address names; of the current one, if it names none.
fn month(text: &str, today: NaiveDate) -> NaiveDate {
    let named = format!("{text}-01").parse().ok();
    named.filter(|first: &NaiveDate| *first <= today).unwrap_or_else(|| this_month(today))
}

/// The figures for programs that calculate: the same numbers, with a byte order mark, as Excel needs it.
fn csv(first: NaiveDate, figures: Option<Figures>) -> String {
    let mut lines = vec![["Aufteilung".to_owned(), "Wert".to_owned(), "Anzahl".to_owned()]];
    let month = month_in_words(first);
    let figures = figures.map(shown);
    let total = figures.as_ref().map_or("0", |figures| &figures.total);
    lines.push(["Gesamt".to_owned(), month, total.to_owned()]);
    for table in figures.into_iter().flat_map(|figures| figures.tables) {
        let Some(rows) = table.rows else {
            lines.push([table.title.to_owned(), String::new(), "nicht angegeben".to_owned()]);
            continue;
        };
        lines.extend(rows.into_iter().map(|(label, count)| [table.title.to_owned(), label, count]));
    }
    let quoted = |cell: &String| format!("\"{}\"", cell.replace('"', "\"\""));
    let line = |line: &[String; 3]| line.iter().map(quoted).collect::<Vec<_>>().join(";") + "\r\n";
    format!("\u{feff}{}", lines.iter().map(line).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_a_month_that_is_not_to_come() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let today = day("2026-11-26");
        for (text, first) in [
            ("2026-11", "2026-11-01"),
            ("2025-02", "2025-02-01"),
            ("2026-12", "2026-11-01"),
            ("", "2026-11-01"),
            ("2026-13", "2026-11-01"),
            ("x", "2026-11-01"),
        ] {
            assert_eq!(month(text, today), day(first), "{text}");
        }
    }
}
