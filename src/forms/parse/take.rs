//! What a control says goes to its place.

use serde_json::Value;

use super::{Control, Read};
use crate::domain::{FileName, Path, Segment};
use crate::forms::field::Kind;
use crate::forms::files::{FileProblem, choose_instead};
use crate::forms::form::Form;
use crate::forms::places::rows_of;
use crate::forms::state::Remembered;

/// Stores what a control says.
pub(super) fn take(form: &Form, control: &Control<'_>, read: Read, remembered: &mut Remembered) {
    let path = &control.path;
    if matches!(read, Read::Untouched) || !has_place(form, path, remembered) {
        return;
    }
    if let (Read::Files(instead, unsent), Kind::Files(files)) = (&read, &control.node.kind) {
        if let Some(instead) = instead {
            choose_instead(files, path, instead, remembered);
        }
        remembered.texts.remove(&path.to_string());
        if let Some(name) = unsent {
            let name = FileName::from_client(name);
            remembered.texts.insert(path.to_string(), FileProblem::NotSent.remembered(name.as_str()));
        }
        return;
    }
    for part in [None, Some("day"), Some("month"), Some("year"), Some("time")] {
        remembered.texts.remove(&control_name(path, part));
    }
    match read {
        Read::Answer(value) => put(path, value, remembered),
        Read::Texts(texts) => {
            take_away(path, remembered);
            remembered.texts.extend(texts.into_iter().map(|(part, text)| (control_name(path, part), text)));
        }
        Read::Empty | Read::Untouched | Read::Files(..) => take_away(path, remembered),
    }
}

/// Puts an answer at its place; places before it that are still open stay so.
fn put(path: &Path, value: Value, remembered: &mut Remembered) {
    if let (Some(Segment::Index(place)), Some(list)) = (path.segments().last(), path.parent()) {
        for before in (0..*place).map(|place| list.index(place)) {
            if remembered.answers.get(&before).is_none() {
                remembered.answers.set(&before, Value::Null);
            }
        }
    }
    remembered.answers.set(path, value);
}

/// Takes an answer away. What stands at a place leaves it open: the ones behind it do not move.
fn take_away(path: &Path, remembered: &mut Remembered) {
    match path.segments().last() {
        Some(Segment::Index(_)) if remembered.answers.get(path).is_some() => {
            remembered.answers.set(path, Value::Null);
        }
        Some(Segment::Index(_)) => {}
        _ => {
            remembered.answers.remove(path);
        }
    }
}

/// A control of an empty row that was shown but not begun has no place.
fn has_place(form: &Form, path: &Path, remembered: &Remembered) -> bool {
    rows_of(form, path).last().is_none_or(|row| remembered.answers.get(row).is_some())
}

/// The name of a control, or of one of its parts.
pub(super) fn control_name(path: &Path, part: Option<&str>) -> String {
    part.map_or_else(|| path.to_string(), |part| path.key(part).to_string())
}
