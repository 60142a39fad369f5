//! Telling the applicant that there is something new: a mail without a word on what it is.

use chrono::{DateTime, Utc};

use super::work::WorkError;
use crate::domain::{Answers, CaseEventKind, CaseId, CaseState, Channel, FileId, Scope};
use crate::forms::responsibility;
use crate::library::{Library, LibraryError};
use crate::store::cases::CaseRecord;
use crate::store::outbox::{self, NewMessage};
use crate::store::{Conn, StoreError, cases, events};
use crate::texts::GERMAN;

/// The kind of the mail.
const CASE_NEWS: &str = "case_news";

/// What mails about cases need: the forms, and the domain behind the `@` of message ids.
pub type Mails<'a> = (&'a Library, &'a str);

/// Tells the applicant of a case that moved to another state, in the same transaction, if that changes what they see
/// and they left an address. Of several changes before the mail leaves, one mail tells. Nobody is told whose program
/// sent it: it asks itself, and the person has no code.
pub fn tell(
    scope: &Scope,
    conn: &mut Conn,
    mails: Mails<'_>,
    before: &CaseRecord,
    after: CaseState,
    now: DateTime<Utc>,
) -> Result<(), WorkError> {
    if before.state.public() == after.public() {
        return Ok(());
    }
    put(scope, conn, mails, before, now)
}

/// Tells the applicant of a case in any case that there is something new: another department has it.
pub(super) fn tell_anyway(
    conn: &mut Conn,
    mails: Mails<'_>,
    case: &CaseRecord,
    now: DateTime<Utc>,
) -> Result<(), WorkError> {
    // Whoever gives it away does not see it any more.
    put(&Scope::System, conn, mails, case, now)
}

/// Notes that a file of a case is malware, and tells the applicant that there is something new: what, and what to do,
/// stands where they look at it. For the product itself only.
pub fn note_malware(
    conn: &mut Conn,
    mails: Mails<'_>,
    (case, file): (CaseId, FileId),
    now: DateTime<Utc>,
) -> Result<(), WorkError> {
    let scope = Scope::System;
    let Some(found) = cases::find(&scope, conn, case)? else { return Ok(()) };
    events::append(&scope, conn, case, now, CaseEventKind::MalwareFound, Some(&file.to_string()))?;
    put(&scope, conn, mails, &found, now)
}

fn put(
    scope: &Scope,
    conn: &mut Conn,
    (library, domain): Mails<'_>,
    before: &CaseRecord,
    now: DateTime<Utc>,
) -> Result<(), WorkError> {
    if before.channel == Channel::Api {
        return Ok(());
    }
    let Some(address) = address(conn, library, before)? else { return Ok(()) };
    if outbox::waits_about(conn, before.id, CASE_NEWS)? {
        return Ok(());
    }
    let language = language_of(conn, before.id)?;
    let mail = NewMessage::new(CASE_NEWS, address, &language, domain, now);
    Ok(outbox::about_case(scope, conn, before.id, &mail)?)
}

/// Whether [`tell`] would write a mail; for whoever only looks.
pub(super) fn would_tell(
    conn: &mut Conn,
    library: &Library,
    before: &CaseRecord,
    after: CaseState,
) -> Result<bool, WorkError> {
    if before.state.public() == after.public() || before.channel == Channel::Api {
        return Ok(false);
    }
    let has_address = address(conn, library, before)?.is_some();
    Ok(has_address && !outbox::is_waiting_about(conn, before.id, CASE_NEWS)?)
}

/// The address of the applicant, if they left one.
fn address(conn: &mut Conn, library: &Library, case: &CaseRecord) -> Result<Option<String>, LibraryError> {
    let form = library.form(conn, &case.version, case.channel)?;
    let answers: Answers = serde_json::from_slice(&case.content).map_err(|_| LibraryError::Unreadable)?;
    Ok(responsibility::applicant_email(&form, &answers))
}

/// The tag of the language in which the applicant was told that the application arrived.
pub fn language_of(conn: &mut Conn, case: CaseId) -> Result<String, StoreError> {
    Ok(outbox::language_of_applicant(conn, case)?.unwrap_or_else(|| GERMAN.to_owned()))
}
