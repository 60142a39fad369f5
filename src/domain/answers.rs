//! Answers to a form: a JSON object, nested as its schema is, and the paths into it.

use std::fmt;
use std::str::FromStr;

use serde_json::{Map, Value};

/// The answers of one application: a JSON object. Order is the order of the form.
#[derive(Debug, Clone, Default, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct Answers(pub Map<String, Value>);

/// One step of a [`Path`].
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Segment {
    /// A property of an object.
    Key(String),
    /// A row of a list, counted from 0.
    Index(usize),
}

/// The place of an answer, written with dots: `applicant.family_name`, `tickets.0.price`.
/// Every control in a form is named by it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Path(Vec<Segment>);

/// A text that is no path: empty, an empty step, or too deep.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a path of an answer")]
pub struct PathParseError;

/// No form nests deeper; longer paths in a request are refused before anything is allocated for them.
const MAX_DEPTH: usize = 16;

impl Path {
    /// The path of the whole object: no step at all.
    pub fn root() -> Self {
        Self::default()
    }

    /// The steps of the path.
    pub fn segments(&self) -> &[Segment] {
        &self.0
    }

    /// This path and one property more.
    #[must_use]
    pub fn key(&self, name: &str) -> Self {
        let mut steps = self.0.clone();
        steps.push(Segment::Key(name.to_owned()));
        Self(steps)
    }

    /// This path and one row number more.
    #[must_use]
    pub fn index(&self, row: usize) -> Self {
        let mut steps = self.0.clone();
        steps.push(Segment::Index(row));
        Self(steps)
    }

    /// The path without its last step; `None` at the root.
    pub fn parent(&self) -> Option<Self> {
        let (_, rest) = self.0.split_last()?;
        Some(Self(rest.to_vec()))
    }

    /// Whether this path is `other` or lies below it.
    pub fn starts_with(&self, other: &Self) -> bool {
        self.0.starts_with(&other.0)
    }

    /// The path with every row number replaced by `[]`: the name of the field in the form's
    /// definition, for example `tickets[].price`.
    pub fn pattern(&self) -> String {
        let mut text = String::new();
        for step in &self.0 {
            match step {
                Segment::Key(name) => {
                    if !text.is_empty() {
                        text.push('.');
                    }
                    text.push_str(name);
                }
                Segment::Index(_) => text.push_str("[]"),
            }
        }
        text
    }

    /// Reads a JSON pointer (RFC 6901) into an instance, for example `/tickets/0/price`.
    pub fn from_pointer(pointer: &str) -> Self {
        let step = |raw: &str| match raw.parse::<usize>() {
            Ok(row) => Segment::Index(row),
            Err(_) => Segment::Key(raw.replace("~1", "/").replace("~0", "~")),
        };
        Self(pointer.split('/').skip(1).map(step).collect())
    }

    /// The path as a JSON pointer (RFC 6901): `/tickets/0/price`; empty at the root.
    pub fn to_pointer(&self) -> String {
        let step = |step: &Segment| match step {
            Segment::Key(name) => format!("/{}", name.replace('~', "~0").replace('/', "~1")),
            Segment::Index(row) => format!("/{row}"),
        };
        self.0.iter().map(step).collect()
    }

    /// The path as an HTML id: dots become dashes, `field-` in front.
    pub fn html_id(&self) -> String {
        format!("field-{}", self.to_string().replace('.', "-"))
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, step) in self.0.iter().enumerate() {
            if i > 0 {
                f.write_str(".")?;
            }
            match step {
                Segment::Key(name) => f.write_str(name)?,
                Segment::Index(row) => write!(f, "{row}")?,
            }
        }
        Ok(())
    }
}

impl FromStr for Path {
    type Err = PathParseError;

    /// Reads `tickets.0.price`. A step of digits only is a row number (names of properties never are).
    fn from_str(text: &str) -> Result<Self, PathParseError> {
        let mut steps = Vec::new();
        for raw in text.split('.') {
            if raw.is_empty() || steps.len() == MAX_DEPTH {
                return Err(PathParseError);
            }
            steps.push(if raw.bytes().all(|b| b.is_ascii_digit()) {
                Segment::Index(raw.parse().map_err(|_| PathParseError)?)
            } else {
                Segment::Key(raw.to_owned())
            });
        }
        Ok(Self(steps))
    }
}

impl Answers {
    /// The answer at `path`, if there is one.
    pub fn get(&self, path: &Path) -> Option<&Value> {
        let mut steps = path.segments().iter();
        let Some(Segment::Key(first)) = steps.next() else { return None };
        steps.try_fold(self.0.get(first)?, |value, step| match step {
            Segment::Key(name) => value.get(name),
            Segment::Index(row) => value.get(row),
        })
    }

    /// The answer at a path in text form, for places that name a fixed one.
    pub fn at(&self, path: &str) -> Option<&Value> {
        self.get(&path.parse().ok()?)
    }

    /// Puts `value` at `path`, making objects and lists on the way. A row may be set only if it exists
    /// or is the next one; anything else, and a path that runs through a plain value, changes nothing
    /// and answers `false`.
    pub fn set(&mut self, path: &Path, value: Value) -> bool {
        let Some((Segment::Key(first), rest)) = path.segments().split_first() else { return false };
        if !fits(self.0.get(first), rest) {
            return false;
        }
        set_below(self.0.entry(first.clone()).or_insert(Value::Null), rest, value)
    }

    /// Takes the answer at `path` away and returns it. Rows behind a removed row move up.
    pub fn remove(&mut self, path: &Path) -> Option<Value> {
        let (last, before) = path.segments().split_last()?;
        let Some((Segment::Key(first), between)) = before.split_first() else {
            let Segment::Key(name) = last else { return None };
            return self.0.shift_remove(name);
        };
        let parent = between.iter().try_fold(self.0.get_mut(first)?, |value, step| match step {
            Segment::Key(name) => value.get_mut(name),
            Segment::Index(row) => value.get_mut(row),
        })?;
        match (parent, last) {
            (Value::Object(object), Segment::Key(name)) => object.shift_remove(name),
            (Value::Array(rows), Segment::Index(row)) if *row < rows.len() => Some(rows.remove(*row)),
            _ => None,
        }
    }

    /// The whole object as a JSON value.
    pub fn to_value(&self) -> Value {
        Value::Object(self.0.clone())
    }
}

/// Whether a value can be put below `target` without overwriting a plain value or leaving a gap of rows.
fn fits(target: Option<&Value>, steps: &[Segment]) -> bool {
    let Some((step, rest)) = steps.split_first() else { return true };
    match (target, step) {
        (None | Some(Value::Null), Segment::Key(_) | Segment::Index(0)) => fits(None, rest),
        (Some(Value::Object(object)), Segment::Key(name)) => fits(object.get(name), rest),
        (Some(Value::Array(rows)), Segment::Index(row)) if *row <= rows.len() => fits(rows.get(*row), rest),
        _ => false,
    }
}

fn set_below(target: &mut Value, steps: &[Segment], value: Value) -> bool {
    let Some((step, rest)) = steps.split_first() else {
        *target = value;
        return true;
    };
    if target.is_null() {
        *target = match step {
            Segment::Key(_) => Value::Object(Map::new()),
            Segment::Index(_) => Value::Array(Vec::new()),
        };
    }
    match (target, step) {
        (Value::Object(object), Segment::Key(name)) => {
            set_below(object.entry(name.clone()).or_insert(Value::Null), rest, value)
        }
        (Value::Array(rows), Segment::Index(row)) if *row < rows.len() => {
            set_below(&mut rows[*row], rest, value)
        }
        (Value::Array(rows), Segment::Index(row)) if *row == rows.len() => {
            rows.push(Value::Null);
            set_below(&mut rows[*row], rest, value)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn path(text: &str) -> Path {
        text.parse().unwrap()
    }

    #[test]
    fn what_is_set_is_found_and_can_be_removed() {
        let mut answers = Answers::default();
        assert!(answers.set(&path("tickets.0.price"), json!(4900)));
        assert!(answers.set(&path("tickets.1.price"), json!(5800)));
        assert_eq!(answers.at("tickets.1.price"), Some(&json!(5800)));
        assert_eq!(answers.remove(&path("tickets.0")), Some(json!({"price": 4900})));
        assert_eq!(answers.at("tickets.0.price"), Some(&json!(5800)));
        assert_eq!(answers.remove(&path("tickets")), Some(json!([{"price": 5800}])));
        assert_eq!(answers, Answers::default());
    }

    #[test]
    fn a_row_far_beyond_the_end_is_refused_without_allocating() {
        let mut answers = Answers::default();
        assert!(!answers.set(&path("tickets.4000000000.price"), json!(1)));
        assert_eq!(answers, Answers::default());
    }

    #[test]
    fn a_path_through_a_plain_value_changes_nothing() {
        let mut answers = Answers::default();
        assert!(answers.set(&path("a"), json!("x")));
        assert!(!answers.set(&path("a.b"), json!("y")));
        assert_eq!(answers.at("a"), Some(&json!("x")));
    }

    #[test]
    fn paths_read_back_and_know_their_pattern() {
        let p = path("tickets.0.price");
        assert_eq!(p.to_string(), "tickets.0.price");
        assert_eq!(p.pattern(), "tickets[].price");
        assert_eq!(Path::from_pointer("/tickets/0/price"), p);
        assert_eq!(p.html_id(), "field-tickets-0-price");
        for bad in ["", ".", "a..b", "a."] {
            assert!(bad.parse::<Path>().is_err(), "{bad}");
        }
    }
}
