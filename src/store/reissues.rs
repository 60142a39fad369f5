//! Receipts that the desk issues once more (Zweitschrift), whoever filed the application.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::conn::Conn;
use super::error::StoreError;
use super::rows::parse;
use super::schema::{cases, submissions as table};
use super::submissions::{self, FiledSubmission};
use super::{case_bias, events, sealed};
use crate::domain::{CaseEventKind, CaseId, Channel, ReceiptNumber, Scope};

/// An application whose receipt can be issued once more.
#[derive(Debug, Clone)]
pub struct Reissuable {
    /// Its case.
    pub case: CaseId,
    /// Who applied, as the lists say it.
    pub applicant_name: String,
    /// What was filed.
    pub filed: FiledSubmission,
}

/// What was filed under a number, in whatever department it is; only for whoever sits at the desk, and nothing that
/// staff filed out of their account. That the person before the desk may have it is for the caller to know.
pub fn find(
    scope: &Scope,
    conn: &mut Conn,
    number: &ReceiptNumber,
) -> Result<Option<Reissuable>, StoreError> {
    if !scope.staff().is_some_and(|staff| staff.may_assist()) {
        return Ok(None);
    }
    let row: Option<(submissions::Row, String, Vec<u8>)> = cases::table
        .inner_join(table::table)
        .filter(cases::receipt_number.eq(number.as_str()))
        .filter(table::channel.ne(Channel::Staff.as_str()))
        .filter(cases::id.ne_all(case_bias::locked(scope, conn)?))
        .select((submissions::columns(), cases::id, cases::applicant_name))
        .first(conn)
        .optional()?;
    let read = |(filed, case, applicant_name): (submissions::Row, String, Vec<u8>)| {
        Ok(Reissuable {
            case: parse("cases", "id", &case)?,
            applicant_name: sealed::text(conn, &applicant_name, "cases")?,
            filed: submissions::read(conn, filed)?,
        })
    };
    row.map(read).transpose()
}

/// Notes in the history of a case that its receipt was issued once more; [`StoreError::Denied`] for who does not sit
/// at the desk.
pub fn note(scope: &Scope, conn: &mut Conn, case: CaseId, now: DateTime<Utc>) -> Result<(), StoreError> {
    if !scope.staff().is_some_and(|staff| staff.may_assist()) {
        return Err(StoreError::Denied);
    }
    events::insert(conn, case, now, scope.actor(), CaseEventKind::Reissued, None)
}
