//! From a bundle to a compiled form. Everything that could go wrong with a form goes wrong here, with
//! file, pointer, reason and way out.

mod branch;
pub mod node;
pub mod parts;
mod rules;
pub mod schema;

use std::sync::Arc;

use indexmap::IndexMap;
use serde_json::Value;

use super::bundle;
use super::field::Node;
use super::form::Form;
use super::problem::Problem;
use crate::domain::Channel;
use node::Builder;
use parts::Parts;
use schema::{Document, compile_schema};

impl Form {
    /// Compiles a bundle for a channel, or tells every mistake that was found.
    pub fn from_bundle(text: &str, channel: Channel) -> Result<Self, Vec<Problem>> {
        let parts = Parts::read(text).map_err(|problem| vec![problem])?;
        let schema_file = format!("{}/schema.json", parts.id);
        let form_file = format!("{}/form.json", parts.id);
        let one = |problem| vec![problem];
        let (mut file, desk) = (parts.file().map_err(one)?, parts.desk().map_err(one)?);
        let departments = parts.departments().map_err(one)?;
        if channel == Channel::Assisted {
            file.advice.extend(desk.advice);
        }
        let schema = for_channel(parts.schema, channel);
        let document = Document::new(&schema, &schema_file)?;
        let mut builder = Builder::new(&document);
        let mut root = builder.root();
        if !builder.problems.is_empty() {
            return Err(builder.problems);
        }
        let computed = builder.expressions(&mut root, &file);
        let mut problems = builder.problems;
        let validator = match compile_schema(&document, None) {
            Ok(validator) => validator,
            Err(error) => {
                problems.push(document.problem(&error.pointer, error.reason, ""));
                return Err(problems);
            }
        };
        let pages = match channel {
            Channel::Online => file.pages.clone(),
            Channel::Assisted => [desk.before, file.pages.clone(), desk.after].concat(),
        };
        let mut compiled = rules::compile(&file, &root, &document, &form_file, &mut problems);
        if !problems.is_empty() {
            return Err(problems);
        }
        Ok(Self {
            id: parts.id,
            version: bundle::version(text),
            channel,
            bundle: Arc::from(text),
            pages,
            validator,
            root,
            computed,
            advice: std::mem::take(&mut compiled.advice),
            rules: std::mem::take(&mut compiled.rules),
            tags: std::mem::take(&mut compiled.tags),
            settings: rules::settings(&file, &form_file, &mut Vec::new()),
            departments,
            file,
            schema,
        })
    }
}

/// The schema of a channel: at the desk, the record of the assistance is a part of the application.
fn for_channel(mut schema: Value, channel: Channel) -> Value {
    if channel == Channel::Assisted
        && let Some(object) = schema.as_object_mut()
    {
        if let Some(properties) = object.get_mut("properties").and_then(Value::as_object_mut) {
            properties.insert("assisted".to_owned(), serde_json::json!({"$ref": "#/$defs/assisted"}));
        }
        let required = object.entry("required").or_insert_with(|| Value::Array(Vec::new()));
        if let Some(required) = required.as_array_mut() {
            required.push(Value::String("assisted".to_owned()));
        }
    } else if let Some(defs) = schema.get_mut("$defs").and_then(Value::as_object_mut) {
        defs.shift_remove("assisted");
    }
    schema
}

/// Fields by pattern, for lookups while compiling.
pub fn patterns(root: &Node) -> IndexMap<String, &Node> {
    let mut found = IndexMap::new();
    collect(root, &mut found);
    found
}

fn collect<'a>(node: &'a Node, found: &mut IndexMap<String, &'a Node>) {
    use super::field::Kind;
    if !node.pattern.is_empty() {
        found.insert(node.pattern.clone(), node);
    }
    match &node.kind {
        Kind::Group(group) => group.fields.values().for_each(|field| collect(field, found)),
        Kind::List(list) => {
            if let Kind::Group(group) = &list.row.kind {
                group.fields.values().for_each(|field| collect(field, found));
            }
        }
        _ => {}
    }
}
