//! Whether this process can take an application right now.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration as StdDuration, Instant};

use chrono::{DateTime, Duration, NaiveDate, Utc};

use super::look::Look;
use super::space::in_words;
use super::{Check, State, free_bytes, may_write};
use crate::clock::Clock;
use crate::depot::Depot;
use crate::library::Library;
use crate::store::watch::{OutboxState, SchemaState, outbox_state, schema_state};
use crate::store::{Db, StoreError};

/// A database that takes longer than this for one small read and write is too slow for whoever waits.
const SLOW: StdDuration = StdDuration::from_secs(1);

/// How long a check waits for the database, or for a disk that may be far away.
pub(super) const PATIENCE: StdDuration = StdDuration::from_secs(5);

/// With less room than this somebody should make some. It is never a failure: while a row of the database still fits,
/// applications can be filed, and when none does, the check of the database tells.
pub(super) const LITTLE: u64 = 1_000_000_000;

/// Mails that wait for longer than this are stuck.
const STUCK: Duration = Duration::minutes(15);

/// Looks after the running product.
pub struct Watch {
    pub(super) db: Db,
    pub(super) library: Arc<Library>,
    pub(super) depot: Depot,
    pub(super) audit: PathBuf,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) base_url: Option<String>,
    pub(super) report_until: Option<NaiveDate>,
    pub(super) started_at: DateTime<Utc>,
    /// The last look at everything.
    last: Look<Vec<Check>>,
    /// What was told in the log last.
    told: Mutex<Vec<(&'static str, State)>>,
}

impl Watch {
    /// Looks after a product; `audit` is the folder of the heads of its chain of events.
    pub fn new(db: Db, library: Arc<Library>, depot: Depot, audit: PathBuf, clock: Arc<dyn Clock>) -> Self {
        let started_at = clock.now();
        Self {
            db,
            library,
            depot,
            audit,
            clock,
            base_url: None,
            report_until: None,
            started_at,
            last: Look::default(),
            told: Mutex::default(),
        }
    }

    /// Looks at the certificate of this address, too.
    #[must_use]
    pub fn at(self, base_url: &str) -> Self {
        Self { base_url: Some(base_url.to_owned()), ..self }
    }

    /// Looks at everything now, once for all who ask at the same time.
    pub async fn checks(&self) -> Vec<Check> {
        self.last.take(async || self.look().await).await
    }

    /// The log tells when something is not as it was at the last look.
    async fn look(&self) -> Vec<Check> {
        let (database, folders, scanner) = tokio::join!(self.database(), self.folders(), self.scanner());
        let is_away = database.state == State::Failed;
        let mut checks = vec![database];
        if !is_away {
            checks.extend([self.schema().await, self.outbox().await]);
        }
        checks.extend(folders);
        checks.push(forms(&self.library));
        checks.extend(self.contact());
        checks.extend(scanner.filter(|_| !is_away));
        self.tell(&checks);
        checks
    }

    fn tell(&self, checks: &[Check]) {
        let now: Vec<_> = checks.iter().map(|check| (check.name, check.state)).collect();
        let before = {
            let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
            std::mem::replace(&mut *told, now)
        };
        for Check { name, state, reason } in checks {
            let was = before.iter().find(|(known, _)| known == name).map_or(State::Ok, |(_, state)| *state);
            match state {
                _ if was == *state => {}
                State::Ok => tracing::info!(check = name, %reason, "is as it should be again"),
                State::Warning => tracing::warn!(check = name, %reason, "is not as it should be"),
                State::Failed => tracing::error!(check = name, %reason, "applications cannot be filed"),
            }
        }
    }

    async fn database(&self) -> Check {
        let begun = Instant::now();
        let is_ready = tokio::time::timeout(PATIENCE, self.db.is_ready()).await.unwrap_or(false);
        let took = begun.elapsed();
        let (state, reason) = match (is_ready, took > SLOW) {
            (false, _) => (State::Failed, "it cannot be read and written".to_owned()),
            (true, true) => (State::Warning, format!("it answered only after {} ms", took.as_millis())),
            (true, false) => (State::Ok, format!("it answered after {} ms", took.as_millis())),
        };
        Check::new("database", state, reason)
    }

    async fn schema(&self) -> Check {
        let (state, reason) = match self.db.read(schema_state).await {
            Ok(SchemaState::Current) => (State::Ok, "it is the one of this program"),
            Ok(SchemaState::Older) => (State::Failed, "it is older than this program: run `pforte migrate`"),
            Ok(SchemaState::Newer) => (State::Warning, "a newer program has changed it: upgrade this one"),
            Err(_) => (State::Failed, "it cannot be read"),
        };
        Check::new("schema", state, reason)
    }

    async fn outbox(&self) -> Check {
        let now = self.clock.now();
        let (state, reason) = match self.db.read(outbox_state).await {
            Ok(OutboxState { oldest: Some(oldest), waiting, .. }) if now - oldest > STUCK => {
                let minutes = (now - oldest).num_minutes();
                (State::Warning, format!("{waiting} mails wait, one of them for {minutes} minutes"))
            }
            Ok(OutboxState { waiting, .. }) => (State::Ok, format!("{waiting} mails wait")),
            Err(StoreError::Unavailable) => (State::Warning, "it cannot be read in time".to_owned()),
            Err(error) => (State::Warning, format!("it cannot be read: {error}")),
        };
        Check::new("outbox", state, reason)
    }

    /// The folders and their disks, which may be far away and silent.
    async fn folders(&self) -> Vec<Check> {
        let (files, audit) = (self.depot.folder().to_owned(), self.audit.clone());
        let database = self.db.folder();
        let look = tokio::task::spawn_blocking(move || {
            let disks = [Some(files.as_path()), Some(audit.as_path()), database.as_deref()];
            vec![
                folder("files", &files, State::Failed),
                folder("audit", &audit, State::Warning),
                space(disks.into_iter().flatten()),
            ]
        });
        match tokio::time::timeout(PATIENCE, look).await {
            Ok(Ok(checks)) => checks,
            _ => vec![Check::new("files", State::Failed, "the disk does not answer")],
        }
    }
}

/// Whether files can be made in a folder; if not, it is as bad as `otherwise`.
pub fn folder(name: &'static str, folder: &Path, otherwise: State) -> Check {
    match may_write(folder) {
        Ok(()) => Check::new(name, State::Ok, "files can be made in it"),
        Err(error) => {
            Check::new(name, otherwise, format!("no files can be made in {}: {error}", folder.display()))
        }
    }
}

/// The least room on the disks below some folders.
pub fn space<'a>(folders: impl Iterator<Item = &'a Path>) -> Check {
    let mut least: Option<(u64, &Path)> = None;
    for folder in folders {
        // That it is not there, the check of the folder tells.
        let Ok(free) = free_bytes(folder) else { continue };
        if least.is_none_or(|(known, _)| free < known) {
            least = Some((free, folder));
        }
    }
    let Some((free, folder)) = least else {
        return Check::new("space", State::Warning, "nobody can say how much room there is");
    };
    let state = if free < LITTLE { State::Warning } else { State::Ok };
    Check::new("space", state, format!("{} are free below {}", in_words(free), folder.display()))
}

/// Forms with mistakes are not served; the others are.
fn forms(library: &Library) -> Check {
    let served = library.catalogue().all().count();
    match library.catalogue().problems().len() {
        0 => Check::new("forms", State::Ok, format!("{served} are served")),
        problems => Check::new(
            "forms",
            State::Warning,
            format!("{served} are served; {problems} mistakes keep others from it, see the log of the start"),
        ),
    }
}
