//! Conditions in words, for the authors of a form. German only: applicants never read them.

use serde_json::Value;

use crate::forms::asked::{Asked, Fact, Said};
use crate::forms::display::words;
use crate::forms::field::{Choice, Kind, Node};
use crate::forms::form::Form;
use crate::forms::messages::label;

/// What holds: „Anlass“ ist „Umzug“.
pub fn text(form: &Form, said: &Said<'_>) -> String {
    match said {
        Said::All(parts) if parts.is_empty() => "immer".to_owned(),
        Said::Any(parts) if parts.is_empty() => "nie".to_owned(),
        Said::All(parts) => joined(form, parts, " und ", |part| matches!(part, Said::Any(_))),
        Said::Any(parts) => joined(form, parts, " oder ", |part| matches!(part, Said::All(_))),
        Said::Fact(fact, holds) => of_fact(form, fact, *holds),
    }
}

/// Parts that are joined in another way stand in parentheses.
fn joined(form: &Form, parts: &[Said<'_>], between: &str, is_other: fn(&Said<'_>) -> bool) -> String {
    let is_several = |part: &Said<'_>| match part {
        Said::All(parts) | Said::Any(parts) => parts.len() > 1,
        Said::Fact(..) => false,
    };
    let part = |part: &Said<'_>| match is_other(part) && is_several(part) {
        true => format!("({})", text(form, part)),
        false => text(form, part),
    };
    parts.iter().map(part).collect::<Vec<_>>().join(between)
}

fn of_fact(form: &Form, fact: &Fact<'_>, holds: bool) -> String {
    let either = |yes: &'static str, no: &'static str| if holds { yes } else { no };
    match fact {
        Fact::Given(asked) => format!("{} ist {}", quoted(*asked), either("angegeben", "nicht angegeben")),
        Fact::OneOf(asked, values) => {
            let is = match (holds, values.len()) {
                (true, _) => "ist",
                (false, 1) => "ist nicht",
                (false, _) => "ist nicht eines von",
            };
            format!("{} {is} {}", quoted(*asked), listed(form, asked.node, values))
        }
        Fact::Chosen(asked, values) => {
            let options = listed(form, asked.node, values);
            format!("bei {} ist {options} {}", quoted(*asked), either("gewählt", "nicht gewählt"))
        }
        Fact::InARow(asked, row) => {
            let which = either("in einer Zeile", "in keiner Zeile");
            format!("{which} von {} gilt: {}", quoted(*asked), text(form, row))
        }
        Fact::Keyword(asked, keyword, value) => of_keyword(form, *asked, keyword, value, holds),
    }
}

/// What a keyword asks of a single answer.
fn of_keyword(form: &Form, asked: Asked<'_>, keyword: &str, value: &Value, holds: bool) -> String {
    let limit = in_words(form, asked.node, value);
    let is = match (keyword, holds) {
        ("minimum", true) | ("exclusiveMaximum", false) => format!("ist mindestens {limit}"),
        ("exclusiveMaximum", true) | ("minimum", false) => format!("ist kleiner als {limit}"),
        ("maximum", true) | ("exclusiveMinimum", false) => format!("ist höchstens {limit}"),
        ("exclusiveMinimum", true) | ("maximum", false) => format!("ist größer als {limit}"),
        ("minItems", true) => format!("hat mindestens {value} Einträge"),
        ("minItems", false) => format!("hat weniger als {value} Einträge"),
        ("maxItems", true) => format!("hat höchstens {value} Einträge"),
        ("maxItems", false) => format!("hat mehr als {value} Einträge"),
        (_, true) => format!("erfüllt {keyword} {value}"),
        (_, false) => format!("erfüllt nicht {keyword} {value}"),
    };
    format!("{} {is}", quoted(asked))
}

/// „A“, „B“ oder „C“.
fn listed(form: &Form, node: Option<&Node>, values: &[&Value]) -> String {
    let mut quoted: Vec<String> =
        values.iter().map(|value| format!("„{}“", in_words(form, node, value))).collect();
    match quoted.pop() {
        Some(only) if quoted.is_empty() => only,
        Some(end) => format!("{} oder {end}", quoted.join(", ")),
        None => String::new(),
    }
}

/// A value as people read it at its field: an option by its title.
fn in_words(form: &Form, node: Option<&Node>, value: &Value) -> String {
    let option = |options: &[Choice]| options.iter().find(|o| o.stored == *value).map(|o| o.title.clone());
    let found = node.and_then(|node| match &node.kind {
        Kind::SeveralOf { options, .. } => option(options),
        Kind::Files(files) => option(&files.instead),
        _ => words(&form.language, node, value).into_iter().next(),
    });
    found.unwrap_or_else(|| value.as_str().map_or_else(|| value.to_string(), str::to_owned))
}

/// The field by its label, or by its name where it has none.
fn quoted(asked: Asked<'_>) -> String {
    format!("„{}“", asked.node.map(label).filter(|label| !label.is_empty()).unwrap_or(asked.name))
}
