//! Services for staff: what a member of staff began and filed out of their own account.

use chrono::{DateTime, Utc};

use super::second_step::{self, AskedRow};
use crate::domain::{CaseId, CaseState, Channel, DraftId, Outcome, ReceiptNumber, Scope};
use crate::forms::form::Form;
use crate::forms::prefill;
use crate::library::{Library, LibraryError};
use crate::store::{Conn, StoreError, clerks, drafts, second_steps, submissions};

/// A draft of one's own, as it is listed.
#[derive(Debug, Clone)]
pub struct OwnDraft {
    /// The draft.
    pub id: DraftId,
    /// The service's name.
    pub service: String,
    /// The last change.
    pub changed_at: DateTime<Utc>,
    /// When it will be deleted.
    pub expires_at: DateTime<Utc>,
}

/// Something that one filed oneself, as it is listed.
#[derive(Debug, Clone)]
pub struct OwnFiling {
    /// Its number.
    pub number: ReceiptNumber,
    /// The service's name.
    pub service: String,
    /// When.
    pub filed_at: DateTime<Utc>,
    /// Where the case stands.
    pub state: CaseState,
    /// How it is decided, with what the form calls it. A proposal is nothing yet that the applicant is told.
    pub outcome: Option<(Outcome, String)>,
    /// What a superior has still to say on it, as the form calls it.
    pub waits_for: Option<String>,
}

/// A member of staff's own work with the services for staff.
#[derive(Debug, Clone, Default)]
pub struct OwnWork {
    /// Own drafts, last changed first.
    pub drafts: Vec<OwnDraft>,
    /// Own filings, newest first.
    pub filings: Vec<OwnFiling>,
    /// What waits for a word of this person, longest waiting first.
    pub asked: Vec<AskedRow>,
}

/// What this member of staff began and filed for themselves, and what waits for a word of theirs.
pub fn own_work(
    scope: &Scope,
    conn: &mut Conn,
    library: &Library,
    now: DateTime<Utc>,
) -> Result<OwnWork, LibraryError> {
    let mut work = OwnWork::default();
    for row in drafts::list_for_clerk(scope, conn, Channel::Staff)? {
        if row.expires_at <= now {
            continue;
        }
        let form = library.form(conn, &row.version, row.channel)?;
        work.drafts.push(OwnDraft {
            id: row.id,
            service: form.file.title.clone(),
            changed_at: row.updated_at,
            expires_at: row.expires_at,
        });
    }
    let filings = submissions::list_of_staff(scope, conn)?;
    let ids: Vec<CaseId> = filings.iter().map(|filing| filing.case).collect();
    let waiting = second_steps::waiting_among(scope, conn, &ids)?;
    for filing in filings {
        let form = library.form(conn, &filing.version, Channel::Staff)?;
        work.filings.push(OwnFiling {
            number: filing.number,
            service: form.file.title.clone(),
            filed_at: filing.filed_at,
            state: filing.state,
            outcome: filing
                .outcome
                .filter(|_| !filing.state.is_open())
                .map(|outcome| (outcome.clone(), form.outcome_title(&outcome).to_owned())),
            waits_for: waiting
                .contains(&filing.case)
                .then(|| form.file.second_step.as_ref().map(|step| step.title.clone()))
                .flatten(),
        });
    }
    work.asked = second_step::list(scope, conn, library)?;
    Ok(work)
}

/// What the account of this member of staff lacks for a form, by label: until it is added, the form cannot be
/// sent.
pub fn lacking(scope: &Scope, conn: &mut Conn, form: &Form) -> Result<Vec<String>, StoreError> {
    let Some(staff) = scope.staff() else { return Ok(Vec::new()) };
    let account = clerks::find(conn, staff.clerk)?;
    Ok(account.map(|account| prefill::missing(form, &account.facts())).unwrap_or_default())
}
