//! Computed values, and the fixed point of answers, conditions and computed values.

use chrono::NaiveDate;
use rust_decimal::prelude::{Decimal, RoundingStrategy, ToPrimitive};
use serde_json::{Map, Number, Value};

use super::applicable::{Applicable, Texts, restrict};
use super::expression::{Datum, Facts};
use super::field::{Group, Kind, Node};
use super::form::{Form, When};
use super::places::{places, row_at, value_at, value_at_mut};
use crate::domain::{Answers, Path};

/// No form takes so many rounds: a chain of conditions is not longer than the fields that a form may have.
const MOST_ROUNDS: usize = 10_000;

/// Restricts what was remembered to what applies and computes what is computed, until nothing changes.
///
/// Every round takes the answers anew from what was remembered: a field that applies again because
/// another one went away comes back. The first guess is that all of it applies; so a round more is needed only for
/// each condition in a row that takes something away.
pub fn settle(form: &Form, remembered: &Answers, texts: &Texts, today: NaiveDate) -> (Answers, Applicable) {
    let mut known = remembered.to_value();
    let mut current = known.clone();
    let mut rounds = Rounds::new(&current);
    let mut is_contradictory = false;
    for _ in 0..MOST_ROUNDS {
        let (mut next, applicable) = restrict(form, &known, texts, &current);
        compute(form, &mut next, &applicable, today);
        let comes_back = rounds.comes_back(&next);
        if next == current || comes_back && is_contradictory {
            return (in_order(&form.root, next), applicable);
        }
        if comes_back {
            // A form that says "A only without B, B only without A": only what holds both ways stays.
            tracing::error!(form.id = %form.id, "conditions of the form contradict each other");
            known = in_both(&current, &next);
            rounds = Rounds::new(&next);
            is_contradictory = true;
        }
        current = next;
    }
    (Answers::default(), Applicable::default())
}

/// Tells when answers come up that were there before: from then on they go in a circle. Only some are kept, each
/// for twice as many rounds as the one before (Brent's algorithm), so a circle of any length is found.
struct Rounds {
    kept: Value,
    since: usize,
    keep_for: usize,
}

impl Rounds {
    fn new(first: &Value) -> Self {
        Self { kept: first.clone(), since: 0, keep_for: 1 }
    }

    fn comes_back(&mut self, answers: &Value) -> bool {
        if self.kept == *answers {
            return true;
        }
        self.since += 1;
        if self.since == self.keep_for {
            *self = Self { kept: answers.clone(), since: 0, keep_for: 2 * self.keep_for };
        }
        false
    }
}

/// What two rounds agree about.
fn in_both(a: &Value, b: &Value) -> Value {
    let (Some(a), Some(b)) = (a.as_object(), b.as_object()) else { return Value::Object(Map::new()) };
    let same = |(name, value): (&String, &Value)| match b.get(name) {
        Some(other) if other == value => Some((name.clone(), value.clone())),
        Some(other @ Value::Object(_)) if value.is_object() => Some((name.clone(), in_both(value, other))),
        _ => None,
    };
    Value::Object(a.iter().filter_map(same).collect())
}

/// Sets every computed value that applies, in the form's order of evaluation.
fn compute(form: &Form, answers: &mut Value, applicable: &Applicable, today: NaiveDate) {
    for pattern in &form.computed {
        let Some((node, expression)) =
            form.root.find(pattern).and_then(|node| Some((node, node.compute.as_ref()?)))
        else {
            continue;
        };
        for path in places(answers, pattern) {
            let Some(parent) = path.parent() else { continue };
            if !applicable.contains(&path) || !value_at(answers, &parent).is_some_and(Value::is_object) {
                continue;
            }
            let facts = facts(form, answers, &path, today);
            let value = expression.eval(&facts).and_then(|datum| stored(&datum, &node.kind));
            if let (Some(value), Some(Value::Object(object))) = (value, value_at_mut(answers, &parent)) {
                object.insert(node.name.clone(), value);
            }
        }
    }
}

/// What an expression at `path` can ask.
pub fn facts<'a>(form: &'a Form, answers: &'a Value, path: &Path, today: NaiveDate) -> Facts<'a> {
    Facts { answers, row: row_at(answers, path), settings: &form.settings, today }
}

/// Whether a `when` holds at `path`.
pub fn holds(form: &Form, when: &When, answers: &Value, path: &Path, today: NaiveDate) -> bool {
    match when {
        When::Expression(expression) => {
            expression.eval(&facts(form, answers, path, today)) == Some(Datum::Bool(true))
        }
        When::Schema(schema) => schema.is_valid(answers),
    }
}

/// Whether a condition holds, or cannot be told because an answer is missing.
pub fn may_hold(form: &Form, when: &When, answers: &Value, path: &Path, today: NaiveDate) -> bool {
    match when {
        When::Expression(expression) => {
            expression.eval(&facts(form, answers, path, today)) != Some(Datum::Bool(false))
        }
        When::Schema(schema) => schema.is_valid(answers),
    }
}

/// A value as it is stored in a field of this kind: whole numbers rounded commercially, others to their places.
pub fn stored(datum: &Datum, kind: &Kind) -> Option<Value> {
    Some(match datum {
        Datum::Number(number) => match kind {
            Kind::Number { decimals, .. } => json_number(*number, *decimals)?,
            Kind::Money => json_number(*number, 0)?,
            _ => json_number(*number, number.scale())?,
        },
        Datum::Text(text) => Value::String(text.clone()),
        Datum::Bool(yes) => Value::Bool(*yes),
        Datum::Date(day) if matches!(kind, Kind::Month) => Value::String(day.format("%Y-%m").to_string()),
        Datum::Date(day) => Value::String(day.format("%Y-%m-%d").to_string()),
        Datum::List(items) => {
            Value::Array(items.iter().flatten().filter_map(|item| stored(item, kind)).collect())
        }
        Datum::Steps(_) => return None,
    })
}

/// A decimal number as JSON, rounded half away from zero; a whole one without a point.
/// `None` beyond the whole numbers that JSON keeps exactly (2^53).
pub fn json_number(number: Decimal, decimals: u32) -> Option<Value> {
    const EXACT: i64 = 1 << 53;
    let rounded = number.round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero).normalize();
    if rounded.abs() > Decimal::from(EXACT) {
        return None;
    }
    if rounded.scale() == 0 {
        return rounded.to_i64().map(Value::from);
    }
    rounded.to_string().parse().ok().and_then(Number::from_f64).map(Value::Number)
}

/// The answers in the order of the form: computed values stand where their fields do.
fn in_order(root: &Node, answers: Value) -> Answers {
    match (root.group(), answers) {
        (Some(group), Value::Object(object)) => Answers(sorted(group, object)),
        _ => Answers::default(),
    }
}

fn sorted(group: &Group, mut object: Map<String, Value>) -> Map<String, Value> {
    let mut answers = Map::new();
    for (name, node) in &group.fields {
        let Some(value) = object.shift_remove(name) else { continue };
        let value = match (&node.kind, value) {
            (Kind::Group(inner), Value::Object(object)) => Value::Object(sorted(inner, object)),
            (Kind::List(list), Value::Array(rows)) => Value::Array(
                rows.into_iter()
                    .map(|row| match (list.row.group(), row) {
                        (Some(inner), Value::Object(object)) => Value::Object(sorted(inner, object)),
                        (_, other) => other,
                    })
                    .collect(),
            ),
            (_, other) => other,
        };
        answers.insert(name.clone(), value);
    }
    answers
}
