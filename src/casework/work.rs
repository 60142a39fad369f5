//! Writing on a case. Each change and its event are one transaction.

use chrono::{DateTime, Utc};

use crate::domain::{CaseEventKind, CaseId, MatterKey, MoveError, Scope, StaffScope};
use crate::forms::search_words::indexed;
use crate::library::LibraryError;
use crate::store::cases::CaseRecord;
use crate::store::{Conn, StoreError, case_words, cases, events};

/// Most characters of a note.
pub const MAX_NOTE: usize = 4000;

/// Most characters of a file reference (Aktenzeichen).
pub const MAX_REFERENCE: usize = 60;

/// Why something could not be done with a case.
#[derive(Debug, thiserror::Error)]
pub enum WorkError {
    /// There is no such case for this person.
    #[error("no such case")]
    NotFound,
    /// The case's state does not allow it, or it is for somebody else to do.
    #[error(transparent)]
    NotPossible(#[from] MoveError),
    /// It is their own application: nobody works on it, or decides about it, themselves (§ 20 VwVfG).
    #[error("nobody works on their own application")]
    Own,
    /// They took it down at the desk: somebody else works on it and decides.
    #[error("nobody works on what they took down themselves")]
    TakenDown,
    /// The letter of its decision is still to be fetched or posted: it is not closed before.
    #[error("its letter is still on its way")]
    LetterWaits,
    /// Somebody changed the case at the same moment.
    #[error("the case was changed at the same moment")]
    Changed,
    /// No account that could be asked has this login.
    #[error("no such account")]
    NoAccount,
    /// No other case of this person has that number.
    #[error("no such other case")]
    NoCase,
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

/// Writes a note on a case. Everybody of the department may.
pub fn note(
    scope: &Scope,
    conn: &mut Conn,
    id: CaseId,
    (text, key): (&str, &MatterKey),
    now: DateTime<Utc>,
) -> Result<(), WorkError> {
    staff(scope)?;
    let text = text.trim();
    let case = of_others(scope, conn, id)?;
    if text.is_empty() || text.chars().count() > MAX_NOTE {
        return Err(WorkError::Text);
    }
    if !cases::hold(scope, conn, &case)? {
        return Err(WorkError::NotFound);
    }
    events::append(scope, conn, id, now, CaseEventKind::Noted, Some(text))?;
    case_words::add(scope, conn, id, &indexed(key, [text]))?;
    Ok(())
}

/// Gives a case its file reference (Aktenzeichen), or replaces it, if it is the case that was seen.
pub fn give_reference(
    scope: &Scope,
    conn: &mut Conn,
    id: CaseId,
    (reference, seen, key): (&str, i64, &MatterKey),
    now: DateTime<Utc>,
) -> Result<(), WorkError> {
    staff(scope)?;
    let reference = reference.trim();
    if reference.is_empty() || reference.chars().count() > MAX_REFERENCE {
        return Err(WorkError::Text);
    }
    let case = workable(scope, conn, id)?;
    if case.revision != seen || !cases::set_file_reference(scope, conn, &case, reference, now)? {
        return Err(WorkError::Changed);
    }
    events::append(scope, conn, id, now, CaseEventKind::Filed, Some(reference))?;
    index_again(scope, conn, &case, reference, key)
}

/// Makes the words of a case anew: by a reference that was replaced it is not found any more.
fn index_again(
    scope: &Scope,
    conn: &mut Conn,
    case: &CaseRecord,
    reference: &str,
    key: &MatterKey,
) -> Result<(), WorkError> {
    let history = events::list(scope, conn, case.id)?;
    let notes = history.into_iter().filter(|event| event.kind == CaseEventKind::Noted);
    let notes: Vec<String> = notes.filter_map(|event| event.detail).collect();
    let number = case.receipt_number.to_string();
    let texts = [number.as_str(), &case.applicant_name, reference].into_iter();
    let words = indexed(key, texts.chain(notes.iter().map(String::as_str)));
    Ok(case_words::replace(scope, conn, case.id, &words)?)
}

/// Staff who work cases; for everybody else there is none.
pub(super) fn staff(scope: &Scope) -> Result<&StaffScope, WorkError> {
    scope.staff().filter(|staff| staff.role.may_work_cases()).ok_or(WorkError::NotFound)
}
