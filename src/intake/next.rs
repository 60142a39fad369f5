//! Where a person goes after a page was read into their draft, and what the draft remembers about it.

use super::draft::OpenDraft;
use super::rows;
use super::save_page::{KEEP, PagePost};
use crate::domain::Path;
use crate::forms::files::files_at;
use crate::forms::journey::Journey;
use crate::forms::parse::{self, Action, list_at};
use crate::forms::state::{FieldError, FormState};
use crate::forms::view::{asks_more, elements, page_advice};

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

/// Where the button leads that was pressed: one of a row, a file or a search comes with what it did.
pub(super) fn decide(
    draft: &mut OpenDraft,
    (before, state): (&FormState, &FormState),
    acted: Option<(&Action, Next)>,
    post: &PagePost,
) -> Next {
    if let Some((action, next)) = acted {
        if matches!(action, Action::Search(_)) {
            leave(draft, state, post);
        }
        return next;
    }
    let next = if post.presses("back") {
        return back(draft, state, post);
    } else if post.presses("later") {
        Next::Later
    } else if post.language().is_some() {
        Next::Same
    } else if post.presses(KEEP) {
        Next::Stay
    } else {
        return judge(draft, before, state, post);
    };
    leave(draft, state, post);
    next
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
