//! Signing in and out.

use chrono::{DateTime, Duration, Utc};

use super::form_tokens::form_token;
use super::session::SessionLimits;
use super::verifier::Verifier;
use crate::domain::{
    ClerkId, DepartmentId, KnownBrowser, MatterKey, OpenCase, Role, Scope, StaffScope, Token, TokenHash,
};
use crate::meters;
use crate::store::attempts::{Place, Trying};
use crate::store::clerks::ClerkRecord;
use crate::store::{Conn, Db, StoreError, attempts, clerks, sessions};

/// Attempts in a row before signing in slows down.
const FREE_ATTEMPTS: i64 = 5;

/// Seconds of the first pause.
const FIRST_PAUSE: i64 = 15;

/// Seconds of the longest pause: whoever guesses at a login must not keep its owner out for long.
const LONGEST_PAUSE: i64 = 60;

/// Minutes after the last attempt in which attempts are forgotten. Long enough that waiting for it gives
/// fewer guesses than going on.
const MEMORY: i64 = 15;

/// How often a session notes that its person did something.
pub(super) const TOUCH_SECONDS: i64 = 60;

/// A signed-in member of staff.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// Who it is.
    pub clerk: ClerkId,
    /// The name they signed in with.
    pub login: String,
    /// The name colleagues see.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// Whose cases they see.
    pub departments: Vec<DepartmentId>,
    /// Whether they sit at the desk besides what their role is.
    pub at_desk: bool,
    /// The token of their forms.
    pub csrf: String,
    /// Their session.
    pub session: TokenHash,
    /// How long they may do nothing before it is over.
    pub idle: Duration,
    /// The case that lies open in it, at the desk.
    pub open: OpenCase,
}

impl SignedIn {
    /// On whose behalf this person reads and changes data.
    pub fn scope(&self) -> Scope {
        let (clerk, role, at_desk) = (self.clerk, self.role, self.at_desk);
        Scope::Staff(StaffScope { clerk, role, departments: self.departments.clone(), at_desk })
    }

    /// Whether this person files applications for residents: by role, or besides it.
    pub fn may_assist(&self) -> bool {
        self.at_desk || self.role.may_assist()
    }

    /// Whether this person works cases of their departments.
    pub fn may_work_cases(&self) -> bool {
        self.role.may_work_cases()
    }
}

/// Why signing in failed.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// Name or password do not fit; which of them is not told.
    #[error("name or password do not fit")]
    Wrong,
    /// Too many attempts: none is looked at for up to a minute, be the password right or wrong.
    #[error("too many attempts")]
    Throttled,
    /// Too many people sign in at this moment; nothing was done.
    #[error("too many passwords are checked")]
    Busy,
    /// The database, or no random bytes.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Who somebody says they are, and where they say it. Never logged: there is no [`std::fmt::Debug`].
#[derive(Clone)]
pub struct Credentials {
    /// The name as it was typed.
    pub login: String,
    /// The password as it was typed.
    pub password: String,
    /// What the browser brings along.
    pub browser: Option<KnownBrowser>,
    /// The key of marks of browsers.
    pub key: MatterKey,
}

impl Credentials {
    /// Where this attempt counts. In a browser in which its owner has signed in before, a login has a count of its own,
    /// which strangers cannot reach; a new password begins another one. What is not there costs the same work.
    fn place(&self, clerk: Option<&ClerkRecord>, now: DateTime<Utc>) -> Place {
        let id = clerk.map_or_else(ClerkId::random, |clerk| clerk.id);
        let known = self.browser.as_ref().filter(|mark| mark.is_known_to(&self.key, id, now.date_naive()));
        match (known, clerk) {
            (Some(mark), Some(clerk)) => {
                let parts = [mark.name().reveal(), &id.to_string(), &clerk.password_hash];
                Place::of(Trying::SignInWhereKnown(&parts.join("\0")))
            }
            _ => Place::of(Trying::SignIn(&self.login)),
        }
    }
}

/// What somebody has who signed in.
#[derive(Debug)]
pub struct Entry {
    /// The token of their session.
    pub token: Token,
    /// The mark of their browser, which is known to them from now on.
    pub browser: KnownBrowser,
    /// What they may do.
    pub role: Role,
}

/// Signs a person in: a new session each time, the old one of this browser ends. An unknown name is
/// treated as a wrong password and costs the same work, so that names cannot be found out.
pub async fn sign_in(
    db: &Db,
    verifier: &Verifier,
    credentials: Credentials,
    old: Option<TokenHash>,
    now: DateTime<Utc>,
) -> Result<Entry, SignInError> {
    let recognized = recognize(db, verifier, &credentials, now).await;
    match &recognized {
        Err(SignInError::Wrong) => meters::sign_in_refused("wrong"),
        Err(SignInError::Throttled) => meters::sign_in_refused("throttled"),
        Err(SignInError::Busy) => meters::sign_in_refused("busy"),
        Ok(_) | Err(SignInError::Store(_)) => {}
    }
    let (clerk, place) = recognized?;
    let token = begin_session(db, &clerk, place, old, now).await?;
    tracing::info!(clerk.id = %clerk.id, "signed in");
    let browser = match credentials.browser {
        Some(mark) => mark,
        None => KnownBrowser::new(fresh()?),
    };
    let browser = browser.with(&credentials.key, clerk.id, now.date_naive());
    Ok(Entry { token, browser, role: clerk.role })
}

/// The person with this name and password, for something that they confirm beside whoever is signed in. It counts
/// and is slowed down like signing in.
pub async fn confirm(
    db: &Db,
    verifier: &Verifier,
    credentials: Credentials,
    now: DateTime<Utc>,
) -> Result<ClerkId, SignInError> {
    let (clerk, place) = recognize(db, verifier, &credentials, now).await?;
    db.write(move |conn| attempts::delete(conn, &place)).await?;
    Ok(clerk.id)
}

/// Whose name and password these are, and where the attempt was counted.
async fn recognize(
    db: &Db,
    verifier: &Verifier,
    credentials: &Credentials,
    now: DateTime<Utc>,
) -> Result<(ClerkRecord, Place), SignInError> {
    let typed = credentials.clone();
    let found = db.read(move |conn| {
        let clerk = clerks::find_by_login(conn, &typed.login)?;
        let place = typed.place(clerk.as_ref(), now);
        match attempts::is_paused(conn, &place, now)? {
            true => Err(SignInError::Throttled),
            false => Ok((clerk, place)),
        }
    });
    let (found, place) = found.await?;
    let turn = verifier.turn().await.ok_or(SignInError::Busy)?;
    // Counted before the password is looked at: of many attempts at once, none is for free.
    let counted = place.clone();
    db.write(move |conn| count_attempt(conn, &counted, now)).await?;
    let hash = found.as_ref().map(|clerk| clerk.password_hash.clone());
    let fits = turn.fits(credentials.password.clone(), hash).await;
    match found {
        Some(clerk) if fits && clerk.disabled_at.is_none() => Ok((clerk, place)),
        found => {
            // Never the name that was typed: it may be the password.
            tracing::warn!(clerk.id = found.map(|clerk| display(clerk.id)), "a sign-in failed");
            Err(SignInError::Wrong)
        }
    }
}

/// Counts an attempt and begins the pause that follows it, unless there is one already.
fn count_attempt(conn: &mut Conn, place: &Place, now: DateTime<Utc>) -> Result<(), SignInError> {
    let forgotten_at = now + Duration::minutes(MEMORY);
    let count = attempts::count(conn, place, now, forgotten_at)?.ok_or(SignInError::Throttled)?;
    if let Some(pause) = pause(count) {
        attempts::pause(conn, place, now + pause)?;
    }
    Ok(())
}

/// The pause after so many attempts in a row: it doubles each time.
fn pause(attempts: i64) -> Option<Duration> {
    let beyond = attempts - FREE_ATTEMPTS;
    (beyond >= 0).then(|| Duration::seconds((FIRST_PAUSE << beyond.min(10)).min(LONGEST_PAUSE)))
}

/// Begins the session of a person whose password fits, and forgets their attempts.
async fn begin_session(
    db: &Db,
    clerk: &ClerkRecord,
    place: Place,
    old: Option<TokenHash>,
    now: DateTime<Utc>,
) -> Result<Token, SignInError> {
    let (token, csrf) = (fresh()?, form_token(clerk.id, &fresh()?));
    let (hash, id, password) = (token.hash(), clerk.id, clerk.password_hash.clone());
    db.write(move |conn| {
        if let Some(old) = old {
            sessions::delete(conn, &old)?;
        }
        if !clerks::hold(conn, id, &password)? {
            return Err(SignInError::Wrong);
        }
        attempts::delete(conn, &place)?;
        Ok(sessions::insert(conn, &hash, id, &csrf, now)?)
    })
    .await?;
    Ok(token)
}

fn fresh() -> Result<Token, StoreError> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|error| StoreError::Driver(error.to_string()))?;
    Ok(Token::from_bytes(bytes))
}

/// The person behind a token, if their session still holds.
pub fn current(
    conn: &mut Conn,
    token: &TokenHash,
    now: DateTime<Utc>,
    limits: SessionLimits,
) -> Result<Option<SignedIn>, StoreError> {
    let Some(session) = sessions::find(conn, token)? else { return Ok(None) };
    if limits.is_over(&session, now) {
        sessions::delete(conn, token)?;
        return Ok(None);
    }
    if now - session.seen_at >= Duration::seconds(TOUCH_SECONDS) {
        sessions::touch(conn, token, now)?;
    }
    let idle = limits.idle_of(&session);
    let clerk = session.clerk;
    Ok(Some(SignedIn {
        departments: clerks::departments(conn, clerk.id)?,
        clerk: clerk.id,
        login: clerk.login,
        name: clerk.name,
        role: clerk.role,
        at_desk: clerk.details.at_desk,
        csrf: session.csrf_token,
        session: token.clone(),
        idle,
        open: session.open,
    }))
}

/// Notes that a person is there, so that their session goes on.
pub fn stay(conn: &mut Conn, person: &SignedIn, now: DateTime<Utc>) -> Result<(), StoreError> {
    sessions::touch(conn, &person.session, now)
}

/// Ends a session.
pub fn sign_out(conn: &mut Conn, token: &TokenHash) -> Result<(), StoreError> {
    sessions::delete(conn, token)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guessing_becomes_slow() {
        assert_eq!(pause(4), None);
        assert_eq!(pause(5), Some(Duration::seconds(15)));
        assert_eq!(pause(7), Some(Duration::seconds(60)));
        assert_eq!(pause(1000), Some(Duration::minutes(1)));
    }
}
