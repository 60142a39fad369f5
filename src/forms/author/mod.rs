//! The beginning of a form: a small one to fill in, or one out of a JSON Schema that nobody wrote for Pforte.
//!
//! Pure functions: files are read and written by the command. The way of a schema: `given` (brought up to date,
//! references found) → `maker` and its fellows (each value becomes a question, a group or a list) → `limits`
//! (what is too deep) → `check` (the engine is asked, and what it does not take is cut out) → `pages`, `texts`,
//! `cases`. Whatever is left out or changed on the way is told.

mod alternatives;
mod asking;
mod blank;
mod cases;
mod check;
mod choice;
mod conditions;
mod given;
mod keywords;
mod limits;
mod list;
mod maker;
mod marks;
mod notes;
mod object;
mod pages;
mod print;
mod question;
mod texts;
mod unions;
mod words;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use self::given::Given;
use self::keywords::{Sort, sort_of};
use self::maker::Maker;
use self::marks::Marked;
use self::notes::Notes;
use self::words::{Names, address, free};
use super::field::Node;
use super::form::Form;
use super::problem::Problem;
use super::strict_json;

/// Stands in every text that whoever makes a form has still to write.
pub const PLACEHOLDER: &str = "[Platzhalter";

/// What a new form is made of.
#[derive(Debug)]
pub struct Order<'a> {
    /// The name of its folder.
    pub id: &'a str,
    /// The schema that it is made out of: the name of the file and its content.
    pub schema: Option<(&'a str, &'a [u8])>,
    /// The files that all forms share: departments, the record of the desk, the blocks.
    pub shared: &'a BTreeMap<String, Value>,
    /// The addresses of the other forms.
    pub slugs: &'a [String],
}

/// A new form.
#[derive(Debug)]
pub struct NewForm {
    /// The files below the folder of the form, by name.
    pub files: Vec<(String, String)>,
    /// What of the given schema it does not say, or says otherwise.
    pub notes: Vec<Problem>,
    /// How many pages it has.
    pub pages: usize,
    /// How many questions it asks.
    pub questions: usize,
}

/// Why there is no form.
#[derive(Debug)]
pub struct Refusal {
    /// Why, and the way out.
    pub reason: String,
    /// What was left out until then.
    pub notes: Vec<Problem>,
}

impl From<String> for Refusal {
    fn from(reason: String) -> Self {
        Self { reason, notes: Vec::new() }
    }
}

/// Whether a folder with this name can hold a form.
pub fn is_form_id(id: &str) -> bool {
    let is_sign = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
    id.starts_with(|c: char| c.is_ascii_lowercase())
        && id.bytes().all(is_sign)
        && !["blocks", "lists", "texts"].contains(&id)
}

/// Makes a form.
///
/// # Errors
/// The schema is none, or nothing of it can be asked; or the shared files have mistakes.
pub fn new_form(order: &Order<'_>) -> Result<NewForm, Refusal> {
    match order.schema {
        None => blank(order),
        Some((file, bytes)) => {
            let schema =
                strict_json::read(bytes).map_err(|error| format!("{file} is no JSON: {error}; mend it"))?;
            from_schema(order, file, schema)
        }
    }
}

fn blank(order: &Order<'_>) -> Result<NewForm, Refusal> {
    let words = words(order, &order.id.replace('_', "-"), blank::TITLE.to_owned(), None)?;
    let schema = blank::schema();
    let form = check::compiled(order, &schema, &texts::form(&words, None, &[]))?;
    let text = texts::form(&words, Some(&form.root), &blank::pages());
    let form = check::compiled(order, &schema, &text)?;
    let cases = vec![("leer", cases::empty(&form)), ("ausgefuellt", blank::filled(&words.department))];
    finished(order, schema, text, cases, &form.root, Vec::new())
}

fn from_schema(order: &Order<'_>, file: &str, schema: Value) -> Result<NewForm, Refusal> {
    if !schema.is_object() {
        return Err(format!(
            "{file} is no JSON Schema of an object; begin it with {{\"type\": \"object\", …}}"
        )
        .into());
    }
    let mut notes = Notes::default();
    let given = Given::read(schema, &mut notes);
    if let Some(reason) = unaskable(&given) {
        return Err(format!("{file}: {reason}").into());
    }
    let names = Names::of(&given.root);
    let made = made(&given, &names, &mut notes);
    let title =
        given.root.get("title").and_then(Value::as_str).map(str::trim).filter(|title| !title.is_empty());
    let name = title.map_or_else(|| order.id.replace('_', "-"), str::to_owned);
    let summary =
        given.root.get("description").and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty());
    let title = title.map_or_else(|| words::label(order.id), str::to_owned);
    let words = words(order, &name, title, summary.map(|text| text.replace("{$", "{ $")))?;
    let nothing = "nothing of this schema can be asked; describe \"properties\" with a \"type\" each";
    let told = |notes: Notes| notes.about(file, |pointer| given.written(pointer));
    let Some(mut marked) = made else {
        return Err(Refusal { reason: format!("{file}: {nothing}"), notes: told(notes) });
    };
    let found = check::mended(order, &mut marked, &texts::form(&words, None, &[]), &mut notes)?;
    let Some(form) = found else {
        return Err(Refusal { reason: format!("{file}: {nothing}"), notes: told(notes) });
    };
    let pages = pages::plan(&form.root, &desk_pages(order));
    let schema = marked.plain();
    let text = texts::form(&words, Some(&form.root), &pages);
    let form = check::compiled(order, &schema, &text)?;
    let mut all = vec![("leer", cases::empty(&form))];
    all.extend(cases::filled(&form).map(|case| ("ausgefuellt", case)));
    finished(order, schema, text, all, &form.root, told(notes))
}

/// Why the root of a schema cannot be a form.
fn unaskable(given: &Given) -> Option<String> {
    let root = given::At { schema: &given.root, pointer: String::new() };
    let said = given.said(std::slice::from_ref(&root));
    let wrap = "put it into an object: {\"type\": \"object\", \"properties\": {\"entries\": …}}";
    match sort_of(&said).first() {
        Some(Sort::List) => Some(format!("a form is an object, and this is a list; {wrap}")),
        Some(Sort::Object) => None,
        Some(_) => Some(format!("a form is an object, and this is a single question; {wrap}")),
        None if said.first("type").is_some() => {
            Some("this is of several types at once; a form is an object".to_owned())
        }
        None if given.root.get("$defs").is_some() || given.root.get("definitions").is_some() => Some(
            "this only defines parts; add \"$ref\": \"#/$defs/<name>\" to name the one to ask".to_owned(),
        ),
        None => Some(format!("this does not say what a form asks; {wrap}")),
    }
}

fn made(given: &Given, names: &Names, notes: &mut Notes) -> Option<Marked> {
    let mut maker = Maker::new(given, names, notes);
    let root = object::whole(&mut maker)?;
    let definitions = maker.into_definitions();
    let mut schema = Map::new();
    schema.insert("$schema".to_owned(), "https://json-schema.org/draft/2020-12/schema".into());
    schema.extend(root);
    schema.insert("$defs".to_owned(), Value::Object(definitions));
    let mut marked = Marked { schema: Value::Object(schema) };
    marked.clean();
    limits::settle(&mut marked, notes);
    Some(marked)
}

fn words(
    order: &Order<'_>,
    name: &str,
    title: String,
    summary: Option<String>,
) -> Result<texts::Words, Refusal> {
    let department = order.shared.get("departments.json").and_then(|all| all.pointer("/0/id")?.as_str());
    let Some(department) = department.map(str::to_owned) else {
        return Err("departments.json names no department; add one".to_owned().into());
    };
    let is_taken = |slug: &str| order.slugs.iter().any(|other| other == slug);
    let slug = free(&address(name, &order.id.replace('_', "-")), '-', is_taken);
    Ok(texts::Words { slug, title: title.replace("{$", "{ $"), summary, department })
}

/// The ids of the pages that the desk adds.
fn desk_pages(order: &Order<'_>) -> Vec<String> {
    let desk = order.shared.get("assisted.json");
    let lists = ["before", "after"].into_iter().filter_map(|list| desk?.get(list)?.as_array());
    lists.flatten().filter_map(|page| page.get("id")?.as_str()).map(str::to_owned).collect()
}

/// Puts the files together, and has them checked as `pforte check` would.
fn finished(
    order: &Order<'_>,
    schema: Value,
    form: Value,
    cases: Vec<(&str, Value)>,
    root: &Node,
    notes: Vec<Problem>,
) -> Result<NewForm, Refusal> {
    let pages = form.get("pages").and_then(Value::as_array).map_or(0, Vec::len);
    let mut all = vec![("schema.json".to_owned(), schema), ("form.json".to_owned(), form)];
    all.extend(cases.into_iter().map(|(name, case)| (format!("cases/{name}.json"), case)));
    if let Some(problem) = check::problems(order, &all).first() {
        let reason = format!("the form would have a mistake: {problem}");
        return Err(Refusal { reason, notes });
    }
    let files = all.into_iter().map(|(name, value)| (name, print::print(&value))).collect();
    Ok(NewForm { files, notes, pages, questions: pages::questions(root) })
}

/// A JSON value as an entry of a map of files.
fn file(id: &str, name: &str, value: &Value) -> (String, Value) {
    (format!("{id}/{name}"), json!(value))
}

type Compiled = Result<Form, Refusal>;
