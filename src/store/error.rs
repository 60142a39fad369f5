//! What can go wrong with the database.

use diesel::result::{DatabaseErrorKind, Error};

/// Why a read or write failed. Absence is an `Option`, not an error.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A unique column holds this value already, or the row was changed since it was read.
    #[error("conflict: {what}")]
    Conflict {
        /// The constraint or table.
        what: String,
    },
    /// The scope does not reach so far: a mistake of ours, because use cases look first.
    #[error("outside of the scope")]
    Denied,
    /// A row that breaks the model: a mistake of ours or a change by other hands.
    #[error("inconsistent row: {table}.{column}")]
    Inconsistent {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
    },
    /// The key of the row was destroyed: what it said is erased.
    #[error("erased")]
    Erased,
    /// A key was sealed by a master key that is not among those of the configuration; its name.
    #[error("the master key {0} is missing: set PFORTE_MASTER_KEY_FILE to the file that holds it")]
    MasterKey(String),
    /// Something is sealed, and there are no keys.
    #[error(
        "the keys of this database are missing: `pforte restore` puts a backup back together with its keys, into an \
         empty database"
    )]
    KeysMissing,
    /// The database is away, or overloaded: nothing was done; try later.
    #[error("the database is not available")]
    Unavailable,
    /// Anything else the driver tells.
    #[error("database: {0}")]
    Driver(String),
}

impl From<Error> for StoreError {
    fn from(error: Error) -> Self {
        match error {
            Error::DatabaseError(DatabaseErrorKind::UniqueViolation, info) => {
                Self::Conflict { what: info.constraint_name().unwrap_or_else(|| info.message()).to_owned() }
            }
            Error::DatabaseError(
                DatabaseErrorKind::SerializationFailure
                | DatabaseErrorKind::ReadOnlyTransaction
                | DatabaseErrorKind::ClosedConnection
                | DatabaseErrorKind::UnableToSendCommand,
                _,
            )
            | Error::BrokenTransactionManager => Self::Unavailable,
            Error::DatabaseError(_, info) if is_away(info.message()) => {
                tracing::warn!(error = info.message(), "the database cannot work");
                Self::Unavailable
            }
            other => Self::Driver(other.to_string()),
        }
    }
}

/// The drivers tell some outages as plain errors, a server in the language that it was set up with.
fn is_away(message: &str) -> bool {
    [
        "server closed the connection",
        "terminating connection",
        "canceling statement due to",
        "deadlock detected",
        "Verklemmung (Deadlock)",
        "Verbindung wird abgebrochen",
        "storniere Anfrage wegen Zeitüberschreitung",
        "das Datenbanksystem",
        "no connection to the server",
        "database is locked",
        "could not connect",
        "disk is full",
        "disk I/O error",
        "readonly database",
        "the database system is",
    ]
    .iter()
    .any(|sign| message.contains(sign))
}

impl From<diesel::ConnectionError> for StoreError {
    fn from(error: diesel::ConnectionError) -> Self {
        // The text may hold the address of the server but never the password: libpq leaves it out.
        tracing::warn!(%error, "no connection to the database");
        Self::Unavailable
    }
}
