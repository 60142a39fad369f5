//! Conditions as statements: what they say, before anybody puts them into words.

use serde_json::Value;

use crate::forms::field::Node;

/// A statement about answers.
#[derive(Debug, Clone, PartialEq)]
pub enum Said<'a> {
    /// All of these hold; of none of them: always.
    All(Vec<Self>),
    /// At least one of these holds; of none of them: never.
    Any(Vec<Self>),
    /// A fact, or its contrary.
    Fact(Fact<'a>, bool),
}

/// Something that holds for an answer, or does not.
#[derive(Debug, Clone, PartialEq)]
pub enum Fact<'a> {
    /// It is there.
    Given(Asked<'a>),
    /// It is one of these values.
    OneOf(Asked<'a>, Vec<&'a Value>),
    /// Of a set: one of these is chosen.
    Chosen(Asked<'a>, Vec<&'a Value>),
    /// Of a list: this holds in one of its rows.
    InARow(Asked<'a>, Box<Said<'a>>),
    /// Something else that JSON Schema asks: `minimum`, with its value.
    Keyword(Asked<'a>, &'a str, &'a Value),
}

/// The field that is asked about.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// The property's name.
    pub name: &'a str,
    /// The field, where the form has it.
    pub node: Option<&'a Node>,
}

impl PartialEq for Asked<'_> {
    fn eq(&self, other: &Self) -> bool {
        let pattern = |asked: &Self| asked.node.map(|node| node.pattern.clone());
        self.name == other.name && pattern(self) == pattern(other)
    }
}

impl<'a> From<&'a Node> for Asked<'a> {
    fn from(node: &'a Node) -> Self {
        Self { name: &node.name, node: Some(node) }
    }
}

impl Said<'_> {
    /// What holds whatever is answered.
    pub fn always() -> Self {
        Self::All(Vec::new())
    }

    /// The contrary.
    #[must_use]
    pub fn turned(self) -> Self {
        match self {
            Self::All(parts) => Self::Any(parts.into_iter().map(Self::turned).collect()),
            Self::Any(parts) => Self::All(parts.into_iter().map(Self::turned).collect()),
            Self::Fact(fact, holds) => Self::Fact(fact, !holds),
        }
    }

    /// Whether it holds whatever is answered.
    pub fn is_always(&self) -> bool {
        matches!(self, Self::All(parts) if parts.is_empty())
    }

    fn is_never(&self) -> bool {
        matches!(self, Self::Any(parts) if parts.is_empty())
    }
}

/// All of these.
pub fn all_of(mut parts: Vec<Said<'_>>) -> Said<'_> {
    parts.retain(|part| !part.is_always());
    once(&mut parts);
    match parts.len() {
        1 => parts.remove(0),
        _ => Said::All(parts),
    }
}

/// At least one of these.
pub fn any_of(parts: Vec<Said<'_>>) -> Said<'_> {
    if parts.iter().any(Said::is_always) {
        return Said::always();
    }
    let is_possible = |part: &Said<'_>| !part.is_never();
    all_of(parts.into_iter().filter(is_possible).map(Said::turned).collect()).turned()
}

fn once(parts: &mut Vec<Said<'_>>) {
    let mut known = Vec::new();
    for part in parts.drain(..) {
        if !known.contains(&part) {
            known.push(part);
        }
    }
    *parts = known;
}
