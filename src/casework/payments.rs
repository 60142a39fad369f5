//! Paying out what was decided: what waits, lists for the treasury, and what comes back.
//!
//! A payment waits from the decision on, and can go out once its letter is fetched or posted: a decision takes effect when
//! it is made known (§ 43 (1) VwVfG), and one that is provided and not fetched is not (§ 41 (2a)). Lists are made by a lead,
//! and never with a case that they decided themselves, or of which they noted that the money came back: nobody pays alone.

mod lists;
mod planned;
mod stopping;

pub use lists::{BatchFile, PaymentFile, ReturnNoted, batch, note_returned, save_batch};
pub use stopping::{StopRefusal, StoppedPayments, lift_stop, stop_payment, stopped_payments};

use chrono::{DateTime, Utc};

use super::bulk::Chosen;
use super::work::{WorkError, staff};
use crate::clock::day_in_germany;
use crate::domain::{Account, BatchId, DepartmentId, MOST_PAYMENTS, Role, Scope, StaffScope, execution_day};
use crate::forms::form::Form;
use crate::library::Library;
use crate::store::cases::CaseRecord;
use crate::store::decisions::NewDecision;
use crate::store::payments::{BatchRecord, DuePayment, NewBatch};
use crate::store::{Conn, StoreError, clerks, payments as store};

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
    /// They noted that it came back.
    NotedReturn,
    /// It is their own application.
    Own,
    /// They took it down at the desk.
    TakenDown,
    /// The answers name no account that can be paid to.
    NoAccount,
    /// The account is outside of the European Economic Area: the bank wants to know the address of who pays.
    Abroad,
}

/// A payment that waits.
#[derive(Debug)]
pub struct Due {
    /// What waits.
    pub payment: DuePayment,
    /// Whether whoever looks decided it themselves.
    pub is_own_decision: bool,
    /// Whether they noted that it came back.
    pub is_own_return: bool,
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
    /// How many wait for their letter; more than [`store::MOST_COUNTED`] are not counted.
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
    /// Whether the account is somebody else's than the applicant's.
    pub is_of_others: bool,
}

/// What became of making a list.
#[derive(Debug)]
pub enum Made {
    /// It is made.
    List(BatchId),
    /// Something of what was chosen cannot be on it: nothing was done.
    Refused,
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
        let due = due.into_iter().map(|payment| Due {
            is_own_decision: payment.decided_by.contains(&lead.clerk),
            is_own_return: payment.returned_by.contains(&lead.clerk),
            payment,
        });
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
        let found = planned::part(scope, conn, library, (department, chosen))?;
        let payment = match &found {
            Ok((_, due, _)) => Some(due.clone()),
            Err(_) => store::find_due(scope, conn, chosen.id)?,
        };
        let is_of_others = found.as_ref().is_ok_and(planned::is_of_others);
        let result = found.map(|_| ());
        planned.push(PlannedPayment { chosen: *chosen, payment, result, is_of_others });
    }
    Ok(planned)
}

/// Whether this person leads that department; otherwise there is none for them.
fn led(scope: &Scope, department: &DepartmentId) -> Result<(), WorkError> {
    if lead(scope)?.departments.contains(department) { Ok(()) } else { Err(WorkError::NotFound) }
}

/// Makes a list of all these payments, or none; its id was made before, so that the same list sent twice is one.
/// [`WorkError::Changed`] where somebody was faster.
pub fn make_batch(
    scope: &Scope,
    conn: &mut Conn,
    library: &Library,
    (id, department, chosen): (BatchId, &DepartmentId, &[Chosen]),
    debtor: Option<&Account>,
    now: DateTime<Utc>,
) -> Result<Made, WorkError> {
    led(scope, department)?;
    let mut parts = Vec::new();
    for chosen in chosen {
        let Ok(part) = planned::part(scope, conn, library, (department, chosen))? else {
            return Ok(Made::Refused);
        };
        parts.push(part);
    }
    parts.sort_by_key(|(_, due, _)| due.id);
    parts.dedup_by_key(|(_, due, _)| due.id);
    if parts.is_empty() || parts.len() > MOST_PAYMENTS {
        return Ok(Made::Refused);
    }
    let new = NewBatch {
        id,
        department: department.clone(),
        execute_on: execution_day(day_in_germany(now)),
        debtor: debtor.cloned(),
    };
    let number = match store::make(scope, conn, &new, &parts, now) {
        Err(StoreError::Conflict { .. }) => return Err(WorkError::Changed),
        made => made?,
    };
    let file = lists::find(scope, conn, id)?.ok_or(WorkError::NotFound)?;
    if let Some(text) = lists::for_bank(&file) {
        store::note_file(scope, conn, id, (text.as_bytes(), &lists::hash_of(text.as_bytes())))?;
    }
    let clerk = lead(scope)?.clerk;
    let payments = parts.len();
    tracing::info!(target: "pforte::audit", %clerk, %department, %number, payments, "made a list of payments");
    Ok(Made::List(id))
}
