//! Stopping an amount that waits, and lifting that: two people.

use chrono::{DateTime, Utc};

use super::super::work::{WorkError, of_others, workable};
use super::lead;
use crate::domain::{CaseId, MAX_RETURN_REASON, MOST_PAYMENTS, PaymentId, ReceiptNumber, Scope};
use crate::store::payments::Stopped;
use crate::store::{Conn, cases, clerks, payments as store};

/// Why nothing is stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StopRefusal {
    /// There is no such case for them in a department that they lead.
    NoCase,
    /// Nothing waits on it, or it is stopped already.
    NothingWaits,
}

/// What is stopped, with who stopped it, and whether whoever looks can lift it.
pub type StoppedPayments = Vec<(Stopped, String, bool)>;

/// What is stopped in the departments that this person leads. Not of their own application: why is not for them to read.
pub fn stopped_payments(scope: &Scope, conn: &mut Conn) -> Result<StoppedPayments, WorkError> {
    let lead = lead(scope)?;
    let most = i64::try_from(MOST_PAYMENTS).unwrap_or(i64::MAX);
    let mut found = Vec::new();
    for department in &lead.departments {
        for stopped in store::stopped(scope, conn, department, most)? {
            match of_others(scope, conn, stopped.case) {
                Ok(_) => found.push(stopped),
                Err(WorkError::Own | WorkError::NotFound) => {}
                Err(error) => return Err(error),
            }
        }
    }
    let people: Vec<_> = found.iter().map(|stopped| stopped.by).collect();
    let names = clerks::names(conn, &people)?;
    let told = |stopped: Stopped| {
        let (name, may_lift) =
            (names.get(&stopped.by).cloned().unwrap_or_default(), stopped.by != lead.clerk);
        (stopped, name, may_lift)
    };
    Ok(found.into_iter().map(told).collect())
}

/// Stops what waits on the case with this number, whether its letter is on its way or not: no list takes it then.
/// [`WorkError::Text`] for no reason; an error undoes the job.
pub fn stop_payment(
    scope: &Scope,
    conn: &mut Conn,
    (number, reason): (&ReceiptNumber, &str),
    now: DateTime<Utc>,
) -> Result<Result<(), StopRefusal>, WorkError> {
    let lead = lead(scope)?;
    let reason = reason.trim();
    if reason.is_empty() || reason.chars().count() > MAX_RETURN_REASON {
        return Err(WorkError::Text);
    }
    let Some(id) = cases::find_by_number(scope, conn, number)? else { return Ok(Err(StopRefusal::NoCase)) };
    let case = workable(scope, conn, id)?;
    if !lead.departments.contains(&case.department) {
        return Ok(Err(StopRefusal::NoCase));
    }
    if !store::waits(scope, conn, id)? {
        return Ok(Err(StopRefusal::NothingWaits));
    }
    if store::stop(scope, conn, &case, reason, now)? { Ok(Ok(())) } else { Err(WorkError::Changed) }
}

/// Lifts that. [`WorkError::Changed`] where it is lifted already, or this person stopped it themselves.
pub fn lift_stop(
    scope: &Scope,
    conn: &mut Conn,
    (case, payment): (CaseId, PaymentId),
    now: DateTime<Utc>,
) -> Result<(), WorkError> {
    let lead = lead(scope)?;
    let case = workable(scope, conn, case)?;
    if !lead.departments.contains(&case.department) {
        return Err(WorkError::NotFound);
    }
    if store::lift(scope, conn, (&case, payment), now)? { Ok(()) } else { Err(WorkError::Changed) }
}
