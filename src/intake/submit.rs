//! Sending: the one transaction after which an application cannot be lost.

use chrono::{DateTime, Duration, NaiveDate, Utc};
use serde_json::Value;

use super::draft::{DraftRef, OpenDraft, find};
use super::record::{record_began, record_end, record_in_words};
use super::second_step;
use super::witness::{self, Witness};
use crate::domain::{
    Answers, CaseId, Channel, DepartmentId, DraftId, FileId, Incomplete, MatterKey, ReceiptNumber, Scope,
    SecondStepBy, SubmissionId, promised,
};
use crate::forms::expression::filed_on;
use crate::forms::files;
use crate::forms::form::Form;
use crate::forms::responsibility;
use crate::forms::search_words;
use crate::forms::shortcomings::{never_missing, shortcomings};
use crate::forms::state::FormState;
use crate::library::{Library, LibraryError};
use crate::store::assistances::Assistance;
use crate::store::{self, Conn, StoreError, cases, drafts, filing, outbox, second_steps, submissions};
use crate::texts::GERMAN;

/// What sending needs beside the draft.
#[derive(Debug, Clone)]
pub struct Filing {
    /// The key on the check page: the same key again is the same application.
    pub submit_key: String,
    /// The revision of the draft on the check page: what is filed is what was read there (§ 9a OZG).
    pub seen_revision: Option<i64>,
    /// The instant of arrival.
    pub now: DateTime<Utc>,
    /// The day of arrival in Germany.
    pub today: NaiveDate,
    /// A fresh random number for the receipt.
    pub number: ReceiptNumber,
    /// The domain behind the `@` of message ids.
    pub mail_domain: String,
    /// At the desk: the login of the clerk who files it.
    pub clerk_login: Option<String>,
    /// At the desk: until when the rest of an incomplete application is to come; it is taken all the same (§ 24 Abs. 3
    /// VwVfG).
    pub complete_by: Option<NaiveDate>,
    /// At the desk: who has just borne witness that it was approved by word of mouth.
    pub witness: Option<Witness>,
    /// Names the matter, for hints about other applications in it.
    pub matters: MatterKey,
}

/// The receipt of a filed application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// Its number; that of the case, where something was said on one.
    pub number: ReceiptNumber,
    /// The case on which something was said, and who was asked: then it is no application.
    pub second_step: Option<(CaseId, SecondStepBy)>,
}

impl Receipt {
    fn of_application(number: ReceiptNumber) -> Self {
        Self { number, second_step: None }
    }
}

/// Why an application was not filed. In each case nothing at all was stored.
#[derive(Debug, thiserror::Error)]
pub enum SubmitError {
    /// The draft is gone, and nothing was filed from it with this key.
    #[error("the draft is gone")]
    Gone,
    /// Answers are missing or wrong; the person is led to them.
    #[error("the application has {0} mistakes")]
    Incomplete(usize),
    /// It was approved by word of mouth, and the witness has not confirmed it.
    #[error("nobody bears witness")]
    Unwitnessed,
    /// The answers were changed since the check page was shown; the person is led to it again.
    #[error("changed since it was checked")]
    Changed,
    /// The number is taken, or somebody filed the same draft this moment: try again.
    #[error("try again")]
    Conflict,
    /// The database, or the form.
    #[error(transparent)]
    Library(#[from] LibraryError),
}

impl From<StoreError> for SubmitError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Conflict { .. } => Self::Conflict,
            other => Self::Library(other.into()),
        }
    }
}

/// Files a draft: all answers are validated once more against the version they were given to, then
/// submission, case, first event and mails are stored and the draft is deleted, all or nothing.
/// A key that was used already answers with the receipt of the first time.
pub fn submit(
    scope: &Scope,
    conn: &mut Conn,
    library: &Library,
    which: &DraftRef,
    filing: &Filing,
) -> Result<Receipt, SubmitError> {
    if let Some(receipt) = sent(scope, conn, &filing.submit_key)? {
        return Ok(receipt);
    }
    match submit_draft(scope, conn, library, which, filing) {
        // Perhaps by a second click, which was done while this one looked.
        Err(SubmitError::Gone) => sent(scope, conn, &filing.submit_key)?.ok_or(SubmitError::Gone),
        outcome => outcome,
    }
}

fn submit_draft(
    scope: &Scope,
    conn: &mut Conn,
    library: &Library,
    which: &DraftRef,
    filing: &Filing,
) -> Result<Receipt, SubmitError> {
    let mut draft = find(scope, conn, library, which, filing.now)?.ok_or(SubmitError::Gone)?;
    if draft.submit_key != filing.submit_key {
        return Err(SubmitError::Gone);
    }
    if filing.seen_revision != Some(draft.revision) {
        return Err(SubmitError::Changed);
    }
    if draft.form.channel == Channel::Assisted
        && let Some(login) = &filing.clerk_login
    {
        record_end(&mut draft.content.remembered.answers, login, draft.created_at, filing.now);
    }
    let state = FormState::new(&draft.form, &draft.content.remembered, filing.today);
    let incomplete = lacks(&draft, &state, filing)?;
    if draft.form.channel == Channel::SecondStep {
        return second_step::answer(scope, conn, &draft, &state.answers, filing);
    }
    if draft.form.channel == Channel::Assisted
        && let Some(login) = witness::wanted(&state.answers)
        && filing.witness.as_ref().is_none_or(|witness| witness.login != login)
    {
        return Err(SubmitError::Unwitnessed);
    }
    let filed = Filed {
        incomplete,
        id: SubmissionId::new(),
        form: &draft.form,
        channel: draft.form.channel,
        answers: &state.answers,
        request: None,
        begun_at: record_began(&state.answers).unwrap_or(draft.created_at),
        draft: Some(draft.id),
    };
    file(scope, conn, library, &filed, filing)?;
    let named: Vec<FileId> = files::named(&draft.form, &state.answers).iter().map(|file| file.id).collect();
    store::files::hand_over(scope, conn, draft.id, filed.id, &named)?;
    drafts::delete_as_read(scope, conn, draft.id, draft.revision)?;
    Ok(Receipt::of_application(filing.number.clone()))
}

/// What the answers lack, if the desk takes them all the same. [`SubmitError::Incomplete`] where it does not, or where
/// even then something may not be missing.
fn lacks(draft: &OpenDraft, state: &FormState, filing: &Filing) -> Result<Option<Incomplete>, SubmitError> {
    let due_on = filing.complete_by.filter(|day| *day >= filing.today);
    let is_taken = draft.form.channel == Channel::Assisted && never_missing(state).next().is_none();
    match (state.errors.len(), due_on) {
        (0, _) => Ok(None),
        (_, Some(due_on)) if is_taken => Ok(Some(Incomplete {
            due_on,
            shortcomings: shortcomings(&draft.form, state, &draft.content.remembered),
        })),
        (count, _) => Err(SubmitError::Incomplete(count)),
    }
}

/// The receipt of what this scope sent with this key.
fn sent(scope: &Scope, conn: &mut Conn, key: &str) -> Result<Option<Receipt>, StoreError> {
    if let Some(number) = submissions::find_by_submit_key(scope, conn, key)? {
        return Ok(Some(Receipt::of_application(number)));
    }
    let said = second_steps::find_by_submit_key(scope, conn, key)?;
    Ok(said.map(|(case, number, by)| Receipt { number, second_step: Some((case, by)) }))
}

/// What is filed: answers that apply and are valid.
pub(super) struct Filed<'a> {
    /// The submission's id.
    pub id: SubmissionId,
    /// The form that was answered.
    pub form: &'a Form,
    /// The way it came in.
    pub channel: Channel,
    /// The answers.
    pub answers: &'a Answers,
    /// What they lack, if they are taken all the same.
    pub incomplete: Option<Incomplete>,
    /// Of a sender: its request.
    pub request: Option<submissions::Request>,
    /// When it was begun.
    pub begun_at: DateTime<Utc>,
    /// The draft that it was.
    pub draft: Option<DraftId>,
}

/// Stores the submission, its case, the first event and the mails.
pub(super) fn file(
    scope: &Scope,
    conn: &mut Conn,
    library: &Library,
    filed: &Filed<'_>,
    filing: &Filing,
) -> Result<(), SubmitError> {
    let Filed { form, answers, channel, .. } = *filed;
    let content = answers.to_value();
    let route = responsibility::route(form, &content, filing.today);
    let submission = submissions::NewSubmission {
        id: filed.id,
        submit_key: filing.submit_key.clone(),
        form_id: form.id.clone(),
        version: form.version.clone(),
        channel,
        content: serde_json::to_vec(answers).map_err(|_| LibraryError::Unreadable)?,
        filed_at: filing.now,
        received_on: filed_on(&content, filing.today),
        incomplete: filed.incomplete.clone(),
        request: filed.request.clone(),
        assistance: (channel == Channel::Assisted).then(|| assistance(filed, filing.now)),
    };
    let applicant_name = responsibility::applicant_name(form, answers).unwrap_or_default();
    // Staff read German, whatever language it was filed in.
    let german = library.form(conn, &form.version, channel)?;
    let case = cases::NewCase {
        id: CaseId::random(),
        receipt_number: filing.number.clone(),
        form_id: form.id.clone(),
        department: route.department.clone(),
        tags: route.tags,
        channel,
        duplicate_key: responsibility::duplicate_key(form, answers, &filing.matters),
        received_at: filing.now,
        taken_down: record_in_words(form, answers),
        columns: responsibility::listed(&german, answers),
        words: search_words::indexed(&filing.matters, [filing.number.to_string().as_str(), &applicant_name]),
        promise: promise(form, answers, submission.received_on, filed.incomplete.is_some()),
        applicant_name,
    };
    let mut mails = mails(form, answers, &case.department, filing);
    let asked = second_step::asked_with(scope, conn, form)?;
    mails.extend(asked.iter().filter_map(|asked| second_step::request(asked, filing)));
    filing::file(scope, conn, &submission, &case, filed.draft, &mails)?;
    if let Some(witness) = &filing.witness {
        filing::bear_witness(scope, conn, case.id, witness.clerk, filing.now)?;
    }
    if let Some(asked) = asked {
        let person = asked.person.as_ref().map(|person| (person.id, person.name.as_str()));
        second_steps::ask(scope, conn, case.id, (asked.by, person), filing.now)?;
    }
    Ok(())
}

/// What the service promises for an application that counts as received on a day.
fn promise(form: &Form, answers: &Answers, received_on: NaiveDate, is_incomplete: bool) -> cases::Promise {
    let is_complete = !is_incomplete && responsibility::papers_to_follow(form, answers).is_empty();
    let complete_on = is_complete.then_some(received_on);
    let waited_before = Duration::zero();
    let promised = promised(&form.file.deadlines, received_on, complete_on, waited_before);
    cases::Promise { complete_on, waited_before, promised }
}

/// What the figures of the desk count of an application.
fn assistance(filed: &Filed<'_>, now: DateTime<Utc>) -> Assistance {
    let word = |name: &str| {
        let answer = filed.answers.at(&format!("assisted.{name}")).and_then(Value::as_str);
        answer.unwrap_or_default().to_owned()
    };
    Assistance {
        place: word("location"),
        mode: word("mode"),
        language: word("language"),
        seconds: (now - filed.begun_at).num_seconds().max(0),
    }
}

/// The acknowledgement to the applicant, if there is an address, and the notice to the department.
fn mails(
    form: &Form,
    answers: &Answers,
    department: &DepartmentId,
    filing: &Filing,
) -> Vec<outbox::NewMessage> {
    let message = |kind: &str, recipient: String, language: &str| {
        outbox::NewMessage::new(kind, recipient, language, &filing.mail_domain, filing.now)
    };
    let applicant = responsibility::applicant_email(form, answers);
    let department = form.department(department).map(|department| department.inbox_mail.clone());
    applicant
        .map(|address| message("acknowledgement", address, form.language.tag()))
        .into_iter()
        .chain(department.map(|address| message("department_notice", address, GERMAN)))
        .collect()
}
