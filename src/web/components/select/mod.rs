//! A question with many options of which one is chosen.

mod examples;

use askama::Template;
use askama::filters::HtmlSafe;

use super::Frame;
use crate::forms::view::OptionView;
use crate::web::filters;

pub use examples::examples;

/// A select. It begins with an empty line, so that nothing is chosen by accident.
#[derive(Debug, Template)]
#[template(path = "components/select/select.html")]
pub struct Select<'a> {
    /// Label, hint, advice, message.
    pub frame: Frame<'a>,
    /// The options.
    pub options: &'a [OptionView],
}

impl HtmlSafe for Select<'_> {}

impl Select<'_> {
    /// Whether nothing is chosen yet.
    fn is_open(&self) -> bool {
        !self.options.iter().any(|option| option.selected)
    }
}
