//! The worker that has files looked at which the scanner did not look at when they came: it was away, or slow, or takes
//! nothing so large. Until then they are held back, and so is for ever what turns out to be malware.
//!
//! Several processes may do so: a file is claimed by a conditional update.

use std::sync::Arc;
use std::time::Duration as StdDuration;

use chrono::Duration;
use tokio::sync::watch;

use crate::casework;
use crate::clock::Clock;
use crate::depot::Depot;
use crate::domain::Scope;
use crate::library::Library;
use crate::meters;
use crate::scanner::{NotScanned, Scanner, Verdict};
use crate::store::scans::{self, Claim};
use crate::store::{Db, StoreError};

/// How often the worker looks for files that wait.
const PULSE: StdDuration = StdDuration::from_secs(5);

/// How long a worker keeps a file that it has claimed: longer than any look.
const LEASE: Duration = Duration::minutes(5);

/// Pauses before the next look at a file, in seconds; the last one again and again. A file is never given up: nobody
/// but the scanner says that it is clean.
const PAUSES: [i64; 5] = [15, 30, 60, 120, 300];

/// The pause for a file that the scanner takes not at all: until somebody has changed its settings.
const PAUSE_OF_TOO_LARGE: Duration = Duration::minutes(30);

/// What the worker needs.
#[derive(Clone)]
pub struct Screening {
    db: Db,
    depot: Depot,
    library: Arc<Library>,
    domain: Arc<str>,
    clock: Arc<dyn Clock>,
}

/// What became of one look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Looked {
    /// No file waits whose time has come, or there is no scanner.
    Nothing,
    /// A file is clean, or malware, or gone, or somebody else has it.
    Done,
    /// The scanner did not look at a file, which waits on.
    PutOff,
}

impl Screening {
    /// Looks after the files of a depot; `domain` is ours, for the names of mails.
    pub fn new((db, depot, library): (Db, Depot, Arc<Library>), domain: &str, clock: Arc<dyn Clock>) -> Self {
        Self { db, depot, library, domain: Arc::from(domain), clock }
    }

    /// Works until told to stop. A look that is broken off is made again when its lease has ended.
    pub async fn run(self, mut stop: watch::Receiver<bool>) {
        let work = async {
            loop {
                match self.run_once().await {
                    Ok(Looked::Done) => continue,
                    Ok(Looked::Nothing | Looked::PutOff) => {}
                    Err(error) => tracing::warn!(%error, "files that wait for the scanner cannot be worked"),
                }
                tokio::time::sleep(PULSE).await;
            }
        };
        tokio::select! {
            () = work => {}
            _ = stop.changed() => {}
        }
    }

    /// Has the next file looked at.
    pub async fn run_once(&self) -> Result<Looked, StoreError> {
        let Some(scanner) = self.depot.scanner() else { return Ok(Looked::Nothing) };
        let now = self.clock.now();
        if !self.db.read(move |conn| scans::is_due(&Scope::System, conn, now)).await? {
            return Ok(Looked::Nothing);
        }
        let claim = self.db.write(move |conn| scans::claim_next(&Scope::System, conn, now, LEASE)).await?;
        let Some(claim) = claim else { return Ok(Looked::Done) };
        match self.look(scanner, claim).await? {
            None => Ok(Looked::Done),
            Some(Ok(Verdict::Clean)) => {
                self.db.write(move |conn| scans::clean(&Scope::System, conn, claim)).await?;
                tracing::info!(file = %claim.id, "a file that waited is clean");
                Ok(Looked::Done)
            }
            Some(Ok(Verdict::Found(name))) => self.found(claim, name).await,
            Some(Err(error)) => {
                let next_at = self.clock.now() + pause(&error, claim.attempts);
                tracing::warn!(file = %claim.id, attempts = claim.attempts, %error, "a file waits on for the scanner");
                self.db.write(move |conn| scans::put_off(&Scope::System, conn, claim, next_at)).await?;
                Ok(Looked::PutOff)
            }
        }
    }

    /// What the scanner says; nothing of a file that is gone.
    async fn look(
        &self,
        scanner: &Scanner,
        claim: Claim,
    ) -> Result<Option<Result<Verdict, NotScanned>>, StoreError> {
        let file = self.db.read(move |conn| scans::claimed(&Scope::System, conn, claim)).await?;
        let Some(file) = file else { return Ok(None) };
        Ok(Some(match self.depot.open(file.id, file.key_for_machines()).await {
            Ok(content) => scanner.scan(content.pieces()).await,
            Err(error) => Err(NotScanned::Content(error)),
        }))
    }

    /// Malware: it is never given out, and whoever has to know learns of it in the same write. Of a draft the person
    /// learns at the field, as soon as they go on or send.
    async fn found(&self, claim: Claim, name: String) -> Result<Looked, StoreError> {
        tracing::warn!(file = %claim.id, malware = name, "a file that waited is malware and stays held back");
        let (now, library, domain) = (self.clock.now(), Arc::clone(&self.library), Arc::clone(&self.domain));
        let told = self.db.write(move |conn| {
            let (held, case) = scans::found(&Scope::System, conn, claim, &name)?;
            if let Some(case) = case {
                casework::note_malware(conn, (&library, &domain), (case, claim.id), now)?;
            }
            Ok::<_, casework::WorkError>(held)
        });
        match told.await {
            Ok(true) => meters::malware_found("later"),
            Ok(false) => {}
            // Held back it is all the same, and is looked at again when the lease has ended.
            Err(error) => tracing::error!(file = %claim.id, %error, "nobody can be told of malware"),
        }
        Ok(Looked::Done)
    }
}

fn pause(error: &NotScanned, attempts: i32) -> Duration {
    if matches!(error, NotScanned::TooLarge) {
        return PAUSE_OF_TOO_LARGE;
    }
    let number = usize::try_from(attempts - 1).unwrap_or_default().min(PAUSES.len() - 1);
    Duration::seconds(PAUSES.get(number).copied().unwrap_or_default())
}
