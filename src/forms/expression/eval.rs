//! The value of a checked tree.
//!
//! Every node is evaluated at most once, so the cost is bounded by the length of the expression times
//! the number of rows. What the types rule out, and what cannot be computed, is absent.

use std::cmp::Ordering;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::node::{Arithmetic, Comparison, Node};
use super::{Datum, Facts, Type, answers, calls};

/// The value of `node`; `None` is absent.
pub(super) fn value(node: &Node, facts: &Facts<'_>) -> Option<Datum> {
    match node {
        Node::Constant(datum) => datum.clone(),
        Node::Today => Some(Datum::Date(facts.today)),
        Node::FiledOn => Some(Datum::Date(answers::filed_on(facts.answers, facts.today))),
        Node::Answer(pattern, kind) => answers::read(pattern, kind, facts),
        Node::Setting(name, kind) => facts.settings.get(name).filter(|datum| is_of(datum, kind)).cloned(),
        Node::Negate(inner) => number(inner, facts).map(|number| Datum::Number(-number)),
        Node::Not(inner) => Some(Datum::Bool(!truth(inner, facts))),
        Node::All(parts) => Some(Datum::Bool(parts.iter().all(|part| truth(part, facts)))),
        Node::Any(parts) => Some(Datum::Bool(parts.iter().any(|part| truth(part, facts)))),
        Node::Compare(left, comparison, right) => {
            Some(Datum::Bool(compare(value(left, facts), *comparison, value(right, facts))))
        }
        Node::Calculate(first, steps) => calculate(first, steps, facts).map(Datum::Number),
        Node::Call(function, values) => calls::call(*function, values, facts),
    }
}

/// The number that `node` is.
pub(super) fn number(node: &Node, facts: &Facts<'_>) -> Option<Decimal> {
    match value(node, facts) {
        Some(Datum::Number(number)) => Some(number),
        _ => None,
    }
}

/// The day that `node` is.
pub(super) fn day(node: &Node, facts: &Facts<'_>) -> Option<NaiveDate> {
    match value(node, facts) {
        Some(Datum::Date(day)) => Some(day),
        _ => None,
    }
}

/// The text that `node` is.
pub(super) fn text(node: &Node, facts: &Facts<'_>) -> Option<String> {
    match value(node, facts) {
        Some(Datum::Text(text)) => Some(text),
        _ => None,
    }
}

/// The entries of the list that `node` is; none where it is absent.
pub(super) fn entries(node: &Node, facts: &Facts<'_>) -> Vec<Option<Datum>> {
    match value(node, facts) {
        Some(Datum::List(entries)) => entries,
        _ => Vec::new(),
    }
}

/// Whether `node` is true; absent counts as false.
pub(super) fn truth(node: &Node, facts: &Facts<'_>) -> bool {
    matches!(value(node, facts), Some(Datum::Bool(true)))
}

/// How two values of the same type are ordered; `None` where they have no order.
pub(super) fn order(left: &Datum, right: &Datum) -> Option<Ordering> {
    match (left, right) {
        (Datum::Number(left), Datum::Number(right)) => Some(left.cmp(right)),
        (Datum::Date(left), Datum::Date(right)) => Some(left.cmp(right)),
        _ => None,
    }
}

/// Settings come from a file of the city: one of another type than the form says counts as unset.
fn is_of(datum: &Datum, kind: &Type) -> bool {
    match (datum, kind) {
        (Datum::Number(_), Type::Number)
        | (Datum::Text(_), Type::Text)
        | (Datum::Bool(_), Type::Bool)
        | (Datum::Date(_), Type::Date)
        | (Datum::Steps(_), Type::Steps) => true,
        (Datum::List(entries), Type::List(kind)) => entries.iter().flatten().all(|entry| is_of(entry, kind)),
        _ => false,
    }
}

fn compare(left: Option<Datum>, comparison: Comparison, right: Option<Datum>) -> bool {
    let (Some(left), Some(right)) = (left, right) else { return false };
    match comparison {
        Comparison::Equal => left == right,
        Comparison::NotEqual => left != right,
        Comparison::Less => order(&left, &right).is_some_and(Ordering::is_lt),
        Comparison::LessOrEqual => order(&left, &right).is_some_and(Ordering::is_le),
        Comparison::Greater => order(&left, &right).is_some_and(Ordering::is_gt),
        Comparison::GreaterOrEqual => order(&left, &right).is_some_and(Ordering::is_ge),
    }
}

fn calculate(first: &Node, steps: &[(Arithmetic, Node)], facts: &Facts<'_>) -> Option<Decimal> {
    let mut result = number(first, facts)?;
    for (arithmetic, node) in steps {
        let operand = number(node, facts)?;
        result = match arithmetic {
            Arithmetic::Plus => result.checked_add(operand),
            Arithmetic::Minus => result.checked_sub(operand),
            Arithmetic::Times => result.checked_mul(operand),
            Arithmetic::Divide => result.checked_div(operand),
        }?;
    }
    Some(result)
}
