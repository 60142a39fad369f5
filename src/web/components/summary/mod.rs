//! Finished answers in words: on the check page with links to change them, on receipt and case without.

pub(in crate::web) mod examples;

use askama::Template;
use askama::filters::HtmlSafe;

use crate::domain::Path;
use crate::forms::view::{AnswerView, SectionView};

pub use examples::examples;

/// The answers of one page.
#[derive(Debug, Template)]
#[template(path = "components/summary/summary.html")]
pub struct Summary<'a> {
    /// The answers.
    pub section: &'a SectionView,
    /// The address of the page on which they can be changed; none on receipt and case. The page of a
    /// row is `{change_href}/{number}`, counted from 1.
    pub change_href: Option<String>,
}

impl HtmlSafe for Summary<'_> {}

impl Summary<'_> {
    /// The address of a row's page.
    fn row_href(&self, row: &Option<(Path, usize)>) -> Option<String> {
        let (_, index) = row.as_ref()?;
        Some(format!("{}/{}", self.change_href.as_ref()?, index + 1))
    }

    fn answers<'b>(&self, answers: &'b [AnswerView]) -> Answers<'b> {
        Answers(answers)
    }
}

/// Answers in words, as a list of label and value; nothing, if there are none.
#[derive(Debug, Clone, Copy, Template)]
#[template(path = "components/summary/answers.html")]
pub struct Answers<'a>(pub &'a [AnswerView]);

impl HtmlSafe for Answers<'_> {}
