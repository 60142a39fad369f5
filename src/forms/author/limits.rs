//! What is too deep or too much: schemas that lead back to themselves, groups in groups, lists in lists.

use serde_json::{Map, Value};

use super::maker::{CYCLE, MOST_LISTS, is_choice, lists_below, target};
use super::marks::Marked;
use super::notes::Notes;
use crate::forms::compile::schema::step;

/// Most fields of a form, those of every definition counted as often as it is asked.
const MOST_FIELDS: usize = 1500;

/// Most steps of the path of an answer: browsers send no longer names.
const MOST_STEPS: usize = 14;

const IN_LISTS: &str = "a list in a list of a list cannot be followed.";
const OF_LISTS: &str = "the rows of a list are no lists.";
const IN_GROUPS: &str = "nobody finds the way through groups that deep.";
const TOO_MANY: &str = "this form would have more questions than anybody answers.";
const REMEDY: &str = "Ask for it further up, or in a form of its own.";
const NOTHING_LEFT: &str = "nothing is left of what it refers to.";

/// Brings a schema to what people can follow.
pub fn settle(marked: &mut Marked, notes: &mut Notes) {
    cut_dangling(marked, notes);
    set_depths(marked, notes);
    while let Err(trouble) = measured(&marked.schema) {
        let is_settled = match trouble.reason {
            IN_LISTS => lower_depths(&mut marked.schema),
            TOO_MANY => cut_circles(marked, notes),
            _ => false,
        };
        if !is_settled
            && !marked.cut(&trouble.pointer, trouble.reason, REMEDY, notes)
            && !marked.cut_anything(trouble.reason, REMEDY, notes)
        {
            break;
        }
        marked.clean();
        cut_dangling(marked, notes);
    }
}

/// Takes away fields whose definition is gone.
pub fn cut_dangling(marked: &mut Marked, notes: &mut Notes) {
    loop {
        let dangling = references(&marked.schema)
            .into_iter()
            .find(|(_, name, _)| definition(&marked.schema, name).is_none());
        let Some((pointer, _, _)) = dangling else { break };
        if !marked.cut(&pointer, NOTHING_LEFT, REMEDY, notes) {
            break;
        }
        marked.clean();
    }
}

/// Says how often people may follow what leads back to itself: once, or through as many lists as they can.
fn set_depths(marked: &mut Marked, notes: &mut Notes) {
    for (pointer, name, cycle) in references(&marked.schema) {
        let Some([on_the_way, around]) = cycle else { continue };
        let inside = definition(&marked.schema, &name).map_or(0, |made| lists_in(&marked.schema, made, 0));
        let depth = match on_the_way {
            0 => 1,
            lists => MOST_LISTS.saturating_sub(around + inside) / lists,
        };
        if depth == 0 {
            marked.cut(&pointer, IN_LISTS, REMEDY, notes);
        } else if let Some(holder) = marked.schema.pointer_mut(&pointer).and_then(Value::as_object_mut) {
            holder.insert("x-depth".to_owned(), depth.into());
        }
    }
    marked.clean();
    cut_dangling(marked, notes);
}

/// How many lists lie in each other in a definition, circles left out.
fn lists_in(root: &Value, made: &Map<String, Value>, depth: usize) -> usize {
    let bare = without_circles(made);
    lists_below(&bare, &|name| match definition(root, name) {
        Some(inner) if is_choice(inner) => None,
        Some(inner) if depth < MOST_STEPS => Some(lists_in(root, inner, depth + 1)),
        _ => Some(0),
    })
}

fn without_circles(made: &Map<String, Value>) -> Map<String, Value> {
    let is_circle = |value: &Value| {
        value.get(CYCLE).is_some() || value.get("items").is_some_and(|items| items.get(CYCLE).is_some())
    };
    let kept = made.iter().filter(|(_, value)| !is_circle(value));
    let inner = |value: &Value| match value {
        Value::Object(object) => Value::Object(without_circles(object)),
        other => other.clone(),
    };
    kept.map(|(key, value)| (key.clone(), inner(value))).collect()
}

fn lower_depths(schema: &mut Value) -> bool {
    let mut is_lower = false;
    for (pointer, _, _) in references(schema) {
        if let Some(depth) = schema.pointer_mut(&pointer).and_then(|holder| holder.get_mut("x-depth"))
            && depth.as_u64() > Some(1)
        {
            *depth = 1.into();
            is_lower = true;
        }
    }
    is_lower
}

fn cut_circles(marked: &mut Marked, notes: &mut Notes) -> bool {
    let circles: Vec<String> = references(&marked.schema)
        .into_iter()
        .filter(|(pointer, _, _)| {
            marked.schema.pointer(pointer).is_some_and(|holder| holder.get("x-depth").is_some())
        })
        .map(|(pointer, _, _)| pointer)
        .collect();
    let reason = "this leads back to itself in too many ways.";
    circles.iter().rev().filter(|pointer| marked.cut(pointer, reason, REMEDY, notes)).count() > 0
}

/// Every reference of a made schema: where its holder stands, the definition, and the mark of a circle.
fn references(schema: &Value) -> Vec<(String, String, Option<[usize; 2]>)> {
    let mut found = Vec::new();
    collect(schema, "", &mut found);
    found
}

fn collect(value: &Value, pointer: &str, found: &mut Vec<(String, String, Option<[usize; 2]>)>) {
    match value {
        Value::Object(object) => {
            if let Some(name) = target(object) {
                let cycle = object.get(CYCLE).and_then(|mark| serde_json::from_value(mark.clone()).ok());
                found.push((pointer.to_owned(), name.to_owned(), cycle));
            }
            object.iter().for_each(|(key, inner)| collect(inner, &step(pointer, key), found));
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(i, inner)| collect(inner, &format!("{pointer}/{i}"), found));
        }
        _ => {}
    }
}

fn definition<'a>(root: &'a Value, name: &str) -> Option<&'a Map<String, Value>> {
    root.get("$defs")?.get(name)?.as_object()
}

/// What is too much, and where.
struct Trouble {
    pointer: String,
    reason: &'static str,
}

/// Goes the way of the engine through every field; the first one that is too much ends it.
fn measured(root: &Value) -> Result<usize, Trouble> {
    let mut walk = Walk { root, followed: Vec::new(), count: 0 };
    walk.schema(root, "", "", Depth { steps: 0, lists: 0 })?;
    Ok(walk.count)
}

#[derive(Clone, Copy)]
struct Depth {
    steps: usize,
    lists: usize,
}

struct Walk<'a> {
    root: &'a Value,
    followed: Vec<&'a str>,
    count: usize,
}

impl<'a> Walk<'a> {
    /// A schema at a place, which belongs to the field at another.
    fn schema(&mut self, schema: &'a Value, pointer: &str, field: &str, depth: Depth) -> Result<(), Trouble> {
        let trouble = |reason| Err(Trouble { pointer: field.to_owned(), reason });
        let Some(object) = schema.as_object() else { return Ok(()) };
        if depth.steps > MOST_STEPS {
            return trouble(IN_GROUPS);
        }
        if let Some(name) = target(object) {
            if self.is_reached(schema) {
                return Ok(());
            }
            let limit = object.get("x-depth");
            self.followed.extend(limit.map(|_| name));
            if let Some(inner) = self.root.get("$defs").and_then(|all| all.get(name)) {
                self.schema(inner, &format!("/$defs/{name}"), field, depth)?;
            }
            limit.and_then(|_| self.followed.pop());
        }
        self.rows(object, pointer, field, depth)?;
        for (name, inner) in object.get("properties").and_then(Value::as_object).into_iter().flatten() {
            let here = step(&step(pointer, "properties"), name);
            self.count += 1;
            if self.count > MOST_FIELDS {
                return Err(Trouble { pointer: here, reason: TOO_MANY });
            }
            self.schema(inner, &here, &here, Depth { steps: depth.steps + 1, ..depth })?;
        }
        self.branches(object, pointer, field, depth)
    }

    fn rows(
        &mut self,
        object: &'a Map<String, Value>,
        pointer: &str,
        field: &str,
        depth: Depth,
    ) -> Result<(), Trouble> {
        let trouble = |reason| Err(Trouble { pointer: field.to_owned(), reason });
        let Some(items) = object.get("items").filter(|items| items.is_object()) else { return Ok(()) };
        let row = items.as_object().and_then(|items| match target(items) {
            Some(name) => definition(self.root, name),
            None => Some(items),
        });
        if row.is_some_and(|row| row.contains_key("items") && !row.contains_key("prefixItems")) {
            return trouble(OF_LISTS);
        }
        if self.is_reached(items) {
            return Ok(());
        }
        let is_set = row.is_some_and(is_choice);
        let below = Depth { steps: depth.steps + 1, lists: depth.lists + usize::from(!is_set) };
        if below.lists > MOST_LISTS {
            return trouble(IN_LISTS);
        }
        self.schema(items, &step(pointer, "items"), field, below)
    }

    /// Whether a schema leads back to itself more often than people may follow it.
    fn is_reached(&self, schema: &Value) -> bool {
        let Some(name) = schema.as_object().and_then(target) else { return false };
        let before = self.followed.iter().filter(|known| **known == name).count() as u64;
        schema.get("x-depth").and_then(Value::as_u64).is_some_and(|limit| before >= limit)
    }

    fn branches(
        &mut self,
        object: &'a Map<String, Value>,
        pointer: &str,
        field: &str,
        depth: Depth,
    ) -> Result<(), Trouble> {
        for keyword in ["allOf", "oneOf", "anyOf"] {
            for (i, inner) in object.get(keyword).and_then(Value::as_array).into_iter().flatten().enumerate()
            {
                self.schema(inner, &step(&step(pointer, keyword), &i.to_string()), field, depth)?;
            }
        }
        for keyword in ["then", "else"] {
            if let Some(inner) = object.get(keyword) {
                self.schema(inner, &step(pointer, keyword), field, depth)?;
            }
        }
        for (name, inner) in object.get("dependentSchemas").and_then(Value::as_object).into_iter().flatten() {
            self.schema(inner, &step(&step(pointer, "dependentSchemas"), name), field, depth)?;
        }
        Ok(())
    }
}
