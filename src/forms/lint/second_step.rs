//! Whether the second step of a form can be answered by whom it names.

use crate::domain::{Channel, SecondStepBy};
use crate::forms::definition::OpenTo;
use crate::forms::form::Form;
use crate::forms::problem::Problem;

/// Checks the second step; what it asks is checked like any other form.
pub fn check(form: &Form, form_file: &str) -> Vec<Problem> {
    let Some(step) = form.file.second_step.as_ref().filter(|_| form.channel != Channel::SecondStep) else {
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
