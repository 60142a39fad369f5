//! Answers that are files: `x-file`.

use std::collections::BTreeSet;

use serde_json::Value;

use super::field::{Choice, Kind, Node};
use super::form::Form;
use super::messages::MOST_BYTES;
use super::places::places;
use super::state::Remembered;
use crate::domain::{Answers, FileId, FileName, FileReference, FileType, Metadata, Path};

/// The control, below the field's own name, that says what is answered instead of a file.
pub const INSTEAD: &str = "instead";

/// The keyword that a file fails by that was not taken.
pub const FILE: &str = "x-file";

/// What is asked for.
#[derive(Debug, Clone)]
pub struct Files {
    /// What a file may be.
    pub types: Vec<FileType>,
    /// Most bytes of one file.
    pub max_bytes: u64,
    /// Most files.
    pub max_files: usize,
    /// Whether pictures are stored with what they tell beside what they show.
    pub metadata: Metadata,
    /// The answer is one text; otherwise a list of them.
    pub is_single: bool,
    /// What may be answered instead: „Ich reiche das nach“.
    pub instead: Vec<Choice>,
}

/// Why a file was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileProblem {
    /// There is nothing in it.
    Empty,
    /// It is larger than one file may be.
    TooLarge,
    /// It is none of the types.
    OfOtherKind,
    /// It opens with a password only.
    Protected,
    /// It is damaged.
    Unreadable,
    /// It runs a program when it is opened.
    Active,
    /// The scanner knows it as malware.
    Malware,
    /// There are as many as there may be.
    TooMany,
    /// All files together would be too large.
    TooMuch,
    /// Its name came, its content did not.
    NotSent,
    /// No file was chosen.
    NoneChosen,
    /// Very much came from the same address.
    TooOften,
    /// Very much waits in drafts of everybody.
    NoRoom,
}

impl FileProblem {
    /// Every one, with the word that is remembered of it.
    pub const ALL: [(Self, &'static str); 13] = [
        (Self::Empty, "empty"),
        (Self::TooLarge, "too_large"),
        (Self::OfOtherKind, "of_other_kind"),
        (Self::Protected, "protected"),
        (Self::Unreadable, "unreadable"),
        (Self::Active, "active"),
        (Self::Malware, "malware"),
        (Self::TooMany, "too_many"),
        (Self::TooMuch, "too_much"),
        (Self::NotSent, "not_sent"),
        (Self::NoneChosen, "none_chosen"),
        (Self::TooOften, "too_often"),
        (Self::NoRoom, "no_room"),
    ];

    /// The text that is remembered of a file that was not taken.
    pub fn remembered(self, name: &str) -> String {
        let word = Self::ALL.iter().find(|(known, _)| *known == self).map_or("", |(_, word)| word);
        format!("{word}/{name}")
    }

    /// Reads what is remembered: why, and the file's name.
    pub fn read(text: &str) -> (Self, &str) {
        let (word, name) = text.split_once('/').unwrap_or((text, ""));
        let known = Self::ALL.iter().find(|(_, known)| *known == word);
        (known.map_or(Self::NotSent, |(problem, _)| *problem), name)
    }
}

impl Files {
    /// The files of an answer.
    pub fn references(&self, answer: &Value) -> Vec<FileReference> {
        texts(answer).filter_map(|text| text.parse().ok()).collect()
    }

    /// Why a sound file of this type and size is not taken; `before` are the bytes of the application's other files.
    pub fn refuses(&self, kind: FileType, bytes: u64, before: u64) -> Option<FileProblem> {
        if !self.types.contains(&kind) {
            Some(FileProblem::OfOtherKind)
        } else if bytes > self.max_bytes {
            Some(FileProblem::TooLarge)
        } else {
            (before.saturating_add(bytes) > MOST_BYTES).then_some(FileProblem::TooMuch)
        }
    }

    /// What a file is called that comes to these: as its owner called it, or by a number.
    pub fn called(&self, sent: FileName, kind: FileType, before: &[FileReference]) -> FileName {
        let numbered = || {
            let mut numbers = (1..).map(|number| neutral(number).with_ending_of(kind));
            numbers.find(|name| !before.iter().any(|file| stem(&file.name) == stem(name)))
        };
        let sent = sent.with_ending_of(kind);
        if self.metadata == Metadata::Kept { sent } else { numbered().unwrap_or(sent) }
    }

    /// An answer whose files are called by numbers, if the names that their owner gave them are not stored.
    pub fn with_stored_names(&self, answer: &Value) -> Option<Value> {
        if self.metadata == Metadata::Kept {
            return None;
        }
        let mut named = self.references(answer);
        for (number, file) in (1..).zip(&mut named) {
            let ending = file.name.as_str().rsplit_once('.').map_or("", |(_, ending)| ending);
            file.name = FileName::from_client(&format!("{}.{ending}", neutral(number).as_str()));
        }
        self.answer(&named, self.chosen_instead(answer).map(|option| option.value.as_str()))
    }

    /// What was answered instead of files.
    pub fn chosen_instead(&self, answer: &Value) -> Option<&Choice> {
        texts(answer).find_map(|text| self.instead.iter().find(|option| option.value == text))
    }

    /// The answer that names these files, and perhaps something instead; `None` if it names nothing.
    fn answer(&self, files: &[FileReference], instead: Option<&str>) -> Option<Value> {
        let mut texts = files.iter().map(FileReference::to_string).chain(instead.map(str::to_owned));
        if self.is_single {
            return texts.next().map(Value::String);
        }
        let texts: Vec<Value> = texts.map(Value::String).collect();
        (!texts.is_empty()).then_some(Value::Array(texts))
    }
}

fn neutral(number: usize) -> FileName {
    FileName::from_client(&format!("Foto {number}"))
}

fn stem(name: &FileName) -> &str {
    name.as_str().rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem)
}

/// What an answer names, one after the other: files, or what is answered instead.
pub fn texts(answer: &Value) -> impl Iterator<Item = &str> {
    let listed = answer.as_array().into_iter().flatten().filter_map(Value::as_str);
    answer.as_str().into_iter().chain(listed)
}

/// The field for files at a path, if it is one.
pub fn files_at<'a>(form: &'a Form, path: &Path) -> Option<&'a Files> {
    match &super::places::node_at(form, path)?.kind {
        Kind::Files(files) => Some(files),
        _ => None,
    }
}

/// Adds a file to an answer. What was answered instead is over.
pub fn add(files: &Files, path: &Path, file: FileReference, remembered: &mut Remembered) {
    let mut named = remembered.answers.get(path).map(|answer| files.references(answer)).unwrap_or_default();
    if files.is_single {
        named.clear();
    }
    named.push(file);
    store(files, path, &named, None, remembered);
}

/// Takes a file out of an answer; whether there was one with this number.
pub fn remove(files: &Files, path: &Path, number: usize, remembered: &mut Remembered) -> bool {
    let Some(answer) = remembered.answers.get(path) else { return false };
    let mut named = files.references(answer);
    let instead = files.chosen_instead(answer).map(|option| option.value.clone());
    if number >= named.len() {
        return false;
    }
    named.remove(number);
    store(files, path, &named, instead.as_deref(), remembered);
    true
}

/// Says what is answered instead of files; nothing, if it is none of the options.
pub fn choose_instead(files: &Files, path: &Path, option: &str, remembered: &mut Remembered) {
    let named = remembered.answers.get(path).map(|answer| files.references(answer)).unwrap_or_default();
    let known = files.instead.iter().find(|known| known.value == option);
    store(files, path, &named, known.map(|option| option.value.as_str()), remembered);
}

fn store(
    files: &Files,
    path: &Path,
    named: &[FileReference],
    instead: Option<&str>,
    remembered: &mut Remembered,
) {
    match files.answer(named, instead) {
        Some(answer) => {
            remembered.answers.set(path, answer);
        }
        None => {
            remembered.answers.remove(path);
        }
    }
}

/// Takes files out of the answers that turned out to be malware, and remembers it at their fields as if they had not
/// been taken.
pub fn take_out(form: &Form, files: &[FileId], remembered: &mut Remembered) {
    let answers = remembered.answers.to_value();
    let mut patterns = BTreeSet::new();
    collect(&form.root, &answers, "", &mut |pattern, file| {
        if files.contains(&file.id) {
            patterns.insert(pattern.to_owned());
        }
    });
    for path in patterns.iter().flat_map(|pattern| places(&answers, pattern)) {
        let (Some(asked), Some(answer)) = (files_at(form, &path), remembered.answers.get(&path)) else {
            continue;
        };
        let (bad, good): (Vec<_>, Vec<_>) =
            asked.references(answer).into_iter().partition(|file| files.contains(&file.id));
        if let Some(file) = bad.first() {
            store(asked, &path, &good, None, remembered);
            remembered.texts.insert(path.to_string(), FileProblem::Malware.remembered(file.name.as_str()));
        }
    }
}

/// Every file that answers name, wherever it stands.
pub fn named(form: &Form, answers: &Answers) -> Vec<FileReference> {
    let mut found = Vec::new();
    collect(&form.root, &answers.to_value(), "", &mut |_, file| found.push(file));
    found
}

/// The files that answers name at questions with one of these patterns.
pub fn named_at(form: &Form, answers: &Answers, patterns: &[String]) -> Vec<FileReference> {
    let mut found = Vec::new();
    collect(&form.root, &answers.to_value(), "", &mut |pattern, file| {
        if patterns.iter().any(|wanted| wanted == pattern) {
            found.push(file);
        }
    });
    found
}

/// Tells of each file with the pattern of its question.
fn collect(node: &Node, value: &Value, pattern: &str, found: &mut dyn FnMut(&str, FileReference)) {
    match &node.kind {
        Kind::Files(files) => files.references(value).into_iter().for_each(|file| found(pattern, file)),
        Kind::Group(group) => {
            for (name, field) in &group.fields {
                if let Some(value) = group.value_of(value, name) {
                    let pattern = if pattern.is_empty() { name.clone() } else { format!("{pattern}.{name}") };
                    collect(field, value, &pattern, found);
                }
            }
        }
        Kind::List(list) => {
            let pattern = format!("{pattern}[]");
            value.as_array().into_iter().flatten().for_each(|row| collect(&list.row, row, &pattern, found));
        }
        _ => {}
    }
}
