//! Whether the department can decide with a form, and its letter says what a letter must: `decision` in `form.json`.

use super::placeholder;
use crate::domain::{CaseState, Outcome};
use crate::forms::definition::{AmountRule, Conditions, LetterTexts, SubmissionKind};
use crate::forms::field::Kind;
use crate::forms::form::Form;
use crate::forms::letter::NAMES;
use crate::forms::problem::Problem;

/// The outcome by which somebody gets what they asked for.
const GRANTED: &str = "granted";

/// Names that conditions and texts read beside the answers.
const TAKEN: [&str; 2] = ["check", "decision"];

/// No answer at the top is called like what is checked or decided: an expression would not know which of the two it
/// reads.
pub fn names(form: &Form, file: &str) -> Vec<Problem> {
    let fields = form.root.group().map(|group| &group.fields);
    let taken = fields.into_iter().flatten().filter(|(name, _)| TAKEN.contains(&name.as_str()));
    let told = |(name, _): (&String, _)| {
        let reason = format!("{name:?} is what the department says, and no answer.");
        Problem::at(file, format!("/properties/{name}"), reason, "Give it another name.")
    };
    taken.map(told).collect()
}

/// Checks the outcomes, their amounts, and the texts of the letter.
pub fn check(form: &Form, file: &str) -> Vec<Problem> {
    let mut found = Found { form, file, problems: Vec::new() };
    for (id, words) in &form.file.decision.outcomes {
        let pointer = format!("/decision/outcomes/{id}");
        found.name(id, &pointer);
        if words.title.trim().is_empty() {
            found.add(&pointer, "this text is empty.".to_owned(), "Write what staff read for it.");
        }
        if let Some(amount) = &words.amount {
            found.amount(amount, &pointer);
        }
    }
    if let Some(letter) = &form.file.decision.letter {
        found.letter(letter);
        if form.file.kind != SubmissionKind::Application {
            let reason = "only an application is decided with a letter.".to_owned();
            found.add("/decision/letter", reason, "Leave it out, or write \"kind\": \"application\".");
        }
    }
    found.problems
}

struct Found<'a> {
    form: &'a Form,
    file: &'a str,
    problems: Vec<Problem>,
}

impl Found<'_> {
    fn add(&mut self, pointer: &str, reason: String, remedy: &str) {
        self.problems.push(Problem::at(self.file, pointer.to_owned(), reason, remedy));
    }

    fn name(&mut self, id: &str, pointer: &str) {
        if id.parse::<CaseState>().is_ok() {
            self.add(pointer, format!("{id:?} is where a case stands, and no outcome."), "Leave it out.");
        } else if id.is_empty() || !id.bytes().all(|b| b.is_ascii_lowercase() || b == b'_') {
            self.add(pointer, format!("{id:?} is no name."), "Use small letters and underscores.");
        }
    }

    /// An amount is proposed from one answer in cents.
    fn amount(&mut self, rule: &AmountRule, pointer: &str) {
        for (name, path) in [("from", &rule.from), ("most", &rule.most)] {
            let Some(path) = path else { continue };
            let node = self.form.root.find(path).filter(|_| !path.contains("[]"));
            // A number with decimals would be read as cents.
            if !node.is_some_and(|node| matches!(node.kind, Kind::Money)) {
                let reason = format!("{path:?} is no amount.");
                self.add(
                    &format!("{pointer}/amount/{name}"),
                    reason,
                    "Name a field of cents (\"type\": \"integer\", \"x-unit\": \"EUR\") outside of lists.",
                );
            }
        }
    }

    fn letter(&mut self, letter: &LetterTexts) {
        let outcomes = self.form.file.decision.outcomes();
        for (outcome, _) in &outcomes {
            if letter.operative.get(&outcome.0).is_none_or(Vec::is_empty) {
                let reason = format!("the letter does not say what {:?} means.", outcome.0);
                self.add("/decision/letter/operative", reason, "Write the sentence that decides.");
            }
        }
        for id in letter.operative.keys() {
            if !outcomes.iter().any(|(outcome, _)| outcome.0 == *id) {
                let pointer = format!("/decision/letter/operative/{id}");
                self.add(
                    &pointer,
                    format!("{id:?} is no outcome."),
                    "Name it in \"outcomes\", or leave it out.",
                );
            }
        }
        let decision = &self.form.file.decision;
        let has_conditions = |outcome: &Outcome| {
            decision.rules(outcome).is_some_and(|rules| rules.conditions != Conditions::None)
        };
        // All but what was asked for, and nothing else with it.
        let burdens = |outcome: &Outcome| outcome.0 != GRANTED || has_conditions(outcome);
        if letter.remedy.is_empty() && outcomes.iter().any(|(outcome, _)| burdens(outcome)) {
            let reason =
                "whoever does not get all they asked for is not told what they can do (§ 37 (6) VwVfG).";
            self.add("/decision/letter", reason.to_owned(), "Write \"remedy\".");
        }
        self.texts(letter);
    }

    /// No text is empty, and each name in braces stands for something.
    fn texts(&mut self, letter: &LetterTexts) {
        let one = |name: &str, text: &str| (format!("/decision/letter/{name}"), text.to_owned());
        let several = |name: &str, texts: &[String]| -> Vec<(String, String)> {
            texts.iter().enumerate().map(|(i, text)| one(&format!("{name}/{i}"), text)).collect()
        };
        let mut all = vec![one("subject", &letter.subject)];
        all.extend(letter.conditions.iter().map(|text| one("conditions", text)));
        for (name, texts) in [
            ("opening", &letter.opening),
            ("reasons", &letter.reasons),
            ("legal_basis", &letter.legal_basis),
            ("remedy", &letter.remedy),
            ("closing", &letter.closing),
        ] {
            all.extend(several(name, texts));
        }
        for (id, texts) in &letter.operative {
            all.extend(several(&format!("operative/{id}"), texts));
        }
        for (pointer, text) in all {
            if text.trim().is_empty() {
                self.add(&pointer, "this text is empty.".to_owned(), "Write it, or leave it out.");
            }
            for name in placeholder::unknown(self.form, &text, "") {
                if !NAMES.contains(&name) {
                    let reason = format!("{{{name}}} stands for nothing.");
                    self.add(&pointer, reason, "Name an answer, a setting, or what a letter knows.");
                }
            }
        }
    }
}
