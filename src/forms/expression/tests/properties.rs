//! For all texts, and for all answers.

use proptest::prelude::*;

use super::super::days;
use super::*;

/// Pieces of the language in any order, sensible or not.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "1",
        "0",
        "2.5",
        "28",
        "79228162514264337593543950335",
        "'a'",
        "'2025-10'",
        "true",
        "absent",
        "today",
        "amount",
        "huge",
        "zip",
        "assisted",
        "school.to",
        "birth",
        "pass_months",
        "tickets[].price",
        "tickets[].month",
        "row.price",
        "row.month",
        "$rate",
        "$table",
        "$cap",
        "+",
        "-",
        "*",
        "/",
        "=",
        "!=",
        "<",
        ">=",
        "and",
        "or",
        "not",
        "(",
        ")",
        ",",
        "if(",
        "max(",
        "sum(",
        "round(",
        "date(",
        "step(",
        "add_months(",
        "default(",
        "[",
        "$",
        "'",
        "€",
    ]);
    prop::collection::vec(piece, 0..30).prop_map(|pieces| pieces.join(" "))
}

/// Expressions that are well formed and of the right types, by construction.
fn numbers() -> impl Strategy<Value = String> {
    let leaf = prop::sample::select(vec![
        "0",
        "1",
        "0.5",
        "7",
        "28",
        "-1",
        "79228162514264337593543950335",
        "amount",
        "huge",
        "route.days",
        "row.price",
        "$rate",
        "$cap",
        "(1 + absent)",
        "sum(tickets[].price)",
        "max(tickets[].price)",
        "sum_distinct(tickets[].price, tickets[].month)",
        "count(pass_months)",
        "number(zip)",
        "length(zip)",
        "age(birth, today)",
        "year(school.from)",
    ])
    .prop_map(str::to_owned);
    leaf.prop_recursive(5, 40, 3, |inner| {
        let (a, b, c) = (inner.clone(), inner.clone(), inner);
        (a, b, c, 0..14_usize).prop_map(|(a, b, c, shape)| match shape {
            0 => format!("({a} + {b})"),
            1 => format!("({a} - {b} - {c})"),
            2 => format!("{a} * {b}"),
            3 => format!("({a} / {b})"),
            4 => format!("round({a}, {b})"),
            5 => format!("floor({a})"),
            6 => format!("if({a} < {b}, {c}, {a})"),
            7 => format!("default({a}, {b})"),
            8 => format!("min({a}, {b}, {c})"),
            9 => format!("day(date({a}, {b}, {c}))"),
            10 => format!("month(add_months(birth, {a}))"),
            11 => format!("days_between(add_days(today, {a}), add_days(birth, {b}))"),
            12 => format!("months_between(add_months(today, {a}), school.from)"),
            _ => format!("step($table, add_days(today, {a}))"),
        })
    })
}

/// Any JSON, near the shape that the form expects or far from it.
fn any_answers() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}|[0-9.]{0,40}|\\PC{0,8}".prop_map(Value::from),
    ];
    let name = prop::sample::select(vec![
        "amount",
        "huge",
        "zip",
        "assisted",
        "school",
        "from",
        "to",
        "birth",
        "pass_months",
        "tickets",
        "price",
        "month",
        "route",
        "days",
    ]);
    leaf.prop_recursive(4, 40, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::vec((name.clone().prop_map(str::to_owned), inner), 0..8)
                .prop_map(|entries| Value::Object(entries.into_iter().collect())),
        ]
    })
}

fn any_day() -> impl Strategy<Value = NaiveDate> {
    (-30_000_i64..30_000)
        .prop_map(|days| day("2000-01-01").checked_add_signed(chrono::TimeDelta::days(days)).unwrap())
}

fn eval(expression: &Expression, answers: &Value) -> Option<Datum> {
    let settings = settings();
    expression.eval(&Facts { answers, row: Some(answers), settings: &settings, today: day("2025-10-01") })
}

proptest! {
    #[test]
    fn no_text_panics(source in "\\PC{0,60}") {
        let _ = Expression::parse(&source, &Form, None);
    }

    #[test]
    fn no_order_of_pieces_panics_and_errors_point_into_the_text(source in pieces(), answers in any_answers()) {
        match Expression::parse(&source, &Form, None) {
            Ok(expression) => drop(eval(&expression, &answers)),
            Err(error) => {
                prop_assert!((1..=source.chars().count() + 1).contains(&error.at), "{error}");
                prop_assert!(!error.reason.is_empty());
            }
        }
    }

    #[test]
    fn whatever_is_well_formed_is_a_number_or_absent(source in numbers(), answers in any_answers()) {
        prop_assume!(source.chars().count() <= 2000);
        let expression = Expression::parse(&source, &Form, Some(&Type::Number)).map_err(|error| {
            TestCaseError::fail(format!("{source}: {error}"))
        })?;
        for answers in [answers, super::answers(), Value::Null] {
            prop_assert!(matches!(eval(&expression, &answers), None | Some(Datum::Number(_))));
        }
    }

    #[test]
    fn whole_amounts_are_added_and_multiplied_exactly(a in -1_000_000_000_i64..1_000_000_000, b in 0..100_000_i64) {
        let source = format!("{a} + {b} * 3 - {b}");
        let expected = number(&(a + 2 * b).to_string());
        prop_assert_eq!(value(&source), Some(expected));
    }

    #[test]
    fn months_that_were_added_are_counted_again(start in any_day(), count in -600_i64..600) {
        let end = days::add_months(start, Decimal::from(count)).unwrap();
        // Backward, the end of a short month hides days: 31 March less one month is 28 February.
        if count >= 0 {
            prop_assert_eq!(days::months_between(start, end), count);
        }
        prop_assert_eq!(days::months_between(end, start), -days::months_between(start, end));
    }

    #[test]
    fn a_stored_day_is_read_as_it_was_written(day in any_day()) {
        prop_assert_eq!(days::parse_day(&day.to_string()), Some(day));
    }
}
