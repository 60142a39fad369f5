//! Views of the inbox that a person keeps: each is a name, and a filter as the address of the inbox says it.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::conn::Conn;
use super::error::StoreError;
use super::keys::{self, OfHouse};
use super::rows::{micros, parse};
use super::schema::saved_views;
use super::sealed;
use crate::domain::{Scope, ViewId};

const TABLE: &str = "saved_views";

/// A view that a person keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedView {
    /// Its id.
    pub id: ViewId,
    /// What the person calls it.
    pub name: String,
    /// The filter, as the address of the inbox says it.
    pub query: String,
}

/// Who keeps views: staff who work cases.
fn clerk(scope: &Scope) -> Option<String> {
    let staff = scope.staff().filter(|staff| staff.role.may_work_cases())?;
    Some(staff.clerk.to_string())
}

/// The views of the person of this scope, oldest first; nobody has those of somebody else.
pub fn list(scope: &Scope, conn: &mut Conn) -> Result<Vec<SavedView>, StoreError> {
    let Some(clerk) = clerk(scope) else { return Ok(Vec::new()) };
    let rows: Vec<(String, String, Vec<u8>)> = saved_views::table
        .filter(saved_views::clerk_id.eq(clerk))
        .order((saved_views::created_at.asc(), saved_views::id.asc()))
        .select((saved_views::id, saved_views::name, saved_views::query))
        .load(conn)?;
    let read = |(id, name, query): (String, String, Vec<u8>)| {
        Ok(SavedView { id: parse(TABLE, "id", &id)?, name, query: sealed::text(conn, &query, TABLE)? })
    };
    rows.into_iter().map(read).collect()
}

/// Keeps a view. [`StoreError::Conflict`] where the person has one of this name.
pub fn insert(
    scope: &Scope,
    conn: &mut Conn,
    view: &SavedView,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let clerk = clerk(scope).ok_or(StoreError::Denied)?;
    let key = keys::of_house(conn, OfHouse::House)?;
    diesel::insert_into(saved_views::table)
        .values((
            saved_views::id.eq(view.id.to_string()),
            saved_views::clerk_id.eq(clerk),
            saved_views::name.eq(&view.name),
            // A view may look for a name.
            saved_views::query.eq(sealed::seal(&key, TABLE, view.query.as_bytes())?),
            saved_views::created_at.eq(micros(now)),
        ))
        .execute(conn)?;
    Ok(())
}

/// Gives a view another name; whether the person has it. [`StoreError::Conflict`] where another one is called so.
pub fn rename(scope: &Scope, conn: &mut Conn, id: ViewId, name: &str) -> Result<bool, StoreError> {
    let Some(clerk) = clerk(scope) else { return Ok(false) };
    let own = saved_views::table.find(id.to_string()).filter(saved_views::clerk_id.eq(clerk));
    Ok(diesel::update(own).set(saved_views::name.eq(name)).execute(conn)? == 1)
}

/// Removes a view; whether the person had it.
pub fn delete(scope: &Scope, conn: &mut Conn, id: ViewId) -> Result<bool, StoreError> {
    let Some(clerk) = clerk(scope) else { return Ok(false) };
    let own = saved_views::table.find(id.to_string()).filter(saved_views::clerk_id.eq(clerk));
    Ok(diesel::delete(own).execute(conn)? == 1)
}
