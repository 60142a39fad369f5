//! What the department proposes to a committee for a case: the newest, saved for the state of the case that was seen.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::dsl::exists;
use diesel::prelude::*;

use super::cases::{self, CaseRecord};
use super::conn::Conn;
use super::error::StoreError;
use super::rows::{instant, micros, parse};
use super::schema::{case_answers, cases as cases_table, proposals, submissions};
use super::{case_bias, sealed};
use crate::domain::{CaseId, Channel, ClerkId, Proposal, Scope};

const TABLE: &str = "proposals";

/// The proposal for a case.
#[derive(Debug, Clone)]
pub struct ProposalRecord {
    /// What is proposed.
    pub what: Proposal,
    /// The number of the answers for which it is.
    pub answers_number: i64,
    /// By whom.
    pub by: ClerkId,
    /// When.
    pub at: DateTime<Utc>,
}

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = proposals)]
struct Row {
    case_id: String,
    content: Vec<u8>,
    answers_number: i64,
    saved_by: String,
    saved_at: i64,
}

fn read(conn: &mut Conn, content: &[u8]) -> Result<Proposal, StoreError> {
    let broken = |_| StoreError::Inconsistent { table: TABLE, column: "content" };
    serde_json::from_slice(&sealed::open(conn, content, TABLE)?).map_err(broken)
}

/// The proposal for a case; `None` where nothing was saved, where the case does not exist for this scope, and for the
/// applicant, for whom it is a draft of the department.
pub fn find(scope: &Scope, conn: &mut Conn, case: CaseId) -> Result<Option<ProposalRecord>, StoreError> {
    if scope.own_case().is_some() || cases::find(scope, conn, case)?.is_none() {
        return Ok(None);
    }
    let row: Option<Row> =
        proposals::table.find(case.to_string()).select(Row::as_select()).first(conn).optional()?;
    let record = |row: Row| {
        Ok(ProposalRecord {
            what: read(conn, &row.content)?,
            answers_number: row.answers_number,
            by: parse(TABLE, "saved_by", &row.saved_by)?,
            at: instant(TABLE, "saved_at", row.saved_at)?,
        })
    };
    row.map(record).transpose()
}

/// Those of some cases, as far as this scope sees the cases, and whether the applicant answered since; never that of an
/// application of one's own.
pub fn among(
    scope: &Scope,
    conn: &mut Conn,
    ids: &[CaseId],
) -> Result<HashMap<CaseId, (Proposal, bool)>, StoreError> {
    let Some(staff) = scope.staff() else { return Ok(HashMap::new()) };
    let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
    let locked = case_bias::locked(scope, conn)?;
    let is_own = submissions::channel
        .eq(Channel::Staff.as_str())
        .and(submissions::filed_by.is_not_null())
        .and(submissions::filed_by.assume_not_null().eq(staff.clerk.to_string()));
    let departments = cases::departments(scope).unwrap_or_default();
    let answered_since = case_answers::table
        .filter(case_answers::case_id.eq(proposals::case_id))
        .filter(case_answers::number.gt(proposals::answers_number));
    let rows: Vec<(String, Vec<u8>, bool)> = proposals::table
        .inner_join(cases_table::table.inner_join(submissions::table))
        .filter(proposals::case_id.eq_any(ids).and(proposals::case_id.ne_all(locked)))
        .filter(cases_table::department.eq_any(departments))
        .filter(diesel::dsl::not(is_own))
        .select((proposals::case_id, proposals::content, exists(answered_since)))
        .load(conn)?;
    sealed::prepare(conn, rows.iter().map(|(_, content, _)| content.as_slice()))?;
    let read = |(id, content, since): (String, Vec<u8>, bool)| {
        Ok((parse(TABLE, "case_id", &id)?, (read(conn, &content)?, since)))
    };
    rows.into_iter().map(read).collect()
}

/// Saves the proposal for a case, if it is still the one that was read: of two people at once one does. `false` where
/// somebody else was faster, and for who may not work on it.
pub fn save(
    scope: &Scope,
    conn: &mut Conn,
    case: &CaseRecord,
    what: &Proposal,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let Some(staff) = scope.staff() else { return Ok(false) };
    // This row is held until the commit: whoever comes second finds another revision.
    if !cases::touch(scope, conn, case, now)? {
        return Ok(false);
    }
    let content = serde_json::to_vec(what);
    let content = content.map_err(|_| StoreError::Inconsistent { table: TABLE, column: "content" })?;
    let row = Row {
        case_id: case.id.to_string(),
        content: sealed::for_case(conn, &case.id.to_string(), TABLE, &content)?,
        answers_number: case.answers_number,
        saved_by: staff.clerk.to_string(),
        saved_at: micros(now),
    };
    let changed = diesel::update(proposals::table.find(&row.case_id)).set(&row).execute(conn)?;
    if changed == 0 {
        diesel::insert_into(proposals::table).values(&row).execute(conn)?;
    }
    Ok(true)
}

/// Takes away what this person proposed for a case: they are biased.
pub(super) fn drop_of(conn: &mut Conn, case: &str, by: ClerkId) -> Result<(), StoreError> {
    let theirs = proposals::table.find(case).filter(proposals::saved_by.eq(by.to_string()));
    diesel::delete(theirs).execute(conn)?;
    Ok(())
}
