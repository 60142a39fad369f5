//! Where the two databases differ: all of it.

use diesel::connection::SimpleConnection;

use super::conn::Conn;
use super::error::StoreError;

/// Begins a transaction that will write. SQLite takes the write lock at once: a transaction that
/// begins with reading and writes later fails when another writer was faster, without waiting.
pub fn begin(conn: &mut Conn) -> Result<(), StoreError> {
    match conn {
        Conn::Postgres(conn) => conn.batch_execute("BEGIN")?,
        Conn::Sqlite(conn) => conn.batch_execute("BEGIN IMMEDIATE")?,
    }
    Ok(())
}

/// Runs a statement without parameters and results.
pub fn run(conn: &mut Conn, statement: &str) -> Result<(), StoreError> {
    match conn {
        Conn::Postgres(conn) => conn.batch_execute(statement)?,
        Conn::Sqlite(conn) => conn.batch_execute(statement)?,
    }
    Ok(())
}

/// Whether the connection still answers.
pub fn ping(conn: &mut Conn) -> bool {
    run(conn, "SELECT 1").is_ok()
}
