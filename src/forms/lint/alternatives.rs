//! `anyOf`, `oneOf` and `not` of an object: what people could not be shown or told is refused.

use serde_json::Value;

use super::question;
use super::walk::{Walk, join};
use crate::forms::compile::alternatives::{Alternatives, are_objects, find};
use crate::forms::compile::node::texts;
use crate::forms::compile::schema::{Layer, beside_null, step};
use crate::forms::field::{Choice, Group, Kind};

impl<'a> Walk<'a> {
    /// `anyOf` and `oneOf`: sets of names, or objects that one property tells apart. `reads` is what the
    /// conditions around it read.
    pub(super) fn alternatives(
        &mut self,
        group: &'a Group,
        pattern: &str,
        layer: &Layer<'a>,
        reads: &[String],
    ) {
        for keyword in ["anyOf", "oneOf"] {
            let Some(members) = layer.object.get(keyword).and_then(Value::as_array) else { continue };
            if !are_objects(self.document, members) && beside_null(members).is_none() {
                self.sets_of_names(group, members, &step(&layer.pointer, keyword));
            }
        }
        for found in find(self.document, layer).into_iter().flatten() {
            self.objects(group, pattern, found, reads);
        }
    }

    fn sets_of_names(&mut self, group: &Group, members: &[Value], pointer: &str) {
        for (i, member) in members.iter().enumerate() {
            let pointer = step(pointer, &i.to_string());
            let names = texts(member.get("required"));
            if names.is_empty() || member.as_object().is_some_and(|member| member.contains_key("properties"))
            {
                let remedy = "Name what must be there: {\"required\": [\"name\"]}.";
                self.problem(&pointer, "people could not be told what is meant here.", remedy);
            }
            for (k, name) in names.iter().enumerate() {
                self.name(group, name, &format!("{pointer}/required/{k}"));
            }
        }
    }

    fn objects(&mut self, group: &'a Group, pattern: &str, found: Alternatives<'a>, reads: &[String]) {
        let Alternatives { name, members } = found;
        let reads = [reads, &[join(pattern, &name)]].concat();
        if let Some(Kind::OneOf { options, .. }) = group.fields.get(&name).map(|field| &field.kind) {
            let has_member = |option: &&Choice| members.iter().any(|member| *member.value == option.stored);
            let pointer = members.first().map(|member| member.pointer.clone()).unwrap_or_default();
            if let Some(lost) = options.iter().find(|option| !has_member(option)) {
                let reason = format!("the option {:?} of {name:?} has no object here.", lost.value);
                self.problem(&pointer, reason, "Add one, or take the option away.");
            }
        }
        for (i, member) in members.iter().enumerate() {
            if let Some(field) = group.fields.get(&name).filter(|_| i == 0) {
                self.told_apart(field, &member.property);
            }
            if !member.layers.iter().any(|layer| layer.object.contains_key("title")) {
                let remedy = "Give it a \"title\": it is what the option is called.";
                self.problem(&member.pointer, "this object has no name for people.", remedy);
            }
            self.branch_of(group, pattern, &member.layers, &reads, &["title", "description", "type"]);
        }
    }

    /// `not` of a group: "not both of these", or a rule with a message of its own.
    pub(super) fn not(&mut self, group: &'a Group, pattern: &str, layer: &Layer<'a>) {
        let Some(not) = layer.object.get("not") else { return };
        let pointer = step(&layer.pointer, "not");
        question::check(self, group, pattern, not, &pointer);
        let is_set = not.as_object().is_some_and(|not| not.keys().all(|keyword| keyword == "required"));
        let has_message = self.form.root.find(pattern).is_some_and(|node| node.messages.contains_key("not"));
        let tells_itself = is_set && texts(not.get("required")).len() > 1;
        if !(has_message || tells_itself) {
            let remedy = "Write \"x-errors\": {\"not\": \"…\"} at the object.";
            self.problem(&pointer, "this rule has no message.", remedy);
        }
    }

    /// Whether every branch of a `oneOf` closes the object, and lets in what is declared outside of it.
    pub(super) fn is_closed_by_members(&mut self, layers: &[Layer<'a>]) -> bool {
        let outside: Vec<&String> = layers
            .iter()
            .filter_map(|layer| layer.object.get("properties")?.as_object())
            .flat_map(|all| all.keys())
            .collect();
        let mut is_closed = false;
        for layer in layers {
            for found in find(self.document, layer).into_iter().flatten() {
                let closes = |layer: &&Layer<'a>| {
                    layer.object.get("additionalProperties") == Some(&Value::Bool(false))
                };
                is_closed |=
                    found.members.iter().all(|member| member.layers.iter().any(|layer| closes(&layer)));
                for layer in found.members.iter().flat_map(|member| &member.layers).filter(closes) {
                    let inside = layer.object.get("properties").and_then(Value::as_object);
                    let missing =
                        outside.iter().find(|name| !inside.is_some_and(|all| all.contains_key(**name)));
                    if let Some(name) = missing {
                        self.declared_elsewhere(name, layer);
                    }
                }
            }
        }
        is_closed
    }
}
