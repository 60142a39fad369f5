//! A question for files: those that are there, a place for the next one, and what may be answered instead.
//!
//! One file comes with each request, by a button that sends the whole page: what was typed beside it is
//! kept, and it works without scripts. `upload.js` makes of it one step with a progress bar.

pub(super) mod examples;

use askama::Template;
use askama::filters::HtmlSafe;

use super::Frame;
use super::text::Text;
use crate::forms::view::{FileView, OptionView};
use crate::texts::de;
use crate::web::filters;

pub use examples::examples;

/// Files, with the buttons `upload:{path}` and `remove:{path}.{number}`.
#[derive(Debug, Template)]
#[template(path = "components/file_upload/file_upload.html")]
pub struct FileUpload<'a> {
    /// Legend, hint, advice, message.
    pub frame: Frame<'a>,
    /// Those that are there.
    pub files: &'a [FileView],
    /// „PDF, JPG oder PNG, höchstens 10 MB je Datei“.
    pub limits: &'a str,
    /// What a browser offers to choose.
    pub accept: &'a str,
    /// Another one may come.
    pub may_add: bool,
    /// What may be answered instead.
    pub instead: &'a [OptionView],
}

impl HtmlSafe for FileUpload<'_> {}

/// The id of an answer instead of a file.
fn instead_id(id: &str, index: &usize) -> String {
    format!("{id}-statt-{}", index + 1)
}

impl FileUpload<'_> {
    /// What the input is called.
    fn choose(&self) -> &'static str {
        if self.files.is_empty() { de("Datei auswählen") } else { de("Weitere Datei auswählen") }
    }

    /// Everything that a screen reader tells about the input.
    fn described_by(&self) -> String {
        let frame = self.frame.described_by();
        let space = if frame.is_empty() { "" } else { " " };
        format!("limits-{}{space}{frame}", self.frame.id)
    }
}
