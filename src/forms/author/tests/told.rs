//! What the author is told, and what the form looks like.

use std::path::Path;

use serde_json::{Value, json};

use super::{file, mistakes, notes, of, of_text, schema};

fn fixture(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/schemas").join(name);
    std::fs::read_to_string(path).unwrap()
}

fn pages(form: &super::NewForm) -> Vec<(String, Vec<String>)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let all = file(form, "form.json");
    let page =
        |page: &Value| (text(&page["id"]), page["fields"].as_array().unwrap().iter().map(text).collect());
    all["pages"].as_array().unwrap().iter().map(page).collect()
}

#[test]
fn a_plain_schema_becomes_a_form_with_labels_limits_and_pages() {
    let form = of_text(&fixture("plain.json")).unwrap();
    assert_eq!(mistakes(&form), [""; 0]);
    let made = schema(&form);
    assert_eq!(made["properties"]["geburtsdatum"]["title"], "Geburtsdatum");
    assert_eq!(made["properties"]["artDesFestes"]["title"], "Art des festes");
    assert_eq!(made["properties"]["bemerkung"]["maxLength"], 2000);
    assert_eq!(made["properties"]["nachname"]["maxLength"], 200);
    assert_eq!(made["properties"]["stufe"]["enum"], json!([1, 2, 3]));
    assert_eq!(made["properties"]["ort"]["additionalProperties"], false);
    assert_eq!(made["properties"]["staende"]["items"]["properties"]["waren"]["uniqueItems"], true);
    assert_eq!(made["unevaluatedProperties"], false);
    let ids: Vec<String> = pages(&form).into_iter().map(|(id, _)| id).collect();
    assert_eq!(ids, ["angaben", "bemerkung", "ort", "staende", "vereins-name"]);
    let text = file(&form, "form.json");
    assert_eq!(text["slug"], "anmeldung-eines-strassenfestes");
    assert_eq!(text["applicant"], json!({"name": [["vorname", "nachname"]], "email": ["e_mail"]}));
    let case = file(&form, "cases/leer.json");
    assert_eq!(
        case["expect"]["errors"],
        json!(["nachname: required", "e_mail: required", "ort.strasse: required"])
    );
}

#[test]
fn whatever_is_left_out_or_changed_is_told_with_its_place() {
    let form = of_text(&fixture("plain.json")).unwrap();
    let told = notes(&form);
    for (place, what) in [
        ("/patternProperties", "left out"),
        ("/properties/weitere", "left out: people could not be asked for answers without a name"),
        ("/required/3", "left out: \"weitere\" is required, but cannot be asked"),
        ("/properties/ort/properties/lage/items", "left out: the rows of a list are no lists"),
        ("/properties/e-mail", "changed: the name \"e-mail\" is \"e_mail\" in the form"),
        ("/properties/ort/properties/straße", "changed: the name \"straße\" is \"strasse\" in the form"),
    ] {
        let begin = format!("given.json#{place}: {what}");
        assert!(told.iter().any(|line| line.starts_with(&begin)), "{begin}\n{}", told.join("\n"));
    }
    assert_eq!(told.len(), 6, "{}", told.join("\n"));
}

#[test]
fn a_schema_that_a_program_wrote_keeps_its_definitions() {
    let form = of_text(&fixture("generated.json")).unwrap();
    assert_eq!(mistakes(&form), [""; 0]);
    let made = schema(&form);
    assert_eq!(made["properties"]["applicant"]["$ref"], "#/$defs/Person");
    assert_eq!(made["$defs"]["Person"]["properties"]["workAddress"]["title"], "Work address");
    assert_eq!(made["$defs"]["Person"]["properties"]["partner"]["x-depth"], 1);
    assert_eq!(made["$defs"]["Person"]["properties"]["children"]["items"]["x-depth"], 2);
    assert_eq!(made["properties"]["pet"]["oneOf"][1]["required"], json!(["petType"]));
    let told = notes(&form).join("\n");
    for place in [
        "/properties/pet/oneOf/1",
        "/$defs/Dog/properties/barks/format",
        "/$defs/Person/required/3",
        "/properties/amount/anyOf",
        "/properties/reference/pattern",
        "/properties/photo",
        "/properties/meta",
    ] {
        assert!(told.contains(&format!("given.json#{place}: ")), "{place}\n{told}");
    }
}

#[test]
fn older_drafts_are_told_in_their_own_words() {
    let form = of(&json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "type": "object",
        "definitions": {"Größe": {"type": "string", "format": "colour"}},
        "properties": {"size": {"$ref": "#/definitions/Gr%C3%B6%C3%9Fe"}},
        "dependencies": {"size": ["name"]},
    }))
    .unwrap();
    let told = notes(&form).join("\n");
    assert!(told.contains("given.json#/definitions/Größe/format: left out"), "{told}");
    assert!(told.contains("given.json#/dependencies/size: left out"), "{told}");
}

#[test]
fn what_is_no_form_is_refused_with_the_way_out() {
    let refused = |schema: Value| of(&schema).unwrap_err().reason;
    assert!(refused(json!({"type": "array", "items": {"type": "string"}})).contains("put it into an object"));
    assert!(refused(json!({"type": "string"})).contains("put it into an object"));
    assert!(refused(json!({"$defs": {"a": {"type": "object"}}})).contains("\"$ref\": \"#/$defs/<name>\""));
    assert!(refused(json!({"type": "object"})).contains("nothing of this schema can be asked"));
    assert!(refused(json!([])).contains("no JSON Schema"));
    assert!(of_text("{\"a\": 1, \"a\": 2}").unwrap_err().reason.contains("line 1"));
}

#[test]
fn names_that_mean_something_else_get_another_one() {
    let form = of(&json!({
        "type": "object",
        "properties": {"and": {"type": "string"}, "assisted": {"type": "string"}, "familyName": {"type": "string"}},
    }))
    .unwrap();
    let made = schema(&form);
    let names: Vec<&String> = made["properties"].as_object().unwrap().keys().collect();
    assert_eq!(names, ["and_answer", "assisted_answer", "familyName"]);
    assert_eq!(notes(&form).len(), 2);
}

/// Each of these says something that a form cannot: the place that is told, and how it begins.
#[test]
fn what_cannot_be_asked_is_left_out_by_itself() {
    let nested = json!({"type": "array", "items": {"type": "object", "properties": {"c": {"type": "array", "items": {
        "type": "object", "properties": {"d": {"type": "string"}}}}, "e": {"type": "string"}}}});
    for (place, reason, inner) in [
        (
            "",
            "nothing tells these objects apart",
            json!({"oneOf": [
            {"properties": {"a": {"type": "string"}}}, {"properties": {"b": {"type": "string"}}}]}),
        ),
        ("/$ref", "the reference", json!({"$ref": "https://example.org/person.json"})),
        (
            "/properties/x/$dynamicRef",
            "\"$dynamicRef\"",
            json!({"properties": {"x": {"$dynamicRef": "#n"}, "y": {"type": "string"}}}),
        ),
        (
            "/minProperties",
            "\"minProperties\"",
            json!({"minProperties": 1, "properties": {"a": {"type": "string"}}}),
        ),
        (
            "/propertyNames",
            "\"propertyNames\"",
            json!({"propertyNames": {}, "properties": {"a": {"type": "string"}}}),
        ),
        (
            "/additionalProperties",
            "people could not be asked",
            json!({
            "additionalProperties": {}, "properties": {"a": {"type": "string"}}}),
        ),
        (
            "/allOf/0/if",
            "there is no field \"gone\"",
            json!({
            "properties": {"a": {"type": "string"}},
            "allOf": [{"if": {"properties": {"gone": {"const": 1}}}, "then": {"required": ["a"]}}]}),
        ),
        (
            "/properties/b/items/properties/c",
            "a list in a list of a list",
            json!({"properties": {"b": {
            "type": "array", "items": {"type": "object", "properties": {"b": nested, "z": {"type": "string"}}}}}}),
        ),
        (
            "/properties/a",
            "this does not say",
            json!({"properties": {"a": {"title": "Something"}, "b": {"type": "string"}}}),
        ),
        (
            "/properties/a",
            "\"readOnly\"",
            json!({"properties": {"a": {"type": "string", "readOnly": true}, "b": {"type": "string"}}}),
        ),
    ] {
        let form =
            of(&json!({"type": "object", "properties": {"inner": inner, "other": {"type": "string"}}}))
                .unwrap();
        assert_eq!(mistakes(&form), [""; 0], "{place}");
        let told = notes(&form);
        let is_told = |line: &String| {
            line.starts_with("given.json#/properties/inner")
                && line.contains(place)
                && line.contains(&format!(": left out: {reason}"))
        };
        assert!(told.iter().any(is_told), "{place} {reason}\n{}", told.join("\n"));
    }
}

#[test]
fn one_of_several_objects_may_lie_deep() {
    let pet = |kind: &str, field: &str| json!({"type": "object", "properties": {"kind": {"const": kind}, field: {"type": "string"}}, "required": ["kind"]});
    let form = of(&json!({
        "type": "object",
        "properties": {"home": {"type": "object", "properties": {"animals": {"type": "array", "items": {
            "oneOf": [{"$ref": "#/$defs/cat"}, {"$ref": "#/$defs/dog"}]
        }}}}},
        "$defs": {"cat": pet("cat", "meow"), "dog": pet("dog", "bark")}
    }))
    .unwrap();
    assert_eq!((mistakes(&form), notes(&form)), (vec![], vec![]));
    let row = &schema(&form)["properties"]["home"]["properties"]["animals"]["items"];
    assert_eq!(row["oneOf"][1]["title"], "Dog");
    assert_eq!(row["oneOf"][0]["properties"]["kind"]["title"], "Kind");
    assert_eq!(pages(&form)[0].1, ["home.animals"]);
}

#[test]
fn a_circle_through_many_ways_ends() {
    let names = ["a", "b", "c", "d", "e", "f", "g", "h"];
    let all = |but: &str| -> Value {
        let others = names.iter().filter(|name| **name != but);
        others
            .map(|name| ((*name).to_owned(), json!({"$ref": format!("#/$defs/{name}")})))
            .collect::<serde_json::Map<_, _>>()
            .into()
    };
    let defs: serde_json::Map<String, Value> = names
        .iter()
        .map(|name| {
            let mut properties = all(name);
            properties["text"] = json!({"type": "string"});
            ((*name).to_owned(), json!({"type": "object", "properties": properties}))
        })
        .collect();
    let form = of(&json!({"type": "object", "properties": {"start": {"$ref": "#/$defs/a"}}, "$defs": defs}))
        .unwrap();
    assert_eq!(mistakes(&form), [""; 0]);
    assert!(form.questions <= 1500, "{}", form.questions);
}
