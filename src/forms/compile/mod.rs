//! From a bundle to a compiled form. Everything that could go wrong with a form goes wrong here, with
//! file, pointer, reason and way out.

mod branch;
mod node;
mod rules;
mod schema;
mod texts;

use std::sync::Arc;

use indexmap::IndexMap;
use serde::Deserialize;
use serde_json::Value;

use super::bundle;
use super::definition::{Advice, FormFile, Page};
use super::field::Node;
use super::form::Form;
use super::problem::Problem;
use crate::domain::{Channel, Department};
use node::Builder;
use schema::{Document, compile_schema};

/// A bundle, as [`bundle::bundle`] writes it.
#[derive(Debug, Deserialize)]
struct Bundle {
    id: String,
    form: Value,
    schema: Value,
    assisted: Value,
    departments: Vec<Department>,
}

/// The pages and hints that the desk adds.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct DeskPages {
    #[serde(default)]
    before: Vec<Page>,
    #[serde(default)]
    after: Vec<Page>,
    #[serde(default)]
    advice: Vec<Advice>,
}

impl Form {
    /// Compiles a bundle for a channel, or tells every mistake that was found.
    pub fn from_bundle(text: &str, channel: Channel) -> Result<Self, Vec<Problem>> {
        let parts: Bundle = serde_json::from_str(text).map_err(|error| {
            vec![Problem::at("bundle", "", format!("this is no form bundle: {error}."), "")]
        })?;
        let schema_file = format!("{}/schema.json", parts.id);
        let form_file = format!("{}/form.json", parts.id);
        let mut file: FormFile = read_form(&parts.form, &form_file)?;
        let desk: DeskPages = read_as(&parts.assisted, "assisted.json")?;
        if channel == Channel::Assisted {
            file.advice.extend(desk.advice);
        }
        let schema = for_channel(parts.schema, channel);
        let document = Document::new(&schema, &schema_file)?;
        let mut builder = Builder::new(&document);
        let mut root = builder.root();
        let computed = builder.expressions(&mut root, &file);
        let mut problems = builder.into_problems();
        let validator = match compile_schema(&document, None) {
            Ok(validator) => validator,
            Err(reason) => {
                problems.push(Problem::at(&schema_file, "", reason, ""));
                return Err(problems);
            }
        };
        let pages = match channel {
            Channel::Online => file.pages.clone(),
            Channel::Assisted => [desk.before, file.pages.clone(), desk.after].concat(),
        };
        let mut compiled = rules::compile(&file, &root, &document, &form_file, &mut problems);
        texts::check(&file, &pages, &root, &parts.departments, &form_file, &mut problems);
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
            departments: parts.departments,
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

fn read_form(value: &Value, file: &str) -> Result<FormFile, Vec<Problem>> {
    read_as(value, file)
}

fn read_as<T: serde::de::DeserializeOwned>(value: &Value, file: &str) -> Result<T, Vec<Problem>> {
    serde_path_to_error::deserialize(value.clone()).map_err(|error| {
        let path = error.path().to_string();
        let pointer = if path == "." { String::new() } else { pointer_of(&path) };
        let remedy = "The keys are listed in forms/README.md.";
        vec![Problem::at(file, pointer, format!("{}.", error.into_inner()), remedy)]
    })
}

/// `pages[2].fields` as a JSON pointer.
fn pointer_of(path: &str) -> String {
    format!("/{}", path.replace(['.', '['], "/").replace(']', "").replace("//", "/"))
}

/// Fields by pattern, for lookups while compiling.
pub(super) fn patterns(root: &Node) -> IndexMap<String, &Node> {
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
