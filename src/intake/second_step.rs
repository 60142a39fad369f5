//! The second step: what a superior or the department says on an application of staff after it was filed.
//! It is a draft of its own, filled in like any other, and stored beside the submission.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::draft::{Content, OpenDraft};
use super::start::{self, StartError};
use super::submit::{Filing, Receipt, SubmitError};
use crate::domain::{Answers, CaseId, Channel, DraftId, ReceiptNumber, Scope, SecondStepBy, Token};
use crate::forms::form::Form;
use crate::forms::responsibility;
use crate::forms::view::{self, SectionView};
use crate::library::{Library, LibraryError};
use crate::store::cases::CaseRecord;
use crate::store::clerks::ClerkRecord;
use crate::store::events::Unseen;
use crate::store::second_steps::SecondStepRecord;
use crate::store::{Conn, StoreError, cases, clerks, drafts, events, outbox, second_steps};
use crate::texts::GERMAN;

/// Who is asked with an application that is filed.
pub(super) struct AskedWith {
    /// Who answers.
    pub by: SecondStepBy,
    /// The superior, if the account names one who may still sign in.
    pub person: Option<ClerkRecord>,
}

/// Who is asked when this scope files an application with this form; `None` where the form has no second step.
pub(super) fn asked_with(
    scope: &Scope,
    conn: &mut Conn,
    form: &Form,
) -> Result<Option<AskedWith>, StoreError> {
    let Some(step) = &form.file.second_step else { return Ok(None) };
    let person = match step.by {
        SecondStepBy::Superior => superior(scope, conn)?,
        SecondStepBy::Department => None,
    };
    Ok(Some(AskedWith { by: step.by, person }))
}

/// The superior of whoever is signed in, if the account names one who may still sign in.
pub fn superior(scope: &Scope, conn: &mut Conn) -> Result<Option<ClerkRecord>, StoreError> {
    let Some(staff) = scope.staff() else { return Ok(None) };
    let own = clerks::find(conn, staff.clerk)?;
    let Some(id) = own.and_then(|own| own.details.superior) else { return Ok(None) };
    let found = clerks::find(conn, id)?;
    Ok(found.filter(|found| found.disabled_at.is_none() && found.id != staff.clerk))
}

/// The mail to who is asked, if there is an address.
pub(super) fn request(asked: &AskedWith, filing: &Filing) -> Option<outbox::NewMessage> {
    let address = asked.person.as_ref().and_then(|person| person.details.email.clone())?;
    Some(outbox::NewMessage::new("second_step_request", address, GERMAN, &filing.mail_domain, filing.now))
}

/// An application on which somebody is asked to say something.
#[derive(Debug)]
pub struct Asked {
    /// The case.
    pub case: CaseId,
    /// Its number.
    pub number: ReceiptNumber,
    /// The form as it was answered.
    pub form: Arc<Form>,
    /// Whose application it is.
    pub applicant: Option<String>,
    /// When it arrived.
    pub filed_at: DateTime<Utc>,
    /// The answers in words, without what is not for the eyes of who is asked.
    pub sections: Vec<SectionView>,
    /// What the person has begun to say.
    pub draft: Option<DraftId>,
}

/// An application on which somebody is asked to say something, as it is listed.
#[derive(Debug, Clone)]
pub struct AskedRow {
    /// The case.
    pub case: CaseId,
    /// Its number.
    pub number: ReceiptNumber,
    /// The service's name.
    pub service: String,
    /// What is asked for.
    pub step: String,
    /// Whose application it is.
    pub applicant: Option<String>,
    /// When it arrived.
    pub filed_at: DateTime<Utc>,
}

/// What waits for this person, longest waiting first.
pub fn list(scope: &Scope, conn: &mut Conn, library: &Library) -> Result<Vec<AskedRow>, LibraryError> {
    let mut rows = Vec::new();
    for id in second_steps::list_asked(scope, conn)? {
        let Some((case, _)) = open(scope, conn, id)? else { continue };
        let form = library.form(conn, &case.version, case.channel)?;
        rows.push(AskedRow {
            case: id,
            number: case.receipt_number,
            service: form.file.title.clone(),
            step: form.file.second_step.as_ref().map(|step| step.title.clone()).unwrap_or_default(),
            applicant: Some(case.applicant_name).filter(|name| !name.is_empty()),
            filed_at: case.filed_at,
        });
    }
    Ok(rows)
}

/// The application of a case, if this scope is asked to say something on it and nobody has done so; to be shown by
/// [`show`].
pub fn asked(
    scope: &Scope,
    conn: &mut Conn,
    library: &Library,
    id: CaseId,
    now: DateTime<Utc>,
) -> Result<Option<Unseen<Asked>>, LibraryError> {
    let Some((case, _)) = open(scope, conn, id)? else { return Ok(None) };
    let form = library.form(conn, &case.version, case.channel)?;
    let answers: Answers = serde_json::from_slice(&case.content).map_err(|_| LibraryError::Unreadable)?;
    let hidden = form.file.second_step.as_ref().map(|step| step.hidden.as_slice()).unwrap_or_default();
    let asked = Asked {
        case: id,
        number: case.receipt_number,
        applicant: responsibility::applicant_name(&form, &answers),
        filed_at: case.filed_at,
        sections: view::without(view::without_secrets(&form, view::sections(&form, &answers)), hidden),
        draft: own_draft(scope, conn, id, now)?,
        form,
    };
    Ok(Some(Unseen::new(id, asked)))
}

/// Gives what was opened to be shown, and notes it: whoever looks into applications can be found out (Article 32
/// GDPR). `None` where this scope is not asked any more.
pub fn show(
    scope: &Scope,
    conn: &mut Conn,
    unseen: Unseen<Asked>,
    now: DateTime<Utc>,
) -> Result<Option<Asked>, StoreError> {
    events::show(scope, conn, unseen, now)
}

/// A case whose second step this scope may answer now. Nobody answers on their own application.
fn open(
    scope: &Scope,
    conn: &mut Conn,
    id: CaseId,
) -> Result<Option<(CaseRecord, SecondStepRecord)>, StoreError> {
    let step = second_steps::find(scope, conn, id)?.filter(|step| step.answered_at.is_none());
    let (Some(step), Some(staff)) = (step, scope.staff()) else { return Ok(None) };
    let case = match step.asked_of {
        SecondStepBy::Superior => cases::find_asked(scope, conn, id)?,
        SecondStepBy::Department => cases::find(scope, conn, id)?,
    };
    Ok(case.filter(|case| !case.is_own_of(staff)).map(|case| (case, step)))
}

fn own_draft(
    scope: &Scope,
    conn: &mut Conn,
    case: CaseId,
    now: DateTime<Utc>,
) -> Result<Option<DraftId>, StoreError> {
    let drafts = drafts::list_for_clerk(scope, conn, Channel::SecondStep)?;
    let own = drafts.into_iter().find(|draft| draft.case == Some(case) && draft.expires_at > now);
    Ok(own.map(|draft| draft.id))
}

/// Begins to say something on a case, or goes on with it; `None` for who is not asked.
pub fn begin(
    scope: &Scope,
    conn: &mut Conn,
    library: &Library,
    id: CaseId,
    submit_key: &Token,
    now: DateTime<Utc>,
) -> Result<Option<DraftId>, StartError> {
    let Some((case, _)) = open(scope, conn, id)? else { return Ok(None) };
    if let Some(draft) = own_draft(scope, conn, id, now)? {
        return Ok(Some(draft));
    }
    let form = library.form(conn, &case.version, Channel::SecondStep)?;
    let content = Content::begin(&form);
    let draft = start::insert(scope, conn, (&form, Channel::SecondStep), &content, submit_key, now)?;
    drafts::bind_to_case(scope, conn, draft, id)?;
    Ok(Some(draft))
}

/// Stores what was said, once and for good, with an event and a notice to the department where it was not the
/// department itself.
pub(super) fn answer(
    scope: &Scope,
    conn: &mut Conn,
    draft: &OpenDraft,
    answers: &Answers,
    filing: &Filing,
) -> Result<Receipt, SubmitError> {
    let id = draft.case.ok_or(SubmitError::Gone)?;
    let (case, step) = open(scope, conn, id)?.ok_or(SubmitError::Gone)?;
    let content = serde_json::to_vec(answers).map_err(|_| LibraryError::Unreadable)?;
    let department =
        draft.form.department(&case.department).filter(|_| step.asked_of == SecondStepBy::Superior);
    let notice = department.map(|department| {
        let address = department.inbox_mail.clone();
        outbox::NewMessage::new("second_step_notice", address, GERMAN, &filing.mail_domain, filing.now)
    });
    let said = (content.as_slice(), filing.submit_key.as_str());
    if !second_steps::answer(scope, conn, id, said, notice.as_ref(), filing.now)? {
        // Answered at the same moment: tried again, it is found, or gone.
        return Err(SubmitError::Conflict);
    }
    Ok(Receipt { number: case.receipt_number, second_step: Some((id, step.asked_of)) })
}
