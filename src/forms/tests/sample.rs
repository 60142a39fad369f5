//! A form for the tests of this module: small, with one of everything.

use std::sync::LazyLock;

use chrono::NaiveDate;
use serde_json::{Value, json};

use crate::domain::{Answers, Channel, Path};
use crate::forms::form::Form;
use crate::forms::parse::read_page;
use crate::forms::state::{FormState, Remembered};

/// The day of all these tests.
pub fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 23).unwrap()
}

/// A path.
pub fn path(text: &str) -> Path {
    text.parse().unwrap()
}

/// Answers that are typed already.
pub fn typed(answers: Value) -> Remembered {
    match answers {
        Value::Object(object) => Remembered::typed(Answers(object)),
        other => panic!("answers are an object, not {other}"),
    }
}

/// The state of typed answers.
pub fn state(form: &Form, answers: Value) -> FormState {
    FormState::new(form, &typed(answers), today())
}

/// The errors as the cases of a form write them: `bank.iban: format`.
pub fn errors(state: &FormState) -> Vec<String> {
    state.errors.iter().map(|error| format!("{}: {}", error.path, error.keyword)).collect()
}

/// Posts a page as a browser does and returns the state afterwards.
pub fn post(form: &Form, page: &str, remembered: &mut Remembered, pairs: &[(&str, &str)]) -> FormState {
    let before = FormState::new(form, remembered, today());
    let pairs: Vec<_> = pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
    read_page(form, page, None, &pairs, remembered, &before);
    FormState::new(form, remembered, today())
}

/// A form of plain texts, all on one page, with these conditions.
pub fn chain(names: &[&str], conditions: Value) -> Form {
    let texts = names.iter().map(|name| {
        ((*name).to_owned(), json!({"type": "string", "title": name.to_uppercase(), "maxLength": 20}))
    });
    let schema = json!({
        "type": "object", "additionalProperties": false,
        "properties": texts.collect::<serde_json::Map<_, _>>(),
        "allOf": conditions,
    });
    form(schema, json!({"pages": [{"id": "alles", "title": "Alles", "fields": names}]}))
}

/// The sample: a refund of tickets.
pub fn sample() -> &'static Form {
    static SAMPLE: LazyLock<Form> = LazyLock::new(compiled_sample);
    &SAMPLE
}

fn compiled_sample() -> Form {
    let pages = json!([
        {"id": "person", "title": "Person", "fields": ["applicant"]},
        {"id": "fahrkarten", "title": "Fahrkarten", "fields": ["pass", "pass_months", "distance", "tickets", "total"]},
        {"id": "termine", "title": "Termine", "fields": ["events"]},
        {"id": "ende", "title": "Ende", "fields": ["paper", "consent"]}
    ]);
    let more = json!({
        "pages": pages,
        "applicant": {"name": [["applicant.given_name", "applicant.family_name"]], "email": ["applicant.email"]},
        "duplicate": ["applicant.family_name", "applicant.birth"],
        "settings": {"cap": {"value": 10000, "unit": "EUR", "label": "Höchstbetrag"}},
        "advice": [{
            "code": "TEUER", "at": "tickets[].price", "level": "warning", "when": "row.price > 5000",
            "text": "{row.price} im Monat {row.month} ist mehr als üblich, höchstens sind es {$cap}."
        }],
        "routing": {
            "department": "fb40",
            "rules": [{"when": "pass = 'yes'", "department": "fb66"}],
            "tags": [{"tag": "viel", "title": "Hoher Betrag", "when": "total > 10000"}]
        }
    });
    form(sample_schema(), more)
}

fn sample_schema() -> Value {
    let month = |title: &str| json!({"type": "string", "format": "year-month", "title": title});
    json!({
        "type": "object", "additionalProperties": false,
        "required": ["applicant", "pass", "tickets", "paper", "consent"],
        "properties": {
            "applicant": applicant_schema(),
            "pass": {"title": "Hatten Sie eine Schülerzeitkarte?", "type": "string", "oneOf": [
                {"const": "no", "title": "nein"}, {"const": "partly", "title": "zeitweise"}, {"const": "yes", "title": "ja"}]},
            "pass_months": {"title": "Monate mit Zeitkarte", "type": "array", "uniqueItems": true, "minItems": 1,
                "x-exclusive": "none", "items": {"type": "string", "oneOf": [
                    {"const": "aug", "title": "August"}, {"const": "sep", "title": "September"},
                    {"const": "none", "title": "Keiner davon"}]}},
            "distance": {"title": "Entfernung", "type": "number", "multipleOf": 0.1, "minimum": 0, "x-unit": "km"},
            "tickets": {"title": "Fahrkarten", "x-item": "Fahrkarte", "x-layout": "rows", "type": "array",
                "minItems": 1, "maxItems": 3, "items": {"type": "object", "additionalProperties": false,
                    "required": ["month", "price"],
                    "properties": {"month": month("Monat"),
                        "price": {"title": "Preis", "type": "integer", "x-unit": "EUR", "minimum": 100, "maximum": 100_000,
                            "x-subject": "Der Preis"}}}},
            "total": {"title": "Summe", "type": "integer", "x-unit": "EUR", "x-compute": "sum(tickets[].price)"},
            "total_in_order": {"type": "boolean", "const": true, "x-compute": "total <= $cap * 2",
                "x-at": "tickets", "x-at-submit": true, "x-errors": {"const": "{total} sind mehr als das Doppelte von {$cap}."}},
            "events": {"title": "Termine", "x-item": "Termin", "type": "array", "maxItems": 2,
                "items": {"type": "object", "additionalProperties": false, "required": ["name"],
                    "properties": {"name": {"title": "Name", "type": "string", "maxLength": 20}}}},
            "paper": {"title": "Fahrkarten im Original", "x-later": true, "type": "string", "oneOf": [
                {"const": "attached", "title": "liegt bei"}, {"const": "later", "title": "reiche ich nach"}]},
            "consent": {"title": "Die Angaben sind richtig", "type": "boolean", "const": true}
        },
        "allOf": [{
            "if": {"properties": {"pass": {"const": "partly"}}, "required": ["pass"]},
            "then": {"required": ["pass_months"]},
            "else": {"properties": {"pass_months": false}}
        }]
    })
}

fn applicant_schema() -> Value {
    json!({
        "title": "Angaben zur Person", "type": "object", "additionalProperties": false,
        "required": ["family_name", "birth"],
        "properties": {
            "given_name": {"title": "Vorname", "type": "string", "maxLength": 40},
            "family_name": {"title": "Familienname", "type": "string", "maxLength": 10,
                "x-object": "Ihren Familiennamen", "x-subject": "Der Familienname"},
            "birth": {"title": "Geburtsdatum", "type": "string", "format": "date", "x-subject": "Das Geburtsdatum"},
            "email": {"title": "E-Mail-Adresse", "type": "string", "format": "email", "maxLength": 254},
            "phone": {"title": "Telefon", "type": "string", "format": "tel", "maxLength": 40},
            "bank": {"title": "Bankverbindung", "type": "object", "additionalProperties": false,
                "required": ["iban"], "properties": {
                    "iban": {"title": "IBAN", "type": "string", "format": "iban", "maxLength": 34},
                    "holder": {"title": "Kontoinhaberin oder Kontoinhaber", "type": "string", "maxLength": 70}}}
        },
        "anyOf": [{"required": ["email"]}, {"required": ["phone"]}]
    })
}

/// Answers to the sample that are complete.
pub fn complete() -> Value {
    json!({
        "applicant": {"given_name": "Anna", "family_name": "Öztürk", "birth": "1990-04-03", "email": "anna@beispiel.de"},
        "pass": "no", "distance": 14.2,
        "tickets": [{"month": "2025-09", "price": 4900}, {"month": "2025-10", "price": 5800}],
        "paper": "later", "consent": true
    })
}

/// Compiles a schema with as much of a `form.json` as the test needs.
pub fn form(schema: Value, more: Value) -> Form {
    let mut file = json!({
        "slug": "probe", "title": "Probe", "summary": "Eine Probe.", "group": "Probe", "kind": "application",
        "service": {"what": [], "who_may": [], "costs": [], "duration": [], "decision": [], "legal_basis": []},
        "privacy": [], "applicant": {"name": []}, "routing": {"department": "fb40"}, "next_steps": [],
        "retention": {"draft_days": 30, "case_days": 365}
    });
    for (key, value) in more.as_object().unwrap() {
        file[key] = value.clone();
    }
    let department =
        |id: &str| json!({"id": id, "name": id, "inbox_mail": format!("{id}@beispiel.de"), "address": []});
    let bundle = json!({
        "id": "probe", "form": file, "schema": schema, "assisted": {},
        "departments": [department("fb40"), department("fb66")]
    });
    match Form::from_bundle(&bundle.to_string(), Channel::Online) {
        Ok(form) => form,
        Err(problems) => panic!("{problems:#?}"),
    }
}
