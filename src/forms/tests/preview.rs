//! The preview shows every question once, with its condition in words.

use std::collections::BTreeSet;

use serde_json::json;

use super::sample::{form, sample};
use crate::domain::Channel;
use crate::forms::catalogue::Catalogue;
use crate::forms::field::{Kind, Node};
use crate::forms::form::Form;
use crate::forms::preview::{Facts, PartPreview, Preview};
use crate::forms::source::FormSource;

fn all(parts: &[PartPreview]) -> Vec<&Facts> {
    parts
        .iter()
        .flat_map(|part| match part {
            PartPreview::Question { facts, .. } => vec![facts],
            PartPreview::Group { facts, parts, .. } => [vec![facts], all(parts)].concat(),
        })
        .collect()
}

fn facts<'a>(preview: &'a Preview, name: &str) -> &'a Facts {
    let mut found = preview.pages.iter().flat_map(|page| all(&page.parts));
    found.find(|facts| facts.name == name).unwrap()
}

/// The fields that people can meet, without the rows of lists.
fn fields(node: &Node, found: &mut BTreeSet<String>) {
    if !node.is_shown() {
        return;
    }
    if !node.pattern.is_empty() {
        found.insert(node.pattern.clone());
    }
    match &node.kind {
        Kind::Group(group) => group.fields.values().for_each(|field| fields(field, found)),
        Kind::List(list) => match list.row.group() {
            Some(group) => group.fields.values().for_each(|field| fields(field, found)),
            None => fields(&list.row, found),
        },
        _ => {}
    }
}

#[test]
fn every_field_of_every_shipped_form_is_shown_once() {
    let catalogue = Catalogue::load(&FormSource::Embedded);
    for service in catalogue.all() {
        for form in [Some(service.form(Channel::Online)), service.second_step.as_ref()].into_iter().flatten()
        {
            let preview = Preview::new(form);
            let shown: Vec<&Facts> = preview.pages.iter().flat_map(|page| all(&page.parts)).collect();
            let names: BTreeSet<String> = shown.iter().map(|facts| facts.name.clone()).collect();
            let mut wanted = BTreeSet::new();
            fields(&form.root, &mut wanted);
            let missing: Vec<_> = wanted.difference(&names).filter(|name| !holds_pages(form, name)).collect();
            assert!(missing.is_empty(), "{}: {missing:?}", form.id);
            let ids: BTreeSet<&str> = shown.iter().map(|facts| facts.id.as_str()).collect();
            assert_eq!(ids.len(), shown.len(), "{}: a part is shown twice", form.id);
        }
    }
}

/// A group whose fields stand on pages one by one.
fn holds_pages(form: &Form, name: &str) -> bool {
    let inside = format!("{name}.");
    form.pages.iter().flat_map(|page| &page.fields).any(|field| field.starts_with(&inside))
}

#[test]
fn conditions_are_told_in_the_words_of_the_form() {
    let preview = Preview::new(sample());
    let months = facts(&preview, "pass_months");
    assert_eq!(months.when.as_deref(), Some("„Hatten Sie eine Schülerzeitkarte?“ ist „zeitweise“"));
    assert_eq!(months.required, "Pflichtangabe, sobald gefragt wird");
    assert_eq!(months.options[2], ("none".to_owned(), "Keiner davon".to_owned()));
    assert_eq!(months.limits, ["uniqueItems true", "minItems 1"]);
    assert_eq!(facts(&preview, "distance").required, "freiwillig");
    assert_eq!(facts(&preview, "applicant.family_name").required, "Pflichtangabe");
    assert_eq!(
        facts(&preview, "applicant.bank.iban").required,
        "Pflichtangabe, sobald in der Gruppe etwas angegeben ist"
    );
    assert_eq!(facts(&preview, "total").expression.as_deref(), Some("sum(tickets[].price)"));
    assert!(preview.pages.iter().all(|page| page.when.is_empty()), "the sample skips no page");
    let rule = preview.computed.iter().find(|computed| computed.field == "total_in_order").unwrap();
    assert_eq!((rule.at.as_deref(), rule.at_submit), (Some("tickets"), true));
    assert_eq!(preview.advice[0].when, "row.price > 5000");
    assert_eq!(
        preview.routing.iter().map(|(_, when)| when.as_str()).collect::<Vec<_>>(),
        ["pass = 'yes'", "sonst"]
    );
}

#[test]
fn a_page_that_may_be_skipped_says_why() {
    let text = |title: &str| json!({"type": "string", "title": title, "maxLength": 9});
    let is = |name: &str, value: serde_json::Value| json!({"properties": {name: {"const": value}}, "required": [name]});
    let schema = json!({
        "type": "object", "additionalProperties": false,
        "properties": {
            "dog": {"type": "boolean", "title": "Haben Sie einen Hund?"},
            "age": {"type": "integer", "title": "Alter"},
            "name": text("Name"), "chip": text("Chip"),
            "law": {"type": "object", "additionalProperties": false, "properties": {"text": text("Recht")}}
        },
        "allOf": [
            {"if": is("dog", json!(true)), "then": {"required": ["name"]},
             "else": {"properties": {"name": false, "chip": false}}},
            {"if": {"properties": {"age": {"minimum": 18}}, "required": ["age"]},
             "else": {"properties": {"chip": false}}},
            {"if": {"anyOf": [is("dog", json!(false)), {"not": {"required": ["age"]}}]}, "then": {"properties": {"law": false}}}
        ]
    });
    let pages = json!({"pages": [
        {"id": "frage", "title": "Frage", "fields": ["dog", "age"]},
        {"id": "hund", "title": "Hund", "fields": ["name", "chip"]},
        {"id": "recht", "title": "Recht", "fields": ["law"]}
    ]});
    let preview = Preview::new(&form(schema, pages));
    let when: Vec<_> = preview.pages.iter().map(|page| page.when.clone()).collect();
    assert_eq!(when[0], Vec::<String>::new());
    assert_eq!(when[1], ["„Haben Sie einen Hund?“ ist „Ja“"], "what asks for more adds nothing");
    assert_eq!(when[2], ["„Haben Sie einen Hund?“ ist nicht „Nein“ und „Alter“ ist angegeben"]);
    assert_eq!(facts(&preview, "law.text").when.as_ref(), Some(&when[2][0]), "with what is around it");
    assert_eq!(
        preview.pages[2].listed()[0].name,
        "law.text",
        "a group without a title is no step of the map"
    );
    assert_eq!(
        facts(&preview, "chip").when.as_deref(),
        Some("„Haben Sie einen Hund?“ ist „Ja“ und „Alter“ ist mindestens 18")
    );
}
