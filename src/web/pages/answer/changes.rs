//! What an answer changes, field by field: what was, and what is.

use askama::Template;
use askama::filters::HtmlSafe;

use crate::forms::inquiry::{Change, ChangedSection};
use crate::web::filters;

/// The changes, by the pages of the form.
#[derive(Debug, Template)]
#[template(path = "pages/answer/changes.html")]
pub(in crate::web::pages) struct Changes<'a> {
    /// What changed.
    pub sections: &'a [ChangedSection],
    /// Where the files are, if they can be fetched here.
    pub files_href: Option<String>,
}

impl HtmlSafe for Changes<'_> {}

impl Changes<'_> {
    /// The address of the file that a line names.
    fn file(&self, change: &Change, line: &usize) -> Option<String> {
        let (base, id) = (self.files_href.as_ref()?, change.files.get(*line)?);
        if change.withheld.contains(id) {
            return None;
        }
        Some(format!("{base}/{id}"))
    }
}
