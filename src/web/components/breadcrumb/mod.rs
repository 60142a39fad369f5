//! The way from the catalogue to the page.

mod examples;

use crate::web::filters;
use askama::Template;
use askama::filters::HtmlSafe;

pub use examples::examples;

/// The way; nothing, if it has no steps.
#[derive(Debug, Clone, Copy, Template)]
#[template(path = "components/breadcrumb/breadcrumb.html")]
pub struct Breadcrumb<'a> {
    /// The steps.
    pub crumbs: &'a [Crumb],
}

impl HtmlSafe for Breadcrumb<'_> {}

/// A step of the way.
#[derive(Debug, Clone)]
pub struct Crumb {
    /// What people read.
    pub label: String,
    /// Where it leads; none for the page itself.
    pub href: Option<String>,
}
