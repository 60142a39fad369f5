//! The functions by name, and the types of what they take and give.

use super::Type;

/// A function of the language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Function {
    Sum,
    Count,
    Min,
    Max,
    SumDistinct,
    Default,
    If,
    Present,
    Contains,
    Number,
    Length,
    StartsWith,
    Round,
    Floor,
    Date,
    Year,
    Month,
    Day,
    DaysBetween,
    MonthsBetween,
    Age,
    AddMonths,
    AddDays,
    Step,
}

/// What functions take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Signature {
    /// Values of these types; gives the last one.
    Plain(&'static [Type], Type),
    /// Has a rule of its own; the number of values.
    Own(usize),
    /// Has a rule of its own, for any number of values.
    Open,
}

/// Every function, as it is written in `forms/README.md`.
const FUNCTIONS: [(Function, &str); 24] = [
    (Function::Sum, "sum(list)"),
    (Function::Count, "count(list)"),
    (Function::Min, "min(list)` or `min(a, b)"),
    (Function::Max, "max(list)` or `max(a, b)"),
    (Function::SumDistinct, "sum_distinct(values, keys)"),
    (Function::Default, "default(a, b)"),
    (Function::If, "if(condition, a, b)"),
    (Function::Present, "present(a)"),
    (Function::Contains, "contains(set, value)"),
    (Function::Number, "number(text)"),
    (Function::Length, "length(text)"),
    (Function::StartsWith, "starts_with(text, prefix)"),
    (Function::Round, "round(x, places)"),
    (Function::Floor, "floor(x)"),
    (Function::Date, "date(year, month, day)"),
    (Function::Year, "year(d)"),
    (Function::Month, "month(d)"),
    (Function::Day, "day(d)"),
    (Function::DaysBetween, "days_between(a, b)"),
    (Function::MonthsBetween, "months_between(a, b)"),
    (Function::Age, "age(birth, day)"),
    (Function::AddMonths, "add_months(d, n)"),
    (Function::AddDays, "add_days(d, n)"),
    (Function::Step, "step($table, day)"),
];

/// The name in front of the parenthesis.
fn name_of(usage: &'static str) -> &'static str {
    usage.split_once('(').map_or(usage, |(name, _)| name)
}

impl Function {
    /// The function with this name.
    pub(super) fn find(name: &str) -> Option<Self> {
        FUNCTIONS.iter().find(|(_, usage)| name_of(usage) == name).map(|(function, _)| *function)
    }

    /// The names of all functions, for a message.
    pub(super) fn names() -> String {
        FUNCTIONS.map(|(_, usage)| name_of(usage)).join(", ")
    }

    /// How it is written, for a message.
    pub(super) fn usage(self) -> &'static str {
        FUNCTIONS.iter().find(|(function, _)| *function == self).map_or("", |(_, usage)| *usage)
    }

    /// What it takes and gives.
    pub(super) fn signature(self) -> Signature {
        use Type::{Bool, Date, Number, Steps, Text};
        match self {
            Self::Min | Self::Max => Signature::Open,
            Self::Sum | Self::Count | Self::Present => Signature::Own(1),
            Self::SumDistinct | Self::Default | Self::Contains => Signature::Own(2),
            Self::If => Signature::Own(3),
            Self::Number | Self::Length => Signature::Plain(&[Text], Number),
            Self::StartsWith => Signature::Plain(&[Text, Text], Bool),
            Self::Round => Signature::Plain(&[Number, Number], Number),
            Self::Floor => Signature::Plain(&[Number], Number),
            Self::Date => Signature::Plain(&[Number, Number, Number], Date),
            Self::Year | Self::Month | Self::Day => Signature::Plain(&[Date], Number),
            Self::DaysBetween | Self::MonthsBetween | Self::Age => Signature::Plain(&[Date, Date], Number),
            Self::AddMonths | Self::AddDays => Signature::Plain(&[Date, Number], Date),
            Self::Step => Signature::Plain(&[Steps, Date], Number),
        }
    }
}
