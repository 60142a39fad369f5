//! What can be typed, or handed in, that is no answer at all.

use crate::forms::field::{ChoiceControl, Kind, Node};
use crate::forms::files::FileProblem;
use crate::forms::messages::Problem;
use crate::forms::parse::{DAY_PARTS, DateProblem, MOMENT_PARTS, NumberProblem, TimeProblem};

/// Everything that can be wrong with what is typed into a field, each with a word for it.
pub fn unreadable(node: &Node) -> Vec<(String, Problem<'_>)> {
    // Nobody types what is computed, or what the account says.
    if node.compute.is_some() || node.read_only {
        return Vec::new();
    }
    match &node.kind {
        Kind::Number { .. } | Kind::Money => numbers(),
        Kind::Date => dates(&DAY_PARTS, DAY_PARTS.len() - 1),
        Kind::Month => dates(&["month", "year"], 1),
        // The time alone may have been typed.
        Kind::Moment => dates(&MOMENT_PARTS[..3], 3).into_iter().chain(times()).collect(),
        Kind::Time => vec![("no_time".to_owned(), Problem::Time(TimeProblem::NotReal))],
        Kind::Files(_) => FileProblem::ALL.into_iter().map(file).collect(),
        Kind::SeveralOf { exclusive: Some(exclusive), .. } => {
            vec![(String::new(), Problem::UnknownOption), (exclusive.clone(), Problem::Exclusive(exclusive))]
        }
        Kind::OneOf { shown: ChoiceControl::Search, .. } => vec![
            ("none_found".to_owned(), Problem::NoneFound("{typed}".to_owned())),
            ("not_chosen".to_owned(), Problem::NotChosen("{typed}".to_owned())),
            (String::new(), Problem::UnknownOption),
        ],
        Kind::OneOf { .. } | Kind::SeveralOf { .. } | Kind::YesNo => {
            vec![(String::new(), Problem::UnknownOption)]
        }
        Kind::Text(_) | Kind::Declaration | Kind::Group(_) | Kind::List(_) => Vec::new(),
    }
}

fn numbers<'a>() -> Vec<(String, Problem<'a>)> {
    let all = [
        ("no_number", NumberProblem::NotANumber),
        ("too_many_places", NumberProblem::TooManyPlaces),
        ("too_long", NumberProblem::TooLong),
    ];
    all.into_iter().map(|(word, problem)| (word.to_owned(), Problem::Number(problem))).collect()
}

/// Each choice of at most `most` parts can be missing; or they are there, and are no day.
fn dates<'a>(parts: &[&'static str], most: usize) -> Vec<(String, Problem<'a>)> {
    let chosen = |choice: usize| -> Vec<&'static str> {
        parts
            .iter()
            .enumerate()
            .filter(|(place, _)| choice >> place & 1 == 1)
            .map(|(_, part)| *part)
            .collect()
    };
    let missing = (1..1_usize << parts.len()).map(chosen).filter(|parts| parts.len() <= most);
    let missing = missing.map(|parts| (format!("without {}", parts.join("+")), DateProblem::Missing(parts)));
    let others = [
        ("short_year".to_owned(), DateProblem::ShortYear),
        ("no_such_part".to_owned(), DateProblem::Wrong(Vec::new())),
        ("no_such_day".to_owned(), DateProblem::NotReal),
    ];
    missing.chain(others).map(|(word, problem)| (word, Problem::Date(problem))).collect()
}

fn times<'a>() -> Vec<(String, Problem<'a>)> {
    let all = [("without time", TimeProblem::Missing), ("no_time", TimeProblem::NotReal)];
    all.into_iter().map(|(word, problem)| (word.to_owned(), Problem::Time(problem))).collect()
}

/// The name of the file stands for itself.
fn file<'a>((problem, word): (FileProblem, &str)) -> (String, Problem<'a>) {
    (word.to_owned(), Problem::File(problem, "{name}".to_owned()))
}
