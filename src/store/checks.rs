//! What the department checked beside the answers of a case: the newest, saved for the state of the case that was seen.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;

use super::cases::{self, CaseRecord};
use super::conn::Conn;
use super::error::StoreError;
use super::rows::{instant, micros, parse};
use super::schema::checks;
use super::{decisions, sealed};
use crate::domain::{CaseId, ClerkId, Scope};

const TABLE: &str = "checks";

/// The checks of a case.
#[derive(Debug, Clone)]
pub struct CheckRecord {
    /// What was said, as opaque bytes.
    pub content: Vec<u8>,
    /// For which of the case's answers: 0 is what was filed.
    pub answers_number: i64,
    /// The revision that the case got with them.
    pub revision: i64,
    /// By whom.
    pub by: ClerkId,
    /// When.
    pub at: DateTime<Utc>,
}

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = checks)]
struct Row {
    case_id: String,
    content: Vec<u8>,
    answers_number: i64,
    revision: i64,
    saved_by: String,
    saved_at: i64,
}

/// The checks of a case; `None` where nothing was saved, where the case does not exist for this scope, and for the
/// applicant: see [`find_told`].
pub fn find(scope: &Scope, conn: &mut Conn, case: CaseId) -> Result<Option<CheckRecord>, StoreError> {
    if scope.own_case().is_some() || cases::find(scope, conn, case)?.is_none() {
        return Ok(None);
    }
    read(conn, case)
}

/// The checks of the case of this applicant, once a signed decision has reached them: until then they are the
/// department's draft of it. `None` for everybody else.
pub fn find_told(
    scope: &Scope,
    conn: &mut Conn,
    today: NaiveDate,
) -> Result<Option<CheckRecord>, StoreError> {
    let Some(case) = scope.own_case() else { return Ok(None) };
    let signed = decisions::find(scope, conn, case)?.and_then(|found| found.signed);
    match signed.is_some_and(|signed| signed.delivery.has_reached(today)) {
        true => read(conn, case),
        false => Ok(None),
    }
}

fn read(conn: &mut Conn, case: CaseId) -> Result<Option<CheckRecord>, StoreError> {
    let row: Option<Row> =
        checks::table.find(case.to_string()).select(Row::as_select()).first(conn).optional()?;
    let read = |row: Row| {
        Ok(CheckRecord {
            content: sealed::open(conn, &row.content, TABLE)?,
            answers_number: row.answers_number,
            revision: row.revision,
            by: parse(TABLE, "saved_by", &row.saved_by)?,
            at: instant(TABLE, "saved_at", row.saved_at)?,
        })
    };
    row.map(read).transpose()
}

/// Saves the checks of a case, if it is still the one that was read: of two people at once one does. `false` where
/// somebody else was faster, and for who may not work on it.
pub fn save(
    scope: &Scope,
    conn: &mut Conn,
    case: &CaseRecord,
    content: &[u8],
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let Some(staff) = scope.staff() else { return Ok(false) };
    // This row is held until the commit: whoever comes second finds another revision.
    if !cases::touch(scope, conn, case, now)? {
        return Ok(false);
    }
    let row = Row {
        case_id: case.id.to_string(),
        content: sealed::for_case(conn, &case.id.to_string(), TABLE, content)?,
        answers_number: case.answers_number,
        revision: case.revision + 1,
        saved_by: staff.clerk.to_string(),
        saved_at: micros(now),
    };
    let changed = diesel::update(checks::table.find(&row.case_id)).set(&row).execute(conn)?;
    if changed == 0 {
        diesel::insert_into(checks::table).values(&row).execute(conn)?;
    }
    Ok(true)
}
