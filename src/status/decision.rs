//! The decision, for its applicant: how they want it, fetching it, and the letter that remains.

use chrono::{DateTime, NaiveDate, Utc};

use crate::casework;
use crate::domain::{Channel, Delivery, DeliveryStage, FrozenLetter, Scope};
use crate::forms::form::Form;
use crate::forms::responsibility;
use crate::store::cases::CaseRecord;
use crate::store::{Conn, StoreError, decisions};

/// What an applicant is told of the decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusDecision {
    /// The day of it.
    pub on: NaiveDate,
    /// How it reaches them.
    pub delivery: Delivery,
    /// The letter, once they fetched it or it was posted: what a decision says is made known by its letter alone.
    pub letter: Option<FrozenLetter>,
}

/// The decision that this applicant is told of; a proposal is none.
pub(super) fn told(scope: &Scope, conn: &mut Conn) -> Result<Option<StatusDecision>, StoreError> {
    let Some(case) = scope.own_case() else { return Ok(None) };
    let signed = decisions::find(scope, conn, case)?.and_then(|found| found.signed);
    Ok(signed.map(|signed| {
        let is_sent = matches!(signed.delivery.stage(), DeliveryStage::Fetched | DeliveryStage::Posted);
        StatusDecision {
            on: signed.on,
            delivery: signed.delivery,
            letter: Some(signed.letter).filter(|_| is_sent),
        }
    }))
}

/// Whether the applicant agreed to fetch the decision; nothing where nobody is asked: once it is decided, where no
/// letter is written, or where they could not be told by a mail that it is there.
pub(super) fn consent(
    scope: &Scope,
    conn: &mut Conn,
    (case, form): (&CaseRecord, &Form),
    answers: &crate::domain::Answers,
) -> Result<Option<bool>, StoreError> {
    let can_look = !matches!(case.channel, Channel::Api | Channel::Staff);
    let is_told = can_look && responsibility::applicant_email(form, answers).is_some();
    if !case.state.is_open() || !casework::is_written(form) || !is_told {
        return Ok(None);
    }
    decisions::allows_retrieval(scope, conn, case.id).map(Some)
}

/// Notes whether the applicant wants to fetch the decision; `false` where it is too late.
pub fn choose_way(
    scope: &Scope,
    conn: &mut Conn,
    fetches: bool,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    decisions::note_consent(scope, conn, fetches, now)
}

/// Fetches the decision: from tomorrow on it counts as made known (§ 41 (2a) VwVfG). `false` where there is none to
/// fetch, or not any more; fetching it again is nothing new.
pub fn fetch(scope: &Scope, conn: &mut Conn, now: DateTime<Utc>) -> Result<bool, StoreError> {
    Ok(decisions::fetch(scope, conn, now)? || letter(scope, conn)?.is_some())
}

/// The letter that was fetched; it remains as long as the case does.
pub fn letter(scope: &Scope, conn: &mut Conn) -> Result<Option<FrozenLetter>, StoreError> {
    let Some(case) = scope.own_case() else { return Ok(None) };
    let signed = decisions::find(scope, conn, case)?.and_then(|found| found.signed);
    let fetched = signed.filter(|signed| signed.delivery.stage() == DeliveryStage::Fetched);
    Ok(fetched.map(|signed| signed.letter))
}
