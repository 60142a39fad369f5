//! When each field is asked, and when it must be answered: the branches of the schema, turned around.

use std::collections::HashMap;

mod read;
mod said;

pub use read::schema;
use read::test;
pub use said::{Asked, Fact, Said, all_of, any_of};

use super::condition::{Branch, Condition};
use super::field::{Group, Kind, Node};
use super::form::Form;

/// When a field is asked, and when it must be answered.
#[derive(Debug, Clone)]
pub struct Conditions<'a> {
    /// The field is asked when all of this holds, if what it stands in is asked.
    pub when: Vec<Said<'a>>,
    /// It must be answered when this holds; `None`: never.
    pub required: Option<Said<'a>>,
}

/// The conditions of every field, by pattern.
pub fn conditions(form: &Form) -> HashMap<String, Conditions<'_>> {
    let mut walk = Walk { form, found: HashMap::new() };
    walk.node(&form.root, &[]);
    walk.found
}

/// A branch, and what must hold for it, one after the other.
type Held<'a> = (Vec<Said<'a>>, &'a Branch);

struct Walk<'a> {
    form: &'a Form,
    found: HashMap<String, Conditions<'a>>,
}

impl<'a> Walk<'a> {
    fn node(&mut self, node: &'a Node, from_above: &[Held<'a>]) {
        match &node.kind {
            Kind::Group(group) => self.group(node, group, from_above),
            Kind::List(list) => self.node(&list.row, from_above),
            _ => {}
        }
    }

    fn group(&mut self, node: &'a Node, group: &'a Group, from_above: &[Held<'a>]) {
        let mut said: Vec<Held<'a>> = Vec::new();
        self.branches(node, &group.conditions, &[], &mut said);
        for (chain, branch) in from_above {
            said.push((chain.clone(), branch));
            self.branches(node, &branch.conditions, chain, &mut said);
        }
        for (name, field) in &group.fields {
            let of = |names: fn(&Branch) -> &Vec<String>| -> Vec<Said<'a>> {
                let named = said.iter().filter(|(_, branch)| names(branch).contains(name));
                named.map(|(chain, _)| all_of(chain.clone())).collect()
            };
            let mut when: Vec<Said<'a>> =
                of(|branch| &branch.forbidden).into_iter().map(Said::turned).collect();
            if !field.declared {
                when.insert(0, any_of(of(|branch| &branch.offered)));
            }
            let required = match group.required.contains(name) {
                true => vec![all_of(Vec::new())],
                false => of(|branch| &branch.required),
            };
            let required = (!required.is_empty()).then(|| any_of(required));
            when.retain(|said| !said.is_always());
            self.found.insert(field.pattern.clone(), Conditions { when, required });
            let below: Vec<Held<'a>> = said
                .iter()
                .filter_map(|(chain, branch)| Some((chain.clone(), branch.below.get(name)?)))
                .collect();
            self.node(field, &below);
        }
    }

    /// Every branch of these conditions, those inside of others too.
    fn branches(
        &self,
        node: &'a Node,
        conditions: &'a [Condition],
        chain: &[Said<'a>],
        said: &mut Vec<Held<'a>>,
    ) {
        for condition in conditions {
            let question = test(self.form, &condition.test, node);
            let sides = [(question.clone(), &condition.then), (question.turned(), &condition.otherwise)];
            for (holds, branch) in sides {
                let chain = [chain, &[holds]].concat();
                self.branches(node, &branch.conditions, &chain, said);
                said.push((chain, branch));
            }
        }
    }
}
