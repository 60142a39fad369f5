//! Whether `form.json` and the schema fit together.

use std::collections::HashMap;

use super::patterns;
use crate::domain::{Department, DepartmentId};
use crate::forms::definition::{FormFile, Page};
use crate::forms::field::{Kind, Node};
use crate::forms::problem::Problem;

/// Checks names of fields, pages and departments in `form.json`.
pub fn check(
    file: &FormFile,
    pages: &[Page],
    root: &Node,
    departments: &[Department],
    name: &str,
    problems: &mut Vec<Problem>,
) {
    let mut check = Check { root, name, problems };
    check.pages(pages);
    check.every_field_has_a_page(pages);
    for (i, advice) in file.advice.iter().enumerate() {
        check.knows(&advice.at, &format!("/advice/{i}/at"));
    }
    for (i, path) in file.duplicate.iter().enumerate() {
        check.knows(path, &format!("/duplicate/{i}"));
    }
    for (i, path) in file.applicant.email.iter().enumerate() {
        check.knows(path, &format!("/applicant/email/{i}"));
    }
    for (i, paths) in file.applicant.name.iter().enumerate() {
        for (k, path) in paths.iter().enumerate() {
            check.knows(path, &format!("/applicant/name/{i}/{k}"));
        }
    }
    let mut department = |id: &DepartmentId, pointer: String| {
        if !departments.iter().any(|known| known.id == *id) {
            let reason = format!("there is no department {:?}.", id.0);
            check.problems.push(Problem::at(name, pointer, reason, "Add it to departments.json."));
        }
    };
    department(&file.routing.department, "/routing/department".to_owned());
    for (i, rule) in file.routing.rules.iter().enumerate() {
        department(&rule.department, format!("/routing/rules/{i}/department"));
    }
    let is_slug = |text: &str| {
        !text.is_empty() && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    if !is_slug(&file.slug) {
        let reason = format!("{:?} is no address.", file.slug);
        problems.push(Problem::at(name, "/slug", reason, "Use small letters, digits and dashes."));
    }
}

struct Check<'a> {
    root: &'a Node,
    name: &'a str,
    problems: &'a mut Vec<Problem>,
}

impl Check<'_> {
    fn problem(&mut self, pointer: &str, reason: String, remedy: &str) {
        self.problems.push(Problem::at(self.name, pointer, reason, remedy));
    }

    fn knows(&mut self, pattern: &str, pointer: &str) {
        if self.root.find(pattern).is_none() {
            self.problem(pointer, format!("there is no field {pattern:?}."), "Name a field of the schema.");
        }
    }

    fn pages(&mut self, pages: &[Page]) {
        let mut ids: HashMap<&str, usize> = HashMap::new();
        for (i, page) in pages.iter().enumerate() {
            let reserved = ["pruefen", "absenden", "verwerfen"].contains(&page.id.as_str());
            if ids.insert(&page.id, i).is_some() || reserved {
                let reason = format!("the page id {:?} is taken.", page.id);
                self.problem(&format!("/pages/{i}/id"), reason, "Choose another.");
            }
            if page.fields.is_empty() {
                self.problem(
                    &format!("/pages/{i}/fields"),
                    "this page has no fields.".to_owned(),
                    "Add some, or remove the page.",
                );
            }
            for (k, pattern) in page.fields.iter().enumerate() {
                if pattern.contains("[]") {
                    let reason = format!("{pattern:?} is a field of a row.");
                    self.problem(&format!("/pages/{i}/fields/{k}"), reason, "Name the list.");
                } else {
                    self.knows(pattern, &format!("/pages/{i}/fields/{k}"));
                }
            }
        }
    }

    /// Every field that is asked stands on exactly one page: itself or a group around it.
    fn every_field_has_a_page(&mut self, pages: &[Page]) {
        let mut listed: HashMap<&str, usize> = HashMap::new();
        for pattern in pages.iter().flat_map(|page| &page.fields) {
            *listed.entry(pattern).or_default() += 1;
        }
        let root = self.root;
        for (pattern, node) in patterns(root) {
            if pattern.contains("[]") || !node.is_shown() || matches!(node.kind, Kind::Group(_)) {
                continue;
            }
            let mut times = 0;
            let mut above = Some(pattern.as_str());
            while let Some(here) = above {
                times += listed.get(here).copied().unwrap_or(0);
                above = here.rsplit_once('.').map(|(parent, _)| parent);
            }
            if times == 0 && !node.read_only {
                self.problem("/pages", format!("the field {pattern:?} stands on no page."), "Add it to one.");
            } else if times > 1 {
                self.problem(
                    "/pages",
                    format!("the field {pattern:?} stands on {times} pages."),
                    "Leave it on one.",
                );
            }
        }
    }
}
