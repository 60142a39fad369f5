//! The first cases of a form: nothing filled in, and everything that must be.

use std::collections::HashSet;

use chrono::NaiveDate;
use serde_json::{Value, json};

use crate::domain::{Answers, Path};
use crate::forms::compile::schema::{Document, Layer, first};
use crate::forms::field::{Kind, Node, TextFormat, TextKind};
use crate::forms::form::Form;
use crate::forms::places::node_at;
use crate::forms::state::{FormState, Remembered};

/// The day of the cases: always the same, so that the same schema makes the same form.
const TODAY: NaiveDate = match NaiveDate::from_ymd_opt(2026, 1, 1) {
    Some(day) => day,
    None => NaiveDate::MIN,
};

/// Rounds of filling in what is missing: each group that opens asks for more.
const MOST_ROUNDS: usize = 40;

/// Nothing is filled in: the mistakes as the engine tells them.
pub fn empty(form: &Form) -> Value {
    let state = FormState::new(form, &Remembered::default(), TODAY);
    let errors: Vec<String> = state.errors.iter().map(|e| format!("{}: {}", e.path, e.keyword)).collect();
    json!({
        "title": "Nichts ausgefüllt",
        "today": TODAY,
        "expect": {"errors": errors, "department": state.route.department},
    })
}

/// Everything is filled in that must be, with examples where the schema has some; `None` if a valid answer to
/// some question cannot be guessed.
pub fn filled(form: &Form) -> Option<Value> {
    let mut remembered = Remembered::default();
    let mut done = HashSet::new();
    for _ in 0..MOST_ROUNDS {
        let state = FormState::new(form, &remembered, TODAY);
        if state.errors.is_empty() {
            let department = state.route.department;
            return (!done.is_empty()).then(|| {
                json!({
                    "title": "Alle Pflichtangaben ausgefüllt",
                    "today": TODAY,
                    "answers": remembered.answers,
                    "expect": {"errors": [], "department": department},
                })
            });
        }
        for error in &state.errors {
            let node = node_at(form, &error.path)?;
            let answer = sample(form, node)?;
            if !done.insert(error.path.clone()) || !set(form, &mut remembered.answers, &error.path, answer) {
                return None;
            }
        }
    }
    None
}

/// Sets an answer, and the places before it where it is one of several.
fn set(form: &Form, answers: &mut Answers, path: &Path, answer: Value) -> bool {
    let is_by_place =
        |parent: &Path| node_at(form, parent).and_then(Node::group).is_some_and(|group| group.by_place);
    match path.parent().filter(is_by_place) {
        Some(parent) if answers.get(&parent).is_none() => {
            let least = node_at(form, &parent).and_then(Node::group).map_or(0, |group| group.required.len());
            answers.set(&parent, Value::Array(vec![Value::Null; least])) && answers.set(path, answer)
        }
        _ => answers.set(path, answer),
    }
}

/// An answer that is probably valid.
fn sample(form: &Form, node: &Node) -> Option<Value> {
    let document = Document { root: &form.schema, file: "" };
    let layers = declared(&document, &node.pattern);
    let written = |keyword: &str| first(&layers, keyword);
    let example = written("examples").and_then(|all| all.get(0)).or(written("default"));
    if let Some(example) = example.filter(|_| !matches!(node.kind, Kind::Declaration)) {
        return Some(example.clone());
    }
    Some(match &node.kind {
        Kind::Text(kind) => text(kind),
        Kind::Number { .. } | Kind::Money => number(&layers),
        Kind::Date => "2000-01-01".into(),
        Kind::Month => "2025-01".into(),
        Kind::Time => "12:00:00+01:00".into(),
        Kind::Moment => "2025-01-01T12:00:00+01:00".into(),
        Kind::YesNo => false.into(),
        Kind::Declaration => true.into(),
        Kind::OneOf { options, .. } => options.first()?.stored.clone(),
        Kind::SeveralOf { options, .. } => {
            let least = written("minItems").and_then(Value::as_u64).unwrap_or(1).max(1);
            options.iter().take(usize::try_from(least).ok()?).map(|option| option.stored.clone()).collect()
        }
        Kind::List(list) => {
            let row = match list.row.group() {
                Some(_) => json!({}),
                None => sample(form, &list.row)?,
            };
            Value::Array(vec![row; list.min.clamp(1, list.max.max(1))])
        }
        Kind::Files(_) | Kind::Group(_) => return None,
    })
}

fn text(kind: &TextKind) -> Value {
    let sample = match kind.format {
        TextFormat::Plain => "Beispiel",
        TextFormat::Email => "erika.muster@example.org",
        TextFormat::Tel => "0531 4701",
        TextFormat::Iban => "DE89370400440532013000",
        TextFormat::Bic => "NOLADE2HXXX",
        TextFormat::Plz => "38100",
        TextFormat::Uri => "https://example.org",
    };
    let (least, most) = (kind.min_length.unwrap_or(0), kind.max_length.unwrap_or(u64::MAX));
    let length = (sample.chars().count() as u64).max(least).min(most).min(2000);
    sample.chars().cycle().take(usize::try_from(length).unwrap_or(0)).collect::<String>().into()
}

fn number(layers: &[Layer<'_>]) -> Value {
    let of = |keyword: &str| first(layers, keyword).and_then(Value::as_f64);
    let step = of("multipleOf").unwrap_or(1.0).max(1.0);
    let least = of("minimum").or(of("exclusiveMinimum").map(|limit| limit + 1.0));
    let most = of("maximum").or(of("exclusiveMaximum").map(|limit| limit - 1.0));
    let wanted = match (least, most) {
        (Some(least), _) => (least / step).ceil() * step,
        (None, Some(most)) => step.min((most / step).floor() * step),
        (None, None) => step,
    };
    if wanted.fract() == 0.0 && wanted.abs() < 1e15 { json!(wanted as i64) } else { json!(wanted) }
}

/// Everything that the schema says about a field, if it is declared outside of conditions.
fn declared<'a>(document: &Document<'a>, pattern: &str) -> Vec<Layer<'a>> {
    let mut layers = document.layers(document.root, "");
    for step in pattern.split('.').filter(|step| !step.is_empty()) {
        let rows = step.matches("[]").count();
        let name = step.trim_end_matches("[]");
        let property = layers.iter().find_map(|layer| {
            let inner = layer.object.get("properties").and_then(|all| all.get(name));
            inner.or_else(|| layer.object.get("prefixItems")?.get(name.parse::<usize>().ok()?))
        });
        layers = property.map(|schema| document.layers(schema, "")).unwrap_or_default();
        for _ in 0..rows {
            let items = layers.iter().find_map(|layer| layer.object.get("items"));
            layers = items.map(|schema| document.layers(schema, "")).unwrap_or_default();
        }
    }
    layers
}
