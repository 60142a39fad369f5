//! What the functions give.

use std::cmp::Ordering;
use std::collections::HashSet;

use chrono::{Datelike, NaiveDate};
use rust_decimal::{Decimal, RoundingStrategy};

use super::eval::{day, entries, number, order, text, truth, value};
use super::functions::Function;
use super::node::Node;
use super::{Datum, Facts, days};

/// The value of `function` for these values; they are evaluated here, because some are not needed.
pub(super) fn call(function: Function, values: &[Node], facts: &Facts<'_>) -> Option<Datum> {
    match (function, values) {
        (Function::Default, [wanted, otherwise]) => match value(wanted, facts) {
            found if is_there(found.as_ref()) => found,
            _ => value(otherwise, facts),
        },
        (Function::If, [condition, yes, no]) => value(if truth(condition, facts) { yes } else { no }, facts),
        (Function::Present, [wanted]) => Some(Datum::Bool(is_there(value(wanted, facts).as_ref()))),
        (Function::Sum, [list]) => sum(entries(list, facts).into_iter().flatten()),
        (Function::Count, [list]) => {
            Some(Datum::Number(Decimal::from(entries(list, facts).iter().flatten().count())))
        }
        (Function::Min, values) => extreme(values, Ordering::Less, facts),
        (Function::Max, values) => extreme(values, Ordering::Greater, facts),
        (Function::SumDistinct, [list, keys]) => sum_distinct(entries(list, facts), entries(keys, facts)),
        (Function::Contains, [set, wanted]) => {
            let wanted = value(wanted, facts);
            let is_in = wanted.is_some() && entries(set, facts).contains(&wanted);
            Some(Datum::Bool(is_in))
        }
        (Function::StartsWith, [whole, prefix]) => Some(Datum::Bool(
            text(whole, facts)
                .zip(text(prefix, facts))
                .is_some_and(|(whole, prefix)| whole.starts_with(&prefix)),
        )),
        _ => match call_for_number(function, values, facts) {
            Some(number) => Some(Datum::Number(number)),
            None => call_for_day(function, values, facts).map(Datum::Date),
        },
    }
}

fn call_for_number(function: Function, values: &[Node], facts: &Facts<'_>) -> Option<Decimal> {
    match (function, values) {
        (Function::Number, [only]) => parse_number(&text(only, facts)?),
        (Function::Length, [only]) => Some(Decimal::from(text(only, facts)?.chars().count())),
        (Function::Round, [wanted, places]) => round(number(wanted, facts)?, number(places, facts)?),
        (Function::Floor, [only]) => Some(number(only, facts)?.floor()),
        (Function::Year, [only]) => Some(Decimal::from(day(only, facts)?.year())),
        (Function::Month, [only]) => Some(Decimal::from(day(only, facts)?.month())),
        (Function::Day, [only]) => Some(Decimal::from(day(only, facts)?.day())),
        (Function::DaysBetween, [start, end]) => {
            Some(Decimal::from(days::days_between(day(start, facts)?, day(end, facts)?)))
        }
        (Function::MonthsBetween, [start, end]) => {
            Some(Decimal::from(days::months_between(day(start, facts)?, day(end, facts)?)))
        }
        (Function::Age, [birth, on]) => days::age(day(birth, facts)?, day(on, facts)?).map(Decimal::from),
        (Function::Step, [table, on]) => match value(table, facts)? {
            Datum::Steps(steps) => step(steps, day(on, facts)?),
            _ => None,
        },
        _ => None,
    }
}

fn call_for_day(function: Function, values: &[Node], facts: &Facts<'_>) -> Option<NaiveDate> {
    match (function, values) {
        (Function::Date, [year, month, day]) => {
            days::day_of(number(year, facts)?, number(month, facts)?, number(day, facts)?)
        }
        (Function::AddMonths, [start, count]) => days::add_months(day(start, facts)?, number(count, facts)?),
        (Function::AddDays, [start, count]) => days::add_days(day(start, facts)?, number(count, facts)?),
        _ => None,
    }
}

/// Whether there is an answer; in a list, at least one.
fn is_there(found: Option<&Datum>) -> bool {
    match found {
        None => false,
        Some(Datum::List(entries)) => entries.iter().any(Option::is_some),
        Some(_) => true,
    }
}

/// The sum of the numbers; absent only where it overflows.
fn sum(numbers: impl Iterator<Item = Datum>) -> Option<Datum> {
    numbers
        .map(|datum| match datum {
            Datum::Number(number) => Some(number),
            _ => None,
        })
        .try_fold(Decimal::ZERO, |sum, number| sum.checked_add(number?))
        .map(Datum::Number)
}

/// Takes the first value there is for each key; rows without a value or without a key are left out.
fn sum_distinct(values: Vec<Option<Datum>>, keys: Vec<Option<Datum>>) -> Option<Datum> {
    let mut seen = HashSet::new();
    let pairs = values.into_iter().zip(keys).filter_map(|(value, key)| Some((value?, key?)));
    sum(pairs.filter(|(_, key)| seen.insert(key_text(key))).map(|(value, _)| value))
}

/// Tells keys apart; those of one column are of one type.
fn key_text(key: &Datum) -> String {
    match key {
        Datum::Number(number) => number.normalize().to_string(),
        Datum::Text(text) => text.clone(),
        Datum::Bool(truth) => truth.to_string(),
        Datum::Date(day) => day.to_string(),
        Datum::List(_) | Datum::Steps(_) => String::new(),
    }
}

/// The smallest or the largest of several values, or of one list; absent where there is none.
fn extreme(values: &[Node], wanted: Ordering, facts: &Facts<'_>) -> Option<Datum> {
    let candidates = match values {
        [list] => entries(list, facts),
        several => several.iter().map(|node| value(node, facts)).collect(),
    };
    candidates.into_iter().flatten().reduce(
        |best, next| {
            if order(&next, &best) == Some(wanted) { next } else { best }
        },
    )
}

/// Only what JSON would write without an exponent: digits, a point, a sign.
fn parse_number(text: &str) -> Option<Decimal> {
    let text = text.trim();
    let is_plain = text.chars().all(|found| found.is_ascii_digit() || matches!(found, '.' | '-'));
    if is_plain { Decimal::from_str_exact(text).ok() } else { None }
}

/// Commercial rounding: half away from zero.
fn round(number: Decimal, places: Decimal) -> Option<Decimal> {
    let places = u32::try_from(days::whole(places)?).ok()?;
    Some(number.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero))
}

/// The value of the latest entry that begins on `on` or before.
fn step(steps: Vec<(NaiveDate, Datum)>, on: NaiveDate) -> Option<Decimal> {
    let latest = steps.into_iter().filter(|(from, _)| *from <= on).max_by_key(|(from, _)| *from);
    match latest {
        Some((_, Datum::Number(number))) => Some(number),
        _ => None,
    }
}
