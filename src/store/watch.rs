//! What whoever watches the installation asks the database: numbers, and nothing of any case.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::conn::Conn;
use super::error::StoreError;
use super::files::is_owned;
use super::migrate;
pub use super::migrate::SchemaState;
use super::rows::instant;
use super::schema::{files, outbox};

/// How the outbox stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OutboxState {
    /// Mails that wait.
    pub waiting: i64,
    /// When the oldest of them was written.
    pub oldest: Option<DateTime<Utc>>,
    /// Mails that finally failed.
    pub failed: i64,
}

/// How the outbox stands.
pub fn outbox_state(conn: &mut Conn) -> Result<OutboxState, StoreError> {
    let waiting = outbox::table.filter(outbox::state.eq("pending"));
    let oldest: Option<i64> = waiting.select(diesel::dsl::min(outbox::created_at)).get_result(conn)?;
    Ok(OutboxState {
        waiting: waiting.count().get_result(conn)?,
        oldest: oldest.map(|at| instant("outbox", "created_at", at)).transpose()?,
        failed: outbox::table.filter(outbox::state.eq("failed")).count().get_result(conn)?,
    })
}

/// How many files people have handed in that are still held, and of how many bytes.
pub fn files_held(conn: &mut Conn) -> Result<(i64, i64), StoreError> {
    // Sums are numbers of another kind on PostgreSQL.
    let bytes = diesel::dsl::sql::<diesel::sql_types::BigInt>("CAST(COALESCE(SUM(bytes), 0) AS BIGINT)");
    Ok((files::table.count().get_result(conn)?, files::table.select(bytes).get_result(conn)?))
}

/// How files stand that wait for the scanner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScansState {
    /// How many wait.
    pub waiting: i64,
    /// Since when the oldest of them.
    pub oldest: Option<DateTime<Utc>>,
}

/// How files stand that wait for the scanner.
pub fn scans_state(conn: &mut Conn) -> Result<ScansState, StoreError> {
    let waiting = files::table.filter(files::scan_at.is_not_null().and(is_owned()));
    let oldest: Option<i64> = waiting.select(diesel::dsl::min(files::created_at)).get_result(conn)?;
    Ok(ScansState {
        waiting: waiting.count().get_result(conn)?,
        oldest: oldest.map(|at| instant("files", "created_at", at)).transpose()?,
    })
}

/// Whether the tables are those of this program.
pub fn schema_state(conn: &mut Conn) -> Result<SchemaState, StoreError> {
    migrate::state(conn)
}
