//! The checks of a case in its file.

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::Value;

use crate::casework::CaseFile;
use crate::domain::Answers;
use crate::forms::checking::AcceptedRow;
use crate::forms::publish;

/// What the department checked beside the answers, and what it accepts of them.
#[derive(Debug, Serialize)]
pub(super) struct Check<'a> {
    /// Who saved it.
    saved_by: &'a str,
    /// When.
    saved_at: DateTime<Utc>,
    /// The applicant changed their answers since.
    is_outdated: bool,
    /// What was said: `check` by field, and `accepted` by list and row, or by answer.
    answers: &'a Answers,
    /// Its JSON Schema (2020-12).
    schema: Value,
    /// What was asked for, in cents.
    asked_cents: Option<i64>,
    /// The amount by what is accepted, in cents.
    amount_cents: Option<i64>,
    /// Nothing is missing: each value that lowers the amount has its reason.
    is_finished: bool,
    /// What is accepted otherwise than it was asked.
    accepted: Vec<Accepted<'a>>,
}

/// A value that is accepted otherwise.
#[derive(Debug, Serialize)]
struct Accepted<'a> {
    /// The path of the answer.
    path: String,
    /// As it was asked, in words.
    asked: &'a str,
    /// As it is accepted, in words.
    accepted: &'a str,
    /// The code of the reason; `null` where none is named.
    reason: Option<&'a str>,
}

impl<'a> Check<'a> {
    pub(super) fn of(file: &'a CaseFile) -> Option<Self> {
        let (form, check) = (file.form.check.as_deref()?, file.check.as_ref()?);
        let (saved_by, saved_at) = check.saved.as_ref()?;
        let rows = check.accepted.rows.iter().filter(|row| row.is_changed);
        Some(Self {
            saved_by,
            saved_at: *saved_at,
            is_outdated: check.is_outdated,
            answers: &check.remembered.answers,
            schema: publish::schema(&form.form),
            asked_cents: check.accepted.asked,
            amount_cents: check.accepted.amount,
            is_finished: check.accepted.is_finished,
            accepted: rows.map(Accepted::of).collect(),
        })
    }
}

impl<'a> Accepted<'a> {
    fn of(row: &'a AcceptedRow) -> Self {
        let (asked, accepted) = (row.asked.as_str(), row.accepted.as_str());
        Self { path: row.path.to_string(), asked, accepted, reason: row.reason.as_deref() }
    }
}
