//! Drafts that go from the desk to the person and back. The pen is always on one side: see
//! [`crate::store::handovers`].

use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};

use super::resident;
use crate::domain::{Channel, DraftId, ResumeCode, Scope, Token};
use crate::forms::form::Form;
use crate::intake::{self, Content, DraftRef};
use crate::library::{Library, LibraryError};
use crate::store::attempts::{self, Place, Trying};
use crate::store::handovers::{self, Ending, Moved};
use crate::store::{Conn, draft_codes, drafts};

/// A draft that was given to the person.
#[derive(Debug, Clone)]
pub struct Given {
    /// The form as the person fills it in.
    pub form: Arc<Form>,
    /// For whom.
    pub resident: Option<String>,
    /// When it will be deleted.
    pub expires_at: DateTime<Utc>,
}

/// What became of a code that a person brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Brought {
    /// The draft is this clerk's now; its first page.
    Opened(DraftId, String),
    /// The code opens nothing: it is wrong, another one took its place, or its draft is sent, gone or at a desk.
    Unknown,
    /// Too many wrong codes: none is looked at for a minute.
    Throttled,
}

/// Where a draft is that a browser had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AtDesk {
    /// Somebody at the desk is filling it in, since then.
    Open(DateTime<Utc>),
    /// The desk gave it back then: whoever has the code goes on.
    GivenBack(DateTime<Utc>),
    /// It was sent then.
    Filed(DateTime<Utc>),
}

impl AtDesk {
    /// Since when it is so.
    pub fn since(self) -> DateTime<Utc> {
        let (Self::Open(at) | Self::GivenBack(at) | Self::Filed(at)) = self;
        at
    }
}

fn end_of(form: &Form, now: DateTime<Utc>) -> DateTime<Utc> {
    now + Duration::days(i64::from(form.file.retention.draft_days))
}

fn read(content: &[u8]) -> Result<Content, LibraryError> {
    serde_json::from_slice(content).map_err(|_| LibraryError::Unreadable)
}

fn write(content: &Content) -> Result<Vec<u8>, LibraryError> {
    serde_json::to_vec(content).map_err(|_| LibraryError::Unreadable)
}

/// Gives a draft of this clerk to whoever has the code, from then on only to them; `nobodys` is a token that nobody
/// has. Nothing where the clerk has no such draft (any more).
pub fn give(
    scope: &Scope,
    conn: &mut Conn,
    library: &Library,
    (id, code, nobodys): (DraftId, &ResumeCode, &Token),
    now: DateTime<Utc>,
) -> Result<Option<Given>, LibraryError> {
    let Some(open) = intake::find(scope, conn, library, &DraftRef::Id(id), now)? else { return Ok(None) };
    let Some(draft) = drafts::find_by_id(scope, conn, id)? else { return Ok(None) };
    let mut content = read(&draft.content)?;
    let resident = resident(&open.form, &content.remembered.answers);
    content.put_record_aside();
    let form = library.form(conn, &draft.version, Channel::Online)?;
    let expires_at = end_of(&form, now);
    let moved = Moved {
        draft: &draft,
        content: &write(&content)?,
        service: &form.file.title,
        resident: resident.as_deref(),
        now,
        expires_at,
    };
    handovers::give(scope, conn, &moved, &code.hash(), &nobodys.hash())?;
    Ok(Some(Given { form, resident, expires_at }))
}

/// Takes back what this clerk gave away, as long as nobody has opened it; whether it was so.
pub fn fetch_back(
    scope: &Scope,
    conn: &mut Conn,
    library: &Library,
    id: DraftId,
    now: DateTime<Utc>,
) -> Result<bool, LibraryError> {
    let found = handovers::find_given(scope, conn, id)?.filter(|draft| draft.expires_at > now);
    let Some(draft) = found else { return Ok(false) };
    let form = library.form(conn, &draft.version, Channel::Assisted)?;
    let mut content = read(&draft.content)?;
    content.take_up_record();
    let moved = Moved {
        draft: &draft,
        content: &write(&content)?,
        service: &form.file.title,
        resident: None,
        now,
        expires_at: end_of(&form, now),
    };
    handovers::fetch_back(scope, conn, &moved)?;
    Ok(true)
}

/// Gives the draft of a code that a person brought to the clerk with this login. Attempts are counted at the code, as
/// for everybody, and at the clerk.
pub fn bring_in(
    scope: &Scope,
    conn: &mut Conn,
    library: &Library,
    (code, login): (&ResumeCode, &str),
    now: DateTime<Utc>,
) -> Result<Brought, LibraryError> {
    let places = [intake::place_of(code), Place::of(Trying::DraftCodeAtDesk(login))];
    let hash = code.hash();
    let found = draft_codes::find(scope, conn, &hash)?.filter(|draft| draft.expires_at > now);
    let Some(draft) = found else {
        for place in &places {
            if !intake::may_try(conn, place, now)? {
                return Ok(Brought::Throttled);
            }
        }
        tracing::warn!("a code of a draft opened nothing at the desk");
        return Ok(Brought::Unknown);
    };
    for place in &places {
        attempts::delete(conn, place)?;
    }
    let online = library.form(conn, &draft.version, Channel::Online)?;
    let form = library.form(conn, &draft.version, Channel::Assisted)?;
    let pages: Vec<&str> = online.pages.iter().map(|page| page.id.as_str()).collect();
    let mut content = read(&draft.content)?;
    content.begin_record(&form, &pages, login, now);
    let moved = Moved {
        draft: &draft,
        content: &write(&content)?,
        service: &form.file.title,
        resident: None,
        now,
        expires_at: end_of(&form, now),
    };
    handovers::bring_in(scope, conn, &moved, &hash)?;
    let first = form.pages.first().map(|page| page.id.clone()).unwrap_or_default();
    Ok(Brought::Opened(draft.id, first))
}

/// Whether this clerk gave a draft away that is still on the other side.
pub fn gave_away(scope: &Scope, conn: &mut Conn, id: DraftId) -> Result<bool, LibraryError> {
    Ok(handovers::last_given(scope, conn, id)?.is_some_and(|given| given.ended.is_none()))
}

/// Where the draft is that this browser had at the address of a service, if it brought it to the desk.
pub fn at_desk(
    scope: &Scope,
    conn: &mut Conn,
    slug: &str,
    now: DateTime<Utc>,
) -> Result<Option<AtDesk>, LibraryError> {
    let Some(brought) = handovers::last_brought(scope, conn, slug)? else { return Ok(None) };
    let is_there = brought.expires_at.is_some_and(|end| end > now);
    Ok(match brought.ended {
        None => is_there.then_some(AtDesk::Open(brought.given_at)),
        Some((at, Ending::Returned)) => is_there.then_some(AtDesk::GivenBack(at)),
        Some((at, Ending::Filed)) => Some(AtDesk::Filed(at)),
        Some((_, Ending::Fetched | Ending::Brought | Ending::Gone)) => None,
    })
}
