//! Forms out of schemas that nobody wrote for Pforte.

mod any_schema;
mod large;
mod told;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{NewForm, Order, Refusal, new_form};
use crate::forms::check::check;
use crate::forms::lists;
use crate::forms::source::FormSource;

/// What all forms share, as it is shipped; without lists that one form only asks for, as in a new folder.
fn shared() -> BTreeMap<String, Value> {
    let shipped = FormSource::Embedded;
    let files = shipped.shared_files().into_iter().map(|name| (name.clone(), shipped.json(&name).unwrap()));
    let mut shared: BTreeMap<String, Value> = files.collect();
    let mut used = BTreeSet::new();
    shared.values().for_each(|file| lists::references(file, &mut used));
    shared.retain(|name, _| {
        let list = name.strip_prefix("lists/").and_then(|name| name.strip_suffix(".json"));
        list.is_none_or(|list| used.contains(list))
    });
    shared
}

fn of(schema: &Value) -> Result<NewForm, Refusal> {
    of_text(&schema.to_string())
}

fn of_text(text: &str) -> Result<NewForm, Refusal> {
    let shared = shared();
    new_form(&Order {
        id: "made",
        schema: Some(("given.json", text.as_bytes())),
        shared: &shared,
        slugs: &[],
    })
}

/// The made schema.
fn schema(form: &NewForm) -> Value {
    file(form, "schema.json")
}

fn file(form: &NewForm, name: &str) -> Value {
    let (_, text) = form.files.iter().find(|(found, _)| found == name).unwrap();
    serde_json::from_str(text).unwrap()
}

fn notes(form: &NewForm) -> Vec<String> {
    form.notes.iter().map(ToString::to_string).collect()
}

/// What `pforte check` says of the files as they are written.
fn mistakes(form: &NewForm) -> Vec<String> {
    let mut files = shared();
    for (name, text) in &form.files {
        files.insert(format!("made/{name}"), serde_json::from_str(text).unwrap());
    }
    check(&FormSource::Memory(files)).problems.iter().map(ToString::to_string).collect()
}

#[test]
fn without_a_schema_there_is_a_small_sound_form() {
    let shared = shared();
    let form =
        new_form(&Order { id: "dog_tax", schema: None, shared: &shared, slugs: &["dog-tax".to_owned()] })
            .unwrap();
    assert_eq!(form.notes, []);
    assert_eq!(file(&form, "form.json")["slug"], "dog-tax-2");
    let names: Vec<&str> = form.files.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["schema.json", "form.json", "cases/leer.json", "cases/ausgefuellt.json"]);
    assert_eq!(mistakes(&form), [""; 0]);
}
