//! Settings inside of a form's texts: `{$setting}` in titles and hints of the schema and in all texts of
//! `form.json` is filled in once, when the form is compiled. Messages and hints that do not block are
//! filled in when they are told, because they name answers too.

use chrono::NaiveDate;
use indexmap::IndexMap;
use serde_json::Value;

use super::rules::datum;
use crate::forms::definition::{FormFile, Page, Setting};
use crate::forms::display::datum_words;
use crate::forms::expression::Datum;
use crate::texts::Language;

/// What is wrong with a text in which a setting was not filled in.
pub const UNSET: &str = "this text names a setting that does not exist or has no single value.";

/// How to mend it.
pub const REMEDY: &str = "Name a setting of form.json that is set and is no table.";

/// The texts of `form.json` that may name settings, each with its pointer.
pub fn texts(file: &FormFile) -> Vec<(String, &str)> {
    let numbered = |pointer: &str, list: &[String]| -> Vec<String> {
        (0..list.len()).map(|i| format!("{pointer}/{i}")).collect()
    };
    let mut found = vec![("/summary".to_owned(), file.summary.as_str())];
    let modules = file.service.modules().map(|(module, list)| (format!("/service/{}", module.key), list));
    for (pointer, list) in modules.chain([("/next_steps".to_owned(), file.next_steps.as_slice())]) {
        found.extend(numbered(&pointer, list).into_iter().zip(list.iter().map(String::as_str)));
    }
    for (i, point) in file.privacy.iter().enumerate() {
        found.push((format!("/privacy/{i}/text"), &point.text));
    }
    if let Some(step) = &file.second_step {
        let pointers = numbered("/second_step/intro", &step.intro);
        found.extend(pointers.into_iter().zip(step.intro.iter().map(String::as_str)));
    }
    for (i, page) in file.pages.iter().enumerate() {
        let pointers = numbered(&format!("/pages/{i}/intro"), &page.intro);
        found.extend(pointers.into_iter().zip(page.intro.iter().map(String::as_str)));
    }
    found
}

/// Fills in the texts of `form.json`.
pub fn fill_file(file: &mut FormFile) {
    let settings = std::mem::take(&mut file.settings);
    let texts = file.service.paragraphs_mut().chain(&mut file.next_steps);
    texts.for_each(|text| fill(text, &settings));
    file.privacy.iter_mut().for_each(|point| fill(&mut point.text, &settings));
    fill(&mut file.summary, &settings);
    file.second_step.iter_mut().flat_map(|step| &mut step.intro).for_each(|text| fill(text, &settings));
    fill_pages(&mut file.pages, &settings);
    file.settings = settings;
}

/// Fills in the texts before the questions.
pub fn fill_pages(pages: &mut [Page], settings: &IndexMap<String, Setting>) {
    pages.iter_mut().flat_map(|page| &mut page.intro).for_each(|text| fill(text, settings));
}

/// Fills in titles and hints of a schema.
pub fn fill_schema(schema: &mut Value, settings: &IndexMap<String, Setting>) {
    match schema {
        Value::Object(object) => {
            for (key, value) in object {
                match value {
                    Value::String(text) if key == "title" || key == "description" => fill(text, settings),
                    _ => fill_schema(value, settings),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| fill_schema(item, settings)),
        _ => {}
    }
}

/// A name that is no setting, or one without a value, stays as it stands; the linter tells.
fn fill(text: &mut String, settings: &IndexMap<String, Setting>) {
    if !text.contains("{$") {
        return;
    }
    for (name, setting) in settings {
        if let Some(words) = in_words(setting) {
            *text = text.replace(&format!("{{${name}}}"), &words);
        }
    }
}

/// A value that is the same on every day: a table of steps is none.
fn in_words(setting: &Setting) -> Option<String> {
    let value = datum(&setting.value).filter(|value| !matches!(value, Datum::Steps(_)))?;
    datum_words(&Language::german(), &value, setting.unit.as_deref(), NaiveDate::MIN)
}
