//! What is kept no longer than it may be: drafts whose time is over, sessions that have ended,
//! visits of applicants, old attempts to sign in, files that belong to nothing any more, and traces of drafts that changed hands.
//! Once a day also cases, papers and lists of payments, as long as their forms say ([`purge()`]).

mod clocks;
mod purge;
mod request;

pub use purge::{Forecast, FormForecast, Purged, erase_keyless, forecast, purge, purge_daily, remove};
pub use request::{Requested, erase_requested};

use std::sync::Arc;
use std::time::Duration as StdDuration;

use chrono::{DateTime, Duration, Utc};
use tokio::sync::watch;

use crate::clock::Clock;
use crate::depot::Depot;
use crate::domain::{SENT_FILE_HOURS, Scope, VISIT_HOURS, VISIT_IDLE_MINUTES};
use crate::library::Library;
use crate::store::{Db, StoreError, attempts, case_visits, drafts, files, handovers, keys, reuse, sessions};

/// How often expired rows are swept. They are no good to anybody in the meantime: whoever reads a draft,
/// a session or attempts looks at their time.
const PULSE: StdDuration = StdDuration::from_secs(10 * 60);

/// Most rows of one write, so that no request waits long behind it.
const BATCH: i64 = 200;

/// A file that no row names may belong to a request that is still on its way; after this long it does not.
const STRAY: StdDuration = StdDuration::from_secs(24 * 60 * 60);

/// How many old files the database is asked about at once.
const ASKED_AT_ONCE: usize = 500;

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
    /// Files that belong to nothing any more.
    pub files: usize,
    /// Answers that somebody had kept to begin with; the applications stay.
    pub kept: usize,
    /// Drafts that changed hands and of which nothing is told any more.
    pub handovers: usize,
    /// Looks of applicants at where their applications stand.
    pub visits: usize,
    /// Keys of drafts that are gone.
    pub keys: usize,
}

/// Sweeps at once and then with each pulse, until told to stop; with each pulse `forget` lets go of what is held in
/// memory only.
pub async fn run(
    (db, depot, library): (Db, Depot, Arc<Library>),
    limits: Limits,
    forget: impl Fn(),
    clock: Arc<dyn Clock>,
    mut stop: watch::Receiver<bool>,
) {
    let work = async {
        loop {
            match sweep(&db, &depot, limits, clock.now()).await {
                Ok(swept) if swept == Swept::default() => {}
                Ok(Swept { drafts, sessions, attempts, files, kept, handovers, visits, keys }) => {
                    tracing::info!(
                        drafts.count = drafts,
                        sessions.count = sessions,
                        attempts.count = attempts,
                        files.count = files,
                        kept.count = kept,
                        handovers.count = handovers,
                        visits.count = visits,
                        keys.count = keys,
                        "deleted what has expired"
                    );
                }
                Err(error) => tracing::warn!(%error, "what has expired cannot be deleted"),
            }
            if let Err(error) = purge_daily(&db, &depot, &library, clock.now()).await {
                tracing::warn!(%error, "cases whose time is over cannot be erased");
            }
            db.let_keys_go();
            forget();
            tokio::time::sleep(PULSE).await;
        }
    };
    // A batch that has begun is finished by the gate.
    tokio::select! {
        () = work => {}
        _ = stop.changed() => {}
    }
}

/// Why sweeping ended early.
#[derive(Debug, thiserror::Error)]
pub enum SweepError {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The folder with files.
    #[error("the files cannot be swept: {0}")]
    Depot(#[from] std::io::Error),
}

/// Deletes everything that has expired, batch by batch, and has the database look at what is left.
pub async fn sweep(db: &Db, depot: &Depot, limits: Limits, now: DateTime<Utc>) -> Result<Swept, SweepError> {
    let (idle, limit) = (now - limits.session_idle, now - limits.session);
    let visits_before = (now - Duration::minutes(VISIT_IDLE_MINUTES), now - Duration::hours(VISIT_HOURS));
    // A draft that is just beginning makes its key first.
    let keys_before = now - Duration::hours(1);
    let mut swept = Swept::default();
    loop {
        let batch = db.write(move |conn| {
            Ok::<_, StoreError>(Swept {
                drafts: drafts::delete_expired(&Scope::System, conn, now, BATCH)?,
                sessions: sessions::delete_expired(conn, idle, limit, BATCH)?,
                attempts: attempts::delete_expired(conn, now, BATCH)?,
                files: 0,
                kept: reuse::sweep(&Scope::System, conn, now, BATCH)?,
                handovers: handovers::sweep(&Scope::System, conn, now, BATCH)?,
                visits: case_visits::delete_expired(conn, visits_before, BATCH)?,
                keys: keys::sweep(&Scope::System, conn, keys_before, BATCH)?,
            })
        });
        let batch = batch.await?;
        swept.drafts += batch.drafts;
        swept.sessions += batch.sessions;
        swept.attempts += batch.attempts;
        swept.kept += batch.kept;
        swept.handovers += batch.handovers;
        swept.visits += batch.visits;
        swept.keys += batch.keys;
        if batch == Swept::default() {
            break;
        }
    }
    swept.files = sweep_files(db, depot, now).await?;
    if swept != Swept::default() {
        db.empty_log().await;
    }
    db.refresh_statistics().await?;
    Ok(swept)
}

/// Deletes files that belong to no draft and no submission: those the database knows, and those that a crash
/// left behind before it did. The bytes go first: a row without a file would be looked for in vain, a file
/// without a row is found again.
async fn sweep_files(db: &Db, depot: &Depot, now: DateTime<Utc>) -> Result<usize, SweepError> {
    let (mut swept, sent_before) = (0, now - Duration::hours(SENT_FILE_HOURS));
    loop {
        let ids = db.write(move |conn| files::unclaimed(&Scope::System, conn, sent_before, BATCH)).await?;
        if ids.is_empty() {
            break;
        }
        for id in &ids {
            depot.remove(*id).await?;
        }
        swept += db.write(move |conn| files::delete_unclaimed(&Scope::System, conn, &ids)).await?;
    }
    for old in depot.older_than(STRAY).await?.chunks(ASKED_AT_ONCE) {
        let asked = old.to_vec();
        let known = db.read(move |conn| files::known(&Scope::System, conn, &asked)).await?;
        for stray in old.iter().filter(|id| !known.contains(id)) {
            depot.remove(*stray).await?;
            swept += 1;
        }
    }
    Ok(swept)
}
