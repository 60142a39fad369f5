//! The hint below a label.

mod examples;

use askama::Template;
use askama::filters::HtmlSafe;

use super::text::Text;

pub use examples::examples;

/// A hint; nothing, if there is no text. Its id is `hint-{id}`.
#[derive(Debug, Clone, Copy, Template)]
#[template(path = "components/hint/hint.html")]
pub struct Hint<'a> {
    /// The id of the control.
    pub id: &'a str,
    /// The text.
    pub text: Option<&'a str>,
}

impl HtmlSafe for Hint<'_> {}
