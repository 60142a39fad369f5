//! Single questions: texts, days, numbers, yes or no.

use serde_json::{Map, Value, json};

use super::choice::named;
use super::given::Said;
use super::keywords::Sort;
use super::maker::Maker;
use super::words::{is_prose, without_braces};
use crate::forms::lint::{FORMATS, WITHOUT_WORDS};

/// Most characters of a text that says nothing about it.
const LINE: u64 = 200;

/// Most characters of a text in several lines.
const PROSE: u64 = 2000;

/// Formats that are asked in parts, and so have no length.
const IN_PARTS: &[&str] = &["date", "date-time", "time", "year-month"];

/// Formats of texts that are too long or too strange to be typed.
const ENCODED: &[&str] = &["base64", "binary", "byte"];

/// Most characters by format.
const LENGTHS: &[(&str, u64)] = &[
    ("bic", 11),
    ("duration", 40),
    ("email", 254),
    ("hostname", 253),
    ("iban", 34),
    ("idn-email", 254),
    ("idn-hostname", 253),
    ("ipv4", 15),
    ("ipv6", 45),
    ("iri", 500),
    ("plz", 5),
    ("tel", 40),
    ("uri", 500),
    ("uuid", 36),
];

impl<'a> Maker<'a> {
    /// A single question.
    pub(super) fn question(&mut self, key: &str, said: &Said<'a>, sort: Sort) -> Option<Map<String, Value>> {
        let only = match said.first("enum").and_then(Value::as_array).map(Vec::as_slice) {
            Some([only]) => Some(only),
            _ => said.first("const"),
        };
        if let Some(value) = only {
            return self.constant(key, said, &value.clone());
        }
        let is_fixed = said.is_true("readOnly");
        let default = said
            .first("default")
            .filter(|value| value.is_string() || value.is_number() || value.is_boolean());
        if is_fixed && default.is_none() {
            return self.nobody_fills_in(said);
        }
        let mut made = match sort {
            Sort::Text => self.text(key, said)?,
            Sort::YesNo => {
                let mut made = Map::new();
                self.keywords(said, &mut made, &["default"], &["enum"], "a yes/no question");
                made
            }
            _ => self.number(said),
        };
        if is_fixed {
            made.insert("readOnly".to_owned(), true.into());
        }
        made.insert("type".to_owned(), sort.type_name().into());
        self.finish(key, said, made)
    }

    fn text(&mut self, key: &str, said: &Said<'a>) -> Option<Map<String, Value>> {
        let format = said.text("format");
        let is_encoded =
            said.first("contentEncoding").is_some() || format.is_some_and(|name| ENCODED.contains(&name));
        if is_encoded {
            let remedy = "Ask for a file with \"x-file\" instead.";
            self.notes.left_out(&said.pointer, "nobody can type an encoded text.", remedy);
            return None;
        }
        let is_known = |name: &&str| FORMATS.contains(name) || WITHOUT_WORDS.contains(name);
        let known = format.filter(is_known);
        for unknown in said.all("format").into_iter().filter(|_| known.is_none()) {
            let reason = format!("Pforte knows no format {}.", unknown.schema);
            self.notes.left_out(&unknown.pointer, reason, "Say it with a \"pattern\", or leave it.");
        }
        let mut made = Map::new();
        if known.is_some_and(|name| IN_PARTS.contains(&name)) {
            self.keywords(said, &mut made, &["default", "format"], &[], "a day or a time");
            return Some(made);
        }
        let allowed: &[&str] = match known {
            Some(_) => &["default", "format", "maxLength", "minLength", "pattern"],
            None => &["default", "maxLength", "minLength", "pattern"],
        };
        self.keywords(said, &mut made, allowed, &["format"], "a text");
        let is_long = said.first("contentMediaType").is_some()
            || known.is_none() && is_prose(key, said.text("description").unwrap_or_default());
        let by_format = LENGTHS.iter().find(|(name, _)| Some(*name) == known).map(|(_, most)| *most);
        let usual = by_format.unwrap_or(if is_long { PROSE } else { LINE });
        let least = made.get("minLength").and_then(Value::as_u64).unwrap_or(0);
        made.entry("maxLength").or_insert_with(|| usual.max(least.saturating_mul(2)).into());
        Some(made)
    }

    fn number(&mut self, said: &Said<'a>) -> Map<String, Value> {
        let mut made = Map::new();
        let allowed = ["default", "exclusiveMaximum", "exclusiveMinimum", "maximum", "minimum", "multipleOf"];
        let mut old: Vec<(&str, &str)> = Vec::new();
        for (exclusive, limit) in [("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")] {
            // OpenAPI 3.0 says it as draft 04 did.
            if said.first(exclusive).is_some_and(Value::is_boolean) {
                old.push((exclusive, limit));
            }
        }
        let now: Vec<&str> =
            allowed.into_iter().filter(|name| !old.iter().any(|(exclusive, _)| exclusive == name)).collect();
        let read: Vec<&str> = old.iter().map(|(exclusive, _)| *exclusive).collect();
        self.keywords(said, &mut made, &now, &read, "a number");
        for (exclusive, limit) in old {
            if said.is_true(exclusive)
                && let Some(value) = made.shift_remove(limit)
            {
                made.insert(exclusive.to_owned(), value);
            }
        }
        made
    }

    /// What people need to read: a label, and messages where nothing comes by itself.
    fn finish(
        &mut self,
        key: &str,
        said: &Said<'a>,
        mut made: Map<String, Value>,
    ) -> Option<Map<String, Value>> {
        named(key, &mut made);
        let title = made.get("title").and_then(Value::as_str).unwrap_or("Die Angabe").to_owned();
        self.rule(said, &mut made);
        let without_words = made
            .get("format")
            .and_then(Value::as_str)
            .filter(|name| WITHOUT_WORDS.contains(name))
            .map(str::to_owned);
        if made.contains_key("pattern") {
            tell(&mut made, "pattern", pattern_message(&title));
        }
        if let Some(name) = without_words {
            let title = without_braces(&title);
            tell(&mut made, "format", format!("Geben Sie „{title}“ in der verlangten Form ein ({name})."));
        }
        Some(made)
    }

    /// `not` of an answer: a rule with a message.
    pub(super) fn rule(&mut self, said: &Said<'a>, made: &mut Map<String, Value>) {
        let title = made.get("title").and_then(Value::as_str).unwrap_or("diese Frage").to_owned();
        for not in said.all("not") {
            let is_yes_no = made.get("type").is_some_and(|name| name == "boolean");
            match self.test(&not) {
                Ok(test) if !is_yes_no && !made.contains_key("not") => {
                    made.insert("not".to_owned(), test);
                    let message = format!("Geben Sie für „{}“ etwas anderes an.", without_braces(&title));
                    tell(made, "not", message);
                }
                Ok(_) => self.notes.left_out(
                    &not.pointer,
                    "people could not be told this rule.",
                    "Say it in a hint.",
                ),
                Err((pointer, reason)) => self.notes.left_out(&pointer, reason, "Say it in a \"pattern\"."),
            }
        }
    }
}

/// The message for a pattern that nobody put into words.
pub fn pattern_message(title: &str) -> String {
    let title = without_braces(title);
    format!(
        "Prüfen Sie „{title}“: Die Angabe hat noch nicht die verlangte Form. [Platzhalter: Sagen Sie hier, welche Form das ist.]"
    )
}

/// Adds a message to a field, unless it has one.
pub fn tell(made: &mut Map<String, Value>, keyword: &str, message: String) {
    let messages = made.entry("x-errors").or_insert_with(|| json!({}));
    if let Some(messages) = messages.as_object_mut() {
        messages.entry(keyword).or_insert_with(|| message.into());
    }
}
