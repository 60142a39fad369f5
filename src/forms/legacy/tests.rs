use std::fs;
use std::path::Path;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{modern_pointer, modernise};
use crate::domain::Channel;
use crate::forms::bundle::bundle;
use crate::forms::catalogue::Catalogue;
use crate::forms::form::Form;
use crate::forms::source::FormSource;

const NOW: &str = "https://json-schema.org/draft/2020-12/schema";

/// A schema of a draft, rewritten; the mistakes as "pointer: reason".
fn rewritten(draft: &str, mut schema: Value) -> Result<Value, Vec<String>> {
    schema["$schema"] = json!(format!("http://json-schema.org/{draft}/schema#"));
    let told = |problem: crate::forms::problem::Problem| format!("{}: {}", problem.pointer, problem.reason);
    modernise(&mut schema, "probe/schema.json", "")
        .map_err(|problems| problems.into_iter().map(told).collect::<Vec<_>>())?;
    assert_eq!(schema["$schema"], NOW);
    schema.as_object_mut().unwrap().shift_remove("$schema");
    Ok(schema)
}

fn refusal(draft: &str, schema: Value) -> String {
    rewritten(draft, schema).unwrap_err().join("\n")
}

#[test]
fn every_spelling_of_an_older_draft_is_known_and_no_other() {
    for draft in ["draft-04", "draft-06", "draft-07", "draft/2019-09"] {
        for name in [format!("json-schema.org/{draft}/schema"), format!("json-schema.org/{draft}/schema#")] {
            for scheme in ["http://", "https://"] {
                let mut schema = json!({"$schema": format!("{scheme}{name}")});
                modernise(&mut schema, "probe/schema.json", "").unwrap();
                assert_eq!(schema, json!({"$schema": NOW}), "{scheme}{name}");
            }
        }
    }
    for unknown in [json!("http://json-schema.org/draft-03/schema#"), json!("draft-07"), json!(7)] {
        let problems = modernise(&mut json!({"$schema": unknown}), "assisted.json", "/schema").unwrap_err();
        assert_eq!(problems[0].pointer, "/schema/$schema");
        assert!(problems[0].remedy.contains(NOW));
    }
}

#[test]
fn definitions_get_their_new_name_and_references_follow() {
    let schema = json!({
        "definitions": {"a/b": {"definitions": {"c": {"type": "string"}}}, "d": {"items": [{}, {"type": "null"}]}},
        "properties": {
            "definitions": {"$ref": "#/definitions/a~1b/definitions/c"},
            "items": {"$ref": "#/definitions/d/items/1"},
            "whole": {"$ref": "#"},
            "field": {"$ref": "#/properties/definitions"},
        },
    });
    let wanted = json!({
        "$defs": {"a/b": {"$defs": {"c": {"type": "string"}}}, "d": {"prefixItems": [{}, {"type": "null"}]}},
        "properties": {
            "definitions": {"$ref": "#/$defs/a~1b/$defs/c"},
            "items": {"$ref": "#/$defs/d/prefixItems/1"},
            "whole": {"$ref": "#"},
            "field": {"$ref": "#/properties/definitions"},
        },
    });
    for draft in ["draft-04", "draft-06", "draft-07", "draft/2019-09"] {
        assert_eq!(rewritten(draft, schema.clone()).unwrap(), wanted, "{draft}");
    }
    let twice = json!({"definitions": {"a": {}}, "$defs": {"a": {}}});
    assert_eq!(
        refusal("draft-07", twice),
        "/$defs/a: \"a\" is defined twice, in \"definitions\" and in \"$defs\"."
    );
    let nowhere = json!({"const": {"a": {}}, "properties": {"b": {"$ref": "#/const/a"}}});
    assert!(refusal("draft-07", nowhere).starts_with("/properties/b/$ref: the reference \"#/const/a\""));
}

#[test]
fn dependencies_become_two_keywords() {
    let schema =
        json!({"dependencies": {"a": ["b"], "c": {"items": [{}]}}, "not": {"$ref": "#/dependencies/c"}});
    let wanted = json!({
        "dependentRequired": {"a": ["b"]}, "dependentSchemas": {"c": {"prefixItems": [{}]}},
        "not": {"$ref": "#/dependentSchemas/c"},
    });
    assert_eq!(rewritten("draft-07", schema.clone()).unwrap(), wanted);
    // Since 2019-09 it means nothing; the lint names it.
    assert_eq!(
        rewritten("draft/2019-09", json!({"dependencies": {"a": ["b"]}})).unwrap(),
        json!({"dependencies": {"a": ["b"]}})
    );
}

#[test]
fn places_of_a_list_become_prefix_items_and_the_others_items() {
    let schema = json!({"items": [{"type": "string"}], "additionalItems": false});
    let wanted = json!({"prefixItems": [{"type": "string"}], "items": false});
    assert_eq!(rewritten("draft-04", schema.clone()).unwrap(), wanted);
    assert_eq!(rewritten("draft/2019-09", schema).unwrap(), wanted);
    for without_places in [json!({"additionalItems": false}), json!({"items": {}, "additionalItems": false})]
    {
        let kept = rewritten("draft-07", without_places).unwrap();
        assert!(kept.get("additionalItems").is_none() && kept.get("items") != Some(&json!(false)));
    }
}

#[test]
fn limits_of_draft_04_that_are_not_reached_become_numbers() {
    let limits = |schema| rewritten("draft-04", schema).unwrap();
    assert_eq!(limits(json!({"minimum": 1, "exclusiveMinimum": true})), json!({"exclusiveMinimum": 1}));
    assert_eq!(limits(json!({"exclusiveMaximum": true, "maximum": 1.5})), json!({"exclusiveMaximum": 1.5}));
    assert_eq!(limits(json!({"maximum": 1, "exclusiveMaximum": false})), json!({"maximum": 1}));
    assert!(refusal("draft-04", json!({"exclusiveMaximum": true})).starts_with("/exclusiveMaximum: "));
}

#[test]
fn beside_a_reference_only_words_definitions_and_own_keywords_stay() {
    let schema = json!({
        "$ref": "#/definitions/a", "definitions": {"a": {}}, "title": "Name", "description": "Hinweis",
        "x-object": "Ihren Namen", "maxLength": 3, "required": ["b"], "$id": "http://example.org/a",
    });
    let wanted = json!({
        "$ref": "#/$defs/a", "$defs": {"a": {}}, "title": "Name", "description": "Hinweis",
        "x-object": "Ihren Namen",
    });
    assert_eq!(rewritten("draft-07", schema).unwrap(), wanted);
    let valid_since = json!({"$defs": {"a": {}}, "$ref": "#/$defs/a", "maxLength": 3});
    assert_eq!(rewritten("draft/2019-09", valid_since.clone()).unwrap(), valid_since);
}

#[test]
fn an_address_of_the_whole_goes_and_one_inside_is_refused() {
    assert_eq!(rewritten("draft-04", json!({"id": "http://example.org/a"})).unwrap(), json!({}));
    assert_eq!(rewritten("draft-07", json!({"$id": "http://example.org/a"})).unwrap(), json!({}));
    let inside = |name: &str| json!({"properties": {"id": {name: "#a"}}});
    assert!(refusal("draft-04", inside("id")).starts_with("/properties/id/id: "));
    assert!(refusal("draft-06", inside("$id")).starts_with("/properties/id/$id: "));
    // Since draft 06 it is a word like any other that nobody knows.
    assert_eq!(rewritten("draft-06", inside("id")).unwrap(), inside("id"));
}

#[test]
fn what_meant_nothing_then_is_refused_instead_of_meaning_something_now() {
    for (draft, schema) in [
        ("draft-04", json!({"const": 1})),
        ("draft-04", json!({"contains": {}})),
        ("draft-04", json!({"propertyNames": {}})),
        ("draft-06", json!({"if": {}, "then": {}})),
        ("draft-07", json!({"dependentRequired": {}})),
        ("draft-07", json!({"unevaluatedProperties": false})),
        ("draft-07", json!({"minContains": 2})),
        ("draft-07", json!({"$anchor": "a"})),
        ("draft/2019-09", json!({"prefixItems": [{}]})),
        ("draft/2019-09", json!({"$recursiveRef": "#"})),
        ("draft/2019-09", json!({"unevaluatedItems": false})),
    ] {
        let keyword = schema.as_object().unwrap().keys().next().unwrap().clone();
        let told = refusal(draft, json!({"properties": {"a": schema}}));
        assert!(told.starts_with(&format!("/properties/a/{keyword}: ")), "{draft}: {told}");
    }
    assert!(refusal("draft-04", json!({"properties": {"a": false}})).starts_with("/properties/a: "));
    assert!(rewritten("draft-04", json!({"additionalProperties": false})).is_ok());
    assert!(rewritten("draft-04", json!({"properties": {"additionalProperties": false}})).is_err());
    assert!(rewritten("draft-06", json!({"properties": {"a": false}, "const": 1, "contains": {}})).is_ok());
    assert!(rewritten("draft-07", json!({"if": {}, "then": {}, "else": {}})).is_ok());
}

#[test]
fn what_is_no_schema_stays_as_it_is() {
    let values = json!({
        "const": {"items": [1]}, "enum": [{"definitions": {}}], "default": {"dependencies": {}},
        "examples": [{"items": []}], "x-errors": {"items": []}, "properties": {"$ref": {"type": "string"}},
    });
    assert_eq!(rewritten("draft-07", values.clone()).unwrap(), values);
}

#[test]
fn a_pointer_into_another_file_reads_as_it_does_after_the_rewriting() {
    let block = json!({"$schema": "http://json-schema.org/draft-07/schema#", "definitions": {"iban": {}}});
    assert_eq!(modern_pointer(&block, "/definitions/iban").as_deref(), Some("/$defs/iban"));
    assert_eq!(modern_pointer(&json!({}), "/definitions/iban").as_deref(), Some("/definitions/iban"));
}

/// A copy of the fixture with some of its files said in another way.
fn fixture(rewrite: impl Fn(&str, Value) -> Value) -> (tempfile::TempDir, FormSource) {
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/forms");
    let folder = tempfile::tempdir().unwrap();
    for part in [".", "blocks", "all_kinds"] {
        fs::create_dir_all(folder.path().join(part)).unwrap();
        for entry in fs::read_dir(from.join(part)).unwrap().map(|entry| entry.unwrap().path()) {
            let name = entry.file_name().unwrap().to_str().unwrap();
            if entry.is_file() {
                let json = rewrite(name, serde_json::from_slice(&fs::read(&entry).unwrap()).unwrap());
                fs::write(folder.path().join(part).join(name), json.to_string()).unwrap();
            }
        }
    }
    let source = FormSource::Folder(folder.path().to_owned());
    (folder, source)
}

/// Says a schema of 2020-12 in words of draft 07, as far as the fixture needs it.
fn as_draft_07(name: &str, json: Value) -> Value {
    if !["bank.json", "person.json", "contact.json"].contains(&name) {
        let in_blocks = |text: String| text.replace(".json#/$defs/", ".json#/definitions/");
        return serde_json::from_str(&in_blocks(json.to_string())).unwrap();
    }
    let text = json.to_string().replace("$defs", "definitions").replace("dependentRequired", "dependencies");
    let mut json: Value = serde_json::from_str(&text).unwrap();
    json["$schema"] = json!("http://json-schema.org/draft-07/schema#");
    json["$id"] = json!(format!("https://example.org/{name}"));
    json
}

#[test]
fn a_block_of_an_older_draft_gives_the_same_form() {
    let (_today, today) = fixture(|_, json| json);
    let (_older, older) = fixture(as_draft_07);
    let schema = |source: &FormSource| {
        let text = bundle(source, "all_kinds").unwrap_or_else(|problems| panic!("{problems:#?}"));
        Form::from_bundle(&text, Channel::Assisted).unwrap().schema
    };
    assert_eq!(schema(&older), schema(&today));
    let block = fs::read_to_string(_older.path().join("blocks/person.json")).unwrap();
    assert!(block.contains("\"definitions\"") && block.contains("draft-07"), "{block}");
}

#[test]
fn mistakes_in_a_rewritten_schema_point_to_the_authors_words() {
    let (_folder, source) = fixture(|name, json| {
        let mut json = as_draft_07(name, json);
        if name == "person.json" {
            json["definitions"]["given_names"]["x-unknown"] = json!(1);
            json["properties"]["pair"] = json!({
                "type": "array", "maxItems": 3, "items": [{"x-place": 1}], "additionalItems": {"x-other": 1},
            });
            json["dependencies"] = json!({"pair": {"x-dependency": 1}});
        }
        json
    });
    let catalogue = Catalogue::load(&source);
    let places: Vec<&str> = catalogue.problems().iter().map(|problem| problem.pointer.as_str()).collect();
    for wanted in [
        "/definitions/given_names/x-unknown",
        "/properties/pair/items/0/x-place",
        "/properties/pair/additionalItems/x-other",
        "/dependencies/pair/x-dependency",
    ] {
        assert!(places.contains(&wanted), "{wanted}: {places:?}");
    }
}

/// Schemas that use the words of all drafts.
fn any_schema() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        any::<bool>().prop_map(Value::Bool),
        Just(json!({"$ref": "#/definitions/a", "title": "A", "maxLength": 3})),
        Just(json!({"minimum": 1, "exclusiveMinimum": true})),
        Just(json!({"$id": "#a", "const": 1, "enum": [{"items": []}]})),
    ];
    leaf.prop_recursive(4, 24, 3, |inner| {
        let keyword = prop::sample::select(vec![
            "items",
            "additionalItems",
            "definitions",
            "$defs",
            "dependencies",
            "properties",
            "not",
            "allOf",
        ]);
        let value = prop_oneof![
            inner.clone(),
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::Array),
            prop::collection::vec(("[ab]|items", inner), 0..3)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ];
        prop::collection::vec((keyword.prop_map(str::to_owned), value), 0..4)
            .prop_map(|members| Value::Object(members.into_iter().collect()))
    })
}

proptest! {
    #[test]
    fn a_schema_of_2020_12_is_untouched(schema in any_schema(), is_named in any::<bool>()) {
        let mut schema = schema;
        if is_named && let Some(object) = schema.as_object_mut() {
            object.insert("$schema".to_owned(), json!(NOW));
        }
        let mut after = schema.clone();
        prop_assert!(modernise(&mut after, "probe/schema.json", "").is_ok());
        prop_assert_eq!(after, schema);
    }

    #[test]
    fn no_old_word_is_left_and_twice_is_once(
        schema in any_schema(),
        draft in prop::sample::select(vec!["draft-04", "draft-06", "draft-07"]),
    ) {
        let mut schema = schema;
        if let Some(object) = schema.as_object_mut() {
            object.insert("$schema".to_owned(), json!(format!("http://json-schema.org/{draft}/schema#")));
            if modernise(&mut schema, "probe/schema.json", "").is_ok() {
                let once = schema.clone();
                prop_assert!(modernise(&mut schema, "probe/schema.json", "").is_ok());
                prop_assert_eq!(&schema, &once);
                for word in ["additionalItems", "definitions", "dependencies"] {
                    prop_assert!(schema.get(word).is_none(), "{}", schema);
                }
            }
        }
    }
}
