//! What the figures of the desk count. It is written with the application and says nothing of whose it is, or of who
//! took it down.

use chrono::NaiveDate;
use diesel::prelude::*;

use super::conn::Conn;
use super::error::StoreError;
use super::schema::assistances;
use crate::domain::{Scope, SubmissionId};

/// How an application was taken down at the desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assistance {
    /// The word of the place; empty where the record holds none.
    pub place: String,
    /// The word of the way it was taken down.
    pub mode: String,
    /// The word of the language that was spoken.
    pub language: String,
    /// From the beginning of the draft until it was filed.
    pub seconds: i64,
}

/// Stores how a submission was taken down; a part of [`super::filing`], which has looked at the scope.
pub(super) fn insert(
    conn: &mut Conn,
    submission: SubmissionId,
    assistance: &Assistance,
    filed_on: NaiveDate,
) -> Result<(), StoreError> {
    diesel::insert_into(assistances::table)
        .values((
            assistances::submission_id.eq(submission.to_string()),
            assistances::place.eq(&assistance.place),
            assistances::mode.eq(&assistance.mode),
            assistances::language.eq(&assistance.language),
            assistances::seconds.eq(assistance.seconds),
            assistances::filed_on.eq(filed_on.to_string()),
        ))
        .execute(conn)?;
    Ok(())
}

/// What was filed from one day to another, both included, in no order. Only for whoever leads the desk; nothing for
/// everybody else.
pub fn list(
    scope: &Scope,
    conn: &mut Conn,
    (from, until): (NaiveDate, NaiveDate),
) -> Result<Vec<Assistance>, StoreError> {
    if !scope.staff().is_some_and(|staff| staff.role.may_see_figures()) {
        return Ok(Vec::new());
    }
    let rows: Vec<(String, String, String, i64)> = assistances::table
        .filter(assistances::filed_on.ge(from.to_string()).and(assistances::filed_on.le(until.to_string())))
        .select((assistances::place, assistances::mode, assistances::language, assistances::seconds))
        .load(conn)?;
    let read = |(place, mode, language, seconds)| Assistance { place, mode, language, seconds };
    Ok(rows.into_iter().map(read).collect())
}
