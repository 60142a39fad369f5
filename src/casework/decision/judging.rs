//! Whether what is to be decided is complete: what belongs to the outcome is there, and nothing else.

use crate::domain::{MAX_AMOUNT, MAX_CONDITION, MAX_CONDITIONS, MAX_REASONS};
use crate::forms::definition::Conditions;
use crate::forms::form::Form;
use crate::store::decisions::NewDecision;

/// What is wrong with a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DecisionMistake {
    /// The outcome is none of the form's.
    Outcome,
    /// The outcome has an amount, and none is there; or it has none.
    Amount,
    /// It is granted, and the amount is none, or larger than any can be.
    AmountBounds,
    /// Why is not said (§ 39 VwVfG).
    Reasons,
    /// The reasons are too long.
    ReasonsLength,
    /// A reason is none of the form's.
    ReasonCode,
    /// Conditions are missing.
    Conditions,
    /// There are conditions, and the outcome has none.
    NoConditions,
    /// There are too many of them, or one is too long.
    ConditionsLength,
}

/// What is wrong with a decision; nothing where it can be decided.
pub fn judge(form: &Form, what: &NewDecision) -> Vec<DecisionMistake> {
    use DecisionMistake as M;
    let words = &form.file.decision;
    if !words.outcomes().iter().any(|(outcome, _)| *outcome == what.outcome) {
        return vec![M::Outcome];
    }
    let rules = words.rules(&what.outcome).cloned().unwrap_or_default();
    let mut mistakes = Vec::new();
    match what.amount {
        Some(amount) if rules.amount.is_some() && !(1..=MAX_AMOUNT).contains(&amount) => {
            mistakes.push(M::AmountBounds);
        }
        amount if amount.is_some() != rules.amount.is_some() => mistakes.push(M::Amount),
        _ => {}
    }
    let content = &what.content;
    let conditions = &content.conditions;
    match rules.conditions {
        Conditions::Required if conditions.is_empty() => mistakes.push(M::Conditions),
        Conditions::None if !conditions.is_empty() => mistakes.push(M::NoConditions),
        _ => {}
    }
    let is_long = |text: &String| text.chars().count() > MAX_CONDITION;
    if conditions.len() > MAX_CONDITIONS || conditions.iter().any(is_long) {
        mistakes.push(M::ConditionsLength);
    }
    if !what.reason_codes.iter().all(|code| words.reason_codes.contains_key(code)) {
        mistakes.push(M::ReasonCode);
    }
    if content.reasons.chars().count() > MAX_REASONS {
        mistakes.push(M::ReasonsLength);
    }
    if rules.reasons && what.reason_codes.is_empty() && content.reasons.trim().is_empty() {
        mistakes.push(M::Reasons);
    }
    mistakes
}
