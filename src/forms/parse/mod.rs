//! What a browser posted becomes typed answers: the fields of one page, read by their kind.
//!
//! What cannot be read is kept as it was typed and shown again with a message; nothing else is stored.

mod action;
mod date;
mod number;
mod text;
mod time;

use std::collections::HashMap;

use serde_json::Value;

pub use action::{ACTION, Action, apply, list_at, moved_up};
pub use date::{DateProblem, read_day, read_month};
pub use number::{NumberProblem, read_cents, read_number};
pub use time::{TimeProblem, read_time};

use super::applicable::Texts;
use super::compute::json_number;
use super::field::{Kind, List, Node};
use super::form::Form;
use super::messages::Problem;
use super::places::{item_list, item_of, page_of, rows_of};
use super::state::{FormState, Remembered};
use crate::clock::moment_in_germany;
use crate::domain::{Path, Segment};
use action::{add_row, row_count};

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
        _ if node.compute.is_some() => {}
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
            Read::Answer(Value::Array(chosen)) => !chosen.is_empty(),
            Read::Answer(value) => control.node.default.as_ref() != Some(value),
            Read::Texts(_) => true,
        };
        if is_answered {
            rows_of(form, &control.path).iter().for_each(|row| fill_up_to(form, row, remembered));
        }
    }
    if let Some(Action::Add(path)) = action
        && let Some(list) = list_at(form, path)
    {
        // The button may stand in a row that was not begun itself.
        rows_of(form, path).iter().for_each(|row| fill_up_to(form, row, remembered));
        if let Some(last) = shown_rows(list, path, remembered, before).checked_sub(1) {
            fill_up_to(form, &path.index(last), remembered);
        }
    }
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

/// Reads a control by the kind of its field.
fn read(control: &Control<'_>, values: &Posted<'_>) -> Read {
    let name = control.path.to_string();
    match &control.node.kind {
        Kind::Date => read_parts(control, values, &DAY_PARTS),
        Kind::Month => read_parts(control, values, &MONTH_PARTS),
        Kind::Moment => read_parts(control, values, &MOMENT_PARTS),
        Kind::SeveralOf { options, .. } => match values.get(name.as_str()) {
            None if control.is_shown => Read::Answer(Value::Array(Vec::new())),
            None => Read::Untouched,
            Some(posted) => {
                let posted: Vec<&str> = posted.iter().copied().filter(|value| !value.is_empty()).collect();
                match posted.iter().find(|value| options.iter().all(|option| option.value != **value)) {
                    Some(unknown) => raw(unknown),
                    None => {
                        let chosen = options.iter().filter(|option| posted.contains(&option.value.as_str()));
                        Read::Answer(chosen.map(|option| option.stored.clone()).collect())
                    }
                }
            }
        },
        kind => match values.get(name.as_str()).and_then(|posted| posted.last()) {
            None if matches!(kind, Kind::Declaration) && control.is_shown => Read::Empty,
            None => Read::Untouched,
            Some(typed) => read_single(kind, typed),
        },
    }
}

fn read_single(kind: &Kind, typed: &str) -> Read {
    if let Kind::Text(text) = kind {
        let text = text::normalised(typed, text);
        return if text.is_empty() { Read::Empty } else { Read::Answer(Value::String(text)) };
    }
    let typed = typed.trim();
    if typed.is_empty() {
        return Read::Empty;
    }
    let answer = match kind {
        Kind::Number { decimals, unit } => read_number(typed, *decimals, unit.as_deref())
            .ok()
            .and_then(|number| json_number(number, *decimals)),
        Kind::Money => read_cents(typed).ok().and_then(|cents| json_number(cents, 0)),
        Kind::Time => read_time(typed).ok().map(|time| Value::String(time::stored_time(time))),
        Kind::YesNo if typed == "true" => Some(Value::Bool(true)),
        Kind::YesNo if typed == "false" => Some(Value::Bool(false)),
        Kind::Declaration if matches!(typed, "true" | "on") => Some(Value::Bool(true)),
        Kind::Declaration => return Read::Empty,
        Kind::OneOf { options, .. } => {
            options.iter().find(|option| option.value == typed).map(|option| option.stored.clone())
        }
        _ => None,
    };
    answer.map_or_else(|| raw(typed), Read::Answer)
}

fn read_parts(control: &Control<'_>, values: &Posted<'_>, parts: &[&'static str]) -> Read {
    let part = |name: &&'static str| values.get(control.path.key(name).to_string().as_str())?.last().copied();
    let typed: Vec<Option<&str>> = parts.iter().map(part).collect();
    if typed.iter().all(Option::is_none) {
        return Read::Untouched;
    }
    let typed: Vec<String> = typed.into_iter().map(|text| short(text.unwrap_or_default())).collect();
    if typed.iter().all(String::is_empty) {
        return Read::Empty;
    }
    let stored = match typed.as_slice() {
        [day, month, year] => read_day(day, month, year).ok().map(|day| day.format("%Y-%m-%d").to_string()),
        [day, month, year, time] => {
            let day_and_time = read_day(day, month, year).ok().zip(read_time(time).ok());
            day_and_time.and_then(|(day, time)| moment_in_germany(day, time))
        }
        [month, year] => read_month(month, year).ok().map(|(year, month)| format!("{year:04}-{month:02}")),
        _ => None,
    };
    match stored {
        Some(text) => Read::Answer(Value::String(text)),
        None => {
            let named = parts.iter().map(|part| Some(*part)).zip(typed);
            Read::Texts(named.filter(|(_, text)| !text.is_empty()).collect())
        }
    }
}

fn raw(typed: &str) -> Read {
    Read::Texts(vec![(None, short(typed))])
}

fn short(typed: &str) -> String {
    typed.trim().chars().filter(|c| !c.is_control()).take(LONGEST_RAW).collect()
}

/// Stores what a control says.
fn take(form: &Form, control: &Control<'_>, read: Read, remembered: &mut Remembered) {
    let path = &control.path;
    if matches!(read, Read::Untouched) || !has_place(form, path, remembered) {
        return;
    }
    for part in [None, Some("day"), Some("month"), Some("year"), Some("time")] {
        remembered.texts.remove(&control_name(path, part));
    }
    match read {
        Read::Answer(value) => put(path, value, remembered),
        Read::Texts(texts) => {
            take_away(path, remembered);
            remembered.texts.extend(texts.into_iter().map(|(part, text)| (control_name(path, part), text)));
        }
        Read::Empty | Read::Untouched => take_away(path, remembered),
    }
}

/// Puts an answer at its place; places before it that are still open stay so.
fn put(path: &Path, value: Value, remembered: &mut Remembered) {
    if let (Some(Segment::Index(place)), Some(list)) = (path.segments().last(), path.parent()) {
        for before in (0..*place).map(|place| list.index(place)) {
            if remembered.answers.get(&before).is_none() {
                remembered.answers.set(&before, Value::Null);
            }
        }
    }
    remembered.answers.set(path, value);
}

/// Takes an answer away. What stands at a place leaves it open: the ones behind it do not move.
fn take_away(path: &Path, remembered: &mut Remembered) {
    match path.segments().last() {
        Some(Segment::Index(_)) if remembered.answers.get(path).is_some() => {
            remembered.answers.set(path, Value::Null);
        }
        Some(Segment::Index(_)) => {}
        _ => {
            remembered.answers.remove(path);
        }
    }
}

/// A control of an empty row that was shown but not begun has no place.
fn has_place(form: &Form, path: &Path, remembered: &Remembered) -> bool {
    rows_of(form, path).last().is_none_or(|row| remembered.answers.get(row).is_some())
}

fn control_name(path: &Path, part: Option<&str>) -> String {
    part.map_or_else(|| path.to_string(), |part| path.key(part).to_string())
}

/// Names that belong to no control of the page. Names with `_` in front are the product's own.
fn unknown_names(posted: &[(String, String)], controls: &[Control<'_>]) -> Vec<String> {
    let mut known = std::collections::HashSet::new();
    for control in controls {
        let parts: &[&str] = match control.node.kind {
            Kind::Date => &DAY_PARTS,
            Kind::Month => &MONTH_PARTS,
            Kind::Moment => &MOMENT_PARTS,
            _ => &[],
        };
        known.extend(parts.iter().map(|part| control_name(&control.path, Some(part))));
        known.insert(control.path.to_string());
    }
    let unknown =
        posted.iter().map(|(name, _)| name).filter(|name| !name.starts_with('_') && !known.contains(*name));
    unknown.take(MOST_UNKNOWN).map(|name| name.chars().take(LONGEST_RAW).collect()).collect()
}
