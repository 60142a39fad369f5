//! A question for a day: three small inputs, because typing is quicker and more certain than a
//! calendar. Only the wrong ones are marked.

mod examples;

use askama::Template;
use askama::filters::HtmlSafe;

use super::Frame;

pub use examples::examples;

/// Day, month, year.
#[derive(Debug, Template)]
#[template(path = "components/date_input/date_input.html")]
pub struct DateInput<'a> {
    /// Legend, hint, advice, message.
    pub frame: Frame<'a>,
    parts: Vec<DatePart<'a>>,
}

impl HtmlSafe for DateInput<'_> {}

/// One of the inputs: `{path}.day`, with the id `{id}-day`.
#[derive(Debug)]
pub struct DatePart<'a> {
    /// `day`, `month` or `year`.
    pub name: &'static str,
    /// What people read.
    pub label: &'static str,
    /// The width in characters.
    pub width: u8,
    /// What was typed.
    pub value: &'a str,
    /// It is wrong.
    pub wrong: bool,
    /// Token of WCAG 1.3.5.
    pub autocomplete: Option<String>,
}

impl<'a> DatePart<'a> {
    /// The day.
    pub fn day(value: &'a str, wrong: bool) -> Self {
        Self { name: "day", label: "Tag", width: 2, value, wrong, autocomplete: None }
    }

    /// The month.
    pub fn month(value: &'a str, wrong: bool) -> Self {
        Self { name: "month", label: "Monat", width: 2, value, wrong, autocomplete: None }
    }

    /// The year.
    pub fn year(value: &'a str, wrong: bool) -> Self {
        Self { name: "year", label: "Jahr", width: 4, value, wrong, autocomplete: None }
    }
}

impl<'a> DateInput<'a> {
    /// A date with its typed parts. `bday` becomes `bday-day`, `bday-month`, `bday-year`; no other
    /// token fits a date in parts.
    pub fn new(frame: Frame<'a>, typed: [&'a str; 3], wrong: [bool; 3], autocomplete: Option<&str>) -> Self {
        let [day, month, year] = typed;
        let [wrong_day, wrong_month, wrong_year] = wrong;
        let mut parts = vec![
            DatePart::day(day, wrong_day),
            DatePart::month(month, wrong_month),
            DatePart::year(year, wrong_year),
        ];
        if autocomplete == Some("bday") {
            for part in &mut parts {
                part.autocomplete = Some(format!("bday-{}", part.name));
            }
        }
        Self { frame, parts }
    }
}
