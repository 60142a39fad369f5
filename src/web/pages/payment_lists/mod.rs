//! Payments: what waits, a list before it goes out, and a list that went out.

pub mod check;
pub mod handler;
pub mod list;
pub mod list_handler;
mod reason;
pub mod stop;
pub mod stop_handler;

use askama::Template;

use crate::accounts::SignedIn;
use crate::casework::{Chosen, DepartmentPayments, Due, Payments};
use crate::clock::{day_in_germany, german_day};
use crate::domain::{CaseId, DepartmentId, MOST_PAYMENTS};
use crate::forms::display::euros_of;
use crate::store::payments::{BatchRecord, DuePayment, MOST_COUNTED};
use crate::web::components::Level;
use crate::web::components::alert::Alert;
use crate::web::components::error_summary::ErrorSummary;
use crate::web::layout::StaffChrome;
use crate::web::pages::bulk::word_of;
use crate::web::site::Site;
use crate::web::{urls, words};

/// The name of the page, and of the way to it.
const TITLE: &str = "Zahlungen";

const DECIDED: &str = "Sie haben über diesen Vorgang entschieden. Eine andere Person nimmt ihn in die Liste.";

const NOTED_RETURN: &str = "Sie haben den Rücklauf vermerkt; eine andere Person nimmt ihn in die Liste.";

/// What waits, and the lists that were made.
#[derive(Debug, Template)]
#[template(path = "pages/payment_lists/payments.html")]
pub struct PaymentsPage {
    chrome: StaffChrome,
    errors: ErrorSummary,
    alert: Option<Alert>,
    /// Files for the bank can be made.
    has_debtor: bool,
    departments: Vec<Waiting>,
    batches: Vec<BatchLine>,
}

/// What waits in a department.
#[derive(Debug)]
struct Waiting {
    id: String,
    name: String,
    rows: Vec<Row>,
    /// By service: title, number of cases, sum.
    sums: Vec<(String, String, String)>,
    has_more: bool,
    unsent: Option<String>,
    may_choose: bool,
    has_conditions: bool,
}

/// A payment that waits or is chosen.
#[derive(Debug)]
pub(super) struct Row {
    href: String,
    number: String,
    applicant: String,
    service: String,
    amount: String,
    outcome: String,
    has_conditions: bool,
    decided_on: String,
    letter_on: String,
    /// It came back before.
    came_back: bool,
    /// The account is not the applicant's; known once it was looked at.
    pub(super) is_of_others: bool,
    /// Why somebody else puts it on a list.
    not_theirs: Option<&'static str>,
    /// What its box sends; nothing where somebody else puts it on a list.
    value: Option<String>,
    is_ticked: bool,
}

/// A list that was made.
#[derive(Debug)]
struct BatchLine {
    href: String,
    number: String,
    department: String,
    made: String,
    by: String,
    payments: String,
    total: String,
    execute_on: String,
}

/// What became of an attempt to make a list.
#[derive(Debug, Default)]
pub struct Attempt {
    /// What is wrong, and in which department.
    pub wrong: Option<(&'static str, Option<DepartmentId>)>,
    /// What was ticked.
    pub ticked: Option<Vec<CaseId>>,
    /// Somebody was faster.
    pub is_conflict: bool,
}

impl PaymentsPage {
    /// The page for who leads.
    pub fn new(site: &Site, person: &SignedIn, found: Payments, attempt: &Attempt) -> Self {
        let mut errors = ErrorSummary::default();
        let departments: Vec<Waiting> =
            found.departments.into_iter().map(|one| Waiting::new(site, one, attempt)).collect();
        if let Some((text, department)) = &attempt.wrong {
            let first = departments.iter().find(|one| {
                one.may_choose && department.as_ref().is_none_or(|department| department.0 == one.id)
            });
            errors.push(*text, first.map(|one| format!("#fall-{}", one.id)));
        }
        let conflict = || Alert {
            announced: true,
            ..Alert::new(
                Level::Warning,
                "Inzwischen hat sich etwas geändert. Es wurde nichts angewiesen.",
                &["Unten steht, was jetzt wartet. Angekreuzt ist, was Sie angekreuzt hatten."],
            )
        };
        Self {
            chrome: super::staff_chrome(person, TITLE)
                .crumb("Postkorb", urls::INBOX)
                .here(TITLE)
                .with_errors(!errors.is_empty()),
            errors,
            alert: attempt.is_conflict.then(conflict),
            has_debtor: site.settings.debtor.is_some(),
            departments,
            batches: found.batches.into_iter().map(|(batch, by)| BatchLine::new(site, batch, by)).collect(),
        }
    }
}

impl Waiting {
    fn new(site: &Site, found: DepartmentPayments, attempt: &Attempt) -> Self {
        let unsent = match found.unsent {
            0 => None,
            MOST_COUNTED.. => {
                Some("Mindestens 1000 weitere Beträge warten noch, bis ihr Bescheid abgerufen oder zur Post gegeben ist.".to_owned())
            }
            1 => Some(
                "Ein weiterer Betrag wartet noch, bis sein Bescheid abgerufen oder zur Post gegeben ist."
                    .to_owned(),
            ),
            more => Some(format!(
                "{more} weitere Beträge warten noch, bis ihr Bescheid abgerufen oder zur Post gegeben ist."
            )),
        };
        let rows: Vec<Row> = found.due.iter().map(|due| Row::due(site, due, attempt)).collect();
        Self {
            name: name_of(site, &found.department),
            id: found.department.0,
            sums: sums(site, found.due.iter().map(|due| &due.payment)),
            has_conditions: rows.iter().any(|row| row.has_conditions),
            may_choose: rows.iter().any(|row| row.value.is_some()),
            rows,
            has_more: found.has_more,
            unsent,
        }
    }

    /// Whether this is the first row that can be ticked: the summary of errors leads there.
    fn is_first(&self, index: &usize) -> bool {
        self.rows.iter().position(|row| row.value.is_some()) == Some(*index)
    }
}

impl Row {
    fn due(site: &Site, due: &Due, attempt: &Attempt) -> Self {
        let payment = &due.payment;
        let value = word_of(Chosen { id: payment.case, seen: payment.revision });
        let is_ticked = match &attempt.ticked {
            Some(ticked) => ticked.contains(&payment.case),
            // Whether conditions are met, and whether the account is right now, is for people to look at first.
            None => !payment.has_conditions && payment.returned_by.is_empty(),
        };
        let not_theirs =
            if due.is_own_decision { Some(DECIDED) } else { due.is_own_return.then_some(NOTED_RETURN) };
        let value = not_theirs.is_none().then_some(value);
        Self { value, is_ticked, not_theirs, ..Self::new(site, payment) }
    }

    pub(super) fn new(site: &Site, payment: &DuePayment) -> Self {
        let service = site.library.catalogue().find_id(&payment.form_id);
        let form = service.map(|service| &service.online);
        Self {
            href: urls::case(payment.case),
            number: payment.number.to_string(),
            applicant: words::applicant(&payment.applicant_name),
            service: title_of(site, &payment.form_id),
            amount: euros_of(payment.amount),
            outcome: form
                .map_or(payment.outcome.0.as_str(), |form| form.outcome_title(&payment.outcome))
                .to_owned(),
            has_conditions: payment.has_conditions,
            decided_on: german_day(payment.decided_on),
            letter_on: german_day(payment.letter_on),
            came_back: !payment.returned_by.is_empty(),
            is_of_others: false,
            not_theirs: None,
            value: None,
            is_ticked: false,
        }
    }
}

impl BatchLine {
    fn new(site: &Site, batch: BatchRecord, by: String) -> Self {
        Self {
            href: urls::payment_list(batch.id),
            number: batch.number.to_string(),
            department: name_of(site, &batch.department),
            made: german_day(day_in_germany(batch.made_at)),
            by,
            payments: batch.payments.to_string(),
            total: euros_of(batch.total),
            execute_on: german_day(batch.execute_on),
        }
    }
}

/// The name of a department.
pub(super) fn name_of(site: &Site, id: &DepartmentId) -> String {
    site.library.catalogue().department(id).map_or_else(|| id.0.clone(), |known| known.name.clone())
}

/// The title of a service.
pub(super) fn title_of(site: &Site, form_id: &str) -> String {
    let service = site.library.catalogue().find_id(form_id);
    service.map_or_else(|| form_id.to_owned(), |service| service.online.file.title.clone())
}

/// How many cases, in words.
pub(super) fn cases(count: usize) -> String {
    format!("{count} {}", if count == 1 { "Vorgang" } else { "Vorgänge" })
}

/// Number and sum by service, in the order in which they come.
pub(super) fn sums<'a>(
    site: &Site,
    payments: impl Iterator<Item = &'a DuePayment>,
) -> Vec<(String, String, String)> {
    let mut sums: Vec<(&str, usize, i64)> = Vec::new();
    for payment in payments {
        match sums.iter_mut().find(|(form, ..)| *form == payment.form_id) {
            Some((_, count, sum)) => {
                *count += 1;
                *sum += payment.amount;
            }
            None => sums.push((&payment.form_id, 1, payment.amount)),
        }
    }
    sums.into_iter().map(|(form, count, sum)| (title_of(site, form), cases(count), euros_of(sum))).collect()
}
