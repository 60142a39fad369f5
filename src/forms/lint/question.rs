//! What a question (`if`, a `when` as a schema) asks about: do the fields exist, and can the answers be those?

use serde_json::Value;

use super::walk::{Walk, join};
use crate::forms::compile::node::texts;
use crate::forms::compile::schema::{Layer, step};
use crate::forms::field::{Choice, Group, Kind, Node};

/// Checks a question about a group's object; returns the patterns of the answers it reads.
pub fn check<'a>(
    walk: &mut Walk<'a>,
    group: &'a Group,
    pattern: &str,
    test: &'a Value,
    pointer: &str,
) -> Vec<String> {
    let mut reads = Vec::new();
    let layers = walk.document.layers(test, pointer);
    for layer in &layers {
        let properties = layer.object.get("properties").and_then(Value::as_object);
        for (name, inner) in properties.into_iter().flatten() {
            let pointer = step(&step(&layer.pointer, "properties"), name);
            walk.name(group, name, &pointer);
            if let Some(node) = group.fields.get(name) {
                reads.extend(answer(walk, node, inner, &pointer));
            }
        }
        // A group that is also looked into is there exactly when what is read in it may be.
        let is_looked_into = |name: &str| {
            let is_group = group.fields.get(name).is_some_and(|node| node.group().is_some());
            is_group && properties.is_some_and(|all| all.contains_key(name))
        };
        for (i, name) in texts(layer.object.get("required")).iter().enumerate() {
            walk.name(group, name, &format!("{}/required/{i}", layer.pointer));
            if !is_looked_into(name) {
                reads.push(join(pattern, name));
            }
        }
        for (inner, pointer) in members(layer) {
            reads.extend(check(walk, group, pattern, inner, &pointer));
        }
    }
    reads
}

/// The questions that are put together to one: `allOf` is a layer already.
fn members<'a>(layer: &Layer<'a>) -> Vec<(&'a Value, String)> {
    let listed = ["anyOf", "oneOf"].into_iter().flat_map(|keyword| {
        let pointer = step(&layer.pointer, keyword);
        let all = layer.object.get(keyword).and_then(Value::as_array).into_iter().flatten();
        all.enumerate().map(move |(i, member)| (member, step(&pointer, &i.to_string())))
    });
    let not = layer.object.get("not").map(|not| (not, step(&layer.pointer, "not")));
    listed.chain(not).collect()
}

/// A question about one answer.
fn answer<'a>(walk: &mut Walk<'a>, node: &'a Node, test: &'a Value, pointer: &str) -> Vec<String> {
    match &node.kind {
        Kind::Group(group) => check(walk, group, &node.pattern, test, pointer),
        Kind::List(list) => {
            for keyword in ["items", "contains"] {
                if let (Some(inner), Some(row)) = (test.get(keyword), list.row.group()) {
                    check(walk, row, &list.row.pattern, inner, &step(pointer, keyword));
                }
            }
            vec![node.pattern.clone()]
        }
        Kind::SeveralOf { options, .. } => {
            for keyword in ["items", "contains"] {
                if let Some(inner) = test.get(keyword) {
                    literals(walk, inner, &step(pointer, keyword), Some(options), &node.kind);
                }
            }
            vec![node.pattern.clone()]
        }
        Kind::OneOf { options, .. } => {
            literals(walk, test, pointer, Some(options), &node.kind);
            vec![node.pattern.clone()]
        }
        kind => {
            literals(walk, test, pointer, None, kind);
            vec![node.pattern.clone()]
        }
    }
}

/// The values that a question compares with: an answer must be able to be one of them.
fn literals<'a>(
    walk: &mut Walk<'a>,
    test: &'a Value,
    pointer: &str,
    options: Option<&[Choice]>,
    kind: &Kind,
) {
    for layer in walk.document.layers(test, pointer) {
        let constant = layer.object.get("const").map(|value| (value, step(&layer.pointer, "const")));
        let listed = layer.object.get("enum").and_then(Value::as_array).into_iter().flatten().enumerate();
        let listed = listed.map(|(i, value)| (value, format!("{}/enum/{i}", layer.pointer)));
        for (value, pointer) in constant.into_iter().chain(listed) {
            if let Some(options) = options {
                option(walk, value, &pointer, options);
            } else if !may_be(value, kind) {
                let reason = format!("no answer to this question can be {value}.");
                walk.problem(&pointer, reason, "Compare with a value of the field's type.");
            }
        }
        for (inner, pointer) in members(&layer) {
            literals(walk, inner, &pointer, options, kind);
        }
    }
}

fn option(walk: &mut Walk<'_>, value: &Value, pointer: &str, options: &[Choice]) {
    if options.iter().any(|option| *value == option.stored) {
        return;
    }
    let known = || options.iter().map(|option| option.value.as_str());
    let meant = value.as_str().and_then(|text| super::vocabulary::nearest(text, known()));
    let remedy = match meant {
        Some(meant) => format!("Did you mean {meant:?}?"),
        None => format!("The options are: {}.", known().collect::<Vec<_>>().join(", ")),
    };
    walk.problem(pointer, format!("there is no option {value}."), remedy);
}

fn may_be(value: &Value, kind: &Kind) -> bool {
    match kind {
        Kind::YesNo | Kind::Declaration => value.is_boolean(),
        Kind::Number { .. } => value.is_number(),
        Kind::Money => value.is_i64() || value.is_u64(),
        Kind::Text(_) | Kind::Date | Kind::Month | Kind::Time | Kind::Moment => value.is_string(),
        Kind::OneOf { .. } | Kind::SeveralOf { .. } | Kind::Files(_) | Kind::Group(_) | Kind::List(_) => true,
    }
}
