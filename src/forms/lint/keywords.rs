//! The first look at a schema: is every keyword one that is known at its place, and of the right kind?
//!
//! This look follows the text, not the meaning, so it also sees definitions that nobody refers to.

use serde_json::{Map, Value};

use super::vocabulary::{self, FORMATS, Place, WITHOUT_WORDS, nearest};
use crate::forms::compile::node::texts;
use crate::forms::compile::recursion::DEEPEST;
use crate::forms::compile::schema::{Document, compile_schema, step};
use crate::forms::problem::Problem;

/// Names of answers that expressions could not speak of.
pub const RESERVED: &[&str] = &["absent", "and", "false", "filed_on", "not", "or", "row", "today", "true"];

/// Keywords whose messages an author may replace.
const WITH_MESSAGE: &[&str] = &[
    "anyOf",
    "const",
    "contains",
    "dependentRequired",
    "enum",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "format",
    "maxContains",
    "maxItems",
    "maxLength",
    "maximum",
    "minContains",
    "minItems",
    "minLength",
    "minimum",
    "multipleOf",
    "not",
    "oneOf",
    "pattern",
    "required",
    "type",
    "uniqueItems",
    "x-exclusive",
];

/// The answer that holds what the desk records, with every form.
pub const DESK_RECORD: &str = "assisted";

/// Whether a text may be the name of a field. The names of shipped forms are small; those of schemas that
/// others wrote often are not.
pub fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

/// Looks at a whole schema.
pub fn check(document: &Document<'_>) -> Vec<Problem> {
    let mut walk = Walk { document, problems: Vec::new() };
    walk.root(document.root);
    walk.problems
}

/// Looks at a schema that stands in another file and only asks.
pub fn check_test(document: &Document<'_>, schema: &Value, pointer: &str) -> Vec<Problem> {
    let mut walk = Walk { document, problems: Vec::new() };
    walk.schema(schema, pointer, Place::Test);
    walk.problems
}

/// A type, or a type and `null`, which says that the answer may be left out.
fn is_one_type(value: &Value) -> bool {
    value.as_array().map_or(value.is_string(), |names| {
        names.iter().all(Value::is_string) && names.iter().filter(|name| **name != "null").count() == 1
    })
}

struct Walk<'a> {
    document: &'a Document<'a>,
    problems: Vec<Problem>,
}

impl Walk<'_> {
    fn problem(&mut self, pointer: &str, reason: impl Into<String>, remedy: impl Into<String>) {
        self.problems.push(self.document.problem(pointer, reason, remedy));
    }

    fn root(&mut self, root: &Value) {
        let mut root = root.clone();
        // Which draft it is was asked when the bundle was made.
        if let Some(object) = root.as_object_mut() {
            object.shift_remove("$schema");
        }
        self.schema(&root, "", Place::Part);
    }

    fn schema(&mut self, schema: &Value, pointer: &str, place: Place) {
        let Some(object) = schema.as_object() else {
            if !schema.is_boolean() {
                self.problem(pointer, "a schema is an object.", "Write {…}.");
            }
            return;
        };
        for (keyword, value) in object {
            let here = step(pointer, keyword);
            match vocabulary::check(keyword, place) {
                Some(fault) => self.problem(&here, fault.reason, fault.remedy),
                None => self.value(keyword, value, &here, place),
            }
        }
        self.inside(object, pointer, place);
    }

    /// The value of a keyword itself.
    fn value(&mut self, keyword: &str, value: &Value, pointer: &str, place: Place) {
        let is_blank = value.as_str().is_none_or(|text| text.trim().is_empty());
        if vocabulary::is_text(keyword) && is_blank {
            self.problem(pointer, format!("{keyword:?} is a text that is not empty."), "Write \"…\".");
        } else if vocabulary::is_flag(keyword) && !value.is_boolean() {
            self.problem(pointer, format!("{keyword:?} is true or false."), "Write true, or leave it out.");
        }
        match keyword {
            "x-errors" => self.messages(value, pointer),
            "pattern" => self.pattern(value, pointer),
            "format" => self.format(value, pointer),
            "enum"
                if place == Place::Part
                    && value
                        .as_array()
                        .is_some_and(|all| all.iter().any(|o| o.is_object() || o.is_array())) =>
            {
                let reason = "the options of a choice are texts or numbers.";
                self.problem(pointer, reason, "Name each option, and describe its fields by \"oneOf\".");
            }
            "type" if place == Place::Part && !is_one_type(value) => {
                self.problem(
                    pointer,
                    "an answer has one type.",
                    "Name one; an answer that may be missing is simply not required.",
                );
            }
            "x-list" if !pointer.starts_with("/$defs/lists.") => {
                self.problem(pointer, "this is no list.", "Write it in a file of the folder \"lists\".");
            }
            "x-also" if texts(Some(value)).len() != value.as_array().map_or(usize::MAX, Vec::len) => {
                self.problem(pointer, "\"x-also\" is a list of words.", "Write [\"…\"].");
            }
            "x-otherwise" if !value.is_boolean() => {
                self.problem(pointer, "\"x-otherwise\" is yes or no.", "Write true at one option.");
            }
            "x-depth" if !value.as_u64().is_some_and(|depth| (1..=DEEPEST).contains(&depth)) => {
                let reason = format!("people follow {DEEPEST} levels at most.");
                self.problem(pointer, reason, "Write a number from 1 on.");
            }
            _ => {}
        }
    }

    fn messages(&mut self, value: &Value, pointer: &str) {
        let Some(messages) = value.as_object() else {
            self.problem(pointer, "\"x-errors\" is an object.", "Write {\"<keyword>\": \"<message>\"}.");
            return;
        };
        for (keyword, message) in messages {
            let here = step(pointer, keyword);
            if !WITH_MESSAGE.contains(&keyword.as_str()) {
                let remedy = match nearest(keyword, WITH_MESSAGE.iter().copied()) {
                    Some(known) => format!("Did you mean {known:?}?"),
                    None => format!("Messages belong to: {}.", WITH_MESSAGE.join(", ")),
                };
                self.problem(&here, format!("no answer fails by {keyword:?}."), remedy);
            }
            if message.as_str().is_none_or(|text| text.trim().is_empty()) {
                self.problem(&here, "a message is a text that is not empty.", "Write \"…\".");
            }
        }
    }

    fn format(&mut self, value: &Value, pointer: &str) {
        let name = value.as_str().unwrap_or_default();
        if !FORMATS.iter().chain(WITHOUT_WORDS).any(|known| *known == name) {
            let remedy = match nearest(name, FORMATS.iter().chain(WITHOUT_WORDS).copied()) {
                Some(meant) => format!("Did you mean {meant:?}?"),
                None => format!("Known are: {}.", FORMATS.join(", ")),
            };
            self.problem(pointer, format!("{name:?} is no \"format\"."), remedy);
        }
    }

    fn pattern(&mut self, value: &Value, pointer: &str) {
        let alone = serde_json::json!({"pattern": value});
        let empty = Document { root: &Value::Null, file: self.document.file };
        if compile_schema(&empty, Some(&alone)).is_err() {
            let reason = "this pattern cannot be checked in bounded time, or is none.";
            self.problem(pointer, reason, "Write it without look-around and back references.");
        }
    }

    /// The schemas inside of a schema.
    fn inside(&mut self, object: &Map<String, Value>, pointer: &str, place: Place) {
        for (keyword, value) in object {
            let here = step(pointer, keyword);
            let inner = match (keyword.as_str(), place) {
                ("if" | "contains" | "not", _) => Place::Test,
                (_, Place::Part | Place::Test) => place,
                (_, Place::Choice | Place::Needs) => continue,
            };
            match keyword.as_str() {
                "if" | "then" | "else" | "not" | "items" | "contains" => self.schema(value, &here, inner),
                "allOf" | "prefixItems" | "anyOf" | "oneOf" => {
                    for (i, member) in value.as_array().into_iter().flatten().enumerate() {
                        self.member(keyword, member, &step(&here, &i.to_string()), inner);
                    }
                }
                "properties" | "$defs" | "dependentSchemas" => {
                    for (name, member) in value.as_object().into_iter().flatten() {
                        if keyword == "properties" && place == Place::Part {
                            self.name(name, &step(&here, name));
                        }
                        self.schema(member, &step(&here, name), inner);
                    }
                }
                _ => {}
            }
        }
    }

    /// One of several schemas.
    fn member(&mut self, keyword: &str, member: &Value, pointer: &str, place: Place) {
        let has = |keyword: &str| member.get(keyword).is_some();
        let is_part = place == Place::Part && ["anyOf", "oneOf"].contains(&keyword);
        if is_part && *member == serde_json::json!({"type": "null"}) {
            return;
        }
        let place = match place {
            Place::Part if is_part && has("const") && !has("properties") => Place::Choice,
            Place::Part if is_part && has("required") && !has("properties") && !has("$ref") => Place::Needs,
            other => other,
        };
        let before = self.problems.len();
        self.schema(member, pointer, place);
        if place == Place::Choice && self.problems.len() == before {
            self.choice(member, pointer);
        }
    }

    /// An option has a value and a label.
    fn choice(&mut self, option: &Value, pointer: &str) {
        let has_value = option.get("const").is_some_and(|value| !value.is_object() && !value.is_array());
        let reason = match (has_value, option.get("title").is_some_and(Value::is_string)) {
            (true, true) => return,
            (true, false) => "this option has no \"title\" that is a text.",
            (false, _) => "this option has no \"const\" that is a text or a number.",
        };
        self.problem(pointer, reason, "Write {\"const\": \"…\", \"title\": \"…\"}.");
    }

    fn name(&mut self, name: &str, pointer: &str) {
        if !is_name(name) {
            let remedy = "Use English letters, digits and _, and begin with a letter.";
            self.problem(pointer, format!("{name:?} is no name of a field."), remedy);
        } else if RESERVED.contains(&name) {
            let reason = format!("the name {name:?} means something else in expressions.");
            self.problem(pointer, reason, "Choose another.");
        } else if name == DESK_RECORD && pointer == "/properties/assisted" {
            let reason = format!("under the name {name:?} stands what the desk records.");
            self.problem(pointer, reason, "Choose another.");
        }
    }
}
