//! What the keywords of a value say about its kind, and which of them a question of that kind can have.

use serde_json::{Map, Value, json};

use super::given::{At, Part, Said};
use super::maker::Maker;
use crate::forms::compile::schema::step;
use crate::forms::lint::{Place, check_keyword};

/// The kind of an answer. Of several, the first takes most of what people may want to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sort {
    /// A text.
    Text,
    /// A number.
    Number,
    /// A whole number.
    Whole,
    /// A list.
    List,
    /// An object.
    Object,
    /// Yes or no.
    YesNo,
}

impl Sort {
    /// The type in JSON Schema.
    pub fn type_name(self) -> &'static str {
        match self {
            Self::Text => "string",
            Self::Number => "number",
            Self::Whole => "integer",
            Self::List => "array",
            Self::Object => "object",
            Self::YesNo => "boolean",
        }
    }

    /// In a sentence.
    pub fn described(self) -> &'static str {
        match self {
            Self::Text => "a text",
            Self::Number => "a number",
            Self::Whole => "a whole number",
            Self::List => "a list",
            Self::Object => "a group",
            Self::YesNo => "a yes/no question",
        }
    }

    fn of(value: &Value) -> Option<Self> {
        match value {
            Value::String(_) => Some(Self::Text),
            Value::Number(number) if number.is_f64() => Some(Self::Number),
            Value::Number(_) => Some(Self::Whole),
            Value::Bool(_) => Some(Self::YesNo),
            _ => None,
        }
    }
}

const ALL: [Sort; 6] = [Sort::Text, Sort::Number, Sort::Whole, Sort::List, Sort::Object, Sort::YesNo];

/// What a keyword without a type beside it is about.
const ABOUT: &[(Sort, &[&str])] = &[
    (
        Sort::Object,
        &[
            "additionalProperties",
            "dependentRequired",
            "dependentSchemas",
            "patternProperties",
            "properties",
            "required",
        ],
    ),
    (Sort::List, &["contains", "items", "maxItems", "minItems", "prefixItems", "uniqueItems"]),
    (Sort::Text, &["contentEncoding", "contentMediaType", "format", "maxLength", "minLength", "pattern"]),
    (Sort::Number, &["exclusiveMaximum", "exclusiveMinimum", "maximum", "minimum", "multipleOf"]),
];

/// The kinds that an answer may have, best first; none if nothing is said about it.
pub fn sort_of(said: &Said<'_>) -> Vec<Sort> {
    let mut found: Option<Vec<Sort>> = None;
    for At { schema, .. } in said.all("type") {
        let named = |sort: &Sort| match schema {
            Value::String(name) => name == sort.type_name(),
            Value::Array(names) => names.iter().any(|name| name == sort.type_name()),
            _ => false,
        };
        // A whole number is a number.
        let is_in = |all: &[Sort], sort: &Sort| {
            all.contains(sort) || *sort == Sort::Whole && all.contains(&Sort::Number)
        };
        let here: Vec<Sort> = ALL.into_iter().filter(named).collect();
        found = Some(match found {
            None => here,
            Some(before) => {
                ALL.into_iter().filter(|sort| is_in(&before, sort) && is_in(&here, sort)).collect()
            }
        });
    }
    found.unwrap_or_else(|| inferred(said))
}

fn inferred(said: &Said<'_>) -> Vec<Sort> {
    let has = |names: &[&str]| names.iter().any(|name| said.first(name).is_some());
    if let Some((sort, _)) = ABOUT.iter().find(|(_, names)| has(names)) {
        return vec![*sort];
    }
    if let Some(sort) = said.first("const").and_then(Sort::of) {
        return vec![sort];
    }
    let members =
        ["oneOf", "anyOf"].into_iter().filter_map(|keyword| said.first(keyword)?.as_array()).flatten();
    let mut has_objects =
        members.map(|member| member.get("properties").is_some() || member.get("$ref").is_some()).peekable();
    if has_objects.peek().is_some() && has_objects.all(|is_object| is_object) {
        return vec![Sort::Object];
    }
    Vec::new()
}

/// Keywords that are read elsewhere, or say nothing about answers.
const READ: &[&str] = &[
    "$anchor",
    "$defs",
    "$dynamicAnchor",
    "$id",
    "$ref",
    "$schema",
    "$vocabulary",
    "allOf",
    "anyOf",
    "definitions",
    "deprecated",
    "example",
    "not",
    "nullable",
    "oneOf",
    "readOnly",
    "type",
];

/// Words for people that every value can have.
const WORDS: &[&str] = &["$comment", "description", "examples", "title", "writeOnly"];

const COUNTS: &[&str] = &["maxContains", "maxItems", "maxLength", "minContains", "minItems", "minLength"];
const NUMBERS: &[&str] = &["exclusiveMaximum", "exclusiveMinimum", "maximum", "minimum", "multipleOf"];
const TEXTS: &[&str] = &["$comment", "description", "format", "pattern", "title"];
const FLAGS: &[&str] = &["uniqueItems", "writeOnly"];

/// The value of a keyword, if it can have this one.
fn usable(keyword: &str, value: &Value) -> Option<Value> {
    let whole =
        |number: f64| (number >= 0.0 && number.fract() == 0.0 && number < 1e15).then_some(number as u64);
    match keyword {
        name if COUNTS.contains(&name) => {
            value.as_u64().or_else(|| value.as_f64().and_then(whole)).map(Value::from)
        }
        "multipleOf" => value.as_f64().is_some_and(|step| step > 0.0).then(|| value.clone()),
        name if NUMBERS.contains(&name) => value.is_number().then(|| value.clone()),
        name if TEXTS.contains(&name) => {
            let text = value.as_str().map(str::trim).filter(|text| !text.is_empty())?;
            Some(if name == "pattern" { value.clone() } else { text.replace("{$", "{ $").into() })
        }
        name if FLAGS.contains(&name) => value.is_boolean().then(|| value.clone()),
        "examples" => {
            let all =
                value.as_array()?.iter().filter(|one| !one.is_null() && !one.is_object() && !one.is_array());
            let all: Vec<Value> = all.take(3).cloned().collect();
            (!all.is_empty()).then(|| Value::Array(all))
        }
        _ => Some(value.clone()),
    }
}

impl<'a> Maker<'a> {
    /// Takes over the words of a value and the keywords that it can have; tells of all others, but of those
    /// that the caller has read.
    pub(super) fn keywords(
        &mut self,
        said: &Said<'a>,
        made: &mut Map<String, Value>,
        allowed: &[&str],
        read: &[&str],
        what: &str,
    ) {
        for part in &said.parts {
            for (keyword, value) in part.object {
                let pointer = step(&part.pointer, keyword);
                let name = keyword.as_str();
                let is_own = name.starts_with("x-") && check_keyword(name, Place::Part).is_none();
                if allowed.contains(&name) || WORDS.contains(&name) || is_own {
                    self.take(name, value, &pointer, made);
                } else if !READ.contains(&name) && !read.contains(&name) {
                    self.unsupported(name, &pointer, what);
                }
            }
            self.example(part, made);
        }
    }

    /// Takes over the words that stand beside a reference.
    pub(super) fn words(&mut self, said: &Said<'a>, made: &mut Map<String, Value>, allowed: &[&str]) {
        let title = made.get("title").cloned();
        self.keywords(said, made, allowed, &[], "a reference");
        made.extend(title.map(|title| ("title".to_owned(), title)));
    }

    /// One example, as OpenAPI writes it.
    fn example(&mut self, part: &Part<'a>, made: &mut Map<String, Value>) {
        let example = part.object.get("example").and_then(|one| usable("examples", &json!([one])));
        if let Some(examples) = example.filter(|_| !made.contains_key("examples")) {
            made.insert("examples".to_owned(), examples);
        }
    }

    fn unsupported(&mut self, keyword: &str, pointer: &str, what: &str) {
        match check_keyword(keyword, Place::Part) {
            Some(fault) => self.notes.left_out(pointer, fault.reason, &fault.remedy),
            None => {
                let reason = format!("{keyword:?} says nothing about {what}.");
                self.notes.left_out(pointer, reason, "Take it away.");
            }
        }
    }

    /// Takes one keyword over; of several limits the narrower one counts.
    fn take(&mut self, keyword: &str, value: &Value, pointer: &str, made: &mut Map<String, Value>) {
        // "Nothing" is what leaving out says.
        if keyword == "default" && (value.is_null() || *value == "") {
            return;
        }
        let Some(value) = usable(keyword, value) else {
            if !(TEXTS.contains(&keyword) && value.as_str().is_some_and(|text| text.trim().is_empty())) {
                self.notes.left_out(pointer, format!("{value} is no value of {keyword:?}."), "Mend it.");
            }
            return;
        };
        let Some(before) = made.get(keyword).cloned() else {
            made.insert(keyword.to_owned(), value);
            return;
        };
        let (a, b) = (before.as_f64().unwrap_or_default(), value.as_f64().unwrap_or_default());
        match keyword {
            "minLength" | "minItems" | "minContains" | "minimum" | "exclusiveMinimum" if b > a => {
                made.insert(keyword.to_owned(), value);
            }
            "maxLength" | "maxItems" | "maxContains" | "maximum" | "exclusiveMaximum" if b < a => {
                made.insert(keyword.to_owned(), value);
            }
            "uniqueItems" => {
                made.insert(keyword.to_owned(), (before == true || value == true).into());
            }
            "pattern" | "format" | "multipleOf" | "not" | "contains" if before != value => {
                let reason = format!("{keyword:?} is said twice; the first one counts.");
                self.notes.left_out(pointer, reason, "Write one that says both.");
            }
            _ => {}
        }
    }
}
