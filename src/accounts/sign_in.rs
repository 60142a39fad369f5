//! Signing in and out.

use chrono::{DateTime, Duration, Utc};

use super::verifier::Verifier;
use crate::domain::{ClerkId, DepartmentId, Role, Scope, StaffScope, Token, TokenHash};
use crate::store::{Conn, Db, StoreError, clerks, sessions};

/// Attempts that may fail before signing in slows down.
const FREE_ATTEMPTS: i64 = 5;

/// The longest pause between attempts.
const LONGEST_PAUSE: i64 = 15 * 60;

/// How often a session notes that its person did something.
const TOUCH_SECONDS: i64 = 60;

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
    /// The token of their forms.
    pub csrf: String,
}

impl SignedIn {
    /// On whose behalf this person reads and changes data.
    pub fn scope(&self) -> Scope {
        Scope::Staff(StaffScope { clerk: self.clerk, role: self.role, departments: self.departments.clone() })
    }
}

/// Why signing in failed.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// Name or password do not fit; which of them is not told.
    #[error("name or password do not fit")]
    Wrong,
    /// Too many attempts failed.
    #[error("too many attempts")]
    Throttled {
        /// When the next attempt is possible.
        until: DateTime<Utc>,
    },
    /// Too many people sign in at this moment; nothing was done.
    #[error("too many passwords are checked")]
    Busy,
    /// The database, or no random bytes.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Signs a person in: a new session each time, the old one of this browser ends. An unknown name costs
/// the same work as a wrong password, so that names cannot be found out by the time it takes.
pub async fn sign_in(
    db: &Db,
    verifier: &Verifier,
    login: &str,
    password: &str,
    old: Option<TokenHash>,
    now: DateTime<Utc>,
) -> Result<(Token, Role), SignInError> {
    let name = login.to_owned();
    let found = db.read(move |conn| clerks::find_by_login(conn, &name)).await?;
    if let Some(until) = found.as_ref().and_then(|clerk| clerk.locked_until).filter(|until| *until > now) {
        return Err(SignInError::Throttled { until });
    }
    let hash = found.as_ref().map(|clerk| clerk.password_hash.clone());
    let turn = verifier.turn().await.ok_or(SignInError::Busy)?;
    let fits = turn.fits(password.to_owned(), hash).await;
    let Some(clerk) = found.filter(|clerk| clerk.disabled_at.is_none()) else {
        return Err(SignInError::Wrong);
    };
    if !fits {
        let locked_until = pause(clerk.failed_logins + 1).map(|pause| now + pause);
        db.write(move |conn| clerks::record_failed_login(conn, clerk.id, locked_until)).await?;
        tracing::warn!(clerk.id = %clerk.id, "a sign-in failed");
        return Err(SignInError::Wrong);
    }
    let (token, csrf) = (fresh()?, fresh()?);
    let hash = token.hash();
    db.write(move |conn| {
        if let Some(old) = old {
            sessions::delete(conn, &old)?;
        }
        if !clerks::record_login(conn, clerk.id, &clerk.password_hash)? {
            return Err(SignInError::Wrong);
        }
        Ok(sessions::insert(conn, &hash, clerk.id, csrf.reveal(), now)?)
    })
    .await?;
    tracing::info!(clerk.id = %clerk.id, "signed in");
    Ok((token, clerk.role))
}

/// The pause after so many failed attempts in a row: it doubles each time.
fn pause(failed: i64) -> Option<Duration> {
    let beyond = failed - FREE_ATTEMPTS;
    (beyond >= 0).then(|| Duration::seconds((1i64 << beyond.min(10)).saturating_mul(15).min(LONGEST_PAUSE)))
}

fn fresh() -> Result<Token, StoreError> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|error| StoreError::Driver(error.to_string()))?;
    Ok(Token::from_bytes(bytes))
}

/// The person behind a token, if their session still holds: not idle for `idle`, not older than `limit`.
pub fn current(
    conn: &mut Conn,
    token: &TokenHash,
    now: DateTime<Utc>,
    idle: Duration,
    limit: Duration,
) -> Result<Option<SignedIn>, StoreError> {
    let Some(session) = sessions::find(conn, token)? else { return Ok(None) };
    if now - session.seen_at >= idle || now - session.created_at >= limit {
        sessions::delete(conn, token)?;
        return Ok(None);
    }
    if now - session.seen_at >= Duration::seconds(TOUCH_SECONDS) {
        sessions::touch(conn, token, now)?;
    }
    let clerk = session.clerk;
    Ok(Some(SignedIn {
        departments: clerks::departments(conn, clerk.id)?,
        clerk: clerk.id,
        login: clerk.login,
        name: clerk.name,
        role: clerk.role,
        csrf: session.csrf_token,
    }))
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
        assert_eq!(pause(1000), Some(Duration::minutes(15)));
    }
}
