//! The letter after the decision: to look at, to print, and on its way by post.

use chrono::{DateTime, NaiveDate, Utc};

use super::super::moves;
use super::super::work::{WorkError, of_others, staff, workable};
use crate::clock::day_in_germany;
use crate::domain::{By, CaseAction, CaseId, CaseState, MoveError, Posting, Scope, StaffScope};
use crate::store::cases::CaseRecord;
use crate::store::decisions::SignedDecision;
use crate::store::events::Unseen;
use crate::store::{Conn, StoreError, decisions};

/// Whether the letter of a case's decision is still to be fetched or posted, or on its way abroad: such a case is not
/// closed, or nobody would be told of the decision.
pub(in crate::casework) fn letter_waits(
    scope: &Scope,
    conn: &mut Conn,
    case: &CaseRecord,
) -> Result<bool, StoreError> {
    if case.state != CaseState::Decided {
        return Ok(false);
    }
    let signed = decisions::find(scope, conn, case.id)?.and_then(|found| found.signed);
    Ok(signed.is_some_and(|signed| signed.delivery.is_open()))
}

/// Whether this person notes what becomes of the letter of a case: who has it, also in their stead, and the lead.
pub(super) fn may_note(
    scope: &Scope,
    conn: &mut Conn,
    case: &CaseRecord,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    Ok(matches!(by(scope, conn, case, now)?, Some(By::Staff { has_it, is_lead, .. }) if has_it || is_lead))
}

/// Whether this person puts right what was noted of the letter: whoever notes it until the case is closed, then the lead.
pub(super) fn may_correct(
    scope: &Scope,
    conn: &mut Conn,
    case: &CaseRecord,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    Ok(match by(scope, conn, case, now)? {
        Some(By::Staff { has_it, is_lead, .. }) => match case.state {
            CaseState::Decided => has_it || is_lead,
            CaseState::Closed => is_lead,
            _ => false,
        },
        _ => false,
    })
}

/// Who a member of staff is to a case on which they may work.
fn by(
    scope: &Scope,
    conn: &mut Conn,
    case: &CaseRecord,
    now: DateTime<Utc>,
) -> Result<Option<By>, StoreError> {
    let works = |staff: &&StaffScope| !case.is_own_of(staff) && !case.is_taken_down_by(staff);
    let staff = scope.staff().filter(|staff| staff.role.may_work_cases()).filter(works);
    staff.map(|staff| moves::by(conn, case, staff, now)).transpose()
}

/// The case and its decision with the letter as it was put down; nothing where nothing is decided, or not here.
/// Everybody of the department may read it, but for whoever applied: to them it comes as to everybody else.
pub fn provided_letter(
    scope: &Scope,
    conn: &mut Conn,
    id: CaseId,
) -> Result<Option<Unseen<(CaseRecord, SignedDecision)>>, WorkError> {
    staff(scope)?;
    let case = of_others(scope, conn, id)?;
    let signed = decisions::find(scope, conn, id)?.and_then(|found| found.signed);
    Ok(signed.map(|signed| Unseen::new(id, (case, signed))))
}

/// A case as it was seen, for who has it, and the lead.
fn handled(
    scope: &Scope,
    conn: &mut Conn,
    (id, seen): (CaseId, i64),
    now: DateTime<Utc>,
) -> Result<CaseRecord, WorkError> {
    staff(scope)?;
    let case = workable(scope, conn, id)?;
    if !may_note(scope, conn, &case, now)? {
        return Err(MoveError::NotTheirs(CaseAction::Close).into());
    }
    if case.revision != seen {
        return Err(WorkError::Changed);
    }
    moves::note_deputy(scope, conn, &case, moves::handles, now)?;
    Ok(case)
}

/// Notes that the letter was posted on a day that has come. [`WorkError::Text`] for a day ahead, or before the decision.
pub fn note_posted(
    scope: &Scope,
    conn: &mut Conn,
    (id, seen, posting): (CaseId, i64, Posting),
    now: DateTime<Utc>,
) -> Result<(), WorkError> {
    let case = handled(scope, conn, (id, seen), now)?;
    let signed = decisions::find(scope, conn, id)?.and_then(|found| found.signed);
    let is_before = signed.is_some_and(|signed| posting.on < signed.on);
    if is_before || posting.on > day_in_germany(now) {
        return Err(WorkError::Text);
    }
    if decisions::post(scope, conn, (&case, posting), now)? { Ok(()) } else { Err(WorkError::Changed) }
}

/// Puts right when, or where to, the letter was posted, and when it is known to have arrived: the days that run from it
/// would be wrong. Once the case is closed the lead does. [`WorkError::Text`] for a day ahead, one of posting before the
/// decision or after the arrival, and for what stands there.
pub fn correct_posting(
    scope: &Scope,
    conn: &mut Conn,
    (id, seen, posting, arrived): (CaseId, i64, Posting, Option<NaiveDate>),
    now: DateTime<Utc>,
) -> Result<(), WorkError> {
    let case = handled(scope, conn, (id, seen), now)?;
    let signed = decisions::find(scope, conn, id)?.and_then(|found| found.signed);
    let was_posted = signed.is_some_and(|it| it.delivery.posted_on.is_some());
    if !was_posted || !may_correct(scope, conn, &case, now)? {
        return Err(MoveError::NotPossible { state: case.state, action: CaseAction::Decide }.into());
    }
    if posting.on.max(arrived.unwrap_or(posting.on)) > day_in_germany(now) {
        return Err(WorkError::Text);
    }
    if decisions::correct(scope, conn, (&case, posting, arrived), now)? {
        return Ok(());
    }
    // Somebody was faster, or the day is a wrong one.
    let is_changed = workable(scope, conn, id)?.revision != seen;
    Err(if is_changed { WorkError::Changed } else { WorkError::Text })
}

/// Notes that the letter came back or never arrived: it is posted again. Until the case is closed.
pub fn note_came_back(
    scope: &Scope,
    conn: &mut Conn,
    (id, seen): (CaseId, i64),
    now: DateTime<Utc>,
) -> Result<(), WorkError> {
    let case = handled(scope, conn, (id, seen), now)?;
    if case.state != CaseState::Decided {
        return Err(MoveError::NotPossible { state: case.state, action: CaseAction::Decide }.into());
    }
    if decisions::returned(scope, conn, &case, now)? { Ok(()) } else { Err(WorkError::Changed) }
}

/// Notes when a posted letter arrived: later than it counts, or abroad. [`WorkError::Text`] for a day ahead, or one that
/// says nothing new.
pub fn note_arrival(
    scope: &Scope,
    conn: &mut Conn,
    (id, seen, on): (CaseId, i64, NaiveDate),
    now: DateTime<Utc>,
) -> Result<(), WorkError> {
    let case = handled(scope, conn, (id, seen), now)?;
    let signed = decisions::find(scope, conn, id)?.and_then(|found| found.signed);
    let is_wrong = signed.is_some_and(|signed| !decisions::may_have_arrived(&signed.delivery, on));
    if on > day_in_germany(now) || is_wrong {
        return Err(WorkError::Text);
    }
    if decisions::arrived(scope, conn, (&case, on), now)? { Ok(()) } else { Err(WorkError::Changed) }
}
