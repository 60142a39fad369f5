//! Reminding applicants of inquiries: once before the day, once after it.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;

use super::{InquiryRecord, Row};
use crate::domain::{CaseEventKind, CaseState, EventActor, InquiryWay, Scope};
use crate::store::conn::Conn;
use crate::store::error::StoreError;
use crate::store::outbox::{NewMessage, Subject};
use crate::store::rows::micros;
use crate::store::schema::{cases, inquiries};
use crate::store::{events, outbox};

/// Which reminder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reminder {
    /// Before the day.
    Before,
    /// After it.
    After,
}

/// Open inquiries of open cases whose time is nearly over (`due_on` is `until` or earlier, and not before `today`), or
/// over, and of which was not yet reminded; before the day only those that were asked until `asked_before`. Only those of
/// which a mail told. For the product itself only.
pub fn due(
    scope: &Scope,
    conn: &mut Conn,
    (today, until): (NaiveDate, NaiveDate),
    (asked_before, most): (DateTime<Utc>, i64),
) -> Result<Vec<(InquiryRecord, Reminder)>, StoreError> {
    if *scope != Scope::System {
        return Ok(Vec::new());
    }
    let (today, until) = (today.to_string(), until.to_string());
    let near = inquiries::due_on
        .ge(today.clone())
        .and(inquiries::due_on.le(until))
        .and(inquiries::asked_at.le(micros(asked_before)))
        .and(inquiries::reminded_at.is_null());
    let over = inquiries::due_on.lt(today.clone()).and(inquiries::overdue_at.is_null());
    let rows: Vec<Row> = inquiries::table
        .inner_join(cases::table)
        .filter(inquiries::ended_at.is_null().and(inquiries::way.eq(InquiryWay::Mail.as_str())))
        .filter(cases::state.eq_any(CaseState::OPEN.map(CaseState::as_str)))
        .filter(near.or(over))
        .order(inquiries::due_on.asc())
        .limit(most)
        .select(Row::as_select())
        .load(conn)?;
    let which = |row: Row| {
        let reminder = if row.due_on < today { Reminder::After } else { Reminder::Before };
        Ok((row.read(conn)?, reminder))
    };
    rows.into_iter().map(which).collect()
}

/// Reminds of an inquiry, with the event; `false` where somebody did so or it ended meanwhile. Without a mail nobody
/// is reminded, and it is not looked at again.
pub fn remind(
    scope: &Scope,
    conn: &mut Conn,
    (inquiry, reminder): (&InquiryRecord, Reminder),
    mail: Option<&NewMessage>,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    if *scope != Scope::System {
        return Ok(false);
    }
    let row = inquiries::table.find(inquiry.id.to_string()).filter(inquiries::ended_at.is_null());
    let changed = match reminder {
        Reminder::Before => diesel::update(row.filter(inquiries::reminded_at.is_null()))
            .set(inquiries::reminded_at.eq(Some(micros(now))))
            .execute(conn)?,
        Reminder::After => diesel::update(row.filter(inquiries::overdue_at.is_null()))
            .set(inquiries::overdue_at.eq(Some(micros(now))))
            .execute(conn)?,
    };
    let Some(mail) = mail.filter(|_| changed == 1) else { return Ok(changed == 1) };
    let (kind, day) = (CaseEventKind::InquiryReminded, inquiry.due_on.to_string());
    events::insert(conn, inquiry.case, now, EventActor::System, kind, Some(&day))?;
    outbox::insert(conn, Subject::Case(inquiry.case), mail)?;
    Ok(true)
}
