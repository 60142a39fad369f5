//! Files that a sender's program sends, one a request, and names in an application afterwards.

use chrono::{DateTime, Duration, Utc};

use crate::depot::Arrived;
use crate::domain::{FileName, FileReference, SENT_FILE_HOURS, Scope};
use crate::store::files::{self, StoredFile};
use crate::store::{Conn, StoreError};

/// Most bytes of a sender that wait at once: a program that never files does not fill the disk.
pub const MOST_WAITING: u64 = 500_000_000;

/// Why a file is not kept.
#[derive(Debug, thiserror::Error)]
pub enum SentFileError {
    /// Too much of this sender waits already.
    #[error("too much waits")]
    TooMuch,
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Keeps a file for this sender; answers how an application names it.
pub fn keep_sent(
    scope: &Scope,
    conn: &mut Conn,
    arrived: &Arrived,
    name: &FileName,
    now: DateTime<Utc>,
) -> Result<FileReference, SentFileError> {
    let waiting: u64 = sent_files(scope, conn, now)?.iter().map(|file| file.bytes).sum();
    if waiting.saturating_add(arrived.bytes) > MOST_WAITING {
        return Err(SentFileError::TooMuch);
    }
    let Arrived { id, kind, bytes, sha256 } = arrived.clone();
    files::insert_of_sender(scope, conn, &StoredFile { id, kind, bytes, sha256 }, now)?;
    Ok(FileReference { id, bytes, name: name.clone().with_ending_of(kind) })
}

/// The files of this sender that wait.
pub fn sent_files(scope: &Scope, conn: &mut Conn, now: DateTime<Utc>) -> Result<Vec<StoredFile>, StoreError> {
    files::of_sender(scope, conn, now - Duration::hours(SENT_FILE_HOURS))
}
