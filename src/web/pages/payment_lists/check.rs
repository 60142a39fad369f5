//! A list before it goes out: what is on it, what is not and why, and the sum.

use askama::Template;

use super::{DECIDED, NOTED_RETURN, Row, TITLE, cases, name_of, sums};
use crate::accounts::SignedIn;
use crate::casework::{PaymentRefusal, PlannedPayment};
use crate::clock::german_day;
use crate::domain::{BatchId, DepartmentId, execution_day};
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
    /// The id that the list will have: the page sent twice makes one.
    list: String,
    chosen: Vec<String>,
    /// All that was chosen, for the way back.
    all: Vec<String>,
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
        let all = planned.iter().map(|one| word_of(one.chosen)).collect();
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
            rows: fits.iter().filter_map(|one| of_planned(site, one)).collect(),
            list: BatchId::new().to_string(),
            all,
            sums: sums(site, payments.iter().copied()),
            execute_on: german_day(execution_day(site.today())),
            chosen: fits.iter().map(|one| word_of(one.chosen)).collect(),
            button: format!("Auszahlung anweisen: {}, {total}", cases(payments.len())),
            total,
            refused: refused.collect(),
        }
    }
}

fn of_planned(site: &Site, planned: &PlannedPayment) -> Option<Row> {
    let payment = planned.payment.as_ref()?;
    Some(Row { is_of_others: planned.is_of_others, ..Row::new(site, payment) })
}

/// Why something cannot be on the list.
fn why(refusal: PaymentRefusal) -> &'static str {
    match refusal {
        PaymentRefusal::NotFound => "Diesen Vorgang gibt es für Sie nicht.",
        PaymentRefusal::Changed => "Der Vorgang wurde inzwischen geändert.",
        PaymentRefusal::NothingDue => {
            "Hier wartet nichts auf die Auszahlung. Vielleicht steht der Vorgang schon auf einer Liste."
        }
        PaymentRefusal::Decided => DECIDED,
        PaymentRefusal::NotedReturn => NOTED_RETURN,
        PaymentRefusal::Own => "Das ist Ihr eigener Antrag.",
        PaymentRefusal::TakenDown => "Sie haben diesen Antrag aufgenommen.",
        PaymentRefusal::NoAccount => {
            "Die Bankverbindung im Antrag fehlt oder ist falsch. Klären Sie sie, weisen Sie den Betrag von Hand an, und sperren Sie ihn hier."
        }
        PaymentRefusal::Abroad => {
            "Das Konto liegt außerhalb des Europäischen Wirtschaftsraums. Weisen Sie den Betrag von Hand an, und sperren Sie ihn hier."
        }
    }
}
