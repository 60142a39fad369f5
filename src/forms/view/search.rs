//! A choice whose options are searched.

use super::elements::of_choice;
use super::{OptionsOf, SearchView};
use crate::forms::field::{Choice, ChoiceControl, Kind, Node};
use crate::forms::finder::{MOST_SHOWN, fitting, otherwise};
use crate::forms::form::Form;

/// Whether the options of a field are searched.
pub(super) fn is_searched(node: &Node) -> bool {
    matches!(node.kind, Kind::OneOf { shown: ChoiceControl::Search, .. })
}

/// What the text finds that stands there instead of an answer.
pub(super) fn searched(form: &Form, node: &Node, options: &[Choice], raw: &str) -> SearchView {
    let found = fitting(options, raw);
    let shown = found.len().min(MOST_SHOWN);
    let is_new = |rest: &&Choice| !raw.is_empty() && !found.iter().take(shown).any(|choice| choice == rest);
    let otherwise = otherwise(options).filter(is_new).map(|choice| of_choice(choice, false));
    SearchView {
        is_settled: raw.is_empty(),
        more: found.len() - shown,
        fitting: found.into_iter().take(shown).map(|choice| of_choice(choice, false)).collect(),
        otherwise,
        options: OptionsOf {
            version: form.version.clone(),
            channel: form.channel,
            language: form.language.tag().to_owned(),
            path: node.pattern.replace("[]", ".0").parse().unwrap_or_default(),
        },
    }
}
