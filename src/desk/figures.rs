//! The figures of the desk: how many applications were taken down in a month, where, how, in which language and how
//! long it took. Counts only, and none by which somebody could be made out.

use chrono::{Months, NaiveDate};
use serde_json::json;

use crate::domain::{Count, SMALLEST, Scope, told};
use crate::forms::display;
use crate::forms::field::Kind;
use crate::forms::form::Form;
use crate::library::Library;
use crate::store::assistances::Assistance;
use crate::store::{Conn, StoreError, assistances};

/// How a month is divided in one respect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Breakdown {
    /// In which respect.
    pub title: &'static str,
    /// Each value that occurs, with its count; `None` where the counts of a few could be worked out.
    pub rows: Option<Vec<(String, Count)>>,
}

/// The figures of a month in which something was taken down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figures {
    /// How many applications.
    pub total: Count,
    /// The month is not over: told from day to day, its breakdowns would tell of a single application by what changed.
    pub is_running: bool,
    /// Half of them took no longer than so many minutes, rounded up; `None` for a few applications, and until the month
    /// is over.
    pub median_minutes: Option<i64>,
    /// Each respect on its own; none for a few applications, and until the month is over.
    pub breakdowns: Vec<Breakdown>,
}

/// The figures of the month that begins on this day; `None` where nothing was taken down, and for everybody but whoever
/// leads the desk.
pub fn figures(
    scope: &Scope,
    conn: &mut Conn,
    library: &Library,
    first: NaiveDate,
    today: NaiveDate,
) -> Result<Option<Figures>, StoreError> {
    let next = first.checked_add_months(Months::new(1)).unwrap_or(first);
    let filed = assistances::list(scope, conn, (first, next.pred_opt().unwrap_or(next)))?;
    let form = library.catalogue().services().next().map(|service| service.assisted.as_ref());
    Ok((!filed.is_empty()).then(|| of(&filed, form, today < next)))
}

fn of(filed: &[Assistance], form: Option<&Form>, is_running: bool) -> Figures {
    let total = if filed.len() < SMALLEST { Count::Few } else { Count::Exact(filed.len()) };
    if is_running || total == Count::Few {
        return Figures { total, is_running, median_minutes: None, breakdowns: Vec::new() };
    }
    let by = |title, field, word: fn(&Assistance) -> &str| {
        breakdown(title, filed.iter().map(|one| label(form, field, word(one))).collect())
    };
    let mut seconds: Vec<i64> = filed.iter().map(|one| one.seconds).collect();
    seconds.sort_unstable();
    let median = seconds.get((seconds.len() - 1) / 2).copied().unwrap_or_default();
    Figures {
        total,
        is_running,
        median_minutes: Some((median + 59) / 60),
        breakdowns: vec![
            by("Ort", "location", |one| &one.place),
            by("Art der Aufnahme", "mode", |one| &one.mode),
            by("Sprache", "language", |one| &one.language),
            breakdown("Dauer", filed.iter().map(|one| duration(one.seconds)).collect()),
        ],
    }
}

/// Where a value stands in its list, and its words.
type Label = (usize, String);

/// A stored word as the form of the desk says it.
fn label(form: Option<&Form>, field: &str, word: &str) -> Label {
    if word.is_empty() {
        return (usize::MAX, "ohne Angabe".to_owned());
    }
    let found = form.and_then(|form| Some((form, form.root.find(&format!("assisted.{field}"))?)));
    let Some((form, node)) = found else { return (usize::MAX, word.to_owned()) };
    let place = match &node.kind {
        Kind::OneOf { options, .. } => options.iter().position(|option| option.stored == word),
        _ => None,
    };
    let words = display::words(&form.language, node, &json!(word)).into_iter().next();
    (place.unwrap_or(usize::MAX), words.unwrap_or_else(|| word.to_owned()))
}

fn duration(seconds: i64) -> Label {
    match seconds {
        ..=600 => (0, "bis 10 Minuten".to_owned()),
        601..=1200 => (1, "über 10 bis 20 Minuten".to_owned()),
        1201..=2400 => (2, "über 20 bis 40 Minuten".to_owned()),
        _ => (3, "über 40 Minuten".to_owned()),
    }
}

fn breakdown(title: &'static str, mut labels: Vec<Label>) -> Breakdown {
    labels.sort();
    let mut rows: Vec<(String, usize)> = Vec::new();
    for (_, label) in labels {
        match rows.last_mut() {
            Some((last, count)) if *last == label => *count += 1,
            _ => rows.push((label, 1)),
        }
    }
    let counts: Vec<usize> = rows.iter().map(|(_, count)| *count).collect();
    let labels = rows.into_iter().map(|(label, _)| label);
    Breakdown { title, rows: told(&counts).map(|counts| labels.zip(counts).collect()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Count::{Exact, Few};

    #[test]
    fn a_month_with_a_few_is_not_divided() {
        let one = Assistance {
            place: "querum".to_owned(),
            mode: "help".to_owned(),
            language: String::new(),
            seconds: 601,
        };
        let few = of(&vec![one.clone(); 4], None, false);
        assert_eq!((few.total, few.median_minutes, few.breakdowns.len()), (Few, None, 0));
        let five = of(&vec![one; 5], None, false);
        assert_eq!((five.total, five.median_minutes), (Exact(5), Some(11)));
        let rows: Vec<_> = five.breakdowns.into_iter().map(|table| table.rows.unwrap()).collect();
        assert_eq!(rows[0], [("querum".to_owned(), Exact(5))]);
        assert_eq!(rows[2], [("ohne Angabe".to_owned(), Exact(5))]);
        assert_eq!(rows[3], [("über 10 bis 20 Minuten".to_owned(), Exact(5))]);
    }
}
