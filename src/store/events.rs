//! The history of cases. Entries are only ever added.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use uuid::Uuid;

use super::conn::Conn;
use super::error::StoreError;
use super::rows::{instant, maybe, micros, parse};
use super::schema::case_events;
use crate::domain::{CaseEventKind, CaseId, ClerkId, EventActor, Scope};

const TABLE: &str = "case_events";

/// An entry.
#[derive(Debug, Clone)]
pub struct CaseEvent {
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub actor: EventActor,
    /// What.
    pub kind: CaseEventKind,
    /// The text that belongs to it.
    pub detail: Option<String>,
}

/// Adds an entry by this scope; [`StoreError::Denied`] where the case does not exist for it.
pub fn append(
    scope: &Scope,
    conn: &mut Conn,
    case: CaseId,
    at: DateTime<Utc>,
    kind: CaseEventKind,
    detail: Option<&str>,
) -> Result<(), StoreError> {
    if super::cases::find(scope, conn, case)?.is_none() {
        return Err(StoreError::Denied);
    }
    insert(conn, case, at, scope.actor(), kind, detail)
}

/// Adds an entry; [`append`] and [`super::filing`] have looked at the scope.
pub(super) fn insert(
    conn: &mut Conn,
    case: CaseId,
    at: DateTime<Utc>,
    actor: EventActor,
    kind: CaseEventKind,
    detail: Option<&str>,
) -> Result<(), StoreError> {
    let (word, clerk) = written(actor);
    diesel::insert_into(case_events::table)
        .values((
            case_events::id.eq(Uuid::now_v7().to_string()),
            case_events::case_id.eq(case.to_string()),
            case_events::at.eq(micros(at)),
            case_events::actor.eq(word),
            case_events::clerk_id.eq(clerk),
            case_events::kind.eq(kind.as_str()),
            case_events::detail.eq(detail),
        ))
        .execute(conn)?;
    Ok(())
}

/// Who caused an event, as it is stored: a word, and the id of a clerk.
pub(super) fn written(actor: EventActor) -> (&'static str, Option<String>) {
    match actor {
        EventActor::Applicant => ("applicant", None),
        EventActor::Clerk(clerk) => ("clerk", Some(clerk.to_string())),
        EventActor::System => ("system", None),
    }
}

/// The same, read back.
pub(super) fn actor_of(word: &str, clerk: Option<&str>) -> Result<EventActor, StoreError> {
    match (word, maybe(TABLE, "clerk_id", clerk)?) {
        ("applicant", _) => Ok(EventActor::Applicant),
        ("system", _) => Ok(EventActor::System),
        ("clerk", Some(clerk)) => Ok(EventActor::Clerk(clerk)),
        _ => Err(StoreError::Inconsistent { table: TABLE, column: "actor" }),
    }
}

/// Who had the draft of a case in hand at the desk before it was sent; the caller has looked at the scope.
pub(super) fn hands_at_desk(conn: &mut Conn, case: CaseId) -> Result<Vec<ClerkId>, StoreError> {
    // Also who typed an answer for the person.
    let kinds = CaseEventKind::AT_DESK.into_iter().chain([CaseEventKind::InquiryAnswered]);
    let kinds: Vec<&str> = kinds.map(CaseEventKind::as_str).collect();
    let clerks: Vec<Option<String>> = case_events::table
        .filter(case_events::case_id.eq(case.to_string()).and(case_events::kind.eq_any(kinds)))
        .filter(case_events::clerk_id.is_not_null())
        .select(case_events::clerk_id)
        .distinct()
        .load(conn)?;
    clerks.iter().flatten().map(|clerk| parse(TABLE, "clerk_id", clerk)).collect()
}

/// The history of a case, oldest first; empty if the case does not exist for this scope, and for an applicant: it holds
/// notes of the department and names.
pub fn list(scope: &Scope, conn: &mut Conn, case: CaseId) -> Result<Vec<CaseEvent>, StoreError> {
    if scope.own_case().is_some() || super::cases::find(scope, conn, case)?.is_none() {
        return Ok(Vec::new());
    }
    type Row = (i64, String, Option<String>, String, Option<String>);
    let rows: Vec<Row> = case_events::table
        .filter(case_events::case_id.eq(case.to_string()))
        .order((case_events::at.asc(), case_events::id.asc()))
        .select((
            case_events::at,
            case_events::actor,
            case_events::clerk_id,
            case_events::kind,
            case_events::detail,
        ))
        .load(conn)?;
    let read = |(at, actor, clerk, kind, detail): Row| {
        Ok(CaseEvent {
            at: instant(TABLE, "at", at)?,
            actor: actor_of(&actor, clerk.as_deref())?,
            kind: parse(TABLE, "kind", &kind)?,
            detail,
        })
    };
    rows.into_iter().map(read).collect()
}
