//! Conditions: `if`, `then`, `else`, `dependentRequired`, `dependentSchemas`.

use serde_json::{Map, Value, json};

use super::given::{At, Said};
use super::maker::{FROM, Maker};
use super::object::Fields;
use super::question::{pattern_message, tell};
use super::words::label;
use crate::forms::compile::schema::step;

/// Words that say nothing in a question or in a branch.
pub const SILENT: &[&str] = &[
    "$comment",
    "$id",
    "$schema",
    "additionalProperties",
    "default",
    "deprecated",
    "description",
    "example",
    "examples",
    "nullable",
    "readOnly",
    "title",
    "unevaluatedProperties",
    "writeOnly",
];

const NOT_ASKED: &str = "this is about answers that are not asked.";

/// What a branch may say about a field that is described elsewhere.
const RULES: &[&str] = &[
    "const",
    "enum",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "maxItems",
    "maxLength",
    "maximum",
    "minItems",
    "minLength",
    "minimum",
    "multipleOf",
    "pattern",
];

impl<'a> Maker<'a> {
    /// The conditions of an object, each as a member of its `allOf`.
    pub(super) fn conditions(&mut self, said: &Said<'a>, fields: &mut Fields) -> Vec<Value> {
        let mut found = Vec::new();
        for part in &said.parts {
            let at = |keyword: &str| {
                let schema = part.object.get(keyword)?;
                Some(At { schema, pointer: step(&part.pointer, keyword) })
            };
            match (at("if"), at("then"), at("else")) {
                (Some(test), then, otherwise) if then.is_some() || otherwise.is_some() => {
                    found.extend(self.condition(&test, then, otherwise, fields));
                }
                (None, None, None) => {}
                _ => {
                    let reason = "\"if\", \"then\" and \"else\" say nothing without each other.";
                    self.notes.left_out(&part.pointer, reason, "Write them side by side.");
                }
            }
            for keyword in ["dependentRequired", "dependentSchemas", "dependencies"] {
                found.extend(at(keyword).and_then(|all| self.dependent(&all, fields)));
            }
        }
        found
    }

    fn condition(
        &mut self,
        test: &At<'a>,
        then: Option<At<'a>>,
        otherwise: Option<At<'a>>,
        fields: &mut Fields,
    ) -> Option<Value> {
        let question = match self.test(test) {
            Ok(question) if question.is_object() => question,
            Ok(_) => {
                self.notes.left_out(&test.pointer, "this condition asks nothing.", "Write {…}.");
                return None;
            }
            Err((pointer, reason)) => {
                self.notes.left_out(
                    &pointer,
                    reason,
                    "Write the condition with \"properties\" and \"required\".",
                );
                return None;
            }
        };
        let then = then.and_then(|at| self.branch(&at, fields));
        let otherwise = otherwise.and_then(|at| self.branch(&at, fields));
        if then.is_none() && otherwise.is_none() {
            self.notes.left_out(
                &test.pointer,
                "nothing depends on this condition.",
                "Write \"then\" or \"else\".",
            );
            return None;
        }
        let mut made = Map::from_iter([("if".to_owned(), question)]);
        made.extend(then.map(|then| ("then".to_owned(), then)));
        made.extend(otherwise.map(|otherwise| ("else".to_owned(), otherwise)));
        made.insert(FROM.to_owned(), test.pointer.trim_end_matches("/if").into());
        Some(Value::Object(made))
    }

    fn dependent(&mut self, all: &At<'a>, fields: &mut Fields) -> Option<Value> {
        let (mut names, mut schemas) = (Map::new(), Map::new());
        for (given, said) in all.schema.as_object()? {
            let (name, pointer) =
                (self.names.name(given, fields.is_top).to_owned(), step(&all.pointer, given));
            match said {
                Value::Array(needed) => {
                    let needed = needed.iter().filter_map(Value::as_str);
                    let needed: Vec<&str> = needed.map(|one| self.names.name(one, fields.is_top)).collect();
                    let here: Vec<&str> = needed.iter().copied().filter(|one| fields.has(one)).collect();
                    if here.len() < needed.len() || !fields.has(&name) {
                        self.notes.left_out(&pointer, NOT_ASKED, "Ask for them.");
                    }
                    if !here.is_empty() && fields.has(&name) {
                        names.insert(name, json!(here));
                    }
                }
                _ if !fields.has(&name) => self.notes.left_out(&pointer, NOT_ASKED, "Ask for them."),
                schema => {
                    let branch = self.branch(&At { schema, pointer }, fields);
                    schemas.extend(branch.map(|branch| (name, branch)));
                }
            }
        }
        let mut made = Map::new();
        for (keyword, all) in [("dependentRequired", names), ("dependentSchemas", schemas)] {
            if !all.is_empty() {
                made.insert(keyword.to_owned(), Value::Object(all));
            }
        }
        let is_empty = made.is_empty();
        made.insert(FROM.to_owned(), all.pointer.rsplit_once('/').map_or("", |(above, _)| above).into());
        (!is_empty).then_some(Value::Object(made))
    }

    /// What a branch says about the fields of its object; `None` if nothing of it can be said.
    fn branch(&mut self, at: &At<'a>, fields: &mut Fields) -> Option<Value> {
        let said = self.given.said(std::slice::from_ref(at));
        if said.trouble.is_some() || said.never || said.through.iter().any(|through| self.is_open(through)) {
            self.notes.left_out(
                &at.pointer,
                "this branch says nothing that people could do.",
                "Write \"required\" or \"properties\".",
            );
            return None;
        }
        let before = self.enter(&said.through);
        let mut made = Map::new();
        let mut properties = Map::new();
        for (name, schemas) in said.properties() {
            properties.extend(self.branch_field(name, &schemas, fields));
        }
        let required = self.demands(&said, fields, &mut properties);
        if !properties.is_empty() {
            made.insert("properties".to_owned(), Value::Object(properties));
        }
        if !required.is_empty() {
            made.insert("required".to_owned(), json!(required));
        }
        let inner = self.conditions(&said, fields);
        if !inner.is_empty() {
            made.insert("allOf".to_owned(), Value::Array(inner));
        }
        self.leftover(&said);
        self.leave(before);
        let is_empty = made.is_empty();
        made.insert(FROM.to_owned(), at.pointer.clone().into());
        (!is_empty).then_some(Value::Object(made))
    }

    /// What a branch demands, and what it forbids by `not`.
    fn demands(
        &mut self,
        said: &Said<'a>,
        fields: &Fields,
        properties: &mut Map<String, Value>,
    ) -> Vec<String> {
        let mut required = Vec::new();
        for (name, pointer) in said.required() {
            let new = self.names.name(name, fields.is_top).to_owned();
            if fields.has(&new) {
                required.push(new);
            } else {
                self.notes.left_out(&pointer, format!("{name:?} is required, but not asked."), "Ask for it.");
            }
        }
        for not in said.all("not") {
            let only = not.schema.get("required").and_then(Value::as_array).map(Vec::as_slice);
            match only {
                Some([Value::String(name)]) if fields.has(self.names.name(name, fields.is_top)) => {
                    properties.insert(self.names.name(name, fields.is_top).to_owned(), false.into());
                }
                _ => self.notes.left_out(&not.pointer, "this rule has no words.", "Write \"<name>\": false."),
            }
        }
        required
    }

    /// What a branch says besides.
    fn leftover(&mut self, said: &Said<'a>) {
        const READ: &[&str] = &[
            "$ref",
            "allOf",
            "dependencies",
            "dependentRequired",
            "dependentSchemas",
            "else",
            "if",
            "not",
            "properties",
            "required",
            "then",
            "type",
        ];
        for part in &said.parts {
            for keyword in part.object.keys().map(String::as_str) {
                if !READ.contains(&keyword) && !SILENT.contains(&keyword) && !keyword.starts_with("x-") {
                    let reason = format!("{keyword:?} in a branch could not be told to people.");
                    self.notes.left_out(
                        &step(&part.pointer, keyword),
                        reason,
                        "Write it where the field is described.",
                    );
                }
            }
        }
    }

    /// A property in a branch, or in one of several objects: forbidden, a further rule, or a field of its own.
    pub(super) fn branch_field(
        &mut self,
        given: &str,
        schemas: &[At<'a>],
        fields: &mut Fields,
    ) -> Option<(String, Value)> {
        let name = self.names.name(given, fields.is_top).to_owned();
        let said = self.given.said(schemas);
        if said.never {
            return fields.has(&name).then_some((name, Value::Bool(false)));
        }
        if said.trouble.is_none() && said.parts.iter().all(|part| part.object.is_empty()) {
            return None;
        }
        if let Some(known) = fields.elsewhere.get(&name).filter(|known| !known.is_empty()).cloned() {
            let made = self.field(given, schemas, fields)?;
            if without_places(&made) != without_places(&known) {
                let reason = format!("{given:?} is described in two ways; the first one counts.");
                self.notes.changed(
                    &said.pointer,
                    reason,
                    "Describe it the same way, or give it another name.",
                );
            }
            return Some((name, Value::Object(known)));
        }
        if fields.has(&name) {
            return self.further(name, &said, fields);
        }
        let made = self.field(given, schemas, fields)?;
        fields.elsewhere.insert(name.clone(), made.clone());
        Some((name, Value::Object(made)))
    }

    /// A further rule about a field that is described elsewhere.
    fn further(&mut self, name: String, said: &Said<'a>, fields: &mut Fields) -> Option<(String, Value)> {
        let mut made = Map::new();
        for part in &said.parts {
            for (keyword, value) in &part.object.clone() {
                let is_known = ["type", "$ref", "allOf"].contains(&keyword.as_str())
                    || SILENT.contains(&keyword.as_str());
                if RULES.contains(&keyword.as_str()) {
                    made.entry(keyword.clone()).or_insert_with(|| value.clone());
                } else if !is_known {
                    let reason = format!("{keyword:?} in a branch could not be told to people.");
                    self.notes.left_out(
                        &step(&part.pointer, keyword),
                        reason,
                        "Write it where the field is described.",
                    );
                }
            }
        }
        if made.is_empty() {
            return None;
        }
        if made.contains_key("pattern")
            && let Some(field) = fields.own.get_mut(&name)
        {
            let title =
                field.get("title").and_then(Value::as_str).map_or_else(|| label(&name), str::to_owned);
            tell(field, "pattern", pattern_message(&title));
        }
        made.insert(FROM.to_owned(), said.pointer.clone().into());
        Some((name, Value::Object(made)))
    }
}

/// A made schema without the places that its parts come from.
fn without_places(made: &Map<String, Value>) -> Value {
    super::marks::without_marks(&Value::Object(made.clone()))
}
