//! A question with so many options that people type a part of the name instead of reading them all.
//!
//! Without scripts a button shows the options that fit as radio buttons. `static/js/search.js` makes a combobox of
//! the same line (the editable combobox with a list of the ARIA Authoring Practices); what is sent is the same.
//!
//! Accessible because: it is a labelled line with hint, advice and message as its description in both forms, what
//! fits is a group of radio buttons called after the text that found them, how many they are or what was chosen
//! describes the line, and nothing is chosen unasked.

mod examples;

use askama::Template;
use askama::filters::HtmlSafe;

use super::Frame;
use super::text::Text;
use crate::forms::parse::{SEARCH, SEARCHED};
use crate::forms::view::{OptionView, SearchView};
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

    /// The id of what is said about the text: how many options fit, which one was chosen, or that there is none.
    fn result_id(&self) -> String {
        format!("result-{}", self.frame.id)
    }

    /// The ids for `aria-describedby` of the line.
    fn described_by(&self) -> String {
        let (search, frame) = (self.search, &self.frame);
        let is_told = match (self.offered().next().is_none(), search.is_settled) {
            (false, _) => true,
            (true, true) => !self.value.is_empty(),
            // The message says it.
            (true, false) => !frame.has_error(),
        };
        let ids = [frame.described_by(), if is_told { self.result_id() } else { String::new() }];
        ids.join(" ").trim().to_owned()
    }

    /// What can be chosen: what fits, and last what is chosen where none of it is it.
    fn offered(&self) -> impl Iterator<Item = &OptionView> {
        self.search.fitting.iter().chain(&self.search.otherwise)
    }

    /// How many options fit.
    fn count(&self) -> usize {
        self.search.fitting.len() + self.search.more
    }

    /// Where a script gets all options.
    fn options(&self) -> String {
        urls::options(&self.search.options)
    }
}
