//! One connection type for both databases. The backend is chosen by us from the address, never guessed.
//! No connection waits for ever: what takes longer than the limits here is an outage.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection, SqliteConnection};
use percent_encoding::percent_decode_str;
use url::Url;

use super::error::StoreError;
use crate::domain::is_this_machine;

/// How long a server may take to accept a connection.
const CONNECT_SECONDS: u32 = 3;

/// How long a statement waits for a lock that somebody else holds.
const LOCK_MILLISECONDS: u32 = 3_000;

/// How long a statement may take; ours take milliseconds.
const STATEMENT_MILLISECONDS: u32 = 5_000;

/// How long a transaction may do nothing before the server takes back its locks.
const IDLE_IN_TRANSACTION_MILLISECONDS: u32 = 10_000;

/// How long the network may swallow what was sent before the connection counts as dead.
const SILENCE_MILLISECONDS: u32 = 10_000;

/// After how long without a word the network is asked whether the server is still there, and how long
/// it may take to answer each of [`KEEPALIVES`] such questions.
const KEEPALIVE_SECONDS: u32 = 5;

/// Questions without an answer after which the connection counts as dead.
const KEEPALIVES: u32 = 2;

/// What a connection is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// Reading: the database refuses every change.
    Read,
    /// Reading and writing, through the gate.
    Write,
    /// Changing the schema: takes as long as it takes.
    Migrate,
}

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

/// An address that names no database we can use. The address may hold a password and is not told.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DatabaseUrlError {
    /// Neither a file nor a server.
    #[error("give sqlite:PATH or postgres://USER:PASSWORD@HOST/NAME (special characters percent-encoded)")]
    Unknown,
    /// SQLite in memory, or by a URI of SQLite's own that can mean so.
    #[error(
        "give sqlite: and the path of a file: a database in memory forgets every application at the next \
         start, and each connection would see another one"
    )]
    NoFile,
}

impl FromStr for DatabaseUrl {
    type Err = DatabaseUrlError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return Url::parse(text)
                .map(|_| Self::Postgres(text.to_owned()))
                .map_err(|_| DatabaseUrlError::Unknown);
        }
        let path = text.strip_prefix("sqlite:").map(|rest| rest.strip_prefix("//").unwrap_or(rest));
        match path {
            Some(path) if path.contains(":memory:") || path.starts_with("file:") => {
                Err(DatabaseUrlError::NoFile)
            }
            Some(path) if !path.is_empty() => Ok(Self::Sqlite(PathBuf::from(path))),
            _ => Err(DatabaseUrlError::Unknown),
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
    /// The folder of the file, where it is one.
    pub fn folder(&self) -> Option<PathBuf> {
        let Self::Sqlite(path) = self else { return None };
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        Some(folder.unwrap_or(Path::new(".")).to_owned())
    }

    /// Opens a connection. SQLite: write-ahead log, and `synchronous=FULL`, without which a power cut
    /// loses applications that were acknowledged; and what is deleted is overwritten in the file.
    pub(super) fn connect(&self, purpose: Purpose) -> Result<Conn, StoreError> {
        match self {
            Self::Postgres(url) => {
                let mut conn = PgConnection::establish(&with_limits(url))?;
                conn.batch_execute(&postgres_settings(purpose))?;
                Ok(Conn::Postgres(conn))
            }
            Self::Sqlite(path) => {
                let mut conn = SqliteConnection::establish(&path.display().to_string())?;
                conn.batch_execute(&format!(
                    "PRAGMA busy_timeout = {LOCK_MILLISECONDS}; PRAGMA journal_mode = WAL; \
                     PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; \
                     PRAGMA foreign_keys = ON; PRAGMA query_only = {};",
                    purpose == Purpose::Read
                ))?;
                Ok(Conn::Sqlite(conn))
            }
        }
    }
}

/// A server as other programs are told it.
#[derive(Clone, PartialEq, Eq)]
pub struct ServerAddress {
    /// The address, without a password: others on this machine see what programs are started with.
    pub address: String,
    /// The password.
    pub password: Option<String>,
}

impl ServerAddress {
    /// Of the address in the configuration.
    pub fn of(url: &str) -> Self {
        let address = with_limits(url);
        let Ok(mut parsed) = Url::parse(&address) else { return Self { address, password: None } };
        let password =
            parsed.password().map(|given| percent_decode_str(given).decode_utf8_lossy().into_owned());
        match parsed.set_password(None) {
            Ok(()) => Self { address: parsed.to_string(), password },
            Err(()) => Self { address, password: None },
        }
    }
}

/// The address with the limits of the network that it does not set itself. To another machine the way is
/// encrypted, unless the address says otherwise.
fn with_limits(url: &str) -> String {
    let limits = [
        ("connect_timeout", CONNECT_SECONDS),
        ("tcp_user_timeout", SILENCE_MILLISECONDS),
        ("keepalives_idle", KEEPALIVE_SECONDS),
        ("keepalives_interval", KEEPALIVE_SECONDS),
        ("keepalives_count", KEEPALIVES),
    ];
    let mut all: Vec<(&str, String)> =
        limits.iter().map(|(name, limit)| (*name, limit.to_string())).collect();
    if !is_local(url) {
        all.push(("sslmode", "require".to_owned()));
    }
    let mut url = url.to_owned();
    for (name, value) in all {
        if !url.contains(&format!("{name}=")) {
            let separator = if url.contains('?') { '&' } else { '?' };
            url.push_str(&format!("{separator}{name}={value}"));
        }
    }
    url
}

/// Whether the server is on this machine: by its name, or by a socket.
fn is_local(url: &str) -> bool {
    let Ok(url) = Url::parse(url) else { return false };
    let named = url.query_pairs().filter(|(name, _)| name == "host" || name == "hostaddr");
    let hosts = named.map(|(_, host)| host.into_owned()).chain(url.host_str().map(str::to_owned));
    let is_socket = |host: &str| host.is_empty() || host.starts_with('%') || host.starts_with('/');
    hosts.into_iter().all(|host| is_socket(&host) || is_this_machine(&host))
}

/// Set after connecting and not in the address, because poolers between us and the server refuse that. A server that
/// acknowledges what a crash can take back is told to wait: people are shown receipts for it.
fn postgres_settings(purpose: Purpose) -> String {
    let (statement, lock) = match purpose {
        Purpose::Migrate => (0, 0),
        Purpose::Read | Purpose::Write => (STATEMENT_MILLISECONDS, LOCK_MILLISECONDS),
    };
    let is_reader = purpose == Purpose::Read;
    format!(
        "SET statement_timeout = {statement}; SET lock_timeout = {lock}; \
         SET idle_in_transaction_session_timeout = {IDLE_IN_TRANSACTION_MILLISECONDS}; \
         SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'; \
         SET default_transaction_read_only = {is_reader};"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scheme_chooses_the_database() {
        assert_eq!("sqlite:a/b.db".parse(), Ok(DatabaseUrl::Sqlite("a/b.db".into())));
        assert_eq!("sqlite:///var/b.db".parse(), Ok(DatabaseUrl::Sqlite("/var/b.db".into())));
        let server = "postgres://pforte:geheim@db/pforte";
        assert_eq!(server.parse(), Ok(DatabaseUrl::Postgres(server.to_owned())));
        for bad in ["", "mysql://db/x", "pforte.sqlite3", "sqlite:", "host=db dbname=x", "postgres://a b/x"] {
            assert_eq!(bad.parse::<DatabaseUrl>(), Err(DatabaseUrlError::Unknown), "{bad}");
        }
    }

    #[test]
    fn a_database_that_forgets_is_none() {
        let forgetful = ["sqlite::memory:", "sqlite://:memory:", "sqlite:file::memory:?cache=shared"];
        for bad in forgetful.into_iter().chain(["sqlite:file:x?mode=memory", "sqlite:file:x?vfs=memdb"]) {
            let refused = bad.parse::<DatabaseUrl>().unwrap_err();
            assert!(refused.to_string().contains("forgets every application"), "{bad}: {refused}");
        }
    }

    #[test]
    fn the_password_is_never_shown() {
        let url = DatabaseUrl::Postgres("postgres://pforte:geheim@db/pforte".to_owned());
        assert!(!format!("{url:?}").contains("geheim"));
    }

    #[test]
    fn an_address_keeps_the_limits_it_sets_itself() {
        let url = with_limits("postgres://db/pforte?sslmode=require&connect_timeout=9");
        assert!(url.starts_with("postgres://db/pforte?sslmode=require&connect_timeout=9&tcp_user_timeout="));
        assert_eq!(url.matches("connect_timeout").count(), 1);
        assert!(with_limits("postgres://db/pforte").contains("/pforte?connect_timeout=3&"));
    }

    #[test]
    fn the_way_to_another_machine_is_encrypted() {
        assert!(with_limits("postgres://u:p@db.stadt.example/pforte").contains("sslmode=require"));
        assert!(with_limits("postgres:///pforte?host=db.stadt.example").contains("sslmode=require"));
        assert!(!with_limits("postgres:///pforte?host=/var/run/postgresql").contains("sslmode"));
        assert!(!with_limits("postgres://db/pforte?sslmode=disable").contains("require"));
        for local in [
            "postgres:///pforte",
            "postgres://u@localhost/x",
            "postgres://127.0.0.1:5433/x",
            "postgres://[::1]/x",
        ] {
            assert!(!with_limits(local).contains("sslmode"), "{local}");
        }
        assert!(!with_limits("postgres://%2Fvar%2Frun%2Fpostgresql/x").contains("sslmode"));
    }
}
