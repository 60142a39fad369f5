//! A question with so many options that people type a part of the name instead of reading them all.
//!
//! Without scripts a button shows the options that fit as radio buttons. `static/js/search.js` makes a combobox of
//! the same line (the editable combobox with a list of the ARIA Authoring Practices); what is sent is the same.
//!
//! Accessible because: it is a labelled line with hint, advice and message as its description in both forms, what
//! fits is a group of radio buttons called after the text that found them, and nothing is chosen unasked.

mod examples;

use askama::Template;
use askama::filters::HtmlSafe;

use super::Frame;
use super::text::Text;
use crate::forms::parse::{SEARCH, SEARCHED};
use crate::forms::view::SearchView;
use crate::web::{filters, urls};

pub use examples::examples;

/// A line to search in, and what was found.
#[derive(Debug, Template)]
#[template(path = "components/search/search.html")]
pub struct Search<'a> {
    /// Label, hint, advice, message.
    pub frame: Frame<'a>,
    /// The text in the line: the title of the answer, or what was typed.
    pub value: &'a str,
    /// Token of WCAG 1.3.5.
    pub autocomplete: Option<&'a str>,
    /// What the text finds.
    pub search: &'a SearchView,
}

impl HtmlSafe for Search<'_> {}

impl Search<'_> {
    /// The id of the radio button with this number; the field's own is that of the line.
    fn found_id(&self, number: &usize) -> String {
        format!("found-{}-{number}", self.frame.id)
    }

    /// Where a script gets all options.
    fn options(&self) -> String {
        urls::options(&self.search.options)
    }
}
