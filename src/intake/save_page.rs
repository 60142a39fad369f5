//! Saving one page of a draft.

use chrono::{DateTime, Duration, NaiveDate, Utc};

use super::draft::{DraftRef, OpenDraft, find, page_key};
use super::rows;
use super::uploads::{self, Upload};
use crate::domain::{FileId, Path, Scope};
use crate::forms::files::files_at;
use crate::forms::journey::Journey;
use crate::forms::parse::{self, Action, list_at};
use crate::forms::state::{FieldError, FormState};
use crate::forms::view::{asks_more, elements, page_advice};
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
    fn presses(&self, button: &str) -> bool {
        self.pairs.iter().any(|(name, value)| name == parse::ACTION && value == button)
    }
}

/// Where the person goes after saving.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    /// The page has mistakes: it is shown again with them.
    Mend,
    /// A file was not taken: the page is shown again, and says why.
    Refused,
    /// Something on the page is unusual: it is shown again with hints, once.
    Consider,
    /// The same page: nothing on it is wrong, but the answers brought up questions that were not there.
    NewQuestions,
    /// The same page: in another language, or because a row could not be added or removed on a stale one.
    Same,
    /// The same page, at a row that was added.
    Row(Path, usize),
    /// The same page, at a list of which a row was removed, or at a choice whose options were searched.
    List(Path),
    /// The same page: its rows got other numbers since it was shown, so nothing was taken from it.
    Outdated,
    /// The page of a row.
    Item(usize),
    /// Another page.
    Page(String),
    /// The page before this one.
    Back(String),
    /// The page that tells how to go on later.
    Later,
    /// Nowhere: the page keeps itself while somebody types.
    Stay,
    /// The check page.
    Check,
}

/// A saved page.
#[derive(Debug)]
pub struct Saved {
    /// The draft as it stands now.
    pub draft: OpenDraft,
    /// What applies and what is wrong now.
    pub state: FormState,
    /// Where to go.
    pub next: Next,
    /// Files in the depot that nobody needs.
    pub unused: Vec<FileId>,
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

/// Reads a posted page into the draft and stores it, also if it has mistakes: nothing typed is lost.
pub fn save_page(
    scope: &Scope,
    conn: &mut Conn,
    library: &Library,
    which: &DraftRef,
    post: &PagePost,
    now: DateTime<Utc>,
    today: NaiveDate,
) -> Result<Saved, SaveError> {
    let mut draft = find(scope, conn, library, which, now)?.ok_or(SaveError::Gone)?;
    let form = std::sync::Arc::clone(&draft.form);
    let page = form.page(&post.page).ok_or(SaveError::NotReachable)?;
    let before = FormState::new(&form, &draft.content.remembered, today);
    let journey = Journey::new(&form, &before, &draft.content.saved_pages);
    if !journey.may_visit(&page.id) {
        return Err(SaveError::NotReachable);
    }
    // What a page keeps by itself never takes the place of anything newer.
    if post.presses(KEEP) && post.seen_revision != Some(draft.revision) {
        // Sent twice, because the answer got lost on its way: all of it is there.
        let next = if changes_nothing(&draft, &before, post) { Next::Stay } else { Next::Outdated };
        return Ok(Saved { draft, state: before, next, unused: post.arrived() });
    }
    // Before the row itself: it may be gone since, and the list tells so.
    if rows::is_outdated(&draft, post) {
        let next = if rows::is_removal(post) { Next::Same } else { Next::Outdated };
        let unused = post.arrived();
        return Ok(Saved { draft, state: before, next, unused });
    }
    if post.item.is_some_and(|row| !journey.may_visit_item(&page.id, row)) {
        return Err(SaveError::NotReachable);
    }
    let input =
        parse::read_page(&form, &page.id, post.item, &post.pairs, &mut draft.content.remembered, &before);
    if !input.unknown.is_empty() {
        tracing::warn!(form.id = %form.id, page.id = %page.id, count = input.unknown.len(), "unknown controls were left out");
    }
    let unused = uploads::take_in(scope, conn, &mut draft, &before, post, now)?;
    uploads::note_missing(&mut draft, input.action.as_ref(), post);
    let has_files = !post.uploads.is_empty() || matches!(input.action, Some(Action::Remove(..)));
    let is_search = matches!(input.action, Some(Action::Search(_)));
    let acted = input.action.map(|action| {
        let is_fresh = post.seen_revision.is_some_and(|seen| {
            seen == draft.revision || draft.content.kept_since.is_some_and(|since| seen >= since)
        });
        act(&mut draft, &action, post, is_fresh)
    });
    let state = FormState::new(&form, &draft.content.remembered, today);
    let next = match acted {
        Some(next) => {
            if is_search {
                leave(&mut draft, &state, post);
            }
            next
        }
        None if post.presses("back") => back(&mut draft, &state, post),
        None if post.presses("later") => {
            leave(&mut draft, &state, post);
            Next::Later
        }
        None if post.language().is_some() => {
            leave(&mut draft, &state, post);
            Next::Same
        }
        None if post.presses(KEEP) => {
            leave(&mut draft, &state, post);
            Next::Stay
        }
        None => judge(&mut draft, &before, &state, post),
    };
    draft.content.kept_since = match next {
        Next::Stay => draft.content.kept_since.or(Some(draft.revision)),
        _ => None,
    };
    let retention = Duration::days(i64::from(form.file.retention.draft_days));
    draft.expires_at = now + retention;
    store(scope, conn, &mut draft, now)?;
    if has_files {
        uploads::let_go(scope, conn, &draft)?;
    }
    Ok(Saved { draft, state, next, unused })
}

/// Whether the draft holds all that a page says, and nothing else in its place.
pub(super) fn changes_nothing(draft: &OpenDraft, before: &FormState, post: &PagePost) -> bool {
    let mut remembered = draft.content.remembered.clone();
    parse::read_page(&draft.form, &post.page, post.item, &post.pairs, &mut remembered, before);
    remembered == draft.content.remembered
}

/// Adds or removes a row. A page that was changed elsewhere since it was seen keeps its rows: the same
/// click twice must not remove two.
pub(super) fn act(draft: &mut OpenDraft, action: &Action, post: &PagePost, is_fresh: bool) -> Next {
    if let Action::Search(path) = action {
        return Next::List(path.clone());
    }
    if let Action::Upload(path) = action {
        let is_refused = draft.content.remembered.texts.contains_key(&path.to_string());
        return if is_refused { Next::Refused } else { Next::List(path.clone()) };
    }
    if !is_fresh {
        return Next::Same;
    }
    if let (Action::Remove(path, _), Some(_)) = (action, files_at(&draft.form, action.list())) {
        parse::apply(action, &draft.form, &mut draft.content.remembered);
        return Next::List(path.clone());
    }
    let added = parse::apply(action, &draft.form, &mut draft.content.remembered);
    match (action, added) {
        (Action::Add(path) | Action::Change(path, _), Some(row)) if !is_on_one_page(draft, path) => {
            Next::Item(row)
        }
        (Action::Remove(list, _), Some(row)) => {
            let has_pages = !is_on_one_page(draft, list);
            rows::renumber(&mut draft.content, &post.page, (list, has_pages), row, draft.revision + 1);
            Next::List(list.clone())
        }
        (Action::Add(list), Some(row)) => {
            // A row that nobody has seen yet is no mistake.
            draft.content.tried_pages.retain(|tried| *tried != post.key());
            Next::Row(list.clone(), row)
        }
        _ => Next::Same,
    }
}

fn is_on_one_page(draft: &OpenDraft, list: &Path) -> bool {
    list_at(&draft.form, list).is_none_or(|list| list.on_one_page)
}

/// Leaves a page as it is. It may be unfinished: then it is open again.
fn leave(draft: &mut OpenDraft, state: &FormState, post: &PagePost) {
    if state.errors_on(&post.page, post.item).next().is_some() {
        draft.content.saved_pages.retain(|saved| *saved != post.key());
    }
}

/// Leaves a page for the one before it.
fn back(draft: &mut OpenDraft, state: &FormState, post: &PagePost) -> Next {
    leave(draft, state, post);
    if post.item.is_some() {
        return Next::Back(post.page.clone());
    }
    let journey = Journey::new(&draft.form, state, &draft.content.saved_pages);
    journey.previous(&post.page).map_or(Next::Same, |page| Next::Back(page.id.clone()))
}

/// Decides where the person goes, and remembers what the page was left with.
fn judge(draft: &mut OpenDraft, before: &FormState, state: &FormState, post: &PagePost) -> Next {
    let content = &mut draft.content;
    let key = post.key();
    // Nobody leaves a list behind whose rows, on pages of their own, are unfinished.
    let is_here = |error: &&FieldError| post.item.is_none() || error.item == post.item;
    let mut errors = state.errors_of(&post.page).filter(is_here).peekable();
    if errors.peek().is_some() {
        content.saved_pages.retain(|saved| *saved != key);
        // A question that nobody has seen yet is no mistake.
        let is_new = errors.all(|error| !before.applies(&error.path));
        if !is_new {
            remember(&mut content.tried_pages, key);
        }
        // The page is shown again, and its hints with it: nobody is stopped once more for them.
        note_warnings(draft, state, post);
        return if is_new { Next::NewQuestions } else { Next::Mend };
    }
    content.tried_pages.retain(|tried| *tried != key);
    remember(&mut content.saved_pages, key);
    if note_warnings(draft, state, post) {
        return Next::Consider;
    }
    let page = draft.form.page(&post.page);
    // Also a question that may stay open is seen once.
    let remembered = &draft.content.remembered;
    let shown = page.map(|page| elements(&draft.form, state, remembered, page, post.item, false));
    if shown.is_some_and(|shown| asks_more(&shown, before)) {
        return Next::NewQuestions;
    }
    if post.item.is_some() {
        return Next::Page(post.page.clone());
    }
    let journey = Journey::new(&draft.form, state, &draft.content.saved_pages);
    match (journey.first_open(), journey.next_after(&post.page)) {
        (None, _) if post.from_check => Next::Check,
        (Some(open), _) if post.from_check => Next::Page(open.id.clone()),
        (_, Some(page)) => Next::Page(page.id.clone()),
        (_, None) => Next::Check,
    }
}

/// Notes which warnings of a page were seen; whether there was a new one.
pub(super) fn note_warnings(draft: &mut OpenDraft, state: &FormState, post: &PagePost) -> bool {
    let page = draft.form.page(&post.page).into_iter();
    let warnings = page.flat_map(|page| page_advice(&draft.form, state, page)).filter(|hint| hint.warning);
    let warnings: Vec<String> = warnings.map(|hint| format!("{} {}", hint.code, hint.path)).collect();
    let seen = &mut draft.content.seen_hints;
    let known = seen.len();
    for warning in warnings {
        remember(seen, warning);
    }
    seen.len() > known
}

/// Adds an entry that is not there yet; whether it was new.
pub(super) fn remember(entries: &mut Vec<String>, entry: String) -> bool {
    let is_new = !entries.contains(&entry);
    if is_new {
        entries.push(entry);
    }
    is_new
}

pub(super) fn store(
    scope: &Scope,
    conn: &mut Conn,
    draft: &mut OpenDraft,
    now: DateTime<Utc>,
) -> Result<(), SaveError> {
    let content = serde_json::to_vec(&draft.content).map_err(|_| LibraryError::Unreadable)?;
    let saved = drafts::save(scope, conn, draft.id, &content, Some(draft.revision), now, draft.expires_at);
    draft.revision = match saved {
        Ok(revision) => revision,
        Err(StoreError::Conflict { .. }) => return Err(SaveError::Conflict),
        Err(error) => return Err(error.into()),
    };
    Ok(())
}
