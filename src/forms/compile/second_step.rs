//! Two forms out of one: what is asked from whoever applies, and what somebody else answers after it was filed.

use serde_json::Value;

use crate::domain::SecondStepBy;
use crate::forms::definition::{ApplicantPaths, FormFile, Page, SubmissionKind};

/// The page of a second step, as addresses name it.
const PAGE: &str = "angaben";

/// What stands at the root of a schema beside the fields and says something about several of them.
const BETWEEN_FIELDS: &[&str] =
    &["allOf", "anyOf", "oneOf", "not", "if", "then", "else", "dependentRequired", "dependentSchemas"];

/// Leaves the application without what belongs to its second step.
pub fn take_away(file: &FormFile, schema: &mut Value) {
    if let Some(step) = &file.second_step {
        retain(schema, |name| !step.fields.iter().any(|field| field == name));
    }
}

/// Leaves the second step alone: its fields, on one page. Nothing is routed, nobody applies.
pub fn keep_only(file: &mut FormFile, schema: &mut Value) {
    let Some(step) = &file.second_step else { return };
    retain(schema, |name| step.fields.iter().any(|field| field == name));
    if let Some(root) = schema.as_object_mut() {
        root.retain(|keyword, _| !BETWEEN_FIELDS.contains(&keyword.as_str()));
    }
    file.pages = vec![Page {
        id: PAGE.to_owned(),
        title: step.title.clone(),
        intro: step.intro.clone(),
        fields: step.fields.clone(),
    }];
    file.kind = match step.by {
        SecondStepBy::Superior => SubmissionKind::Statement,
        SecondStepBy::Department => SubmissionKind::Record,
    };
    file.applicant = ApplicantPaths::default();
    file.duplicate.clear();
    file.advice.clear();
    file.routing.rules.clear();
    file.routing.tags.clear();
    file.process.second_signature = None;
}

fn retain(schema: &mut Value, is_kept: impl Fn(&str) -> bool) {
    if let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) {
        properties.retain(|name, _| is_kept(name));
    }
    if let Some(required) = schema.get_mut("required").and_then(Value::as_array_mut) {
        required.retain(|name| name.as_str().is_none_or(&is_kept));
    }
}
