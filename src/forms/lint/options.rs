//! The options of a choice: can each be chosen, and told from the others?

use std::collections::HashSet;

use serde_json::Value;

use super::field::Field;
use crate::forms::compile::kind;
use crate::forms::compile::schema::first;
use crate::forms::field::{Choice, ChoiceControl, Kind};
use crate::forms::finder;

impl Field<'_, '_> {
    /// Options that nobody could choose, or tell apart.
    pub(super) fn options(&mut self) {
        let options: &[Choice] = match &self.node.kind {
            Kind::OneOf { options, .. } => options,
            Kind::SeveralOf { options, .. } => {
                if first(self.layers, "uniqueItems") != Some(&Value::Bool(true)) {
                    self.problem("an option could be chosen twice.", "Write \"uniqueItems\": true.");
                }
                options
            }
            Kind::Declaration | Kind::YesNo => {
                if first(self.layers, "const") == Some(&Value::Bool(false)) {
                    self.at("const", "a question that must be answered with no is none.", "Write true.");
                }
                return;
            }
            _ => return,
        };
        if options.len() < 2 {
            self.problem(
                "a choice needs at least two options.",
                "Add options, or make it a yes/no question.",
            );
        }
        self.doubles(options);
        let named = kind::type_name(self.layers).filter(|_| matches!(self.node.kind, Kind::OneOf { .. }));
        if let Some(name) = named.filter(|name| !options.iter().all(|option| is_of(&option.stored, name))) {
            let reason = format!("not every option of this choice is of type {name:?}.");
            self.at("type", &reason, "Name the type of all options.");
        }
    }

    fn doubles(&mut self, options: &[Choice]) {
        let (mut values, mut titles) = (HashSet::new(), HashSet::new());
        let is_searched = matches!(self.node.kind, Kind::OneOf { shown: ChoiceControl::Search, .. });
        for option in options {
            if !values.insert(&option.value) {
                self.problem(&format!("the option {:?} stands here twice.", option.value), "Remove one.");
            } else if is_searched && !titles.insert(finder::key(&option.title)) {
                let reason = format!("a search cannot tell the option {:?} from another one.", option.title);
                self.problem(&reason, "Add what tells them apart, or write \"x-widget\": \"select\".");
            }
        }
    }
}

fn is_of(value: &Value, name: &str) -> bool {
    match name {
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        _ => false,
    }
}
