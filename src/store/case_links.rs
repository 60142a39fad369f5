//! Cases that belong together, as somebody of the department said. A link stands once, whichever of the two it was made at.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::cases;
use super::conn::Conn;
use super::error::StoreError;
use super::rows::{micros, parse};
use super::schema::case_links;
use crate::domain::{CaseId, ReceiptNumber, Scope};

const TABLE: &str = "case_links";

/// The cases that are linked to one, as far as they exist for this scope, the oldest link first.
pub fn list(
    scope: &Scope,
    conn: &mut Conn,
    case: CaseId,
) -> Result<Vec<(CaseId, ReceiptNumber, String)>, StoreError> {
    if cases::find(scope, conn, case)?.is_none() {
        return Ok(Vec::new());
    }
    let own = case.to_string();
    let rows: Vec<(String, String)> = case_links::table
        .filter(case_links::case_id.eq(&own).or(case_links::other_id.eq(&own)))
        .order(case_links::linked_at.asc())
        .select((case_links::case_id, case_links::other_id))
        .load(conn)?;
    let mut found = Vec::new();
    for (a, b) in rows {
        let id = parse(TABLE, "case_id", if a == own { &b } else { &a })?;
        // One of another department, or one that they are biased in, does not exist for them.
        if let Some(other) = cases::find(scope, conn, id)? {
            found.push((id, other.receipt_number, other.applicant_name));
        }
    }
    Ok(found)
}

/// Links two cases of this scope; `false` where they are linked already. [`StoreError::Denied`] where one of them does
/// not exist for it.
pub fn link(
    scope: &Scope,
    conn: &mut Conn,
    pair: (CaseId, CaseId),
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let Some(staff) = scope.staff() else { return Err(StoreError::Denied) };
    let (first, second) = sorted(scope, conn, pair)?;
    let known: i64 = case_links::table.find((&first, &second)).count().get_result(conn)?;
    if known > 0 {
        return Ok(false);
    }
    diesel::insert_into(case_links::table)
        .values((
            case_links::case_id.eq(first),
            case_links::other_id.eq(second),
            case_links::linked_by.eq(staff.clerk.to_string()),
            case_links::linked_at.eq(micros(now)),
        ))
        .execute(conn)?;
    Ok(true)
}

/// Takes a link away; whether there was one.
pub fn unlink(scope: &Scope, conn: &mut Conn, pair: (CaseId, CaseId)) -> Result<bool, StoreError> {
    let (first, second) = sorted(scope, conn, pair)?;
    Ok(diesel::delete(case_links::table.find((first, second))).execute(conn)? == 1)
}

/// The ids in their order, if both cases exist for this scope.
fn sorted(scope: &Scope, conn: &mut Conn, (a, b): (CaseId, CaseId)) -> Result<(String, String), StoreError> {
    for id in [a, b] {
        if scope.staff().is_none() || cases::find(scope, conn, id)?.is_none() {
            return Err(StoreError::Denied);
        }
    }
    let (a, b) = (a.to_string(), b.to_string());
    Ok(if a < b { (a, b) } else { (b, a) })
}
