//! The types of those functions that take lists, or values of several types.

use super::check::{Checked, describe, fits};
use super::functions::Function;
use super::node::Node;
use super::{ExpressionError, Type};

/// What `function` gives for these values; `positions` are theirs, in characters from 1.
pub(super) fn result_type(
    function: Function,
    values: &[Checked],
    positions: &[usize],
) -> Result<Option<Type>, ExpressionError> {
    let kinds: Vec<Option<&Type>> = values.iter().map(|(_, kind)| kind.as_ref()).collect();
    let verdict = match (function, kinds.as_slice()) {
        (Function::Present, _) => Ok(Some(Type::Bool)),
        (Function::Count, [kind]) => list(0, *kind, "a list").map(|_| Some(Type::Number)),
        (Function::Sum, [kind]) => numbers(0, *kind).map(|()| Some(Type::Number)),
        (Function::SumDistinct, _) => columns(values).map(|()| Some(Type::Number)),
        (Function::Contains, [set, value]) => membership(*set, *value).map(|()| Some(Type::Bool)),
        (Function::Default, [one, other]) => common(&[*one, *other], 0),
        (Function::If, [condition, one, other]) => {
            if fits(*condition, Some(&Type::Bool)) {
                common(&[*one, *other], 1)
            } else {
                Err((0, format!("yes or no must be the condition, but this is {}", describe(*condition))))
            }
        }
        (_, [only]) => one_list(*only),
        (_, several) => several_values(several),
    };
    verdict.map_err(|(index, reason)| ExpressionError {
        at: positions.get(index).copied().unwrap_or(1),
        reason: format!("{reason}; write `{}`", function.usage()),
    })
}

/// The index of the value that is wrong, and why.
type Mismatch = (usize, String);

/// The type of the entries of a list; `None` where it is `absent`.
fn list<'a>(index: usize, kind: Option<&'a Type>, wanted: &str) -> Result<Option<&'a Type>, Mismatch> {
    match kind {
        None => Ok(None),
        Some(Type::List(inner)) => Ok(Some(inner)),
        Some(other) => {
            Err((index, format!("{wanted} must stand here, but this is {}", describe(Some(other)))))
        }
    }
}

fn numbers(index: usize, kind: Option<&Type>) -> Result<(), Mismatch> {
    let wanted = "a list of numbers";
    if fits(list(index, kind, wanted)?, Some(&Type::Number)) {
        Ok(())
    } else {
        Err((index, format!("{wanted} must stand here, but this is {}", describe(kind))))
    }
}

/// Both values of `sum_distinct` are columns of the same list, so that they can be paired.
fn columns(values: &[Checked]) -> Result<(), Mismatch> {
    let [(one, one_kind), (other, other_kind)] = values else {
        return Err((0, "two columns must stand here".to_owned()));
    };
    numbers(0, one_kind.as_ref())?;
    if let Some(Type::List(_) | Type::Steps) = list(1, other_kind.as_ref(), "a column")? {
        return Err((1, "the keys cannot be lists".to_owned()));
    }
    match (list_of(one), list_of(other)) {
        (Some(first), Some(second)) if first == second => Ok(()),
        _ => Err((
            0,
            "both values must be columns of the same list, for example `tickets[].price` and `tickets[].month`"
                .to_owned(),
        )),
    }
}

/// The list that `node` is a column of.
fn list_of(node: &Node) -> Option<(bool, &[String])> {
    match node {
        Node::Answer(pattern, _) => pattern.list(),
        _ => None,
    }
}

fn membership(set: Option<&Type>, value: Option<&Type>) -> Result<(), Mismatch> {
    let entry = list(0, set, "a set or a column")?;
    if fits(entry, value) {
        return Ok(());
    }
    Err((1, format!("the entries are each {}, but this is {}", describe(entry), describe(value))))
}

/// The common type of values one of which is taken.
fn common(kinds: &[Option<&Type>], first: usize) -> Result<Option<Type>, Mismatch> {
    let known = kinds.iter().copied().flatten().next();
    match kinds.iter().position(|kind| !fits(*kind, known)) {
        None => Ok(known.cloned()),
        Some(index) => Err((
            first + index,
            format!(
                "both values must be of the same type, but one is {} and this is {}",
                describe(known),
                describe(kinds.get(index).copied().flatten())
            ),
        )),
    }
}

fn one_list(kind: Option<&Type>) -> Result<Option<Type>, Mismatch> {
    match list(0, kind, "a list, or several values,")? {
        None => Ok(None),
        Some(entry) => ordered(0, entry).map(|()| Some(entry.clone())),
    }
}

fn several_values(kinds: &[Option<&Type>]) -> Result<Option<Type>, Mismatch> {
    let kind = common(kinds, 0)?;
    if let Some(kind) = &kind {
        let index = kinds.iter().position(Option::is_some).unwrap_or(0);
        ordered(index, kind)?;
    }
    Ok(kind)
}

fn ordered(index: usize, kind: &Type) -> Result<(), Mismatch> {
    match kind {
        Type::Number | Type::Date => Ok(()),
        other => Err((
            index,
            format!("only numbers or dates have an order, but this is {}", describe(Some(other))),
        )),
    }
}
