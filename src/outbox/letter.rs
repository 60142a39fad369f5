//! What a message of the outbox says, read afresh at each attempt.

use chrono::{DateTime, Utc};

use super::about_state;
use super::decisions;
use super::inquiries;
use super::reminders::BEFORE;
use crate::clock::{day_in_germany, german_day, german_moment, german_time};
use crate::domain::{CaseId, DraftId, ResumeCode, Scope};
use crate::library::{Library, LibraryError};
use crate::mail::{
    Acknowledgement, DecisionToPost, DepartmentNotice, DraftMail, InquiryAnswered, Letter, SecondStepNotice,
    SecondStepRequest,
};
use crate::store::outbox::ClaimedMessage;
use crate::store::{Conn, cases, draft_codes, drafts, outbox};

/// The mail that tells of the end of a draft.
pub(super) const DRAFT_REMINDER: &str = "draft_reminder";

/// Why there is nothing to send.
#[derive(Debug, thiserror::Error)]
pub enum LetterError {
    /// The case is gone, or the kind is unknown.
    #[error("there is nothing to tell any more")]
    Pointless,
    /// The system gives no random bytes for a code.
    #[error("no random bytes")]
    NoChance,
    /// The database, or the form.
    #[error(transparent)]
    Library(#[from] LibraryError),
    /// The text.
    #[error(transparent)]
    Template(#[from] askama::Error),
}

impl From<crate::store::StoreError> for LetterError {
    fn from(error: crate::store::StoreError) -> Self {
        Self::Library(error.into())
    }
}

/// The letter for a claimed message about a draft, with a code of its own: what is stored is the code's hash, so
/// each attempt makes another one, and all of them open the draft. Nothing if there is nothing to tell any more.
pub fn compose_about_draft(
    conn: &mut Conn,
    (library, message): (&Library, &ClaimedMessage),
    (id, code): (DraftId, &ResumeCode),
    (base_url, city): (&str, &str),
    now: DateTime<Utc>,
) -> Result<Option<Letter>, LetterError> {
    // The person may have named another address since the message was claimed.
    if !outbox::hold(conn, message.id, message.attempts)? {
        return Ok(None);
    }
    let found = drafts::find_any(&Scope::System, conn, id)?.filter(|draft| draft.expires_at > now);
    let Some(draft) = found else { return Ok(None) };
    let is_reminder = message.kind == DRAFT_REMINDER;
    // It was changed since: its end is not near any more, and will be told when it is.
    if is_reminder && draft.expires_at > now + BEFORE {
        return Ok(None);
    }
    let form = library.form(conn, &draft.version, draft.channel)?;
    let language = library.languages().find(&message.language).cloned().unwrap_or_default();
    draft_codes::mail(&Scope::System, conn, id, &code.hash(), now)?;
    let mail = DraftMail {
        service: library.speaking(&language).in_words(&form).file.title.clone(),
        language,
        city: city.to_owned(),
        kept_until: german_day(day_in_germany(draft.expires_at)),
        link: format!("{base_url}/fortsetzen/{code}"),
        is_reminder,
    };
    Ok(Some(mail.letter()?))
}

/// The letter for a claimed message about a case.
pub fn compose(
    conn: &mut Conn,
    library: &Library,
    (message, case): (&ClaimedMessage, CaseId),
    (base_url, city): (&str, &str),
    now: DateTime<Utc>,
) -> Result<Letter, LetterError> {
    let case = cases::find(&Scope::System, conn, case)?.ok_or(LetterError::Pointless)?;
    let form = library.form(conn, &case.version, case.channel)?;
    let service = form.file.title.clone();
    let number = case.receipt_number.to_string();
    let received_at = german_time(case.received_at);
    let step = form.file.second_step.as_ref().map(|step| step.title.clone()).unwrap_or_default();
    let department = form.department(&case.department);
    let language = library.languages().find(&message.language).cloned().unwrap_or_default();
    let letter = match message.kind.as_str() {
        "acknowledgement" => Acknowledgement {
            received_at: language.fill("{time} Uhr", &[("time", &german_moment(case.received_at))]),
            service: library.speaking(&language).in_words(&form).file.title.clone(),
            language,
            city: city.to_owned(),
            number,
            department: department.map_or_else(|| case.department.0.clone(), |found| found.name.clone()),
            contact: department.and_then(|found| found.contact_mail.clone().or_else(|| found.phone.clone())),
        }
        .letter()?,
        "department_notice" => {
            let link = format!("{base_url}/postkorb/{}", case.id);
            DepartmentNotice { service, number, received_at, link }.letter()?
        }
        "second_step_request" => {
            let link = format!("{base_url}/amt/formulare/vorgang/{}", case.id);
            SecondStepRequest { service, step, number, link }.letter()?
        }
        "second_step_notice" => {
            let link = format!("{base_url}/postkorb/{}", case.id);
            SecondStepNotice { service, step, number, link }.letter()?
        }
        "inquiry_answered" => {
            let link = format!("{base_url}/postkorb/{}", case.id);
            InquiryAnswered { service, number, link }.letter()?
        }
        kind if decisions::is_notice(kind) => {
            let service = library.speaking(&language).in_words(&form).file.title.clone();
            decisions::compose(conn, case.id, (service, number, language), (base_url, city), now)?
        }
        decisions::TO_POST => {
            let link = format!("{base_url}/postkorb/{}", case.id);
            DecisionToPost { service, number, link }.letter()?
        }
        kind if inquiries::is_noted(kind) => {
            let service = library.speaking(&language).in_words(&form).file.title.clone();
            let about = inquiries::About { kind, case: case.id, service, number, language };
            inquiries::compose(conn, about, (base_url, city))?.ok_or(LetterError::Pointless)?
        }
        _ => about_state::letter(library, message, (&case, &form), (base_url, city))?,
    };
    Ok(letter)
}
