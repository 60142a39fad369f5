//! What is different between two schemas, keyword by keyword.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::{Changes, Class, files};
use crate::forms::compile::schema::step;

/// Keywords that people read, and that no verdict depends on.
const WORDS: [&str; 12] = [
    "title",
    "description",
    "examples",
    "$comment",
    "x-subject",
    "x-object",
    "x-item",
    "x-errors",
    "x-autocomplete",
    "x-widget",
    "x-layout",
    "x-desk-default",
];

/// Keywords that hold schemas by name: fields, and what is referred to.
const BY_NAME: [&str; 3] = ["properties", "$defs", "patternProperties"];

/// So many options that came or went are told each on a line of its own.
const MOST_NAMED: usize = 5;

/// Keywords of which a lower value refuses more.
const UPPER: [&str; 5] = ["maxLength", "maximum", "exclusiveMaximum", "maxItems", "maxProperties"];

/// Keywords of which a higher value refuses more.
const LOWER: [&str; 5] = ["minLength", "minimum", "exclusiveMinimum", "minItems", "minProperties"];

/// Keywords that refuse more wherever they come or change.
const STRICT: [&str; 10] = [
    "type",
    "format",
    "pattern",
    "const",
    "multipleOf",
    "uniqueItems",
    "additionalProperties",
    "$ref",
    "x-depth",
    "prefixItems",
];

/// Tells every difference.
pub(super) fn compare(old: &Value, new: &Value, changes: &mut Changes) {
    of_schema(old, new, "schema.json#", changes);
}

fn of_schema(old: &Value, new: &Value, at: &str, changes: &mut Changes) {
    let (Value::Object(before), Value::Object(after)) = (old, new) else {
        if old != new {
            changes.add(Class::MustRestart, at, "a whole schema is another one.");
        }
        return;
    };
    let gone = before.keys().filter(|keyword| !after.contains_key(*keyword));
    for keyword in after.keys().chain(gone) {
        let (was, is) = (before.get(keyword), after.get(keyword));
        if was != is {
            of_keyword(keyword, was, is, (before, after), &step(at, keyword), changes);
        }
    }
}

fn of_keyword(
    keyword: &str,
    was: Option<&Value>,
    is: Option<&Value>,
    (before, after): (&Map<String, Value>, &Map<String, Value>),
    at: &str,
    changes: &mut Changes,
) {
    match keyword {
        _ if WORDS.contains(&keyword) => changes.add(Class::Compatible, at, "other words."),
        _ if BY_NAME.contains(&keyword) => of_fields(was, is, required(after), at, changes),
        "required" => of_required(&required(before), &required(after), before, at, changes),
        "enum" | "oneOf" if options(was).is_some() || options(is).is_some() => {
            of_options(was, is, at, changes)
        }
        "items" => match (was, is) {
            (Some(was), Some(is)) => of_schema(was, is, at, changes),
            _ => changes.add(Class::MustRestart, at, "the rows of the list are others."),
        },
        "x-file" => files::compare(was, is, at, changes),
        _ if UPPER.contains(&keyword) => of_limit(number(was), number(is), true, at, changes),
        _ if LOWER.contains(&keyword) => of_limit(number(was), number(is), false, at, changes),
        _ if STRICT.contains(&keyword) && is.is_none() => {
            changes.add(Class::Compatible, at, "this is no longer asked of the answer.");
        }
        _ if STRICT.contains(&keyword) => {
            changes.add(Class::MustRestart, at, "another kind of answer is asked for.");
        }
        // An amount in euros is stored in cents.
        "x-unit" if [was, is].iter().flatten().any(|unit| *unit == "EUR") => {
            changes.add(Class::MustRestart, at, "the same number means something else.");
        }
        "x-unit" => changes.add(Class::NeedsALook, at, "another unit: does the same number mean the same?"),
        // The value that the product fills in itself.
        "default" if after.get("readOnly") == Some(&Value::Bool(true)) => {
            changes.add(Class::NeedsALook, at, "another value is stored.");
        }
        "default" => changes.add(Class::Compatible, at, "another answer is pre-selected."),
        "x-list" => changes.add(Class::Compatible, at, another_list(was, is)),
        "x-compute" => changes.add(Class::NeedsALook, at, "this is computed in another way."),
        _ => changes.add(Class::NeedsALook, at, "another condition or rule."),
    }
}

fn of_fields(
    was: Option<&Value>,
    is: Option<&Value>,
    required: BTreeSet<&str>,
    at: &str,
    changes: &mut Changes,
) {
    let none = Map::new();
    let of =
        |value: Option<&Value>| value.and_then(Value::as_object).cloned().unwrap_or_else(|| none.clone());
    let (before, after) = (of(was), of(is));
    let is_named_only = at.ends_with("/$defs");
    for name in before.keys().filter(|name| !after.contains_key(*name)) {
        match is_named_only {
            true => changes.add(
                Class::NeedsALook,
                &step(at, name),
                "nothing refers to it any more, or something else.",
            ),
            false => changes.add(
                Class::MustRestart,
                &step(at, name),
                "this is no longer asked: answers to it get lost.",
            ),
        }
    }
    for (name, field) in &after {
        let at = step(at, name);
        match before.get(name) {
            Some(earlier) => of_schema(earlier, field, &at, changes),
            None if is_named_only => changes.add(Class::Compatible, &at, "this can be referred to."),
            None if required.contains(name.as_str()) => {
                changes.add(
                    Class::NeedsALook,
                    &at,
                    "this is asked for the first time, and must be answered.",
                );
            }
            None => changes.add(Class::Compatible, &at, "this is asked for the first time."),
        }
    }
}

fn of_required(
    was: &BTreeSet<&str>,
    is: &BTreeSet<&str>,
    before: &Map<String, Value>,
    at: &str,
    changes: &mut Changes,
) {
    for name in is.difference(was) {
        // A field that is new is told where it stands.
        if before.get("properties").is_none_or(|fields| fields.get(name).is_some()) {
            changes.add(Class::MustRestart, at, format!("{name} must be answered now."));
        }
    }
    for name in was.difference(is) {
        changes.add(Class::Compatible, at, format!("{name} may be left out now."));
    }
}

pub(super) fn of_options(was: Option<&Value>, is: Option<&Value>, at: &str, changes: &mut Changes) {
    let (before, after) = match (options(was), options(is)) {
        (Some(before), Some(after)) => (before, after),
        (Some(_), None) => {
            return changes.add(Class::Compatible, at, "answers are no longer chosen from a list.");
        }
        _ => return changes.add(Class::MustRestart, at, "answers are chosen from a list now."),
    };
    let text = |values: &[Value]| values.iter().map(ToString::to_string).collect::<Vec<_>>();
    let (before, after) = (text(&before), text(&after));
    let only_in = |some: &[String], others: &[String]| {
        let others: BTreeSet<&String> = others.iter().collect();
        some.iter().filter(|value| !others.contains(value)).cloned().collect::<Vec<_>>()
    };
    let (gone, added) = (only_in(&before, &after), only_in(&after, &before));
    for value in few(&gone) {
        changes.add(Class::MustRestart, at, format!("{value} can no longer be chosen."));
    }
    for value in few(&added) {
        changes.add(Class::Compatible, at, format!("{value} can be chosen, too."));
    }
    if gone.is_empty() && added.is_empty() {
        changes.add(Class::Compatible, at, "other words for the options, or another order.");
    }
}

/// Each of some values; of many, all of them in one line that names the first.
fn few(values: &[String]) -> Vec<String> {
    match values.split_at_checked(MOST_NAMED) {
        Some((first, others)) if !others.is_empty() => {
            vec![format!("{} and {} others", first.join(", "), others.len())]
        }
        _ => values.to_vec(),
    }
}

fn another_list(was: Option<&Value>, is: Option<&Value>) -> String {
    let version =
        |list: Option<&Value>| list.and_then(|list| list.get("version")?.as_str().map(str::to_owned));
    match (version(was), version(is)) {
        (Some(was), Some(is)) if was != is => format!("version {is} of the list instead of {was}."),
        _ => "something else is said about the list.".to_owned(),
    }
}

pub(super) fn of_limit(was: Option<f64>, is: Option<f64>, is_upper: bool, at: &str, changes: &mut Changes) {
    let is_stricter = match (was, is) {
        (Some(was), Some(is)) if is_upper => is < was,
        (Some(was), Some(is)) => is > was,
        (None, Some(_)) => true,
        (_, None) => false,
    };
    match is_stricter {
        true => changes.add(Class::MustRestart, at, "the limit is stricter."),
        false => changes.add(Class::Compatible, at, "the limit is wider."),
    }
}

pub(super) fn number(value: Option<&Value>) -> Option<f64> {
    value.and_then(Value::as_f64)
}

fn required(schema: &Map<String, Value>) -> BTreeSet<&str> {
    schema.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect()
}

/// The values of an `enum`, or of a `oneOf` of constants; nothing, if it is something else.
fn options(value: Option<&Value>) -> Option<Vec<Value>> {
    let stored = |option: &Value| match option {
        Value::Object(schema) => schema.get("const").cloned(),
        plain => Some(plain.clone()),
    };
    value?.as_array()?.iter().map(stored).collect()
}
