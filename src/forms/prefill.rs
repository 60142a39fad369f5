//! What a form for staff takes over from the account of whoever fills it in (`x-prefill`).

use serde_json::Value;

use super::compile::patterns;
use super::field::Node;
use super::form::Form;
use super::messages::label;
use crate::domain::{AccountFact, AccountFacts, Answers, Path};

/// The fields that begin with a fact of the account, each with its path.
fn fields(form: &Form) -> Vec<(Path, &Node, AccountFact)> {
    let fields = patterns(&form.root);
    let found =
        fields.into_iter().filter_map(|(pattern, node)| Some((pattern.parse().ok()?, node, node.prefill?)));
    found.collect()
}

/// Fills in what an application begins with.
pub fn begin(form: &Form, answers: &mut Answers, account: &AccountFacts) {
    for (path, _, fact) in fields(form) {
        if let Some(value) = account.value(fact) {
            answers.set(&path, Value::String(value.to_owned()));
        }
    }
}

/// Fills in what nobody types: whatever a browser or an older draft says, it is what the account holds now.
pub fn refresh(form: &Form, answers: &mut Answers, account: &AccountFacts) {
    for (path, _, fact) in fields(form).into_iter().filter(|(_, node, _)| node.is_of_account()) {
        match account.value(fact) {
            Some(value) => {
                answers.set(&path, Value::String(value.to_owned()));
            }
            None => {
                answers.remove(&path);
            }
        }
    }
}

/// What the account lacks and nobody can type, by label: with it missing the form could never be sent.
pub fn missing(form: &Form, account: &AccountFacts) -> Vec<String> {
    let is_required = |path: &Path, node: &Node| {
        let parent = path.parent().map(|parent| parent.to_string()).unwrap_or_default();
        let group = form.root.find(&parent).and_then(Node::group);
        group.is_some_and(|group| group.required.contains(&node.name))
    };
    let lacks = |(path, node, fact): &(Path, &Node, AccountFact)| {
        node.is_of_account() && account.value(*fact).is_none() && is_required(path, node)
    };
    fields(form).iter().filter(|field| lacks(field)).map(|(_, node, _)| label(node).to_owned()).collect()
}
