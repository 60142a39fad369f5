//! What was typed on a page, in words: for whom it comes back because it could not be taken.

use serde_json::Value;

use super::AnswerView;
use super::sections::row_title;
use crate::domain::{Path, Segment};
use crate::forms::display::words;
use crate::forms::field::{Choice, Kind, Node};
use crate::forms::files::INSTEAD;
use crate::forms::form::Form;
use crate::forms::messages::label;
use crate::forms::parse::{DAY_PARTS, MOMENT_PARTS, SEARCH, SEARCHED};
use crate::forms::places::node_at;

/// What was typed on a page.
#[derive(Debug, Default)]
pub struct Typed {
    /// What belongs to questions of the form, in the order of the page.
    pub answers: Vec<AnswerView>,
    /// Texts that belong to none.
    pub others: Vec<String>,
}

impl Typed {
    /// Whether nothing was typed.
    pub fn is_empty(&self) -> bool {
        self.answers.is_empty() && self.others.is_empty()
    }
}

/// Puts the posted controls of a page into words: nothing is judged, whether it applies or not, and nothing that is
/// the product's own is among it. Without the form, there are no labels.
pub fn typed(form: Option<&Form>, posted: &[(String, String)]) -> Typed {
    let mut typed = Typed::default();
    for (name, text) in posted.iter().filter(|(name, text)| !name.starts_with('_') && !text.trim().is_empty())
    {
        let path: Option<Path> = name.parse().ok();
        match form.zip(path).and_then(|(form, path)| said(form, &path, text)) {
            Some(Said::Nothing) => {}
            Some(Said::Lines(answer)) => add(&mut typed.answers, answer, None),
            Some(Said::Part(answer, between)) => add(&mut typed.answers, answer, Some(between)),
            None => typed.others.extend(text.lines().map(str::to_owned)),
        }
    }
    typed
}

/// What one control says.
enum Said {
    /// Nothing that a person typed.
    Nothing,
    /// An answer, or one of several.
    Lines(AnswerView),
    /// A part of a date, and what stands between it and the part before.
    Part(AnswerView, &'static str),
}

fn said(form: &Form, path: &Path, text: &str) -> Option<Said> {
    if let Some(node) = node_at(form, path) {
        return match node.kind {
            Kind::Group(_) | Kind::List(_) => None,
            // A file is not typed, and its name alone is none.
            Kind::Files(_) => Some(Said::Nothing),
            _ => Some(Said::Lines(answer(form, node, path, lines(form, node, text)))),
        };
    }
    let Some(Segment::Key(part)) = path.segments().last() else { return None };
    let (part, path) = (part.as_str(), path.parent()?);
    let node = node_at(form, &path)?;
    let told = |text: &str| answer(form, node, &path, vec![text.to_owned()]);
    match &node.kind {
        Kind::Date | Kind::Month if DAY_PARTS.contains(&part) => Some(Said::Part(told(text), ".")),
        Kind::Moment if MOMENT_PARTS.contains(&part) => {
            Some(Said::Part(told(text), if DAY_PARTS.contains(&part) { "." } else { ", " }))
        }
        Kind::OneOf { .. } if part == SEARCH => Some(Said::Lines(told(text))),
        Kind::OneOf { .. } if part == SEARCHED => Some(Said::Nothing),
        Kind::Files(files) if part == INSTEAD => Some(Said::Lines(told(title(&files.instead, text)))),
        _ => None,
    }
}

fn lines(form: &Form, node: &Node, text: &str) -> Vec<String> {
    match &node.kind {
        Kind::OneOf { options, .. } | Kind::SeveralOf { options, .. } => {
            vec![title(options, text).to_owned()]
        }
        Kind::YesNo | Kind::Declaration if let Ok(yes) = text.parse() => {
            words(&form.language, node, &Value::Bool(yes))
        }
        _ => text.lines().map(str::to_owned).collect(),
    }
}

fn title<'a>(options: &'a [Choice], text: &'a str) -> &'a str {
    options.iter().find(|option| option.value == text).map_or(text, |option| option.title.as_str())
}

fn answer(form: &Form, node: &Node, path: &Path, lines: Vec<String>) -> AnswerView {
    AnswerView { path: path.clone(), ..AnswerView::said(said_with(form, node, path), lines) }
}

/// The question at a path in words, with the group and the row in which it stands: „Fahrkarte 1: Monat“.
pub fn question(form: &Form, path: &Path) -> String {
    node_at(form, path).map_or_else(|| path.to_string(), |node| said_with(form, node, path))
}

fn said_with(form: &Form, node: &Node, path: &Path) -> String {
    let mut names = vec![row_name(form, path).unwrap_or_else(|| label(node).to_owned())];
    let mut place = path.parent();
    while let Some(above) = place.filter(|above| !above.segments().is_empty()) {
        names.extend(row_name(form, &above).or_else(|| group_title(form, &above)));
        place = above.parent();
    }
    names.reverse();
    names.join(": ")
}

/// What identifies a row, if it is one.
fn row_name(form: &Form, path: &Path) -> Option<String> {
    let Some(Segment::Index(row)) = path.segments().last() else { return None };
    match &node_at(form, &path.parent()?)?.kind {
        // The number comes from outside.
        Kind::List(list) => Some(row_title(list, (*row).min(list.max))),
        _ => None,
    }
}

fn group_title(form: &Form, path: &Path) -> Option<String> {
    let node = node_at(form, path).filter(|node| matches!(node.kind, Kind::Group(_)))?;
    node.title.clone().filter(|_| !node.name.is_empty())
}

/// Adds what one more control says to the answer it belongs to.
fn add(answers: &mut Vec<AnswerView>, more: AnswerView, between: Option<&str>) {
    let Some(last) = answers.last_mut().filter(|last| last.path == more.path) else {
        answers.push(more);
        return;
    };
    match (between, more.lines.first()) {
        (Some(between), Some(part)) => {
            let so_far = last.lines.pop().unwrap_or_default();
            last.lines.push(format!("{so_far}{between}{part}"));
        }
        _ if last.lines.ends_with(&more.lines) => {}
        _ => last.lines.extend(more.lines),
    }
}
