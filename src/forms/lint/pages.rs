//! Whether the pages ask every field exactly once, and in a way that can be shown.

use std::collections::HashMap;

use crate::forms::compile::patterns;
use crate::forms::definition::Page;
use crate::forms::field::Kind;
use crate::forms::form::Form;
use crate::forms::formats::is_address;
use crate::forms::problem::Problem;

/// Addresses beside those of pages.
pub const RESERVED: &[&str] = &[
    "pruefen",
    "absenden",
    "verwerfen",
    "datei",
    "gespeichert",
    "oeffnen",
    "schnell",
    "uebergabe",
    "unvollstaendig",
    "zurueckholen",
    "vorlesen",
    "datenschutz",
];

/// A page, and where its author wrote it.
pub struct Placed<'a> {
    /// The page.
    pub page: &'a Page,
    /// The file.
    pub file: &'a str,
    /// The pointer to it.
    pub pointer: String,
}

impl Placed<'_> {
    fn problem(&self, below: &str, reason: impl Into<String>, remedy: &str) -> Problem {
        Problem::at(self.file, format!("{}{below}", self.pointer), reason, remedy)
    }
}

/// Checks the pages of a form.
pub fn check(form: &Form, pages: &[Placed<'_>], form_file: &str) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (i, placed) in pages.iter().enumerate() {
        let id = &placed.page.id;
        let is_taken = pages.iter().take(i).any(|before| before.page.id == *id);
        if is_taken || RESERVED.contains(&id.as_str()) {
            problems.push(placed.problem("/id", format!("the page id {id:?} is taken."), "Choose another."));
        } else if !is_address(id) {
            let remedy = "Use small letters, digits and dashes.";
            problems.push(placed.problem("/id", format!("the page id {id:?} is no address."), remedy));
        }
        if placed.page.title.trim().is_empty() {
            problems.push(placed.problem("/title", "this page has no title.", "Give it one."));
        }
        if placed.page.fields.is_empty() {
            let remedy = "Add some, or remove the page.";
            problems.push(placed.problem("/fields", "this page has no fields.", remedy));
        }
        fields(form, placed, &mut problems);
    }
    every_field_has_a_page(form, pages, form_file, &mut problems);
    problems
}

/// The fields of one page.
fn fields(form: &Form, placed: &Placed<'_>, problems: &mut Vec<Problem>) {
    let mut lists = 0;
    for (k, pattern) in placed.page.fields.iter().enumerate() {
        let below = format!("/fields/{k}");
        if pattern.contains("[]") {
            let reason = format!("{pattern:?} is a field of a row.");
            problems.push(placed.problem(&below, reason, "Name the list."));
            continue;
        }
        let Some(node) = form.root.find(pattern).filter(|node| !node.pattern.is_empty()) else {
            let reason = format!("there is no field {pattern:?}.");
            problems.push(placed.problem(&below, reason, "Name a field of the schema."));
            continue;
        };
        if node.compute.is_some() && node.title.is_none() {
            let reason = format!("{pattern:?} is computed and has no title, so it is never shown.");
            problems.push(placed.problem(&below, reason, "Give it a \"title\", or take it off the page."));
        }
        if let Kind::List(list) = &node.kind {
            if !list.on_one_page && lists > 0 {
                let remedy = "Put it on a page of its own, or write \"x-layout\": \"rows\".";
                let reason =
                    format!("the list {pattern:?} has a page for each item and is not the first list here.");
                problems.push(placed.problem(&below, reason, remedy));
            }
            lists += 1;
        }
        problems.extend(hidden_lists(form, placed, &below, pattern));
    }
}

/// Lists with item pages inside of a group that a page brings as a whole.
fn hidden_lists(form: &Form, placed: &Placed<'_>, below: &str, pattern: &str) -> Vec<Problem> {
    let prefix = format!("{pattern}.");
    let is_hidden = |kind: &Kind| matches!(kind, Kind::List(list) if !list.on_one_page);
    let inside = form.root.find(pattern).map(patterns).unwrap_or_default();
    let hidden = inside.iter().filter(|(inner, node)| inner.starts_with(&prefix) && is_hidden(&node.kind));
    let told = |inner: &String| {
        let reason = format!("the list {inner:?} has a page for each item and must be named itself.");
        placed.problem(
            below,
            reason,
            "Name the fields of the group one by one, or write \"x-layout\": \"rows\".",
        )
    };
    hidden.map(|(inner, _)| told(inner)).collect()
}

/// Every field that is asked stands on exactly one page: itself or a group around it.
fn every_field_has_a_page(form: &Form, pages: &[Placed<'_>], form_file: &str, problems: &mut Vec<Problem>) {
    let mut listed: HashMap<&str, Vec<(&Placed<'_>, usize)>> = HashMap::new();
    for placed in pages {
        for (k, pattern) in placed.page.fields.iter().enumerate() {
            listed.entry(pattern).or_default().push((placed, k));
        }
    }
    for (pattern, node) in patterns(&form.root) {
        let is_unseen = !node.is_shown() || node.read_only && !node.is_of_account();
        if pattern.contains("[]") || is_unseen || matches!(node.kind, Kind::Group(_)) {
            continue;
        }
        let mut places = Vec::new();
        let mut above = Some(pattern.as_str());
        while let Some(here) = above {
            places.extend(listed.get(here).into_iter().flatten());
            above = here.rsplit_once('.').map(|(parent, _)| parent);
        }
        match places.as_slice() {
            [] => {
                let reason = format!("the field {pattern:?} stands on no page.");
                problems.push(Problem::at(form_file, "/pages", reason, "Add it to one."));
            }
            [_] => {}
            [.., (placed, k)] => {
                let reason = format!("the field {pattern:?} is asked {} times.", places.len());
                problems.push(placed.problem(&format!("/fields/{k}"), reason, "Leave it in one place."));
            }
        }
    }
}
