//! Telling the applicant that there is something new: a mail without a word on what it is.

use chrono::{DateTime, Utc};

use super::work::WorkError;
use crate::domain::{Answers, CaseId, CaseState, Channel, Scope};
use crate::forms::responsibility;
use crate::library::{Library, LibraryError};
use crate::store::cases::CaseRecord;
use crate::store::outbox::{self, NewMessage};
use crate::store::{Conn, StoreError};
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
    (library, domain): Mails<'_>,
    before: &CaseRecord,
    after: CaseState,
    now: DateTime<Utc>,
) -> Result<(), WorkError> {
    match recipient(conn, library, before, after)? {
        Some(address) => put(scope, conn, domain, (before, address), now),
        None => Ok(()),
    }
}

/// Tells the applicant of a case in any case that there is something new: another department has it.
pub(super) fn tell_anyway(
    conn: &mut Conn,
    (library, domain): Mails<'_>,
    case: &CaseRecord,
    now: DateTime<Utc>,
) -> Result<(), WorkError> {
    match reachable(conn, library, case)? {
        // Whoever gives it away does not see it any more.
        Some(address) => put(&Scope::System, conn, domain, (case, address), now),
        None => Ok(()),
    }
}

fn put(
    scope: &Scope,
    conn: &mut Conn,
    domain: &str,
    (before, address): (&CaseRecord, String),
    now: DateTime<Utc>,
) -> Result<(), WorkError> {
    let language = language_of(conn, before.id)?;
    let mail = NewMessage::new(CASE_NEWS, address, &language, domain, now);
    Ok(outbox::about_case(scope, conn, before.id, &mail)?)
}

/// Whom [`tell`] writes to, if it writes.
pub(super) fn recipient(
    conn: &mut Conn,
    library: &Library,
    before: &CaseRecord,
    after: CaseState,
) -> Result<Option<String>, WorkError> {
    if before.state.public() == after.public() { Ok(None) } else { reachable(conn, library, before) }
}

/// The address of the applicant, if they are written to and no mail to them waits already.
fn reachable(conn: &mut Conn, library: &Library, case: &CaseRecord) -> Result<Option<String>, WorkError> {
    if case.channel == Channel::Api {
        return Ok(None);
    }
    let Some(address) = address(conn, library, case)? else { return Ok(None) };
    Ok((!outbox::waits_about(conn, case.id, CASE_NEWS)?).then_some(address))
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
