//! The questions of an inquiry: the pages of the form, cut to what may be changed.

use super::super::definition::Page;
use super::super::form::Form;
use super::super::places::item_list;
use super::super::state::{FormState, Remembered};
use super::super::view::{Element, GroupView, ListView, RowView, elements};
use super::asking::is_among;
use crate::domain::Path;

/// What is asked of a page of the form.
#[derive(Debug, Clone)]
pub struct AskedSection {
    /// The page's title.
    pub title: String,
    /// The questions.
    pub elements: Vec<Element>,
}

/// The questions at the allowed places, by the pages of the form; messages only with `show_errors`.
pub fn asked_sections(
    form: &Form,
    state: &FormState,
    remembered: &Remembered,
    allowed: &[Path],
    show_errors: bool,
) -> Vec<AskedSection> {
    let of_page = |page: &Page| {
        let elements = cut(whole_page(form, state, remembered, page, show_errors), allowed);
        (!elements.is_empty()).then(|| AskedSection { title: page.title.clone(), elements })
    };
    form.file.pages.iter().filter_map(of_page).collect()
}

/// A page with all rows of a list whose rows have pages of their own.
fn whole_page(
    form: &Form,
    state: &FormState,
    remembered: &Remembered,
    page: &Page,
    show_errors: bool,
) -> Vec<Element> {
    let part = |item| elements(form, state, remembered, page, item, show_errors);
    let list_here = item_list(form, page).map(|(pattern, _)| pattern);
    let mut found = part(None);
    for element in &mut found {
        if let Element::List(list) = element
            && list_here == Some(list.path.to_string().as_str())
        {
            list.on_one_page = true;
            list.rows = (0..list.rows.len()).flat_map(|row| part(Some(row))).flat_map(rows_of).collect();
        }
    }
    found
}

fn rows_of(element: Element) -> Vec<RowView> {
    match element {
        Element::List(list) => list.rows,
        Element::Field(_) | Element::Group(_) | Element::Computed(_) => Vec::new(),
    }
}

/// Leaves what may be changed, under the headings that it stands under.
fn cut(elements: Vec<Element>, allowed: &[Path]) -> Vec<Element> {
    elements.into_iter().flat_map(|element| cut_one(element, allowed)).collect()
}

fn cut_one(element: Element, allowed: &[Path]) -> Vec<Element> {
    match element {
        Element::Field(field) => match is_among(&field.path, allowed) {
            true => vec![Element::Field(field)],
            false => Vec::new(),
        },
        Element::Group(group) if is_among(&group.path, allowed) => vec![Element::Group(group)],
        Element::Group(group) => {
            let elements = cut(group.elements, allowed);
            match elements.is_empty() {
                true => Vec::new(),
                false => vec![Element::Group(GroupView { elements, hint: None, ..group })],
            }
        }
        Element::List(list) if is_among(&list.path, allowed) => vec![Element::List(list)],
        Element::List(list) => rows_alone(list, allowed),
        // Told only where something is wrong with it: nobody can answer it.
        Element::Computed(computed) => match computed.error {
            Some(_) => vec![Element::Computed(computed)],
            None => Vec::new(),
        },
    }
}

/// Rows in which something may be changed, and no button that adds one or takes one away.
fn rows_alone(list: ListView, allowed: &[Path]) -> Vec<Element> {
    let of_row = |row: RowView| {
        let elements = cut(row.elements, allowed);
        let group = GroupView {
            path: list.path.index(row.index),
            title: Some(row.title),
            hint: None,
            error: None,
            advice: Vec::new(),
            elements,
        };
        (!group.elements.is_empty()).then_some(Element::Group(group))
    };
    list.rows.into_iter().filter_map(of_row).collect()
}
