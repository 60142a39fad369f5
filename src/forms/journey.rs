//! The way through a form: computed from the form and the answers, never stored.

use super::applicable::Applicable;
use super::definition::Page;
use super::field::{Kind, Node};
use super::form::Form;
use super::places::item_list;
use super::state::FormState;
use crate::domain::{Answers, Path};

/// The pages that apply, in order, and how far they are.
#[derive(Debug)]
pub struct Journey<'a> {
    stops: Vec<Stop<'a>>,
}

/// A page that applies.
#[derive(Debug, Clone)]
pub struct Stop<'a> {
    /// The page.
    pub page: &'a Page,
    /// Saved, and nothing on it is wrong that holds people up before they send.
    pub done: bool,
    /// The rows with a page of their own, in order; empty for all other pages.
    pub items: Vec<Item>,
}

/// The page of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Item {
    /// The number of the row: the page's address is `{page}/{index}`.
    pub index: usize,
    /// Nothing in the row is wrong.
    pub done: bool,
}

impl<'a> Journey<'a> {
    /// The way for this state; `saved_pages` are the ids of the pages that were saved at least once.
    pub fn new(form: &'a Form, state: &FormState, saved_pages: &[String]) -> Self {
        let pages = form.pages.iter().filter(|page| page_applies(form, page, &state.applicable));
        let stops = pages.map(|page| Stop {
            page,
            done: saved_pages.contains(&page.id) && state.errors_of(&page.id).next().is_none(),
            items: items(form, state, page),
        });
        Self { stops: stops.collect() }
    }

    /// The pages that apply, in order.
    pub fn stops(&self) -> &[Stop<'a>] {
        &self.stops
    }

    /// The stop of a page; `None` if the page does not apply.
    pub fn stop(&self, page: &str) -> Option<&Stop<'a>> {
        self.stops.iter().find(|stop| stop.page.id == page)
    }

    /// The first page.
    pub fn first(&self) -> Option<&'a Page> {
        self.stops.first().map(|stop| stop.page)
    }

    /// The page after `page`; `None` after the last one (then comes the check page).
    pub fn next_after(&self, page: &str) -> Option<&'a Page> {
        let here = self.position(page)?;
        self.stops.get(here + 1).map(|stop| stop.page)
    }

    /// The page before `page`; `None` before the first one.
    pub fn previous(&self, page: &str) -> Option<&'a Page> {
        let here = self.position(page)?;
        self.stops.get(here.checked_sub(1)?).map(|stop| stop.page)
    }

    /// Whether a page may be shown: it applies, and all pages before it are done.
    pub fn may_visit(&self, page: &str) -> bool {
        self.position(page).is_some_and(|here| self.stops.iter().take(here).all(|stop| stop.done))
    }

    /// Whether the page of a row may be shown.
    pub fn may_visit_item(&self, page: &str, index: usize) -> bool {
        self.may_visit(page) && self.stop(page).is_some_and(|stop| index < stop.items.len())
    }

    /// The first page that is not done; `None` if the check page may be shown.
    pub fn first_open(&self) -> Option<&'a Page> {
        self.stops.iter().find(|stop| !stop.done).map(|stop| stop.page)
    }

    /// Which page of how many it is, from 1; the check page (`None`, or any other) is the last.
    pub fn progress(&self, page: Option<&str>) -> (usize, usize) {
        let here = page.and_then(|page| self.position(page)).unwrap_or(self.stops.len());
        (here + 1, self.stops.len() + 1)
    }

    fn position(&self, page: &str) -> Option<usize> {
        self.stops.iter().position(|stop| stop.page.id == page)
    }
}

/// Whether any field of a page applies that people see.
pub fn page_applies(form: &Form, page: &Page, applicable: &Applicable) -> bool {
    page.fields.iter().any(|pattern| match (form.root.find(pattern), pattern.parse::<Path>()) {
        (Some(node), Ok(path)) => is_seen(node, &path, applicable),
        _ => false,
    })
}

fn is_seen(node: &Node, path: &Path, applicable: &Applicable) -> bool {
    applicable.contains(path)
        && match &node.kind {
            Kind::Group(group) if node.compute.is_none() => group
                .fields
                .iter()
                .any(|(name, child)| is_seen(child, &group.path_of(path, name), applicable)),
            _ => node.is_shown(),
        }
}

fn items(form: &Form, state: &FormState, page: &Page) -> Vec<Item> {
    let rows = item_list(form, page).map_or(0, |(pattern, _)| rows_at(&state.answers, pattern));
    let is_done = |index| state.errors_on(&page.id, Some(index)).next().is_none();
    (0..rows).map(|index| Item { index, done: is_done(index) }).collect()
}

fn rows_at(answers: &Answers, pattern: &str) -> usize {
    answers.at(pattern).and_then(serde_json::Value::as_array).map_or(0, Vec::len)
}
