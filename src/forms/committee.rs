//! `committee` in `form.json`: what a committee of the council reads of each case.
//!
//! Papers of committees can become public. So what goes into them is made here only, out of columns that passed the
//! look below: whatever is marked as private, names a person, or may hold anything, is no column, and nothing else than
//! columns is ever written down for the list ([`Committee::row`]).

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::compile::rules::{absolute, row_of};
use super::display::words;
use super::field::{Kind, Node, TextFormat, TextKind};
use super::form::Form;
use super::responsibility::applicant_name;
use crate::domain::Answers;

/// Under what the name of who applied is kept for the list. Whatever stands in the inbox may be of a version of the form
/// that made it of something else.
const NAME: &str = "committee name";

/// What a committee reads, as the author wrote it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CommitteeRules {
    /// The committee.
    pub title: String,
    /// The columns between the applicant and what was asked for.
    pub columns: Vec<ColumnRule>,
    /// The answer that says how much was asked for.
    pub asked: ColumnRule,
}

/// A column, as the author wrote it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ColumnRule {
    /// What stands above it.
    pub title: String,
    /// The answer in it.
    pub from: String,
}

/// What a committee reads, looked at.
#[derive(Debug, Clone)]
pub struct Committee {
    title: String,
    columns: Vec<PublicColumn>,
    asked: PublicColumn,
}

/// A column that may stand in a paper of a committee: only an answer that passed the look below becomes one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicColumn {
    title: String,
    path: String,
    is_money: bool,
}

/// Why an answer is no column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// There is none.
    NoField,
    /// It is a list, a group, or in a row.
    NotOneAnswer,
    /// It is a file.
    File,
    /// It is marked by `x-privacy`, or what it stands in is.
    Private,
    /// The browser or the account fills it in about the person (`x-autocomplete`, `x-prefill`, `writeOnly`).
    OfPerson,
    /// It is a day, which can be that of a birth.
    Day,
    /// It is an address or a number by which somebody is reached, or an account.
    Reaches,
    /// It is a text of several lines, in which anything can stand.
    FreeText,
    /// It is computed from an answer that is no column for one of these reasons.
    FromPrivate,
    /// It is no amount, where one belongs.
    NoAmount,
}

impl Committee {
    /// Most columns of a form: the list is printed on one width of paper.
    pub const MOST: usize = 4;

    /// What the committee reads of a form; or what of it no committee gets, by the place in `form.json`.
    pub fn new(form: &Form, rules: &CommitteeRules) -> Result<Self, Vec<(String, Refused)>> {
        let mut refused = Vec::new();
        let mut columns = Vec::new();
        for (i, rule) in rules.columns.iter().enumerate() {
            match PublicColumn::new(form, &rule.title, &rule.from) {
                Ok(column) => columns.push(column),
                Err(why) => refused.push((format!("/committee/columns/{i}/from"), why)),
            }
        }
        // The name stands in the list, too.
        for (i, name) in form.file.applicant.name.iter().enumerate() {
            for (j, path) in name.iter().enumerate() {
                let why = answer(&form.root, path).and_then(is_a_name).err();
                refused.extend(why.map(|why| (format!("/applicant/name/{i}/{j}"), why)));
            }
        }
        let asked = PublicColumn::new(form, &rules.asked.title, &rules.asked.from);
        let is_amount = |asked: PublicColumn| if asked.is_money { Ok(asked) } else { Err(Refused::NoAmount) };
        match asked.and_then(is_amount) {
            Ok(asked) if refused.is_empty() => Ok(Self { title: rules.title.clone(), columns, asked }),
            Ok(_) => Err(refused),
            Err(why) => {
                refused.push(("/committee/asked/from".to_owned(), why));
                Err(refused)
            }
        }
    }

    /// The committee's name.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// The columns of the form, in order.
    pub fn columns(&self) -> &[PublicColumn] {
        &self.columns
    }

    /// What was asked for.
    pub fn asked(&self) -> &PublicColumn {
        &self.asked
    }

    /// In cents, what these answers ask for; `form` is the version that was answered, which may be an older one.
    pub fn asked_cents(&self, form: &Form, answers: &Answers) -> Option<i64> {
        let is_money = |node: &&Node| matches!(node.kind, Kind::Money);
        form.root.find(&self.asked.path).filter(is_money)?;
        answers.at(&self.asked.path)?.as_i64()
    }

    /// What the list shows of these answers, to be kept until a list is made. An amount is kept in cents.
    pub fn row(&self, form: &Form, answers: &Answers) -> BTreeMap<String, String> {
        let of = |column: &PublicColumn| {
            let value = answers.at(&column.path)?;
            let text = match column.is_money {
                true => value.as_i64()?.to_string(),
                false => words(&form.language, form.root.find(&column.path)?, value).join(", "),
            };
            Some((column.key(), text))
        };
        let name = applicant_name(form, answers).map(|name| (NAME.to_owned(), name));
        self.columns.iter().chain([&self.asked]).filter_map(of).chain(name).collect()
    }

    /// The name that was kept of a case: only of an application whose form makes it of what passed the look.
    pub fn name(kept: &BTreeMap<String, String>) -> Option<&str> {
        kept.get(NAME).map(String::as_str)
    }
}

impl PublicColumn {
    fn new(form: &Form, title: &str, path: &str) -> Result<Self, Refused> {
        let node = answer(&form.root, path)?;
        allowed(node)?;
        if is_from_private(form, node, &mut vec![node.pattern.clone()]) {
            return Err(Refused::FromPrivate);
        }
        let is_money = matches!(node.kind, Kind::Money);
        Ok(Self { title: title.to_owned(), path: path.to_owned(), is_money })
    }

    /// What stands above it.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// Whether it holds amounts.
    pub fn is_money(&self) -> bool {
        self.is_money
    }

    /// What was kept of a case for this column.
    pub fn of<'a>(&self, kept: &'a BTreeMap<String, String>) -> Option<&'a str> {
        kept.get(&self.key()).map(String::as_str)
    }

    /// Names what is kept for it: nothing that is kept for other lists, or of another kind.
    fn key(&self) -> String {
        format!("committee {} {}", if self.is_money { "cents" } else { "words" }, self.path)
    }
}

/// The one answer at a path; neither it nor what it stands in is marked.
fn answer<'a>(root: &'a Node, path: &str) -> Result<&'a Node, Refused> {
    if path.contains("[]") {
        return Err(Refused::NotOneAnswer);
    }
    let mut node = root;
    for step in path.split('.') {
        node = node.find(step).filter(|_| !step.is_empty()).ok_or(Refused::NoField)?;
        if node.privacy.is_some() {
            return Err(Refused::Private);
        }
    }
    Ok(node)
}

/// Whether an answer may be a column for what it is.
fn allowed(node: &Node) -> Result<(), Refused> {
    match &node.kind {
        Kind::Group(_) | Kind::List(_) | Kind::Declaration => return Err(Refused::NotOneAnswer),
        Kind::Files(_) => return Err(Refused::File),
        Kind::Date | Kind::Month | Kind::Time | Kind::Moment => return Err(Refused::Day),
        Kind::Text(TextKind { multiline: true, .. }) => return Err(Refused::FreeText),
        Kind::Text(text) if text.format != TextFormat::Plain => return Err(Refused::Reaches),
        Kind::Text(_) | Kind::Number { .. } | Kind::Money | Kind::YesNo => {}
        Kind::OneOf { .. } | Kind::SeveralOf { .. } => {}
    }
    if is_of_person(node) { Err(Refused::OfPerson) } else { Ok(()) }
}

/// Whether an answer can be a part of a name: a text of one line that is no address.
fn is_a_name(node: &Node) -> Result<(), Refused> {
    match &node.kind {
        Kind::Text(TextKind { multiline: true, .. }) => Err(Refused::FreeText),
        Kind::Text(text) if text.format != TextFormat::Plain => Err(Refused::Reaches),
        Kind::Text(_) => Ok(()),
        _ => Err(Refused::NotOneAnswer),
    }
}

fn is_of_person(node: &Node) -> bool {
    node.autocomplete.is_some() || node.prefill.is_some() || node.write_only
}

/// Whether something is computed from what no committee gets, at whatever remove. A day may be read where nothing but
/// one of the options comes of it: in which half of a year, and not when.
fn is_from_private(form: &Form, node: &Node, seen: &mut Vec<String>) -> bool {
    let is_choice = matches!(node.kind, Kind::OneOf { .. } | Kind::SeveralOf { .. });
    let Some(expression) = &node.compute else { return false };
    for pattern in absolute(expression, row_of(&node.pattern).as_deref()) {
        if is_marked(&form.root, &pattern) {
            return true;
        }
        let Some(from) = form.root.find(&pattern) else { continue };
        if tells(from, is_choice) {
            return true;
        }
        if seen.contains(&pattern) {
            continue;
        }
        seen.push(pattern);
        if is_from_private(form, from, seen) {
            return true;
        }
    }
    false
}

/// Whether an answer is for what it is nothing to compute a column from. A list is counted, or its fields are asked.
fn tells(node: &Node, of_choice: bool) -> bool {
    match allowed(node) {
        Ok(()) | Err(Refused::NotOneAnswer) => false,
        Err(Refused::Day) => !of_choice,
        Err(_) => true,
    }
}

/// Whether an answer, or what it stands in, is private or of the person. A list is looked at beside its row.
fn is_marked(root: &Node, pattern: &str) -> bool {
    let is_so = |node: &Node| node.privacy.is_some() || is_of_person(node);
    let mut so_far = String::new();
    pattern.split('.').any(|step| {
        if !so_far.is_empty() {
            so_far.push('.');
        }
        so_far.push_str(step);
        let list = so_far.strip_suffix("[]").and_then(|list| root.find(list));
        list.into_iter().chain(root.find(&so_far)).any(is_so)
    })
}

impl Refused {
    /// What its author can do.
    pub fn remedy(self) -> &'static str {
        match self {
            Self::NoField => "Name a field of the schema.",
            Self::NotOneAnswer => "Name a text, a number, an amount, a yes or no, or a choice.",
            Self::NoAmount => "Name the amount that was asked for, in cents.",
            Self::FreeText => "Name a text of one line.",
            Self::File | Self::Private | Self::OfPerson | Self::Day | Self::Reaches | Self::FromPrivate => {
                "Take the column out: the number, the applicant's name, what is proposed and why are there without it."
            }
        }
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoField => "is no field",
            Self::NotOneAnswer => "is not one answer",
            Self::File => "is a file, which no committee gets",
            Self::Private => "is private (\"x-privacy\"), which no committee gets",
            Self::OfPerson => {
                "is about the person (\"x-autocomplete\", \"x-prefill\" or \"writeOnly\"), which no committee gets"
            }
            Self::Day => "is a day, which may be that of a birth",
            Self::Reaches => "is how somebody is reached or paid, which no committee gets",
            Self::FreeText => "is a text of several lines, in which anything can stand",
            Self::FromPrivate => "is computed from an answer that no committee gets",
            Self::NoAmount => "is no amount",
        })
    }
}
