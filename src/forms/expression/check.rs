//! From the tree of the text to the checked tree: names are resolved, types must fit.

use super::functions::{Function, Signature};
use super::lexer::Operator;
use super::node::{Arithmetic, Comparison, Node, Pattern};
use super::parser::{Link, Shape, Syntax};
use super::{Datum, ExpressionError, Names, Type};

/// A checked part with its type; the type of `absent` is `None`: it fits everywhere.
pub(super) type Checked = (Node, Option<Type>);

/// Resolves the names of `syntax` and checks the types.
pub(super) fn check(syntax: &Syntax, names: &dyn Names) -> Result<Checked, ExpressionError> {
    Checker { names }.check(syntax)
}

/// What a type is called in a message.
pub(super) fn describe(kind: Option<&Type>) -> String {
    let text = match kind {
        None => "absent",
        Some(Type::Number) => "a number",
        Some(Type::Text) => "a text",
        Some(Type::Bool) => "yes or no",
        Some(Type::Date) => "a date",
        Some(Type::Steps) => "a table of settings by day",
        Some(Type::List(inner)) => match inner.as_ref() {
            Type::Number => "a list of numbers",
            Type::Text => "a list of texts",
            Type::Bool => "a list of yes and no",
            Type::Date => "a list of dates",
            Type::List(_) | Type::Steps => "a list of lists",
        },
    };
    text.to_owned()
}

/// Whether both types can stand in the same place.
pub(super) fn fits(one: Option<&Type>, other: Option<&Type>) -> bool {
    one.is_none() || other.is_none() || one == other
}

fn error<T>(at: usize, reason: impl Into<String>) -> Result<T, ExpressionError> {
    Err(ExpressionError { at, reason: reason.into() })
}

struct Checker<'a> {
    names: &'a dyn Names,
}

impl Checker<'_> {
    fn check(&self, syntax: &Syntax) -> Result<Checked, ExpressionError> {
        let constant = |datum, kind| Ok((Node::Constant(Some(datum)), Some(kind)));
        match &syntax.shape {
            Shape::Number(number) => constant(Datum::Number(*number), Type::Number),
            Shape::Text(text) => constant(Datum::Text(text.clone()), Type::Text),
            Shape::Bool(truth) => constant(Datum::Bool(*truth), Type::Bool),
            Shape::Absent => Ok((Node::Constant(None), None)),
            Shape::Today => Ok((Node::Today, Some(Type::Date))),
            Shape::FiledOn => Ok((Node::FiledOn, Some(Type::Date))),
            Shape::Answer(pattern) => self.answer(syntax.at, pattern),
            Shape::Setting(name) => self.setting(syntax.at, name),
            Shape::Negate(value) => {
                let node = self.wanted(value, &Type::Number, "after `-`")?;
                Ok((Node::Negate(Box::new(node)), Some(Type::Number)))
            }
            Shape::Not(value) => {
                let node = self.wanted(value, &Type::Bool, "after `not`")?;
                Ok((Node::Not(Box::new(node)), Some(Type::Bool)))
            }
            Shape::Chain(first, links) => self.chain(first, links),
            Shape::Call(name, values) => self.call(syntax.at, name, values),
        }
    }

    /// A part that must have this type.
    fn wanted(&self, syntax: &Syntax, kind: &Type, place: &str) -> Result<Node, ExpressionError> {
        let (node, found) = self.check(syntax)?;
        if fits(found.as_ref(), Some(kind)) {
            return Ok(node);
        }
        let (wanted, found) = (describe(Some(kind)), describe(found.as_ref()));
        error(syntax.at, format!("{wanted} must stand {place}, but this is {found}"))
    }

    fn answer(&self, at: usize, text: &str) -> Result<Checked, ExpressionError> {
        let Some(pattern) = Pattern::parse(text) else {
            return error(at, format!("`{text}` is a list within a list; one `[]` is possible"));
        };
        let Some(kind) = self.find_answer(text) else {
            return error(at, self.unknown_answer(text));
        };
        let kind = match (&pattern.column, kind) {
            // A column is a list, however its field was described.
            (Some(_), kind @ (Type::Number | Type::Text | Type::Bool | Type::Date)) => {
                Type::List(Box::new(kind))
            }
            (_, kind) => kind,
        };
        Ok((Node::Answer(pattern, kind.clone()), Some(kind)))
    }

    fn find_answer(&self, text: &str) -> Option<Type> {
        match text.strip_prefix("row.") {
            Some(name) => self.names.row(name),
            None => self.names.answer(text),
        }
    }

    fn unknown_answer(&self, text: &str) -> String {
        let mut similar = vec![format!("row.{text}"), text.replace("[]", "")];
        if let Some(name) = text.strip_prefix("row.") {
            similar.push(name.to_owned());
        }
        similar.extend(text.match_indices('.').filter_map(|(dot, _)| {
            text.split_at_checked(dot).map(|(list, column)| format!("{list}[]{column}"))
        }));
        if let Some(found) = similar.iter().find(|other| self.find_answer(other).is_some()) {
            return format!("unknown answer `{text}`; did you mean `{found}`?");
        }
        if self.names.setting(text).is_some() {
            return format!("unknown answer `{text}`; did you mean the setting `${text}`?");
        }
        if let Some(function) = Function::find(text) {
            return format!("`{text}` is a function; write `{}`", function.usage());
        }
        if text.starts_with("row.") {
            return format!("unknown answer `{text}`; `row.` reads fields of the same row, in a list only");
        }
        format!(
            "unknown answer `{text}`; write the path from the root of schema.json, or add the field there"
        )
    }

    fn setting(&self, at: usize, name: &str) -> Result<Checked, ExpressionError> {
        if let Some(kind) = self.names.setting(name) {
            return Ok((Node::Setting(name.to_owned(), kind.clone()), Some(kind)));
        }
        if self.names.answer(name).is_some() {
            return error(at, format!("unknown setting `${name}`; did you mean the answer `{name}`?"));
        }
        error(at, format!("unknown setting `${name}`; add it to `settings` in form.json"))
    }

    fn chain(&self, first: &Syntax, links: &[Link]) -> Result<Checked, ExpressionError> {
        // All operators of a chain are of one level, so the first one tells which.
        match links.first().map(|link| link.operator) {
            Some(operator @ (Operator::And | Operator::Or)) => self.logic(operator, first, links),
            Some(Operator::Plus | Operator::Minus | Operator::Times | Operator::Divide) => {
                self.calculation(first, links)
            }
            _ => match links {
                [link] => self.comparison(first, link),
                _ => self.check(first),
            },
        }
    }

    fn logic(&self, operator: Operator, first: &Syntax, links: &[Link]) -> Result<Checked, ExpressionError> {
        let place = format!("on both sides of `{}`", operator.text());
        let nodes = std::iter::once(first)
            .chain(links.iter().map(|link| &link.value))
            .map(|value| self.wanted(value, &Type::Bool, &place))
            .collect::<Result<Vec<_>, _>>()?;
        let node = if operator == Operator::And { Node::All(nodes) } else { Node::Any(nodes) };
        Ok((node, Some(Type::Bool)))
    }

    fn calculation(&self, first: &Syntax, links: &[Link]) -> Result<Checked, ExpressionError> {
        let mut left = None;
        let mut steps = Vec::with_capacity(links.len());
        for link in links {
            let place = format!("on both sides of `{}`", link.operator.text());
            if left.is_none() {
                left = Some(self.wanted(first, &Type::Number, &place)?);
            }
            let arithmetic = match link.operator {
                Operator::Plus => Arithmetic::Plus,
                Operator::Minus => Arithmetic::Minus,
                Operator::Times => Arithmetic::Times,
                _ => Arithmetic::Divide,
            };
            steps.push((arithmetic, self.wanted(&link.value, &Type::Number, &place)?));
        }
        let left = left.unwrap_or(Node::Constant(None));
        Ok((Node::Calculate(Box::new(left), steps), Some(Type::Number)))
    }

    fn comparison(&self, first: &Syntax, link: &Link) -> Result<Checked, ExpressionError> {
        let (left, left_kind) = self.check(first)?;
        let (right, right_kind) = self.check(&link.value)?;
        let sign = link.operator.text();
        let (comparison, is_order) = match link.operator {
            Operator::NotEqual => (Comparison::NotEqual, false),
            Operator::Less => (Comparison::Less, true),
            Operator::LessOrEqual => (Comparison::LessOrEqual, true),
            Operator::Greater => (Comparison::Greater, true),
            Operator::GreaterOrEqual => (Comparison::GreaterOrEqual, true),
            _ => (Comparison::Equal, false),
        };
        let (Some(left_kind), Some(right_kind)) = (left_kind, right_kind) else {
            return error(
                link.at,
                "a comparison with `absent` is never true; write `present(…)` or `not present(…)`",
            );
        };
        if left_kind != right_kind {
            return error(link.at, mixed(sign, &left_kind, &right_kind));
        }
        match left_kind {
            Type::Number | Type::Date => {}
            Type::Text | Type::Bool if !is_order => {}
            Type::Text | Type::Bool => {
                return error(link.at, format!("`{sign}` compares numbers or dates only"));
            }
            Type::List(_) | Type::Steps => {
                let kind = describe(Some(&left_kind));
                return error(
                    link.at,
                    format!("{kind} cannot be compared; use a function such as `contains` or `count`"),
                );
            }
        }
        Ok((Node::Compare(Box::new(left), comparison, Box::new(right)), Some(Type::Bool)))
    }

    fn call(&self, at: usize, name: &str, values: &[Syntax]) -> Result<Checked, ExpressionError> {
        let Some(function) = Function::find(name) else {
            return error(at, format!("unknown function `{name}`; there are {}", Function::names()));
        };
        let usage = function.usage();
        let signature = function.signature();
        let wanted = match &signature {
            Signature::Plain(kinds, _) => kinds.len(),
            Signature::Own(count) => *count,
            Signature::Open => values.len().max(1),
        };
        if values.len() != wanted {
            return error(
                at,
                format!("the number of values must be {wanted}, not {}; write `{usage}`", values.len()),
            );
        }
        if let Signature::Plain(kinds, result) = signature {
            let place = format!("in `{usage}`");
            let nodes = values
                .iter()
                .zip(kinds)
                .map(|(value, kind)| self.wanted(value, kind, &place))
                .collect::<Result<Vec<_>, _>>()?;
            return Ok((Node::Call(function, nodes), Some(result)));
        }
        let checked = values.iter().map(|value| self.check(value)).collect::<Result<Vec<_>, _>>()?;
        let positions: Vec<usize> = values.iter().map(|value| value.at).collect();
        let kind = super::own_rules::result_type(function, &checked, &positions)?;
        let nodes = checked.into_iter().map(|(node, _)| node).collect();
        Ok((Node::Call(function, nodes), kind))
    }
}

/// Why two types cannot be compared, and the way out of the frequent cases.
fn mixed(sign: &str, left: &Type, right: &Type) -> String {
    let (one, other) = (describe(Some(left)), describe(Some(right)));
    let way_out = match (left, right) {
        (Type::Date, Type::Text) | (Type::Text, Type::Date) => "; write a day as `date(2026, 10, 31)`",
        (Type::Number, Type::Text) | (Type::Text, Type::Number) => {
            "; write a number without quotes, or use `number(text)`"
        }
        (Type::List(_), _) | (_, Type::List(_)) => "; use a function such as `contains(set, value)`",
        _ => "",
    };
    format!("`{sign}` cannot compare {one} with {other}{way_out}")
}
