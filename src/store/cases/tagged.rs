//! Cases with a tag that few have: they are read one by one, and not by walking a department's list until a page is full.

use diesel::prelude::*;

use super::branch::Holder;
use super::departments;
use super::inbox::{CaseFilter, CaseView, Row};
use crate::domain::{Scope, Tag};
use crate::store::schema::{case_tags, cases};
use crate::store::{Conn, StoreError};

/// Up to so many cases are read one by one. A tag that more have is met often enough on the way through the list.
const FEW: i64 = 300;

/// All cases of the filter that this scope may see, in no order, from whatever place on; `None` if it asks for no tag, or
/// for one that many have.
pub(super) fn few(
    scope: &Scope,
    conn: &mut Conn,
    filter: &CaseFilter,
    holders: &[Holder],
) -> Result<Option<Vec<Row>>, StoreError> {
    let Some(tag) = &filter.tag else { return Ok(None) };
    let own = departments(scope);
    let Some(ids) = carrying(conn, tag, own.as_deref())? else { return Ok(None) };
    if ids.is_empty() {
        return Ok(Some(Vec::new()));
    }
    // Only the ids are asked for: by department and state the database might walk the list all the same.
    let rows: Vec<(String, Row)> = cases::table
        .filter(cases::id.eq_any(ids.iter().map(|(id, _)| id)))
        .select((cases::department, Row::as_select()))
        .load(conn)?;
    let is_theirs = |row: &Row, department: &str| {
        ids.iter().any(|(id, of)| *id == row.id && (of.is_empty() || of == department))
    };
    let states = filter.view.states().into_iter().map(|state| state.as_str());
    let states: Vec<&str> = states.collect();
    let today = filter.today.to_string();
    let clerk = filter.clerk.map(|clerk| clerk.to_string());
    let wanted = |department: &str, row: &Row| {
        own.as_ref().is_none_or(|own| own.iter().any(|id| id == department))
            && is_theirs(row, department)
            && states.contains(&row.state.as_str())
            && holders.iter().any(|holder| holder.has(row.clerk_id.as_deref()))
            && clerk.as_ref().is_none_or(|clerk| row.clerk_id.as_ref() == Some(clerk))
            && filter.form_id.as_ref().is_none_or(|form_id| row.form_id == *form_id)
            && (filter.view != CaseView::Due || row.due_on.as_ref().is_some_and(|day| *day <= today))
    };
    Ok(Some(rows.into_iter().filter(|(of, row)| wanted(of, row)).map(|(_, row)| row).collect()))
}

/// The cases with a tag, each with the department whose tag it is (none for one of the form); `None` if they are many.
fn carrying(
    conn: &mut Conn,
    tag: &Tag,
    own: Option<&[String]>,
) -> Result<Option<Vec<(String, String)>>, StoreError> {
    let mut query = case_tags::table
        .filter(case_tags::tag.eq(tag.to_string()))
        .limit(FEW + 1)
        .select((case_tags::case_id, case_tags::department))
        .into_boxed();
    if let Some(own) = own {
        query = query.filter(case_tags::department.eq_any(own.iter().map(String::as_str).chain([""])));
    }
    let ids: Vec<(String, String)> = query.load(conn)?;
    Ok(i64::try_from(ids.len()).is_ok_and(|count| count <= FEW).then_some(ids))
}
