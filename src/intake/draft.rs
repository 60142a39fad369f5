//! A draft: an application that was begun and not yet sent.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::domain::{CaseId, Channel, DraftId, FileId, HeldBack, ReceiptNumber, Scope};
use crate::forms::files;
use crate::forms::form::Form;
use crate::forms::prefill;
use crate::forms::state::Remembered;
use crate::library::{Library, LibraryError};
use crate::store::{self, Conn, StoreError, cases, clerks, drafts};

/// What a draft holds. The store keeps it as opaque bytes.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Content {
    /// Everything that was typed, also what does not apply at present.
    pub remembered: Remembered,
    /// Pages (and `page/row` for rows with a page of their own) that were left without mistakes.
    #[serde(default)]
    pub saved_pages: Vec<String>,
    /// Pages that were sent with mistakes: they show them again when they are opened again.
    #[serde(default)]
    pub tried_pages: Vec<String>,
    /// Hints that were shown when a page was left: `CODE path`. Each stops a person once.
    #[serde(default)]
    pub seen_hints: Vec<String>,
    /// By page, the revision since which its rows have other numbers, because one was removed. What was
    /// typed on an older view of the page would land in the wrong rows.
    #[serde(default)]
    pub renumbered: BTreeMap<String, i64>,
    /// The revision since which pages kept themselves only, while somebody typed: their rows are the same.
    #[serde(default)]
    pub kept_since: Option<i64>,
    /// The desk's record of the assistance, once the desk has given the draft to the person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<serde_json::Value>,
    /// Of the answer to an inquiry: what belongs to it beside the answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answering: Option<Answering>,
}

/// What belongs to the answer to an inquiry beside the answers.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Answering {
    /// The places that came up by what was changed, and may be changed too.
    pub more: Vec<String>,
    /// What is written beside the answers.
    pub reply: String,
    /// It was sent on with mistakes: it shows them when it is opened again.
    pub is_tried: bool,
}

impl Content {
    /// An application that begins: what the form pre-selects, otherwise nothing.
    pub fn begin(form: &Form) -> Self {
        Self { remembered: Remembered::begin(form), ..Self::default() }
    }

    /// As the store keeps it.
    pub fn to_bytes(&self) -> Result<Vec<u8>, LibraryError> {
        serde_json::to_vec(self).map_err(|_| LibraryError::Unreadable)
    }
}

/// The name under which a draft remembers a page, or the page of a row.
pub fn page_key(page: &str, item: Option<usize>) -> String {
    match item {
        Some(row) => format!("{page}/{row}"),
        None => page.to_owned(),
    }
}

/// Which draft is meant.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum DraftRef {
    /// The visitor's draft of this service: there is one at most.
    OfService {
        /// The form's id.
        form_id: String,
    },
    /// The visitor's draft at the address that the service had when it was begun: it goes on there also
    /// while the service is not offered.
    AtAddress {
        /// The service's slug.
        slug: String,
    },
    /// This draft of the desk, which has many.
    Id(DraftId),
    /// This draft out of the account of a member of staff.
    OfAccount(DraftId),
}

/// A draft together with the version of the form it began with.
#[derive(Debug, Clone)]
pub struct OpenDraft {
    /// The draft.
    pub id: DraftId,
    /// The pinned form.
    pub form: Arc<Form>,
    /// The address of the service when it was begun.
    pub slug: String,
    /// What was typed.
    pub content: Content,
    /// How many bytes that takes in the store, before it is sealed.
    pub bytes: usize,
    /// Counts the changes; for changes that depend on what was seen.
    pub revision: i64,
    /// Makes sending harmless when it is repeated.
    pub submit_key: String,
    /// When it was begun.
    pub created_at: DateTime<Utc>,
    /// When it will be deleted.
    pub expires_at: DateTime<Utc>,
    /// The case on which something is said; of a second step only.
    pub case: Option<CaseId>,
    /// Whose case that is, as long as this person may read it.
    pub about: Option<About>,
    /// Its files that are held back, and may be sent all the same: nobody misses a deadline because of our scanner.
    pub held_back: HeldBack,
}

/// Whose application a second step is about.
#[derive(Debug, Clone)]
pub struct About {
    /// Who applied.
    pub applicant: String,
    /// The number of the application.
    pub number: ReceiptNumber,
}

fn about(scope: &Scope, conn: &mut Conn, id: CaseId) -> Result<Option<About>, StoreError> {
    let case = match cases::find_asked(scope, conn, id)? {
        Some(case) => Some(case),
        None => cases::find(scope, conn, id)?,
    };
    Ok(case.map(|case| About { applicant: case.applicant_name, number: case.receipt_number }))
}

/// Takes out of a draft what turned out to be malware since it came, as if it had not been taken: its field says so, and
/// the draft is not sent before another file is there or is not wanted. What else is held back is told.
pub(super) fn take_out_malware(
    scope: &Scope,
    conn: &mut Conn,
    form: &Form,
    draft: DraftId,
    content: &mut Content,
) -> Result<HeldBack, StoreError> {
    if files::named(form, &content.remembered.answers).is_empty() {
        return Ok(HeldBack::default());
    }
    let stored = store::files::of_draft(scope, conn, draft)?;
    let held_back = HeldBack::among(stored.into_iter().map(|file| (file.id, file.scan)));
    let malware: Vec<FileId> = held_back.found().collect();
    files::take_out(form, &malware, &mut content.remembered);
    Ok(held_back)
}

/// Finds a draft of this scope, if there is one and its time is not over.
pub fn find(
    scope: &Scope,
    conn: &mut Conn,
    library: &Library,
    which: &DraftRef,
    now: DateTime<Utc>,
) -> Result<Option<OpenDraft>, LibraryError> {
    let row = match which {
        DraftRef::OfService { form_id } => drafts::find_for_visitor(scope, conn, form_id)?,
        DraftRef::AtAddress { slug } => drafts::find_at_address(scope, conn, slug)?,
        DraftRef::Id(id) => {
            drafts::find_by_id(scope, conn, *id)?.filter(|row| row.channel == Channel::Assisted)
        }
        DraftRef::OfAccount(id) => drafts::find_by_id(scope, conn, *id)?
            .filter(|row| matches!(row.channel, Channel::Staff | Channel::SecondStep)),
    };
    let Some(row) = row.filter(|row| row.expires_at > now) else { return Ok(None) };
    let form = library.form(conn, &row.version, row.channel)?;
    let mut content: Content = serde_json::from_slice(&row.content).map_err(|_| LibraryError::Unreadable)?;
    // What the account fills in is never what a browser sent, nor what the account held long ago.
    if row.channel == Channel::Staff
        && let Some(staff) = scope.staff()
        && let Some(account) = clerks::find(conn, staff.clerk)?
    {
        prefill::refresh(&form, &mut content.remembered.answers, &account.facts());
    }
    let held_back = take_out_malware(scope, conn, &form, row.id, &mut content)?;
    let about = row.case.map(|case| about(scope, conn, case)).transpose()?.flatten();
    Ok(Some(OpenDraft {
        id: row.id,
        slug: row.slug,
        form,
        content,
        bytes: row.content.len(),
        revision: row.revision,
        submit_key: row.submit_key,
        created_at: row.created_at,
        expires_at: row.expires_at,
        case: row.case,
        about,
        held_back,
    }))
}
