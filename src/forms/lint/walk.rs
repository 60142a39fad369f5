//! The second look at a schema: does it make sense for the fields that were made from it?
//!
//! Follows the schema in step with the tree of fields, so that each mistake is told where its author
//! wrote it, in a block too.

use std::collections::HashMap;

use serde_json::Value;

use super::circle::Circles;
use super::{field, fitting, question};
use crate::forms::compile::node::texts;
use crate::forms::compile::recursion::limited;
use crate::forms::compile::schema::{Document, Layer, first, step};
use crate::forms::field::{Group, Kind, Node};
use crate::forms::form::Form;
use crate::forms::problem::Problem;

/// Looks at every field and every condition.
pub fn check(form: &Form, document: &Document<'_>) -> Vec<Problem> {
    let mut walk = Walk::new(form, document);
    if let Some(root) = form.root.group() {
        walk.group(root, "", &document.layers(document.root, ""));
    }
    let circles = walk.circles.find();
    walk.problems.extend(circles.into_iter().map(|(pointer, reason)| {
        document.problem(&pointer, reason, "Break the circle: leave one of these conditions out.")
    }));
    walk.problems
}

/// Looks at a question about all answers, as in a `when`.
pub fn question(form: &Form, document: &Document<'_>, test: &Value, pointer: &str) -> Vec<Problem> {
    let mut walk = Walk::new(form, document);
    if let Some(root) = form.root.group() {
        question::check(&mut walk, root, "", test, pointer);
    }
    walk.problems
}

static NOTHING: Value = Value::Null;

/// What is known while walking.
pub struct Walk<'a> {
    /// The form.
    pub form: &'a Form,
    /// Its schema.
    pub document: &'a Document<'a>,
    /// What was found.
    pub problems: Vec<Problem>,
    /// The declarations that were met, by the patterns of their fields.
    declared: HashMap<String, &'a Value>,
    circles: Circles,
}

impl<'a> Walk<'a> {
    fn new(form: &'a Form, document: &'a Document<'a>) -> Self {
        let circles = Circles::new(form);
        Self { form, document, problems: Vec::new(), declared: HashMap::new(), circles }
    }

    /// Notes a mistake.
    pub fn problem(&mut self, pointer: &str, reason: impl Into<String>, remedy: impl Into<String>) {
        self.problems.push(self.document.problem(pointer, reason, remedy));
    }

    fn group(&mut self, group: &'a Group, pattern: &str, layers: &[Layer<'a>]) {
        let pointer = layers.first().map(|layer| layer.pointer.clone()).unwrap_or_default();
        if group.fields.is_empty() {
            self.problem(&pointer, "this group asks nothing.", "Give it \"properties\".");
        }
        for layer in layers {
            self.properties(group, layer);
            self.known(group, layer, "required");
            self.not(group, pattern, layer);
            self.alternatives(group, pattern, layer, &[]);
        }
        for layer in layers {
            self.conditions(group, pattern, layer, &[]);
        }
        self.closed(group, &pointer, layers);
    }

    /// Every object is closed, and so that all of its fields are inside.
    fn closed(&mut self, group: &Group, pointer: &str, layers: &[Layer<'a>]) {
        let no = |layer: &&Layer<'a>, keyword: &str| layer.object.get(keyword) == Some(&Value::Bool(false));
        let is_closed = layers
            .iter()
            .any(|layer| no(&layer, "additionalProperties") || no(&layer, "unevaluatedProperties"));
        if !self.is_closed_by_members(layers) && !is_closed {
            let remedy = "Write \"additionalProperties\": false.";
            self.problem(pointer, "this object takes answers that nobody asks for.", remedy);
        }
        for layer in layers.iter().filter(|layer| no(layer, "additionalProperties")) {
            let inside = layer.object.get("properties").and_then(Value::as_object);
            let outside = group.fields.keys().find(|name| !inside.is_some_and(|all| all.contains_key(*name)));
            if let Some(name) = outside {
                self.declared_elsewhere(name, layer);
            }
        }
    }

    /// A closed object does not let in what is declared outside of it.
    pub(super) fn declared_elsewhere(&mut self, name: &str, layer: &Layer<'a>) {
        let reason = format!("the field {name:?} is declared elsewhere, so it is always refused here.");
        let remedy = "Write \"unevaluatedProperties\": false instead, or declare the field here.";
        self.problem(&step(&layer.pointer, "additionalProperties"), reason, remedy);
    }

    fn properties(&mut self, group: &'a Group, layer: &Layer<'a>) {
        let properties = layer.object.get("properties").and_then(Value::as_object);
        for (name, schema) in properties.into_iter().flatten() {
            let pointer = step(&step(&layer.pointer, "properties"), name);
            match group.fields.get(name) {
                Some(node) => self.property(node, schema, &pointer),
                None if self.is_left_out(schema, &pointer) => {}
                None => self.problem(&pointer, "this says nothing about any answer.", "Describe the field."),
            }
        }
    }

    /// A retired field, and one that lies deeper than people can go, are no questions.
    fn is_left_out(&self, schema: &'a Value, pointer: &str) -> bool {
        let layers = self.document.layers(schema, pointer);
        limited(self.document, schema).is_some() || first(&layers, "deprecated") == Some(&Value::Bool(true))
    }

    /// A field where it is declared, or a further word about it. Its row or group conditions come with it.
    fn property(&mut self, node: &'a Node, schema: &'a Value, pointer: &str) {
        if !schema.is_object() {
            return;
        }
        let layers = self.document.layers(schema, pointer);
        match self.declared.get(&node.pattern) {
            // The branches of a `oneOf` may say the same of a field.
            Some(declared) if *declared == schema => return,
            Some(_) => return self.further(node, &layers, pointer),
            None => self.declared.insert(node.pattern.clone(), schema),
        };
        field::check(self, node, &layers);
        self.inside(node, &layers);
    }

    /// The fields of a group, or of the rows of a list.
    fn inside(&mut self, node: &'a Node, layers: &[Layer<'a>]) {
        let at = |keyword: &str| {
            let found = layers.iter().find_map(|layer| Some((layer, layer.object.get(keyword)?)));
            found.map(|(layer, value)| (value, step(&layer.pointer, keyword)))
        };
        match &node.kind {
            Kind::Group(group) if group.by_place => {
                let Some((places, pointer)) = at("prefixItems") else { return };
                for (field, (i, schema)) in
                    group.fields.values().zip(places.as_array().into_iter().flatten().enumerate())
                {
                    self.property(field, schema, &step(&pointer, &i.to_string()));
                }
            }
            Kind::Group(group) => self.group(group, &node.pattern, layers),
            Kind::List(list) => {
                let Some((items, pointer)) = at("items") else { return };
                let layers = self.document.layers(items, &pointer);
                match &list.row.kind {
                    Kind::Group(row) if !row.by_place => self.group(row, &list.row.pattern, &layers),
                    _ => self.property(&list.row, items, &pointer),
                }
            }
            _ => {}
        }
    }

    /// The property that tells the objects of a `oneOf` apart, where the first of them describes it.
    pub(super) fn told_apart(&mut self, field: &'a Node, layers: &[Layer<'a>]) {
        if self.declared.contains_key(&field.pattern) {
            return;
        }
        self.declared.insert(field.pattern.clone(), &NOTHING);
        field::check(self, field, layers);
    }

    /// A further word about a field that is declared elsewhere: assertions only.
    fn further(&mut self, node: &Node, layers: &[Layer<'a>], pointer: &str) {
        if matches!(node.kind, Kind::Group(_)) {
            let reason = format!("the group {:?} is declared elsewhere.", node.pattern);
            self.problem(pointer, reason, "Write this there, or in a condition.");
            return;
        }
        for layer in layers {
            self.no_annotations(layer, &[]);
            if layer.object.contains_key("pattern") && !node.messages.contains_key("pattern") {
                let remedy = "Write \"x-errors\": {\"pattern\": \"…\"} where the field is declared.";
                self.problem(&step(&layer.pointer, "pattern"), "this pattern has no message.", remedy);
            }
        }
    }

    fn no_annotations(&mut self, layer: &Layer<'a>, heard: &[&str]) {
        let is_lost =
            |keyword: &&String| fitting::is_annotation(keyword) && !heard.contains(&keyword.as_str());
        for keyword in layer.object.keys().filter(is_lost) {
            let reason = format!("{keyword:?} is not heard here.");
            let remedy = "Write it where the field is declared; every field is declared once.";
            self.problem(&step(&layer.pointer, keyword), reason, remedy);
        }
    }

    /// The names in a list such as `required`.
    fn known(&mut self, group: &Group, layer: &Layer<'a>, keyword: &str) {
        for (i, name) in texts(layer.object.get(keyword)).iter().enumerate() {
            let pointer = step(&step(&layer.pointer, keyword), &i.to_string());
            self.name(group, name, &pointer);
        }
    }

    /// A name of a field of this group.
    pub fn name(&mut self, group: &Group, name: &str, pointer: &str) {
        if !group.fields.contains_key(name) {
            let meant = super::vocabulary::nearest(name, group.fields.keys().map(String::as_str));
            let remedy = meant.map_or_else(
                || "Name a field of this object.".to_owned(),
                |m| format!("Did you mean {m:?}?"),
            );
            self.problem(pointer, format!("there is no field {name:?} here."), remedy);
        }
    }

    /// The conditions of a layer. `outer` is what the conditions around it read.
    fn conditions(&mut self, group: &'a Group, pattern: &str, layer: &Layer<'a>, outer: &[String]) {
        let sides = ["then", "else"].map(|side| (layer.object.get(side), step(&layer.pointer, side)));
        match layer.object.get("if") {
            Some(test) => {
                let pointer = step(&layer.pointer, "if");
                let reads = question::check(self, group, pattern, test, &pointer);
                if sides.iter().all(|(branch, _)| branch.is_none()) {
                    let reason = "\"if\" says nothing without \"then\" or \"else\".";
                    self.problem(&pointer, reason, "Write one of them.");
                }
                let reads = [outer, &reads].concat();
                for (branch, pointer) in sides {
                    if let Some(branch) = branch {
                        self.branch(group, pattern, branch, &pointer, &reads);
                    }
                }
            }
            None => {
                for (_, pointer) in sides.iter().filter(|(branch, _)| branch.is_some()) {
                    self.problem(pointer, "a branch says nothing without \"if\".", "Write \"if\" beside it.");
                }
            }
        }
        self.dependent(group, pattern, layer, outer);
    }

    fn dependent(&mut self, group: &'a Group, pattern: &str, layer: &Layer<'a>, outer: &[String]) {
        for keyword in ["dependentRequired", "dependentSchemas"] {
            let pointer = step(&layer.pointer, keyword);
            let members = layer.object.get(keyword).and_then(Value::as_object);
            for (name, said) in members.into_iter().flatten() {
                let pointer = step(&pointer, name);
                self.name(group, name, &pointer);
                for (i, needed) in texts(Some(said)).iter().enumerate() {
                    self.name(group, needed, &step(&pointer, &i.to_string()));
                }
                if keyword == "dependentSchemas" {
                    let reads = [outer, &[join(pattern, name)]].concat();
                    self.branch(group, pattern, said, &pointer, &reads);
                }
            }
        }
    }

    /// What a branch says: the fields that it allows or forbids depend on what its condition `reads`.
    fn branch(
        &mut self,
        group: &'a Group,
        pattern: &str,
        schema: &'a Value,
        pointer: &str,
        reads: &[String],
    ) {
        let layers = self.document.layers(schema, pointer);
        self.branch_of(group, pattern, &layers, reads, &[]);
    }

    /// What the layers of a branch say; the annotations that are `heard` may stand there.
    pub(super) fn branch_of(
        &mut self,
        group: &'a Group,
        pattern: &str,
        layers: &[Layer<'a>],
        reads: &[String],
        heard: &[&str],
    ) {
        for layer in layers {
            self.no_annotations(layer, heard);
            self.known(group, layer, "required");
            self.alternatives(group, pattern, layer, reads);
            self.forbidden(group, pattern, layer, reads);
            let properties = layer.object.get("properties").and_then(Value::as_object);
            for (name, said) in properties.into_iter().flatten() {
                let pointer = step(&step(&layer.pointer, "properties"), name);
                match group.fields.get(name) {
                    // Each branch names its own value of it.
                    Some(_) if group.told_apart_by.contains(name) && !heard.is_empty() => {}
                    Some(node) => self.branch_property(node, said, &pointer, reads),
                    None if self.is_left_out(said, &pointer) => {}
                    None => self.name(group, name, &pointer),
                }
            }
            self.conditions(group, pattern, layer, reads);
        }
    }

    /// `"not": {"required": ["name"]}`: the field must not be there. Any other `not` is a rule.
    fn forbidden(&mut self, group: &'a Group, pattern: &str, layer: &Layer<'a>, reads: &[String]) {
        let Some(not) = layer.object.get("not") else { return };
        let pointer = step(&layer.pointer, "not");
        match texts(not.get("required")).as_slice() {
            [only] if not.as_object().is_some_and(|not| not.len() == 1) => {
                self.name(group, only, &step(&pointer, "required"));
                self.circles.depends(join(pattern, only), reads, &pointer);
            }
            _ => self.not(group, pattern, layer),
        }
    }

    fn branch_property(&mut self, node: &'a Node, said: &'a Value, pointer: &str, reads: &[String]) {
        if *said == Value::Bool(false) || !node.declared {
            self.circles.depends(node.pattern.clone(), reads, pointer);
        }
        let is_first = !node.declared && !self.declared.contains_key(&node.pattern);
        match (&node.kind, said.get("items")) {
            _ if is_first => self.property(node, said, pointer),
            _ if self.declared.get(&node.pattern).is_some_and(|declared| *declared == said) => {}
            (Kind::Group(inner), _) if !inner.by_place => {
                self.branch(inner, &node.pattern, said, pointer, reads)
            }
            (Kind::List(list), Some(items)) => {
                if let Some(row) = list.row.group() {
                    self.branch(row, &list.row.pattern, items, &step(pointer, "items"), reads);
                }
            }
            _ => self.property(node, said, pointer),
        }
    }
}

/// The pattern of a field of a group.
pub fn join(group: &str, name: &str) -> String {
    if group.is_empty() { name.to_owned() } else { format!("{group}.{name}") }
}
