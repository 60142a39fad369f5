//! Taking a case and moving it on, by the process of its service. Each move and its event are one transaction.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::decision;
use super::news::{self, Mails};
use super::work::{WorkError, staff, workable};
use crate::clock::day_in_germany;
use crate::domain::{
    Answers, By, CaseAction, CaseEventKind, CaseId, CaseState, ClerkId, MoveError, Outcome, Role, Scope,
    StaffScope, Step, Transfer,
};
use crate::forms::form::Form;
use crate::forms::responsibility;
use crate::library::{Library, LibraryError};
use crate::store::cases::CaseRecord;
use crate::store::{Conn, StoreError, cases, clerks, deputies, events};

/// The outcome of taking a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claim {
    /// It is theirs now (or was already).
    Taken,
    /// Somebody else was faster.
    TakenBy {
        /// The colleague's name.
        name: String,
    },
    /// The case is no longer waiting to be taken, and nobody works on it.
    NotOpen,
}

/// A move that somebody wants to make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// What is done.
    pub action: CaseAction,
    /// How it is decided.
    pub outcome: Option<Outcome>,
    /// The revision of the case that they saw.
    pub seen: i64,
    /// To which authority it goes; for [`CaseAction::Transfer`] only, which is not made without.
    pub transfer: Option<Transfer>,
}

/// Takes a case. Of two who try at the same time exactly one gets it.
pub fn claim(
    scope: &Scope,
    conn: &mut Conn,
    mails: Mails<'_>,
    id: CaseId,
    now: DateTime<Utc>,
) -> Result<Claim, WorkError> {
    let staff = staff(scope)?;
    let case = workable(scope, conn, id)?;
    let claimed = match step(conn, mails.0, &case, staff, (CaseAction::Claim, None), now) {
        Ok(step) => cases::claim(scope, conn, id, &step, now)?,
        // It is taken, or ended; or it is for the lead to say who gets it.
        Err(WorkError::NotPossible(_)) => case.clerk.map_or(cases::Claimed::No, cases::Claimed::TakenBy),
        Err(error) => return Err(error),
    };
    match claimed {
        cases::Claimed::Yes => {
            events::append(scope, conn, id, now, CaseEventKind::Claimed, None)?;
            news::tell(scope, conn, mails, &case, CaseState::InProgress, now)?;
            Ok(Claim::Taken)
        }
        cases::Claimed::TakenBy(clerk) if clerk == staff.clerk => Ok(Claim::Taken),
        cases::Claimed::TakenBy(clerk) => Ok(Claim::TakenBy { name: name_of(conn, clerk)? }),
        cases::Claimed::No => Ok(Claim::NotOpen),
    }
}

fn name_of(conn: &mut Conn, clerk: ClerkId) -> Result<String, StoreError> {
    Ok(clerks::find(conn, clerk)?.map(|found| found.name).unwrap_or_default())
}

/// Moves a case on, if it is still the one that was seen and its process allows it.
pub fn act(
    scope: &Scope,
    conn: &mut Conn,
    mails: Mails<'_>,
    id: CaseId,
    wanted: &Wanted,
    now: DateTime<Utc>,
) -> Result<CaseState, WorkError> {
    let staff = staff(scope)?;
    let case = workable(scope, conn, id)?;
    if case.revision != wanted.seen {
        return Err(WorkError::Changed);
    }
    let step = step(conn, mails.0, &case, staff, (wanted.action, wanted.outcome.as_ref()), now)?;
    heed_letter(scope, conn, mails.0, &case, wanted.action)?;
    let transfer = transferred(&case, wanted, now)?;
    if !cases::take_step(scope, conn, &case, &step, now)? {
        return Err(WorkError::Changed);
    }
    let (form, twice) = process(conn, mails.0, &case, now)?;
    let may = |by| form.process.step(case.state, (wanted.action, wanted.outcome.as_ref()), by, twice).is_ok();
    note_deputy(scope, conn, &case, may, now)?;
    if let Some(transfer) = transfer {
        events::append(scope, conn, id, now, CaseEventKind::Transferred, Some(&transfer))?;
    }
    let (kind, detail) = told(&case, &step);
    events::append(scope, conn, id, now, kind, Some(&detail))?;
    news::tell(scope, conn, mails, &case, step.to(), now)?;
    Ok(step.to())
}

/// Where a letter belongs to it, deciding is more than a move, and closing waits for the letter.
fn heed_letter(
    scope: &Scope,
    conn: &mut Conn,
    library: &Library,
    case: &CaseRecord,
    action: CaseAction,
) -> Result<(), WorkError> {
    let decides = matches!(action, CaseAction::Decide | CaseAction::Sign);
    if decides && decision::is_written(&*library.form(conn, &case.version, case.channel)?) {
        return Err(MoveError::NotPossible { state: case.state, action }.into());
    }
    if action == CaseAction::Close && decision::letter_waits(scope, conn, case)? {
        return Err(WorkError::LetterWaits);
    }
    Ok(())
}

/// The words for the history of a transfer. [`WorkError::Text`] for one that names no authority, or a day before the
/// case arrived or ahead.
fn transferred(case: &CaseRecord, wanted: &Wanted, now: DateTime<Utc>) -> Result<Option<String>, WorkError> {
    if wanted.action != CaseAction::Transfer {
        return Ok(None);
    }
    let days = case.received_on..=day_in_germany(now);
    let named = wanted.transfer.as_ref().filter(|transfer| days.contains(&transfer.on));
    named.map(|transfer| Some(transfer.to_string())).ok_or(WorkError::Text)
}

/// The step of a person with a case, if its process allows it.
pub(super) fn step(
    conn: &mut Conn,
    library: &Library,
    case: &CaseRecord,
    staff: &StaffScope,
    wanted: (CaseAction, Option<&Outcome>),
    now: DateTime<Utc>,
) -> Result<Step, WorkError> {
    let (form, twice) = process(conn, library, case, now)?;
    let by = by(conn, case, staff, now)?;
    Ok(form.process.step(case.state, wanted, by, twice)?)
}

/// The form of a case, and whether its decision is signed twice.
fn process(
    conn: &mut Conn,
    library: &Library,
    case: &CaseRecord,
    now: DateTime<Utc>,
) -> Result<(Arc<Form>, bool), LibraryError> {
    let form = library.form(conn, &case.version, case.channel)?;
    let answers: Answers = serde_json::from_slice(&case.content).map_err(|_| LibraryError::Unreadable)?;
    let twice = is_signed_twice(&form, &answers, now);
    Ok((form, twice))
}

/// Whether the applicant can withdraw, and the step with which they do.
pub fn withdrawal(
    conn: &mut Conn,
    library: &Library,
    case: &CaseRecord,
) -> Result<Option<Step>, LibraryError> {
    let form = library.form(conn, &case.version, case.channel)?;
    Ok(form.process.step(case.state, (CaseAction::Withdraw, None), By::Applicant, false).ok())
}

/// What this person can do with a case, in the order in which it is offered; nothing where they may not work on it.
pub(super) fn possible(
    scope: &Scope,
    conn: &mut Conn,
    case: &CaseRecord,
    (form, answers): (&Form, &Answers),
    now: DateTime<Utc>,
) -> Result<Vec<Step>, StoreError> {
    let works = |staff: &&StaffScope| !case.is_own_of(staff) && !case.is_taken_down_by(staff);
    let Some(staff) = scope.staff().filter(|staff| staff.role.may_work_cases()).filter(works) else {
        return Ok(Vec::new());
    };
    let by = by(conn, case, staff, now)?;
    let mut steps = form.process.steps(case.state, by, is_signed_twice(form, answers, now));
    if decision::letter_waits(scope, conn, case)? {
        steps.retain(|step| step.action() != CaseAction::Close);
    }
    Ok(steps)
}

fn is_signed_twice(form: &Form, answers: &Answers, now: DateTime<Utc>) -> bool {
    responsibility::is_signed_twice(form, &answers.to_value(), day_in_germany(now))
}

/// Who this person is to a case. Whoever stands in for who has it may do what they may, but signs and proposes as
/// themselves.
pub(super) fn by(
    conn: &mut Conn,
    case: &CaseRecord,
    staff: &StaffScope,
    now: DateTime<Utc>,
) -> Result<By, StoreError> {
    let stands_in = represented(conn, case, staff, now)?.is_some();
    let has_it = if stands_in { Some(staff.clerk) } else { case.clerk };
    Ok(By::staff(staff.clerk, staff.role == Role::Lead, has_it, case.proposed_by))
}

/// The colleague who has a case and for whom this person stands in today.
fn represented(
    conn: &mut Conn,
    case: &CaseRecord,
    staff: &StaffScope,
    now: DateTime<Utc>,
) -> Result<Option<ClerkId>, StoreError> {
    let Some(clerk) = case.clerk.filter(|clerk| *clerk != staff.clerk) else { return Ok(None) };
    let stands_in = deputies::stands_in(conn, staff.clerk, clerk, day_in_germany(now))?;
    Ok(stands_in.then_some(clerk))
}

/// Notes for whom this person does what comes next in the history, where they stand in for who had the case, and could
/// not do it as themselves: `may` says whether somebody can.
pub(super) fn note_deputy(
    scope: &Scope,
    conn: &mut Conn,
    case: &CaseRecord,
    may: impl Fn(By) -> bool,
    now: DateTime<Utc>,
) -> Result<(), WorkError> {
    let staff = staff(scope)?;
    if may(By::staff(staff.clerk, staff.role == Role::Lead, case.clerk, case.proposed_by)) {
        return Ok(());
    }
    let Some(clerk) = represented(conn, case, staff, now)? else { return Ok(()) };
    let name = name_of(conn, clerk)?;
    Ok(events::append(scope, conn, case.id, now, CaseEventKind::StoodIn, Some(&name))?)
}

/// Whether somebody handles a case: has it, or leads its department.
pub(super) fn handles(by: By) -> bool {
    matches!(by, By::Staff { has_it, is_lead, .. } if has_it || is_lead)
}

/// The event of a step, and the text that belongs to it: the word of the state, and of how it is decided.
fn told(case: &CaseRecord, step: &Step) -> (CaseEventKind, String) {
    let state = step.to().as_str();
    let outcome = step.outcome().or(case.outcome.as_ref());
    match (step.action(), outcome) {
        (CaseAction::Claim, _) => (CaseEventKind::Claimed, state.to_owned()),
        (CaseAction::Release, _) => (CaseEventKind::Released, state.to_owned()),
        (CaseAction::Decide | CaseAction::Sign, Some(outcome)) => {
            (CaseEventKind::Moved, format!("{state} {outcome}"))
        }
        (CaseAction::Return, _) => (CaseEventKind::Returned, state.to_owned()),
        _ => (CaseEventKind::Moved, state.to_owned()),
    }
}
