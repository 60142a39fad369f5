//! The language as form authors meet it: an expression, some answers, the value.

mod errors;
mod functions;
mod fuzz;
mod properties;
mod values;

use std::str::FromStr;

use chrono::NaiveDate;
use indexmap::IndexMap;
use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::{Datum, Expression, Facts, Names, Type};

/// A small form: tickets of a pupil, a set of months, some single answers.
struct Form;

impl Names for Form {
    fn answer(&self, pattern: &str) -> Option<Type> {
        let column = |kind| Some(Type::List(Box::new(kind)));
        match pattern {
            "amount" | "route.distance_km" | "route.days" | "huge" => Some(Type::Number),
            "applicant.address.city" | "zip" => Some(Type::Text),
            "assisted" | "applicant.is_adult" => Some(Type::Bool),
            "school.from" | "school.to" | "birth" => Some(Type::Date),
            "tickets[].price" | "tickets[].pass.cost" => column(Type::Number),
            "tickets[].month" | "pass_months" => column(Type::Text),
            "tickets[].bought_on" => column(Type::Date),
            _ => None,
        }
    }

    fn row(&self, name: &str) -> Option<Type> {
        match name {
            "price" | "pass.cost" => Some(Type::Number),
            "month" => Some(Type::Text),
            _ => None,
        }
    }

    fn setting(&self, name: &str) -> Option<Type> {
        match name {
            "rate" | "cap" => Some(Type::Number),
            "deadline" => Some(Type::Date),
            "table" => Some(Type::Steps),
            _ => None,
        }
    }
}

/// Answers that use every kind of field; `school.to` and others are left open.
fn answers() -> Value {
    json!({
        "amount": 4900,
        "huge": 1e28,
        "route": {"distance_km": 14.2, "days": 178},
        "applicant": {"address": {"city": "Gifhorn"}},
        "assisted": true,
        "zip": "38518",
        "birth": "2010-02-28",
        "school": {"from": "2025-08-14"},
        "pass_months": ["2025-09", "2025-10"],
        "tickets": [
            {"price": 5800, "month": "2025-09", "bought_on": "2025-09-01", "pass": {"cost": 10.5}},
            {"price": 5800, "month": "2025-09", "bought_on": "2025-02-30"},
            {"month": "2025-10", "bought_on": "2025-10-02"},
            {"price": 6300, "month": "2025-10"},
            {"price": 100}
        ]
    })
}

fn settings() -> IndexMap<String, Datum> {
    IndexMap::from([
        ("rate".to_owned(), number("30")),
        ("deadline".to_owned(), date("2026-10-31")),
        (
            "table".to_owned(),
            Datum::Steps(vec![(day("2024-01-01"), number("1500")), (day("2025-01-01"), number("2000"))]),
        ),
    ])
}

fn day(text: &str) -> NaiveDate {
    NaiveDate::from_str(text).unwrap()
}

fn date(text: &str) -> Datum {
    Datum::Date(day(text))
}

fn number(text: &str) -> Datum {
    Datum::Number(Decimal::from_str(text).unwrap())
}

/// The value of `source` on 1 October 2025, in the second row of the tickets.
fn value(source: &str) -> Option<Datum> {
    let expression =
        Expression::parse(source, &Form, None).unwrap_or_else(|error| panic!("{source}: {error}"));
    let (answers, settings) = (answers(), settings());
    let row = answers.pointer("/tickets/1");
    expression.eval(&Facts { answers: &answers, row, settings: &settings, today: day("2025-10-01") })
}

/// The value in words, for tables: `absent`, `5055.2`, `true`, `'text'`, `2025-10-01`, `[1, absent]`.
fn words(datum: Option<&Datum>) -> String {
    match datum {
        None => "absent".to_owned(),
        Some(Datum::Number(number)) => number.to_string(),
        Some(Datum::Text(text)) => format!("'{text}'"),
        Some(Datum::Bool(truth)) => truth.to_string(),
        Some(Datum::Date(day)) => day.to_string(),
        Some(Datum::List(entries)) => {
            let entries: Vec<_> = entries.iter().map(|entry| words(entry.as_ref())).collect();
            format!("[{}]", entries.join(", "))
        }
        Some(Datum::Steps(steps)) => format!("{} steps", steps.len()),
    }
}

/// Checks a table of expressions and their values in words.
#[track_caller]
fn check(table: &[(&str, &str)]) {
    for (source, expected) in table {
        assert_eq!(words(value(source).as_ref()), *expected, "{source}");
    }
}
