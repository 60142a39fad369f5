//! Migrations, embedded, one folder a backend.

use diesel::RunQueryDsl;
use diesel::connection::SimpleConnection;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::conn::Conn;
use super::error::StoreError;

const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// The key of PostgreSQL's advisory lock: two processes that start at once must not migrate at once.
const LOCK: i64 = 0x5046_4f52_5445;

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
