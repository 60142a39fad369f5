//! How far the person has come.

mod examples;

use crate::web::filters;
use askama::Template;
use askama::filters::HtmlSafe;

pub use examples::examples;

/// "Schritt 2 von 8" with a bar.
#[derive(Debug, Clone, Copy, Template)]
#[template(path = "components/progress/progress.html")]
pub struct Progress {
    /// The step that is shown, from 1.
    pub step: usize,
    /// How many steps there are, as far as the answers tell; the check page is the last.
    pub steps: usize,
}

impl HtmlSafe for Progress {}
