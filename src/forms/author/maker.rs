//! From what the given schema says about a value to the schema of a question, a group or a list.

use std::collections::HashMap;

use indexmap::IndexMap;
use serde_json::{Map, Value, json};

use super::choice::{self, Choice};
use super::given::{Alias, At, Given, Said};
use super::keywords::{Sort, sort_of};
use super::notes::Notes;
use super::words::{Names, free, label};

/// In the schema that is being made, the place in the given one that a part comes from.
pub const FROM: &str = "$from";

/// Beside a reference that leads back to itself, how many lists lie on the way, and how many around it.
pub const CYCLE: &str = "$cycle";

/// Deepest nesting of lists that people can follow.
pub const MOST_LISTS: usize = 2;

/// Deepest nesting of groups; browsers send no longer names.
const MOST_LEVELS: usize = 12;

/// Where a value stands.
#[derive(Debug, Clone, Copy, Default)]
pub struct Context {
    /// How many lists are around it.
    pub lists: usize,
    /// How many groups are around it.
    pub levels: usize,
}

/// What a union of schemas means.
#[derive(Debug, Clone)]
pub struct Union<'a> {
    /// Its place.
    pub pointer: String,
    /// `anyOf` or `oneOf`.
    pub keyword: &'static str,
    /// Its members but `null`.
    pub members: Vec<At<'a>>,
}

/// Everything that is said about a value, with every union read.
#[derive(Debug, Default)]
pub struct Settled<'a> {
    /// What is said.
    pub said: Said<'a>,
    /// The options, if it is a choice.
    pub options: Option<Vec<Choice>>,
    /// Unions of objects.
    pub objects: Vec<Union<'a>>,
    /// Unions of sets of names that must be there.
    pub needs: Vec<Union<'a>>,
}

/// A definition that a reference leads to.
struct Found {
    name: String,
    /// For one that leads back to itself, the lists on the way, and those around it.
    cycle: Option<(usize, usize)>,
}

struct Open {
    pointer: String,
    name: String,
    lists: usize,
}

/// Makes the schema.
pub struct Maker<'a> {
    /// The given schema.
    pub given: &'a Given,
    /// The names of its properties.
    pub names: &'a Names,
    /// What the author is told.
    pub notes: &'a mut Notes,
    /// The definitions; one in which nothing is left is `None`.
    definitions: IndexMap<String, Option<Map<String, Value>>>,
    /// The names of definitions by their place and the number of lists around them.
    known: HashMap<(String, usize), String>,
    open: Vec<Open>,
    written_out: Vec<String>,
}

impl<'a> Maker<'a> {
    /// A maker for a schema.
    pub fn new(given: &'a Given, names: &'a Names, notes: &'a mut Notes) -> Self {
        Self {
            given,
            names,
            notes,
            definitions: IndexMap::new(),
            known: HashMap::new(),
            open: Vec::new(),
            written_out: Vec::new(),
        }
    }

    /// The definitions that were made.
    pub fn into_definitions(self) -> Map<String, Value> {
        let made = self.definitions.into_iter();
        made.filter_map(|(name, schema)| Some((name, Value::Object(schema?)))).collect()
    }

    /// The schema of a value that is called `key`; `None` if it cannot be asked. Rows have no name.
    pub fn value(&mut self, key: &str, schemas: &[At<'a>], context: Context) -> Option<Map<String, Value>> {
        if let [only] = schemas
            && let Some(alias) = self.given.alias(only)
        {
            return self.reference(key, &only.pointer, &alias, context);
        }
        let said = self.given.said(schemas);
        let pointer = said.pointer.clone();
        if self.leads_back(&pointer, &said.through) {
            return None;
        }
        let before = self.enter(&said.through);
        let known = said.through.len();
        let made = self.settled(said).and_then(|settled| {
            // What was taken out of a union is written out too.
            let taken: Vec<String> = settled.said.through.iter().skip(known).cloned().collect();
            if self.leads_back(&pointer, &taken) {
                return None;
            }
            self.enter(&taken);
            self.plain(key, &pointer, settled, context)
        });
        self.leave(before);
        made
    }

    /// Whether something that is being written out would be written out in itself; tells it.
    fn leads_back(&mut self, pointer: &str, through: &[String]) -> bool {
        let again = through.iter().find(|through| self.is_open(through)).cloned();
        if let Some(again) = &again {
            let reason = format!("this leads back to {again:?}, with rules beside it.");
            self.notes.left_out(pointer, reason, "Take the rules beside the reference away.");
        }
        again.is_some()
    }

    /// Notes what is being written out; [`Self::leave`] takes what this returns.
    pub(super) fn enter(&mut self, through: &[String]) -> usize {
        let before = self.written_out.len();
        self.written_out.extend(through.iter().cloned());
        before
    }

    /// Comes back out of what was written out.
    pub(super) fn leave(&mut self, before: usize) {
        self.written_out.truncate(before);
    }

    /// Whether something is being written out already.
    pub(super) fn is_open(&self, through: &str) -> bool {
        self.written_out.iter().any(|open| open == through)
    }

    /// Whether something is being defined already.
    pub(super) fn is_being_defined(&self, pointer: &str) -> bool {
        self.open.iter().any(|open| open.pointer == pointer)
    }

    fn plain(
        &mut self,
        key: &str,
        pointer: &str,
        settled: Settled<'a>,
        context: Context,
    ) -> Option<Map<String, Value>> {
        let Settled { said, options, objects, needs } = settled;
        if said.is_true("deprecated") {
            let remedy = "Take \"deprecated\" away to ask it.";
            self.notes.left_out(pointer, "this is no longer asked.", remedy);
            return None;
        }
        let mut made = match options {
            Some(options) => self.choice(key, &said, options),
            None => match self.sort(&said)? {
                Sort::Object => {
                    let settled = Settled { said, options: None, objects, needs };
                    self.object(key, &settled, context, false)
                }
                Sort::List => self.list(key, &said, context),
                sort => self.question(key, &said, sort),
            },
        }?;
        made.insert(FROM.to_owned(), pointer.into());
        Some(made)
    }

    /// Reads the unions of a value: options, objects, names that are needed; of all others one is taken.
    pub fn settled(&mut self, said: Said<'a>) -> Option<Settled<'a>> {
        let mut settled = Settled { said, ..Settled::default() };
        let mut at = 0;
        loop {
            if let Some((pointer, reason, remedy)) = settled.said.trouble.take() {
                self.notes.left_out(&pointer, reason, remedy);
                return None;
            }
            if settled.said.never {
                let pointer = settled.said.pointer.clone();
                self.notes.left_out(
                    &pointer,
                    "no answer to this is right.",
                    "Take \"false\" away to ask it.",
                );
                return None;
            }
            let Some(part) = settled.said.parts.get(at).cloned() else { break };
            at += 1;
            // What leads back to itself is read once.
            if settled.said.parts.iter().take(at - 1).any(|before| before.pointer == part.pointer) {
                continue;
            }
            for keyword in ["anyOf", "oneOf"] {
                if let Some(union) = super::unions::of(&part, keyword) {
                    self.union(union, &mut settled)?;
                }
            }
        }
        settled.options = choice::with_listed(settled.options, &settled.said);
        Some(settled)
    }

    /// What kind of answer it is; tells where that is not clear.
    fn sort(&mut self, said: &Said<'a>) -> Option<Sort> {
        let sorts = sort_of(said);
        let Some(best) = sorts.iter().copied().min() else {
            let remedy = "Give it a \"type\".";
            self.notes.left_out(&said.pointer, "this does not say what kind of answer it is.", remedy);
            return None;
        };
        if sorts.len() > 1 {
            let what = format!("of several types only one can be asked: {}.", best.described());
            let pointer = said.all("type").first().map_or(said.pointer.clone(), |at| at.pointer.clone());
            self.notes.changed(&pointer, what, "Name one type.");
        }
        Some(best)
    }

    fn reference(
        &mut self,
        key: &str,
        pointer: &str,
        alias: &Alias<'a>,
        context: Context,
    ) -> Option<Map<String, Value>> {
        let found = self.definition(&alias.target, context)?;
        let mut made = Map::new();
        let given = self.given.said(std::slice::from_ref(&alias.target));
        let words = Said { parts: alias.beside.clone(), ..Said::default() };
        let name = alias.target.pointer.rsplit('/').next().unwrap_or_default();
        let is_own = |title: &&str| !is_same(title, name);
        match (words.text("title"), given.text("title").filter(is_own)) {
            (Some(title), _) => {
                made.insert("title".to_owned(), title.into());
            }
            (None, None) if !key.is_empty() => {
                made.insert("title".to_owned(), label(key).into());
            }
            _ => {}
        }
        self.words(&words, &mut made, &["default"]);
        made.insert("$ref".to_owned(), format!("#/$defs/{}", found.name).into());
        made.extend(found.cycle.map(|lists| (CYCLE.to_owned(), json!(lists))));
        made.insert(FROM.to_owned(), pointer.into());
        Some(made)
    }

    /// The definition for a place of the given schema, made if there is none that fits.
    fn definition(&mut self, target: &At<'a>, context: Context) -> Option<Found> {
        if let Some(open) = self.open.iter().find(|open| open.pointer == target.pointer) {
            let cycle = Some((context.lists.saturating_sub(open.lists), open.lists));
            return Some(Found { name: open.name.clone(), cycle });
        }
        if let Some(name) = self.fitting(&target.pointer, context.lists) {
            return self.definitions.get(&name)?.is_some().then_some(Found { name, cycle: None });
        }
        if context.levels > MOST_LEVELS {
            let reason = "nobody finds the way through groups that deep.";
            self.notes.left_out(&target.pointer, reason, "Ask for it further up.");
            return None;
        }
        let last = target.pointer.rsplit('/').next().unwrap_or_default().to_owned();
        let name = free(&definition_name(&last), '_', |name| self.definitions.contains_key(name));
        self.definitions.insert(name.clone(), None);
        self.known.insert((target.pointer.clone(), context.lists), name.clone());
        let open = Open { pointer: target.pointer.clone(), name: name.clone(), lists: context.lists };
        self.open.push(open);
        let made = self.value(&last, std::slice::from_ref(target), context);
        self.open.pop();
        let is_there = made.is_some();
        self.definitions.insert(name.clone(), made);
        is_there.then_some(Found { name, cycle: None })
    }

    /// A definition that was made for fewer lists around it may do, if it holds few lists itself.
    fn fitting(&self, pointer: &str, lists: usize) -> Option<String> {
        let exact = self.known.get(&(pointer.to_owned(), lists));
        let outer = (0..lists).filter_map(|fewer| self.known.get(&(pointer.to_owned(), fewer)));
        let fits = |name: &&String| self.lists_in(name, 0) + lists <= MOST_LISTS;
        exact.or_else(|| outer.into_iter().find(fits)).cloned()
    }

    fn lists_in(&self, name: &str, depth: usize) -> usize {
        let Some(made) = self.definitions.get(name).and_then(Option::as_ref) else { return 0 };
        lists_below(made, &|inner| match self.definitions.get(inner).and_then(Option::as_ref) {
            Some(inner) if is_choice(inner) => None,
            _ if depth > MOST_LEVELS => Some(MOST_LISTS + 1),
            _ => Some(self.lists_in(inner, depth + 1)),
        })
    }

    /// What a made schema is, behind its reference; `None` while that is being made.
    pub fn resolved<'m>(&'m self, made: &'m Map<String, Value>) -> Option<&'m Map<String, Value>> {
        match target(made) {
            Some(name) => self.resolved(self.definitions.get(name)?.as_ref()?),
            None => Some(made),
        }
    }
}

/// Whether a made schema is a choice: a list of those is a set of options.
pub fn is_choice(made: &Map<String, Value>) -> bool {
    made.contains_key("enum") || made.get("oneOf").is_some_and(|all| all.pointer("/0/const").is_some())
}

/// How many lists lie in each other below a made schema, by the shortest way round circles. A reference
/// leads to so many; `None`, if it leads to a choice.
pub fn lists_below(made: &Map<String, Value>, of_reference: &dyn Fn(&str) -> Option<usize>) -> usize {
    let here = match (target(made), made.get(CYCLE).and_then(|lists| lists.get(0)?.as_u64())) {
        (Some(_), Some(0)) | (None, _) => 0,
        (Some(_), Some(_)) => MOST_LISTS + 1,
        (Some(name), None) => of_reference(name).unwrap_or(0),
    };
    let below = |inner: &Value| inner.as_object().map_or(0, |inner| lists_below(inner, of_reference));
    let inside = made.iter().map(|(keyword, value)| match (keyword.as_str(), value) {
        ("items", Value::Object(items)) => {
            let is_set = is_choice(items) || target(items).is_some_and(|name| of_reference(name).is_none());
            if is_set { 0 } else { 1 + below(value) }
        }
        ("properties" | "dependentSchemas", Value::Object(all)) => all.values().map(below).max().unwrap_or(0),
        ("allOf" | "anyOf" | "oneOf", Value::Array(all)) => all.iter().map(below).max().unwrap_or(0),
        ("then" | "else", _) => below(value),
        _ => 0,
    });
    inside.fold(here, usize::max)
}

/// The name of the definition that a made schema refers to.
pub fn target(made: &Map<String, Value>) -> Option<&str> {
    made.get("$ref")?.as_str()?.strip_prefix("#/$defs/")
}

/// A name for a definition: as it was, unless the bundle has another use for it.
fn definition_name(last: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "_-.".contains(c);
    let plain: String = last.chars().map(|c| if is_plain(c) { c } else { '_' }).collect();
    match plain.as_str() {
        "" => "whole".to_owned(),
        "assisted" => "assisted_part".to_owned(),
        name if name.starts_with("blocks.") || name.starts_with("lists.") => name.replace('.', "_"),
        _ => plain,
    }
}

/// Whether a title only repeats the name of the definition, as generators write it.
fn is_same(title: &str, name: &str) -> bool {
    let letters = |text: &str| {
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>()
    };
    letters(title) == letters(name)
}
