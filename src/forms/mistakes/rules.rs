//! What a schema says of each answer: every rule at the field that it is about, whatever branch it stands in.

use std::collections::HashSet;
use std::sync::Arc;

use jsonschema::JsonType;
use jsonschema::error::{TypeKind, ValidationErrorKind};
use serde_json::{Map, Value};

use crate::domain::Path;
use crate::forms::compile::node::texts;
use crate::forms::compile::schema::{Document, beside_null};
use crate::forms::field::{Kind, Node};
use crate::forms::form::Form;
use crate::forms::places::node_at;

/// A rule of the schema about one answer; a row of a list is its row 0.
#[derive(Debug)]
pub struct Rule {
    /// The answer.
    pub path: Path,
    /// The keyword as [`super::super::validate`] tells it: of a choice, `oneOf` is `enum`.
    pub keyword: &'static str,
    /// What stands behind the keyword, as the author wrote it.
    pub value: Value,
    /// How it is broken.
    pub broken: Broken,
}

/// How a rule is broken.
#[derive(Debug)]
pub enum Broken {
    /// The schema says so.
    Schema(ValidationErrorKind),
    /// At least one of these must be there. All of them are missing, or, if not `all`, any of them.
    OneOfThese {
        /// The answers.
        paths: Vec<Path>,
        /// None of them is there.
        all: bool,
    },
    /// Of these, too many are there: all of them, or, if not `all`, any of them.
    NotTogether {
        /// The answers.
        paths: Vec<Path>,
        /// All of them are there.
        all: bool,
    },
    /// A place was left open.
    Open,
}

/// Every rule of a form's schema, in the order of the schema; those of branches too.
pub fn rules(form: &Form) -> Vec<Rule> {
    let document = Document { root: &form.schema, file: "" };
    let mut walk = Walk { form, document, followed: HashSet::new(), rules: Vec::new() };
    walk.schema(&form.schema, &Path::root());
    walk.rules
}

struct Walk<'a> {
    form: &'a Form,
    document: Document<'a>,
    /// References that were followed, with the answer they speak of.
    followed: HashSet<(Path, String)>,
    rules: Vec<Rule>,
}

impl<'a> Walk<'a> {
    /// What a schema says of the answer at `path`.
    fn schema(&mut self, schema: &'a Value, path: &Path) {
        let (Some(object), Some(node)) = (schema.as_object(), node_at(self.form, path)) else { return };
        for (keyword, value) in object {
            match keyword.as_str() {
                "$ref" => self.reference(value, path),
                "then" | "else" if object.contains_key("if") => self.schema(value, path),
                "allOf" => self.each(value, path),
                "dependentSchemas" => {
                    value.as_object().into_iter().flatten().for_each(|(_, said)| self.schema(said, path));
                }
                "dependentRequired" => {
                    value.as_object().into_iter().flatten().for_each(|(_, names)| self.required(names, path));
                }
                "required" => self.required(value, path),
                "properties" => {
                    let properties = value.as_object().into_iter().flatten();
                    properties.for_each(|(name, said)| self.schema(said, &path.key(name)));
                }
                "prefixItems" => self.places(value, path),
                "items" => self.items(value, node, path),
                "anyOf" | "oneOf" => self.alternatives(keyword == "oneOf", value, node, path),
                "not" => self.not(value, path),
                _ => self.assertion(keyword, value, object, node, path),
            }
        }
    }

    fn note(&mut self, path: &Path, keyword: &'static str, value: &Value, broken: Broken) {
        self.rules.push(Rule { path: path.clone(), keyword, value: value.clone(), broken });
    }

    fn each(&mut self, members: &'a Value, path: &Path) {
        members.as_array().into_iter().flatten().for_each(|member| self.schema(member, path));
    }

    fn reference(&mut self, reference: &Value, path: &Path) {
        let Some(reference) = reference.as_str() else { return };
        if self.followed.insert((path.clone(), reference.to_owned()))
            && let Some(target) = self.document.target(reference)
        {
            self.schema(target, path);
        }
    }

    fn required(&mut self, names: &Value, path: &Path) {
        for name in texts(Some(names)) {
            let at = path.key(&name);
            if node_at(self.form, &at).is_some() {
                let kind = ValidationErrorKind::Required { property: Value::from(name) };
                self.note(&at, "required", &Value::Null, Broken::Schema(kind));
            }
        }
    }

    /// Each place is an answer; one that was left open is missing.
    fn places(&mut self, places: &'a Value, path: &Path) {
        for (number, said) in places.as_array().into_iter().flatten().enumerate() {
            let at = path.index(number);
            self.schema(said, &at);
            self.note(&at, "required", &Value::Null, Broken::Open);
        }
    }

    /// Rows are answers; the options of a set are no answers of their own.
    fn items(&mut self, items: &'a Value, node: &Node, path: &Path) {
        match &node.kind {
            Kind::List(list) => {
                let row = path.index(0);
                self.schema(items, &row);
                if list.row.group().is_none() {
                    self.note(&row, "required", &Value::Null, Broken::Open);
                }
            }
            Kind::SeveralOf { .. } => self.schema(items, path),
            Kind::Files(_) => self.note(path, "type", &Value::from("string"), Broken::Schema(other_type())),
            _ => {}
        }
    }

    /// The options of a choice; "this or null"; sets of what must be there; objects of which one is chosen.
    fn alternatives(&mut self, is_one: bool, members: &'a Value, node: &Node, path: &Path) {
        let keyword = if is_one { "oneOf" } else { "anyOf" };
        let list = members.as_array().map_or(&[][..], Vec::as_slice);
        if matches!(node.kind, Kind::OneOf { .. } | Kind::SeveralOf { .. }) {
            let kind = ValidationErrorKind::Enum { options: Arc::new(Value::Null) };
            return self.note(path, "enum", &Value::Null, Broken::Schema(kind));
        }
        let whole = || Broken::Schema(ValidationErrorKind::AnyOf { context: Vec::new() });
        if let Some((_, only)) = beside_null(list) {
            self.schema(only, path);
            return self.note(path, keyword, &Value::Null, whole());
        }
        self.needs(keyword, list, path);
        let is_object = |member: &&Value| member.get("properties").is_some() || member.get("$ref").is_some();
        if list.iter().any(|member| is_object(&member)) {
            self.each(members, path);
            self.note(path, keyword, &Value::Null, whole());
        }
    }

    /// "At least one of these", and of `oneOf` "no more than one".
    fn needs(&mut self, keyword: &'static str, members: &'a [Value], path: &Path) {
        let sets: Vec<Vec<String>> = members.iter().map(|member| self.needed(member)).collect();
        let mut paths: Vec<Path> = Vec::new();
        for at in sets.iter().flatten().map(|name| path.key(name)) {
            if node_at(self.form, &at).is_some() && !paths.contains(&at) {
                paths.push(at);
            }
        }
        if paths.is_empty() {
            return;
        }
        let all = sets.iter().all(|set| set.len() == 1);
        self.note(path, keyword, &Value::Null, Broken::OneOfThese { paths: paths.clone(), all });
        if keyword == "oneOf" {
            let all = all && paths.len() == 2;
            self.note(path, keyword, &Value::Null, Broken::NotTogether { paths, all });
        }
    }

    /// The names that a member of `anyOf` or `oneOf` asks for.
    fn needed(&self, member: &'a Value) -> Vec<String> {
        let layers = self.document.layers(member, "");
        layers.iter().flat_map(|layer| texts(layer.object.get("required"))).collect()
    }

    /// "Not this one" means that it does not apply; "not both", or any other `not`, is a rule.
    fn not(&mut self, not: &Value, path: &Path) {
        let names = texts(not.get("required"));
        if names.len() == 1 && not.as_object().is_some_and(|not| not.len() == 1) {
            return;
        }
        let paths: Vec<Path> = names.iter().map(|name| path.key(name)).collect();
        let broken = match paths.is_empty() {
            true => Broken::Schema(ValidationErrorKind::Not { schema: not.clone() }),
            false => Broken::NotTogether { paths, all: true },
        };
        self.note(path, "not", &Value::Null, broken);
    }

    fn assertion(
        &mut self,
        keyword: &str,
        value: &Value,
        beside: &Map<String, Value>,
        node: &Node,
        path: &Path,
    ) {
        let Some(kind) = broken(keyword, value) else { return };
        let is_choice = matches!(node.kind, Kind::OneOf { .. } | Kind::SeveralOf { .. });
        // What the product computes is of its type, and a constant is what it is.
        let is_constant = keyword == "const" && !value.is_boolean() && !beside.contains_key("x-compute");
        if node.compute.is_some() && (keyword == "type" || is_constant) {
            return;
        }
        // Places that must be there are asked one by one.
        if keyword == "minItems" && node.group().is_some() {
            return;
        }
        let keyword = match kind.keyword() {
            "const" if is_choice => "enum",
            _ => named(&kind),
        };
        let shown = if keyword == "enum" { &Value::Null } else { value };
        self.note(path, keyword, shown, Broken::Schema(kind));
    }
}

/// The error that an answer brings up that breaks this keyword; `None` for what no answer can break.
fn broken(keyword: &str, value: &Value) -> Option<ValidationErrorKind> {
    let limit = || value.as_u64();
    let text = || value.as_str().map(str::to_owned);
    Some(match keyword {
        "type" => other_type(),
        "enum" => ValidationErrorKind::Enum { options: Arc::new(value.clone()) },
        "const" => ValidationErrorKind::Constant { expected_value: Arc::new(value.clone()) },
        "format" => ValidationErrorKind::Format { format: text()? },
        "pattern" => ValidationErrorKind::Pattern { pattern: text()? },
        "minLength" => ValidationErrorKind::MinLength { limit: limit()? },
        "maxLength" => ValidationErrorKind::MaxLength { limit: limit()? },
        "minItems" => ValidationErrorKind::MinItems { limit: limit()? },
        "maxItems" => ValidationErrorKind::MaxItems { limit: limit()? },
        "minimum" => ValidationErrorKind::Minimum { limit: value.clone() },
        "maximum" => ValidationErrorKind::Maximum { limit: value.clone() },
        "exclusiveMinimum" => ValidationErrorKind::ExclusiveMinimum { limit: value.clone() },
        "exclusiveMaximum" => ValidationErrorKind::ExclusiveMaximum { limit: value.clone() },
        "multipleOf" => ValidationErrorKind::MultipleOf { multiple_of: value.as_f64()? },
        "uniqueItems" if *value == Value::Bool(true) => ValidationErrorKind::UniqueItems,
        "contains" => ValidationErrorKind::Contains,
        _ => return None,
    })
}

/// The keyword of an error that [`broken`] makes.
fn named(kind: &ValidationErrorKind) -> &'static str {
    const KEYWORDS: [&str; 16] = [
        "type",
        "enum",
        "const",
        "format",
        "pattern",
        "minLength",
        "maxLength",
        "minItems",
        "maxItems",
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "multipleOf",
        "uniqueItems",
        "contains",
    ];
    KEYWORDS.into_iter().find(|known| *known == kind.keyword()).unwrap_or("")
}

/// A value of another type. The words do not depend on which one was wanted: the field's kind says it.
fn other_type() -> ValidationErrorKind {
    ValidationErrorKind::Type { kind: TypeKind::Single(JsonType::Null) }
}
