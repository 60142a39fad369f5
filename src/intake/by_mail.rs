//! The link to a draft by mail: people who go on later, on another device, or are reminded in time.

use chrono::{DateTime, Duration, Utc};

use super::draft::{DraftRef, OpenDraft, find};
use crate::domain::{DraftId, Scope, in_ascii, mailbox_of};
use crate::forms::formats::is_email;
use crate::forms::responsibility;
use crate::library::{Library, LibraryError};
use crate::store::attempts::{Place, Trying};
use crate::store::draft_addresses::DraftAddress;
use crate::store::outbox::NewMessage;
use crate::store::{Conn, StoreError, attempts, draft_addresses, draft_codes};

/// Mails about a draft, or to an address, that can be asked for before there is a pause.
const FREE_MAILS: i64 = 5;

/// Hours of that pause, after which the mails that were asked for are forgotten.
const PAUSE: i64 = 24;

/// What became of the wish for a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mailing {
    /// It waits in the outbox.
    Written,
    /// That is no mail address.
    NoAddress,
    /// There were too many about this draft, or to this address.
    TooMany,
    /// There is no such draft any more.
    Gone,
}

/// Counts one more mail about a draft and to an address; whether it may be sent. What is refused counts nowhere:
/// otherwise one draft could use up the mails of any address without sending one.
fn may_send(conn: &mut Conn, draft: DraftId, address: &str, now: DateTime<Utc>) -> Result<bool, StoreError> {
    // The draft first: where another process counts at the same time after all, what is lost is the draft's own.
    let (draft, mailbox) = (draft.to_string(), mailbox_of(address));
    let places = [Trying::MailOfDraft(&draft), Trying::MailTo(&mailbox)].map(Place::of);
    for place in &places {
        if attempts::is_paused(conn, place, now)? {
            return Ok(false);
        }
    }
    let end = now + Duration::hours(PAUSE);
    for place in &places {
        let Some(count) = attempts::count(conn, place, now, end)? else { return Ok(false) };
        if count >= FREE_MAILS {
            attempts::pause(conn, place, end)?;
        }
    }
    Ok(true)
}

/// The form in which a typed address is stored, shown and written to. Nothing if it is none.
fn read_address(typed: &str) -> Option<String> {
    let address = typed.trim();
    in_ascii(address).filter(|_| is_email(address))
}

/// Sends the link to a draft, and the reminder when its end is near, to an address as it was typed. Another address
/// than before takes its place: what went to the old one, perhaps by mistake, opens nothing any more. `domain` is
/// ours, for the name of the mail.
pub fn mail_link(
    scope: &Scope,
    conn: &mut Conn,
    library: &Library,
    which: &DraftRef,
    (typed, domain): (&str, &str),
    now: DateTime<Utc>,
) -> Result<Mailing, LibraryError> {
    let Some(draft) = find(scope, conn, library, which, now)? else { return Ok(Mailing::Gone) };
    let Some(address) = read_address(typed) else { return Ok(Mailing::NoAddress) };
    if !may_send(conn, draft.id, &address, now)? {
        tracing::warn!("no more mails about a draft for a while");
        return Ok(Mailing::TooMany);
    }
    let before = draft_addresses::find(scope, conn, draft.id)?;
    if before.is_some_and(|before| before.address != address) {
        draft_addresses::delete(scope, conn, draft.id)?;
        draft_codes::delete_mailed(scope, conn, draft.id)?;
    }
    let mail = NewMessage::new("draft_link", address, draft.form.language.tag(), domain, now);
    draft_addresses::write_to(scope, conn, draft.id, &mail)?;
    Ok(Mailing::Written)
}

/// Forgets where mails about a draft go: there are no more, and the links in those that were sent end.
pub fn forget_address(
    scope: &Scope,
    conn: &mut Conn,
    library: &Library,
    which: &DraftRef,
    now: DateTime<Utc>,
) -> Result<bool, LibraryError> {
    let Some(draft) = find(scope, conn, library, which, now)? else { return Ok(false) };
    draft_addresses::delete(scope, conn, draft.id)?;
    draft_codes::delete_mailed(scope, conn, draft.id)?;
    Ok(true)
}

/// Where mails about a draft go.
pub fn mails_to(
    scope: &Scope,
    conn: &mut Conn,
    draft: &OpenDraft,
) -> Result<Option<DraftAddress>, StoreError> {
    draft_addresses::find(scope, conn, draft.id)
}

/// The address that a person answered already, as far as it is one.
pub fn answered_address(draft: &OpenDraft) -> Option<String> {
    let answered = responsibility::applicant_email(&draft.form, &draft.content.remembered.answers);
    answered.filter(|address| is_email(address))
}
