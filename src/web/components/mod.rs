//! The components: one folder each, with its struct, its template, and named examples that are
//! gallery, snapshot test and accessibility test at once.
//!
//! A component nests in a template as `{{ component }}`: it escapes its own texts and is
//! [`askama::filters::HtmlSafe`]. Texts are plain everywhere; no component takes markup.

pub mod advice;
pub mod alert;
pub mod badge;
pub mod breadcrumb;
pub mod button;
pub mod check_box;
pub mod check_boxes;
pub mod computed_value;
pub mod date_input;
pub mod error_message;
pub mod error_summary;
mod example;
pub mod file_upload;
mod frame;
pub mod group;
pub mod hint;
pub mod list;
pub mod month_input;
pub mod paragraphs;
mod part;
pub mod privacy_points;
pub mod progress;
pub mod qr_code;
pub mod radios;
pub mod search;
pub mod select;
pub mod summary;
pub mod text;
pub mod text_area;
pub mod text_line;

pub use example::{Example, examples};
pub use frame::Frame;
pub use part::{Part, render, render_all};

/// How strong a message is; also how a badge looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// Good to know.
    Info,
    /// Something went well.
    Success,
    /// Something needs attention.
    Warning,
    /// Something is wrong.
    Danger,
}

impl Level {
    /// The word in KERN's class names.
    pub fn class(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Success => "success",
            Self::Warning => "warning",
            Self::Danger => "danger",
        }
    }
}
