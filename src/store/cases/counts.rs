//! How many cases each view has, for the figures at its tab: exact up to a limit, which keeps them fast.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use super::{CaseView, departments};
use crate::domain::{CaseId, CaseState, Scope};
use crate::store::case_bias;
use crate::store::conn::Conn;
use crate::store::error::StoreError;
use crate::store::schema::cases;

/// From here on nothing is counted any more: nobody works a list of a thousand from its end.
pub const COUNTED: i64 = 1000;

/// How many cases each view has; [`COUNTED`] means that many or more.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CaseCounts {
    /// Waiting to be taken.
    pub new: i64,
    /// The clerk's own that are not done.
    pub mine: i64,
    /// Waiting for somebody outside.
    pub waiting: i64,
    /// Waiting for a second signature.
    pub signature: i64,
    /// All that are not done.
    pub open: i64,
    /// Done.
    pub done: i64,
}

#[derive(QueryableByName)]
struct Counted {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

/// How many cases each view has for this scope.
pub fn counts(scope: &Scope, conn: &mut Conn) -> Result<CaseCounts, StoreError> {
    let clerk = scope.staff().map(|staff| staff.clerk.to_string()).unwrap_or_default();
    let departments = departments(scope).unwrap_or_default();
    let locked = locked(scope, conn)?;
    // What is locked is taken off at the end.
    let limit = COUNTED + i64::try_from(locked.len()).unwrap_or(0);
    let mut of = |view: CaseView| -> Result<i64, StoreError> {
        let mut sum = 0;
        for state in view.states() {
            for department in &departments {
                sum += match view {
                    CaseView::Mine => count_mine(conn, department, state, &clerk, limit)?,
                    _ => count(conn, department, state, limit)?,
                };
            }
            // Those that are locked for this person are nobody's own: declaring gives a case back.
            let is_theirs = view == CaseView::Mine;
            let hidden = locked.iter().filter(|(at, _)| *at == state.as_str() && !is_theirs).count();
            sum -= i64::try_from(hidden).unwrap_or(0);
        }
        Ok(sum.clamp(0, COUNTED))
    };
    Ok(CaseCounts {
        new: of(CaseView::New)?,
        mine: of(CaseView::Mine)?,
        waiting: of(CaseView::Waiting)?,
        signature: of(CaseView::Signature)?,
        open: of(CaseView::Open)?,
        done: of(CaseView::Done)?,
    })
}

/// How many of some cases exist for this scope.
pub fn count_among(scope: &Scope, conn: &mut Conn, ids: &[CaseId]) -> Result<usize, StoreError> {
    let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
    let locked = case_bias::locked(scope, conn)?;
    let mut query = cases::table.filter(cases::id.eq_any(ids)).select(cases::id).into_boxed();
    if let Some(departments) = departments(scope) {
        query = query.filter(cases::department.eq_any(departments));
    }
    let found: Vec<String> = query.load(conn)?;
    Ok(found.iter().filter(|id| !locked.contains(id)).count())
}

/// State and department of the cases that are locked for this person and would be seen otherwise.
fn locked(scope: &Scope, conn: &mut Conn) -> Result<Vec<(String, String)>, StoreError> {
    let ids = case_bias::locked(scope, conn)?;
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut query =
        cases::table.filter(cases::id.eq_any(ids)).select((cases::state, cases::department)).into_boxed();
    if let Some(departments) = departments(scope) {
        query = query.filter(cases::department.eq_any(departments));
    }
    Ok(query.load(conn)?)
}

fn count(conn: &mut Conn, department: &str, state: CaseState, limit: i64) -> Result<i64, StoreError> {
    let counted: Counted = diesel::sql_query(
        "SELECT COUNT(*) AS number FROM \
         (SELECT 1 FROM cases WHERE department = $1 AND state = $2 LIMIT $3) AS few",
    )
    .bind::<Text, _>(department)
    .bind::<Text, _>(state.as_str())
    .bind::<BigInt, _>(limit)
    .get_result(conn)?;
    Ok(counted.number)
}

fn count_mine(
    conn: &mut Conn,
    department: &str,
    state: CaseState,
    clerk: &str,
    limit: i64,
) -> Result<i64, StoreError> {
    let counted: Counted = diesel::sql_query(
        "SELECT COUNT(*) AS number FROM \
         (SELECT 1 FROM cases WHERE clerk_id = $1 AND state = $2 AND department = $3 LIMIT $4) AS few",
    )
    .bind::<Text, _>(clerk)
    .bind::<Text, _>(state.as_str())
    .bind::<Text, _>(department)
    .bind::<BigInt, _>(limit)
    .get_result(conn)?;
    Ok(counted.number)
}
