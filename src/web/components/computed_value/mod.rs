//! A value that follows from the answers.

mod examples;

use askama::Template;
use askama::filters::HtmlSafe;

use super::Frame;
use crate::forms::view::ComputedView;
use crate::web::filters;

pub use examples::examples;

/// A computed value.
#[derive(Debug, Template)]
#[template(path = "components/computed_value/computed_value.html")]
pub struct ComputedValue<'a> {
    /// The value.
    pub computed: &'a ComputedView,
}

impl HtmlSafe for ComputedValue<'_> {}

impl ComputedValue<'_> {
    fn frame(&self) -> Frame<'_> {
        self.computed.into()
    }
}
