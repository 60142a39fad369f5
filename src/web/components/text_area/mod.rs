//! A question with several lines. The limit stands below the field in words; a script counts along.

mod examples;

use askama::Template;
use askama::filters::HtmlSafe;

use super::Frame;
use crate::web::filters;

pub use examples::examples;

/// Several lines.
#[derive(Debug, Template)]
#[template(path = "components/text_area/text_area.html")]
pub struct TextArea<'a> {
    /// Label, hint, advice, message.
    pub frame: Frame<'a>,
    /// What was typed.
    pub value: &'a str,
    /// Most characters, if limited.
    pub max_length: Option<u64>,
}

impl HtmlSafe for TextArea<'_> {}

impl TextArea<'_> {
    /// All that describes the field, with the limit.
    fn described_by(&self) -> String {
        let others = self.frame.described_by();
        match self.max_length {
            Some(_) => format!("{others} limit-{}", self.frame.id).trim_start().to_owned(),
            None => others,
        }
    }

    /// Lines that fit the answer, from 4 to 10.
    fn rows(&self) -> u64 {
        self.max_length.map_or(6, |most| (most / 120).clamp(4, 10))
    }
}

/// A number as people write it: `1.000`.
fn grouped(number: &u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push('.');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::grouped;

    #[test]
    fn thousands_have_a_dot() {
        for (number, text) in [(0, "0"), (999, "999"), (1000, "1.000"), (1_234_567, "1.234.567")] {
            assert_eq!(grouped(&number), text);
        }
    }
}
