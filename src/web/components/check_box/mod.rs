//! A declaration: one box that has to be ticked.

mod examples;

use askama::Template;
use askama::filters::HtmlSafe;

use super::Frame;

pub use examples::examples;

/// One box; its value is `true`.
#[derive(Debug, Template)]
#[template(path = "components/check_box/check_box.html")]
pub struct CheckBox<'a> {
    /// Label, hint, advice, message.
    pub frame: Frame<'a>,
    /// Ticked.
    pub checked: bool,
}

impl HtmlSafe for CheckBox<'_> {}
