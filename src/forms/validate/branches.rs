//! What the errors of `oneOf`, `anyOf` and `not` mean to people.

use jsonschema::ValidationError;
use jsonschema::error::ValidationErrorKind;
use serde_json::Value;

use crate::domain::Path;
use crate::forms::compile::node::texts;
use crate::forms::form::Form;
use crate::forms::places::{node_at, value_at};

/// The errors that people can mend: of several objects, those of the one that they chose.
pub fn to_mend<'e>(form: &Form, error: &'e ValidationError<'_>) -> Vec<&'e ValidationError<'e>> {
    let (ValidationErrorKind::AnyOf { context } | ValidationErrorKind::OneOfNotValid { context }) =
        error.kind()
    else {
        return vec![error];
    };
    let at = Path::from_pointer(error.instance_path().as_str());
    let told_apart_by = node_at(form, &at).and_then(|node| node.group()).map(|group| &group.told_apart_by);
    let told_apart_by = told_apart_by.map_or(&[][..], Vec::as_slice);
    let all = || context.iter().flatten();
    let not_chosen = all().find(|error| {
        matches!(error.kind(), ValidationErrorKind::Required { property }
            if place(error) == at && told_apart_by.iter().any(|name| *property == **name))
    });
    if let Some(error) = not_chosen {
        return vec![error];
    }
    let is_other = |errors: &&Vec<ValidationError<'static>>| {
        errors.iter().any(|error| match error.kind() {
            ValidationErrorKind::Constant { .. } | ValidationErrorKind::Enum { .. } => {
                told_apart_by.iter().any(|name| place(error) == at.key(name))
            }
            // "This or null": nobody means `null`.
            ValidationErrorKind::Type { .. } => place(error) == at,
            _ => false,
        })
    };
    let mut chosen = context.iter().filter(|errors| !is_other(errors));
    match (chosen.next(), chosen.next()) {
        (Some(errors), None) => errors.iter().flat_map(|error| to_mend(form, error)).collect(),
        _ => vec![error],
    }
}

/// The fields of "at least one of these": `anyOf` (or `oneOf`) of `required` sets.
pub fn alternatives(error: &ValidationError<'_>) -> Vec<Path> {
    let (ValidationErrorKind::AnyOf { context } | ValidationErrorKind::OneOfNotValid { context }) =
        error.kind()
    else {
        return Vec::new();
    };
    let missing = |error: &ValidationError<'_>| match error.kind() {
        ValidationErrorKind::Required { property } => Some(place(error).key(property.as_str()?)),
        _ => None,
    };
    let mut paths: Vec<Path> = context.iter().flatten().filter_map(missing).collect();
    let mut seen = std::collections::HashSet::new();
    paths.retain(|path| seen.insert(path.clone()));
    paths
}

/// The answers of "only one of these": `oneOf` of `required` sets, or `not` of one.
pub fn together(form: &Form, answers: &Value, error: &ValidationError<'_>) -> Vec<Path> {
    let names = match error.kind() {
        ValidationErrorKind::Not { schema } => texts(schema.get("required")),
        ValidationErrorKind::OneOfMultipleValid { .. } => {
            let members = form.schema.pointer(error.schema_path().as_str()).and_then(Value::as_array);
            members.into_iter().flatten().flat_map(|member| texts(member.get("required"))).collect()
        }
        _ => return Vec::new(),
    };
    let paths = names.iter().map(|name| place(error).key(name));
    paths.filter(|path| value_at(answers, path).is_some()).collect()
}

fn place(error: &ValidationError<'_>) -> Path {
    Path::from_pointer(error.instance_path().as_str())
}
