//! How much somebody has to do: counts out of indexes, for leads, and for the mail of the morning.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;

use super::branch::Holder;
use super::counts::{COUNTED, count};
use super::{TABLE, departments};
use crate::domain::{CaseState, ClerkId, DepartmentId, Role, Scope};
use crate::store::rows::{instant, micros};
use crate::store::schema::cases;
use crate::store::{Conn, StoreError};

/// What a person has to do, or what nobody has; each count ends at [`COUNTED`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Workload {
    /// All that are not done.
    pub open: i64,
    /// Of these, what waits for somebody outside.
    pub waiting: i64,
    /// Due before today.
    pub overdue: i64,
    /// When the oldest one arrived.
    pub oldest: Option<DateTime<Utc>>,
    /// Decided since then.
    pub decided: i64,
}

/// What is due, of a person or a department; each count ends at [`COUNTED`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DueCount {
    /// Due today or before.
    pub due: i64,
    /// Due before today.
    pub overdue: i64,
}

/// What a person, or nobody, has to do in the departments that this scope leads; nothing for who leads none.
pub fn workload(
    scope: &Scope,
    conn: &mut Conn,
    clerk: Option<ClerkId>,
    (today, since): (NaiveDate, DateTime<Utc>),
) -> Result<Workload, StoreError> {
    if scope.staff().is_none_or(|staff| staff.role != Role::Lead) {
        return Ok(Workload::default());
    }
    let holder = clerk.map_or(Holder::Nobody, |clerk| Holder::Clerk(clerk.to_string()));
    let before = today.pred_opt().unwrap_or(today).to_string();
    let mut found = Workload::default();
    for department in departments(scope).unwrap_or_default() {
        for state in CaseState::OPEN {
            let open = count(conn, (&department, state), (&holder, None), COUNTED)?;
            found.open += open;
            found.waiting += if state.is_waiting() { open } else { 0 };
            if open > 0 {
                found.overdue += count(conn, (&department, state), (&holder, Some(&before)), COUNTED)?;
                found.oldest = earlier(found.oldest, oldest(conn, (&department, state), &holder)?);
            }
        }
        if let Holder::Clerk(id) = &holder {
            found.decided += decided(conn, &department, id, since)?;
        }
    }
    let capped = |count: i64| count.min(COUNTED);
    Ok(Workload {
        open: capped(found.open),
        waiting: capped(found.waiting),
        overdue: capped(found.overdue),
        decided: capped(found.decided),
        ..found
    })
}

fn earlier(a: Option<DateTime<Utc>>, b: Option<DateTime<Utc>>) -> Option<DateTime<Utc>> {
    a.into_iter().chain(b).min()
}

/// When the oldest case of a holder arrived.
fn oldest(
    conn: &mut Conn,
    (department, state): (&str, CaseState),
    holder: &Holder,
) -> Result<Option<DateTime<Utc>>, StoreError> {
    let mut query = cases::table
        .filter(cases::department.eq(department).and(cases::state.eq(state.as_str())))
        .order((cases::received_at.asc(), cases::id.asc()))
        .select(cases::received_at)
        .limit(1)
        .into_boxed();
    query = match holder {
        Holder::Any => query,
        Holder::Nobody => query.filter(cases::clerk_id.is_null()),
        Holder::Clerk(id) => query.filter(cases::clerk_id.eq(id)),
    };
    let first: Option<i64> = query.first(conn).optional()?;
    first.map(|at| instant(TABLE, "received_at", at)).transpose()
}

/// How many of a person's cases were decided since then.
fn decided(conn: &mut Conn, department: &str, clerk: &str, since: DateTime<Utc>) -> Result<i64, StoreError> {
    let found: Vec<String> = cases::table
        .filter(cases::clerk_id.eq(clerk).and(cases::department.eq(department)))
        .filter(cases::decided_at.ge(micros(since)))
        .select(cases::id)
        .limit(COUNTED)
        .load(conn)?;
    Ok(i64::try_from(found.len()).unwrap_or(COUNTED))
}

/// What is due of a person, or of everybody, in some departments; for the product itself, which writes mails about it.
pub fn due_count(
    scope: &Scope,
    conn: &mut Conn,
    (clerk, departments): (Option<ClerkId>, &[DepartmentId]),
    today: NaiveDate,
) -> Result<DueCount, StoreError> {
    if *scope != Scope::System {
        return Err(StoreError::Denied);
    }
    let holder = clerk.map_or(Holder::Any, |clerk| Holder::Clerk(clerk.to_string()));
    let (by, before) = (today.to_string(), today.pred_opt().unwrap_or(today).to_string());
    let mut found = DueCount::default();
    for department in departments {
        for state in super::CaseView::Due.states() {
            found.due += count(conn, (&department.0, state), (&holder, Some(&by)), COUNTED)?;
            found.overdue += count(conn, (&department.0, state), (&holder, Some(&before)), COUNTED)?;
        }
    }
    Ok(DueCount { due: found.due.min(COUNTED), overdue: found.overdue.min(COUNTED) })
}
