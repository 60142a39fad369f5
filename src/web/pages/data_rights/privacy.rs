//! The data of a case: giving it to the applicant, keeping it longer, erasing it.

use askama::Template;

use super::{Wrong, field, reason};
use crate::accounts::SignedIn;
use crate::casework::{MAX_HOLD, PrivacyFile};
use crate::clock::german_day;
use crate::domain::CaseId;
use crate::forms::view::{Control, Element, FieldView};
use crate::web::body::Posted;
use crate::web::components::Part;
use crate::web::components::error_summary::ErrorSummary;
use crate::web::layout::StaffChrome;
use crate::web::pages::case::conflict::Seen;
use crate::web::urls;

/// Until when it is kept.
pub(super) const UNTIL: &str = "bis";

/// Why.
pub(super) const REASON: &str = "grund";

/// What this page and the way to it are called.
pub(super) const TITLE: &str = "Datenschutz";

/// What was posted, and what is wrong with it.
#[derive(Debug, Default)]
pub(super) struct Attempt {
    /// What was posted.
    pub posted: Posted,
    /// What is wrong.
    pub wrong: Wrong,
    /// Somebody was faster.
    pub is_conflict: bool,
}

/// The page.
#[derive(Debug, Template)]
#[template(path = "pages/data_rights/privacy.html")]
pub struct PrivacyPage {
    chrome: StaffChrome,
    errors: ErrorSummary,
    heading: String,
    is_conflict: bool,
    facts: Vec<(&'static str, String)>,
    hold_reason: Option<String>,
    bar: Option<String>,
    seen: Seen,
    fields: Vec<FieldView>,
    address: String,
}

impl PrivacyPage {
    pub(super) fn new(person: &SignedIn, file: PrivacyFile, attempt: &Attempt) -> Self {
        let number = file.case.receipt_number.to_string();
        let heading = format!("{TITLE}: Vorgang {number}");
        let fields = fields(attempt);
        let errors = ErrorSummary::of(&fields.iter().cloned().map(Element::Field).collect::<Vec<_>>());
        let mut facts = vec![("Leistung", file.title)];
        facts.extend(file.erased_on.map(|day| ("Wird gelöscht am", german_day(day))));
        facts.extend(
            file.hold.as_ref().map(|(day, _, by)| ("Aufbewahrt bis", format!("{}, {by}", german_day(*day)))),
        );
        Self {
            chrome: chrome(person, file.case.id, &number, &heading)
                .here(TITLE)
                .with_errors(!errors.is_empty()),
            errors,
            heading,
            is_conflict: attempt.is_conflict,
            facts,
            hold_reason: file.hold.map(|(_, reason, _)| reason),
            bar: file.bar.map(reason),
            seen: Seen { revision: file.case.revision, entries: 0 },
            fields,
            address: urls::case_privacy(file.case.id),
        }
    }

    fn parts(&self) -> impl Iterator<Item = Part<'_>> {
        self.fields.iter().map(Part::from)
    }
}

/// The frame of a page about the data of a case.
pub(super) fn chrome(person: &SignedIn, id: CaseId, number: &str, heading: &str) -> StaffChrome {
    crate::web::pages::staff_chrome(person, heading)
        .crumb("Postkorb", urls::INBOX)
        .crumb(format!("Vorgang {number}"), urls::case(id))
}

fn fields(attempt: &Attempt) -> Vec<FieldView> {
    let typed = |name: &str| attempt.posted.value(name).unwrap_or_default().to_owned();
    let part = |part: &str| typed(&format!("{UNTIL}.{part}"));
    let is_wrong = attempt.wrong.iter().any(|(name, _)| *name == UNTIL);
    let date =
        Control::Date { day: part("day"), month: part("month"), year: part("year"), wrong: [is_wrong; 3] };
    let lines = Control::Lines { max_length: u64::try_from(MAX_HOLD).ok() };
    let mut why = field(REASON, "Warum?", lines, &attempt.wrong);
    why.hint = Some("Zum Beispiel: Klage vor dem Verwaltungsgericht. Oder: Dem Archiv angeboten.".to_owned());
    why.value = typed(REASON);
    vec![field(UNTIL, "Bis wann?", date, &attempt.wrong), why]
}
