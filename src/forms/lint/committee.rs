//! Whether a committee can read what `committee` in `form.json` names, and whether it may.

use crate::domain::Channel;
use crate::forms::committee::Committee;
use crate::forms::form::Form;
use crate::forms::problem::Problem;

/// Checks `committee`.
pub fn check(form: &Form, file: &str) -> Vec<Problem> {
    let rules = form.file.committee.as_ref().filter(|_| form.channel != Channel::SecondStep);
    let Some(rules) = rules else { return Vec::new() };
    let mut problems = Vec::new();
    let titles = rules.columns.iter().enumerate();
    let titles = titles.map(|(i, rule)| (format!("/committee/columns/{i}/title"), &rule.title));
    for (pointer, title) in titles.chain([
        ("/committee/title".to_owned(), &rules.title),
        ("/committee/asked/title".to_owned(), &rules.asked.title),
    ]) {
        if title.trim().is_empty() {
            let remedy = "Write what the committee reads.";
            problems.push(Problem::at(file, pointer, "this text is empty.", remedy));
        }
    }
    if rules.columns.len() > Committee::MOST {
        let reason = format!("a paper of a committee has room for {} columns of a service.", Committee::MOST);
        problems.push(Problem::at(file, "/committee/columns", reason, "Take what the committee decides by."));
    }
    for (pointer, why) in Committee::new(form, rules).err().unwrap_or_default() {
        let reason = format!("{:?} {why}.", named(form, &pointer));
        let is_name = pointer.starts_with("/applicant");
        let remedy =
            if is_name { "The committee reads the name: make it of names only." } else { why.remedy() };
        problems.push(Problem::at(file, pointer, reason, remedy));
    }
    problems
}

/// The path that stands at a place of `form.json`.
fn named(form: &Form, pointer: &str) -> String {
    let file = serde_json::to_value(&form.file).unwrap_or_default();
    file.pointer(pointer).and_then(serde_json::Value::as_str).unwrap_or_default().to_owned()
}
