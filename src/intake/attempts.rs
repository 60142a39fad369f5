//! How often codes and secrets may be tried.

use chrono::{DateTime, Duration, Utc};

use crate::store::attempts::{self, Place};
use crate::store::{Conn, StoreError};

/// Attempts at the same place before nobody is heard for a while.
const FREE_ATTEMPTS: i64 = 5;

/// Seconds of that while. Whoever guesses must not keep out for long whom the code belongs to.
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
