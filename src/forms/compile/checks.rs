//! The checks of a form: a form of their own, made of `check` in `form.json` and of the answers that it names.

use indexmap::IndexMap;
use jsonschema::Validator;
use serde_json::{Map, Value, json};

use super::rules::{FormNames, names, row_of};
use super::schema::Document;
use super::{Tree, tree};
use crate::forms::checking::{
    ACCEPTED, AMOUNT, AcceptedColumn, BESIDE, CHECKED, CheckForm, CheckRules, PAGE, REASON,
};
use crate::forms::definition::{ApplicantPaths, FormFile, Page, SubmissionKind};
use crate::forms::expression::{Expression, Type};
use crate::forms::field::{Kind, Node};
use crate::forms::form::{Form, When};
use crate::forms::problem::Problem;

/// The definition that a field may refer to: met, not met, open.
const VERDICT: &str = "verdict";

/// Compiles the checks of a form, if it has any. Every mistake is told where its author wrote it.
pub fn compile(form: &Form) -> Result<Option<CheckForm>, Vec<Problem>> {
    let rules = &form.file.check;
    if rules.is_empty() {
        return Ok(None);
    }
    let file = format!("{}/form.json", form.id);
    let (columns, mut problems) = columns(form, &file);
    let schema = schema(rules, &form.schema, Some(&accepted_schema(form, &columns)));
    let document = Document::new(&schema, &file).map_err(in_form_file)?;
    let own = own_file(&form.file);
    let Tree { root, computed, validator } = tree(&document, &own, &form.language).map_err(in_form_file)?;
    // The amount may also be what the department recommends: `check.recommended_amount`.
    let mut names = names(&form.root, &form.file).and(names(&root, &own));
    let mut sum = |text: &Option<String>, pointer: &str| {
        let text = text.as_ref()?;
        parsed(text, &mut names, None, &Type::Number, (&file, pointer)).map_err(|p| problems.push(p)).ok()
    };
    let (asked, amount) = (sum(&rules.asked, "/check/asked"), sum(&rules.amount, "/check/amount"));
    if !problems.is_empty() {
        return Err(problems);
    }
    let checks = of_checks(form, own, schema, (root, computed, validator));
    Ok(Some(CheckForm { form: checks, beside: beside(rules), accepted: columns, asked, amount }))
}

/// What is asked in the checks, as a form.
fn of_checks(
    form: &Form,
    own: FormFile,
    schema: Value,
    (root, computed, validator): (Node, Vec<String>, Validator),
) -> Form {
    Form {
        id: form.id.clone(),
        version: form.version.clone(),
        channel: form.channel,
        language: form.language.clone(),
        other_languages: Vec::new(),
        bundle: form.bundle.clone(),
        pages: own.pages.clone(),
        file: own,
        schema,
        validator,
        root,
        computed,
        advice: Vec::new(),
        rules: Vec::new(),
        tags: Vec::new(),
        process: form.process.clone(),
        second_signature: None,
        check: None,
        committee: None,
        settings: form.settings.clone(),
        departments: form.departments.clone(),
    }
}

/// The schema of the checks: what is checked, and what is accepted.
pub fn schema(rules: &CheckRules, whole: &Value, accepted: Option<&Value>) -> Value {
    let fields: Map<String, Value> =
        rules.fields.iter().map(|(name, field)| (name.clone(), without_place(field))).collect();
    let mut definitions = whole.get("$defs").and_then(Value::as_object).cloned().unwrap_or_default();
    definitions.insert(VERDICT.to_owned(), verdict());
    let mut properties = Map::new();
    if !fields.is_empty() {
        properties.insert(CHECKED.to_owned(), json!({"type": "object", "properties": fields}));
    }
    if let Some(accepted) =
        accepted.filter(|accepted| accepted.as_object().is_some_and(|all| !all.is_empty()))
    {
        properties.insert(ACCEPTED.to_owned(), json!({"type": "object", "properties": accepted}));
    }
    json!({"type": "object", "properties": properties, "$defs": definitions})
}

fn verdict() -> Value {
    json!({
        "type": "string",
        "oneOf": [
            {"const": "met", "title": "erfüllt"},
            {"const": "not_met", "title": "nicht erfüllt"},
            {"const": "open", "title": "offen"},
        ],
    })
}

fn without_place(field: &Value) -> Value {
    let mut field = field.clone();
    if let Some(object) = field.as_object_mut() {
        object.shift_remove(BESIDE);
    }
    field
}

fn beside(rules: &CheckRules) -> IndexMap<String, String> {
    let place = |field: &Value| field.get(BESIDE).and_then(Value::as_str).map(str::to_owned);
    rules.fields.iter().filter_map(|(name, field)| Some((name.clone(), place(field)?))).collect()
}

/// A mistake in the schema of the checks, told in `form.json`.
pub fn in_form_file(problems: Vec<Problem>) -> Vec<Problem> {
    let written = format!("/properties/{CHECKED}/properties");
    let moved = |problem: Problem| match problem.pointer.strip_prefix(&written) {
        Some(below) => Problem { pointer: format!("/check/fields{below}"), ..problem },
        None => problem,
    };
    problems.into_iter().map(moved).collect()
}

/// The checks route nothing, advise nothing, and nobody applies in them.
fn own_file(file: &FormFile) -> FormFile {
    let mut own = file.clone();
    let groups = [
        (!file.check.fields.is_empty()).then_some(CHECKED),
        (!file.check.accepted.is_empty()).then_some(ACCEPTED),
    ];
    own.pages = vec![Page {
        id: PAGE.to_owned(),
        title: "Prüfung".to_owned(),
        intro: Vec::new(),
        fields: groups.into_iter().flatten().map(str::to_owned).collect(),
    }];
    own.kind = SubmissionKind::Record;
    own.applicant = ApplicantPaths::default();
    own.check = CheckRules::default();
    own.second_step = None;
    own.duplicate.clear();
    own.advice.clear();
    own.takes.clear();
    own.routing.rules.clear();
    own.routing.tags.clear();
    own.process.second_signature = None;
    own
}

/// The answers that may be accepted otherwise, and what is wrong with them.
fn columns(form: &Form, file: &str) -> (Vec<AcceptedColumn>, Vec<Problem>) {
    let (mut found, mut problems) = (Vec::new(), Vec::new());
    let mut names = names(&form.root, &form.file);
    for (i, rule) in form.file.check.accepted.iter().enumerate() {
        let pointer = format!("/check/accepted/{i}");
        let Some((group, column)) = place_of(form, &rule.of) else {
            let reason = format!("{:?} is no amount or number that somebody answers.", rule.of);
            let remedy = "Name a single answer, or a column of a list: tickets[].price.";
            problems.push(Problem::at(file, format!("{pointer}/of"), reason, remedy));
            continue;
        };
        if let Some(problem) = stands_twice(&found, (&rule.of, &group, &column), (file, &pointer)) {
            problems.push(problem);
            continue;
        }
        let row = row_of(&rule.of);
        let mut proposals = Vec::new();
        for (k, proposal) in rule.propose.iter().enumerate() {
            let at = |key: &str| format!("{pointer}/propose/{k}/{key}");
            let mut parse = |text: &str, kind: Type, key: &str| {
                parsed(text, &mut names, row.clone(), &kind, (file, &at(key)))
            };
            match (parse(&proposal.when, Type::Bool, "when"), parse(&proposal.value, Type::Number, "value")) {
                (Ok(when), Ok(value)) => {
                    proposals.push((When::Expression(when), value, proposal.reason.clone()));
                }
                (when, value) => problems.extend([when.err(), value.err()].into_iter().flatten()),
            }
            if !form.file.decision.reason_codes.contains_key(&proposal.reason) {
                let reason = format!("there is no reason {:?}.", proposal.reason);
                let remedy = "Name one of \"reason_codes\" of \"decision\".";
                problems.push(Problem::at(file, at("reason"), reason, remedy));
            }
        }
        found.push(AcceptedColumn { of: rule.of.clone(), group, column, deducts: rule.deducts, proposals });
    }
    (found, problems)
}

/// Two answers whose accepted values would stand in one place: one named twice, or `a.b` and `a_b`.
fn stands_twice(
    before: &[AcceptedColumn],
    (of, group, column): (&str, &str, &str),
    (file, pointer): (&str, &str),
) -> Option<Problem> {
    let list = of.split_once("[].").map(|(list, _)| list);
    let other =
        before.iter().find(|other| other.group == group && (other.column == column || other.list() != list));
    let reason = match other {
        Some(other) if other.of == of => format!("{of:?} stands twice."),
        Some(other) => format!("{of:?} and {:?} have one name among the checks.", other.of),
        None if column == REASON => format!("{of:?} is called like the reason beside it."),
        None => return None,
    };
    Some(Problem::at(
        file,
        format!("{pointer}/of"),
        reason,
        "Leave it out, or give one of the two answers another name.",
    ))
}

fn parsed(
    text: &str,
    names: &mut FormNames,
    row: Option<String>,
    kind: &Type,
    (file, pointer): (&str, &str),
) -> Result<Expression, Problem> {
    names.row = row;
    let remedy = "See \"check\" in forms/README.md.";
    Expression::parse(text, names, Some(kind))
        .map_err(|error| Problem::at(file, pointer, format!("{error}."), remedy))
}

/// The group and the name of an accepted value, if the answer is one that can be accepted otherwise.
fn place_of(form: &Form, of: &str) -> Option<(String, String)> {
    let node = form.root.find(of).filter(|node| node.pattern == of && node.compute.is_none())?;
    if !matches!(node.kind, Kind::Money | Kind::Number { .. }) {
        return None;
    }
    match of.split_once("[].") {
        Some((list, column)) if !list.contains(['.', '[']) && !column.contains(['.', '[']) => {
            Some((list.to_owned(), column.to_owned()))
        }
        Some(_) => None,
        None => Some((of.replace('.', "_"), AMOUNT.to_owned())),
    }
}

/// The schema of what is accepted: a row for each row, a group for a single answer.
fn accepted_schema(form: &Form, columns: &[AcceptedColumn]) -> Value {
    let mut groups: IndexMap<&str, Vec<&AcceptedColumn>> = IndexMap::new();
    for column in columns {
        groups.entry(&column.group).or_default().push(column);
    }
    let reason = reason_schema(form);
    let mut schemas = Map::new();
    for (group, columns) in groups {
        let mut fields = Map::new();
        for column in &columns {
            if let Some(node) = form.root.find(&column.of) {
                fields.insert(column.column.clone(), value_schema(node, columns.len() > 1));
            }
        }
        fields.extend(reason.clone().map(|reason| (REASON.to_owned(), reason)));
        let row = json!({"type": "object", "properties": fields});
        let list = columns.first().and_then(|column| column.list()).and_then(|list| form.root.find(list));
        let schema = match list.map(|node| (node, &node.kind)) {
            Some((node, Kind::List(list))) => json!({
                "type": "array", "title": node.title, "items": row, "maxItems": list.max,
                "x-layout": "rows", "x-item": list.item,
            }),
            _ => row,
        };
        schemas.insert(group.to_owned(), schema);
    }
    Value::Object(schemas)
}

fn value_schema(node: &Node, is_one_of_several: bool) -> Value {
    let title = match node.title.as_deref().filter(|_| is_one_of_several) {
        Some(title) => format!("Anerkannt: {title}"),
        None => "Anerkannt".to_owned(),
    };
    let mut schema = match &node.kind {
        Kind::Number { decimals, unit } if *decimals > 0 => {
            json!({"type": "number", "multipleOf": 10f64.powi(-(*decimals as i32)), "x-unit": unit})
        }
        Kind::Number { unit, .. } => json!({"type": "integer", "x-unit": unit}),
        _ => json!({"type": "integer", "x-unit": "EUR"}),
    };
    if let Some(object) = schema.as_object_mut() {
        object.retain(|_, value| !value.is_null());
        object.insert("title".to_owned(), Value::String(title));
        object.insert("minimum".to_owned(), Value::from(0));
    }
    schema
}

/// The reasons of the decision; none, where the form names none.
fn reason_schema(form: &Form) -> Option<Value> {
    let codes = &form.file.decision.reason_codes;
    let option = |(code, text): (&String, &String)| json!({"const": code, "title": text});
    let options: Vec<Value> = codes.iter().map(option).collect();
    (!options.is_empty())
        .then(|| json!({"type": "string", "title": "Grund", "oneOf": options, "x-widget": "select"}))
}
