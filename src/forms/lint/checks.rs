//! Whether the department can check the cases of a form: `check` in `form.json`.

use serde_json::Value;

use super::{keywords, walk};
use crate::forms::checking::{BESIDE, CHECKED};
use crate::forms::compile::checks::{in_form_file, schema};
use crate::forms::compile::parts::Parts;
use crate::forms::compile::schema::Document;
use crate::forms::definition::FormFile;
use crate::forms::field::{Kind, Node};
use crate::forms::form::Form;
use crate::forms::problem::Problem;

/// The words of the fields.
pub fn first_look(parts: &Parts, form: &FormFile) -> Vec<Problem> {
    if form.check.fields.is_empty() {
        return Vec::new();
    }
    let file = format!("{}/form.json", parts.id);
    let schema = schema(&form.check, &Value::Null, None);
    match Document::new(&schema, &file) {
        Ok(document) => {
            let mine = |problem: &Problem| problem.pointer.starts_with(&format!("/properties/{CHECKED}/"));
            in_form_file(keywords::check(&document).into_iter().filter(mine).collect())
        }
        // A reference to a definition of the schema; it is looked at when the form is compiled.
        Err(_) => Vec::new(),
    }
}

/// The fields as people meet them, and the places that they stand beside.
pub fn second_look(form: &Form, file: &str) -> Vec<Problem> {
    let Some(check) = form.check.as_deref() else { return Vec::new() };
    let document = Document { root: &check.form.schema, file };
    let mine = |problem: &Problem| problem.pointer.starts_with(&format!("/properties/{CHECKED}/"));
    let found = walk::check(&check.form, &document).into_iter().filter(mine).collect();
    let mut problems = in_form_file(found);
    let at = |name: &str| format!("/check/fields/{name}");
    for (name, pattern) in &check.beside {
        let is_there = form.root.find(pattern).is_some_and(|node| node.pattern == *pattern);
        if !is_there || pattern.contains("[]") {
            let reason = format!("there is no answer {pattern:?} to stand beside.");
            let remedy = "Name an answer or a group of the application, outside of lists.";
            problems.push(Problem::at(file, format!("{}/{BESIDE}", at(name)), reason, remedy));
        }
    }
    let fields = check.form.root.find(CHECKED).and_then(Node::group);
    for (name, node) in fields.into_iter().flat_map(|group| &group.fields) {
        if matches!(node.kind, Kind::Files(_) | Kind::Group(_) | Kind::List(_)) {
            let reason = "a check is one answer.";
            let remedy = "Ask for a verdict, a text, a number, an amount or a day.";
            problems.push(Problem::at(file, at(name), reason, remedy));
        }
    }
    problems
}
