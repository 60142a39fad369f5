//! Finished answers in words, for check page, receipt and case.

use serde_json::Value;

use super::{AnswerView, BlockView, SectionView};
use crate::domain::{Answers, Path, Segment};
use crate::forms::applicable::Applicable;
use crate::forms::display::words;
use crate::forms::field::{Kind, List, Node};
use crate::forms::form::Form;
use crate::forms::messages::label;
use crate::texts::Language;

/// The answers of every page that applies. It needs nothing but the form and the answers that apply, so
/// it serves drafts and stored submissions alike.
pub fn sections(form: &Form, answers: &Answers) -> Vec<SectionView> {
    let applicable = Applicable::to(form, answers);
    let of_page = |page: &crate::forms::definition::Page| {
        let mut writer = Writer::new(&form.language, answers, &applicable);
        for pattern in &page.fields {
            if let (Some(node), Ok(path)) = (form.root.find(pattern), pattern.parse::<Path>()) {
                writer.node(node, &path, &Heading::default());
            }
        }
        let blocks: Vec<BlockView> = writer.blocks.into_iter().map(|(_, block)| block).collect();
        (!blocks.is_empty()).then(|| SectionView { page: page.id.clone(), title: page.title.clone(), blocks })
    };
    form.pages.iter().filter_map(of_page).collect()
}

/// The answers of one row in words; what was not answered is left out.
pub fn row_summary(
    form: &Form,
    list: &List,
    row: &Path,
    answers: &Answers,
    applicable: &Applicable,
) -> Vec<AnswerView> {
    let mut writer = Writer::new(&form.language, answers, applicable);
    writer.node(&list.row, row, &Heading::default());
    let answers = writer.blocks.into_iter().flat_map(|(path, block)| {
        // An answer in a row of this row tells which one.
        let is_row = matches!(path.segments().last(), Some(Segment::Index(_))) && path != *row;
        let inner = block.title.filter(|_| is_row);
        block.answers.into_iter().map(move |answer| match &inner {
            Some(inner) => AnswerView { label: format!("{inner}: {}", answer.label), ..answer },
            None => answer,
        })
    });
    let mut answers: Vec<AnswerView> = answers.filter(|answer| !answer.lines.is_empty()).collect();
    answers.iter_mut().for_each(|answer| hide(form, answer));
    answers
}

/// The same for the eyes of everybody: what only the department reads is left out.
pub fn without_secrets(form: &Form, mut sections: Vec<SectionView>) -> Vec<SectionView> {
    let blocks = sections.iter_mut().flat_map(|section| &mut section.blocks);
    blocks.flat_map(|block| &mut block.answers).for_each(|answer| hide(form, answer));
    sections
}

/// The same without the answers to some fields, and to those in groups among them.
pub fn without(mut sections: Vec<SectionView>, hidden: &[String]) -> Vec<SectionView> {
    let hidden: Vec<Path> = hidden.iter().filter_map(|path| path.parse().ok()).collect();
    let is_shown = |answer: &AnswerView| !hidden.iter().any(|path| answer.path.starts_with(path));
    for section in &mut sections {
        section.blocks.iter_mut().for_each(|block| block.answers.retain(is_shown));
        section.blocks.retain(|block| !block.answers.is_empty());
    }
    sections.retain(|section| !section.blocks.is_empty());
    sections
}

/// Only these of the answers.
pub fn only(mut sections: Vec<SectionView>, answers: &Answers) -> Vec<SectionView> {
    for section in &mut sections {
        section.blocks.iter_mut().for_each(|block| block.answers.retain(|a| answers.get(&a.path).is_some()));
        section.blocks.retain(|block| !block.answers.is_empty());
    }
    sections.retain(|section| !section.blocks.is_empty());
    sections
}

fn hide(form: &Form, answer: &mut AnswerView) {
    if answer.secret {
        answer.files.clear();
        answer.lines = vec![form.language.say("Angegeben, wird hier nicht gezeigt").to_owned()];
    }
}

/// What identifies a row: „Fahrkarte 1“.
pub fn row_title(list: &List, row: usize) -> String {
    format!("{} {}", list.item, row + 1)
}

/// What stands above answers; its path tells blocks of the same title apart.
#[derive(Debug, Default, Clone)]
struct Heading {
    path: Path,
    title: Option<String>,
    row: Option<(Path, usize)>,
}

struct Writer<'a> {
    language: &'a Language,
    answers: &'a Answers,
    applicable: &'a Applicable,
    blocks: Vec<(Path, BlockView)>,
}

impl<'a> Writer<'a> {
    fn new(language: &'a Language, answers: &'a Answers, applicable: &'a Applicable) -> Self {
        Self { language, answers, applicable, blocks: Vec::new() }
    }

    fn node(&mut self, node: &Node, path: &Path, under: &Heading) {
        if !self.applicable.contains(path) || !node.is_shown() {
            return;
        }
        match &node.kind {
            Kind::Group(group) => {
                let heading = heading_of_group(node, path, under);
                for (name, child) in &group.fields {
                    self.node(child, &group.path_of(path, name), &heading);
                }
            }
            Kind::List(list) => self.rows(node, list, path, under),
            _ => self.answer(node, path, under),
        }
    }

    fn rows(&mut self, node: &Node, list: &List, path: &Path, under: &Heading) {
        let rows = self.answers.get(path).and_then(Value::as_array).map_or(0, Vec::len);
        if rows == 0 {
            self.answer(node, path, under);
            return;
        }
        if list.row.group().is_none() {
            let lines = (0..rows).filter_map(|row| self.answers.get(&path.index(row)));
            let lines: Vec<String> = lines.flat_map(|value| words(self.language, &list.row, value)).collect();
            self.add(node, path, lines, under);
            return;
        }
        for row in 0..rows {
            let title = row_title(list, row);
            // A row in a row: the page that it is changed on is that of the outer one.
            let heading = Heading {
                path: path.index(row),
                title: Some(
                    under
                        .title
                        .as_ref()
                        .filter(|_| under.row.is_some())
                        .map_or_else(|| title.clone(), |outer| format!("{outer}: {title}")),
                ),
                row: if list.on_one_page { under.row.clone() } else { Some((path.clone(), row)) },
            };
            self.node(&list.row, &path.index(row), &heading);
        }
    }

    fn answer(&mut self, node: &Node, path: &Path, under: &Heading) {
        let lines = self.answers.get(path).map(|value| words(self.language, node, value)).unwrap_or_default();
        let computed = node.compute.is_some() || node.is_of_account();
        if computed && lines.is_empty() {
            return;
        }
        self.add(node, path, lines, under);
    }

    fn add(&mut self, node: &Node, path: &Path, lines: Vec<String>, under: &Heading) {
        let (label, computed, secret) = (
            label(node).to_owned(),
            node.compute.is_some() || node.is_of_account(),
            node.write_only && !lines.is_empty(),
        );
        let files = match (&node.kind, self.answers.get(path)) {
            (Kind::Files(files), Some(answer)) => files.references(answer),
            _ => Vec::new(),
        };
        let files = files.into_iter().map(|file| file.id).collect();
        let answer =
            AnswerView { path: path.clone(), label, lines, computed, secret, files, withheld: Vec::new() };
        match self.blocks.last_mut() {
            Some((at, block)) if *at == under.path => block.answers.push(answer),
            _ => {
                let (title, row) = (under.title.clone(), under.row.clone());
                self.blocks.push((under.path.clone(), BlockView { title, row, answers: vec![answer] }));
            }
        }
    }
}

/// A group with a title begins a block; in a row it names the row too.
fn heading_of_group(node: &Node, path: &Path, under: &Heading) -> Heading {
    let Some(title) = node.title.as_ref().filter(|_| !node.name.is_empty()) else { return under.clone() };
    let in_row = crate::forms::places::row_path(path).is_some();
    let title = match &under.title {
        Some(row) if in_row => format!("{row}: {title}"),
        _ => title.clone(),
    };
    Heading { path: path.clone(), title: Some(title), row: under.row.clone() }
}
