//! Paying out what was decided: what waits, lists for the treasury, and what comes back.
//!
//! A payment waits from the decision on, and can go out once its letter is fetched, provided to be fetched, or posted:
//! before that the decision does not exist for the applicant (§ 43 (1) VwVfG). Lists are made by a lead, and never with a
//! case that they decided themselves: who decides and who orders the payment are two people.

use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};

use super::bulk::Chosen;
use super::list::still_so;
use super::work::{WorkError, of_others, staff, workable};
use crate::clock::day_in_germany;
use crate::domain::{
    Account, Answers, BatchId, CaseId, DepartmentId, MAX_RETURN_REASON, MOST_PAYMENTS, PaymentContent,
    PaymentId, Role, Scope, StaffScope, execution_day,
};
use crate::forms::form::Form;
use crate::forms::payee::payee;
use crate::library::{Library, LibraryError};
use crate::store::cases::CaseRecord;
use crate::store::decisions::NewDecision;
use crate::store::payments::{BatchRecord, DuePayment, ListedPayment, NewBatch};
use crate::store::{Conn, StoreError, clerks, events, payments as store};
use crate::treasury::{self, PaymentOrder};

/// Most lists that are shown, newest first.
const MOST_BATCHES: i64 = 100;

/// Why a payment cannot be put on a list by this person now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaymentRefusal {
    /// There is no such case for them.
    NotFound,
    /// The case was changed since they saw it.
    Changed,
    /// Nothing waits to be paid on it: it is on a list already, or its letter is not on its way.
    NothingDue,
    /// They decided it, or signed the decision.
    Decided,
    /// It is their own application.
    Own,
    /// They took it down at the desk.
    TakenDown,
    /// The answers name no account that can be paid to.
    NoAccount,
}

/// A payment that waits.
#[derive(Debug)]
pub struct Due {
    /// What waits.
    pub payment: DuePayment,
    /// Whether whoever looks decided it themselves.
    pub is_own_decision: bool,
}

/// What waits in a department.
#[derive(Debug)]
pub struct DepartmentPayments {
    /// Which.
    pub department: DepartmentId,
    /// What can go out, oldest first.
    pub due: Vec<Due>,
    /// There is more than fits on one list.
    pub has_more: bool,
    /// How many wait for their letter.
    pub unsent: i64,
}

/// What a lead sees of payments.
#[derive(Debug)]
pub struct Payments {
    /// What waits, by department.
    pub departments: Vec<DepartmentPayments>,
    /// The lists that were made, newest first, with who made them.
    pub batches: Vec<(BatchRecord, String)>,
}

/// A payment that was chosen for a list.
#[derive(Debug)]
pub struct PlannedPayment {
    /// What was chosen.
    pub chosen: Chosen,
    /// What is known of it.
    pub payment: Option<DuePayment>,
    /// Whether it can be put on the list.
    pub result: Result<(), PaymentRefusal>,
}

/// What became of making a list.
#[derive(Debug)]
pub enum Made {
    /// It is made.
    List(BatchId),
    /// Something of what was chosen cannot be on it: nothing was done.
    Refused,
}

/// A list.
#[derive(Debug)]
pub struct BatchFile {
    /// The list.
    pub record: BatchRecord,
    /// Who made it.
    pub made_by: String,
    /// Its payments, as far as they exist for whoever looks.
    pub payments: Vec<ListedPayment>,
}

/// The files of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaymentFile {
    /// ISO 20022, for the bank.
    Xml,
    /// A table.
    Csv,
}

impl BatchFile {
    /// Whether all of it is there for whoever looks: otherwise its files cannot be made as they were.
    pub fn is_whole(&self) -> bool {
        i64::try_from(self.payments.len()) == Ok(self.record.payments)
    }

    /// What people call it outside of the department.
    pub fn name(&self) -> String {
        format!("{}-{}", self.record.department, self.record.number)
    }
}

/// Who leads a department; for everybody else there are no payments.
fn lead(scope: &Scope) -> Result<&StaffScope, WorkError> {
    let staff = staff(scope)?;
    if staff.role == Role::Lead { Ok(staff) } else { Err(WorkError::NotFound) }
}

/// Notes that what was just decided is to be paid, where the form pays something out.
pub(super) fn note_due(
    scope: &Scope,
    conn: &mut Conn,
    (case, form): (&CaseRecord, &Form),
    what: &NewDecision,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let has_amount = form.file.decision.rules(&what.outcome).is_some_and(|rules| rules.amount.is_some());
    match what.amount.filter(|cents| *cents > 0 && has_amount && form.file.payment.is_some()) {
        Some(cents) => store::note_due(scope, conn, case.id, cents, now),
        None => Ok(()),
    }
}

/// What waits in the departments that this person leads, and the lists that were made. It says no more than the inbox
/// does, so it is no reading of the cases; accounts are not in it.
pub fn payments(scope: &Scope, conn: &mut Conn) -> Result<Payments, WorkError> {
    let lead = lead(scope)?;
    let most = i64::try_from(MOST_PAYMENTS).unwrap_or(i64::MAX);
    let mut departments = Vec::new();
    for department in &lead.departments {
        let mut due = store::due(scope, conn, department, most + 1)?;
        let has_more = due.len() > MOST_PAYMENTS;
        due.truncate(MOST_PAYMENTS);
        let due = due
            .into_iter()
            .map(|payment| Due { is_own_decision: payment.decided_by.contains(&lead.clerk), payment });
        let (due, unsent) = (due.collect(), store::count_unsent(scope, conn, department)?);
        departments.push(DepartmentPayments { department: department.clone(), due, has_more, unsent });
    }
    let batches = store::batches(scope, conn, MOST_BATCHES)?;
    let people: Vec<_> = batches.iter().map(|batch| batch.made_by).collect();
    let names = clerks::names(conn, &people)?;
    let named = |batch: BatchRecord| {
        let name = names.get(&batch.made_by).cloned().unwrap_or_default();
        (batch, name)
    };
    Ok(Payments { departments, batches: batches.into_iter().map(named).collect() })
}

type Part = (CaseRecord, DuePayment, PaymentContent);

/// What would go out for a case as it was seen.
fn part(
    scope: &Scope,
    conn: &mut Conn,
    library: &Library,
    (department, chosen): (&DepartmentId, &Chosen),
) -> Result<Result<Part, PaymentRefusal>, WorkError> {
    let lead = lead(scope)?;
    let case = match workable(scope, conn, chosen.id) {
        Ok(case) if case.department == *department => case,
        Err(WorkError::Own) => return Ok(Err(PaymentRefusal::Own)),
        Err(WorkError::TakenDown) => return Ok(Err(PaymentRefusal::TakenDown)),
        Ok(_) | Err(WorkError::NotFound) => return Ok(Err(PaymentRefusal::NotFound)),
        Err(other) => return Err(other),
    };
    let Some(due) = store::find_due(scope, conn, case.id)? else {
        return Ok(Err(PaymentRefusal::NothingDue));
    };
    if due.decided_by.contains(&lead.clerk) {
        return Ok(Err(PaymentRefusal::Decided));
    }
    if case.revision != chosen.seen {
        return Ok(Err(PaymentRefusal::Changed));
    }
    let form = library.form(conn, &case.version, case.channel)?;
    let answers: Answers = serde_json::from_slice(&case.content).map_err(|_| LibraryError::Unreadable)?;
    let (Some(rules), Some(Ok(payee))) = (&form.file.payment, payee(&form, &answers)) else {
        return Ok(Err(PaymentRefusal::NoAccount));
    };
    let number = case.receipt_number.to_string();
    let tries = store::of_case(scope, conn, case.id)?.len();
    let content = PaymentContent {
        payee,
        reference: if tries == 0 { number.clone() } else { format!("{number}-{}", tries + 1) },
        purpose: format!("{} {number}", rules.purpose.trim()),
        number,
        decided_on: due.decided_on,
        letter_on: due.letter_on,
    };
    Ok(Ok((case, due, content)))
}

/// What a list of these payments would be; nothing is changed.
pub fn plan_payments(
    scope: &Scope,
    conn: &mut Conn,
    library: &Library,
    (department, chosen): (&DepartmentId, &[Chosen]),
) -> Result<Vec<PlannedPayment>, WorkError> {
    led(scope, department)?;
    let mut planned = Vec::new();
    for chosen in chosen {
        let found = part(scope, conn, library, (department, chosen))?;
        let payment = match &found {
            Ok((_, due, _)) => Some(due.clone()),
            Err(_) => store::find_due(scope, conn, chosen.id)?,
        };
        planned.push(PlannedPayment { chosen: *chosen, payment, result: found.map(|_| ()) });
    }
    Ok(planned)
}

/// Whether this person leads that department; otherwise there is none for them.
fn led(scope: &Scope, department: &DepartmentId) -> Result<(), WorkError> {
    if lead(scope)?.departments.contains(department) { Ok(()) } else { Err(WorkError::NotFound) }
}

/// Makes a list of all these payments, or none. [`WorkError::Changed`] where somebody was faster.
pub fn make_batch(
    scope: &Scope,
    conn: &mut Conn,
    library: &Library,
    (department, chosen, debtor): (&DepartmentId, &[Chosen], Option<&Account>),
    now: DateTime<Utc>,
) -> Result<Made, WorkError> {
    led(scope, department)?;
    let mut parts = Vec::new();
    for chosen in chosen {
        let Ok(part) = part(scope, conn, library, (department, chosen))? else { return Ok(Made::Refused) };
        parts.push(part);
    }
    parts.sort_by_key(|(_, due, _)| due.id);
    parts.dedup_by_key(|(_, due, _)| due.id);
    if parts.is_empty() || parts.len() > MOST_PAYMENTS {
        return Ok(Made::Refused);
    }
    let new = NewBatch {
        id: BatchId::new(),
        department: department.clone(),
        execute_on: execution_day(day_in_germany(now)),
        debtor: debtor.cloned(),
    };
    let number = match store::make(scope, conn, &new, &parts, now) {
        Err(StoreError::Conflict { .. }) => return Err(WorkError::Changed),
        made => made?,
    };
    let file = find(scope, conn, new.id)?.ok_or(WorkError::NotFound)?;
    if let Some(text) = for_bank(&file) {
        store::note_file(scope, conn, new.id, &hash_of(&text))?;
    }
    let clerk = lead(scope)?.clerk;
    let payments = parts.len();
    tracing::info!(target: "pforte::audit", %clerk, %department, %number, payments, "made a list of payments");
    Ok(Made::List(new.id))
}

fn hash_of(text: &str) -> String {
    hex::encode(Sha256::digest(text.as_bytes()))
}

/// A list with its payments.
fn find(scope: &Scope, conn: &mut Conn, id: BatchId) -> Result<Option<BatchFile>, WorkError> {
    lead(scope)?;
    let Some(record) = store::find_batch(scope, conn, id)? else { return Ok(None) };
    let made_by = clerks::names(conn, &[record.made_by])?.remove(&record.made_by).unwrap_or_default();
    let payments = store::listed(scope, conn, &record)?;
    Ok(Some(BatchFile { record, made_by, payments }))
}

/// A list of a department that this person leads. It names cases and amounts, and no accounts.
pub fn batch(scope: &Scope, conn: &mut Conn, id: BatchId) -> Result<BatchFile, WorkError> {
    find(scope, conn, id)?.ok_or(WorkError::NotFound)
}

fn order_of(file: &BatchFile) -> PaymentOrder {
    let record = &file.record;
    PaymentOrder {
        id: record.id,
        name: file.name(),
        made_at: record.made_at,
        execute_on: record.execute_on,
        payments: file.payments.iter().map(|payment| (payment.amount, payment.content.clone())).collect(),
    }
}

fn for_bank(file: &BatchFile) -> Option<String> {
    file.record.debtor.as_ref().map(|debtor| order_of(file).for_bank(debtor))
}

/// Gives out a file of a list, and notes with each of its cases who took it along: the file leaves the product. It is the
/// same whenever it is saved, or there is none. [`WorkError::NotFound`] where a part of the list is deleted, is not for
/// this person, or the account that pays was not configured.
pub fn save_batch(
    scope: &Scope,
    conn: &mut Conn,
    (id, kind): (BatchId, PaymentFile),
    now: DateTime<Utc>,
) -> Result<(String, Vec<u8>), WorkError> {
    let clerk = still_so(scope, conn)?;
    let file = batch(scope, conn, id)?;
    let ids: Vec<CaseId> = file.payments.iter().map(|payment| payment.case).collect();
    for id in &ids {
        of_others(scope, conn, *id)?;
    }
    if !file.is_whole() {
        return Err(WorkError::NotFound);
    }
    let (ending, word, bytes) = match kind {
        PaymentFile::Csv => ("csv", "CSV", treasury::table(&order_of(&file)).map_err(unwritten)?),
        PaymentFile::Xml => {
            let text = for_bank(&file).ok_or(WorkError::NotFound)?;
            if file.record.file_hash.as_deref() != Some(hash_of(&text).as_str()) {
                return Err(StoreError::Inconsistent { table: "payment_batches", column: "file_hash" }.into());
            }
            ("xml", "XML", text.into_bytes())
        }
    };
    let kind = format!("Zahlungsliste {} ({word})", file.record.number);
    match events::note_listed(scope, conn, &ids, &kind, now) {
        Err(StoreError::Denied) => return Err(WorkError::NotFound),
        noted => noted?,
    }
    tracing::info!(target: "pforte::audit", %clerk, batch = %file.record.id, kind = word, "saved a list of payments as a file");
    Ok((format!("zahlungsliste-{}.{ending}", file.name()), bytes))
}

fn unwritten(error: std::io::Error) -> StoreError {
    StoreError::Driver(error.to_string())
}

/// Notes that a payment came back, and why: what was granted waits to be paid again. [`WorkError::Text`] for no reason,
/// [`WorkError::Changed`] where it was noted before, or the case was changed at the same moment.
pub fn note_returned(
    scope: &Scope,
    conn: &mut Conn,
    (id, payment, reason): (BatchId, PaymentId, &str),
    now: DateTime<Utc>,
) -> Result<(), WorkError> {
    let file = batch(scope, conn, id)?;
    let payment = file.payments.iter().find(|one| one.id == payment).ok_or(WorkError::NotFound)?;
    let reason = reason.trim();
    if reason.is_empty() || reason.chars().count() > MAX_RETURN_REASON {
        return Err(WorkError::Text);
    }
    let case = workable(scope, conn, payment.case)?;
    match store::note_returned(scope, conn, (&file.record, payment, &case), reason, now) {
        Ok(true) => Ok(()),
        Ok(false) | Err(StoreError::Conflict { .. }) => Err(WorkError::Changed),
        Err(other) => Err(other.into()),
    }
}
