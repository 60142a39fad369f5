//! Visits: applicants who look at where their application stands. Only the hash of the browser's token is kept. What
//! a visit may read says [`Scope::Applicant`].

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::conn::Conn;
use super::error::StoreError;
use super::rows::{instant, micros, parse};
use super::schema::{case_visits, cases, submissions};
use crate::domain::{CaseId, Channel, ReceiptNumber, Scope, TokenHash};

const TABLE: &str = "case_visits";

/// A visit.
#[derive(Debug, Clone)]
pub struct CaseVisit {
    /// The case that it may look at.
    pub case: CaseId,
    /// The token of its forms.
    pub csrf_token: String,
    /// When it began.
    pub created_at: DateTime<Utc>,
    /// When its person last did something.
    pub seen_at: DateTime<Utc>,
}

/// The case behind a number, and the round of the code that opens it; nothing of what is in it. None for what staff
/// filed out of their account: they look at it there. For the product itself: whether the code is right is looked at
/// before anybody is told anything.
pub fn find_coded(
    scope: &Scope,
    conn: &mut Conn,
    number: &ReceiptNumber,
) -> Result<Option<(CaseId, i64)>, StoreError> {
    if *scope != Scope::System {
        return Ok(None);
    }
    let row: Option<(String, i64)> = cases::table
        .inner_join(submissions::table)
        .filter(cases::receipt_number.eq(number.as_str()))
        .filter(submissions::channel.ne(Channel::Staff.as_str()))
        .select((cases::id, cases::code_round))
        .first(conn)
        .optional()?;
    row.map(|(id, round)| Ok((parse("cases", "id", &id)?, round))).transpose()
}

/// Makes the code of a case worthless, and ends the visits that began with it: the next one counts. Only for whoever
/// sits at the desk; [`StoreError::Denied`] for everybody else.
pub fn renew_code(scope: &Scope, conn: &mut Conn, case: CaseId) -> Result<(), StoreError> {
    if !scope.staff().is_some_and(|staff| staff.may_assist()) {
        return Err(StoreError::Denied);
    }
    diesel::update(cases::table.find(case.to_string()))
        .set(cases::code_round.eq(cases::code_round + 1))
        .execute(conn)?;
    diesel::delete(case_visits::table.filter(case_visits::case_id.eq(case.to_string()))).execute(conn)?;
    Ok(())
}

/// Begins a visit of this applicant by a code of this round; [`StoreError::Denied`] for who is none.
pub fn insert(
    scope: &Scope,
    conn: &mut Conn,
    (token, csrf_token): (&TokenHash, &str),
    code_round: i64,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let case = scope.own_case().ok_or(StoreError::Denied)?;
    diesel::insert_into(case_visits::table)
        .values((
            case_visits::token_hash.eq(&token.0),
            case_visits::case_id.eq(case.to_string()),
            case_visits::code_round.eq(code_round),
            case_visits::csrf_token.eq(csrf_token),
            case_visits::created_at.eq(micros(now)),
            case_visits::seen_at.eq(micros(now)),
        ))
        .execute(conn)?;
    Ok(())
}

/// The visit of a token. Whether its time is over is for the caller to know.
pub fn find(conn: &mut Conn, token: &TokenHash) -> Result<Option<CaseVisit>, StoreError> {
    // One that began while the desk gave out another code ends with the old one.
    let row: Option<(String, String, i64, i64)> = case_visits::table
        .inner_join(cases::table)
        .filter(case_visits::token_hash.eq(&token.0).and(case_visits::code_round.eq(cases::code_round)))
        .select((
            case_visits::case_id,
            case_visits::csrf_token,
            case_visits::created_at,
            case_visits::seen_at,
        ))
        .first(conn)
        .optional()?;
    let read = |(case, csrf_token, created_at, seen_at): (String, String, i64, i64)| {
        Ok(CaseVisit {
            case: parse(TABLE, "case_id", &case)?,
            csrf_token,
            created_at: instant(TABLE, "created_at", created_at)?,
            seen_at: instant(TABLE, "seen_at", seen_at)?,
        })
    };
    row.map(read).transpose()
}

/// Notes that the person did something.
pub fn touch(conn: &mut Conn, token: &TokenHash, now: DateTime<Utc>) -> Result<(), StoreError> {
    diesel::update(case_visits::table.find(&token.0))
        .set(case_visits::seen_at.eq(micros(now)))
        .execute(conn)?;
    Ok(())
}

/// Ends a visit.
pub fn delete(conn: &mut Conn, token: &TokenHash) -> Result<(), StoreError> {
    diesel::delete(case_visits::table.find(&token.0)).execute(conn)?;
    Ok(())
}

/// Deletes visits without a request since the first instant, or begun before the second one, `most` at once; how many.
pub fn delete_expired(
    conn: &mut Conn,
    (seen_before, created_before): (DateTime<Utc>, DateTime<Utc>),
    most: i64,
) -> Result<usize, StoreError> {
    let is_over =
        case_visits::seen_at.le(micros(seen_before)).or(case_visits::created_at.le(micros(created_before)));
    let hashes: Vec<String> =
        case_visits::table.filter(is_over).limit(most).select(case_visits::token_hash).load(conn)?;
    let listed = case_visits::table.filter(case_visits::token_hash.eq_any(hashes));
    Ok(diesel::delete(listed.filter(is_over)).execute(conn)?)
}
