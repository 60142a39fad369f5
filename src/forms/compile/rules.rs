//! Expressions, settings and everything that has a `when`.

use std::collections::HashMap;

use chrono::NaiveDate;
use indexmap::IndexMap;
use serde_json::Value;

use super::node::{Builder, Source};
use super::order::{Read, in_order};
use super::patterns;
use super::schema::{Document, Uncompilable, compile_schema};
use crate::domain::DepartmentId;
use crate::forms::definition::{Advice, FormFile, Setting};
use crate::forms::expression::{Datum, Expression, ExpressionError, Names, Type};
use crate::forms::field::{Choice, Kind, Node};
use crate::forms::form::{Form, When};
use crate::forms::problem::Problem;

/// What the decided amount is called where a form says when a decision is signed twice.
pub const DECIDED_AMOUNT: &str = "decision.amount";

/// Everything of a `form.json` that is compiled.
#[derive(Debug, Default)]
pub struct Compiled {
    /// Hints.
    pub advice: Vec<(Advice, When)>,
    /// Routing rules.
    pub rules: Vec<(DepartmentId, When)>,
    /// Tags.
    pub tags: Vec<(String, When)>,
    /// When a decision needs a second signature.
    pub second_signature: Option<When>,
    /// The settings that are set.
    pub settings: IndexMap<String, Datum>,
}

/// The types of all names of a form.
#[derive(Debug, Clone)]
pub struct FormNames {
    answers: HashMap<String, Type>,
    settings: HashMap<String, Type>,
    /// The list whose row is meant by `row.`: `tickets[]`.
    pub row: Option<String>,
}

impl Names for FormNames {
    fn answer(&self, pattern: &str) -> Option<Type> {
        let found = self.answers.get(pattern)?.clone();
        Some(if pattern.contains("[]") { Type::List(Box::new(found)) } else { found })
    }

    fn row(&self, name: &str) -> Option<Type> {
        self.answers.get(&format!("{}.{name}", self.row.as_deref()?)).cloned()
    }

    fn setting(&self, name: &str) -> Option<Type> {
        self.settings.get(name).cloned()
    }
}

/// Parses expressions about the answers to a form.
pub struct Asking(FormNames);

impl Asking {
    /// About this form.
    pub fn about(form: &Form) -> Self {
        Self(names(&form.root, &form.file))
    }

    /// Parses an expression that answers a question of this kind. `list` is that whose row is meant by `row.`.
    pub fn parse(
        &mut self,
        text: &str,
        list: Option<&str>,
        answered: &Kind,
    ) -> Result<Expression, ExpressionError> {
        self.0.row = list.map(|list| format!("{list}[]"));
        Expression::parse(text, &self.0, type_of(answered).as_ref())
    }
}

/// What the names of a form mean.
pub fn names(root: &Node, file: &FormFile) -> FormNames {
    let typed =
        patterns(root).into_iter().filter_map(|(pattern, node)| Some((pattern, type_of(&node.kind)?)));
    let settings =
        file.settings.iter().filter_map(|(name, setting)| Some((name.clone(), setting_type(setting)?)));
    FormNames { answers: typed.collect(), settings: settings.collect(), row: None }
}

fn type_of(kind: &Kind) -> Option<Type> {
    match kind {
        Kind::OneOf { options, .. } => type_of_options(options),
        Kind::Text(_) | Kind::Month | Kind::Time | Kind::Moment => Some(Type::Text),
        Kind::Number { .. } | Kind::Money => Some(Type::Number),
        Kind::Date => Some(Type::Date),
        Kind::YesNo | Kind::Declaration => Some(Type::Bool),
        Kind::SeveralOf { options, .. } => Some(Type::List(Box::new(type_of_options(options)?))),
        Kind::Files(files) if files.is_single => Some(Type::Text),
        Kind::Files(_) => Some(Type::List(Box::new(Type::Text))),
        Kind::Group(_) | Kind::List(_) => None,
    }
}

/// What all options of a choice are; mixed ones cannot be compared with anything.
fn type_of_options(options: &[Choice]) -> Option<Type> {
    let mut types = options.iter().map(|option| match option.stored {
        Value::Number(_) => Type::Number,
        Value::Bool(_) => Type::Bool,
        _ => Type::Text,
    });
    let first = types.next()?;
    types.all(|other| other == first).then_some(first)
}

fn setting_type(setting: &Setting) -> Option<Type> {
    match &setting.value {
        Value::Number(_) => Some(Type::Number),
        Value::Bool(_) => Some(Type::Bool),
        Value::String(text) if text.parse::<NaiveDate>().is_ok() => Some(Type::Date),
        Value::String(_) => Some(Type::Text),
        Value::Array(_) => Some(Type::Steps),
        Value::Null => match setting.kind.as_deref()? {
            "number" => Some(Type::Number),
            "text" => Some(Type::Text),
            "date" => Some(Type::Date),
            "boolean" => Some(Type::Bool),
            _ => None,
        },
        Value::Object(_) => None,
    }
}

/// The values of the settings that are set.
fn settings(file: &FormFile, name: &str, problems: &mut Vec<Problem>) -> IndexMap<String, Datum> {
    let mut found = IndexMap::new();
    for (key, setting) in &file.settings {
        if setting_type(setting).is_none() {
            problems.push(Problem::at(
                name,
                format!("/settings/{key}"),
                "this setting has no type.",
                "Give it a value, or \"type\": \"number\", \"text\", \"date\" or \"boolean\".",
            ));
        }
        if let Some(value) = datum(&setting.value) {
            found.insert(key.clone(), value);
        } else if !setting.value.is_null() {
            let remedy = "A table is a list of {\"from\": day, \"value\": …}.";
            problems.push(Problem::at(
                name,
                format!("/settings/{key}/value"),
                "this value cannot be used.",
                remedy,
            ));
        }
    }
    found
}

/// The value of a setting; none, if it is not set.
pub fn datum(value: &Value) -> Option<Datum> {
    match value {
        Value::Number(number) => number.to_string().parse().ok().map(Datum::Number),
        Value::Bool(yes) => Some(Datum::Bool(*yes)),
        Value::String(text) => Some(text.parse().map_or_else(|_| Datum::Text(text.clone()), Datum::Date)),
        Value::Array(steps) => {
            let step = |step: &Value| {
                let from = step.get("from")?.as_str()?.parse().ok()?;
                Some((from, datum(step.get("value")?)?))
            };
            let mut steps: Vec<(NaiveDate, Datum)> = steps.iter().map(step).collect::<Option<_>>()?;
            steps.sort_by_key(|(from, _)| *from);
            Some(Datum::Steps(steps))
        }
        Value::Null | Value::Object(_) => None,
    }
}

impl Builder<'_> {
    /// Parses every computed value, puts it into the tree, and returns the patterns in an order in
    /// which each comes after what it reads. A circle is a mistake.
    pub fn expressions(&mut self, root: &mut Node, file: &FormFile) -> Vec<String> {
        let mut names = names(root, file);
        let sources = std::mem::take(&mut self.sources);
        let mut reads: Vec<Read> = Vec::new();
        for Source { pattern, text, pointer } in sources {
            names.row = row_of(&pattern);
            let expected = names.answers.get(&pattern).cloned();
            match Expression::parse(&text, &names, expected.as_ref()) {
                Ok(expression) => {
                    let needs = absolute(&expression, names.row.as_deref());
                    if let Some(node) = find_mut(root, &pattern) {
                        node.compute = Some(expression);
                    }
                    reads.push(Read { pattern, needs, pointer });
                }
                Err(error) => self.problem(
                    &pointer,
                    format!("{error}."),
                    "The language is described in forms/README.md.",
                ),
            }
        }
        in_order(&reads).unwrap_or_else(|circle| {
            let names: Vec<&str> = circle.iter().map(|read| read.pattern.as_str()).collect();
            let reason = format!("these values cannot be computed before each other: {}.", names.join(", "));
            let pointer = circle.first().map(|read| read.pointer.clone()).unwrap_or_default();
            self.problem(&pointer, reason, "Break the circle.");
            Vec::new()
        })
    }
}

/// The row that a pattern lies in: `tickets[]` for `tickets[].price`.
pub fn row_of(pattern: &str) -> Option<String> {
    pattern.rfind("[]").map(|at| pattern[..at + 2].to_owned())
}

/// The patterns of all answers that an expression reads, if it stands in `row`: `tickets[]`.
pub fn absolute(expression: &Expression, row: Option<&str>) -> Vec<String> {
    let full = |name: String| match (name.strip_prefix("row."), row) {
        (Some(rest), Some(row)) => format!("{row}.{rest}"),
        _ => name,
    };
    expression.references().into_iter().map(full).collect()
}

fn find_mut<'a>(node: &'a mut Node, pattern: &str) -> Option<&'a mut Node> {
    pattern.split('.').try_fold(node, |node, step| {
        let (name, is_row) = step.strip_suffix("[]").map_or((step, false), |name| (name, true));
        let Kind::Group(group) = &mut node.kind else { return None };
        let child = group.fields.get_mut(name)?;
        if !is_row {
            return Some(child);
        }
        match &mut child.kind {
            Kind::List(list) => Some(&mut list.row),
            _ => None,
        }
    })
}

/// Compiles hints, routing and tags.
pub fn compile(
    file: &FormFile,
    root: &Node,
    document: &Document<'_>,
    name: &str,
) -> Result<Compiled, Vec<Problem>> {
    let mut problems = Vec::new();
    let settings = settings(file, name, &mut problems);
    let mut names = names(root, file);
    let mut compiled = Compiled { settings, ..Compiled::default() };
    let mut whens = |value: &Value, row: Option<String>, pointer: String| {
        names.row = row;
        match when(value, &names, document) {
            Ok(when) => Some(when),
            Err(Uncompilable { pointer: below, reason }) => {
                let pointer = format!("{pointer}{below}");
                problems.push(Problem::at(name, pointer, reason, "See \"advice\" in forms/README.md."));
                None
            }
        }
    };
    for (i, advice) in file.advice.iter().enumerate() {
        let found = whens(&advice.when, row_of(&advice.at), format!("/advice/{i}/when"));
        compiled.advice.extend(found.map(|when| (advice.clone(), when)));
    }
    for (i, rule) in file.routing.rules.iter().enumerate() {
        let found = whens(&rule.when, None, format!("/routing/rules/{i}/when"));
        compiled.rules.extend(found.map(|when| (rule.department.clone(), when)));
    }
    for (i, rule) in file.routing.tags.iter().enumerate() {
        let found = whens(&rule.when, None, format!("/routing/tags/{i}/when"));
        compiled.tags.extend(found.map(|when| (rule.tag.clone(), when)));
    }
    if let Some(value) = &file.process.second_signature {
        names.row = None;
        names.answers.insert(DECIDED_AMOUNT.to_owned(), Type::Number);
        match when(value, &names, document) {
            Ok(when) => compiled.second_signature = Some(when),
            Err(Uncompilable { pointer, reason }) => {
                let pointer = format!("/process/second_signature{pointer}");
                problems.push(Problem::at(name, pointer, reason, "See \"process\" in forms/README.md."));
            }
        }
    }
    if problems.is_empty() { Ok(compiled) } else { Err(problems) }
}

fn when(value: &Value, names: &FormNames, document: &Document<'_>) -> Result<When, Uncompilable> {
    let whole = |reason: String| Uncompilable { pointer: String::new(), reason };
    match value {
        Value::String(text) => Expression::parse(text, names, Some(&Type::Bool))
            .map(When::Expression)
            .map_err(|error| whole(format!("{error}."))),
        Value::Object(_) => compile_schema(document, Some(value)).map(|v| When::Schema(Box::new(v))),
        _ => Err(whole("a \"when\" is an expression or a schema.".to_owned())),
    }
}
