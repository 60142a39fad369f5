//! To whom it was told on which day what is due: once, however many processes there are.

use chrono::{Days, NaiveDate};
use diesel::prelude::*;

use super::conn::Conn;
use super::dialect::{self, NewDigest};
use super::error::StoreError;
use super::outbox::{self, NewMessage, Subject};
use super::schema::digests;
use crate::clock::start_of_day;

/// For how many days it is kept that somebody was told.
const KEPT: u64 = 7;

/// Who was told, or had nothing to be told, on a day.
pub fn told(conn: &mut Conn, day: NaiveDate) -> Result<Vec<String>, StoreError> {
    let of_day = digests::table.filter(digests::day_on.eq(day.to_string()));
    Ok(of_day.select(digests::addressee).load(conn)?)
}

/// Takes the turn of an addressee on a day; `false` where somebody else has taken it. What is days old goes.
pub fn take_turn(conn: &mut Conn, addressee: &str, day: NaiveDate) -> Result<bool, StoreError> {
    let old = day.checked_sub_days(Days::new(KEPT)).unwrap_or(day);
    diesel::delete(digests::table.filter(digests::day_on.lt(old.to_string()))).execute(conn)?;
    outbox::delete_digests_before(conn, start_of_day(old))?;
    dialect::insert_digest_if_new(conn, &NewDigest { addressee, day_on: &day.to_string() })
}

/// Gives a turn back, because what it was for could not be done.
pub fn give_back(conn: &mut Conn, addressee: &str, day: NaiveDate) -> Result<(), StoreError> {
    diesel::delete(digests::table.find((addressee, day.to_string()))).execute(conn)?;
    Ok(())
}

/// Puts the mail of a turn into the outbox, instead of an older one to the same addressee: after days without a mail
/// server each gets one.
pub fn tell(conn: &mut Conn, addressee: &str, new: &NewMessage) -> Result<(), StoreError> {
    outbox::delete_digests_for(conn, addressee)?;
    outbox::insert(conn, Subject::Digest(addressee.to_owned()), new)
}
