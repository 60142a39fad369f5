//! What a condition of the schema says.

use serde_json::{Map, Value};

use super::said::{Asked, Fact, Said, all_of, any_of};
use crate::forms::condition::Test;
use crate::forms::field::{Kind, Node};
use crate::forms::form::Form;

/// The question of a condition about a group.
pub fn test<'a>(form: &'a Form, test: &'a Test, group: &'a Node) -> Said<'a> {
    match test {
        Test::Schema(asked) => schema(form, &asked.schema, group),
        Test::Present(name) => given(group, name),
        Test::Equals(name, value) => Said::Fact(Fact::OneOf(asked(group, name), vec![value]), true),
    }
}

/// What a schema asks of the answer of a node.
pub fn schema<'a>(form: &'a Form, asked: &'a Value, node: &'a Node) -> Said<'a> {
    let Some(object) = asked.as_object() else {
        return match asked {
            Value::Bool(false) => Said::always().turned(),
            _ => Said::always(),
        };
    };
    let parts = object.iter().map(|(keyword, value)| of_keyword(form, keyword, value, object, node));
    all_of(parts.collect())
}

fn of_keyword<'a>(
    form: &'a Form,
    keyword: &'a str,
    value: &'a Value,
    beside: &Map<String, Value>,
    node: &'a Node,
) -> Said<'a> {
    let members =
        || value.as_array().into_iter().flatten().map(|member| schema(form, member, node)).collect();
    match keyword {
        "$ref" => match value.as_str().and_then(|text| form.schema.pointer(text.trim_start_matches('#'))) {
            Some(target) => schema(form, target, node),
            None => Said::always(),
        },
        "allOf" => all_of(members()),
        "anyOf" | "oneOf" => any_of(members()),
        "not" => schema(form, value, node).turned(),
        "properties" => {
            let asked = value.as_object().into_iter().flatten();
            all_of(asked.filter_map(|(name, asked)| Some(schema(form, asked, child(node, name)?))).collect())
        }
        "required" => {
            let asks = |name: &&str| {
                beside.get("properties").and_then(|all| all.get(*name)).is_some_and(says_something)
            };
            let names = value.as_array().into_iter().flatten().filter_map(Value::as_str);
            all_of(names.filter(|name| !asks(name)).map(|name| given(node, name)).collect())
        }
        "type" | "$comment" => Said::always(),
        _ => Said::Fact(of_answer(form, keyword, value, node), true),
    }
}

/// Whether a schema asks more than whether something is there.
fn says_something(schema: &Value) -> bool {
    schema.as_object().is_some_and(|object| object.keys().any(|keyword| keyword != "type"))
}

/// What a keyword asks of a single answer.
fn of_answer<'a>(form: &'a Form, keyword: &'a str, value: &'a Value, node: &'a Node) -> Fact<'a> {
    match keyword {
        "const" => Fact::OneOf(node.into(), vec![value]),
        "enum" => Fact::OneOf(node.into(), value.as_array().into_iter().flatten().collect()),
        "contains" => match &node.kind {
            Kind::List(list) => Fact::InARow(node.into(), Box::new(schema(form, value, &list.row))),
            _ => Fact::Chosen(node.into(), options(value)),
        },
        _ => Fact::Keyword(node.into(), keyword, value),
    }
}

fn options(asked: &Value) -> Vec<&Value> {
    match asked.get("const") {
        Some(one) => vec![one],
        None => asked.get("enum").and_then(Value::as_array).into_iter().flatten().collect(),
    }
}

fn given<'a>(group: &'a Node, name: &'a str) -> Said<'a> {
    Said::Fact(Fact::Given(asked(group, name)), true)
}

fn asked<'a>(group: &'a Node, name: &'a str) -> Asked<'a> {
    Asked { name, node: child(group, name) }
}

fn child<'a>(node: &'a Node, name: &str) -> Option<&'a Node> {
    node.group()?.fields.get(name)
}
