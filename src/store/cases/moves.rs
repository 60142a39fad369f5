//! What changes a case: it is taken, moved on, given a reference. Each is an update of the revision that was read, so
//! of two people one wins and the other is told.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::{CaseRecord, TABLE, find};
use crate::domain::{CaseAction, CaseId, CaseState, ClerkId, Scope, Step};
use crate::store::rows::micros;
use crate::store::schema::cases;
use crate::store::{Conn, StoreError, sealed};

/// How often a case is tried to be taken while something else happens to it.
const CLAIMS: usize = 3;

/// The outcome of taking a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Claimed {
    /// It was waiting and is theirs now.
    Yes,
    /// This colleague has it.
    TakenBy(ClerkId),
    /// It is not waiting, and nobody has it; or it does not exist for this scope.
    No,
}

/// What a step changes of a case; what is `None` stays as it is.
#[derive(AsChangeset)]
#[diesel(table_name = cases)]
struct Change {
    state: &'static str,
    changed_at: i64,
    revision: i64,
    clerk_id: Option<Option<String>>,
    outcome: Option<Option<String>>,
    proposed_by: Option<Option<String>>,
    decided_at: Option<i64>,
    waiting_since: Option<Option<i64>>,
    waited: Option<i64>,
    ended_at: Option<Option<i64>>,
}

impl Change {
    fn new(scope: &Scope, case: &CaseRecord, step: &Step, now: DateTime<Utc>) -> Self {
        let clerk = scope.staff().map(|staff| staff.clerk.to_string());
        // A proposal that is not signed is none any more.
        let is_taken_back = step.from() == CaseState::AwaitingSignature && step.to() != CaseState::Decided;
        let waited = case.waiting_since.map(|since| (now - since).max(chrono::Duration::zero()));
        Self {
            state: step.to().as_str(),
            changed_at: micros(now),
            revision: case.revision + 1,
            clerk_id: match step.action() {
                CaseAction::Claim => Some(clerk.clone()),
                CaseAction::Release => Some(None),
                _ => None,
            },
            outcome: match step.outcome() {
                Some(outcome) => Some(Some(outcome.0.clone())),
                None => is_taken_back.then_some(None),
            },
            proposed_by: match step.to() {
                CaseState::AwaitingSignature => Some(clerk),
                _ => is_taken_back.then_some(None),
            },
            decided_at: (step.to() == CaseState::Decided).then(|| micros(now)),
            waiting_since: Some(step.to().is_waiting().then(|| micros(now))),
            waited: waited.and_then(|more| (case.waited + more).num_microseconds()),
            ended_at: Some((!step.to().is_open()).then(|| micros(now))),
        }
    }
}

/// A case of this scope on which its person may work: nobody works on what they filed themselves, and no applicant.
pub(super) fn find_to_work(
    scope: &Scope,
    conn: &mut Conn,
    id: CaseId,
) -> Result<Option<CaseRecord>, StoreError> {
    let is_theirs = |case: &CaseRecord| {
        scope.staff().is_some_and(|staff| case.is_own_of(staff) || case.is_taken_down_by(staff))
    };
    let found = find(scope, conn, id)?.filter(|_| scope.own_case().is_none());
    Ok(found.filter(|case| !is_theirs(case)))
}

/// Takes a case that waits, for the clerk of the scope. The database decides who was first.
pub fn claim(
    scope: &Scope,
    conn: &mut Conn,
    id: CaseId,
    step: &Step,
    now: DateTime<Utc>,
) -> Result<Claimed, StoreError> {
    for _ in 0..CLAIMS {
        let Some(case) = find_to_work(scope, conn, id)? else { return Ok(Claimed::No) };
        let is_waiting = case.clerk.is_none() && step.action() == CaseAction::Claim;
        // Of the revision that was looked at: who declares themselves biased at this moment has not got the case.
        if is_waiting && take_step(scope, conn, &case, step, now)? {
            return Ok(Claimed::Yes);
        }
        // Somebody was faster since the case was read; or did nothing to it but what has to do with themselves.
        match find(scope, conn, id)? {
            Some(found) if found.clerk.is_none() && found.state == CaseState::Received => {}
            found => {
                let owner = found.map_or(case.clerk, |found| found.clerk);
                return Ok(owner.map_or(Claimed::No, Claimed::TakenBy));
            }
        }
    }
    Ok(Claimed::No)
}

/// Takes a step with a case as it was read; `false` if it was changed since, or is not for this person to work on. The
/// applicant of a case withdraws, or ends with an answer that it waits for them, and takes no other step.
pub fn take_step(
    scope: &Scope,
    conn: &mut Conn,
    case: &CaseRecord,
    step: &Step,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let may = match scope.own_case() {
        Some(own) => {
            let answers = step.action() == CaseAction::Resume && step.from() == CaseState::AwaitingApplicant;
            own == case.id && (step.action() == CaseAction::Withdraw || answers)
        }
        None => find_to_work(scope, conn, case.id)?.is_some(),
    };
    if !may {
        return Ok(false);
    }
    let unchanged = cases::table
        .find(case.id.to_string())
        .filter(cases::state.eq(step.from().as_str()).and(cases::revision.eq(case.revision)));
    let changed = diesel::update(unchanged).set(&Change::new(scope, case, step, now)).execute(conn)?;
    if changed == 1 {
        super::settle(conn, &case.id.to_string())?;
    }
    Ok(changed == 1)
}

/// Holds a case until the end of the transaction, so that it stays in the department in which it was read; `false` if it
/// has left it since. Nothing of it changes.
pub fn hold(scope: &Scope, conn: &mut Conn, case: &CaseRecord) -> Result<bool, StoreError> {
    if find(scope, conn, case.id)?.is_none() {
        return Ok(false);
    }
    let there = cases::table.find(case.id.to_string()).filter(cases::department.eq(&case.department.0));
    Ok(diesel::update(there).set(cases::revision.eq(cases::revision)).execute(conn)? == 1)
}

/// Notes that something came to a case as it was read; `false` if it was changed since, or is not for this person to
/// work on.
pub fn touch(
    scope: &Scope,
    conn: &mut Conn,
    case: &CaseRecord,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    if find_to_work(scope, conn, case.id)?.is_none() {
        return Ok(false);
    }
    let unchanged = cases::table
        .find(case.id.to_string())
        .filter(cases::state.eq(case.state.as_str()).and(cases::revision.eq(case.revision)));
    let set = (cases::changed_at.eq(micros(now)), cases::revision.eq(case.revision + 1));
    Ok(diesel::update(unchanged).set(set).execute(conn)? == 1)
}

/// Sets the file reference of a case as it was read; `false` if it was changed since, or is not for this person to
/// work on.
pub fn set_file_reference(
    scope: &Scope,
    conn: &mut Conn,
    case: &CaseRecord,
    reference: &str,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    if find_to_work(scope, conn, case.id)?.is_none() {
        return Ok(false);
    }
    let unchanged = cases::table.find(case.id.to_string()).filter(cases::revision.eq(case.revision));
    let changed = diesel::update(unchanged)
        .set((
            cases::file_reference.eq(sealed::for_case(
                conn,
                &case.id.to_string(),
                TABLE,
                reference.as_bytes(),
            )?),
            cases::changed_at.eq(micros(now)),
            cases::revision.eq(case.revision + 1),
        ))
        .execute(conn)?;
    Ok(changed == 1)
}
