//! What can be asked for: every question that applies, and every list as a whole.

use std::collections::HashSet;

use super::super::field::Kind;
use super::super::form::Form;
use super::super::messages::label;
use super::super::places::{node_at, rows_of};
use super::super::view::{AnswerView, sections};
use crate::domain::{Answers, Path};

/// A question, or a list of rows, that can be asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// Where its answer stands.
    pub path: Path,
    /// What it is called.
    pub label: String,
    /// What is answered now, in words; of a list, how many rows there are.
    pub lines: Vec<String>,
    /// It asks for files.
    pub is_paper: bool,
}

/// Questions under a common heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MarkBlock {
    /// The heading: a group's or a row's.
    pub title: Option<String>,
    /// The questions.
    pub marks: Vec<Mark>,
}

/// The questions of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MarkSection {
    /// The page's title.
    pub title: String,
    /// Its blocks.
    pub blocks: Vec<MarkBlock>,
}

/// Everything that can be asked for, by pages. Not what is computed, what an account fills in, and what the desk
/// recorded about how it helped.
pub fn markable(form: &Form, answers: &Answers) -> Vec<MarkSection> {
    let is_asked = |page: &str| form.file.pages.iter().any(|known| known.id == page);
    let mut lists = HashSet::new();
    let mut found = Vec::new();
    for section in sections(form, answers).into_iter().filter(|section| is_asked(&section.page)) {
        let mut blocks = Vec::new();
        for block in section.blocks {
            let marks: Vec<Mark> = block.answers.iter().filter_map(|answer| mark(form, answer)).collect();
            for path in block.answers.iter().filter_map(|answer| outer_list(form, &answer.path)) {
                if lists.insert(path.clone()) {
                    blocks.extend(whole_list(form, answers, path));
                }
            }
            if !marks.is_empty() {
                blocks.push(MarkBlock { title: block.title, marks });
            }
        }
        if !blocks.is_empty() {
            found.push(MarkSection { title: section.title, blocks });
        }
    }
    found
}

fn mark(form: &Form, answer: &AnswerView) -> Option<Mark> {
    let node = node_at(form, &answer.path)?;
    if answer.computed || node.compute.is_some() || node.read_only {
        return None;
    }
    let is_paper = matches!(node.kind, Kind::Files(_)) || node.later;
    Some(Mark {
        path: answer.path.clone(),
        label: answer.label.clone(),
        lines: answer.lines.clone(),
        is_paper,
    })
}

/// The outermost list that an answer stands in a row of.
fn outer_list(form: &Form, path: &Path) -> Option<Path> {
    rows_of(form, path).first().and_then(Path::parent)
}

/// A list as a whole, with the right to add rows and to take some away.
fn whole_list(form: &Form, answers: &Answers, path: Path) -> Option<MarkBlock> {
    let node = node_at(form, &path)?;
    let rows = answers.get(&path).and_then(serde_json::Value::as_array).map_or(0, Vec::len);
    let count = if rows == 1 { "1 Eintrag".to_owned() } else { format!("{rows} Einträge") };
    let label = format!("{}: alle Einträge, auch weitere", label(node));
    Some(MarkBlock { title: None, marks: vec![Mark { path, label, lines: vec![count], is_paper: false }] })
}

/// What the marked places are called, each with the heading that it stands under.
pub fn titles(form: &Form, answers: &Answers, marked: &[Path]) -> Vec<String> {
    let blocks = markable(form, answers).into_iter().flat_map(|section| section.blocks);
    let marks = blocks.flat_map(|block| {
        let title = block.title;
        block.marks.into_iter().map(move |mark| (title.clone(), mark))
    });
    let wanted = marks.filter(|(_, mark)| marked.contains(&mark.path));
    wanted
        .map(|(title, mark)| match title {
            Some(title) => format!("{title}: {}", mark.label),
            None => mark.label,
        })
        .collect()
}
