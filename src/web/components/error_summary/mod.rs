//! The list of errors at the top of a page, each a link to its field. A script puts the focus on it.

mod examples;

use askama::Template;
use askama::filters::HtmlSafe;

use super::list::row_id;
use crate::domain::Path;
use crate::forms::view::{Control, Element, FieldView, ListView};
use crate::web::filters;
use crate::web::language::t;

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
                let text = t("Hier fehlen Angaben oder sind nicht richtig");
                self.add(Some(&row.title), Some(&text), row_id(&id, &row.index));
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

/// The id of the control of the field, or the id of the value, at `path`; for links to hints.
pub fn find_anchor(elements: &[Element], path: &Path) -> Option<String> {
    elements.iter().find_map(|element| match element {
        Element::Field(field) => (field.path == *path).then(|| anchor(field)),
        Element::Group(group) => find_anchor(&group.elements, path),
        Element::List(list) if list.path == *path => Some(list.path.html_id()),
        Element::List(list) => list.rows.iter().find_map(|row| find_anchor(&row.elements, path)),
        Element::Computed(computed) => (computed.path == *path).then(|| computed.path.html_id()),
    })
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forms::view::{ComputedView, GroupView, RowView};
    use crate::web::components::example::{field, path};

    /// A list with one row, in it a group with a date; everything that can be is wrong.
    fn all_wrong() -> Vec<Element> {
        let date = Control::Date {
            day: "1".to_owned(),
            month: String::new(),
            year: "2025".to_owned(),
            wrong: [false, true, false],
        };
        let date = field("tickets.0.time.from", "Von", date, |field| field.error = Some("Datum".to_owned()));
        let group = GroupView {
            path: path("tickets.0.time"),
            title: None,
            hint: None,
            error: Some("Gruppe".to_owned()),
            advice: Vec::new(),
            elements: vec![Element::Field(date)],
        };
        let row = |index, elements: Vec<Element>| RowView {
            is_single: false,
            index,
            title: format!("Fahrkarte {}", index + 1),
            elements,
            summary: Vec::new(),
            has_errors: true,
        };
        let list = ListView {
            path: path("tickets"),
            title: "Fahrkarten".to_owned(),
            hint: None,
            item: "Fahrkarte".to_owned(),
            error: Some("Liste".to_owned()),
            advice: Vec::new(),
            optional: false,
            on_one_page: true,
            may_add: true,
            rows: vec![row(0, vec![Element::Group(group)]), row(1, Vec::new())],
        };
        let computed = ComputedView {
            path: path("total"),
            label: "Summe".to_owned(),
            hint: None,
            value: None,
            error: Some("Summe".to_owned()),
            advice: Vec::new(),
        };
        vec![Element::List(list), Element::Computed(computed)]
    }

    #[test]
    fn every_error_is_listed_in_order_and_leads_to_what_can_be_mended() {
        let elements = all_wrong();
        let found: Vec<_> = ErrorSummary::of(&elements)
            .errors
            .into_iter()
            .map(|error| (error.text, error.href.unwrap_or_default()))
            .collect();
        let expected = [
            ("Liste", "#field-tickets"),
            ("Fahrkarte 1: Gruppe", "#field-tickets-0-time-from-month"),
            ("Fahrkarte 1: Datum", "#field-tickets-0-time-from-month"),
            ("Fahrkarte 2: Hier fehlen Angaben oder sind nicht richtig", "#row-field-tickets-1"),
            ("Summe", "#field-total"),
        ];
        assert_eq!(found, expected.map(|(text, href)| (text.to_owned(), href.to_owned())));
    }

    #[test]
    fn every_link_leads_to_an_id_on_the_page() {
        let elements = all_wrong();
        let page: String =
            crate::web::components::render_all(&elements).map(|part| part.to_string()).collect();
        for error in ErrorSummary::of(&elements).errors {
            let id = error.href.unwrap_or_default().replace('#', "");
            assert!(page.contains(&format!("id=\"{id}\"")), "{id} is not on the page");
        }
        assert_eq!(
            find_anchor(&elements, &path("tickets.0.time.from")).as_deref(),
            Some("field-tickets-0-time-from-month")
        );
        assert_eq!(find_anchor(&elements, &path("nowhere")), None);
    }
}
