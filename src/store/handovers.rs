//! Drafts that change hands between the desk and a person. Who holds the pen is always one side: a draft belongs to a
//! clerk or to a visitor, and moves by one conditional update, which tells who won.
//!
//! Codes and links end with each move: a code is one side's way to the draft.

mod told;

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use uuid::Uuid;

use super::conn::Conn;
use super::drafts::{Draft, owner};
use super::error::StoreError;
use super::rows::micros;
use super::schema::{draft_addresses, draft_codes as codes, drafts, handovers};
use super::{draft_codes, draft_events, keys, outbox, sealed};
use crate::domain::{CaseEventKind, Channel, DraftId, EventActor, Scope, TokenHash};
pub use told::{Handover, is_waiting, last_brought, last_given, let_go, list_given, move_to, sweep};

const TABLE: &str = "handovers";

/// From the desk to a person.
const OUT: &str = "out";

/// From a person to the desk.
const IN: &str = "in";

/// How a handover ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// The application was sent.
    Filed,
    /// The desk took the draft back before the person had opened it.
    Fetched,
    /// The person brought the draft to the desk.
    Brought,
    /// The desk gave the draft back to the person.
    Returned,
    /// The draft was given up, or its time was over.
    Gone,
}

impl Ending {
    const ALL: [Self; 5] = [Self::Filed, Self::Fetched, Self::Brought, Self::Returned, Self::Gone];

    fn as_str(self) -> &'static str {
        match self {
            Self::Filed => "filed",
            Self::Fetched => "fetched",
            Self::Brought => "brought",
            Self::Returned => "returned",
            Self::Gone => "gone",
        }
    }
}

impl fmt::Display for Ending {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Ending {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|ending| ending.as_str() == text).ok_or(())
    }
}

/// A draft on its way, as it shall be on the other side.
#[derive(Debug, Clone)]
pub struct Moved<'a> {
    /// The draft as it was read: nothing moves where somebody saved or moved it since.
    pub draft: &'a Draft,
    /// What it holds there.
    pub content: &'a [u8],
    /// What the service is called.
    pub service: &'a str,
    /// For whom.
    pub resident: Option<&'a str>,
    /// Now.
    pub now: DateTime<Utc>,
    /// When it will be deleted.
    pub expires_at: DateTime<Utc>,
}

/// Gives a draft of this clerk to whoever has the code with this hash; `nobody` is the hash of a token that nobody
/// has. [`StoreError::Conflict`] where it was saved or moved since it was read.
pub fn give(
    scope: &Scope,
    conn: &mut Conn,
    moved: &Moved<'_>,
    code: &str,
    nobody: &TokenHash,
) -> Result<(), StoreError> {
    let (None, Some(clerk)) = owner(scope) else { return Err(StoreError::Denied) };
    let id = moved.draft.id;
    close_ways(conn, id)?;
    pass(conn, moved, Side::Desk(&clerk), Side::Person(&nobody.0))?;
    end(conn, id, Ending::Returned, moved.now)?;
    draft_codes::show_anew(conn, id, code, moved.now)?;
    insert(conn, moved, (OUT, &clerk, &nobody.0), None)?;
    draft_events::insert(conn, id, moved.now, scope.actor(), CaseEventKind::HandedOver)
}

/// The draft that this clerk gave away and nobody has opened yet.
pub fn find_given(scope: &Scope, conn: &mut Conn, draft: DraftId) -> Result<Option<Draft>, StoreError> {
    let Some(nobody) = given(scope, conn, draft)? else { return Ok(None) };
    let is_there = drafts::table.find(draft.to_string()).filter(drafts::visitor_hash.eq(nobody));
    match is_there.count().get_result::<i64>(conn)? {
        0 => Ok(None),
        _ => super::drafts::read(conn, &draft.to_string()),
    }
}

/// The token that nobody has, of what this clerk gave away and nobody opened.
fn given(scope: &Scope, conn: &mut Conn, draft: DraftId) -> Result<Option<String>, StoreError> {
    let (None, Some(clerk)) = owner(scope) else { return Ok(None) };
    let hash: Option<Option<String>> = handovers::table
        .filter(handovers::draft_id.eq(draft.to_string()).and(handovers::clerk_id.eq(clerk)))
        .filter(handovers::direction.eq(OUT).and(handovers::ended_at.is_null()))
        .filter(handovers::taken_at.is_null())
        .select(handovers::visitor_hash)
        .first(conn)
        .optional()?;
    Ok(hash.flatten())
}

/// Takes back what this clerk gave away and nobody has opened yet. [`StoreError::Conflict`] where somebody was faster.
pub fn fetch_back(scope: &Scope, conn: &mut Conn, moved: &Moved<'_>) -> Result<(), StoreError> {
    let (None, Some(clerk)) = owner(scope) else { return Err(StoreError::Denied) };
    let id = moved.draft.id;
    let nobody = given(scope, conn, id)?.ok_or_else(conflict)?;
    close_ways(conn, id)?;
    pass(conn, moved, Side::Person(&nobody), Side::Desk(&clerk))?;
    end(conn, id, Ending::Fetched, moved.now)?;
    draft_events::insert(conn, id, moved.now, scope.actor(), CaseEventKind::FetchedBack)
}

/// Gives the draft of a code, as it was read by it, to this clerk: having the code is the right to it, and it opens
/// nothing any more, nor does a link in a mail. [`StoreError::Conflict`] where the code opens nothing now, or the draft
/// was saved or moved since it was read.
pub fn bring_in(scope: &Scope, conn: &mut Conn, moved: &Moved<'_>, code: &str) -> Result<(), StoreError> {
    let (None, Some(clerk)) = owner(scope) else { return Err(StoreError::Denied) };
    let id = moved.draft.id;
    let before: Option<String> =
        drafts::table.find(id.to_string()).select(drafts::visitor_hash).first(conn).optional()?.flatten();
    let before = before.ok_or_else(conflict)?;
    // Of two clerks with the same code one deletes it.
    let of_draft = codes::table.find(code).filter(codes::draft_id.eq(id.to_string()));
    if diesel::delete(of_draft).execute(conn)? == 0 {
        return Err(conflict());
    }
    close_ways(conn, id)?;
    pass(conn, moved, Side::Person(&before), Side::Desk(&clerk))?;
    end(conn, id, Ending::Brought, moved.now)?;
    insert(conn, moved, (IN, &clerk, &before), Some(moved.now))?;
    if !draft_events::has_any(conn, id)? {
        let begun_at = moved.draft.created_at;
        draft_events::insert(conn, id, begun_at, EventActor::Applicant, CaseEventKind::BegunOnline)?;
    }
    draft_events::insert(conn, id, moved.now, scope.actor(), CaseEventKind::BroughtIn)
}

/// Notes that a person has opened what the desk gave them, if it was that. Called once the draft is theirs.
pub(super) fn take(conn: &mut Conn, draft: DraftId, now: DateTime<Utc>) -> Result<(), StoreError> {
    let waiting = handovers::draft_id
        .eq(draft.to_string())
        .and(handovers::direction.eq(OUT))
        .and(handovers::ended_at.is_null())
        .and(handovers::taken_at.is_null());
    let taken = diesel::update(handovers::table.filter(waiting))
        .set(handovers::taken_at.eq(Some(micros(now))))
        .execute(conn)?;
    if taken == 0 {
        return Ok(());
    }
    draft_events::insert(conn, draft, now, EventActor::Applicant, CaseEventKind::TakenOver)
}

/// Ends the handovers of a draft.
pub(super) fn end(
    conn: &mut Conn,
    draft: DraftId,
    ending: Ending,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let open = handovers::draft_id.eq(draft.to_string()).and(handovers::ended_at.is_null());
    diesel::update(handovers::table.filter(open))
        .set((handovers::ended_at.eq(Some(micros(now))), handovers::ending.eq(Some(ending.as_str()))))
        .execute(conn)?;
    Ok(())
}

/// One of the two sides.
#[derive(Clone, Copy)]
enum Side<'a> {
    /// A clerk, by id.
    Desk(&'a str),
    /// A browser, by the hash of its token.
    Person(&'a str),
}

#[derive(AsChangeset)]
#[diesel(table_name = drafts, treat_none_as_null = true)]
struct Pen<'a> {
    visitor_hash: Option<&'a str>,
    clerk_id: Option<&'a str>,
    channel: &'static str,
    content: Vec<u8>,
    revision: i64,
    updated_at: i64,
    expires_at: i64,
}

/// Moves the pen from one side to the other, if the draft is as it was read.
fn pass(conn: &mut Conn, moved: &Moved<'_>, from: Side<'_>, to: Side<'_>) -> Result<(), StoreError> {
    let (visitor_hash, clerk_id, channel) = match to {
        Side::Desk(clerk) => (None, Some(clerk), Channel::Assisted),
        Side::Person(visitor) => (Some(visitor), None, Channel::Online),
    };
    let key = keys::by_id(conn, moved.draft.key)?;
    let pen = Pen {
        visitor_hash,
        clerk_id,
        channel: channel.as_str(),
        content: sealed::seal(&key, "drafts", moved.content)?,
        revision: moved.draft.revision + 1,
        updated_at: micros(moved.now),
        expires_at: micros(moved.expires_at),
    };
    let row = drafts::table.find(moved.draft.id.to_string());
    let row = diesel::update(row).filter(drafts::revision.eq(moved.draft.revision));
    let changed = match from {
        Side::Desk(clerk) => row.filter(drafts::clerk_id.eq(clerk)).set(pen).execute(conn)?,
        Side::Person(visitor) => row.filter(drafts::visitor_hash.eq(visitor)).set(pen).execute(conn)?,
    };
    if changed == 1 { Ok(()) } else { Err(conflict()) }
}

fn conflict() -> StoreError {
    StoreError::Conflict { what: "drafts.revision".to_owned() }
}

/// Ends all codes and links of a draft, and forgets where mails about it go. Before the pen moves, because whoever
/// writes a mail holds its message before they look at the draft.
fn close_ways(conn: &mut Conn, draft: DraftId) -> Result<(), StoreError> {
    let id = draft.to_string();
    diesel::delete(draft_addresses::table.find(&id)).execute(conn)?;
    outbox::delete_about_draft(conn, draft)?;
    diesel::delete(codes::table.filter(codes::draft_id.eq(&id))).execute(conn)?;
    Ok(())
}

fn insert(
    conn: &mut Conn,
    moved: &Moved<'_>,
    (direction, clerk, visitor): (&str, &str, &str),
    taken_at: Option<DateTime<Utc>>,
) -> Result<(), StoreError> {
    let key = keys::by_id(conn, moved.draft.key)?;
    let resident = moved.resident.map(|name| sealed::seal(&key, TABLE, name.as_bytes())).transpose()?;
    diesel::insert_into(handovers::table)
        .values((
            handovers::id.eq(Uuid::now_v7().to_string()),
            handovers::draft_id.eq(Some(moved.draft.id.to_string())),
            handovers::direction.eq(direction),
            handovers::clerk_id.eq(clerk),
            handovers::visitor_hash.eq(Some(visitor)),
            handovers::slug.eq(&moved.draft.slug),
            handovers::service.eq(moved.service),
            handovers::resident.eq(resident),
            handovers::given_at.eq(micros(moved.now)),
            handovers::taken_at.eq(taken_at.map(micros)),
        ))
        .execute(conn)?;
    Ok(())
}
