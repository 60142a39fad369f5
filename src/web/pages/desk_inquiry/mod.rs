//! Where the desk opens a question of the department, to answer it for the person who is there.

pub mod handler;

use askama::Template;

use crate::accounts::SignedIn;
use crate::forms::view::Element;
use crate::web::components::error_summary::ErrorSummary;
use crate::web::components::{Part, render_all};
use crate::web::extract::CSRF_FIELD;
use crate::web::layout::{DeskGuard, StaffChrome};
use crate::web::pages::reissue::{Typed, fields};
use crate::web::pages::{Hidden, staff_chrome};
use crate::web::urls;

/// Why nothing is opened for somebody who may be anybody.
const UNPROVEN: &str =
    "Bestätigen Sie, dass die Person berechtigt ist. Sonst zeigen Sie ihr die Frage nicht.";

/// The page that asks for number and name.
#[derive(Debug, Template)]
#[template(path = "pages/desk_inquiry/desk_inquiry.html")]
struct DeskInquiryPage {
    chrome: StaffChrome,
    errors: ErrorSummary,
    hidden: Hidden,
    /// A case lies open, and is closed then.
    closes: bool,
    elements: Vec<Element>,
}

impl DeskInquiryPage {
    fn new(person: &SignedIn, typed: Typed) -> Self {
        let title = "Rückfrage beantworten";
        let [number, mut name, mut entitled] = fields(typed);
        name.hint = Some("Vor- und Nachname genügen.".to_owned());
        if let Some(error) = &mut entitled.error {
            *error = UNPROVEN.to_owned();
        }
        let fields = [number, name, entitled];
        let elements: Vec<Element> = fields.into_iter().map(Element::Field).collect();
        let errors = ErrorSummary::of(&elements);
        let chrome = staff_chrome(person, title)
            .crumb("Schalter", urls::DESK)
            .here(title)
            .with_errors(!errors.is_empty());
        Self {
            chrome: StaffChrome { guard: Some(DeskGuard::of(person)), ..chrome },
            errors,
            hidden: Hidden::new([(CSRF_FIELD, person.csrf.clone())]),
            closes: !person.open.is_none(),
            elements,
        }
    }

    fn parts(&self) -> impl Iterator<Item = Part<'_>> {
        render_all(&self.elements)
    }
}
