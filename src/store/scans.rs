//! Files that wait for the scanner: who looks at which, and what came of it. For the product itself only.

use chrono::{DateTime, Duration, Utc};
use diesel::prelude::*;

use super::conn::Conn;
use super::error::StoreError;
use super::files::{self as stored_files, COLUMNS, Row, StoredFile, is_owned};
use super::rows::{micros, parse};
use super::schema::{cases, files};
use crate::domain::{CaseId, FileId, Scan, Scope};

const TABLE: &str = "files";

/// A file that somebody has taken to be looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claim {
    /// The file.
    pub id: FileId,
    /// How often it was taken, this time included.
    pub attempts: i32,
}

/// Takes the file that waits longest and whose time has come; nobody else looks at it before the lease ends.
pub fn claim_next(
    scope: &Scope,
    conn: &mut Conn,
    now: DateTime<Utc>,
    lease: Duration,
) -> Result<Option<Claim>, StoreError> {
    if *scope != Scope::System {
        return Ok(None);
    }
    let due = files::table
        .filter(files::scan_at.le(micros(now)).and(is_owned()))
        .order((files::scan_at.asc(), files::id.asc()))
        .select((files::id, files::scan_at.assume_not_null(), files::scan_attempts));
    let Some((id, at, attempts)) = due.first::<(String, i64, i32)>(conn).optional()? else { return Ok(None) };
    // Whoever was quicker has moved its time.
    let as_seen = files::table.find(&id).filter(files::scan_at.eq(at).and(files::scan_attempts.eq(attempts)));
    let claimed = diesel::update(as_seen)
        .set((files::scan_at.eq(micros(now + lease)), files::scan_attempts.eq(attempts + 1)))
        .execute(conn)?;
    match claimed {
        0 => Ok(None),
        _ => Ok(Some(Claim { id: parse(TABLE, "id", &id)?, attempts: attempts + 1 })),
    }
}

/// Whether a file's time has come: a look that costs no write.
pub fn is_due(scope: &Scope, conn: &mut Conn, now: DateTime<Utc>) -> Result<bool, StoreError> {
    let due = files::table.filter(files::scan_at.le(micros(now)).and(is_owned()));
    Ok(*scope == Scope::System && diesel::select(diesel::dsl::exists(due)).get_result(conn)?)
}

/// The file of a claim; nothing where it is gone, or nobody can read it any more.
pub fn claimed(scope: &Scope, conn: &mut Conn, claim: Claim) -> Result<Option<StoredFile>, StoreError> {
    if *scope != Scope::System {
        return Ok(None);
    }
    let row: Option<Row> =
        files::table.find(claim.id.to_string()).select(COLUMNS).get_result(conn).optional()?;
    match row.map(|row| stored_files::read(conn, row)).transpose() {
        Err(StoreError::Erased) => Ok(None),
        read => read,
    }
}

/// Puts the next look off.
pub fn put_off(
    scope: &Scope,
    conn: &mut Conn,
    claim: Claim,
    next_at: DateTime<Utc>,
) -> Result<(), StoreError> {
    if *scope == Scope::System {
        diesel::update(files::table.find(claim.id.to_string()).filter(in_hand(claim.attempts)))
            .set(files::scan_at.eq(micros(next_at)))
            .execute(conn)?;
    }
    Ok(())
}

/// The file is clean: from now on it is given out. Whether the claim still held.
pub fn clean(scope: &Scope, conn: &mut Conn, claim: Claim) -> Result<bool, StoreError> {
    settle(scope, conn, claim, (Scan::Clean, None))
}

/// The file is malware of this name, and is never given out. Whether the claim still held, and the case that the file
/// belongs to, if it belongs to one.
pub fn found(
    scope: &Scope,
    conn: &mut Conn,
    claim: Claim,
    malware: &str,
) -> Result<(bool, Option<CaseId>), StoreError> {
    if !settle(scope, conn, claim, (Scan::Found, Some(malware)))? {
        return Ok((false, None));
    }
    // Whoever files meanwhile waits for this row, and finds then that it may not be filed.
    let case: Option<String> = cases::table
        .inner_join(files::table.on(files::submission_id.eq(cases::submission_id.nullable())))
        .filter(files::id.eq(claim.id.to_string()))
        .select(cases::id)
        .first(conn)
        .optional()?;
    Ok((true, case.map(|case| parse("cases", "id", &case)).transpose()?))
}

fn settle(
    scope: &Scope,
    conn: &mut Conn,
    claim: Claim,
    (scan, malware): (Scan, Option<&str>),
) -> Result<bool, StoreError> {
    if *scope != Scope::System {
        return Ok(false);
    }
    let settled = diesel::update(files::table.find(claim.id.to_string()).filter(in_hand(claim.attempts)))
        .set((files::scan.eq(scan.as_str()), files::scan_at.eq(None::<i64>), files::malware.eq(malware)))
        .execute(conn)?;
    Ok(settled == 1)
}

/// Waiting, and taken by nobody since.
#[diesel::dsl::auto_type(no_type_alias)]
fn in_hand(attempts: i32) -> _ {
    let waits: &'static str = "waiting";
    files::scan.eq(waits).and(files::scan_attempts.eq(attempts))
}
