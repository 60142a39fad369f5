//! Erasing cases: all that was written on one goes in one job, and its key with it, so that older copies of the database
//! do not speak either. What stays is the chain of events without words, a row for the figures, and what bookkeeping has to
//! keep of payments.

mod due;
mod holds;
mod kept;
mod papers;

pub use due::{ErasableCase, ErasureBar, SameTime, bar, count_keyless, ended_at, erasable, forms};
pub use holds::{Hold, held, hold, hold_of, release};
pub use kept::{CaselessBatch, KeptPayment, caseless_batches, forget_batches, kept_of_batch};
pub use papers::{ErasablePaper, erasable_papers, erase_papers, erased_papers, versions};

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use uuid::Uuid;

use super::case_tags;
use super::cases;
use super::conn::Conn;
use super::error::StoreError;
use super::events;
use super::keys;
use super::rows::{instant, micros, parse};
use super::schema::{
    assistances, cases as cases_table, drafts, erased_cases, files, inquiries, keys as keys_table,
    submissions,
};
use crate::clock::day_in_germany;
use crate::domain::{CaseId, DepartmentId, ErasureCause, FileId, Role, Scope};

const TABLE: &str = "cases";

/// What went with a case, and what stayed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErasedCase {
    /// Files that belong to nothing any more: their bytes can go.
    pub files: Vec<FileId>,
    /// Payments that stay with their lists, until the time for bookkeeping is over.
    pub kept_payments: usize,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = cases_table)]
struct Row {
    key_id: String,
    submission_id: String,
    form_id: String,
    department: String,
    channel: String,
    received_at: i64,
    decided_at: Option<i64>,
    waited: i64,
    revision: i64,
}

/// Erases a case for ever: for the product itself, or for who leads its department and may work on it. `None` where there
/// is none for this scope, something stands in the way ([`bar`]), or it was changed at this moment.
pub fn erase(
    scope: &Scope,
    conn: &mut Conn,
    case: CaseId,
    cause: ErasureCause,
    now: DateTime<Utc>,
) -> Result<Option<ErasedCase>, StoreError> {
    if !may_erase(scope, conn, case)? {
        return Ok(None);
    }
    let id = case.to_string();
    let row: Option<Row> =
        cases_table::table.find(&id).select(Row::as_select()).get_result(conn).optional()?;
    let Some(row) = row else { return Ok(None) };
    // From here on nobody else changes it, and of two who erase it one does.
    let same = cases_table::table.find(&id).filter(cases_table::revision.eq(row.revision));
    let claimed = diesel::update(same).set(cases_table::revision.eq(row.revision + 1)).execute(conn)?;
    if claimed != 1 {
        return Ok(None);
    }
    if cause != ErasureCause::KeyGone && bar(scope, conn, case, day_in_germany(now))?.is_some() {
        return Ok(None);
    }
    let kept_payments = kept::keep_payments(conn, &id, &row.form_id)?;
    keep_for_figures(conn, &id, &row, cause, now)?;
    events::erase(conn, case, (scope.actor(), cause.event()), now)?;
    let files = delete(conn, &id, &row)?;
    Ok(Some(ErasedCase { files, kept_payments }))
}

fn may_erase(scope: &Scope, conn: &mut Conn, case: CaseId) -> Result<bool, StoreError> {
    match scope.staff() {
        None => Ok(*scope == Scope::System),
        Some(staff) => {
            let found = cases::find(scope, conn, case)?.filter(|_| staff.role == Role::Lead);
            Ok(found.is_some_and(|case| !case.is_theirs(staff.clerk)))
        }
    }
}

/// Writes down what the figures count of it. Those of the desk stand in rows of their own, which forget whose they were.
fn keep_for_figures(
    conn: &mut Conn,
    id: &str,
    row: &Row,
    cause: ErasureCause,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let was_asked: Option<String> =
        inquiries::table.filter(inquiries::case_id.eq(id)).select(inquiries::id).first(conn).optional()?;
    diesel::insert_into(erased_cases::table)
        .values((
            erased_cases::case_id.eq(id),
            erased_cases::form_id.eq(&row.form_id),
            erased_cases::department.eq(&row.department),
            erased_cases::channel.eq(&row.channel),
            erased_cases::received_at.eq(row.received_at),
            erased_cases::decided_at.eq(row.decided_at),
            erased_cases::waited.eq(row.waited),
            erased_cases::was_asked.eq(was_asked.is_some()),
            erased_cases::cause.eq(cause.as_str()),
            erased_cases::ground.eq(cause.ground().map(|ground| ground.as_str())),
            erased_cases::erased_at.eq(micros(now)),
        ))
        .execute(conn)?;
    diesel::update(assistances::table.find(&row.submission_id))
        .set(assistances::submission_id.eq(Uuid::new_v4().to_string()))
        .execute(conn)?;
    Ok(())
}

/// Deletes the rows, and what hangs on them, and destroys the keys; the files that nobody has any more.
fn delete(conn: &mut Conn, id: &str, row: &Row) -> Result<Vec<FileId>, StoreError> {
    let tags = case_tags::of_departments(conn, id)?;
    // Answers to a question that were begun.
    let begun: Vec<(String, String)> =
        drafts::table.filter(drafts::case_id.eq(id)).select((drafts::id, drafts::key_id)).load(conn)?;
    let (draft_ids, draft_keys): (Vec<String>, Vec<String>) = begun.into_iter().unzip();
    let theirs = files::submission_id.eq(&row.submission_id).or(files::draft_id.eq_any(draft_ids));
    let of_case = files::table.filter(theirs.assume_not_null());
    let ids: Vec<String> = of_case.clone().select(files::id).load(conn)?;
    diesel::delete(files::table.filter(files::id.eq_any(&ids))).execute(conn)?;
    diesel::delete(cases_table::table.find(id)).execute(conn)?;
    diesel::delete(submissions::table.find(&row.submission_id)).execute(conn)?;
    case_tags::forget(conn, tags)?;
    for key in draft_keys.iter().chain([&row.key_id]) {
        keys::destroy(conn, keys::read_id(key)?)?;
    }
    ids.iter().map(|id| parse("files", "id", id)).collect()
}

/// Erases cases whose key is gone, `most` of them: after a copy of the database came back from before they were erased.
/// For the product itself only.
pub fn erase_keyless(
    scope: &Scope,
    conn: &mut Conn,
    now: DateTime<Utc>,
    most: i64,
) -> Result<Vec<ErasedCase>, StoreError> {
    if *scope != Scope::System {
        return Err(StoreError::Denied);
    }
    let has_key = keys_table::table.filter(keys_table::id.eq(cases_table::key_id));
    let ids: Vec<String> = cases_table::table
        .filter(diesel::dsl::not(diesel::dsl::exists(has_key)))
        .limit(most)
        .select(cases_table::id)
        .load(conn)?;
    let mut erased = Vec::new();
    for id in ids {
        erased.extend(erase(scope, conn, parse(TABLE, "id", &id)?, ErasureCause::KeyGone, now)?);
    }
    Ok(erased)
}

/// When a case of a department of this scope was erased, if it was.
pub fn erased_at(scope: &Scope, conn: &mut Conn, case: CaseId) -> Result<Option<DateTime<Utc>>, StoreError> {
    let row: Option<(String, i64)> = erased_cases::table
        .find(case.to_string())
        .select((erased_cases::department, erased_cases::erased_at))
        .get_result(conn)
        .optional()?;
    let sees = |department: &str| {
        let own = scope.visible_departments();
        own.is_none_or(|own| own.contains(&DepartmentId(department.to_owned())))
    };
    let row = row.filter(|(department, _)| sees(department));
    row.map(|(_, at)| instant("erased_cases", "erased_at", at)).transpose()
}
