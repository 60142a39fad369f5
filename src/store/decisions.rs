//! Decisions: what was proposed, what was signed, the letter that nobody changes any more. One a case.

mod delivery;
mod granted;
mod posting;

pub(super) use delivery::to_post_since;

pub use delivery::{allows_retrieval, due, end, fetch, note_consent, note_notified};
pub use granted::granted;
pub use posting::{arrived, correct, may_have_arrived, post, returned};

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;

use super::cases::{self, CaseRecord};
use super::conn::Conn;
use super::error::StoreError;
use super::rows::{day, instant, maybe, maybe_instant, micros, parse};
use super::schema::{cases as cases_table, decisions};
use super::{events, sealed};
use crate::domain::{
    CaseAction, CaseEventKind, CaseId, CaseState, ClerkId, DecisionContent, Delivery, DeliveryWay,
    FrozenLetter, Outcome, Scope, Step,
};

const TABLE: &str = "decisions";

/// What is decided, or proposed to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDecision {
    /// How.
    pub outcome: Outcome,
    /// The amount in cents, where the outcome has one.
    pub amount: Option<i64>,
    /// The words of the form for why.
    pub reason_codes: Vec<String>,
    /// Conditions and reasons.
    pub content: DecisionContent,
}

/// The decision on a case: a proposal until it is signed.
#[derive(Debug, Clone)]
pub struct DecisionRecord {
    /// What is decided.
    pub what: NewDecision,
    /// Who wrote it, and when.
    pub proposed: (ClerkId, DateTime<Utc>),
    /// What makes it one.
    pub signed: Option<SignedDecision>,
}

/// What makes a proposal a decision.
#[derive(Debug, Clone)]
pub struct SignedDecision {
    /// Who signed: with one signature whoever wrote it.
    pub by: ClerkId,
    /// When.
    pub at: DateTime<Utc>,
    /// The day of the decision.
    pub on: NaiveDate,
    /// Its letter.
    pub letter: FrozenLetter,
    /// How it reaches the applicant.
    pub delivery: Delivery,
}

/// What was decided on a case, for lists: a proposal does not count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// How.
    pub outcome: Outcome,
    /// The amount in cents; `None` where the outcome has none.
    pub amount: Option<i64>,
    /// The day of the decision.
    pub on: NaiveDate,
    /// The day on which it counts as made known, if it is known yet.
    pub counts_on: Option<NaiveDate>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = decisions)]
struct Row {
    outcome: String,
    amount: Option<i64>,
    reason_codes: String,
    content: Vec<u8>,
    proposed_by: String,
    proposed_at: i64,
    signed_by: Option<String>,
    signed_at: Option<i64>,
    decided_on: Option<String>,
    letter: Option<Vec<u8>>,
    letter_hash: Option<String>,
    way: Option<String>,
    provided_at: Option<i64>,
    notified_at: Option<i64>,
    fetch_by: Option<String>,
    fetched_at: Option<i64>,
    ended_at: Option<i64>,
    posted_on: Option<String>,
    goes_abroad: bool,
    arrived_on: Option<String>,
    counts_on: Option<String>,
}

fn broken(column: &'static str) -> StoreError {
    StoreError::Inconsistent { table: TABLE, column }
}

impl Row {
    fn read(self, conn: &mut Conn) -> Result<DecisionRecord, StoreError> {
        let signed = self.signed(conn)?;
        let content = sealed::open(conn, &self.content, TABLE)?;
        Ok(DecisionRecord {
            what: NewDecision {
                outcome: Outcome(self.outcome),
                amount: self.amount,
                reason_codes: serde_json::from_str(&self.reason_codes).map_err(|_| broken("reason_codes"))?,
                content: serde_json::from_slice(&content).map_err(|_| broken("content"))?,
            },
            proposed: (
                parse(TABLE, "proposed_by", &self.proposed_by)?,
                instant(TABLE, "proposed_at", self.proposed_at)?,
            ),
            signed,
        })
    }

    fn signed(&self, conn: &mut Conn) -> Result<Option<SignedDecision>, StoreError> {
        let Some(at) = maybe_instant(TABLE, "signed_at", self.signed_at)? else { return Ok(None) };
        let by = maybe(TABLE, "signed_by", self.signed_by.as_deref())?.ok_or(broken("signed_by"))?;
        let on = self.decided_on.as_deref().ok_or(broken("decided_on"))?;
        let (letter, hash) = self.letter.as_ref().zip(self.letter_hash.clone()).ok_or(broken("letter"))?;
        let letter =
            FrozenLetter::kept(sealed::open(conn, letter, TABLE)?, hash).ok_or(broken("letter_hash"))?;
        let way: Option<DeliveryWay> = maybe(TABLE, "way", self.way.as_deref())?;
        let delivery = Delivery {
            way: way.ok_or(broken("way"))?,
            provided_at: maybe_instant(TABLE, "provided_at", self.provided_at)?,
            notified_at: maybe_instant(TABLE, "notified_at", self.notified_at)?,
            fetch_by: maybe(TABLE, "fetch_by", self.fetch_by.as_deref())?,
            fetched_at: maybe_instant(TABLE, "fetched_at", self.fetched_at)?,
            ended_at: maybe_instant(TABLE, "ended_at", self.ended_at)?,
            posted_on: maybe(TABLE, "posted_on", self.posted_on.as_deref())?,
            goes_abroad: self.goes_abroad,
            arrived_on: maybe(TABLE, "arrived_on", self.arrived_on.as_deref())?,
            counts_on: maybe(TABLE, "counts_on", self.counts_on.as_deref())?,
        };
        Ok(Some(SignedDecision { by, at, on: day(TABLE, "decided_on", on)?, letter, delivery }))
    }
}

/// The decision on a case that this scope sees, or its proposal; an applicant sees what was signed only.
pub fn find(scope: &Scope, conn: &mut Conn, case: CaseId) -> Result<Option<DecisionRecord>, StoreError> {
    if cases::find(scope, conn, case)?.is_none() {
        return Ok(None);
    }
    let row = decisions::table.find(case.to_string()).select(Row::as_select());
    let found = row.first(conn).optional()?.map(|row| row.read(conn)).transpose()?;
    Ok(found.filter(|found| found.signed.is_some() || scope.own_case().is_none()))
}

/// What was decided on these cases, of those that this scope sees: for lists and payments. A proposal is none, and who
/// is biased is for the caller's list to leave out.
pub fn decided(
    scope: &Scope,
    conn: &mut Conn,
    of: &[CaseId],
) -> Result<HashMap<CaseId, Decided>, StoreError> {
    let ids: Vec<String> = of.iter().map(CaseId::to_string).collect();
    let mut query = decisions::table
        .inner_join(cases_table::table)
        .filter(decisions::case_id.eq_any(ids).and(decisions::decided_on.is_not_null()))
        .select((
            decisions::case_id,
            decisions::outcome,
            decisions::amount,
            decisions::decided_on,
            decisions::counts_on,
        ))
        .into_boxed();
    if let Some(departments) = cases::departments(scope) {
        query = query.filter(cases_table::department.eq_any(departments));
    }
    type Found = (String, String, Option<i64>, Option<String>, Option<String>);
    let rows: Vec<Found> = query.load(conn)?;
    let read = |(case, outcome, amount, on, counts_on): Found| {
        let on = day(TABLE, "decided_on", &on.unwrap_or_default())?;
        let counts_on = maybe(TABLE, "counts_on", counts_on.as_deref())?;
        let case = parse(TABLE, "case_id", &case)?;
        Ok((case, Decided { outcome: Outcome(outcome), amount, on, counts_on }))
    };
    rows.into_iter().map(read).collect()
}

/// Proposes a decision that somebody else has to sign, with the step and the events; `false` where the case was
/// changed since it was read, or is not for this person to work on. A proposal that was sent back is replaced.
pub fn propose(
    scope: &Scope,
    conn: &mut Conn,
    (case, step): (&CaseRecord, &Step),
    new: &NewDecision,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let leads_there = step.to() == CaseState::AwaitingSignature && step.outcome() == Some(&new.outcome);
    if !leads_there || !cases::take_step(scope, conn, case, step, now)? {
        return Ok(false);
    }
    write(scope, conn, case.id, new, now)?;
    append_written(scope, conn, case.id, new, now)?;
    append_move(scope, conn, case.id, step, &new.outcome, now)?;
    Ok(true)
}

/// Decides with one signature: the decision, its letter and how it is delivered are there from now on, and stay.
pub fn decide(
    scope: &Scope,
    conn: &mut Conn,
    (case, step): (&CaseRecord, &Step),
    new: &NewDecision,
    signed: (&FrozenLetter, DeliveryWay, NaiveDate),
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let leads_there = step.action() == CaseAction::Decide && step.to() == CaseState::Decided;
    if !leads_there || step.outcome() != Some(&new.outcome) {
        return Ok(false);
    }
    if !cases::take_step(scope, conn, case, step, now)? {
        return Ok(false);
    }
    write(scope, conn, case.id, new, now)?;
    append_written(scope, conn, case.id, new, now)?;
    put_down(scope, conn, case.id, signed, now)?;
    append_move(scope, conn, case.id, step, &new.outcome, now)?;
    Ok(true)
}

/// Signs what a colleague proposed: it is decided from now on. `false` where the case was changed since it was read,
/// there is no proposal, or it is their own.
pub fn sign(
    scope: &Scope,
    conn: &mut Conn,
    (case, step): (&CaseRecord, &Step),
    signed: (&FrozenLetter, DeliveryWay, NaiveDate),
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let Some(proposal) = find(scope, conn, case.id)?.filter(|found| found.signed.is_none()) else {
        return Ok(false);
    };
    let is_own = scope.staff().is_none_or(|staff| staff.clerk == proposal.proposed.0);
    let is_proposed = case.outcome.as_ref() == Some(&proposal.what.outcome);
    if is_own || !is_proposed || step.action() != CaseAction::Sign {
        return Ok(false);
    }
    if !cases::take_step(scope, conn, case, step, now)? {
        return Ok(false);
    }
    put_down(scope, conn, case.id, signed, now)?;
    append_move(scope, conn, case.id, step, &proposal.what.outcome, now)?;
    Ok(true)
}

/// Drops a proposal that nobody signed, of this person or whoever wrote it; the caller has changed the case in this job.
/// That there was one stays in the history.
pub(super) fn drop_proposal(conn: &mut Conn, case: &str, of: Option<ClerkId>) -> Result<(), StoreError> {
    let unsigned = decisions::table.find(case).filter(decisions::signed_at.is_null());
    match of {
        Some(clerk) => {
            let own = unsigned.filter(decisions::proposed_by.eq(clerk.to_string()));
            diesel::delete(own).execute(conn)?
        }
        None => diesel::delete(unsigned).execute(conn)?,
    };
    Ok(())
}

/// Writes a proposal in the place of one that nobody signed; the caller has taken the step.
fn write(
    scope: &Scope,
    conn: &mut Conn,
    case: CaseId,
    new: &NewDecision,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let Some(staff) = scope.staff() else { return Err(StoreError::Denied) };
    let unsigned = decisions::table.find(case.to_string()).filter(decisions::signed_at.is_null());
    diesel::delete(unsigned).execute(conn)?;
    let content = serde_json::to_vec(&new.content).map_err(|_| broken("content"))?;
    diesel::insert_into(decisions::table)
        .values((
            decisions::case_id.eq(case.to_string()),
            decisions::outcome.eq(&new.outcome.0),
            decisions::amount.eq(new.amount),
            decisions::reason_codes.eq(serde_json::json!(new.reason_codes).to_string()),
            decisions::content.eq(sealed::for_case(conn, &case.to_string(), TABLE, &content)?),
            decisions::proposed_by.eq(staff.clerk.to_string()),
            decisions::proposed_at.eq(micros(now)),
        ))
        .execute(conn)?;
    Ok(())
}

/// Puts the letter of a proposal down and begins its delivery; the caller has taken the step. Nothing is put down
/// twice.
fn put_down(
    scope: &Scope,
    conn: &mut Conn,
    case: CaseId,
    (letter, way, on): (&FrozenLetter, DeliveryWay, NaiveDate),
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let Some(staff) = scope.staff() else { return Err(StoreError::Denied) };
    let delivery = Delivery::begin(way, now);
    let unsigned = decisions::table.find(case.to_string()).filter(decisions::signed_at.is_null());
    let changed = diesel::update(unsigned)
        .set((
            decisions::signed_by.eq(Some(staff.clerk.to_string())),
            decisions::signed_at.eq(Some(micros(now))),
            decisions::decided_on.eq(Some(on.to_string())),
            decisions::letter.eq(Some(sealed::for_case(conn, &case.to_string(), TABLE, letter.content())?)),
            decisions::letter_hash.eq(Some(letter.hash())),
            decisions::way.eq(Some(way.as_str())),
            decisions::provided_at.eq(delivery.provided_at.map(micros)),
        ))
        .execute(conn)?;
    if changed != 1 {
        return Err(StoreError::Conflict { what: format!("{TABLE}: it is signed already") });
    }
    events::append(scope, conn, case, now, CaseEventKind::LetterFrozen, Some(letter.hash()))?;
    // A letter that is to be posted is due at once.
    cases::settle(conn, &case.to_string())?;
    if way == DeliveryWay::Retrieval {
        events::append(scope, conn, case, now, CaseEventKind::LetterProvided, None)?;
    }
    Ok(())
}

fn append_written(
    scope: &Scope,
    conn: &mut Conn,
    case: CaseId,
    new: &NewDecision,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let amount = new.amount.map(|cents| format!(" {cents}")).unwrap_or_default();
    let detail = format!("{}{amount}", new.outcome);
    events::append(scope, conn, case, now, CaseEventKind::DecisionWritten, Some(&detail))
}

fn append_move(
    scope: &Scope,
    conn: &mut Conn,
    case: CaseId,
    step: &Step,
    outcome: &Outcome,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let detail = format!("{} {outcome}", step.to());
    events::append(scope, conn, case, now, CaseEventKind::Moved, Some(&detail))
}
