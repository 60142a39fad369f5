//! What is wrong: every error of the schema at the field where people can mend it, one for each field.
//!
//! The schema is the judge; this module only finds the place and the words for what it says. Two things
//! come from before it: texts that could not be read, and an exclusive option chosen with others.

mod branches;

use chrono::NaiveDate;
use jsonschema::ValidationError;
use jsonschema::error::ValidationErrorKind;
use serde_json::Value;

use self::branches::{alternatives, to_mend, together};
use super::applicable::Applicable;
use super::field::{Kind, Node};
use super::files::FILE;
use super::form::Form;
use super::interpolate::interpolate;
use super::journey::page_applies;
use super::messages::{Problem, own_message, standard_message};
use super::parse::unreadable;
use super::places::{item_of, node_at, order_key, page_of, resolve, value_at};
use super::state::{FieldError, Remembered};
use crate::domain::Path;

/// Something that is wrong, before it has words.
struct Finding<'a> {
    /// Where it is shown.
    path: Path,
    /// What is broken: the field itself, a group, or a computed rule.
    source: Path,
    keyword: String,
    problem: Problem<'a>,
}

/// Keywords that only answers can fail that do not apply.
const INAPPLICABLE: [&str; 3] = ["additionalProperties", "unevaluatedProperties", "falseSchema"];

/// Everything that is wrong with answers that apply, in the order of the form.
pub fn validate(
    form: &Form,
    answers: &Value,
    applicable: &Applicable,
    remembered: &Remembered,
    today: NaiveDate,
) -> Vec<FieldError> {
    let errors: Vec<ValidationError<'_>> = form.validator.iter_errors(answers).collect();
    let mut found = of_texts(form, applicable, remembered);
    found.extend(of_exclusive_options(form, answers, applicable));
    let mended: Vec<&ValidationError<'_>> = errors.iter().flat_map(|error| to_mend(form, error)).collect();
    found.extend(mended.iter().map(|error| of_schema(form, applicable, answers, error)));
    without_aftermath(&mut found);
    for finding in found.iter().filter(|finding| INAPPLICABLE.contains(&finding.keyword.as_str())) {
        tracing::error!(form.id = %form.id, field = %finding.source.pattern(), "an answer that does not apply was validated");
    }
    found.sort_by_cached_key(|finding| (order_key(form, &finding.path), rank(finding)));
    found.dedup_by(|later, first| later.path == first.path);
    let others = found.iter().any(|finding| !is_uncomputed(form, finding));
    found.retain(|finding| !(others && is_uncomputed(form, finding)));
    found.into_iter().map(|finding| worded(form, answers, applicable, finding, today)).collect()
}

/// A computed value that is missing only because the answers it needs are: they are named already.
fn is_uncomputed(form: &Form, finding: &Finding<'_>) -> bool {
    finding.keyword == "required" && node_at(form, &finding.path).is_some_and(|node| node.compute.is_some())
}

/// Which of several errors of a field is told: what cannot be read, what is missing, its type, its form,
/// its length, its range, then rules.
fn rank(finding: &Finding<'_>) -> u8 {
    match (&finding.problem, finding.keyword.as_str()) {
        (
            Problem::Number(_)
            | Problem::Date(_)
            | Problem::Time(_)
            | Problem::File(..)
            | Problem::UnknownOption
            | Problem::NoneFound(_)
            | Problem::NotChosen(_),
            _,
        ) => 0,
        (_, "required") => 1,
        (_, "type" | "enum" | "format" | "multipleOf") => 2,
        (_, "x-exclusive") => 3,
        (_, "pattern") => 4,
        (_, "minLength" | "maxLength" | "minItems" | "maxItems") => 5,
        (_, "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum") => 6,
        _ => 7,
    }
}

fn of_texts<'a>(form: &Form, applicable: &Applicable, remembered: &Remembered) -> Vec<Finding<'a>> {
    let mut found: Vec<Finding<'a>> = Vec::new();
    for key in remembered.texts.keys() {
        let Ok(path) = key.parse::<Path>() else { continue };
        let is_part = node_at(form, &path).is_none();
        let Some(path) = (if is_part { path.parent() } else { Some(path) }) else { continue };
        let Some(node) = node_at(form, &path) else { continue };
        if !applicable.contains(&path) || found.iter().any(|finding| finding.path == path) {
            continue;
        }
        let problem = unreadable(node, &path, &remembered.texts);
        let keyword = keyword_of(&problem, node).to_owned();
        found.push(Finding { source: path.clone(), path, keyword, problem });
    }
    found
}

/// The keyword that what was typed fails by, if it is no answer.
pub fn keyword_of(problem: &Problem<'_>, node: &Node) -> &'static str {
    match (problem, &node.kind) {
        (Problem::File(..), _) => FILE,
        (Problem::Exclusive(_), _) => "x-exclusive",
        (Problem::Date(_) | Problem::Time(_), _) => "format",
        (
            Problem::Number(super::parse::NumberProblem::TooManyPlaces),
            Kind::Number { decimals: 1.., .. } | Kind::Money,
        ) => "multipleOf",
        (Problem::Number(_), _) => "type",
        _ => "enum",
    }
}

fn of_exclusive_options<'a>(form: &'a Form, answers: &Value, applicable: &Applicable) -> Vec<Finding<'a>> {
    let is_broken = |path: &Path| {
        let node = node_at(form, path)?;
        let Kind::SeveralOf { exclusive: Some(exclusive), .. } = &node.kind else { return None };
        let chosen = value_at(answers, path)?.as_array()?;
        let has_it = chosen.iter().any(|value| value == exclusive.as_str());
        (has_it && chosen.len() > 1).then(|| Problem::Exclusive(exclusive))
    };
    let with_problem = |path: &Path| {
        let (problem, node) = (is_broken(path)?, node_at(form, path)?);
        let keyword = keyword_of(&problem, node).to_owned();
        Some(Finding { path: path.clone(), source: path.clone(), keyword, problem })
    };
    applicable.paths().filter_map(with_problem).collect()
}

fn of_schema<'a>(
    form: &Form,
    applicable: &Applicable,
    answers: &Value,
    error: &'a ValidationError<'_>,
) -> Finding<'a> {
    let at = Path::from_pointer(error.instance_path().as_str());
    let kind = error.kind();
    // A place that was left open: whatever else the schema says of it, it is missing. An option of a set is
    // no place of its own.
    if value_at(answers, &at).is_some_and(Value::is_null) && node_at(form, &at).is_some() {
        let keyword = "required".to_owned();
        return Finding { path: at.clone(), source: at, keyword, problem: Problem::Missing };
    }
    let source = match kind {
        ValidationErrorKind::Required { property } => at.key(property.as_str().unwrap_or_default()),
        _ => at,
    };
    let (together, alternatives) = (together(form, answers, error), alternatives(error));
    let source = nearest_node(form, source);
    let node = node_at(form, &source);
    let is_choice = node.is_some_and(|n| matches!(n.kind, Kind::OneOf { .. } | Kind::SeveralOf { .. }));
    let keyword = match kind.keyword() {
        "oneOf" | "anyOf" | "const" if is_choice => "enum",
        keyword => keyword,
    };
    let several = alternatives.iter().chain(&together).min_by_key(|path| order_key(form, path));
    let path = several.cloned().unwrap_or_else(|| shown_at(form, applicable, node, &source));
    let problem = match (alternatives.is_empty(), together.is_empty()) {
        (false, _) => Problem::OneOfThese(alternatives),
        (_, false) => Problem::NotTogether(together),
        _ => Problem::Schema(kind),
    };
    Finding { path, source, keyword: keyword.to_owned(), problem }
}

/// Takes away what only follows from other mistakes: where a branch does not hold, what it allows is
/// not allowed, although people were asked for it.
fn without_aftermath(found: &mut Vec<Finding<'_>>) {
    let is_aftermath = |finding: &Finding<'_>| {
        ["additionalProperties", "unevaluatedProperties", "uniqueItems"].contains(&finding.keyword.as_str())
    };
    let causes: Vec<Path> =
        found.iter().filter(|finding| !is_aftermath(finding)).map(|cause| cause.source.clone()).collect();
    found.retain(|finding| {
        !is_aftermath(finding) || !causes.iter().any(|cause| cause.starts_with(&finding.source))
    });
}

/// The field of an error inside of an answer: an option of a set is no field of its own.
fn nearest_node(form: &Form, path: Path) -> Path {
    let mut at = path;
    while node_at(form, &at).is_none() {
        let Some(parent) = at.parent() else { break };
        at = parent;
    }
    at
}

/// Where an error is shown: a rule at the field it names, a group at its first question.
fn shown_at(form: &Form, applicable: &Applicable, node: Option<&Node>, source: &Path) -> Path {
    let Some(node) = node else { return source.clone() };
    if node.compute.is_some()
        && let Some(at) = &node.at
    {
        let path = resolve(at, source);
        return match node_at(form, &path) {
            Some(group) => first_question(group, &path, applicable).unwrap_or(path),
            None => path,
        };
    }
    first_question(node, source, applicable).unwrap_or_else(|| source.clone())
}

/// The first question of a group that applies; anything else is its own.
fn first_question(node: &Node, path: &Path, applicable: &Applicable) -> Option<Path> {
    let Some(group) = node.group() else { return Some(path.clone()) };
    group.fields.iter().filter(|(_, child)| child.compute.is_none()).find_map(|(name, child)| {
        let path = group.path_of(path, name);
        if applicable.contains(&path) { first_question(child, &path, applicable) } else { None }
    })
}

fn worded(
    form: &Form,
    answers: &Value,
    applicable: &Applicable,
    finding: Finding<'_>,
    today: NaiveDate,
) -> FieldError {
    let Finding { path, source, keyword, problem } = finding;
    let node = node_at(form, &path);
    let source_node = node_at(form, &source);
    let own = source_node
        .and_then(|node| own_message(node, &keyword))
        .map(|text| (text, &source))
        .or_else(|| node.and_then(|node| own_message(node, &keyword)).map(|text| (text, &path)));
    let message = match own {
        Some((text, at)) => interpolate(form, answers, text, at, today),
        None => standard_message(form, node, &keyword, &problem),
    };
    let (page, item) = match page_of(form, &path).filter(|_| applicable.contains(&path)) {
        Some((page, _)) => (form.pages.get(page), item_of(form, &path)),
        None => (last_page(form, applicable), None),
    };
    FieldError {
        parts: wrong_parts(node, &problem),
        at_submit: source_node.is_some_and(|node| node.at_submit),
        page: page.map(|page| page.id.clone()).unwrap_or_default(),
        item,
        path,
        keyword,
        message,
    }
}

fn last_page<'a>(form: &'a Form, applicable: &Applicable) -> Option<&'a super::definition::Page> {
    form.pages.iter().rfind(|page| page_applies(form, page, applicable)).or(form.pages.last())
}

fn wrong_parts(node: Option<&Node>, problem: &Problem<'_>) -> Vec<&'static str> {
    let all = match node.map(|node| &node.kind) {
        Some(Kind::Date) => vec!["day", "month", "year"],
        Some(Kind::Month) => vec!["month", "year"],
        Some(Kind::Moment) => vec!["day", "month", "year", "time"],
        _ => return Vec::new(),
    };
    match problem {
        Problem::Date(problem) => problem.parts().unwrap_or(all),
        Problem::Time(_) => vec!["time"],
        _ => all,
    }
}
