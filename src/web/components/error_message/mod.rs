//! The message at a control whose answer is wrong.

mod examples;

use crate::web::filters;
use askama::Template;
use askama::filters::HtmlSafe;

pub use examples::examples;

/// A message; nothing, if there is no text. Its id is `error-{id}`. Ears hear "Fehler:" first.
#[derive(Debug, Clone, Copy, Template)]
#[template(path = "components/error_message/error_message.html")]
pub struct ErrorMessage<'a> {
    /// The id of the control.
    pub id: &'a str,
    /// The text.
    pub text: Option<&'a str>,
}

impl HtmlSafe for ErrorMessage<'_> {}
