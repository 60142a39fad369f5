//! What can be asked: the tree of fields that is made from a schema once, when the form is loaded.
//!
//! The tree is static: it holds every field of every branch. What applies to given answers is
//! decided by [`super::state`] with the conditions that hang on the groups.

use indexmap::IndexMap;
use serde_json::Value;

use super::condition::Condition;
use super::expression::Expression;
use super::files::Files;
use crate::domain::{AccountFact, Path, Segment};

/// A field, a group of fields or a list, as the schema describes it.
#[derive(Debug)]
pub struct Node {
    /// The property's name; empty for the root and for the row of a list.
    pub name: String,
    /// Where it stands, with `[]` for rows: `tickets[].price`. Empty for the root.
    pub pattern: String,
    /// What it is.
    pub kind: Kind,
    /// The label. A computed value without one is never shown.
    pub title: Option<String>,
    /// The hint below the label.
    pub description: Option<String>,
    /// Word forms for messages.
    pub words: Words,
    /// Own messages by keyword of JSON Schema.
    pub messages: IndexMap<String, String>,
    /// Token of WCAG 1.3.5, if any.
    pub autocomplete: Option<String>,
    /// The answer that is pre-selected, if any.
    pub default: Option<Value>,
    /// `x-privacy`: how sensitive the answer is.
    pub privacy: Option<Privacy>,
    /// The expression, if the value is computed.
    pub compute: Option<Expression>,
    /// `x-at`: the field at which a computed rule reports.
    pub at: Option<String>,
    /// `x-at-submit`: the rule holds only when the application is sent.
    pub at_submit: bool,
    /// `x-later`: a paper that may be handed in later.
    pub later: bool,
    /// `x-anew`: asked anew in every application, whatever an earlier one says.
    pub anew: bool,
    /// `x-privacy-notice`: the privacy sheet of the form stands beside it.
    pub privacy_notice: bool,
    /// `x-prefill`: what an account knows of its person, and this field begins with.
    pub prefill: Option<AccountFact>,
    /// `readOnly`: filled in by the product, never asked.
    pub read_only: bool,
    /// `writeOnly`: shown to nobody but the department once it was typed.
    pub write_only: bool,
    /// Declared in `properties` outside of every condition. Otherwise an active branch must offer it.
    pub declared: bool,
}

/// The German word forms of a field, for generated messages.
#[derive(Debug, Default, Clone)]
pub struct Words {
    /// Nominative with article: „Der Vorname“.
    pub subject: Option<String>,
    /// Accusative with pronoun: „Ihren Vornamen“.
    pub object: Option<String>,
}

/// How sensitive an answer is (`x-privacy`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Privacy {
    /// Address, telephone, e-mail.
    Contact,
    /// Bank data.
    Bank,
    /// Special categories (Article 9 GDPR).
    Special,
}

/// What a node is, and so which control shows it.
#[derive(Debug)]
pub enum Kind {
    /// One or several lines of text.
    Text(TextKind),
    /// A number; `decimals` places after the comma are allowed.
    Number {
        /// Places after the comma; 0 for whole numbers.
        decimals: u32,
        /// The unit beside the field.
        unit: Option<String>,
    },
    /// An amount in euros, kept as whole cents.
    Money,
    /// A day, kept as `2026-11-23`.
    Date,
    /// A month, kept as `2026-11`.
    Month,
    /// A time of the day, kept as `14:30:00+01:00`: RFC 3339 wants an offset, and without a day it is that
    /// of the standard time.
    Time,
    /// A day and a time, kept as `2026-11-23T14:30:00+01:00`.
    Moment,
    /// Yes or no.
    YesNo,
    /// A box that must be ticked.
    Declaration,
    /// One of several options.
    OneOf {
        /// The options, in order.
        options: Vec<Choice>,
        /// How they are shown.
        shown: ChoiceControl,
    },
    /// Any of several options.
    SeveralOf {
        /// The options, in order.
        options: Vec<Choice>,
        /// The value that excludes all others.
        exclusive: Option<String>,
    },
    /// Files that people hand in.
    Files(Files),
    /// An object.
    Group(Group),
    /// A list of objects.
    List(Box<List>),
}

/// How the options of a choice of one are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChoiceControl {
    /// All of them, as radio buttons.
    Radios,
    /// A select.
    Select,
    /// A line in which a part of the name is typed.
    Search,
}

/// What a text field takes.
#[derive(Debug, Clone, Default)]
pub struct TextKind {
    /// Several lines.
    pub multiline: bool,
    /// Most characters, if limited.
    pub max_length: Option<u64>,
    /// Least characters, if limited.
    pub min_length: Option<u64>,
    /// The format that decides keyboard and normalisation.
    pub format: TextFormat,
}

/// Formats of texts that Pforte knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TextFormat {
    /// Any text.
    #[default]
    Plain,
    /// An e-mail address.
    Email,
    /// A telephone number.
    Tel,
    /// An IBAN, kept without spaces in capitals.
    Iban,
    /// A BIC, kept in capitals.
    Bic,
    /// A German postal code.
    Plz,
    /// An address on the web.
    Uri,
}

/// An option of a choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What is posted: the stored value as text.
    pub value: String,
    /// What is stored: a text, a number, or yes or no.
    pub stored: Value,
    /// What people read.
    pub title: String,
    /// A hint below it, if any.
    pub description: Option<String>,
    /// `x-also`: other words by which a search finds it.
    pub also: Vec<String>,
    /// `x-otherwise`: what is chosen where no other option is it. A search always offers it.
    pub otherwise: bool,
}

/// The fields of an object, and what decides which of them apply.
#[derive(Debug, Default)]
pub struct Group {
    /// It is a list whose places have meanings of their own (`prefixItems`): its fields are named by their
    /// place, and stored in order.
    pub by_place: bool,
    /// Every field of every branch, in the order of the schema.
    pub fields: IndexMap<String, Node>,
    /// Names that are required outside of every condition.
    pub required: Vec<String>,
    /// What depends on answers.
    pub conditions: Vec<Condition>,
    /// The fields that tell the objects of a `oneOf` apart.
    pub told_apart_by: Vec<String>,
}

impl Group {
    /// Where the field with this name stands, if the group stands at `path`.
    pub fn path_of(&self, path: &Path, name: &str) -> Path {
        match name.parse() {
            Ok(place) if self.by_place => path.index(place),
            _ => path.key(name),
        }
    }

    /// The group's value from those of its fields, in their order. A group by place has at least `least`
    /// places; one that is open before the last answer, or among them, is `null`.
    pub fn assemble(&self, values: Vec<(&str, Option<Value>)>, least: usize) -> Value {
        if !self.by_place {
            let answered = values.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
            return Value::Object(answered.collect());
        }
        let answered = values.iter().rposition(|(_, value)| value.is_some()).map_or(0, |last| last + 1);
        let places = answered.max(least.min(values.len()));
        values.into_iter().take(places).map(|(_, value)| value.unwrap_or_default()).collect()
    }

    /// The value of the field with this name in the group's value.
    pub fn value_of<'a>(&self, group: &'a Value, name: &str) -> Option<&'a Value> {
        match name.parse::<usize>() {
            Ok(place) if self.by_place => group.get(place),
            _ => group.get(name),
        }
    }
}

/// A list of rows.
#[derive(Debug)]
pub struct List {
    /// The row: a [`Kind::Group`], or a single question.
    pub row: Node,
    /// Fewest rows.
    pub min: usize,
    /// Most rows; a form always limits its lists.
    pub max: usize,
    /// All rows on one page (`x-layout: rows`); otherwise a page a row.
    pub on_one_page: bool,
    /// What one row is called: „Fahrkarte“.
    pub item: String,
}

impl Choice {
    /// An option with this value; `None` for a value that no option can have.
    pub fn new(stored: &Value, title: Option<&str>, description: Option<&str>) -> Option<Self> {
        let value = match stored {
            Value::String(text) => text.clone(),
            Value::Number(_) | Value::Bool(_) => stored.to_string(),
            Value::Null | Value::Array(_) | Value::Object(_) => return None,
        };
        let title = title.map_or_else(|| value.clone(), str::to_owned);
        let description = description.map(str::to_owned);
        Some(Self { title, value, stored: stored.clone(), description, also: Vec::new(), otherwise: false })
    }

    /// The same option, for whatever no other one is, or not.
    #[must_use]
    pub fn for_the_rest(mut self, otherwise: bool) -> Self {
        self.otherwise = otherwise;
        self
    }

    /// The same option, which a search finds by these words, too.
    #[must_use]
    pub fn found_by(mut self, also: Vec<String>) -> Self {
        self.also = also;
        self
    }
}

impl Node {
    /// The fields of a group; `None` for anything else.
    pub fn group(&self) -> Option<&Group> {
        match &self.kind {
            Kind::Group(group) => Some(group),
            _ => None,
        }
    }

    /// The node one step below.
    pub fn child(&self, step: &Segment) -> Option<&Self> {
        match (&self.kind, step) {
            (Kind::Group(group), Segment::Index(place)) if group.by_place => {
                group.fields.get_index(*place).map(|(_, field)| field)
            }
            (Kind::Group(group), Segment::Key(name)) => group.fields.get(name),
            (Kind::List(list), Segment::Index(_)) => Some(&list.row),
            _ => None,
        }
    }

    /// Whether the account fills this field in and nobody types it: people see it, with its value.
    pub fn is_of_account(&self) -> bool {
        self.read_only && self.prefill.is_some()
    }

    /// Whether people see this node: a computed rule without title is invisible.
    pub fn is_shown(&self) -> bool {
        self.compute.is_none() || self.title.is_some()
    }

    /// The node of a pattern below this one: `tickets[].price`, or `None`.
    pub fn find(&self, pattern: &str) -> Option<&Self> {
        pattern.split('.').filter(|step| !step.is_empty()).try_fold(self, |node, step| {
            let (name, is_row) = match step.strip_suffix("[]") {
                Some(name) => (name, true),
                None => (step, false),
            };
            let child = node.group()?.fields.get(name)?;
            match (&child.kind, is_row) {
                (Kind::List(list), true) => Some(&list.row),
                (_, true) => None,
                (_, false) => Some(child),
            }
        })
    }
}
