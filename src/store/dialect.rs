//! Where the two databases differ: all of it.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;

use super::conn::Conn;
use super::error::StoreError;
use super::keys::StoredKey;
use super::schema::{
    case_tags, case_words, cases, department_tags, digests, form_versions, keys, payment_batches,
    sign_in_attempts,
};

/// Has the database look at its tables where they have grown, so that it chooses the right index. PostgreSQL does so itself.
pub fn refresh_statistics(conn: &mut Conn) -> Result<(), StoreError> {
    match conn {
        // All tables, those that this connection did not ask, too: https://sqlite.org/pragma.html#pragma_optimize
        Conn::Sqlite(conn) => Ok(conn.batch_execute("PRAGMA optimize = 0x10002;")?),
        Conn::Postgres(_) => Ok(()),
    }
}

/// A row of `form_versions`.
#[derive(Insertable)]
#[diesel(table_name = form_versions)]
pub struct NewVersion<'a> {
    /// Names the version.
    pub version: &'a str,
    /// The form's id.
    pub form_id: &'a str,
    /// Where the service is with this version.
    pub slug: &'a str,
    /// Everything the version consists of.
    pub bundle: &'a str,
    /// When it was kept.
    pub first_seen_at: i64,
}

/// A row of `keys`.
#[derive(Insertable)]
#[diesel(table_name = keys)]
pub struct NewKey<'a> {
    /// Its id.
    pub id: &'a str,
    /// What it is for.
    pub purpose: &'a str,
    /// The name of the master key that sealed it.
    pub master: &'a str,
    /// The key, sealed.
    pub wrapped: &'a [u8],
    /// When it was made.
    pub made_at: i64,
}

/// A row of `sign_in_attempts`.
#[derive(Insertable)]
#[diesel(table_name = sign_in_attempts)]
pub struct NewAttempts<'a> {
    /// Whose attempts.
    pub login_hash: &'a str,
    /// How many.
    pub attempts: i64,
    /// When the next one is possible.
    pub next_at: i64,
    /// When they are forgotten.
    pub expires_at: i64,
}

/// A row of `case_words`.
#[derive(Insertable)]
#[diesel(table_name = case_words)]
pub struct NewWord<'a> {
    /// The case.
    pub case_id: &'a str,
    /// The word.
    pub word: i64,
    /// Where the case is.
    pub department: &'a str,
    /// When it arrived.
    pub received_at: i64,
}

/// A row of `case_tags`.
#[derive(Insertable)]
#[diesel(table_name = case_tags)]
pub struct NewTag<'a> {
    /// The case.
    pub case_id: &'a str,
    /// The tag.
    pub tag: &'a str,
    /// Whose tag it is; empty for those of the form.
    pub department: &'a str,
}

/// A row of `digests`.
#[derive(Insertable)]
#[diesel(table_name = digests)]
pub struct NewDigest<'a> {
    /// Who is told.
    pub addressee: &'a str,
    /// On which day.
    pub day_on: &'a str,
}

/// A row of `payment_batches`.
#[derive(Insertable)]
#[diesel(table_name = payment_batches)]
pub struct NewBatchRow<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its key.
    pub key_id: &'a str,
    /// Whose list it is.
    pub department: &'a str,
    /// The year of its number.
    pub year: i64,
    /// Counts those of the year.
    pub number: i64,
    /// Who made it.
    pub made_by: &'a str,
    /// When.
    pub made_at: i64,
    /// The day of execution.
    pub execute_on: &'a str,
    /// The account that pays, sealed.
    pub debtor: Option<&'a [u8]>,
    /// How many payments.
    pub payments: i64,
    /// Their sum in cents.
    pub total: i64,
}

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

/// Writes the log into the file and cuts it off, on SQLite.
pub fn empty_log(conn: &mut Conn) -> Result<(), StoreError> {
    match conn {
        Conn::Postgres(_) => Ok(()),
        // Whoever writes waits meanwhile, so it waits for readers only for a moment.
        Conn::Sqlite(conn) => {
            Ok(conn.batch_execute("PRAGMA busy_timeout = 250; PRAGMA wal_checkpoint(TRUNCATE)")?)
        }
    }
}

/// Fails when the connection does not answer any more.
pub fn ping(conn: &mut Conn) -> Result<(), StoreError> {
    run(conn, "SELECT 1")
}

/// Fails when rows cannot be changed: one is written and taken away again, so that the commit reaches
/// the disk and nothing stays.
pub fn probe(conn: &mut Conn) -> Result<(), StoreError> {
    run(
        conn,
        "INSERT INTO form_versions (version, form_id, slug, bundle, first_seen_at) VALUES ('probe', '', '', '', 0); \
         DELETE FROM form_versions WHERE version = 'probe'",
    )
}

/// The id of the key of a case, which PostgreSQL holds until the commit, so that nobody deletes it meanwhile; on SQLite
/// there is one writer.
pub fn key_of_case(conn: &mut Conn, case: &str) -> Result<Option<String>, StoreError> {
    let row = cases::table.find(case).select(cases::key_id);
    Ok(match conn {
        Conn::Postgres(conn) => row.for_key_share().get_result(conn).optional()?,
        Conn::Sqlite(conn) => row.get_result(conn).optional()?,
    })
}

/// Inserts a version unless it is there. The enum of connections knows no upsert.
pub fn insert_version_if_new(conn: &mut Conn, row: &NewVersion<'_>) -> Result<(), StoreError> {
    let insert = diesel::insert_into(form_versions::table).values(row).on_conflict_do_nothing();
    match conn {
        Conn::Postgres(conn) => insert.execute(conn)?,
        Conn::Sqlite(conn) => insert.execute(conn)?,
    };
    Ok(())
}

/// Inserts a key unless there is one with its id.
pub fn insert_key_if_new(conn: &mut Conn, row: &NewKey<'_>) -> Result<(), StoreError> {
    let insert = diesel::insert_into(keys::table).values(row).on_conflict_do_nothing();
    match conn {
        Conn::Postgres(conn) => insert.execute(conn)?,
        Conn::Sqlite(conn) => insert.execute(conn)?,
    };
    Ok(())
}

/// Inserts keys as they were.
pub fn insert_keys(conn: &mut Conn, rows: &[StoredKey]) -> Result<(), StoreError> {
    let insert = diesel::insert_into(keys::table).values(rows);
    match conn {
        Conn::Postgres(conn) => insert.execute(conn)?,
        Conn::Sqlite(conn) => insert.execute(conn)?,
    };
    Ok(())
}

/// Inserts a word of a case unless it has it.
pub fn insert_word_if_new(conn: &mut Conn, row: &NewWord<'_>) -> Result<(), StoreError> {
    let insert = diesel::insert_into(case_words::table).values(row).on_conflict_do_nothing();
    match conn {
        Conn::Postgres(conn) => insert.execute(conn)?,
        Conn::Sqlite(conn) => insert.execute(conn)?,
    };
    Ok(())
}

/// Inserts a tag of a case unless it has it.
pub fn insert_tag_if_new(conn: &mut Conn, row: &NewTag<'_>) -> Result<(), StoreError> {
    let insert = diesel::insert_into(case_tags::table).values(row).on_conflict_do_nothing();
    match conn {
        Conn::Postgres(conn) => insert.execute(conn)?,
        Conn::Sqlite(conn) => insert.execute(conn)?,
    };
    Ok(())
}

/// Remembers a tag for a department (with the instant) unless it is known there.
pub fn insert_known_tag_if_new(
    conn: &mut Conn,
    (department, tag, at): (&str, &str, i64),
) -> Result<(), StoreError> {
    let row = (
        department_tags::department.eq(department),
        department_tags::tag.eq(tag),
        department_tags::added_at.eq(at),
    );
    let insert = diesel::insert_into(department_tags::table).values(row).on_conflict_do_nothing();
    match conn {
        Conn::Postgres(conn) => insert.execute(conn)?,
        Conn::Sqlite(conn) => insert.execute(conn)?,
    };
    Ok(())
}

/// Notes that somebody was told on a day, unless it is noted; whether it was not.
pub fn insert_digest_if_new(conn: &mut Conn, row: &NewDigest<'_>) -> Result<bool, StoreError> {
    let insert = diesel::insert_into(digests::table).values(row).on_conflict_do_nothing();
    let inserted = match conn {
        Conn::Postgres(conn) => insert.execute(conn)?,
        Conn::Sqlite(conn) => insert.execute(conn)?,
    };
    Ok(inserted == 1)
}

/// Inserts a list of payments unless its number is taken; whether it was not.
pub fn insert_batch_if_new(conn: &mut Conn, row: &NewBatchRow<'_>) -> Result<bool, StoreError> {
    let insert = diesel::insert_into(payment_batches::table).values(row).on_conflict_do_nothing();
    let inserted = match conn {
        Conn::Postgres(conn) => insert.execute(conn)?,
        Conn::Sqlite(conn) => insert.execute(conn)?,
    };
    Ok(inserted == 1)
}

/// Inserts a row of attempts unless there is one.
pub fn insert_attempts_if_new(conn: &mut Conn, row: &NewAttempts<'_>) -> Result<(), StoreError> {
    let insert = diesel::insert_into(sign_in_attempts::table).values(row).on_conflict_do_nothing();
    match conn {
        Conn::Postgres(conn) => insert.execute(conn)?,
        Conn::Sqlite(conn) => insert.execute(conn)?,
    };
    Ok(())
}
