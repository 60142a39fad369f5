//! Attempts at what can be guessed, or asked for too often: each counts at a place, whether what was typed exists or not.
//!
//! Only the hash of a place is kept: people sometimes type their password into the wrong field.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use sha2::{Digest, Sha256};

use super::conn::Conn;
use super::dialect::{self, NewAttempts};
use super::error::StoreError;
use super::rows::micros;
use super::schema::sign_in_attempts;

/// What is tried, with what was typed. Each has counters of its own.
#[derive(Debug, Clone, Copy)]
pub enum Trying<'a> {
    /// A password, for the login as it was typed.
    SignIn(&'a str),
    /// A password, in a browser that is known to its owner: whatever tells the browser and the account.
    SignInWhereKnown(&'a str),
    /// The code of a draft, by its beginning.
    DraftCode(&'a str),
    /// Codes of drafts, by the clerk with this login.
    DraftCodeAtDesk(&'a str),
    /// Asking for a mail about the draft of this id.
    MailOfDraft(&'a str),
    /// Asking for a mail about a draft to this mailbox.
    MailTo(&'a str),
    /// Names of whom a receipt belongs to, by its number.
    Receipt(&'a str),
    /// Numbers and names of receipts, by the clerk with this login.
    ReceiptAtDesk(&'a str),
    /// The code of an application, by its number.
    Status(&'a str),
    /// The secret of an application, by its number as a program gave it.
    State(&'a str),
}

impl<'a> Trying<'a> {
    /// A word for what it is and the text that goes with it. No two words are the same.
    fn parts(self) -> (&'static str, &'a str) {
        match self {
            Self::SignIn(login) => ("sign in", login),
            Self::SignInWhereKnown(owner) => ("sign in where known", owner),
            Self::DraftCode(beginning) => ("code of a draft", beginning),
            Self::DraftCodeAtDesk(login) => ("code of a draft at the desk", login),
            Self::MailOfDraft(draft) => ("mail about a draft", draft),
            Self::MailTo(mailbox) => ("mail to", mailbox),
            Self::Receipt(number) => ("name for a receipt", number),
            Self::ReceiptAtDesk(login) => ("name for a receipt at the desk", login),
            Self::Status(number) => ("code of an application", number),
            Self::State(number) => ("secret of an application", number),
        }
    }
}

/// Where attempts are counted: the SHA-256 of what is tried and of the text in small letters and without blanks around
/// it, as lower-case hexadecimal. Between the two stands a zero byte, which no word for what is tried has: whatever
/// somebody types at one place, it counts at no other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place(String);

impl Place {
    /// The place of what is tried.
    pub fn of(trying: Trying<'_>) -> Self {
        let (what, text) = trying.parts();
        Self(hex::encode(Sha256::digest(format!("{what}\0{}", text.trim().to_lowercase()))))
    }
}

/// Whether no attempt is looked at now.
pub fn is_paused(conn: &mut Conn, place: &Place, now: DateTime<Utc>) -> Result<bool, StoreError> {
    let paused = sign_in_attempts::table.find(&place.0).filter(sign_in_attempts::next_at.gt(micros(now)));
    Ok(paused.count().get_result::<i64>(conn)? > 0)
}

/// Counts an attempt, unless there is a pause: how many there were until now with it. They are forgotten
/// at `expires_at`. The row is held until the transaction ends, so that of several attempts at once each
/// gets its own number and the pause that follows from it ([`pause`]).
pub fn count(
    conn: &mut Conn,
    place: &Place,
    now: DateTime<Utc>,
    expires_at: DateTime<Utc>,
) -> Result<Option<i64>, StoreError> {
    let row = sign_in_attempts::table.find(&place.0);
    diesel::delete(row.filter(sign_in_attempts::expires_at.le(micros(now)))).execute(conn)?;
    let expires_at = micros(expires_at);
    // No pause yet, also for who came a moment earlier and is counted after this one.
    let new = NewAttempts { login_hash: &place.0, attempts: 0, next_at: 0, expires_at };
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
pub fn pause(conn: &mut Conn, place: &Place, next_at: DateTime<Utc>) -> Result<(), StoreError> {
    diesel::update(sign_in_attempts::table.find(&place.0))
        .set(sign_in_attempts::next_at.eq(micros(next_at)))
        .execute(conn)?;
    Ok(())
}

/// Forgets the attempts at a place.
pub fn delete(conn: &mut Conn, place: &Place) -> Result<(), StoreError> {
    diesel::delete(sign_in_attempts::table.find(&place.0)).execute(conn)?;
    Ok(())
}

/// Forgets attempts whose time is over, at `most` places at once; of how many.
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
