//! Which keyword says something about which kind of field.

use serde_json::Value;

use crate::forms::compile::schema::{Layer, beside_null};
use crate::forms::field::Kind;

/// Keywords that may describe a field of any kind.
const ON_EVERY_FIELD: &[&str] = &[
    "$comment",
    "$defs",
    "$ref",
    "$schema",
    "allOf",
    "description",
    "examples",
    "readOnly",
    "title",
    "type",
    "writeOnly",
    "x-anew",
    "x-at",
    "x-at-submit",
    "x-compute",
    "x-depth",
    "x-errors",
    "x-object",
    "x-privacy",
    "x-subject",
];

const ON_TEXTS: &str = "const default format maxLength minLength not pattern x-autocomplete x-prefill \
    x-widget";
const ON_NUMBERS: &str = "const default exclusiveMaximum exclusiveMinimum maximum minimum multipleOf not \
    x-autocomplete x-unit";
const ON_DAYS: &str = "const default format not x-autocomplete";
const ON_QUESTIONS: &str = "const default enum";
const ON_DECLARATIONS: &str = "const default x-privacy-notice";
const ON_CHOICES: &str = "const default enum not oneOf x-autocomplete x-desk-default x-later x-list x-widget";
const ON_SETS: &str =
    "contains default items maxContains maxItems minContains minItems not uniqueItems x-exclusive";
const ON_FILES: &str = "items maxItems maxLength minItems uniqueItems x-file x-later";
const ON_LISTS: &str =
    "contains items maxContains maxItems minContains minItems not uniqueItems x-item x-layout";
const ON_GROUPS: &str = "additionalProperties anyOf dependentRequired dependentSchemas else if not oneOf \
    properties required then unevaluatedProperties";
const ON_PLACES: &str = "items maxItems minItems prefixItems";

/// Whether a keyword only describes: it is heard only where the field is declared.
pub fn is_annotation(keyword: &str) -> bool {
    keyword.starts_with("x-")
        || ["default", "description", "examples", "readOnly", "title", "type"].contains(&keyword)
}

/// Whether a keyword says anything about a field of this kind.
pub fn fits(layer: &Layer<'_>, keyword: &str, kind: &Kind) -> bool {
    let known = match kind {
        Kind::Text(_) => ON_TEXTS,
        Kind::Number { .. } | Kind::Money => ON_NUMBERS,
        Kind::Date | Kind::Month | Kind::Time | Kind::Moment => ON_DAYS,
        Kind::YesNo => ON_QUESTIONS,
        Kind::Declaration => ON_DECLARATIONS,
        Kind::OneOf { .. } => ON_CHOICES,
        Kind::SeveralOf { .. } => ON_SETS,
        Kind::Files(_) => ON_FILES,
        Kind::List(_) => ON_LISTS,
        Kind::Group(group) if group.by_place => ON_PLACES,
        Kind::Group(_) => ON_GROUPS,
    };
    ON_EVERY_FIELD.contains(&keyword)
        || known.split(' ').any(|known| known == keyword)
        || is_or_null(layer, keyword)
}

/// A kind, in a sentence.
pub fn described(kind: &Kind) -> &'static str {
    match kind {
        Kind::Text(_) => "a text",
        Kind::Number { .. } => "a number",
        Kind::Money => "an amount",
        Kind::Date => "a day",
        Kind::Month => "a month",
        Kind::Time => "a time",
        Kind::Moment => "a day with a time",
        Kind::YesNo => "a yes/no question",
        Kind::Declaration => "a declaration",
        Kind::OneOf { .. } => "a choice",
        Kind::SeveralOf { .. } => "a set of options",
        Kind::Files(_) => "files",
        Kind::Group(_) => "a group",
        Kind::List(_) => "a list",
    }
}

/// "This or null": the answer may be left out.
fn is_or_null(layer: &Layer<'_>, keyword: &str) -> bool {
    let members = layer.object.get(keyword).and_then(Value::as_array);
    ["anyOf", "oneOf"].contains(&keyword) && members.is_some_and(|members| beside_null(members).is_some())
}
