//! What depends on answers: `if/then/else`, `dependentRequired`, `dependentSchemas` of a group.

use indexmap::IndexMap;
use jsonschema::Validator;
use serde_json::Value;

/// A condition of a group. Tests are asked about the group's own object.
#[derive(Debug)]
pub struct Condition {
    /// What is asked.
    pub test: Test,
    /// What holds if the test does.
    pub then: Branch,
    /// What holds otherwise.
    pub otherwise: Branch,
}

/// A question about a group's object.
#[derive(Debug)]
pub enum Test {
    /// `if`: the object matches a schema.
    Schema(Box<Asked>),
    /// `dependentRequired`, `dependentSchemas`: the property is there.
    Present(String),
    /// A branch of `oneOf`: the property that tells the branches apart has its value.
    Equals(String, Value),
}

/// What an `if` asks.
#[derive(Debug)]
pub struct Asked {
    /// The judge.
    pub validator: Validator,
    /// The schema, for people who read conditions.
    pub schema: Value,
}

/// What a branch says about the fields of its group.
#[derive(Debug, Default)]
pub struct Branch {
    /// These must be there.
    pub required: Vec<String>,
    /// These must not be there (`"name": false`): they do not apply.
    pub forbidden: Vec<String>,
    /// These may be there because of this branch.
    pub offered: Vec<String>,
    /// What it says about fields of inner groups, by the group's name.
    pub below: IndexMap<String, Branch>,
    /// Further conditions inside the branch.
    pub conditions: Vec<Condition>,
}

impl Branch {
    /// Adds what another schema says of the same fields.
    pub fn also(&mut self, other: Self) {
        self.required.extend(other.required);
        self.forbidden.extend(other.forbidden);
        self.offered.extend(other.offered);
        self.conditions.extend(other.conditions);
        for (name, below) in other.below {
            self.below.entry(name).or_default().also(below);
        }
    }
}
