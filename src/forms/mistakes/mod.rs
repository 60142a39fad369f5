//! Every mistake that can be made at a field, and what people are told: the catalogue for authors.
//!
//! The rules of the schema and what can be typed are gone through, and the code that tells people is asked
//! about each; so nothing here knows a message.

mod rules;
mod typed;

use std::collections::HashSet;

use super::expression::Datum;
use super::field::{Group, Node};
use super::form::Form;
use super::interpolate::setting_in_words;
use super::messages::{Problem, own_message, standard_message};
use super::places::{node_at, order_key, resolve};
use super::validate::keyword_of;
use crate::domain::Path;
use crate::texts::fill_names;
pub use rules::{Broken, Rule, rules};

/// What people are told at a field, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// The field at which it is told, as a pattern: `tickets[].price`.
    pub field: String,
    /// Why: the keywords that fail, with what is behind them.
    pub causes: Vec<Cause>,
    /// The message. `{…}` stands for what depends on the answers.
    pub message: String,
}

/// Why a message is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cause {
    /// The keyword of the mistake, as in `cases/`.
    pub keyword: String,
    /// The limit that was missed, or what is wrong with what was typed; empty where the keyword says it all.
    pub detail: String,
}

impl std::fmt::Display for Cause {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.detail.as_str() {
            "" => f.write_str(&self.keyword),
            detail => write!(f, "{} {detail}", self.keyword),
        }
    }
}

/// Everything that people can be told at the fields of a form, in the order of the form.
pub fn mistakes(form: &Form) -> Vec<Mistake> {
    let mut told = Told { form, optional: may_be_absent(form), found: Vec::new() };
    told.typed(&form.root, &Path::root());
    for rule in rules(form) {
        told.rule(&rule);
    }
    told.found.sort_by_cached_key(|(path, _)| order_key(form, path));
    told.found.into_iter().map(|(_, mistake)| mistake).collect()
}

struct Told<'a> {
    form: &'a Form,
    /// The fields that do not always apply.
    optional: HashSet<String>,
    found: Vec<(Path, Mistake)>,
}

impl Told<'_> {
    /// What can be typed that is no answer.
    fn typed(&mut self, node: &Node, path: &Path) {
        for (word, problem) in typed::unreadable(node) {
            let keyword = keyword_of(&problem, node);
            self.note(path, path, keyword, word, &problem);
        }
        for (child, at) in below(node, path) {
            self.typed(child, &at);
        }
    }

    fn rule(&mut self, rule: &Rule) {
        let (keyword, detail) = (rule.keyword, detail(rule));
        match &rule.broken {
            Broken::Schema(kind) => self.everywhere(&rule.path, keyword, &detail, &Problem::Schema(kind)),
            Broken::Open => self.everywhere(&rule.path, keyword, &detail, &Problem::Missing),
            Broken::OneOfThese { paths, all } => {
                let problem = |named| Problem::OneOfThese(named);
                self.at_first_of(rule, paths, *all, &problem);
            }
            Broken::NotTogether { paths, all } => {
                let problem = |named| Problem::NotTogether(named);
                self.at_first_of(rule, paths, *all, &problem);
            }
        }
    }

    /// A rule about several answers is told at the first of those that break it; if not all of them need to,
    /// that may be any.
    fn at_first_of<'b>(
        &mut self,
        rule: &Rule,
        paths: &[Path],
        all: bool,
        problem: &dyn Fn(Vec<Path>) -> Problem<'b>,
    ) {
        let source = rule.path.clone();
        let mut sorted = paths.to_vec();
        sorted.sort_by_cached_key(|path| order_key(self.form, path));
        let named = if all { paths.to_vec() } else { Vec::new() };
        for path in sorted.iter().take(if all { 1 } else { sorted.len() }) {
            self.note(path, &source, rule.keyword, String::new(), &problem(named.clone()));
        }
    }

    /// A rule is told at its field, a computed one at the field it names, one of a group at the group's first
    /// question, whichever that is.
    fn everywhere(&mut self, source: &Path, keyword: &str, detail: &str, problem: &Problem<'_>) {
        let Some(node) = node_at(self.form, source) else { return };
        let shown = match &node.at {
            Some(at) if node.compute.is_some() => resolve(at, source),
            _ => source.clone(),
        };
        let mut places = Vec::new();
        // What is no group at all has no questions.
        if keyword == "type" {
            places.push(shown);
        } else {
            let goes_on =
                node_at(self.form, &shown).is_none_or(|at| self.first_questions(at, &shown, &mut places));
            if goes_on {
                places.push(shown);
            }
        }
        for path in places {
            self.note(&path, source, keyword, detail.to_owned(), problem);
        }
    }

    /// The questions of a group that may be its first; whether there may be none.
    fn first_questions(&self, node: &Node, path: &Path, found: &mut Vec<Path>) -> bool {
        let Some(group) = node.group() else {
            found.push(path.clone());
            return false;
        };
        for (name, child) in group.fields.iter().filter(|(_, child)| child.compute.is_none()) {
            let goes_on = self.first_questions(child, &group.path_of(path, name), found);
            if !goes_on && !self.optional.contains(&child.pattern) {
                return false;
            }
        }
        true
    }

    /// Asks for the words of a mistake that is told at `path`.
    fn note(&mut self, path: &Path, source: &Path, keyword: &str, detail: String, problem: &Problem<'_>) {
        let (node, about) = (node_at(self.form, path), node_at(self.form, source));
        let own = [about, node].into_iter().flatten().find_map(|node| own_message(node, keyword));
        let message = match own {
            Some(text) => with_settings(self.form, text),
            None => standard_message(self.form, node, keyword, problem),
        };
        let field = node.map_or_else(|| path.pattern(), |node| node.pattern.clone());
        let cause = Cause { keyword: keyword.to_owned(), detail };
        match self.found.iter_mut().find(|(_, known)| known.field == field && known.message == message) {
            Some((_, known)) if known.causes.contains(&cause) => {}
            Some((_, known)) => known.causes.push(cause),
            None => self.found.push((path.clone(), Mistake { field, causes: vec![cause], message })),
        }
    }
}

/// The value behind a keyword, as far as it tells something.
fn detail(rule: &Rule) -> String {
    match &rule.value {
        serde_json::Value::Null | serde_json::Value::Object(_) => String::new(),
        serde_json::Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// The author's text with the settings that are the same on every day.
fn with_settings(form: &Form, text: &str) -> String {
    fill_names(text, |name| {
        let name = name.strip_prefix('$')?;
        let is_table = matches!(form.settings.get(name), Some(Datum::Steps(_)));
        if is_table { None } else { setting_in_words(form, name, chrono::NaiveDate::MIN) }
    })
}

/// The fields of a node, one step below; of a list its row 0.
pub fn below<'a>(node: &'a Node, path: &Path) -> Vec<(&'a Node, Path)> {
    match &node.kind {
        super::field::Kind::Group(group) => {
            group.fields.iter().map(|(name, child)| (child, group.path_of(path, name))).collect()
        }
        super::field::Kind::List(list) => vec![(&list.row, path.index(0))],
        _ => Vec::new(),
    }
}

/// The patterns of the fields that an answer can take away or must bring first.
fn may_be_absent(form: &Form) -> HashSet<String> {
    let mut found = HashSet::new();
    absent_in(&form.root, &[], &mut found);
    found
}

fn absent_in(node: &Node, from_above: &[&super::condition::Branch], found: &mut HashSet<String>) {
    let super::field::Kind::Group(group) = &node.kind else {
        if let super::field::Kind::List(list) = &node.kind {
            absent_in(&list.row, from_above, found);
        }
        return;
    };
    let said = branches(group, from_above);
    for (name, child) in &group.fields {
        if !child.declared || said.iter().any(|branch| branch.forbidden.contains(name)) {
            found.insert(child.pattern.clone());
        }
        let below: Vec<_> = said.iter().filter_map(|branch| branch.below.get(name)).collect();
        absent_in(child, &below, found);
    }
}

/// Every branch that says something of a group's fields, whether it holds or not.
fn branches<'a>(
    group: &'a Group,
    from_above: &[&'a super::condition::Branch],
) -> Vec<&'a super::condition::Branch> {
    let mut open: Vec<_> = from_above.to_vec();
    open.extend(group.conditions.iter().flat_map(|condition| [&condition.then, &condition.otherwise]));
    let mut all = Vec::new();
    while let Some(branch) = open.pop() {
        all.push(branch);
        open.extend(branch.conditions.iter().flat_map(|condition| [&condition.then, &condition.otherwise]));
    }
    all
}
