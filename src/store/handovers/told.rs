//! What both sides are told of a draft that changed hands, and for how long.

use chrono::{DateTime, Duration, Utc};
use diesel::prelude::*;

use super::{Ending, IN, OUT, TABLE};
use crate::domain::{DraftId, Scope, TokenHash};
use crate::store::conn::Conn;
use crate::store::drafts::owner;
use crate::store::error::StoreError;
use crate::store::rows::{instant, maybe, maybe_instant, micros};
use crate::store::schema::{drafts, handovers};
use crate::store::sealed;

/// Days for which both sides see how a handover ended.
const TOLD_DAYS: i64 = 7;

/// A draft that changed hands, for one of the two sides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handover {
    /// The draft, as long as there is one.
    pub draft: Option<DraftId>,
    /// What the service is called.
    pub service: String,
    /// For whom, as the clerk saw it when they gave it away.
    pub resident: Option<String>,
    /// When it was given.
    pub given_at: DateTime<Utc>,
    /// When the person opened it.
    pub taken_at: Option<DateTime<Utc>>,
    /// How it ended, and when.
    pub ended: Option<(DateTime<Utc>, Ending)>,
    /// When the draft will be deleted.
    pub expires_at: Option<DateTime<Utc>>,
}

/// What this clerk gave away, newest first, at most fifty.
pub fn list_given(scope: &Scope, conn: &mut Conn) -> Result<Vec<Handover>, StoreError> {
    let (None, Some(clerk)) = owner(scope) else { return Ok(Vec::new()) };
    let rows: Vec<Told> = handovers::table
        .left_join(drafts::table)
        .filter(handovers::clerk_id.eq(clerk).and(handovers::direction.eq(OUT)))
        .order((handovers::given_at.desc(), handovers::id.desc()))
        .limit(50)
        .select((Row::as_select(), drafts::expires_at.nullable()))
        .load(conn)?;
    rows.into_iter().map(|told| read(conn, told)).collect()
}

/// What this clerk gave away last of a draft.
pub fn last_given(scope: &Scope, conn: &mut Conn, draft: DraftId) -> Result<Option<Handover>, StoreError> {
    let (None, Some(clerk)) = owner(scope) else { return Ok(None) };
    let row: Option<Told> = handovers::table
        .left_join(drafts::table)
        .filter(handovers::clerk_id.eq(clerk).and(handovers::direction.eq(OUT)))
        .filter(handovers::draft_id.eq(draft.to_string()))
        .order((handovers::given_at.desc(), handovers::id.desc()))
        .select((Row::as_select(), drafts::expires_at.nullable()))
        .first(conn)
        .optional()?;
    row.map(|told| read(conn, told)).transpose()
}

/// What this visitor's browser had at an address and brought to the desk last.
pub fn last_brought(scope: &Scope, conn: &mut Conn, slug: &str) -> Result<Option<Handover>, StoreError> {
    let (Some(visitor), None) = owner(scope) else { return Ok(None) };
    let row: Option<Told> = handovers::table
        .left_join(drafts::table)
        .filter(handovers::visitor_hash.eq(visitor).and(handovers::direction.eq(IN)))
        .filter(handovers::slug.eq(slug))
        .order((handovers::given_at.desc(), handovers::id.desc()))
        .select((Row::as_select(), drafts::expires_at.nullable()))
        .first(conn)
        .optional()?;
    row.map(|told| read(conn, told)).transpose()
}

/// Whether a draft is at the desk that this visitor's browser had.
pub fn is_waiting(scope: &Scope, conn: &mut Conn) -> Result<bool, StoreError> {
    let (Some(visitor), None) = owner(scope) else { return Ok(false) };
    let open = handovers::visitor_hash
        .eq(visitor)
        .and(handovers::direction.eq(IN))
        .and(handovers::draft_id.is_not_null())
        .and(handovers::ended_at.is_null());
    Ok(handovers::table.filter(open).count().get_result::<i64>(conn)? > 0)
}

/// Tells this browser, with another token, what it was told until now.
pub fn move_to(scope: &Scope, conn: &mut Conn, token: &TokenHash) -> Result<(), StoreError> {
    let (Some(visitor), None) = owner(scope) else { return Ok(()) };
    diesel::update(handovers::table.filter(handovers::visitor_hash.eq(visitor)))
        .set(handovers::visitor_hash.eq(Some(&token.0)))
        .execute(conn)?;
    Ok(())
}

/// Tells this browser nothing any more.
pub fn let_go(scope: &Scope, conn: &mut Conn) -> Result<(), StoreError> {
    let (Some(visitor), None) = owner(scope) else { return Ok(()) };
    diesel::update(handovers::table.filter(handovers::visitor_hash.eq(visitor)))
        .set(handovers::visitor_hash.eq(None::<String>))
        .execute(conn)?;
    Ok(())
}

/// Ends the handovers of drafts that are gone, and deletes those that ended a week ago, `most` at once; how
/// many. For the product itself.
pub fn sweep(scope: &Scope, conn: &mut Conn, now: DateTime<Utc>, most: i64) -> Result<usize, StoreError> {
    if *scope != Scope::System {
        return Ok(0);
    }
    let is_lost = handovers::draft_id.is_null().and(handovers::ended_at.is_null());
    let lost: Vec<String> = handovers::table.filter(is_lost).limit(most).select(handovers::id).load(conn)?;
    let ending =
        (handovers::ended_at.eq(Some(micros(now))), handovers::ending.eq(Some(Ending::Gone.as_str())));
    let ended =
        diesel::update(handovers::table.filter(handovers::id.eq_any(lost))).set(ending).execute(conn)?;
    let is_over = handovers::ended_at.le(micros(now - Duration::days(TOLD_DAYS)));
    let over: Vec<String> = handovers::table.filter(is_over).limit(most).select(handovers::id).load(conn)?;
    Ok(ended + diesel::delete(handovers::table.filter(handovers::id.eq_any(over))).execute(conn)?)
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = handovers)]
struct Row {
    draft_id: Option<String>,
    service: String,
    resident: Option<Vec<u8>>,
    given_at: i64,
    taken_at: Option<i64>,
    ended_at: Option<i64>,
    ending: Option<String>,
}

/// A row, with the end of its draft.
type Told = (Row, Option<i64>);

fn read(conn: &mut Conn, (row, expires_at): Told) -> Result<Handover, StoreError> {
    // It was sealed by the key of the draft, and went with it.
    let resident = match sealed::maybe_text(conn, row.resident.as_deref(), TABLE) {
        Err(StoreError::Erased) => None,
        resident => resident?,
    };
    let ending = maybe(TABLE, "ending", row.ending.as_deref())?;
    Ok(Handover {
        draft: maybe(TABLE, "draft_id", row.draft_id.as_deref())?,
        service: row.service,
        resident,
        given_at: instant(TABLE, "given_at", row.given_at)?,
        taken_at: maybe_instant(TABLE, "taken_at", row.taken_at)?,
        ended: maybe_instant(TABLE, "ended_at", row.ended_at)?.zip(ending),
        expires_at: maybe_instant("drafts", "expires_at", expires_at)?,
    })
}
