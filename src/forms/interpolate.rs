//! Answers and settings inside of texts: `{path}`, `{row.name}`, `{$setting}`.

use chrono::NaiveDate;
use serde_json::Value;

use super::display::{datum_words, words};
use super::form::Form;
use super::places::{node_at, resolve, value_at};
use crate::domain::Path;
use crate::texts::{fill_names, names};

/// Fills in a text that stands at `at`. Braces that name nothing stay as they are.
pub fn interpolate(form: &Form, answers: &Value, text: &str, at: &Path, today: NaiveDate) -> String {
    fill_names(text, |name| value_of(form, answers, name, at, today))
}

/// The same at the top, with names of one's own, which go before those of answers.
pub fn interpolate_with(
    form: &Form,
    answers: &Value,
    text: &str,
    own: impl Fn(&str) -> Option<String>,
    today: NaiveDate,
) -> String {
    fill_names(text, |name| own(name).or_else(|| value_of(form, answers, name, &Path::root(), today)))
}

fn value_of(form: &Form, answers: &Value, name: &str, at: &Path, today: NaiveDate) -> Option<String> {
    if let Some(name) = name.strip_prefix('$') {
        return setting_in_words(form, name, today);
    }
    let path = resolve(name, at);
    let node = node_at(form, &path)?;
    let lines = value_at(answers, &path).map(|value| words(&form.language, node, value)).unwrap_or_default();
    Some(if lines.is_empty() { absent(form) } else { lines.join(", ") })
}

/// Whether a text at the top names an answer that is not there, `own` names aside.
pub fn lacks_answer(form: &Form, answers: &Value, text: &str, own: &[&str]) -> bool {
    let is_missing = |name: &str| {
        let path = resolve(name, &Path::root());
        let words = |node| value_at(answers, &path).map(|value| words(&form.language, node, value));
        node_at(form, &path).is_some_and(|node| words(node).is_none_or(|lines| lines.is_empty()))
    };
    names(text).into_iter().any(|name| !name.starts_with('$') && !own.contains(&name) && is_missing(name))
}

/// A setting as people read it; `None` if the form has none of this name.
pub fn setting_in_words(form: &Form, name: &str, today: NaiveDate) -> Option<String> {
    let setting = form.file.settings.get(name)?;
    let value =
        form.settings.get(name).and_then(|v| datum_words(&form.language, v, setting.unit.as_deref(), today));
    Some(value.unwrap_or_else(|| absent(form)))
}

/// What stands for an answer that is not there.
fn absent(form: &Form) -> String {
    form.language.say("keine Angabe").to_owned()
}
