//! What a paper says of conditions, and the room it leaves.

use serde_json::{Value, json};

use super::sample::form;
use crate::forms::paper::{Part, Question, Room, Section, paper};

fn questions(parts: &[Part]) -> Vec<&Question> {
    let mut found = Vec::new();
    for part in parts {
        match part {
            Part::Question(question) => found.push(question),
            Part::Group { parts, .. } => found.extend(questions(parts)),
            Part::List(rows) => {
                found.push(&rows.list);
                found.extend(questions(&rows.parts));
            }
        }
    }
    found
}

fn question<'a>(sections: &'a [Section], number: &str) -> &'a Question {
    let mut all = sections.iter().flat_map(|section| questions(&section.parts));
    all.find(|question| question.number == number).unwrap()
}

fn is(name: &str, value: Value) -> Value {
    json!({"properties": {name: {"const": value}}, "required": [name]})
}

/// A form in which everything depends on something.
fn dogs() -> Vec<Section> {
    let text = |title: &str| json!({"type": "string", "title": title, "maxLength": 60});
    let schema = json!({
        "type": "object", "additionalProperties": false,
        "properties": {
            "dog": {"type": "boolean", "title": "Haben Sie einen Hund?"},
            "cat": {"type": "boolean", "title": "Haben Sie eine Katze?"},
            "age": {"type": "integer", "title": "Alter"},
            "double": {"type": "integer", "title": "Doppelt", "x-compute": "age * 2"},
            "name": text("Name"), "chip": text("Chip"), "vet": text("Praxis"), "far": text("Weg"), "law": text("Recht")
        },
        "required": ["dog"],
        "allOf": [
            {"if": {"anyOf": [is("dog", json!(true)), is("cat", json!(true))]}, "then": {"required": ["name"]},
             "else": {"properties": {"name": false, "chip": false}}},
            {"if": {"properties": {"age": {"minimum": 18}}, "required": ["age"]}, "else": {"properties": {"chip": false}}},
            {"if": {"properties": {"double": {"minimum": 36}}, "required": ["double"]},
             "then": {"required": ["vet"]}, "else": {"properties": {"vet": false}}},
            {"if": {"allOf": [is("dog", json!(true)), {"properties": {"double": {"minimum": 36}}, "required": ["double"]}]},
             "then": {"required": ["far"]}, "else": {"properties": {"far": false}}},
            {"if": is("cat", json!(true)), "then": {"required": ["law"]}}
        ]
    });
    let pages = json!({"pages": [
        {"id": "frage", "title": "Frage", "fields": ["dog", "cat", "age", "double"]},
        {"id": "tier", "title": "Tier", "fields": ["name", "chip"]},
        {"id": "weiter", "title": "Weiter", "fields": ["vet", "far", "law"]}
    ]});
    paper(&form(schema, pages))
}

#[test]
fn a_condition_is_said_by_numbers_once_for_a_whole_section() {
    let paper = dogs();
    assert_eq!(paper[1].when.as_deref(), Some("Nur ausfüllen, wenn 1.1 „Ja“ ist oder 1.2 „Ja“ ist."));
    assert_eq!((&question(&paper, "2.1").when, &question(&paper, "2.1").mark), (&None, &None));
    assert_eq!(question(&paper, "2.2").when.as_deref(), Some("Nur ausfüllen, wenn 1.3 mindestens 18 ist."));
    assert_eq!(question(&paper, "1.2").mark.as_deref(), Some("freiwillig"));
    let law = question(&paper, "3.3");
    assert_eq!(
        (law.mark.as_deref(), law.mandatory.as_deref()),
        (None, Some("Pflichtangabe, wenn 1.2 „Ja“ ist."))
    );
}

#[test]
fn what_nobody_with_a_pen_knows_is_left_out_and_demands_nothing() {
    let paper = dogs();
    let vet = question(&paper, "3.1");
    assert_eq!((vet.when.as_deref(), vet.mark.as_deref()), (None, Some("falls zutreffend")));
    let far = question(&paper, "3.2");
    assert_eq!(far.when.as_deref(), Some("Nur ausfüllen, wenn 1.1 „Ja“ ist."), "as much as can be said");
    assert_eq!((far.mark.as_deref(), &far.mandatory), (Some("falls zutreffend"), &None));
    let all: Vec<&Question> = paper.iter().flat_map(|section| questions(&section.parts)).collect();
    assert!(all.iter().all(|question| question.label != "Doppelt"), "a computed value is no question");
}

#[test]
fn a_list_of_short_questions_is_a_table_and_any_other_has_a_block_a_row() {
    let list = |fields: Value, max: usize| {
        json!({"type": "array", "title": "Tiere", "maxItems": max, "x-layout": "rows", "x-item": "Tier",
               "items": {"type": "object", "additionalProperties": false, "properties": fields}})
    };
    let short = json!({"name": {"type": "string", "title": "Name", "maxLength": 20},
                       "born": {"type": "string", "format": "date", "title": "Geboren"}});
    let long = json!({"name": {"type": "string", "title": "Name", "maxLength": 20},
                      "story": {"type": "string", "title": "Geschichte", "maxLength": 900, "x-widget": "textarea"}});
    let schema = json!({"type": "object", "additionalProperties": false,
                        "properties": {"few": list(short, 3), "many": list(long, 9)}});
    let paper =
        paper(&form(schema, json!({"pages": [{"id": "t", "title": "T", "fields": ["few", "many"]}]})));
    let [Part::List(few), Part::List(many)] = paper[0].parts.as_slice() else { panic!("two lists") };
    assert_eq!(
        few.columns().unwrap().iter().map(|column| column.number.as_str()).collect::<Vec<_>>(),
        ["1.1.1", "1.1.2"]
    );
    assert_eq!((few.titles.len(), few.may_go_on), (3, false), "no more rows than there may be");
    assert!(many.columns().is_none());
    assert_eq!(
        (many.titles.as_slice(), many.may_go_on),
        (&["Tier 1".to_owned(), "Tier 2".to_owned()][..], true)
    );
    assert_eq!(question(&paper, "1.2.2").room, Room::Lines(6));
}
