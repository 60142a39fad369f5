//! Inquiries: what the department asks the applicant of a case (Rückfrage), and how it ended. One is open at a time.

mod answering;
mod reminding;

pub use answering::{Answer, answer, find_to_answer, is_sent, note_read, note_seen};
pub use reminding::{Reminder, due, remind};

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;

use super::cases::CaseRecord;
use super::conn::Conn;
use super::error::StoreError;
use super::outbox::{NewMessage, Subject};
use super::rows::{day, instant, maybe, maybe_instant, micros, parse};
use super::schema::inquiries;
use super::{cases, drafts, events, outbox, sealed};
use crate::domain::{
    CaseEventKind, CaseId, ClerkId, InquiryEnding, InquiryId, InquiryWay, Path, Scope, Step,
};

const TABLE: &str = "inquiries";

/// An inquiry.
#[derive(Debug, Clone)]
pub struct InquiryRecord {
    /// Its id.
    pub id: InquiryId,
    /// The case.
    pub case: CaseId,
    /// Who asked.
    pub asked_by: ClerkId,
    /// When.
    pub asked_at: DateTime<Utc>,
    /// Until when an answer is expected.
    pub due_on: NaiveDate,
    /// What is asked.
    pub question: String,
    /// The answers that may be changed.
    pub fields: Vec<Path>,
    /// How the applicant is told.
    pub way: InquiryWay,
    /// When the applicant opened it.
    pub seen_at: Option<DateTime<Utc>>,
    /// When the mail before the day was written.
    pub reminded_at: Option<DateTime<Utc>>,
    /// When the mail after the day was written.
    pub overdue_at: Option<DateTime<Utc>>,
    /// What the applicant wrote beside the answers.
    pub reply: Option<String>,
    /// The clerk of the desk who typed the answer for the person.
    pub answered_by: Option<ClerkId>,
    /// How and when it ended.
    pub ended: Option<(InquiryEnding, DateTime<Utc>)>,
}

/// An inquiry that begins.
#[derive(Debug, Clone)]
pub struct NewInquiry {
    /// Its id.
    pub id: InquiryId,
    /// Until when an answer is expected.
    pub due_on: NaiveDate,
    /// What is asked.
    pub question: String,
    /// The answers that may be changed.
    pub fields: Vec<Path>,
    /// How the applicant is told.
    pub way: InquiryWay,
    /// What the history tells of it: the day and what may be changed.
    pub told: String,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = inquiries)]
struct Row {
    id: String,
    case_id: String,
    asked_by: String,
    asked_at: i64,
    due_on: String,
    question: Vec<u8>,
    fields: String,
    way: String,
    seen_at: Option<i64>,
    reminded_at: Option<i64>,
    overdue_at: Option<i64>,
    reply: Option<Vec<u8>>,
    answered_by: Option<String>,
    ended_at: Option<i64>,
    ended: Option<String>,
}

impl Row {
    fn read(self, conn: &mut Conn) -> Result<InquiryRecord, StoreError> {
        let ended_at = maybe_instant(TABLE, "ended_at", self.ended_at)?;
        Ok(InquiryRecord {
            id: parse(TABLE, "id", &self.id)?,
            case: parse(TABLE, "case_id", &self.case_id)?,
            asked_by: parse(TABLE, "asked_by", &self.asked_by)?,
            asked_at: instant(TABLE, "asked_at", self.asked_at)?,
            due_on: day(TABLE, "due_on", &self.due_on)?,
            question: sealed::text(conn, &self.question, TABLE)?,
            fields: paths(&self.fields)?,
            way: parse(TABLE, "way", &self.way)?,
            seen_at: maybe_instant(TABLE, "seen_at", self.seen_at)?,
            reminded_at: maybe_instant(TABLE, "reminded_at", self.reminded_at)?,
            overdue_at: maybe_instant(TABLE, "overdue_at", self.overdue_at)?,
            reply: sealed::maybe_text(conn, self.reply.as_deref(), TABLE)?,
            answered_by: maybe(TABLE, "answered_by", self.answered_by.as_deref())?,
            ended: maybe(TABLE, "ended", self.ended.as_deref())?.zip(ended_at),
        })
    }
}

fn paths(json: &str) -> Result<Vec<Path>, StoreError> {
    let broken = || StoreError::Inconsistent { table: TABLE, column: "fields" };
    let texts: Vec<String> = serde_json::from_str(json).map_err(|_| broken())?;
    texts.iter().map(|text| text.parse().map_err(|_| broken())).collect()
}

/// Asks: the inquiry, the wait of the case and its event, and the mail, if there is an address. Without a step the case
/// waits already. `false` where it was changed since it was read, or is not for this person to work on. [`StoreError::Conflict`] where an
/// inquiry is open.
pub fn ask(
    scope: &Scope,
    conn: &mut Conn,
    (case, step): (&CaseRecord, Option<&Step>),
    new: &NewInquiry,
    mail: Option<&NewMessage>,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let Some(staff) = scope.staff() else { return Err(StoreError::Denied) };
    if cases::find(scope, conn, case.id)?.is_none() {
        return Err(StoreError::Denied);
    }
    let is_changed = match step {
        Some(step) => cases::take_step(scope, conn, case, step, now)?,
        None => cases::touch(scope, conn, case, now)?,
    };
    if !is_changed {
        return Ok(false);
    }
    let case = case.id;
    let fields: Vec<String> = new.fields.iter().map(Path::to_string).collect();
    diesel::insert_into(inquiries::table)
        .values((
            inquiries::id.eq(new.id.to_string()),
            inquiries::case_id.eq(case.to_string()),
            inquiries::asked_by.eq(staff.clerk.to_string()),
            inquiries::asked_at.eq(micros(now)),
            inquiries::due_on.eq(new.due_on.to_string()),
            inquiries::question.eq(sealed::for_case(
                conn,
                &case.to_string(),
                TABLE,
                new.question.as_bytes(),
            )?),
            inquiries::fields.eq(serde_json::json!(fields).to_string()),
            inquiries::way.eq(new.way.as_str()),
        ))
        .execute(conn)?;
    events::append(scope, conn, case, now, CaseEventKind::InquiryAsked, Some(&new.told))?;
    if let Some(step) = step {
        events::append(scope, conn, case, now, CaseEventKind::Moved, Some(step.to().as_str()))?;
    }
    mail.map_or(Ok(()), |mail| outbox::insert(conn, Subject::Case(case), mail))?;
    Ok(true)
}

/// The inquiries of a case that this scope sees, oldest first.
pub fn list(scope: &Scope, conn: &mut Conn, case: CaseId) -> Result<Vec<InquiryRecord>, StoreError> {
    if cases::find(scope, conn, case)?.is_none() {
        return Ok(Vec::new());
    }
    let rows = inquiries::table
        .filter(inquiries::case_id.eq(case.to_string()))
        .order((inquiries::asked_at.asc(), inquiries::id.asc()))
        .select(Row::as_select())
        .load(conn)?;
    rows.into_iter().map(|row| row.read(conn)).collect()
}

/// The inquiry of a case that is open, if the case exists for this scope.
pub fn find_open(scope: &Scope, conn: &mut Conn, case: CaseId) -> Result<Option<InquiryRecord>, StoreError> {
    if cases::find(scope, conn, case)?.is_none() {
        return Ok(None);
    }
    read_open(conn, case)
}

/// The same; the caller has looked at the scope.
fn read_open(conn: &mut Conn, case: CaseId) -> Result<Option<InquiryRecord>, StoreError> {
    let open = inquiries::table
        .filter(inquiries::case_id.eq(case.to_string()).and(inquiries::ended_at.is_null()))
        .select(Row::as_select());
    open.first(conn).optional()?.map(|row| row.read(conn)).transpose()
}

/// Takes an inquiry back, with the event; `false` where it has ended since. What was typed as an answer goes. The
/// state of the case is for the caller.
pub fn take_back(
    scope: &Scope,
    conn: &mut Conn,
    inquiry: &InquiryRecord,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    if scope.staff().is_none() || cases::find(scope, conn, inquiry.case)?.is_none() {
        return Err(StoreError::Denied);
    }
    if !end(conn, inquiry.id, InquiryEnding::TakenBack, now)? {
        return Ok(false);
    }
    drafts::delete_of_inquiry(conn, inquiry.case)?;
    events::append(scope, conn, inquiry.case, now, CaseEventKind::InquiryTakenBack, None)?;
    Ok(true)
}

/// Ends an inquiry; of two who try at the same time one does.
fn end(
    conn: &mut Conn,
    id: InquiryId,
    ending: InquiryEnding,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let open = inquiries::table.find(id.to_string()).filter(inquiries::ended_at.is_null());
    let changed = diesel::update(open)
        .set((inquiries::ended_at.eq(Some(micros(now))), inquiries::ended.eq(Some(ending.as_str()))))
        .execute(conn)?;
    Ok(changed == 1)
}
