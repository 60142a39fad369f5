//! A button that sends a form, and a link that looks like one.

mod examples;

use askama::Template;
use askama::filters::HtmlSafe;

pub use examples::examples;

/// How important a button is; a page has one primary at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Emphasis {
    /// What the page is for.
    Primary,
    /// Another way on.
    Secondary,
    /// A way aside.
    Tertiary,
}

impl Emphasis {
    fn class(self) -> &'static str {
        match self {
            Self::Primary => "primary",
            Self::Secondary => "secondary",
            Self::Tertiary => "tertiary",
        }
    }
}

/// A button that sends the form it stands in.
#[derive(Debug, Clone, Template)]
#[template(path = "components/button/button.html")]
pub struct Button<'a> {
    /// What people read.
    pub label: &'a str,
    /// How important it is.
    pub emphasis: Emphasis,
    /// What is posted with the form: name and value.
    pub posts: Option<(&'a str, &'a str)>,
}

impl HtmlSafe for Button<'_> {}

/// A link that begins something.
#[derive(Debug, Clone, Template)]
#[template(path = "components/button/button_link.html")]
pub struct ButtonLink<'a> {
    /// What people read.
    pub label: &'a str,
    /// How important it is.
    pub emphasis: Emphasis,
    /// Where it leads.
    pub href: &'a str,
}

impl HtmlSafe for ButtonLink<'_> {}
