//! Fast entry at the desk: all pages of a draft at once, from a paper. Nothing holds anybody up: mistakes are kept
//! and told, and the check page holds to its rules.

use chrono::{DateTime, Duration, NaiveDate, Utc};

use super::draft::{DraftRef, OpenDraft, find};
use super::next::{Next, act, note_warnings, remember};
use super::rows;
use super::save_page::{KEEP, PagePost, SaveError, changes_nothing, store};
use super::uploads::{self, Upload};
use crate::domain::{FileId, Path, Scope};
use crate::forms::definition::Page;
use crate::forms::form::Form;
use crate::forms::journey::{Journey, Stop};
use crate::forms::parse::{self, Action};
use crate::forms::places::{item_of, page_of};
use crate::forms::state::FormState;
use crate::forms::view::{Element, elements, first_of_more};
use crate::library::Library;
use crate::store::Conn;

/// What was posted for all pages.
#[derive(Debug, Clone)]
pub struct AllPages {
    /// The posted controls, in order.
    pub pairs: Vec<(String, String)>,
    /// The revision that was seen: what was changed elsewhere since is not overwritten.
    pub seen_revision: Option<i64>,
    /// The files that came along.
    pub uploads: Vec<Upload>,
}

/// All pages, saved.
#[derive(Debug)]
pub struct AllSaved {
    /// The draft as it stands now; with what was typed and not stored, where something newer was there.
    pub draft: OpenDraft,
    /// Where to go on this page.
    pub next: AllNext,
    /// Files in the depot that nobody needs.
    pub unused: Vec<FileId>,
}

/// Where it goes on after all pages were saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AllNext {
    /// Nowhere: the page keeps itself while somebody types.
    Stay,
    /// The same page.
    Same,
    /// The same page, at the first question that was not there before.
    Question(Path),
    /// The same page, at a row that was added.
    Row(Path, usize),
    /// The same page, at a list, a choice that was searched, or a file.
    List(Path),
    /// The draft was changed elsewhere: nothing is stored, and what was typed has to be sent once more.
    Unsent,
    /// The same, and rows have other numbers: what was typed would land in the wrong ones.
    Outdated,
}

/// The rows of a page that have pages of their own; the page itself is `None`.
pub fn parts_of(stop: &Stop<'_>) -> impl Iterator<Item = Option<usize>> {
    std::iter::once(None).chain(stop.items.iter().map(|item| Some(item.index)))
}

/// Reads all pages that apply into the draft and stores them, whatever is wrong with them.
pub fn save_all(
    scope: &Scope,
    conn: &mut Conn,
    library: &Library,
    which: &DraftRef,
    all: &AllPages,
    now: DateTime<Utc>,
    today: NaiveDate,
) -> Result<AllSaved, SaveError> {
    let mut draft = find(scope, conn, library, which, now)?.ok_or(SaveError::Gone)?;
    let form = std::sync::Arc::clone(&draft.form);
    let before = FormState::new(&form, &draft.content.remembered, today);
    let journey = Journey::new(&form, &before, &draft.content.saved_pages);
    let posts: Vec<PagePost> = journey.stops().iter().flat_map(|stop| posts(&form, stop, all)).collect();
    if let Some(next) = refused(&draft, &before, &posts, all) {
        let unused = arrived(all);
        if next == AllNext::Unsent {
            read(&mut draft, &before, &posts);
        }
        return Ok(AllSaved { draft, next, unused });
    }
    let mut unused = no_questions(&form, &journey, all);
    let action = read(&mut draft, &before, &posts);
    for post in posts.iter().filter(|post| !post.uploads.is_empty()) {
        unused.extend(uploads::take_in(scope, conn, &mut draft, &before, post, now)?);
    }
    let has_files = !all.uploads.is_empty() || matches!(action, Some((Action::Remove(..), _)));
    let next = match action {
        Some((action, post)) => {
            uploads::note_missing(&mut draft, Some(&action), post);
            shown_at(act(&mut draft, &action, post, true))
        }
        None if presses(all, KEEP) => AllNext::Stay,
        None if presses(all, "later") => AllNext::Same,
        None => judge(&mut draft, &before, &posts, today),
    };
    draft.content.kept_since = match next {
        AllNext::Stay => draft.content.kept_since.or(Some(draft.revision)),
        _ => None,
    };
    draft.expires_at = now + Duration::days(i64::from(form.file.retention.draft_days));
    store(scope, conn, &mut draft, now)?;
    if has_files {
        uploads::let_go(scope, conn, &draft)?;
    }
    Ok(AllSaved { draft, next, unused })
}

/// Why nothing is taken, if anything was changed elsewhere since the page was shown.
fn refused(draft: &OpenDraft, before: &FormState, posts: &[PagePost], all: &AllPages) -> Option<AllNext> {
    // All pages are written at once: whatever another page kept meanwhile would be lost, too.
    if all.seen_revision == Some(draft.revision) {
        return None;
    }
    if presses(all, KEEP) {
        // Sent twice, because the answer got lost on its way: all of it is there.
        let is_there = posts.iter().all(|post| changes_nothing(draft, before, post));
        return Some(if is_there { AllNext::Stay } else { AllNext::Unsent });
    }
    let is_outdated = posts.iter().any(|post| rows::is_outdated(draft, post));
    Some(if is_outdated { AllNext::Outdated } else { AllNext::Unsent })
}

/// What was posted, for each page and each page of a row.
fn posts(form: &Form, stop: &Stop<'_>, all: &AllPages) -> Vec<PagePost> {
    let of_part = |item: Option<usize>| PagePost {
        page: stop.page.id.clone(),
        item,
        pairs: all.pairs.clone(),
        seen_revision: all.seen_revision,
        uploads: all
            .uploads
            .iter()
            .filter(|upload| is_at(form, stop.page, item, &upload.path))
            .cloned()
            .collect(),
        from_check: false,
    };
    parts_of(stop).map(of_part).collect()
}

fn is_at(form: &Form, page: &Page, item: Option<usize>, path: &Path) -> bool {
    let at = page_of(form, path).and_then(|(number, _)| form.pages.get(number));
    at.is_some_and(|at| at.id == page.id) && item_of(form, path) == item
}

/// Files for questions that are not asked.
fn no_questions(form: &Form, journey: &Journey<'_>, all: &AllPages) -> Vec<FileId> {
    let is_asked = |path: &Path| {
        let mut stops = journey.stops().iter();
        stops.any(|stop| parts_of(stop).any(|item| is_at(form, stop.page, item, path)))
    };
    let lost = all.uploads.iter().filter(|upload| !is_asked(&upload.path));
    lost.filter_map(|upload| upload.file.as_ref().ok()).map(|file| file.id).collect()
}

fn arrived(all: &AllPages) -> Vec<FileId> {
    all.uploads.iter().filter_map(|upload| upload.file.as_ref().ok()).map(|file| file.id).collect()
}

fn presses(all: &AllPages, button: &str) -> bool {
    all.pairs.iter().any(|(name, value)| name == parse::ACTION && value == button)
}

/// Takes what was typed, and finds the button inside of a page that was pressed.
fn read<'a>(
    draft: &mut OpenDraft,
    before: &FormState,
    posts: &'a [PagePost],
) -> Option<(Action, &'a PagePost)> {
    let form = std::sync::Arc::clone(&draft.form);
    let mut pressed = None;
    for post in posts {
        let remembered = &mut draft.content.remembered;
        let input = parse::read_page(&form, &post.page, post.item, &post.pairs, remembered, before);
        pressed = pressed.or_else(|| Some((input.action?, post)));
    }
    pressed
}

fn shown_at(next: Next) -> AllNext {
    match next {
        Next::Row(list, row) => AllNext::Row(list, row),
        Next::List(list) => AllNext::List(list),
        _ => AllNext::Same,
    }
}

/// Remembers what each page was left with, and finds what is asked now and was not before.
fn judge(draft: &mut OpenDraft, before: &FormState, posts: &[PagePost], today: NaiveDate) -> AllNext {
    let form = std::sync::Arc::clone(&draft.form);
    let state = FormState::new(&form, &draft.content.remembered, today);
    for post in posts {
        let mut errors = state.errors_on(&post.page, post.item).peekable();
        let content = &mut draft.content;
        // Nobody leaves a list behind whose rows are unfinished.
        let mut open =
            state.errors_of(&post.page).filter(|error| post.item.is_none() || error.item == post.item);
        if open.next().is_none() {
            remember(&mut content.saved_pages, post.key());
        } else {
            content.saved_pages.retain(|saved| *saved != post.key());
        }
        content.tried_pages.retain(|tried| *tried != post.key());
        // A question that nobody has seen yet is no mistake.
        if errors.any(|error| before.applies(&error.path)) {
            remember(&mut content.tried_pages, post.key());
        }
        note_warnings(draft, &state, post);
    }
    let all = Journey::new(&form, &state, &draft.content.saved_pages);
    let mut new = all.stops().iter().filter_map(|stop| {
        let remembered = &draft.content.remembered;
        let shown: Vec<Element> = parts_of(stop)
            .flat_map(|item| elements(&form, &state, remembered, stop.page, item, false))
            .collect();
        first_of_more(&shown, before)
    });
    new.next().map_or(AllNext::Same, AllNext::Question)
}
