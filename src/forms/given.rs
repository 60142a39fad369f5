//! What a program gave beside what it was asked for. A page shows only what applies; a program sends what it likes,
//! and nothing of that may be dropped without a word.

use serde_json::Value;

use super::field::{Kind, Node};
use super::form::Form;
use super::messages::label;
use super::parse::is_visible;
use super::places::node_at;
use super::state::FormState;
use crate::domain::Path;

/// Something that was given and is no part of the application as it was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Surplus {
    /// Where it stands in what was given.
    pub path: Path,
    /// What is the matter.
    pub reason: Reason,
}

/// Why something that was given is no part of the application.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// The form does not know it.
    Unknown,
    /// Its condition does not hold.
    DoesNotApply,
    /// It is computed, and another value comes out.
    Computed,
    /// It holds characters that no answer may hold.
    Characters,
    /// `null`, an empty object or list, or nothing but what is pre-selected: it says nothing, and is left out.
    SaysNothing,
}

impl Reason {
    /// The keyword that answers fail by; `None` where nothing is wrong.
    pub fn keyword(self) -> Option<&'static str> {
        match self {
            Self::Unknown | Self::DoesNotApply => Some("unevaluatedProperties"),
            Self::Computed => Some("x-compute"),
            Self::Characters => Some("pattern"),
            Self::SaysNothing => None,
        }
    }
}

impl Surplus {
    /// What people read.
    pub fn message(&self, form: &Form) -> String {
        let node = node_at(form, &self.path);
        let label = node.map_or("", label);
        match self.reason {
            Reason::Unknown => "Diese Angabe kennt das Formular nicht. Lassen Sie sie weg.".to_owned(),
            Reason::DoesNotApply => {
                format!("„{label}“ wird bei diesen Angaben nicht gefragt. Lassen Sie die Angabe weg.")
            }
            Reason::Computed => format!("„{label}“ wird berechnet. Lassen Sie die Angabe weg."),
            Reason::Characters if label.is_empty() => {
                "Die Angabe enthält Zeichen, die nicht erlaubt sind.".to_owned()
            }
            Reason::Characters => format!("„{label}“ enthält Zeichen, die nicht erlaubt sind."),
            Reason::SaysNothing => String::new(),
        }
    }
}

/// Everything of `given` that is not in the answers of `state` as it was given, in its order; of something
/// larger only where it begins.
pub fn surplus(form: &Form, given: &Value, state: &FormState) -> Vec<Surplus> {
    let mut walk = Walk { form, state, found: Vec::new() };
    walk.value(given, Some(&state.answers.to_value()), &Path::root());
    walk.found
}

struct Walk<'a> {
    form: &'a Form,
    state: &'a FormState,
    found: Vec<Surplus>,
}

impl Walk<'_> {
    fn value(&mut self, given: &Value, settled: Option<&Value>, path: &Path) {
        let node = node_at(self.form, path);
        if node.is_some_and(|node| node.compute.is_some()) && !given.is_null() {
            if !settled.is_some_and(|settled| is_same(given, settled)) {
                self.note(path, Reason::Computed);
            }
            return;
        }
        match (given, settled) {
            (Value::Object(given), Some(Value::Object(settled))) => {
                for (name, value) in given {
                    self.value(value, settled.get(name), &path.key(name));
                }
            }
            (Value::Array(given), Some(Value::Array(settled))) => {
                for (row, value) in given.iter().enumerate() {
                    self.value(value, settled.get(row), &path.index(row));
                }
            }
            (Value::String(text), Some(_)) if !is_allowed(text, node) => self.note(path, Reason::Characters),
            (_, Some(_)) => {}
            (_, None) => self.note(path, self.why_left_out(node, path)),
        }
    }

    fn why_left_out(&self, node: Option<&Node>, path: &Path) -> Reason {
        match node {
            None => Reason::Unknown,
            Some(_) if !self.state.applies(path) => Reason::DoesNotApply,
            Some(_) => Reason::SaysNothing,
        }
    }

    fn note(&mut self, path: &Path, reason: Reason) {
        self.found.push(Surplus { path: path.clone(), reason });
    }
}

/// The same value; a number may be written in two ways.
fn is_same(one: &Value, other: &Value) -> bool {
    one == other || (one.is_number() && one.as_f64() == other.as_f64())
}

/// Pages leave such characters out; of a program they are refused, because a repaired name is a wrong name.
fn is_allowed(text: &str, node: Option<&Node>) -> bool {
    let has_lines = matches!(node.map(|node| &node.kind), Some(Kind::Text(kind)) if kind.multiline);
    text.chars().all(|c| is_visible(c) || (has_lines && matches!(c, '\n' | '\t')))
}
