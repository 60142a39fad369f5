//! From a bundle to a compiled form. Everything that could go wrong with a form goes wrong here, with
//! file, pointer, reason and way out.

pub mod alternatives;
mod branch;
pub mod checks;
pub mod kind;
pub mod node;
mod order;
pub mod parts;
pub mod recursion;
mod references;
pub mod rules;
pub mod schema;
mod second_step;
pub mod wording;

use std::sync::Arc;

use indexmap::IndexMap;
use jsonschema::Validator;
use serde_json::Value;

use super::bundle;
use super::committee::Committee;
use super::definition::{FormFile, OpenTo};
use super::field::Node;
use super::form::Form;
use super::problem::Problem;
use super::translation;
use crate::domain::{Channel, Process};
use crate::texts::Language;
use node::Builder;
use parts::Parts;
pub use rules::{Asking, absolute};
use schema::{Document, compile_schema};

impl Form {
    /// Compiles a bundle for a channel, or tells every mistake that was found. Nobody but staff has a form
    /// for staff: asked for as the one for those who apply themselves, it is compiled for them.
    pub fn from_bundle(text: &str, channel: Channel) -> Result<Self, Vec<Problem>> {
        Self::in_language(text, channel, &Language::german())
    }

    /// Compiles a bundle for a channel in another language: the same questions and rules, other words. Where
    /// the version does not speak it, the words are German.
    pub fn in_language(text: &str, channel: Channel, language: &Language) -> Result<Self, Vec<Problem>> {
        let mut parts = Parts::read(text).map_err(|problem| vec![problem])?;
        let dictionary = parts.texts.get(language.tag());
        let language = if dictionary.is_some() { language.clone() } else { Language::german() };
        if let Some(dictionary) = dictionary {
            translation::translate(&mut parts.form, &mut parts.schema, language.tag(), dictionary);
        }
        let schema_file = format!("{}/schema.json", parts.id);
        let form_file = format!("{}/form.json", parts.id);
        let one = |problem| vec![problem];
        let (mut file, mut desk) = (parts.file().map_err(one)?, parts.desk().map_err(one)?);
        let channel = own_channel(&file, channel);
        wording::fill_file(&mut file);
        wording::fill_pages(&mut desk.before, &file.settings);
        wording::fill_pages(&mut desk.after, &file.settings);
        let departments = parts.departments().map_err(one)?;
        if channel == Channel::Assisted {
            file.advice.extend(desk.advice);
        }
        let mut schema = for_channel(parts.schema, channel);
        match channel {
            Channel::SecondStep => second_step::keep_only(&mut file, &mut schema),
            _ => second_step::take_away(&file, &mut schema),
        }
        wording::fill_schema(&mut schema, &file.settings);
        let document = Document::new(&schema, &schema_file)?;
        let Tree { root, computed, validator } = tree(&document, &file, &language)?;
        let compiled = rules::compile(&file, &root, &document, &form_file)?;
        let pages = match channel {
            Channel::Online | Channel::Staff | Channel::SecondStep | Channel::Inquiry | Channel::Api => {
                file.pages.clone()
            }
            Channel::Assisted => [desk.before, file.pages.clone(), desk.after].concat(),
        };
        let mut form = Self {
            id: parts.id,
            version: bundle::version(text),
            channel,
            language,
            other_languages: parts.texts.into_keys().collect(),
            bundle: Arc::from(text),
            pages,
            validator,
            root,
            computed,
            advice: compiled.advice,
            rules: compiled.rules,
            tags: compiled.tags,
            process: process(&file),
            second_signature: compiled.second_signature,
            check: None,
            committee: None,
            settings: compiled.settings,
            departments,
            file,
            schema,
        };
        if channel != Channel::SecondStep {
            form.check = checks::compile(&form)?.map(Box::new);
            let rules = form.file.committee.as_ref();
            form.committee = rules.and_then(|rules| Committee::new(&form, rules).ok());
        }
        Ok(form)
    }
}

/// What is made from the schema alone.
struct Tree {
    root: Node,
    computed: Vec<String>,
    validator: Validator,
}

fn tree(document: &Document<'_>, file: &FormFile, language: &Language) -> Result<Tree, Vec<Problem>> {
    let mut builder = Builder::new(document, language.clone());
    let mut root = builder.root();
    if !builder.problems.is_empty() {
        return Err(builder.problems);
    }
    let computed = builder.expressions(&mut root, file);
    match compile_schema(document, None) {
        Ok(validator) if builder.problems.is_empty() => Ok(Tree { root, computed, validator }),
        Ok(_) => Err(builder.problems),
        Err(error) => {
            builder.problem(&error.pointer, error.reason, "");
            Err(builder.problems)
        }
    }
}

/// The moves of the cases of a form.
fn process(file: &FormFile) -> Process {
    let rules = &file.process;
    Process {
        without: rules.without.clone(),
        who: rules.who.clone(),
        outcomes: file.decision.outcomes().into_iter().map(|(id, _)| id).collect(),
    }
}

/// The channel for which a form is compiled when it is asked for in this one.
fn own_channel(file: &FormFile, asked: Channel) -> Channel {
    match (file.open_to, asked) {
        (OpenTo::Staff, Channel::Online) => Channel::Staff,
        (_, asked) => asked,
    }
}

/// The schema of a channel: at the desk, the record of the assistance is a part of the application, and
/// some answers are usually others.
fn for_channel(mut schema: Value, channel: Channel) -> Value {
    if channel == Channel::Assisted {
        use_desk_defaults(&mut schema);
    }
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

fn use_desk_defaults(schema: &mut Value) {
    match schema {
        Value::Object(object) => {
            if let Some(default) = object.get("x-desk-default").cloned() {
                object.insert("default".to_owned(), default);
            }
            object.values_mut().for_each(use_desk_defaults);
        }
        Value::Array(items) => items.iter_mut().for_each(use_desk_defaults),
        _ => {}
    }
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
