//! The tags of cases: those of the form's routing, and those that staff of the department put on.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::cases::{self, CaseRecord};
use super::conn::Conn;
use super::dialect;
use super::error::StoreError;
use super::rows::{micros, parse};
use super::schema::{case_tags, cases as cases_table, department_tags};
use crate::domain::{CaseId, DepartmentId, OwnTag, Scope, Tag};

const TABLE: &str = "case_tags";

/// Most tags of a department that are offered.
const MOST: i64 = 300;

/// Stores the tags that the routing gave a case that arrives; [`super::filing`] has looked at the scope.
pub(super) fn insert(conn: &mut Conn, case: CaseId, tags: &[String]) -> Result<(), StoreError> {
    let case_id = case.to_string();
    for word in tags {
        let tag = Tag::Form(word.clone()).to_string();
        dialect::insert_tag_if_new(conn, &dialect::NewTag { case_id: &case_id, tag: &tag, department: "" })?;
    }
    Ok(())
}

/// Stores the tags that the routing gives a case by changed answers, in the place of those that it gave before; the
/// caller has looked at the scope. Those of a department are its own.
pub(super) fn replace(conn: &mut Conn, case: CaseId, tags: &[String]) -> Result<(), StoreError> {
    let of_form = case_tags::case_id.eq(case.to_string()).and(case_tags::department.eq(""));
    diesel::delete(case_tags::table.filter(of_form)).execute(conn)?;
    insert(conn, case, tags)
}

/// Puts a tag on a case as it was read, and remembers it for the department; `false` if the case was changed since, or is
/// not for this person to work on.
pub fn add(
    scope: &Scope,
    conn: &mut Conn,
    case: &CaseRecord,
    tag: &OwnTag,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    if !cases::touch(scope, conn, case, now)? {
        return Ok(false);
    }
    let tag = Tag::Own(tag.clone()).to_string();
    let id = case.id.to_string();
    let row = dialect::NewTag { case_id: &id, tag: &tag, department: &case.department.0 };
    dialect::insert_tag_if_new(conn, &row)?;
    dialect::insert_known_tag_if_new(conn, (&case.department.0, &tag, micros(now)))?;
    Ok(true)
}

/// Takes a tag off a case as it was read, and forgets it if it was the last; `false` if the case was changed since, or is
/// not for this person to work on.
pub fn remove(
    scope: &Scope,
    conn: &mut Conn,
    case: &CaseRecord,
    tag: &OwnTag,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    if !cases::touch(scope, conn, case, now)? {
        return Ok(false);
    }
    let tag = Tag::Own(tag.clone()).to_string();
    let row = (case.id.to_string(), &tag, &case.department.0);
    diesel::delete(case_tags::table.find(row)).execute(conn)?;
    forget_unused(conn, &case.department, &tag)?;
    Ok(true)
}

/// After a case went from one department to another: the one that it left forgets the tags of which it was the last case,
/// and the one to which it came remembers those that stand on it from before. The caller has looked at the scope.
pub(super) fn follow(
    conn: &mut Conn,
    case: CaseId,
    (from, to): (&DepartmentId, &DepartmentId),
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let mut tags_of = |department: &DepartmentId| {
        let own = case_tags::case_id.eq(case.to_string()).and(case_tags::department.eq(&department.0));
        case_tags::table.filter(own).select(case_tags::tag).load::<String>(conn)
    };
    let (left, known) = (tags_of(from)?, tags_of(to)?);
    for tag in &left {
        forget_unused(conn, from, tag)?;
    }
    for tag in &known {
        dialect::insert_known_tag_if_new(conn, (&to.0, tag, micros(now)))?;
    }
    Ok(())
}

/// Forgets a tag that no case of a department carries any more, with its spelling: one look into `case_tags_by_tag`. Who
/// puts it on at the same moment from another process may find it forgotten; with the next use it is there again.
fn forget_unused(conn: &mut Conn, department: &DepartmentId, tag: &str) -> Result<(), StoreError> {
    let used: Option<String> = case_tags::table
        .inner_join(cases_table::table)
        .filter(case_tags::tag.eq(tag).and(case_tags::department.eq(&department.0)))
        .filter(cases_table::department.eq(&department.0))
        .select(case_tags::case_id)
        .first(conn)
        .optional()?;
    if used.is_none() {
        diesel::delete(department_tags::table.find((&department.0, tag))).execute(conn)?;
    }
    Ok(())
}

/// The tags that departments put on a case that is about to be erased, with whose they are.
pub(super) fn of_departments(conn: &mut Conn, case: &str) -> Result<Vec<(String, String)>, StoreError> {
    let theirs = case_tags::case_id.eq(case).and(case_tags::department.ne(""));
    Ok(case_tags::table.filter(theirs).select((case_tags::department, case_tags::tag)).load(conn)?)
}

/// Forgets those of these tags that no case carries any more: somebody may have written a name.
pub(super) fn forget(conn: &mut Conn, tags: Vec<(String, String)>) -> Result<(), StoreError> {
    for (department, tag) in tags {
        forget_unused(conn, &DepartmentId(department), &tag)?;
    }
    Ok(())
}

/// The tags that staff of its department put on each of some cases, in order; of those that this scope may see.
pub fn own_among(
    scope: &Scope,
    conn: &mut Conn,
    ids: &[CaseId],
) -> Result<HashMap<CaseId, Vec<OwnTag>>, StoreError> {
    let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
    let mut query = case_tags::table
        .inner_join(cases_table::table)
        .filter(case_tags::case_id.eq_any(ids).and(case_tags::department.eq(cases_table::department)))
        .filter(case_tags::tag.like("own:%"))
        .order(case_tags::tag.asc())
        .select((case_tags::case_id, case_tags::tag))
        .into_boxed();
    if let Some(departments) = cases::departments(scope) {
        query = query.filter(case_tags::department.eq_any(departments));
    }
    let rows: Vec<(String, String)> = query.load(conn)?;
    let mut found: HashMap<CaseId, Vec<OwnTag>> = HashMap::new();
    for (id, tag) in rows {
        found.entry(parse(TABLE, "case_id", &id)?).or_default().extend(own(&tag)?);
    }
    Ok(found)
}

/// The tags that staff of the departments of this scope use, in order.
pub fn known(scope: &Scope, conn: &mut Conn) -> Result<Vec<OwnTag>, StoreError> {
    let departments = cases::departments(scope).unwrap_or_default();
    let mut tags: Vec<String> = department_tags::table
        .filter(department_tags::department.eq_any(departments))
        .order(department_tags::tag.asc())
        .limit(MOST)
        .select(department_tags::tag)
        .load(conn)?;
    tags.dedup();
    Ok(tags.iter().map(|tag| own(tag)).collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
}

/// All tags that staff of one department use, in order; none where it is not one of the scope's.
pub fn known_in(
    scope: &Scope,
    conn: &mut Conn,
    department: &DepartmentId,
) -> Result<Vec<OwnTag>, StoreError> {
    if cases::departments(scope).is_some_and(|own| !own.contains(&department.0)) {
        return Ok(Vec::new());
    }
    let tags: Vec<String> = department_tags::table
        .filter(department_tags::department.eq(&department.0))
        .order(department_tags::tag.asc())
        .select(department_tags::tag)
        .load(conn)?;
    Ok(tags.iter().map(|tag| own(tag)).collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
}

fn own(tag: &str) -> Result<Option<OwnTag>, StoreError> {
    match parse(TABLE, "tag", tag)? {
        Tag::Own(own) => Ok(Some(own)),
        Tag::Form(_) => Ok(None),
    }
}
