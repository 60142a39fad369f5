//! What is accepted of a case, and what the form's own sums say to it: the accepted values stand in a copy of the
//! answers in the place of what was asked, and the form computes as it always does. No rule is written twice.

use chrono::NaiveDate;
use rust_decimal::prelude::{Decimal, ToPrimitive};
use serde_json::{Map, Value};

use super::{AcceptedColumn, CHECKED, CheckForm};
use crate::domain::{Answers, Path, Segment};
use crate::forms::applicable::Texts;
use crate::forms::compute::{facts, holds, settle, stored};
use crate::forms::display::{decimal, words};
use crate::forms::expression::{Datum, Expression};
use crate::forms::field::{Kind, Node};
use crate::forms::form::Form;
use crate::forms::messages::label;
use crate::forms::places::{node_at, places, row_path, value_at};

/// What is accepted of a case.
#[derive(Debug, Clone, Default)]
pub struct Accepted {
    /// What was asked for, in cents; `None` where the form asks for no amount, or it cannot be computed.
    pub asked: Option<i64>,
    /// The amount of the decision by the accepted values, in cents; `None` as above.
    pub amount: Option<i64>,
    /// The checks were saved, for the answers as they are, and each value that lowers the amount has its reason.
    pub is_finished: bool,
    /// Each answer that may be accepted in another height.
    pub rows: Vec<AcceptedRow>,
    /// The computed values that come out otherwise.
    pub sums: Vec<Sum>,
}

/// An answer and what is accepted of it.
#[derive(Debug, Clone)]
pub struct AcceptedRow {
    /// The answer: `tickets.0.price`.
    pub path: Path,
    /// Which: „Fahrkarte 1“, or the label of a single answer.
    pub title: String,
    /// What was asked, in words: „49,00 €“.
    pub asked: String,
    /// What is accepted, in words.
    pub accepted: String,
    /// It is another value than what was asked.
    pub is_changed: bool,
    /// It lowers the amount (Kürzung): it is less than what was asked, or more of what is deducted.
    pub is_cut: bool,
    /// It raises the amount: the other way round.
    pub is_raised: bool,
    /// The code of the reason.
    pub reason: Option<String>,
}

impl AcceptedRow {
    /// Whether the reason is still to be named.
    pub fn lacks_reason(&self) -> bool {
        self.is_cut && self.reason.is_none()
    }
}

/// A computed value that comes out otherwise on what is accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sum {
    /// Its label.
    pub label: String,
    /// As it was asked, in words.
    pub asked: String,
    /// On what is accepted, in words; empty where nothing comes out.
    pub accepted: String,
}

/// What is accepted of these answers by these checks; `today` is the day of filing. `None` where nothing was saved yet:
/// then all of it counts as asked, and is not finished.
pub fn accepted(
    form: &Form,
    check: &CheckForm,
    answers: &Answers,
    checked: Option<&Answers>,
    today: NaiveDate,
) -> Accepted {
    let before = answers.to_value();
    let mut changed = answers.clone();
    let mut rows = Vec::new();
    for (column, path, asked) in acceptable(check, &before) {
        let value = checked.and_then(|checked| checked.get(&column.value_path(&path)));
        let reason = checked.and_then(|checked| checked.get(&column.reason_path(&path)));
        let Some(node) = node_at(form, &path) else { continue };
        rows.push(row(form, node, column, &path, (asked, value), reason));
        if let Some(value) = value {
            changed.set(&path, value.clone());
        }
    }
    let (after, _) = settle(form, &changed, &Texts::default(), today);
    let after = after.to_value();
    let is_reasoned = !rows.iter().any(AcceptedRow::lacks_reason);
    Accepted {
        asked: cents(form, check.asked.as_ref(), &before, today),
        amount: cents(form, check.amount.as_ref(), &with_checks(&after, checked), today),
        is_finished: checked.is_some() && is_reasoned,
        sums: sums(form, &before, &after),
        rows,
    }
}

/// What the form proposes in the place of these answers: where among the checks, and the value.
pub fn proposed(form: &Form, check: &CheckForm, answers: &Answers, today: NaiveDate) -> Vec<(Path, Value)> {
    let answers = answers.to_value();
    let mut found = Vec::new();
    for (column, path, _) in acceptable(check, &answers) {
        let first = column.proposals.iter().find(|(when, ..)| holds(form, when, &answers, &path, today));
        let Some((_, value, reason)) = first else { continue };
        let value = value.eval(&facts(form, &answers, &path, today));
        let kind = node_at(form, &path).map_or(&Kind::Money, |node| &node.kind);
        if let Some(value) = value.and_then(|value| stored(&value, kind)) {
            found.push((column.value_path(&path), value));
            found.push((column.reason_path(&path), Value::String(reason.clone())));
        }
    }
    found
}

/// The answers, and beside them what was checked: the amount may be one that the department names.
fn with_checks(answers: &Value, checked: Option<&Answers>) -> Value {
    let mut both = answers.clone();
    if let (Some(object), Some(said)) =
        (both.as_object_mut(), checked.and_then(|checked| checked.at(CHECKED)))
    {
        object.insert(CHECKED.to_owned(), said.clone());
    }
    both
}

/// Each answer that is there and may be accepted in another height.
fn acceptable<'a>(
    check: &'a CheckForm,
    answers: &'a Value,
) -> impl Iterator<Item = (&'a AcceptedColumn, Path, &'a Value)> {
    check.accepted.iter().flat_map(move |column| {
        let there = places(answers, &column.of).into_iter();
        there.filter_map(move |path| {
            let value = value_at(answers, &path)?;
            Some((column, path, value))
        })
    })
}

fn row(
    form: &Form,
    node: &Node,
    column: &AcceptedColumn,
    path: &Path,
    (asked, accepted): (&Value, Option<&Value>),
    reason: Option<&Value>,
) -> AcceptedRow {
    let accepted = accepted.unwrap_or(asked);
    let (before, after) = (decimal(asked), decimal(accepted));
    let (is_cut, is_raised) =
        if column.deducts { (after > before, after < before) } else { (after < before, after > before) };
    let said = |value: &Value| words(&form.language, node, value).join(" ");
    AcceptedRow {
        path: path.clone(),
        title: title(form, node, path),
        asked: said(asked),
        accepted: said(accepted),
        is_changed: before != after,
        is_cut,
        is_raised,
        reason: reason.and_then(Value::as_str).map(str::to_owned),
    }
}

/// „Fahrkarte 1“; where two columns of a list may be accepted otherwise, the label tells them apart on the page.
fn title(form: &Form, node: &Node, path: &Path) -> String {
    let list = row_path(path).and_then(|row| Some((row.parent()?, row)));
    let named = list.and_then(|(list, row)| match (&node_at(form, &list)?.kind, row.segments().last()?) {
        (Kind::List(list), Segment::Index(number)) => Some(format!("{} {}", list.item, number + 1)),
        _ => None,
    });
    named.unwrap_or_else(|| label(node).to_owned())
}

fn cents(form: &Form, expression: Option<&Expression>, answers: &Value, today: NaiveDate) -> Option<i64> {
    match expression?.eval(&facts(form, answers, &Path::root(), today))? {
        Datum::Number(number) => whole(number),
        _ => None,
    }
}

/// Rounded commercially, as computed amounts are.
fn whole(number: Decimal) -> Option<i64> {
    use rust_decimal::RoundingStrategy::MidpointAwayFromZero;
    number.round_dp_with_strategy(0, MidpointAwayFromZero).to_i64()
}

/// The computed numbers with a label that come out otherwise, in the order of the form.
fn sums(form: &Form, before: &Value, after: &Value) -> Vec<Sum> {
    let mut found = Vec::new();
    for pattern in &form.computed {
        let Some(node) = form.root.find(pattern).filter(|node| node.title.is_some()) else { continue };
        if !matches!(node.kind, Kind::Money | Kind::Number { .. }) || pattern.contains("[]") {
            continue;
        }
        let Ok(path) = pattern.parse::<Path>() else { continue };
        let (asked, accepted) = (value_at(before, &path), value_at(after, &path));
        if asked != accepted {
            let said = |value: Option<&Value>| {
                value.map(|value| words(&form.language, node, value).join(" ")).unwrap_or_default()
            };
            found.push(Sum { label: label(node).to_owned(), asked: said(asked), accepted: said(accepted) });
        }
    }
    found
}

/// Sets a value among checks; the groups, lists and rows above it are made where they are not there.
pub fn set_deep(answers: &mut Answers, path: &Path, value: Value) {
    if let Some(parent) = path.parent().filter(|parent| *parent != Path::root()) {
        match path.segments().last() {
            Some(Segment::Index(row)) => {
                let mut rows = answers.get(&parent).and_then(Value::as_array).cloned().unwrap_or_default();
                if rows.len() <= *row {
                    rows.resize(row + 1, Value::Object(Map::new()));
                    set_deep(answers, &parent, Value::Array(rows));
                }
            }
            _ if answers.get(&parent).is_none() => {
                set_deep(answers, &parent, Value::Object(Map::new()));
            }
            _ => {}
        }
    }
    answers.set(path, value);
}
