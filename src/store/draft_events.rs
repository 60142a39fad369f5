//! What happened to drafts: who began them, and between whom they changed hands. Entries are only ever added, and go
//! into the history of the case when the draft is sent. A draft that a person begins and sends alone has none.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use uuid::Uuid;

use super::conn::Conn;
use super::drafts;
use super::error::StoreError;
use super::events;
use super::rows::{instant, micros, parse};
use super::schema::draft_events;
use crate::domain::{CaseEventKind, CaseId, DraftId, EventActor, Scope};

const TABLE: &str = "draft_events";

/// Adds an entry by this scope to its draft; [`StoreError::Denied`] for a draft of somebody else.
pub fn append(
    scope: &Scope,
    conn: &mut Conn,
    draft: DraftId,
    at: DateTime<Utc>,
    kind: CaseEventKind,
) -> Result<(), StoreError> {
    if drafts::find_by_id(scope, conn, draft)?.is_none() {
        return Err(StoreError::Denied);
    }
    insert(conn, draft, at, scope.actor(), kind)
}

/// Adds an entry; the caller has looked at the scope.
pub(super) fn insert(
    conn: &mut Conn,
    draft: DraftId,
    at: DateTime<Utc>,
    actor: EventActor,
    kind: CaseEventKind,
) -> Result<(), StoreError> {
    let (word, clerk) = events::written(actor);
    diesel::insert_into(draft_events::table)
        .values((
            draft_events::id.eq(Uuid::now_v7().to_string()),
            draft_events::draft_id.eq(draft.to_string()),
            draft_events::at.eq(micros(at)),
            draft_events::actor.eq(word),
            draft_events::clerk_id.eq(clerk),
            draft_events::kind.eq(kind.as_str()),
        ))
        .execute(conn)?;
    Ok(())
}

/// Whether anything is told of a draft.
pub(super) fn has_any(conn: &mut Conn, draft: DraftId) -> QueryResult<bool> {
    let of_draft = draft_events::table.filter(draft_events::draft_id.eq(draft.to_string()));
    Ok(of_draft.count().get_result::<i64>(conn)? > 0)
}

/// Makes what happened to a draft the beginning of a case's history, at the instants at which it happened.
pub(super) fn hand_on(conn: &mut Conn, draft: DraftId, case: CaseId) -> Result<(), StoreError> {
    type Row = (i64, String, Option<String>, String);
    let rows: Vec<Row> = draft_events::table
        .filter(draft_events::draft_id.eq(draft.to_string()))
        .order((draft_events::at.asc(), draft_events::id.asc()))
        .select((draft_events::at, draft_events::actor, draft_events::clerk_id, draft_events::kind))
        .load(conn)?;
    for (at, actor, clerk, kind) in rows {
        let actor = events::actor_of(&actor, clerk.as_deref())?;
        events::insert(conn, case, instant(TABLE, "at", at)?, actor, parse(TABLE, "kind", &kind)?, None)?;
    }
    Ok(())
}
