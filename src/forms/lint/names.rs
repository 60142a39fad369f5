//! Whether the names in `form.json` and `departments.json` mean something.

use std::collections::HashSet;
use std::ops::Range;

use serde_json::Value;

use super::{keywords, placeholder, walk};
use crate::domain::DepartmentId;
use crate::forms::compile::schema::Document;
use crate::forms::compile::wording;
use crate::forms::field::{Kind, TextFormat};
use crate::forms::form::Form;
use crate::forms::formats::is_address;
use crate::forms::problem::Problem;
use crate::texts::GERMAN;

/// Checks everything that `form.json` names but the pages.
///
/// The last `from_desk` hints stand in `assisted.json`.
pub fn check(form: &Form, document: &Document<'_>, file: &str, from_desk: usize) -> Vec<Problem> {
    let own = form.file.advice.len().saturating_sub(from_desk);
    let mut names = Names { form, document, file, problems: Vec::new() };
    names.addresses();
    names.applicant();
    names.texts();
    names.advice(0..own);
    names.routing();
    names.file = "assisted.json";
    names.advice(own..form.file.advice.len());
    names.departments();
    names.problems
}

struct Names<'a> {
    form: &'a Form,
    document: &'a Document<'a>,
    file: &'a str,
    problems: Vec<Problem>,
}

impl Names<'_> {
    fn problem(&mut self, pointer: &str, reason: impl Into<String>, remedy: &str) {
        self.problems.push(Problem::at(self.file, pointer, reason, remedy));
    }

    fn addresses(&mut self) {
        let form = self.form;
        if !is_address(&form.file.slug) {
            let reason = format!("{:?} is no address.", form.file.slug);
            self.problem("/slug", reason, "Use small letters, digits and dashes.");
        }
        let texts =
            [("/title", &form.file.title), ("/summary", &form.file.summary), ("/group", &form.file.group)];
        for (pointer, _) in texts.iter().filter(|(_, text)| text.trim().is_empty()) {
            self.problem(pointer, "this text is empty.", "Write it.");
        }
        for (i, key) in form.file.service_keys.iter().enumerate() {
            if key.len() != 14 || !key.starts_with("99") || !key.bytes().all(|b| b.is_ascii_digit()) {
                let reason = format!("{key:?} is no LeiKa key.");
                self.problem(
                    &format!("/service_keys/{i}"),
                    reason,
                    "Write its 14 digits; they begin with 99.",
                );
            }
        }
        for (tag, words) in &form.file.keywords_in {
            let is_tag = is_foreign_tag(tag);
            if !is_tag || words.is_empty() || words.iter().any(|word| word.trim().is_empty()) {
                let reason = format!("{tag:?} has no words, or is no other language than German.");
                self.problem("/keywords_in", reason, "Write the tag of a language, like en, and its words.");
            }
        }
    }

    /// What was not filled in names no setting that is set.
    fn texts(&mut self) {
        for (pointer, text) in wording::texts(&self.form.file) {
            if text.contains("{$") {
                self.problem(&pointer, wording::UNSET, wording::REMEDY);
            }
        }
    }

    /// A field outside of lists: one answer at most.
    fn single(&mut self, pattern: &str, pointer: &str) -> Option<&Kind> {
        let Some(node) = self.form.root.find(pattern).filter(|node| !node.pattern.is_empty()) else {
            self.problem(pointer, format!("there is no field {pattern:?}."), "Name a field of the schema.");
            return None;
        };
        if pattern.contains("[]") || matches!(node.kind, Kind::Group(_) | Kind::List(_)) {
            self.problem(pointer, format!("{pattern:?} is more than one answer."), "Name a single field.");
            return None;
        }
        Some(&node.kind)
    }

    fn applicant(&mut self) {
        let file = &self.form.file;
        for (i, paths) in file.applicant.name.iter().enumerate() {
            for (k, path) in paths.iter().enumerate() {
                let pointer = format!("/applicant/name/{i}/{k}");
                if self.single(path, &pointer).is_some_and(|kind| !matches!(kind, Kind::Text(_))) {
                    self.problem(&pointer, format!("{path:?} is no name."), "Name a text.");
                }
            }
        }
        for (i, path) in file.applicant.email.iter().enumerate() {
            let pointer = format!("/applicant/email/{i}");
            let is_other =
                |kind: &Kind| !matches!(kind, Kind::Text(text) if text.format == TextFormat::Email);
            if self.single(path, &pointer).is_some_and(is_other) {
                let reason = format!("{path:?} is no e-mail address.");
                self.problem(&pointer, reason, "Name a text with \"format\": \"email\".");
            }
        }
        for (i, path) in file.duplicate.iter().enumerate() {
            self.single(path, &format!("/duplicate/{i}"));
        }
    }

    fn advice(&mut self, which: Range<usize>) {
        let form = self.form;
        for (i, advice) in form.file.advice.get(which).into_iter().flatten().enumerate() {
            let pointer = format!("/advice/{i}");
            if placeholder::find(form, &advice.at, "").is_none() {
                let reason = format!("there is no field {:?}.", advice.at);
                self.problem(&format!("{pointer}/at"), reason, "Name a field of the schema.");
            }
            if advice.code.is_empty() || advice.text.trim().is_empty() {
                self.problem(&pointer, "a hint has a code and a text.", "Write both.");
            }
            for name in placeholder::unknown(form, &advice.text, &advice.at) {
                let reason = format!("{{{name}}} names nothing.");
                let remedy = "Name an answer {path}, {row.name} or a setting {$name}.";
                self.problem(&format!("{pointer}/text"), reason, remedy);
            }
            self.when(&advice.when, &format!("{pointer}/when"));
        }
    }

    /// A question that is written as a schema.
    fn when(&mut self, when: &Value, pointer: &str) {
        if when.is_object() {
            let document = Document { root: self.document.root, file: self.file };
            let found = keywords::check_test(&document, when, pointer);
            if found.is_empty() {
                self.problems.extend(walk::question(self.form, &document, when, pointer));
            }
            self.problems.extend(found);
        }
    }

    fn routing(&mut self) {
        let routing = &self.form.file.routing;
        self.department(&routing.department, "/routing/department");
        for (i, rule) in routing.rules.iter().enumerate() {
            self.department(&rule.department, &format!("/routing/rules/{i}/department"));
            self.when(&rule.when, &format!("/routing/rules/{i}/when"));
        }
        for (i, rule) in routing.tags.iter().enumerate() {
            if rule.tag.is_empty() || rule.title.trim().is_empty() {
                let reason = "a tag has a name and a title.";
                self.problem(&format!("/routing/tags/{i}"), reason, "Write both.");
            }
            self.when(&rule.when, &format!("/routing/tags/{i}/when"));
        }
        if let Some(when) = &self.form.file.process.second_signature {
            self.when(when, "/process/second_signature");
        }
    }

    fn department(&mut self, id: &DepartmentId, pointer: &str) {
        if self.form.department(id).is_none() {
            let reason = format!("there is no department {:?}.", id.0);
            self.problem(pointer, reason, "Add it to departments.json.");
        }
    }

    fn departments(&mut self) {
        let mut seen = HashSet::new();
        for (i, department) in self.form.departments.iter().enumerate() {
            let mut problem = |key: &str, reason: String, remedy: &str| {
                self.problems.push(Problem::at("departments.json", format!("/{i}/{key}"), reason, remedy));
            };
            if !seen.insert(&department.id) {
                problem(
                    "id",
                    format!("the department {:?} stands here twice.", department.id.0),
                    "Remove one.",
                );
            }
            if department.desk && self.form.departments.iter().take(i).any(|other| other.desk) {
                problem("desk", "another department is the desk already.".to_owned(), "Name one desk.");
            }
            let parent = department.parent.as_ref();
            if let Some(parent) = parent.filter(|id| self.form.department(id).is_none()) {
                problem(
                    "parent",
                    format!("there is no department {:?}.", parent.0),
                    "Name one of this file.",
                );
            }
        }
    }
}

/// Whether this can be the tag of a language other than German (RFC 5646: letters, digits and dashes). German of a
/// country and Leichte Sprache are German: their words stand in `keywords`, which every page searches.
fn is_foreign_tag(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let first = parts.next().unwrap_or_default();
    first != GERMAN
        && (2..=3).contains(&first.len())
        && first.bytes().all(|b| b.is_ascii_lowercase())
        && parts.all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric()))
}
