//! What changed between two versions of the answers, in words.

use std::collections::HashMap;

use super::super::form::Form;
use super::super::places::order_key;
use super::super::view::{AnswerView, SectionView};
use crate::domain::{Answers, FileId, Path};

/// An answer that changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Where it stands.
    pub path: Path,
    /// The heading that it stands under: a group's or a row's.
    pub title: Option<String>,
    /// What it is called.
    pub label: String,
    /// What was answered before; nothing, if nothing was.
    pub old: Vec<String>,
    /// What is answered now; nothing, if it was taken away or does not apply any more.
    pub new: Vec<String>,
    /// The files that the first of the new lines name.
    pub files: Vec<FileId>,
    /// Those of them that cannot be fetched.
    pub withheld: Vec<FileId>,
    /// It was computed anew; nobody typed it.
    pub computed: bool,
}

/// The changes of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedSection {
    /// The page's title.
    pub title: String,
    /// What changed on it, in the order of the form.
    pub changes: Vec<Change>,
}

/// An answer, with the title of its page and its own heading.
type Told = (String, Option<String>, AnswerView);

/// What changed. The sections are those of the two versions, with or without what only the department reads; whether
/// an answer changed is asked of the answers themselves.
pub fn changes(
    form: &Form,
    (old, old_sections): (&Answers, Vec<SectionView>),
    (new, new_sections): (&Answers, Vec<SectionView>),
) -> Vec<ChangedSection> {
    let mut before: HashMap<Path, Told> = told(old_sections).collect();
    let mut found: Vec<(String, Change)> = Vec::new();
    for (page, title, answer) in told(new_sections).map(|(_, told)| told) {
        let was = before.remove(&answer.path).map(|(_, _, was)| was);
        if old.get(&answer.path) == new.get(&answer.path) {
            continue;
        }
        let lines = was.map(|was| was.lines).unwrap_or_default();
        found.push((page, change(title, &answer, lines, answer.lines.clone())));
    }
    for (page, title, answer) in before.into_values() {
        if old.get(&answer.path).is_some() && !answer.lines.is_empty() {
            let gone =
                Change { files: Vec::new(), ..change(title, &answer, answer.lines.clone(), Vec::new()) };
            found.push((page, gone));
        }
    }
    found.sort_by_key(|(_, change)| order_key(form, &change.path));
    let mut sections: Vec<ChangedSection> = Vec::new();
    for (page, change) in found {
        match sections.last_mut() {
            Some(section) if section.title == page => section.changes.push(change),
            _ => sections.push(ChangedSection { title: page, changes: vec![change] }),
        }
    }
    sections
}

fn told(sections: Vec<SectionView>) -> impl Iterator<Item = (Path, Told)> {
    sections.into_iter().flat_map(|section| {
        let page = section.title;
        section.blocks.into_iter().flat_map(move |block| {
            let (page, title) = (page.clone(), block.title);
            block
                .answers
                .into_iter()
                .map(move |answer| (answer.path.clone(), (page.clone(), title.clone(), answer)))
        })
    })
}

fn change(title: Option<String>, answer: &AnswerView, old: Vec<String>, new: Vec<String>) -> Change {
    Change {
        path: answer.path.clone(),
        title,
        label: answer.label.clone(),
        old,
        new,
        files: answer.files.clone(),
        withheld: answer.withheld.clone(),
        computed: answer.computed,
    }
}
