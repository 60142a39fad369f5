//! Stopping an amount that waits, so that no list takes it, and lifting that.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::{TABLE, broken, is_of};
use crate::domain::{CaseEventKind, CaseId, ClerkId, DepartmentId, PaymentId, ReceiptNumber, Scope};
use crate::store::cases::{self, CaseRecord};
use crate::store::conn::Conn;
use crate::store::error::StoreError;
use crate::store::rows::{instant, micros, parse};
use crate::store::schema::{cases as cases_table, payments};
use crate::store::{case_bias, events, sealed};

/// An amount that is stopped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stopped {
    /// The payment.
    pub id: PaymentId,
    /// The case.
    pub case: CaseId,
    /// The number of the case.
    pub number: ReceiptNumber,
    /// The amount in cents.
    pub amount: i64,
    /// When it was stopped.
    pub at: DateTime<Utc>,
    /// By whom: somebody else lifts it.
    pub by: ClerkId,
    /// Why.
    pub reason: String,
}

type Row = (String, String, String, i64, Option<i64>, Option<String>, Option<Vec<u8>>);

/// What is stopped in a department of this scope, oldest first, at most `most`. Not what is locked for whoever looks.
pub fn stopped(
    scope: &Scope,
    conn: &mut Conn,
    department: &DepartmentId,
    most: i64,
) -> Result<Vec<Stopped>, StoreError> {
    if !is_of(scope, department) {
        return Ok(Vec::new());
    }
    let locked = case_bias::locked(scope, conn)?;
    let rows: Vec<Row> = payments::table
        .inner_join(cases_table::table.on(cases_table::id.eq(payments::case_id)))
        .filter(payments::batch_id.is_null().and(payments::stopped_at.is_not_null()))
        .filter(payments::department.eq(&department.0).and(payments::case_id.ne_all(locked)))
        .order((payments::due_at.asc(), payments::id.asc()))
        .limit(most)
        .select((
            payments::id,
            payments::case_id,
            cases_table::receipt_number,
            payments::amount,
            payments::stopped_at,
            payments::stopped_by,
            payments::stopped_for,
        ))
        .load(conn)?;
    rows.into_iter().map(|row| read(conn, row)).collect()
}

fn read(conn: &mut Conn, (id, case, number, amount, at, by, reason): Row) -> Result<Stopped, StoreError> {
    let reason = sealed::text(conn, &reason.ok_or(broken("stopped_for"))?, TABLE)?;
    Ok(Stopped {
        id: parse(TABLE, "id", &id)?,
        case: parse(TABLE, "case_id", &case)?,
        number: parse("cases", "receipt_number", &number)?,
        amount,
        at: instant(TABLE, "stopped_at", at.ok_or(broken("stopped_at"))?)?,
        by: parse(TABLE, "stopped_by", &by.unwrap_or_default())?,
        reason,
    })
}

/// Whether an amount waits on a case of this scope that is not stopped, whether its letter is on its way or not.
pub fn waits(scope: &Scope, conn: &mut Conn, case: CaseId) -> Result<bool, StoreError> {
    if cases::find(scope, conn, case)?.is_none() {
        return Ok(false);
    }
    let waiting = payments::table
        .filter(payments::case_id.eq(case.to_string()))
        .filter(payments::batch_id.is_null().and(payments::stopped_at.is_null()))
        .select(payments::id);
    Ok(waiting.first::<String>(conn).optional()?.is_some())
}

/// Stops what waits on a case as it was read, with the event. `false` where nothing waits, it is stopped already, or the
/// case was changed since or is not for this person to work on: then the job is to be undone.
pub fn stop(
    scope: &Scope,
    conn: &mut Conn,
    case: &CaseRecord,
    reason: &str,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let Some(staff) = scope.staff() else { return Err(StoreError::Denied) };
    if !cases::touch(scope, conn, case, now)? {
        return Ok(false);
    }
    let waiting = payments::table
        .filter(payments::case_id.eq(case.id.to_string()))
        .filter(payments::batch_id.is_null().and(payments::stopped_at.is_null()));
    let set = (
        payments::stopped_at.eq(Some(micros(now))),
        payments::stopped_by.eq(Some(staff.clerk.to_string())),
        payments::stopped_for.eq(Some(sealed::for_case(
            conn,
            &case.id.to_string(),
            TABLE,
            reason.as_bytes(),
        )?)),
    );
    if diesel::update(waiting).set(set).execute(conn)? != 1 {
        return Ok(false);
    }
    events::append(scope, conn, case.id, now, CaseEventKind::PaymentStopped, Some(reason))?;
    Ok(true)
}

/// Lifts that, with the event: it waits again. `false` as for [`stop`], and where this person stopped it themselves.
pub fn lift(
    scope: &Scope,
    conn: &mut Conn,
    (case, payment): (&CaseRecord, PaymentId),
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let Some(staff) = scope.staff() else { return Err(StoreError::Denied) };
    if !cases::touch(scope, conn, case, now)? {
        return Ok(false);
    }
    let of_others = payments::table
        .find(payment.to_string())
        .filter(payments::case_id.eq(case.id.to_string()).and(payments::batch_id.is_null()))
        .filter(payments::stopped_by.ne(staff.clerk.to_string()));
    let set = (
        payments::stopped_at.eq(None::<i64>),
        payments::stopped_by.eq(None::<String>),
        payments::stopped_for.eq(None::<Vec<u8>>),
    );
    if diesel::update(of_others).set(set).execute(conn)? != 1 {
        return Ok(false);
    }
    events::append(scope, conn, case.id, now, CaseEventKind::PaymentLifted, None)?;
    Ok(true)
}
