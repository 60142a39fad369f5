//! What a list costs that is twice as long: loading, the schema, a state, a search, a page.
//! `cargo bench --bench long_list`; compare within one run only.

use std::collections::BTreeMap;
use std::hint::black_box;
use std::time::{Duration, Instant};

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

/// How many entries the lists have, each twice as many as the one before.
const SIZES: [usize; 3] = [1250, 2500, 5000];
const RUNS: usize = 9;

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
    let file = json!({
        "slug": "lang", "title": "Lang", "summary": "Eine lange Liste.", "group": "Proben", "kind": "application",
        "service": {"what": [], "who_may": [], "costs": [], "duration": [], "decision": [], "legal_basis": []},
        "privacy": [], "pages": [{"id": "wo", "title": "Wo", "fields": ["street", "note"]}],
        "applicant": {"name": [["note"]]}, "routing": {"department": "amt"}, "next_steps": [],
        "retention": {"draft_days": 30, "case_days": 365}
    });
    let departments =
        json!([{"id": "amt", "name": "Amt", "inbox_mail": "amt@stadt.example", "address": ["Amt"]}]);
    let files: BTreeMap<String, Value> = [
        ("lang/form.json", file),
        ("lang/schema.json", schema),
        ("lists/streets.json", list),
        ("departments.json", departments),
        ("assisted.json", json!({"schema": {"type": "object", "additionalProperties": false}})),
    ]
    .map(|(name, file)| (name.to_owned(), file))
    .into();
    bundle(&FormSource::Memory(files), "lang").unwrap()
}

/// The median of some runs.
fn measure(mut work: impl FnMut()) -> Duration {
    let mut times: Vec<Duration> = (0..RUNS)
        .map(|_| {
            let begin = Instant::now();
            work();
            begin.elapsed()
        })
        .collect();
    times.sort();
    times[RUNS / 2]
}

fn steps(entries: usize) -> Vec<(&'static str, Duration)> {
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
    let measured: Vec<_> = SIZES.map(steps).into();
    println!("{:<30} {:>10} {:>10} {:>10}   growth when doubled", "entries", SIZES[0], SIZES[1], SIZES[2]);
    for step in 0..measured[0].len() {
        let times: Vec<f64> = measured.iter().map(|size| size[step].1.as_secs_f64() * 1000.0).collect();
        println!(
            "{:<30} {:>7.2} ms {:>7.2} ms {:>7.2} ms   {:.1} {:.1}",
            measured[0][step].0,
            times[0],
            times[1],
            times[2],
            times[1] / times[0],
            times[2] / times[1]
        );
    }
}
