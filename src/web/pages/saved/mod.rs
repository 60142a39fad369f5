//! The page after "Speichern und später weitermachen": until when the draft is kept, and how to go on.

pub mod handler;

use askama::Template;

use crate::web::layout::Chrome;
use crate::web::pages::{Forget, Hidden};
use crate::web::{filters, language};

/// A draft that is left for now.
#[derive(Debug, Template)]
#[template(path = "pages/saved/saved.html")]
pub struct SavedPage {
    /// The frame.
    pub chrome: Chrome,
    /// The last day on which the draft can be opened.
    pub kept_until: String,
    /// Where it goes on in this browser.
    pub resume_href: String,
    /// The code for another device, right after it was made.
    pub code: Option<String>,
    /// Where the code is typed.
    pub resume_address: String,
    /// Where a code is asked for.
    pub action: String,
    /// Hidden fields.
    pub hidden: Hidden,
    /// For a device that others use too.
    pub forget: Option<Forget>,
}
