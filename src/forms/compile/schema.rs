//! Reading a schema: references, layers, keywords, validators.

use jsonschema::{PatternOptions, Validator};
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value, json};

use super::references;
use crate::forms::formats;
use crate::forms::problem::Problem;

/// Deepest nesting of references and objects that is followed.
pub const MAX_DEPTH: usize = 24;

/// A self-contained schema, with the name of its file for messages.
#[derive(Debug)]
pub struct Document<'a> {
    /// The whole schema.
    pub root: &'a Value,
    /// The file it came from.
    pub file: &'a str,
}

/// One object of the schema that speaks about a value, with its place.
#[derive(Debug, Clone)]
pub struct Layer<'a> {
    /// The keywords.
    pub object: &'a Map<String, Value>,
    /// Where they stand, as a JSON pointer.
    pub pointer: String,
}

impl<'a> Document<'a> {
    /// Checks that references end, and end somewhere.
    pub fn new(root: &'a Value, file: &'a str) -> Result<Self, Vec<Problem>> {
        let document = Self { root, file };
        let problems = if root.is_object() {
            references::check(&document)
        } else {
            vec![Problem::at(file, "", "a schema is a JSON object.", "")]
        };
        if problems.is_empty() { Ok(document) } else { Err(problems) }
    }

    /// What a reference inside of the document leads to. Signs that no address has are written as `%C3%9F`.
    pub fn target(&self, reference: &str) -> Option<&'a Value> {
        let pointer = reference.strip_prefix('#')?;
        self.root.pointer(&percent_decode_str(pointer).decode_utf8().ok()?)
    }

    /// A mistake at a place of the schema, told with the file that its author wrote it in.
    pub fn problem(&self, pointer: &str, reason: impl Into<String>, remedy: impl Into<String>) -> Problem {
        let (file, pointer) = origin(self.file, pointer);
        Problem::at(file, pointer, reason, remedy)
    }

    /// Everything that speaks about the value of `schema`: itself, what it refers to, and the members
    /// of its `allOf` that are no conditions.
    pub fn layers(&self, schema: &'a Value, pointer: &str) -> Vec<Layer<'a>> {
        let mut layers = Vec::new();
        self.add_layers(schema, pointer.to_owned(), &mut layers, 0);
        layers
    }

    fn add_layers(&self, schema: &'a Value, pointer: String, layers: &mut Vec<Layer<'a>>, depth: usize) {
        let Some(object) = schema.as_object().filter(|_| depth < MAX_DEPTH) else { return };
        layers.push(Layer { object, pointer: pointer.clone() });
        if let Some(reference) = object.get("$ref").and_then(Value::as_str)
            && let Some(target) = self.target(reference)
        {
            self.add_layers(target, reference.trim_start_matches('#').to_owned(), layers, depth + 1);
        }
        if let Some(members) = object.get("allOf").and_then(Value::as_array) {
            for (i, member) in members.iter().enumerate() {
                self.add_layers(member, format!("{pointer}/allOf/{i}"), layers, depth + 1);
            }
        }
        for keyword in ["anyOf", "oneOf"] {
            let members = object.get(keyword).and_then(Value::as_array);
            if let Some((i, member)) = members.and_then(|members| beside_null(members)) {
                self.add_layers(member, format!("{pointer}/{keyword}/{i}"), layers, depth + 1);
            }
        }
    }
}

/// The one member of "this or null": an answer that may be `null` is one that may be left out.
pub fn beside_null(members: &[Value]) -> Option<(usize, &Value)> {
    let is_null = |member: &Value| member.get("type") == Some(&Value::from("null"));
    let mut others = members.iter().enumerate().filter(|(_, member)| !is_null(member));
    let only = others.next()?;
    (members.len() == 2 && others.next().is_none()).then_some(only)
}

/// The first value of a keyword among layers: the outer ones win.
pub fn first<'a>(layers: &[Layer<'a>], keyword: &str) -> Option<&'a Value> {
    layers.iter().find_map(|layer| layer.object.get(keyword))
}

/// The first text of a keyword among layers.
pub fn first_text(layers: &[Layer<'_>], keyword: &str) -> Option<String> {
    first(layers, keyword)?.as_str().map(str::to_owned)
}

/// The layer that [`first`] takes a keyword from.
pub fn first_layer<'a, 'b>(layers: &'b [Layer<'a>], keyword: &str) -> Option<&'b Layer<'a>> {
    layers.iter().find(|layer| layer.object.contains_key(keyword))
}

/// A pointer and one step more.
pub fn step(pointer: &str, name: &str) -> String {
    format!("{pointer}/{}", name.replace('~', "~0").replace('/', "~1"))
}

/// The file and the place in it that a place of the self-contained schema came from.
fn origin(file: &str, pointer: &str) -> (String, String) {
    let (head, rest) = match pointer.strip_prefix("/$defs/") {
        Some(inner) => inner.split_at(inner.find('/').unwrap_or(inner.len())),
        None => ("", ""),
    };
    match head.split_once('.').filter(|(folder, _)| ["blocks", "lists"].contains(folder)) {
        Some((folder, name)) => (format!("{folder}/{name}.json"), rest.to_owned()),
        None if head == "assisted" => ("assisted.json".to_owned(), format!("/schema{rest}")),
        None => (file.to_owned(), pointer.to_owned()),
    }
}

/// Why a schema does not compile.
#[derive(Debug)]
pub struct Uncompilable {
    /// Where, below the schema that was given.
    pub pointer: String,
    /// Why.
    pub reason: String,
}

/// Compiles the whole schema, or a part of it that may refer to the whole one's `$defs`.
pub fn compile_schema(document: &Document<'_>, part: Option<&Value>) -> Result<Validator, Uncompilable> {
    let whole = match part {
        None => document.root.clone(),
        Some(part) => {
            // Copying all definitions for each small question would make loading quadratic.
            let definitions = document.root.get("$defs").filter(|_| references::any(part)).cloned();
            json!({
                "$schema": "https://json-schema.org/draft/2020-12/schema",
                "$defs": definitions.unwrap_or_else(|| json!({})),
                "allOf": [part],
            })
        }
    };
    let options = jsonschema::draft202012::options()
        .should_validate_formats(true)
        .should_ignore_unknown_formats(false)
        .with_pattern_options(PatternOptions::regex())
        .with_format("email", formats::is_email)
        .with_format("idn-email", formats::is_email)
        .with_format("iban", formats::is_iban)
        .with_format("bic", formats::is_bic)
        .with_format("plz", formats::is_plz)
        .with_format("tel", formats::is_tel)
        .with_format("year-month", formats::is_year_month);
    options.build(&whole).map_err(|error| {
        let pointer = error.instance_path().as_str();
        let pointer = if part.is_some() { pointer.strip_prefix("/allOf/0").unwrap_or("") } else { pointer };
        Uncompilable { pointer: pointer.to_owned(), reason: format!("this is no JSON Schema: {error}.") }
    })
}
