//! Places in a schema of an older draft: as its author wrote them, and as they read in 2020-12.

use serde_json::Value;

use super::draft::Draft;
use super::keyword::{Holds, holds};
use crate::forms::compile::schema::step;

/// The pointer that leads, after the rewriting, where `pointer` leads before it. `None` where that is no schema.
pub fn modern(draft: Draft, schema: &Value, pointer: &str) -> Option<String> {
    if !pointer.is_empty() && !pointer.starts_with('/') {
        // A name given by "$anchor", which means the same today; one given by "id" is refused there.
        return Some(pointer.to_owned());
    }
    let mut modern = String::new();
    let (mut at, mut inside) = (Some(schema), Holds::Schema);
    for token in pointer.split('/').skip(1) {
        // In a reference, signs may be percent-encoded (RFC 6901, 6).
        let name = plain(&percent_encoding::percent_decode_str(token).decode_utf8_lossy());
        let next = at.and_then(|value| child(value, &name));
        let mut name_now = token;
        inside = match inside {
            Holds::Values => return None,
            Holds::Schemas => Holds::Schema,
            Holds::Schema => {
                name_now = renamed(draft, at, &name, next).unwrap_or(token);
                next.map_or(Holds::Values, |value| holds(&name, value))
            }
        };
        modern.push('/');
        modern.push_str(name_now);
        at = next;
    }
    // What is not there is told by the one who looks for it.
    (inside == Holds::Schema || at.is_none()).then_some(modern)
}

/// The name of a keyword in 2020-12, if it is another one.
fn renamed(draft: Draft, schema: Option<&Value>, name: &str, value: Option<&Value>) -> Option<&'static str> {
    match name {
        "definitions" => Some("$defs"),
        "dependencies" if draft.has_dependencies() => Some("dependentSchemas"),
        "items" if value.is_some_and(Value::is_array) => Some("prefixItems"),
        "additionalItems" if schema.is_some_and(has_places) => Some("items"),
        _ => None,
    }
}

/// The pointer into the author's schema that leads where `pointer` leads into the rewritten one.
pub fn written(draft: Draft, schema: &Value, pointer: &str) -> String {
    let mut written = String::new();
    let (mut at, mut inside) = (Some(schema), Holds::Schema);
    let tokens: Vec<String> = pointer.split('/').skip(1).map(plain).collect();
    for (i, token) in tokens.iter().enumerate() {
        let name = match (inside, at) {
            (Holds::Schema, Some(schema)) => name_before(draft, schema, token, tokens.get(i + 1)),
            _ => token,
        };
        written = step(&written, name);
        at = at.and_then(|value| child(value, name));
        inside = match inside {
            Holds::Schema => at.map_or(Holds::Values, |value| holds(name, value)),
            Holds::Schemas => Holds::Schema,
            Holds::Values => Holds::Values,
        };
    }
    written
}

/// What its author called a keyword of the rewritten schema.
fn name_before<'a>(draft: Draft, schema: &Value, name: &'a str, member: Option<&String>) -> &'a str {
    let has = |keyword: &str| {
        schema.get(keyword).is_some_and(|value| member.is_none_or(|member| child(value, member).is_some()))
    };
    match name {
        "$defs" if !has("$defs") && has("definitions") => "definitions",
        "dependentRequired" | "dependentSchemas" if draft.has_dependencies() => "dependencies",
        "prefixItems" if has_places(schema) => "items",
        // The items of a list with places are those behind them.
        "items" if has_places(schema) && !has_place(schema, member) => "additionalItems",
        _ => name,
    }
}

fn has_places(schema: &Value) -> bool {
    schema.get("items").is_some_and(Value::is_array)
}

/// Whether `member` names a place: the pointer is the author's already.
fn has_place(schema: &Value, member: Option<&String>) -> bool {
    let items = schema.get("items");
    member.is_some_and(|member| items.is_some_and(|items| child(items, member).is_some()))
}

fn child<'a>(value: &'a Value, name: &str) -> Option<&'a Value> {
    match value {
        Value::Array(items) => items.get(name.parse::<usize>().ok()?),
        other => other.get(name),
    }
}

/// A step of a pointer as the name that it stands for (RFC 6901, 4).
fn plain(token: &str) -> String {
    token.replace("~1", "/").replace("~0", "~")
}
