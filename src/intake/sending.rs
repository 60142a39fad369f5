//! Sending by a registered sender's program: in one request, without a draft.
//!
//! The sender names each application by a key of its own. The same key with the same request is the same
//! application however often it comes, and gets the same answer: from the database, not from a memory.

use crate::domain::{ApiKey, Channel, Department, FileId, Scope, StatusSecret, SubmissionId};
use crate::forms::files;
use crate::library::{Library, LibraryError};
use crate::store::{self, Conn, StoreError, submissions};

use super::submit::{Filed, Filing, SubmitError, file};
use super::verdict::Verdict;

/// A request that files an application.
#[derive(Debug, Clone)]
pub struct Sending {
    /// The key of the sender.
    pub key: ApiKey,
    /// Names the request: a hash of everything that was sent.
    pub request: String,
    /// What filing needs.
    pub filing: Filing,
}

/// An application that was filed, now or before.
#[derive(Debug, Clone)]
pub struct Sent {
    /// What was filed.
    pub submission: submissions::SentSubmission,
    /// Where it is.
    pub department: Department,
    /// The secret for its state; `None` where the sender has got another key since.
    pub secret: Option<StatusSecret>,
    /// It was filed by an earlier request.
    pub is_repeated: bool,
}

/// Why nothing was filed.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    /// The sender used its key for another request already.
    #[error("the key was used for another request")]
    KeyReused,
    /// Somebody sends the same this moment, or the number is taken: try again.
    #[error("try again")]
    Conflict,
    /// A file that is named went with another application, or was deleted, this moment.
    #[error("a file is gone")]
    FileGone,
    /// The database, or the form.
    #[error(transparent)]
    Library(#[from] LibraryError),
}

impl From<StoreError> for SendError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Conflict { .. } => Self::Conflict,
            other => Self::Library(other.into()),
        }
    }
}

impl From<SubmitError> for SendError {
    fn from(error: SubmitError) -> Self {
        match error {
            SubmitError::Library(error) => Self::Library(error),
            SubmitError::Gone
            | SubmitError::Incomplete(_)
            | SubmitError::Changed
            | SubmitError::Unwitnessed
            | SubmitError::Conflict => Self::Conflict,
        }
    }
}

/// What an earlier request with this key filed.
pub fn sent(
    scope: &Scope,
    conn: &mut Conn,
    library: &Library,
    sending: &Sending,
) -> Result<Option<Sent>, SendError> {
    let Some(submission) = submissions::find_sent(scope, conn, &sending.filing.submit_key)? else {
        return Ok(None);
    };
    if submission.request.hash != sending.request {
        return Err(SendError::KeyReused);
    }
    let form = library.form(conn, &submission.version, Channel::Api)?;
    let department = form.department(&submission.department).cloned().ok_or(LibraryError::Unreadable)?;
    let secret = StatusSecret::of(&sending.key, submission.id);
    let secret = Some(secret).filter(|secret| secret.hash() == submission.request.secret);
    Ok(Some(Sent { submission, department, secret, is_repeated: true }))
}

/// Files an application whose answers are valid, or answers what was filed with this key before.
pub fn send(
    scope: &Scope,
    conn: &mut Conn,
    library: &Library,
    verdict: &Verdict,
    sending: &Sending,
) -> Result<Sent, SendError> {
    if let Some(earlier) = sent(scope, conn, library, sending)? {
        return Ok(earlier);
    }
    let id = SubmissionId::new();
    let secret = StatusSecret::of(&sending.key, id).hash();
    let filed = Filed {
        id,
        form: &verdict.form,
        channel: Channel::Api,
        answers: &verdict.answers,
        incomplete: None,
        request: Some(submissions::Request { hash: sending.request.clone(), secret }),
        begun_at: sending.filing.now,
        draft: None,
    };
    file(scope, conn, library, &filed, &sending.filing)?;
    let named: Vec<FileId> =
        files::named(&verdict.form, &verdict.answers).iter().map(|file| file.id).collect();
    store::files::hand_over_of_sender(scope, conn, id, &named).map_err(|error| match error {
        StoreError::Conflict { .. } => SendError::FileGone,
        other => other.into(),
    })?;
    let now = sent(scope, conn, library, sending)?.ok_or(LibraryError::Unreadable)?;
    Ok(Sent { is_repeated: false, ..now })
}
