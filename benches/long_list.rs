//! What a list costs that is twice as long: loading, the schema, a state, a search, a page.
//! `cargo bench --bench long_list`; compare within one run only.

mod support;

use std::collections::BTreeMap;
use std::hint::black_box;

use chrono::NaiveDate;
use pforte::domain::{Answers, Channel};
use pforte::forms::bundle::bundle;
use pforte::forms::form::Form;
use pforte::forms::parse::read_page;
use pforte::forms::source::FormSource;
use pforte::forms::state::{FormState, Remembered};
use pforte::forms::view;
use pforte::web::components::render_all;
use serde_json::{Value, json};
use support::{Step, departments, form_file, measure};

/// How many entries the lists have, each twice as many as the one before.
const SIZES: [usize; 3] = [1250, 2500, 5000];

fn form(entries: usize) -> String {
    let entry =
        |i: usize| json!({"const": format!("s{i:05}"), "title": format!("Straße zum Ältesten Brunnen {i}")});
    let list = json!({
        "title": "Straße", "x-list": {"version": "1", "source": "gemacht", "translate": false},
        "type": "string", "oneOf": (0..entries).map(entry).collect::<Vec<_>>()
    });
    let schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Lang", "type": "object",
        "additionalProperties": false, "required": ["street"],
        "properties": {
            "street": {"$ref": "../lists/streets.json"},
            "note": {"type": "string", "title": "Notiz", "maxLength": 80}
        }
    });
    let pages = json!([{"id": "wo", "title": "Wo", "fields": ["street", "note"]}]);
    let files: BTreeMap<String, Value> = [
        ("lang/form.json", form_file("Lang", pages, "note")),
        ("lang/schema.json", schema),
        ("lists/streets.json", list),
        ("departments.json", departments()),
        ("assisted.json", json!({"schema": {"type": "object", "additionalProperties": false}})),
    ]
    .map(|(name, file)| (name.to_owned(), file))
    .into();
    bundle(&FormSource::Memory(files), "lang").unwrap()
}

fn steps(entries: usize) -> Vec<Step> {
    let (bundle, today) = (form(entries), NaiveDate::from_ymd_opt(2026, 11, 23).unwrap());
    let form = Form::from_bundle(&bundle, Channel::Online).unwrap();
    let last = json!({"street": format!("s{:05}", entries - 1)}).as_object().cloned().unwrap();
    let full = Remembered::typed(Answers(last));
    let (done, open) =
        (FormState::new(&form, &full, today), FormState::new(&form, &Remembered::default(), today));
    assert!(done.errors.is_empty() && open.errors.len() == 1, "{:?}", done.errors);
    let page = &form.pages[0];
    let typed = |text: &str| {
        let posted = [("street.search".to_owned(), text.to_owned())];
        let mut remembered = Remembered::default();
        black_box(read_page(&form, &page.id, None, &posted, &mut remembered, &open));
        remembered
    };
    let searching = typed("brunnen");
    assert!(searching.texts.contains_key("street"));
    let show = |remembered: &Remembered| {
        let elements = view::elements(&form, &open, remembered, page, None, false);
        black_box(render_all(&elements).map(|part| part.to_string()).collect::<String>());
    };
    let (right, wrong) = (done.answers.to_value(), json!({"street": "nowhere"}));
    vec![
        ("load", measure(|| drop(black_box(Form::from_bundle(&bundle, Channel::Online))))),
        (
            "the schema alone",
            measure(|| drop(black_box(form.validator.iter_errors(&right).collect::<Vec<_>>()))),
        ),
        (
            "the schema alone, wrong",
            measure(|| drop(black_box(form.validator.iter_errors(&wrong).collect::<Vec<_>>()))),
        ),
        ("state, answered", measure(|| drop(black_box(FormState::new(&form, &full, today))))),
        ("read the page, chosen", measure(|| drop(typed("Straße zum Ältesten Brunnen 7")))),
        ("read the page, typed", measure(|| drop(typed("brunnen 7")))),
        ("show the page", measure(|| show(&full))),
        ("show the page, searching", measure(|| show(&searching))),
    ]
}

fn main() {
    support::table("entries", SIZES, steps);
}
