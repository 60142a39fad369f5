//! Making a list of payments.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;

use super::{BATCHES, DuePayment, TABLE, broken, find_batch, find_due, is_of};
use crate::clock::day_in_germany;
use crate::domain::{Account, BatchId, BatchNumber, CaseEventKind, DepartmentId, PaymentContent, Scope};
use crate::store::cases::{self, CaseRecord};
use crate::store::conn::Conn;
use crate::store::dialect::{NewBatchRow, insert_batch_if_new};
use crate::store::error::StoreError;
use crate::store::rows::micros;
use crate::store::schema::{payment_batches, payments};
use crate::store::{events, keys, sealed};

/// How often a number is tried that somebody else takes at the same moment.
const NUMBERS: usize = 20;

/// A list that is made.
#[derive(Debug, Clone)]
pub struct NewBatch {
    /// Its id.
    pub id: BatchId,
    /// Whose list it is.
    pub department: DepartmentId,
    /// The day on which the bank is asked to carry it out.
    pub execute_on: NaiveDate,
    /// The account that pays, where one is configured.
    pub debtor: Option<Account>,
}

/// Makes a list of these payments, each of a case as it was read, with what goes out for it; with an event on each
/// case. [`StoreError::Conflict`] where one of them was changed since, is on a list already, or is not for this person to
/// work on: then there is no list, and the job is to be undone. Whoever decided a case does not put it on a list, and
/// whoever noted that it came back does not put it on the next one.
pub fn make(
    scope: &Scope,
    conn: &mut Conn,
    new: &NewBatch,
    parts: &[(CaseRecord, DuePayment, PaymentContent)],
    now: DateTime<Utc>,
) -> Result<BatchNumber, StoreError> {
    let Some(staff) = scope.staff().filter(|_| is_of(scope, &new.department)) else {
        return Err(StoreError::Denied);
    };
    let lost = || StoreError::Conflict { what: format!("{TABLE}: a case was changed") };
    // In the order of their ids: of two lists at once none waits for the other in a circle.
    let mut sorted: Vec<_> = parts.iter().collect();
    sorted.sort_by_key(|(case, ..)| case.id);
    for (case, due, _) in &sorted {
        // The case's row is changed first: whoever declares themselves biased, or makes another list, was faster and
        // is seen by the next look, or waits.
        if case.department != new.department || !cases::touch(scope, conn, case, now)? {
            return Err(lost());
        }
        let still = find_due(scope, conn, case.id)?;
        let is_same = |still: &DuePayment| (still.id, still.amount) == (due.id, due.amount);
        let still = still.filter(is_same).ok_or_else(lost)?;
        if still.decided_by.iter().chain(&still.returned_by).any(|clerk| *clerk == staff.clerk) {
            return Err(lost());
        }
    }
    let number = insert(conn, new, &staff.clerk.to_string(), &sorted, now)?;
    for (case, due, content) in sorted {
        let content = serde_json::to_vec(content).map_err(|_| broken("content"))?;
        let waiting = payments::table
            .find(due.id.to_string())
            .filter(payments::batch_id.is_null().and(payments::stopped_at.is_null()));
        let set = (
            payments::batch_id.eq(Some(new.id.to_string())),
            payments::content.eq(Some(sealed::for_case(conn, &case.id.to_string(), TABLE, &content)?)),
        );
        if diesel::update(waiting).set(set).execute(conn)? != 1 {
            return Err(lost());
        }
        let detail = format!("{number} {}", due.amount);
        events::append(scope, conn, case.id, now, CaseEventKind::PaymentOrdered, Some(&detail))?;
    }
    Ok(number)
}

/// Stores the list by the next number of its department and year. Of two at once one has it, and the other the next.
fn insert(
    conn: &mut Conn,
    new: &NewBatch,
    made_by: &str,
    parts: &[&(CaseRecord, DuePayment, PaymentContent)],
    now: DateTime<Utc>,
) -> Result<BatchNumber, StoreError> {
    let debtor = new.debtor.as_ref().map(serde_json::to_vec).transpose().map_err(|_| broken("debtor"))?;
    let key = keys::make(conn, keys::Purpose::Kept, micros(now))?;
    let debtor = debtor.map(|debtor| sealed::seal(&key, BATCHES, &debtor)).transpose()?;
    let year = BatchNumber::year_of(day_in_germany(now));
    let known = payment_batches::table.find(new.id.to_string()).select(payment_batches::id);
    if known.first::<String>(conn).optional()?.is_some() {
        return Err(StoreError::Conflict { what: "payment_batches: this list is made already".to_owned() });
    }
    let (id, key_id, execute_on) = (new.id.to_string(), key.id.to_string(), new.execute_on.to_string());
    for _ in 0..NUMBERS {
        let of_year = payment_batches::department.eq(&new.department.0).and(payment_batches::year.eq(year));
        let last: Option<i64> = payment_batches::table
            .filter(of_year)
            .select(diesel::dsl::max(payment_batches::number))
            .first(conn)?;
        let number = last.unwrap_or(0) + 1;
        let row = NewBatchRow {
            id: &id,
            key_id: &key_id,
            department: &new.department.0,
            year,
            number,
            made_by,
            made_at: micros(now),
            execute_on: &execute_on,
            debtor: debtor.as_deref(),
            payments: i64::try_from(parts.len()).unwrap_or(i64::MAX),
            total: parts.iter().map(|(_, due, _)| due.amount).sum(),
        };
        if insert_batch_if_new(conn, &row)? {
            return Ok(BatchNumber { year, number });
        }
    }
    Err(StoreError::Unavailable)
}

/// Puts down the file for the bank of a list that was just made, once: it is what is saved later, whatever makes files
/// then. It holds accounts of all cases of the list, so deleting one of them must delete the file, too.
pub fn note_file(
    scope: &Scope,
    conn: &mut Conn,
    id: BatchId,
    (file, hash): (&[u8], &str),
) -> Result<(), StoreError> {
    if find_batch(scope, conn, id)?.is_none() {
        return Err(StoreError::Denied);
    }
    let unnoted = payment_batches::table.find(id.to_string()).filter(payment_batches::file_hash.is_null());
    let file = sealed::seal(&keys::of_batch(conn, &id.to_string())?, BATCHES, file)?;
    let set = (payment_batches::file.eq(Some(file)), payment_batches::file_hash.eq(Some(hash)));
    diesel::update(unnoted).set(set).execute(conn)?;
    Ok(())
}
