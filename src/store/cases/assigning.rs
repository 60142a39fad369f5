//! Giving a case to somebody. Like every change it is one of the revision that was read.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::moves::find_to_work;
use super::{CaseRecord, take_step};
use crate::domain::{CaseState, ClerkId, DepartmentId, Role, Scope, Step};
use crate::store::rows::micros;
use crate::store::schema::{case_bias, cases, clerk_departments, clerks};
use crate::store::{Conn, StoreError};

/// Gives a case as it was read to a colleague who can have it; `step` takes it first, where it waits for somebody. `false`
/// if it was changed since, or is not for this person to work on.
pub fn assign(
    scope: &Scope,
    conn: &mut Conn,
    case: &CaseRecord,
    (to, step): (ClerkId, Option<&Step>),
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    if find_to_work(scope, conn, case.id)?.is_none() {
        return Ok(false);
    }
    let mut revision = case.revision;
    if let Some(step) = step {
        if !take_step(scope, conn, case, step, now)? {
            return Ok(false);
        }
        revision += 1;
    }
    let unchanged = cases::table.find(case.id.to_string()).filter(cases::revision.eq(revision));
    let set = (
        cases::clerk_id.eq(to.to_string()),
        cases::changed_at.eq(micros(now)),
        cases::revision.eq(revision + 1),
    );
    Ok(diesel::update(unchanged).set(set).execute(conn)? == 1)
}

/// The colleagues to whom a case of this scope can be given, by name: those with an account that works cases in its
/// department, and who neither declared themselves biased on it nor applied in it nor took it down. Nobody for a case
/// outside of the scope.
pub fn assignable(
    scope: &Scope,
    conn: &mut Conn,
    case: &CaseRecord,
) -> Result<Vec<(ClerkId, String)>, StoreError> {
    if super::find(scope, conn, case.id)?.is_none() || scope.own_case().is_some() {
        return Ok(Vec::new());
    }
    let roles = Role::ALL.into_iter().filter(|role| role.may_work_cases()).map(Role::as_str);
    let biased: Vec<String> = case_bias::table
        .filter(case_bias::case_id.eq(case.id.to_string()).and(case_bias::lifted_at.is_null()))
        .select(case_bias::clerk_id)
        .load(conn)?;
    let rows: Vec<(String, String)> = clerks::table
        .inner_join(clerk_departments::table)
        .filter(clerk_departments::department.eq(&case.department.0))
        .filter(clerks::disabled_at.is_null().and(clerks::role.eq_any(roles)))
        .filter(clerks::id.ne_all(biased))
        .order((clerks::name.asc(), clerks::login.asc()))
        .select((clerks::id, clerks::name))
        .load(conn)?;
    let mut found = Vec::new();
    for (id, name) in rows {
        let clerk: ClerkId = crate::store::rows::parse("clerks", "id", &id)?;
        if !case.is_theirs(clerk) {
            found.push((clerk, name));
        }
    }
    Ok(found)
}

/// How many open cases somebody has outside of these departments, for the product itself only: whoever leaves a department
/// would keep them from everybody, as they stand in nobody's list.
pub fn held_outside(
    scope: &Scope,
    conn: &mut Conn,
    clerk: ClerkId,
    departments: &[DepartmentId],
) -> Result<i64, StoreError> {
    if *scope != Scope::System {
        return Err(StoreError::Denied);
    }
    let inside: Vec<&str> = departments.iter().map(|id| id.0.as_str()).collect();
    let open = CaseState::OPEN.map(CaseState::as_str);
    let held = cases::table
        .filter(cases::clerk_id.eq(clerk.to_string()).and(cases::state.eq_any(open)))
        .filter(cases::department.ne_all(inside));
    Ok(held.count().get_result(conn)?)
}
