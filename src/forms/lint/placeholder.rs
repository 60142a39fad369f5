//! Names in braces inside of texts: `{path}`, `{row.name}`, `{$setting}`.

use crate::forms::field::Node;
use crate::forms::form::Form;

/// The names in a text that stand for nothing, where the text stands at the field `at`.
pub fn unknown<'a>(form: &Form, text: &'a str, at: &str) -> Vec<&'a str> {
    let inside = text.split('{').skip(1).map(|rest| rest.split_once('}').map_or(rest, |(name, _)| name));
    inside
        .filter(|name| match name.strip_prefix('$') {
            Some(setting) => !form.file.settings.contains_key(setting),
            None => find(form, name, at).is_none(),
        })
        .collect()
}

/// The field that a name means from the field `at`: absolute, or `row.` and a name of the same row.
pub fn find<'a>(form: &'a Form, name: &str, at: &str) -> Option<&'a Node> {
    let row = at.rfind("[]").and_then(|end| at.get(..end + 2));
    let node = match (name.strip_prefix("row."), row) {
        (Some(rest), Some(row)) => form.root.find(&format!("{row}.{rest}")),
        _ => form.root.find(name),
    };
    node.filter(|node| !node.pattern.is_empty())
}
