//! Conditions in words, for the authors of a form. German only: applicants never read them.

use serde_json::{Map, Value};

use crate::forms::condition::Test;
use crate::forms::display::words;
use crate::forms::field::{Choice, Kind, Node};
use crate::forms::form::Form;
use crate::forms::messages::label;

/// A statement and its contrary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    yes: Phrase,
    no: Phrase,
}

/// A text, and what its parts are joined by.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Phrase {
    text: String,
    between: &'static str,
}

const ALWAYS: &str = "immer";
const NEVER: &str = "nie";
const AND: &str = " und ";
const OR: &str = " oder ";

impl Said {
    fn new(yes: String, no: String) -> Self {
        let plain = |text| Phrase { text, between: "" };
        Self { yes: plain(yes), no: plain(no) }
    }

    /// What holds: „Anlass“ ist „Umzug“.
    pub fn text(&self) -> &str {
        &self.yes.text
    }

    /// The contrary: „Anlass“ ist nicht „Umzug“.
    #[must_use]
    pub fn turned(self) -> Self {
        Self { yes: self.no, no: self.yes }
    }

    /// Whether it holds whatever is answered.
    pub fn is_always(&self) -> bool {
        self.yes.text == ALWAYS
    }

    fn is_never(&self) -> bool {
        self.yes.text == NEVER
    }
}

/// All of these.
pub fn all_of(mut parts: Vec<Said>) -> Said {
    parts.retain(|part| !part.is_always());
    once(&mut parts);
    match parts.len() {
        0 => Said::new(ALWAYS.to_owned(), NEVER.to_owned()),
        1 => parts.remove(0),
        _ => Said {
            yes: joined(parts.iter().map(|part| &part.yes), AND),
            no: joined(parts.iter().map(|part| &part.no), OR),
        },
    }
}

/// At least one of these.
pub fn any_of(parts: Vec<Said>) -> Said {
    if parts.iter().any(Said::is_always) {
        return all_of(Vec::new());
    }
    let is_possible = |part: &Said| !part.is_never();
    all_of(parts.into_iter().filter(is_possible).map(Said::turned).collect()).turned()
}

fn once(parts: &mut Vec<Said>) {
    let mut known: Vec<Said> = Vec::new();
    for part in parts.drain(..) {
        if !known.contains(&part) {
            known.push(part);
        }
    }
    *parts = known;
}

/// Parts that are joined in another way stand in parentheses.
fn joined<'a>(parts: impl Iterator<Item = &'a Phrase>, between: &'static str) -> Phrase {
    let part = |part: &Phrase| match part.between == between || part.between.is_empty() {
        true => part.text.clone(),
        false => format!("({})", part.text),
    };
    Phrase { text: parts.map(part).collect::<Vec<_>>().join(between), between }
}

/// The question of a condition about a group.
pub fn test(form: &Form, test: &Test, group: &Node) -> Said {
    match test {
        Test::Schema(asked) => schema(form, &asked.schema, group),
        Test::Present(name) => present(child(group, name), name),
        Test::Equals(name, value) => is_one_of(form, child(group, name), name, &[value]),
    }
}

/// What a schema asks of the answer of a node.
pub fn schema(form: &Form, asked: &Value, node: &Node) -> Said {
    let Some(object) = asked.as_object() else {
        return match asked {
            Value::Bool(false) => all_of(Vec::new()).turned(),
            _ => all_of(Vec::new()),
        };
    };
    let parts = object.iter().map(|(keyword, value)| of_keyword(form, keyword, value, object, node));
    all_of(parts.collect())
}

fn of_keyword(form: &Form, keyword: &str, value: &Value, beside: &Map<String, Value>, node: &Node) -> Said {
    let members =
        || value.as_array().into_iter().flatten().map(|member| schema(form, member, node)).collect();
    match keyword {
        "$ref" => match value.as_str().and_then(|text| form.schema.pointer(text.trim_start_matches('#'))) {
            Some(target) => schema(form, target, node),
            None => all_of(Vec::new()),
        },
        "allOf" => all_of(members()),
        "anyOf" | "oneOf" => any_of(members()),
        "not" => schema(form, value, node).turned(),
        "properties" => {
            let asked = value.as_object().into_iter().flatten();
            all_of(asked.filter_map(|(name, asked)| Some(schema(form, asked, child(node, name)?))).collect())
        }
        "required" => {
            let asks = |name: &&str| {
                beside.get("properties").and_then(|all| all.get(*name)).is_some_and(says_something)
            };
            let names = value.as_array().into_iter().flatten().filter_map(Value::as_str);
            all_of(names.filter(|name| !asks(name)).map(|name| present(child(node, name), name)).collect())
        }
        "type" | "$comment" => all_of(Vec::new()),
        _ => of_answer(form, keyword, value, node),
    }
}

/// Whether a schema asks more than whether something is there.
fn says_something(schema: &Value) -> bool {
    schema.as_object().is_some_and(|object| object.keys().any(|keyword| keyword != "type"))
}

/// What a keyword asks of a single answer.
fn of_answer(form: &Form, keyword: &str, value: &Value, node: &Node) -> Said {
    let name = quoted(Some(node), &node.name);
    let limit = || in_words(form, Some(node), value);
    let said = |yes: &str, no: &str| Said::new(format!("{name} {yes}"), format!("{name} {no}"));
    match keyword {
        "const" => is_one_of(form, Some(node), &node.name, &[value]),
        "enum" => {
            let values: Vec<&Value> = value.as_array().into_iter().flatten().collect();
            is_one_of(form, Some(node), &node.name, &values)
        }
        "contains" => contains(form, value, node),
        "minimum" => said(&format!("ist mindestens {}", limit()), &format!("ist kleiner als {}", limit())),
        "maximum" => said(&format!("ist höchstens {}", limit()), &format!("ist größer als {}", limit())),
        "exclusiveMinimum" => {
            said(&format!("ist größer als {}", limit()), &format!("ist höchstens {}", limit()))
        }
        "exclusiveMaximum" => {
            said(&format!("ist kleiner als {}", limit()), &format!("ist mindestens {}", limit()))
        }
        "minItems" => {
            said(&format!("hat mindestens {value} Einträge"), &format!("hat weniger als {value} Einträge"))
        }
        "maxItems" => {
            said(&format!("hat höchstens {value} Einträge"), &format!("hat mehr als {value} Einträge"))
        }
        _ => said(&format!("erfüllt {keyword} {value}"), &format!("erfüllt nicht {keyword} {value}")),
    }
}

/// An option of a set, or a row of a list.
fn contains(form: &Form, asked: &Value, node: &Node) -> Said {
    let name = quoted(Some(node), &node.name);
    if let Kind::List(list) = &node.kind {
        let row = schema(form, asked, &list.row);
        let row = row.text();
        return Said::new(
            format!("in einer Zeile von {name} gilt: {row}"),
            format!("in keiner Zeile von {name} gilt: {row}"),
        );
    }
    let one = asked.get("const").map(|value| vec![value]);
    let values =
        one.unwrap_or_else(|| asked.get("enum").and_then(Value::as_array).into_iter().flatten().collect());
    let options = listed(form, Some(node), &values, "oder");
    Said::new(format!("bei {name} ist {options} gewählt"), format!("bei {name} ist {options} nicht gewählt"))
}

fn present(node: Option<&Node>, name: &str) -> Said {
    let name = quoted(node, name);
    Said::new(format!("{name} ist angegeben"), format!("{name} ist nicht angegeben"))
}

fn is_one_of(form: &Form, node: Option<&Node>, name: &str, values: &[&Value]) -> Said {
    let name = quoted(node, name);
    let no = match values {
        [one] => format!("{name} ist nicht {}", listed(form, node, &[one], "")),
        _ => format!("{name} ist nicht eines von {}", listed(form, node, values, "oder")),
    };
    Said::new(format!("{name} ist {}", listed(form, node, values, "oder")), no)
}

/// „A“, „B“ oder „C“.
fn listed(form: &Form, node: Option<&Node>, values: &[&Value], last: &str) -> String {
    let mut quoted: Vec<String> =
        values.iter().map(|value| format!("„{}“", in_words(form, node, value))).collect();
    match quoted.pop() {
        Some(only) if quoted.is_empty() => only,
        Some(end) => format!("{} {last} {end}", quoted.join(", ")),
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
fn quoted(node: Option<&Node>, name: &str) -> String {
    format!("„{}“", node.map(label).filter(|label| !label.is_empty()).unwrap_or(name))
}

fn child<'a>(node: &'a Node, name: &str) -> Option<&'a Node> {
    node.group()?.fields.get(name)
}
