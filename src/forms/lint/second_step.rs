//! Whether the second step of a form can be answered by whom it names.

use crate::domain::{Channel, SecondStepBy};
use crate::forms::definition::OpenTo;
use crate::forms::field::{Kind, Node};
use crate::forms::form::Form;
use crate::forms::problem::Problem;

/// Checks the second step; what it asks is checked like any other form.
pub fn check(form: &Form, form_file: &str) -> Vec<Problem> {
    if form.channel == Channel::SecondStep {
        return files(&form.root).into_iter().map(|pattern| file_problem(form_file, pattern)).collect();
    }
    let Some(step) = form.file.second_step.as_ref() else {
        return Vec::new();
    };
    let mut problems = Vec::new();
    let mut problem = |pointer: &str, reason: &str, remedy: &str| {
        problems.push(Problem::at(form_file, format!("/second_step{pointer}"), reason, remedy));
    };
    if form.file.open_to != OpenTo::Staff {
        let remedy = "Write \"audience\": \"staff\", or take it away.";
        problem("", "only a form for staff has a second step.", remedy);
    }
    if step.by == SecondStepBy::Department && !step.hidden.is_empty() {
        problem("/hidden", "the department sees the whole application.", "Take it away.");
    }
    for (i, pattern) in step.hidden.iter().enumerate() {
        let field = form.root.find(pattern).filter(|node| !node.pattern.is_empty());
        if pattern.contains("[]") || field.is_none() {
            let reason = format!("there is no field {pattern:?} to hide.");
            problem(&format!("/hidden/{i}"), &reason, "Name a field of the application, outside of lists.");
        }
    }
    problems
}

/// Files belong to the application: nothing hands over those of a second step.
fn file_problem(form_file: &str, pattern: &str) -> Problem {
    let reason = format!("{pattern} asks for files, which cannot be handed in with a second step.");
    Problem::at(form_file, "/second_step/fields", reason, "Ask for a text instead.")
}

/// The patterns of the fields that ask for files.
fn files(node: &Node) -> Vec<&str> {
    match &node.kind {
        Kind::Files(_) => vec![node.pattern.as_str()],
        Kind::Group(group) => group.fields.values().flat_map(files).collect(),
        Kind::List(list) => files(&list.row),
        _ => Vec::new(),
    }
}
