//! Lists: sets of options, lists of questions or groups, and fixed places.

use serde_json::{Map, Value};

use super::choice::named;
use super::given::{At, Said};
use super::keywords::{Sort, sort_of};
use super::maker::{Context, MOST_LISTS, Maker, is_choice};
use super::question::tell;
use super::words::without_braces;
use crate::forms::compile::schema::step;

/// Most rows of a list that says nothing about it.
const ROWS: u64 = 20;

/// Rows with more questions get a page each.
const MOST_COLUMNS: usize = 3;

/// Most places of a list whose places have meanings of their own.
const MOST_PLACES: usize = 30;

const REMEDY: &str = "Put the inner list into an object.";

impl<'a> Maker<'a> {
    /// A list.
    pub(super) fn list(
        &mut self,
        key: &str,
        said: &Said<'a>,
        context: Context,
    ) -> Option<Map<String, Value>> {
        if said.is_true("readOnly") {
            return self.nobody_fills_in(said);
        }
        let places =
            said.all("prefixItems").into_iter().chain(said.all("items")).find(|at| at.schema.is_array());
        if let Some(places) = places {
            return self.places(key, said, &places);
        }
        let (row, item) = self.row(said, context)?;
        let (is_choice, kind, columns) = self.row_kind(&row);
        if is_choice {
            return self.set(key, said, row);
        }
        let reason = match kind.as_deref() {
            _ if context.lists >= MOST_LISTS => "a list in a list of a list cannot be followed.",
            Some("constant") => "the rows of this list are always the same.",
            Some("array") => "the rows of a list are no lists.",
            _ => "",
        };
        if !reason.is_empty() {
            self.notes.left_out(&said.pointer, reason, REMEDY);
            return None;
        }
        let mut made = Map::new();
        let allowed = ["maxItems", "minItems", "uniqueItems"];
        self.keywords(said, &mut made, &allowed, &LIST_WORDS, "a list");
        if columns.is_some_and(|columns| columns <= MOST_COLUMNS) && context.lists == 0 {
            made.insert("x-layout".to_owned(), "rows".into());
        }
        if let Some(item) = item.filter(|_| !made.contains_key("x-item")) {
            made.insert("x-item".to_owned(), item.into());
        }
        let least = made.get("minItems").and_then(Value::as_u64).unwrap_or(0);
        made.entry("maxItems").or_insert_with(|| ROWS.max(least.saturating_mul(2)).into());
        made.insert("items".to_owned(), Value::Object(row));
        self.contains(said, &mut made, key);
        made.insert("type".to_owned(), "array".into());
        Some(made)
    }

    /// The schema of a row, and what the given schema calls it.
    fn row(&mut self, said: &Said<'a>, context: Context) -> Option<(Map<String, Value>, Option<&'a str>)> {
        let items: Vec<At<'a>> = said.all("items").into_iter().filter(|at| at.schema.is_object()).collect();
        let inner = self.given.said(&items);
        if items.is_empty() || inner.parts.iter().all(|part| part.object.is_empty()) {
            let reason = "this list does not say what it lists.";
            self.notes.left_out(&said.pointer, reason, "Describe its rows with \"items\".");
            return None;
        }
        if sort_of(&inner).first() == Some(&Sort::List) {
            self.notes.left_out(&inner.pointer, "the rows of a list are no lists.", REMEDY);
            return None;
        }
        let below = Context { lists: context.lists + 1, levels: context.levels + 1 };
        Some((self.value("", &items, below)?, inner.text("title")))
    }

    /// What a row is: whether it is a choice, its type, and the number of its columns if they are single
    /// questions only.
    fn row_kind(&self, row: &Map<String, Value>) -> (bool, Option<String>, Option<usize>) {
        let Some(row) = self.resolved(row) else { return (false, None, None) };
        let properties = row.get("properties").and_then(Value::as_object);
        let is_fixed = |column: &Map<String, Value>| {
            column.contains_key("readOnly") || column.get("const").is_some_and(|value| !value.is_boolean())
        };
        let has_branches = ["allOf", "oneOf", "if", "anyOf"].iter().any(|keyword| row.contains_key(*keyword));
        let asks_nothing = !has_branches
            && properties.is_some_and(|all| all.values().all(|one| one.as_object().is_some_and(is_fixed)));
        let kind = match row.get("type").and_then(Value::as_str) {
            _ if row.contains_key("const") || row.contains_key("readOnly") || asks_nothing => {
                Some("constant")
            }
            other => other,
        };
        let is_single = |column: &Value| {
            let column = column.as_object().and_then(|column| self.resolved(column));
            column.is_some_and(|column| {
                column.get("type").is_none_or(|name| name != "object" && name != "array")
                    && column.get("maxLength").and_then(Value::as_u64).is_none_or(|most| most <= 200)
            })
        };
        let columns = properties.filter(|all| !has_branches && all.values().all(is_single)).map(Map::len);
        (is_choice(row), kind.map(str::to_owned), columns)
    }

    /// A set of options.
    fn set(&mut self, key: &str, said: &Said<'a>, row: Map<String, Value>) -> Option<Map<String, Value>> {
        let mut made = Map::new();
        self.keywords(said, &mut made, &["default", "maxItems", "minItems"], &LIST_WORDS, "a set of options");
        made.insert("uniqueItems".to_owned(), true.into());
        made.insert("items".to_owned(), Value::Object(row));
        self.contains(said, &mut made, key);
        made.insert("type".to_owned(), "array".into());
        Some(made)
    }

    /// A rule about some of the entries, which nobody put into words yet; and the label.
    fn contains(&mut self, said: &Said<'a>, made: &mut Map<String, Value>, key: &str) {
        named(key, made);
        let title = made.get("title").and_then(Value::as_str).unwrap_or("die Liste").to_owned();
        for (keyword, rule) in
            ["contains", "not"].iter().flat_map(|name| said.all(name).into_iter().map(move |at| (*name, at)))
        {
            if made.contains_key(keyword) {
                self.notes.left_out(
                    &rule.pointer,
                    format!("{keyword:?} is said twice; the first one counts."),
                    "Write one.",
                );
                continue;
            }
            match self.test(&rule) {
                Ok(test) => {
                    made.insert(keyword.to_owned(), test);
                    let title = without_braces(&title);
                    let message = format!(
                        "Prüfen Sie die Einträge bei „{title}“. [Platzhalter: Sagen Sie hier, was verlangt ist.]"
                    );
                    tell(made, keyword, message);
                }
                Err((pointer, reason)) => self.notes.left_out(&pointer, reason, "Say it in a hint."),
            }
        }
        if made.contains_key("contains") {
            for keyword in ["minContains", "maxContains"] {
                let count = said.first(keyword).and_then(Value::as_u64);
                made.extend(count.map(|count| (keyword.to_owned(), count.into())));
            }
        }
    }

    /// A list whose places have meanings of their own.
    fn places(&mut self, key: &str, said: &Said<'a>, places: &At<'a>) -> Option<Map<String, Value>> {
        let fields = self.fields_by_place(said, places)?;
        let mut made = Map::new();
        self.keywords(
            said,
            &mut made,
            &["minItems"],
            &["maxItems", "items", "prefixItems"],
            "a list of places",
        );
        named(key, &mut made);
        for not in said.all("not") {
            self.notes.left_out(&not.pointer, "a list of places has no such rule.", "Take it away.");
        }
        let most = fields.len() as u64;
        if made.get("minItems").and_then(Value::as_u64).is_some_and(|least| least > most) {
            made.insert("minItems".to_owned(), most.into());
            self.notes.changed(
                &said.pointer,
                "\"minItems\" is larger than the number of places.",
                "Mend it.",
            );
        }
        made.insert("type".to_owned(), "array".into());
        made.insert("prefixItems".to_owned(), Value::Array(fields));
        made.insert("items".to_owned(), false.into());
        Some(made)
    }

    /// The questions of a list of places.
    fn fields_by_place(&mut self, said: &Said<'a>, places: &At<'a>) -> Option<Vec<Value>> {
        let all = places.schema.as_array().map(Vec::as_slice).unwrap_or_default();
        let wrong = match all.len() {
            0 => Some(("this list has no places.", "Describe its rows with \"items\".")),
            1..=MOST_PLACES => None,
            _ => Some(("nobody fills in that many places of a list.", "Make it a list of rows.")),
        };
        if let Some((reason, remedy)) = wrong {
            self.notes.left_out(&said.pointer, reason, remedy);
            return None;
        }
        let mut fields = Vec::new();
        for (i, schema) in all.iter().enumerate() {
            let at = At { schema, pointer: step(&places.pointer, &i.to_string()) };
            let label = format!("Angabe {}", i + 1);
            let field = self.value(&label, std::slice::from_ref(&at), Context::default());
            let is_single = field.as_ref().and_then(|field| self.resolved(field)).is_some_and(|field| {
                let is_other = |name: &Value| name == "object" || name == "array";
                let is_fixed = field.contains_key("const") || field.contains_key("readOnly");
                !is_fixed && !field.get("type").is_some_and(is_other)
            });
            let Some(field) = field.filter(|_| is_single) else {
                let reason = "a place of this list cannot be asked by itself.";
                self.notes.left_out(&said.pointer, reason, "Make it an object with names.");
                return None;
            };
            fields.push(Value::Object(field));
        }
        Some(fields)
    }
}

/// Keywords of lists that are read by themselves.
const LIST_WORDS: [&str; 6] = ["contains", "items", "maxContains", "minContains", "not", "uniqueItems"];
