//! Schemas of older drafts of JSON Schema, said anew in the words of 2020-12.
//!
//! A schema names its draft by `$schema`. One of draft 04, 06, 07 or 2019-09 is rewritten when the bundle is
//! made, so that everything behind it sees 2020-12 only. The rules are those of the release notes at
//! <https://json-schema.org/specification>: what has a new name gets it, what the older draft ignored goes
//! away. Nothing changes its meaning in silence: what meant nothing then and something now is refused.
//!
//! One difference stays: to draft 04, `1.0` is no whole number. Since draft 06 it is one, also here.

mod draft;
mod keyword;
mod pointer;

#[cfg(test)]
mod tests;

use serde_json::{Map, Value};

use self::draft::{Draft, THIS_DRAFT};
use self::keyword::{Holds, Known, holds, known, stays_beside_reference};
use super::compile::schema::step;
use super::problem::Problem;
use super::source::FormSource;

/// Rewrites a schema of an older draft; one of 2020-12, or of none, stays as it is. `start` is where the
/// schema stands in its file, as a JSON pointer.
///
/// # Errors
/// The draft is unknown, or the schema says something that cannot be said in 2020-12. The pointers lead into
/// the author's file.
pub fn modernise(schema: &mut Value, file: &str, start: &str) -> Result<(), Vec<Problem>> {
    let draft = match Draft::of(schema) {
        Ok(None) => return Ok(()),
        Ok(Some(draft)) => draft,
        Err(()) => {
            let reason = "Pforte does not know this draft of JSON Schema.";
            let remedy = format!("Write {THIS_DRAFT:?}; draft 04, 06, 07 and 2019-09 are read too.");
            return Err(vec![Problem::at(file, step(start, "$schema"), reason, remedy)]);
        }
    };
    let mut rewriting = Rewriting { draft, whole: schema, file, problems: Vec::new() };
    let modern = rewriting.schema(schema, start, true);
    if !rewriting.problems.is_empty() {
        return Err(rewriting.problems);
    }
    *schema = modern;
    Ok(())
}

/// The pointer into a schema as the author wrote it, as it reads after [`modernise`]: `/definitions/iban`
/// becomes `/$defs/iban`. `None` where it leads into something that the draft does not read as a schema.
pub fn modern_pointer(schema: &Value, pointer: &str) -> Option<String> {
    match Draft::of(schema) {
        Ok(Some(draft)) => pointer::modern(draft, schema, pointer),
        _ => Some(pointer.to_owned()),
    }
}

/// The pointer into a rewritten schema, as it reads in the one that its author wrote.
pub fn written_pointer(schema: &Value, pointer: &str) -> String {
    match Draft::of(schema) {
        Ok(Some(draft)) => pointer::written(draft, schema, pointer),
        _ => pointer.to_owned(),
    }
}

/// Lets mistakes that were found in a rewritten schema point to the place in the author's file.
pub fn at_authors_places(source: &FormSource, problems: Vec<Problem>) -> Vec<Problem> {
    let at_place = |problem: Problem| {
        let start = if problem.file == super::bundle::DESK { "/schema" } else { "" };
        let place = problem.pointer.strip_prefix(start).and_then(|rest| {
            let json = source.json(&problem.file).ok()?;
            let schema = json.pointer(start)?;
            let draft = Draft::of(schema).ok()??;
            Some(format!("{start}{}", pointer::written(draft, schema, rest)))
        });
        Problem { pointer: place.unwrap_or(problem.pointer), ..problem }
    };
    problems.into_iter().map(at_place).collect()
}

struct Rewriting<'a> {
    draft: Draft,
    /// The schema as it was written.
    whole: &'a Value,
    file: &'a str,
    problems: Vec<Problem>,
}

impl Rewriting<'_> {
    fn refuse(&mut self, pointer: &str, reason: impl Into<String>, remedy: impl Into<String>) {
        self.problems.push(Problem::at(self.file, pointer, reason, remedy));
    }

    fn schema(&mut self, schema: &Value, pointer: &str, is_root: bool) -> Value {
        let Some(object) = schema.as_object() else { return schema.clone() };
        let is_reference = object.get("$ref").is_some_and(Value::is_string);
        let mut modern = Map::new();
        for (keyword, value) in object {
            let here = step(pointer, keyword);
            match known(self.draft, keyword, is_root) {
                // Up to draft 07, whatever stands beside a reference means nothing.
                _ if is_reference
                    && self.draft.ignores_siblings()
                    && !stays_beside_reference(keyword)
                    && !(is_root && keyword == "$schema") => {}
                Known::Yes => self.keyword(object, keyword, value, &here, &mut modern),
                Known::Identifies => {}
                Known::No { reason, remedy } => self.refuse(&here, reason, remedy),
            }
        }
        Value::Object(modern)
    }

    /// A keyword and its value, in the words of 2020-12.
    fn keyword(
        &mut self,
        object: &Map<String, Value>,
        keyword: &str,
        value: &Value,
        here: &str,
        modern: &mut Map<String, Value>,
    ) {
        match keyword {
            "$schema" => {
                modern.insert(keyword.to_owned(), THIS_DRAFT.into());
            }
            "$ref" => {
                let reference = self.reference(value, here);
                modern.insert(keyword.to_owned(), reference);
            }
            "$defs" | "definitions" => self.definitions(value, here, modern),
            "dependencies" if self.draft.has_dependencies() => self.dependencies(value, here, modern),
            "items" if value.is_array() => self.places(value, here, modern),
            "additionalItems" if object.get("items").is_some_and(Value::is_array) => {
                let others = self.inside(Holds::Schema, value, here);
                modern.insert("items".to_owned(), others);
            }
            // It meant nothing without places.
            "additionalItems" => {}
            "exclusiveMinimum" | "exclusiveMaximum" if value.is_boolean() && self.draft == Draft::Four => {
                self.exclusive(object, keyword, value, here, modern);
            }
            "minimum" if self.is_exclusive(object, "exclusiveMinimum") => {}
            "maximum" if self.is_exclusive(object, "exclusiveMaximum") => {}
            _ => {
                let modern_value = self.inside(holds(keyword, value), value, here);
                modern.insert(keyword.to_owned(), modern_value);
            }
        }
    }

    /// What a keyword holds.
    fn inside(&mut self, holds: Holds, value: &Value, here: &str) -> Value {
        match (holds, value) {
            (Holds::Schema, _) => {
                let may_be_boolean = ["/additionalProperties", "/additionalItems"];
                self.inner(value, here, may_be_boolean.iter().any(|keyword| here.ends_with(keyword)))
            }
            (Holds::Schemas, Value::Object(members)) => {
                let modern = |(name, member): (&String, &Value)| {
                    (name.clone(), self.inner(member, &step(here, name), false))
                };
                Value::Object(members.iter().map(modern).collect())
            }
            (Holds::Schemas, Value::Array(members)) => {
                let modern =
                    |(i, member): (usize, &Value)| self.inner(member, &step(here, &i.to_string()), false);
                Value::Array(members.iter().enumerate().map(modern).collect())
            }
            _ => value.clone(),
        }
    }

    fn inner(&mut self, schema: &Value, here: &str, may_be_boolean: bool) -> Value {
        if schema.is_boolean() && self.draft == Draft::Four && !may_be_boolean {
            let remedy = "Write {} for \"anything\" and {\"not\": {}} for \"nothing\".";
            self.refuse(here, "in draft 04, a schema is an object.", remedy);
        }
        self.schema(schema, here, false)
    }

    fn reference(&mut self, value: &Value, here: &str) -> Value {
        let Some(pointer) = value.as_str().and_then(|reference| reference.strip_prefix('#')) else {
            return value.clone();
        };
        match pointer::modern(self.draft, self.whole, pointer) {
            Some(pointer) => Value::String(format!("#{pointer}")),
            None => {
                let reason = format!("the reference {value} leads to no schema of this draft.");
                self.refuse(here, reason, "Define it under \"definitions\".");
                Value::Null
            }
        }
    }

    /// A schema for each place of a list; `prefixItems` has at least one.
    fn places(&mut self, value: &Value, here: &str, modern: &mut Map<String, Value>) {
        let places = self.inside(Holds::Schemas, value, here);
        if places.as_array().is_some_and(|places| !places.is_empty()) {
            modern.insert("prefixItems".to_owned(), places);
        }
    }

    /// Both names stand for the same: the older one for drafts before 2019-09, the newer one since.
    fn definitions(&mut self, value: &Value, here: &str, modern: &mut Map<String, Value>) {
        let Value::Object(members) = self.inside(Holds::Schemas, value, here) else {
            self.refuse(here, "definitions are an object.", "Write {\"<name>\": {…}}.");
            return;
        };
        let slot = modern.entry("$defs").or_insert_with(|| Value::Object(Map::new()));
        let Some(all) = slot.as_object_mut() else { return };
        for (name, member) in members {
            if all.insert(name.clone(), member).is_some() {
                let reason = format!("{name:?} is defined twice, in \"definitions\" and in \"$defs\".");
                self.refuse(&step(here, &name), reason, "Take one of them away.");
            }
        }
    }

    /// Lists of names and schemas have a keyword each since 2019-09.
    fn dependencies(&mut self, value: &Value, here: &str, modern: &mut Map<String, Value>) {
        let Some(members) = value.as_object() else {
            self.refuse(here, "dependencies are an object.", "Write {\"<name>\": [\"<name>\"]}.");
            return;
        };
        for (name, member) in members {
            let (keyword, member) = match member {
                Value::Array(_) => ("dependentRequired", member.clone()),
                _ => ("dependentSchemas", self.inner(member, &step(here, name), false)),
            };
            let slot = modern.entry(keyword).or_insert_with(|| Value::Object(Map::new()));
            if let Some(all) = slot.as_object_mut() {
                all.insert(name.clone(), member);
            }
        }
    }

    fn is_exclusive(&self, object: &Map<String, Value>, keyword: &str) -> bool {
        self.draft == Draft::Four && object.get(keyword) == Some(&Value::Bool(true))
    }

    /// In draft 04 a limit said beside it, by true or false, whether it is reached itself.
    fn exclusive(
        &mut self,
        object: &Map<String, Value>,
        keyword: &str,
        value: &Value,
        here: &str,
        modern: &mut Map<String, Value>,
    ) {
        let limit = if keyword == "exclusiveMinimum" { "minimum" } else { "maximum" };
        match object.get(limit) {
            Some(limit) if *value == Value::Bool(true) => {
                modern.insert(keyword.to_owned(), limit.clone());
            }
            Some(_) => {}
            None => {
                let reason = format!("{keyword:?} says nothing without {limit:?}.");
                self.refuse(here, reason, format!("Write {limit:?} beside it, or take it away."));
            }
        }
    }
}
