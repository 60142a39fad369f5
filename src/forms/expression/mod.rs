//! The expressions of `x-compute`, `advice` and `routing`: typed, exact, bounded, without side effects.
//! The language is documented in `forms/README.md`.
//!
//! The way of a text: `lexer` (tokens) → `parser` (a tree by precedence, bounded in depth) → `check`
//! (names resolved, types fitted) → `eval` (a value for these answers).
//!
//! Exact within 28 digits: sums, differences and products of answers are, a division such as `1 / 3` is
//! cut there.

mod answers;
mod calls;
mod check;
mod days;
mod eval;
mod functions;
mod lexer;
mod node;
mod own_rules;
mod parser;
#[cfg(test)]
mod tests;

pub use answers::filed_on;
use chrono::NaiveDate;
use indexmap::IndexMap;
use rust_decimal::Decimal;
use serde_json::Value;

/// An expression that was parsed and checked.
#[derive(Debug, Clone)]
pub struct Expression {
    source: String,
    root: node::Node,
}

/// The type of a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Type {
    /// An exact decimal number.
    Number,
    /// A text.
    Text,
    /// Yes or no.
    Bool,
    /// A day.
    Date,
    /// The answers of a column of a list, or the chosen options of a set.
    List(Box<Type>),
    /// A table of settings by day.
    Steps,
}

/// A value; absence is `Option::None` around it.
#[derive(Debug, Clone, PartialEq)]
pub enum Datum {
    /// A number.
    Number(Decimal),
    /// A text.
    Text(String),
    /// Yes or no.
    Bool(bool),
    /// A day.
    Date(NaiveDate),
    /// Values in the order of the rows; absent ones stay in their place.
    List(Vec<Option<Datum>>),
    /// A table by day, oldest first.
    Steps(Vec<(NaiveDate, Datum)>),
}

/// What names mean, when an expression is checked.
pub trait Names {
    /// The type of an answer by pattern: `route.distance_km`, `tickets[].price` (a list).
    fn answer(&self, pattern: &str) -> Option<Type>;
    /// The type of an answer of the same row: `row.price` asks for `price`.
    fn row(&self, name: &str) -> Option<Type>;
    /// The type of a setting: `$rate` asks for `rate`.
    fn setting(&self, name: &str) -> Option<Type>;
}

/// What names stand for, when an expression is evaluated.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// All answers that apply: a JSON object.
    pub answers: &'a Value,
    /// The same row's object, in an expression of a list.
    pub row: Option<&'a Value>,
    /// The settings; an unset one is missing.
    pub settings: &'a IndexMap<String, Datum>,
    /// The day.
    pub today: NaiveDate,
}

/// Why a text is no expression.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("at character {at}: {reason}")]
pub struct ExpressionError {
    /// Where, in characters from 1.
    pub at: usize,
    /// Why, and what to do.
    pub reason: String,
}

impl Expression {
    /// Parses and checks `source`. With `expected`, the type must be that one.
    pub fn parse(source: &str, names: &dyn Names, expected: Option<&Type>) -> Result<Self, ExpressionError> {
        let syntax = parser::parse(source)?;
        let (root, kind) = check::check(&syntax, names)?;
        if !check::fits(kind.as_ref(), expected) {
            let (wanted, found) = (check::describe(expected), check::describe(kind.as_ref()));
            return Err(ExpressionError {
                at: syntax.at,
                reason: format!("the whole expression must be {wanted}, but it is {found}"),
            });
        }
        Ok(Self { source: source.to_owned(), root })
    }

    /// The text it was made from.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The patterns of all answers it reads, each once, in the order of the text (`row.price` in a list
    /// `tickets` as `row.price`).
    pub fn references(&self) -> Vec<String> {
        let mut found = Vec::new();
        self.root.collect_references(&mut found);
        found
    }

    /// Its value; `None` where it is absent. Never fails and never panics: an overflow or a division
    /// by zero is absent.
    pub fn eval(&self, facts: &Facts<'_>) -> Option<Datum> {
        match eval::value(&self.root, facts) {
            // `-0` and `10.00` are details of the reckoning.
            Some(Datum::Number(number)) => Some(Datum::Number(number.normalize())),
            other => other,
        }
    }
}
