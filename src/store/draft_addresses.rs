//! Where mails about a draft go: the address that a person gave for it, until the draft ends.

use chrono::{DateTime, Days, Utc};
use diesel::prelude::*;

use super::conn::Conn;
use super::drafts;
use super::error::StoreError;
use super::outbox::{self, NewMessage, Subject};
use super::rows::{instant, micros, parse};
use super::schema::{draft_addresses, drafts as drafts_table};
use super::{keys, sealed};
use crate::domain::{DraftId, REMINDER_DAYS, Scope};

const TABLE: &str = "draft_addresses";

/// Where mails about a draft go.
#[derive(Debug, Clone)]
pub struct DraftAddress {
    /// As it is written to.
    pub address: String,
    /// The last mail finally failed, and nobody tries any more.
    pub is_unreachable: bool,
}

/// A draft whose end is near, and nobody was told yet.
#[derive(Debug, Clone)]
pub struct EndingDraft {
    /// The draft.
    pub id: DraftId,
    /// Whom to tell.
    pub address: String,
    /// The tag of the language they read.
    pub language: String,
    /// When it will be deleted.
    pub expires_at: DateTime<Utc>,
    /// The address as it was stored.
    sealed: Vec<u8>,
}

/// The address of a draft of this scope.
pub fn find(scope: &Scope, conn: &mut Conn, draft: DraftId) -> Result<Option<DraftAddress>, StoreError> {
    if drafts::find_by_id(scope, conn, draft)?.is_none() {
        return Ok(None);
    }
    let row = draft_addresses::table.find(draft.to_string()).select(draft_addresses::address);
    let Some(sealed) = row.first::<Vec<u8>>(conn).optional()? else { return Ok(None) };
    let is_unreachable = outbox::has_failed_about_draft(conn, draft)?;
    Ok(Some(DraftAddress { address: sealed::text(conn, &sealed, TABLE)?, is_unreachable }))
}

/// Sends the first of the mails about a draft of this scope: the address is that of the draft from now on. What it
/// was told of before counts on; and where the end is so near that a reminder would follow at once, the mail, which
/// names it, is the reminder. [`StoreError::Denied`] for a draft of somebody else.
pub fn write_to(
    scope: &Scope,
    conn: &mut Conn,
    draft: DraftId,
    message: &NewMessage,
) -> Result<(), StoreError> {
    let found = drafts::find_by_id(scope, conn, draft)?.filter(|_| matches!(scope, Scope::Visitor(_)));
    let end = found.ok_or(StoreError::Denied)?.expires_at;
    let id = draft.to_string();
    let key = keys::of_draft(conn, &id)?;
    let row = draft_addresses::draft_id.eq(&id);
    let values = (
        draft_addresses::address.eq(sealed::seal(&key, TABLE, message.recipient.as_bytes())?),
        draft_addresses::language.eq(&message.language),
    );
    if diesel::update(draft_addresses::table.filter(row)).set(values.clone()).execute(conn)? == 0 {
        diesel::insert_into(draft_addresses::table).values((row, values)).execute(conn)?;
    }
    if end <= message.created_at + Days::new(u64::from(REMINDER_DAYS)) {
        diesel::update(draft_addresses::table.filter(row))
            .set(draft_addresses::reminded_for.eq(micros(end)))
            .execute(conn)?;
    }
    outbox::insert(conn, Subject::Draft(draft), message)
}

/// Forgets the address of a draft of this scope, and what still waits to go there.
pub fn delete(scope: &Scope, conn: &mut Conn, draft: DraftId) -> Result<(), StoreError> {
    if drafts::find_by_id(scope, conn, draft)?.is_none() {
        return Err(StoreError::Denied);
    }
    // The address first: whoever is writing a reminder to it holds it, and what they wrote is taken back then.
    diesel::delete(draft_addresses::table.find(draft.to_string())).execute(conn)?;
    outbox::delete_about_draft(conn, draft)
}

/// A row of [`list_ending`]: id, address, language, end.
type Ending = (String, Vec<u8>, String, i64);

fn ending(conn: &mut Conn, (id, sealed, language, expires_at): Ending) -> Result<EndingDraft, StoreError> {
    Ok(EndingDraft {
        id: parse(TABLE, "draft_id", &id)?,
        address: sealed::text(conn, &sealed, TABLE)?,
        language,
        expires_at: instant("drafts", "expires_at", expires_at)?,
        sealed,
    })
}

/// The drafts that end until `until`, were not changed since `quiet_since`, and whose owner left an address and was
/// not told of this end; `most` of them. One that cannot be read is left out and logged: the others wait for their
/// mail. For the product itself.
pub fn list_ending(
    scope: &Scope,
    conn: &mut Conn,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
    quiet_since: DateTime<Utc>,
    most: i64,
) -> Result<Vec<EndingDraft>, StoreError> {
    if *scope != Scope::System {
        return Ok(Vec::new());
    }
    let is_near = drafts_table::expires_at.gt(micros(now)).and(drafts_table::expires_at.le(micros(until)));
    let is_untold = draft_addresses::reminded_for
        .is_null()
        .or(draft_addresses::reminded_for.ne(drafts_table::expires_at.nullable()));
    let rows: Vec<Ending> = draft_addresses::table
        .inner_join(drafts_table::table)
        .filter(is_near.and(drafts_table::updated_at.le(micros(quiet_since))))
        .filter(is_untold)
        .order(drafts_table::expires_at.asc())
        .limit(most)
        .select((
            drafts_table::id,
            draft_addresses::address,
            draft_addresses::language,
            drafts_table::expires_at,
        ))
        .load(conn)?;
    let read = |row: Ending| {
        let id = row.0.clone();
        let told = |error: &StoreError| tracing::error!(draft.id = id, %error, "nobody can be reminded");
        ending(conn, row).inspect_err(told).ok()
    };
    Ok(rows.into_iter().filter_map(read).collect())
}

/// Writes the mail that tells of the end of a draft; whether it was left to this one to tell: of several processes
/// one does, and none where the person named another address since the draft was listed.
pub fn remind(
    scope: &Scope,
    conn: &mut Conn,
    draft: &EndingDraft,
    message: &NewMessage,
) -> Result<bool, StoreError> {
    if *scope != Scope::System {
        return Ok(false);
    }
    let end = micros(draft.expires_at);
    let is_untold = draft_addresses::reminded_for.is_null().or(draft_addresses::reminded_for.ne(end));
    let is_as_read = draft_addresses::address.eq(&draft.sealed);
    let row = draft_addresses::table.find(draft.id.to_string()).filter(is_untold.and(is_as_read));
    if diesel::update(row).set(draft_addresses::reminded_for.eq(end)).execute(conn)? == 0 {
        return Ok(false);
    }
    outbox::insert(conn, Subject::Draft(draft.id), message)?;
    Ok(true)
}
