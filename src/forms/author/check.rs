//! The engine has the last word: a form is compiled and checked in memory, and what it does not take is cut
//! out, with the engine's reason.

use std::collections::BTreeMap;

use serde_json::Value;

use super::limits;
use super::marks::Marked;
use super::notes::Notes;
use super::{Compiled, Order, Refusal, file};
use crate::domain::Channel;
use crate::forms::bundle::bundle;
use crate::forms::catalogue::Catalogue;
use crate::forms::check;
use crate::forms::form::Form;
use crate::forms::lists;
use crate::forms::problem::Problem;
use crate::forms::source::FormSource;

/// Rounds of asking the engine. Each cuts something out, so a schema would have to be very strange to need as many.
const MOST_ROUNDS: usize = 400;

fn source(order: &Order<'_>, files: impl IntoIterator<Item = (String, Value)>) -> FormSource {
    let mut all: BTreeMap<String, Value> = order.shared.clone();
    all.extend(files);
    FormSource::Memory(all)
}

/// Compiles a form that is not checked yet.
pub fn compiled(order: &Order<'_>, schema: &Value, form: &Value) -> Compiled {
    let files = [file(order.id, "schema.json", schema), file(order.id, "form.json", form)];
    let text = bundle(&source(order, files), order.id).map_err(first)?;
    Form::from_bundle(&text, Channel::Online).map_err(first)
}

fn first(problems: Vec<Problem>) -> Refusal {
    let reason = problems.first().map(Problem::to_string).unwrap_or_default();
    Refusal::from(format!("the form does not load: {reason}"))
}

/// Every mistake of a whole form.
pub fn problems(order: &Order<'_>, files: &[(String, Value)]) -> Vec<Problem> {
    let source = source(order, files.iter().map(|(name, value)| file(order.id, name, value)));
    let mut problems = check::check(&source).problems;
    // The other forms are not here: a list may be theirs.
    let unused = lists::unused(&source);
    problems.retain(|problem| !unused.contains(problem));
    problems
}

/// Cuts out of a schema what the engine does not take; `None` if nothing is left.
pub fn mended(
    order: &Order<'_>,
    marked: &mut Marked,
    form: &Value,
    notes: &mut Notes,
) -> Result<Option<Form>, Refusal> {
    let own = format!("{}/schema.json", order.id);
    for _ in 0..MOST_ROUNDS {
        let is_empty = !["properties", "oneOf"].iter().any(|keyword| {
            marked
                .schema
                .get(keyword)
                .is_some_and(|all| all != &serde_json::json!({}) && all != &serde_json::json!([]))
        });
        if is_empty {
            return Ok(None);
        }
        let files = [file(order.id, "schema.json", &marked.plain()), file(order.id, "form.json", form)];
        let catalogue = Catalogue::load(&source(order, files));
        let found: Vec<&Problem> =
            catalogue.problems().iter().filter(|problem| problem.file == own).collect();
        if found.is_empty() {
            return compiled(order, &marked.plain(), form).map(Some);
        }
        let mended = found.iter().filter(|problem| mend(marked, problem, notes)).count();
        if mended == 0
            && let Some(problem) = found.first()
        {
            let is_cut = marked.cut_anything(&problem.reason, &problem.remedy, notes);
            if !is_cut {
                return Ok(None);
            }
        }
        marked.clean();
        limits::cut_dangling(marked, notes);
    }
    Err(Refusal::from("this schema is too strange; begin with a part of it".to_owned()))
}

fn mend(marked: &mut Marked, problem: &Problem, notes: &mut Notes) -> bool {
    if problem.reason.contains("leads back to itself")
        && let Some(holder) = problem.pointer.strip_suffix("/$ref")
        && let Some(holder) = marked.schema.pointer_mut(holder).and_then(Value::as_object_mut)
        && !holder.contains_key("x-depth")
    {
        holder.insert("x-depth".to_owned(), 1.into());
        return true;
    }
    marked.cut(&problem.pointer, &problem.reason, &problem.remedy, notes)
}
