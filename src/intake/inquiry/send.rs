//! Sending the answer to an inquiry: the one transaction after which it cannot be lost.

use chrono::{DateTime, Duration, NaiveDate, Utc};

use super::{OpenInquiry, open};
use crate::clock::day_in_germany;
use crate::domain::{
    Answers, By, CaseAction, CaseId, CaseState, FileId, MAX_QUESTION, MatterKey, Scope, Step, promised,
};
use crate::forms::files;
use crate::forms::form::Form;
use crate::forms::state::{FormState, Remembered};
use crate::forms::{responsibility, search_words};
use crate::library::{Library, LibraryError};
use crate::store::cases::{CaseRecord, Promise};
use crate::store::drafts::Draft;
use crate::store::inquiries::Answer;
use crate::store::outbox::NewMessage;
use crate::store::{self, Conn, StoreError, inquiries, outbox};
use crate::texts::GERMAN;

/// What sending needs beside the draft.
#[derive(Debug, Clone)]
pub struct AnswerFiling {
    /// The key on the check page: the same key again is the same answer.
    pub submit_key: String,
    /// The revision on the check page: what is sent is what was read there (§ 9a OZG).
    pub seen_revision: Option<i64>,
    /// The instant of arrival.
    pub now: DateTime<Utc>,
    /// The day of arrival in Germany.
    pub today: NaiveDate,
    /// The domain behind the `@` of message ids.
    pub mail_domain: String,
    /// Names the matter.
    pub matters: MatterKey,
}

/// Why an answer was not sent. In each case nothing at all was stored.
#[derive(Debug, thiserror::Error)]
pub enum AnswerSendError {
    /// There is no inquiry that waits, or nothing was begun.
    #[error("nothing waits for this answer")]
    Gone,
    /// Answers are missing or wrong, or there is nothing to send.
    #[error("the answer has {0} mistakes")]
    Incomplete(usize),
    /// It was changed since the check page was shown.
    #[error("changed since it was checked")]
    Changed,
    /// The case was changed at the same moment: try again.
    #[error("try again")]
    Conflict,
    /// The database, or the form.
    #[error(transparent)]
    Library(#[from] LibraryError),
}

impl From<StoreError> for AnswerSendError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Conflict { .. } => Self::Conflict,
            other => Self::Library(other.into()),
        }
    }
}

/// Sends the answer: it is judged once more, then the answers of the case, its files, the end of the inquiry and of the
/// wait, events and mails are stored, all or nothing. A key that was used already is the same answer.
pub fn send(
    scope: &Scope,
    conn: &mut Conn,
    library: &Library,
    case: CaseId,
    filing: &AnswerFiling,
) -> Result<(), AnswerSendError> {
    if inquiries::is_sent(scope, conn, case, &filing.submit_key)? {
        return Ok(());
    }
    match send_draft(scope, conn, library, case, filing) {
        // Perhaps by a second click, which was done while this one looked.
        Err(AnswerSendError::Gone | AnswerSendError::Changed)
            if inquiries::is_sent(scope, conn, case, &filing.submit_key)? =>
        {
            Ok(())
        }
        outcome => outcome,
    }
}

fn send_draft(
    scope: &Scope,
    conn: &mut Conn,
    library: &Library,
    case: CaseId,
    filing: &AnswerFiling,
) -> Result<(), AnswerSendError> {
    let open = open(scope, conn, library, case, filing.now)?.ok_or(AnswerSendError::Gone)?;
    let draft = open.draft.as_ref().filter(|draft| draft.submit_key == filing.submit_key);
    let draft = draft.ok_or(AnswerSendError::Gone)?;
    if filing.seen_revision != Some(draft.revision) {
        return Err(AnswerSendError::Changed);
    }
    let answers = judged(&open, filing.today)?;
    let form = &open.form;
    // Staff read German, whatever language it was answered in.
    let german = library.form(conn, &form.version, form.channel)?;
    let filed_on = day_in_germany(open.case.filed_at);
    let applicant_name = responsibility::applicant_name(form, &answers).unwrap_or_default();
    let is_complete = is_complete(form, &answers, (filed_on, filing.today));
    let answer = Answer {
        content: serde_json::to_vec(&answers).map_err(|_| LibraryError::Unreadable)?,
        reply: Some(open.reply()).filter(|reply| !reply.is_empty()),
        submit_key: &filing.submit_key,
        step: end_of_wait(&open),
        files: own_files(scope, conn, &open, draft, &answers)?,
        words: search_words::indexed(&filing.matters, [applicant_name.as_str()]),
        promise: promise(&german, &open.case, &answers, (is_complete, filing)),
        is_complete,
        columns: responsibility::listed(&german, &answers),
        tags: responsibility::route(form, &answers.to_value(), filed_on).tags,
        applicant_name,
        duplicate_key: responsibility::duplicate_key(form, &answers, &filing.matters),
        mails: mails(conn, &open, &answers, filing)?,
    };
    match inquiries::answer(scope, conn, (&open.inquiry, draft), &answer, filing.now)? {
        true => Ok(()),
        // Taken back at the same moment, or sent by a second click.
        false => Err(AnswerSendError::Gone),
    }
}

/// What the service promises from this day on, where nothing is missing with the answer that was missing before: what
/// runs from then on has nothing to do with how long the case waited before.
fn promise(
    form: &Form,
    case: &CaseRecord,
    answers: &Answers,
    (is_complete, filing): (bool, &AnswerFiling),
) -> Option<Promise> {
    if case.plan.complete_on.is_some()
        || !is_complete
        || !responsibility::papers_to_follow(form, answers).is_empty()
    {
        return None;
    }
    let (complete_on, waits) = (Some(filing.today), case.waiting_since.map(|since| filing.now - since));
    let waited_before = case.waited + waits.unwrap_or_default().max(Duration::zero());
    let promised = promised(&form.file.deadlines, case.received_on, complete_on, waited_before);
    Some(Promise { complete_on, waited_before, promised })
}

/// The answers of the case as they are from now on, if nothing is missing or wrong, and there is something to send.
fn judged(open: &OpenInquiry, today: NaiveDate) -> Result<Answers, AnswerSendError> {
    let asked = open.judge(today);
    let answers = asked.state.answers;
    let is_empty = answers == open.answers && open.reply().is_empty();
    let is_too_long = open.reply().chars().count() > MAX_QUESTION;
    if is_empty || is_too_long || !asked.state.errors.is_empty() {
        return Err(AnswerSendError::Incomplete(asked.state.errors.len().max(1)));
    }
    Ok(answers)
}

/// The step with which the case goes on, if it waits for its applicant.
fn end_of_wait(open: &OpenInquiry) -> Option<Step> {
    let waits = open.case.state == CaseState::AwaitingApplicant;
    let step = open.form.process.step(open.case.state, (CaseAction::Resume, None), By::Applicant, false);
    step.ok().filter(|_| waits)
}

/// The files of the draft that the answers name. [`AnswerSendError::Conflict`] where they name one that is neither the
/// draft's nor the case's.
fn own_files(
    scope: &Scope,
    conn: &mut Conn,
    open: &OpenInquiry,
    draft: &Draft,
    answers: &Answers,
) -> Result<Vec<FileId>, AnswerSendError> {
    let of_draft: Vec<FileId> =
        store::files::of_draft(scope, conn, draft.id)?.iter().map(|file| file.id).collect();
    let of_case = store::files::of_case(&Scope::Applicant(open.case.id), conn, open.case.id)?;
    let named: Vec<FileId> = files::named(&open.form, answers).iter().map(|file| file.id).collect();
    let (own, others): (Vec<FileId>, Vec<FileId>) = named.into_iter().partition(|id| of_draft.contains(id));
    match others.iter().all(|id| of_case.iter().any(|file| file.id == *id)) {
        true => Ok(own),
        false => Err(AnswerSendError::Conflict),
    }
}

/// The acknowledgement to the applicant, if there is an address, and the notice to the department.
fn mails(
    conn: &mut Conn,
    open: &OpenInquiry,
    answers: &Answers,
    filing: &AnswerFiling,
) -> Result<Vec<NewMessage>, StoreError> {
    let message = |kind: &str, to: String, language: &str| {
        NewMessage::new(kind, to, language, &filing.mail_domain, filing.now)
    };
    let language = outbox::language_of_applicant(conn, open.case.id)?;
    let applicant = responsibility::applicant_email(&open.form, answers);
    let department = open.form.department(&open.case.department).map(|found| found.inbox_mail.clone());
    let received = applicant.map(|to| message("inquiry_received", to, language.as_deref().unwrap_or(GERMAN)));
    let notice = department.map(|to| message("inquiry_answered", to, GERMAN));
    Ok(received.into_iter().chain(notice).collect())
}

/// Whether the whole form is right now, on the day of filing or of the answer: of an application that was taken
/// incomplete, nothing is to follow any more.
fn is_complete(form: &Form, answers: &Answers, (filed_on, today): (NaiveDate, NaiveDate)) -> bool {
    let remembered = Remembered::typed(answers.clone());
    [filed_on, today].into_iter().any(|day| FormState::new(form, &remembered, day).errors.is_empty())
}
