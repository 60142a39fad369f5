//! The numbers of pages and questions: the same on paper and at the desk, so that whoever reads out and whoever
//! types speak of the same question. They come from the form alone, whatever was answered: 3 is the third page,
//! 3.2 its second question, 3.2.1 the first one in a row of that list.

use std::collections::HashMap;

use super::field::{Kind, Node};
use super::form::Form;
use super::view::Element;
use crate::forms::places::node_at;

/// The numbers of a form. What is computed, and what the desk records of itself, has none.
#[derive(Debug, Default)]
pub struct Numbering {
    pages: HashMap<String, String>,
    questions: HashMap<String, String>,
}

impl Numbering {
    /// Numbers the pages of a form and their questions, in their order.
    pub fn of(form: &Form) -> Self {
        let mut numbering = Self::default();
        for (page, page_number) in form.file.pages.iter().zip(1..) {
            numbering.pages.insert(page.id.clone(), format!("{page_number}"));
            let mut last = 0;
            for node in page.fields.iter().filter_map(|pattern| form.root.find(pattern)) {
                numbering.count(node, &format!("{page_number}"), &mut last);
            }
        }
        numbering
    }

    fn count(&mut self, node: &Node, above: &str, last: &mut usize) {
        if !is_asked(node) {
            return;
        }
        if let Kind::Group(group) = &node.kind {
            group.fields.values().for_each(|field| self.count(field, above, last));
            return;
        }
        *last += 1;
        let number = format!("{above}.{last}");
        if let Kind::List(list) = &node.kind {
            match list.row.group() {
                Some(group) => {
                    let mut in_row = 0;
                    group.fields.values().for_each(|field| self.count(field, &number, &mut in_row));
                }
                None => {
                    self.questions.insert(list.row.pattern.clone(), number.clone());
                }
            }
        }
        self.questions.insert(node.pattern.clone(), number);
    }

    /// The number of the page with this id.
    pub fn page(&self, id: &str) -> Option<&str> {
        self.pages.get(id).map(String::as_str)
    }

    /// The number of the question with this pattern.
    pub fn question(&self, pattern: &str) -> Option<&str> {
        self.questions.get(pattern).map(String::as_str)
    }

    /// Puts the numbers in front of the labels of a page.
    pub fn put_before(&self, form: &Form, elements: &mut [Element]) {
        let numbered = |path: &_, label: &str| {
            let number = node_at(form, path).and_then(|node| self.question(&node.pattern));
            number.map_or_else(|| label.to_owned(), |number| format!("{number} {label}"))
        };
        for element in elements {
            match element {
                Element::Field(field) => field.label = numbered(&field.path, &field.label),
                Element::Group(group) => self.put_before(form, &mut group.elements),
                Element::List(list) => {
                    list.title = numbered(&list.path, &list.title);
                    list.rows.iter_mut().for_each(|row| self.put_before(form, &mut row.elements));
                }
                Element::Computed(_) => {}
            }
        }
    }
}

/// Whether people answer it: it is neither computed nor filled in by the product.
pub fn is_asked(node: &Node) -> bool {
    node.is_shown() && node.compute.is_none() && !node.read_only
}
