//! A page was sent for a case that does not lie open: nothing of it is stored, and what was typed is not lost.

use askama::Template;

use crate::accounts::SignedIn;
use crate::domain::DraftId;
use crate::web::extract::CSRF_FIELD;
use crate::web::kept::Kept;
use crate::web::layout::StaffChrome;
use crate::web::pages::{Hidden, staff_chrome};
use crate::web::urls;

/// Tells that another case lies open, or none. It shows nothing of either.
#[derive(Debug, Template)]
#[template(path = "pages/desk/other_case.html")]
pub struct OtherCasePage {
    chrome: StaffChrome,
    is_other_open: bool,
    action: String,
    hidden: Hidden,
}

impl OtherCasePage {
    /// The page for this person, with what they sent for `draft`.
    pub fn new(person: &SignedIn, draft: DraftId, kept: &Kept) -> Self {
        let is_other_open = !person.open.is_none();
        let title =
            if is_other_open { "Gerade ist ein anderer Fall offen" } else { "Dieser Fall ist nicht offen" };
        Self {
            chrome: staff_chrome(person, title),
            is_other_open,
            action: urls::open_case(draft),
            hidden: Hidden::new(kept.fields()).and(CSRF_FIELD, &person.csrf),
        }
    }
}
