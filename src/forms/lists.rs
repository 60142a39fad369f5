//! Lists of options that several questions share, as files with a version: `lists/<list>.json`. Each is a plain
//! JSON Schema, so that nobody needs Pforte to read one; `x-list` says where it comes from.

use std::collections::{BTreeSet, HashMap};

use serde::Deserialize;
use serde_json::Value;

use super::compile::parts::read_as;
use super::compile::schema::step;
use super::finder;
use super::problem::Problem;
use super::source::FormSource;

/// The folder of the lists.
pub const FOLDER: &str = "lists";

/// The keywords of a list.
const KNOWN: [&str; 7] = ["$comment", "$schema", "description", "oneOf", "title", "type", "x-list"];

/// `x-list`: what a list is.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct About {
    /// The version, as its publisher names it.
    pub version: String,
    /// Where it comes from, and how its entries were made.
    pub source: String,
    /// The address under which the list is known, if it is, for example in the XRepository.
    #[serde(default)]
    pub uri: Option<String>,
    /// The licence, as SPDX names it.
    #[serde(default)]
    pub licence: Option<String>,
    /// In which languages the entries have other names.
    #[serde(default)]
    pub translate: Translate,
}

/// In which languages the entries of a list have other names.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Translate {
    /// In all of them; or in none: they are proper names.
    All(bool),
    /// In those with these tags.
    Into(Vec<String>),
}

impl Default for Translate {
    fn default() -> Self {
        Self::All(true)
    }
}

impl Translate {
    /// Whether the entries are said in other words in a language.
    pub fn covers(&self, tag: &str) -> bool {
        match self {
            Self::All(all) => *all,
            Self::Into(tags) => tags.iter().any(|known| known == tag),
        }
    }

    /// What a schema says about it; of what is no list, and of a list that says nothing, everything is translated.
    pub fn of(schema: &serde_json::Map<String, Value>) -> Self {
        let told = schema.get("x-list").and_then(|about| about.get("translate")).cloned();
        told.and_then(|told| serde_json::from_value(told).ok()).unwrap_or_default()
    }
}

/// Everything that is wrong with a list.
pub fn check(list: &Value, file: &str) -> Vec<Problem> {
    let Some(object) = list.as_object() else {
        return vec![Problem::at(file, "", "a list is an object.", "Look at lists/countries.json.")];
    };
    let mut problems = Vec::new();
    for keyword in object.keys().filter(|keyword| !KNOWN.contains(&keyword.as_str())) {
        let remedy = "Write it where the list is used.";
        problems.push(Problem::at(file, step("", keyword), "a list holds options only.", remedy));
    }
    match object.get("x-list").map(|about| read_as::<About>(about, file)) {
        None => {
            let remedy = "Write \"x-list\": {\"version\": \"…\", \"source\": \"…\"}.";
            problems.push(Problem::at(file, "", "this list does not say where it comes from.", remedy));
        }
        Some(Err(problem)) => {
            let pointer = format!("/x-list{}", problem.pointer);
            problems.push(Problem { pointer, ..problem });
        }
        Some(Ok(about)) => problems.extend(unnamed(&about, file)),
    }
    match object.get("oneOf").and_then(Value::as_array) {
        Some(entries) => problems.extend(doubles(entries, file)),
        None => problems.push(Problem::at(
            file,
            "",
            "this list has no entries.",
            "Write \"oneOf\": [{\"const\": \"…\", \"title\": \"…\"}].",
        )),
    }
    problems
}

fn unnamed(about: &About, file: &str) -> Vec<Problem> {
    let facts = [("version", &about.version), ("source", &about.source)];
    let blank = facts.into_iter().filter(|(_, text)| text.trim().is_empty());
    let problem = |(name, _)| {
        Problem::at(file, format!("/x-list/{name}"), format!("the {name} is empty."), "Write \"…\".")
    };
    blank.map(problem).collect()
}

/// Entries that could not be told apart, by programs or by people.
fn doubles(entries: &[Value], file: &str) -> Vec<Problem> {
    let (mut values, mut titles) = (HashMap::new(), HashMap::new());
    let mut problems = Vec::new();
    for (place, entry) in entries.iter().enumerate() {
        let at = |reason: String, remedy: &str| Problem::at(file, format!("/oneOf/{place}"), reason, remedy);
        if let Some(value) = entry.get("const")
            && let Some(first) = values.insert(value.to_string(), place)
        {
            problems.push(at(format!("the value {value} stands at entry {first}, too."), "Remove one."));
        }
        if let Some(title) = entry.get("title").and_then(Value::as_str)
            && let Some(first) = titles.insert(finder::key(title), place)
        {
            let reason = format!("the title {title:?} is the same as that of entry {first} to a search.");
            problems.push(at(reason, "Add what tells them apart, for example the place."));
        }
    }
    problems
}

/// The lists that no form, no block and not the record of the desk refers to.
pub fn unused(source: &FormSource) -> Vec<Problem> {
    let used = used(source);
    let is_unused = |name: &String| !used.contains(name);
    let problem = |name: String| {
        let file = format!("{FOLDER}/{name}.json");
        let remedy = format!("Write \"$ref\": \"../{file}\" where it is asked, or remove it.");
        Problem::at(file, "", "no form asks for this list.", remedy)
    };
    source.json_files(FOLDER).into_iter().filter(is_unused).map(problem).collect()
}

/// The names of the lists that a form, a block or the record of the desk refers to; they need not be there.
pub fn used(source: &FormSource) -> BTreeSet<String> {
    let mut used = BTreeSet::new();
    let schemas = source.form_ids().unwrap_or_default().into_iter().map(|id| format!("{id}/schema.json"));
    for file in source.shared_files().into_iter().chain(schemas) {
        // A file that cannot be read is a mistake of its own.
        if let Ok(json) = source.json(&file) {
            references(&json, &mut used);
        }
    }
    used
}

/// The names of the lists that a schema refers to.
pub fn references(value: &Value, used: &mut BTreeSet<String>) {
    match value {
        Value::Object(object) => {
            let reference = object.get("$ref").and_then(Value::as_str);
            let path = reference.and_then(|reference| reference.split('#').next());
            let path = path.map(|path| path.strip_prefix("../").unwrap_or(path));
            let name = path.and_then(|path| path.strip_prefix("lists/")?.strip_suffix(".json"));
            used.extend(name.map(str::to_owned));
            object.values().for_each(|inner| references(inner, used));
        }
        Value::Array(items) => items.iter().for_each(|inner| references(inner, used)),
        _ => {}
    }
}
