//! Finished answers in words: on the check page with links to change them, on receipt and case without.

pub(in crate::web) mod examples;

use askama::Template;
use askama::filters::HtmlSafe;

use crate::forms::view::{AnswerView, BlockView, SectionView};
use crate::web::filters;

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
    /// The address that the ids of files stand behind; none, where they cannot be fetched.
    pub files_href: Option<String>,
}

impl HtmlSafe for Summary<'_> {}

impl Summary<'_> {
    fn answers<'b>(&self, block: &'b BlockView) -> Answers<'b> {
        let page = self.change_href.as_ref();
        let page = page.map(|page| match &block.row {
            Some((_, index)) => format!("{page}/{}", index + 1),
            None => page.clone(),
        });
        let files = self.files_href.clone();
        Answers { answers: &block.answers, of: block.title.as_deref(), page, files }
    }
}

/// Answers in words, as a list of label and value; nothing, if there are none.
#[derive(Debug, Clone, Template)]
#[template(path = "components/summary/answers.html")]
pub struct Answers<'a> {
    /// The answers.
    pub answers: &'a [AnswerView],
    /// What they belong to, for ears that hear the links alone: „Fahrkarte 2“.
    pub of: Option<&'a str>,
    /// The page on which they can be changed, if they can.
    pub page: Option<String>,
    /// The address that the ids of files stand behind.
    pub files: Option<String>,
}

impl HtmlSafe for Answers<'_> {}

impl Answers<'_> {
    /// Where the file can be fetched that a line names.
    fn file_href(&self, answer: &AnswerView, line: &usize) -> Option<String> {
        let file = answer.files.get(*line).filter(|file| !answer.withheld.contains(file))?;
        Some(format!("{}/{file}", self.files.as_ref()?))
    }

    /// Where an answer is changed: its page, which then leads back to the check. A computed value
    /// follows from others.
    fn change_href(&self, answer: &AnswerView) -> Option<String> {
        let page = self.page.as_ref().filter(|_| !answer.computed)?;
        Some(format!("{page}?von=pruefen#{}", answer.path.html_id()))
    }
}
