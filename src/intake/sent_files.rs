//! Files that a sender's program sends, one a request, and names in an application afterwards.

use chrono::{DateTime, Duration, Utc};

use crate::depot::Arrived;
use crate::domain::{FileName, FileReference, SENT_FILE_HOURS, Scope};
use crate::store::files::{self, StoredFile};
use crate::store::{Conn, StoreError};

/// Most bytes of a sender that wait at once: a program that never files does not fill the disk.
pub const MOST_WAITING: u64 = 500_000_000;

/// Most files of a sender that wait at once.
pub const MOST_FILES_WAITING: usize = 1_000;

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
    may_send(scope, conn, arrived.bytes, now)?;
    let Arrived { id, kind, bytes, sha256, key, scan } = arrived.clone();
    files::insert_of_sender(scope, conn, &StoredFile::new(id, (kind, bytes, sha256), key, scan), now)?;
    Ok(FileReference { id, bytes, name: name.clone().with_ending_of(kind) })
}

/// Whether this sender may send another file of this size: asked before it is received, too.
pub fn may_send(scope: &Scope, conn: &mut Conn, bytes: u64, now: DateTime<Utc>) -> Result<(), SentFileError> {
    let waiting = sent_files(scope, conn, now)?;
    let sum: u64 = waiting.iter().map(|file| file.bytes).sum();
    let is_full = waiting.len() >= MOST_FILES_WAITING || sum.saturating_add(bytes) > MOST_WAITING;
    if is_full { Err(SentFileError::TooMuch) } else { Ok(()) }
}

/// The files of this sender that wait.
pub fn sent_files(scope: &Scope, conn: &mut Conn, now: DateTime<Utc>) -> Result<Vec<StoredFile>, StoreError> {
    files::of_sender(scope, conn, now - Duration::hours(SENT_FILE_HOURS))
}
