//! What was filed before in the matter of a draft, as far as the desk is told.

use chrono::{DateTime, NaiveDate, Utc};

use crate::domain::{Answers, MatterKey, ReceiptNumber, Scope};
use crate::forms::form::Form;
use crate::forms::responsibility;
use crate::intake::receipts_since;
use crate::store::cases::EarlierFiling;
use crate::store::{Conn, StoreError, cases};

/// An application that was filed before in the matter of a draft, as the desk is told of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FiledBefore {
    /// The day on which it counts as received.
    pub on: NaiveDate,
    /// The number of its receipt, if this clerk filed it and can still open it.
    pub receipt: Option<ReceiptNumber>,
}

/// What was filed before in the matter of these answers, whichever department or desk has it; newest first. Nothing
/// for whoever does not sit at the desk.
pub fn filed_before(
    scope: &Scope,
    conn: &mut Conn,
    form: &Form,
    answers: &Answers,
    matters: &MatterKey,
    now: DateTime<Utc>,
) -> Result<Vec<FiledBefore>, StoreError> {
    let (Some(staff), Some(matter)) = (scope.staff(), responsibility::duplicate_key(form, answers, matters))
    else {
        return Ok(Vec::new());
    };
    let found = cases::filed_before(scope, conn, &matter)?;
    // Whoever types names to learn who applied for what can be found out (Article 32 GDPR).
    let (clerk, form, count) = (staff.clerk, &form.id, found.len());
    tracing::info!(target: "pforte::audit", %clerk, %form, count, "looked for earlier applications");
    let since = receipts_since(now);
    let tell = |earlier: EarlierFiling| FiledBefore {
        on: earlier.received_on,
        receipt: earlier.own.filter(|(_, filed_at)| *filed_at >= since).map(|(number, _)| number),
    };
    Ok(found.into_iter().map(tell).collect())
}
