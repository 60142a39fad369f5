//! Giving a case out as a file.

use chrono::{DateTime, Utc};

use super::open::{CaseFile, whole};
use super::work::{WorkError, of_others, staff};
use crate::domain::{CaseEventKind, CaseId, Scope};
use crate::library::Library;
use crate::store::{Conn, events};

/// Everything of a case, to be saved as a file by whoever may write notes on it. That it was saved stands in its
/// history, in what is given out too: whoever makes copies without need can be found out (Article 32 GDPR).
pub fn export(
    scope: &Scope,
    conn: &mut Conn,
    library: &Library,
    id: CaseId,
    now: DateTime<Utc>,
) -> Result<CaseFile, WorkError> {
    let clerk = staff(scope)?.clerk;
    of_others(scope, conn, id)?;
    events::append(scope, conn, id, now, CaseEventKind::Exported, None)?;
    tracing::info!(target: "pforte::audit", %clerk, case = %id, "saved a case as a file");
    whole(scope, conn, library, id, now)?.ok_or(WorkError::NotFound)
}
