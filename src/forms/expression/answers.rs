//! Reading answers: from stored JSON to a value of the type that the form gives it.

use std::str::FromStr;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde_json::Value;

use super::days::parse_day;
use super::node::Pattern;
use super::{Datum, Facts, Type};

/// The day on which the application counts as filed: for a paper form that is entered at the desk, the
/// day the paper came (`assisted.paper_received_on`), else today.
pub fn filed_on(answers: &Value, today: NaiveDate) -> NaiveDate {
    let paper = answers.get("assisted").and_then(|record| record.get("paper_received_on"));
    paper.and_then(Value::as_str).and_then(parse_day).unwrap_or(today)
}

/// The answer at `pattern`; what is not of this type is absent.
pub(super) fn read(pattern: &Pattern, kind: &Type, facts: &Facts<'_>) -> Option<Datum> {
    let root = if pattern.in_row { facts.row } else { Some(facts.answers) };
    let found = root.and_then(|root| follow(root, &pattern.names));
    let Some(column) = &pattern.column else {
        return datum(found?, kind);
    };
    let Type::List(entry) = kind else { return None };
    let rows = found.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    Some(Datum::List(
        rows.iter().map(|row| follow(row, column).and_then(|value| datum(value, entry))).collect(),
    ))
}

fn follow<'a>(value: &'a Value, names: &[String]) -> Option<&'a Value> {
    names.iter().try_fold(value, |value, name| value.as_object()?.get(name))
}

fn datum(value: &Value, kind: &Type) -> Option<Datum> {
    match (kind, value) {
        (Type::Number, Value::Number(number)) => decimal(&number.to_string()).map(Datum::Number),
        (Type::Text, Value::String(text)) => Some(Datum::Text(text.clone())),
        (Type::Bool, Value::Bool(truth)) => Some(Datum::Bool(*truth)),
        (Type::Date, Value::String(text)) => parse_day(text).map(Datum::Date),
        (Type::List(entry), Value::Array(values)) => {
            Some(Datum::List(values.iter().map(|value| datum(value, entry)).collect()))
        }
        _ => None,
    }
}

/// The number as JSON writes it: `14.2`, `1e3`. By its text, because a binary fraction is not exact.
fn decimal(text: &str) -> Option<Decimal> {
    if text.contains(['e', 'E']) { Decimal::from_scientific(text).ok() } else { Decimal::from_str(text).ok() }
}
