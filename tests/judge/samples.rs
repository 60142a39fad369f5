//! Answers made up by chance: those of the cases with something changed in them.

use std::collections::HashSet;

use pforte::domain::{Path, Segment};
use pforte::forms::field::{Choice, Kind, List, Node, TextKind};
use pforte::forms::places::value_at;
use serde_json::{Map, Value, json};

use crate::chance::Chance;
use crate::edges;
use crate::texts;

/// What samples are made from.
pub struct Samples<'a> {
    root: &'a Node,
    /// Answers to begin with.
    bases: Vec<Value>,
    /// Numbers and texts that mean something to the form: limits, options, answers of its cases.
    numbers: Vec<Value>,
    texts: Vec<Value>,
    /// The patterns of the places that were swept where they were answered.
    swept: HashSet<String>,
    chance: Chance,
}

/// A place where something can be answered.
struct Place<'a> {
    path: Path,
    node: &'a Node,
}

impl<'a> Samples<'a> {
    /// Samples of a form with this root and schema, beginning with `bases`.
    pub fn new(root: &'a Node, schema: &Value, bases: Vec<Value>, seed: u64) -> Self {
        let (mut numbers, mut texts) = (Vec::new(), Vec::new());
        bases.iter().chain([schema]).for_each(|value| harvest(value, &mut numbers, &mut texts));
        Self { root, bases, numbers, texts, swept: HashSet::new(), chance: Chance::new(seed) }
    }

    /// Answers with up to `most` changes, often few.
    pub fn next(&mut self, most: usize) -> Value {
        let mut answers = self.chance.pick(&self.bases).clone();
        for _ in 0..self.chance.below(most + 1) {
            self.change(&mut answers);
        }
        answers
    }

    /// Some of these answers with a change or two.
    pub fn near(&mut self, all: &[Value]) -> Value {
        let mut answers = self.chance.pick(all).clone();
        for _ in 0..=self.chance.below(2) {
            self.change(&mut answers);
        }
        answers
    }

    /// Changes one thing.
    fn change(&mut self, answers: &mut Value) {
        let mut places = Vec::new();
        collect(self.root, answers, &Path::root(), &mut places);
        let Place { path, node } = &places[self.chance.below(places.len())];
        match self.chance.below(100) {
            0..15 => put(answers, path.segments(), None),
            15..30 => {
                let base = self.chance.pick(&self.bases);
                let value = value_at(base, path).cloned();
                put(answers, path.segments(), value);
            }
            30..40 => {
                let value = self.whole(node);
                put(answers, path.segments(), Some(value));
            }
            40..44 => {
                let value = self.of_another_kind();
                put(answers, path.segments(), Some(value));
            }
            44..47 => {
                put(answers, path.parent().unwrap_or(Path::root()).key("unknown").segments(), Some(json!(1)))
            }
            _ => {
                let value = self.one_step(node, value_at(answers, path).cloned());
                put(answers, path.segments(), Some(value));
            }
        }
    }

    /// Answers what is open.
    pub fn answer(&mut self, answers: &mut Value, path: &Path, node: &Node) {
        let value = self.whole(node);
        put(answers, path.segments(), Some(value));
    }

    /// Answers with every place changed to everything at its edges, one after the other; without those places
    /// that were answered in answers before.
    pub fn sweep(&mut self, answers: &Value) -> Vec<Value> {
        let mut places = Vec::new();
        collect(self.root, answers, &Path::root(), &mut places);
        let is_first = self.swept.is_empty();
        let mut all = Vec::new();
        for Place { path, node } in places {
            let is_new = value_at(answers, &path).is_some() && self.swept.insert(path.pattern());
            if !is_first && !is_new {
                continue;
            }
            let mut edges: Vec<Option<Value>> = edges::of(node, self).into_iter().map(Some).collect();
            edges.extend([None, Some(Value::Null), Some(self.of_another_kind())]);
            for edge in edges {
                let mut changed = answers.clone();
                put(&mut changed, path.segments(), edge);
                all.push(changed);
            }
        }
        all
    }

    /// Another answer: of a list, one row more or less.
    fn one_step(&mut self, node: &Node, now: Option<Value>) -> Value {
        match (&node.kind, now) {
            (Kind::List(list), Some(Value::Array(mut rows))) => {
                match self.chance.below(4) {
                    0 => rows.truncate(rows.len().saturating_sub(1)),
                    1 => rows.push(self.whole(&list.row)),
                    2 => rows.extend(rows.first().cloned()),
                    _ => {
                        let row = rows.first().cloned().unwrap_or_else(|| self.whole(&list.row));
                        rows.resize(list.max + self.chance.below(2), row);
                    }
                }
                Value::Array(rows)
            }
            _ => self.whole(node),
        }
    }

    /// An answer with everything below it; most are of the right kind.
    pub fn whole(&mut self, node: &Node) -> Value {
        match &node.kind {
            Kind::Text(text) => self.text(text),
            Kind::Number { .. } | Kind::Money => self.number(),
            Kind::Date => self.one_of(texts::DATES),
            Kind::Month => self.one_of(texts::MONTHS),
            Kind::Time => self.one_of(texts::TIMES),
            Kind::Moment => self.one_of(texts::MOMENTS),
            Kind::YesNo | Kind::Declaration => Value::Bool(self.chance.happens(60)),
            Kind::OneOf { options, .. } => match self.chance.below(options.len() + 1) {
                0 => self.anything(),
                option => options[option - 1].stored.clone(),
            },
            Kind::SeveralOf { options, .. } => self.several(options),
            Kind::Files(files) => {
                let one = match files.instead.as_slice() {
                    [] => self.anything(),
                    options => self.chance.pick(options).stored.clone(),
                };
                if files.is_single { one } else { Value::Array(vec![one]) }
            }
            Kind::Group(group) if group.by_place => {
                Value::Array(group.fields.values().map(|field| self.whole(field)).collect())
            }
            Kind::Group(group) => {
                let mut answers = Map::new();
                for (name, field) in &group.fields {
                    if group.required.contains(name) || self.chance.happens(50) {
                        answers.insert(name.clone(), self.whole(field));
                    }
                }
                Value::Object(answers)
            }
            Kind::List(list) => self.rows(list),
        }
    }

    fn several(&mut self, options: &[Choice]) -> Value {
        let mut chosen: Vec<Value> = options.iter().map(|option| option.stored.clone()).collect();
        chosen.retain(|_| self.chance.happens(30));
        if self.chance.happens(15) {
            chosen.extend(chosen.first().cloned());
        }
        if self.chance.happens(10) {
            chosen.push(self.anything());
        }
        Value::Array(chosen)
    }

    fn rows(&mut self, list: &List) -> Value {
        let count = self.chance.below(list.max.min(4) + 2);
        Value::Array((0..count).map(|_| self.whole(&list.row)).collect())
    }

    /// A text, at its limits too: an "ö" is one character and two bytes, a "𝄞" is two units of UTF-16.
    fn text(&mut self, kind: &TextKind) -> Value {
        let limits: Vec<u64> = [kind.min_length, kind.max_length].into_iter().flatten().collect();
        match self.chance.below(10) {
            0 | 1 if !limits.is_empty() => {
                let length = self.chance.pick(&limits) + 1;
                let length = usize::try_from(length).unwrap().saturating_sub(self.chance.below(3));
                json!(self.chance.pick(&["a", "ö", "𝄞"]).repeat(length))
            }
            2 | 3 => self.chance.pick(&self.texts).clone(),
            _ => self.one_of(edges::known(kind)),
        }
    }

    /// A number, at limits of the form too.
    fn number(&mut self) -> Value {
        let steps = [json!(0), json!(1), json!(-1), json!(0.1), json!(0.5), json!(0.01), json!(1e9)];
        let number = self.chance.pick(&self.numbers).as_f64().unwrap_or(0.0);
        let sum = number + self.chance.pick(&steps).as_f64().unwrap_or(0.0);
        // As people type them, and whole ones without a point.
        let rounded = (sum * 1000.0).round() / 1000.0;
        if rounded.fract() == 0.0 && rounded.abs() < 1e15 { json!(rounded as i64) } else { json!(rounded) }
    }

    fn one_of(&mut self, known: &[&str]) -> Value {
        if self.chance.happens(10) {
            self.chance.pick(&self.texts).clone()
        } else {
            json!(self.chance.pick(known))
        }
    }

    fn anything(&mut self) -> Value {
        if self.chance.happens(70) { self.chance.pick(&self.texts).clone() } else { self.number() }
    }

    fn of_another_kind(&mut self) -> Value {
        let kinds = [
            json!(null),
            json!(true),
            json!(0),
            json!(1.5),
            json!(""),
            json!("1"),
            json!([]),
            json!({}),
            json!([{}]),
        ];
        self.chance.pick(&kinds).clone()
    }
}

/// All numbers and texts in a value.
fn harvest(value: &Value, numbers: &mut Vec<Value>, texts: &mut Vec<Value>) {
    match value {
        Value::Number(_) if !numbers.contains(value) => numbers.push(value.clone()),
        Value::String(text) if text.len() <= 80 && !texts.contains(value) => texts.push(value.clone()),
        Value::Array(items) => items.iter().for_each(|item| harvest(item, numbers, texts)),
        Value::Object(object) => object.values().for_each(|inner| harvest(inner, numbers, texts)),
        _ => {}
    }
}

/// Every place below `node` at which something is answered, or could be.
fn collect<'a>(node: &'a Node, value: &Value, path: &Path, places: &mut Vec<Place<'a>>) {
    match &node.kind {
        Kind::Group(group) => {
            for (name, field) in &group.fields {
                let path = group.path_of(path, name);
                places.push(Place { path: path.clone(), node: field });
                collect(field, group.value_of(value, name).unwrap_or(&Value::Null), &path, places);
            }
        }
        Kind::List(list) => {
            for (number, row) in value.as_array().into_iter().flatten().enumerate() {
                let path = path.index(number);
                places.push(Place { path: path.clone(), node: &list.row });
                collect(&list.row, row, &path, places);
            }
        }
        _ => {}
    }
}

/// Sets what stands at a place, or takes it away.
fn put(at: &mut Value, path: &[Segment], value: Option<Value>) {
    let Some((step, rest)) = path.split_first() else { return };
    match (step, at) {
        (Segment::Key(name), Value::Object(object)) => match (rest.is_empty(), value) {
            (true, Some(value)) => {
                object.insert(name.clone(), value);
            }
            (true, None) => {
                object.shift_remove(name);
            }
            (false, value) => put(object.entry(name.clone()).or_insert_with(|| json!({})), rest, value),
        },
        (Segment::Index(number), Value::Array(items)) if *number <= items.len() => {
            match (rest.is_empty(), value) {
                (true, Some(value)) if *number == items.len() => items.push(value),
                (true, Some(value)) => items[*number] = value,
                (true, None) if *number < items.len() => {
                    items.remove(*number);
                }
                (true, None) => {}
                (false, value) => {
                    items.get_mut(*number).into_iter().for_each(|item| put(item, rest, value.clone()))
                }
            }
        }
        _ => {}
    }
}
