//! A declaration: one box that has to be ticked.

mod examples;

use askama::Template;
use askama::filters::HtmlSafe;

use super::Frame;
use super::privacy_points::PrivacyPoints;
use crate::forms::definition::PrivacyPoint;
use crate::web::filters;

pub use examples::examples;

/// One box; its value is `true`.
#[derive(Debug, Template)]
#[template(path = "components/check_box/check_box.html")]
pub struct CheckBox<'a> {
    /// Label, hint, advice, message.
    pub frame: Frame<'a>,
    /// Ticked.
    pub checked: bool,
    /// What it declares to have read, to be opened below it; the page and what was typed stay.
    pub notice: &'a [PrivacyPoint],
}

impl HtmlSafe for CheckBox<'_> {}
