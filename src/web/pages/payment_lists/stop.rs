//! What is stopped, and stopping what waits.

use askama::Template;

use super::TITLE;
use super::reason::{Wrong, field, field_of_reason};
use crate::accounts::SignedIn;
use crate::casework::StoppedPayments;
use crate::clock::german_time;
use crate::forms::display::euros_of;
use crate::forms::view::{Control, Element, FieldView};
use crate::store::payments::Stopped;
use crate::web::components::Part;
use crate::web::components::error_summary::ErrorSummary;
use crate::web::layout::StaffChrome;
use crate::web::urls;

/// Whose payment it is: the number of the case.
pub(super) const NUMBER: &str = "nummer";

const HEADING: &str = "Auszahlungen sperren und freigeben";

/// The page.
#[derive(Debug, Template)]
#[template(path = "pages/payment_lists/stop.html")]
pub struct StopPage {
    chrome: StaffChrome,
    errors: ErrorSummary,
    heading: &'static str,
    fields: Vec<FieldView>,
    rows: Vec<Row>,
}

#[derive(Debug)]
struct Row {
    href: String,
    number: String,
    case: String,
    payment: String,
    stopped: String,
    reason: String,
    amount: String,
    may_lift: bool,
}

/// What was posted, and what is wrong with it.
#[derive(Debug, Default)]
pub(super) struct Attempt {
    /// The number that was typed.
    pub number: String,
    /// What was written.
    pub reason: String,
    /// What is wrong with it.
    pub wrong: Wrong,
}

impl StopPage {
    /// The page for who leads.
    pub(super) fn new(person: &SignedIn, found: StoppedPayments, attempt: &Attempt) -> Self {
        let fields = fields(attempt);
        let errors = ErrorSummary::of(&fields.iter().cloned().map(Element::Field).collect::<Vec<_>>());
        Self {
            chrome: super::super::staff_chrome(person, HEADING)
                .crumb("Postkorb", urls::INBOX)
                .crumb(TITLE, urls::PAYMENTS)
                .here(HEADING)
                .with_errors(!errors.is_empty()),
            errors,
            heading: HEADING,
            fields,
            rows: found.into_iter().map(Row::new).collect(),
        }
    }

    fn parts(&self) -> impl Iterator<Item = Part<'_>> {
        self.fields.iter().map(Part::from)
    }
}

impl Row {
    fn new((stopped, by, may_lift): (Stopped, String, bool)) -> Self {
        Self {
            href: urls::case(stopped.case),
            number: stopped.number.to_string(),
            case: stopped.case.to_string(),
            payment: stopped.id.to_string(),
            stopped: format!("{}, {by}", german_time(stopped.at)),
            reason: stopped.reason,
            amount: euros_of(stopped.amount),
            may_lift,
        }
    }
}

fn fields(attempt: &Attempt) -> Vec<FieldView> {
    let line = Control::Line {
        input_type: "text",
        input_mode: "text",
        max_length: None,
        width: Some(11),
        unit: None,
    };
    let mut number = field(NUMBER, "Eingangsnummer", line, &attempt.wrong);
    number.value.clone_from(&attempt.number);
    let label = "Warum wird die Auszahlung gesperrt?";
    vec![number, field_of_reason(label, &attempt.reason, &attempt.wrong)]
}
