//! Giving out a list as a file, part by part.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use super::work::{WorkError, staff};
use crate::domain::{CaseId, ClerkId, OwnTag, Scope};
use crate::store::cases::{CaseFilter, CaseSummary};
use crate::store::{Conn, case_tags, cases, clerks, events};

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

/// The next part of a list that is saved as a file. A list on a page is no reading of its cases, and a file says no more
/// than the list; but it leaves the product, so that each case of it was copied is noted with the case before the part is
/// given out: who has copies of whose data can be told of every person (Articles 15 and 32 GDPR).
pub fn list_part(
    scope: &Scope,
    conn: &mut Conn,
    filter: &CaseFilter,
    kind: &str,
    now: DateTime<Utc>,
) -> Result<ListPart, WorkError> {
    let clerk = staff(scope)?.clerk;
    let found = cases::inbox(scope, conn, &CaseFilter { per_page: PART, ..filter.clone() })?;
    let ids: Vec<CaseId> = found.rows.iter().map(|row| row.id).collect();
    events::note_listed(scope, conn, &ids, kind, now)?;
    tracing::info!(target: "pforte::audit", %clerk, cases = ids.len(), kind, "saved part of a list as a file");
    let people: Vec<ClerkId> = found.rows.iter().filter_map(|row| row.clerk).collect();
    Ok(ListPart {
        names: clerks::names(conn, &people)?,
        tags: case_tags::own_among(scope, conn, &ids)?,
        has_more: found.has_more,
        rows: found.rows,
    })
}
