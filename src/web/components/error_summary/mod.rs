//! The list of errors at the top of a page, each a link to its field. A script puts the focus on it.

mod examples;

use askama::Template;
use askama::filters::HtmlSafe;

use super::list::row_id;
use crate::forms::view::{Control, Element, FieldView, ListView};

pub use examples::examples;

/// The errors of a page; nothing, if there are none.
#[derive(Debug, Default, Template)]
#[template(path = "components/error_summary/error_summary.html")]
pub struct ErrorSummary {
    /// The errors, in the order of the fields.
    pub errors: Vec<ErrorLink>,
}

impl HtmlSafe for ErrorSummary {}

/// An error and where it can be mended.
#[derive(Debug, PartialEq, Eq)]
pub struct ErrorLink {
    /// The message, the same as at the field; in a row of a list, the row's title stands before it.
    pub text: String,
    /// The address of the field on this or another page; without one, the message is no link.
    pub href: Option<String>,
}

impl ErrorSummary {
    /// All errors of a page's elements, in order.
    pub fn of(elements: &[Element]) -> Self {
        let mut summary = Self::default();
        summary.collect(elements, None);
        summary
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.errors.is_empty()
    }

    /// Adds an error that belongs to no element, for example of the confirmation on the check page.
    pub fn push(&mut self, text: impl Into<String>, href: Option<String>) {
        self.errors.push(ErrorLink { text: text.into(), href });
    }

    fn collect(&mut self, elements: &[Element], row: Option<&str>) {
        for element in elements {
            match element {
                Element::Field(field) => self.add(row, field.error.as_deref(), anchor(field)),
                Element::Group(group) => {
                    let target = first_control(&group.elements).unwrap_or_else(|| group.path.html_id());
                    self.add(row, group.error.as_deref(), target);
                    self.collect(&group.elements, row);
                }
                Element::List(list) => self.collect_rows(list),
                Element::Computed(computed) => {
                    self.add(row, computed.error.as_deref(), computed.path.html_id());
                }
            }
        }
    }

    fn collect_rows(&mut self, list: &ListView) {
        let id = list.path.html_id();
        self.add(None, list.error.as_deref(), id.clone());
        for row in &list.rows {
            self.collect(&row.elements, Some(&row.title));
            if row.has_errors && row.elements.is_empty() {
                let text = "Hier fehlen Angaben oder sind nicht richtig";
                self.add(Some(&row.title), Some(text), row_id(&id, &row.index));
            }
        }
    }

    fn add(&mut self, row: Option<&str>, error: Option<&str>, target: String) {
        if let Some(text) = error {
            let text = row.map_or_else(|| text.to_owned(), |row| format!("{row}: {text}"));
            self.push(text, Some(format!("#{target}")));
        }
    }
}

/// The id of the control that a message leads to: of a date, the first part that is wrong.
fn anchor(field: &FieldView) -> String {
    let id = field.path.html_id();
    let part = match &field.control {
        Control::Date { wrong, .. } => first_wrong(["day", "month", "year"], *wrong),
        Control::Month { wrong, .. } => first_wrong(["month", "year"], *wrong),
        _ => return id,
    };
    format!("{id}-{part}")
}

fn first_wrong<const N: usize>(names: [&'static str; N], wrong: [bool; N]) -> &'static str {
    let found = names.iter().zip(wrong).find(|(_, wrong)| *wrong).map(|(name, _)| *name);
    found.or(names.first().copied()).unwrap_or_default()
}

/// The id of the first control in some elements.
fn first_control(elements: &[Element]) -> Option<String> {
    elements.iter().find_map(|element| match element {
        Element::Field(field) => Some(anchor(field)),
        Element::Group(group) => first_control(&group.elements),
        Element::List(_) | Element::Computed(_) => None,
    })
}
