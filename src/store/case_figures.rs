//! What the figures of a department count: how many cases came and are open, and how long decisions took. Each is one
//! statement out of an index, however many cases there are. Those that are erased are counted by what is left of them.

use std::ops::Range;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use super::conn::Conn;
use super::error::StoreError;
use super::rows::micros;
use crate::domain::{CaseState, DepartmentId, Role, Scope};

/// A count of the cases of a service; `what` is in what respect.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct Counted {
    /// The service.
    #[diesel(sql_type = Text)]
    pub form_id: String,
    /// In what respect: the channel of arrivals; otherwise empty.
    #[diesel(sql_type = Text)]
    pub what: String,
    /// How many.
    #[diesel(sql_type = BigInt)]
    pub number: i64,
}

/// How long the decisions on a service took: one of two ranks.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct Took {
    /// The service.
    #[diesel(sql_type = Text)]
    pub form_id: String,
    /// How many were decided.
    #[diesel(sql_type = BigInt)]
    pub number: i64,
    /// The place of this one among them, from the fastest.
    #[diesel(sql_type = BigInt)]
    pub place: i64,
    /// Microseconds from the arrival to the decision.
    #[diesel(sql_type = BigInt)]
    pub took: i64,
}

/// The counts of a department.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DepartmentCounts {
    /// What arrived in the period, by service and channel.
    pub arrived: Vec<Counted>,
    /// Of these, where the applicant was asked something, by service.
    pub asked: Vec<Counted>,
    /// What is open now, by service.
    pub open: Vec<Counted>,
    /// The median and the 90th percentile (nearest rank) of what was decided in the period, without the time in which the
    /// department waited for somebody outside.
    pub working: Vec<Took>,
    /// The same with that time.
    pub whole: Vec<Took>,
}

/// The counts of a department for leads of it; nothing for everybody else.
pub fn of_department(
    scope: &Scope,
    conn: &mut Conn,
    department: &DepartmentId,
    period: &Range<DateTime<Utc>>,
) -> Result<DepartmentCounts, StoreError> {
    let counts = of_period(scope, conn, department, period)?;
    let open = if leads(scope, department) { open(conn, &department.0)? } else { Vec::new() };
    Ok(DepartmentCounts { open, ..counts })
}

fn leads(scope: &Scope, department: &DepartmentId) -> bool {
    let staff = scope.staff().filter(|staff| staff.role == Role::Lead);
    staff.is_some_and(|staff| staff.departments.contains(department))
}

/// The same without what is open now, which is no matter of the period.
pub fn of_period(
    scope: &Scope,
    conn: &mut Conn,
    department: &DepartmentId,
    period: &Range<DateTime<Utc>>,
) -> Result<DepartmentCounts, StoreError> {
    if !leads(scope, department) {
        return Ok(DepartmentCounts::default());
    }
    let (id, from, until) = (department.0.as_str(), micros(period.start), micros(period.end));
    Ok(DepartmentCounts {
        arrived: in_period(
            conn,
            "SELECT form_id, channel AS what, COUNT(*) AS number FROM ( \
             SELECT form_id, channel FROM cases \
             WHERE department = $1 AND received_at >= $2 AND received_at < $3 \
             UNION ALL SELECT form_id, channel FROM erased_cases \
             WHERE department = $1 AND received_at >= $2 AND received_at < $3) AS arrived \
             GROUP BY form_id, channel",
            (id, from, until),
        )?,
        asked: in_period(
            conn,
            "SELECT form_id, '' AS what, COUNT(*) AS number FROM ( \
             SELECT form_id FROM cases WHERE department = $1 AND received_at >= $2 AND received_at < $3 \
             AND EXISTS (SELECT 1 FROM inquiries WHERE inquiries.case_id = cases.id) \
             UNION ALL SELECT form_id FROM erased_cases \
             WHERE department = $1 AND received_at >= $2 AND received_at < $3 AND was_asked) AS asked \
             GROUP BY form_id",
            (id, from, until),
        )?,
        open: Vec::new(),
        working: took(conn, "decided_at - received_at - waited", (id, from, until))?,
        whole: took(conn, "decided_at - received_at", (id, from, until))?,
    })
}

fn in_period(
    conn: &mut Conn,
    statement: &'static str,
    (department, from, until): (&str, i64, i64),
) -> Result<Vec<Counted>, StoreError> {
    let query = diesel::sql_query(statement)
        .bind::<Text, _>(department)
        .bind::<BigInt, _>(from)
        .bind::<BigInt, _>(until);
    Ok(query.load(conn)?)
}

fn open(conn: &mut Conn, department: &str) -> Result<Vec<Counted>, StoreError> {
    let mut all: Vec<Counted> = Vec::new();
    for state in CaseState::OPEN {
        let query = diesel::sql_query(
            "SELECT form_id, '' AS what, COUNT(*) AS number FROM cases \
             WHERE department = $1 AND state = $2 GROUP BY form_id",
        );
        let counted: Vec<Counted> =
            query.bind::<Text, _>(department).bind::<Text, _>(state.as_str()).load(conn)?;
        for one in counted {
            match all.iter_mut().find(|known| known.form_id == one.form_id) {
                Some(known) => known.number += one.number,
                None => all.push(one),
            }
        }
    }
    Ok(all)
}

/// Those at the two ranks; both databases number the rows, and only two a service leave them.
fn took(
    conn: &mut Conn,
    duration: &'static str,
    (department, from, until): (&str, i64, i64),
) -> Result<Vec<Took>, StoreError> {
    let statement = format!(
        "SELECT form_id, number, place, took FROM (SELECT form_id, {duration} AS took, \
         ROW_NUMBER() OVER (PARTITION BY form_id ORDER BY {duration}) AS place, \
         COUNT(*) OVER (PARTITION BY form_id) AS number FROM ( \
         SELECT form_id, received_at, decided_at, waited FROM cases \
         WHERE department = $1 AND decided_at >= $2 AND decided_at < $3 \
         UNION ALL SELECT form_id, received_at, decided_at, waited FROM erased_cases \
         WHERE department = $1 AND decided_at >= $2 AND decided_at < $3) AS decided) AS ranked \
         WHERE place = (number + 1) / 2 OR place = (number * 9 + 9) / 10 ORDER BY form_id, place"
    );
    let query = diesel::sql_query(statement)
        .bind::<Text, _>(department)
        .bind::<BigInt, _>(from)
        .bind::<BigInt, _>(until);
    Ok(query.load(conn)?)
}
