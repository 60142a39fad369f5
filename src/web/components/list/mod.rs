//! A list: rows on one page with their fields, or an overview of rows that have pages of their own.
//!
//! Its buttons are named `_action`: `add:{list}`, `remove:{list}.{row}`, `change:{list}.{row}`.
//! Because Enter presses the first button of a form, the page puts its own "next" before them.

mod examples;

use askama::Template;
use askama::filters::HtmlSafe;

use super::Frame;
use super::part::{Part, render_inside};
use super::summary::Answers;
use crate::forms::view::{ListView, RowView};
use crate::web::filters;

pub use examples::examples;

/// A list with its rows.
#[derive(Debug, Template)]
#[template(path = "components/list/list.html")]
pub struct List<'a> {
    /// The rows.
    pub list: &'a ListView,
}

impl HtmlSafe for List<'_> {}

impl List<'_> {
    fn frame(&self) -> Frame<'_> {
        self.list.into()
    }

    fn parts<'b>(&self, row: &'b RowView) -> impl Iterator<Item = Part<'b>> {
        render_inside(&row.elements)
    }

    /// The row's answers, where its fields are on another page.
    fn answers<'b>(&self, row: &'b RowView) -> Answers<'b> {
        Answers { answers: &row.summary, of: None, page: None, files: None }
    }

    /// The page of a single row: the list around it has nothing to say there.
    fn is_row_page(&self) -> bool {
        !self.list.on_one_page && self.list.rows.iter().any(|row| !row.elements.is_empty())
    }
}

/// The id of a row, where errors of the overview lead.
pub(in crate::web) fn row_id(list: &str, index: &usize) -> String {
    format!("row-{list}-{index}")
}
