//! Codes that open a draft on another device. Only their hashes are kept, until the draft ends.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::conn::Conn;
use super::drafts::{self, Draft, may_own, owner};
use super::error::StoreError;
use super::handovers;
use super::rows::micros;
use super::schema::{draft_codes, drafts as drafts_table};
use crate::domain::{Channel, DraftId, Scope};

/// Was shown to the person, who wrote it down or printed it.
const SHOWN: &str = "shown";

/// Stands in a mail.
const MAILED: &str = "mailed";

fn insert(conn: &mut Conn, draft: DraftId, hash: &str, way: &str, now: DateTime<Utc>) -> QueryResult<usize> {
    diesel::insert_into(draft_codes::table)
        .values((
            draft_codes::hash.eq(hash),
            draft_codes::draft_id.eq(draft.to_string()),
            draft_codes::way.eq(way),
            draft_codes::made_at.eq(micros(now)),
        ))
        .execute(conn)
}

fn delete_of_way(conn: &mut Conn, draft: DraftId, way: &str) -> QueryResult<usize> {
    let of_draft = draft_codes::draft_id.eq(draft.to_string()).and(draft_codes::way.eq(way));
    diesel::delete(draft_codes::table.filter(of_draft)).execute(conn)
}

/// Gives a draft of this scope a code to show; one that was shown before opens nothing any more.
/// [`StoreError::Denied`] for a draft of somebody else, and for drafts of the desk.
pub fn show(
    scope: &Scope,
    conn: &mut Conn,
    draft: DraftId,
    hash: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    if !matches!(scope, Scope::Visitor(_)) || drafts::find_by_id(scope, conn, draft)?.is_none() {
        return Err(StoreError::Denied);
    }
    delete_of_way(conn, draft, SHOWN)?;
    show_anew(conn, draft, hash, now)
}

/// The same for the desk, which gives the draft away.
pub(super) fn show_anew(
    conn: &mut Conn,
    draft: DraftId,
    hash: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    insert(conn, draft, hash, SHOWN, now)?;
    Ok(())
}

/// Gives a draft a code that goes out by mail, beside all others: nobody knows which attempt at a mail arrived.
/// For the product itself.
pub fn mail(
    scope: &Scope,
    conn: &mut Conn,
    draft: DraftId,
    hash: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    if *scope != Scope::System {
        return Err(StoreError::Denied);
    }
    insert(conn, draft, hash, MAILED, now)?;
    Ok(())
}

/// Ends the codes that went out by mail, of a draft of this scope: they are with somebody else than was meant.
pub fn delete_mailed(scope: &Scope, conn: &mut Conn, draft: DraftId) -> Result<(), StoreError> {
    if drafts::find_by_id(scope, conn, draft)?.is_none() {
        return Err(StoreError::Denied);
    }
    delete_of_way(conn, draft, MAILED)?;
    Ok(())
}

/// The draft that a code opens, whoever's it is: having the code is the right to it. Visitors and the desk only; what
/// a clerk has opens by no code.
pub fn find(scope: &Scope, conn: &mut Conn, hash: &str) -> Result<Option<Draft>, StoreError> {
    if !may_own(scope, Channel::Online) && !may_own(scope, Channel::Assisted) {
        return Ok(None);
    }
    let id: Option<String> =
        draft_codes::table.find(hash).select(draft_codes::draft_id).first(conn).optional()?;
    let draft = id.map_or(Ok(None), |id| drafts::read(conn, &id))?;
    Ok(draft.filter(|draft| draft.channel == Channel::Online))
}

/// Gives the draft that a code opens to this visitor; the browser that had it has it no more. The code opens it
/// again elsewhere. `false` where the desk was faster; [`StoreError::Conflict`] where the visitor has one of the same
/// form.
pub fn take_over(scope: &Scope, conn: &mut Conn, hash: &str, now: DateTime<Utc>) -> Result<bool, StoreError> {
    let (Some(visitor), _) = owner(scope) else { return Ok(false) };
    let Some(draft) = find(scope, conn, hash)? else { return Ok(false) };
    let row = drafts_table::table.find(draft.id.to_string()).filter(drafts_table::clerk_id.is_null());
    let taken = diesel::update(row).set(drafts_table::visitor_hash.eq(Some(visitor))).execute(conn)?;
    // The row is held now: whoever ended the code meanwhile has done so.
    if taken == 0 || find(scope, conn, hash)?.is_none_or(|found| found.id != draft.id) {
        return Ok(false);
    }
    handovers::take(conn, draft.id, now)?;
    Ok(true)
}
