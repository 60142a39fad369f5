//! Keeping a case longer than its time: for a lawsuit, or until the archive has answered.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;

use crate::domain::{CaseEventKind, CaseId, ClerkId, ReceiptNumber, Role, Scope};
use crate::store::cases::{self, CaseRecord};
use crate::store::conn::Conn;
use crate::store::error::StoreError;
use crate::store::rows::{day, instant, micros, parse};
use crate::store::schema::{case_holds, cases as cases_table};
use crate::store::{case_bias, events, sealed};

const TABLE: &str = "case_holds";

/// That a case is kept longer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hold {
    /// The last day on which it is kept in any case.
    pub until: NaiveDate,
    /// Why.
    pub reason: String,
    /// Who said so.
    pub by: ClerkId,
    /// When.
    pub at: DateTime<Utc>,
}

/// Whether a case is kept longer, or was; `None` if it does not exist for this scope.
pub fn hold_of(scope: &Scope, conn: &mut Conn, case: CaseId) -> Result<Option<Hold>, StoreError> {
    if cases::find(scope, conn, case)?.is_none() {
        return Ok(None);
    }
    let row: Option<(String, Vec<u8>, String, i64)> = case_holds::table
        .find(case.to_string())
        .select((case_holds::keep_until, case_holds::reason, case_holds::held_by, case_holds::held_at))
        .get_result(conn)
        .optional()?;
    let Some((until, reason, by, at)) = row else { return Ok(None) };
    Ok(Some(Hold {
        until: day(TABLE, "keep_until", &until)?,
        reason: sealed::text(conn, &reason, TABLE)?,
        by: parse(TABLE, "held_by", &by)?,
        at: instant(TABLE, "held_at", at)?,
    }))
}

fn lead(scope: &Scope) -> Result<ClerkId, StoreError> {
    let staff = scope.staff().filter(|staff| staff.role == Role::Lead);
    staff.map(|staff| staff.clerk).ok_or(StoreError::Denied)
}

/// Keeps a case as it was read until a day, with the event; `false` if it was changed since, or is not for this person to
/// work on. For who leads its department.
pub fn hold(
    scope: &Scope,
    conn: &mut Conn,
    case: &CaseRecord,
    (until, reason): (NaiveDate, &str),
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let by = lead(scope)?;
    if !cases::touch(scope, conn, case, now)? {
        return Ok(false);
    }
    let id = case.id.to_string();
    diesel::delete(case_holds::table.find(&id)).execute(conn)?;
    diesel::insert_into(case_holds::table)
        .values((
            case_holds::case_id.eq(&id),
            case_holds::keep_until.eq(until.to_string()),
            case_holds::reason.eq(sealed::for_case(conn, &id, TABLE, reason.as_bytes())?),
            case_holds::held_by.eq(by.to_string()),
            case_holds::held_at.eq(micros(now)),
        ))
        .execute(conn)?;
    let detail = format!("{until}\n{reason}");
    events::append(scope, conn, case.id, now, CaseEventKind::RetentionHeld, Some(&detail))?;
    Ok(true)
}

/// Ends that a case is kept longer; `false` as for [`hold`], or where it was not.
pub fn release(
    scope: &Scope,
    conn: &mut Conn,
    case: &CaseRecord,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    lead(scope)?;
    if !cases::touch(scope, conn, case, now)? {
        return Ok(false);
    }
    if diesel::delete(case_holds::table.find(case.id.to_string())).execute(conn)? != 1 {
        return Ok(false);
    }
    events::append(scope, conn, case.id, now, CaseEventKind::RetentionReleased, None)?;
    Ok(true)
}

/// The cases of this scope that are kept until a day that is not over, the earliest first.
pub fn held(
    scope: &Scope,
    conn: &mut Conn,
    today: NaiveDate,
) -> Result<Vec<(CaseId, ReceiptNumber, NaiveDate)>, StoreError> {
    let locked = case_bias::locked(scope, conn)?;
    let mut query = case_holds::table
        .inner_join(cases_table::table.on(cases_table::id.eq(case_holds::case_id)))
        .filter(case_holds::keep_until.ge(today.to_string()).and(cases_table::id.ne_all(locked)))
        .order((case_holds::keep_until.asc(), cases_table::id.asc()))
        .select((cases_table::id, cases_table::receipt_number, case_holds::keep_until))
        .into_boxed();
    if let Some(departments) = cases::departments(scope) {
        query = query.filter(cases_table::department.eq_any(departments));
    }
    let rows: Vec<(String, String, String)> = query.load(conn)?;
    let read = |(id, number, until): (String, String, String)| {
        Ok((
            parse("cases", "id", &id)?,
            parse("cases", "receipt_number", &number)?,
            day(TABLE, "keep_until", &until)?,
        ))
    };
    rows.into_iter().map(read).collect()
}
