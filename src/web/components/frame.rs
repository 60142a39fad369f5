//! What stands around every control: label, hint, advice, message, and the ids that tie them together.

use std::fmt::Write;

use super::advice::AdviceList;
use super::error_message::ErrorMessage;
use super::hint::Hint;
use crate::forms::view::{AdviceView, ComputedView, FieldView, GroupView, ListView};

/// The parts around a control. Ids of hint, advice and message carry their word in front, so that they
/// never meet the id of a field.
#[derive(Debug)]
pub struct Frame<'a> {
    /// The id of the control; of the first one, where there are several.
    pub id: String,
    /// The name of the control: the path of its answer.
    pub name: String,
    /// The label or legend.
    pub label: &'a str,
    /// Marked as not mandatory.
    pub optional: bool,
    hint: Option<&'a str>,
    error: Option<&'a str>,
    advice: &'a [AdviceView],
}

impl<'a> From<&'a FieldView> for Frame<'a> {
    fn from(field: &'a FieldView) -> Self {
        Self {
            id: field.path.html_id(),
            name: field.path.to_string(),
            label: &field.label,
            optional: field.optional,
            hint: field.hint.as_deref(),
            error: field.error.as_deref(),
            advice: &field.advice,
        }
    }
}

impl<'a> From<&'a GroupView> for Frame<'a> {
    fn from(group: &'a GroupView) -> Self {
        Self {
            id: group.path.html_id(),
            name: group.path.to_string(),
            label: group.title.as_deref().unwrap_or_default(),
            optional: false,
            hint: group.hint.as_deref(),
            error: group.error.as_deref(),
            advice: &group.advice,
        }
    }
}

impl<'a> From<&'a ListView> for Frame<'a> {
    fn from(list: &'a ListView) -> Self {
        Self {
            id: list.path.html_id(),
            name: list.path.to_string(),
            label: &list.title,
            optional: list.optional,
            hint: list.hint.as_deref(),
            error: list.error.as_deref(),
            advice: &list.advice,
        }
    }
}

impl<'a> From<&'a ComputedView> for Frame<'a> {
    fn from(computed: &'a ComputedView) -> Self {
        Self {
            id: computed.path.html_id(),
            name: computed.path.to_string(),
            label: &computed.label,
            optional: false,
            hint: computed.hint.as_deref(),
            error: computed.error.as_deref(),
            advice: &computed.advice,
        }
    }
}

impl Frame<'_> {
    /// Whether there is a message.
    pub fn has_error(&self) -> bool {
        self.error.is_some()
    }

    /// The hint; empty if there is none.
    pub fn hint(&self) -> Hint<'_> {
        Hint { id: &self.id, text: self.hint }
    }

    /// The message; empty if there is none.
    pub fn error(&self) -> ErrorMessage<'_> {
        ErrorMessage { id: &self.id, text: self.error }
    }

    /// The hints that do not block, as the applicant sees them.
    pub fn advice(&self) -> AdviceList<'_> {
        AdviceList { id: &self.id, advice: self.advice, for_department: false }
    }

    /// The ids for `aria-describedby`: everything about the control that is on the page. Empty if
    /// there is nothing.
    pub fn described_by(&self) -> String {
        self.described_by_also(false)
    }

    /// The same, with the unit beside the control.
    pub fn described_by_also(&self, unit: bool) -> String {
        let parts = [
            ("unit", unit),
            ("hint", self.hint.is_some()),
            ("advice", !self.advice().is_empty()),
            ("error", self.error.is_some()),
        ];
        let mut ids = String::new();
        for (part, _) in parts.into_iter().filter(|(_, there)| *there) {
            let space = if ids.is_empty() { "" } else { " " };
            // Writing to a string does not fail.
            let _ = write!(ids, "{space}{part}-{}", self.id);
        }
        ids
    }
}
