//! Who is behind a token, without a write for each request.

use chrono::{DateTime, Duration, Utc};

use super::sign_in::{self, SignedIn, TOUCH_SECONDS};
use crate::domain::TokenHash;
use crate::store::sessions::Session;
use crate::store::{Conn, Db, StoreError, sessions};

/// How long sessions of staff hold.
#[derive(Debug, Clone, Copy)]
pub struct SessionLimits {
    /// Without a request for this long, a session is over.
    pub idle: Duration,
    /// The same at the desk, where somebody else sits before the screen next: then the desk is locked.
    pub desk_idle: Duration,
    /// This long after signing in, it is over in any case.
    pub absolute: Duration,
}

impl SessionLimits {
    /// Whether a session is over.
    pub(super) fn is_over(&self, session: &Session, now: DateTime<Utc>) -> bool {
        now - session.seen_at >= self.idle_of(session) || now - session.created_at >= self.absolute
    }

    /// How long its person may do nothing.
    pub(super) fn idle_of(&self, session: &Session) -> Duration {
        let is_at_desk = session.clerk.role.may_assist() || !session.open.is_none();
        if is_at_desk { self.desk_idle.min(self.idle) } else { self.idle }
    }
}

/// What a look at a session tells.
enum Look {
    /// The person, if the session holds.
    Person(Option<Box<SignedIn>>),
    /// That the session is over, or is used again, must be written.
    Write,
}

/// The person behind a token, if their session still holds.
/// Reads only, unless the session ends or its person was quiet for a minute.
pub async fn current(
    db: &Db,
    token: TokenHash,
    now: DateTime<Utc>,
    limits: SessionLimits,
) -> Result<Option<SignedIn>, StoreError> {
    let key = token.clone();
    match db.glance(move |conn| look(conn, &key, now, limits)).await? {
        Look::Person(person) => Ok(person.map(|person| *person)),
        Look::Write => db.write(move |conn| sign_in::current(conn, &token, now, limits)).await,
    }
}

fn look(
    conn: &mut Conn,
    token: &TokenHash,
    now: DateTime<Utc>,
    limits: SessionLimits,
) -> Result<Look, StoreError> {
    let Some(session) = sessions::find(conn, token)? else { return Ok(Look::Person(None)) };
    if limits.is_over(&session, now) || now - session.seen_at >= Duration::seconds(TOUCH_SECONDS) {
        return Ok(Look::Write);
    }
    Ok(Look::Person(sign_in::current(conn, token, now, limits)?.map(Box::new)))
}
