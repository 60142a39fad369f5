//! One connection type for both databases. The backend is chosen by us from the address, never guessed.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection, SqliteConnection};

use super::error::StoreError;

/// A connection to either database.
#[derive(diesel::MultiConnection)]
pub enum Conn {
    /// PostgreSQL.
    Postgres(PgConnection),
    /// SQLite.
    Sqlite(SqliteConnection),
}

/// Where the database is.
#[derive(Clone, PartialEq, Eq)]
pub enum DatabaseUrl {
    /// A file.
    Sqlite(PathBuf),
    /// A server; the whole address with its password.
    Postgres(String),
}

/// An address that names no database we know.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no database address: write sqlite:PATH or postgres://USER@HOST/NAME")]
pub struct DatabaseUrlError(String);

impl FromStr for DatabaseUrl {
    type Err = DatabaseUrlError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return Ok(Self::Postgres(text.to_owned()));
        }
        let path = text.strip_prefix("sqlite:").map(|rest| rest.strip_prefix("//").unwrap_or(rest));
        match path {
            Some(path) if !path.is_empty() => Ok(Self::Sqlite(PathBuf::from(path))),
            // The text may be an address with a password: only its beginning is told.
            _ => Err(DatabaseUrlError(text.split(':').next().unwrap_or_default().to_owned())),
        }
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "sqlite:{}", path.display()),
            Self::Postgres(_) => f.write_str("postgres://…"),
        }
    }
}

impl DatabaseUrl {
    /// Opens a connection. SQLite: write-ahead log, and `synchronous=FULL`, without which a power cut
    /// loses applications that were acknowledged.
    pub(super) fn connect(&self) -> Result<Conn, StoreError> {
        match self {
            Self::Postgres(url) => Ok(Conn::Postgres(PgConnection::establish(url)?)),
            Self::Sqlite(path) => {
                let mut conn = SqliteConnection::establish(&path.display().to_string())?;
                conn.batch_execute(
                    "PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
                     PRAGMA foreign_keys = ON;",
                )?;
                Ok(Conn::Sqlite(conn))
            }
        }
    }
}
