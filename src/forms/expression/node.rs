//! The checked tree: every name is resolved, every type fits.

use super::functions::Function;
use super::{Datum, Type};

/// A checked part of an expression.
#[derive(Debug, Clone)]
pub(super) enum Node {
    /// A literal; `None` is `absent`.
    Constant(Option<Datum>),
    /// The day.
    Today,
    /// The day that counts as the day of filing.
    FiledOn,
    /// An answer, read as this type.
    Answer(Pattern, Type),
    /// A setting by name, read as this type.
    Setting(String, Type),
    Negate(Box<Node>),
    Not(Box<Node>),
    /// `and`.
    All(Vec<Node>),
    /// `or`.
    Any(Vec<Node>),
    Compare(Box<Node>, Comparison, Box<Node>),
    /// Operators of one level, from the left.
    Calculate(Box<Node>, Vec<(Arithmetic, Node)>),
    Call(Function, Vec<Node>),
}

/// How two values are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// What is done with two numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Arithmetic {
    Plus,
    Minus,
    Times,
    Divide,
}

/// Where an answer stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pattern {
    /// As it is written: `route.distance_km`, `tickets[].price`, `row.price`.
    pub(super) text: String,
    /// It begins at the row, not at the root.
    pub(super) in_row: bool,
    /// The names on the way to the answer, or to the list.
    pub(super) names: Vec<String>,
    /// For a column: the names on the way from a row to the answer.
    pub(super) column: Option<Vec<String>>,
}

impl Pattern {
    /// Takes `tickets[].price` apart; `None` for a list within a list.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let row_path = text.strip_prefix("row.");
        let path = row_path.unwrap_or(text);
        let split = |path: &str| path.split('.').map(str::to_owned).collect::<Vec<_>>();
        let (names, column) = match path.split_once("[].") {
            None => (split(path), None),
            Some((_, column)) if column.contains("[]") => return None,
            Some((list, column)) => (split(list), Some(split(column))),
        };
        Some(Self { text: text.to_owned(), in_row: row_path.is_some(), names, column })
    }

    /// For a column: the list it belongs to.
    pub(super) fn list(&self) -> Option<(bool, &[String])> {
        self.column.as_ref().map(|_| (self.in_row, self.names.as_slice()))
    }
}

impl Node {
    /// Adds the patterns of the answers that are read, each once.
    pub(super) fn collect_references(&self, found: &mut Vec<String>) {
        match self {
            Self::Constant(_) | Self::Today | Self::FiledOn | Self::Setting(..) => {}
            Self::Answer(pattern, _) => {
                if !found.contains(&pattern.text) {
                    found.push(pattern.text.clone());
                }
            }
            Self::Negate(value) | Self::Not(value) => value.collect_references(found),
            Self::All(values) | Self::Any(values) | Self::Call(_, values) => {
                for value in values {
                    value.collect_references(found);
                }
            }
            Self::Compare(left, _, right) => {
                left.collect_references(found);
                right.collect_references(found);
            }
            Self::Calculate(first, steps) => {
                first.collect_references(found);
                for (_, value) in steps {
                    value.collect_references(found);
                }
            }
        }
    }
}
