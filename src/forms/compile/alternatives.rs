//! `oneOf` or `anyOf` of objects, of which one property says which it is.

use serde_json::Value;

use super::schema::{Document, Layer, first, step};
use crate::forms::problem::Problem;

/// The objects, and what tells them apart.
#[derive(Debug)]
pub struct Alternatives<'a> {
    /// The property that has another value in each.
    pub name: String,
    /// The objects, in order.
    pub members: Vec<Member<'a>>,
}

/// One of the objects.
#[derive(Debug)]
pub struct Member<'a> {
    /// The value of the property that tells it apart.
    pub value: &'a Value,
    /// Its schema.
    pub schema: &'a Value,
    /// Where that stands.
    pub pointer: String,
    /// Everything that speaks about it.
    pub layers: Vec<Layer<'a>>,
    /// What it says about the property that tells it apart.
    pub property: Vec<Layer<'a>>,
}

/// The alternatives that a layer of an object holds; a mistake where nothing tells them apart.
pub fn find<'a>(document: &Document<'a>, layer: &Layer<'a>) -> Vec<Result<Alternatives<'a>, Problem>> {
    ["oneOf", "anyOf"].iter().filter_map(|keyword| of_keyword(document, layer, keyword)).collect()
}

/// Whether the members of a `oneOf` or `anyOf` are objects with fields of their own.
pub fn are_objects(document: &Document<'_>, members: &[Value]) -> bool {
    let has_fields = |member: &Value| {
        document.layers(member, "").iter().any(|layer| layer.object.contains_key("properties"))
    };
    super::schema::beside_null(members).is_none() && members.iter().any(has_fields)
}

fn of_keyword<'a>(
    document: &Document<'a>,
    layer: &Layer<'a>,
    keyword: &str,
) -> Option<Result<Alternatives<'a>, Problem>> {
    let schemas = layer.object.get(keyword)?.as_array()?;
    if !are_objects(document, schemas) {
        return None;
    }
    let pointer = step(&layer.pointer, keyword);
    let members: Vec<(&'a Value, String, Vec<Layer<'a>>)> = schemas
        .iter()
        .enumerate()
        .map(|(i, schema)| {
            let pointer = step(&pointer, &i.to_string());
            (schema, pointer.clone(), document.layers(schema, &pointer))
        })
        .collect();
    let Some(name) = telling(document, &members) else {
        let reason = "nothing tells these objects apart.";
        let remedy =
            "Give each a required property of the same name with a \"const\" of its own, such as \"kind\".";
        return Some(Err(document.problem(&pointer, reason, remedy)));
    };
    let members = members.into_iter().filter_map(|(schema, pointer, layers)| {
        let property = property(document, &layers, &name);
        Some(Member { value: fixed(&property)?, schema, pointer, layers, property })
    });
    Some(Ok(Alternatives { members: members.collect(), name }))
}

/// The first property that every member requires and gives another value.
fn telling<'a>(document: &Document<'a>, members: &[(&'a Value, String, Vec<Layer<'a>>)]) -> Option<String> {
    let (_, _, layers) = members.first()?;
    let names = layers.iter().filter_map(|layer| layer.object.get("properties")?.as_object());
    let tells = |name: &&String| {
        let values: Option<Vec<&Value>> = members
            .iter()
            .map(|(_, _, layers)| {
                let is_required = layers.iter().any(|layer| {
                    let required = layer.object.get("required").and_then(Value::as_array);
                    required.is_some_and(|names| names.iter().any(|required| required == name.as_str()))
                });
                fixed(&property(document, layers, name)).filter(|_| is_required)
            })
            .collect();
        values.is_some_and(|values| (1..values.len()).all(|i| !values[..i].contains(&values[i])))
    };
    names.flat_map(|properties| properties.keys()).find(tells).cloned()
}

fn property<'a>(document: &Document<'a>, layers: &[Layer<'a>], name: &str) -> Vec<Layer<'a>> {
    let found = layers.iter().filter_map(|layer| Some((layer, layer.object.get("properties")?.get(name)?)));
    found
        .flat_map(|(layer, schema)| document.layers(schema, &step(&step(&layer.pointer, "properties"), name)))
        .collect()
}

/// The only value that a property may have.
fn fixed<'a>(layers: &[Layer<'a>]) -> Option<&'a Value> {
    let only = first(layers, "const").or_else(|| match first(layers, "enum")?.as_array()?.as_slice() {
        [only] => Some(only),
        _ => None,
    });
    only.filter(|value| value.is_string() || value.is_number() || value.is_boolean())
}
