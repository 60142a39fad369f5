//! From schema to the tree of fields.

use indexmap::IndexMap;
use serde_json::Value;

use super::branch;
use super::recursion::Depths;
use super::schema::{Document, Layer, first, first_layer, first_text, step};
use crate::forms::condition::Branch;
use crate::forms::display::words;
use crate::forms::field::{Group, Kind, Node, Privacy, Words};
use crate::forms::problem::Problem;
use crate::texts::Language;

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
    /// The language of the words that come by themselves.
    pub language: Language,
    /// What was found so far.
    pub problems: Vec<Problem>,
    /// Computed values met so far.
    pub sources: Vec<Source>,
    /// How deep it is inside of fields.
    pub depth: usize,
    /// How many fields there are.
    pub count: usize,
    /// How deep it is inside of schemas that lead back to themselves.
    depths: Depths<'a>,
}

impl<'a> Builder<'a> {
    /// A builder for a schema, in a language.
    pub fn new(document: &'a Document<'a>, language: Language) -> Self {
        Self {
            document,
            language,
            problems: Vec::new(),
            sources: Vec::new(),
            depth: 0,
            count: 0,
            depths: Depths::default(),
        }
    }

    /// The root of the tree.
    pub fn root(&mut self) -> Node {
        let layers = self.document.layers(self.document.root, "");
        let kind = Kind::Group(self.group("", &layers));
        Node { kind, ..plain_node("", "", &layers) }
    }

    /// `examples` stand in the hint, in the words of the field.
    fn with_examples(&self, mut node: Node, layers: &[Layer<'_>]) -> Node {
        let examples = first(layers, "examples").and_then(Value::as_array).into_iter().flatten();
        let examples: Vec<String> =
            examples.flat_map(|example| words(&self.language, &node, example)).collect();
        if !examples.is_empty() {
            let between = format!(" {} ", self.language.say("oder"));
            let examples = examples.join(&between);
            let examples = self.language.fill("Zum Beispiel: {examples}.", &[("examples", &examples)]);
            node.description = Some(match node.description {
                Some(hint) => format!("{hint} {examples}"),
                None => examples,
            });
        }
        node
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
                let pointer = format!("{}/properties/{name}", layer.pointer);
                if group.fields.contains_key(name) || !self.is_asked(schema, &pointer) {
                    continue;
                }
                let node = self.field(name, pattern, schema, &pointer);
                group.fields.insert(name.clone(), node);
            }
            for name in texts(layer.object.get("required")) {
                if !group.required.contains(&name) {
                    group.required.push(name);
                }
            }
        }
        let mut said = Branch::default();
        for layer in layers {
            branch::conditions(self, &mut group, pattern, layer, &mut said);
        }
        // What no condition stands around is there in any case.
        for name in &said.offered {
            if let Some(field) = group.fields.get_mut(name) {
                field.declared = true;
            }
        }
        group.required.extend(said.required);
        group.conditions = said.conditions;
        group
    }

    /// Whether a property is a question: not forbidden, not retired, not deeper than people can go.
    pub fn is_asked(&self, schema: &'a Value, pointer: &str) -> bool {
        let is_retired = |layer: &Layer<'_>| layer.object.get("deprecated") == Some(&Value::Bool(true));
        !schema.is_boolean()
            && !self.document.layers(schema, pointer).iter().any(is_retired)
            && !self.depths.is_reached(self.document, schema)
    }

    /// Notes that a schema is followed; [`Self::leave`] takes what this returns.
    pub fn enter(&mut self, schema: &'a Value) -> bool {
        self.depths.enter(self.document, schema)
    }

    /// Comes back out of a schema.
    pub fn leave(&mut self, entered: bool) {
        self.depths.leave(entered);
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
        } else if let Some((text, pointer)) = constant(&layers) {
            self.sources.push(Source { pattern: pattern.clone(), text, pointer });
        }
        let entered = self.depths.enter(self.document, schema);
        let kind = self.kind(&pattern, &layers, pointer);
        self.depths.leave(entered);
        self.with_examples(Node { kind, ..node }, &layers)
    }
}

/// Everything about a node but what it is.
pub fn plain_node(name: &str, pattern: &str, layers: &[Layer<'_>]) -> Node {
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
        anew: is_true("x-anew"),
        privacy_notice: is_true("x-privacy-notice"),
        prefill: first_text(layers, "x-prefill").and_then(|text| text.parse().ok()),
        read_only: is_true("readOnly"),
        write_only: is_true("writeOnly"),
        declared: true,
    }
}

/// A value that is always the same is computed: nobody has to type it. As an expression, and where it stands.
fn constant(layers: &[Layer<'_>]) -> Option<(String, String)> {
    let is_fixed = first(layers, "readOnly") == Some(&Value::Bool(true));
    let keyword = if first_layer(layers, "const").is_some() { "const" } else { "default" };
    let layer = first_layer(layers, keyword).filter(|_| keyword == "const" || is_fixed)?;
    let text = match layer.object.get(keyword)? {
        // An expression has no sign for an apostrophe inside of a text: such a constant is told by the lint.
        Value::String(text) if !text.contains('\'') => format!("'{text}'"),
        Value::Number(number) => number.to_string(),
        Value::Bool(yes) if keyword == "default" => yes.to_string(),
        _ => return None,
    };
    Some((text, step(&layer.pointer, keyword)))
}

/// A list of texts, as in `required`.
pub fn texts(value: Option<&Value>) -> Vec<String> {
    let items = value.and_then(Value::as_array).into_iter().flatten();
    items.filter_map(Value::as_str).map(str::to_owned).collect()
}
