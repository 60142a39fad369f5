//! Which cases may be erased.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::dsl::{exists, not};
use diesel::prelude::*;

use super::TABLE;
use crate::domain::{CaseId, CaseState, DepartmentId, ReceiptNumber, Scope};
use crate::store::case_bias;
use crate::store::cases::departments;
use crate::store::conn::Conn;
use crate::store::error::StoreError;
use crate::store::rows::{instant, micros, parse};
use crate::store::schema::{case_holds, cases, decisions, keys, payments};

/// Why a case is not erased, whatever time has passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErasureBar {
    /// It is not at its end.
    Open,
    /// The letter of its decision has still to be fetched or posted.
    Letter,
    /// What was granted is still to be paid.
    Payment,
    /// It is to be kept until this day.
    Held(NaiveDate),
}

/// Which cases have the same time: those with a form, decided in a way or in none that has a time of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SameTime {
    /// The form.
    pub form_id: String,
    /// The only way in which they were decided.
    pub outcome: Option<String>,
    /// Otherwise, none of these.
    pub not: Vec<String>,
}

/// A case whose time is over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErasableCase {
    /// Its id.
    pub id: CaseId,
    /// Its number.
    pub number: ReceiptNumber,
    /// The form.
    pub form_id: String,
    /// Where it is.
    pub department: DepartmentId,
    /// Since when it was at its end.
    pub ended_at: DateTime<Utc>,
}

/// What stands in the way of erasing a case that exists for this scope; the caller has looked for it.
pub fn bar(
    scope: &Scope,
    conn: &mut Conn,
    case: CaseId,
    today: NaiveDate,
) -> Result<Option<ErasureBar>, StoreError> {
    let id = case.to_string();
    let mut query = cases::table.find(&id).select((cases::state, cases::ended_at)).into_boxed();
    if let Some(departments) = departments(scope) {
        query = query.filter(cases::department.eq_any(departments));
    }
    let row: Option<(String, Option<i64>)> = query.get_result(conn).optional()?;
    let Some((state, ended_at)) = row else { return Err(StoreError::Denied) };
    let state: CaseState = parse(TABLE, "state", &state)?;
    if state.is_open() || ended_at.is_none() {
        return Ok(Some(ErasureBar::Open));
    }
    let until: Option<String> = case_holds::table
        .find(&id)
        .filter(case_holds::keep_until.ge(today.to_string()))
        .select(case_holds::keep_until)
        .get_result(conn)
        .optional()?;
    if let Some(until) = until {
        return Ok(Some(ErasureBar::Held(parse("case_holds", "keep_until", &until)?)));
    }
    let (letters, amounts) = (letters_to_send(), amounts_to_pay());
    let waits: Option<(bool, bool)> =
        cases::table.find(&id).select((exists(letters), exists(amounts))).get_result(conn).optional()?;
    Ok(match waits {
        Some((true, _)) => Some(ErasureBar::Letter),
        Some((_, true)) => Some(ErasureBar::Payment),
        _ => None,
    })
}

/// Letters of a case of the outer query that nobody has got yet.
#[diesel::dsl::auto_type(no_type_alias)]
fn letters_to_send() -> _ {
    decisions::table.filter(
        decisions::case_id
            .eq(cases::id)
            .and(decisions::letter.is_not_null())
            .and(decisions::fetched_at.is_null())
            .and(decisions::posted_on.is_null()),
    )
}

/// Amounts of a case of the outer query that are on no list.
#[diesel::dsl::auto_type(no_type_alias)]
fn amounts_to_pay() -> _ {
    payments::table.filter(payments::case_id.eq(cases::id).and(payments::batch_id.is_null()))
}

/// Those of some cases that were at their end before an instant and may be erased on a day, by when they ended and id, behind
/// the one where the last part ended, `most` at once; of the departments that exist for this scope.
pub fn erasable(
    scope: &Scope,
    conn: &mut Conn,
    (which, ended_before, today): (&SameTime, DateTime<Utc>, NaiveDate),
    after: Option<&ErasableCase>,
    most: i64,
) -> Result<Vec<ErasableCase>, StoreError> {
    let kept = case_holds::table
        .filter(case_holds::case_id.eq(cases::id).and(case_holds::keep_until.ge(today.to_string())));
    let open = CaseState::OPEN.map(CaseState::as_str);
    let locked = case_bias::locked(scope, conn)?;
    let mut query = cases::table
        .filter(cases::form_id.eq(&which.form_id).and(cases::ended_at.lt(micros(ended_before))))
        .filter(cases::state.ne_all(open).and(cases::id.ne_all(locked)))
        .filter(not(exists(kept)).and(not(exists(letters_to_send()))).and(not(exists(amounts_to_pay()))))
        .order((cases::ended_at.asc(), cases::id.asc()))
        .limit(most)
        .select((cases::id, cases::receipt_number, cases::form_id, cases::department, cases::ended_at))
        .into_boxed();
    if let Some(departments) = departments(scope) {
        query = query.filter(cases::department.eq_any(departments));
    }
    query = match &which.outcome {
        Some(outcome) => query.filter(cases::outcome.eq(outcome.clone())),
        None => query.filter(cases::outcome.is_null().or(cases::outcome.ne_all(which.not.clone()))),
    };
    if let Some(after) = after {
        let (at, id) = (micros(after.ended_at), after.id.to_string());
        query = query.filter(cases::ended_at.gt(at).or(cases::ended_at.eq(at).and(cases::id.gt(id))));
    }
    let rows: Vec<(String, String, String, String, Option<i64>)> = query.load(conn)?;
    let read =
        |(id, number, form_id, department, ended_at): (String, String, String, String, Option<i64>)| {
            Ok(ErasableCase {
                id: parse(TABLE, "id", &id)?,
                number: parse(TABLE, "receipt_number", &number)?,
                form_id,
                department: DepartmentId(department),
                ended_at: instant(TABLE, "ended_at", ended_at.unwrap_or_default())?,
            })
        };
    rows.into_iter().map(read).collect()
}

/// The forms of the cases that exist for a scope.
pub fn forms(scope: &Scope, conn: &mut Conn) -> Result<Vec<String>, StoreError> {
    let mut query = cases::table.select(cases::form_id).distinct().into_boxed();
    if let Some(departments) = departments(scope) {
        query = query.filter(cases::department.eq_any(departments));
    }
    let mut found: Vec<String> = query.load(conn)?;
    found.sort();
    Ok(found)
}

/// Since when a case of this scope is at its end.
pub fn ended_at(scope: &Scope, conn: &mut Conn, case: CaseId) -> Result<Option<DateTime<Utc>>, StoreError> {
    let mut query = cases::table.find(case.to_string()).select(cases::ended_at).into_boxed();
    if let Some(departments) = departments(scope) {
        query = query.filter(cases::department.eq_any(departments));
    }
    let found: Option<Option<i64>> = query.get_result(conn).optional()?;
    found.flatten().map(|at| instant(TABLE, "ended_at", at)).transpose()
}

/// How many cases have no key any more; for the product itself only.
pub fn count_keyless(scope: &Scope, conn: &mut Conn) -> Result<i64, StoreError> {
    if *scope != Scope::System {
        return Err(StoreError::Denied);
    }
    let has_key = keys::table.filter(keys::id.eq(cases::key_id));
    Ok(cases::table.filter(not(exists(has_key))).count().get_result(conn)?)
}
