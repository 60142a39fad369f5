//! Cases that belong together: linked by a number, shown at both, and taken apart again.

use chrono::{DateTime, Utc};

use super::work::{WorkError, of_others, staff};
use crate::domain::{CaseEventKind, CaseId, ReceiptNumber, Scope};
use crate::store::cases::CaseRecord;
use crate::store::{Conn, case_links, cases, events};

/// Links a case with the one that has this number. A number that nobody has, one of another department and the case's own
/// are answered alike: [`WorkError::NoCase`].
pub fn link(
    scope: &Scope,
    conn: &mut Conn,
    id: CaseId,
    number: &str,
    now: DateTime<Utc>,
) -> Result<(), WorkError> {
    staff(scope)?;
    let case = of_others(scope, conn, id)?;
    let number: ReceiptNumber = number.trim().parse().map_err(|_| WorkError::NoCase)?;
    let found = cases::find_by_number(scope, conn, &number)?.filter(|other| *other != id);
    let other = of_others(scope, conn, found.ok_or(WorkError::NoCase)?).map_err(|error| match error {
        WorkError::NotFound | WorkError::Own => WorkError::NoCase,
        other => other,
    })?;
    if case_links::link(scope, conn, (id, other.id), now)? {
        note(scope, conn, (&case, &other), CaseEventKind::Linked, now)?;
    }
    Ok(())
}

/// Takes a link away; nothing happens where there is none any more.
pub fn unlink(
    scope: &Scope,
    conn: &mut Conn,
    id: CaseId,
    number: &str,
    now: DateTime<Utc>,
) -> Result<(), WorkError> {
    staff(scope)?;
    let case = of_others(scope, conn, id)?;
    let number: ReceiptNumber = number.trim().parse().map_err(|_| WorkError::NoCase)?;
    let found = cases::find_by_number(scope, conn, &number)?.ok_or(WorkError::NoCase)?;
    let other = of_others(scope, conn, found)?;
    if case_links::unlink(scope, conn, (id, other.id))? {
        note(scope, conn, (&case, &other), CaseEventKind::Unlinked, now)?;
    }
    Ok(())
}

/// It stands in the history of both.
fn note(
    scope: &Scope,
    conn: &mut Conn,
    (a, b): (&CaseRecord, &CaseRecord),
    kind: CaseEventKind,
    now: DateTime<Utc>,
) -> Result<(), WorkError> {
    for (case, other) in [(a, b), (b, a)] {
        events::append(scope, conn, case.id, now, kind, Some(&other.receipt_number.to_string()))?;
    }
    Ok(())
}
