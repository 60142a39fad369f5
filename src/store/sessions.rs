//! Sessions of signed-in staff. Only the hash of the browser's token is kept.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::clerks::{ClerkRecord, Row as ClerkRow};
use super::conn::Conn;
use super::error::StoreError;
use super::rows::{instant, micros};
use super::schema::{clerks, staff_sessions};
use crate::domain::{ClerkId, TokenHash};

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
    let row: Option<(ClerkRow, String, i64, i64)> = staff_sessions::table
        .inner_join(clerks::table)
        .filter(staff_sessions::token_hash.eq(&token.0).and(clerks::disabled_at.is_null()))
        .select((
            ClerkRow::as_select(),
            staff_sessions::csrf_token,
            staff_sessions::created_at,
            staff_sessions::seen_at,
        ))
        .first(conn)
        .optional()?;
    let Some((clerk, csrf_token, created_at, seen_at)) = row else { return Ok(None) };
    Ok(Some(Session {
        clerk: clerk.read()?,
        csrf_token,
        created_at: instant(TABLE, "created_at", created_at)?,
        seen_at: instant(TABLE, "seen_at", seen_at)?,
    }))
}

/// Notes that the person did something.
pub fn touch(conn: &mut Conn, token: &TokenHash, now: DateTime<Utc>) -> Result<(), StoreError> {
    diesel::update(staff_sessions::table.find(&token.0))
        .set(staff_sessions::seen_at.eq(micros(now)))
        .execute(conn)?;
    Ok(())
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
