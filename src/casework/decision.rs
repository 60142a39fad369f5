//! Deciding: what is decided and why, the second signature, and the letter that is put down with it.

mod judging;
mod sending;

pub(super) use sending::letter_waits;

pub use judging::{DecisionMistake, amount_asked, judge};
pub use sending::{correct_posting, note_arrival, note_came_back, note_posted, provided_letter};

use chrono::{DateTime, Utc};

use super::moves;
use super::news::{self, Mails};
use super::open::{CaseFile, whole};
use super::payments;
use super::work::{WorkError, staff, workable};
use crate::clock::day_in_germany;
use crate::domain::{
    Answers, By, CaseAction, CaseEventKind, CaseId, CaseState, Channel, ClerkId, DeliveryWay, MatterKey,
    MoveError, Outcome, Scope, StaffScope, Step,
};
use crate::forms::definition::SubmissionKind;
use crate::forms::form::Form;
use crate::forms::letter::{self, LetterFacts};
use crate::forms::responsibility;
use crate::forms::search_words::indexed;
use crate::library::{Library, LibraryError};
use crate::store::cases::CaseRecord;
use crate::store::decisions::{DecisionRecord, NewDecision};
use crate::store::events::Unseen;
use crate::store::outbox::NewMessage;
use crate::store::{Conn, StoreError, case_words, cases, clerks, decisions, events, outbox};

/// The mail that tells that a decision can be fetched.
pub const DECISION_NOTICE: &str = "decision_notice";

/// The decision on a case, or its proposal.
#[derive(Debug)]
pub struct DecisionFile {
    /// What is stored of it.
    pub record: DecisionRecord,
    /// Who wrote it.
    pub proposed_by: String,
    /// Who signed it.
    pub signed_by: Option<String>,
    /// Whether whoever looks at it notes what becomes of its letter.
    pub may_note: bool,
    /// Whether they put right what was noted.
    pub may_correct: bool,
}

/// What somebody can do about a decision now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DecisionTask {
    /// Write it, and decide or propose it.
    Write,
    /// Sign what a colleague proposed, or send it back.
    Sign,
    /// Look at what was proposed: it is for somebody else to sign.
    Wait,
}

/// A case on which something is to be decided.
#[derive(Debug)]
pub struct Deciding {
    /// The case.
    pub file: CaseFile,
    /// What can be done.
    pub task: DecisionTask,
    /// How the letter reaches the applicant, as it stands now.
    pub way: DeliveryWay,
    /// The name of whoever looks at it: what they decide they sign with it.
    pub name: String,
    /// Who they are to the case.
    pub by: By,
}

/// What became of deciding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DecisionDone {
    /// It is decided, and its letter is on its way.
    Decided,
    /// It waits for a second signature.
    Proposed,
    /// The letter is another one than the one that was shown: nothing was decided.
    LetterChanged,
    /// What was proposed cannot be decided any more: nothing was.
    Outdated,
}

/// What somebody decides: what, of which revision of the case, and with which letter before their eyes.
#[derive(Debug, Clone)]
pub struct Decide {
    /// What.
    pub what: NewDecision,
    /// The revision of the case that they saw.
    pub seen: i64,
    /// The hash of the letter that they saw.
    pub letter: String,
}

/// Whether decisions on cases of this form are written here, with their letter.
pub fn is_written(form: &Form) -> bool {
    form.file.kind == SubmissionKind::Application && form.file.decision.letter.is_some()
}

/// The decision on a case of this scope, or its proposal; not for who applied in it, to whom it comes as to everybody
/// else.
pub(super) fn of_case(
    scope: &Scope,
    conn: &mut Conn,
    case: &CaseRecord,
    now: DateTime<Utc>,
) -> Result<Option<DecisionFile>, StoreError> {
    if scope.staff().is_some_and(|staff| case.is_own_of(staff)) {
        return Ok(None);
    }
    let Some(record) = decisions::find(scope, conn, case.id)? else { return Ok(None) };
    let signed = record.signed.as_ref().map(|signed| signed.by);
    let people: Vec<ClerkId> = [Some(record.proposed.0), signed].into_iter().flatten().collect();
    let names = clerks::names(conn, &people)?;
    let named = |clerk: ClerkId| names.get(&clerk).cloned().unwrap_or_default();
    let may_note = sending::may_note(scope, conn, case, now)?;
    let may_correct = sending::may_correct(scope, conn, case, now)?;
    let (proposed_by, signed_by) = (named(record.proposed.0), signed.map(named));
    Ok(Some(DecisionFile { proposed_by, signed_by, may_note, may_correct, record }))
}

/// A case on which this person decides, signs, or waits for a colleague. [`WorkError::NotPossible`] where nothing is to
/// be decided.
pub fn deciding(
    scope: &Scope,
    conn: &mut Conn,
    library: &Library,
    id: CaseId,
    now: DateTime<Utc>,
) -> Result<Unseen<Deciding>, WorkError> {
    let staff = staff(scope)?;
    let case = workable(scope, conn, id)?;
    let file = whole(scope, conn, library, id, now)?.ok_or(WorkError::NotFound)?;
    let may = |action| file.steps.iter().any(|step| step.action() == action);
    let task = match case.state {
        _ if !is_written(&file.form) => None,
        CaseState::InProgress if may(CaseAction::Decide) => Some(DecisionTask::Write),
        CaseState::AwaitingSignature if may(CaseAction::Sign) => Some(DecisionTask::Sign),
        CaseState::AwaitingSignature => Some(DecisionTask::Wait),
        _ => None,
    };
    let not_possible = MoveError::NotPossible { state: case.state, action: CaseAction::Decide };
    let task = task.ok_or(not_possible)?;
    let way = way(scope, conn, &case, &file.form, &file.answers)?;
    let name = name_of(conn, staff)?;
    let by = moves::by(conn, &case, staff, now)?;
    Ok(Unseen::new(id, Deciding { file, task, way, name, by }))
}

fn name_of(conn: &mut Conn, staff: &StaffScope) -> Result<String, StoreError> {
    Ok(clerks::find(conn, staff.clerk)?.map(|found| found.name).unwrap_or_default())
}

/// For retrieval where the applicant agreed to it and can be told of it by a mail; else by post (§ 41 (2), (2a) VwVfG).
fn way(
    scope: &Scope,
    conn: &mut Conn,
    case: &CaseRecord,
    form: &Form,
    answers: &Answers,
) -> Result<DeliveryWay, StoreError> {
    let can_look = !matches!(case.channel, Channel::Api | Channel::Staff);
    let is_told = can_look && responsibility::applicant_email(form, answers).is_some();
    let is_fetched = is_told && decisions::allows_retrieval(scope, conn, case.id)?;
    Ok(if is_fetched { DeliveryWay::Retrieval } else { DeliveryWay::Post })
}

/// The letter of a decision as `signs` would sign it on this day; nothing where the form writes none.
pub fn compose(
    case: &CaseRecord,
    (form, answers): (&Form, &Answers),
    what: &NewDecision,
    (signs, city): (&str, &str),
    now: DateTime<Utc>,
) -> Option<crate::domain::FrozenLetter> {
    let facts = LetterFacts {
        outcome: &what.outcome,
        amount: what.amount,
        reason_codes: &what.reason_codes,
        content: &what.content,
        number: case.receipt_number.to_string(),
        reference: case.file_reference.as_deref(),
        received_on: case.received_on,
        signs,
        city,
        department: form.department(&case.department),
        today: day_in_germany(now),
    };
    letter::write(form, answers, &facts)?.freeze().ok()
}

/// The step that a decision is: whether somebody else signs it depends on the amount that is decided.
pub fn step_of(
    by: By,
    case: &CaseRecord,
    (form, answers): (&Form, &Answers),
    what: &NewDecision,
    now: DateTime<Utc>,
) -> Result<Step, WorkError> {
    let has_amount = form.file.decision.rules(&what.outcome).is_some_and(|rules| rules.amount.is_some());
    // An outcome without an amount pays nothing.
    let amount = if has_amount { what.amount } else { Some(0) };
    let today = day_in_germany(now);
    let twice = responsibility::is_signed_twice_for(form, &answers.to_value(), amount, today);
    let wanted = (CaseAction::Decide, Some(&what.outcome));
    Ok(form.process.step(case.state, wanted, by, twice)?)
}

/// Decides, or proposes where a second signature is needed. Decision, letter, move, events and mail are one write.
/// [`WorkError::Text`] where something is wrong with what is decided: [`judge`] says what.
pub fn decide(
    scope: &Scope,
    conn: &mut Conn,
    (library, domain): Mails<'_>,
    (id, wanted, city): (CaseId, &Decide, &str),
    now: DateTime<Utc>,
) -> Result<DecisionDone, WorkError> {
    let staff = staff(scope)?;
    let (case, form, answers) = seen(scope, conn, library, (id, wanted.seen))?;
    let what = &wanted.what;
    if !judge((&form, &answers), what).is_empty() {
        return Err(WorkError::Text);
    }
    let by = moves::by(conn, &case, staff, now)?;
    let step = step_of(by, &case, (&form, &answers), what, now)?;
    let may = |by| step_of(by, &case, (&form, &answers), what, now).is_ok();
    if step.to() == CaseState::AwaitingSignature {
        moves::note_deputy(scope, conn, &case, may, now)?;
        return match decisions::propose(scope, conn, (&case, &step), what, now)? {
            true => {
                news::tell(scope, conn, (library, domain), &case, step.to(), now)?;
                Ok(DecisionDone::Proposed)
            }
            false => Err(WorkError::Changed),
        };
    }
    let name = name_of(conn, staff)?;
    let letter = compose(&case, (&form, &answers), what, (&name, city), now).ok_or(WorkError::Text)?;
    if letter.hash() != wanted.letter {
        return Ok(DecisionDone::LetterChanged);
    }
    moves::note_deputy(scope, conn, &case, may, now)?;
    let way = way(scope, conn, &case, &form, &answers)?;
    let signed = (&letter, way, day_in_germany(now));
    if !decisions::decide(scope, conn, (&case, &step), what, signed, now)? {
        return Err(WorkError::Changed);
    }
    payments::note_due(scope, conn, (&case, &form), what, now)?;
    tell(scope, conn, (library, domain), (&case, &form, &answers), way, now)?;
    Ok(DecisionDone::Decided)
}

/// Signs what a colleague proposed, if it is the case and the letter that were seen, and can still be decided.
pub fn sign(
    scope: &Scope,
    conn: &mut Conn,
    (library, domain): Mails<'_>,
    (id, seen_revision, shown, city): (CaseId, i64, &str, &str),
    now: DateTime<Utc>,
) -> Result<DecisionDone, WorkError> {
    let staff = staff(scope)?;
    let (case, form, answers) = seen(scope, conn, library, (id, seen_revision))?;
    let by = moves::by(conn, &case, staff, now)?;
    let step = form.process.step(case.state, (CaseAction::Sign, None), by, true)?;
    let proposal = decisions::find(scope, conn, id)?.filter(|found| found.signed.is_none());
    let what = proposal.ok_or(WorkError::Changed)?.what;
    if !judge((&form, &answers), &what).is_empty() {
        return Ok(DecisionDone::Outdated);
    }
    let name = name_of(conn, staff)?;
    let letter = compose(&case, (&form, &answers), &what, (&name, city), now).ok_or(WorkError::Text)?;
    if letter.hash() != shown {
        return Ok(DecisionDone::LetterChanged);
    }
    let may = |by| form.process.step(case.state, (CaseAction::Sign, None), by, true).is_ok();
    moves::note_deputy(scope, conn, &case, may, now)?;
    let way = way(scope, conn, &case, &form, &answers)?;
    if !decisions::sign(scope, conn, (&case, &step), (&letter, way, day_in_germany(now)), now)? {
        return Err(WorkError::Changed);
    }
    payments::note_due(scope, conn, (&case, &form), &what, now)?;
    tell(scope, conn, (library, domain), (&case, &form, &answers), way, now)?;
    Ok(DecisionDone::Decided)
}

/// Sends a proposal back, with a note that says why.
pub fn send_back(
    scope: &Scope,
    conn: &mut Conn,
    (library, domain): Mails<'_>,
    (id, seen_revision, (note, key)): (CaseId, i64, (&str, &MatterKey)),
    now: DateTime<Utc>,
) -> Result<(), WorkError> {
    let staff = staff(scope)?;
    let note = note.trim();
    if note.is_empty() || note.chars().count() > super::work::MAX_NOTE {
        return Err(WorkError::Text);
    }
    let (case, form, _) = seen(scope, conn, library, (id, seen_revision))?;
    let by = moves::by(conn, &case, staff, now)?;
    let step = form.process.step(case.state, (CaseAction::Return, None), by, true)?;
    let may = |by| form.process.step(case.state, (CaseAction::Return, None), by, true).is_ok();
    moves::note_deputy(scope, conn, &case, may, now)?;
    if !cases::take_step(scope, conn, &case, &step, now)? {
        return Err(WorkError::Changed);
    }
    events::append(scope, conn, id, now, CaseEventKind::Returned, Some(step.to().as_str()))?;
    events::append(scope, conn, id, now, CaseEventKind::Noted, Some(note))?;
    // It is a note like others: the case is found by it.
    case_words::add(scope, conn, id, &indexed(key, [note]))?;
    news::tell(scope, conn, (library, domain), &case, step.to(), now)
}

/// A case as it was seen, whose decision is written here.
fn seen(
    scope: &Scope,
    conn: &mut Conn,
    library: &Library,
    (id, revision): (CaseId, i64),
) -> Result<(CaseRecord, std::sync::Arc<Form>, Answers), WorkError> {
    let case = workable(scope, conn, id)?;
    if case.revision != revision {
        return Err(WorkError::Changed);
    }
    let form = library.form(conn, &case.version, case.channel)?;
    if !is_written(&form) {
        return Err(MoveError::NotPossible { state: case.state, action: CaseAction::Decide }.into());
    }
    let answers: Answers = serde_json::from_slice(&case.content).map_err(|_| LibraryError::Unreadable)?;
    Ok((case, form, answers))
}

/// Tells the applicant: that the decision can be fetched, the same day (§ 9 (1) OZG); or, where a letter comes, that
/// there is something new.
fn tell(
    scope: &Scope,
    conn: &mut Conn,
    (library, domain): Mails<'_>,
    (case, form, answers): (&CaseRecord, &Form, &Answers),
    way: DeliveryWay,
    now: DateTime<Utc>,
) -> Result<(), WorkError> {
    let address = responsibility::applicant_email(form, answers).filter(|_| way == DeliveryWay::Retrieval);
    let Some(address) = address else {
        return news::tell(scope, conn, (library, domain), case, CaseState::Decided, now);
    };
    let language = news::language_of(conn, case.id)?;
    let mail = NewMessage::new(DECISION_NOTICE, address, &language, domain, now);
    Ok(outbox::about_case(scope, conn, case.id, &mail)?)
}

/// What is proposed first: the amount that the form names, in cents.
pub fn proposed_amount(form: &Form, answers: &Answers, outcome: &Outcome) -> Option<i64> {
    let rule = form.file.decision.rules(outcome)?.amount.as_ref()?;
    answers.at(rule.from.as_deref()?)?.as_i64()
}
