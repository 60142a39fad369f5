//! Fuzzing of expressions: those of the shipped forms, spoiled, about the answers of their cases.

use std::sync::LazyLock;

use super::super::super::cases;
use super::super::super::compile::rules::{FormNames, names};
use super::super::super::form::Form as LoadedForm;
use super::super::super::source::FormSource;
use super::super::super::tests::{hostile::pieces, shipped::catalogue};
use super::*;
use crate::domain::Channel;
use crate::tests::fuzzing::{Chance, fuzz};

/// What the expressions of one form are asked about.
struct Asked {
    form: &'static LoadedForm,
    names: FormNames,
    texts: Vec<String>,
    answers: Vec<Value>,
    rows: Vec<String>,
}

fn asked() -> &'static [Asked] {
    static ASKED: LazyLock<Vec<Asked>> =
        LazyLock::new(|| catalogue().all().map(|service| of_form(service.form(Channel::Online))).collect());
    &ASKED
}

fn of_form(form: &'static LoadedForm) -> Asked {
    let mut texts = Vec::new();
    collect(&serde_json::from_str(&form.bundle).unwrap(), &mut texts);
    let cases = cases::read(&FormSource::Embedded, &form.id).unwrap();
    let answers: Vec<Value> = cases.into_values().map(|case| Value::Object(case.answers)).collect();
    let rows =
        form.computed.iter().filter_map(|pattern| Some(pattern[..pattern.rfind("[]")? + 2].to_owned()));
    Asked { form, names: names(&form.root, &form.file), texts, answers, rows: rows.collect() }
}

/// Every expression in the files of a form.
fn collect(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(object) => {
            for (name, inside) in object {
                match inside {
                    Value::String(text) if ["x-compute", "when"].contains(&name.as_str()) => {
                        found.push(text.clone())
                    }
                    _ => collect(inside, found),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, found)),
        _ => {}
    }
}

const PIECES: &[&str] = &[
    " + ",
    " - ",
    " * ",
    " / ",
    " = ",
    " != ",
    " < ",
    " >= ",
    " and ",
    " or ",
    "not ",
    "(",
    ")",
    ", ",
    "'a'",
    "''",
    "0",
    "-1",
    "0.5",
    "79228162514264337593543950335",
    "absent",
    "today",
    "filed_on",
    "true",
    "row.",
    "[].",
    "[]",
    "$",
    "if(",
    "sum(",
    "count(",
    "max(",
    "sum_distinct(",
    "default(",
    "round(",
    "date(",
    "add_months(",
    "days_between(",
    "step(",
    "number(",
    "length(",
    "contains(",
    "present(",
    "age(",
    "((((((((((((((((((((((((((",
];

fn text(asked: &Asked, chance: &mut Chance) -> String {
    let mut text = chance.pick(&asked.texts).clone();
    let other = chance.pick(&asked.texts);
    let pieces = [PIECES, &[other.as_str()]].concat();
    for _ in 0..chance.below(4) {
        text = chance.spoil_text(&text, &pieces);
    }
    text
}

/// The row that an expression is asked about, if it stands in one.
fn row<'a>(answers: &'a Value, chance: &mut Chance) -> Option<&'a Value> {
    let lists: Vec<&Value> = answers.as_object()?.values().filter_map(Value::as_array).flatten().collect();
    if lists.is_empty() { Some(answers) } else { Some(*chance.pick(&lists)) }
}

fn try_one(asked: &Asked, chance: &mut Chance) {
    let text = text(asked, chance);
    let row_of = chance.once_in(2).then(|| asked.rows.get(chance.below(asked.rows.len()))).flatten();
    let mut names = asked.names.clone();
    names.row = row_of.cloned();
    let expression = match Expression::parse(&text, &names, None) {
        Ok(expression) => expression,
        Err(error) => {
            assert!((1..=text.chars().count() + 1).contains(&error.at), "{text}: {error}");
            return assert!(!error.reason.is_empty());
        }
    };
    assert_eq!(expression.source(), text);
    let mut answers = chance.pick(&asked.answers).clone();
    for _ in 0..chance.below(4) {
        chance.spoil_json(&mut answers, &pieces(), &Value::Null);
    }
    let facts = Facts {
        answers: &answers,
        row: row(&answers, chance),
        settings: &asked.form.settings,
        today: day("2026-11-23"),
    };
    let value = expression.eval(&facts);
    assert_eq!(value, expression.eval(&facts), "{text}");
    if let Some(Datum::Number(number)) = value {
        assert_eq!(number.scale(), number.normalize().scale(), "{text}");
    }
}

#[test]
fn fuzzed_expressions() {
    let of_forms: Vec<&Asked> = asked().iter().filter(|asked| !asked.texts.is_empty()).collect();
    assert!(of_forms.len() > 10);
    fuzz("expressions", |chance| {
        let asked = *chance.pick(&of_forms);
        try_one(asked, chance);
    });
}
