//! What the keywords of older drafts are: known or not, and whether schemas stand inside.

use serde_json::Value;

use super::draft::Draft;

/// Whether a draft knows a keyword.
#[derive(Debug, PartialEq, Eq)]
pub enum Known {
    /// It does, or nobody ever did: then the lint has something to say.
    Yes,
    /// It only names the whole schema. Pforte gives schemas their addresses itself.
    Identifies,
    /// It means something in 2020-12, and meant nothing or something else then.
    No {
        /// Why it is refused.
        reason: String,
        /// The way out.
        remedy: String,
    },
}

/// Keywords that change a verdict, and the first draft that knows them.
const SINCE: &[(&str, Draft)] = &[
    ("const", Draft::Six),
    ("contains", Draft::Six),
    ("propertyNames", Draft::Six),
    ("else", Draft::Seven),
    ("if", Draft::Seven),
    ("then", Draft::Seven),
    ("$anchor", Draft::Nineteen),
    ("dependentRequired", Draft::Nineteen),
    ("dependentSchemas", Draft::Nineteen),
    ("maxContains", Draft::Nineteen),
    ("minContains", Draft::Nineteen),
    ("unevaluatedProperties", Draft::Nineteen),
];

/// Keywords that no older draft knows as 2020-12 does: it did not know them, or they name schemas by other
/// means than their place, or (`unevaluatedItems`) they had another meaning beside `contains`.
const NEVER: &[&str] = &[
    "$dynamicAnchor",
    "$dynamicRef",
    "$recursiveAnchor",
    "$recursiveRef",
    "prefixItems",
    "unevaluatedItems",
];

/// Whether a draft knows a keyword.
pub fn known(draft: Draft, keyword: &str, is_root: bool) -> Known {
    let is_name = keyword == "$id" || keyword == "id" && draft == Draft::Four;
    if is_name && is_root {
        return Known::Identifies;
    }
    if is_name {
        let reason = format!("{keyword:?} is refused: it would change what the references below it mean.");
        return Known::No {
            reason,
            remedy: "Leave it out, and refer by \"#/definitions/<name>\".".to_owned(),
        };
    }
    let is_newer = SINCE.iter().any(|(name, since)| *name == keyword && *since > draft);
    if is_newer || NEVER.contains(&keyword) {
        let reason = format!("{keyword:?} means nothing in {}, or not what it means today.", draft.name());
        let remedy = "Write the whole schema in draft 2020-12, or take it away.".to_owned();
        return Known::No { reason, remedy };
    }
    Known::Yes
}

/// Whether a keyword may stay beside a `$ref` that makes all rules beside it void: words for people, own
/// keywords, and definitions, which references find by their place.
pub fn stays_beside_reference(keyword: &str) -> bool {
    ["$comment", "$defs", "$ref", "definitions", "description", "title"].contains(&keyword)
        || keyword.starts_with("x-")
}

/// What stands inside of a keyword's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// The value is a schema.
    Schema,
    /// Its members are schemas, by name or by place.
    Schemas,
    /// Values that are no schemas.
    Values,
}

/// What stands inside of the value of a keyword.
pub fn holds(keyword: &str, value: &Value) -> Holds {
    match keyword {
        "items" if value.is_array() => Holds::Schemas,
        "additionalItems"
        | "additionalProperties"
        | "contains"
        | "else"
        | "if"
        | "items"
        | "not"
        | "propertyNames"
        | "then"
        | "unevaluatedProperties" => Holds::Schema,
        "$defs" | "allOf" | "anyOf" | "definitions" | "dependencies" | "dependentSchemas" | "oneOf"
        | "patternProperties" | "properties" => Holds::Schemas,
        _ => Holds::Values,
    }
}
