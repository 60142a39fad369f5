//! Whether the references of a schema end, and end somewhere.

use std::collections::HashSet;

use serde_json::Value;

use super::schema::{Document, step};
use crate::forms::problem::Problem;

/// Checks every reference once, however often it is used.
pub fn check(document: &Document<'_>) -> Vec<Problem> {
    let mut walk = Walk { document, trail: Vec::new(), ended: HashSet::new(), problems: Vec::new() };
    walk.value(document.root, "");
    walk.problems
}

/// Whether there is a reference anywhere in a schema.
pub fn any(schema: &Value) -> bool {
    match schema {
        Value::Object(object) => object.contains_key("$ref") || object.values().any(any),
        Value::Array(items) => items.iter().any(any),
        _ => false,
    }
}

struct Walk<'a, 'd> {
    document: &'d Document<'a>,
    /// The references that are being followed.
    trail: Vec<&'a str>,
    /// The references that are known to end.
    ended: HashSet<&'a str>,
    problems: Vec<Problem>,
}

impl<'a> Walk<'a, '_> {
    fn value(&mut self, value: &'a Value, pointer: &str) {
        if let Some(reference) = value.get("$ref").and_then(Value::as_str) {
            self.reference(reference, value.get("x-depth").is_some(), &step(pointer, "$ref"));
        }
        match value {
            Value::Object(object) => {
                for (name, inner) in object.iter().filter(|(name, _)| *name != "$defs") {
                    self.inner(inner, pointer, name);
                }
            }
            Value::Array(items) => {
                for (i, inner) in items.iter().enumerate() {
                    self.inner(inner, pointer, &i.to_string());
                }
            }
            _ => {}
        }
    }

    fn inner(&mut self, value: &'a Value, pointer: &str, name: &str) {
        if self.problems.is_empty() && (value.is_object() || value.is_array()) {
            self.value(value, &step(pointer, name));
        }
    }

    fn reference(&mut self, reference: &'a str, is_limited: bool, pointer: &str) {
        let Some(target) = self.document.target(reference) else {
            let reason = format!("the reference {reference:?} leads nowhere.");
            self.problems.push(self.document.problem(pointer, reason, "Define it under $defs."));
            return;
        };
        if self.trail.contains(&reference) {
            if !is_limited {
                let reason = format!("the reference {reference:?} leads back to itself.");
                let remedy =
                    "Say beside it with \"x-depth\" how deep people may go, or write the inner part out.";
                self.problems.push(self.document.problem(pointer, reason, remedy));
            }
            return;
        }
        if self.ended.insert(reference) {
            self.trail.push(reference);
            self.value(target, reference.trim_start_matches('#'));
            self.trail.pop();
        }
    }
}
