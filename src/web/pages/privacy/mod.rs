//! What happens with personal data on these pages (Art. 13 GDPR); each service adds its own sheet.
//! What the city has to fill in is marked `pf-todo`.

use askama::Template;

use crate::web::language::t;
use crate::web::layout::Chrome;
use crate::web::{filters, language};

/// The page „Datenschutz“.
#[derive(Debug, Template)]
#[template(path = "pages/privacy/privacy.html")]
pub struct PrivacyPage {
    /// The frame.
    pub chrome: Chrome,
}

impl Default for PrivacyPage {
    fn default() -> Self {
        Self { chrome: Chrome::new(t("Datenschutz")) }
    }
}
