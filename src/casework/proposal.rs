//! What the department proposes to a committee for a case: how much, and why in one or two sentences.

use chrono::{DateTime, Utc};

use super::check::CheckFile;
use super::work::{WorkError, staff, workable};
use crate::domain::{
    Answers, CaseEventKind, CaseId, CaseState, MAX_AMOUNT, MAX_PANEL, MAX_SHORT_REASON, MoveError, Proposal,
    Scope, StaffScope,
};
use crate::forms::committee::Committee;
use crate::forms::form::Form;
use crate::library::{Library, LibraryError};
use crate::store::cases::CaseRecord;
use crate::store::{Conn, StoreError, clerks, events, proposals};

/// The proposal for a case, as it stands.
#[derive(Debug, Clone)]
pub struct ProposalFile {
    /// The committee's name.
    pub committee: String,
    /// What was saved, by whom and when.
    pub saved: Option<(Proposal, String, DateTime<Utc>)>,
    /// Whether the applicant answered since.
    pub is_before_answer: bool,
    /// The amount to begin with, in cents: what the check accepts, or else what was asked for.
    pub first: Option<i64>,
    /// What was asked for, in cents.
    pub asked: Option<i64>,
    /// Whether whoever looks at it may change it.
    pub may_propose: bool,
}

/// What somebody proposes, as they typed it.
#[derive(Debug, Clone, Default)]
pub struct NewProposal {
    /// How much, in cents; `None` where it cannot be read.
    pub amount: Option<i64>,
    /// Why.
    pub reason: String,
    /// What a panel recommended, and when.
    pub panel: String,
}

/// What is wrong with a proposal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProposalMistake {
    /// There is no amount that can be read.
    Amount,
    /// It is more than was asked for: this, in cents.
    MoreThanAsked(i64),
    /// It is more than anybody grants, and nothing was asked for.
    AmountBounds,
    /// Nothing says why.
    Reason,
    /// The reason is too long.
    ReasonLength,
    /// What the panel recommended is too long.
    PanelLength,
}

/// What became of proposing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Proposing {
    /// It is saved, or nothing of it was different.
    Saved,
    /// Something is wrong: nothing was saved.
    Wrong(Vec<ProposalMistake>),
}

/// The proposal for a case, if its form has a committee; for the department only, and not for who applied in it.
pub(super) fn of_case(
    scope: &Scope,
    conn: &mut Conn,
    (library, form): (&Library, &Form),
    (case, answers): (&CaseRecord, &Answers),
    check: Option<&CheckFile>,
) -> Result<Option<ProposalFile>, StoreError> {
    let works = |staff: &&StaffScope| !case.is_own_of(staff) && staff.role.may_work_cases();
    let Some(staff) = scope.staff().filter(works) else { return Ok(None) };
    let Some(committee) = committee_of(library, form) else { return Ok(None) };
    let asked = committee.asked_cents(form, answers);
    let record = proposals::find(scope, conn, case.id)?;
    let is_before_answer = record.as_ref().is_some_and(|record| record.answers_number < case.answers_number);
    let saved = match record {
        Some(record) => {
            let by = clerks::find(conn, record.by)?.map(|clerk| clerk.name).unwrap_or_default();
            Some((record.what, by, record.at))
        }
        None => None,
    };
    Ok(Some(ProposalFile {
        committee: committee.title().to_owned(),
        saved,
        is_before_answer,
        first: first(check, asked),
        asked,
        may_propose: can_be_proposed(case.state) && !case.is_taken_down_by(staff),
    }))
}

/// The committee of the form as it was answered; of the current one, where that version had none: its cases stand in the
/// list, too.
fn committee_of<'a>(library: &'a Library, form: &'a Form) -> Option<&'a Committee> {
    let current = || library.catalogue().find_id(&form.id)?.online.committee.as_ref();
    form.committee.as_ref().or_else(current)
}

/// What the check accepts goes before what was asked for; a check for earlier answers names nothing.
fn first(check: Option<&CheckFile>, asked: Option<i64>) -> Option<i64> {
    match check.filter(|check| check.saved.is_some()) {
        Some(check) if check.counts() => check.accepted.amount,
        Some(_) => None,
        None => asked,
    }
}

/// Until a decision is proposed: who signs it sees what was proposed to the committee.
fn can_be_proposed(state: CaseState) -> bool {
    state.is_open() && state != CaseState::AwaitingSignature
}

/// Saves what is proposed for a case, if it is the case that was seen.
pub fn propose(
    scope: &Scope,
    conn: &mut Conn,
    library: &Library,
    id: CaseId,
    (typed, seen): (&NewProposal, i64),
    now: DateTime<Utc>,
) -> Result<Proposing, WorkError> {
    staff(scope)?;
    let case = workable(scope, conn, id)?;
    let form = library.form(conn, &case.version, case.channel)?;
    let committee = committee_of(library, &form).ok_or(WorkError::NotFound)?;
    let answers: Answers = serde_json::from_slice(&case.content).map_err(|_| LibraryError::Unreadable)?;
    if case.revision != seen {
        return Err(WorkError::Changed);
    }
    if !can_be_proposed(case.state) {
        let action = crate::domain::CaseAction::Decide;
        return Err(MoveError::NotPossible { state: case.state, action }.into());
    }
    let what = match judge(typed, committee.asked_cents(&form, &answers)) {
        Ok(what) => what,
        Err(mistakes) => return Ok(Proposing::Wrong(mistakes)),
    };
    let is_same =
        |saved: proposals::ProposalRecord| saved.what == what && saved.answers_number == case.answers_number;
    if proposals::find(scope, conn, id)?.is_some_and(is_same) {
        return Ok(Proposing::Saved);
    }
    if !proposals::save(scope, conn, &case, &what, now)? {
        return Err(WorkError::Changed);
    }
    events::append(scope, conn, id, now, CaseEventKind::Proposed, Some(&what.amount.to_string()))?;
    Ok(Proposing::Saved)
}

/// The proposal that was typed, or what is wrong with it.
fn judge(typed: &NewProposal, asked: Option<i64>) -> Result<Proposal, Vec<ProposalMistake>> {
    use ProposalMistake as M;
    let (reason, panel) = (typed.reason.trim(), typed.panel.trim());
    let amount = match (typed.amount, asked) {
        (None, _) => Some(M::Amount),
        (Some(cents), _) if cents < 0 => Some(M::Amount),
        (Some(cents), Some(asked)) if cents > asked => Some(M::MoreThanAsked(asked)),
        (Some(cents), None) if cents > MAX_AMOUNT => Some(M::AmountBounds),
        _ => None,
    };
    let mistakes: Vec<M> = [
        amount,
        reason.is_empty().then_some(M::Reason),
        (reason.chars().count() > MAX_SHORT_REASON).then_some(M::ReasonLength),
        (panel.chars().count() > MAX_PANEL).then_some(M::PanelLength),
    ]
    .into_iter()
    .flatten()
    .collect();
    match typed.amount {
        Some(amount) if mistakes.is_empty() => {
            Ok(Proposal { amount, reason: reason.to_owned(), panel: panel.to_owned() })
        }
        _ => Err(mistakes),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(amount: i64, reason: &str) -> NewProposal {
        NewProposal { amount: Some(amount), reason: reason.to_owned(), panel: String::new() }
    }

    #[test]
    fn nobody_proposes_more_than_was_asked_or_without_a_reason() {
        assert_eq!(judge(&typed(500, " gut "), Some(500)).unwrap().reason, "gut");
        assert_eq!(judge(&typed(0, "nein"), Some(500)).unwrap().amount, 0);
        assert_eq!(judge(&typed(501, "gut"), Some(500)), Err(vec![ProposalMistake::MoreThanAsked(500)]));
        assert_eq!(judge(&typed(-1, "gut"), None), Err(vec![ProposalMistake::Amount]));
        assert_eq!(judge(&typed(500, "  "), Some(500)), Err(vec![ProposalMistake::Reason]));
        let longest = "ä".repeat(MAX_SHORT_REASON);
        assert!(judge(&typed(1, &longest), None).is_ok());
        assert_eq!(judge(&typed(1, &format!("{longest}b")), None), Err(vec![ProposalMistake::ReasonLength]));
        assert_eq!(
            judge(&NewProposal::default(), Some(1)),
            Err(vec![ProposalMistake::Amount, ProposalMistake::Reason])
        );
    }
}
