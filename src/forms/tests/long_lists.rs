//! Lists as files: their names in other languages, and what a new version of one changes.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::sample::today;
use crate::domain::Channel;
use crate::forms::bundle::bundle;
use crate::forms::check::check;
use crate::forms::diff::diff;
use crate::forms::field::{Choice, ChoiceControl, Kind};
use crate::forms::finder::{self, meant};
use crate::forms::form::Form;
use crate::forms::source::FormSource;
use crate::forms::state::{FormState, Remembered};
use crate::forms::view::{Control, Element, elements};
use crate::texts::Languages;

const FORM: &str = "defect_report";

/// A shipped form that also asks for a town, out of a list about which `about` says more; with these texts in
/// English and Turkish beside those of all its other texts.
fn source(entries: Value, about: Value, english: Value, turkish: Value) -> FormSource {
    let shipped = FormSource::Embedded;
    let mut files: BTreeMap<String, Value> =
        shipped.shared_files().into_iter().map(|name| (name.clone(), shipped.json(&name).unwrap())).collect();
    let [form_name, schema_name] = ["form.json", "schema.json"].map(|name| format!("{FORM}/{name}"));
    let (mut form, mut schema) = (shipped.json(&form_name).unwrap(), shipped.json(&schema_name).unwrap());
    schema["properties"]["town"] = json!({"$ref": "../lists/towns.json", "x-widget": "search"});
    form["pages"][0]["fields"].as_array_mut().unwrap().push(json!("town"));
    let mut list = json!({"title": "Stadt", "type": "string", "oneOf": entries,
        "x-list": {"version": "1", "source": "gemacht"}});
    list["x-list"].as_object_mut().unwrap().extend(about.as_object().unwrap().clone());
    files.insert("lists/towns.json".to_owned(), list);
    files.extend([(form_name, form), (schema_name, schema)]);
    let whole: Value =
        serde_json::from_str(&bundle(&FormSource::Memory(files.clone()), FORM).unwrap()).unwrap();
    let all = crate::forms::translation::texts(&whole["form"], &whole["schema"], None);
    let names = ["Köln", "Rom"];
    let mut others: serde_json::Map<String, Value> =
        all.iter().filter(|text| !names.contains(&text.as_str())).map(|t| (t.clone(), json!(t))).collect();
    for (tag, own) in [("en", english), ("tr", turkish)] {
        others.extend(own.as_object().unwrap().clone());
        files.insert(format!("{FORM}/texts/{tag}.json"), Value::Object(others.clone()));
        names.iter().for_each(|name| drop(others.remove(*name)));
    }
    files.insert("texts/tr.json".to_owned(), json!({"Deutsch": "Türkçe"}));
    FormSource::Memory(files)
}

fn towns() -> Value {
    json!([{"const": "k", "title": "Köln", "x-also": ["Colonia"]}, {"const": "r", "title": "Rom"}])
}

fn loaded(source: &FormSource, tag: &str) -> Form {
    let languages = Languages::with(&crate::forms::translation::shared(source).0);
    let bundle = bundle(source, FORM).unwrap();
    Form::in_language(&bundle, Channel::Online, languages.find(tag).unwrap()).unwrap()
}

fn options(form: &Form) -> &[Choice] {
    match &form.root.find("town").unwrap().kind {
        Kind::OneOf { options, shown: ChoiceControl::Search } => options,
        other => panic!("{other:?}"),
    }
}

fn told(source: &FormSource) -> Vec<String> {
    let about_us = |text: &String| text.contains(FORM) || text.contains("towns");
    check(source).problems.iter().map(ToString::to_string).filter(about_us).collect()
}

#[test]
fn proper_names_are_the_same_in_every_language() {
    let source = source(towns(), json!({"translate": false}), json!({}), json!({}));
    assert_eq!(told(&source), [] as [String; 0]);
    assert_eq!(loaded(&source, "de").other_languages, ["en", "tr"]);
    assert_eq!(options(&loaded(&source, "en"))[0].title, "Köln");
}

#[test]
fn names_that_other_languages_say_otherwise_are_missed_where_they_are_said_so_and_found_in_both() {
    let english = || json!({"Köln": "Cologne", "Rom": "Rome"});
    let in_all = source(towns(), json!({}), english(), json!({}));
    assert_eq!(loaded(&in_all, "de").other_languages, ["en"], "Turkish lacks the names");
    assert!(told(&in_all).iter().any(|text| text.contains("2 of ") && text.contains("texts/tr.json")));
    let in_english = source(towns(), json!({"translate": ["en"]}), english(), json!({}));
    assert_eq!(told(&in_english), [] as [String; 0]);
    assert_eq!(loaded(&in_english, "de").other_languages, ["en", "tr"]);
    assert_eq!(options(&loaded(&in_english, "tr"))[1].title, "Rom");
    let spoken = loaded(&in_english, "en");
    let titles: Vec<&str> = options(&spoken).iter().map(|option| option.title.as_str()).collect();
    assert_eq!(titles, ["Cologne", "Rome"]);
    for typed in ["Cologne", "koeln", "colonia"] {
        assert_eq!(meant(options(&spoken), typed).map(|option| &*option.value), Some("k"), "{typed}");
    }
}

#[test]
fn two_entries_with_the_same_name_in_another_language_are_told_and_neither_is_taken_by_it() {
    let entries = json!([{"const": "c", "title": "Köln"}, {"const": "r", "title": "Rom"}]);
    let english = json!({"Köln": "Georgia", "Rom": "GEORGIA"});
    let source = source(entries, json!({"translate": ["en"]}), english, json!({}));
    let told = told(&source);
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].starts_with("defect_report/texts/en.json") && told[0].contains("Köln"), "{told:?}");
    let spoken = loaded(&source, "en");
    for typed in ["Georgia", "georgia"] {
        let named = finder::named(options(&spoken), typed).map(|option| &*option.value);
        // The two are called alike in all but the letters, and one is named as it stands there.
        assert_eq!(named, (typed == "Georgia").then_some("c"), "{typed}");
    }
}

#[test]
fn two_entries_that_are_called_exactly_alike_are_both_asked_about() {
    let english = json!({"Köln": "Georgia", "Rom": "Georgia"});
    let source = source(towns(), json!({"translate": ["en"]}), english, json!({}));
    assert_eq!(told(&source).len(), 1);
    let spoken = loaded(&source, "en");
    assert_eq!(meant(options(&spoken), "Georgia"), None);
    assert_eq!(meant(options(&spoken), "Köln").map(|option| &*option.value), Some("k"));
}

#[test]
fn every_shipped_country_has_an_english_name_and_one_that_a_search_finds() {
    let shipped = FormSource::Embedded;
    let (list, english) =
        (shipped.json("lists/countries.json").unwrap(), shipped.json("texts/en.json").unwrap());
    let entries = list["oneOf"].as_array().unwrap();
    assert!(entries.len() > 240, "{}", entries.len());
    for entry in entries {
        let title = entry["title"].as_str().unwrap();
        assert!(english[title].as_str().is_some_and(|name| !name.is_empty()), "{title}");
    }
}

#[test]
fn a_new_version_of_a_list_is_told_in_few_lines() {
    let entries = |numbers: std::ops::Range<usize>| -> Value {
        numbers.map(|i| json!({"const": format!("s{i}"), "title": format!("Weg {i}")})).collect()
    };
    let version = |numbers, version: &str| {
        loaded(
            &source(entries(numbers), json!({"version": version, "translate": false}), json!({}), json!({})),
            "de",
        )
    };
    let changes = diff(&version(0..500, "2025"), &version(200..503, "2026")).unwrap();
    let lines: Vec<String> = changes.iter().map(ToString::to_string).collect();
    let place = "schema.json#/$defs/lists.towns";
    assert_eq!(
        lines[0],
        format!(
            "must restart: {place}/oneOf: \"s0\", \"s1\", \"s2\", \"s3\", \"s4\" and 195 others can no longer be chosen."
        )
    );
    assert!(lines.contains(&format!("compatible: {place}/oneOf: \"s502\" can be chosen, too.")), "{lines:?}");
    assert!(
        lines.contains(&format!("compatible: {place}/x-list: version 2026 of the list instead of 2025."))
    );
    assert!(lines.len() <= 6, "{lines:?}");
}

#[test]
fn the_entry_for_the_rest_is_offered_whatever_was_typed_and_named_where_nothing_fits() {
    let mut entries = towns();
    entries.as_array_mut().unwrap().push(json!({"const": "o", "title": "andere Stadt", "x-otherwise": true}));
    let form = loaded(&source(entries, json!({}), json!({}), json!({})), "de");
    let page = form.pages.first().unwrap();
    for (typed, found) in [("kö", 1), ("Atlantis", 0), ("stadt", 1)] {
        let mut remembered = Remembered::default();
        remembered.texts.insert("town".to_owned(), typed.to_owned());
        let state = FormState::new(&form, &remembered, today());
        let shown = elements(&form, &state, &remembered, page, None, true);
        let town = shown.into_iter().find_map(|element| match element {
            Element::Field(field) if field.path.to_string() == "town" => Some(field),
            _ => None,
        });
        let (error, Control::Search(search)) = town.map(|town| (town.error, town.control)).unwrap() else {
            panic!("it is searched");
        };
        assert_eq!(search.fitting.len(), found, "{typed}");
        let rest = search.otherwise.map(|option| option.label);
        let is_found_itself = typed == "stadt";
        assert_eq!(rest.as_deref(), (!is_found_itself).then_some("andere Stadt"), "{typed}");
        let names_rest = error.unwrap().contains("oder wählen Sie „andere Stadt“ aus.");
        assert_eq!(names_rest, found == 0, "{typed}");
    }
}
