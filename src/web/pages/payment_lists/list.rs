//! A list that went out: its files, its payments, and what came back of them.

use askama::Template;

use super::reason::{Wrong, field, field_of_reason};
use super::{TITLE, name_of, title_of};
use crate::accounts::SignedIn;
use crate::casework::BatchFile;
use crate::clock::{day_in_germany, german_day, german_time};
use crate::forms::display::euros_of;
use crate::forms::view::{Control, Element, FieldView, OptionView};
use crate::store::erasure::KeptPayment;
use crate::store::payments::ListedPayment;
use crate::web::components::alert::Alert;
use crate::web::components::error_summary::ErrorSummary;
use crate::web::components::{Level, Part};
use crate::web::layout::StaffChrome;
use crate::web::site::Site;
use crate::web::{urls, words};

/// Which payment came back.
pub(super) const PAYMENT: &str = "zahlung";

/// The page.
#[derive(Debug, Template)]
#[template(path = "pages/payment_lists/list.html")]
pub struct ListPage {
    chrome: StaffChrome,
    errors: ErrorSummary,
    heading: String,
    facts: Vec<(&'static str, String)>,
    /// Something came back.
    warning: Option<Alert>,
    /// Its files can be saved.
    is_whole: bool,
    /// Also that for the bank.
    has_debtor: bool,
    file: String,
    returned: String,
    rows: Vec<Row>,
    fields: Vec<FieldView>,
}

#[derive(Debug)]
struct Row {
    /// None where the case is erased.
    href: Option<String>,
    number: String,
    applicant: String,
    service: String,
    amount: String,
    returned: Option<(String, String)>,
}

/// What was posted about a payment that came back, and what is wrong with it.
#[derive(Debug, Default)]
pub(super) struct Attempt {
    /// The payment that was chosen.
    pub payment: String,
    /// What was written.
    pub reason: String,
    /// What is wrong with it.
    pub wrong: Wrong,
}

impl ListPage {
    /// The page for who leads.
    pub(super) fn new(site: &Site, person: &SignedIn, file: &BatchFile, attempt: &Attempt) -> Self {
        let record = &file.record;
        let heading = format!("Zahlungsliste {}", record.number);
        let fields = fields(file, attempt);
        let errors = ErrorSummary::of(&fields.iter().cloned().map(Element::Field).collect::<Vec<_>>());
        let saved = file.saved.as_ref();
        let saved = saved.map(|(at, by)| format!("am {} von {by}", german_time(*at)));
        let warning = || {
            Alert::new(
                Level::Warning,
                "Von dieser Liste kam etwas zurück.",
                &["Diese Liste nicht noch einmal einreichen."],
            )
        };
        let mut facts = vec![
            ("Fachbereich", name_of(site, &record.department)),
            ("Angewiesen", format!("{}, {}", german_time(record.made_at), file.made_by)),
            ("Ausführung", german_day(record.execute_on)),
            ("Zahlungen", record.payments.to_string()),
            ("Summe", euros_of(record.total)),
            ("Zuletzt gespeichert", saved.unwrap_or_else(|| "noch nie".to_owned())),
        ];
        facts.extend(
            record.file_hash.clone().map(|hash| ("Prüfsumme der Datei für die Bank (SHA-256)", hash)),
        );
        Self {
            chrome: super::super::staff_chrome(person, &heading)
                .crumb("Postkorb", urls::INBOX)
                .crumb(TITLE, urls::PAYMENTS)
                .here(heading.clone())
                .with_errors(!errors.is_empty()),
            errors,
            heading,
            facts,
            warning: file.payments.iter().any(|one| one.returned.is_some()).then(warning),
            is_whole: file.is_whole(),
            has_debtor: record.file_hash.is_some(),
            file: urls::payment_file(record.id),
            returned: urls::payment_returned(record.id),
            rows: rows(site, file),
            fields,
        }
    }

    fn parts(&self) -> impl Iterator<Item = Part<'_>> {
        self.fields.iter().map(Part::from)
    }
}

/// The payments, and behind them those of cases that are erased.
fn rows(site: &Site, file: &BatchFile) -> Vec<Row> {
    let listed = file.payments.iter().map(|payment| Row::new(site, payment));
    listed.chain(file.kept.iter().map(|payment| Row::kept(site, payment))).collect()
}

impl Row {
    fn kept(site: &Site, payment: &KeptPayment) -> Self {
        let told = |at: &_| (german_day(day_in_germany(*at)), String::new());
        let content = payment.content.as_ref();
        Self {
            href: None,
            number: content.map(|content| content.number.clone()).unwrap_or_default(),
            applicant: content.map(|content| content.payee.holder.clone()).unwrap_or_default(),
            service: title_of(site, &payment.form_id),
            amount: euros_of(payment.amount),
            returned: payment.returned_at.as_ref().map(told),
        }
    }

    fn new(site: &Site, payment: &ListedPayment) -> Self {
        let told = |(at, why): &(_, String)| (german_day(day_in_germany(*at)), why.clone());
        Self {
            href: Some(urls::case(payment.case)),
            number: payment.number.to_string(),
            applicant: words::applicant(&payment.applicant_name),
            service: title_of(site, &payment.form_id),
            amount: euros_of(payment.amount),
            returned: payment.returned.as_ref().map(told),
        }
    }
}

/// The questions about a payment that came back; none where all did.
fn fields(file: &BatchFile, attempt: &Attempt) -> Vec<FieldView> {
    let open = file.payments.iter().filter(|payment| payment.returned.is_none());
    let options: Vec<OptionView> = open
        .map(|payment| OptionView {
            value: payment.id.to_string(),
            label: format!("{}, {}", payment.number, euros_of(payment.amount)),
            hint: None,
            selected: payment.id.to_string() == attempt.payment,
        })
        .collect();
    if options.is_empty() {
        return Vec::new();
    }
    let mut reason = field_of_reason("Warum kam sie zurück?", &attempt.reason, &attempt.wrong);
    reason.hint = Some("Zum Beispiel: Konto aufgelöst. Schreiben Sie keine Kontonummer hinein.".to_owned());
    let payment = field(PAYMENT, "Welche Zahlung kam zurück?", Control::Select(options), &attempt.wrong);
    vec![payment, reason]
}
