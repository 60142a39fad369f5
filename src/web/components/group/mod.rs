//! A fieldset: questions that belong together. Without a title its questions stand as if they were
//! not grouped.

pub(super) mod examples;

use askama::Template;
use askama::filters::HtmlSafe;

use super::Frame;
use super::part::{Part, render_inside};
use crate::forms::view::GroupView;

pub use examples::examples;

/// A fieldset.
#[derive(Debug, Template)]
#[template(path = "components/group/group.html")]
pub struct Group<'a> {
    /// What is inside.
    pub group: &'a GroupView,
    /// It stands inside another group or a row: its legend is smaller.
    pub inside: bool,
}

impl HtmlSafe for Group<'_> {}

impl Group<'_> {
    fn frame(&self) -> Frame<'_> {
        self.group.into()
    }

    fn parts(&self) -> impl Iterator<Item = Part<'_>> {
        render_inside(&self.group.elements)
    }
}
