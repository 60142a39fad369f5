//! Texts of a form as paragraphs or as a list of points.

mod examples;

use askama::Template;
use askama::filters::HtmlSafe;

use super::text::Text;

pub use examples::examples;

/// Texts, one paragraph each; web addresses become links.
#[derive(Debug, Clone, Copy, Template)]
#[template(path = "components/paragraphs/paragraphs.html")]
pub struct Paragraphs<'a>(pub &'a [String]);

impl HtmlSafe for Paragraphs<'_> {}

/// Texts, one point each.
#[derive(Debug, Clone, Copy, Template)]
#[template(path = "components/paragraphs/bullets.html")]
pub struct Bullets<'a>(pub &'a [String]);

impl HtmlSafe for Bullets<'_> {}

/// Texts, one step each, in their order.
#[derive(Debug, Clone, Copy, Template)]
#[template(path = "components/paragraphs/steps.html")]
pub struct Steps<'a>(pub &'a [String]);

impl HtmlSafe for Steps<'_> {}
