//! What a backup holds, in a file beside it.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{BackupError, PART};
use crate::depot::Copied;
use crate::domain::{ChainHead, FileId};
use crate::store::DatabaseUrl;

/// The version of the layout of a backup.
const FORMAT: u32 = 1;

/// The name of the file.
const FILE: &str = "manifest.json";

/// Which database was copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A file of SQLite, copied as one.
    Sqlite,
    /// PostgreSQL, as an archive of `pg_dump`.
    Postgres,
}

impl Kind {
    /// Of a database.
    pub fn of(url: &DatabaseUrl) -> Self {
        match url {
            DatabaseUrl::Sqlite(_) => Self::Sqlite,
            DatabaseUrl::Postgres(_) => Self::Postgres,
        }
    }

    /// What it is called.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        }
    }

    fn file(self) -> &'static str {
        match self {
            Self::Sqlite => "database.sqlite3",
            Self::Postgres => "database.dump",
        }
    }
}

/// A file that people handed in, sealed as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptFile {
    /// Its id.
    pub id: String,
    /// What lies in the folder of files.
    pub is: Copied,
}

/// What a backup holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    format: u32,
    /// The version of the product that made it.
    pub pforte: String,
    /// When it was begun; everything that was acknowledged before is in it.
    pub made_at: DateTime<Utc>,
    /// Of which database.
    pub kind: Kind,
    /// The copy of the database.
    pub database: Copied,
    /// How many events it holds.
    pub events: i64,
    /// The link of the last one.
    pub head: String,
    /// Applications.
    pub cases: i64,
    /// Drafts.
    pub drafts: i64,
    /// Files that people handed in.
    pub files: Vec<KeptFile>,
}

impl Manifest {
    /// Of a backup whose database was copied.
    pub fn new(
        (made_at, kind): (DateTime<Utc>, Kind),
        database: Copied,
        snapshot: &crate::store::backup::Snapshot,
        files: Vec<(FileId, Copied)>,
    ) -> Self {
        let ChainHead { seq, chain } = &snapshot.head;
        Self {
            format: FORMAT,
            pforte: env!("CARGO_PKG_VERSION").to_owned(),
            made_at,
            kind,
            database,
            events: *seq,
            head: chain.clone(),
            cases: snapshot.cases,
            drafts: snapshot.drafts,
            files: files.into_iter().map(|(id, is)| KeptFile { id: id.to_string(), is }).collect(),
        }
    }

    /// Where the copy of a database lies in the folder of a backup.
    pub fn database(folder: &Path, kind: Kind) -> PathBuf {
        folder.join(kind.file())
    }

    /// Writes it for good.
    pub fn write(&self, folder: &Path) -> io::Result<()> {
        let mut file = File::create_new(folder.join(FILE))?;
        file.write_all(&serde_json::to_vec_pretty(self)?)?;
        file.sync_all()?;
        File::open(folder)?.sync_all()
    }

    /// Reads that of a backup.
    pub fn read(folder: &Path) -> Result<Self, BackupError> {
        let path = folder.join(FILE);
        let unreadable = |reason: String| BackupError::Unreadable(path.clone(), reason);
        let text = fs::read(&path).map_err(|error| unreadable(error.to_string()))?;
        let manifest: Self = serde_json::from_slice(&text).map_err(|error| unreadable(error.to_string()))?;
        if manifest.format == FORMAT { Ok(manifest) } else { Err(unreadable("another format".to_owned())) }
    }

    /// All complete backups in a folder, oldest first.
    pub fn all(folder: &Path) -> Result<Vec<(PathBuf, Self)>, BackupError> {
        let mut paths = Vec::new();
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.join(FILE).is_file() && path.extension().is_none_or(|ending| ending != PART) {
                paths.push(path);
            }
        }
        let read = paths.into_iter().map(|path| Ok((path.clone(), Self::read(&path)?)));
        let mut all = read.collect::<Result<Vec<_>, BackupError>>()?;
        all.sort_by_key(|(_, manifest)| manifest.made_at);
        Ok(all)
    }
}
