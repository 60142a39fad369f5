//! Codes that open a draft on another device. Only their hashes are kept.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::conn::Conn;
use super::drafts::{self, Draft, owner};
use super::error::StoreError;
use super::rows::micros;
use super::schema::{draft_codes, drafts as drafts_table};
use crate::domain::{DraftId, Scope};

/// Gives a draft of this scope a code; one that it had before opens nothing any more. [`StoreError::Denied`]
/// for a draft of somebody else, and for drafts of the desk.
pub fn make(
    scope: &Scope,
    conn: &mut Conn,
    draft: DraftId,
    hash: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    if !matches!(scope, Scope::Visitor(_)) || drafts::find_by_id(scope, conn, draft)?.is_none() {
        return Err(StoreError::Denied);
    }
    diesel::delete(draft_codes::table.filter(draft_codes::draft_id.eq(draft.to_string()))).execute(conn)?;
    diesel::insert_into(draft_codes::table)
        .values((
            draft_codes::hash.eq(hash),
            draft_codes::draft_id.eq(draft.to_string()),
            draft_codes::made_at.eq(micros(now)),
        ))
        .execute(conn)?;
    Ok(())
}

/// The draft that a code opens, whoever's it is: having the code is the right to it. Visitors only.
pub fn find(scope: &Scope, conn: &mut Conn, hash: &str) -> Result<Option<Draft>, StoreError> {
    let Scope::Visitor(_) = scope else { return Ok(None) };
    let id: Option<String> =
        draft_codes::table.find(hash).select(draft_codes::draft_id).first(conn).optional()?;
    id.map_or(Ok(None), |id| drafts::read(conn, &id))
}

/// Gives the draft that a code opens to this visitor; the browser that had it has it no more, and the code is
/// used up. [`StoreError::Conflict`] where the visitor has one of the same form.
pub fn take_over(scope: &Scope, conn: &mut Conn, hash: &str) -> Result<bool, StoreError> {
    let (Some(visitor), _) = owner(scope) else { return Ok(false) };
    let Some(draft) = find(scope, conn, hash)? else { return Ok(false) };
    diesel::update(drafts_table::table.find(draft.id.to_string()))
        .set(drafts_table::visitor_hash.eq(Some(visitor)))
        .execute(conn)?;
    Ok(diesel::delete(draft_codes::table.find(hash)).execute(conn)? == 1)
}
