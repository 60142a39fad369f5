//! What a form takes from an application of another service (`takes` in `form.json`), so that a report begins with
//! what the application said. People see it before and choose; it is never a secret, nor said for one purpose only.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde_json::{Map, Value};

use super::catalogue::Catalogue;
use super::compile::schema::step;
use super::compile::{Asking, absolute};
use super::compute::{facts, stored};
use super::definition::{Take, TakeRows};
use super::expression::Expression;
use super::field::{Group, Kind, List, Node};
use super::form::Form;
use super::places::places;
use super::problem::Problem;
use super::reuse::{may_be_begun_with, may_be_read};
use super::source::FormSource;
use crate::domain::{Answers, Path};

/// What a form takes from the answers to another one, and the patterns of the fields. What does not fit the version
/// that was answered is left out.
pub fn taken(form: &Form, other: &Form, earlier: &Answers, today: NaiveDate) -> (Answers, BTreeSet<String>) {
    let mut answers = Answers::default();
    let mut patterns = BTreeSet::new();
    let said = Said { form: other, answers: earlier.to_value(), today };
    for part in Reader::read(form, other).parts {
        let value = match &part.from {
            From::One(expression) => said.value(expression, &Path::root(), part.node),
            From::Rows(list, blocks) => said.rows(list, blocks),
        };
        if let (Some(value), Ok(path)) = (value, part.node.pattern.parse::<Path>()) {
            answers.set(&path, value);
            patterns.insert(part.node.pattern.clone());
        }
    }
    (answers, patterns)
}

/// Everything that is wrong with what forms take from others.
pub fn review(source: &FormSource, catalogue: &Catalogue) -> Vec<Problem> {
    let ids = source.form_ids().unwrap_or_default();
    let mut problems = Vec::new();
    for service in catalogue.all() {
        let form = &service.online;
        for id in form.file.takes.keys() {
            let mut at = |reason: &str, remedy: &str| {
                let file = format!("{}/form.json", form.id);
                problems.push(Problem::at(file, step("/takes", id), reason, remedy));
            };
            match catalogue.find_id(id) {
                // One that has a mistake is told of by that.
                None if ids.contains(id) => {}
                None => at(&format!("there is no form {id:?}."), "Name the folder of a form."),
                Some(other) if other.online.id == form.id => {
                    at("of the same service everything that still fits is offered.", "Take it out.");
                }
                Some(other) if other.is_for_staff() || service.is_for_staff() => {
                    at("nothing is kept of applications of staff.", "Take it out.");
                }
                Some(other) => problems.extend(Reader::read(form, &other.online).problems),
            }
        }
    }
    problems
}

/// A field, and what it begins with.
struct Part<'a> {
    node: &'a Node,
    from: From<'a>,
}

enum From<'a> {
    One(Expression),
    Rows(&'a List, Vec<Block<'a>>),
}

/// A row for each row of a list there.
struct Block<'a> {
    list: &'a str,
    fields: Vec<(&'a Node, Expression)>,
}

/// Reads `takes` for one other form.
struct Reader<'a> {
    other: &'a Form,
    asking: Asking,
    file: String,
    parts: Vec<Part<'a>>,
    problems: Vec<Problem>,
}

impl<'a> Reader<'a> {
    fn read(form: &'a Form, other: &'a Form) -> Self {
        let file = format!("{}/form.json", form.id);
        let asking = Asking::about(other);
        let mut reader = Self { other, asking, file, parts: Vec::new(), problems: Vec::new() };
        for (pattern, take) in form.file.takes.get(&other.id).into_iter().flatten() {
            let pointer = step(&step("/takes", &other.id), pattern);
            match (field(&form.root, pattern), take) {
                (None, _) => {
                    let remedy = "Name a question, a group or a list; no declaration, file or secret.";
                    reader.problem(&pointer, "nothing can be taken over there.", remedy);
                }
                (Some(node), Take::Answer(text)) => match &node.kind {
                    Kind::Group(group) if !group.by_place => reader.group(group, text, &pointer),
                    Kind::Group(_) | Kind::List(_) => {
                        reader.problem(&pointer, "an expression answers a single question.", "Name one.");
                    }
                    _ => reader.one(node, text, &pointer),
                },
                (Some(node), Take::Rows(blocks)) => reader.list(node, blocks, &pointer),
            }
        }
        reader
    }

    fn problem(&mut self, pointer: &str, reason: impl Into<String>, remedy: &str) {
        self.problems.push(Problem::at(&self.file, pointer, reason, remedy));
    }

    fn one(&mut self, node: &'a Node, text: &str, pointer: &str) {
        if let Some(expression) = self.expression(text, None, node, pointer) {
            self.parts.push(Part { node, from: From::One(expression) });
        }
    }

    /// The fields that are called the same in the group there.
    fn group(&mut self, group: &'a Group, path: &str, pointer: &str) {
        let there = field_to_read(&self.other.root, path).and_then(Node::group);
        let is_same =
            |name: &String| there.is_some_and(|there| there.fields.get(name).is_some_and(may_be_read));
        let same: Vec<_> =
            group.fields.iter().filter(|(name, node)| is_single(node) && is_same(name)).collect();
        if same.is_empty() {
            let reason = format!("{path:?} is no group there with a field of the same name.");
            self.problem(pointer, reason, "Name a group of the other form.");
        }
        for (name, node) in same {
            self.one(node, &format!("{path}.{name}"), pointer);
        }
    }

    fn list(&mut self, node: &'a Node, blocks: &'a [TakeRows], pointer: &str) {
        let Kind::List(list) = &node.kind else {
            return self.problem(pointer, "this is no list.", "Write an expression.");
        };
        let mut read = Vec::new();
        for (place, block) in blocks.iter().enumerate() {
            read.push(self.block(list, block, &format!("{pointer}/{place}")));
        }
        self.parts.push(Part { node, from: From::Rows(list, read) });
    }

    fn block(&mut self, list: &'a List, block: &'a TakeRows, pointer: &str) -> Block<'a> {
        let there = field_to_read(&self.other.root, &block.rows);
        if !there.is_some_and(|there| matches!(there.kind, Kind::List(_))) {
            let reason = format!("there is no list {:?} in the other form.", block.rows);
            self.problem(&format!("{pointer}/rows"), reason, "Name one outside of lists.");
            return Block { list: &block.rows, fields: Vec::new() };
        }
        let mut fields = Vec::new();
        for (name, text) in &block.fields {
            let pointer = step(&format!("{pointer}/fields"), name);
            let node = list.row.group().and_then(|row| row.fields.get(name));
            match node.filter(|node| is_single(node) && may_be_begun_with(node)) {
                Some(node) => fields.extend(
                    self.expression(text, Some(&block.rows), node, &pointer)
                        .map(|expression| (node, expression)),
                ),
                None => self.problem(&pointer, "no row has such a question.", "Name one of the row."),
            }
        }
        Block { list: &block.rows, fields }
    }

    /// An expression about the answers there, if it fits the question and reads nothing that it must not.
    fn expression(
        &mut self,
        text: &str,
        list: Option<&str>,
        node: &Node,
        pointer: &str,
    ) -> Option<Expression> {
        let expression = match self.asking.parse(text, list, &node.kind) {
            Ok(expression) => expression,
            Err(error) => {
                self.problem(pointer, format!("{error}."), "It asks about the answers of the other form.");
                return None;
            }
        };
        let row = list.map(|list| format!("{list}[]"));
        for read in absolute(&expression, row.as_deref()) {
            if field_to_read(&self.other.root, &read).is_none() {
                let reason = format!("{read:?} is not taken over: it was entrusted for one purpose.");
                self.problem(pointer, reason, "Ask for it anew.");
                return None;
            }
        }
        Some(expression)
    }
}

/// What was said to the other form.
struct Said<'a> {
    form: &'a Form,
    answers: Value,
    today: NaiveDate,
}

impl Said<'_> {
    fn value(&self, expression: &Expression, at: &Path, node: &Node) -> Option<Value> {
        let facts = facts(self.form, &self.answers, at, self.today);
        stored(&expression.eval(&facts)?, &node.kind)
    }

    fn rows(&self, list: &List, blocks: &[Block<'_>]) -> Option<Value> {
        let mut rows = Vec::new();
        for block in blocks {
            for at in places(&self.answers, &format!("{}[]", block.list)) {
                let value = |(node, expression): &(&Node, Expression)| {
                    Some((node.name.clone(), self.value(expression, &at, node)?))
                };
                rows.push(Value::Object(block.fields.iter().filter_map(value).collect::<Map<_, _>>()));
            }
        }
        rows.truncate(list.max);
        (!rows.is_empty()).then_some(Value::Array(rows))
    }
}

fn is_single(node: &Node) -> bool {
    !matches!(node.kind, Kind::Group(_) | Kind::List(_))
}

/// A field outside of lists that may be begun with, and so may everything around it.
fn field<'a>(root: &'a Node, pattern: &str) -> Option<&'a Node> {
    if pattern.contains("[]") {
        return None;
    }
    along(root, pattern, may_be_begun_with)
}

/// A field that may be read for another application, and so may everything around it.
fn field_to_read<'a>(root: &'a Node, pattern: &str) -> Option<&'a Node> {
    along(root, pattern, may_be_read)
}

/// The node of a pattern, if all on the way to it are fine.
fn along<'a>(root: &'a Node, pattern: &str, is_fine: fn(&Node) -> bool) -> Option<&'a Node> {
    let ends = pattern.match_indices(['.', '[']).map(|(at, _)| at).chain([pattern.len()]);
    let is_all_fine = ends
        .filter_map(|end| pattern.get(..end).filter(|part| !part.is_empty()))
        .all(|part| root.find(part).is_some_and(is_fine));
    root.find(pattern).filter(|node| is_all_fine && !node.pattern.is_empty() && is_fine(node))
}
