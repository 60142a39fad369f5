//! Standing in for somebody who is absent (Vertretung).

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};

use super::work::{WorkError, staff};
use crate::clock::day_in_germany;
use crate::domain::{ClerkId, Role, Scope, StaffScope};
use crate::store::clerks::ClerkRecord;
use crate::store::deputies::DeputyRecord;
use crate::store::{Conn, StoreError, clerks, deputies};

/// Longest time for which somebody stands in, in days.
pub const MOST_DAYS: i64 = 366;

/// Who can be absent, who can stand in, and who does.
#[derive(Debug, Default)]
pub struct Deputies {
    /// The people for whom whoever asks may name a deputy: themselves; for a lead everybody of the department.
    pub absent: Vec<(ClerkId, String)>,
    /// Who can stand in.
    pub deputies: Vec<(ClerkId, String)>,
    /// Who does, or will.
    pub named: Vec<DeputyRecord>,
    /// Names of all of them.
    pub names: HashMap<ClerkId, String>,
}

/// Who can be absent, stand in, and does, as far as it concerns whoever asks.
pub fn deputies(scope: &Scope, conn: &mut Conn, now: DateTime<Utc>) -> Result<Deputies, WorkError> {
    let staff = staff(scope)?;
    let today = day_in_germany(now);
    let colleagues = colleagues(conn, staff)?;
    let named = |record: &ClerkRecord| (record.id, record.name.clone());
    let people: Vec<_> = colleagues.iter().map(named).collect();
    let may_name = |id: &ClerkId| *id == staff.clerk || staff.role == Role::Lead;
    let absent: Vec<_> = people.iter().filter(|(id, _)| may_name(id)).cloned().collect();
    let ids: Vec<ClerkId> = people.iter().map(|(id, _)| *id).collect();
    let concerns = |found: &DeputyRecord| may_name(&found.clerk) || found.deputy == staff.clerk;
    let found = deputies::list(conn, &ids, today)?.into_iter().filter(concerns).collect::<Vec<_>>();
    let all: Vec<ClerkId> = found.iter().flat_map(|one| [one.clerk, one.deputy]).collect();
    Ok(Deputies { absent, deputies: people, names: clerks::names(conn, &all)?, named: found })
}

/// The people who work cases in a department of this one, by name, each once.
fn colleagues(conn: &mut Conn, staff: &StaffScope) -> Result<Vec<ClerkRecord>, StoreError> {
    clerks::working_in(conn, &staff.departments)
}

/// Names a deputy from a day to a day: a person for themselves, a lead for everybody of the department.
/// [`WorkError::NoAccount`] for somebody who cannot be absent, or cannot stand in: both work cases in the same
/// department, and nobody stands in for themselves. [`WorkError::Text`] for days that are over or the wrong way round.
pub fn name_deputy(
    scope: &Scope,
    conn: &mut Conn,
    (absent, deputy): (ClerkId, ClerkId),
    (from_on, until_on): (NaiveDate, NaiveDate),
    now: DateTime<Utc>,
) -> Result<(), WorkError> {
    let staff = staff(scope)?;
    let is_known = colleagues(conn, staff)?.iter().any(|found| found.id == absent);
    let departments = clerks::departments(conn, absent)?;
    let stand_in = clerks::working_in(conn, &departments)?.iter().any(|found| found.id == deputy);
    let may_name = absent == staff.clerk || staff.role == Role::Lead;
    if !(is_known && stand_in && may_name) || absent == deputy {
        return Err(WorkError::NoAccount);
    }
    let is_over = until_on < day_in_germany(now) || until_on < from_on;
    if is_over || (until_on - from_on).num_days() > MOST_DAYS {
        return Err(WorkError::Text);
    }
    deputies::insert(conn, (absent, deputy), (from_on, until_on), staff.clerk, now)?;
    tracing::info!(target: "pforte::audit", by = %staff.clerk, %absent, %deputy, %from_on, %until_on, "named a deputy");
    Ok(())
}

/// Ends it before its time; whether there was one that this person may end.
pub fn end_deputy(
    scope: &Scope,
    conn: &mut Conn,
    (id, absent): (&str, ClerkId),
    now: DateTime<Utc>,
) -> Result<bool, WorkError> {
    let staff = staff(scope)?;
    let is_colleague = colleagues(conn, staff)?.iter().any(|found| found.id == absent);
    if absent != staff.clerk && !(staff.role == Role::Lead && is_colleague) {
        return Ok(false);
    }
    let is_ended = deputies::end(conn, id, absent, now)?;
    tracing::info!(target: "pforte::audit", by = %staff.clerk, %absent, is_ended, "ended a deputy's time");
    Ok(is_ended)
}
