//! The schema as it was given: brought to draft 2020-12, its references found, and everything that it says
//! about a value in one list.

use std::collections::HashMap;

use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};

use super::notes::Notes;
use super::words::is_null;
use crate::forms::compile::schema::step;
use crate::forms::legacy::{modernise, written_pointer};

/// A schema that nobody wrote for Pforte.
#[derive(Debug)]
pub struct Given {
    /// The schema in draft 2020-12.
    pub root: Value,
    /// The same before it was brought up to date, for pointers.
    written: Value,
    /// Where the schemas with an address or a name of their own stand.
    named: HashMap<String, String>,
}

/// A schema and its place.
#[derive(Debug, Clone)]
pub struct At<'a> {
    /// The schema.
    pub schema: &'a Value,
    /// Its place, as a JSON pointer.
    pub pointer: String,
}

/// One object of keywords that speaks about a value.
#[derive(Debug, Clone)]
pub struct Part<'a> {
    /// The keywords.
    pub object: &'a Map<String, Value>,
    /// Where they stand.
    pub pointer: String,
}

/// Everything that is said about a value.
#[derive(Debug, Clone, Default)]
pub struct Said<'a> {
    /// Where it is said first.
    pub pointer: String,
    /// The keywords, the outer ones first.
    pub parts: Vec<Part<'a>>,
    /// The references that were followed.
    pub through: Vec<String>,
    /// `null` may be answered too.
    pub or_null: bool,
    /// No answer is right.
    pub never: bool,
    /// Why this cannot be read: the place, the reason and the way out.
    pub trouble: Option<(String, String, &'static str)>,
}

/// A reference with nothing beside it but words for people.
#[derive(Debug, Clone)]
pub struct Alias<'a> {
    /// Where it leads.
    pub target: At<'a>,
    /// The words beside it, the outer ones first.
    pub beside: Vec<Part<'a>>,
    /// `null` may be answered too.
    pub or_null: bool,
}

/// Keywords beside a reference that do not change what it leads to.
const BESIDE: &[&str] =
    &["$comment", "$ref", "default", "description", "example", "examples", "nullable", "title", "writeOnly"];

/// No value is described from more places.
const MOST_PARTS: usize = 400;

const ELSEWHERE: &str = "Copy what it leads to under \"$defs\", and refer to \"#/$defs/<name>\".";
const BY_PLACE: &str = "Refer to \"#/$defs/<name>\".";

impl Given {
    /// Reads a schema; what an older draft did not know is left out.
    pub fn read(schema: Value, notes: &mut Notes) -> Self {
        let mut written = schema;
        let is_known = |schema: &Value| {
            let alone = schema.get("$schema").map(|draft| serde_json::json!({"$schema": draft}));
            alone.is_none_or(|mut alone| modernise(&mut alone, "", "").is_ok())
        };
        if !is_known(&written) {
            notes.changed("/$schema", "this draft is not known; it is read as 2020-12.", "Check the form.");
            remove(&mut written, "/$schema");
        }
        let mut root = written.clone();
        while let Err(problems) = modernise(&mut root, "", "") {
            for problem in problems.iter().rev() {
                notes.left_out(&problem.pointer, &problem.reason, &problem.remedy);
                if !remove(&mut root, &problem.pointer) {
                    remove(&mut root, "/$schema");
                }
            }
        }
        let mut named = HashMap::new();
        collect_names(&root, "", &mut named);
        Self { root, written, named }
    }

    /// The place in the given file of a place in the schema of today.
    pub fn written(&self, pointer: &str) -> String {
        written_pointer(&self.written, pointer)
    }

    /// What a reference leads to.
    pub fn target(&self, reference: &str, from: &str) -> Option<At<'_>> {
        let (address, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        let home = if address.is_empty() { self.home(from) } else { self.named.get(address)?.clone() };
        let fragment = percent_decode_str(fragment).decode_utf8().ok()?;
        let pointer = match fragment.as_ref() {
            "" => home,
            inner if inner.starts_with('/') => {
                let inside = format!("{home}{inner}");
                if self.root.pointer(&inside).is_some() { inside } else { inner.to_owned() }
            }
            anchor => self.named.get(&format!("#{anchor}"))?.clone(),
        };
        Some(At { schema: self.root.pointer(&pointer)?, pointer })
    }

    /// The schema with an address of its own that a place belongs to.
    fn home(&self, pointer: &str) -> String {
        let mut at = pointer;
        while let Some((above, _)) = at.rsplit_once('/') {
            if self.root.pointer(at).is_some_and(|schema| schema.get("$id").is_some_and(Value::is_string)) {
                return at.to_owned();
            }
            at = above;
        }
        String::new()
    }

    /// Everything that these schemas say about a value.
    pub fn said<'a>(&'a self, schemas: &[At<'a>]) -> Said<'a> {
        let pointer = schemas.first().map(|first| first.pointer.clone()).unwrap_or_default();
        let mut said = Said { pointer, ..Said::default() };
        for At { schema, pointer } in schemas {
            self.add(schema, pointer, &mut said, &mut Vec::new());
        }
        said
    }

    fn add<'a>(&'a self, schema: &'a Value, pointer: &str, said: &mut Said<'a>, trail: &mut Vec<String>) {
        let object = match schema {
            Value::Object(object) => object,
            Value::Bool(yes) => {
                said.never |= !yes;
                return;
            }
            _ => {
                said.trouble = Some((pointer.to_owned(), "this is no schema.".to_owned(), "Write {…}."));
                return;
            }
        };
        if said.parts.len() == MOST_PARTS {
            let reason = "this is put together from too many parts.".to_owned();
            said.trouble = Some((said.pointer.clone(), reason, "Write it out."));
            return;
        }
        said.parts.push(Part { object, pointer: pointer.to_owned() });
        said.or_null |= object.get("nullable") == Some(&Value::Bool(true));
        said.or_null |=
            object.get("type").and_then(Value::as_array).is_some_and(|all| all.contains(&"null".into()));
        self.follow(object, pointer, said, trail);
        for (i, member) in object.get("allOf").and_then(Value::as_array).into_iter().flatten().enumerate() {
            self.add(member, &format!("{pointer}/allOf/{i}"), said, trail);
        }
        for keyword in ["anyOf", "oneOf"] {
            let Some(all) = object.get(keyword).and_then(Value::as_array) else { continue };
            let mut others = all.iter().enumerate().filter(|(_, member)| !is_null(member));
            said.or_null |= all.iter().any(is_null);
            if let (Some((i, only)), None) = (others.next(), others.next()) {
                self.add(only, &format!("{pointer}/{keyword}/{i}"), said, trail);
            }
        }
    }

    fn follow<'a>(
        &'a self,
        object: &'a Map<String, Value>,
        pointer: &str,
        said: &mut Said<'a>,
        trail: &mut Vec<String>,
    ) {
        for keyword in ["$dynamicRef", "$recursiveRef"].into_iter().filter(|name| object.contains_key(*name))
        {
            let reason = format!("{keyword:?} leads somewhere else in every schema.");
            said.trouble = Some((step(pointer, keyword), reason, BY_PLACE));
        }
        let Some(reference) = object.get("$ref") else { return };
        let here = step(pointer, "$ref");
        match reference.as_str().and_then(|reference| self.target(reference, pointer)) {
            Some(target) if trail.contains(&target.pointer) => {
                let reason = format!("the reference {reference} leads back to itself, with rules beside it.");
                said.trouble = Some((here, reason, "Take the rules beside it away, or write them out."));
            }
            Some(target) => {
                trail.push(target.pointer.clone());
                said.through.push(target.pointer.clone());
                self.add(target.schema, &target.pointer, said, trail);
                trail.pop();
            }
            None => {
                let reason = format!("the reference {reference} leads to nothing in this file.");
                said.trouble = Some((here, reason, ELSEWHERE));
            }
        }
    }

    /// What a schema is called elsewhere, if it only refers to something, perhaps by several steps.
    pub fn alias<'a>(&'a self, at: &At<'a>) -> Option<Alias<'a>> {
        let mut found = self.one_step(at)?;
        let mut seen = vec![found.target.pointer.clone()];
        while let Some(next) = self.one_step(&found.target) {
            if seen.contains(&next.target.pointer) {
                return None;
            }
            seen.push(next.target.pointer.clone());
            found.beside.extend(next.beside);
            found = Alias { target: next.target, or_null: found.or_null || next.or_null, ..found };
        }
        Some(found)
    }

    fn one_step<'a>(&'a self, at: &At<'a>) -> Option<Alias<'a>> {
        let object = at.schema.as_object()?;
        let part = Part { object, pointer: at.pointer.clone() };
        let is_beside =
            |except: &str| object.keys().all(|key| key == except || BESIDE.contains(&key.as_str()));
        if let Some(reference) = object.get("$ref") {
            let target = self.target(reference.as_str()?, &at.pointer).filter(|_| is_beside("$ref"))?;
            let or_null = object.get("nullable") == Some(&Value::Bool(true));
            return Some(Alias { target, beside: vec![part], or_null });
        }
        let keyword =
            ["allOf", "anyOf", "oneOf"].into_iter().find(|keyword| object.contains_key(*keyword))?;
        let all = object.get(keyword)?.as_array().filter(|_| is_beside(keyword))?;
        let mut others = all.iter().enumerate().filter(|(_, member)| !is_null(member));
        let (Some((i, only)), None) = (others.next(), others.next()) else { return None };
        let inner = At { schema: only, pointer: format!("{}/{keyword}/{i}", at.pointer) };
        let mut found = self.one_step(&inner)?;
        found.beside.insert(0, part);
        found.or_null |= keyword != "allOf" && all.iter().any(is_null);
        Some(found)
    }
}

impl<'a> Said<'a> {
    /// The first value of a keyword: the outer ones win.
    pub fn first(&self, keyword: &str) -> Option<&'a Value> {
        self.parts.iter().find_map(|part| part.object.get(keyword))
    }

    /// The first text of a keyword that is not empty.
    pub fn text(&self, keyword: &str) -> Option<&'a str> {
        let texts = self.parts.iter().filter_map(|part| part.object.get(keyword)?.as_str());
        texts.map(str::trim).find(|text| !text.is_empty())
    }

    /// Whether a keyword is true somewhere.
    pub fn is_true(&self, keyword: &str) -> bool {
        self.parts.iter().any(|part| part.object.get(keyword) == Some(&Value::Bool(true)))
    }

    /// Every value of a keyword with its place.
    pub fn all(&self, keyword: &str) -> Vec<At<'a>> {
        let found = self.parts.iter().filter_map(|part| Some((part, part.object.get(keyword)?)));
        found.map(|(part, schema)| At { schema, pointer: step(&part.pointer, keyword) }).collect()
    }

    /// The properties, each with everything that is said about it.
    pub fn properties(&self) -> Vec<(&'a str, Vec<At<'a>>)> {
        let mut found: Vec<(&str, Vec<At<'_>>)> = Vec::new();
        for all in self.all("properties") {
            for (name, schema) in all.schema.as_object().into_iter().flatten() {
                let at = At { schema, pointer: step(&all.pointer, name) };
                match found.iter_mut().find(|(known, _)| known == name) {
                    Some((_, said)) => said.push(at),
                    None => found.push((name, vec![at])),
                }
            }
        }
        found
    }

    /// The names that are required, each with its place.
    pub fn required(&self) -> Vec<(&'a str, String)> {
        let mut found: Vec<(&str, String)> = Vec::new();
        for all in self.all("required") {
            for (i, name) in all.schema.as_array().into_iter().flatten().enumerate() {
                if let Some(name) = name.as_str().filter(|name| found.iter().all(|(known, _)| known != name))
                {
                    found.push((name, step(&all.pointer, &i.to_string())));
                }
            }
        }
        found
    }
}

/// Takes away what a pointer leads to; whether there was something.
pub fn remove(value: &mut Value, pointer: &str) -> bool {
    let Some((above, last)) = pointer.rsplit_once('/') else { return false };
    match value.pointer_mut(above) {
        Some(Value::Object(object)) => {
            object.shift_remove(&last.replace("~1", "/").replace("~0", "~")).is_some()
        }
        Some(Value::Array(items)) => match last.parse::<usize>() {
            Ok(i) if i < items.len() => {
                items.remove(i);
                true
            }
            _ => false,
        },
        _ => false,
    }
}

fn collect_names(value: &Value, pointer: &str, named: &mut HashMap<String, String>) {
    if let Some(object) = value.as_object() {
        for (keyword, sign) in [("$id", ""), ("$anchor", "#")] {
            if let Some(name) = object.get(keyword).and_then(Value::as_str) {
                named
                    .entry(format!("{sign}{}", name.trim_end_matches('#')))
                    .or_insert_with(|| pointer.to_owned());
            }
        }
        for (key, inner) in object {
            collect_names(inner, &step(pointer, key), named);
        }
    }
    for (i, inner) in value.as_array().into_iter().flatten().enumerate() {
        collect_names(inner, &format!("{pointer}/{i}"), named);
    }
}
