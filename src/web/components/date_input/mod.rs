//! A question for a day: three small inputs, because typing is quicker and more certain than a
//! calendar. Only the wrong ones are marked.

mod examples;

use askama::Template;
use askama::filters::HtmlSafe;

use super::Frame;
use crate::texts::de;
use crate::web::filters;

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
    /// What people read, in German; the template says it in the language of the page.
    pub label: &'static str,
    /// The width in characters.
    pub width: u8,
    /// The keyboard; a number pad has no colon.
    pub input_mode: &'static str,
    /// What was typed.
    pub value: &'a str,
    /// It is wrong.
    pub wrong: bool,
    /// Token of WCAG 1.3.5.
    pub autocomplete: Option<String>,
}

impl<'a> DatePart<'a> {
    fn new(name: &'static str, label: &'static str, width: u8, value: &'a str, wrong: bool) -> Self {
        let input_mode = if name == "time" { "text" } else { "numeric" };
        Self { name, label, width, input_mode, value, wrong, autocomplete: None }
    }

    /// The day.
    pub fn day(value: &'a str, wrong: bool) -> Self {
        Self::new("day", de("Tag"), 2, value, wrong)
    }

    /// The month.
    pub fn month(value: &'a str, wrong: bool) -> Self {
        Self::new("month", de("Monat"), 2, value, wrong)
    }

    /// The time.
    pub fn time(value: &'a str, wrong: bool) -> Self {
        Self::new("time", de("Uhrzeit"), 4, value, wrong)
    }

    /// The year.
    pub fn year(value: &'a str, wrong: bool) -> Self {
        Self::new("year", de("Jahr"), 4, value, wrong)
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

    /// A date and a time with their typed parts.
    pub fn with_time(frame: Frame<'a>, typed: [&'a str; 4], wrong: [bool; 4]) -> Self {
        let [day, month, year, time] = typed;
        let [wrong_day, wrong_month, wrong_year, wrong_time] = wrong;
        let parts = vec![
            DatePart::day(day, wrong_day),
            DatePart::month(month, wrong_month),
            DatePart::year(year, wrong_year),
            DatePart::time(time, wrong_time),
        ];
        Self { frame, parts }
    }
}
