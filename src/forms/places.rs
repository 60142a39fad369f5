//! Places of answers: from patterns (`tickets[].price`) to concrete paths and values, and the order of the form.

use serde_json::Value;

use super::field::{Kind, Node};
use super::form::Form;
use crate::domain::{Path, Segment};

/// The value at `path` below `answers`.
pub fn value_at<'a>(answers: &'a Value, path: &Path) -> Option<&'a Value> {
    path.segments().iter().try_fold(answers, |value, step| match step {
        Segment::Key(name) => value.get(name),
        Segment::Index(row) => value.get(row),
    })
}

/// The value at `path` below `answers`, to change it.
pub fn value_at_mut<'a>(answers: &'a mut Value, path: &Path) -> Option<&'a mut Value> {
    path.segments().iter().try_fold(answers, |value, step| match step {
        Segment::Key(name) => value.get_mut(name),
        Segment::Index(row) => value.get_mut(row),
    })
}

/// The innermost row that `path` lies in, or is: `tickets.0` for `tickets.0.price`.
pub fn row_path(path: &Path) -> Option<Path> {
    let mut at = Some(path.clone());
    while let Some(here) = at {
        if matches!(here.segments().last(), Some(Segment::Index(_))) {
            return Some(here);
        }
        at = here.parent();
    }
    None
}

/// The rows that `path` lies in, or is, outermost first: `projects.0`, `projects.0.costs.2`. A place of a
/// group by place is none.
pub fn rows_of(form: &Form, path: &Path) -> Vec<Path> {
    let mut rows = Vec::new();
    let (mut at, mut node) = (Path::root(), Some(&form.root));
    for step in path.segments() {
        let is_list = matches!(node.map(|node| &node.kind), Some(Kind::List(_)));
        at = match step {
            Segment::Key(name) => at.key(name),
            Segment::Index(number) => at.index(*number),
        };
        if is_list {
            rows.push(at.clone());
        }
        node = node.and_then(|node| node.child(step));
    }
    rows
}

/// The object of the innermost row that `path` lies in.
pub fn row_at<'a>(answers: &'a Value, path: &Path) -> Option<&'a Value> {
    value_at(answers, &row_path(path)?)
}

/// Every concrete path of a pattern for the rows that are there: `tickets[].price` gives
/// `tickets.0.price`, `tickets.1.price`. The answer itself need not be there.
pub fn places(answers: &Value, pattern: &str) -> Vec<Path> {
    let mut found = vec![Path::root()];
    for step in pattern.split('.').filter(|step| !step.is_empty()) {
        let (name, is_row) = split_step(step);
        found = found.iter().map(|path| onto(path, name)).collect();
        if is_row {
            let rows = |path: &Path| value_at(answers, path).and_then(Value::as_array).map_or(0, Vec::len);
            found = found.iter().flat_map(|path| (0..rows(path)).map(|row| path.index(row))).collect();
        }
    }
    found
}

/// The path that `pattern` means from the place `from`: `row.name` lies in the same row, and each `[]`
/// of an absolute pattern is the row that `from` lies in.
pub fn resolve(pattern: &str, from: &Path) -> Path {
    if let Some(rest) = pattern.strip_prefix("row.")
        && let Some(row) = row_path(from)
    {
        return rest.split('.').fold(row, |path, name| onto(&path, name));
    }
    let mut rows = from.segments().iter().filter_map(|step| match step {
        Segment::Index(row) => Some(*row),
        Segment::Key(_) => None,
    });
    pattern.split('.').filter(|step| !step.is_empty()).fold(Path::root(), |path, step| {
        let (name, is_row) = split_step(step);
        let path = onto(&path, name);
        if is_row { path.index(rows.next().unwrap_or(0)) } else { path }
    })
}

/// One step more: digits name a place, as in [`Path`]'s text form.
fn onto(path: &Path, name: &str) -> Path {
    name.parse().map_or_else(|_| path.key(name), |place| path.index(place))
}

fn split_step(step: &str) -> (&str, bool) {
    step.strip_suffix("[]").map_or((step, false), |name| (name, true))
}

/// The node of a concrete path.
pub fn node_at<'a>(form: &'a Form, path: &Path) -> Option<&'a Node> {
    path.segments().iter().try_fold(&form.root, Node::child)
}

/// Whether a pattern lies at or below another one.
pub fn lies_below(pattern: &str, above: &str) -> bool {
    pattern.strip_prefix(above).is_some_and(|rest| {
        above.is_empty() || rest.is_empty() || rest.starts_with('.') || rest.starts_with("[]")
    })
}

/// The number of the page a field stands on, and the number of the entry that brings it.
pub fn page_of(form: &Form, path: &Path) -> Option<(usize, usize)> {
    let pattern = node_at(form, path).map_or_else(|| path.pattern(), |node| node.pattern.clone());
    let entries = form.pages.iter().enumerate().flat_map(|(page, content)| {
        content.fields.iter().enumerate().map(move |(entry, field)| (page, entry, field))
    });
    entries
        .filter(|(_, _, field)| lies_below(&pattern, field))
        .max_by_key(|(_, _, field)| field.len())
        .map(|(page, entry, _)| (page, entry))
}

/// The list of a page whose rows have pages of their own: its pattern and its node.
pub fn item_list<'a>(form: &'a Form, page: &'a super::definition::Page) -> Option<(&'a str, &'a Node)> {
    page.fields.iter().find_map(|pattern| {
        let node = form.root.find(pattern)?;
        match &node.kind {
            Kind::List(list) if !list.on_one_page => Some((pattern.as_str(), node)),
            _ => None,
        }
    })
}

/// The row of a list with item pages that `path` lies in: its number.
pub fn item_of(form: &Form, path: &Path) -> Option<usize> {
    let mut node = &form.root;
    for step in path.segments() {
        match (&node.kind, step) {
            (Kind::List(list), Segment::Index(row)) => return (!list.on_one_page).then_some(*row),
            _ => node = node.child(step)?,
        }
    }
    None
}

/// Sorts paths in the order in which people meet them: page, field, row.
pub fn order_key(form: &Form, path: &Path) -> (usize, usize, Vec<usize>) {
    let (page, entry) = page_of(form, path).unwrap_or((usize::MAX, usize::MAX));
    let mut node = Some(&form.root);
    let mut numbers = Vec::with_capacity(path.segments().len());
    for step in path.segments() {
        match step {
            Segment::Key(name) => {
                let group = node.and_then(Node::group);
                numbers.push(group.and_then(|g| g.fields.get_index_of(name)).unwrap_or(usize::MAX));
            }
            Segment::Index(row) => numbers.push(*row),
        }
        node = node.and_then(|node| node.child(step));
    }
    (page, entry, numbers)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn path(text: &str) -> Path {
        text.parse().unwrap()
    }

    #[test]
    fn a_pattern_has_a_place_in_every_row() {
        let answers = json!({"tickets": [{"price": 1}, {}]});
        assert_eq!(places(&answers, "tickets[].price"), [path("tickets.0.price"), path("tickets.1.price")]);
        assert_eq!(places(&answers, "applicant.name"), [path("applicant.name")]);
        assert!(places(&answers, "events[].name").is_empty());
    }

    #[test]
    fn a_pattern_is_resolved_from_where_it_is_written() {
        let here = path("tickets.1.in_order");
        assert_eq!(resolve("row.month", &here), path("tickets.1.month"));
        assert_eq!(resolve("tickets[].month", &here), path("tickets.1.month"));
        assert_eq!(resolve("school.to", &here), path("school.to"));
        assert_eq!(row_path(&here), Some(path("tickets.1")));
        assert_eq!(row_path(&path("school.to")), None);
    }

    #[test]
    fn a_pattern_lies_below_another_only_at_a_step() {
        assert!(lies_below("tickets[].price", "tickets") && lies_below("tickets", "tickets"));
        assert!(!lies_below("tickets_total", "tickets"));
    }
}
