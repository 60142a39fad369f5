//! From a folder to compiled forms: what a bundle holds, what the tree of fields says.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use super::sample::{complete, form, sample};
use crate::domain::Channel;
use crate::forms::bundle::{bundle, version};
use crate::forms::catalogue::Catalogue;
use crate::forms::condition::Test;
use crate::forms::field::Kind;
use crate::forms::form::Form;
use crate::forms::source::FormSource;

fn fixture() -> FormSource {
    FormSource::Folder(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/forms"))
}

fn all_kinds(channel: Channel) -> Form {
    let text = bundle(&fixture(), "all_kinds").unwrap();
    match Form::from_bundle(&text, channel) {
        Ok(form) => form,
        Err(problems) => panic!("{problems:#?}"),
    }
}

/// A copy of the fixture that a test may change.
fn copied() -> (tempfile::TempDir, FormSource) {
    let FormSource::Folder(from) = fixture() else { panic!("the fixture is a folder") };
    let folder = tempfile::tempdir().unwrap();
    for part in [".", "blocks", "all_kinds", "all_kinds/cases"] {
        fs::create_dir_all(folder.path().join(part)).unwrap();
        for entry in fs::read_dir(from.join(part)).unwrap().map(|entry| entry.unwrap().path()) {
            if entry.is_file() {
                fs::copy(&entry, folder.path().join(part).join(entry.file_name().unwrap())).unwrap();
            }
        }
    }
    let source = FormSource::Folder(folder.path().to_owned());
    (folder, source)
}

#[test]
fn a_bundle_is_one_schema_with_every_reference_inside_it() {
    let whole: Value = serde_json::from_str(&bundle(&fixture(), "all_kinds").unwrap()).unwrap();
    let schema = &whole["schema"];
    assert_eq!(schema["properties"]["person"]["$ref"], "#/$defs/blocks.person");
    assert_eq!(
        schema["$defs"]["blocks.contact"]["properties"]["mate"]["$ref"],
        "#/$defs/blocks.person/$defs/given_names"
    );
    assert_eq!(schema["properties"]["months"]["items"]["$ref"], "#/$defs/month");
    assert!(jsonschema::meta::is_valid(schema));
    assert_eq!(whole["assisted"].get("schema"), None);
}

#[test]
fn a_version_changes_with_everything_it_consists_of_and_with_nothing_else() {
    let (folder, source) = copied();
    let now = |source: &FormSource| version(&bundle(source, "all_kinds").unwrap());
    let first = now(&source);
    assert_eq!(first.0.len(), 64);
    let change = |file: &str, from: &str, to: &str| {
        let path = folder.path().join(file);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{file}");
        fs::write(&path, text.replace(from, to)).unwrap();
    };
    change("all_kinds/cases/complete.json", "Alles beantwortet", "Ganz");
    fs::write(folder.path().join("blocks/unused.json"), "{}").unwrap();
    assert_eq!(now(&source), first);
    let mut seen = vec![first];
    for (file, from, to) in [
        ("blocks/person.json", "Familienname", "Nachname"),
        ("all_kinds/form.json", "Eine Probe.", "Keine Probe."),
        ("assisted.json", "Eingang des Papierantrags", "Eingang"),
        ("departments.json", "Fachbereich Proben", "Amt für Proben"),
    ] {
        change(file, from, to);
        let version = now(&source);
        assert!(!seen.contains(&version), "{file}");
        seen.push(version);
    }
}

#[test]
fn every_kind_of_field_is_recognised() {
    let form = all_kinds(Channel::Online);
    let kind = |pattern: &str| match &form.root.find(pattern).unwrap().kind {
        Kind::Text(text) => format!("text {:?}{}", text.format, if text.multiline { ", lines" } else { "" }),
        Kind::Number { decimals, unit } => format!("number {decimals} {}", unit.as_deref().unwrap_or("")),
        Kind::OneOf { options, shown } => format!("one of {} {shown:?}", options.len()),
        Kind::SeveralOf { options, exclusive } => format!("several of {} {exclusive:?}", options.len()),
        Kind::List(list) => format!("list {}..{} {} {}", list.min, list.max, list.item, list.on_one_page),
        other => format!("{other:?}").split(['(', ' ']).next().unwrap_or_default().to_owned(),
    };
    for (pattern, wanted) in [
        ("person", "Group"),
        ("contact.email", "text Email"),
        ("contact.phone", "text Tel"),
        ("bank.iban", "text Iban"),
        ("bank.bic", "text Bic"),
        ("postal_code", "text Plz"),
        ("reason", "text Plain, lines"),
        ("remark", "text Plain, lines"),
        ("colour", "one of 3 Select"),
        ("size", "one of 3 Radios"),
        ("months", "several of 3 Some(\"none\")"),
        ("wants_refund", "YesNo"),
        ("starts_on", "Date"),
        ("month", "Month"),
        ("people", "number 0 "),
        ("distance_km", "number 1 km"),
        ("size_cm", "number 1 cm"),
        ("rent", "Money"),
        ("tickets", "list 1..3 Fahrkarte true"),
        ("events", "list 0..5 Termin false"),
        ("true_answers", "Declaration"),
    ] {
        assert_eq!(kind(pattern), wanted, "{pattern}");
    }
}

#[test]
fn words_beside_a_reference_replace_those_of_the_part() {
    let form = all_kinds(Channel::Online);
    assert_eq!(form.root.find("person").unwrap().title.as_deref(), Some("Antragstellende Person"));
    let mate = form.root.find("contact.mate").unwrap();
    assert_eq!(mate.title.as_deref(), Some("Vorname einer Vertrauensperson"));
    assert_eq!(mate.words.object.as_deref(), Some("Ihre Vornamen"));
    assert!(mate.messages.contains_key("pattern"));
}

#[test]
fn branches_say_what_they_require_forbid_and_offer_also_below_and_within() {
    let form = all_kinds(Channel::Online);
    let root = form.root.group().unwrap();
    let [people, refund, other] = root.conditions.as_slice() else { panic!("{:?}", root.conditions) };
    assert_eq!(refund.then.required, ["bank", "papers"]);
    assert_eq!(refund.otherwise.forbidden, ["bank", "papers", "reason"]);
    assert_eq!(refund.then.below["papers"].required, ["invoice"]);
    assert_eq!(refund.then.below["tickets"].required, ["reduced"]);
    let [within] = refund.then.conditions.as_slice() else { panic!("{:?}", refund.then) };
    assert_eq!(within.otherwise.forbidden, ["reason"]);
    assert_eq!(
        (other.then.offered.as_slice(), &other.then.required),
        (&["size_cm".to_owned()][..], &other.then.offered)
    );
    assert!(!form.root.find("size_cm").unwrap().declared && form.root.find("size").unwrap().declared);
    assert!(matches!(&people.test, Test::Present(name) if name == "ends_on"));
    assert_eq!(people.then.required, ["people"]);
    let bank = form.root.find("bank").unwrap().group().unwrap();
    assert_eq!(bank.conditions[0].then.required, ["iban"]);
    let row = form.root.find("tickets[]").unwrap().group().unwrap();
    assert_eq!(row.conditions[0].otherwise.forbidden, ["proof"]);
}

#[test]
fn the_record_of_the_desk_belongs_to_the_assisted_form_only() {
    let (online, assisted) = (all_kinds(Channel::Online), all_kinds(Channel::Assisted));
    assert!(online.root.find("assisted").is_none());
    assert_eq!(assisted.root.group().unwrap().required.last().unwrap(), "assisted");
    let ids: Vec<&str> = assisted.pages.iter().map(|page| page.id.as_str()).collect();
    assert_eq!((ids.first(), ids.last()), (Some(&"aufnahme"), Some(&"genehmigung")));
    assert_eq!(ids[1..ids.len() - 1], online.pages.iter().map(|page| page.id.as_str()).collect::<Vec<_>>());
    assert!(online.schema["$defs"].get("assisted").is_none());
    assert_eq!(online.version, assisted.version);
}

#[test]
fn one_broken_form_does_not_stop_the_others() {
    let (folder, source) = copied();
    fs::create_dir(folder.path().join("broken")).unwrap();
    fs::write(folder.path().join("broken/schema.json"), "{").unwrap();
    let catalogue = Catalogue::load(&source);
    assert!(catalogue.find("alle-feldarten").is_some() && catalogue.find_id("all_kinds").is_some());
    assert_eq!(catalogue.services().count(), 1);
    let files: Vec<&str> = catalogue.problems().iter().map(|problem| problem.file.as_str()).collect();
    assert_eq!(files, ["broken/form.json", "broken/schema.json"]);
}

#[test]
fn a_version_that_was_made_before_a_rule_became_stricter_still_loads() {
    let (folder, source) = copied();
    let path = folder.path().join("all_kinds/schema.json");
    let mut schema: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    schema["properties"]["remark"]["x-old"] = json!(true);
    fs::write(&path, schema.to_string()).unwrap();
    assert_eq!(Catalogue::load(&source).services().count(), 0);
    let stored = bundle(&source, "all_kinds").unwrap();
    assert!(Form::from_bundle(&stored, Channel::Online).is_ok());
}

#[test]
fn settings_are_filled_in_wherever_people_read() {
    let schema = json!({
        "type": "object", "additionalProperties": false,
        "properties": {"amount": {"title": "Bis {$cap}?", "description": "Vor dem {$day}.", "type": "string",
            "oneOf": [{"const": "a", "title": "unter {$cap}"}, {"const": "b", "title": "darüber"}]}}
    });
    let form = form(
        schema,
        json!({
            "settings": {
                "cap": {"value": 500_000, "unit": "EUR", "label": "Grenze"},
                "day": {"value": "2026-10-31", "label": "Frist"}
            },
            "pages": [{"id": "eins", "title": "Eins", "intro": ["Ab {$cap}."], "fields": ["amount"]}],
            "next_steps": ["Über {$cap} entscheidet der Ausschuss."]
        }),
    );
    let amount = form.root.find("amount").unwrap();
    assert_eq!(amount.title.as_deref(), Some("Bis 5.000,00 €?"));
    assert_eq!(amount.description.as_deref(), Some("Vor dem 31.10.2026."));
    let Kind::OneOf { options, .. } = &amount.kind else { panic!("{:?}", amount.kind) };
    assert_eq!(options[0].title, "unter 5.000,00 €");
    assert_eq!(form.schema["properties"]["amount"]["title"], "Bis 5.000,00 €?");
    assert_eq!(form.pages[0].intro, ["Ab 5.000,00 €."]);
    assert_eq!(form.file.next_steps, ["Über 5.000,00 € entscheidet der Ausschuss."]);
}

#[test]
fn at_the_desk_an_answer_is_pre_selected_that_fits_there() {
    let catalogue = Catalogue::load(&FormSource::Embedded);
    let service = catalogue.find_id("school_transport_refund").unwrap();
    let channel =
        |form: &Form| form.root.find("applicant.contact.preferred_channel").unwrap().default.clone();
    assert_eq!(channel(&service.online), Some(json!("email")));
    assert_eq!(channel(&service.assisted), Some(json!("post")));
}

#[test]
fn the_published_schema_says_in_standard_words_that_an_option_excludes_the_others() {
    let published = crate::forms::publish::schema(sample());
    let months = |months: Value| {
        let mut answers = complete();
        answers["pass"] = json!("partly");
        answers["pass_months"] = months;
        jsonschema::validator_for(&published).unwrap().is_valid(&answers)
    };
    assert!(months(json!(["none"])) && months(json!(["aug", "sep"])));
    assert!(!months(json!(["aug", "none"])));
}
