//! When somebody has to look at a case next: a column of its own, so that a list can be read in its order. Whatever
//! changes one of the days that it follows from settles it, in the same job.

use chrono::{DateTime, Duration, NaiveDate, Utc};
use diesel::dsl::Eq;
use diesel::prelude::*;

use super::moves::find_to_work;
use super::{CaseRecord, Promise, TABLE};
use crate::domain::{DueDays, Promised, Scope, after_waiting};
use crate::store::decisions::to_post_since;
use crate::store::rows::{maybe, micros, parse};
use crate::store::schema::{case_tasks, cases};
use crate::store::{Conn, StoreError, sealed};

/// What is known about when a case is due.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CasePlan {
    /// Until when its service promised a decision, had it waited for nobody since it is complete.
    pub promised: Promised,
    /// Since when nothing is missing.
    pub complete_on: Option<NaiveDate>,
    /// How long it had waited before.
    pub waited_before: Duration,
    /// When somebody wants to see it again, and why.
    pub follow_up: Option<(NaiveDate, String)>,
    /// When somebody has to look at it next.
    pub due_on: Option<NaiveDate>,
}

/// The columns of it.
#[derive(Queryable, Selectable)]
#[diesel(table_name = cases)]
pub(super) struct PlanRow {
    fixed_on: Option<String>,
    promised_on: Option<String>,
    complete_on: Option<String>,
    waited_before: i64,
    follow_up_on: Option<String>,
    follow_up_for: Option<Vec<u8>>,
    due_on: Option<String>,
}

impl PlanRow {
    pub(super) fn read(self, conn: &mut Conn) -> Result<CasePlan, StoreError> {
        let reason = sealed::maybe_text(conn, self.follow_up_for.as_deref(), TABLE)?;
        let follow_up_on: Option<NaiveDate> = maybe(TABLE, "follow_up_on", self.follow_up_on.as_deref())?;
        Ok(CasePlan {
            promised: promised(self.fixed_on.as_deref(), self.promised_on.as_deref())?,
            complete_on: maybe(TABLE, "complete_on", self.complete_on.as_deref())?,
            waited_before: Duration::microseconds(self.waited_before),
            follow_up: follow_up_on.map(|day| (day, reason.unwrap_or_default())),
            due_on: maybe(TABLE, "due_on", self.due_on.as_deref())?,
        })
    }
}

fn promised(fixed: Option<&str>, pausing: Option<&str>) -> Result<Promised, StoreError> {
    Ok(Promised { fixed: maybe(TABLE, "fixed_on", fixed)?, pausing: maybe(TABLE, "promised_on", pausing)? })
}

/// Sets when a case is due next, after something that it follows from was changed; the caller has changed the case's row
/// in this job, so nobody else does meanwhile.
pub(in crate::store) fn settle(conn: &mut Conn, case: &str) -> Result<(), StoreError> {
    let (state, waited, plan): (String, i64, PlanRow) =
        cases::table.find(case).select((cases::state, cases::waited, PlanRow::as_select())).first(conn)?;
    let plan = plan.read(conn)?;
    let task: Option<String> = case_tasks::table
        .filter(case_tasks::case_id.eq(case).and(case_tasks::done_at.is_null()))
        .order(case_tasks::due_on.asc())
        .select(case_tasks::due_on)
        .first(conn)
        .optional()?;
    let waited = Duration::microseconds(waited) - plan.waited_before;
    let days = DueDays {
        fixed: plan.promised.fixed,
        pausing: plan.promised.pausing.map(|day| after_waiting(day, waited)),
        follow_up: plan.follow_up.map(|(day, _)| day),
        task: maybe("case_tasks", "due_on", task.as_deref())?,
        letter: to_post_since(conn, case)?,
    };
    let due_on = days.first(parse(TABLE, "state", &state)?).map(|day| day.to_string());
    diesel::update(cases::table.find(case)).set(cases::due_on.eq(due_on)).execute(conn)?;
    Ok(())
}

/// Sets the day on which a case, as it was read, comes up again, and why, or takes it away; `false` if it was changed
/// since, or is not for this person to work on.
pub fn set_follow_up(
    scope: &Scope,
    conn: &mut Conn,
    case: &CaseRecord,
    follow_up: Option<(NaiveDate, &str)>,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    if find_to_work(scope, conn, case.id)?.is_none() {
        return Ok(false);
    }
    let unchanged = cases::table.find(case.id.to_string()).filter(cases::revision.eq(case.revision));
    let reason = follow_up.map(|(_, reason)| reason.as_bytes());
    let changed = diesel::update(unchanged)
        .set((
            cases::follow_up_on.eq(follow_up.map(|(day, _)| day.to_string())),
            cases::follow_up_for.eq(sealed::maybe_for_case(conn, &case.id.to_string(), TABLE, reason)?),
            cases::changed_at.eq(micros(now)),
            cases::revision.eq(case.revision + 1),
        ))
        .execute(conn)?;
    if changed == 1 {
        settle(conn, &case.id.to_string())?;
    }
    Ok(changed == 1)
}

type PromiseColumns = (
    Eq<cases::complete_on, Option<String>>,
    Eq<cases::waited_before, i64>,
    Eq<cases::fixed_on, Option<String>>,
    Eq<cases::promised_on, Option<String>>,
);

/// What is stored of a promise.
pub(in crate::store) fn promise_columns(promise: &Promise) -> PromiseColumns {
    let text = |day: Option<NaiveDate>| day.map(|day| day.to_string());
    (
        cases::complete_on.eq(text(promise.complete_on)),
        cases::waited_before.eq(promise.waited_before.num_microseconds().unwrap_or(0)),
        cases::fixed_on.eq(text(promise.promised.fixed)),
        cases::promised_on.eq(text(promise.promised.pausing)),
    )
}

/// Notes since when nothing is missing, and until when the service promises a decision from then on; `false` if the
/// case was changed since it was read, or is not for this person to work on.
pub fn set_complete(
    scope: &Scope,
    conn: &mut Conn,
    case: &CaseRecord,
    promise: &Promise,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    if find_to_work(scope, conn, case.id)?.is_none() {
        return Ok(false);
    }
    let unchanged = cases::table.find(case.id.to_string()).filter(cases::revision.eq(case.revision));
    let changed = diesel::update(unchanged)
        .set((
            promise_columns(promise),
            cases::changed_at.eq(micros(now)),
            cases::revision.eq(case.revision + 1),
        ))
        .execute(conn)?;
    if changed == 1 {
        settle(conn, &case.id.to_string())?;
    }
    Ok(changed == 1)
}
