//! The papers that a form asks for, and how each stands in some answers.

use chrono::NaiveDate;
use serde_json::Value;

use super::applicable::Applicable;
use super::display::words;
use super::field::{Kind, Node};
use super::form::Form;
use super::places::value_at;
use super::responsibility::{is_later, open_items};
use crate::domain::{Answers, FileReference, Path};

/// A paper that applies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paper {
    /// Where its answer stands.
    pub path: Path,
    /// What it is called.
    pub title: String,
    /// Until when it is to come, where the desk noted a day of its own.
    pub due_on: Option<NaiveDate>,
    /// How it stands.
    pub standing: Standing,
}

/// How a paper stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// These files are there.
    Files(Vec<FileReference>),
    /// It is to follow.
    Later,
    /// Something else was answered, in words: „Liegt der Stadt schon vor“.
    Instead(String),
    /// It is required, and nothing was answered.
    Missing,
    /// It is not required, and nothing was answered.
    NotGiven,
}

impl Standing {
    /// Whether the department waits for it.
    pub fn is_open(&self) -> bool {
        matches!(self, Self::Later | Self::Missing)
    }
}

/// The papers that apply to these answers, in the order of the form; behind them what the desk noted as missing.
pub fn papers(form: &Form, answers: &Answers) -> Vec<Paper> {
    let applicable = Applicable::to(form, answers);
    let mut found = Vec::new();
    collect(form, (&form.root, &Path::root()), &answers.to_value(), &applicable, &mut found);
    found.extend(open_items(form, answers).into_iter().map(|item| Paper {
        path: item.path,
        title: item.paper,
        due_on: item.due_on,
        standing: Standing::Later,
    }));
    found
}

fn collect(
    form: &Form,
    (node, path): (&Node, &Path),
    answers: &Value,
    applicable: &Applicable,
    found: &mut Vec<Paper>,
) {
    if !path.segments().is_empty() && !applicable.contains(path) {
        return;
    }
    match &node.kind {
        Kind::Group(group) => {
            for (name, child) in &group.fields {
                collect(form, (child, &group.path_of(path, name)), answers, applicable, found);
            }
        }
        Kind::List(list) => {
            let rows = value_at(answers, path).and_then(Value::as_array).map_or(0, Vec::len);
            for row in 0..rows {
                collect(form, (&list.row, &path.index(row)), answers, applicable, found);
            }
        }
        Kind::Files(_) => found.push(paper(form, (node, path), answers, applicable)),
        _ if node.later => found.push(paper(form, (node, path), answers, applicable)),
        _ => {}
    }
}

fn paper(form: &Form, (node, path): (&Node, &Path), answers: &Value, applicable: &Applicable) -> Paper {
    // A required list of files without a file is kept as an empty list.
    let is_given = |answer: &&Value| !answer.is_null() && answer.as_array().is_none_or(|all| !all.is_empty());
    let standing = match value_at(answers, path).filter(is_given) {
        None if applicable.is_required(path) => Standing::Missing,
        None => Standing::NotGiven,
        Some(answer) => given(form, node, answer),
    };
    let title = node.title.clone().unwrap_or_else(|| node.name.clone());
    Paper { path: path.clone(), title, due_on: None, standing }
}

fn given(form: &Form, node: &Node, answer: &Value) -> Standing {
    let files = match &node.kind {
        Kind::Files(files) => files.references(answer),
        _ => Vec::new(),
    };
    match files.is_empty() {
        false => Standing::Files(files),
        true if node.later && is_later(answer) => Standing::Later,
        true => Standing::Instead(words(&form.language, node, answer).join(", ")),
    }
}
