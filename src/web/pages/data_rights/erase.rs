//! Erasing a case because its applicant asked for it: what goes, what stays, and a second look.

use askama::Template;

use super::privacy::{Attempt, TITLE, chrome};
use super::{field, reason};
use crate::accounts::SignedIn;
use crate::casework::PrivacyFile;
use crate::domain::ErasureGround;
use crate::forms::view::{Control, Element, FieldView, OptionView};
use crate::web::components::Part;
use crate::web::components::error_summary::ErrorSummary;
use crate::web::layout::StaffChrome;
use crate::web::pages::case::conflict::Seen;
use crate::web::urls;

/// Why it is erased.
pub(super) const GROUND: &str = "grund";

/// The number, typed once more.
pub(super) const NUMBER: &str = "nummer";

const HEADING: &str = "Vorgang löschen";

/// The page.
#[derive(Debug, Template)]
#[template(path = "pages/data_rights/erase.html")]
pub struct ErasePage {
    chrome: StaffChrome,
    errors: ErrorSummary,
    number: String,
    is_conflict: bool,
    bar: Option<String>,
    seen: Seen,
    fields: Vec<FieldView>,
    address: String,
}

impl ErasePage {
    pub(super) fn new(person: &SignedIn, file: &PrivacyFile, attempt: &Attempt) -> Self {
        let (id, number) = (file.case.id, file.case.receipt_number.to_string());
        let fields = fields(attempt);
        let errors = ErrorSummary::of(&fields.iter().cloned().map(Element::Field).collect::<Vec<_>>());
        Self {
            chrome: chrome(person, id, &number, HEADING)
                .crumb(TITLE, urls::case_privacy(id))
                .here(HEADING)
                .with_errors(!errors.is_empty()),
            errors,
            number,
            is_conflict: attempt.is_conflict,
            bar: file.bar.map(reason),
            seen: Seen { revision: file.case.revision, entries: 0 },
            fields,
            address: urls::case_privacy(id),
        }
    }

    fn parts(&self) -> impl Iterator<Item = Part<'_>> {
        self.fields.iter().map(Part::from)
    }
}

fn words(ground: ErasureGround) -> &'static str {
    match ground {
        ErasureGround::NoLongerNeeded => "Die Angaben werden nicht mehr gebraucht (Buchstabe a)",
        ErasureGround::ConsentWithdrawn => "Die Einwilligung wurde widerrufen (Buchstabe b)",
        ErasureGround::Objection => "Die Person hat widersprochen (Buchstabe c)",
        ErasureGround::Unlawful => "Die Angaben wurden unrechtmäßig verarbeitet (Buchstabe d)",
        ErasureGround::LegalDuty => "Ein Gesetz verlangt die Löschung (Buchstabe e)",
    }
}

fn fields(attempt: &Attempt) -> Vec<FieldView> {
    let typed = |name: &str| attempt.posted.value(name).unwrap_or_default().to_owned();
    let chosen = typed(GROUND);
    let options = ErasureGround::ALL.map(|ground| OptionView {
        value: ground.as_str().to_owned(),
        label: words(ground).to_owned(),
        hint: None,
        selected: ground.as_str() == chosen,
    });
    let label = "Warum wird gelöscht? (Artikel 17 Absatz 1)";
    let ground = field(GROUND, label, Control::Select(options.to_vec()), &attempt.wrong);
    let line = Control::Line {
        input_type: "text",
        input_mode: "text",
        max_length: None,
        width: Some(11),
        unit: None,
    };
    let mut number = field(NUMBER, "Eingangsnummer zur Bestätigung", line, &attempt.wrong);
    number.value = typed(NUMBER);
    vec![ground, number]
}
