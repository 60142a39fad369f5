//! Giving out a list as a file, part by part.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use super::work::{WorkError, staff};
use crate::domain::{CaseId, ClerkId, OwnTag, Scope};
use crate::store::cases::{CaseFilter, CaseSummary};
use crate::store::{Conn, StoreError, case_tags, cases, clerks, events};

/// Cases of one part: as many as one write notes without holding up others.
pub const PART: i64 = 100;

/// A part of a list.
#[derive(Debug)]
pub struct ListPart {
    /// The cases.
    pub rows: Vec<CaseSummary>,
    /// The names of those who have them.
    pub names: HashMap<ClerkId, String>,
    /// The tags that staff put on them.
    pub tags: HashMap<CaseId, Vec<OwnTag>>,
    /// Whether there are more behind them.
    pub has_more: bool,
}

/// The next part of a list that is saved as a file; it must not be given out before [`note_part`] has noted it. Nothing
/// for whoever may not see it any more: the account can be disabled, or have another role or other departments, while a
/// long file is on its way.
pub fn list_part(scope: &Scope, conn: &mut Conn, filter: &CaseFilter) -> Result<ListPart, WorkError> {
    still_so(scope, conn)?;
    let found = cases::inbox(scope, conn, &CaseFilter { per_page: PART, ..filter.clone() })?;
    let people: Vec<ClerkId> = found.rows.iter().filter_map(|row| row.clerk).collect();
    let ids: Vec<CaseId> = found.rows.iter().map(|row| row.id).collect();
    Ok(ListPart {
        names: clerks::names(conn, &people)?,
        tags: case_tags::own_among(scope, conn, &ids)?,
        has_more: found.has_more,
        rows: found.rows,
    })
}

/// Notes that a part of a list is saved as a file. A list on a page is no reading of its cases, and a file says no more
/// than the list; but it leaves the product, so that each case of it was copied is noted with the case before the part is
/// given out: who has copies of whose data can be told of every person (Articles 15 and 32 GDPR).
/// [`WorkError::Changed`] where one of its cases is not theirs any more since the part was read.
pub fn note_part(
    scope: &Scope,
    conn: &mut Conn,
    ids: &[CaseId],
    kind: &str,
    now: DateTime<Utc>,
) -> Result<(), WorkError> {
    let clerk = still_so(scope, conn)?;
    match events::note_listed(scope, conn, ids, kind, now) {
        Err(StoreError::Denied) => return Err(WorkError::Changed),
        noted => noted?,
    }
    tracing::info!(target: "pforte::audit", %clerk, cases = ids.len(), kind, "saved part of a list as a file");
    Ok(())
}

/// Who it is, if the account is still what it was when the person asked.
pub(super) fn still_so(scope: &Scope, conn: &mut Conn) -> Result<ClerkId, WorkError> {
    let staff = staff(scope)?;
    let account = clerks::find(conn, staff.clerk)?;
    let is_theirs = account.is_some_and(|found| found.disabled_at.is_none() && found.role == staff.role);
    let departments = clerks::departments(conn, staff.clerk)?;
    let has_all = staff.departments.iter().all(|own| departments.contains(own));
    if is_theirs && has_all { Ok(staff.clerk) } else { Err(WorkError::NotFound) }
}
