//! The schema while it is made: its parts know where they come from, and can be cut out again.

use serde_json::{Map, Value};

use super::maker::{CYCLE, FROM};
use super::notes::Notes;
use crate::forms::compile::schema::step;

/// Keywords without which nothing is left of a field.
const ESSENTIAL: &[&str] =
    &["$ref", "const", "enum", "items", "prefixItems", "properties", "readOnly", "type"];

/// A schema with marks.
#[derive(Debug)]
pub struct Marked {
    /// The schema.
    pub schema: Value,
}

/// The order of keywords in the shipped forms; all others stand between the two lists.
const FIRST: &[&str] =
    &["$schema", "$ref", "x-depth", "type", "format", "const", "title", "description", "examples"];
const LAST: &[&str] = &[
    "x-errors",
    "prefixItems",
    "items",
    "enum",
    "properties",
    "required",
    "additionalProperties",
    "unevaluatedProperties",
    "anyOf",
    "oneOf",
    "not",
    "if",
    "then",
    "else",
    "allOf",
    "$defs",
];

/// A part that can be cut out.
#[derive(Debug, Clone)]
enum Cut {
    /// A field of the object at this pointer.
    Field(String, String),
    /// Keywords of the object at this pointer.
    Keywords(String, Vec<String>),
    /// A member of a list.
    Member(String, usize),
}

impl Marked {
    /// The schema for the engine.
    pub fn plain(&self) -> Value {
        in_order(without_marks(&self.schema))
    }

    /// The place in the given schema that a place of the made one comes from.
    pub fn origin(&self, pointer: &str) -> String {
        let mut found = String::new();
        let mut at = &self.schema;
        for token in pointer.split('/').skip(1) {
            let name = token.replace("~1", "/").replace("~0", "~");
            let Some(next) = child(at, &name) else { return step(&found, &name) };
            at = next;
            match at.get(FROM).and_then(Value::as_str) {
                Some(from) => found = from.to_owned(),
                None => found = step(&found, &name),
            }
        }
        found
    }

    /// Cuts out the smallest part around a place without which the rest still means something, and tells it.
    /// Whether there was one.
    pub fn cut(&mut self, pointer: &str, reason: &str, remedy: &str, notes: &mut Notes) -> bool {
        let parts = self.around(pointer);
        for part in parts.into_iter().rev() {
            let place = match &part {
                Cut::Field(object, name) => step(&step(object, "properties"), name),
                Cut::Keywords(object, names) => {
                    names.first().map(|name| step(object, name)).unwrap_or_default()
                }
                Cut::Member(list, i) => step(list, &i.to_string()),
            };
            let origin = self.origin(&place);
            if self.take_out(&part) {
                notes.left_out(&origin, reason, remedy);
                return true;
            }
        }
        false
    }

    /// The parts around a place, the outer ones first.
    fn around(&self, pointer: &str) -> Vec<Cut> {
        let names: Vec<String> =
            pointer.split('/').skip(1).map(|token| token.replace("~1", "/").replace("~0", "~")).collect();
        let (mut at, mut i) = (String::new(), 0);
        let mut found = Vec::new();
        while let Some(keyword) = names.get(i) {
            let here = step(&at, keyword);
            let next = names.get(i + 1);
            let number = next.and_then(|next| next.parse::<usize>().ok());
            let several = |names: &[&str]| {
                Cut::Keywords(at.clone(), names.iter().map(|&name| name.to_owned()).collect())
            };
            match (keyword.as_str(), next) {
                ("properties", Some(name)) => found.push(Cut::Field(at.clone(), name.clone())),
                ("$defs" | "dependentSchemas" | "dependentRequired", Some(name)) => {
                    found.push(Cut::Keywords(here.clone(), vec![name.clone()]));
                }
                ("allOf" | "anyOf" | "oneOf" | "required", Some(_)) => {
                    found.extend(number.map(|number| Cut::Member(here.clone(), number)));
                }
                ("then" | "else", _) => {
                    found.push(several(&[keyword]));
                    (at, i) = (here, i + 1);
                    continue;
                }
                ("items", _) => {
                    (at, i) = (here, i + 1);
                    continue;
                }
                ("prefixItems", Some(_)) => {}
                ("if", _) => found.push(several(&["if", "then", "else"])),
                ("contains", _) => found.push(several(&["contains", "minContains", "maxContains"])),
                (name, _) if !ESSENTIAL.contains(&name) => found.push(several(&[name])),
                _ => {}
            }
            let goes_on =
                ["properties", "$defs", "dependentSchemas", "allOf", "anyOf", "oneOf", "prefixItems"];
            match next.filter(|_| goes_on.contains(&keyword.as_str())) {
                Some(name) => (at, i) = (step(&here, name), i + 2),
                None => break,
            }
        }
        found
    }

    /// Members of lists only make room: other pointers of the same round still lead to the others.
    fn take_out(&mut self, part: &Cut) -> bool {
        match part {
            Cut::Field(object, name) => {
                let Some(object) = self.object(object) else { return false };
                let properties = object.get_mut("properties").and_then(Value::as_object_mut);
                let is_gone = properties.is_some_and(|all| all.shift_remove(name).is_some());
                if let Some(required) = object.get_mut("required").and_then(Value::as_array_mut) {
                    required.retain(|required| required != name.as_str());
                }
                is_gone
            }
            Cut::Keywords(object, names) => {
                let Some(object) = self.object(object) else { return false };
                names.iter().filter(|name| object.shift_remove(*name).is_some()).count() > 0
            }
            Cut::Member(list, i) => {
                let member = self.schema.pointer_mut(list).and_then(|list| list.get_mut(*i));
                member.is_some_and(|member| !std::mem::take(member).is_null())
            }
        }
    }

    fn object(&mut self, pointer: &str) -> Option<&mut Map<String, Value>> {
        self.schema.pointer_mut(pointer)?.as_object_mut()
    }

    /// The last way out: the conditions of the whole form go, or its last question.
    pub fn cut_anything(&mut self, reason: &str, remedy: &str, notes: &mut Notes) -> bool {
        let Some(root) = self.schema.as_object_mut() else { return false };
        for keyword in ["allOf", "anyOf", "not", "oneOf"] {
            if root.shift_remove(keyword).is_some() {
                notes.left_out(&format!("/{keyword}"), reason, remedy);
                return true;
            }
        }
        let names: Vec<String> = root
            .get("properties")
            .and_then(Value::as_object)
            .into_iter()
            .flat_map(Map::keys)
            .cloned()
            .collect();
        names.last().is_some_and(|last| self.cut(&step("/properties", last), reason, remedy, notes))
    }

    /// Takes away what cuts left empty.
    pub fn clean(&mut self) {
        clean(&mut self.schema);
        let mut used = Vec::new();
        if let Some(root) = self.schema.as_object() {
            let definitions = root.get("$defs").and_then(Value::as_object);
            for (_, value) in root.iter().filter(|(keyword, _)| *keyword != "$defs") {
                collect_used(value, definitions, &mut used);
            }
        }
        if let Some(definitions) = self.schema.get_mut("$defs").and_then(Value::as_object_mut) {
            definitions.retain(|name, _| used.contains(name));
        }
        if let Some(root) = self.schema.as_object_mut()
            && root.get("$defs").and_then(Value::as_object).is_some_and(Map::is_empty)
        {
            root.shift_remove("$defs");
        }
    }
}

fn collect_used(value: &Value, definitions: Option<&Map<String, Value>>, used: &mut Vec<String>) {
    match value {
        Value::Object(object) => {
            let name = object.get("$ref").and_then(Value::as_str).and_then(|to| to.strip_prefix("#/$defs/"));
            if let Some(name) = name.filter(|name| !used.iter().any(|known| known == name)) {
                used.push(name.to_owned());
                if let Some(inner) = definitions.and_then(|all| all.get(name)) {
                    collect_used(inner, definitions, used);
                }
            }
            object.values().for_each(|inner| collect_used(inner, definitions, used));
        }
        Value::Array(items) => items.iter().for_each(|item| collect_used(item, definitions, used)),
        _ => {}
    }
}

fn is_bare(value: &Value) -> bool {
    value.as_object().is_some_and(|object| object.keys().all(|key| key == FROM))
}

fn clean(value: &mut Value) {
    match value {
        Value::Object(object) => {
            object.values_mut().for_each(clean);
            for keyword in ["then", "else", "dependentSchemas", "dependentRequired"] {
                if object.get(keyword).is_some_and(is_bare) {
                    object.shift_remove(keyword);
                }
            }
            if object.get("if").is_some_and(Value::is_object)
                && !object.contains_key("then")
                && !object.contains_key("else")
            {
                object.shift_remove("if");
            }
            for keyword in ["allOf", "anyOf", "oneOf", "required"] {
                let Some(Value::Array(all)) = object.get_mut(keyword) else { continue };
                all.retain(|member| !member.is_null() && !is_bare(member));
                let is_bare_union = keyword.ends_with("nyOf") && all.len() < 2;
                if all.is_empty() || is_bare_union {
                    object.shift_remove(keyword);
                }
            }
            let is_branch = !object.contains_key("type") && !object.contains_key("$ref");
            if is_branch && object.get("properties").is_some_and(is_bare) {
                object.shift_remove("properties");
            }
        }
        Value::Array(items) => items.iter_mut().for_each(clean),
        _ => {}
    }
}

fn child<'a>(value: &'a Value, name: &str) -> Option<&'a Value> {
    match value {
        Value::Array(items) => items.get(name.parse::<usize>().ok()?),
        other => other.get(name),
    }
}

/// A schema with its keywords in the order in which people read them.
fn in_order(schema: Value) -> Value {
    match schema {
        Value::Object(object) => {
            let mut all: Vec<(String, Value)> = object.into_iter().collect();
            all.sort_by_key(|(keyword, _)| {
                let place = |list: &[&str]| list.iter().position(|known| known == keyword);
                (place(LAST).map_or(0, |i| i + 1), place(FIRST).unwrap_or(FIRST.len()))
            });
            let inner = |(keyword, value): (String, Value)| {
                let value = match (keyword.as_str(), value) {
                    ("properties" | "$defs" | "dependentSchemas", Value::Object(all)) => {
                        Value::Object(all.into_iter().map(|(name, inner)| (name, in_order(inner))).collect())
                    }
                    ("x-errors" | "default" | "dependentRequired", value) => value,
                    (_, value) => in_order(value),
                };
                (keyword, value)
            };
            Value::Object(all.into_iter().map(inner).collect())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(in_order).collect()),
        other => other,
    }
}

/// A schema without the marks of where its parts come from.
pub fn without_marks(value: &Value) -> Value {
    match value {
        Value::Object(object) => {
            let kept = object.iter().filter(|(key, _)| *key != FROM && *key != CYCLE);
            Value::Object(kept.map(|(key, inner)| (key.clone(), without_marks(inner))).collect())
        }
        Value::Array(items) => Value::Array(items.iter().map(without_marks).collect()),
        other => other.clone(),
    }
}
