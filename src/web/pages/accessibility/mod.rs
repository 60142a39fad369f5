//! The declaration on accessibility (§ 9b NBGG, in the form of the EU decision 2018/1523).
//! What the city has to fill in is marked `pf-todo`.

use askama::Template;

use crate::web::language::t;
use crate::web::layout::Chrome;
use crate::web::{filters, language};

/// The page „Barrierefreiheit“.
#[derive(Debug, Template)]
#[template(path = "pages/accessibility/accessibility.html")]
pub struct AccessibilityPage {
    /// The frame.
    pub chrome: Chrome,
}

impl Default for AccessibilityPage {
    fn default() -> Self {
        Self { chrome: Chrome::new(t("Barrierefreiheit")) }
    }
}
