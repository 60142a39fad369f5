//! Migrations, embedded, one folder a backend.

use std::collections::BTreeSet;

use diesel::backend::Backend;
use diesel::connection::SimpleConnection;
use diesel::migration::MigrationSource;
use diesel::pg::Pg;
use diesel::sqlite::Sqlite;
use diesel::{QueryDsl, RunQueryDsl};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::conn::Conn;
use super::error::StoreError;

const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// The key of PostgreSQL's advisory lock: two processes that start at once must not migrate at once.
const LOCK: i64 = 0x5046_4f52_5445;

diesel::table! {
    __diesel_schema_migrations (version) {
        version -> Text,
    }
}

/// How the tables stand to those of this program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SchemaState {
    /// They are the same.
    Current,
    /// Something is to be run.
    Older,
    /// Something was run that this program does not know.
    Newer,
}

/// How the tables stand to those of this program. Only reads.
pub fn state(conn: &mut Conn) -> Result<SchemaState, StoreError> {
    let known = match conn {
        Conn::Sqlite(_) => versions::<Sqlite>(&SQLITE)?,
        Conn::Postgres(_) => versions::<Pg>(&POSTGRES)?,
    };
    let run: Vec<String> =
        __diesel_schema_migrations::table.select(__diesel_schema_migrations::version).load(conn)?;
    let run = BTreeSet::from_iter(run);
    Ok(match (known.is_subset(&run), run.is_subset(&known)) {
        (true, true) => SchemaState::Current,
        (false, _) => SchemaState::Older,
        (true, false) => SchemaState::Newer,
    })
}

fn versions<DB: Backend>(all: &impl MigrationSource<DB>) -> Result<BTreeSet<String>, StoreError> {
    let all = all.migrations().map_err(failed)?;
    Ok(all.iter().map(|migration| migration.name().version().to_string()).collect())
}

/// Runs what was not run yet.
pub fn up(conn: &mut Conn) -> Result<(), StoreError> {
    match conn {
        Conn::Sqlite(conn) => {
            conn.immediate_transaction(|conn| conn.run_pending_migrations(SQLITE).map(|_| ()).map_err(failed))
        }
        Conn::Postgres(conn) => {
            diesel::sql_query(format!("SELECT pg_advisory_lock({LOCK})")).execute(conn)?;
            let result = conn.run_pending_migrations(POSTGRES).map(|_| ()).map_err(failed);
            conn.batch_execute(&format!("SELECT pg_advisory_unlock({LOCK})"))?;
            result
        }
    }
}

/// Undoes everything.
pub fn down(conn: &mut Conn) -> Result<(), StoreError> {
    match conn {
        Conn::Sqlite(conn) => conn.revert_all_migrations(SQLITE).map(|_| ()).map_err(failed),
        Conn::Postgres(conn) => conn.revert_all_migrations(POSTGRES).map(|_| ()).map_err(failed),
    }
}

fn failed(error: Box<dyn std::error::Error + Send + Sync>) -> StoreError {
    StoreError::Driver(format!("a migration failed: {error}"))
}
