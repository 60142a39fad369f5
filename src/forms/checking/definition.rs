//! `check` of `form.json`, as it is written.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// What the department checks beside the answers, and what it accepts.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CheckRules {
    /// The fields, by name, in the vocabulary of `schema.json`.
    #[serde(default)]
    pub fields: Map<String, Value>,
    /// The answers that may be accepted in another height.
    #[serde(default)]
    pub accepted: Vec<Acceptable>,
    /// An expression: what was asked for, in cents.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked: Option<String>,
    /// An expression: the amount of the decision, in cents. The accepted values stand in the place of the answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<String>,
}

/// An answer that may be accepted in another height.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Acceptable {
    /// The column of a list (`tickets[].price`), or a single answer (`other_funding_amount`).
    pub of: String,
    /// It is taken off the amount: more of it is less money, and needs a reason.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub deducts: bool,
    /// What is proposed: of those that hold, the first.
    #[serde(default)]
    pub propose: Vec<Proposal>,
}

/// What is proposed in the place of an answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Proposal {
    /// When: an expression, `row.` is the row.
    pub when: String,
    /// The value: an expression.
    pub value: String,
    /// Why: one of the reason codes of `decision`.
    pub reason: String,
}

impl CheckRules {
    /// Whether there is nothing to check.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
