//! What is asked of the applicant: what was marked, and what their change brings up.

use std::borrow::Cow;

use chrono::NaiveDate;

use super::super::field::{Kind, Node};
use super::super::form::Form;
use super::super::places::{node_at, order_key};
use super::super::state::{FieldError, FormState, Remembered};
use crate::domain::{Answers, Path, Segment};

/// An inquiry on the answers of a case.
#[derive(Debug)]
pub struct Asking<'a> {
    form: &'a Form,
    answers: &'a Answers,
    marked: &'a [Path],
    before: FormState,
    filed_on: NaiveDate,
    today: NaiveDate,
}

/// How an answer stands.
#[derive(Debug)]
pub struct Asked {
    /// What applies and what was computed; of what is wrong, only what holds the answer up.
    pub state: FormState,
    /// What is asked beside what was marked: what did not apply before, and what is wrong since.
    pub more: Vec<Path>,
}

impl<'a> Asking<'a> {
    /// An inquiry for these places. The answers count from the day on which they were filed: an answer that was given
    /// in time does not come too late because of a question.
    pub fn new(
        form: &'a Form,
        answers: &'a Answers,
        marked: &'a [Path],
        (filed_on, today): (NaiveDate, NaiveDate),
    ) -> Self {
        let before = FormState::new(form, &Remembered::typed(answers.clone()), filed_on);
        Self { form, answers, marked, before, filed_on, today }
    }

    /// The places that may be changed, given those that came up before.
    pub fn allowed(&self, more: &[Path]) -> Vec<Path> {
        let mut allowed = self.marked.to_vec();
        for path in more {
            if !is_among(path, &allowed) {
                allowed.push(path.clone());
            }
        }
        allowed
    }

    /// What was remembered, of the allowed places alone; everything else as it was filed.
    pub fn only_allowed(&self, more: &[Path], remembered: &Remembered) -> Remembered {
        only(&self.allowed(more), &Remembered::typed(self.answers.clone()), remembered)
    }

    /// Judges an answer by the whole form. `more` is what came up before: as long as the answer would be wrong without
    /// its change, it stays asked.
    pub fn judge(&self, remembered: &Remembered, more: &[Path]) -> Asked {
        let mut state = FormState::new(self.form, remembered, self.filed_on);
        let today = match self.today == self.filed_on {
            true => Cow::Borrowed(&state),
            false => Cow::Owned(FormState::new(self.form, remembered, self.today)),
        };
        // What is right on the day of the answer is right, too: a paper may be younger than the application.
        let wrong: Vec<Path> = state
            .errors
            .iter()
            .map(|error| error.path.clone())
            .filter(|path| today.error_at(path).is_some())
            .collect();
        let allowed = self.allowed(more);
        let holds_up = |path: &Path| is_among(path, &allowed) || self.before.error_at(path).is_none();
        let wrong: Vec<Path> = wrong.into_iter().filter(holds_up).collect();
        let more = self.more(&state, &wrong, more, remembered);
        state.hold_up_only(|error: &FieldError| wrong.contains(&error.path));
        Asked { state, more }
    }

    fn more(&self, state: &FormState, wrong: &[Path], before: &[Path], remembered: &Remembered) -> Vec<Path> {
        let is_new = |path: &&Path| !self.before.applies(path);
        let is_changed =
            |path: &Path| state.applies(path) && remembered.answers.get(path) != self.answers.get(path);
        let came = state.applicable.paths().filter(is_new);
        let stays = before.iter().filter(|path| is_changed(path) && self.is_needed(path, before, remembered));
        let mut found: Vec<Path> =
            came.chain(wrong).chain(stays).filter(|path| self.may_be_asked(path)).cloned().collect();
        // A list or a group before what is in it.
        found.sort_by_key(|path| (path.segments().len(), order_key(self.form, path)));
        let mut more: Vec<Path> = Vec::new();
        for path in found {
            if !is_among(&path, self.marked) && !is_among(&path, &more) {
                more.push(path);
            }
        }
        more.sort_by_key(|path| order_key(self.form, path));
        more
    }

    /// Whether an answer would be wrong here without what was changed at this place: a value that was wrong for a moment
    /// does not open what nobody asked for.
    fn is_needed(&self, path: &Path, before: &[Path], remembered: &Remembered) -> bool {
        let others: Vec<Path> = before.iter().filter(|other| *other != path).cloned().collect();
        let without = FormState::new(self.form, &self.only_allowed(&others, remembered), self.filed_on);
        let touches = |error: &FieldError| error.path.starts_with(path) || path.starts_with(&error.path);
        without.errors.iter().any(|error| touches(error) && self.before.error_at(&error.path).is_none())
    }

    /// Whether it is a question, or a list; a group is one only where it is wrong as a whole.
    fn may_be_asked(&self, path: &Path) -> bool {
        let Some(node) = node_at(self.form, path) else { return false };
        let is_question = !matches!(node.kind, Kind::Group(_));
        let is_row = matches!(path.segments().last(), Some(Segment::Index(_)));
        let is_asked = self.is_on_a_page(node) && node.compute.is_none() && !node.read_only;
        is_asked && (is_question && !is_row || self.is_wrong_group(node, path))
    }

    fn is_wrong_group(&self, node: &Node, path: &Path) -> bool {
        matches!(node.kind, Kind::Group(_)) && !path.segments().is_empty() && self.before.applies(path)
    }

    fn is_on_a_page(&self, node: &Node) -> bool {
        let mut fields = self.form.file.pages.iter().flat_map(|page| &page.fields);
        fields.any(|field| super::super::places::lies_below(&node.pattern, field))
    }
}

/// Whether a place is one of these, or lies below one.
pub(super) fn is_among(path: &Path, places: &[Path]) -> bool {
    places.iter().any(|place| path.starts_with(place))
}

/// What was read, of the allowed places alone: everything else stays as it was.
pub fn only(allowed: &[Path], before: &Remembered, read: &Remembered) -> Remembered {
    let mut taken = before.clone();
    for path in allowed {
        match read.answers.get(path) {
            Some(value) => {
                taken.answers.set(path, value.clone());
            }
            None => take_away(path, &mut taken.answers),
        }
    }
    let is_allowed = |name: &String| name.parse().is_ok_and(|path: Path| is_among(&path, allowed));
    taken.texts.retain(|name, _| !is_allowed(name));
    let texts = read.texts.iter().filter(|(name, _)| is_allowed(name));
    taken.texts.extend(texts.map(|(name, text)| (name.clone(), text.clone())));
    taken
}

/// Takes an answer away; what stands at a place leaves it open, so that the ones behind it do not move.
fn take_away(path: &Path, answers: &mut Answers) {
    match path.segments().last() {
        Some(Segment::Index(_)) if answers.get(path).is_some() => {
            answers.set(path, serde_json::Value::Null);
        }
        Some(Segment::Index(_)) => {}
        _ => {
            answers.remove(path);
        }
    }
}
