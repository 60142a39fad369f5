//! A question for a month: two small inputs.

mod examples;

use askama::Template;
use askama::filters::HtmlSafe;

use super::Frame;
use super::date_input::DatePart;
use crate::web::filters;

pub use examples::examples;

/// Month, year.
#[derive(Debug, Template)]
#[template(path = "components/month_input/month_input.html")]
pub struct MonthInput<'a> {
    /// Legend, hint, advice, message.
    pub frame: Frame<'a>,
    parts: Vec<DatePart<'a>>,
}

impl HtmlSafe for MonthInput<'_> {}

impl<'a> MonthInput<'a> {
    /// A month with its typed parts.
    pub fn new(frame: Frame<'a>, typed: [&'a str; 2], wrong: [bool; 2]) -> Self {
        let [month, year] = typed;
        let [wrong_month, wrong_year] = wrong;
        Self { frame, parts: vec![DatePart::month(month, wrong_month), DatePart::year(year, wrong_year)] }
    }
}
