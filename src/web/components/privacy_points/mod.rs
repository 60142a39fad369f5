//! The sheet of Article 13 GDPR: point by point, as the service page and the declaration about it show it.

pub mod examples;

use askama::Template;
use askama::filters::HtmlSafe;

use super::text::Text;
use crate::forms::definition::PrivacyPoint;

pub use examples::examples;

/// The points of a form's sheet; web addresses become links.
#[derive(Debug, Clone, Copy, Template)]
#[template(path = "components/privacy_points/privacy_points.html")]
pub struct PrivacyPoints<'a>(pub &'a [PrivacyPoint]);

impl HtmlSafe for PrivacyPoints<'_> {}
