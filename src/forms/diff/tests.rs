use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::*;
use crate::domain::Channel;
use crate::forms::bundle::bundle;
use crate::forms::source::FormSource;

const FORM: &str = "defect_report";

/// A version of a shipped form with a change.
fn version(change: impl FnOnce(&mut Value, &mut Value)) -> Form {
    let shipped = FormSource::Embedded;
    let mut files: BTreeMap<String, Value> =
        shipped.shared_files().into_iter().map(|name| (name.clone(), shipped.json(&name).unwrap())).collect();
    let [form, schema] = ["form.json", "schema.json"].map(|name| format!("{FORM}/{name}"));
    let (mut form_file, mut schema_file) = (shipped.json(&form).unwrap(), shipped.json(&schema).unwrap());
    change(&mut form_file, &mut schema_file);
    files.extend([(form, form_file), (schema, schema_file)]);
    Form::from_bundle(&bundle(&FormSource::Memory(files), FORM).unwrap(), Channel::Online).unwrap()
}

fn told(change: impl FnOnce(&mut Value, &mut Value)) -> Vec<String> {
    let changes = diff(&version(|_, _| {}), &version(change)).unwrap();
    changes.iter().map(ToString::to_string).collect()
}

#[test]
fn nothing_changed_is_nothing_told() {
    assert_eq!(told(|_, _| {}), [] as [String; 0]);
}

#[test]
fn other_words_are_compatible() {
    let words = told(|form, schema| {
        form["title"] = json!("Schaden melden");
        form["pages"][0]["title"] = json!("Wo?");
        schema["properties"]["description"]["title"] = json!("Was ist kaputt?");
    });
    assert_eq!(words.len(), 3, "{words:?}");
    assert!(words.iter().all(|line| line.starts_with("compatible: ")), "{words:?}");
}

#[test]
fn a_stricter_limit_must_restart_and_a_wider_one_is_compatible() {
    let limit = |most: u64| told(|_, schema| schema["properties"]["description"]["maxLength"] = json!(most));
    let place = "schema.json#/properties/description/maxLength";
    assert_eq!(limit(5), [format!("must restart: {place}: the limit is stricter.")]);
    assert_eq!(limit(90_000), [format!("compatible: {place}: the limit is wider.")]);
}

#[test]
fn files_that_are_not_taken_any_more_must_restart_and_others_are_compatible() {
    let file = |key: &'static str, value: Value| {
        told(move |_, schema| {
            schema["properties"]["papers"]["properties"]["photos"]["x-file"][key] = value;
        })
    };
    let place = "schema.json#/properties/papers/properties/photos/x-file";
    for (key, narrower, wider) in [("maxBytes", 9, 20_000_000), ("maxFiles", 1, 9)] {
        let stricter = format!("must restart: {place}/{key}: the limit is stricter.");
        assert_eq!(file(key, json!(narrower)), [stricter]);
        assert_eq!(file(key, json!(wider)), [format!("compatible: {place}/{key}: the limit is wider.")]);
    }
    let types = |change: &str| format!("{place}/types: {change}");
    let gone = types("\"png\" can no longer be chosen.");
    assert_eq!(file("types", json!(["jpeg"])), [format!("must restart: {gone}")]);
    let added = types("\"pdf\" can be chosen, too.");
    assert_eq!(file("types", json!(["jpeg", "png", "pdf"])), [format!("compatible: {added}")]);
    let later = file("instead", json!([{"const": "later", "title": "Ich reiche das nach"}]));
    assert!(later[0].starts_with(&format!("compatible: {place}/instead")), "{later:?}");
    assert!(file("metadata", json!("kept"))[0].starts_with(&format!("needs a look: {place}/metadata: ")));
}

#[test]
fn an_x_file_of_its_own_beside_a_reference_must_restart() {
    let lines = told(|_, schema| {
        schema["properties"]["papers"]["properties"]["photos"].as_object_mut().unwrap().remove("x-file");
    });
    assert!(
        lines[0].starts_with("must restart: ") && lines[0].contains("/x-file: another kind"),
        "{lines:?}"
    );
}

#[test]
fn it_is_told_for_whom_a_service_is_now() {
    let change = |audience: &'static str| told(move |form, _| form["audience"] = json!(audience));
    let place = "form.json#/audience";
    assert_eq!(change("everybody"), [format!("compatible: {place}: for the same people as before.")]);
    let staff = change("staff");
    assert!(staff[0].starts_with(&format!("needs a look: {place}: for staff only now")), "{staff:?}");
}

#[test]
fn a_new_question_is_looked_at_only_if_it_must_be_answered() {
    let question = |is_required: bool| {
        told(|form, schema| {
            schema["properties"]["color"] = json!({"type": "string", "title": "Farbe", "maxLength": 20});
            form["pages"][0]["fields"].as_array_mut().unwrap().push(json!("color"));
            if is_required {
                schema["required"].as_array_mut().unwrap().push(json!("color"));
            }
        })
    };
    assert!(question(false).contains(
        &"compatible: schema.json#/properties/color: this is asked for the first time.".to_owned()
    ));
    let asked = question(true);
    assert!(asked.contains(
        &"needs a look: schema.json#/properties/color: this is asked for the first time, and must be answered."
            .to_owned()
    ));
    assert!(!asked.iter().any(|line| line.contains("/required")), "told once: {asked:?}");
}

#[test]
fn an_option_that_goes_and_a_field_that_goes_must_restart() {
    let lines = told(|_, schema| {
        let options = schema["properties"]["category"]["oneOf"].as_array_mut().unwrap();
        options.push(json!({"const": "bridge", "title": "Brücke"}));
    });
    assert_eq!(lines, ["compatible: schema.json#/properties/category/oneOf: \"bridge\" can be chosen, too."]);
    let back = diff(
        &version(|_, schema| {
            let options = schema["properties"]["category"]["oneOf"].as_array_mut().unwrap();
            options.push(json!({"const": "bridge", "title": "Brücke"}));
            schema["properties"]["extra"] = json!({"type": "string", "title": "Mehr", "maxLength": 9});
        }),
        &version(|_, _| {}),
    );
    let back: Vec<String> = back.unwrap_or_default().iter().map(ToString::to_string).collect();
    assert!(back[0].starts_with("must restart: ") && back[1].starts_with("must restart: "), "{back:?}");
    let all = back.join(" ");
    assert!(all.contains("\"bridge\" can no longer be chosen.") && all.contains("answers to it get lost"));
}

#[test]
fn routing_and_conditions_are_looked_at() {
    let lines = told(|form, schema| {
        form["routing"]["department"] = json!("fb20");
        schema["allOf"] = json!([{"if": {"properties": {"danger": {"const": true}}}, "then": {}}]);
    });
    assert!(lines.iter().any(|line| line.starts_with("needs a look: form.json#/routing: ")), "{lines:?}");
    assert!(lines.iter().any(|line| line.starts_with("needs a look: schema.json#/allOf: ")), "{lines:?}");
}

#[test]
fn what_changes_the_meaning_of_a_value_is_never_called_other_words() {
    let unit = |unit: &str| {
        let field = json!({"type": "integer", "title": "Weite", "minimum": 0, "maximum": 9, "x-unit": unit});
        version(|form, schema| {
            schema["properties"]["far"] = field;
            form["pages"][0]["fields"].as_array_mut().unwrap().push(json!("far"));
        })
    };
    let class = |old: &Form, new: &Form| diff(old, new).unwrap()[0].class;
    assert_eq!(class(&unit("km"), &unit("EUR")), Class::MustRestart);
    assert_eq!(class(&unit("km"), &unit("m")), Class::NeedsALook);
    let asked = |is_required: bool| {
        version(|form, schema| {
            schema["properties"]["color"] = json!({"type": "string", "title": "Farbe", "maxLength": 20});
            form["pages"][0]["fields"].as_array_mut().unwrap().push(json!("color"));
            if is_required {
                schema["required"].as_array_mut().unwrap().push(json!("color"));
            }
        })
    };
    assert_eq!(class(&asked(false), &asked(true)), Class::MustRestart);
    assert_eq!(class(&asked(true), &asked(false)), Class::Compatible);
}
