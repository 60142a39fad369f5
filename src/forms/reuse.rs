//! What a new application may begin with: earlier answers of the same person. What somebody declares, hands in or
//! entrusts for one purpose is said anew each time; so is what the form asks to be (`x-anew`).

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde_json::Value;

use super::compile::patterns;
use super::field::{Kind, Node, Privacy};
use super::form::Form;
use super::state::{FormState, Remembered};
use crate::domain::{Answers, Path};

/// How often answers that are wrong today are taken out: one can make another one wrong.
const ROUNDS: usize = 4;

/// Of the answers to an earlier version of this form, or to this one: what can be begun with on a day. Everything
/// is right by itself, and applies.
pub fn of_same(form: &Form, earlier: &Answers, today: NaiveDate) -> Answers {
    let kept = keep(&form.root, &earlier.to_value());
    sound(form, Answers(kept.and_then(into_object).unwrap_or_default()), today)
}

/// Of the answers to another form: what is about the person who fills in both, by the tokens of WCAG 1.3.5.
pub fn of_other(form: &Form, other: &Form, earlier: &Answers, today: NaiveDate) -> Answers {
    let mut known: BTreeMap<&str, Value> = BTreeMap::new();
    for (token, path) in personal(other) {
        if let Some(value) = earlier.get(&path) {
            known.entry(token).or_insert_with(|| value.clone());
        }
    }
    let mut answers = Answers::default();
    for (token, path) in personal(form) {
        // Where a form asks twice, as for a person and an organisation, the first place is meant.
        if let Some(value) = known.remove(token) {
            answers.set(&path, value);
        }
    }
    sound(form, answers, today)
}

/// The same without the answers on some pages.
pub fn on_pages(form: &Form, answers: &Answers, pages: &[String]) -> Answers {
    let mut chosen = Answers::default();
    let fields = form.pages.iter().filter(|page| pages.contains(&page.id)).flat_map(|page| &page.fields);
    for path in fields.filter_map(|pattern| pattern.parse::<Path>().ok()) {
        if let Some(value) = answers.get(&path) {
            chosen.set(&path, value.clone());
        }
    }
    chosen
}

/// Puts answers over those that a new application begins with.
pub fn lay_over(begun: &mut Answers, answers: &Answers) {
    merge(&mut begun.0, &answers.0);
}

fn merge(below: &mut serde_json::Map<String, Value>, above: &serde_json::Map<String, Value>) {
    for (name, value) in above {
        match (below.get_mut(name), value) {
            (Some(Value::Object(below)), Value::Object(above)) => merge(below, above),
            _ => {
                below.insert(name.clone(), value.clone());
            }
        }
    }
}

/// The fields about whoever fills in, outside of lists, with their tokens.
fn personal(form: &Form) -> impl Iterator<Item = (&str, Path)> {
    patterns(&form.root).into_iter().filter(|(_, node)| is_reusable(node)).filter_map(|(pattern, node)| {
        let token = node.autocomplete.as_deref().filter(|token| *token != "off")?;
        Some((token, pattern.parse().ok()?))
    })
}

/// Whether an answer may be begun with at all.
fn is_reusable(node: &Node) -> bool {
    let is_entrusted = matches!(node.privacy, Some(Privacy::Bank | Privacy::Special));
    let is_given = node.compute.is_some() || node.read_only || node.prefill.is_some();
    let is_said_once = node.anew || node.later || matches!(node.kind, Kind::Declaration | Kind::Files(_));
    !is_entrusted && !is_given && !is_said_once && !node.write_only
}

fn keep(node: &Node, value: &Value) -> Option<Value> {
    if !is_reusable(node) {
        return None;
    }
    match &node.kind {
        Kind::Group(group) => {
            let of_field =
                |(name, field): (&String, &Node)| group.value_of(value, name).and_then(|v| keep(field, v));
            let values: Vec<_> =
                group.fields.iter().map(|(name, field)| (name.as_str(), of_field((name, field)))).collect();
            let is_empty = values.iter().all(|(_, value)| value.is_none());
            (!is_empty).then(|| group.assemble(values, 0))
        }
        Kind::List(list) => {
            let rows: Vec<Value> =
                value.as_array()?.iter().filter_map(|row| keep(&list.row, row)).take(list.max).collect();
            (!rows.is_empty()).then_some(Value::Array(rows))
        }
        // Where nothing was chosen, nothing was said.
        _ => (value.as_array().is_none_or(|chosen| !chosen.is_empty())).then(|| value.clone()),
    }
}

/// Takes out what is wrong on this day, and what does not apply: a deadline that is over, an option that is gone, a
/// rule that is new. What is missing is asked.
fn sound(form: &Form, mut answers: Answers, today: NaiveDate) -> Answers {
    for _ in 0..ROUNDS {
        let state = FormState::new(form, &Remembered::typed(answers.clone()), today);
        let is_answer = |path: &&Path| {
            let node = form.root.find(&path.pattern());
            let is_single = node.is_some_and(|node| !matches!(node.kind, Kind::Group(_) | Kind::List(_)));
            is_single && answers.get(path).is_some()
        };
        let wrong: Vec<Path> =
            state.errors.iter().map(|error| &error.path).filter(is_answer).cloned().collect();
        if wrong.is_empty() {
            let applies = keep(&form.root, &state.answers.to_value()).and_then(into_object);
            return Answers(applies.unwrap_or_default());
        }
        // From the end, so that rows keep their numbers.
        for path in wrong.iter().rev() {
            answers.remove(path);
        }
    }
    Answers::default()
}

fn into_object(value: Value) -> Option<serde_json::Map<String, Value>> {
    match value {
        Value::Object(object) => Some(object),
        _ => None,
    }
}
