//! A message that is not about one field: something went well, needs attention, or is good to know.

mod examples;

use askama::Template;
use askama::filters::HtmlSafe;

use super::{Level, text::Text};

pub use examples::examples;

/// A message with a heading and some paragraphs.
#[derive(Debug, Template)]
#[template(path = "components/alert/alert.html")]
pub struct Alert {
    /// How strong it is.
    pub level: Level,
    /// The heading.
    pub title: String,
    /// The text; may be empty.
    pub paragraphs: Vec<String>,
    /// It tells the result of what the person just did, so the page starts there and it is read aloud at once.
    pub announced: bool,
}

impl HtmlSafe for Alert {}

impl Alert {
    /// A message that stands on the page.
    pub fn new(level: Level, title: impl Into<String>, paragraphs: &[&str]) -> Self {
        let paragraphs = paragraphs.iter().map(|text| (*text).to_owned()).collect();
        Self { level, title: title.into(), paragraphs, announced: false }
    }
}
