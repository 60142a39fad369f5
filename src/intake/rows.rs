//! Rows that change their numbers, because one before them was removed.

use super::draft::{Content, OpenDraft};
use super::save_page::PagePost;
use crate::domain::Path;
use crate::forms::parse::{ACTION, Action, moved_up};

/// Whether the page was shown before its rows got other numbers: what was typed there would land in the
/// wrong rows, and is not taken.
pub fn is_outdated(draft: &OpenDraft, post: &PagePost) -> bool {
    let since = draft.content.renumbered.get(&post.page);
    since.is_some_and(|since| post.seen_revision.is_none_or(|seen| seen < *since))
}

/// Whether the post asks to remove a row. The second of two clicks on that button is no news to anybody.
pub fn is_removal(post: &PagePost) -> bool {
    let button = post.pairs.iter().rev().find(|(name, _)| name == ACTION);
    button.is_some_and(|(_, value)| matches!(Action::parse(value), Some(Action::Remove(..))))
}

/// Keeps what is remembered about the rows with the rows, after one of the list on `page` was removed in
/// the change that makes `revision`. A list whose rows have no pages of their own leaves those of others alone.
pub fn renumber(
    content: &mut Content,
    page: &str,
    (list, has_row_pages): (&Path, bool),
    removed: usize,
    revision: i64,
) {
    let moved = |key: &String| match has_row_pages {
        true => row_page_moved_up(key.as_str(), page, removed),
        false => Some(key.clone()),
    };
    content.saved_pages = content.saved_pages.iter().filter_map(moved).collect();
    content.tried_pages = content.tried_pages.iter().filter_map(moved).collect();
    let hint = |seen: &String| {
        let (code, path) = seen.split_once(' ')?;
        Some(format!("{code} {}", moved_up(path, list, removed)?))
    };
    content.seen_hints = content.seen_hints.iter().filter_map(hint).collect();
    content.renumbered.insert(page.to_owned(), revision);
}

/// `page/3` becomes `page/2`; `None` for the page of the removed row.
fn row_page_moved_up(key: &str, page: &str, removed: usize) -> Option<String> {
    let row = key.strip_prefix(page).and_then(|rest| rest.strip_prefix('/')).and_then(|row| row.parse().ok());
    match row {
        Some(row) if row == removed => None,
        Some(row) if row > removed => Some(format!("{page}/{}", row - 1)),
        Some::<usize>(_) | None => Some(key.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_remembered_about_rows_moves_with_them() {
        let keys = |keys: &[&str]| keys.iter().map(|key| (*key).to_owned()).collect::<Vec<_>>();
        let mut content = Content {
            saved_pages: keys(&["termine/0", "termine/1", "termine/2", "termine", "kosten/2"]),
            seen_hints: keys(&["A events.1.day", "A events.2.day", "B costs.2.price"]),
            ..Content::default()
        };
        renumber(&mut content, "termine", (&"events".parse().unwrap(), true), 1, 7);
        assert_eq!(content.saved_pages, ["termine/0", "termine/1", "termine", "kosten/2"]);
        assert_eq!(content.seen_hints, ["A events.1.day", "B costs.2.price"]);
        assert_eq!(content.renumbered.get("termine"), Some(&7));
    }
}
