//! What was filed before in the same matter, as far as the desk is told.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;

use super::super::case_bias;
use super::departments;
use crate::domain::{CaseId, ReceiptNumber, Scope};
use crate::store::rows::{day, instant, parse};
use crate::store::schema::{cases, submissions};
use crate::store::{Conn, StoreError};

/// Most that are told.
const MOST: i64 = 3;

/// An earlier application in the same matter, whichever department has it: its day and nothing else, unless who asks
/// filed it at the desk themselves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EarlierFiling {
    /// The day on which it counts as received.
    pub received_on: NaiveDate,
    /// Of what this clerk filed: its number, and when.
    pub own: Option<(ReceiptNumber, DateTime<Utc>)>,
}

/// What was filed in the matter of this name, newest first, at most three. Only whoever sits at the desk is told; for
/// everybody else there is nothing.
pub fn filed_before(scope: &Scope, conn: &mut Conn, matter: &str) -> Result<Vec<EarlierFiling>, StoreError> {
    let Some(staff) = scope.staff().filter(|staff| staff.may_assist()) else { return Ok(Vec::new()) };
    let rows: Vec<(String, i64, String, Option<String>)> = cases::table
        .inner_join(submissions::table)
        .filter(cases::duplicate_key.eq(matter))
        .order((submissions::filed_at.desc(), cases::id.asc()))
        .limit(MOST)
        .select((
            submissions::received_on,
            submissions::filed_at,
            cases::receipt_number,
            submissions::filed_by,
        ))
        .load(conn)?;
    let clerk = staff.clerk.to_string();
    let read = |(received_on, filed_at, number, filed_by): (String, i64, String, Option<String>)| {
        let own = if filed_by.as_ref() == Some(&clerk) {
            let number = parse("cases", "receipt_number", &number)?;
            Some((number, instant("submissions", "filed_at", filed_at)?))
        } else {
            None
        };
        Ok(EarlierFiling { received_on: day("submissions", "received_on", &received_on)?, own })
    };
    rows.into_iter().map(read).collect()
}

/// Other cases in the same matter that this scope may see, oldest first.
pub fn related_by_duplicate_key(
    scope: &Scope,
    conn: &mut Conn,
    key: &str,
    except: CaseId,
) -> Result<Vec<(CaseId, ReceiptNumber)>, StoreError> {
    let mut query = cases::table
        .filter(cases::duplicate_key.eq(key).and(cases::id.ne(except.to_string())))
        .order(cases::received_at.asc())
        .limit(20)
        .select((cases::id, cases::receipt_number))
        .into_boxed();
    if let Some(departments) = departments(scope) {
        query = query.filter(cases::department.eq_any(departments));
    }
    query = query.filter(cases::id.ne_all(case_bias::locked(scope, conn)?));
    let rows: Vec<(String, String)> = query.load(conn)?;
    let read = |(id, number): &(String, String)| {
        Ok((parse("cases", "id", id)?, parse("cases", "receipt_number", number)?))
    };
    rows.iter().map(read).collect()
}
