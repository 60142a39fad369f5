//! Payments: what is to be paid by a decision, and the lists with which it went out. Each amount waits as a row without
//! a list, and putting it on one is a conditional update: of two lists at once one has it.

mod batches;
mod making;
mod stopping;

pub use batches::{
    BatchRecord, ListedPayment, batches, file_of, find_batch, listed, note_returned, note_saved,
};
pub use making::{NewBatch, make, note_file};
pub use stopping::{Stopped, lift, stop, stopped, waits};

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;

use super::cases;
use super::conn::Conn;
use super::error::StoreError;
use super::rows::{day, instant, maybe, maybe_instant, micros, parse};
use super::schema::{cases as cases_table, decisions, payment_batches, payments};
use super::{case_bias, sealed};
use crate::clock::day_in_germany;
use crate::domain::{
    BatchNumber, CaseId, CaseState, ClerkId, DecisionContent, DepartmentId, Outcome, PaymentId,
    ReceiptNumber, Scope,
};

const TABLE: &str = "payments";
const CASES: &str = "cases";
const BATCHES: &str = "payment_batches";

/// How far amounts are counted.
pub const MOST_COUNTED: i64 = 1000;

/// The states in which what was decided is paid: not of a case that was given away or withdrawn.
const PAYABLE: [CaseState; 2] = [CaseState::Decided, CaseState::Closed];

/// An amount that waits to be paid, with what a list says of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DuePayment {
    /// The payment.
    pub id: PaymentId,
    /// The case.
    pub case: CaseId,
    /// Counts the changes of the case.
    pub revision: i64,
    /// The number of the case.
    pub number: ReceiptNumber,
    /// The form.
    pub form_id: String,
    /// Whose application it is.
    pub applicant_name: String,
    /// How it was decided.
    pub outcome: Outcome,
    /// The amount in cents.
    pub amount: i64,
    /// It was granted with conditions (Auflagen).
    pub has_conditions: bool,
    /// The day of the decision.
    pub decided_on: NaiveDate,
    /// The day on which its letter was fetched or posted.
    pub letter_on: NaiveDate,
    /// Who wrote the decision, and who signed it.
    pub decided_by: [ClerkId; 2],
    /// Who noted that it came back before; nobody where it did not.
    pub returned_by: Vec<ClerkId>,
}

/// What was paid on a case, or is on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CasePayment {
    /// The list.
    pub batch: BatchNumber,
    /// When it was put on it.
    pub ordered_at: DateTime<Utc>,
    /// The amount in cents.
    pub amount: i64,
    /// When it came back.
    pub returned_at: Option<DateTime<Utc>>,
}

fn broken(column: &'static str) -> StoreError {
    StoreError::Inconsistent { table: TABLE, column }
}

/// Notes that what was decided on a case is to be paid; the caller has decided it in this job.
pub fn note_due(
    scope: &Scope,
    conn: &mut Conn,
    case: CaseId,
    amount: i64,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let case = cases::find(scope, conn, case)?.filter(|_| scope.staff().is_some());
    let case = case.ok_or(StoreError::Denied)?;
    insert_due(conn, (case.id, &case.department), amount, now)
}

fn insert_due(
    conn: &mut Conn,
    (case, department): (CaseId, &DepartmentId),
    amount: i64,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    diesel::insert_into(payments::table)
        .values((
            payments::id.eq(PaymentId::new().to_string()),
            payments::case_id.eq(case.to_string()),
            payments::amount.eq(amount),
            payments::department.eq(&department.0),
            payments::due_at.eq(micros(now)),
        ))
        .execute(conn)?;
    Ok(())
}

/// What waits to be paid in a department of this scope, oldest first, at most `most`; of which the letter is fetched or
/// posted. Not what is stopped, or locked for whoever looks.
pub fn due(
    scope: &Scope,
    conn: &mut Conn,
    department: &DepartmentId,
    most: i64,
) -> Result<Vec<DuePayment>, StoreError> {
    select(scope, conn, Some(department), None, most)
}

/// The amount that waits to be paid on a case of this scope, as [`due`] lists it.
pub fn find_due(scope: &Scope, conn: &mut Conn, case: CaseId) -> Result<Option<DuePayment>, StoreError> {
    Ok(select(scope, conn, None, Some(case), 1)?.into_iter().next())
}

/// How many amounts of a department wait until the letter of their decision is fetched or posted, up to
/// [`MOST_COUNTED`].
pub fn count_unsent(scope: &Scope, conn: &mut Conn, department: &DepartmentId) -> Result<i64, StoreError> {
    if !is_of(scope, department) {
        return Ok(0);
    }
    let is_unsent = decisions::posted_on.is_null().and(decisions::fetched_at.is_null());
    let found: Vec<String> = payments::table
        .inner_join(cases_table::table.on(cases_table::id.eq(payments::case_id)))
        .inner_join(decisions::table.on(decisions::case_id.eq(payments::case_id)))
        .filter(payments::batch_id.is_null().and(payments::stopped_at.is_null()).and(is_unsent))
        .filter(payments::department.eq(&department.0))
        .filter(cases_table::state.eq_any(PAYABLE.map(CaseState::as_str)))
        .limit(MOST_COUNTED)
        .select(payments::id)
        .load(conn)?;
    Ok(i64::try_from(found.len()).unwrap_or(MOST_COUNTED))
}

/// Whether a department is one of this scope.
fn is_of(scope: &Scope, department: &DepartmentId) -> bool {
    scope.visible_departments().is_none_or(|own| own.contains(department))
}

type DueRow = (
    (String, String, i64),
    (i64, String, String, Vec<u8>),
    (String, Vec<u8>, String, Option<String>, Option<String>, Option<i64>, Option<String>),
);

fn select(
    scope: &Scope,
    conn: &mut Conn,
    department: Option<&DepartmentId>,
    case: Option<CaseId>,
    most: i64,
) -> Result<Vec<DuePayment>, StoreError> {
    let locked = case_bias::locked(scope, conn)?;
    let is_known = decisions::posted_on.is_not_null().or(decisions::fetched_at.is_not_null());
    let waits = payments::batch_id.is_null().and(payments::stopped_at.is_null());
    let mut query = payments::table
        .inner_join(cases_table::table.on(cases_table::id.eq(payments::case_id)))
        .inner_join(decisions::table.on(decisions::case_id.eq(payments::case_id)))
        .filter(waits.and(decisions::signed_at.is_not_null()).and(is_known))
        .filter(cases_table::state.eq_any(PAYABLE.map(CaseState::as_str)))
        .filter(payments::case_id.ne_all(locked))
        .order((payments::due_at.asc(), payments::id.asc()))
        .limit(most)
        .select((
            (payments::id, payments::case_id, payments::amount),
            (
                cases_table::revision,
                cases_table::receipt_number,
                cases_table::form_id,
                cases_table::applicant_name,
            ),
            (
                decisions::outcome,
                decisions::content,
                decisions::proposed_by,
                decisions::signed_by,
                decisions::decided_on,
                decisions::fetched_at,
                decisions::posted_on,
            ),
        ))
        .into_boxed();
    if let Some(own) = cases::departments(scope) {
        query = query.filter(cases_table::department.eq_any(own));
    }
    if let Some(department) = department {
        query = query.filter(payments::department.eq(department.0.clone()));
    }
    if let Some(case) = case {
        query = query.filter(payments::case_id.eq(case.to_string()));
    }
    let rows: Vec<DueRow> = query.load(conn)?;
    sealed::prepare(conn, rows.iter().map(|(_, (.., name), _)| name.as_slice()))?;
    let found = rows.into_iter().map(|row| read_due(conn, row)).collect::<Result<_, _>>()?;
    with_returns(conn, found)
}

/// Adds who noted that something of these cases came back.
fn with_returns(conn: &mut Conn, mut found: Vec<DuePayment>) -> Result<Vec<DuePayment>, StoreError> {
    let ids: Vec<String> = found.iter().map(|payment| payment.case.to_string()).collect();
    let came_back: Vec<(String, Option<String>)> = payments::table
        .filter(payments::case_id.eq_any(ids).and(payments::returned_by.is_not_null()))
        .select((payments::case_id, payments::returned_by))
        .load(conn)?;
    for (case, by) in came_back {
        let by: Option<ClerkId> = maybe(TABLE, "returned_by", by.as_deref())?;
        let of_case = found.iter_mut().filter(|payment| payment.case.to_string() == case);
        of_case.for_each(|payment| payment.returned_by.extend(by));
    }
    Ok(found)
}

fn read_due(conn: &mut Conn, (payment, case, decision): DueRow) -> Result<DuePayment, StoreError> {
    let (id, case_id, amount) = payment;
    let (revision, number, form_id, applicant_name) = case;
    let (outcome, content, proposed_by, signed_by, decided_on, fetched_at, posted_on) = decision;
    let content = sealed::open(conn, &content, "decisions")?;
    let applicant_name = sealed::text(conn, &applicant_name, CASES)?;
    let content: DecisionContent = serde_json::from_slice(&content).map_err(|_| broken("content"))?;
    let fetched = maybe_instant("decisions", "fetched_at", fetched_at)?.map(day_in_germany);
    let posted: Option<NaiveDate> = maybe("decisions", "posted_on", posted_on.as_deref())?;
    Ok(DuePayment {
        id: parse(TABLE, "id", &id)?,
        case: parse(TABLE, "case_id", &case_id)?,
        revision,
        number: parse("cases", "receipt_number", &number)?,
        form_id,
        applicant_name,
        outcome: Outcome(outcome),
        amount,
        has_conditions: !content.conditions.is_empty(),
        decided_on: day("decisions", "decided_on", &decided_on.unwrap_or_default())?,
        letter_on: fetched.or(posted).ok_or(broken("letter_on"))?,
        decided_by: [
            parse("decisions", "proposed_by", &proposed_by)?,
            parse("decisions", "signed_by", &signed_by.unwrap_or_default())?,
        ],
        returned_by: Vec::new(),
    })
}

/// What was put on lists of a case of this scope, oldest first; without accounts.
pub fn of_case(scope: &Scope, conn: &mut Conn, case: CaseId) -> Result<Vec<CasePayment>, StoreError> {
    if cases::find(scope, conn, case)?.is_none() {
        return Ok(Vec::new());
    }
    let rows: Vec<(i64, Option<i64>, i64, i64, i64)> = payments::table
        .inner_join(payment_batches::table)
        .filter(payments::case_id.eq(case.to_string()))
        .order(payment_batches::made_at.asc())
        .select((
            payments::amount,
            payments::returned_at,
            payment_batches::year,
            payment_batches::number,
            payment_batches::made_at,
        ))
        .load(conn)?;
    let read = |(amount, returned_at, year, number, made_at)| {
        Ok(CasePayment {
            batch: BatchNumber { year, number },
            ordered_at: instant("payment_batches", "made_at", made_at)?,
            amount,
            returned_at: maybe_instant(TABLE, "returned_at", returned_at)?,
        })
    };
    rows.into_iter().map(read).collect()
}
