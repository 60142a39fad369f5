//! The decision, for its applicant: how they want it, fetching it, and the letter that remains.

use chrono::{DateTime, NaiveDate, Utc};

use crate::casework;
use crate::clock::day_in_germany;
use crate::domain::{Channel, Delivery, FrozenLetter, Scope};
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
    /// The letter, once they fetched it, or the one by post counts as made known: what a decision says is made known by
    /// its letter alone, and a look at it here must not be the first.
    pub letter: Option<FrozenLetter>,
}

/// The decision that this applicant is told of; a proposal is none.
pub(super) fn told(
    scope: &Scope,
    conn: &mut Conn,
    today: NaiveDate,
) -> Result<Option<StatusDecision>, StoreError> {
    let Some(case) = scope.own_case() else { return Ok(None) };
    let signed = decisions::find(scope, conn, case)?.and_then(|found| found.signed);
    Ok(signed.map(|signed| StatusDecision {
        on: signed.on,
        delivery: signed.delivery,
        letter: Some(signed.letter).filter(|_| signed.delivery.has_reached(today)),
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
    Ok(decisions::fetch(scope, conn, now)? || letter(scope, conn, day_in_germany(now))?.is_some())
}

/// The letter that reached the applicant, and how: it was fetched, or the one by post counts as made known. It remains as
/// long as the case does, and changes nothing of the day that counts.
pub fn letter(
    scope: &Scope,
    conn: &mut Conn,
    today: NaiveDate,
) -> Result<Option<(FrozenLetter, Delivery)>, StoreError> {
    let told = told(scope, conn, today)?;
    Ok(told.and_then(|told| Some((told.letter?, told.delivery))))
}
