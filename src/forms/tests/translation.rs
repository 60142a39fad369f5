//! A form in another language: what `check` says of it, and what is served.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::domain::{Answers, Channel};
use crate::forms::cases;
use crate::forms::catalogue::Catalogue;
use crate::forms::check::check;
use crate::forms::form::Form;
use crate::forms::source::FormSource;
use crate::forms::state::{FormState, Remembered};
use crate::forms::translation;

const FORM: &str = "defect_report";

/// A shipped form, with texts in English: those that `change` leaves of all of them, said in capitals.
fn source(change: impl FnOnce(&mut serde_json::Map<String, Value>)) -> FormSource {
    let shipped = FormSource::Embedded;
    let mut files = BTreeMap::new();
    for name in ["form.json", "schema.json"] {
        let name = format!("{FORM}/{name}");
        files.insert(name.clone(), shipped.json(&name).unwrap());
    }
    for name in ["departments.json", "assisted.json"] {
        files.insert(name.to_owned(), shipped.json(name).unwrap());
    }
    for name in shipped.json_files("blocks") {
        let name = format!("blocks/{name}.json");
        files.insert(name.clone(), shipped.json(&name).unwrap());
    }
    let german = translation::texts(&files[&format!("{FORM}/form.json")], &bundled_schema(), None);
    let mut texts = german.iter().map(|text| (text.clone(), json!(shouted(text)))).collect();
    change(&mut texts);
    files.insert(format!("{FORM}/texts/en.json"), Value::Object(texts));
    FormSource::Memory(files)
}

fn bundled_schema() -> Value {
    let catalogue = Catalogue::load(&FormSource::Embedded);
    let bundle: Value = serde_json::from_str(&catalogue.find_id(FORM).unwrap().online.bundle).unwrap();
    bundle["schema"].clone()
}

/// In capitals, but for the names in braces.
fn shouted(text: &str) -> String {
    let mut is_name = false;
    let shout = |sign: char| {
        is_name = (is_name || sign == '{') && sign != '}';
        if is_name { sign.to_string() } else { sign.to_uppercase().collect() }
    };
    text.chars().map(shout).collect()
}

fn problems(source: &FormSource) -> Vec<String> {
    check(source).problems.iter().map(ToString::to_string).filter(|text| text.contains("/texts/")).collect()
}

fn form(source: &FormSource) -> std::sync::Arc<Form> {
    Catalogue::load(source).find_id(FORM).unwrap().form(Channel::Online).clone()
}

#[test]
fn a_complete_translation_is_offered_and_changes_words_only() {
    let source = source(|_| {});
    assert_eq!(problems(&source), [] as [String; 0]);
    let german = form(&source);
    assert_eq!(german.other_languages, ["en"]);
    let english = crate::texts::Languages::default().find("en").unwrap().clone();
    let form = Form::in_language(&german.bundle, Channel::Online, &english).unwrap();
    assert_eq!(form.file.title, german.file.title.to_uppercase());
    assert_eq!((form.version.clone(), form.pages.len()), (german.version.clone(), german.pages.len()));
    assert_eq!(form.language, english);
}

#[test]
fn a_text_that_is_missing_stale_or_torn_is_named_and_the_form_stays_german() {
    let title = form(&source(|_| {})).file.title.clone();
    let missing = source(|texts| {
        texts.remove(&title);
    });
    assert!(problems(&missing)[0].contains(&format!("the first is {title:?}")), "{:?}", problems(&missing));
    assert_eq!(form(&missing).other_languages, [] as [String; 0]);
    let stale = source(|texts| {
        texts.insert("Das stand hier einmal".to_owned(), json!("This once stood here"));
    });
    assert!(problems(&stale)[0].contains("the form has no such German text"), "{:?}", problems(&stale));
    let torn = source(|texts| {
        texts.insert(title.clone(), json!("Report a {defect}"));
    });
    assert!(problems(&torn)[0].contains("other names in braces"), "{:?}", problems(&torn));
    assert_eq!(form(&torn).other_languages, [] as [String; 0]);
}

#[test]
fn the_check_says_how_far_each_language_is() {
    let title = form(&source(|_| {})).file.title.clone();
    let report = check(&source(|texts| {
        texts.remove(&title);
    }));
    let of_form: Vec<_> = report.languages.iter().filter(|language| language.form_id.is_some()).collect();
    assert_eq!((of_form.len(), of_form[0].tag.as_str()), (1, "en"));
    assert_eq!(of_form[0].said + 1, of_form[0].of);
    let of_product: Vec<_> = report.languages.iter().filter(|language| language.form_id.is_none()).collect();
    assert_eq!(of_product.len(), 2);
    assert!(of_product.iter().all(|language| language.said == language.of && language.of > 300));
}

#[test]
fn a_file_of_texts_that_cannot_be_read_takes_away_its_language_and_nothing_else() {
    for file in ["defect_report/texts/en.json", "texts/en.json", "texts/Deutsch!.json"] {
        let FormSource::Memory(mut files) = source(|_| {}) else { panic!("not in memory") };
        files.insert(file.to_owned(), json!(["no texts"]));
        let broken = FormSource::Memory(files);
        assert_eq!(form(&broken).file.title, form(&source(|_| {})).file.title, "{file}");
        let told = problems(&broken);
        let told_by_all = check(&broken).problems.iter().any(|problem| problem.to_string().starts_with(file));
        assert!(told_by_all, "{file}: {told:?}");
    }
}

#[test]
fn a_language_that_nobody_can_choose_is_named() {
    let told = |name: &str, texts: Value| {
        let FormSource::Memory(mut files) = source(|_| {}) else { panic!("not in memory") };
        files.insert(name.to_owned(), texts);
        let report = check(&FormSource::Memory(files));
        report
            .problems
            .iter()
            .map(ToString::to_string)
            .filter(|text| text.contains("texts/tr.json"))
            .collect()
    };
    let of_form: Vec<String> = told("defect_report/texts/tr.json", json!({}));
    assert!(of_form.iter().any(|text| text.contains("nobody can choose this language")), "{of_form:?}");
    let unnamed: Vec<String> = told("texts/tr.json", json!({"Weiter": "Devam"}));
    assert!(unnamed.len() == 1 && unnamed[0].contains("without a name"), "{unnamed:?}");
    let torn: Vec<String> =
        told("texts/tr.json", json!({"Deutsch": "Türkçe", "Schritt {step} von {steps}": "{adim}"}));
    assert!(torn.len() == 1 && torn[0].contains("other names in braces"), "{torn:?}");
    let named: Vec<String> = told("texts/tr.json", json!({"Deutsch": "Türkçe", "Weiter": "Devam"}));
    assert_eq!(named, [] as [String; 0]);
}

#[test]
fn fields_that_are_called_like_keywords_have_texts_like_all_others() {
    let schema = json!({"properties": {
        "default": {"title": "Vorgabe", "enum": ["title"]},
        "title": {"title": "Titel", "default": {"title": "kein Text"}},
    }});
    let found = translation::texts(&json!({}), &schema, None);
    assert_eq!(found.into_iter().collect::<Vec<_>>(), ["Titel", "Vorgabe"]);
}

#[test]
fn words_inside_of_an_expression_are_told_because_they_stay_german() {
    let FormSource::Memory(mut files) = source(|_| {}) else { unreachable!() };
    let name = format!("{FORM}/schema.json");
    files.get_mut(&name).unwrap()["properties"]["how_much"] =
        json!({"type": "string", "x-compute": "if(present(danger), 'Sehr viel', absent)"});
    let told: Vec<String> =
        check(&FormSource::Memory(files)).problems.iter().map(ToString::to_string).collect();
    let expected =
        format!("{name}#/properties/how_much/x-compute: \"Sehr viel\" stays German in every language.");
    assert!(told.iter().any(|told| told.starts_with(&expected)), "{told:?}");
}

#[test]
fn a_computed_word_in_a_message_is_said_in_the_language_of_the_form() {
    let catalogue = Catalogue::load(&FormSource::Embedded);
    let service = catalogue.find_id("culture_project_grant").unwrap();
    let english = crate::texts::Languages::default().find("en").unwrap().clone();
    let form = Form::in_language(&service.online.bundle, Channel::Online, &english).unwrap();
    let cases = cases::read(&FormSource::Embedded, "culture_project_grant").unwrap();
    let case = &cases["culture_project_grant/cases/ein_cent_zu_viel.json"];
    let state = FormState::new(&form, &Remembered::typed(Answers(case.answers.clone())), case.today);
    let told = &state.error_at(&"balance".parse().unwrap()).unwrap().message;
    assert_eq!(told, "Expenses and financing are not equal. Planned too much: 0,01 €.");
}
