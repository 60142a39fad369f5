//! The desk (Schalter): staff file applications with and for residents. The way of an application is
//! the citizen's ([`crate::intake`]); the desk only adds who is typing for whom.

use chrono::{DateTime, Utc};

use crate::domain::{Answers, Channel, DraftId, ReceiptNumber, Scope};
use crate::forms::responsibility;
use crate::intake::Content;
use crate::library::{Library, LibraryError};
use crate::store::{Conn, drafts, submissions};

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

/// The clerk's own work: open drafts, and what they filed lately.
#[derive(Debug, Clone, Default)]
pub struct DeskOverview {
    /// Own drafts, last changed first.
    pub drafts: Vec<DeskDraft>,
    /// Own filings since `since`, newest first.
    pub filings: Vec<DeskFiling>,
}

/// What the desk's page lists for this clerk; nothing of a colleague's.
pub fn overview(
    scope: &Scope,
    conn: &mut Conn,
    library: &Library,
    now: DateTime<Utc>,
    since: DateTime<Utc>,
) -> Result<DeskOverview, LibraryError> {
    let mut overview = DeskOverview::default();
    for row in drafts::list_for_clerk(scope, conn, Channel::Assisted)? {
        if row.expires_at <= now {
            continue;
        }
        let form = library.form(conn, &row.version, row.channel)?;
        let content: Content = serde_json::from_slice(&row.content).map_err(|_| LibraryError::Unreadable)?;
        overview.drafts.push(DeskDraft {
            id: row.id,
            service: form.file.title.clone(),
            resident: resident(&form, &content.remembered.answers),
            changed_at: row.updated_at,
        });
    }
    for filing in submissions::list_filed_by(scope, conn, since)? {
        let form = library.form(conn, &filing.version, filing.channel)?;
        let answers: Answers =
            serde_json::from_slice(&filing.content).map_err(|_| LibraryError::Unreadable)?;
        overview.filings.push(DeskFiling {
            number: filing.number,
            resident: resident(&form, &answers),
            service: form.file.title.clone(),
            filed_at: filing.filed_at,
        });
    }
    Ok(overview)
}

/// For whom a draft is filled in: the name as typed so far.
pub fn resident(form: &crate::forms::form::Form, answers: &Answers) -> Option<String> {
    responsibility::applicant_name(form, answers)
}
