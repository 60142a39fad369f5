//! From schema to the tree of fields.

use indexmap::IndexMap;
use serde_json::Value;

use super::branch;
use super::schema::{Document, Layer, first, first_layer, first_text, step};
use crate::forms::field::{Choice, Group, Kind, List, Node, Privacy, TextFormat, TextKind, Words};
use crate::forms::problem::Problem;

/// Options above this number become a select.
const MOST_RADIOS: usize = 7;

/// Texts longer than this get several lines.
const LONGEST_LINE: u64 = 200;

/// The source of a computed value, kept until the whole tree is known.
#[derive(Debug)]
pub struct Source {
    /// The field it belongs to.
    pub pattern: String,
    /// The expression.
    pub text: String,
    /// Where it stands in the schema.
    pub pointer: String,
}

/// Builds the tree and collects the mistakes.
pub struct Builder<'a> {
    /// The schema.
    pub document: &'a Document<'a>,
    /// What was found so far.
    pub problems: Vec<Problem>,
    /// Computed values met so far.
    pub sources: Vec<Source>,
}

impl<'a> Builder<'a> {
    /// A builder for a schema.
    pub fn new(document: &'a Document<'a>) -> Self {
        Self { document, problems: Vec::new(), sources: Vec::new() }
    }

    /// The root of the tree.
    pub fn root(&mut self) -> Node {
        let layers = self.document.layers(self.document.root, "");
        let kind = Kind::Group(self.group("", &layers));
        Node { kind, ..plain_node("", "", &layers) }
    }

    /// Notes a mistake.
    pub fn problem(&mut self, pointer: &str, reason: impl Into<String>, remedy: impl Into<String>) {
        self.problems.push(self.document.problem(pointer, reason, remedy));
    }

    /// The fields of an object, and what decides which of them apply.
    pub fn group(&mut self, pattern: &str, layers: &[Layer<'a>]) -> Group {
        let mut group = Group::default();
        for layer in layers {
            let properties = layer.object.get("properties").and_then(Value::as_object);
            for (name, schema) in properties.into_iter().flatten() {
                if group.fields.contains_key(name) || schema.is_boolean() {
                    continue;
                }
                let pointer = format!("{}/properties/{name}", layer.pointer);
                let node = self.field(name, pattern, schema, &pointer);
                group.fields.insert(name.clone(), node);
            }
            for name in texts(layer.object.get("required")) {
                if !group.required.contains(&name) {
                    group.required.push(name);
                }
            }
        }
        let mut conditions = Vec::new();
        for layer in layers {
            conditions.extend(branch::conditions(self, &mut group, pattern, layer));
        }
        group.conditions = conditions;
        group
    }

    /// A field with this name in the object at `parent`.
    pub fn field(&mut self, name: &str, parent: &str, schema: &'a Value, pointer: &str) -> Node {
        let pattern = if parent.is_empty() { name.to_owned() } else { format!("{parent}.{name}") };
        let layers = self.document.layers(schema, pointer);
        let node = plain_node(name, &pattern, &layers);
        if let Some(layer) = first_layer(&layers, "x-compute")
            && let Some(text) = first_text(&layers, "x-compute")
        {
            let pointer = step(&layer.pointer, "x-compute");
            self.sources.push(Source { pattern: pattern.clone(), text, pointer });
        }
        let kind = self.kind(&pattern, &layers, pointer);
        Node { kind, ..node }
    }

    fn kind(&mut self, pattern: &str, layers: &[Layer<'a>], pointer: &str) -> Kind {
        if let Some(options) = choices(layers) {
            let select = match first_text(layers, "x-widget").as_deref() {
                Some("select") => true,
                Some("radios") => false,
                _ => options.len() > MOST_RADIOS,
            };
            return Kind::OneOf { options, select };
        }
        let computed = first(layers, "x-compute").is_some();
        match first_text(layers, "type").as_deref() {
            Some("string") => self.text(layers, pointer, computed),
            Some("integer") => whole_number(layers),
            Some("number") => Kind::Number { decimals: decimals(layers), unit: first_text(layers, "x-unit") },
            Some("boolean") if !computed && first(layers, "const") == Some(&Value::Bool(true)) => {
                Kind::Declaration
            }
            Some("boolean") => Kind::YesNo,
            Some("object") => Kind::Group(self.group(pattern, layers)),
            Some("array") => self.array(pattern, layers, pointer),
            _ => {
                self.problem(pointer, "this field has no type that can be shown.", "Give it a \"type\".");
                Kind::YesNo
            }
        }
    }

    fn text(&mut self, layers: &[Layer<'a>], pointer: &str, computed: bool) -> Kind {
        let format = match first_text(layers, "format").as_deref() {
            Some("date") => return Kind::Date,
            Some("year-month") => return Kind::Month,
            Some("email") => TextFormat::Email,
            Some("tel") => TextFormat::Tel,
            Some("iban") => TextFormat::Iban,
            Some("bic") => TextFormat::Bic,
            Some("plz") => TextFormat::Plz,
            _ => TextFormat::Plain,
        };
        let max_length = first(layers, "maxLength").and_then(Value::as_u64);
        let is_read_only = first(layers, "readOnly") == Some(&Value::Bool(true));
        let is_free = format == TextFormat::Plain && !computed && !is_read_only;
        if is_free && max_length.is_none() && first(layers, "const").is_none() {
            self.problem(pointer, "this text has no limit.", "Give it a \"maxLength\".");
        }
        let is_area = first_text(layers, "x-widget").as_deref() == Some("textarea");
        Kind::Text(TextKind {
            multiline: is_area || max_length.is_some_and(|most| most > LONGEST_LINE && is_free),
            max_length,
            min_length: first(layers, "minLength").and_then(Value::as_u64),
            format,
        })
    }

    fn array(&mut self, pattern: &str, layers: &[Layer<'a>], pointer: &str) -> Kind {
        let Some(items) = first(layers, "items") else {
            self.problem(pointer, "this list does not say what it lists.", "Give it \"items\".");
            return Kind::YesNo;
        };
        let items_pointer = format!("{pointer}/items");
        let inner = self.document.layers(items, &items_pointer);
        if let Some(options) = choices(&inner) {
            return Kind::SeveralOf { options, exclusive: first_text(layers, "x-exclusive") };
        }
        let limit =
            |keyword| first(layers, keyword).and_then(Value::as_u64).and_then(|n| usize::try_from(n).ok());
        let Some(max) = limit("maxItems") else {
            self.problem(pointer, "this list has no limit.", "Give it \"maxItems\".");
            return Kind::YesNo;
        };
        let row_pattern = format!("{pattern}[]");
        let row = Node {
            kind: Kind::Group(self.group(&row_pattern, &inner)),
            ..plain_node("", &row_pattern, &inner)
        };
        Kind::List(Box::new(List {
            row,
            min: limit("minItems").unwrap_or(0),
            max,
            on_one_page: first_text(layers, "x-layout").as_deref() == Some("rows"),
            item: first_text(layers, "x-item").unwrap_or_else(|| "Eintrag".to_owned()),
        }))
    }
}

/// Everything about a node but what it is.
fn plain_node(name: &str, pattern: &str, layers: &[Layer<'_>]) -> Node {
    let mut messages = IndexMap::new();
    for layer in layers.iter().rev() {
        let own = layer.object.get("x-errors").and_then(Value::as_object);
        for (keyword, text) in own.into_iter().flatten() {
            messages.insert(keyword.clone(), text.as_str().unwrap_or_default().to_owned());
        }
    }
    let is_true = |keyword| first(layers, keyword) == Some(&Value::Bool(true));
    Node {
        name: name.to_owned(),
        pattern: pattern.to_owned(),
        kind: Kind::YesNo,
        title: first_text(layers, "title"),
        description: first_text(layers, "description"),
        words: Words { subject: first_text(layers, "x-subject"), object: first_text(layers, "x-object") },
        messages,
        autocomplete: first_text(layers, "x-autocomplete"),
        default: first(layers, "default").cloned(),
        privacy: match first_text(layers, "x-privacy").as_deref() {
            Some("contact") => Some(Privacy::Contact),
            Some("bank") => Some(Privacy::Bank),
            Some("special") => Some(Privacy::Special),
            _ => None,
        },
        compute: None,
        at: first_text(layers, "x-at"),
        at_submit: is_true("x-at-submit"),
        later: is_true("x-later"),
        privacy_notice: is_true("x-privacy-notice"),
        read_only: is_true("readOnly"),
        declared: true,
    }
}

fn whole_number(layers: &[Layer<'_>]) -> Kind {
    match first_text(layers, "x-unit") {
        Some(unit) if unit == "EUR" => Kind::Money,
        unit => Kind::Number { decimals: 0, unit },
    }
}

/// The places after the comma that `multipleOf` allows; 2 where it says nothing.
fn decimals(layers: &[Layer<'_>]) -> u32 {
    let Some(step) = first(layers, "multipleOf") else { return 2 };
    let text = step.to_string();
    let places = text.split_once('.').map_or(0, |(_, digits)| digits.trim_end_matches('0').len());
    u32::try_from(places).unwrap_or(2)
}

/// The options of a choice: `enum` of texts, or `oneOf` of `const` and `title`.
pub fn choices(layers: &[Layer<'_>]) -> Option<Vec<Choice>> {
    if let Some(options) = first(layers, "oneOf").and_then(Value::as_array) {
        let choice = |option: &Value| {
            Some(Choice {
                value: option.get("const")?.as_str()?.to_owned(),
                title: option.get("title")?.as_str()?.to_owned(),
                description: option.get("description").and_then(Value::as_str).map(str::to_owned),
            })
        };
        return options.iter().map(choice).collect();
    }
    let options = first(layers, "enum")?.as_array()?;
    let choice = |option: &Value| {
        let value = option.as_str()?.to_owned();
        Some(Choice { title: value.clone(), value, description: None })
    };
    options.iter().map(choice).collect()
}

/// A list of texts, as in `required`.
pub fn texts(value: Option<&Value>) -> Vec<String> {
    let items = value.and_then(Value::as_array).into_iter().flatten();
    items.filter_map(Value::as_str).map(str::to_owned).collect()
}
