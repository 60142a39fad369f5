//! The imprint (§ 5 DDG, § 18 MStV).
//! What the city has to fill in is marked `pf-todo`.

use askama::Template;

use crate::web::language::t;
use crate::web::layout::Chrome;
use crate::web::{filters, language};

/// The page „Impressum“.
#[derive(Debug, Template)]
#[template(path = "pages/imprint/imprint.html")]
pub struct ImprintPage {
    /// The frame.
    pub chrome: Chrome,
}

impl Default for ImprintPage {
    fn default() -> Self {
        Self { chrome: Chrome::new(t("Impressum")) }
    }
}
