//! Withdrawing an application, as long as nothing is decided.

use chrono::{DateTime, Utc};

use crate::casework;
use crate::domain::{CaseEventKind, CaseState, Scope};
use crate::forms::responsibility;
use crate::library::{Library, LibraryError};
use crate::store::cases::CaseRecord;
use crate::store::outbox::{self, NewMessage};
use crate::store::{Conn, StoreError, cases, events};
use crate::texts::GERMAN;

/// Most characters of a reason.
pub const MAX_REASON: usize = 1000;

/// How often it is tried while something else happens to the case.
const TRIES: usize = 3;

/// What became of withdrawing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Withdrawal {
    /// It is withdrawn now; the department is told, and the applicant, if there is an address.
    Done,
    /// It is decided, or ended in another way; nothing was changed.
    TooLate,
    /// The department changes it again and again at this moment; nothing was changed.
    Busy,
}

/// Withdraws the application of this applicant: state, event and mails in one transaction. Of a decision at the same
/// moment and this, one wins: whoever comes second finds the state changed. A reason is a note of the applicant's.
pub fn withdraw(
    scope: &Scope,
    conn: &mut Conn,
    (library, domain): (&Library, &str),
    reason: Option<&str>,
    now: DateTime<Utc>,
) -> Result<Withdrawal, LibraryError> {
    let Some(id) = scope.own_case() else { return Ok(Withdrawal::TooLate) };
    for _ in 0..TRIES {
        let Some(case) = cases::find(scope, conn, id)? else { return Ok(Withdrawal::TooLate) };
        let step = casework::withdrawal(conn, library, &case)?;
        let Some(step) = step else { return Ok(Withdrawal::TooLate) };
        if cases::take_step(scope, conn, &case, &step, now)? {
            note(scope, conn, &case, reason, now)?;
            for mail in mails(conn, library, &case, domain, now)? {
                outbox::about_case(scope, conn, id, &mail)?;
            }
            return Ok(Withdrawal::Done);
        }
    }
    Ok(Withdrawal::Busy)
}

fn note(
    scope: &Scope,
    conn: &mut Conn,
    case: &CaseRecord,
    reason: Option<&str>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let state = CaseState::Withdrawn.as_str();
    events::append(scope, conn, case.id, now, CaseEventKind::Moved, Some(state))?;
    reason.map_or(Ok(()), |text| events::append(scope, conn, case.id, now, CaseEventKind::Noted, Some(text)))
}

/// The notice to the department, and the acknowledgement to the applicant, if there is an address.
fn mails(
    conn: &mut Conn,
    library: &Library,
    case: &CaseRecord,
    domain: &str,
    now: DateTime<Utc>,
) -> Result<Vec<NewMessage>, LibraryError> {
    let form = library.form(conn, &case.version, case.channel)?;
    let answers = serde_json::from_slice(&case.content).map_err(|_| LibraryError::Unreadable)?;
    let message = |kind: &str, to: String, language: &str| NewMessage::new(kind, to, language, domain, now);
    let mut mails = Vec::new();
    if let Some(department) = form.department(&case.department) {
        mails.push(message("withdrawal_notice", department.inbox_mail.clone(), GERMAN));
    }
    if let Some(address) = responsibility::applicant_email(&form, &answers) {
        let language = casework::language_of(conn, case.id)?;
        mails.push(message("withdrawal_acknowledgement", address, &language));
    }
    Ok(mails)
}
