//! An inquiry in the file of a case.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

use crate::casework::InquiryFile;
use crate::domain::Answers;

/// What the applicant was asked, and what came of it.
#[derive(Debug, Serialize)]
pub(super) struct Inquiry<'a> {
    /// Its id.
    id: String,
    /// Who asked.
    asked_by: &'a str,
    /// When.
    asked_at: DateTime<Utc>,
    /// Until when an answer was expected.
    due_on: NaiveDate,
    /// `mail` or `letter`.
    way: &'static str,
    /// What was asked.
    question: &'a str,
    /// The paths of the answers that could be changed.
    fields: Vec<String>,
    /// When the applicant opened it.
    seen_at: Option<DateTime<Utc>>,
    /// When they were reminded before the day.
    reminded_at: Option<DateTime<Utc>>,
    /// When they were reminded after it.
    overdue_at: Option<DateTime<Utc>>,
    /// `answered`, `taken_back`; `null` while it waits.
    ended: Option<&'static str>,
    /// When it ended.
    ended_at: Option<DateTime<Utc>>,
    /// The clerk of the desk who typed the answer for the person.
    answered_by: Option<&'a str>,
    /// What the applicant wrote beside the answers.
    reply: Option<&'a str>,
    /// All answers after it, if it was answered.
    answers: Option<&'a Answers>,
}

impl<'a> Inquiry<'a> {
    pub(super) fn of(file: &'a InquiryFile) -> Self {
        let record = &file.record;
        Self {
            id: record.id.to_string(),
            asked_by: &file.asked_by,
            asked_at: record.asked_at,
            due_on: record.due_on,
            way: record.way.as_str(),
            question: &record.question,
            fields: record.fields.iter().map(ToString::to_string).collect(),
            seen_at: record.seen_at,
            reminded_at: record.reminded_at,
            overdue_at: record.overdue_at,
            ended: record.ended.map(|(ending, _)| ending.as_str()),
            ended_at: record.ended.map(|(_, at)| at),
            answered_by: file.answered_by.as_deref(),
            reply: record.reply.as_deref(),
            answers: file.answers.as_ref(),
        }
    }
}
