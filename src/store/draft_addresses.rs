//! Where mails about a draft go: the address that a person gave for it, until the draft ends.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::conn::Conn;
use super::drafts;
use super::error::StoreError;
use super::outbox::{self, NewMessage, Subject};
use super::rows::{instant, micros, parse};
use super::schema::{draft_addresses, drafts as drafts_table};
use super::sealed;
use crate::domain::{DraftId, Scope};

const TABLE: &str = "draft_addresses";

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
}

fn open(sealed: &[u8]) -> Result<String, StoreError> {
    let broken = |_| StoreError::Inconsistent { table: TABLE, column: "address" };
    String::from_utf8(sealed::open(sealed, TABLE)?).map_err(broken)
}

/// The address of a draft of this scope.
pub fn find(scope: &Scope, conn: &mut Conn, draft: DraftId) -> Result<Option<String>, StoreError> {
    if drafts::find_by_id(scope, conn, draft)?.is_none() {
        return Ok(None);
    }
    let row = draft_addresses::table.find(draft.to_string()).select(draft_addresses::address);
    row.first::<Vec<u8>>(conn).optional()?.map(|sealed| open(&sealed)).transpose()
}

/// Sends the first of the mails about a draft of this scope: the address is that of the draft from now on.
/// [`StoreError::Denied`] for a draft of somebody else.
pub fn write_to(
    scope: &Scope,
    conn: &mut Conn,
    draft: DraftId,
    message: &NewMessage,
) -> Result<(), StoreError> {
    if !matches!(scope, Scope::Visitor(_)) || drafts::find_by_id(scope, conn, draft)?.is_none() {
        return Err(StoreError::Denied);
    }
    diesel::delete(draft_addresses::table.find(draft.to_string())).execute(conn)?;
    diesel::insert_into(draft_addresses::table)
        .values((
            draft_addresses::draft_id.eq(draft.to_string()),
            draft_addresses::address.eq(sealed::seal(message.recipient.as_bytes())),
            draft_addresses::language.eq(&message.language),
        ))
        .execute(conn)?;
    outbox::insert(conn, Subject::Draft(draft), message)
}

/// Forgets the address of a draft of this scope, and what still waits to go there.
pub fn delete(scope: &Scope, conn: &mut Conn, draft: DraftId) -> Result<(), StoreError> {
    if drafts::find_by_id(scope, conn, draft)?.is_none() {
        return Err(StoreError::Denied);
    }
    outbox::delete_about_draft(conn, draft)?;
    diesel::delete(draft_addresses::table.find(draft.to_string())).execute(conn)?;
    Ok(())
}

/// The drafts that end until `until`, were not changed since `quiet_since`, and whose owner left an address and was
/// not told of this end; `most` of them. For the product itself.
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
    type Row = (String, Vec<u8>, String, i64);
    let is_near = drafts_table::expires_at.gt(micros(now)).and(drafts_table::expires_at.le(micros(until)));
    let is_untold = draft_addresses::reminded_for
        .is_null()
        .or(draft_addresses::reminded_for.ne(drafts_table::expires_at.nullable()));
    let rows: Vec<Row> = draft_addresses::table
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
    let read = |(id, address, language, expires_at): Row| {
        Ok(EndingDraft {
            id: parse(TABLE, "draft_id", &id)?,
            address: open(&address)?,
            language,
            expires_at: instant("drafts", "expires_at", expires_at)?,
        })
    };
    rows.into_iter().map(read).collect()
}

/// Writes the mail that tells of the end of a draft; whether it was left to this one to tell: of several processes
/// one does.
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
    let row = draft_addresses::table.find(draft.id.to_string()).filter(is_untold);
    if diesel::update(row).set(draft_addresses::reminded_for.eq(end)).execute(conn)? == 0 {
        return Ok(false);
    }
    outbox::insert(conn, Subject::Draft(draft.id), message)?;
    Ok(true)
}
