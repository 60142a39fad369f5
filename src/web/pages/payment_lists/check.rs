//! A list before it goes out: what is on it, what is not and why, and the sum.

use askama::Template;

use super::{Row, TITLE, cases, name_of, sums};
use crate::accounts::SignedIn;
use crate::casework::{PaymentRefusal, PlannedPayment};
use crate::clock::german_day;
use crate::domain::{DepartmentId, execution_day};
use crate::forms::display::euros_of;
use crate::web::layout::StaffChrome;
use crate::web::pages::bulk::word_of;
use crate::web::site::Site;
use crate::web::urls;

const HEADING: &str = "Zahlungsliste prüfen";

/// The page.
#[derive(Debug, Template)]
#[template(path = "pages/payment_lists/check.html")]
pub struct CheckPage {
    chrome: StaffChrome,
    heading: &'static str,
    department: String,
    department_name: String,
    rows: Vec<Row>,
    sums: Vec<(String, String, String)>,
    total: String,
    execute_on: String,
    chosen: Vec<String>,
    button: String,
    /// What cannot be on the list: where, number, and why.
    refused: Vec<(String, String, &'static str)>,
}

impl CheckPage {
    /// The page for what was chosen.
    pub fn new(
        site: &Site,
        person: &SignedIn,
        department: &DepartmentId,
        planned: Vec<PlannedPayment>,
    ) -> Self {
        let (fits, refused): (Vec<_>, Vec<_>) = planned.into_iter().partition(|one| one.result.is_ok());
        let payments: Vec<_> = fits.iter().filter_map(|one| one.payment.as_ref()).collect();
        let total = euros_of(payments.iter().map(|payment| payment.amount).sum());
        let refused = refused.into_iter().map(|one| {
            let number = one.payment.map(|payment| payment.number.to_string());
            let why = why(one.result.err().unwrap_or(PaymentRefusal::NotFound));
            (urls::case(one.chosen.id), number.unwrap_or_else(|| "Unbekannt".to_owned()), why)
        });
        Self {
            chrome: super::super::staff_chrome(person, HEADING)
                .crumb("Postkorb", urls::INBOX)
                .crumb(TITLE, urls::PAYMENTS)
                .here(HEADING),
            heading: HEADING,
            department: department.0.clone(),
            department_name: name_of(site, department),
            rows: payments.iter().map(|payment| Row::new(site, payment)).collect(),
            sums: sums(site, payments.iter().copied()),
            execute_on: german_day(execution_day(site.today())),
            chosen: fits.iter().map(|one| word_of(one.chosen)).collect(),
            button: format!("Auszahlung anweisen: {}, {total}", cases(payments.len())),
            total,
            refused: refused.collect(),
        }
    }
}

/// Why something cannot be on the list.
fn why(refusal: PaymentRefusal) -> &'static str {
    match refusal {
        PaymentRefusal::NotFound => "Diesen Vorgang gibt es für Sie nicht.",
        PaymentRefusal::Changed => "Der Vorgang wurde inzwischen geändert.",
        PaymentRefusal::NothingDue => {
            "Hier wartet nichts auf die Auszahlung. Vielleicht steht der Vorgang schon auf einer Liste."
        }
        PaymentRefusal::Decided => {
            "Sie haben über diesen Vorgang entschieden. Eine andere Person nimmt ihn in die Liste."
        }
        PaymentRefusal::Own => "Das ist Ihr eigener Antrag.",
        PaymentRefusal::TakenDown => "Sie haben diesen Antrag aufgenommen.",
        PaymentRefusal::NoAccount => "Im Antrag steht keine vollständige Bankverbindung.",
    }
}
