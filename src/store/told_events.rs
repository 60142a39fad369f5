//! The history of a case as far as its applicant is told of it: no notes, no names, no reasons.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::conn::Conn;
use super::error::StoreError;
use super::rows::{instant, parse};
use super::salted;
use super::schema::case_events;
use crate::domain::{CaseEventKind, CaseState, Scope, Transfer};

const TABLE: &str = "case_events";

/// An entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ToldEvent {
    /// When.
    pub at: DateTime<Utc>,
    /// What.
    pub kind: CaseEventKind,
    /// The state that began with it, where one did.
    pub state: Option<CaseState>,
}

/// What happened to the case of this applicant, oldest first; nothing for everybody else.
pub fn list(scope: &Scope, conn: &mut Conn) -> Result<Vec<ToldEvent>, StoreError> {
    let Some(case) = scope.own_case() else { return Ok(Vec::new()) };
    let told = CaseEventKind::TOLD.map(CaseEventKind::as_str);
    let rows: Vec<(i64, String, Option<Vec<u8>>)> = case_events::table
        .filter(case_events::case_id.eq(case.to_string()).and(case_events::kind.eq_any(told)))
        .order((case_events::at.asc(), case_events::id.asc()))
        .select((case_events::at, case_events::kind, case_events::detail))
        .load(conn)?;
    let read = |(at, kind, detail): (i64, String, Option<Vec<u8>>)| {
        let kind = parse(TABLE, "kind", &kind)?;
        let state = match kind {
            CaseEventKind::Received | CaseEventKind::Released => Some(CaseState::Received),
            CaseEventKind::Claimed => Some(CaseState::InProgress),
            // Behind the state may stand how it was decided, which the decision tells.
            CaseEventKind::Moved => {
                let detail = salted::open_text(conn, detail.as_deref())?.unwrap_or_default();
                Some(parse(TABLE, "detail", detail.split(' ').next().unwrap_or_default())?)
            }
            _ => None,
        };
        Ok(ToldEvent { at: instant(TABLE, "at", at)?, kind, state })
    };
    rows.into_iter().map(read).collect()
}

/// To which authority the case of this applicant was handed, if it was; nothing for everybody else.
pub fn transfer(scope: &Scope, conn: &mut Conn) -> Result<Option<Transfer>, StoreError> {
    let Some(case) = scope.own_case() else { return Ok(None) };
    let is_transfer = case_events::kind.eq(CaseEventKind::Transferred.as_str());
    let detail: Option<Option<Vec<u8>>> = case_events::table
        .filter(case_events::case_id.eq(case.to_string()).and(is_transfer))
        .order((case_events::at.desc(), case_events::id.desc()))
        .select(case_events::detail)
        .first(conn)
        .optional()?;
    let detail = salted::open_text(conn, detail.flatten().as_deref())?;
    Ok(detail.and_then(|detail| detail.parse().ok()))
}
