//! Taking a case, moving it on, writing on it. Each change and its event are one transaction.

use chrono::{DateTime, Utc};

use super::news::{self, Mails};
use crate::domain::{
    CaseAction, CaseEventKind, CaseId, CaseState, ClerkId, Scope, StaffScope, TransitionError,
};
use crate::library::LibraryError;
use crate::store::cases::CaseRecord;
use crate::store::{Conn, StoreError, cases, clerks, events};

/// Most characters of a note.
pub const MAX_NOTE: usize = 4000;

/// Most characters of a file reference (Aktenzeichen).
pub const MAX_REFERENCE: usize = 60;

/// The outcome of taking a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claim {
    /// It is theirs now (or was already).
    Taken,
    /// Somebody else was faster.
    TakenBy {
        /// The colleague's name.
        name: String,
    },
    /// The case is no longer waiting to be taken, and nobody works on it.
    NotOpen,
}

/// Why something could not be done with a case.
#[derive(Debug, thiserror::Error)]
pub enum WorkError {
    /// There is no such case for this person.
    #[error("no such case")]
    NotFound,
    /// The case's state does not allow it.
    #[error(transparent)]
    NotPossible(#[from] TransitionError),
    /// A colleague has the case.
    #[error("a colleague has the case")]
    NotYours,
    /// It is their own application: nobody works on it, or decides about it, themselves (§ 20 VwVfG).
    #[error("nobody works on their own application")]
    Own,
    /// They took it down at the desk: somebody else works on it and decides.
    #[error("nobody works on what they took down themselves")]
    TakenDown,
    /// Somebody changed the case at the same moment.
    #[error("the case was changed at the same moment")]
    Changed,
    /// No account that could be asked has this login.
    #[error("no such account")]
    NoAccount,
    /// The text is empty or too long.
    #[error("the text is empty or too long")]
    Text,
    /// The form of the case, or what is stored of it.
    #[error(transparent)]
    Library(#[from] LibraryError),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A case of this scope that is not the person's own.
pub(super) fn of_others(scope: &Scope, conn: &mut Conn, id: CaseId) -> Result<CaseRecord, WorkError> {
    let case = cases::find(scope, conn, id)?.ok_or(WorkError::NotFound)?;
    let is_own = scope.staff().is_some_and(|staff| case.is_own_of(staff));
    if is_own { Err(WorkError::Own) } else { Ok(case) }
}

/// A case of this scope on which the person may work: neither their own, nor what they took down at the desk.
pub(super) fn workable(scope: &Scope, conn: &mut Conn, id: CaseId) -> Result<CaseRecord, WorkError> {
    let case = of_others(scope, conn, id)?;
    let took_it_down = scope.staff().is_some_and(|staff| case.is_taken_down_by(staff));
    if took_it_down { Err(WorkError::TakenDown) } else { Ok(case) }
}

/// Takes a case. Of two who try at the same time exactly one gets it.
pub fn claim(
    scope: &Scope,
    conn: &mut Conn,
    id: CaseId,
    mails: Mails<'_>,
    now: DateTime<Utc>,
) -> Result<Claim, WorkError> {
    let staff = staff(scope)?;
    let case = workable(scope, conn, id)?;
    match cases::claim(scope, conn, id, now)? {
        cases::Claimed::Yes => {
            events::append(scope, conn, id, now, CaseEventKind::Claimed, None)?;
            news::tell(scope, conn, mails, &case, CaseState::InProgress, now)?;
            Ok(Claim::Taken)
        }
        cases::Claimed::TakenBy(clerk) if clerk == staff.clerk => Ok(Claim::Taken),
        cases::Claimed::TakenBy(clerk) => Ok(Claim::TakenBy { name: name_of(conn, clerk)? }),
        cases::Claimed::No => match case.clerk {
            Some(clerk) => Ok(Claim::TakenBy { name: name_of(conn, clerk)? }),
            None => Ok(Claim::NotOpen),
        },
    }
}

fn name_of(conn: &mut Conn, clerk: ClerkId) -> Result<String, StoreError> {
    Ok(clerks::find(conn, clerk)?.map(|found| found.name).unwrap_or_default())
}

/// Moves a case on. Only who has the case may; a lead may for everybody in the department.
pub fn act(
    scope: &Scope,
    conn: &mut Conn,
    id: CaseId,
    (action, seen): (CaseAction, CaseState),
    mails: Mails<'_>,
    now: DateTime<Utc>,
) -> Result<CaseState, WorkError> {
    let staff = staff(scope)?;
    let case = workable(scope, conn, id)?;
    if case.state != seen {
        return Err(WorkError::Changed);
    }
    let is_theirs = case.clerk == Some(staff.clerk) || staff.role == crate::domain::Role::Lead;
    if !is_theirs {
        return Err(WorkError::NotYours);
    }
    let next = case.state.after(action)?;
    let moved = match action {
        CaseAction::Release => cases::release(scope, conn, id, case.state, case.revision, now)?,
        CaseAction::Claim => return Err(TransitionError { state: case.state, action }.into()),
        _ => cases::move_state(scope, conn, id, case.state, next, case.revision, now)?,
    };
    if !moved {
        return Err(WorkError::Changed);
    }
    let kind = if action == CaseAction::Release { CaseEventKind::Released } else { CaseEventKind::Moved };
    events::append(scope, conn, id, now, kind, Some(next.as_str()))?;
    news::tell(scope, conn, mails, &case, next, now)?;
    Ok(next)
}

/// Writes a note on a case. Everybody of the department may.
pub fn note(
    scope: &Scope,
    conn: &mut Conn,
    id: CaseId,
    text: &str,
    now: DateTime<Utc>,
) -> Result<(), WorkError> {
    staff(scope)?;
    let text = text.trim();
    of_others(scope, conn, id)?;
    if text.is_empty() || text.chars().count() > MAX_NOTE {
        return Err(WorkError::Text);
    }
    events::append(scope, conn, id, now, CaseEventKind::Noted, Some(text))?;
    Ok(())
}

/// Gives a case its file reference (Aktenzeichen), or replaces it.
pub fn give_reference(
    scope: &Scope,
    conn: &mut Conn,
    id: CaseId,
    reference: &str,
    now: DateTime<Utc>,
) -> Result<(), WorkError> {
    staff(scope)?;
    let reference = reference.trim();
    if reference.is_empty() || reference.chars().count() > MAX_REFERENCE {
        return Err(WorkError::Text);
    }
    workable(scope, conn, id)?;
    if !cases::set_file_reference(scope, conn, id, reference, now)? {
        return Err(WorkError::NotFound);
    }
    events::append(scope, conn, id, now, CaseEventKind::Filed, Some(reference))?;
    Ok(())
}

/// Staff who work cases; for everybody else there is none.
pub(super) fn staff(scope: &Scope) -> Result<&StaffScope, WorkError> {
    scope.staff().filter(|staff| staff.role.may_work_cases()).ok_or(WorkError::NotFound)
}
