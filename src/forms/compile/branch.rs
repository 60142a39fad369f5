//! Conditions: what a branch says about the fields of its group.

use serde_json::Value;

use super::alternatives::{self, Alternatives, Member};
use super::kind::one_of;
use super::node::{Builder, plain_node, texts};
use super::schema::{Layer, compile_schema, first_text};
use crate::forms::condition::{Asked, Branch, Condition, Test};
use crate::forms::field::{Choice, Group, Kind, List, Node};

/// The conditions that a layer of a group holds, put into `said`. Fields that only a branch declares are
/// added to the group, marked as not declared.
pub fn conditions<'a>(
    builder: &mut Builder<'a>,
    group: &mut Group,
    pattern: &str,
    layer: &Layer<'a>,
    said: &mut Branch,
) {
    if let Some(test) = layer.object.get("if") {
        let validator = match compile_schema(builder.document, Some(test)) {
            Ok(validator) => validator,
            Err(error) => {
                builder.problem(&format!("{}/if{}", layer.pointer, error.pointer), error.reason, "");
                return;
            }
        };
        let mut side = |keyword: &str, builder: &mut Builder<'a>| match layer.object.get(keyword) {
            Some(schema) => branch(builder, group, pattern, schema, &format!("{}/{keyword}", layer.pointer)),
            None => Branch::default(),
        };
        let then = side("then", builder);
        let otherwise = side("else", builder);
        let asked = Asked { validator, schema: test.clone() };
        said.conditions.push(Condition { test: Test::Schema(Box::new(asked)), then, otherwise });
    }
    let dependent = layer.object.get("dependentRequired").and_then(Value::as_object);
    for (name, required) in dependent.into_iter().flatten() {
        let then = Branch { required: texts(Some(required)), ..Branch::default() };
        said.conditions.push(Condition {
            test: Test::Present(name.clone()),
            then,
            otherwise: Branch::default(),
        });
    }
    let dependent = layer.object.get("dependentSchemas").and_then(Value::as_object);
    for (name, schema) in dependent.into_iter().flatten() {
        let pointer = format!("{}/dependentSchemas/{name}", layer.pointer);
        let then = branch(builder, group, pattern, schema, &pointer);
        said.conditions.push(Condition {
            test: Test::Present(name.clone()),
            then,
            otherwise: Branch::default(),
        });
    }
    for found in alternatives::find(builder.document, layer) {
        match found {
            Ok(found) => one_of_objects(builder, group, pattern, found, said),
            Err(problem) => builder.problems.push(problem),
        }
    }
}

/// `oneOf` of objects: a choice, and for each option a condition.
fn one_of_objects<'a>(
    builder: &mut Builder<'a>,
    group: &mut Group,
    pattern: &str,
    found: Alternatives<'a>,
    said: &mut Branch,
) {
    let Alternatives { name, members } = found;
    let option = |member: &Member<'a>| {
        let (title, hint) = (first_text(&member.layers, "title"), first_text(&member.layers, "description"));
        Choice::new(member.value, title.as_deref(), hint.as_deref())
    };
    let options: Vec<Choice> = members.iter().filter_map(option).collect();
    let property = members.first().map(|member| member.property.clone()).unwrap_or_default();
    let is_again = group.told_apart_by.contains(&name);
    let field = group
        .fields
        .entry(name.clone())
        .or_insert_with(|| Node { declared: false, ..plain_node(&name, &join(pattern, &name), &property) });
    if !field.declared && !said.offered.contains(&name) {
        said.offered.push(name.clone());
    }
    match &field.kind {
        Kind::OneOf { options: known, .. } => {
            let values = |options: &[Choice]| options.iter().map(|o| o.value.clone()).collect::<Vec<_>>();
            if is_again && values(known) != values(&options) {
                let pointer = members.first().map(|member| member.pointer.clone()).unwrap_or_default();
                let reason = format!("another choice is told apart by {name:?} already, with other options.");
                builder.problem(&pointer, reason, "Use a property of another name.");
            }
        }
        _ => field.kind = one_of(options, &property),
    }
    group.told_apart_by.push(name.clone());
    said.required.push(name.clone());
    for member in members {
        let then = branch(builder, group, pattern, member.schema, &member.pointer);
        let test = Test::Equals(name.clone(), member.value.clone());
        said.conditions.push(Condition { test, then, otherwise: Branch::default() });
    }
}

fn join(group: &str, name: &str) -> String {
    if group.is_empty() { name.to_owned() } else { format!("{group}.{name}") }
}

/// What a schema in a branch says about the fields of `group`.
fn branch<'a>(
    builder: &mut Builder<'a>,
    group: &mut Group,
    pattern: &str,
    schema: &'a Value,
    pointer: &str,
) -> Branch {
    let mut result = Branch::default();
    for layer in builder.document.layers(schema, pointer) {
        result.required.extend(texts(layer.object.get("required")));
        // "Not both" of several is a rule for the validator; "not this one" means that it does not apply.
        let not = layer.object.get("not").and_then(Value::as_object).filter(|not| not.len() == 1);
        if let Some([only]) = not.map(|not| texts(not.get("required"))).as_deref() {
            result.forbidden.push(only.clone());
        }
        let properties = layer.object.get("properties").and_then(Value::as_object);
        for (name, inner) in properties.into_iter().flatten() {
            let pointer = format!("{}/properties/{name}", layer.pointer);
            property(builder, group, pattern, (name, inner, &pointer), &mut result);
        }
        conditions(builder, group, pattern, &layer, &mut result);
    }
    result
}

fn property<'a>(
    builder: &mut Builder<'a>,
    group: &mut Group,
    pattern: &str,
    (name, inner, pointer): (&str, &'a Value, &str),
    result: &mut Branch,
) {
    if *inner == Value::Bool(false) {
        result.forbidden.push(name.to_owned());
        return;
    }
    if inner.as_object().is_none_or(serde_json::Map::is_empty) {
        // It may be there, whatever it is: that is said where it is described.
        if group.fields.get(name).is_some_and(|node| !node.declared)
            && !result.offered.iter().any(|o| o == name)
        {
            result.offered.push(name.to_owned());
        }
        return;
    }
    if !builder.is_asked(inner, pointer) {
        return;
    }
    match group.fields.get_mut(name) {
        Some(node) => {
            if !node.declared && !result.offered.contains(&node.name) {
                result.offered.push(node.name.clone());
            }
            let entered = builder.enter(inner);
            let below = match &mut node.kind {
                Kind::Group(below) => {
                    let below_pattern = node.pattern.clone();
                    Some(branch(builder, below, &below_pattern, inner, pointer))
                }
                Kind::List(list) => Some(rows(builder, list, inner, pointer)),
                _ => None,
            };
            builder.leave(entered);
            if let Some(below) = below {
                result.below.entry(name.to_owned()).or_default().also(below);
            }
        }
        None => {
            let mut node = builder.field(name, pattern, inner, pointer);
            node.declared = false;
            result.offered.push(name.to_owned());
            group.fields.insert(name.to_owned(), node);
        }
    }
}

/// What a branch says about the rows of a list.
fn rows<'a>(builder: &mut Builder<'a>, list: &mut List, schema: &'a Value, pointer: &str) -> Branch {
    let pattern = list.row.pattern.clone();
    let mut said = Branch::default();
    for layer in builder.document.layers(schema, pointer) {
        if let (Some(items), Kind::Group(row)) = (layer.object.get("items"), &mut list.row.kind) {
            said.also(branch(builder, row, &pattern, items, &format!("{}/items", layer.pointer)));
        }
    }
    said
}
