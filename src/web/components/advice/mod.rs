//! Hints that do not block: beside a field, on the check page, and in a case.

mod examples;

use askama::Template;
use askama::filters::HtmlSafe;

use super::text::Text;
use crate::forms::view::AdviceView;
use crate::web::filters;

pub use examples::examples;

/// The hints of one place; nothing, if there are none. Its id is `advice-{id}`.
#[derive(Debug, Clone, Copy, Template)]
#[template(path = "components/advice/advice.html")]
pub struct AdviceList<'a> {
    /// The id of the control, or of the place.
    pub id: &'a str,
    /// The hints.
    pub advice: &'a [AdviceView],
    /// The department reads it: with what only it may see.
    pub for_department: bool,
}

impl HtmlSafe for AdviceList<'_> {}

impl AdviceList<'_> {
    /// Whether nothing is shown.
    pub fn is_empty(&self) -> bool {
        self.shown().next().is_none()
    }

    fn shown(&self) -> impl Iterator<Item = &AdviceView> {
        self.advice.iter().filter(|advice| self.for_department || !advice.department_only)
    }
}
