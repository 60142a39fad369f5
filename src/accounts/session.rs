//! Who is behind a token, without a write for each request.

use chrono::{DateTime, Duration, Utc};

use super::sign_in::{self, SignedIn, TOUCH_SECONDS};
use crate::domain::TokenHash;
use crate::store::{Conn, Db, StoreError, sessions};

/// What a look at a session tells.
enum Look {
    /// The person, if the session holds.
    Person(Option<SignedIn>),
    /// That the session is over, or is used again, must be written.
    Write,
}

/// The person behind a token, if their session still holds: not idle for `idle`, not older than `limit`.
/// Reads only, unless the session ends or its person was quiet for a minute.
pub async fn current(
    db: &Db,
    token: TokenHash,
    now: DateTime<Utc>,
    idle: Duration,
    limit: Duration,
) -> Result<Option<SignedIn>, StoreError> {
    let key = token.clone();
    match db.read(move |conn| look(conn, &key, now, idle, limit)).await? {
        Look::Person(person) => Ok(person),
        Look::Write => db.write(move |conn| sign_in::current(conn, &token, now, idle, limit)).await,
    }
}

fn look(
    conn: &mut Conn,
    token: &TokenHash,
    now: DateTime<Utc>,
    idle: Duration,
    limit: Duration,
) -> Result<Look, StoreError> {
    let Some(session) = sessions::find(conn, token)? else { return Ok(Look::Person(None)) };
    let quiet = idle.min(Duration::seconds(TOUCH_SECONDS));
    if now - session.seen_at >= quiet || now - session.created_at >= limit {
        return Ok(Look::Write);
    }
    Ok(Look::Person(sign_in::current(conn, token, now, idle, limit)?))
}
