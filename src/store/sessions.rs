//! Sessions of signed-in staff. Only the hash of the browser's token is kept.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::clerks::{ClerkRecord, Row as ClerkRow};
use super::conn::Conn;
use super::drafts;
use super::error::StoreError;
use super::rows::{instant, maybe, micros};
use super::schema::{clerks, staff_sessions};
use crate::domain::{Channel, ClerkId, DraftId, OpenCase, ReceiptNumber, Scope, TokenHash};

const TABLE: &str = "staff_sessions";

/// A session with its person.
#[derive(Debug, Clone)]
pub struct Session {
    /// Who it is.
    pub clerk: ClerkRecord,
    /// The token of their forms.
    pub csrf_token: String,
    /// When they signed in.
    pub created_at: DateTime<Utc>,
    /// When they last did something.
    pub seen_at: DateTime<Utc>,
    /// The case that lies open.
    pub open: OpenCase,
}

/// Begins a session.
pub fn insert(
    conn: &mut Conn,
    token: &TokenHash,
    clerk: ClerkId,
    csrf_token: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    diesel::insert_into(staff_sessions::table)
        .values((
            staff_sessions::token_hash.eq(&token.0),
            staff_sessions::clerk_id.eq(clerk.to_string()),
            staff_sessions::csrf_token.eq(csrf_token),
            staff_sessions::created_at.eq(micros(now)),
            staff_sessions::seen_at.eq(micros(now)),
        ))
        .execute(conn)?;
    Ok(())
}

/// The session of a token; none where the account is disabled.
pub fn find(conn: &mut Conn, token: &TokenHash) -> Result<Option<Session>, StoreError> {
    type Found = (ClerkRow, String, i64, i64, Option<String>, Option<String>, bool);
    let row: Option<Found> = staff_sessions::table
        .inner_join(clerks::table)
        .filter(staff_sessions::token_hash.eq(&token.0).and(clerks::disabled_at.is_null()))
        .select((
            ClerkRow::as_select(),
            staff_sessions::csrf_token,
            staff_sessions::created_at,
            staff_sessions::seen_at,
            staff_sessions::open_draft,
            staff_sessions::open_number,
            staff_sessions::open_reissue,
        ))
        .get_result(conn)
        .optional()?;
    let Some((clerk, csrf_token, created_at, seen_at, draft, number, is_reissue)) = row else {
        return Ok(None);
    };
    Ok(Some(Session {
        clerk: clerk.read()?,
        csrf_token,
        created_at: instant(TABLE, "created_at", created_at)?,
        seen_at: instant(TABLE, "seen_at", seen_at)?,
        open: OpenCase {
            draft: maybe(TABLE, "open_draft", draft.as_deref())?,
            filed: maybe(TABLE, "open_number", number.as_deref())?,
            is_reissue,
        },
    }))
}

/// Notes that the person did something.
pub fn touch(conn: &mut Conn, token: &TokenHash, now: DateTime<Utc>) -> Result<(), StoreError> {
    diesel::update(staff_sessions::table.find(&token.0))
        .set(staff_sessions::seen_at.eq(micros(now)))
        .execute(conn)?;
    Ok(())
}

/// Lays a draft of the desk open in a session, in the place of what lay open; `false` where this scope has no such
/// draft.
pub fn open_draft(
    scope: &Scope,
    conn: &mut Conn,
    token: &TokenHash,
    draft: DraftId,
) -> Result<bool, StoreError> {
    let found = drafts::find_by_id(scope, conn, draft)?;
    if found.is_none_or(|found| found.channel != Channel::Assisted) {
        return Ok(false);
    }
    set_open(conn, token, &OpenCase { draft: Some(draft), ..OpenCase::default() })
}

/// Lays what was filed open in a session, in the place of what lay open. That the scope filed it is for the caller
/// to know.
pub fn open_filed(conn: &mut Conn, token: &TokenHash, number: &ReceiptNumber) -> Result<bool, StoreError> {
    set_open(conn, token, &OpenCase { filed: Some(number.clone()), ..OpenCase::default() })
}

/// Lays the receipt of what was filed open in a session, to be issued once more, in the place of what lay open. That
/// it may be issued is for the caller to know.
pub fn open_reissue(conn: &mut Conn, token: &TokenHash, number: &ReceiptNumber) -> Result<bool, StoreError> {
    set_open(conn, token, &OpenCase { filed: Some(number.clone()), is_reissue: true, draft: None })
}

/// Lays the answer to an inquiry open in a session, in the place of what lay open. That the draft is the clerk's own is
/// for the caller to know.
pub fn open_answer(conn: &mut Conn, token: &TokenHash, draft: DraftId) -> Result<bool, StoreError> {
    set_open(conn, token, &OpenCase { draft: Some(draft), ..OpenCase::default() })
}

/// Notes what the draft became that lies open; nothing happens if another one does.
pub fn note_filed(
    conn: &mut Conn,
    token: &TokenHash,
    draft: DraftId,
    number: &ReceiptNumber,
) -> Result<(), StoreError> {
    let lies_open = staff_sessions::open_draft.eq(draft.to_string());
    diesel::update(staff_sessions::table.find(&token.0).filter(lies_open))
        .set(staff_sessions::open_number.eq(number.as_str()))
        .execute(conn)?;
    Ok(())
}

/// Closes what lies open in a session.
pub fn close_case(conn: &mut Conn, token: &TokenHash) -> Result<(), StoreError> {
    set_open(conn, token, &OpenCase::default())?;
    Ok(())
}

fn set_open(conn: &mut Conn, token: &TokenHash, open: &OpenCase) -> Result<bool, StoreError> {
    let changed = diesel::update(staff_sessions::table.find(&token.0))
        .set((
            staff_sessions::open_draft.eq(open.draft.map(|draft| draft.to_string())),
            staff_sessions::open_number.eq(open.filed.as_ref().map(ReceiptNumber::as_str)),
            staff_sessions::open_reissue.eq(open.is_reissue),
        ))
        .execute(conn)?;
    Ok(changed == 1)
}

/// Ends a session.
pub fn delete(conn: &mut Conn, token: &TokenHash) -> Result<(), StoreError> {
    diesel::delete(staff_sessions::table.find(&token.0)).execute(conn)?;
    Ok(())
}

/// Deletes sessions that were not used since one instant or began before the other one, `most` at once;
/// how many.
pub fn delete_expired(
    conn: &mut Conn,
    seen_before: DateTime<Utc>,
    created_before: DateTime<Utc>,
    most: i64,
) -> Result<usize, StoreError> {
    let is_over = staff_sessions::seen_at
        .le(micros(seen_before))
        .or(staff_sessions::created_at.le(micros(created_before)));
    let hashes: Vec<String> =
        staff_sessions::table.filter(is_over).limit(most).select(staff_sessions::token_hash).load(conn)?;
    let listed = staff_sessions::table.filter(staff_sessions::token_hash.eq_any(hashes));
    Ok(diesel::delete(listed.filter(is_over)).execute(conn)?)
}

/// Ends all sessions of a person.
pub fn delete_of_clerk(conn: &mut Conn, clerk: ClerkId) -> Result<(), StoreError> {
    diesel::delete(staff_sessions::table.filter(staff_sessions::clerk_id.eq(clerk.to_string())))
        .execute(conn)?;
    Ok(())
}
