//! A form in another language. A translation says every text that applicants read in other words, by the
//! German text: a German text that changes is untranslated until somebody has looked at it again.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::Value;

use super::compile::parts::Parts;
use super::field::{Choice, ChoiceControl, Kind, Node};
use super::finder;
use super::form::Form;
use super::lists::Translate;
use super::problem::Problem;
use super::source::FormSource;
use crate::texts::{Dictionary, GERMAN, Language, Languages, OWN_NAME, all, names};

/// Dictionaries by the tag of their language.
pub type Translations = BTreeMap<String, Dictionary>;

/// Keywords of a schema whose value is a text for applicants.
const TEXTS: [&str; 5] = ["title", "description", "x-subject", "x-object", "x-item"];

/// Keywords below which nothing is read by anybody: values and questions to answers.
const NO_TEXTS: [&str; 7] = ["const", "enum", "default", "examples", "x-desk-default", "if", "not"];

/// Keywords that hold schemas by names of the form's own.
const BY_NAME: [&str; 3] = ["properties", "$defs", "dependentSchemas"];

/// Parts of `form.json` that applicants read, as pointers; `*` stands for every entry.
const FORM_TEXTS: [&str; 11] = [
    "/title",
    "/summary",
    "/group",
    "/availability/text",
    "/service/*/*",
    "/privacy/*/title",
    "/privacy/*/text",
    "/pages/*/title",
    "/pages/*/intro/*",
    "/advice/*/text",
    "/next_steps/*",
];

/// Every text of a form that applicants read; with a language, those that it says in other words: the entries
/// of a list may have the same names in all languages.
pub fn texts(form: &Value, schema: &Value, tag: Option<&str>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let (mut form, mut schema) = (form.clone(), schema.clone());
    each_text(&mut form, &mut schema, tag, &mut |text| {
        found.insert(text.clone());
    });
    found
}

/// Says every text of a form in the words of the dictionary of a language.
pub fn translate(form: &mut Value, schema: &mut Value, tag: &str, dictionary: &Dictionary) {
    keep_findable(schema, dictionary);
    each_text(form, schema, Some(tag), &mut |text| {
        if let Some(other) = dictionary.get(text) {
            text.clone_from(other);
        }
    });
}

/// Whoever types the German name of an entry finds it in the other language, too.
fn keep_findable(schema: &mut Value, dictionary: &Dictionary) {
    let lists = schema.get_mut("$defs").and_then(Value::as_object_mut).into_iter().flatten();
    let lists = lists.filter(|(_, list)| list.get("x-list").is_some());
    let entries = lists.filter_map(|(_, list)| list.get_mut("oneOf")?.as_array_mut()).flatten();
    for entry in entries.filter_map(Value::as_object_mut) {
        let Some(title) = entry.get("title").and_then(Value::as_str).map(str::to_owned) else { continue };
        if dictionary.get(&title).is_none_or(|other| *other == title) {
            continue;
        }
        let also = entry.entry("x-also").or_insert_with(|| Value::Array(Vec::new()));
        if let Some(also) = also.as_array_mut() {
            also.push(Value::String(title));
        }
    }
}

fn each_text(form: &mut Value, schema: &mut Value, tag: Option<&str>, visit: &mut impl FnMut(&mut String)) {
    for pattern in FORM_TEXTS {
        let steps: Vec<&str> = pattern.split('/').skip(1).collect();
        each_at(form, &steps, visit);
    }
    // The record of the desk is in the language of the desk.
    let desk = schema.get_mut("$defs").and_then(Value::as_object_mut).and_then(|d| d.get_mut("assisted"));
    let desk = desk.map(Value::take);
    each_of_schema(schema, tag, visit);
    if let (Some(desk), Some(place)) = (desk, schema.pointer_mut("/$defs/assisted")) {
        *place = desk;
    }
}

fn each_at(value: &mut Value, steps: &[&str], visit: &mut impl FnMut(&mut String)) {
    let Some((step, rest)) = steps.split_first() else {
        if let Value::String(text) = value {
            visit(text);
        }
        return;
    };
    // What only the department reads stays German.
    if value.get("audience").and_then(Value::as_str) == Some("department") {
        return;
    }
    match value {
        Value::Object(object) if *step == "*" => {
            object.values_mut().for_each(|inner| each_at(inner, rest, visit));
        }
        Value::Array(items) if *step == "*" => {
            items.iter_mut().for_each(|inner| each_at(inner, rest, visit));
        }
        Value::Object(object) => {
            if let Some(inner) = object.get_mut(*step) {
                each_at(inner, rest, visit);
            }
        }
        _ => {}
    }
}

fn each_of_schema(value: &mut Value, tag: Option<&str>, visit: &mut impl FnMut(&mut String)) {
    match value {
        Value::Object(object) => {
            let keeps_names = tag.is_some_and(|tag| !Translate::of(object).covers(tag));
            for (keyword, inner) in object.iter_mut() {
                match inner {
                    Value::String(text) if TEXTS.contains(&keyword.as_str()) => visit(text),
                    Value::Object(messages) if keyword == "x-errors" => {
                        let texts = messages.values_mut().filter_map(|message| match message {
                            Value::String(text) => Some(text),
                            _ => None,
                        });
                        texts.for_each(&mut *visit);
                    }
                    // What these hold is named by the form: a field may be called "default".
                    Value::Object(named) if BY_NAME.contains(&keyword.as_str()) => {
                        named.values_mut().for_each(|schema| each_of_schema(schema, tag, visit));
                    }
                    _ if keyword == "oneOf" && keeps_names => {}
                    _ if NO_TEXTS.contains(&keyword.as_str()) => {}
                    inner => each_of_schema(inner, tag, visit),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|inner| each_of_schema(inner, tag, visit)),
        _ => {}
    }
}

/// The translations of a form: of each language what the form's own file and the one for all forms say of
/// the texts that the form has; and the
/// files that cannot be read. Those take nothing away but their language.
pub fn read(source: &FormSource, form_id: &str, texts: &BTreeSet<String>) -> (Translations, Vec<Problem>) {
    let mut problems = Vec::new();
    let mut translations = Translations::new();
    for folder in [shared_folder(), own_folder(form_id)] {
        for tag in source.json_files(&folder) {
            match dictionary(source, &format!("{folder}/{tag}.json")) {
                Ok(dictionary) => {
                    let needed = dictionary.into_iter().filter(|(german, _)| texts.contains(german));
                    translations.entry(tag).or_default().extend(needed);
                }
                Err(problem) => problems.push(problem),
            }
        }
    }
    // A language that says nothing but what all forms share is none of this form's.
    translations.retain(|tag, _| source.exists(&format!("{}/{tag}.json", own_folder(form_id))));
    (translations, problems)
}

/// The texts for all forms: of blocks, and of languages that the product does not bring.
pub fn shared(source: &FormSource) -> (Translations, Vec<Problem>) {
    let (mut translations, mut problems) = (Translations::new(), Vec::new());
    for tag in source.json_files(&shared_folder()) {
        match dictionary(source, &format!("{}/{tag}.json", shared_folder())) {
            Ok(dictionary) => {
                problems.extend(doubts(&tag, &dictionary));
                translations.insert(tag, dictionary);
            }
            Err(problem) => problems.push(problem),
        }
    }
    (translations, problems)
}

/// What is wrong with a file of texts for all forms: a language without a name, texts with other names in braces.
fn doubts(tag: &str, dictionary: &Dictionary) -> Vec<Problem> {
    let file = format!("{}/{tag}.json", shared_folder());
    let is_named = dictionary.contains_key(OWN_NAME) || Languages::default().find(tag).is_some();
    let unnamed = (!is_named).then(|| {
        let remedy = format!("Say in \"{OWN_NAME}\" what it calls itself.");
        Problem::at(&file, "", "people cannot choose a language without a name.", remedy)
    });
    unnamed.into_iter().chain(torn(&file, dictionary)).collect()
}

/// The texts that have other names in braces than the German ones.
fn torn(file: &str, dictionary: &Dictionary) -> Vec<Problem> {
    let others = dictionary.iter().filter(|(german, other)| names(german) != names(other));
    let problem = |(german, other): (&String, &String)| {
        let reason = format!("the text {other:?} has other names in braces than the German one.");
        Problem::at(file, pointer(german), reason, "Take over the names in braces.")
    };
    others.map(problem).collect()
}

fn shared_folder() -> String {
    "texts".to_owned()
}

fn own_folder(form_id: &str) -> String {
    format!("{form_id}/texts")
}

/// Reads a file of texts: an object of texts by German ones.
fn dictionary(source: &FormSource, file: &str) -> Result<Dictionary, Problem> {
    let value = source.json(file)?;
    let tag = file.rsplit('/').next().and_then(|name| name.strip_suffix(".json")).unwrap_or_default();
    if !is_tag(tag) {
        let reason = format!("{tag:?} is no tag of another language.");
        return Err(Problem::at(file, "", reason, "Name the file after BCP 47: en.json, tr.json."));
    }
    serde_json::from_value(value).map_err(|error| {
        let remedy = "Write an object of texts by the German ones: {\"Weiter\": \"Continue\"}.";
        Problem::at(file, "", format!("this is no list of texts: {error}."), remedy)
    })
}

fn is_tag(tag: &str) -> bool {
    let is_part =
        |part: &str| (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric());
    tag != GERMAN && tag.len() >= 2 && tag.split('-').all(is_part)
}

/// The texts that a dictionary does not have.
pub fn missing<'a>(texts: &'a BTreeSet<String>, dictionary: &'a Dictionary) -> impl Iterator<Item = &'a str> {
    let is_missing = |text: &&String| dictionary.get(*text).is_none_or(|other| other.trim().is_empty());
    texts.iter().filter(is_missing).map(String::as_str)
}

/// How far a language is: how many of the texts it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completeness {
    /// The tag of the language.
    pub tag: String,
    /// What it says: the id of a form, or nothing for the product itself.
    pub form_id: Option<String>,
    /// So many texts are there.
    pub said: usize,
    /// Of so many.
    pub of: usize,
}

/// How far the languages of a form are.
pub fn completeness(source: &FormSource, form: &Form) -> Vec<Completeness> {
    let Ok(parts) = Parts::read(&form.bundle) else { return Vec::new() };
    let all = texts(&parts.form, &parts.schema, None);
    let (translations, _) = read(source, &form.id, &all);
    let of = |(tag, dictionary): (String, Dictionary)| {
        let texts = texts(&parts.form, &parts.schema, Some(&tag));
        let said = texts.len() - missing(&texts, &dictionary).count();
        Completeness { tag, form_id: Some(form.id.clone()), said, of: texts.len() }
    };
    translations.into_iter().map(of).collect()
}

/// How far the product itself is in each language.
pub fn completeness_of_product(languages: &Languages) -> Vec<Completeness> {
    let texts: BTreeSet<&str> = all().collect();
    let of = |language: &Language| {
        let said = texts.iter().filter(|german| language.knows(german)).count();
        Completeness { tag: language.tag().to_owned(), form_id: None, said, of: texts.len() }
    };
    languages.iter().filter(|language| !language.is_german()).map(of).collect()
}

/// Whether a dictionary has every text, with the same names in braces.
pub fn is_complete(texts: &BTreeSet<String>, dictionary: &Dictionary) -> bool {
    let fits = |(german, other): (&String, &String)| names(german) == names(other);
    missing(texts, dictionary).next().is_none() && dictionary.iter().all(fits)
}

/// What is wrong with the translations of a form: texts that are missing, that belong to no German text any
/// more, that have other names in braces, or that say two options of one choice in the same words.
pub fn review(source: &FormSource, form: &Form) -> Vec<Problem> {
    let form_id = form.id.as_str();
    let Ok(parts) = Parts::read(&form.bundle) else { return Vec::new() };
    let all = &texts(&parts.form, &parts.schema, None);
    let (translations, unreadable) = read(source, form_id, all);
    // Those of all forms are told once, by the check of the shared files.
    let is_own = |problem: &Problem| problem.to_string().starts_with(&own_folder(form_id));
    let mut problems: Vec<Problem> = unreadable.into_iter().filter(is_own).collect();
    let known = Languages::with(&shared(source).0);
    if !translations.is_empty() {
        problems.extend(german_for_good(form_id, "", &parts.schema));
    }
    for (tag, dictionary) in &translations {
        let file = format!("{}/{tag}.json", own_folder(form_id));
        let texts = &texts(&parts.form, &parts.schema, Some(tag));
        let found: Vec<&str> = missing(texts, dictionary).collect();
        if let Some(first) = found.first() {
            let reason =
                format!("{} of {} texts are missing, the first is {first:?}.", found.len(), texts.len());
            let remedy = "Until all are there, the form is not offered in this language.";
            problems.push(Problem::at(&file, "", reason, remedy));
        }
        if known.find(tag).is_none() {
            let remedy = format!("Add {}/{tag}.json with its name in \"{OWN_NAME}\".", shared_folder());
            problems.push(Problem::at(&file, "", "nobody can choose this language.", remedy));
        }
        problems.extend(torn(&file, dictionary));
        let own = self::dictionary(source, &file).unwrap_or_default();
        for (german, reason) in doubles(&form.root, texts, dictionary) {
            let shared = format!("{}/{tag}.json", shared_folder());
            let stands_in = if own.contains_key(german) { &file } else { &shared };
            problems.push(Problem::at(stands_in, pointer(german), reason, "Add what tells them apart."));
        }
        for german in own.keys() {
            if !texts.contains(german) {
                let reason = "the form has no such German text.".to_owned();
                let remedy = "It may have changed: translate it anew, and take this entry out.";
                problems.push(Problem::at(&file, pointer(german), reason, remedy));
            }
        }
    }
    problems
}

/// Computed texts that no translation reaches: words inside of an expression.
fn german_for_good(form_id: &str, at: &str, schema: &Value) -> Vec<Problem> {
    let inside = |(step, inner): (String, &Value)| german_for_good(form_id, &format!("{at}{step}"), inner);
    match schema {
        Value::Object(object) => {
            let computed = object.get("x-compute").and_then(Value::as_str).unwrap_or_default();
            let said = computed.split('\'').skip(1).step_by(2).find(|said| said.contains(' '));
            let told = said.map(|said| {
                let remedy =
                    "Compute a value, and say in \"oneOf\" with \"const\" and \"title\" what it is called.";
                let reason = format!("{said:?} stays German in every language.");
                Problem::at(format!("{form_id}/schema.json"), format!("{at}/x-compute"), reason, remedy)
            });
            let below = object.iter().flat_map(|(key, inner)| inside((pointer(key), inner)));
            told.into_iter().chain(below).collect()
        }
        Value::Array(items) => {
            items.iter().enumerate().flat_map(|(index, inner)| inside((format!("/{index}"), inner))).collect()
        }
        _ => Vec::new(),
    }
}

/// The options that a language says in the words of another option of the same choice, and why nobody could tell
/// them apart, by their German titles.
fn doubles<'a>(
    node: &'a Node,
    texts: &BTreeSet<String>,
    dictionary: &Dictionary,
) -> BTreeMap<&'a str, String> {
    let (options, is_searched): (&[Choice], _) = match &node.kind {
        Kind::Group(group) => {
            return group.fields.values().flat_map(|field| doubles(field, texts, dictionary)).collect();
        }
        Kind::List(list) => return doubles(&list.row, texts, dictionary),
        Kind::OneOf { options, shown } => (options, *shown == ChoiceControl::Search),
        Kind::SeveralOf { options, .. } => (options, false),
        _ => return BTreeMap::new(),
    };
    let mut found = BTreeMap::new();
    let mut titles: HashMap<String, &str> = HashMap::new();
    for german in options.iter().map(|option| option.title.as_str()) {
        let other = dictionary.get(german).filter(|_| texts.contains(german)).map_or(german, String::as_str);
        let key = if is_searched { finder::key(other) } else { other.to_owned() };
        if let Some(first) = titles.insert(key, german).filter(|first| *first != german) {
            let reason = format!("{german:?} and {first:?} of one choice are both called {other:?}.");
            found.insert(german, reason);
        }
    }
    found
}

fn pointer(german: &str) -> String {
    format!("/{}", german.replace('~', "~0").replace('/', "~1"))
}
