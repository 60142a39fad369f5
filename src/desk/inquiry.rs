//! Answering a question of the department for the person who is at the desk. Number and name together open it; what may
//! be changed is what the department marked, and nothing else of the application is shown.

use chrono::{DateTime, Utc};

use super::reissue::{Found, find_by_name};
use crate::accounts::SignedIn;
use crate::domain::{CaseId, Channel, DraftId, ReceiptNumber, Scope, Token};
use crate::intake::SaveError;
use crate::intake::inquiry;
use crate::library::{Library, LibraryError};
use crate::store::{Conn, StoreError, cases, drafts, inquiries, reissues, sessions};

/// What became of opening a question at the desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeskInquiry {
    /// Its answer lies open in the session.
    Opened,
    /// Nothing was filed under this number for this name.
    Unknown,
    /// The application is there, and no question waits for an answer that this clerk may type.
    NothingAsked,
    /// Too many wrong ones by this clerk: none is looked at for a minute.
    Throttled,
}

/// Opens the question on the application of a number and a name, in the place of what lay open. Attempts are counted as
/// those at receipts are.
pub fn open_inquiry(
    clerk: &SignedIn,
    conn: &mut Conn,
    library: &Library,
    (number, name): (&ReceiptNumber, &str),
    submit_key: &Token,
    now: DateTime<Utc>,
) -> Result<DeskInquiry, LibraryError> {
    let scope = clerk.scope();
    let found = match find_by_name(clerk, conn, (number, name), now)? {
        Found::Throttled => return Ok(DeskInquiry::Throttled),
        Found::Nothing => return Ok(DeskInquiry::Unknown),
        Found::Case(found) => found,
    };
    let case = found.case;
    let draft = match inquiry::begin(&scope, conn, library, case, submit_key, now) {
        Ok(draft) => draft,
        Err(SaveError::Library(error)) => return Err(error),
        Err(_) => return Ok(DeskInquiry::NothingAsked),
    };
    // Whoever looks into applications can be found out (Article 32 GDPR).
    inquiries::note_read(&scope, conn, case, now)?;
    sessions::open_answer(conn, &clerk.session, draft)?;
    Ok(DeskInquiry::Opened)
}

/// The case whose answer lies open in a session, or lay open until it was sent.
pub fn inquiry_that_lies_open(clerk: &SignedIn, conn: &mut Conn) -> Result<Option<CaseId>, StoreError> {
    let (scope, Some(draft)) = (clerk.scope(), clerk.open.draft) else { return Ok(None) };
    if let Some(found) = drafts::find_by_id(&scope, conn, draft)? {
        return Ok(found.case.filter(|_| found.channel == Channel::Inquiry));
    }
    let Some(number) = &clerk.open.filed else { return Ok(None) };
    Ok(reissues::find(&scope, conn, number)?.map(|found| found.case))
}

/// Notes that the answer that lies open was sent: what was sent lies open then.
pub fn note_answered(
    clerk: &SignedIn,
    conn: &mut Conn,
    case: CaseId,
    draft: DraftId,
) -> Result<(), StoreError> {
    match cases::find(&Scope::Applicant(case), conn, case)? {
        Some(found) => sessions::note_filed(conn, &clerk.session, draft, &found.receipt_number),
        None => Ok(()),
    }
}
