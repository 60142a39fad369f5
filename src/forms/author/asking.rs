//! Questions about answers: `if`, `not`, `contains`.

use serde_json::{Map, Value, json};

use super::conditions::SILENT;
use super::given::At;
use super::maker::Maker;
use super::object::property;
use crate::forms::compile::schema::step;

/// Keywords of a question whose values are no schemas.
const PLAIN: &[&str] = &[
    "const",
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
    "pattern",
    "type",
];

/// Deepest nesting of a question.
const DEEPEST: usize = 12;

/// Why something cannot be said: its place and the reason.
type Unsayable = (String, String);

impl Maker<'_> {
    /// A question, with the names of the form. Words for people are taken out, references are written out.
    pub(super) fn test(&self, at: &At<'_>) -> Result<Value, Unsayable> {
        self.question_in(at.schema, &at.pointer, 0)
    }

    fn question_in(&self, schema: &Value, pointer: &str, depth: usize) -> Result<Value, Unsayable> {
        let Some(object) = schema.as_object() else {
            let no_schema = || (pointer.to_owned(), "this is no schema.".to_owned());
            return schema.is_boolean().then(|| schema.clone()).ok_or_else(no_schema);
        };
        if depth > DEEPEST {
            return Err((pointer.to_owned(), "this question leads too deep.".to_owned()));
        }
        let mut made = Map::new();
        let mut whole = Vec::new();
        for (keyword, value) in object {
            let here = step(pointer, keyword);
            match keyword.as_str() {
                name if PLAIN.contains(&name) => drop(made.insert(name.to_owned(), value.clone())),
                name if SILENT.contains(&name) || name.starts_with("x-") => {}
                "required" => drop(made.insert(keyword.clone(), self.renamed(value))),
                "properties" => {
                    let all = value.as_object().into_iter().flatten().map(|(name, inner)| {
                        let inner = self.question_in(inner, &property(pointer, name), depth + 1)?;
                        Ok::<_, Unsayable>((self.names.name(name, false).to_owned(), inner))
                    });
                    made.insert(keyword.clone(), Value::Object(all.collect::<Result<_, _>>()?));
                }
                "allOf" | "anyOf" | "oneOf" => {
                    let members = value.as_array().into_iter().flatten().enumerate();
                    let members = members
                        .map(|(i, one)| self.question_in(one, &step(&here, &i.to_string()), depth + 1));
                    made.insert(keyword.clone(), Value::Array(members.collect::<Result<_, _>>()?));
                }
                "contains" | "items" | "not" => {
                    made.insert(keyword.clone(), self.question_in(value, &here, depth + 1)?);
                }
                "$ref" => {
                    let target = value.as_str().and_then(|to| self.given.target(to, pointer));
                    let nothing = || (here.clone(), format!("the reference {value} leads to nothing."));
                    let target = target.ok_or_else(nothing)?;
                    whole.push(self.question_in(target.schema, &target.pointer, depth + 1)?);
                }
                _ => return Err((here, format!("{keyword:?} cannot stand in a question."))),
            }
        }
        if !whole.is_empty() {
            match made.entry("allOf").or_insert_with(|| json!([])) {
                Value::Array(all) => all.extend(whole),
                other => *other = Value::Array(whole),
            }
        }
        Ok(Value::Object(made))
    }

    fn renamed(&self, names: &Value) -> Value {
        let all = names.as_array().into_iter().flatten().filter_map(Value::as_str);
        json!(all.map(|name| self.names.name(name, false)).collect::<Vec<_>>())
    }
}
