//! What applies: the conditions of the schema asked about the answers, and the answers restricted to it.
//!
//! An answer that does not apply is never validated, shown, stored on submit or sent.

use std::collections::{BTreeMap, HashSet};

use serde_json::{Map, Value};

use super::condition::{Branch, Condition, Test};
use super::field::{Group, Kind, List, Node};
use super::form::Form;
use crate::domain::{Answers, Path, Segment};

/// Which fields, groups, lists and rows apply, and which of them are required.
#[derive(Debug, Default, Clone)]
pub struct Applicable {
    applies: HashSet<Path>,
    required: HashSet<Path>,
}

/// Raw texts by path, as in [`super::state::Remembered::texts`].
pub type Texts = BTreeMap<String, String>;

impl Applicable {
    /// What applies to answers that are already restricted, for example those of a submission.
    pub fn to(form: &Form, answers: &Answers) -> Self {
        let current = answers.to_value();
        restrict(form, &answers.0, &Texts::new(), &current).1
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
            match here.segments().last() {
                None | Some(Segment::Index(_)) => return true,
                Some(Segment::Key(_)) if !self.required.contains(&here) => return false,
                Some(Segment::Key(_)) => at = here.parent(),
            }
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
pub fn restrict(
    form: &Form,
    remembered: &Map<String, Value>,
    texts: &Texts,
    current: &Value,
) -> (Map<String, Value>, Applicable) {
    let mut walk = Walk { texts, found: Applicable::default() };
    let Some(root) = form.root.group() else { return (Map::new(), walk.found) };
    let here = Here { path: Path::root(), current, remembered: Some(remembered) };
    let answers = walk.group(root, &here, &[]);
    (answers, walk.found)
}

/// A group's object: where it is, what holds now, and what was ever typed.
struct Here<'a> {
    path: Path,
    current: &'a Value,
    remembered: Option<&'a Map<String, Value>>,
}

struct Walk<'a> {
    texts: &'a Texts,
    found: Applicable,
}

static NOTHING: Value = Value::Null;

impl Walk<'_> {
    fn group(&mut self, group: &Group, here: &Here<'_>, from_above: &[&Branch]) -> Map<String, Value> {
        let said = active(group, here.current, from_above);
        let mut answers = Map::new();
        for (name, node) in &group.fields {
            let offered = node.declared || said.iter().any(|branch| branch.offered.contains(name));
            let forbidden = said.iter().any(|branch| branch.forbidden.contains(name));
            if !offered || forbidden {
                continue;
            }
            let path = here.path.key(name);
            let required =
                group.required.contains(name) || said.iter().any(|branch| branch.required.contains(name));
            self.found.applies.insert(path.clone());
            if required {
                self.found.required.insert(path.clone());
            }
            let below: Vec<&Branch> = said.iter().filter_map(|branch| branch.below.get(name)).collect();
            if let Some(value) = self.node(node, path, here, required, &below) {
                answers.insert(name.clone(), value);
            }
        }
        answers
    }

    fn node(
        &mut self,
        node: &Node,
        path: Path,
        here: &Here<'_>,
        required: bool,
        below: &[&Branch],
    ) -> Option<Value> {
        if node.compute.is_some() {
            return None;
        }
        let current = here.current.get(&node.name).unwrap_or(&NOTHING);
        let remembered = here.remembered.and_then(|all| all.get(&node.name)).filter(|v| !v.is_null());
        match (&node.kind, remembered) {
            (Kind::Group(group), None | Some(Value::Object(_))) => {
                let typed = self.has_text_below(&path);
                let inner = Here { path, current, remembered: remembered.and_then(Value::as_object) };
                let answers = self.group(group, &inner, below);
                (required || typed || is_answered(group, &answers)).then_some(Value::Object(answers))
            }
            (Kind::List(list), None | Some(Value::Array(_))) => {
                let rows = remembered.and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
                let answers = self.rows(list, &path, current, rows, below);
                (required || !answers.is_empty()).then_some(Value::Array(answers))
            }
            (Kind::SeveralOf { .. }, None) => required.then(|| Value::Array(Vec::new())),
            (Kind::SeveralOf { .. }, Some(Value::Array(chosen))) if chosen.is_empty() => {
                required.then(|| Value::Array(Vec::new()))
            }
            // A value of another kind than the field's stays as it is: the validator names it.
            (_, value) => value.cloned(),
        }
    }

    fn rows(
        &mut self,
        list: &List,
        path: &Path,
        current: &Value,
        rows: &[Value],
        below: &[&Branch],
    ) -> Vec<Value> {
        let Some(group) = list.row.group() else { return Vec::new() };
        let shown = self.found.shown_rows(list, path, rows.len());
        let mut answers = Vec::with_capacity(rows.len());
        for number in 0..shown {
            let path = path.index(number);
            self.found.applies.insert(path.clone());
            let remembered = rows.get(number);
            let here = Here {
                path,
                current: current.get(number).unwrap_or(&NOTHING),
                remembered: remembered.and_then(Value::as_object),
            };
            let row = self.group(group, &here, below);
            match remembered {
                Some(Value::Object(_) | Value::Null) => answers.push(Value::Object(row)),
                Some(other) => answers.push(other.clone()),
                None => {}
            }
        }
        answers
    }

    fn has_text_below(&self, path: &Path) -> bool {
        let prefix = format!("{path}.");
        self.texts.range(prefix.clone()..).next().is_some_and(|(key, _)| key.starts_with(&prefix))
    }
}

/// The branches that hold for a group's object, the ones inside of others included.
fn active<'a>(group: &'a Group, object: &Value, from_above: &[&'a Branch]) -> Vec<&'a Branch> {
    // An object that is not there is asked as an empty one: its fields may have to be shown.
    let empty = Value::Object(Map::new());
    let object = if object.is_object() { object } else { &empty };
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
            Test::Schema(schema) => schema.is_valid(object),
            Test::Present(name) => object.get(name).is_some(),
        };
        let branch = if holds { &condition.then } else { &condition.otherwise };
        said.push(branch);
        collect(&branch.conditions, object, said);
    }
}

/// Whether anything in a group was answered. A pre-selected answer alone says nothing.
pub fn is_answered(group: &Group, answers: &Map<String, Value>) -> bool {
    answers.iter().any(|(name, value)| match (group.fields.get(name), value) {
        (_, Value::Null) => false,
        (Some(Node { kind: Kind::Group(inner), .. }), Value::Object(object)) => is_answered(inner, object),
        (_, Value::Array(items)) => !items.is_empty(),
        (Some(node), value) => node.compute.is_none() && node.default.as_ref() != Some(value),
        (None, _) => true,
    })
}
