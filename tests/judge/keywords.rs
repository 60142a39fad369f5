//! The keywords of a schema that answers can fail.

use std::collections::BTreeSet;

use serde_json::Value;

/// Keywords that Ajv names when they fail.
const FAIL: &[&str] = &[
    "additionalProperties",
    "anyOf",
    "const",
    "contains",
    "dependentRequired",
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
    "not",
    "oneOf",
    "pattern",
    "required",
    "type",
    "unevaluatedProperties",
    "uniqueItems",
];

/// Values that hold no schemas, schemas whose failure is no mistake, and those that only references lead to.
const NOT_INSIDE: &[&str] =
    &["$defs", "const", "contains", "default", "enum", "examples", "if", "not", "x-errors", "x-file"];

/// The keywords that a schema uses, as Ajv names them: `format:iban`, `false schema`.
pub fn used(schema: &Value) -> BTreeSet<String> {
    let mut walk = Walk { whole: schema, followed: BTreeSet::new(), found: BTreeSet::new() };
    walk.schema(schema);
    walk.found
}

struct Walk<'a> {
    whole: &'a Value,
    followed: BTreeSet<&'a str>,
    found: BTreeSet<String>,
}

impl<'a> Walk<'a> {
    fn schema(&mut self, schema: &'a Value) {
        let Some(object) = schema.as_object() else { return };
        for (keyword, value) in object {
            match (keyword.as_str(), value) {
                ("format", Value::String(format)) => {
                    self.found.insert(format!("format:{format}"));
                }
                ("if", _) if object.contains_key("then") || object.contains_key("else") => {
                    self.found.insert("if".to_owned());
                }
                ("$ref", Value::String(reference)) if self.followed.insert(reference) => {
                    let target = self.whole.pointer(reference.trim_start_matches('#'));
                    self.schema(target.unwrap_or_else(|| panic!("{reference} leads nowhere")));
                }
                (known, _) if FAIL.contains(&known) => {
                    self.found.insert(keyword.clone());
                }
                _ => {}
            }
            self.inside(keyword, value);
        }
    }

    fn inside(&mut self, keyword: &str, value: &'a Value) {
        match (keyword, value) {
            (not_inside, _) if NOT_INSIDE.contains(&not_inside) => {}
            ("properties" | "dependentSchemas", Value::Object(members)) => {
                if members.values().any(|member| *member == Value::Bool(false)) {
                    self.found.insert("false schema".to_owned());
                }
                members.values().for_each(|member| self.schema(member));
            }
            (_, Value::Array(members)) => members.iter().for_each(|member| self.schema(member)),
            (_, value) => self.schema(value),
        }
    }
}
