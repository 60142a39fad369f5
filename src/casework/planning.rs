//! What is planned on a case: until when it is to be decided, when it comes up again, and what is to be done.

use chrono::{DateTime, NaiveDate, Utc};

use super::assign::{self, Colleague};
use super::moves;
use super::work::{WorkError, staff, workable};
use crate::clock::{day_in_germany, start_of_day};
use crate::domain::{
    By, CaseAction, CaseEventKind, CaseId, CaseState, DeadlineStart, Department, DepartmentId, MoveError,
    Scope, promised, waited_before,
};
use crate::forms::form::Form;
use crate::library::Library;
use crate::store::case_tasks::{NewTask, TaskRecord};
use crate::store::cases::{CaseRecord, Promise};
use crate::store::{Conn, StoreError, case_tasks, cases, clerks, events};

/// Most characters of a task.
pub const MAX_TASK: usize = 300;

/// Most characters of the reason why a case comes up again.
pub const MAX_FOLLOW_UP: usize = 200;

/// A task, with names.
#[derive(Debug, Clone)]
pub struct Task {
    /// What is stored of it.
    pub record: TaskRecord,
    /// Whose it is, if it is somebody's.
    pub whose: Option<String>,
    /// Who did it.
    pub done_by: Option<String>,
}

/// What is planned on a case, and what whoever looks at it may plan.
#[derive(Debug, Default)]
pub struct Planning {
    /// Today, in Germany.
    pub today: NaiveDate,
    /// When somebody has to look at it next.
    pub due_on: Option<NaiveDate>,
    /// Until when the service promises a decision, waiting taken out.
    pub promised_on: Option<NaiveDate>,
    /// The deadlines of the service, by their titles.
    pub deadlines: Vec<String>,
    /// Since when nothing is missing, where a deadline runs from then on.
    pub complete_on: Option<NaiveDate>,
    /// It can be said when it became complete.
    pub asks_completeness: bool,
    /// When it comes up again, and why.
    pub follow_up: Option<(NaiveDate, String)>,
    /// What is to be done.
    pub tasks: Vec<Task>,
    /// Whoever looks at it may plan.
    pub may_plan: bool,
    /// To whom they may give it; nobody, if they may not.
    pub colleagues: Vec<Colleague>,
    /// For whom a task can be.
    pub people: Vec<Colleague>,
    /// To which departments they may give it.
    pub departments: Vec<(DepartmentId, String)>,
}

/// What is planned on a case that this scope sees; it can be given to one of these departments.
pub(super) fn of_case(
    scope: &Scope,
    conn: &mut Conn,
    (form, departments): (&Form, &[Department]),
    case: &CaseRecord,
    now: DateTime<Utc>,
) -> Result<Planning, StoreError> {
    let works = scope.staff().filter(|staff| staff.role.may_work_cases() && !case.is_theirs(staff.clerk));
    let by = works.map(|staff| moves::by(conn, case, staff, now)).transpose()?.unwrap_or(By::Applicant);
    let people = if works.is_some() { assign::colleagues(scope, conn, case)? } else { Vec::new() };
    let may_assign = assign::may_assign(case, by);
    let records = case_tasks::list(scope, conn, case.id)?;
    let known = records.iter().flat_map(|task| [task.clerk, task.done.map(|(clerk, _)| clerk)]);
    let names = clerks::names(conn, &known.flatten().collect::<Vec<_>>())?;
    let name = |clerk| names.get(&clerk).cloned();
    let tasks = records.into_iter().map(|record| Task {
        whose: record.clerk.and_then(name),
        done_by: record.done.and_then(|(clerk, _)| name(clerk)),
        record,
    });
    let from_completeness =
        form.file.deadlines.iter().any(|deadline| deadline.from == DeadlineStart::Completeness);
    let others = departments.iter().filter(|department| department.id != case.department && !department.desk);
    let may_reassign = may_reassign(case, by);
    Ok(Planning {
        today: day_in_germany(now),
        due_on: case.plan.due_on,
        promised_on: case.plan.promised.after(case.waited - case.plan.waited_before),
        deadlines: form.file.deadlines.iter().map(|deadline| deadline.title.clone()).collect(),
        complete_on: case.plan.complete_on.filter(|_| from_completeness),
        asks_completeness: from_completeness && works.is_some(),
        follow_up: case.plan.follow_up.clone(),
        tasks: tasks.collect(),
        may_plan: works.is_some() && (case.state.is_open() || case.state == CaseState::Decided),
        colleagues: if may_assign { people.clone() } else { Vec::new() },
        people,
        departments: others
            .filter(|_| may_reassign)
            .map(|department| (department.id.clone(), department.name.clone()))
            .collect(),
    })
}

/// Whether a case as it stands can be given to another department by who is this to it.
pub(super) fn may_reassign(case: &CaseRecord, by: By) -> bool {
    let By::Staff { has_it, is_lead, .. } = by else { return false };
    case.state.is_open() && (has_it || is_lead)
}

/// A case as it was seen, on which something can be planned.
fn plannable(scope: &Scope, conn: &mut Conn, id: CaseId, seen: i64) -> Result<CaseRecord, WorkError> {
    staff(scope)?;
    let case = workable(scope, conn, id)?;
    if !case.state.is_open() && case.state != CaseState::Decided {
        return Err(MoveError::NotPossible { state: case.state, action: CaseAction::Await }.into());
    }
    if case.revision == seen { Ok(case) } else { Err(WorkError::Changed) }
}

/// Sets the day on which a case comes up again (Wiedervorlage), and why; `None` takes it away. [`WorkError::Text`] for a
/// day that is over or a reason that is missing or too long.
pub fn set_follow_up(
    scope: &Scope,
    conn: &mut Conn,
    id: CaseId,
    (follow_up, seen): (Option<(NaiveDate, &str)>, i64),
    now: DateTime<Utc>,
) -> Result<(), WorkError> {
    let case = plannable(scope, conn, id, seen)?;
    let follow_up = follow_up.map(|(day, reason)| (day, reason.trim()));
    if let Some((day, reason)) = follow_up
        && (day < day_in_germany(now) || reason.is_empty() || reason.chars().count() > MAX_FOLLOW_UP)
    {
        return Err(WorkError::Text);
    }
    if !cases::set_follow_up(scope, conn, &case, follow_up, now)? {
        return Err(WorkError::Changed);
    }
    let told = follow_up.map(|(day, reason)| format!("{day}\n{reason}"));
    Ok(events::append(scope, conn, id, now, CaseEventKind::FollowUpSet, told.as_deref())?)
}

/// Notes since which day nothing is missing: from then on the deadline runs (§ 42a (2) VwVfG). [`WorkError::Text`] for a
/// day that is still to come, or before the application was received.
pub fn mark_complete(
    scope: &Scope,
    conn: &mut Conn,
    library: &Library,
    id: CaseId,
    (day, seen): (NaiveDate, i64),
    now: DateTime<Utc>,
) -> Result<(), WorkError> {
    let case = plannable(scope, conn, id, seen)?;
    if day > day_in_germany(now) || day < case.received_on {
        return Err(WorkError::Text);
    }
    let form = library.form(conn, &case.version, case.channel)?;
    let promise = promise_from(scope, conn, &form, &case, day, now)?;
    if !cases::set_complete(scope, conn, &case, &promise, now)? {
        return Err(WorkError::Changed);
    }
    Ok(events::append(scope, conn, id, now, CaseEventKind::MarkedComplete, Some(&day.to_string()))?)
}

/// What the service promises once nothing is missing since a day. What the case waited until the end of that day moves
/// nothing that runs from then on.
fn promise_from(
    scope: &Scope,
    conn: &mut Conn,
    form: &Form,
    case: &CaseRecord,
    day: NaiveDate,
    now: DateTime<Utc>,
) -> Result<Promise, StoreError> {
    let steps = events::list(scope, conn, case.id)?;
    let steps = steps.iter().filter_map(|event| Some((event.at, event.state()?.is_waiting())));
    let until = day.succ_opt().map_or(now, start_of_day).min(now);
    let waited_before = waited_before(steps, until);
    let promised = promised(&form.file.deadlines, case.received_on, Some(day), waited_before);
    Ok(Promise { complete_on: Some(day), waited_before, promised })
}

/// Adds a task to a case. [`WorkError::Text`] for a day that is over or a text that is missing or too long,
/// [`WorkError::NoAccount`] for somebody who cannot have it.
pub fn add_task(
    scope: &Scope,
    conn: &mut Conn,
    id: CaseId,
    (new, seen): (&NewTask, i64),
    now: DateTime<Utc>,
) -> Result<(), WorkError> {
    let case = plannable(scope, conn, id, seen)?;
    let text = new.text.trim();
    if new.due_on < day_in_germany(now) || text.is_empty() || text.chars().count() > MAX_TASK {
        return Err(WorkError::Text);
    }
    let people = assign::colleagues(scope, conn, &case)?;
    let whose = match new.clerk {
        None => None,
        Some(clerk) => {
            Some(people.into_iter().find(|found| found.clerk == clerk).ok_or(WorkError::NoAccount)?)
        }
    };
    let new = NewTask { text: text.to_owned(), ..new.clone() };
    if !case_tasks::add(scope, conn, &case, &new, now)? {
        return Err(WorkError::Changed);
    }
    let whose = whose.map(|found| format!("\nFür {}", found.name)).unwrap_or_default();
    let told = format!("{}{whose}\n{text}", new.due_on);
    Ok(events::append(scope, conn, id, now, CaseEventKind::TaskAdded, Some(&told))?)
}

/// Notes that a task is done, or not done after all.
pub fn set_task_done(
    scope: &Scope,
    conn: &mut Conn,
    id: CaseId,
    ((task, is_done), seen): ((&str, bool), i64),
    now: DateTime<Utc>,
) -> Result<(), WorkError> {
    let case = plannable(scope, conn, id, seen)?;
    let found = case_tasks::list(scope, conn, id)?.into_iter().find(|found| found.id == task);
    let text = found.ok_or(WorkError::Changed)?.text;
    if !case_tasks::set_done(scope, conn, &case, (task, is_done), now)? {
        return Err(WorkError::Changed);
    }
    let kind = if is_done { CaseEventKind::TaskDone } else { CaseEventKind::TaskReopened };
    Ok(events::append(scope, conn, id, now, kind, Some(&text))?)
}
