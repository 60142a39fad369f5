//! What is kept no longer than it may be: drafts whose time is over, sessions that have ended,
//! and old attempts to sign in.

use std::sync::Arc;
use std::time::Duration as StdDuration;

use chrono::{DateTime, Duration, Utc};
use tokio::sync::watch;

use crate::clock::Clock;
use crate::domain::Scope;
use crate::store::{Db, StoreError, attempts, drafts, sessions};

/// How often expired rows are swept. They are no good to anybody in the meantime: whoever reads a draft,
/// a session or attempts looks at their time.
const PULSE: StdDuration = StdDuration::from_secs(10 * 60);

/// Most rows of one write, so that no request waits long behind it.
const BATCH: i64 = 200;

/// How long sessions hold. Each draft knows itself when it ends: its form says how long drafts are kept.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Without a request for this long, a session is over.
    pub session_idle: Duration,
    /// This long after signing in, it is over in any case.
    pub session: Duration,
}

/// How many rows were deleted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Swept {
    /// Drafts.
    pub drafts: usize,
    /// Sessions.
    pub sessions: usize,
    /// Logins at which somebody tried to sign in.
    pub attempts: usize,
}

/// Sweeps at once and then with each pulse, until told to stop.
pub async fn run(db: Db, limits: Limits, clock: Arc<dyn Clock>, mut stop: watch::Receiver<bool>) {
    let work = async {
        loop {
            match sweep(&db, limits, clock.now()).await {
                Ok(swept) if swept == Swept::default() => {}
                Ok(Swept { drafts, sessions, attempts }) => {
                    tracing::info!(
                        drafts.count = drafts,
                        sessions.count = sessions,
                        attempts.count = attempts,
                        "deleted what has expired"
                    );
                }
                Err(error) => tracing::warn!(%error, "what has expired cannot be deleted"),
            }
            tokio::time::sleep(PULSE).await;
        }
    };
    // A batch that has begun is finished by the gate.
    tokio::select! {
        () = work => {}
        _ = stop.changed() => {}
    }
}

/// Deletes everything that has expired, batch by batch.
pub async fn sweep(db: &Db, limits: Limits, now: DateTime<Utc>) -> Result<Swept, StoreError> {
    let (idle, limit) = (now - limits.session_idle, now - limits.session);
    let mut swept = Swept::default();
    loop {
        let batch = db.write(move |conn| {
            Ok::<_, StoreError>(Swept {
                drafts: drafts::delete_expired(&Scope::System, conn, now, BATCH)?,
                sessions: sessions::delete_expired(conn, idle, limit, BATCH)?,
                attempts: attempts::delete_expired(conn, now, BATCH)?,
            })
        });
        let batch = batch.await?;
        swept.drafts += batch.drafts;
        swept.sessions += batch.sessions;
        swept.attempts += batch.attempts;
        if batch == Swept::default() {
            return Ok(swept);
        }
    }
}
