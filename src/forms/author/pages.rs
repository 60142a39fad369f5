//! The pages of a form: an object is a page, a list of objects has one of its own, single questions are
//! gathered in their order.

use super::words::{address, free};
use crate::forms::definition::Page;
use crate::forms::field::{Group, Kind, List, Node};
use crate::forms::lint::RESERVED_PAGES;
use crate::forms::messages::label;

/// Single questions on one page.
const GATHERED: usize = 7;

/// Most questions of a page.
const MOST: usize = 15;

/// A group of this size has a page of its own, where the one around it is too large for a page.
const OWN_PAGE: usize = 6;

/// The pages for all fields of a form. `taken` are the ids of the pages that the desk adds.
pub fn plan(root: &Node, taken: &[String]) -> Vec<Page> {
    let mut plan = Plan { taken, pages: Vec::new(), gathered: Vec::new(), size: 0 };
    if let Some(group) = root.group() {
        plan.fields(group, &Gathering { title: None, id: "angaben", most: GATHERED, own: 0 });
    }
    plan.pages
}

struct Plan<'a> {
    taken: &'a [String],
    pages: Vec<Page>,
    /// The fields of the next page.
    gathered: Vec<&'a Node>,
    size: usize,
}

/// How the fields of a group are gathered.
struct Gathering<'a> {
    /// The title of its pages.
    title: Option<&'a str>,
    /// The first part of their ids.
    id: &'a str,
    /// Most questions of a page.
    most: usize,
    /// Groups from this size on have a page of their own.
    own: usize,
}

impl<'a> Plan<'a> {
    fn fields(&mut self, group: &'a Group, gathering: &Gathering<'_>) {
        let first = self.pages.len();
        for node in group.fields.values().filter(|node| questions(node) > 0) {
            let size = questions(node);
            match &node.kind {
                Kind::Group(inner) if !inner.by_place && (size > MOST || has_item_pages(inner)) => {
                    self.close(gathering, first);
                    let id = address(&node.name, "seite");
                    self.fields(
                        inner,
                        &Gathering { title: Some(label(node)), id: &id, most: MOST, own: OWN_PAGE },
                    );
                }
                Kind::Group(inner) if !inner.by_place && size >= gathering.own => {
                    self.alone(node, gathering, first)
                }
                Kind::List(list) if is_of_groups(list) => self.alone(node, gathering, first),
                _ => {
                    if self.size + size > gathering.most {
                        self.close(gathering, first);
                    }
                    self.gathered.push(node);
                    self.size += size;
                }
            }
        }
        self.close(gathering, first);
    }

    /// A page for one field.
    fn alone(&mut self, node: &'a Node, gathering: &Gathering<'_>, first: usize) {
        self.close(gathering, first);
        let name = match gathering.title {
            Some(_) => format!("{} {}", gathering.id, address(&node.name, "seite")),
            None => node.name.clone(),
        };
        self.page(&name, label(node).to_owned(), vec![node.pattern.clone()]);
    }

    /// Makes a page of what was gathered. `first` is the number of pages before those of this group.
    fn close(&mut self, gathering: &Gathering<'_>, first: usize) {
        let nodes = std::mem::take(&mut self.gathered);
        self.size = 0;
        let fields = nodes.iter().map(|node| node.pattern.clone()).collect();
        match (nodes.as_slice(), gathering.title) {
            ([], _) => {}
            ([only], None) => self.page(&only.name, label(only).to_owned(), fields),
            (_, title) => {
                let title =
                    title.unwrap_or(if first == self.pages.len() { "Angaben" } else { "Weitere Angaben" });
                self.page(gathering.id, title.to_owned(), fields);
            }
        }
    }

    fn page(&mut self, name: &str, title: String, fields: Vec<String>) {
        let is_taken = |id: &str| {
            RESERVED_PAGES.contains(&id)
                || self.taken.iter().any(|taken| taken == id)
                || self.pages.iter().any(|page| page.id == id)
        };
        let id = free(&address(name, "seite"), '-', is_taken);
        let same = self.pages.iter().filter(|page| is_numbered(&page.title, &title)).count();
        let title = if same == 0 { title } else { format!("{title} ({})", same + 1) };
        self.pages.push(Page { id, title, intro: Vec::new(), fields });
    }
}

/// Whether a title is another one, perhaps with a number.
fn is_numbered(title: &str, other: &str) -> bool {
    title
        .strip_prefix(other)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(" (") && rest.ends_with(')'))
}

/// How many questions people see.
pub fn questions(node: &Node) -> usize {
    match &node.kind {
        _ if !node.is_shown() => 0,
        Kind::Group(group) => group.fields.values().map(questions).sum(),
        Kind::List(list) if is_of_groups(list) => questions(&list.row).max(1),
        _ => 1,
    }
}

fn is_of_groups(list: &List) -> bool {
    list.row.group().is_some_and(|row| !row.by_place)
}

/// Whether a list with a page for each row lies in a group: such a list is named itself.
fn has_item_pages(group: &Group) -> bool {
    group.fields.values().any(|node| match &node.kind {
        Kind::Group(inner) => has_item_pages(inner),
        Kind::List(list) => !list.on_one_page,
        _ => false,
    })
}
