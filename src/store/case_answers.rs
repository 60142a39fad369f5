//! What a case says: the answers as they were filed, and anew after each inquiry that was answered.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::cases::{self, CaseRecord};
use super::conn::Conn;
use super::error::StoreError;
use super::rows::{instant, micros, parse};
use super::schema::case_answers;
use super::sealed;
use crate::domain::{CaseId, InquiryId, Scope};

const TABLE: &str = "case_answers";

/// The answers of a case after an inquiry.
#[derive(Debug, Clone)]
pub struct AnswersVersion {
    /// Counted from 1; what was filed is none.
    pub number: i64,
    /// The inquiry that brought them.
    pub inquiry: InquiryId,
    /// All answers, as opaque bytes.
    pub content: Vec<u8>,
    /// When they came.
    pub answered_at: DateTime<Utc>,
}

/// What the case says now, and the number of it: the newest of its answers, or 0 and what was filed. The one place that
/// decides it; the caller has looked at the scope.
pub(super) fn newest(conn: &mut Conn, case: &str, filed: &[u8]) -> Result<(i64, Vec<u8>), StoreError> {
    let newest: Option<(i64, Vec<u8>)> = case_answers::table
        .filter(case_answers::case_id.eq(case))
        .order(case_answers::number.desc())
        .select((case_answers::number, case_answers::content))
        .first(conn)
        .optional()?;
    match newest {
        Some((number, content)) => Ok((number, sealed::open(conn, &content, TABLE)?)),
        None => Ok((0, filed.to_vec())),
    }
}

/// Stores the answers of a case anew, as an answer to an inquiry; the caller has looked at the scope.
/// [`StoreError::Conflict`] where somebody did so at the same moment.
pub(super) fn insert(
    conn: &mut Conn,
    case: &CaseRecord,
    inquiry: InquiryId,
    content: &[u8],
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    diesel::insert_into(case_answers::table)
        .values((
            case_answers::case_id.eq(case.id.to_string()),
            case_answers::number.eq(case.answers_number + 1),
            case_answers::inquiry_id.eq(inquiry.to_string()),
            case_answers::content.eq(sealed::for_case(conn, &case.id.to_string(), TABLE, content)?),
            case_answers::answered_at.eq(micros(now)),
        ))
        .execute(conn)?;
    Ok(())
}

/// All answers of a case after what was filed, oldest first; none if the case does not exist for this scope.
pub fn list(scope: &Scope, conn: &mut Conn, case: CaseId) -> Result<Vec<AnswersVersion>, StoreError> {
    if cases::find(scope, conn, case)?.is_none() {
        return Ok(Vec::new());
    }
    type Row = (i64, String, Vec<u8>, i64);
    let rows: Vec<Row> = case_answers::table
        .filter(case_answers::case_id.eq(case.to_string()))
        .order(case_answers::number.asc())
        .select((
            case_answers::number,
            case_answers::inquiry_id,
            case_answers::content,
            case_answers::answered_at,
        ))
        .load(conn)?;
    let read = |(number, inquiry, content, answered_at): Row| {
        Ok(AnswersVersion {
            number,
            inquiry: parse(TABLE, "inquiry_id", &inquiry)?,
            content: sealed::open(conn, &content, TABLE)?,
            answered_at: instant(TABLE, "answered_at", answered_at)?,
        })
    };
    rows.into_iter().map(read).collect()
}
