//! Leaving a draft and going on with it later, also on another device.

use chrono::{DateTime, Utc};

use super::attempts::may_try;
use super::draft::{DraftRef, find};
use crate::domain::{ResumeCode, Scope, Token};
use crate::library::{Library, LibraryError};
use crate::store::attempts::{Place, Trying};
use crate::store::{Conn, StoreError, attempts, draft_codes, drafts, handovers, submissions};

/// What became of a code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resumed {
    /// The draft belongs to this browser now; it is at the service with this slug.
    Opened {
        /// The service's slug.
        slug: String,
    },
    /// This browser has another draft of the same service, which would be given up.
    HasAnother {
        /// The service's slug.
        slug: String,
        /// What the service is called.
        title: String,
    },
    /// The code opens nothing: it is wrong, another one took its place, or its draft is sent or gone.
    Unknown,
    /// Too many wrong codes: none is looked at for a minute.
    Throttled,
}

/// Tokens that nobody knows yet.
#[derive(Debug, Clone)]
pub struct FreshTokens {
    /// For this browser.
    pub own: Token,
    /// For nobody: what has it opens by its code only.
    pub nobodys: Token,
}

/// Gives a draft a code to show. `false` if there is no such draft any more.
pub fn give_code(
    scope: &Scope,
    conn: &mut Conn,
    library: &Library,
    which: &DraftRef,
    code: &ResumeCode,
    now: DateTime<Utc>,
) -> Result<bool, LibraryError> {
    let Some(draft) = find(scope, conn, library, which, now)? else { return Ok(false) };
    draft_codes::show(scope, conn, draft.id, &code.hash(), now)?;
    Ok(true)
}

/// Where attempts at a code are counted: at its beginning, whoever tries.
pub(crate) fn place_of(code: &ResumeCode) -> Place {
    Place::of(Trying::DraftCode(code.selector()))
}

/// Opens the draft of a code in this browser, which is the only one to have it then. The code opens it again
/// elsewhere, until the draft ends. `replace` takes away what the browser has of the same service: it is given up,
/// unless there is a code or a link for it. The browser has a fresh token then, for all it has: whoever noted the
/// one before, at a computer that many use, opens nothing with it.
pub fn resume(
    scope: &Scope,
    conn: &mut Conn,
    library: &Library,
    code: &ResumeCode,
    replace: bool,
    tokens: &FreshTokens,
    now: DateTime<Utc>,
) -> Result<Resumed, LibraryError> {
    let place = place_of(code);
    let hash = code.hash();
    let found = draft_codes::find(scope, conn, &hash)?.filter(|draft| draft.expires_at > now);
    let Some(draft) = found else {
        if !may_try(conn, &place, now)? {
            return Ok(Resumed::Throttled);
        }
        tracing::warn!("a code of a draft opened nothing");
        return Ok(Resumed::Unknown);
    };
    attempts::delete(conn, &place)?;
    let own = drafts::find_for_visitor(scope, conn, &draft.form_id)?;
    match own {
        Some(own) if own.id == draft.id => {}
        Some(own) if replace => put_away(scope, conn, &own, &tokens.nobodys)?,
        Some(_) => {
            let title = library.form(conn, &draft.version, draft.channel)?.file.title.clone();
            return Ok(Resumed::HasAnother { slug: draft.slug, title });
        }
        None => {}
    }
    if !draft_codes::take_over(scope, conn, &hash, now)? {
        // Nothing of this may stay: what the browser had of the same service is gone otherwise.
        return Err(LibraryError::Store(StoreError::Conflict { what: "drafts.visitor_hash".to_owned() }));
    }
    let own = tokens.own.hash();
    drafts::move_to(scope, conn, &own)?;
    submissions::move_to(scope, conn, &own)?;
    handovers::move_to(scope, conn, &own)?;
    Ok(Resumed::Opened { slug: draft.slug })
}

/// Takes a draft from this browser: it stays for whoever has a code or a link for it, and is given up otherwise.
fn put_away(
    scope: &Scope,
    conn: &mut Conn,
    draft: &drafts::Draft,
    nobodys: &Token,
) -> Result<(), StoreError> {
    if drafts::leave(scope, conn, Some(&draft.form_id), &nobodys.hash())? == 0 {
        drafts::delete(scope, conn, draft.id)?;
    }
    Ok(())
}
