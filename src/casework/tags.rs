//! Tags that staff put on a case and take off again. Each change and its event are one transaction.

use chrono::{DateTime, Utc};

use super::work::{WorkError, staff, workable};
use crate::domain::{CaseEventKind, CaseId, OwnTag, Scope};
use crate::store::{Conn, StoreError, case_tags, events};

/// Puts a tag on a case, if it is the case that was seen. A tag that the department has in other letters is written as it
/// is there already.
pub fn tag(
    scope: &Scope,
    conn: &mut Conn,
    id: CaseId,
    (tag, seen): (&OwnTag, i64),
    now: DateTime<Utc>,
) -> Result<(), WorkError> {
    staff(scope)?;
    let case = workable(scope, conn, id)?;
    if case.revision != seen {
        return Err(WorkError::Changed);
    }
    if found(scope, conn, id, tag)?.is_some() {
        return Ok(());
    }
    let mut known = case_tags::known_in(scope, conn, &case.department)?.into_iter();
    let tag = known.find(|known| known.is_same(tag)).unwrap_or_else(|| tag.clone());
    if !case_tags::add(scope, conn, &case, &tag, now)? {
        return Err(WorkError::Changed);
    }
    Ok(events::append(scope, conn, id, now, CaseEventKind::Tagged, Some(tag.as_str()))?)
}

/// Takes a tag off a case, in whatever letters it is there, if it is the case that was seen. Nothing happens where it has none.
pub fn untag(
    scope: &Scope,
    conn: &mut Conn,
    id: CaseId,
    (tag, seen): (&OwnTag, i64),
    now: DateTime<Utc>,
) -> Result<(), WorkError> {
    staff(scope)?;
    let case = workable(scope, conn, id)?;
    if case.revision != seen {
        return Err(WorkError::Changed);
    }
    let Some(tag) = found(scope, conn, id, tag)? else { return Ok(()) };
    if !case_tags::remove(scope, conn, &case, &tag, now)? {
        return Err(WorkError::Changed);
    }
    Ok(events::append(scope, conn, id, now, CaseEventKind::Untagged, Some(tag.as_str()))?)
}

/// A tag as the case has it, in whatever letters it is asked for.
pub(super) fn found(
    scope: &Scope,
    conn: &mut Conn,
    id: CaseId,
    tag: &OwnTag,
) -> Result<Option<OwnTag>, StoreError> {
    Ok(of_case(scope, conn, id)?.into_iter().find(|found| found.is_same(tag)))
}

/// The tags that staff of its department put on a case.
pub(super) fn of_case(scope: &Scope, conn: &mut Conn, id: CaseId) -> Result<Vec<OwnTag>, StoreError> {
    Ok(case_tags::own_among(scope, conn, &[id])?.remove(&id).unwrap_or_default())
}
