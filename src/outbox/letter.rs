//! What a message of the outbox says, read afresh at each attempt.

use crate::clock::{german_moment, german_time};
use crate::domain::Scope;
use crate::library::{Library, LibraryError};
use crate::mail::{Acknowledgement, DepartmentNotice, Letter, SecondStepNotice, SecondStepRequest};
use crate::store::outbox::ClaimedMessage;
use crate::store::{Conn, cases};

/// Why there is nothing to send.
#[derive(Debug, thiserror::Error)]
pub enum LetterError {
    /// The case is gone, or the kind is unknown.
    #[error("there is nothing to tell any more")]
    Pointless,
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

/// The letter for a claimed message.
pub fn compose(
    conn: &mut Conn,
    library: &Library,
    message: &ClaimedMessage,
    base_url: &str,
    city: &str,
) -> Result<Letter, LetterError> {
    let case = cases::find(&Scope::System, conn, message.case_id)?.ok_or(LetterError::Pointless)?;
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
        _ => return Err(LetterError::Pointless),
    };
    Ok(letter)
}
