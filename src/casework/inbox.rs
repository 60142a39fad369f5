//! The inbox (Postkorb): a view on the cases of a person's departments.

use std::collections::{HashMap, HashSet};

use crate::domain::{CaseId, ClerkId, Scope};
use crate::store::cases::{CaseCounts, CaseFilter, CaseSummary};
use crate::store::{Conn, StoreError, cases, clerks, second_steps};

/// A page of the inbox.
#[derive(Debug)]
pub struct Inbox {
    /// The cases of this page.
    pub rows: Vec<CaseSummary>,
    /// How many there are on all pages.
    pub total: i64,
    /// How many are new, mine and open, for the tabs.
    pub counts: CaseCounts,
    /// The names of those who have a case of this page.
    pub names: HashMap<ClerkId, String>,
    /// Those of this page that wait for the second step of a superior.
    pub waiting: HashSet<CaseId>,
}

/// A page of the cases that this scope may see.
pub fn inbox(scope: &Scope, conn: &mut Conn, filter: &CaseFilter) -> Result<Inbox, StoreError> {
    let found = cases::inbox(scope, conn, filter)?;
    let people: Vec<ClerkId> = found.rows.iter().filter_map(|row| row.clerk).collect();
    let ids: Vec<CaseId> = found.rows.iter().map(|row| row.id).collect();
    Ok(Inbox {
        waiting: second_steps::waiting_among(scope, conn, &ids)?,
        names: clerks::names(conn, &people)?,
        counts: cases::counts(scope, conn)?,
        rows: found.rows,
        total: found.total,
    })
}
