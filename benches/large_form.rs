//! How the cost of a form grows with its fields: loading, checking, state, pages. The form has what could grow
//! worse than itself: rows, sums, conditions and hints that look at other pages.
//! `cargo bench --bench large_form`; compare within one run only.

mod support;

use std::hint::black_box;

use chrono::NaiveDate;
use pforte::domain::{Answers, Channel};
use pforte::forms::check::check;
use pforte::forms::definition::Page;
use pforte::forms::form::Form;
use pforte::forms::parse::read_page;
use pforte::forms::source::FormSource;
use pforte::forms::state::{FormState, Remembered};
use pforte::forms::view;
use pforte::web::components::render_all;
use serde_json::{Map, Value, json};
use support::{Step, departments, form_file, measure};

/// Questions of a group, and so of a page.
const A_PAGE: usize = 10;
/// How many questions the forms have, each twice as many as the one before; and a row for every tenth.
const SIZES: [usize; 3] = [150, 300, 600];

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

/// A group of ten questions, of which one depends on another of the group, with its sum and the sum of all groups
/// so far.
fn group(number: usize) -> Value {
    let names: Vec<String> = (0..A_PAGE).map(|i| format!("f{i}")).collect();
    let mut properties: Map<String, Value> =
        names.iter().enumerate().map(|(i, name)| (name.clone(), field(number * A_PAGE + i))).collect();
    let before = number.checked_sub(1).map_or_else(|| "0".to_owned(), |before| format!("g{before}.so_far"));
    let sums = [
        ("sum", format!("default(g{number}.f1, 0) + default(g{number}.f6, 0)")),
        ("so_far", format!("{before} + g{number}.sum")),
    ];
    properties.extend(sums.map(|(name, sum)| (name.to_owned(), json!({"type": "number", "x-compute": sum}))));
    json!({
        "type": "object", "title": format!("Teil {number}"), "additionalProperties": false,
        "properties": properties, "required": names[1..A_PAGE - 1],
        "allOf": [{"if": {"properties": {"f3": {"const": true}}, "required": ["f3"]},
            "then": {"required": ["f0"]}, "else": {"properties": {"f0": false}}}]
    })
}

/// Rows with an amount each, and a rule about it.
fn rows(fields: usize) -> Value {
    json!({
        "type": "array", "title": "Posten", "x-item": "Posten", "x-layout": "rows", "minItems": 1, "maxItems": fields,
        "items": {"type": "object", "additionalProperties": false, "required": ["what", "count", "price"],
            "properties": {
                "what": {"type": "string", "title": "Was", "maxLength": 80},
                "count": {"type": "integer", "title": "Anzahl", "minimum": 1, "maximum": 100},
                "price": {"type": "integer", "title": "Preis", "x-unit": "EUR", "minimum": 0, "maximum": 1_000_000},
                "amount": {"type": "integer", "title": "Betrag", "x-unit": "EUR", "x-compute": "row.count * row.price"},
                "fits": {"type": "boolean", "const": true, "x-compute": "row.amount <= total", "x-at": "row.price",
                    "x-errors": {"const": "Prüfen Sie den Preis."}}
            }}
    })
}

/// The last question of each group is asked only if that of the group before was answered: on another page.
fn condition(number: usize) -> Value {
    let (before, this) = (format!("g{}", number - 1), format!("g{number}"));
    let of = |group: &str, rule: Value| json!({"properties": {group: rule}});
    let mut asked = of(&before, json!({"properties": {"f9": {"const": "a"}}, "required": ["f9"]}));
    asked["required"] = json!([before]);
    json!({"if": asked, "then": of(&this, json!({"required": ["f9"]})),
        "else": of(&this, json!({"properties": {"f9": false}}))})
}

fn schema(fields: usize) -> Value {
    let names: Vec<String> = (0..fields / A_PAGE).map(|number| format!("g{number}")).collect();
    let mut properties: Map<String, Value> =
        names.iter().map(|name| (name.clone(), json!({"$ref": format!("#/$defs/{name}")}))).collect();
    let mut definitions: Map<String, Value> =
        names.iter().enumerate().map(|(i, name)| (name.clone(), group(i))).collect();
    definitions["g0"]["required"] = (1..A_PAGE).map(|i| json!(format!("f{i}"))).collect();
    let last = names.len() - 1;
    properties.insert("rows".to_owned(), rows(fields));
    let total =
        json!({"type": "integer", "title": "Summe", "x-unit": "EUR", "x-compute": "sum(rows[].amount)"});
    properties.insert("total".to_owned(), total);
    let all = format!("g{last}.so_far + count(rows[].what)");
    properties.insert("all".to_owned(), json!({"type": "number", "x-compute": all}));
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Groß",
        "type": "object", "additionalProperties": false, "properties": properties,
        "required": names.iter().map(String::as_str).chain(["rows"]).collect::<Vec<_>>(),
        "allOf": (1..names.len()).map(condition).collect::<Vec<_>>(), "$defs": definitions
    })
}

fn file(fields: usize) -> Value {
    let page = |id: String, fields: Value| json!({"id": id, "title": id, "fields": fields});
    let groups = fields / A_PAGE;
    let mut pages: Vec<Value> =
        (0..groups).map(|n| page(format!("teil-{n}"), json!([format!("g{n}")]))).collect();
    pages.push(page("posten".to_owned(), json!(["rows", "total"])));
    let hint = |number: usize, at: String, when: String| json!({"code": format!("H{number}"), "at": at, "level": "warning", "when": when, "text": "Prüfen Sie das."});
    let mut advice: Vec<Value> = (1..groups)
        .map(|n| hint(n, format!("g{n}.f1"), format!("g{n}.f1 = g{}.f6 and total > 0", n - 1)))
        .collect();
    advice.push(hint(0, "rows[].price".to_owned(), "row.amount * 2 > total or row.price > 500".to_owned()));
    let mut file = form_file("Gross", json!(pages), "g0.f0");
    file["advice"] = json!(advice);
    file["routing"]["tags"] = json!([{"tag": "viel", "title": "Viel", "when": "all > 100"}]);
    file
}

fn bundle(fields: usize) -> String {
    json!({"id": "gross", "form": file(fields), "schema": schema(fields), "assisted": {},
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
    write("gross/form.json", &file(fields));
    folder
}

/// Every question answered.
fn answers(fields: usize) -> Answers {
    let of_group = |g: usize| (0..A_PAGE).map(|i| (format!("f{i}"), answer(g * A_PAGE + i))).collect();
    let mut answers: Map<String, Value> =
        (0..fields / A_PAGE).map(|g| (format!("g{g}"), Value::Object(of_group(g)))).collect();
    let row = |n: usize| json!({"what": format!("Posten {n}"), "count": 2, "price": 100 + n});
    answers.insert("rows".to_owned(), (0..fields / A_PAGE).map(row).collect());
    Answers(answers)
}

fn show(form: &Form, page: &Page, remembered: &Remembered, state: &FormState) {
    let elements = view::elements(form, state, remembered, page, None, true);
    black_box(render_all(&elements).map(|part| part.to_string()).collect::<String>());
}

/// Every step with its cost for a form of this size.
fn steps(fields: usize) -> Vec<Step> {
    let (bundle, folder, today) =
        (bundle(fields), folder(fields), NaiveDate::from_ymd_opt(2026, 11, 23).unwrap());
    let form = Form::from_bundle(&bundle, Channel::Online).unwrap();
    let (full, empty) = (Remembered::typed(answers(fields)), Remembered::default());
    let (done, open) = (FormState::new(&form, &full, today), FormState::new(&form, &empty, today));
    assert!(done.errors.is_empty() && open.errors.len() > fields / 2, "{:?}", done.errors);
    assert_eq!(done.advice.len(), fields / A_PAGE - 1, "every hint is told");
    let source = FormSource::Folder(folder.path().to_owned());
    let report = check(&source);
    assert!(report.problems.len() <= 1, "{:?}", report.problems);
    let (page, last) = (&form.pages[0], form.pages.last().unwrap());
    let posted: Vec<(String, String)> = (0..A_PAGE).map(|i| (format!("g0.f{i}"), "12".to_owned())).collect();
    let rows = (0..fields / A_PAGE).flat_map(|row| {
        ["what", "count", "price"].map(|name| (format!("rows.{row}.{name}"), "12".to_owned()))
    });
    let rows: Vec<(String, String)> = rows.collect();
    let read = |page: &Page, posted: &[(String, String)]| {
        let mut remembered = full.clone();
        black_box(read_page(&form, &page.id, None, posted, &mut remembered, &done));
    };
    let all_pages = |remembered: &Remembered, state: &FormState| {
        form.pages.iter().for_each(|page| show(&form, page, remembered, state));
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
        ("read one page", measure(|| read(page, &posted))),
        ("read the page with the rows", measure(|| read(last, &rows))),
        ("render one page", measure(|| show(&form, page, &full, &done))),
        ("render the page with the rows", measure(|| show(&form, last, &full, &done))),
        ("render all pages", measure(|| all_pages(&full, &done))),
        ("render all pages with errors", measure(|| all_pages(&empty, &open))),
        ("sections", measure(|| drop(black_box(view::sections(&form, &done.answers))))),
    ]
}

fn main() {
    support::table("questions", SIZES, steps);
}
