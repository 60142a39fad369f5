//! Saving one page of a draft.

use std::sync::Arc;

use chrono::{DateTime, Duration, NaiveDate, Utc};

use super::draft::{DraftRef, OpenDraft, find, page_key};
use super::next::{Next, act, decide};
use super::recent::AtHand;
use super::rows;
use super::uploads::{self, Upload};
use crate::domain::{FileId, Scope};
use crate::forms::journey::Journey;
use crate::forms::parse::{self, Action};
use crate::forms::state::FormState;
use crate::library::{Library, LibraryError};
use crate::store::{Conn, StoreError, drafts};

/// The button that nobody presses: a script does, while somebody types.
pub const KEEP: &str = "keep";

/// How the buttons begin that say a page in another language: `language:en`.
pub const LANGUAGE: &str = "language:";

/// What was posted for a page.
#[derive(Debug, Clone)]
pub struct PagePost {
    /// The page's id.
    pub page: String,
    /// The row, from 0, if it is the page of one row.
    pub item: Option<usize>,
    /// The posted controls, in order.
    pub pairs: Vec<(String, String)>,
    /// The revision the person saw; adding and removing rows depend on it.
    pub seen_revision: Option<i64>,
    /// The files that came along.
    pub uploads: Vec<Upload>,
    /// The person came from the check page and wants to go back there.
    pub from_check: bool,
}

impl PagePost {
    /// The name under which the draft remembers this page or row.
    pub(super) fn key(&self) -> String {
        page_key(&self.page, self.item)
    }

    /// The files that came along and lie in the depot.
    pub fn arrived(&self) -> Vec<FileId> {
        self.uploads.iter().filter_map(|upload| upload.file.as_ref().ok()).map(|file| file.id).collect()
    }

    /// The tag of the language in which the person wants to go on here; what they typed is kept, and not judged.
    pub fn language(&self) -> Option<&str> {
        let pressed = self.pairs.iter().find(|(name, _)| name == parse::ACTION);
        pressed.and_then(|(_, value)| value.strip_prefix(LANGUAGE))
    }

    /// Whether the person leaves the page as it is: what they typed is kept, and not yet judged.
    pub(super) fn presses(&self, button: &str) -> bool {
        self.pairs.iter().any(|(name, value)| name == parse::ACTION && value == button)
    }
}

/// A saved page.
#[derive(Debug)]
pub struct Saved {
    /// The draft as it stands now.
    pub draft: OpenDraft,
    /// What applies and what is wrong now.
    pub state: Arc<FormState>,
    /// Where to go.
    pub next: Next,
    /// Files in the depot that nobody needs.
    pub unused: Vec<FileId>,
}

/// A page that was read into a draft, and is not stored yet.
#[derive(Debug)]
pub struct Turned {
    saved: Saved,
    /// What is to be stored; nothing where the draft stays as it is.
    content: Option<Vec<u8>>,
    /// The answers may name fewer files than before.
    lets_go: bool,
}

/// Why a page could not be saved.
#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    /// The draft is gone.
    #[error("the draft is gone")]
    Gone,
    /// There is no such page, or it does not apply, or it cannot be reached yet.
    #[error("this page cannot be saved now")]
    NotReachable,
    /// Somebody saved at the same moment: try again with what is there now.
    #[error("saved elsewhere at the same moment")]
    Conflict,
    /// The database, or the form.
    #[error(transparent)]
    Library(#[from] LibraryError),
}

impl From<StoreError> for SaveError {
    fn from(error: StoreError) -> Self {
        Self::Library(error.into())
    }
}

/// Reads a posted page into the draft and stores it, also if it has mistakes: nothing typed is lost. Files may have come
/// along.
pub fn save_page(
    scope: &Scope,
    conn: &mut Conn,
    library: &Library,
    which: &DraftRef,
    post: &PagePost,
    now: DateTime<Utc>,
    today: NaiveDate,
) -> Result<Saved, SaveError> {
    let draft = find(scope, conn, library, which, now)?.ok_or(SaveError::Gone)?;
    let take_in = |draft: &mut OpenDraft, before: &FormState| {
        Ok(uploads::take_in(scope, conn, draft, before, post, now)?)
    };
    let turned = turn_with(AtHand::new(draft, today), post, now, take_in)?;
    store_turned(scope, conn, turned, now)
}

/// Reads a posted page, with which no files came along, into a draft that is at hand. Nothing is stored yet:
/// [`store_turned`] does.
pub fn turn(at_hand: AtHand, post: &PagePost, now: DateTime<Utc>) -> Result<Turned, SaveError> {
    turn_with(at_hand, post, now, |_, _| Ok(Vec::new()))
}

impl Turned {
    /// Whether anything is to be stored.
    pub fn is_changed(&self) -> bool {
        self.content.is_some()
    }

    /// Where nothing is to be stored, all there is.
    pub fn into_saved(self) -> Saved {
        self.saved
    }

    fn nothing(AtHand { draft, state, .. }: AtHand, next: Next, post: &PagePost) -> Self {
        let saved = Saved { draft, state, next, unused: post.arrived() };
        Self { saved, content: None, lets_go: false }
    }
}

/// `take_in` takes in the files of the page, and answers those that nobody needs.
fn turn_with(
    at_hand: AtHand,
    post: &PagePost,
    now: DateTime<Utc>,
    take_in: impl FnOnce(&mut OpenDraft, &FormState) -> Result<Vec<FileId>, SaveError>,
) -> Result<Turned, SaveError> {
    if let Some(next) = as_it_is(&at_hand, post)? {
        return Ok(Turned::nothing(at_hand, next, post));
    }
    let AtHand { mut draft, state: before, today } = at_hand;
    let form = Arc::clone(&draft.form);
    let input =
        parse::read_page(&form, &post.page, post.item, &post.pairs, &mut draft.content.remembered, &before);
    if !input.unknown.is_empty() {
        tracing::warn!(form.id = %form.id, page.id = %post.page, count = input.unknown.len(), "unknown controls were left out");
    }
    let unused = take_in(&mut draft, &before)?;
    uploads::note_missing(&mut draft, input.action.as_ref(), post);
    let lets_go = !post.uploads.is_empty() || matches!(input.action, Some(Action::Remove(..)));
    let acted = input.action.as_ref().map(|action| {
        let is_fresh = post.seen_revision.is_some_and(|seen| {
            seen == draft.revision || draft.content.kept_since.is_some_and(|since| seen >= since)
        });
        (action, act(&mut draft, action, post, is_fresh))
    });
    let state = Arc::new(FormState::new(&form, &draft.content.remembered, today));
    let next = decide(&mut draft, (&before, &state), acted, post);
    draft.content.kept_since = match next {
        Next::Stay => draft.content.kept_since.or(Some(draft.revision)),
        _ => None,
    };
    draft.expires_at = now + Duration::days(i64::from(form.file.retention.draft_days));
    let content = draft.content.to_bytes()?;
    Ok(Turned { saved: Saved { draft, state, next, unused }, content: Some(content), lets_go })
}

/// Where a page leads of which nothing is taken; `None` where it is. [`SaveError::NotReachable`] where it cannot be
/// seen now.
fn as_it_is(at_hand: &AtHand, post: &PagePost) -> Result<Option<Next>, SaveError> {
    let AtHand { draft, state: before, .. } = at_hand;
    let page = draft.form.page(&post.page).ok_or(SaveError::NotReachable)?;
    let journey = Journey::new(&draft.form, before, &draft.content.saved_pages);
    if !journey.may_visit(&page.id) {
        return Err(SaveError::NotReachable);
    }
    // What a page keeps by itself never takes the place of anything newer.
    if post.presses(KEEP) && post.seen_revision != Some(draft.revision) {
        // Sent twice, because the answer got lost on its way: all of it is there.
        return Ok(Some(if changes_nothing(draft, before, post) { Next::Stay } else { Next::Outdated }));
    }
    // Before the row itself: it may be gone since, and the list tells so.
    if rows::is_outdated(draft, post) {
        return Ok(Some(if rows::is_removal(post) { Next::Same } else { Next::Outdated }));
    }
    if post.item.is_some_and(|row| !journey.may_visit_item(&page.id, row)) {
        return Err(SaveError::NotReachable);
    }
    Ok(None)
}

/// Stores a page that was read into a draft. [`SaveError::Conflict`] where the draft was changed since it was read, or
/// is not this scope's any more.
pub fn store_turned(
    scope: &Scope,
    conn: &mut Conn,
    turned: Turned,
    now: DateTime<Utc>,
) -> Result<Saved, SaveError> {
    let Turned { mut saved, content, lets_go } = turned;
    let Some(content) = content else { return Ok(saved) };
    put(scope, conn, &mut saved.draft, &content, now)?;
    if lets_go {
        uploads::let_go(scope, conn, &saved.draft)?;
    }
    Ok(saved)
}

/// Whether the draft holds all that a page says, and nothing else in its place.
pub(super) fn changes_nothing(draft: &OpenDraft, before: &FormState, post: &PagePost) -> bool {
    let mut remembered = draft.content.remembered.clone();
    parse::read_page(&draft.form, &post.page, post.item, &post.pairs, &mut remembered, before);
    remembered == draft.content.remembered
}

/// Stores what a draft holds now.
pub(super) fn store(
    scope: &Scope,
    conn: &mut Conn,
    draft: &mut OpenDraft,
    now: DateTime<Utc>,
) -> Result<(), SaveError> {
    let content = draft.content.to_bytes()?;
    put(scope, conn, draft, &content, now)
}

fn put(
    scope: &Scope,
    conn: &mut Conn,
    draft: &mut OpenDraft,
    content: &[u8],
    now: DateTime<Utc>,
) -> Result<(), SaveError> {
    let saved = drafts::save(scope, conn, draft.id, content, Some(draft.revision), now, draft.expires_at);
    draft.bytes = content.len();
    draft.revision = match saved {
        Ok(revision) => revision,
        Err(StoreError::Conflict { .. }) => return Err(SaveError::Conflict),
        Err(error) => return Err(error.into()),
    };
    Ok(())
}
