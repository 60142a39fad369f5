//! A question with several options of which some are chosen.

mod examples;

use askama::Template;
use askama::filters::HtmlSafe;

use super::Frame;
use super::radios::option_id;
use super::text::Text;
use crate::forms::view::OptionView;
use crate::web::filters;

pub use examples::examples;

/// Several boxes of one name. The first has the id of the field.
#[derive(Debug, Template)]
#[template(path = "components/check_boxes/check_boxes.html")]
pub struct CheckBoxes<'a> {
    /// Legend, hint, advice, message.
    pub frame: Frame<'a>,
    /// The options.
    pub options: &'a [OptionView],
}

impl HtmlSafe for CheckBoxes<'_> {}
