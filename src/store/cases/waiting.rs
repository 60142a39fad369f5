//! The end of waiting for the applicant, by their answer.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use crate::domain::{CaseId, CaseState};
use crate::store::conn::Conn;
use crate::store::error::StoreError;
use crate::store::rows::micros;
use crate::store::schema::cases;

/// Goes on with a case that waited for its applicant; `false` where it was changed since `revision` was read. The
/// caller has looked at who answers: applicants do nothing else to a case.
pub(in crate::store) fn end_waiting(
    conn: &mut Conn,
    id: CaseId,
    revision: i64,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let waiting = cases::table
        .find(id.to_string())
        .filter(cases::state.eq(CaseState::AwaitingApplicant.as_str()).and(cases::revision.eq(revision)));
    let changed = diesel::update(waiting)
        .set((
            cases::state.eq(CaseState::InProgress.as_str()),
            cases::changed_at.eq(micros(now)),
            cases::revision.eq(revision + 1),
        ))
        .execute(conn)?;
    Ok(changed == 1)
}
