//! How the cost of a form grows with its fields: loading, checking, state, pages. A step that grows faster
//! than the form has a growth well above 2. `cargo bench --bench large_form`; compare within one run only.

use std::hint::black_box;
use std::time::{Duration, Instant};

use chrono::NaiveDate;
use pforte::domain::{Answers, Channel};
use pforte::forms::check::check;
use pforte::forms::form::Form;
use pforte::forms::parse::read_page;
use pforte::forms::source::FormSource;
use pforte::forms::state::{FormState, Remembered};
use pforte::forms::view;
use pforte::web::components::render_all;
use serde_json::{Map, Value, json};

/// Fields of a group, and so of a page.
const A_PAGE: usize = 10;
/// How many fields the forms have, each twice as many as the one before.
const SIZES: [usize; 3] = [150, 300, 600];
const RUNS: usize = 9;

fn field(number: usize) -> Value {
    let title = format!("Frage {number}");
    match number % 5 {
        0 => json!({"type": "string", "title": title, "maxLength": 80, "pattern": "^[A-Z]",
            "x-errors": {"pattern": "Beginnen Sie mit einem Großbuchstaben."}}),
        1 => json!({"type": "integer", "title": title, "minimum": 0, "maximum": 1000}),
        2 => json!({"type": "string", "format": "date", "title": title}),
        3 => json!({"type": "boolean", "title": title}),
        _ => json!({"type": "string", "title": title, "oneOf": [
            {"const": "a", "title": "Das eine"}, {"const": "b", "title": "Das andere"}]}),
    }
}

fn answer(number: usize) -> Value {
    match number % 5 {
        0 => json!("Antwort"),
        1 => json!(12),
        2 => json!("2026-11-23"),
        3 => json!(true),
        _ => json!("a"),
    }
}

/// A group of ten questions, of which one depends on another.
fn group(number: usize) -> Value {
    let names: Vec<String> = (0..A_PAGE).map(|i| format!("f{i}")).collect();
    let properties: Map<String, Value> =
        names.iter().enumerate().map(|(i, name)| (name.clone(), field(number * A_PAGE + i))).collect();
    json!({
        "type": "object", "title": format!("Teil {number}"), "additionalProperties": false,
        "properties": properties, "required": names[1..],
        "allOf": [{"if": {"properties": {"f3": {"const": true}}, "required": ["f3"]},
            "then": {"required": ["f0"]}, "else": {"properties": {"f0": false}}}]
    })
}

fn schema(fields: usize) -> Value {
    let names: Vec<String> = (0..fields / A_PAGE).map(|number| format!("g{number}")).collect();
    let refs: Map<String, Value> =
        names.iter().map(|name| (name.clone(), json!({"$ref": format!("#/$defs/{name}")}))).collect();
    let definitions: Map<String, Value> =
        names.iter().enumerate().map(|(i, name)| (name.clone(), group(i))).collect();
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Groß",
        "type": "object", "additionalProperties": false, "properties": refs, "required": names,
        "$defs": definitions
    })
}

fn form_file(fields: usize) -> Value {
    let page = |number| json!({"id": format!("teil-{number}"), "title": format!("Teil {number}"), "fields": [format!("g{number}")]});
    json!({
        "slug": "gross", "title": "Groß", "summary": "Ein großer Antrag.", "group": "Proben", "kind": "application",
        "service": {"what": [], "who_may": [], "costs": [], "duration": [], "decision": [], "legal_basis": []},
        "privacy": [], "pages": (0..fields / A_PAGE).map(page).collect::<Vec<_>>(),
        "applicant": {"name": [["g0.f0"]]}, "routing": {"department": "amt"}, "next_steps": [],
        "retention": {"draft_days": 30, "case_days": 365}
    })
}

fn departments() -> Value {
    json!([{"id": "amt", "name": "Amt", "inbox_mail": "amt@stadt.example", "address": ["Amt"]}])
}

fn bundle(fields: usize) -> String {
    json!({"id": "gross", "form": form_file(fields), "schema": schema(fields), "assisted": {},
        "departments": departments()})
    .to_string()
}

fn folder(fields: usize) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let write =
        |name: &str, content: &Value| std::fs::write(folder.path().join(name), content.to_string()).unwrap();
    std::fs::create_dir(folder.path().join("gross")).unwrap();
    write("departments.json", &departments());
    write(
        "assisted.json",
        &json!({"schema": {"type": "object", "properties":
        {"mode": {"type": "boolean", "title": "Hilfe"}}, "additionalProperties": false},
        "after": [{"id": "hilfe", "title": "Hilfe", "fields": ["assisted.mode"]}]}),
    );
    write("gross/schema.json", &schema(fields));
    write("gross/form.json", &form_file(fields));
    folder
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

/// Every step with its cost for a form of this size.
fn steps(fields: usize) -> Vec<(&'static str, Duration)> {
    let (bundle, folder, today) =
        (bundle(fields), folder(fields), NaiveDate::from_ymd_opt(2026, 11, 23).unwrap());
    let form = Form::from_bundle(&bundle, Channel::Online).unwrap();
    let full: Map<String, Value> = (0..fields / A_PAGE)
        .map(|g| {
            let answers: Map<String, Value> =
                (0..A_PAGE).map(|i| (format!("f{i}"), answer(g * A_PAGE + i))).collect();
            (format!("g{g}"), Value::Object(answers))
        })
        .collect();
    let (full, empty) = (Remembered::typed(Answers(full)), Remembered::default());
    let (done, open) = (FormState::new(&form, &full, today), FormState::new(&form, &empty, today));
    assert!(done.errors.is_empty() && open.errors.len() > fields / 2, "{:?}", done.errors);
    let source = FormSource::Folder(folder.path().to_owned());
    let report = check(&source);
    assert!(report.problems.len() <= 1, "{:?}", report.problems);
    let page = &form.pages[0];
    let posted: Vec<(String, String)> = (0..A_PAGE).map(|i| (format!("g0.f{i}"), "12".to_owned())).collect();
    let all_pages = |remembered: &Remembered, state: &FormState| {
        for page in &form.pages {
            let elements = view::elements(&form, state, remembered, page, None, true);
            black_box(render_all(&elements).map(|part| part.to_string()).collect::<String>());
        }
    };
    vec![
        ("load", measure(|| drop(black_box(Form::from_bundle(&bundle, Channel::Online))))),
        ("check", measure(|| drop(black_box(check(&source))))),
        (
            "the schema alone",
            measure(|| {
                black_box(form.validator.iter_errors(&done.answers.to_value()).count());
            }),
        ),
        ("state, all answered", measure(|| drop(black_box(FormState::new(&form, &full, today))))),
        ("state, all missing", measure(|| drop(black_box(FormState::new(&form, &empty, today))))),
        (
            "read one page",
            measure(|| {
                let mut remembered = full.clone();
                black_box(read_page(&form, &page.id, None, &posted, &mut remembered, &done));
            }),
        ),
        ("render all pages", measure(|| all_pages(&full, &done))),
        ("render all pages with errors", measure(|| all_pages(&empty, &open))),
        ("sections", measure(|| drop(black_box(view::sections(&form, &done.answers))))),
    ]
}

fn main() {
    let measured: Vec<_> = SIZES.map(steps).into();
    println!("{:<30} {:>10} {:>10} {:>10}   growth when doubled", "fields", SIZES[0], SIZES[1], SIZES[2]);
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
