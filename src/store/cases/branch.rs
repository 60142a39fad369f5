//! One part of a list: the cases of a department in a state, of one holder, in one order. Each is read from one index.

use diesel::prelude::*;

use super::departments;
use super::inbox::{CaseFilter, CaseView, From, Place, Row};
use crate::domain::{CaseState, Scope};
use crate::store::rows::micros;
use crate::store::schema::{cases, clerk_departments, clerks};
use crate::store::{Conn, StoreError, deputies};

/// Whose cases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Holder {
    /// Anybody's and nobody's.
    Any,
    /// Those that nobody has.
    Nobody,
    /// This person's, by their id.
    Clerk(String),
}

impl Holder {
    /// Whether a case with this column is theirs.
    pub(super) fn has(&self, clerk: Option<&str>) -> bool {
        match self {
            Self::Any => true,
            Self::Nobody => clerk.is_none(),
            Self::Clerk(id) => clerk == Some(id.as_str()),
        }
    }
}

/// Whose cases a view shows to this scope: in „Meine“ also those of the people for whom they stand in; and whoever has no
/// account any more has nothing in hand.
pub(super) fn holders(
    scope: &Scope,
    conn: &mut Conn,
    view: CaseView,
    today: chrono::NaiveDate,
) -> Result<Vec<Holder>, StoreError> {
    match (view, scope.staff()) {
        (CaseView::Mine, Some(staff)) => {
            let absent = deputies::absent(conn, staff.clerk, today)?;
            let ids = std::iter::once(staff.clerk).chain(absent.into_iter().filter(|id| *id != staff.clerk));
            Ok(ids.map(|id| Holder::Clerk(id.to_string())).collect())
        }
        (CaseView::Mine, None) => Ok(Vec::new()),
        (CaseView::Unassigned, _) => {
            let gone = gone(scope, conn)?;
            Ok(std::iter::once(Holder::Nobody).chain(gone.into_iter().map(Holder::Clerk)).collect())
        }
        _ => Ok(vec![Holder::Any]),
    }
}

/// Those of the scope's departments whose account is disabled and who still have cases.
fn gone(scope: &Scope, conn: &mut Conn) -> Result<Vec<String>, StoreError> {
    let departments = departments(scope).unwrap_or_default();
    let mut ids: Vec<String> = clerks::table
        .inner_join(clerk_departments::table)
        .filter(clerk_departments::department.eq_any(departments).and(clerks::disabled_at.is_not_null()))
        .select(clerks::id)
        .load(conn)?;
    ids.sort();
    ids.dedup();
    let mut gone = Vec::new();
    for id in ids {
        let open = CaseState::OPEN.map(CaseState::as_str);
        let has_any = cases::table
            .filter(cases::clerk_id.eq(&id).and(cases::state.eq_any(open)))
            .select(cases::id)
            .first::<String>(conn)
            .optional()?;
        gone.extend(has_any.map(|_| id));
    }
    Ok(gone)
}

/// The order of a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Band {
    /// By arrival.
    Arrival,
    /// Those that are due on some day, by it.
    Dated,
    /// Those that are not, behind them.
    Undated,
}

/// The parts in which a list is read from its place on.
pub(super) fn bands(filter: &CaseFilter) -> Vec<Band> {
    let is_dated = |place: Place| place.due_on.is_some();
    match filter.from {
        _ if !filter.is_by_due() => vec![Band::Arrival],
        _ if filter.view == CaseView::Due => vec![Band::Dated],
        From::After(place) if !is_dated(place) => vec![Band::Undated],
        From::Before(place) if is_dated(place) => vec![Band::Dated],
        _ => vec![Band::Dated, Band::Undated],
    }
}

/// A department (all for the product itself), a state, a holder, an order.
pub(super) struct Branch<'a> {
    pub department: Option<&'a str>,
    pub state: CaseState,
    pub holder: &'a Holder,
    pub band: Band,
}

/// The first rows of a part, as far as the page needs them.
pub(super) fn branch(
    conn: &mut Conn,
    filter: &CaseFilter,
    of: &Branch<'_>,
    (descending, limit): (bool, i64),
) -> Result<Vec<Row>, StoreError> {
    let mut query = cases::table.filter(cases::state.eq(of.state.as_str())).limit(limit).into_boxed();
    if let Some(department) = of.department {
        query = query.filter(cases::department.eq(department));
    }
    query = match of.holder {
        Holder::Any => query,
        Holder::Nobody => query.filter(cases::clerk_id.is_null()),
        Holder::Clerk(id) => query.filter(cases::clerk_id.eq(id)),
    };
    if let Some(form_id) = &filter.form_id {
        query = query.filter(cases::form_id.eq(form_id));
    }
    query = match of.band {
        Band::Arrival => query,
        Band::Dated => query.filter(cases::due_on.is_not_null()),
        Band::Undated => query.filter(cases::due_on.is_null()),
    };
    if filter.view == CaseView::Due {
        query = query.filter(cases::due_on.le(filter.today.to_string()));
    }
    if let From::After(place) | From::Before(place) = filter.from {
        let (at, id) = (micros(place.received_at), place.id.to_string());
        let day = place.due_on.map(|day| day.to_string());
        // The first condition is the range of the index; the second one parts those of the same instant, or day.
        query = match (of.band, day, descending) {
            (Band::Arrival, _, true) => {
                query.filter(cases::received_at.le(at)).filter(cases::received_at.lt(at).or(cases::id.lt(id)))
            }
            (Band::Arrival, _, false) => {
                query.filter(cases::received_at.ge(at)).filter(cases::received_at.gt(at).or(cases::id.gt(id)))
            }
            (Band::Dated, Some(day), true) => {
                query.filter(cases::due_on.le(day.clone())).filter(cases::due_on.lt(day).or(cases::id.lt(id)))
            }
            (Band::Dated, Some(day), false) => {
                query.filter(cases::due_on.ge(day.clone())).filter(cases::due_on.gt(day).or(cases::id.gt(id)))
            }
            (Band::Undated, None, true) => query.filter(cases::id.lt(id)),
            (Band::Undated, None, false) => query.filter(cases::id.gt(id)),
            // The place is in the other part: all of this one lies behind it.
            (Band::Dated, None, _) | (Band::Undated, Some(_), _) => query,
        };
    }
    query = match (of.band, descending) {
        (Band::Arrival, true) => query.order((cases::received_at.desc(), cases::id.desc())),
        (Band::Arrival, false) => query.order((cases::received_at.asc(), cases::id.asc())),
        (Band::Dated, true) => query.order((cases::due_on.desc(), cases::id.desc())),
        (Band::Dated, false) => query.order((cases::due_on.asc(), cases::id.asc())),
        (Band::Undated, true) => query.order(cases::id.desc()),
        (Band::Undated, false) => query.order(cases::id.asc()),
    };
    Ok(query.select(Row::as_select()).load(conn)?)
}
