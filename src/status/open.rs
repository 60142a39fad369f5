//! Looking at where an application stands.

use crate::domain::{Answers, CaseState, FileReference, Scope};
use crate::forms::files::named;
use crate::intake::ReceiptFile;
use crate::library::{Library, LibraryError};
use crate::store::cases::CaseRecord;
use crate::store::submissions::FiledSubmission;
use crate::store::told_events::ToldEvent;
use crate::store::{Conn, cases, files, told_events};

/// An application, as its applicant sees it.
#[derive(Debug)]
pub struct StatusFile {
    /// What was filed, as the receipt tells it; without a name of staff, and without the code.
    pub filed: ReceiptFile,
    /// The answers, as they were filed.
    pub answers: Answers,
    /// Where it stands.
    pub state: CaseState,
    /// Counts the changes.
    pub revision: i64,
    /// The files that were handed in, as the answers name them.
    pub files: Vec<FileReference>,
    /// What happened, oldest first.
    pub told: Vec<ToldEvent>,
}

/// Opens the application of this applicant; nothing for everybody else.
pub fn open(scope: &Scope, conn: &mut Conn, library: &Library) -> Result<Option<StatusFile>, LibraryError> {
    let Some(id) = scope.own_case() else { return Ok(None) };
    let Some(case) = cases::find(scope, conn, id)? else { return Ok(None) };
    let answers: Answers = serde_json::from_slice(&case.content).map_err(|_| LibraryError::Unreadable)?;
    let (state, revision) = (case.state, case.revision);
    let filed = ReceiptFile::of(conn, library, as_filed(case), None)?;
    let stored = files::of_case(scope, conn, id)?;
    let is_stored = |file: &FileReference| stored.iter().any(|known| known.id == file.id);
    let named = named(&filed.form, &answers).into_iter().filter(is_stored).collect();
    Ok(Some(StatusFile {
        told: told_events::list(scope, conn)?,
        files: named,
        filed,
        answers,
        state,
        revision,
    }))
}

/// What was filed, without who took it down.
fn as_filed(case: CaseRecord) -> FiledSubmission {
    FiledSubmission {
        number: case.receipt_number,
        version: case.version,
        channel: case.channel,
        content: case.content,
        filed_at: case.filed_at,
        received_on: case.received_on,
        department: case.department,
        incomplete: case.incomplete,
        filed_by: None,
        case: case.id,
        code_round: 0,
    }
}
