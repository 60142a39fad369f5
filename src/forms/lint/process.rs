//! Whether the department can work with a form: `process`, `deadlines` and `inbox` in `form.json`.

use crate::domain::CaseAction;
use crate::forms::definition::InboxRules;
use crate::forms::field::Kind;
use crate::forms::form::Form;
use crate::forms::problem::Problem;

/// Checks `process`, `deadlines` and `inbox`.
pub fn check(form: &Form, file: &str) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut problem = |pointer: String, reason: String, remedy: &str| {
        problems.push(Problem::at(file, pointer, reason, remedy));
    };
    for (i, state) in form.process.without.iter().enumerate() {
        if !state.is_waiting() {
            let reason = format!("no case gets on without {:?}.", state.as_str());
            let remedy = "Leave out awaiting_applicant or awaiting_third_party only.";
            problem(format!("/process/without/{i}"), reason, remedy);
        }
    }
    let signs = [CaseAction::Sign, CaseAction::Return];
    let named = signs.iter().find(|action| form.process.who.contains_key(action));
    if let Some(action) = named.filter(|_| form.file.process.second_signature.is_none()) {
        let reason = "nothing is ever signed twice.".to_owned();
        problem(
            format!("/process/who/{}", action.as_str()),
            reason,
            "Write \"second_signature\", or leave it out.",
        );
    }
    for (i, deadline) in form.file.deadlines.iter().enumerate() {
        if deadline.title.trim().is_empty() {
            let remedy = "Write what staff read for it, with its source.";
            problem(format!("/deadlines/{i}/title"), "this text is empty.".to_owned(), remedy);
        }
        if !(1..=366).contains(&deadline.within.count()) {
            let reason = format!("{} is no length of a deadline.", deadline.within.count());
            problem(format!("/deadlines/{i}/within"), reason, "Write a number from 1 to 366.");
        }
    }
    let columns = &form.file.inbox.columns;
    for (i, path) in columns.iter().enumerate() {
        let pointer = format!("/inbox/columns/{i}");
        match form.root.find(path) {
            None => problem(pointer, format!("there is no field {path:?}."), "Name a field of the schema."),
            Some(node) if matches!(node.kind, Kind::Group(_) | Kind::List(_)) || path.contains("[]") => {
                problem(pointer, format!("{path:?} is not one answer."), "Name a field inside of it.");
            }
            Some(_) => {}
        }
    }
    if columns.len() > InboxRules::MOST {
        let reason = format!("a list has room for {} columns of a service.", InboxRules::MOST);
        problem("/inbox/columns".to_owned(), reason, "Take those by which cases are told apart.");
    }
    problems
}
