//! One moment of the whole database, copied away and put back. The keys of cases go apart: a copy holds none, so a case
//! whose key is destroyed later is erased in every copy, too.

use std::fs::{self, File};
use std::path::Path;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel::{SqliteConnection, sql_query};
use uuid::Uuid;

use super::conn::{Conn, DatabaseUrl, Purpose};
use super::error::StoreError;
use super::files::{self as stored_files, StoredFile};
use super::keys::{self, Keyring};
use super::rows::parse;
use super::schema::{
    audit_head, case_events, case_visits, cases, drafts, files, payment_batches, staff_sessions,
};
use crate::domain::{ChainHead, FileId, Scope};
use crate::sealing::master::MasterKeys;

/// What a copy of the database holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// The end of the chain of events.
    pub head: ChainHead,
    /// Applications.
    pub cases: i64,
    /// Drafts.
    pub drafts: i64,
    /// The files that belong to something.
    pub files: Vec<FileId>,
    /// The keys without which it cannot be read.
    pub keys: Vec<Uuid>,
}

/// Why a copy was not made.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The folder that it goes to, or the program that makes it.
    #[error(transparent)]
    Disk(#[from] std::io::Error),
    /// The copy is no sound database; what SQLite says about it.
    #[error("the copy of the database is damaged: {0}")]
    Damaged(String),
}

/// Copies a file of SQLite while others read and write: one moment of it, without keys, complete and on the disk.
pub fn copy_file(url: &DatabaseUrl, to: &Path) -> Result<Snapshot, CopyError> {
    let mut conn = url.connect(Purpose::Migrate)?;
    let copying = sql_query("VACUUM INTO ?").bind::<Text, _>(to.display().to_string());
    // Told as it is said: a full disk is that of the copy.
    copying.execute(&mut conn).map_err(|error| std::io::Error::other(error.to_string()))?;
    drop(conn);
    let mut copy = open_copy(to)?;
    // What is deleted is overwritten, and no journal keeps it.
    let deleting = "PRAGMA journal_mode = OFF; PRAGMA secure_delete = ON; DELETE FROM keys;";
    copy.batch_execute(deleting).map_err(StoreError::from)?;
    let said = integrity(&mut copy)?;
    if said != "ok" {
        return Err(CopyError::Damaged(said));
    }
    let snapshot = read(&mut Conn::Sqlite(copy))?;
    File::open(to)?.sync_all()?;
    Ok(snapshot)
}

/// Has a program copy one moment of a server's database: it is given the name of the snapshot of which it is to be.
pub fn copy_server(
    url: &DatabaseUrl,
    dump: impl FnOnce(&str) -> std::io::Result<()>,
) -> Result<Snapshot, CopyError> {
    let mut conn = url.connect(Purpose::Migrate)?;
    // The moment lasts as long as the transaction, and the transaction waits for the program.
    execute(
        &mut conn,
        "SET idle_in_transaction_session_timeout = 0; BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY;",
    )?;
    let exporting = sql_query("SELECT pg_export_snapshot() AS said");
    let exported: Said = match &mut conn {
        Conn::Postgres(conn) => exporting.get_result(conn).map_err(StoreError::from)?,
        Conn::Sqlite(_) => return Err(CopyError::Damaged("no server".to_owned())),
    };
    dump(&exported.said)?;
    Ok(read(&mut conn)?)
}

/// Opens a copy for itself: it is nobody else's.
fn open_copy(path: &Path) -> Result<SqliteConnection, StoreError> {
    Ok(SqliteConnection::establish(&path.display().to_string())?)
}

#[derive(diesel::QueryableByName)]
struct Said {
    #[diesel(sql_type = Text)]
    said: String,
}

fn integrity(copy: &mut SqliteConnection) -> Result<String, StoreError> {
    let looking = sql_query("SELECT integrity_check AS said FROM pragma_integrity_check LIMIT 1");
    Ok(looking.get_result::<Said>(copy)?.said)
}

fn read(conn: &mut Conn) -> Result<Snapshot, StoreError> {
    let (seq, chain) = audit_head::table.select((audit_head::seq, audit_head::chain)).first(conn)?;
    let ids: Vec<String> = files::table.filter(stored_files::is_owned()).select(files::id).load(conn)?;
    let mut named: Vec<String> = cases::table.select(cases::key_id).load(conn)?;
    named.extend(drafts::table.select(drafts::key_id).load::<String>(conn)?);
    named.extend(payment_batches::table.select(payment_batches::key_id).load::<String>(conn)?);
    named.sort_unstable();
    named.dedup();
    Ok(Snapshot {
        head: ChainHead { seq, chain },
        cases: cases::table.count().get_result(conn)?,
        drafts: drafts::table.count().get_result(conn)?,
        files: ids.iter().map(|id| parse("files", "id", id)).collect::<Result<_, _>>()?,
        keys: named.iter().map(|id| keys::read_id(id)).collect::<Result<_, _>>()?,
    })
}

/// Whether nothing is there yet: no file, or no table.
pub fn is_empty(url: &DatabaseUrl) -> Result<bool, StoreError> {
    if let DatabaseUrl::Sqlite(path) = url {
        return Ok(fs::symlink_metadata(path).is_err());
    }
    let looking =
        "SELECT count(*)::text AS said FROM information_schema.tables WHERE table_schema = current_schema()";
    match &mut url.connect(Purpose::Read)? {
        Conn::Postgres(conn) => Ok(sql_query(looking).get_result::<Said>(conn)?.said == "0"),
        Conn::Sqlite(_) => Ok(false),
    }
}

/// Puts a copy of a file back where nothing is, with the keys that are left. It gets its name when it is whole.
pub fn put_back_file(copy: &Path, path: &Path, keys: &[keys::StoredKey]) -> Result<(), CopyError> {
    let mut aside = path.as_os_str().to_owned();
    aside.push(".restoring");
    let aside = Path::new(&aside);
    fs::copy(copy, aside)?;
    let mut conn = open_copy(aside)?;
    conn.batch_execute("PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL;")
        .map_err(StoreError::from)?;
    put_back(&mut Conn::Sqlite(conn), keys)?;
    File::open(aside)?.sync_all()?;
    // Unlike a new name, a second one is refused where another process was faster.
    fs::hard_link(aside, path)?;
    fs::remove_file(aside)?;
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

/// Puts the keys that are left into a server's database that was put back: all or none.
pub fn put_back_server(url: &DatabaseUrl, keys: &[keys::StoredKey]) -> Result<(), StoreError> {
    let conn = &mut url.connect(Purpose::Migrate)?;
    execute(conn, "BEGIN")?;
    put_back(conn, keys)?;
    execute(conn, "COMMIT")
}

/// Keys in, and whoever was signed in when the copy was made is not any more.
fn put_back(conn: &mut Conn, keys: &[keys::StoredKey]) -> Result<(), StoreError> {
    keys::put_back(conn, keys)?;
    diesel::delete(staff_sessions::table).execute(conn)?;
    diesel::delete(case_visits::table).execute(conn)?;
    Ok(())
}

fn execute(conn: &mut Conn, statement: &str) -> Result<(), StoreError> {
    match conn {
        Conn::Postgres(conn) => Ok(conn.batch_execute(statement)?),
        Conn::Sqlite(conn) => Ok(conn.batch_execute(statement)?),
    }
}

/// What is in the database now, as a copy would hold it.
pub fn look(url: &DatabaseUrl) -> Result<Snapshot, StoreError> {
    read(&mut url.connect(Purpose::Migrate)?)
}

/// Every key as it is stored.
pub fn all_keys(url: &DatabaseUrl) -> Result<Vec<keys::StoredKey>, StoreError> {
    keys::all(&mut url.connect(Purpose::Migrate)?)
}

/// The link of the event at a place; nothing where there is none.
pub fn link_at(url: &DatabaseUrl, seq: i64) -> Result<Option<String>, StoreError> {
    let conn = &mut url.connect(Purpose::Read)?;
    let at = case_events::table.filter(case_events::seq.eq(seq)).select(case_events::chain);
    Ok(at.first::<Option<String>>(conn).optional()?.flatten())
}

/// Which of these files still belong to something.
pub fn owned_files(url: &DatabaseUrl, ids: &[FileId]) -> Result<Vec<FileId>, StoreError> {
    stored_files::owned(&Scope::System, &mut url.connect(Purpose::Read)?, ids)
}

/// What these files are, with their keys, as far as they still belong to something.
pub fn file_keys(
    url: &DatabaseUrl,
    masters: &MasterKeys,
    ids: &[FileId],
) -> Result<Vec<StoredFile>, StoreError> {
    let conn = &mut url.connect(Purpose::Read)?;
    Keyring::new(masters.clone()).within(|| stored_files::by_ids(&Scope::System, conn, ids))
}
