//! How often codes and secrets may be tried.
//!
//! What has 74 random bits and more (codes, secrets) is counted only where it is wrong, and opens also in a pause: whoever
//! tries a thousand a second finds one in some six hundred thousand million years, pause or not, and whoever knows the
//! number of an application, or the beginning of a code, could keep its owner out for as long as they go on. The pause
//! tells programs and the log that somebody guesses. Names for a receipt are no secrets: each is counted.

use chrono::{DateTime, Duration, Utc};

use crate::store::attempts::{self, Place};
use crate::store::{Conn, StoreError};

/// Attempts at the same place before nobody is heard for a while.
const FREE_ATTEMPTS: i64 = 5;

/// Seconds of that while.
const PAUSE: i64 = 60;

/// Minutes after which attempts are forgotten.
const MEMORY: i64 = 15;

/// Counts an attempt at a place; whether it may be made.
pub(crate) fn may_try(conn: &mut Conn, place: &Place, now: DateTime<Utc>) -> Result<bool, StoreError> {
    let Some(count) = attempts::count(conn, place, now, now + Duration::minutes(MEMORY))? else {
        return Ok(false);
    };
    if count >= FREE_ATTEMPTS {
        attempts::pause(conn, place, now + Duration::seconds(PAUSE))?;
    }
    Ok(true)
}
