//! What applies: the conditions of the schema asked about the answers, and the answers restricted to it.
//!
//! An answer that does not apply is never validated, shown, stored on submit or sent.

use std::collections::{BTreeMap, HashSet};

use serde_json::{Map, Value};

use super::condition::{Branch, Condition, Test};
use super::field::{Group, Kind, List, Node};
use super::form::Form;
use crate::domain::{Answers, Path};

/// Which fields, groups, lists and rows apply, and which of them are required.
#[derive(Debug, Default, Clone)]
pub struct Applicable {
    applies: HashSet<Path>,
    required: HashSet<Path>,
    rows: HashSet<Path>,
}

/// Raw texts by path, as in [`super::state::Remembered::texts`].
pub type Texts = BTreeMap<String, String>;

impl Applicable {
    /// What applies to answers that are already restricted, for example those of a submission.
    pub fn to(form: &Form, answers: &Answers) -> Self {
        let current = answers.to_value();
        restrict(form, &current, &Texts::new(), &current).1
    }

    /// Every field of every branch at once, with one row in each list; those with a pattern that is `mandatory`
    /// are required.
    pub fn everything(form: &Form, mandatory: &dyn Fn(&str) -> bool) -> Self {
        let mut found = Self::default();
        found.open(&form.root, &Path::root(), mandatory);
        found
    }

    fn open(&mut self, node: &Node, path: &Path, mandatory: &dyn Fn(&str) -> bool) {
        self.applies.insert(path.clone());
        if mandatory(&node.pattern) {
            self.required.insert(path.clone());
        }
        match &node.kind {
            Kind::Group(group) => {
                for (name, child) in &group.fields {
                    self.open(child, &group.path_of(path, name), mandatory);
                }
            }
            Kind::List(list) => {
                let row = path.index(0);
                self.rows.insert(row.clone());
                self.open(&list.row, &row, mandatory);
            }
            _ => {}
        }
    }

    /// Whether the field, group, list or row applies.
    pub fn contains(&self, path: &Path) -> bool {
        self.applies.contains(path)
    }

    /// Everything that applies, in no order.
    pub fn paths(&self) -> impl Iterator<Item = &Path> {
        self.applies.iter()
    }

    /// Whether people must answer it: required, and so is every group around it, up to its row.
    pub fn is_required(&self, path: &Path) -> bool {
        let mut at = Some(path.clone());
        while let Some(here) = at {
            if here.segments().is_empty() || self.rows.contains(&here) {
                return true;
            }
            if !self.required.contains(&here) {
                return false;
            }
            at = here.parent();
        }
        true
    }

    /// How many rows a page shows for a list that has `rows`: a required list on one page begins with
    /// empty ones, so that nobody must add a row before typing.
    pub fn shown_rows(&self, list: &List, path: &Path, rows: usize) -> usize {
        if list.on_one_page && self.required.contains(path) {
            rows.max(list.min.max(1).min(list.max))
        } else {
            rows
        }
    }
}

/// Restricts what was remembered to what applies, if the answers are `current`; computed values are left out.
pub fn restrict(form: &Form, remembered: &Value, texts: &Texts, current: &Value) -> (Value, Applicable) {
    let mut walk = Walk { texts, found: Applicable::default() };
    let here = Here { path: Path::root(), current, remembered: Some(remembered) };
    let answers = form.root.group().map(|root| walk.group(root, &here, true, &[]));
    (answers.unwrap_or_default(), walk.found)
}

/// A value: where it is, what holds now, and what was ever typed.
struct Here<'a> {
    path: Path,
    current: &'a Value,
    remembered: Option<&'a Value>,
}

impl<'a> Here<'a> {
    fn field(&self, group: &Group, name: &str) -> Self {
        Self {
            path: group.path_of(&self.path, name),
            current: group.value_of(self.current, name).unwrap_or(&NOTHING),
            remembered: self.remembered.and_then(|all| group.value_of(all, name)).filter(|v| !v.is_null()),
        }
    }
}

struct Walk<'a> {
    texts: &'a Texts,
    found: Applicable,
}

static NOTHING: Value = Value::Null;

impl Walk<'_> {
    /// The answers of a group that apply. A group by place that is `needed` has all places that must be there.
    fn group(&mut self, group: &Group, here: &Here<'_>, needed: bool, from_above: &[&Branch]) -> Value {
        let said = active(group, here.current, from_above);
        let mut answers = Vec::new();
        for (name, node) in &group.fields {
            let offered = node.declared || said.iter().any(|branch| branch.offered.contains(name));
            let forbidden = said.iter().any(|branch| branch.forbidden.contains(name));
            if !offered || forbidden {
                continue;
            }
            let inner = here.field(group, name);
            let required =
                group.required.contains(name) || said.iter().any(|branch| branch.required.contains(name));
            self.found.applies.insert(inner.path.clone());
            if required {
                self.found.required.insert(inner.path.clone());
            }
            let below: Vec<&Branch> = said.iter().filter_map(|branch| branch.below.get(name)).collect();
            answers.push((name.as_str(), self.node(node, &inner, required, &below)));
        }
        let is_begun = needed || answers.iter().any(|(_, value)| value.is_some());
        group.assemble(answers, if is_begun { group.required.len() } else { 0 })
    }

    fn node(&mut self, node: &Node, here: &Here<'_>, required: bool, below: &[&Branch]) -> Option<Value> {
        if node.compute.is_some() {
            return None;
        }
        match (&node.kind, here.remembered) {
            (Kind::Group(group), remembered) if remembered.is_none_or(|value| is_value_of(group, value)) => {
                let needed = required || self.has_text_below(&here.path);
                let answers = self.group(group, here, needed, below);
                (needed || is_answered(group, &answers)).then_some(answers)
            }
            (Kind::List(list), None | Some(Value::Array(_))) => {
                let answers = self.rows(list, here, below);
                (required || !answers.is_empty()).then_some(Value::Array(answers))
            }
            (Kind::Files(files), None) if !files.is_single => required.then(|| Value::Array(Vec::new())),
            (Kind::SeveralOf { .. }, None) => required.then(|| Value::Array(Vec::new())),
            (Kind::SeveralOf { .. }, Some(Value::Array(chosen))) if chosen.is_empty() => {
                required.then(|| Value::Array(Vec::new()))
            }
            // A value of another kind than the field's stays as it is: the validator names it.
            (_, value) => value.cloned(),
        }
    }

    fn rows(&mut self, list: &List, here: &Here<'_>, below: &[&Branch]) -> Vec<Value> {
        let rows = here.remembered.and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        let shown = self.found.shown_rows(list, &here.path, rows.len());
        let mut answers = Vec::with_capacity(rows.len());
        for number in 0..shown {
            let path = here.path.index(number);
            self.found.applies.insert(path.clone());
            self.found.rows.insert(path.clone());
            let (current, remembered) = (here.current.get(number).unwrap_or(&NOTHING), rows.get(number));
            let answer = match (&list.row.kind, remembered) {
                (Kind::Group(group), remembered)
                    if remembered.is_none_or(|row| row.is_null() || is_value_of(group, row)) =>
                {
                    let row = self.group(group, &Here { path, current, remembered }, true, below);
                    remembered.map(|_| row)
                }
                // A row that is one question; left open, it is `null`, so that the others keep their numbers.
                (_, remembered) => remembered.cloned(),
            };
            answers.extend(answer);
        }
        answers
    }

    fn has_text_below(&self, path: &Path) -> bool {
        let prefix = format!("{path}.");
        self.texts.range(prefix.clone()..).next().is_some_and(|(key, _)| key.starts_with(&prefix))
    }
}

fn is_value_of(group: &Group, value: &Value) -> bool {
    if group.by_place { value.is_array() } else { value.is_object() }
}

/// The branches that hold for a group's object, the ones inside of others included.
fn active<'a>(group: &'a Group, object: &Value, from_above: &[&'a Branch]) -> Vec<&'a Branch> {
    // An object that is not there is asked as an empty one: its fields may have to be shown.
    let empty = Value::Object(Map::new());
    let object = if object.is_object() || group.by_place { object } else { &empty };
    let mut said = Vec::new();
    collect(&group.conditions, object, &mut said);
    for branch in from_above {
        said.push(*branch);
        collect(&branch.conditions, object, &mut said);
    }
    said
}

fn collect<'a>(conditions: &'a [Condition], object: &Value, said: &mut Vec<&'a Branch>) {
    for condition in conditions {
        let holds = match &condition.test {
            Test::Schema(asked) => asked.validator.is_valid(object),
            Test::Present(name) => object.get(name).is_some(),
            Test::Equals(name, value) => object.get(name) == Some(value),
        };
        let branch = if holds { &condition.then } else { &condition.otherwise };
        said.push(branch);
        collect(&branch.conditions, object, said);
    }
}

/// Whether anything in a group was answered. A pre-selected answer alone says nothing.
pub fn is_answered(group: &Group, answers: &Value) -> bool {
    group.fields.iter().any(|(name, node)| match (&node.kind, group.value_of(answers, name)) {
        (_, None | Some(Value::Null)) => false,
        (Kind::Group(inner), Some(value)) => is_answered(inner, value),
        (_, Some(Value::Array(items))) if items.is_empty() => false,
        (_, Some(value)) => node.compute.is_none() && node.default.as_ref() != Some(value),
    })
}
