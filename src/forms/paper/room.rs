//! The room for an answer in handwriting.

use crate::forms::field::{Choice, ChoiceControl, Kind, Node, TextFormat, TextKind};
use crate::forms::form::Form;

/// More options than these are not printed: the answer is written.
const MOST_OPTIONS: usize = 30;
/// An answer of so many characters fits beside its label.
const NARROW: u64 = 20;
/// So many characters fit on a line.
const ON_A_LINE: u64 = 70;

/// The room for an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Room {
    /// A line; `is_narrow`: a short one.
    Line {
        /// A few characters.
        is_narrow: bool,
    },
    /// So many lines.
    Lines(usize),
    /// Boxes for one character each, in groups.
    Boxes(Vec<usize>),
    /// A day.
    Day,
    /// A month.
    Month,
    /// A day and a time.
    Moment,
    /// A time.
    Time,
    /// A number, an amount: a short line and what stands behind it.
    Unit(String),
    /// Boxes to tick: one, or any of them.
    Options {
        /// What is ticked.
        options: Vec<Answer>,
        /// More than one may be ticked.
        several: bool,
    },
    /// A line for one of very many options.
    Named,
    /// A declaration: a box before the label. `privacy`: it speaks of the privacy sheet.
    Tick {
        /// The privacy sheet belongs to it.
        privacy: bool,
    },
    /// A paper that is enclosed, or what is said instead.
    Enclosed(Vec<String>),
    /// Rows: the room is theirs.
    Rows,
}

/// An answer that can be ticked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// What people read.
    pub title: String,
    /// A hint.
    pub hint: Option<String>,
}

impl Room {
    /// The room for the answer of a question; none for a group or a list.
    pub fn of(form: &Form, node: &Node) -> Option<Self> {
        let language = &form.language;
        Some(match &node.kind {
            Kind::Text(kind) => Self::of_text(kind),
            Kind::Number { unit, .. } => Self::Unit(unit.clone().unwrap_or_default()),
            Kind::Money => Self::Unit(language.say("Euro").to_owned()),
            Kind::Date => Self::Day,
            Kind::Month => Self::Month,
            Kind::Time => Self::Time,
            Kind::Moment => Self::Moment,
            Kind::YesNo => {
                let answer = |title: &str| Answer { title: title.to_owned(), hint: None };
                let options = vec![answer(language.say("Ja")), answer(language.say("Nein"))];
                Self::Options { options, several: false }
            }
            Kind::Declaration => Self::Tick { privacy: node.privacy_notice },
            Kind::OneOf { options, shown } => {
                let is_searched = *shown == ChoiceControl::Search;
                match options.len() > MOST_OPTIONS || (is_searched && options.len() > MOST_OPTIONS / 2) {
                    true => Self::Named,
                    false => Self::Options { options: answers(options), several: false },
                }
            }
            Kind::SeveralOf { options, .. } => Self::Options { options: answers(options), several: true },
            Kind::Files(files) => {
                Self::Enclosed(files.instead.iter().map(|choice| choice.title.clone()).collect())
            }
            Kind::Group(_) | Kind::List(_) => return None,
        })
    }

    fn of_text(kind: &TextKind) -> Self {
        match kind.format {
            _ if kind.multiline => {
                let lines = kind.max_length.unwrap_or(400).div_ceil(ON_A_LINE).clamp(3, 6);
                Self::Lines(usize::try_from(lines).unwrap_or(3))
            }
            TextFormat::Iban => Self::Boxes(vec![4, 4, 4, 4, 4, 2]),
            TextFormat::Bic => Self::Boxes(vec![4, 2, 2, 3]),
            TextFormat::Plz => Self::Boxes(vec![5]),
            TextFormat::Tel => Self::Line { is_narrow: true },
            TextFormat::Plain => {
                Self::Line { is_narrow: kind.max_length.is_some_and(|length| length <= NARROW) }
            }
            TextFormat::Email | TextFormat::Uri => Self::Line { is_narrow: false },
        }
    }

    /// Whether it fits into a column of a table.
    pub fn is_narrow(&self) -> bool {
        match self {
            Self::Line { .. } | Self::Day | Self::Month | Self::Time | Self::Unit(_) | Self::Named => true,
            Self::Options { options, .. } => {
                options.len() <= 3
                    && options
                        .iter()
                        .all(|option| option.hint.is_none() && option.title.chars().count() <= 18)
            }
            Self::Boxes(groups) => groups.iter().sum::<usize>() <= 5,
            Self::Lines(_) | Self::Moment | Self::Tick { .. } | Self::Enclosed(_) | Self::Rows => false,
        }
    }

    /// Whether it fits beside its label.
    pub fn is_beside(&self) -> bool {
        match self {
            Self::Options { options, .. } => {
                options.len() <= 3
                    && options.iter().map(|option| option.title.chars().count() + 4).sum::<usize>() <= 36
                    && options.iter().all(|option| option.hint.is_none())
            }
            Self::Moment | Self::Named | Self::Line { .. } => true,
            other => other.is_narrow(),
        }
    }
}

fn answers(options: &[Choice]) -> Vec<Answer> {
    let answer = |choice: &Choice| Answer { title: choice.title.clone(), hint: choice.description.clone() };
    options.iter().map(answer).collect()
}
