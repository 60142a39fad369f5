//! Giving a case to a colleague of its department.

use chrono::{DateTime, Utc};

use super::moves;
use super::news::{self, Mails};
use super::work::{WorkError, staff, workable};
use crate::domain::{By, CaseAction, CaseEventKind, CaseId, CaseState, ClerkId, MoveError, Scope};
use crate::store::cases::CaseRecord;
use crate::store::{Conn, StoreError, cases, clerks, events};

/// Somebody to whom a case can be given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Colleague {
    /// Who.
    pub clerk: ClerkId,
    /// Their name.
    pub name: String,
}

/// The colleagues to whom a case of this scope can be given, by name; also whoever asks, and whoever has it.
pub fn colleagues(scope: &Scope, conn: &mut Conn, case: &CaseRecord) -> Result<Vec<Colleague>, StoreError> {
    let found = cases::assignable(scope, conn, case)?;
    Ok(found.into_iter().map(|(clerk, name)| Colleague { clerk, name }).collect())
}

/// Whether a case as it stands can be given to somebody by who is this to it: by who has it, and the lead.
pub fn may_assign(case: &CaseRecord, by: By) -> bool {
    let By::Staff { has_it, is_lead, .. } = by else { return false };
    let is_at_work = case.state.is_open() || case.state == CaseState::Decided;
    is_at_work && (is_lead || (has_it && case.clerk.is_some()))
}

/// Gives a case to a colleague, if it is the one that was seen: the lead, and who has it, may. One that waits to be taken
/// is taken with it. [`WorkError::NoAccount`] for somebody who cannot have it; nothing happens where they have it
/// already.
pub fn assign(
    scope: &Scope,
    conn: &mut Conn,
    mails: Mails<'_>,
    id: CaseId,
    (to, seen): (ClerkId, i64),
    now: DateTime<Utc>,
) -> Result<(), WorkError> {
    let staff = staff(scope)?;
    let case = workable(scope, conn, id)?;
    if case.revision != seen {
        return Err(WorkError::Changed);
    }
    let by = moves::by(conn, &case, staff, now)?;
    if !may_assign(&case, by) {
        return Err(MoveError::NotTheirs(CaseAction::Claim).into());
    }
    let colleague = colleagues(scope, conn, &case)?.into_iter().find(|found| found.clerk == to);
    let colleague = colleague.ok_or(WorkError::NoAccount)?;
    if case.clerk == Some(to) {
        return Ok(());
    }
    let waits = case.state == CaseState::Received;
    let taken = waits
        .then(|| moves::step(conn, mails.0, &case, staff, (CaseAction::Claim, None), now))
        .transpose()?;
    if !cases::assign(scope, conn, &case, (to, taken.as_ref()), now)? {
        return Err(WorkError::Changed);
    }
    moves::note_deputy(scope, conn, &case, |by| may_assign(&case, by), now)?;
    if let Some(step) = taken {
        events::append(scope, conn, id, now, CaseEventKind::Moved, Some(step.to().as_str()))?;
        news::tell(scope, conn, mails, &case, step.to(), now)?;
    }
    let before = match case.clerk {
        Some(clerk) => clerks::find(conn, clerk)?.map(|found| found.name),
        None => None,
    };
    let told = std::iter::once(colleague.name).chain(before).collect::<Vec<_>>().join("\n");
    Ok(events::append(scope, conn, id, now, CaseEventKind::Assigned, Some(&told))?)
}
