//! Whether what a form grants can be paid out: `payment` in `form.json`.

use crate::forms::definition::{OpenTo, PaymentRules};
use crate::forms::field::{Kind, Node, TextFormat};
use crate::forms::form::Form;
use crate::forms::problem::Problem;

/// Checks the answers that `payment` names, and that there is something to pay out.
pub fn check(form: &Form, file: &str) -> Vec<Problem> {
    let Some(rules) = &form.file.payment else { return Vec::new() };
    let mut problems = Vec::new();
    let mut add = |pointer: &str, reason: String, remedy: &str| {
        problems.push(Problem::at(file, format!("/payment{pointer}"), reason, remedy));
    };
    if form.file.open_to == OpenTo::Staff {
        let reason = "nobody applies for money with a form for staff.".to_owned();
        add("", reason, "Leave \"payment\" out, or \"audience\".");
    }
    let decision = &form.file.decision;
    if decision.letter.is_none() || !decision.outcomes.values().any(|words| words.amount.is_some()) {
        let reason = "nothing is paid out where no letter grants an amount.".to_owned();
        add("", reason, "Write \"letter\" and an outcome with \"amount\" in \"decision\", or leave it out.");
    }
    let paths = rules.holder.iter().flatten();
    if rules.holder.iter().any(Vec::is_empty) || rules.holder.is_empty() {
        add("/holder", "nobody is paid.".to_owned(), "Name the answers with the name, as in \"applicant\".");
    }
    for path in paths.filter(|path| !is_text(form, path)) {
        add("/holder", format!("{path:?} is no text."), "Name a text outside of lists.");
    }
    for (name, path, format) in
        [("iban", Some(&rules.iban), TextFormat::Iban), ("bic", rules.bic.as_ref(), TextFormat::Bic)]
    {
        let Some(path) = path else { continue };
        if !matches!(found(form, path).map(|node| &node.kind), Some(Kind::Text(text)) if text.format == format)
        {
            let remedy = format!("Name a text with \"format\": \"{name}\" outside of lists.");
            add(&format!("/{name}"), format!("{path:?} is no {}.", name.to_uppercase()), &remedy);
        }
    }
    let purpose = rules.purpose.trim();
    let is_right = !purpose.is_empty() && purpose.chars().count() <= PaymentRules::MAX_PURPOSE;
    if !is_right || purpose.contains(['{', '}']) {
        let reason = "it stands on an account statement, the same for everybody.".to_owned();
        add("/purpose", reason, "Write 1 to 100 characters, without answers.");
    }
    problems
}

fn found<'a>(form: &'a Form, path: &str) -> Option<&'a Node> {
    form.root.find(path).filter(|_| !path.contains("[]"))
}

fn is_text(form: &Form, path: &str) -> bool {
    found(form, path).is_some_and(|node| matches!(node.kind, Kind::Text(_)))
}
