//! A form on paper: every page and every question, with what must hold for it in words, and room to write.
//!
//! It is made of the same definition as the pages on the screen, so it cannot fall behind them. What applies only
//! sometimes is there, too: a person with a pen decides, so the condition stands beside the question.

mod room;
mod words;

use std::collections::HashMap;

pub use room::{Answer, Room};

use super::asked::{Conditions, Said, all_of, conditions};
use super::definition::Page;
use super::field::{Group, Kind, List, Node};
use super::form::Form;
use super::messages::label;
use super::numbering::{Numbering, is_asked};
use super::places::lies_below;
use words::Words;

/// A page of the form, as a section of the paper.
#[derive(Debug)]
pub struct Section {
    /// Its number.
    pub number: String,
    /// The heading.
    pub title: String,
    /// Paragraphs before the first question.
    pub intro: Vec<String>,
    /// When all of it is to be filled in; nothing if always, or if that cannot be said.
    pub when: Option<String>,
    /// What it asks; nothing, if all on it is computed.
    pub parts: Vec<Part>,
}

/// Something in a section.
#[derive(Debug)]
pub enum Part {
    /// A question.
    Question(Question),
    /// Questions under a heading.
    Group {
        /// The heading.
        title: String,
        /// The hint.
        hint: Option<String>,
        /// When it is to be filled in.
        when: Option<String>,
        /// What is inside.
        parts: Vec<Part>,
    },
    /// A list.
    List(Rows),
}

/// A question.
#[derive(Debug)]
pub struct Question {
    /// Its number.
    pub number: String,
    /// Its pattern.
    pub pattern: String,
    /// The label.
    pub label: String,
    /// The hint.
    pub hint: Option<String>,
    /// When it is to be filled in.
    pub when: Option<String>,
    /// What stands behind the label where it need not be answered always: „freiwillig“.
    pub mark: Option<String>,
    /// When it must be answered, where it may be left open otherwise.
    pub mandatory: Option<String>,
    /// The room for the answer.
    pub room: Room,
}

/// A list, with rows to fill in.
#[derive(Debug)]
pub struct Rows {
    /// The list itself: number, label, hint.
    pub list: Question,
    /// The headings of the rows: „Fahrkarte 1“.
    pub titles: Vec<String>,
    /// What is asked in each row.
    pub parts: Vec<Part>,
    /// There may be more rows than the paper has.
    pub may_go_on: bool,
}

impl Rows {
    /// The questions as the columns of a table, if all of them are narrow.
    pub fn columns(&self) -> Option<Vec<&Question>> {
        let narrow = |part: &Part| match part {
            Part::Question(question) if question.is_narrow() => true,
            Part::Question(_) | Part::Group { .. } | Part::List(_) => false,
        };
        let is_table = self.parts.len() <= MOST_COLUMNS && self.parts.iter().all(narrow);
        is_table.then(|| self.parts.iter().filter_map(Part::question).collect())
    }
}

impl Part {
    fn question(&self) -> Option<&Question> {
        match self {
            Self::Question(question) => Some(question),
            Self::Group { .. } | Self::List(_) => None,
        }
    }
}

impl Question {
    fn is_narrow(&self) -> bool {
        let hint = self.hint.as_ref().map_or(0, |hint| hint.chars().count());
        let is_plain = hint <= LONGEST_HINT && self.when.is_none() && self.mandatory.is_none();
        is_plain && (self.room.is_narrow() || !self.written().is_empty())
    }

    /// In a table: the options that are written, because boxes for them would need too much room.
    pub fn written(&self) -> &[Answer] {
        match &self.room {
            Room::Options { options, several: false }
                if !self.room.is_narrow() && options.iter().all(|option| option.hint.is_none()) =>
            {
                options
            }
            _ => &[],
        }
    }
}

/// A longer hint does not fit above a column.
const LONGEST_HINT: usize = 70;
/// A table of more columns leaves no room to write.
const MOST_COLUMNS: usize = 5;
/// So many rows a table has, if the list may have them.
const ROWS_OF_TABLE: usize = 5;
/// So many rows are there, where each takes much of a page.
const LARGE_ROWS: usize = 2;
/// No paper has more rows, whatever the least number is.
const MOST_ROWS: usize = 12;

/// The paper of a form, in the form's language.
pub fn paper(form: &Form) -> Vec<Section> {
    let numbers = Numbering::of(form);
    let builder = Builder { form, words: Words { form, numbers: &numbers }, conditions: conditions(form) };
    form.file.pages.iter().filter_map(|page| builder.section(page)).collect()
}

struct Builder<'a> {
    form: &'a Form,
    words: Words<'a>,
    conditions: HashMap<String, Conditions<'a>>,
}

/// What tells whether a question must be answered; nothing where it always must.
#[derive(Debug, Default)]
struct Need {
    mark: Option<String>,
    mandatory: Option<String>,
}

/// What must hold for a place.
#[derive(Debug, Clone, Default)]
struct Held<'a> {
    /// All of it.
    all: Vec<Said<'a>>,
    /// As much of it as is told further up already.
    told: Vec<Said<'a>>,
    /// What must hold for what is around it to be mandatory; `None`: it never is.
    required: Option<Vec<Said<'a>>>,
}

impl<'a> Builder<'a> {
    fn section(&self, page: &Page) -> Option<Section> {
        let nodes: Vec<&Node> = page.fields.iter().filter_map(|field| self.form.root.find(field)).collect();
        let mut ways = Vec::new();
        for node in &nodes {
            self.ways(node, self.around(node).all, &mut ways);
        }
        let first = ways.first().into_iter().flatten();
        let told: Vec<Said<'_>> =
            first.filter(|said| ways.iter().all(|way| way.contains(said))).cloned().collect();
        let below = |node: &&Node| self.parts(node, Held { told: told.clone(), ..self.around(node) });
        Some(Section {
            number: self.words.numbers.page(&page.id)?.to_owned(),
            title: page.title.clone(),
            intro: page.intro.clone(),
            when: self.words.only_when(&all_of(told.clone())),
            parts: nodes.iter().flat_map(below).collect(),
        })
    }

    /// What must hold for everything around a field of a page.
    fn around(&self, node: &Node) -> Held<'a> {
        let mut held = Held { required: Some(Vec::new()), ..Held::default() };
        let mut above: Vec<(&String, &Conditions<'a>)> = self
            .conditions
            .iter()
            .filter(|(pattern, _)| **pattern != node.pattern && lies_below(&node.pattern, pattern))
            .collect();
        above.sort_by_key(|(pattern, _)| pattern.len());
        for (_, conditions) in above {
            held = held.with(conditions);
        }
        held
    }

    fn held(&self, node: &Node, around: &Held<'a>) -> Held<'a> {
        match self.conditions.get(&node.pattern) {
            Some(conditions) => around.clone().with(conditions),
            None => around.clone(),
        }
    }

    /// When any question of a node is asked: one way each.
    fn ways(&self, node: &Node, around: Vec<Said<'a>>, found: &mut Vec<Vec<Said<'a>>>) {
        if !is_asked(node) {
            return;
        }
        let all = self.held(node, &Held { all: around, ..Held::default() }).all;
        match node.group() {
            Some(group) => group.fields.values().for_each(|field| self.ways(field, all.clone(), found)),
            None => found.push(all),
        }
    }

    /// What a node is on paper; a group without a heading is what is inside.
    fn parts(&self, node: &Node, around: Held<'a>) -> Vec<Part> {
        if !is_asked(node) {
            return Vec::new();
        }
        let held = self.held(node, &around);
        match (&node.kind, &node.title) {
            (Kind::Group(group), Some(title)) if !title.is_empty() => {
                let parts = self.inside(group, &held.clone().all_told());
                let when = self.when(&held);
                let group = Part::Group { title: title.clone(), hint: node.description.clone(), when, parts };
                vec![group]
            }
            (Kind::Group(group), _) => self.inside(group, &held),
            (Kind::List(list), _) => vec![Part::List(self.rows(node, list, &held))],
            _ => self.question(node, &held).map(Part::Question).into_iter().collect(),
        }
    }

    fn inside(&self, group: &Group, held: &Held<'a>) -> Vec<Part> {
        group.fields.values().flat_map(|field| self.parts(field, held.clone())).collect()
    }

    fn rows(&self, node: &Node, list: &List, held: &Held<'a>) -> Rows {
        let row = Held { required: Some(Vec::new()), ..held.clone().all_told() };
        let parts = match list.row.group() {
            Some(group) => self.inside(group, &row),
            None => self.question(&list.row, &row).map(Part::Question).into_iter().collect(),
        };
        let mut rows =
            Rows { list: self.of(node, held, Room::Rows), titles: Vec::new(), parts, may_go_on: false };
        let wanted = if rows.columns().is_some() { ROWS_OF_TABLE } else { LARGE_ROWS };
        let count = wanted.max(list.min).min(list.max).min(MOST_ROWS);
        rows.titles = (1..=count).map(|number| format!("{} {number}", list.item)).collect();
        rows.may_go_on = count < list.max;
        rows
    }

    fn question(&self, node: &Node, held: &Held<'a>) -> Option<Question> {
        Some(self.of(node, held, Room::of(self.form, node)?))
    }

    fn of(&self, node: &Node, held: &Held<'a>, room: Room) -> Question {
        let need = self.need(held);
        Question {
            number: self.words.numbers.question(&node.pattern).unwrap_or_default().to_owned(),
            pattern: node.pattern.clone(),
            label: label(node).to_owned(),
            hint: node.description.clone(),
            when: self.when(held),
            mark: need.mark,
            mandatory: need.mandatory,
            room,
        }
    }

    fn when(&self, held: &Held<'a>) -> Option<String> {
        let own = held.all.iter().filter(|said| !held.told.contains(said)).cloned();
        self.words.only_when(&all_of(own.collect()))
    }

    /// Whether it must be answered, where it is asked.
    fn need(&self, held: &Held<'a>) -> Need {
        let Some(required) = &held.required else {
            return Need { mark: Some(self.words.optional()), mandatory: None };
        };
        let more = required.iter().filter(|said| !follows(said, &held.all)).cloned();
        let more = all_of(more.collect());
        // Who reads the paper does not know all of the condition, so nothing demands an answer.
        let is_said = held.all.iter().all(|said| self.words.says_all_of(said));
        match self.words.mandatory_when(&more) {
            None if is_said && more.is_always() => Need::default(),
            Some(mandatory) if is_said => Need { mark: None, mandatory: Some(mandatory) },
            _ => Need { mark: Some(self.words.if_applicable()), mandatory: None },
        }
    }
}

impl<'a> Held<'a> {
    /// The same, one step further inside.
    fn with(mut self, conditions: &Conditions<'a>) -> Self {
        conditions.when.iter().for_each(|said| flatten(said, &mut self.all));
        self.required = match (self.required, &conditions.required) {
            (Some(mut parts), Some(required)) => {
                flatten(required, &mut parts);
                Some(parts)
            }
            _ => None,
        };
        self
    }

    fn all_told(mut self) -> Self {
        self.told.clone_from(&self.all);
        self
    }
}

/// Whether a statement holds where all of these do.
fn follows(said: &Said<'_>, all: &[Said<'_>]) -> bool {
    all.contains(said)
        || match said {
            Said::All(parts) => parts.iter().all(|part| follows(part, all)),
            Said::Any(parts) => parts.iter().any(|part| follows(part, all)),
            Said::Fact(..) => false,
        }
}

/// The parts of what holds together, each once.
fn flatten<'a>(said: &Said<'a>, parts: &mut Vec<Said<'a>>) {
    match said {
        Said::All(all) => all.iter().for_each(|said| flatten(said, parts)),
        said if !parts.contains(said) => parts.push(said.clone()),
        _ => {}
    }
}
