//! Schemas that lead back to themselves: a person has children, who are persons.
//!
//! `x-depth` beside the `$ref` that leads back says how often people may follow it. What lies deeper is
//! not asked.

use serde_json::Value;

use super::schema::{Document, Layer};

/// How deep people may go at most: a list in a list of a list cannot be followed.
pub const DEEPEST: u64 = 3;

/// How often each reference with an `x-depth` was followed on the way to here.
#[derive(Debug, Default)]
pub struct Depths<'a> {
    followed: Vec<&'a str>,
}

impl<'a> Depths<'a> {
    /// Whether `schema`, or the rows of the list that it is, lie deeper than people may go.
    pub fn is_reached(&self, document: &Document<'a>, schema: &'a Value) -> bool {
        limited(document, schema).is_some_and(|(reference, depth)| {
            self.followed.iter().filter(|followed| **followed == reference).count() as u64 >= depth
        })
    }

    /// Notes that `schema` is followed; [`Self::leave`] takes what this returns.
    pub fn enter(&mut self, document: &Document<'a>, schema: &'a Value) -> bool {
        let found = limited(document, schema);
        self.followed.extend(found.map(|(reference, _)| reference));
        found.is_some()
    }

    /// Comes back out of a schema.
    pub fn leave(&mut self, entered: bool) {
        if entered {
            self.followed.pop();
        }
    }
}

/// The reference of a property, or of the rows of a list, that has an `x-depth`, and that. It may stand
/// behind another reference.
pub fn limited<'a>(document: &Document<'a>, schema: &'a Value) -> Option<(&'a str, u64)> {
    let beside = |layers: &[Layer<'a>]| {
        let found = |layer: &Layer<'a>| {
            let depth = layer.object.get("x-depth")?.as_u64()?;
            Some((layer.object.get("$ref")?.as_str()?, depth))
        };
        layers.iter().find_map(found)
    };
    let layers = document.layers(schema, "");
    let rows = || {
        let items = layers.iter().find_map(|layer| layer.object.get("items"))?;
        beside(&document.layers(items, ""))
    };
    beside(&layers).or_else(rows)
}
