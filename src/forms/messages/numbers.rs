//! Numbers and amounts that are none, or out of range.

use jsonschema::error::ValidationErrorKind;
use rust_decimal::Decimal;
use serde_json::Value;

use super::Teller;
use crate::forms::display::{decimal, euros, number};
use crate::forms::field::Kind;
use crate::forms::parse::NumberProblem;

impl Teller<'_> {
    pub(super) fn not_a_number(&self, problem: NumberProblem) -> String {
        let has_subject = self.node.words.subject.is_some();
        let (what, example) = match (&self.node.kind, problem) {
            (Kind::Money, NumberProblem::TooManyPlaces) => (
                match has_subject {
                    true => self.language.say("ein Betrag mit höchstens zwei Stellen nach dem Komma"),
                    false => self.language.say("einen Betrag mit höchstens zwei Stellen nach dem Komma"),
                },
                "49,00".to_owned(),
            ),
            (Kind::Money, _) => (
                match has_subject {
                    true => self.language.say("ein Betrag in Euro"),
                    false => self.language.say("einen Betrag in Euro"),
                },
                "49,00".to_owned(),
            ),
            (Kind::Number { decimals: 0, .. }, _) => (self.language.say("eine ganze Zahl"), "12".to_owned()),
            (Kind::Number { decimals: 1, .. }, NumberProblem::TooManyPlaces) => {
                (self.language.say("eine Zahl mit höchstens einer Stelle nach dem Komma"), "7,5".to_owned())
            }
            (Kind::Number { decimals, .. }, _) => (self.language.say("eine Zahl"), example_number(*decimals)),
            _ => (self.language.say("eine Zahl"), "12".to_owned()),
        };
        let values = [("what", what), ("example", example.as_str())];
        match has_subject {
            true => self.fill("{subject} muss {what} sein, zum Beispiel {example}.", &values),
            false => self.fill("Geben Sie bei „{label}“ {what} ein, zum Beispiel {example}.", &values),
        }
    }

    /// A step of tens only says how many places there may be.
    pub(super) fn not_a_multiple(&self, step: f64) -> String {
        let step = serde_json::Number::from_f64(step).map(Value::Number);
        let Some(step) = step.as_ref().and_then(decimal) else {
            return self.not_a_number(NumberProblem::TooManyPlaces);
        };
        let digits = step.to_string();
        if digits.trim_start_matches(['0', '.']).trim_end_matches('0') == "1" && step <= Decimal::ONE {
            return self.not_a_number(NumberProblem::TooManyPlaces);
        }
        let step = self.amount(step);
        let values = [("step", step.as_str())];
        match &self.node.words.subject {
            Some(_) => self.fill("{subject} muss ein Vielfaches von {step} sein.", &values),
            None => self.fill("Geben Sie bei „{label}“ ein Vielfaches von {step} ein.", &values),
        }
    }

    pub(super) fn range(&self, kind: &ValidationErrorKind) -> Option<String> {
        let limit = match kind {
            ValidationErrorKind::Minimum { limit }
            | ValidationErrorKind::Maximum { limit }
            | ValidationErrorKind::ExclusiveMinimum { limit }
            | ValidationErrorKind::ExclusiveMaximum { limit } => self.amount(decimal(limit)?),
            _ => return None,
        };
        let how = match kind {
            ValidationErrorKind::Minimum { .. } => self.language.say("mindestens"),
            ValidationErrorKind::Maximum { .. } => self.language.say("höchstens"),
            ValidationErrorKind::ExclusiveMinimum { .. } => self.language.say("mehr als"),
            _ => self.language.say("weniger als"),
        };
        let is_most = matches!(kind, ValidationErrorKind::Maximum { .. });
        let values = [("how", how), ("limit", limit.as_str())];
        Some(match (&self.node.words.subject, is_most) {
            (Some(_), true) => self.fill("{subject} darf {how} {limit} betragen.", &values),
            (Some(_), false) => self.fill("{subject} muss {how} {limit} betragen.", &values),
            (None, true) if self.node.compute.is_some() => {
                self.fill("„{label}“ darf {how} {limit} betragen.", &values)
            }
            (None, false) if self.node.compute.is_some() => {
                self.fill("„{label}“ muss {how} {limit} betragen.", &values)
            }
            (None, _) => self.fill("Geben Sie bei „{label}“ {how} {limit} ein.", &values),
        })
    }

    fn amount(&self, value: Decimal) -> String {
        match &self.node.kind {
            Kind::Money => euros(value),
            Kind::Number { unit: Some(unit), .. } => format!("{} {unit}", number(value)),
            _ => number(value),
        }
    }
}

fn example_number(decimals: u32) -> String {
    let places: String = "5123456789".chars().take(decimals.clamp(1, 10) as usize).collect();
    format!("7,{places}")
}
