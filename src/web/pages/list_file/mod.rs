//! A list as a file, CSV or XLSX: how any is given out, and the list of the inbox.

pub mod handler;
pub(in crate::web::pages) mod stream;

use std::sync::Arc;

use crate::casework::ListPart;
use crate::clock::in_germany;
use crate::forms::field::Kind;
use crate::forms::form::Form;
use crate::library::Library;
use crate::sheets::Cell;
use crate::store::cases::CaseSummary;
use crate::web::words;

/// The columns that every list has.
const COLUMNS: [&str; 9] = [
    "Eingangsnummer",
    "Leistung",
    "Antragstellende",
    "Eingang",
    "Weg",
    "Stand",
    "Bearbeitung",
    "Merkmale",
    "Unvollständig, Fehlendes bis",
];

/// The titles of the columns: those of every list, and those of the service that is listed.
fn titles(form: Option<&Arc<Form>>) -> Vec<String> {
    let own = form.iter().flat_map(|form| form.file.inbox.columns.iter().map(|path| title(form, path)));
    COLUMNS.iter().map(|&title| title.to_owned()).chain(own).collect()
}

fn title(form: &Form, path: &str) -> String {
    form.root.find(path).and_then(|node| node.title.clone()).unwrap_or_else(|| path.to_owned())
}

/// The cells of a case.
fn cells(library: &Library, part: &ListPart, case: &CaseSummary, listed: Option<&Arc<Form>>) -> Vec<Cell> {
    let service = library.catalogue().find_id(&case.form_id);
    let form = service.map(|service| &service.online);
    let outcome = case.outcome.as_ref().zip(form).map(|(outcome, form)| form.outcome_title(outcome));
    let tag = |tag: &String| form.map_or_else(|| tag.clone(), |form| form.tag_title(tag).to_owned());
    let own = part.tags.get(&case.id).into_iter().flatten().map(|tag| tag.as_str().to_owned());
    let tags: Vec<String> = case.tags.iter().map(tag).chain(own).collect();
    let clerk = case.clerk.and_then(|clerk| part.names.get(&clerk).cloned());
    let all = [
        Cell::text(case.receipt_number.to_string()),
        Cell::text(form.map_or_else(|| case.form_id.clone(), |form| form.file.title.clone())),
        Cell::text(words::applicant(&case.applicant_name)),
        Cell::Moment(in_germany(case.received_at)),
        Cell::text(words::channel(case.channel)),
        Cell::text(words::state_and_outcome(case.state, outcome)),
        Cell::text(clerk.unwrap_or_default()),
        Cell::text(tags.join(", ")),
        case.complete_by.map_or(Cell::Empty, Cell::Day),
    ];
    let own = listed.iter().flat_map(|form| {
        let columns = form.file.inbox.columns.iter();
        columns.map(|path| column(form, path, case.columns.get(path).map_or("", String::as_str)))
    });
    all.into_iter().chain(own).collect()
}

/// What a case says in a column of its service, as a number or a day where it is one.
fn column(form: &Form, path: &str, words: &str) -> Cell {
    match form.root.find(path).map(|node| &node.kind) {
        Some(Kind::Money) => Cell::german_number(words.trim_end_matches(['€', ' ', '\u{a0}']), true),
        Some(Kind::Number { unit: None, .. }) => Cell::german_number(words, false),
        Some(Kind::Date) => {
            chrono::NaiveDate::parse_from_str(words, "%d.%m.%Y").map_or_else(|_| Cell::text(words), Cell::Day)
        }
        _ => Cell::text(words),
    }
}
