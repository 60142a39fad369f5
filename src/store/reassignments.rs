//! Cases that went from one department of the house to another, and what stays behind of them.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::cases::{self, CaseRecord};
use super::conn::Conn;
use super::error::StoreError;
use super::events::{self, CaseEvent};
use super::rows::{instant, micros, parse};
use super::schema::{case_tasks, case_words, cases as cases_table, checks, proposals, reassignments};
use super::{case_tags, decisions, sealed};
use crate::domain::{CaseEventKind, CaseId, CaseState, ClerkId, DepartmentId, ReceiptNumber, Scope, Step};

const TABLE: &str = "reassignments";

/// Where a case goes, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewReassignment {
    /// Where.
    pub to: DepartmentId,
    /// The notes go along.
    pub with_notes: bool,
    /// Why.
    pub reason: String,
}

/// What a department keeps of a case that it gave away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenAway {
    /// The number for people.
    pub number: ReceiptNumber,
    /// The form.
    pub form_id: String,
    /// From where.
    pub from: DepartmentId,
    /// Where it went.
    pub to: DepartmentId,
    /// Why.
    pub reason: String,
    /// The notes went along.
    pub with_notes: bool,
    /// By whom.
    pub clerk: ClerkId,
    /// When.
    pub at: DateTime<Utc>,
}

/// Gives a case as it was read to another department, with its event; `step` gives it back first, where somebody has it.
/// What was planned stays behind. Notes that do not go along are not found by any more, and what was checked, with its
/// reasons in words, goes. `false` if the case was changed since, or is not for this person to work on.
pub fn reassign(
    scope: &Scope,
    conn: &mut Conn,
    (case, step): (&CaseRecord, Option<&Step>),
    new: &NewReassignment,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let Some(staff) = scope.staff() else { return Ok(false) };
    let is_changed = match step {
        Some(step) => cases::take_step(scope, conn, case, step, now)?,
        None => case.state == CaseState::Received && cases::touch(scope, conn, case, now)?,
    };
    if !is_changed {
        return Ok(false);
    }
    let id = case.id.to_string();
    note(scope, conn, (case, staff.clerk), new, now)?;
    diesel::update(cases_table::table.find(&id))
        .set((
            cases_table::department.eq(&new.to.0),
            cases_table::clerk_id.eq(None::<String>),
            cases_table::follow_up_on.eq(None::<String>),
            cases_table::follow_up_for.eq(None::<Vec<u8>>),
        ))
        .execute(conn)?;
    diesel::update(case_words::table.filter(case_words::case_id.eq(&id)))
        .set(case_words::department.eq(&new.to.0))
        .execute(conn)?;
    // What the old department meant to decide is nothing for the new one to begin with.
    decisions::drop_proposal(conn, &id, None)?;
    diesel::delete(proposals::table.find(&id)).execute(conn)?;
    if !new.with_notes {
        diesel::delete(checks::table.find(&id)).execute(conn)?;
    }
    diesel::delete(case_tasks::table.filter(case_tasks::case_id.eq(&id))).execute(conn)?;
    case_tags::follow(conn, case.id, (&case.department, &new.to), now)?;
    cases::settle(conn, &id)?;
    Ok(true)
}

/// Writes down in the history, and for the old department, where a case goes.
fn note(
    scope: &Scope,
    conn: &mut Conn,
    (case, clerk): (&CaseRecord, ClerkId),
    new: &NewReassignment,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let id = case.id.to_string();
    let word = if new.with_notes { "with_notes" } else { "without_notes" };
    let told = format!("{}\n{word}\n{}", new.to, new.reason);
    let event =
        events::insert_named(conn, case.id, now, scope.actor(), CaseEventKind::Reassigned, Some(&told))?;
    diesel::insert_into(reassignments::table)
        .values((
            reassignments::event_id.eq(event),
            reassignments::case_id.eq(&id),
            reassignments::from_department.eq(&case.department.0),
            reassignments::to_department.eq(&new.to.0),
            reassignments::with_notes.eq(new.with_notes),
            reassignments::reason.eq(sealed::for_case(conn, &id, TABLE, new.reason.as_bytes())?),
            reassignments::clerk_id.eq(clerk.to_string()),
            reassignments::at.eq(micros(now)),
        ))
        .execute(conn)?;
    Ok(())
}

/// The events of a case without the notes that its department must not read: those that stayed behind when it came. What
/// a department wrote itself it reads again when the case comes back.
pub(super) fn without_left_behind(
    conn: &mut Conn,
    case: CaseId,
    department: &DepartmentId,
    mut events: Vec<(String, CaseEvent)>,
) -> Result<Vec<CaseEvent>, StoreError> {
    type Row = (i64, String, String, bool);
    let moves: Vec<Row> = reassignments::table
        .filter(reassignments::case_id.eq(case.to_string()))
        .order((reassignments::at.asc(), reassignments::event_id.asc()))
        .select((
            reassignments::at,
            reassignments::event_id,
            reassignments::from_department,
            reassignments::with_notes,
        ))
        .load(conn)?;
    events.retain(|(id, event)| {
        let is_inner = matches!(
            event.kind,
            CaseEventKind::Noted
                | CaseEventKind::FollowUpSet
                | CaseEventKind::TaskAdded
                | CaseEventKind::TaskDone
                | CaseEventKind::TaskReopened
                | CaseEventKind::Tagged
                | CaseEventKind::Untagged
                | CaseEventKind::Linked
                | CaseEventKind::Unlinked
                | CaseEventKind::Proposed
        );
        let mut later =
            moves.iter().filter(|(at, move_id, ..)| (micros(event.at), id) < (*at, move_id)).peekable();
        let is_own = later.peek().is_none_or(|(_, _, from, _)| *from == department.0);
        !is_inner || is_own || later.all(|(.., with_notes)| *with_notes)
    });
    Ok(events.into_iter().map(|(_, event)| event).collect())
}

/// What the departments of this scope gave away, newest first.
pub fn list(scope: &Scope, conn: &mut Conn, limit: i64) -> Result<Vec<GivenAway>, StoreError> {
    let departments = cases::departments(scope).unwrap_or_default();
    type Row = (String, String, String, String, Vec<u8>, bool, String, i64);
    let rows: Vec<Row> = reassignments::table
        .inner_join(cases_table::table)
        .filter(reassignments::from_department.eq_any(departments))
        .filter(cases_table::id.ne_all(super::case_bias::locked(scope, conn)?))
        .order((reassignments::at.desc(), reassignments::event_id.desc()))
        .limit(limit)
        .select((
            cases_table::receipt_number,
            cases_table::form_id,
            reassignments::from_department,
            reassignments::to_department,
            reassignments::reason,
            reassignments::with_notes,
            reassignments::clerk_id,
            reassignments::at,
        ))
        .load(conn)?;
    let read = |(number, form_id, from, to, reason, with_notes, clerk, at): Row| {
        Ok(GivenAway {
            number: parse("cases", "receipt_number", &number)?,
            form_id,
            from: DepartmentId(from),
            to: DepartmentId(to),
            reason: sealed::text(conn, &reason, TABLE)?,
            with_notes,
            clerk: parse(TABLE, "clerk_id", &clerk)?,
            at: instant(TABLE, "at", at)?,
        })
    };
    rows.into_iter().map(read).collect()
}
