//! A question with a few options of which one is chosen; also yes or no.

pub(super) mod examples;

use askama::Template;
use askama::filters::HtmlSafe;

use super::Frame;
use super::text::Text;
use crate::forms::view::OptionView;
use crate::web::filters;

pub use examples::examples;

/// Radio buttons. The first has the id of the field, so that the error summary leads to it.
#[derive(Debug, Template)]
#[template(path = "components/radios/radios.html")]
pub struct Radios<'a> {
    /// Legend, hint, advice, message.
    pub frame: Frame<'a>,
    /// The options.
    pub options: &'a [OptionView],
}

impl HtmlSafe for Radios<'_> {}

impl Radios<'_> {
    /// Two or three short words stand side by side.
    fn is_horizontal(&self) -> bool {
        self.options.len() <= 3
            && self.options.iter().all(|option| option.hint.is_none() && option.label.chars().count() <= 6)
    }
}

/// The id of the option with this number (from 0): the field's own, then `{id}-2`, `{id}-3`, ….
pub(super) fn option_id(id: &str, index: &usize) -> String {
    match index {
        0 => id.to_owned(),
        index => format!("{id}-{}", index + 1),
    }
}
