//! Lists of single questions, lists in lists, places, options of other types, times.

use serde_json::{Value, json};

use super::sample::{errors, form, path, state, today, typed};
use crate::forms::form::Form;
use crate::forms::parse::{Action, apply, read_page};
use crate::forms::state::{FormState, Remembered};
use crate::forms::view::{Control, Element, elements, sections};

fn text(title: &str) -> Value {
    json!({"type": "string", "title": title, "maxLength": 40})
}

/// Posts a page, or the page of a row, and returns the state afterwards.
fn post(form: &Form, item: Option<usize>, remembered: &mut Remembered, pairs: &[(&str, &str)]) -> FormState {
    let before = FormState::new(form, remembered, today());
    let pairs: Vec<_> = pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
    let input = read_page(form, "alles", item, &pairs, remembered, &before);
    assert_eq!(input.unknown, [] as [String; 0]);
    if let Some(action) = input.action {
        apply(&action, form, remembered);
    }
    FormState::new(form, remembered, today())
}

fn one_page(properties: Value, required: Value) -> Form {
    let fields: Vec<String> = properties.as_object().unwrap().keys().cloned().collect();
    let schema = json!({
        "type": "object", "additionalProperties": false, "properties": properties, "required": required
    });
    form(schema, json!({"pages": [{"id": "alles", "title": "Alles", "fields": fields}]}))
}

fn names() -> Form {
    let list = json!({
        "type": "array", "title": "Vornamen", "x-item": "Vorname", "minItems": 1, "maxItems": 3, "uniqueItems": true,
        "items": {"type": "string", "minLength": 2, "maxLength": 10}
    });
    one_page(json!({"names": list}), json!(["names"]))
}

#[test]
fn a_list_of_single_questions_keeps_its_rows_in_place() {
    let form = names();
    let mut remembered = Remembered::begin(&form);
    assert_eq!(errors(&FormState::new(&form, &remembered, today())), ["names: minItems"]);
    let state = post(&form, None, &mut remembered, &[("names.0", "Ada"), ("_action", "add:names")]);
    assert_eq!(state.answers.to_value(), json!({"names": ["Ada", null]}));
    assert_eq!(errors(&state), ["names.1: required"]);
    assert_eq!(state.errors[0].message, "Füllen Sie das Feld „Vorname“ aus.");
    let state = post(&form, None, &mut remembered, &[("names.0", ""), ("names.1", "Bo")]);
    assert_eq!(state.answers.to_value(), json!({"names": [null, "Bo"]}));
    assert_eq!(errors(&state), ["names.0: required"]);
    let state = post(&form, None, &mut remembered, &[("_action", "remove:names.0")]);
    assert_eq!(errors(&state), [] as [String; 0]);
    assert_eq!(state.answers.to_value(), json!({"names": ["Bo"]}));
    let state = post(&form, None, &mut remembered, &[("names.0", "B"), ("_action", "add:names")]);
    assert_eq!(errors(&state), ["names.0: minLength", "names.1: required"]);
}

#[test]
fn single_questions_are_labelled_by_their_row_and_told_as_one_answer() {
    let form = names();
    let remembered = typed(json!({"names": ["Ada", "Bo"]}));
    let state = FormState::new(&form, &remembered, today());
    let shown = elements(&form, &state, &remembered, &form.pages[0], None, false);
    let Some(Element::List(list)) = shown.first() else { panic!("{shown:?}") };
    let labels: Vec<&str> = list
        .rows
        .iter()
        .filter_map(|row| match row.elements.first()? {
            Element::Field(field) => Some(field.label.as_str()),
            _ => None,
        })
        .collect();
    assert_eq!(labels, ["Vorname 1", "Vorname 2"]);
    let sections = sections(&form, &state.answers);
    let answer = &sections[0].blocks[0].answers[0];
    assert_eq!(
        (answer.label.as_str(), answer.lines.as_slice()),
        ("Vornamen", &["Ada".to_owned(), "Bo".to_owned()][..])
    );
}

fn projects() -> Form {
    let cost = json!({
        "type": "object", "additionalProperties": false, "required": ["what", "price"],
        "properties": {"what": text("Wofür"), "price": {"type": "integer", "title": "Betrag", "x-unit": "EUR", "minimum": 1}}
    });
    let project = json!({
        "type": "object", "additionalProperties": false, "required": ["name", "costs"],
        "properties": {
            "name": text("Name"),
            "costs": {"type": "array", "title": "Kosten", "x-item": "Posten", "minItems": 1, "maxItems": 3, "items": cost},
            "sum": {"type": "integer", "title": "Summe", "x-unit": "EUR", "x-compute": "sum(row.costs[].price)"}
        }
    });
    one_page(
        json!({
            "projects": {"type": "array", "title": "Projekte", "x-item": "Projekt", "minItems": 1, "maxItems": 2, "items": project},
            "total": {"type": "integer", "title": "Alles", "x-unit": "EUR", "x-compute": "sum(projects[].sum)"}
        }),
        json!(["projects"]),
    )
}

#[test]
fn a_list_in_a_list_stands_on_the_page_of_its_row() {
    let form = projects();
    let mut remembered = Remembered::begin(&form);
    apply(&Action::Add(path("projects")), &form, &mut remembered);
    let state = FormState::new(&form, &remembered, today());
    let shown = elements(&form, &state, &remembered, &form.pages[0], Some(0), false);
    let Some(Element::List(outer)) = shown.first() else { panic!("{shown:?}") };
    let Some(Element::List(inner)) = outer.rows[0].elements.get(1) else { panic!("{outer:?}") };
    assert!(inner.on_one_page && inner.rows.len() == 1, "a required list begins with an empty row");

    let first = [
        ("projects.0.name", "Fest"),
        ("projects.0.costs.0.what", "Zelt"),
        ("projects.0.costs.0.price", "100"),
    ];
    let state =
        post(&form, Some(0), &mut remembered, &[&first[..], &[("_action", "add:projects.0.costs")]].concat());
    assert_eq!(errors(&state), ["projects.0.costs.1.what: required", "projects.0.costs.1.price: required"]);
    assert!(state.errors.iter().all(|error| error.page == "alles" && error.item == Some(0)));
    let second = [("projects.0.costs.1.what", "Musik"), ("projects.0.costs.1.price", "50,50")];
    let state = post(&form, Some(0), &mut remembered, &second);
    assert_eq!(errors(&state), [] as [String; 0]);
    assert_eq!(state.answers.at("projects.0.sum"), Some(&json!(15050)));
    assert_eq!(state.answers.at("total"), Some(&json!(15050)));
    let state = post(&form, Some(0), &mut remembered, &[("_action", "remove:projects.0.costs.0")]);
    assert_eq!(state.answers.at("projects.0.costs"), Some(&json!([{"what": "Musik", "price": 5050}])));
    // The overview of the outer list is no place to change an inner one.
    let state = post(&form, None, &mut remembered, &[("_action", "add:projects.0.costs")]);
    assert_eq!(state.answers.at("projects.0.costs.1"), None);
}

#[test]
fn the_rows_of_a_row_are_told_with_both_names() {
    let form = projects();
    let costs = json!([{"what": "Zelt", "price": 100}, {"what": "Musik", "price": 200}]);
    let found = state(&form, json!({"projects": [{"name": "Fest", "costs": costs}]}));
    let sections = sections(&form, &found.answers);
    let titles: Vec<Option<&str>> = sections[0].blocks.iter().map(|block| block.title.as_deref()).collect();
    assert_eq!(
        titles,
        [
            Some("Projekt 1"),
            Some("Projekt 1: Posten 1"),
            Some("Projekt 1: Posten 2"),
            Some("Projekt 1"),
            None
        ]
    );
    assert!(sections[0].blocks[..4].iter().all(|block| block.row == Some((path("projects"), 0))));
}

fn span() -> Form {
    let places = json!({
        "type": "array", "title": "Zeitraum", "minItems": 2, "items": false, "prefixItems": [
            {"type": "string", "format": "date", "title": "von"},
            {"type": "string", "format": "date", "title": "bis"},
            {"type": "integer", "title": "Personen"}
        ]
    });
    one_page(json!({"span": places}), json!([]))
}

#[test]
fn places_are_a_group_and_stored_in_order() {
    let form = span();
    let mut remembered = Remembered::begin(&form);
    assert_eq!(errors(&FormState::new(&form, &remembered, today())), [] as [String; 0], "it may be left out");
    let day = [("span.1.day", "3"), ("span.1.month", "4"), ("span.1.year", "2026")];
    let state = post(&form, None, &mut remembered, &day);
    assert_eq!(state.answers.to_value(), json!({"span": [null, "2026-04-03"]}));
    assert_eq!(errors(&state), ["span.0: required"]);
    let day = [("span.0.day", "1"), ("span.0.month", "4"), ("span.0.year", "2026")];
    let state = post(&form, None, &mut remembered, &day);
    assert_eq!(errors(&state), [] as [String; 0]);
    let state = post(&form, None, &mut remembered, &[("span.2", "viele")]);
    assert_eq!(errors(&state), ["span.2: type"]);
    let state = post(&form, None, &mut remembered, &[("span.2", "12")]);
    assert_eq!(state.answers.to_value(), json!({"span": ["2026-04-01", "2026-04-03", 12]}));
    assert!(!state.is_required(&path("span.0")) && !state.is_required(&path("span.2")));
    let sections = sections(&form, &state.answers);
    let lines: Vec<_> =
        sections[0].blocks[0].answers.iter().map(|a| (a.label.as_str(), a.lines[0].as_str())).collect();
    assert_eq!(lines, [("von", "01.04.2026"), ("bis", "03.04.2026"), ("Personen", "12")]);
}

#[test]
fn options_are_stored_as_what_they_are() {
    let form = one_page(
        json!({
            "count": {"type": "integer", "title": "Anzahl", "enum": [1, 2, 3]},
            "grades": {"type": "array", "title": "Klassen", "uniqueItems": true, "items": {"type": "integer", "enum": [5, 6]}},
            "wish": {"type": "boolean", "title": "Wunsch", "oneOf": [
                {"const": true, "title": "Ja, gern"}, {"const": false, "title": "Nein, danke"}]},
            "twice": {"type": "integer", "title": "Doppelt", "x-compute": "count * 2"},
            "note": {"type": ["string", "null"], "title": "Notiz", "maxLength": 20},
            "age": {"title": "Alter", "anyOf": [{"type": "integer", "minimum": 18}, {"type": "null"}]}
        }),
        json!(["count"]),
    );
    let mut remembered = Remembered::begin(&form);
    let typed = [("count", "2"), ("grades", "6"), ("wish", "false"), ("note", ""), ("age", "17")];
    let state = post(&form, None, &mut remembered, &typed);
    assert_eq!(
        state.answers.to_value(),
        json!({"count": 2, "grades": [6], "wish": false, "twice": 4, "age": 17})
    );
    assert_eq!(errors(&state), ["age: minimum"]);
    let sections = sections(&form, &state.answers);
    let words: Vec<String> =
        sections[0].blocks[0].answers.iter().map(|answer| answer.lines.join(", ")).collect();
    assert_eq!(words, ["2", "6", "Nein, danke", "4", "", "17"]);
    let state = post(&form, None, &mut remembered, &[("count", "4")]);
    assert_eq!(errors(&state), ["count: enum", "age: minimum"]);
}

#[test]
fn times_are_kept_as_the_standard_writes_them() {
    let form = one_page(
        json!({
            "opens": {"type": "string", "format": "time", "title": "Beginn täglich"},
            "start": {"type": "string", "format": "date-time", "title": "Beginn"},
            "page": {"type": "string", "format": "uri", "title": "Seite", "maxLength": 80}
        }),
        json!(["start"]),
    );
    let mut remembered = Remembered::begin(&form);
    let day = [("start.day", "1"), ("start.month", "7"), ("start.year", "2026")];
    let state = post(
        &form,
        None,
        &mut remembered,
        &[&day[..], &[("opens", "9 Uhr"), ("page", "www.beispiel.de")]].concat(),
    );
    assert_eq!(errors(&state), ["start: format"]);
    assert_eq!(state.errors[0].message, "Geben Sie bei „Beginn“ auch eine Uhrzeit ein.");
    assert_eq!(state.errors[0].anchor(), path("start.time"));
    assert_eq!(
        state.answers.to_value(),
        json!({"opens": "09:00:00+01:00", "page": "https://www.beispiel.de"})
    );
    let shown = elements(&form, &state, &remembered, &form.pages[0], None, true);
    let Some(Element::Field(field)) = shown.get(1) else { panic!() };
    let Control::Moment { day: typed_day, time, wrong, .. } = &field.control else { panic!() };
    assert_eq!((typed_day.as_str(), time.as_str(), *wrong), ("1", "", [false, false, false, true]));
    let state = post(&form, None, &mut remembered, &[&day[..], &[("start.time", "14.30")][..]].concat());
    assert_eq!(errors(&state), [] as [String; 0]);
    assert_eq!(state.answers.at("start"), Some(&json!("2026-07-01T14:30:00+02:00")));
    let sections = sections(&form, &state.answers);
    let words: Vec<String> =
        sections[0].blocks[0].answers.iter().map(|answer| answer.lines.join(", ")).collect();
    assert_eq!(words, ["09:00 Uhr", "01.07.2026, 14:30 Uhr", "https://www.beispiel.de"]);
}
