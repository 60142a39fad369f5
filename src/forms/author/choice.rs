//! Choices, and values that are always the same.

use serde_json::{Map, Value, json};

use super::given::Said;
use super::keywords::sort_of;
use super::maker::Maker;
use super::words::{is_key, label};

/// Above this number of options their keys stay as they are: a long list is a list of codes.
const MOST_LABELS: usize = 40;

/// An option.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// What is stored.
    value: Value,
    /// What people read.
    title: Option<String>,
    /// A hint.
    description: Option<String>,
}

impl Choice {
    fn plain(value: &Value) -> Self {
        Self { value: value.clone(), title: None, description: None }
    }

    fn text(&self) -> String {
        self.value.as_str().map_or_else(|| self.value.to_string(), str::to_owned)
    }
}

fn is_scalar(value: &Value) -> bool {
    value.is_string() || value.is_number() || value.is_boolean()
}

/// The options that a member of a union stands for, if it is nothing else.
pub fn options(said: &Said<'_>) -> Option<Vec<Choice>> {
    if said.first("properties").is_some() {
        return None;
    }
    if let Some(value) = said.first("const").filter(|value| is_scalar(value)) {
        let own = |keyword| said.text(keyword).map(str::to_owned);
        return Some(vec![Choice {
            value: value.clone(),
            title: own("title"),
            description: own("description"),
        }]);
    }
    let all = said.first("enum")?.as_array()?;
    all.iter()
        .all(|value| is_scalar(value) || value.is_null())
        .then(|| all.iter().map(Choice::plain).collect())
}

/// The options that two rules allow.
pub fn both(before: Option<Vec<Choice>>, new: Vec<Choice>) -> Vec<Choice> {
    match before {
        Some(mut before) => {
            before.retain(|option| new.iter().any(|other| other.value == option.value));
            before
        }
        None => new,
    }
}

/// The options of a value: those of its unions, and those of its `enum`s.
pub fn with_listed(options: Option<Vec<Choice>>, said: &Said<'_>) -> Option<Vec<Choice>> {
    let listed = said.all("enum").into_iter().filter_map(|at| at.schema.as_array());
    let all =
        listed.fold(options, |found, all| Some(both(found, all.iter().map(Choice::plain).collect())))?;
    let is_constant = said.first("const").is_some();
    let is_plain_yes_no =
        all.len() == 2 && all.iter().all(|one| one.value.is_boolean() && one.title.is_none());
    (!is_constant && !is_plain_yes_no).then_some(all)
}

impl<'a> Maker<'a> {
    /// A choice; of one option, a constant.
    pub(super) fn choice(
        &mut self,
        key: &str,
        said: &Said<'a>,
        options: Vec<Choice>,
    ) -> Option<Map<String, Value>> {
        let options = self.sound(said, options);
        match options.as_slice() {
            [] => {
                self.notes.left_out(&said.pointer, "this choice has no option.", "Add options.");
                return None;
            }
            [only] => return self.constant(key, said, &only.value.clone()),
            _ => {}
        }
        if said.is_true("readOnly") {
            return self.nobody_fills_in(said);
        }
        let mut made = Map::new();
        self.keywords(said, &mut made, &["default"], &["enum", "const"], "a choice");
        named(key, &mut made);
        if let [first, others @ ..] = options.as_slice() {
            let name = type_name(&first.value);
            if others.iter().all(|other| type_name(&other.value) == name) {
                made.insert("type".to_owned(), name.into());
            }
        }
        let is_named = options.iter().any(|option| option.title.is_some());
        let is_coded = options.len() <= MOST_LABELS && options.iter().any(|option| is_key(&option.text()));
        if is_named || is_coded {
            made.insert("oneOf".to_owned(), options.iter().map(titled).collect());
        } else {
            made.insert("enum".to_owned(), options.into_iter().map(|option| option.value).collect());
        }
        self.rule(said, &mut made);
        Some(made)
    }

    /// The options that people can choose: texts and numbers of the named type, each once.
    fn sound(&mut self, said: &Said<'a>, options: Vec<Choice>) -> Vec<Choice> {
        let is_typed = said.first("type").is_some();
        let names: Vec<&str> = sort_of(said).into_iter().map(super::keywords::Sort::type_name).collect();
        let fits = |value: &Value| {
            let name = type_name(value);
            names.contains(&name) || name == "integer" && names.contains(&"number")
        };
        let mut kept: Vec<Choice> = Vec::new();
        for option in options.into_iter().filter(|option| !option.value.is_null()) {
            let reason = match () {
                () if !is_scalar(&option.value) => "an option is a text or a number.",
                () if is_typed && !fits(&option.value) => "this option is of another type.",
                () if kept.iter().any(|other| other.text() == option.text()) => {
                    "this option stands here twice."
                }
                () => {
                    kept.push(option);
                    continue;
                }
            };
            self.notes.left_out(&said.pointer, format!("{}: {reason}", option.value), "Mend the option.");
        }
        kept
    }

    /// A value that is always the same; yes alone is a declaration.
    pub(super) fn constant(
        &mut self,
        key: &str,
        said: &Said<'a>,
        value: &Value,
    ) -> Option<Map<String, Value>> {
        let reason = match value {
            Value::Bool(true) => None,
            Value::Bool(false) => Some("a question that must be answered with no is none."),
            Value::String(text) if text.contains('\'') => Some("a constant cannot hold an apostrophe."),
            Value::Number(number) if number.to_string().contains(['e', 'E']) => {
                Some("a constant with that many digits cannot be computed.")
            }
            Value::String(_) | Value::Number(_) => None,
            _ => Some("a constant is a text, a number or yes."),
        };
        if let Some(reason) = reason {
            self.notes.left_out(&said.pointer, reason, "Ask for it, or write another value.");
            return None;
        }
        let mut made = Map::new();
        let read =
            ["const", "default", "enum", "format", "maxLength", "minLength", "minimum", "maximum", "pattern"];
        self.keywords(said, &mut made, &[], &read, "a constant");
        made.shift_remove("examples");
        for not in said.all("not") {
            self.notes.left_out(&not.pointer, "a constant has no rules.", "Take it away.");
        }
        if value.is_boolean() {
            named(key, &mut made);
        }
        made.insert("type".to_owned(), type_name(value).into());
        made.insert("const".to_owned(), value.clone());
        Some(made)
    }

    /// Tells that a value has no way into the form.
    pub(super) fn nobody_fills_in(&mut self, said: &Said<'a>) -> Option<Map<String, Value>> {
        let reason = "\"readOnly\": nobody could fill this in.";
        self.notes.left_out(&said.pointer, reason, "Take \"readOnly\" away to ask it.");
        None
    }
}

/// A label out of the key; rows have none.
pub fn named(key: &str, made: &mut Map<String, Value>) {
    if !key.is_empty() {
        made.entry("title").or_insert_with(|| label(key).into());
    }
}

fn titled(option: &Choice) -> Value {
    let text = option.text();
    let title = option.title.clone().unwrap_or_else(|| if is_key(&text) { label(&text) } else { text });
    let title = if title.trim().is_empty() { "(leer)".to_owned() } else { title };
    match &option.description {
        Some(hint) => json!({"const": option.value, "title": title, "description": hint}),
        None => json!({"const": option.value, "title": title}),
    }
}

fn type_name(value: &Value) -> &'static str {
    match value {
        Value::String(_) => "string",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        _ => "integer",
    }
}
