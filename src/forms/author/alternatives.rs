//! `oneOf` of objects: a choice, and the fields of the chosen object.

use serde_json::{Map, Value, json};

use super::given::{At, Said};
use super::maker::{FROM, Maker, Settled, Union};
use super::object::{Fields, OBJECT_WORDS};
use super::words::{is_key, label};

/// Objects, and the property that tells them apart.
pub struct ToldApart<'a> {
    /// The property's name in the given schema.
    pub name: String,
    pointer: String,
    members: Vec<(Settled<'a>, Value)>,
}

impl<'a> Maker<'a> {
    /// The property that tells the objects of a union apart; tells if there is none.
    pub(super) fn told_apart(&mut self, union: &Union<'a>, outer: &Said<'a>) -> Option<ToldApart<'a>> {
        let mut members = Vec::new();
        for member in &union.members {
            let said = self.given.said(std::slice::from_ref(member));
            if said.through.iter().any(|through| self.is_written_out(through, outer)) {
                let reason = "this object is one of its own alternatives.";
                self.notes.left_out(&member.pointer, reason, "Refer to it from a property.");
                continue;
            }
            members.push((member, self.settled(said)?));
        }
        let hinted =
            outer.first("discriminator").and_then(|hint| hint.get("propertyName")).and_then(Value::as_str);
        let names: Vec<&str> = members
            .first()
            .map(|(_, first)| first.said.properties())
            .into_iter()
            .flatten()
            .map(|(name, _)| name)
            .collect();
        let found = hinted.into_iter().chain(names).find_map(|name| {
            let values: Option<Vec<Value>> =
                members.iter().map(|(at, member)| self.telling(name, at, member, hinted)).collect();
            let values =
                values.filter(|values| (1..values.len()).all(|i| !values[..i].contains(&values[i])))?;
            Some((name.to_owned(), values))
        });
        let Some((name, values)) = found.filter(|_| members.len() > 1) else {
            let reason = "nothing tells these objects apart.";
            let remedy = "Give each a required property of the same name with a \"const\" of its own, such as \"kind\".";
            self.notes.left_out(&union.pointer, reason, remedy);
            return None;
        };
        let members = members.into_iter().map(|(_, member)| member).zip(values).collect();
        Some(ToldApart { name, pointer: union.pointer.clone(), members })
    }

    fn is_written_out(&self, through: &str, outer: &Said<'a>) -> bool {
        through == outer.pointer
            || outer.through.iter().any(|before| before == through)
            || self.is_open(through)
            || self.is_being_defined(through)
    }

    /// The value that a property has in this object only: it says so, or its name does, as in OpenAPI.
    fn telling(&self, name: &str, at: &At<'a>, member: &Settled<'a>, hinted: Option<&str>) -> Option<Value> {
        let properties = member.said.properties();
        let (_, schemas) = properties.iter().find(|(known, _)| *known == name)?;
        let said = self.given.said(schemas);
        let fixed = said.first("const").or_else(|| match said.first("enum")?.as_array()?.as_slice() {
            [only] => Some(only),
            _ => None,
        });
        let is_fine = |value: &&Value| value.is_string() || value.is_number() || value.is_boolean();
        fixed.filter(is_fine).cloned().or_else(|| {
            let reference = at.schema.get("$ref").and_then(Value::as_str).filter(|_| hinted == Some(name))?;
            Some(reference.rsplit('/').next()?.into())
        })
    }

    /// The members as the engine wants them: each with its `const`, and the fields of several alike.
    pub(super) fn alternatives(
        &mut self,
        found: ToldApart<'a>,
        outer: &Said<'a>,
        fields: &mut Fields,
    ) -> Option<Value> {
        let kind = self.names.name(&found.name, fields.is_top).to_owned();
        let beside = outer.properties().into_iter().find(|(name, _)| *name == found.name);
        let own = beside.map(|(_, schemas)| self.given.said(&schemas));
        let first = found.members.first().and_then(|(member, _)| {
            let (_, schemas) = member.said.properties().into_iter().find(|(name, _)| *name == found.name)?;
            Some(self.given.said(&schemas))
        });
        let words =
            |said: &Option<Said<'a>>| said.as_ref().and_then(|said| said.text("title")).map(str::to_owned);
        let title = words(&own).or_else(|| words(&first)).unwrap_or_else(|| label(&found.name));
        fields.elsewhere.entry(kind.clone()).or_default();
        let mut made = Vec::new();
        for (i, (member, value)) in found.members.iter().enumerate() {
            let property = match i {
                0 => json!({"const": value, "title": title, FROM: found.pointer}),
                _ => json!({"const": value, FROM: found.pointer}),
            };
            made.push(self.alternative(member, value, (&found.name, &kind, property), fields));
        }
        Some(Value::Array(made))
    }

    fn alternative(
        &mut self,
        member: &Settled<'a>,
        value: &Value,
        (given, kind, property): (&str, &str, Value),
        fields: &mut Fields,
    ) -> Value {
        let said = &member.said;
        let before = self.enter(&said.through);
        let mut made = Map::new();
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let title =
            said.text("title").map_or_else(|| if is_key(&text) { label(&text) } else { text }, str::to_owned);
        self.keywords(said, &mut Map::new(), &[], &OBJECT_WORDS, "a group");
        made.insert("title".to_owned(), title.into());
        made.extend(
            said.text("description").map(|hint| ("description".to_owned(), hint.replace("{$", "{ $").into())),
        );
        let mut properties = Map::from_iter([(kind.to_owned(), property)]);
        for (name, schemas) in said.properties().into_iter().filter(|(name, _)| *name != given) {
            if let Some((name, field)) = self.branch_field(name, &schemas, fields) {
                properties.insert(name, field);
            }
        }
        let required = self.required_of(said, (given, kind), &properties, fields);
        made.insert("properties".to_owned(), Value::Object(properties));
        made.insert("required".to_owned(), json!(required));
        self.inner_rules(member, fields, &mut made);
        made.insert(FROM.to_owned(), said.pointer.clone().into());
        self.leave(before);
        Value::Object(made)
    }

    /// The names that must be there in one of several objects, the one that tells it apart first.
    fn required_of(
        &mut self,
        said: &Said<'a>,
        (given, kind): (&str, &str),
        properties: &Map<String, Value>,
        fields: &Fields,
    ) -> Vec<String> {
        let mut required = vec![kind.to_owned()];
        if !said.required().iter().any(|(name, _)| *name == given) {
            let what = format!("{given:?} is required, because it tells the objects apart.");
            self.notes.changed(&said.pointer, what, "Write it into \"required\".");
        }
        for (name, pointer) in said.required() {
            let new = self.names.name(name, fields.is_top).to_owned();
            let is_nullable =
                said.properties().iter().any(|(known, all)| *known == name && self.given.said(all).or_null);
            if is_nullable && new != kind {
                let what = format!("{name:?} may be null, so it may be left out.");
                self.notes.changed(&pointer, what, "Take \"null\" out of its type to demand an answer.");
            } else if properties.contains_key(&new) || fields.own.contains_key(&new) {
                required.extend((!required.contains(&new)).then_some(new));
            } else {
                let reason = format!("{name:?} is required, but cannot be asked.");
                self.notes.left_out(&pointer, reason, "Ask for it in another way, or make it optional.");
            }
        }
        required
    }

    /// What one of several objects says about its own fields.
    fn inner_rules(&mut self, member: &Settled<'a>, fields: &mut Fields, made: &mut Map<String, Value>) {
        let conditions = self.conditions(&member.said, fields);
        if !conditions.is_empty() {
            made.insert("allOf".to_owned(), Value::Array(conditions));
        }
        for union in &member.objects {
            if let Some(found) = self.told_apart(union, &member.said)
                && !fields.has(&found.name)
                && !made.contains_key("oneOf")
                && let Some(inner) = self.alternatives(found, &member.said, fields)
            {
                made.insert("oneOf".to_owned(), inner);
            }
        }
        for union in &member.needs {
            self.notes.left_out(
                &union.pointer,
                "this rule is about one of several objects only.",
                "Say it in a condition.",
            );
        }
        for not in member.said.all("not") {
            self.notes.left_out(
                &not.pointer,
                "this rule is about one of several objects only.",
                "Say it in a condition.",
            );
        }
    }
}
