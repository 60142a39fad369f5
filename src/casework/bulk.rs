//! The same for several cases at once. Each case is changed on its own, if it is still as it was seen; what cannot be
//! done with one holds up no other. Nothing is decided in this way.

use chrono::{DateTime, Utc};

use super::assign::{self, may_assign};
use super::decision::letter_waits;
use super::moves::{self, Wanted};
use super::news::{self, Mails};
use super::tags;
use super::work::{WorkError, staff, workable};
use crate::domain::{CaseAction, CaseId, CaseState, ClerkId, MoveError, OwnTag, Scope, StaffScope};
use crate::library::Library;
use crate::store::cases::CaseRecord;
use crate::store::{Conn, StoreError, cases};

/// Most cases at once.
pub const MOST_AT_ONCE: usize = 200;

/// What is done with several cases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BulkAction {
    /// They are given to somebody.
    Assign(ClerkId),
    /// A tag is put on them.
    Tag(OwnTag),
    /// A tag is taken off them.
    Untag(OwnTag),
    /// They are moved on; only by one of [`BulkAction::MOVES`].
    Move(CaseAction),
}

/// A case that was chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chosen {
    /// Which.
    pub id: CaseId,
    /// The revision of the case that was seen.
    pub seen: i64,
}

/// Why something is not done with a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// There is no such case for this person.
    NotFound,
    /// It was changed since it was seen.
    Changed,
    /// Its state does not allow it.
    NotPossible,
    /// It is for somebody else to do.
    NotTheirs,
    /// It is their own application.
    Own,
    /// They took it down at the desk.
    TakenDown,
    /// The letter of its decision is still to be fetched or posted.
    LetterWaits,
    /// This person cannot have it.
    NoAccount,
    /// It is so already.
    Already,
    /// What is stored of it cannot be read, or the database did not take it.
    Failed,
}

/// What is done with a case, or why not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Planned {
    /// The case.
    pub chosen: Chosen,
    /// Its number and whose application it is; `None` where there is no such case for this person.
    pub who: Option<(String, String)>,
    /// Where it stands.
    pub state: Option<CaseState>,
    /// Whether a mail goes to the applicant; or why nothing is done.
    pub result: Result<bool, Refusal>,
}

impl BulkAction {
    /// The moves that are made of several cases at once: none that decides, signs, gives away, or records what an
    /// applicant said.
    pub const MOVES: [CaseAction; 5] = [
        CaseAction::Claim,
        CaseAction::Resume,
        CaseAction::AwaitThirdParty,
        CaseAction::Release,
        CaseAction::Close,
    ];
}

/// What would be done with each of some cases. Nothing is changed.
pub fn plan(
    scope: &Scope,
    conn: &mut Conn,
    library: &Library,
    (chosen, action): (&[Chosen], &BulkAction),
    now: DateTime<Utc>,
) -> Result<Vec<Planned>, WorkError> {
    let staff = staff(scope)?;
    let mut planned = Vec::new();
    for chosen in chosen.iter().take(MOST_AT_ONCE) {
        let found = match cases::find(scope, conn, chosen.id) {
            // What is stored of it cannot be read: the others can be.
            Err(StoreError::Inconsistent { .. }) => None,
            found => found?,
        };
        let result = match foreseen(scope, conn, library, (chosen, action, staff), now) {
            Ok(mail) => Ok(mail),
            Err(WorkError::Library(_) | WorkError::Store(StoreError::Inconsistent { .. })) => {
                Err(Refusal::Failed)
            }
            Err(error) => Err(refusal(error)?),
        };
        planned.push(Planned {
            chosen: *chosen,
            state: found.as_ref().map(|case| case.state),
            who: found.map(|case| (case.receipt_number.to_string(), case.applicant_name)),
            result: result.and_then(|change| change.ok_or(Refusal::Already)),
        });
    }
    Ok(planned)
}

/// Whether a mail goes out, if something changes.
fn foreseen(
    scope: &Scope,
    conn: &mut Conn,
    library: &Library,
    (chosen, action, staff): (&Chosen, &BulkAction, &StaffScope),
    now: DateTime<Utc>,
) -> Result<Option<bool>, WorkError> {
    let case = workable(scope, conn, chosen.id)?;
    if case.revision != chosen.seen {
        // Whoever confirms twice is told that it is done, and not that somebody else was there.
        return if is_so(scope, conn, &case, (action, staff))? { Ok(None) } else { Err(WorkError::Changed) };
    }
    match action {
        BulkAction::Assign(to) => {
            if !may_assign(&case, moves::by(conn, &case, staff, now)?) {
                return Err(MoveError::NotTheirs(CaseAction::Claim).into());
            }
            if !assign::colleagues(scope, conn, &case)?.iter().any(|found| found.clerk == *to) {
                return Err(WorkError::NoAccount);
            }
            let after = if case.state == CaseState::Received { CaseState::InProgress } else { case.state };
            let tells = news::would_tell(conn, library, &case, after)?;
            Ok((case.clerk != Some(*to)).then_some(tells))
        }
        BulkAction::Tag(tag) => Ok((!has(scope, conn, &case, tag)?).then_some(false)),
        BulkAction::Untag(tag) => Ok(has(scope, conn, &case, tag)?.then_some(false)),
        BulkAction::Move(action) => {
            let step = moves::step(conn, library, &case, staff, (allowed(&case, *action)?, None), now)?;
            if *action == CaseAction::Close && letter_waits(scope, conn, &case)? {
                return Err(WorkError::LetterWaits);
            }
            Ok(Some(news::would_tell(conn, library, &case, step.to())?))
        }
    }
}

/// Whether a case is already as it is wanted.
fn is_so(
    scope: &Scope,
    conn: &mut Conn,
    case: &CaseRecord,
    (action, staff): (&BulkAction, &StaffScope),
) -> Result<bool, StoreError> {
    let is_theirs = case.clerk == Some(staff.clerk);
    match action {
        BulkAction::Assign(to) => Ok(case.clerk == Some(*to)),
        BulkAction::Tag(tag) => has(scope, conn, case, tag),
        BulkAction::Untag(tag) => Ok(!has(scope, conn, case, tag)?),
        BulkAction::Move(CaseAction::Claim | CaseAction::Resume) => {
            Ok(is_theirs && case.state == CaseState::InProgress)
        }
        BulkAction::Move(CaseAction::AwaitThirdParty) => {
            Ok(is_theirs && case.state == CaseState::AwaitingThirdParty)
        }
        BulkAction::Move(CaseAction::Release) => Ok(case.state == CaseState::Received),
        BulkAction::Move(CaseAction::Close) => Ok(case.state == CaseState::Closed),
        BulkAction::Move(_) => Ok(false),
    }
}

fn has(scope: &Scope, conn: &mut Conn, case: &CaseRecord, tag: &OwnTag) -> Result<bool, StoreError> {
    Ok(tags::found(scope, conn, case.id, tag)?.is_some())
}

fn allowed(case: &CaseRecord, action: CaseAction) -> Result<CaseAction, MoveError> {
    let not_possible = MoveError::NotPossible { state: case.state, action };
    BulkAction::MOVES.contains(&action).then_some(action).ok_or(not_possible)
}

/// Does it with each of some cases, in one write: few at a time, so that nobody else waits long.
pub fn carry_out(
    scope: &Scope,
    conn: &mut Conn,
    mails: Mails<'_>,
    (chosen, action): (&[Chosen], &BulkAction),
    now: DateTime<Utc>,
) -> Result<Vec<Planned>, WorkError> {
    let mut done = plan(scope, conn, mails.0, (chosen, action), now)?;
    for one in done.iter_mut().filter(|one| one.result.is_ok()) {
        let (id, seen) = (one.chosen.id, one.chosen.seen);
        let changed = match action {
            BulkAction::Assign(to) => assign::assign(scope, conn, mails, id, (*to, seen), now),
            BulkAction::Tag(tag) => tags::tag(scope, conn, id, (tag, seen), now),
            BulkAction::Untag(tag) => tags::untag(scope, conn, id, (tag, seen), now),
            BulkAction::Move(action) => {
                let wanted = Wanted { action: *action, outcome: None, seen, transfer: None };
                moves::act(scope, conn, mails, id, &wanted, now).map(|_| ())
            }
        };
        if let Err(error) = changed {
            one.result = Err(refusal(error)?);
        }
    }
    Ok(done)
}

/// Why one case is left as it is; what is wrong with the database or the forms is an error for all.
fn refusal(error: WorkError) -> Result<Refusal, WorkError> {
    match error {
        WorkError::NotFound => Ok(Refusal::NotFound),
        WorkError::Changed => Ok(Refusal::Changed),
        WorkError::NotPossible(MoveError::NotPossible { .. }) => Ok(Refusal::NotPossible),
        WorkError::NotPossible(MoveError::NotTheirs(_)) => Ok(Refusal::NotTheirs),
        WorkError::Own => Ok(Refusal::Own),
        WorkError::TakenDown => Ok(Refusal::TakenDown),
        WorkError::LetterWaits => Ok(Refusal::LetterWaits),
        WorkError::NoAccount => Ok(Refusal::NoAccount),
        other => Err(other),
    }
}
