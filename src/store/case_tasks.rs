//! What is to be done on a case. Each change is one of the case, too: of the revision that was read, and it settles when
//! the case is due.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use uuid::Uuid;

use super::cases::{self, COUNTED, CaseRecord, CaseView, DueCount};
use super::conn::Conn;
use super::error::StoreError;
use super::rows::{day, maybe, maybe_instant, micros, parse};
use super::schema::{case_bias, case_tasks, cases as cases_table};
use super::sealed;
use crate::domain::{CaseId, CaseState, ClerkId, DepartmentId, Scope};

const TABLE: &str = "case_tasks";

/// A task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskRecord {
    /// Names it.
    pub id: String,
    /// What is to be done.
    pub text: String,
    /// Until when.
    pub due_on: NaiveDate,
    /// By whom; who has the case, if nobody is named.
    pub clerk: Option<ClerkId>,
    /// Who added it.
    pub made_by: ClerkId,
    /// Who did it, and when.
    pub done: Option<(ClerkId, DateTime<Utc>)>,
}

/// A new task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewTask {
    /// What is to be done.
    pub text: String,
    /// Until when.
    pub due_on: NaiveDate,
    /// By whom; who has the case, if nobody is named.
    pub clerk: Option<ClerkId>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = case_tasks)]
struct Row {
    id: String,
    text: Vec<u8>,
    due_on: String,
    clerk_id: Option<String>,
    made_by: String,
    done_by: Option<String>,
    done_at: Option<i64>,
}

impl Row {
    fn read(self, conn: &mut Conn) -> Result<TaskRecord, StoreError> {
        let done_by = maybe(TABLE, "done_by", self.done_by.as_deref())?;
        Ok(TaskRecord {
            id: self.id,
            text: sealed::text(conn, &self.text, TABLE)?,
            due_on: day(TABLE, "due_on", &self.due_on)?,
            clerk: maybe(TABLE, "clerk_id", self.clerk_id.as_deref())?,
            made_by: parse(TABLE, "made_by", &self.made_by)?,
            done: done_by.zip(maybe_instant(TABLE, "done_at", self.done_at)?),
        })
    }
}

/// The tasks of a case, those that are open first, by their days; nothing for its applicant, or outside of the scope.
pub fn list(scope: &Scope, conn: &mut Conn, case: CaseId) -> Result<Vec<TaskRecord>, StoreError> {
    if scope.own_case().is_some() || cases::find(scope, conn, case)?.is_none() {
        return Ok(Vec::new());
    }
    let rows: Vec<Row> = case_tasks::table
        .filter(case_tasks::case_id.eq(case.to_string()))
        .order((case_tasks::due_on.asc(), case_tasks::id.asc()))
        .select(Row::as_select())
        .load(conn)?;
    let mut tasks = rows.into_iter().map(|row| row.read(conn)).collect::<Result<Vec<_>, _>>()?;
    tasks.sort_by_key(|task| task.done.is_some());
    Ok(tasks)
}

/// What a person is to do by name on cases of these departments that others, or nobody, has; not on one on which they
/// declared themselves biased. For the product itself, which writes mails about it.
pub fn due_count(
    scope: &Scope,
    conn: &mut Conn,
    (clerk, departments): (ClerkId, &[DepartmentId]),
    today: NaiveDate,
) -> Result<DueCount, StoreError> {
    if *scope != Scope::System {
        return Err(StoreError::Denied);
    }
    let id = clerk.to_string();
    let departments: Vec<&str> = departments.iter().map(|department| department.0.as_str()).collect();
    let states = CaseView::Due.states().into_iter().map(CaseState::as_str);
    let biased = case_bias::table
        .filter(case_bias::clerk_id.eq(&id).and(case_bias::lifted_at.is_null()))
        .select(case_bias::case_id);
    let found: Vec<String> = case_tasks::table
        .inner_join(cases_table::table)
        .filter(case_tasks::clerk_id.eq(&id).and(case_tasks::done_at.is_null()))
        .filter(case_tasks::due_on.le(today.to_string()))
        .filter(cases_table::department.eq_any(departments).and(cases_table::state.eq_any(states)))
        // What they have themselves is counted with their cases.
        .filter(cases_table::clerk_id.is_null().or(cases_table::clerk_id.ne(&id)))
        .filter(cases_table::id.ne_all(biased))
        .limit(COUNTED)
        .select(case_tasks::due_on)
        .load(conn)?;
    let today = today.to_string();
    let overdue = found.iter().filter(|due_on| **due_on < today).count();
    let count = |length: usize| i64::try_from(length).unwrap_or(COUNTED);
    Ok(DueCount { due: count(found.len()), overdue: count(overdue) })
}

/// Adds a task to a case as it was read; `false` if it was changed since, or is not for this person to work on.
pub fn add(
    scope: &Scope,
    conn: &mut Conn,
    case: &CaseRecord,
    new: &NewTask,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let Some(staff) = scope.staff() else { return Ok(false) };
    if !cases::touch(scope, conn, case, now)? {
        return Ok(false);
    }
    diesel::insert_into(case_tasks::table)
        .values((
            case_tasks::id.eq(Uuid::now_v7().to_string()),
            case_tasks::case_id.eq(case.id.to_string()),
            case_tasks::text.eq(sealed::for_case(conn, &case.id.to_string(), TABLE, new.text.as_bytes())?),
            case_tasks::due_on.eq(new.due_on.to_string()),
            case_tasks::clerk_id.eq(new.clerk.map(|clerk| clerk.to_string())),
            case_tasks::made_by.eq(staff.clerk.to_string()),
            case_tasks::made_at.eq(micros(now)),
        ))
        .execute(conn)?;
    cases::settle(conn, &case.id.to_string())?;
    Ok(true)
}

/// Notes that a task of a case, as it was read, is done, or not done after all; `false` if the case was changed since,
/// is not for this person to work on, or has no such task that was not so already.
pub fn set_done(
    scope: &Scope,
    conn: &mut Conn,
    case: &CaseRecord,
    (task, is_done): (&str, bool),
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let Some(staff) = scope.staff() else { return Ok(false) };
    if !cases::touch(scope, conn, case, now)? {
        return Ok(false);
    }
    let of_case = case_tasks::table.find(task).filter(case_tasks::case_id.eq(case.id.to_string()));
    let changed = match is_done {
        true => diesel::update(of_case.filter(case_tasks::done_at.is_null()))
            .set((case_tasks::done_by.eq(staff.clerk.to_string()), case_tasks::done_at.eq(micros(now))))
            .execute(conn)?,
        false => diesel::update(of_case.filter(case_tasks::done_at.is_not_null()))
            .set((case_tasks::done_by.eq(None::<String>), case_tasks::done_at.eq(None::<i64>)))
            .execute(conn)?,
    };
    cases::settle(conn, &case.id.to_string())?;
    Ok(changed == 1)
}
