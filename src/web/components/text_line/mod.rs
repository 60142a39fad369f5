//! A question with one line: text, number, amount, e-mail address, telephone, IBAN.
//!
//! Accessible because: the label is tied to the input, hint, unit, advice and message are its
//! description, the keyboard fits, the width fits the answer, and nothing is cut off while pasting
//! (no `maxlength`: the server says what is too long).

mod examples;

use askama::Template;
use askama::filters::HtmlSafe;

use super::Frame;
use crate::web::filters;

pub use examples::examples;

/// One line.
#[derive(Debug, Template)]
#[template(path = "components/text_line/text_line.html")]
pub struct TextLine<'a> {
    /// Label, hint, advice, message.
    pub frame: Frame<'a>,
    /// What was typed.
    pub value: &'a str,
    /// `text`, `email`, `tel`, `password`, …
    pub input_type: &'static str,
    /// The keyboard: `text`, `numeric`, `decimal`, …
    pub input_mode: &'static str,
    /// Token of WCAG 1.3.5.
    pub autocomplete: Option<&'a str>,
    /// The width in characters that fits the answer.
    pub width: Option<u64>,
    /// The unit beside the field.
    pub unit: Option<&'a str>,
}

impl HtmlSafe for TextLine<'_> {}

/// Widths there are classes for, in characters.
const WIDTHS: [u64; 6] = [2, 4, 6, 10, 20, 34];

impl TextLine<'_> {
    /// The smallest width that fits; none for long answers, which take the whole column.
    fn width_class(&self) -> Option<u64> {
        let wanted = self.width?;
        WIDTHS.into_iter().find(|width| *width >= wanted)
    }

    /// Names, numbers and codes are not to be corrected by a dictionary; whole sentences may be.
    fn is_prose(&self) -> bool {
        self.input_type == "text" && self.input_mode == "text" && self.width_class().is_none()
    }

    /// `€` reads well beside a field and aloud; other units stand as they are.
    fn unit_text(&self) -> Option<&str> {
        self.unit.map(|unit| if unit == "EUR" { "€" } else { unit })
    }
}
