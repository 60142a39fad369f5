//! Answering an inquiry: by the applicant, or at the desk by a clerk who types for them. The answers of the case lie in a
//! draft of its own; what was not asked for cannot be changed in it.

mod save;
mod send;
mod sent;

pub use save::{AnswerNext, AnswerPost, AnswerSaved, begin_now as begin, save};
pub use send::{AnswerFiling, AnswerSendError, send};
pub use sent::{SentAnswer, last_sent};

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};

use super::draft::{Answering, Content, OpenDraft, take_out_malware};
use crate::clock::day_in_germany;
use crate::domain::{Answers, CaseId, HeldBack, Path, Scope};
use crate::forms::form::Form;
use crate::forms::inquiry::{Asked, Asking};
use crate::forms::state::Remembered;
use crate::library::{Library, LibraryError};
use crate::store::cases::CaseRecord;
use crate::store::drafts::Draft;
use crate::store::inquiries::InquiryRecord;
use crate::store::{Conn, StoreError, drafts, inquiries};

/// An inquiry that waits for its answer.
#[derive(Debug)]
pub struct OpenInquiry {
    /// The case.
    pub case: CaseRecord,
    /// The inquiry.
    pub inquiry: InquiryRecord,
    /// The form as it was answered.
    pub form: Arc<Form>,
    /// What the case says now.
    pub answers: Answers,
    /// What was begun to be answered; the answers of the case, where nothing was.
    pub content: Content,
    /// The draft of it, if it was begun.
    pub draft: Option<Draft>,
    /// Its files that are held back.
    pub held_back: HeldBack,
}

impl OpenInquiry {
    /// What is asked, judged from a day.
    pub fn asking(&self, today: NaiveDate) -> Asking<'_> {
        let filed_on = day_in_germany(self.case.filed_at);
        Asking::new(&self.form, &self.answers, &self.inquiry.fields, (filed_on, today))
    }

    /// The places that came up by what was changed.
    pub fn more(&self) -> Vec<Path> {
        let more = self.content.answering.iter().flat_map(|answering| &answering.more);
        more.filter_map(|path| path.parse().ok()).collect()
    }

    /// How the answer stands.
    pub fn judge(&self, today: NaiveDate) -> Asked {
        self.asking(today).judge(&self.content.remembered, &self.more())
    }

    /// What is written beside the answers.
    pub fn reply(&self) -> &str {
        self.content.answering.as_ref().map_or("", |answering| &answering.reply)
    }

    /// Whether it was sent on with mistakes.
    pub fn is_tried(&self) -> bool {
        self.content.answering.as_ref().is_some_and(|answering| answering.is_tried)
    }

    /// Counts the changes of the answer; 0 where nothing was begun.
    pub fn revision(&self) -> i64 {
        self.draft.as_ref().map_or(0, |draft| draft.revision)
    }

    /// The draft as its pages fill it in.
    fn open_draft(&self, draft: &Draft) -> OpenDraft {
        OpenDraft {
            id: draft.id,
            form: Arc::clone(&self.form),
            slug: draft.slug.clone(),
            content: self.content.clone(),
            bytes: draft.content.len(),
            revision: draft.revision,
            submit_key: draft.submit_key.clone(),
            created_at: draft.created_at,
            expires_at: draft.expires_at,
            case: Some(self.case.id),
            about: None,
            held_back: self.held_back.clone(),
        }
    }
}

/// The inquiry on a case that this scope may answer, with what was begun.
pub fn open(
    scope: &Scope,
    conn: &mut Conn,
    library: &Library,
    case: CaseId,
    now: DateTime<Utc>,
) -> Result<Option<OpenInquiry>, LibraryError> {
    let Some((case, inquiry)) = inquiries::find_to_answer(scope, conn, case)? else { return Ok(None) };
    let form = library.form(conn, &case.version, case.channel)?;
    let answers: Answers = serde_json::from_slice(&case.content).map_err(|_| LibraryError::Unreadable)?;
    let draft = drafts::find_of_inquiry(scope, conn, case.id)?.filter(|draft| draft.expires_at > now);
    let mut content: Content = match &draft {
        Some(draft) => serde_json::from_slice(&draft.content).map_err(|_| LibraryError::Unreadable)?,
        None => as_it_is(&answers),
    };
    let held_back = match &draft {
        Some(draft) => take_out_malware(scope, conn, &form, draft.id, &mut content)?,
        None => HeldBack::default(),
    };
    Ok(Some(OpenInquiry { case, inquiry, form, answers, content, draft, held_back }))
}

fn as_it_is(answers: &Answers) -> Content {
    Content {
        remembered: Remembered::typed(answers.clone()),
        answering: Some(Answering::default()),
        ..Content::default()
    }
}

/// Notes that the applicant has opened the inquiry.
pub fn note_seen(
    scope: &Scope,
    conn: &mut Conn,
    inquiry: &InquiryRecord,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    inquiries::note_seen(scope, conn, inquiry, now)
}

/// Gives up what was begun to be answered.
pub fn discard(scope: &Scope, conn: &mut Conn, case: CaseId) -> Result<(), StoreError> {
    if let Some(draft) = drafts::find_of_inquiry(scope, conn, case)? {
        drafts::delete(scope, conn, draft.id)?;
    }
    Ok(())
}
