//! Objects: groups of questions, and what may be said about them together.

use indexmap::IndexMap;
use serde_json::{Map, Value, json};

use super::choice::named;
use super::given::{At, Said};
use super::maker::{Context, FROM, Maker, Settled, Union};
use super::question::tell;
use crate::forms::compile::schema::step;

/// Keywords of objects that are read by themselves.
pub const OBJECT_WORDS: [&str; 12] = [
    "additionalProperties",
    "dependencies",
    "dependentRequired",
    "dependentSchemas",
    "discriminator",
    "else",
    "if",
    "not",
    "properties",
    "required",
    "then",
    "unevaluatedProperties",
];

/// The fields of an object while it is made, by the names that they have in the form.
#[derive(Debug, Default)]
pub struct Fields {
    /// Declared in the object itself.
    pub own: IndexMap<String, Map<String, Value>>,
    /// Declared in a branch, or in one of several objects.
    pub elsewhere: IndexMap<String, Map<String, Value>>,
    /// The names at the top of the form are not all free.
    pub is_top: bool,
    /// Where the object stands.
    pub context: Context,
}

impl Fields {
    /// Whether there is such a field.
    pub fn has(&self, name: &str) -> bool {
        self.own.contains_key(name) || self.elsewhere.contains_key(name)
    }
}

/// Makes the schema of the whole form; `None` if nothing of it can be asked.
pub fn whole(maker: &mut Maker<'_>) -> Option<Map<String, Value>> {
    let at = At { schema: &maker.given.root, pointer: String::new() };
    let said = maker.given.said(std::slice::from_ref(&at));
    let settled = maker.settled(said)?;
    let mut made = maker.object("", &settled, Context::default(), true)?;
    made.insert(FROM.to_owned(), "".into());
    Some(made)
}

impl<'a> Maker<'a> {
    /// A group.
    pub(super) fn object(
        &mut self,
        key: &str,
        settled: &Settled<'a>,
        context: Context,
        is_top: bool,
    ) -> Option<Map<String, Value>> {
        let said = &settled.said;
        if said.is_true("readOnly") {
            return self.nobody_fills_in(said);
        }
        let mut made = Map::new();
        self.keywords(said, &mut made, &[], &OBJECT_WORDS, "a group");
        named(key, &mut made);
        if is_top {
            ["examples", "writeOnly"].iter().for_each(|keyword| drop(made.shift_remove(*keyword)));
        }
        let below = Context { levels: context.levels + 1, ..context };
        let mut fields = Fields { is_top, context: below, ..Fields::default() };
        let told_apart: Vec<_> =
            settled.objects.iter().filter_map(|union| self.told_apart(union, said)).collect();
        for (name, schemas) in said.properties() {
            let is_kind = told_apart.iter().any(|found| found.name == name);
            if !is_kind && let Some(field) = self.field(name, &schemas, &fields) {
                fields.own.insert(self.names.name(name, is_top).to_owned(), field);
            }
        }
        let mut unions = Vec::new();
        for found in told_apart {
            unions.extend(self.alternatives(found, said, &mut fields));
        }
        let conditions = self.conditions(said, &mut fields);
        self.open_ends(said, fields.own.is_empty() && fields.elsewhere.is_empty());
        if fields.own.is_empty() && fields.elsewhere.is_empty() {
            self.nothing_asked(said);
            return None;
        }
        let required = self.needed(said, &fields);
        self.assemble(&mut made, fields, required, unions, conditions);
        self.rules_between(settled, &mut made);
        Some(made)
    }

    fn nothing_asked(&mut self, said: &Said<'a>) {
        let is_free = said.first("additionalProperties").is_some_and(|free| *free != false);
        let reason = match is_free && said.properties().is_empty() {
            true => "people could not be asked for answers without a name.",
            false => "nothing in this object can be asked.",
        };
        self.notes.left_out(&said.pointer, reason, "Describe its \"properties\".");
    }

    /// A field of an object, with a label.
    pub(super) fn field(
        &mut self,
        name: &str,
        schemas: &[At<'a>],
        fields: &Fields,
    ) -> Option<Map<String, Value>> {
        let pointer = schemas.first().map(|at| at.pointer.clone()).unwrap_or_default();
        let new = self.names.name(name, fields.is_top).to_owned();
        let made = self.value(name, schemas, fields.context)?;
        if new != name {
            let what = format!("the name {name:?} is {new:?} in the form.");
            self.notes.changed(&pointer, what, "Tell those who read the data.");
        }
        Some(made)
    }

    /// Whether an object takes answers that nobody could ask for.
    fn open_ends(&mut self, said: &Said<'a>, is_empty: bool) {
        for keyword in ["additionalProperties", "unevaluatedProperties"] {
            for at in said.all(keyword).into_iter().filter(|at| *at.schema != false && !is_empty) {
                let reason = "people could not be asked for answers without a name.";
                self.notes.left_out(&at.pointer, reason, "Write each field in \"properties\".");
            }
        }
    }

    /// The names that must be there, of those that are.
    fn needed(&mut self, said: &Said<'a>, fields: &Fields) -> Vec<String> {
        let mut needed = Vec::new();
        let properties = said.properties();
        for (given, pointer) in said.required() {
            let name = self.names.name(given, fields.is_top).to_owned();
            let schemas = properties.iter().find(|(known, _)| *known == given).map(|(_, schemas)| schemas);
            if !fields.has(&name) {
                let reason = format!("{given:?} is required, but cannot be asked.");
                self.notes.left_out(&pointer, reason, "Ask for it in another way, or make it optional.");
            } else if schemas.is_some_and(|schemas| self.given.said(schemas).or_null) {
                let what = format!("{given:?} may be null, so it may be left out.");
                self.notes.changed(&pointer, what, "Take \"null\" out of its type to demand an answer.");
            } else if !needed.contains(&name) && fields.own.contains_key(&name) {
                needed.push(name);
            }
        }
        needed
    }

    /// Puts an object together in the order of the shipped forms.
    fn assemble(
        &mut self,
        made: &mut Map<String, Value>,
        fields: Fields,
        required: Vec<String>,
        mut unions: Vec<Value>,
        mut conditions: Vec<Value>,
    ) {
        let is_closed_here = fields.elsewhere.is_empty();
        made.insert("type".to_owned(), "object".into());
        if !fields.own.is_empty() {
            let own = fields.own.into_iter().map(|(name, field)| (name, Value::Object(field)));
            made.insert("properties".to_owned(), Value::Object(own.collect()));
        }
        if !required.is_empty() {
            made.insert("required".to_owned(), json!(required));
        }
        let keyword = if is_closed_here { "additionalProperties" } else { "unevaluatedProperties" };
        made.insert(keyword.to_owned(), false.into());
        if unions.len() == 1
            && let Some(only) = unions.pop()
        {
            made.insert("oneOf".to_owned(), only);
        }
        conditions.extend(unions.into_iter().map(|union| json!({"oneOf": union})));
        if !conditions.is_empty() {
            made.insert("allOf".to_owned(), Value::Array(conditions));
        }
    }

    /// "At least one of these", "not both": rules between the fields.
    fn rules_between(&mut self, settled: &Settled<'a>, made: &mut Map<String, Value>) {
        for Union { pointer, keyword, members } in &settled.needs {
            if made.contains_key(*keyword) {
                self.notes.left_out(pointer, "a group has one such rule.", "Say it in a condition.");
                continue;
            }
            let names = |member: &At<'a>| -> Vec<String> {
                let all = member.schema.get("required").and_then(Value::as_array).into_iter().flatten();
                all.filter_map(Value::as_str).map(|name| self.names.name(name, false).to_owned()).collect()
            };
            let needs = members.iter().map(|member| json!({"required": names(member), FROM: member.pointer}));
            made.insert((*keyword).to_owned(), needs.collect());
        }
        for not in settled.said.all("not") {
            match self.test(&not) {
                Ok(test) if !made.contains_key("not") => {
                    made.insert("not".to_owned(), test);
                    let message =
                        "Prüfen Sie Ihre Angaben hier. [Platzhalter: Sagen Sie, was nicht zusammenpasst.]";
                    tell(made, "not", message.to_owned());
                }
                Ok(_) => {
                    self.notes.left_out(&not.pointer, "a group has one such rule.", "Say it in a condition.")
                }
                Err((pointer, reason)) => self.notes.left_out(&pointer, reason, "Say it in a condition."),
            }
        }
    }
}

/// The pointer of a property of an object.
pub fn property(pointer: &str, name: &str) -> String {
    step(&step(pointer, "properties"), name)
}
