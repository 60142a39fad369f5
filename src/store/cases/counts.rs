//! How many cases each view has, for the figures at its tab: exact up to a limit, which keeps them fast.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use super::branch::{Holder, holders};
use super::{CaseView, departments};
use crate::domain::{CaseState, Scope};
use crate::store::case_bias;
use crate::store::conn::Conn;
use crate::store::error::StoreError;
use crate::store::schema::cases;

/// From here on nothing is counted any more: nobody works a list of a thousand from its end.
pub const COUNTED: i64 = 1000;

/// How many cases each view has; [`COUNTED`] means that many or more.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CaseCounts {
    /// Waiting to be taken.
    pub new: i64,
    /// The clerk's own that are not done, and those of whom they stand in for.
    pub mine: i64,
    /// Due today or before.
    pub due: i64,
    /// That nobody has.
    pub unassigned: i64,
    /// Waiting for somebody outside.
    pub waiting: i64,
    /// Waiting for a second signature.
    pub signature: i64,
    /// All that are not done.
    pub open: i64,
    /// Done.
    pub done: i64,
}

#[derive(QueryableByName)]
struct Counted {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

/// How many cases each view has for this scope on a day.
pub fn counts(scope: &Scope, conn: &mut Conn, today: NaiveDate) -> Result<CaseCounts, StoreError> {
    let departments = departments(scope).unwrap_or_default();
    let locked = locked(scope, conn)?;
    let day = today.to_string();
    // What is locked is taken off at the end.
    let limit = COUNTED + i64::try_from(locked.len()).unwrap_or(0);
    let mut of = |view: CaseView| -> Result<i64, StoreError> {
        let holders = holders(scope, conn, view, today)?;
        let due_by = (view == CaseView::Due).then_some(day.as_str());
        let mut sum = 0;
        for (state, holder) in
            view.states().into_iter().flat_map(|state| holders.iter().map(move |h| (state, h)))
        {
            for department in &departments {
                sum += count(conn, (department, state), (holder, due_by), limit)?;
            }
            let hidden = locked.iter().filter(|case| case.is_in(state, holder, due_by)).count();
            sum -= i64::try_from(hidden).unwrap_or(0);
        }
        Ok(sum.clamp(0, COUNTED))
    };
    Ok(CaseCounts {
        new: of(CaseView::New)?,
        mine: of(CaseView::Mine)?,
        due: of(CaseView::Due)?,
        unassigned: of(CaseView::Unassigned)?,
        waiting: of(CaseView::Waiting)?,
        signature: of(CaseView::Signature)?,
        open: of(CaseView::Open)?,
        done: of(CaseView::Done)?,
    })
}

/// A case that is locked for this person and would be seen otherwise.
#[derive(Queryable)]
struct Locked {
    state: String,
    clerk: Option<String>,
    due_on: Option<String>,
}

impl Locked {
    fn is_in(&self, state: CaseState, holder: &Holder, due_by: Option<&str>) -> bool {
        let is_due = due_by.is_none_or(|by| self.due_on.as_deref().is_some_and(|day| day <= by));
        self.state == state.as_str() && holder.has(self.clerk.as_deref()) && is_due
    }
}

fn locked(scope: &Scope, conn: &mut Conn) -> Result<Vec<Locked>, StoreError> {
    let ids = case_bias::locked(scope, conn)?;
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut query = cases::table
        .filter(cases::id.eq_any(ids))
        .select((cases::state, cases::clerk_id, cases::due_on))
        .into_boxed();
    if let Some(departments) = departments(scope) {
        query = query.filter(cases::department.eq_any(departments));
    }
    Ok(query.load(conn)?)
}

/// How many cases a department has in a state, of one holder, and due by a day: out of an index, and no further than to
/// the limit.
pub(in crate::store) fn count(
    conn: &mut Conn,
    (department, state): (&str, CaseState),
    (holder, due_by): (&Holder, Option<&str>),
    limit: i64,
) -> Result<i64, StoreError> {
    // In the order in which they stand: SQLite numbers parameters by their first place, whatever they are called.
    let (whose, due, last) = match (holder, due_by) {
        (Holder::Any, None) => ("", "", "$3"),
        (Holder::Any, Some(_)) => ("", " AND due_on <= $3", "$4"),
        (Holder::Nobody, None) => (" AND clerk_id IS NULL", "", "$3"),
        (Holder::Nobody, Some(_)) => (" AND clerk_id IS NULL", " AND due_on <= $3", "$4"),
        (Holder::Clerk(_), None) => (" AND clerk_id = $3", "", "$4"),
        (Holder::Clerk(_), Some(_)) => (" AND clerk_id = $3", " AND due_on <= $4", "$5"),
    };
    let query = diesel::sql_query(format!(
        "SELECT COUNT(*) AS number FROM \
         (SELECT 1 FROM cases WHERE department = $1 AND state = $2{whose}{due} LIMIT {last}) AS few"
    ))
    .bind::<Text, _>(department)
    .bind::<Text, _>(state.as_str());
    let counted: Counted = match (holder, due_by) {
        (Holder::Clerk(id), Some(day)) => {
            query.bind::<Text, _>(id).bind::<Text, _>(day).bind::<BigInt, _>(limit).get_result(conn)?
        }
        (Holder::Clerk(id), None) => query.bind::<Text, _>(id).bind::<BigInt, _>(limit).get_result(conn)?,
        (_, Some(day)) => query.bind::<Text, _>(day).bind::<BigInt, _>(limit).get_result(conn)?,
        (_, None) => query.bind::<BigInt, _>(limit).get_result(conn)?,
    };
    Ok(counted.number)
}
