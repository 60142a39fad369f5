//! Conditions that depend on themselves: whether a field applies must not depend on its own answer.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use indexmap::IndexSet;

use crate::forms::compile::patterns;
use crate::forms::field::{Kind, Node};
use crate::forms::form::Form;

/// Something that is settled from other things.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Fact {
    /// Whether the field applies.
    Applies(String),
    /// The answer.
    Answer(String),
}

impl Fact {
    fn pattern(&self) -> &str {
        match self {
            Self::Applies(pattern) | Self::Answer(pattern) => pattern,
        }
    }
}

/// What depends on what.
pub struct Circles {
    edges: BTreeMap<Fact, BTreeSet<Fact>>,
    /// Where it is said that a field applies or does not: the first condition.
    places: BTreeMap<String, String>,
}

impl Circles {
    /// What the tree of fields and the computed values say by themselves.
    pub fn new(form: &Form) -> Self {
        let mut circles = Self { edges: BTreeMap::new(), places: BTreeMap::new() };
        for (pattern, node) in patterns(&form.root) {
            circles.add(Fact::Answer(pattern.clone()), Fact::Applies(pattern.clone()));
            if let Some(parent) = parent(&pattern) {
                circles.add(Fact::Applies(pattern.clone()), Fact::Applies(parent));
            }
            for child in children(node) {
                circles.add(Fact::Answer(pattern.clone()), Fact::Answer(child));
            }
            for read in node.compute.iter().flat_map(|compute| compute.references()) {
                let read = match (read.strip_prefix("row."), pattern.rfind("[]")) {
                    (Some(name), Some(at)) => format!("{}.{name}", &pattern[..at + 2]),
                    _ => read,
                };
                circles.add(Fact::Answer(pattern.clone()), Fact::Answer(read));
            }
        }
        circles
    }

    fn add(&mut self, fact: Fact, needs: Fact) {
        self.edges.entry(fact).or_default().insert(needs);
    }

    /// Notes that a condition at `pointer` that reads these answers decides whether a field applies.
    pub fn depends(&mut self, field: String, reads: &[String], pointer: &str) {
        self.places.entry(field.clone()).or_insert_with(|| pointer.to_owned());
        for read in reads {
            self.add(Fact::Applies(field.clone()), Fact::Answer(read.clone()));
        }
    }

    /// Every circle once: where one of its conditions stands, and which fields are in it.
    pub fn find(&self) -> Vec<(String, String)> {
        let mut found = Vec::new();
        let mut done = HashSet::new();
        for fact in self.edges.keys() {
            let mut trail = IndexSet::new();
            if let Some(circle) = self.follow(fact, &mut trail, &mut done) {
                found.push(self.told(&circle));
            }
        }
        found
    }

    fn follow(&self, fact: &Fact, trail: &mut IndexSet<Fact>, done: &mut HashSet<Fact>) -> Option<Vec<Fact>> {
        if let Some(at) = trail.get_index_of(fact) {
            return Some(trail.iter().skip(at).cloned().collect());
        }
        if done.contains(fact) {
            return None;
        }
        trail.insert(fact.clone());
        let circle =
            self.edges.get(fact).into_iter().flatten().find_map(|needed| self.follow(needed, trail, done));
        trail.pop();
        done.insert(fact.clone());
        circle
    }

    fn told(&self, circle: &[Fact]) -> (String, String) {
        let mut names: Vec<&str> = Vec::new();
        for fact in circle {
            if !names.contains(&fact.pattern()) {
                names.push(fact.pattern());
            }
        }
        let place = names.iter().find_map(|name| self.places.get(*name)).cloned().unwrap_or_default();
        let reason = match names.as_slice() {
            [only] => format!("whether {only:?} is asked depends on its own answer."),
            _ => format!("these fields depend on each other in a circle: {}.", names.join(", ")),
        };
        (place, reason)
    }
}

fn parent(pattern: &str) -> Option<String> {
    let (parent, _) = pattern.rsplit_once('.')?;
    Some(parent.strip_suffix("[]").unwrap_or(parent).to_owned())
}

fn children(node: &Node) -> Vec<String> {
    let group = match &node.kind {
        Kind::Group(group) => Some(group),
        Kind::List(list) => list.row.group(),
        _ => None,
    };
    group.into_iter().flat_map(|group| group.fields.values().map(|field| field.pattern.clone())).collect()
}
