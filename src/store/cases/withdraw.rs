//! Withdrawing: the one move that is the applicant's own.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use crate::domain::{CaseState, Scope};
use crate::store::rows::micros;
use crate::store::schema::cases;
use crate::store::{Conn, StoreError};

/// Moves the case of this applicant from a state to being withdrawn; `false` if it was changed since `revision` was
/// read, or this is no applicant.
pub fn withdraw(
    scope: &Scope,
    conn: &mut Conn,
    from: CaseState,
    revision: i64,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let Some(own) = scope.own_case() else { return Ok(false) };
    let unchanged = cases::table
        .find(own.to_string())
        .filter(cases::state.eq(from.as_str()).and(cases::revision.eq(revision)));
    let changed = diesel::update(unchanged)
        .set((
            cases::state.eq(CaseState::Withdrawn.as_str()),
            cases::changed_at.eq(micros(now)),
            cases::revision.eq(revision + 1),
        ))
        .execute(conn)?;
    Ok(changed == 1)
}
