//! Whether what is to be decided is complete: what belongs to the outcome is there, and nothing else.

use crate::domain::{Answers, MAX_AMOUNT, MAX_CONDITION, MAX_CONDITIONS, MAX_REASONS, Outcome};
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
    /// The amount is less than what was asked for, and another outcome is for that.
    Less,
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

/// What was asked for by an outcome with an amount, in cents; nothing where the form or the answers do not say.
pub fn amount_asked(form: &Form, answers: &Answers, outcome: &Outcome) -> Option<i64> {
    let rule = form.file.decision.rules(outcome)?.amount.as_ref()?;
    answers.at(rule.most.as_deref().or(rule.from.as_deref())?)?.as_i64()
}

/// What is wrong with a decision; nothing where it can be decided. Whoever gets less than they asked for, or
/// with conditions, is told why (§ 39 VwVfG).
pub fn judge((form, answers): (&Form, &Answers), what: &NewDecision) -> Vec<DecisionMistake> {
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
    let asked = amount_asked(form, answers, &what.outcome);
    let is_less = what.amount.zip(asked).is_some_and(|(amount, asked)| amount < asked);
    // Conditions make it another decision already; elsewhere the outcome must not say that all was granted.
    let is_plain = !rules.reasons && rules.conditions != Conditions::Required;
    if is_less && is_plain && words.for_less().is_some() {
        mistakes.push(M::Less);
    }
    mistakes.extend(wrong_conditions(rules.conditions, &what.content.conditions));
    if !what.reason_codes.iter().all(|code| words.reason_codes.contains_key(code)) {
        mistakes.push(M::ReasonCode);
    }
    if what.content.reasons.chars().count() > MAX_REASONS {
        mistakes.push(M::ReasonsLength);
    }
    let needs_reasons = rules.reasons || is_less || !what.content.conditions.is_empty();
    if needs_reasons && what.reason_codes.is_empty() && what.content.reasons.trim().is_empty() {
        mistakes.push(M::Reasons);
    }
    mistakes
}

fn wrong_conditions(rule: Conditions, conditions: &[String]) -> Vec<DecisionMistake> {
    use DecisionMistake as M;
    let is_long = |text: &String| text.chars().count() > MAX_CONDITION;
    let is_too_much = conditions.len() > MAX_CONDITIONS || conditions.iter().any(is_long);
    let fits = match rule {
        Conditions::Required if conditions.is_empty() => Some(M::Conditions),
        Conditions::None if !conditions.is_empty() => Some(M::NoConditions),
        _ => None,
    };
    fits.into_iter().chain(is_too_much.then_some(M::ConditionsLength)).collect()
}
