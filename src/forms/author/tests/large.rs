//! A large schema: about 300 fields, seven levels, some hundred references.

use std::time::{Duration, Instant};

use serde_json::{Map, Value, json};

use super::{file, mistakes, of, schema};

const AREAS: usize = 12;

/// An area of the schema: an object with single questions, and one in it until the given level.
fn area(number: usize, level: usize) -> Value {
    let mut properties = Map::new();
    let reference = |name: &str| json!({"$ref": format!("#/$defs/{name}")});
    for (name, schema) in [
        (format!("amountOf{number}{level}"), json!({"type": ["number", "null"], "minimum": 0})),
        (format!("status_{number}_{level}"), reference("Status")),
        (format!("since{number}{level}"), reference("Day")),
        (format!("holder{number}{level}"), reference("Name")),
    ] {
        properties.insert(name, schema);
    }
    if level < 6 {
        properties.insert(format!("level{}", level + 1), area(number, level + 1));
    }
    if level == 2 {
        let items = json!({"type": "object", "properties": {"who": reference("Name"), "where": reference("Address")}});
        properties.insert(format!("entries{number}"), json!({"type": "array", "items": items}));
    }
    json!({"type": "object", "properties": properties, "required": [format!("since{number}{level}")]})
}

fn large() -> Value {
    let areas = (0..AREAS).map(|number| (format!("area{number}"), area(number, 1)));
    json!({
        "type": "object",
        "title": "Ein großer Antrag",
        "properties": areas.collect::<Map<_, _>>(),
        "required": (0..AREAS).map(|number| format!("area{number}")).collect::<Vec<_>>(),
        "$defs": {
            "Status": {"enum": ["inWork", "done", "put_off"]},
            "Day": {"type": "string", "format": "date"},
            "Name": {"type": "string"},
            "Address": {
                "type": "object",
                "properties": {"street": {"$ref": "#/$defs/Name"}, "city": {"$ref": "#/$defs/Name"}},
                "required": ["street"],
            },
        },
    })
}

#[test]
fn a_large_schema_becomes_a_sound_form_without_a_loss_in_little_time() {
    let given = large();
    let begin = Instant::now();
    let form = of(&given).unwrap();
    let time = begin.elapsed();
    assert!(form.questions > 300, "{} questions", form.questions);
    assert!(given.to_string().matches("$ref").count() > 200);
    assert_eq!(form.notes, []);
    assert_eq!(mistakes(&form), [""; 0]);
    assert!(time < Duration::from_secs(30), "it took {time:?}");
    assert_eq!(schema(&form)["properties"]["area0"]["properties"]["since01"]["title"], "Since01");
    let pages = file(&form, "form.json")["pages"].as_array().unwrap().clone();
    assert!(pages.iter().all(|page| page["fields"].as_array().unwrap().len() <= 15));
    assert_eq!(form.pages, pages.len());
    let answers = file(&form, "cases/ausgefuellt.json")["answers"].clone();
    assert!(jsonschema::draft202012::is_valid(&given, &answers), "{answers}");
}

#[test]
fn the_same_schema_makes_the_same_form() {
    let given = large();
    assert_eq!(of(&given).unwrap().files, of(&given).unwrap().files);
}
