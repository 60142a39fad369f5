//! Attempts to sign in, by the login that was typed, whether it exists or not.
//!
//! Only its hash is kept: people sometimes type their password into the wrong field.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use sha2::{Digest, Sha256};

use super::conn::Conn;
use super::dialect::{self, NewAttempts};
use super::error::StoreError;
use super::rows::micros;
use super::schema::sign_in_attempts;

/// The SHA-256 of a login in small letters and without blanks around it, as lower-case hexadecimal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoginHash(String);

impl LoginHash {
    /// The hash of a login as it was typed.
    pub fn of(login: &str) -> Self {
        Self(hex::encode(Sha256::digest(login.trim().to_lowercase())))
    }
}

/// Whether no attempt is looked at now.
pub fn is_paused(conn: &mut Conn, login: &LoginHash, now: DateTime<Utc>) -> Result<bool, StoreError> {
    let paused = sign_in_attempts::table.find(&login.0).filter(sign_in_attempts::next_at.gt(micros(now)));
    Ok(paused.count().get_result::<i64>(conn)? > 0)
}

/// Counts an attempt, unless there is a pause: how many there were until now with it. They are forgotten
/// at `expires_at`. The row is held until the transaction ends, so that of several attempts at once each
/// gets its own number and the pause that follows from it ([`pause`]).
pub fn count(
    conn: &mut Conn,
    login: &LoginHash,
    now: DateTime<Utc>,
    expires_at: DateTime<Utc>,
) -> Result<Option<i64>, StoreError> {
    let row = sign_in_attempts::table.find(&login.0);
    diesel::delete(row.filter(sign_in_attempts::expires_at.le(micros(now)))).execute(conn)?;
    let (next_at, expires_at) = (micros(now), micros(expires_at));
    let new = NewAttempts { login_hash: &login.0, attempts: 0, next_at, expires_at };
    dialect::insert_attempts_if_new(conn, &new)?;
    let counted = diesel::update(row.filter(sign_in_attempts::next_at.le(micros(now))))
        .set((
            sign_in_attempts::attempts.eq(sign_in_attempts::attempts + 1),
            sign_in_attempts::expires_at.eq(expires_at),
        ))
        .execute(conn)?;
    if counted == 0 {
        return Ok(None);
    }
    Ok(row.select(sign_in_attempts::attempts).first(conn).optional()?)
}

/// Lets nobody try before `next_at`. For whoever has just counted an attempt.
pub fn pause(conn: &mut Conn, login: &LoginHash, next_at: DateTime<Utc>) -> Result<(), StoreError> {
    diesel::update(sign_in_attempts::table.find(&login.0))
        .set(sign_in_attempts::next_at.eq(micros(next_at)))
        .execute(conn)?;
    Ok(())
}

/// Forgets the attempts at a login.
pub fn delete(conn: &mut Conn, login: &LoginHash) -> Result<(), StoreError> {
    diesel::delete(sign_in_attempts::table.find(&login.0)).execute(conn)?;
    Ok(())
}

/// Forgets attempts whose time is over, of `most` logins at once; of how many.
pub fn delete_expired(conn: &mut Conn, now: DateTime<Utc>, most: i64) -> Result<usize, StoreError> {
    let is_over = sign_in_attempts::expires_at.le(micros(now));
    let hashes: Vec<String> = sign_in_attempts::table
        .filter(is_over)
        .limit(most)
        .select(sign_in_attempts::login_hash)
        .load(conn)?;
    let listed = sign_in_attempts::table.filter(sign_in_attempts::login_hash.eq_any(hashes));
    Ok(diesel::delete(listed.filter(is_over)).execute(conn)?)
}
