//! `oneOf` of objects, sets of names, `not`, retired and fixed fields.

use serde_json::{Value, json};

use super::sample::{errors, form, path, post, state, today, typed};
use crate::forms::form::Form;
use crate::forms::messages::label;
use crate::forms::places::node_at;
use crate::forms::state::{FormState, Remembered};
use crate::forms::view::{Control, Element, elements};

fn text(title: &str) -> Value {
    json!({"type": "string", "title": title, "maxLength": 40})
}

/// Who applies: a person or a club, each with fields of its own, and a club with a register or without.
fn applicant() -> Form {
    let person = json!({
        "title": "Eine Person", "required": ["kind", "name"],
        "properties": {"kind": {"const": "person", "title": "Wer stellt den Antrag?"}, "name": text("Name"), "phone": text("Telefon")}
    });
    let registered = json!({
        "title": "Eingetragen", "required": ["entry", "number"],
        "properties": {"entry": {"const": "yes", "title": "Ist der Verein eingetragen?"}, "number": text("Registernummer")}
    });
    let other = json!({
        "title": "Nicht eingetragen", "required": ["entry"], "properties": {"entry": {"const": "no"}}
    });
    let club = json!({
        "title": "Ein Verein", "description": "Auch ein Förderverein.", "required": ["kind", "club"],
        "properties": {"kind": {"const": "club"}, "club": text("Name des Vereins"), "phone": text("Telefon")},
        "oneOf": [registered, other]
    });
    let schema = json!({
        "type": "object", "additionalProperties": false, "required": ["applicant"],
        "properties": {"applicant": {
            "type": "object", "title": "Antrag", "unevaluatedProperties": false, "oneOf": [person, club]
        }}
    });
    form(schema, json!({"pages": [{"id": "wer", "title": "Wer", "fields": ["applicant"]}]}))
}

fn asked(form: &Form, remembered: &Remembered) -> Vec<String> {
    let state = FormState::new(form, remembered, today());
    let page = &form.pages[0];
    fn names(elements: &[Element]) -> Vec<String> {
        let of = |element: &Element| match element {
            Element::Field(field) => vec![field.path.to_string()],
            Element::Group(group) => names(&group.elements),
            Element::List(list) => list.rows.iter().flat_map(|row| names(&row.elements)).collect(),
            Element::Computed(computed) => vec![format!("= {}", computed.path)],
        };
        elements.iter().flat_map(of).collect()
    }
    names(&elements(form, &state, remembered, page, None, false))
}

#[test]
fn the_choice_comes_first_and_brings_the_fields_of_its_branch() {
    let form = applicant();
    let mut remembered = Remembered::begin(&form);
    assert_eq!(asked(&form, &remembered), ["applicant.kind"]);
    let found = state(&form, json!({}));
    assert_eq!(errors(&found), ["applicant.kind: required"]);
    assert_eq!(found.errors[0].message, "Wählen Sie bei „Wer stellt den Antrag?“ eine Antwort aus.");

    post(&form, "wer", &mut remembered, &[("applicant.kind", "club")]);
    assert_eq!(
        asked(&form, &remembered),
        ["applicant.kind", "applicant.phone", "applicant.club", "applicant.entry"]
    );
    let state =
        post(&form, "wer", &mut remembered, &[("applicant.club", "Harmonie"), ("applicant.entry", "yes")]);
    assert_eq!(errors(&state), ["applicant.number: required"]);
    let state = post(&form, "wer", &mut remembered, &[("applicant.number", "VR 1")]);
    assert_eq!(errors(&state), [] as [String; 0]);
}

#[test]
fn a_change_of_mind_takes_the_other_branch_away_and_brings_it_back() {
    let form = applicant();
    let mut remembered = typed(json!({"applicant": {
        "kind": "club", "club": "Harmonie", "entry": "yes", "number": "VR 1", "phone": "0531 4701"}}));
    let state = post(&form, "wer", &mut remembered, &[("applicant.kind", "person")]);
    assert_eq!(errors(&state), ["applicant.name: required"]);
    assert_eq!(state.answers.to_value(), json!({"applicant": {"kind": "person", "phone": "0531 4701"}}));
    let state = post(&form, "wer", &mut remembered, &[("applicant.kind", "club")]);
    assert_eq!(errors(&state), [] as [String; 0]);
    assert_eq!(state.answers.at("applicant.number"), Some(&json!("VR 1")));
}

#[test]
fn the_options_are_called_as_the_branches_are() {
    let form = applicant();
    let remembered = Remembered::begin(&form);
    let state = FormState::new(&form, &remembered, today());
    let shown = elements(&form, &state, &remembered, &form.pages[0], None, false);
    let Some(Element::Group(group)) = shown.first() else { panic!("{shown:?}") };
    let Some(Element::Field(field)) = group.elements.first() else { panic!() };
    let Control::Radios(options) = &field.control else { panic!() };
    assert_eq!((field.label.as_str(), field.optional), ("Wer stellt den Antrag?", false));
    assert_eq!(options.iter().map(|o| o.label.as_str()).collect::<Vec<_>>(), ["Eine Person", "Ein Verein"]);
    assert_eq!(options[1].hint.as_deref(), Some("Auch ein Förderverein."));
}

fn contact(rules: Value) -> Form {
    let mut schema = json!({
        "type": "object", "additionalProperties": false,
        "properties": {"email": text("E-Mail"), "phone": text("Telefon"), "fax": text("Fax")}
    });
    schema.as_object_mut().unwrap().extend(rules.as_object().unwrap().clone());
    form(schema, json!({"pages": [{"id": "alles", "title": "Alles", "fields": ["email", "phone", "fax"]}]}))
}

#[test]
fn exactly_one_of_these() {
    let form = contact(json!({"oneOf": [{"required": ["email"]}, {"required": ["phone"]}]}));
    let found = state(&form, json!({}));
    assert_eq!(errors(&found), ["email: oneOf"]);
    assert_eq!(
        found.errors[0].message,
        "Füllen Sie mindestens eines der Felder „E-Mail“ oder „Telefon“ aus."
    );
    let found = state(&form, json!({"email": "a", "phone": "b"}));
    assert_eq!(errors(&found), ["email: oneOf"]);
    assert_eq!(found.errors[0].message, "Füllen Sie nur eines der Felder „E-Mail“ und „Telefon“ aus.");
    assert_eq!(errors(&state(&form, json!({"phone": "b"}))), [] as [String; 0]);
}

#[test]
fn not_both_and_a_rule_in_own_words() {
    let form = contact(json!({
        "not": {"required": ["phone", "fax"]},
        "allOf": [{"not": {"properties": {"email": {"const": "x"}}, "required": ["email"]}}],
        "x-errors": {}
    }));
    let found = state(&form, json!({"phone": "1", "fax": "2"}));
    assert_eq!(errors(&found), ["phone: not"]);
    assert_eq!(found.errors[0].message, "Füllen Sie nur eines der Felder „Telefon“ und „Fax“ aus.");
    let form = contact(json!({
        "not": {"properties": {"email": {"const": "x"}}, "required": ["email"]},
        "x-errors": {"not": "Geben Sie Ihre eigene Adresse ein."}
    }));
    let found = state(&form, json!({"email": "x"}));
    assert_eq!(found.errors[0].message, "Geben Sie Ihre eigene Adresse ein.");
    assert_eq!(errors(&state(&form, json!({"email": "y"}))), [] as [String; 0]);
}

#[test]
fn a_mistake_in_a_branch_does_not_make_its_fields_wrong_as_a_whole() {
    let schema = json!({
        "type": "object", "unevaluatedProperties": false, "required": ["more"],
        "properties": {"first": text("Erstes"), "more": {"type": "boolean", "title": "Mehr?"}},
        "if": {"properties": {"more": {"const": true}}, "required": ["more"]},
        "then": {"properties": {"second": text("Zweites"), "third": {"type": "integer", "title": "Drittes", "minimum": 3}},
            "required": ["second"]}
    });
    let pages =
        json!({"pages": [{"id": "alles", "title": "Alles", "fields": ["first", "more", "second", "third"]}]});
    let form = form(schema, pages);
    let found = state(&form, json!({"more": true, "third": 1, "first": "x"}));
    assert_eq!(errors(&found), ["second: required", "third: minimum"]);
}

#[test]
fn what_is_always_the_same_is_filled_in_and_what_is_retired_is_not_asked() {
    let schema = json!({
        "type": "object", "additionalProperties": false, "required": ["land", "form"],
        "properties": {
            "land": {"type": "string", "title": "Land", "const": "Niedersachsen"},
            "form": {"type": "integer", "const": 7},
            "office": {"type": "string", "title": "Stelle", "readOnly": true, "default": "Schule", "maxLength": 20},
            "fax": {"type": "string", "title": "Fax", "maxLength": 20, "deprecated": true},
            "name": {"type": "string", "title": "Name", "maxLength": 20, "examples": ["Öztürk", "von der Heide"]}
        }
    });
    let fields = ["land", "office", "name"];
    let form = form(schema, json!({"pages": [{"id": "alles", "title": "Alles", "fields": fields}]}));
    let found = state(&form, json!({"fax": "0531", "land": "Bayern"}));
    assert_eq!(errors(&found), [] as [String; 0]);
    assert_eq!(found.answers.to_value(), json!({"land": "Niedersachsen", "form": 7, "office": "Schule"}));
    assert_eq!(asked(&form, &Remembered::begin(&form)), ["= land", "= office", "name"]);
    let hint = form.root.find("name").and_then(|node| node.description.as_deref());
    assert_eq!(hint, Some("Zum Beispiel: Öztürk oder von der Heide."));
}

#[test]
fn a_schema_that_leads_back_to_itself_is_followed_as_deep_as_its_author_says() {
    let schema = json!({
        "type": "object", "additionalProperties": false, "required": ["child"],
        "properties": {"child": {"$ref": "#/$defs/person", "title": "Kind"}},
        "$defs": {"person": {
            "type": "object", "additionalProperties": false, "title": "Elternteil", "required": ["name"],
            "properties": {"name": text("Name"), "parent": {"$ref": "#/$defs/person", "x-depth": 2}}
        }}
    });
    let form = form(schema, json!({"pages": [{"id": "alles", "title": "Alles", "fields": ["child"]}]}));
    assert_eq!(
        asked(&form, &Remembered::begin(&form)),
        ["child.name", "child.parent.name", "child.parent.parent.name"]
    );
    let three = json!({"child": {"name": "A", "parent": {"name": "B", "parent": {}}}});
    assert_eq!(errors(&state(&form, three)), [] as [String; 0], "what was not begun is left out");
    let node = node_at(&form, &path("child.parent.parent.name")).unwrap();
    assert_eq!(label(node), "Name");
}

/// The way back may stand in "this or null", behind another reference, or in the rows of a list there.
#[test]
fn the_way_back_ends_wherever_it_is_written() {
    for way in [
        json!({"anyOf": [{"$ref": "#/$defs/person", "x-depth": 1}, {"type": "null"}]}),
        json!({"allOf": [{"$ref": "#/$defs/person", "x-depth": 1}]}),
        json!({"$ref": "#/$defs/alias"}),
        json!({"$ref": "#/$defs/list"}),
    ] {
        let schema = json!({
            "type": "object", "additionalProperties": false,
            "properties": {"first": {"$ref": "#/$defs/person"}},
            "$defs": {
                "alias": {"$ref": "#/$defs/person", "x-depth": 1},
                "list": {
                    "type": "array", "title": "Liste", "maxItems": 3,
                    "items": {"$ref": "#/$defs/person", "x-depth": 1}
                },
                "person": {
                    "type": "object", "additionalProperties": false,
                    "properties": {"name": text("Name"), "next": way}
                }
            }
        });
        let form = form(schema, json!({"pages": [{"id": "alles", "title": "Alles", "fields": ["first"]}]}));
        let found =
            ["first.next.name", "first.next[].name"].iter().filter(|name| form.root.find(name).is_some());
        assert_eq!(found.count(), 1);
        assert!(form.root.find("first.next.next").is_none() && form.root.find("first.next[].next").is_none());
    }
}

#[test]
fn names_of_others_are_read_in_expressions_and_from_pages() {
    let schema = json!({
        "type": "object", "additionalProperties": false,
        "properties": {
            "firstName": text("Vorname"),
            "kidsUnder18": {"type": "integer", "title": "Kinder"},
            "isFamily": {"type": "boolean", "title": "Familie", "x-compute": "present(firstName) and kidsUnder18 > 0"}
        }
    });
    let fields = json!(["firstName", "kidsUnder18", "isFamily"]);
    let form = form(schema, json!({"pages": [{"id": "alles", "title": "Alles", "fields": fields}]}));
    let pairs = [("firstName", "Erika"), ("kidsUnder18", "2")];
    let found = post(&form, "alles", &mut Remembered::begin(&form), &pairs);
    assert_eq!(found.answers.to_value(), json!({"firstName": "Erika", "kidsUnder18": 2, "isFamily": true}));
}

/// "Not x" in a branch forbids a value, not the field; what a second branch allows is asked too.
#[test]
fn a_rule_in_a_branch_does_not_hide_the_field() {
    let schema = json!({
        "type": "object", "additionalProperties": false, "required": ["more"],
        "properties": {"more": {"type": "boolean", "title": "Mehr?"}, "first": text("Erstes")},
        "x-errors": {"not": "Nicht x."},
        "if": {"properties": {"more": {"const": true}}, "required": ["more"]},
        "then": {"not": {"properties": {"first": {"const": "x"}}, "required": ["first"]}}
    });
    let form =
        form(schema, json!({"pages": [{"id": "alles", "title": "Alles", "fields": ["more", "first"]}]}));
    let found = state(&form, json!({"more": true, "first": "y"}));
    assert_eq!((errors(&found), found.answers.at("first")), (Vec::new(), Some(&json!("y"))));
    assert_eq!(state(&form, json!({"more": true, "first": "x"})).errors[0].message, "Nicht x.");
}

#[test]
fn what_several_branches_say_of_a_group_holds_together() {
    let never = |name: &str| json!({"properties": {"inner": {"properties": {name: false}}}});
    let schema = json!({
        "type": "object", "additionalProperties": false,
        "properties": {
            "more": {"type": "boolean", "title": "Mehr?"},
            "inner": {"type": "object", "additionalProperties": false,
                "properties": {"first": text("Erstes"), "second": text("Zweites"), "third": text("Drittes")}}
        },
        "if": {"properties": {"more": {"const": true}}, "required": ["more"]},
        "then": {"allOf": [never("first"), never("second")]}
    });
    let form =
        form(schema, json!({"pages": [{"id": "alles", "title": "Alles", "fields": ["more", "inner"]}]}));
    let inner = json!({"first": "a", "second": "b", "third": "c"});
    let found = state(&form, json!({"more": true, "inner": inner}));
    assert_eq!(found.answers.to_value(), json!({"more": true, "inner": {"third": "c"}}));
    assert_eq!(errors(&found), [] as [String; 0]);
}
