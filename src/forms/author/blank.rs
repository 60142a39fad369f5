//! The form to begin with when there is no schema: sound, small, and full of places to write into.

use serde_json::{Value, json};

use crate::forms::definition::Page;

/// What it is called until its author says it.
pub const TITLE: &str = "[Platzhalter] Name der Leistung";

/// A person, how to reach them, a question with a condition, a declaration.
pub fn schema() -> Value {
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": TITLE,
        "type": "object",
        "properties": {
            "person": person(),
            "contact": contact(),
            "wish": {
                "type": "string",
                "title": "[Platzhalter] Ihre erste Frage mit festen Antworten",
                "description": "[Platzhalter] Ein Hinweis, der beim Antworten hilft. Nehmen Sie ihn weg, wenn niemand ihn braucht.",
                "oneOf": [
                    {"const": "usual", "title": "[Platzhalter] Das Übliche"},
                    {"const": "other", "title": "[Platzhalter] Etwas anderes"}
                ]
            },
            "wish_text": {
                "type": "string",
                "title": "[Platzhalter] Eine Frage, die nur nach „Etwas anderes“ kommt",
                "maxLength": 500
            },
            "correct": correct(),
            "privacy_read": privacy_read()
        },
        "required": ["person", "contact", "wish", "correct", "privacy_read"],
        "additionalProperties": false,
        "allOf": [
            {
                "if": {"properties": {"wish": {"const": "other"}}, "required": ["wish"]},
                "then": {"required": ["wish_text"]},
                "else": {"properties": {"wish_text": false}}
            }
        ]
    })
}

fn correct() -> Value {
    let missing = "Bestätigen Sie, dass Ihre Angaben vollständig und richtig sind.";
    json!({
        "type": "boolean",
        "const": true,
        "title": "Meine Angaben sind vollständig und richtig.",
        "x-errors": {"required": missing, "const": missing}
    })
}

fn privacy_read() -> Value {
    let missing = "Bestätigen Sie, dass Sie die Datenschutzhinweise gelesen haben.";
    json!({
        "type": "boolean",
        "const": true,
        "title": "Ich habe die Datenschutzhinweise gelesen.",
        "x-privacy-notice": true,
        "x-errors": {"required": missing, "const": missing}
    })
}

fn person() -> Value {
    json!({
        "type": "object",
        "properties": {
            "given_names": {
                "type": "string",
                "title": "Vornamen",
                "maxLength": 120,
                "x-autocomplete": "given-name",
                "x-object": "Ihre Vornamen"
            },
            "family_name": {
                "type": "string",
                "title": "Familienname",
                "maxLength": 120,
                "x-autocomplete": "family-name",
                "x-object": "Ihren Familiennamen"
            }
        },
        "required": ["given_names", "family_name"],
        "additionalProperties": false
    })
}

fn contact() -> Value {
    json!({
        "type": "object",
        "properties": {
            "email": {
                "type": "string",
                "format": "email",
                "title": "E-Mail-Adresse",
                "maxLength": 254,
                "x-autocomplete": "email",
                "x-object": "Ihre E-Mail-Adresse",
                "x-privacy": "contact"
            },
            "phone": {
                "type": "string",
                "format": "tel",
                "title": "Telefon",
                "maxLength": 40,
                "x-autocomplete": "tel",
                "x-object": "Ihre Telefonnummer",
                "x-privacy": "contact"
            }
        },
        "required": ["email"],
        "additionalProperties": false
    })
}

/// Its pages.
pub fn pages() -> Vec<Page> {
    let page = |id: &str, title: &str, fields: &[&str]| Page {
        id: id.to_owned(),
        title: title.to_owned(),
        intro: Vec::new(),
        fields: fields.iter().map(|&field| field.to_owned()).collect(),
    };
    vec![
        page("person", "Ihre Angaben", &["person", "contact"]),
        page("anliegen", "[Platzhalter] Worum es geht", &["wish", "wish_text"]),
        page("erklaerungen", "Erklärungen", &["correct", "privacy_read"]),
    ]
}

/// The case of somebody who does everything right.
pub fn filled(department: &str) -> Value {
    json!({
        "title": "Vollständig ausgefüllt, mit der Frage nach etwas anderem",
        "today": "2026-01-01",
        "answers": {
            "person": {"given_names": "Erika", "family_name": "Muster"},
            "contact": {"email": "erika.muster@example.org"},
            "wish": "other",
            "wish_text": "Ein Beispiel",
            "correct": true,
            "privacy_read": true
        },
        "expect": {"errors": [], "department": department}
    })
}
