//! Erasing one case because somebody asked for it.

use chrono::{DateTime, Utc};

use super::SweepError;
use super::purge::remove;
use crate::clock::day_in_germany;
use crate::depot::Depot;
use crate::domain::{ErasureCause, ReceiptNumber, Scope};
use crate::store::erasure::{self, ErasedCase, ErasureBar};
use crate::store::{Db, StoreError, cases};

/// What became of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Requested {
    /// It is erased.
    Erased(ErasedCase),
    /// There is no such case.
    Absent,
    /// Something stands in the way.
    Barred(ErasureBar),
    /// Somebody changed it at the same moment.
    Changed,
}

/// Erases the case with a number, as the operator; the files, too.
pub async fn erase_requested(
    db: &Db,
    depot: &Depot,
    number: &ReceiptNumber,
    cause: ErasureCause,
    now: DateTime<Utc>,
) -> Result<Requested, SweepError> {
    let number = number.clone();
    let done = db.write(move |conn| {
        let scope = Scope::System;
        let Some(case) = cases::find_by_number(&scope, conn, &number)? else { return Ok(Requested::Absent) };
        if let Some(bar) = erasure::bar(&scope, conn, case, day_in_germany(now))? {
            return Ok(Requested::Barred(bar));
        }
        let erased = erasure::erase(&scope, conn, case, cause, now)?;
        Ok::<_, StoreError>(erased.map_or(Requested::Changed, Requested::Erased))
    });
    let done = done.await?;
    if let Requested::Erased(erased) = &done {
        remove(depot, &erased.files).await;
        db.empty_log().await;
    }
    Ok(done)
}
