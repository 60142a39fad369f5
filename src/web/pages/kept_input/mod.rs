//! After signing in again: what was typed is still there.

use askama::Template;

use crate::accounts::{SignedIn, case_token};
use crate::web::extract::CSRF_FIELD;
use crate::web::kept::Kept;
use crate::web::layout::StaffChrome;
use crate::web::pages::{Hidden, staff_chrome};

/// Offers to send once more what was not taken because the session was over.
#[derive(Debug, Template)]
#[template(path = "pages/kept_input/kept_input.html")]
pub struct KeptInputPage {
    /// The frame.
    pub chrome: StaffChrome,
    /// The case of the desk was closed meanwhile; else the session was over.
    is_reopened: bool,
    action: String,
    hidden: Hidden,
}

impl KeptInputPage {
    /// The page for the person whose it is.
    pub fn new(person: &SignedIn, kept: &Kept) -> Self {
        let token = kept.case().map_or_else(|| person.csrf.clone(), |case| case_token(&person.csrf, case));
        Self {
            is_reopened: false,
            chrome: staff_chrome(person, "Ihre Eingaben sind noch da"),
            action: kept.to().to_owned(),
            hidden: Hidden::new(kept.pairs().iter().cloned()).and(CSRF_FIELD, token),
        }
    }

    /// The page after a case of the desk was opened again.
    pub fn of_case(person: &SignedIn, kept: &Kept) -> Self {
        Self { is_reopened: true, ..Self::new(person, kept) }
    }
}
