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
    why: Why,
    action: String,
    hidden: Hidden,
}

/// Why it was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Why {
    /// The session was over.
    Ended,
    /// The case of the desk was closed meanwhile, and is open again.
    Reopened,
    /// It is about somebody else than the resident whose case lies open.
    BesideCase,
}

impl KeptInputPage {
    /// The page for the person whose it is.
    pub fn new(person: &SignedIn, kept: &Kept) -> Self {
        let token = kept.case().map_or_else(|| person.csrf.clone(), |case| case_token(&person.csrf, case));
        Self {
            why: Why::Ended,
            chrome: staff_chrome(person, "Ihre Eingaben sind noch da"),
            action: kept.to().to_owned(),
            hidden: Hidden::new(kept.pairs().iter().cloned()).and(CSRF_FIELD, token),
        }
    }

    /// The page after a case of the desk was opened again.
    pub fn of_case(person: &SignedIn, kept: &Kept) -> Self {
        Self { why: Why::Reopened, ..Self::new(person, kept) }
    }

    /// The page for what was typed beside the case that lies open: it can be sent once that is closed, in another
    /// window.
    pub fn beside_case(person: &SignedIn, kept: &Kept) -> Self {
        Self { why: Why::BesideCase, ..Self::new(person, kept) }
    }
}
