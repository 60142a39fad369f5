//! The letter of a decision: the texts of the form, filled in. German, whatever language was chosen: the language of
//! the authority is German (§ 23 (1) VwVfG).

use chrono::NaiveDate;
use serde_json::Value;

use super::definition::LetterTexts;
use super::display::euros_of;
use super::form::Form;
use super::inquiry::addressee;
use super::interpolate::{interpolate_with, lacks_answer};
use crate::clock::german_day;
use crate::domain::{Answers, DecisionContent, DecisionLetter, Department, LetterPart, Outcome};

/// Names in braces that a letter knows besides answers and settings.
pub const NAMES: [&str; 6] = [
    "decision.amount",
    "decision.outcome",
    "decision.day",
    "case.number",
    "case.received_on",
    "case.reference",
];

/// What a letter is made of, besides the form and the answers.
#[derive(Debug, Clone)]
pub struct LetterFacts<'a> {
    /// How it is decided.
    pub outcome: &'a Outcome,
    /// The amount in cents, where the outcome has one.
    pub amount: Option<i64>,
    /// The words of the form for why.
    pub reason_codes: &'a [String],
    /// Conditions and reasons.
    pub content: &'a DecisionContent,
    /// The number of the application.
    pub number: String,
    /// The department's own reference.
    pub reference: Option<&'a str>,
    /// The day on which the application counts as received.
    pub received_on: NaiveDate,
    /// The name of who signs (§ 37 (3) VwVfG).
    pub signs: &'a str,
    /// The city.
    pub city: &'a str,
    /// The department, where this version knows it.
    pub department: Option<&'a Department>,
    /// The day of the decision.
    pub today: NaiveDate,
}

/// The letter of a decision; nothing where the form writes none for this outcome.
pub fn write(form: &Form, answers: &Answers, facts: &LetterFacts<'_>) -> Option<DecisionLetter> {
    let texts = form.file.decision.letter.as_ref()?;
    let operative = texts.operative.get(&facts.outcome.0)?;
    let writing = Writing { form, answers: answers.to_value(), facts };
    let mut parts = vec![part(None, writing.answered(&texts.opening))];
    parts.push(part(Some("Entscheidung"), writing.all(operative)));
    parts.extend(writing.conditions(texts));
    parts.extend(writing.reasons(texts));
    if !texts.legal_basis.is_empty() {
        let items = writing.all(&texts.legal_basis);
        parts.push(LetterPart { items, ..part(Some("Rechtsgrundlagen"), Vec::new()) });
    }
    if !texts.remedy.is_empty() {
        parts.push(part(Some("Rechtsbehelfsbelehrung"), writing.all(&texts.remedy)));
    }
    let closing = writing.answered(&texts.closing).into_iter().chain(["Mit freundlichen Grüßen".to_owned()]);
    parts.push(part(None, closing.collect()));
    parts.retain(|part| !part.paragraphs.is_empty() || !part.items.is_empty());
    let department = facts.department.map(|department| department.name.clone());
    let address = facts.department.map(|department| department.address.join(", "));
    Some(DecisionLetter {
        authority: [Some(facts.city.to_owned()), department].into_iter().flatten().collect(),
        sender: address.unwrap_or_else(|| facts.city.to_owned()),
        addressee: addressee(form, answers),
        facts: writing.facts(),
        subject: writing.one(&texts.subject),
        parts,
        signature: vec!["Im Auftrag".to_owned(), facts.signs.to_owned()],
    })
}

fn part(heading: Option<&str>, paragraphs: Vec<String>) -> LetterPart {
    LetterPart { heading: heading.map(str::to_owned), paragraphs, items: Vec::new() }
}

struct Writing<'a> {
    form: &'a Form,
    answers: Value,
    facts: &'a LetterFacts<'a>,
}

impl Writing<'_> {
    fn one(&self, text: &str) -> String {
        interpolate_with(self.form, &self.answers, text, |name| self.own(name), self.facts.today)
    }

    fn all(&self, texts: &[String]) -> Vec<String> {
        texts.iter().map(|text| self.one(text)).collect()
    }

    /// Without the paragraphs that name an answer that is not there: an application that was taken incomplete may lack
    /// any. What is decided, and what can be done against it, is never left out.
    fn answered(&self, texts: &[String]) -> Vec<String> {
        let lacks = |text: &&String| lacks_answer(self.form, &self.answers, text, &NAMES);
        texts.iter().filter(|text| !lacks(text)).map(|text| self.one(text)).collect()
    }

    fn own(&self, name: &str) -> Option<String> {
        let facts = self.facts;
        Some(match name {
            "decision.amount" => facts.amount.map_or_else(|| "kein Betrag".to_owned(), euros_of),
            "decision.outcome" => self.form.outcome_title(facts.outcome).to_owned(),
            "decision.day" => german_day(facts.today),
            "case.number" => facts.number.clone(),
            "case.received_on" => german_day(facts.received_on),
            "case.reference" => facts.reference.unwrap_or("ohne Aktenzeichen").to_owned(),
            _ => return None,
        })
    }

    fn conditions(&self, texts: &LetterTexts) -> Option<LetterPart> {
        let items = self.facts.content.conditions.clone();
        if items.is_empty() {
            return None;
        }
        let before = texts.conditions.as_deref().map(|text| self.one(text));
        Some(LetterPart { items, ..part(Some("Auflagen"), before.into_iter().collect()) })
    }

    /// Sentences of the form first, then what was written. Neither is searched for names.
    fn reasons(&self, texts: &LetterTexts) -> Vec<LetterPart> {
        let words = &self.form.file.decision.reason_codes;
        let codes = self.facts.reason_codes.iter();
        let items: Vec<String> = codes.filter_map(|code| words.get(code).cloned()).collect();
        let written = self.facts.content.reasons.lines().map(str::trim).filter(|line| !line.is_empty());
        let written: Vec<String> = written.map(str::to_owned).collect();
        if items.is_empty() && written.is_empty() {
            return Vec::new();
        }
        let mut before = self.answered(&texts.reasons);
        if items.is_empty() {
            // A heading stands above what was written, too.
            before.extend(written);
            return vec![part(Some("Begründung"), before)];
        }
        let first = LetterPart { items, ..part(Some("Begründung"), before) };
        vec![first, part(None, written)]
    }

    fn facts(&self) -> Vec<(String, String)> {
        let facts = self.facts;
        let fact = |label: &str, value: String| (label.to_owned(), value);
        let mut all =
            vec![fact("Datum", german_day(facts.today)), fact("Eingangsnummer", facts.number.clone())];
        all.extend(facts.reference.map(|reference| fact("Unser Zeichen", reference.to_owned())));
        all.push(fact("Auskunft", facts.signs.to_owned()));
        let department = facts.department;
        let phone = department.and_then(|found| found.phone.clone());
        let mail = department.and_then(|found| found.contact_mail.clone());
        all.extend(phone.map(|phone| fact("Telefon", phone)));
        all.extend(mail.map(|mail| fact("E-Mail", mail)));
        all
    }
}
