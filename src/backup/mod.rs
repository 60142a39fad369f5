//! Backups: one moment of database and files, and what is put back from it.
//!
//! A folder holds backups, a folder each, named by its instant; the files that people handed in, sealed as they are, lie
//! once beside them, because they never change. The keys of cases stand in one file that each backup replaces: what was
//! erased cannot be read in older backups any more either. The master key is in none of it.

mod files;
mod keys;
mod make;
mod manifest;
mod postgres;
mod restore;

use std::fs::{self, File, TryLockError};
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

pub use make::{Made, Source, make};
pub use manifest::Manifest;
pub use restore::restore;

use crate::store::StoreError;
use crate::store::backup::CopyError;

/// The folder of the files that people handed in.
const FILES: &str = "files";

/// The file of the keys, unless it is elsewhere.
const KEYS: &str = "keys.json";

/// The ending of a backup that is not complete.
const PART: &str = "part";

/// Where backups lie.
#[derive(Debug, Clone)]
pub struct Place {
    /// Their folder.
    pub folder: PathBuf,
    /// The file of the keys.
    pub keys: PathBuf,
}

impl Place {
    /// In this folder, with the keys there, too, unless another file is named.
    pub fn new(folder: &Path, keys: Option<PathBuf>) -> Self {
        Self { folder: folder.to_owned(), keys: keys.unwrap_or_else(|| folder.join(KEYS)) }
    }

    fn files(&self) -> PathBuf {
        self.folder.join(FILES)
    }

    /// Makes what is missing, and keeps everybody else out until the lock is dropped.
    fn lock(&self) -> Result<File, BackupError> {
        let mut private = fs::DirBuilder::new();
        private.recursive(true).mode(0o700).create(self.files())?;
        let lock = File::create(self.folder.join(".lock"))?;
        match lock.try_lock() {
            Ok(()) => Ok(lock),
            Err(TryLockError::WouldBlock) => Err(BackupError::Busy),
            Err(TryLockError::Error(error)) => Err(error.into()),
        }
    }
}

/// Why a backup was not made, or not put back.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A folder or a file.
    #[error("{0}")]
    Disk(#[from] io::Error),
    /// The copy of the database.
    #[error(transparent)]
    Copy(#[from] CopyError),
    /// There is nothing to back up.
    #[error("there is no database: check PFORTE_DATABASE_URL and PFORTE_DATA")]
    NoDatabase,
    /// Another process makes a backup there.
    #[error("another backup is being made in this folder")]
    Busy,
    /// The folder holds backups of another database, or of a later state of this one.
    #[error(
        "the newest backup in this folder holds events that this database does not have: it is another database, or one \
         that was put back from an older backup; use another folder, so that the keys there are not replaced"
    )]
    OtherHistory,
    /// Something in the database names a key that is not there.
    #[error("{0} keys of this database are missing: what they sealed cannot be read; nothing was replaced")]
    KeysMissing(usize),
    /// A key cannot be opened.
    #[error("a key cannot be opened: {0}; check PFORTE_MASTER_KEY_FILE")]
    MasterKey(#[from] crate::sealing::master::OpenKeyError),
    /// Files that belong to an application or a draft are not there, or not what they were.
    #[error("{0}")]
    Files(String),
    /// No backup, or one that we cannot read.
    #[error("{0} cannot be read: {1}")]
    Unreadable(PathBuf, String),
    /// Something is there already.
    #[error("{0} is not empty: a backup is put back where nothing is; {1}")]
    NotEmpty(&'static str, &'static str),
    /// It was made of the other kind of database.
    #[error("the backup was made of {0}: set PFORTE_DATABASE_URL to such a database")]
    OtherKind(&'static str),
    /// The keys are from before the backup.
    #[error(
        "the keys were written before this backup was made, so some of it could not be read: name the file that was \
         written with it or later (--keys)"
    )]
    OldKeys,
}
