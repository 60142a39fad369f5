//! What a browser posted becomes typed answers: the fields of one page, read by their kind.
//!
//! What cannot be read is kept as it was typed and shown again with a message; nothing else is stored.

mod action;
mod date;
mod number;
mod read;
mod search;
mod take;
mod text;
mod time;

use std::collections::HashMap;

use serde_json::Value;

pub use action::{ACTION, Action, apply, list_at, moved_up};
pub use date::{DateProblem, read_day, read_month};
pub use number::{NumberProblem, read_cents, read_number};
pub use search::{SEARCH, SEARCHED};
pub use text::is_visible;
pub use time::{TimeProblem, read_time};

use super::applicable::Texts;
use super::field::{ChoiceControl, Kind, List, Node};
use super::files::{FileProblem, INSTEAD};
use super::form::Form;
use super::messages::Problem;
use super::places::{item_list, item_of, page_of, rows_of};
use super::state::{FormState, Remembered};
use crate::domain::Path;
use action::{add_row, row_count};
use read::read;
use take::{control_name, take};

/// The names of the controls of a day.
pub const DAY_PARTS: [&str; 3] = ["day", "month", "year"];
/// The names of the controls of a month.
pub const MONTH_PARTS: [&str; 2] = ["month", "year"];

/// The names of the controls of a day with a time.
pub const MOMENT_PARTS: [&str; 4] = ["day", "month", "year", "time"];

/// No text that is not an answer of type text is kept longer than this.
const LONGEST_RAW: usize = 100;
/// So many unknown names are told at most.
const MOST_UNKNOWN: usize = 20;

/// What came with a page beside its answers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PageInput {
    /// The button inside of the page that was pressed, if it was one; [`apply`] does it.
    pub action: Option<Action>,
    /// Names that are no fields of this page, for the log. Their values are never kept.
    pub unknown: Vec<String>,
}

/// A control of the page.
struct Control<'a> {
    path: Path,
    node: &'a Node,
    /// It was on the page when the page was shown: an unticked box means no.
    is_shown: bool,
}

/// What a control says.
enum Read {
    /// Nothing was posted for it: what is remembered stays.
    Untouched,
    /// It was left empty.
    Empty,
    /// An answer.
    Answer(Value),
    /// What is answered instead of files, and the name of a file that did not come along.
    Files(Option<String>, Option<String>),
    /// Raw texts by part (or without one), because they could not be read.
    Texts(Vec<(Option<&'static str>, String)>),
}

/// Posted values by name; the same name may come several times.
type Posted<'a> = HashMap<&'a str, Vec<&'a str>>;

/// Takes the posted pairs of a page, or of the page of one row, into what is remembered.
///
/// `before` is the state the page was shown in. Fields of other pages are not touched.
pub fn read_page(
    form: &Form,
    page_id: &str,
    item: Option<usize>,
    posted: &[(String, String)],
    remembered: &mut Remembered,
    before: &FormState,
) -> PageInput {
    let mut values: Posted<'_> = HashMap::new();
    for (name, value) in posted {
        values.entry(name).or_default().push(value);
    }
    let controls = controls(form, page_id, item, remembered, before);
    let reads: Vec<Read> = controls.iter().map(|control| read(control, &values)).collect();
    let action = values
        .get(ACTION)
        .and_then(|texts| Action::parse(texts.last()?))
        .filter(|action| is_on_page(form, page_id, item, action) && before.applies(action.list()));
    begin_rows(form, &controls, &reads, action.as_ref(), remembered, before);
    for (control, read) in controls.iter().zip(reads) {
        take(form, control, read, remembered);
    }
    PageInput { action, unknown: unknown_names(posted, &controls) }
}

/// Why the raw texts at `path` are no answer.
pub fn unreadable<'a>(node: &Node, path: &Path, texts: &Texts) -> Problem<'a> {
    let text = |part: &str| texts.get(&path.key(part).to_string()).map_or("", String::as_str);
    let raw = texts.get(&path.to_string()).map_or("", String::as_str);
    match &node.kind {
        Kind::Number { decimals, unit } => Problem::Number(
            read_number(raw, *decimals, unit.as_deref()).err().unwrap_or(NumberProblem::NotANumber),
        ),
        Kind::Money => Problem::Number(read_cents(raw).err().unwrap_or(NumberProblem::NotANumber)),
        Kind::Date => Problem::Date(
            read_day(text("day"), text("month"), text("year")).err().unwrap_or(DateProblem::NotReal),
        ),
        Kind::Month => {
            Problem::Date(read_month(text("month"), text("year")).err().unwrap_or(DateProblem::NotReal))
        }
        Kind::Moment => match read_day(text("day"), text("month"), text("year")) {
            Err(problem) => Problem::Date(problem),
            Ok(_) => Problem::Time(read_time(text("time")).err().unwrap_or(TimeProblem::NotReal)),
        },
        Kind::Time => Problem::Time(TimeProblem::NotReal),
        Kind::Files(_) => {
            let (problem, name) = FileProblem::read(raw);
            Problem::File(problem, name.to_owned())
        }
        Kind::OneOf { options, shown: ChoiceControl::Search } => {
            match crate::forms::finder::fitting(options, raw).is_empty() {
                true => Problem::NoneFound(raw.to_owned()),
                false => Problem::NotChosen(raw.to_owned()),
            }
        }
        _ => Problem::UnknownOption,
    }
}

/// The controls of a page. Those that do not apply now are among them: an answer that makes them apply
/// may come with the same post.
fn controls<'a>(
    form: &'a Form,
    page_id: &str,
    item: Option<usize>,
    remembered: &Remembered,
    before: &FormState,
) -> Vec<Control<'a>> {
    let mut found = Vec::new();
    let Some(page) = form.page(page_id) else { return found };
    if let Some(row) = item {
        if let Some((pattern, Node { kind: Kind::List(list), .. })) = item_list(form, page)
            && let Ok(path) = pattern.parse::<Path>()
            && row < row_count(&remembered.answers, &path)
        {
            below(&list.row, &path.index(row), remembered, before, &mut found);
        }
        return found;
    }
    for pattern in &page.fields {
        if let (Some(node), Ok(path)) = (form.root.find(pattern), pattern.parse::<Path>()) {
            below(node, &path, remembered, before, &mut found);
        }
    }
    found
}

fn below<'a>(
    node: &'a Node,
    path: &Path,
    remembered: &Remembered,
    before: &FormState,
    found: &mut Vec<Control<'a>>,
) {
    match &node.kind {
        _ if node.compute.is_some() || node.read_only => {}
        Kind::Group(group) => {
            for (name, child) in &group.fields {
                below(child, &group.path_of(path, name), remembered, before, found);
            }
        }
        Kind::List(list) if list.on_one_page => {
            for row in 0..shown_rows(list, path, remembered, before) {
                below(&list.row, &path.index(row), remembered, before, found);
            }
        }
        Kind::List(_) => {}
        _ => found.push(Control { path: path.clone(), node, is_shown: before.applies(path) }),
    }
}

fn shown_rows(list: &List, path: &Path, remembered: &Remembered, before: &FormState) -> usize {
    before.applicable.shown_rows(list, path, row_count(&remembered.answers, path)).min(list.max)
}

fn is_on_page(form: &Form, page_id: &str, item: Option<usize>, action: &Action) -> bool {
    let path = action.list();
    let Some(page) = form.page(page_id) else { return false };
    let is_here =
        page_of(form, path).and_then(|(page, _)| form.pages.get(page)).is_some_and(|at| at.id == page.id);
    is_here && item_of(form, path) == item
}

/// Makes rows of the empty ones that were shown, as far as something was typed into them, and all of
/// them if one more is asked for.
fn begin_rows(
    form: &Form,
    controls: &[Control<'_>],
    reads: &[Read],
    action: Option<&Action>,
    remembered: &mut Remembered,
    before: &FormState,
) {
    for (control, read) in controls.iter().zip(reads) {
        let is_answered = match read {
            Read::Untouched | Read::Empty => false,
            Read::Files(instead, unsent) => instead.as_ref().or(unsent.as_ref()).is_some(),
            Read::Answer(Value::Array(chosen)) => !chosen.is_empty(),
            Read::Answer(value) => control.node.default.as_ref() != Some(value),
            Read::Texts(_) => true,
        };
        if is_answered {
            fill_rows(form, &control.path, remembered);
        }
    }
    if let Some(Action::Add(path)) = action
        && let Some(list) = list_at(form, path)
    {
        // The button may stand in a row that was not begun itself.
        fill_rows(form, path, remembered);
        if let Some(last) = shown_rows(list, path, remembered, before).checked_sub(1) {
            fill_up_to(form, &path.index(last), remembered);
        }
    }
}

/// Begins the rows that a field stands in, as far as they are not.
pub fn fill_rows(form: &Form, path: &Path, remembered: &mut Remembered) {
    rows_of(form, path).iter().for_each(|row| fill_up_to(form, row, remembered));
}

fn fill_up_to(form: &Form, row: &Path, remembered: &mut Remembered) {
    let Some(path) = row.parent() else { return };
    let Some(list) = list_at(form, &path) else { return };
    while remembered.answers.get(row).is_none() {
        if add_row(list, &path, remembered).is_none() {
            return;
        }
    }
}

/// Names that belong to no control of the page. Names with `_` in front are the product's own.
fn unknown_names(posted: &[(String, String)], controls: &[Control<'_>]) -> Vec<String> {
    let mut known = std::collections::HashSet::new();
    for control in controls {
        let parts: &[&str] = match control.node.kind {
            Kind::Date => &DAY_PARTS,
            Kind::Month => &MONTH_PARTS,
            Kind::Moment => &MOMENT_PARTS,
            Kind::Files(_) => &[INSTEAD],
            Kind::OneOf { shown: ChoiceControl::Search, .. } => &[SEARCH, SEARCHED],
            _ => &[],
        };
        known.extend(parts.iter().map(|part| control_name(&control.path, Some(part))));
        known.insert(control.path.to_string());
    }
    let unknown =
        posted.iter().map(|(name, _)| name).filter(|name| !name.starts_with('_') && !known.contains(*name));
    unknown.take(MOST_UNKNOWN).map(|name| name.chars().take(LONGEST_RAW).collect()).collect()
}
