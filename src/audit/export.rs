//! The head leaves the database once a day by two ways: into a file, and into the log. Who has either somewhere else
//! can tell whether the chain was written anew since.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::sync::watch;

use super::heads::{KeptHead, append};
use crate::clock::{Clock, day_in_germany};
use crate::domain::Scope;
use crate::store::{Db, StoreError, chain};

/// How often it is looked whether a new day has begun.
const PULSE: Duration = Duration::from_secs(10 * 60);

/// Why the head could not be exported.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The file.
    #[error("the file of heads cannot be written: {0}")]
    File(#[from] io::Error),
}

/// Exports the head of each day, until told to stop.
pub async fn run(db: Db, folder: PathBuf, clock: Arc<dyn Clock>, mut stop: watch::Receiver<bool>) {
    let work = async {
        loop {
            if let Err(error) = export(&db, &folder, clock.now()).await {
                tracing::warn!(target: "pforte::audit", %error, "the head of the chain cannot be exported");
            }
            tokio::time::sleep(PULSE).await;
        }
    };
    tokio::select! {
        () = work => {}
        _ = stop.changed() => {}
    }
}

/// Adds the head of this day to the file in this folder and to the log; nothing if the day is in the file already.
pub async fn export(db: &Db, folder: &Path, now: DateTime<Utc>) -> Result<(), ExportError> {
    let head = db.read(|conn| chain::head(&Scope::System, conn)).await?;
    let kept = KeptHead { day: day_in_germany(now), head };
    let (folder, line) = (folder.to_owned(), kept.clone());
    let added =
        tokio::task::spawn_blocking(move || append(&folder, &line)).await.map_err(io::Error::other)??;
    if added {
        let KeptHead { day, head } = kept;
        tracing::info!(target: "pforte::audit", %day, seq = head.seq, chain = head.chain, "head of the chain of events");
    }
    Ok(())
}
