//! One control: what was posted for it, as its field understands it.

use serde_json::Value;

use super::{Control, DAY_PARTS, LONGEST_RAW, MOMENT_PARTS, MONTH_PARTS, Posted, Read};
use super::{read_cents, read_day, read_month, read_number, read_time, search, text, time};
use crate::clock::moment_in_germany;
use crate::forms::compute::json_number;
use crate::forms::field::{ChoiceControl, Kind};
use crate::forms::files::INSTEAD;

/// Reads a control by the kind of its field.
pub(super) fn read(control: &Control<'_>, values: &Posted<'_>) -> Read {
    let name = control.path.to_string();
    match &control.node.kind {
        Kind::Date => read_parts(control, values, &DAY_PARTS),
        Kind::Month => read_parts(control, values, &MONTH_PARTS),
        Kind::Moment => read_parts(control, values, &MOMENT_PARTS),
        Kind::Files(_) => {
            let typed = |name: String| values.get(name.as_str())?.last().map(|text| (*text).to_owned());
            let unsent = typed(name.clone()).filter(|name| !name.is_empty());
            Read::Files(typed(control.path.key(INSTEAD).to_string()), unsent)
        }
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
        Kind::OneOf { options, shown: ChoiceControl::Search } => {
            search::read_search(&control.path, options, values)
        }
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

pub(super) fn raw(typed: &str) -> Read {
    Read::Texts(vec![(None, short(typed))])
}

fn short(typed: &str) -> String {
    typed.trim().chars().filter(|c| !c.is_control()).take(LONGEST_RAW).collect()
}
