//! The desk's page: the open case, or the clerk's own work.

use chrono::{DateTime, Utc};

use super::resident;
use crate::domain::{Answers, Channel, DraftId, OpenCase, ReceiptNumber, Scope};
use crate::intake::Content;
use crate::library::{Library, LibraryError};
use crate::store::drafts::Draft;
use crate::store::handovers::{self, Ending, Handover};
use crate::store::submissions::FiledSubmission;
use crate::store::{Conn, drafts, inquiries, submissions};

/// A draft of the desk, as it is listed.
#[derive(Debug, Clone)]
pub struct DeskDraft {
    /// The draft.
    pub id: DraftId,
    /// The service's name.
    pub service: String,
    /// For whom, as far as it was typed.
    pub resident: Option<String>,
    /// The last change.
    pub changed_at: DateTime<Utc>,
}

/// An application that this clerk filed.
#[derive(Debug, Clone)]
pub struct DeskFiling {
    /// Its number.
    pub number: ReceiptNumber,
    /// The service's name.
    pub service: String,
    /// For whom.
    pub resident: Option<String>,
    /// When.
    pub filed_at: DateTime<Utc>,
}

/// The case that lies open.
#[derive(Debug, Clone)]
pub enum Opened {
    /// A draft that is filled in.
    Draft(DeskDraft),
    /// What was filed and is printed.
    Filed(ReceiptNumber),
    /// The answer to a question of the department, and for whom it is typed.
    Answer(String),
}

/// The clerk's own work: begun drafts, and what they filed lately. Nothing of it while a case lies open: its resident
/// may see the screen.
#[derive(Debug, Clone, Default)]
pub struct DeskOverview {
    /// The case that lies open.
    pub opened: Option<Opened>,
    /// Own drafts, last changed first.
    pub drafts: Vec<DeskDraft>,
    /// Own filings since `since`, newest first.
    pub filings: Vec<DeskFiling>,
    /// What they gave to the person, newest first.
    pub given: Vec<Handover>,
}

/// What the desk's page lists for this clerk; nothing of a colleague's.
pub fn overview(
    scope: &Scope,
    conn: &mut Conn,
    library: &Library,
    open: &OpenCase,
    now: DateTime<Utc>,
    since: DateTime<Utc>,
) -> Result<DeskOverview, LibraryError> {
    // What was answered lies open under its number, and so does what was filed.
    if let Some(number) = &open.filed {
        let opened = Some(Opened::Filed(number.clone()));
        return Ok(DeskOverview { opened, ..DeskOverview::default() });
    }
    if let Some(opened) = open_answer(scope, conn, open)? {
        return Ok(DeskOverview { opened: Some(opened), ..DeskOverview::default() });
    }
    let mut drafts = Vec::new();
    for row in drafts::list_for_clerk(scope, conn, Channel::Assisted)? {
        if row.expires_at > now {
            drafts.push(listed(conn, library, row)?);
        }
    }
    if let Some(position) = drafts.iter().position(|draft| open.is_draft(draft.id)) {
        let opened = Some(Opened::Draft(drafts.swap_remove(position)));
        return Ok(DeskOverview { opened, ..DeskOverview::default() });
    }
    let filings = submissions::list_filed_by(scope, conn, since)?;
    let filings = filings.into_iter().map(|filing| filed(conn, library, filing)).collect::<Result<_, _>>()?;
    let is_told = |given: &Handover| !given.ended.is_some_and(|(_, ending)| ending == Ending::Fetched);
    let given = handovers::list_given(scope, conn)?.into_iter().filter(is_told).collect();
    Ok(DeskOverview { opened: None, drafts, filings, given })
}

/// The answer to a question of the department that lies open.
fn open_answer(scope: &Scope, conn: &mut Conn, open: &OpenCase) -> Result<Option<Opened>, LibraryError> {
    let Some(id) = open.draft else { return Ok(None) };
    let draft = drafts::find_by_id(scope, conn, id)?.filter(|draft| draft.channel == Channel::Inquiry);
    let Some(case) = draft.and_then(|draft| draft.case) else { return Ok(None) };
    let found = inquiries::find_to_answer(scope, conn, case)?;
    Ok(found.map(|(case, _)| Opened::Answer(case.applicant_name)))
}

fn listed(conn: &mut Conn, library: &Library, row: Draft) -> Result<DeskDraft, LibraryError> {
    let form = library.form(conn, &row.version, row.channel)?;
    let content: Content = serde_json::from_slice(&row.content).map_err(|_| LibraryError::Unreadable)?;
    Ok(DeskDraft {
        id: row.id,
        service: form.file.title.clone(),
        resident: resident(&form, &content.remembered.answers),
        changed_at: row.updated_at,
    })
}

fn filed(conn: &mut Conn, library: &Library, filing: FiledSubmission) -> Result<DeskFiling, LibraryError> {
    let form = library.form(conn, &filing.version, filing.channel)?;
    let answers: Answers = serde_json::from_slice(&filing.content).map_err(|_| LibraryError::Unreadable)?;
    Ok(DeskFiling {
        number: filing.number,
        resident: resident(&form, &answers),
        service: form.file.title.clone(),
        filed_at: filing.filed_at,
    })
}
