//! `decision` in `form.json`: how a case can be decided, what belongs to each outcome, and the texts of the letter.

use std::collections::BTreeMap;
use std::fmt;

use indexmap::IndexMap;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::domain::Outcome;

/// What the department decides, and why.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DecisionWords {
    /// How it can be decided.
    #[serde(default)]
    pub outcomes: IndexMap<String, OutcomeWords>,
    /// Reason codes and their words: each is a sentence of the letter.
    #[serde(default)]
    pub reason_codes: BTreeMap<String, String>,
    /// The letter; without it a case is decided by a move alone, and the letter is written elsewhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub letter: Option<LetterTexts>,
}

/// An outcome: what staff read for it, and what belongs to it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OutcomeWords {
    /// What staff read for it.
    pub title: String,
    /// It has an amount.
    pub amount: Option<AmountRule>,
    /// Why is to be said: in sentences of the form, or in words of one's own (§ 39 VwVfG).
    pub reasons: bool,
    /// It can have conditions (Auflagen).
    pub conditions: Conditions,
}

/// Whether an outcome has conditions (Auflagen).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Conditions {
    /// It has none.
    #[default]
    None,
    /// It may have some.
    Possible,
    /// It has at least one.
    Required,
}

/// The amount of an outcome.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AmountRule {
    /// The answer from which it is proposed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// The answer that says what was asked for: less than that is granted with reasons only (§ 39 VwVfG).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most: Option<String>,
}

/// The texts of the letter, with names in braces: answers, settings, and what [`crate::forms::letter`] knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LetterTexts {
    /// What it is about.
    pub subject: String,
    /// How it begins, one paragraph each.
    #[serde(default)]
    pub opening: Vec<String>,
    /// What is decided, by outcome.
    pub operative: IndexMap<String, Vec<String>>,
    /// What stands before the conditions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conditions: Option<String>,
    /// What stands before the reasons.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<String>,
    /// On what the decision rests.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub legal_basis: Vec<String>,
    /// Where, how and until when a remedy can be lodged (§ 37 (6) VwVfG).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub remedy: Vec<String>,
    /// What stands before the greeting.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub closing: Vec<String>,
}

/// An outcome with more than its title.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    title: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    amount: Option<AmountRule>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    reasons: bool,
    #[serde(default, skip_serializing_if = "is_none")]
    conditions: Conditions,
}

fn is_none(conditions: &Conditions) -> bool {
    *conditions == Conditions::None
}

impl DecisionWords {
    /// How a case can be decided, where a form says nothing.
    const USUAL: [(&str, &str); 3] =
        [("granted", "Bewilligt"), ("partly_granted", "Teilweise bewilligt"), ("refused", "Abgelehnt")];

    /// How a case can be decided, and what staff read for it.
    pub fn outcomes(&self) -> Vec<(Outcome, &str)> {
        let own = self.outcomes.iter().map(|(id, words)| (id.as_str(), words.title.as_str()));
        let usual = Self::USUAL.into_iter().filter(|_| self.outcomes.is_empty());
        own.chain(usual).map(|(id, title)| (Outcome(id.to_owned()), title)).collect()
    }

    /// The outcome by which somebody gets less than they asked for: the first with an amount and with reasons.
    pub fn for_less(&self) -> Option<(Outcome, &str)> {
        let found = self.outcomes.iter().find(|(_, words)| words.amount.is_some() && words.reasons)?;
        Some((Outcome(found.0.clone()), found.1.title.as_str()))
    }

    /// What belongs to an outcome, where the form says so.
    pub fn rules(&self, outcome: &Outcome) -> Option<&OutcomeWords> {
        self.outcomes.get(&outcome.0)
    }
}

impl Serialize for OutcomeWords {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { title, amount, reasons, conditions } = self.clone();
        if amount.is_none() && !reasons && conditions == Conditions::None {
            return serializer.serialize_str(&title);
        }
        Written { title, amount, reasons, conditions }.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for OutcomeWords {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Either)
    }
}

/// Reads a title, or an object with one.
struct Either;

impl<'de> Visitor<'de> for Either {
    type Value = OutcomeWords;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a title, or an object with \"title\"")
    }

    fn visit_str<E: Error>(self, title: &str) -> Result<OutcomeWords, E> {
        Ok(OutcomeWords { title: title.to_owned(), ..OutcomeWords::default() })
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<OutcomeWords, A::Error> {
        let Written { title, amount, reasons, conditions } =
            Written::deserialize(MapAccessDeserializer::new(map))?;
        Ok(OutcomeWords { title, amount, reasons, conditions })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outcome_is_a_title_or_says_more() {
        let text = r#"{"outcomes":{"granted":"Bewilligt","refused":{"title":"Abgelehnt","reasons":true}},"reason_codes":{}}"#;
        let words: DecisionWords = serde_json::from_str(text).unwrap();
        assert_eq!(words.outcomes["granted"].title, "Bewilligt");
        assert!(words.outcomes["refused"].reasons && !words.outcomes["granted"].reasons);
        assert_eq!(serde_json::to_string(&words).unwrap(), text, "a version stays the same");
        let wrong = r#"{"outcomes":{"granted":{"title":"B","amuont":{}}}}"#;
        let error = serde_json::from_str::<DecisionWords>(wrong).unwrap_err().to_string();
        assert!(error.contains("amuont"), "{error}");
    }
}
