//! Buttons inside of a page that change a list: add a row, remove a row.

use serde_json::Value;

use crate::domain::{Answers, Path, Segment};
use crate::forms::field::{Kind, List};
use crate::forms::files::{files_at, remove};
use crate::forms::form::Form;
use crate::forms::places::node_at;
use crate::forms::state::{Remembered, pre_selected};

/// The name of the buttons: their value is `add:tickets`, `change:tickets.0`, `remove:tickets.0`,
/// `upload:papers.tickets` or `search:country`.
pub const ACTION: &str = "_action";

/// What a button inside of a page asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// One row more at the end of this list.
    Add(Path),
    /// This list without this row.
    Remove(Path, usize),
    /// The page of this row.
    Change(Path, usize),
    /// The file that came along, for this field.
    Upload(Path),
    /// The options of this choice that fit what was typed.
    Search(Path),
}

impl Action {
    /// Reads the value of a button; `None` if it is none.
    pub fn parse(text: &str) -> Option<Self> {
        let (verb, rest) = text.split_once(':')?;
        let path: Path = rest.replace(':', ".").parse().ok()?;
        match (verb, path.segments().last()) {
            ("add", Some(Segment::Key(_))) => Some(Self::Add(path)),
            ("upload", Some(_)) => Some(Self::Upload(path)),
            ("search", Some(_)) => Some(Self::Search(path)),
            ("remove", Some(Segment::Index(row))) => Some(Self::Remove(path.parent()?, *row)),
            ("change", Some(Segment::Index(row))) => Some(Self::Change(path.parent()?, *row)),
            _ => None,
        }
    }

    /// The list it changes, or the field for files or of the search.
    pub fn list(&self) -> &Path {
        match self {
            Self::Add(list) | Self::Remove(list, _) | Self::Change(list, _) => list,
            Self::Upload(field) | Self::Search(field) => field,
        }
    }
}

/// Does what a button asks for. Returns the row that was added, removed or is to be shown; `None` if the list has no
/// room, no such row, or is no list.
pub fn apply(action: &Action, form: &Form, remembered: &mut Remembered) -> Option<usize> {
    if let (Action::Remove(path, number), Some(files)) = (action, files_at(form, action.list())) {
        return remove(files, path, *number, remembered).then_some(*number);
    }
    let list = list_at(form, action.list())?;
    match action {
        Action::Upload(_) | Action::Search(_) => None,
        Action::Add(path) => add_row(list, path, remembered),
        Action::Remove(path, row) => remove_row(path, *row, remembered),
        Action::Change(path, row) => (*row < row_count(&remembered.answers, path)).then_some(*row),
    }
}

/// The list at a path, if there is one.
pub fn list_at<'a>(form: &'a Form, path: &Path) -> Option<&'a List> {
    match &node_at(form, path)?.kind {
        Kind::List(list) => Some(list),
        _ => None,
    }
}

/// How many rows were typed.
pub fn row_count(answers: &Answers, path: &Path) -> usize {
    answers.get(path).and_then(Value::as_array).map_or(0, Vec::len)
}

/// Adds a row with what the form pre-selects; `None` if the list is full.
pub fn add_row(list: &List, path: &Path, remembered: &mut Remembered) -> Option<usize> {
    let next = row_count(&remembered.answers, path);
    let row = match list.row.group() {
        Some(group) => pre_selected(group),
        None => list.row.default.clone().unwrap_or_default(),
    };
    let is_added = next < list.max && remembered.answers.set(&path.index(next), row);
    is_added.then_some(next)
}

fn remove_row(path: &Path, row: usize, remembered: &mut Remembered) -> Option<usize> {
    remembered.answers.remove(&path.index(row))?;
    let texts = std::mem::take(&mut remembered.texts);
    remembered.texts =
        texts.into_iter().filter_map(|(key, text)| Some((moved_up(&key, path, row)?, text))).collect();
    Some(row)
}

/// The name of a control after a row before it was removed; `None` if it stood in that row.
pub fn moved_up(key: &str, list: &Path, removed: usize) -> Option<String> {
    let Ok(path) = key.parse::<Path>() else { return None };
    let depth = list.segments().len();
    match path.segments().get(depth) {
        Some(Segment::Index(row)) if path.starts_with(list) && *row >= removed => {
            if *row == removed {
                return None;
            }
            let steps = path.segments().iter().skip(depth + 1);
            let moved = steps.fold(list.index(row - 1), |at, step| match step {
                Segment::Key(name) => at.key(name),
                Segment::Index(row) => at.index(*row),
            });
            Some(moved.to_string())
        }
        _ => Some(path.to_string()),
    }
}
