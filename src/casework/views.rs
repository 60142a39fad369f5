//! What a person has beside the lists of the inbox: own views, and what can be filtered by and given out.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use super::work::{WorkError, staff};
use crate::domain::{CaseId, ClerkId, OwnTag, Scope, ViewId};
use crate::store::cases::CaseFilter;
use crate::store::saved_views::{self, SavedView};
use crate::store::{Conn, StoreError, case_tags, cases, clerks};

/// Most views that a person keeps: each is counted whenever the inbox is shown.
pub const MOST_VIEWS: usize = 12;

/// Most characters of a view's name.
pub const MAX_VIEW_NAME: usize = 40;

/// From here on the cases of an own view are not counted any more.
pub const COUNTED_IN_VIEW: usize = 100;

/// Why a view could not be kept.
#[derive(Debug, thiserror::Error)]
pub enum ViewError {
    /// The name is empty or too long.
    #[error("the name is empty or too long")]
    Name,
    /// Another one of theirs is called so.
    #[error("another view is called so")]
    Taken,
    /// They have [`MOST_VIEWS`] already.
    #[error("too many views")]
    TooMany,
    /// There is no such view, or the person keeps none.
    #[error("no such view")]
    NotFound,
    /// The database.
    #[error(transparent)]
    Store(StoreError),
}

impl From<StoreError> for ViewError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Conflict { .. } => Self::Taken,
            other => Self::Store(other),
        }
    }
}

/// What stands beside a list.
#[derive(Debug, Default)]
pub struct Tools {
    /// Who works cases of these departments, by name.
    pub people: Vec<(ClerkId, String)>,
    /// The tags that staff have used.
    pub known: Vec<OwnTag>,
    /// Those that they put on the cases of the list.
    pub tags: HashMap<CaseId, Vec<OwnTag>>,
    /// The person's own views, with the number of cases up to [`COUNTED_IN_VIEW`].
    pub views: Vec<(SavedView, usize)>,
}

/// What stands beside a list of these cases. `filter` reads what a view keeps; `None`
/// where what it filters by does not exist any more.
pub fn tools(
    scope: &Scope,
    conn: &mut Conn,
    listed: &[CaseId],
    filter: impl Fn(&str) -> Option<CaseFilter>,
) -> Result<Tools, StoreError> {
    let mut views = Vec::new();
    for view in saved_views::list(scope, conn)? {
        let counted = i64::try_from(COUNTED_IN_VIEW).unwrap_or(i64::MAX);
        let count = match filter(&view.query) {
            Some(filter) => {
                cases::inbox(scope, conn, &CaseFilter { per_page: counted, ..filter })?.rows.len()
            }
            None => 0,
        };
        views.push((view, count));
    }
    Ok(Tools {
        people: people(scope, conn)?,
        known: case_tags::known(scope, conn)?,
        tags: case_tags::own_among(scope, conn, listed)?,
        views,
    })
}

/// Who works cases of the departments of this scope, by name.
pub fn people(scope: &Scope, conn: &mut Conn) -> Result<Vec<(ClerkId, String)>, StoreError> {
    let people = clerks::working_in(conn, scope.visible_departments().unwrap_or_default())?;
    Ok(people.into_iter().map(|clerk| (clerk.id, clerk.name)).collect())
}

/// The views of the person of this scope.
pub fn views(scope: &Scope, conn: &mut Conn) -> Result<Vec<SavedView>, StoreError> {
    saved_views::list(scope, conn)
}

/// Keeps a filter under a name.
pub fn keep_view(
    scope: &Scope,
    conn: &mut Conn,
    (name, query): (&str, &str),
    now: DateTime<Utc>,
) -> Result<ViewId, ViewError> {
    may_keep(scope)?;
    let name = named(name)?;
    if saved_views::list(scope, conn)?.len() >= MOST_VIEWS {
        return Err(ViewError::TooMany);
    }
    let view = SavedView { id: ViewId::new(), name, query: query.to_owned() };
    free(scope, conn, &view)?;
    saved_views::insert(scope, conn, &view, now)?;
    Ok(view.id)
}

/// Gives a view of the person another name.
pub fn rename_view(scope: &Scope, conn: &mut Conn, id: ViewId, name: &str) -> Result<(), ViewError> {
    may_keep(scope)?;
    let view = SavedView { id, name: named(name)?, query: String::new() };
    free(scope, conn, &view)?;
    if saved_views::rename(scope, conn, id, &view.name)? { Ok(()) } else { Err(ViewError::NotFound) }
}

/// Removes a view of the person; one that is gone already is removed.
pub fn remove_view(scope: &Scope, conn: &mut Conn, id: ViewId) -> Result<(), ViewError> {
    may_keep(scope)?;
    saved_views::delete(scope, conn, id)?;
    Ok(())
}

fn may_keep(scope: &Scope) -> Result<(), ViewError> {
    staff(scope).map(|_| ()).map_err(|_: WorkError| ViewError::NotFound)
}

fn named(typed: &str) -> Result<String, ViewError> {
    let name = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    let is_fine = !name.is_empty() && name.chars().count() <= MAX_VIEW_NAME;
    if is_fine && !name.chars().any(char::is_control) { Ok(name) } else { Err(ViewError::Name) }
}

/// That no other view of the person has this name. The database refuses it, too; on PostgreSQL that would be the end of
/// the transaction.
fn free(scope: &Scope, conn: &mut Conn, wanted: &SavedView) -> Result<(), ViewError> {
    let views = saved_views::list(scope, conn)?;
    let is_taken = views.iter().any(|view| view.id != wanted.id && view.name == wanted.name);
    if is_taken { Err(ViewError::Taken) } else { Ok(()) }
}
