//! The record of the assistance: what the product knows itself of it, and what becomes of it when a draft changes
//! hands between the desk and a person.

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::draft::Content;
use crate::domain::{Answers, Channel, Path};
use crate::forms::definition::Page;
use crate::forms::display::words;
use crate::forms::form::Form;
use crate::forms::messages::label;
use crate::forms::responsibility;
use crate::forms::state::Remembered;

/// The field of a desk's form that holds the record.
const RECORD: &str = "assisted";

/// What the history of the case tells of the record besides the way and the place: all of it but the clerk's note, and
/// that they are not involved, without which there is no application.
const TOLD: [&str; 11] = [
    "paper_received_on",
    "privacy_given",
    "id_check",
    "companion",
    "companion_name",
    "mandate",
    "language",
    "language_other",
    "interpreter_kind",
    "read_aloud",
    "approved_by",
];

/// Fills in who takes an assisted application down and since when. Rules of the form ask for it, so it
/// stands there from the first page on.
pub(super) fn record_beginning(answers: &mut Answers, login: &str, begun_at: DateTime<Utc>) {
    record(answers, "staff_id", login.to_owned());
    record(answers, "started_at", begun_at.to_rfc3339());
}

/// Fills in what the product knows itself of an assisted application that is sent. The beginning again: a draft that
/// an older version began does not tell it.
pub(super) fn record_end(answers: &mut Answers, login: &str, begun_at: DateTime<Utc>, now: DateTime<Utc>) {
    let told = answers.at("assisted.started_at").and_then(Value::as_str).map(str::to_owned);
    record_beginning(answers, login, begun_at);
    if let Some(told) = told {
        record(answers, "started_at", told);
    }
    record(answers, "finished_at", now.to_rfc3339());
}

/// The language in which somebody speaks at the desk: a tag (BCP 47), or a word for what has none.
pub fn spoken_language(answers: &Answers) -> Option<&str> {
    answers.at("assisted.language")?.as_str()
}

/// Whether the desk types in a paper that was handed in: nobody is there to speak with.
pub fn is_from_paper(answers: &Answers) -> bool {
    answers.at("assisted.mode").and_then(Value::as_str) == Some("paper")
}

/// Whether a page of the record asks if the answers were read out.
pub fn asks_for_read_back(page: &Page) -> bool {
    page.fields.iter().any(|field| field == "assisted.read_aloud")
}

/// When the desk began to take an application down, as its record tells.
pub(super) fn record_began(answers: &Answers) -> Option<DateTime<Utc>> {
    let told = answers.at("assisted.started_at")?.as_str()?;
    DateTime::parse_from_rfc3339(told).ok().map(|at| at.to_utc())
}

/// What the history of the case says of an assisted application, so that it can be read without the answers: the way
/// and the place in one line, then the other facts, each in a line with its title. In the words that the clerk read;
/// a telephone, which is a way and a place, is named once. `None` for what was not taken down at the desk.
pub(super) fn record_in_words(form: &Form, answers: &Answers) -> Option<String> {
    let record = answers.at(RECORD).filter(|_| form.channel == Channel::Assisted)?;
    let told = |name: &str| {
        let node = form.root.find(&format!("{RECORD}.{name}"))?;
        Some((label(node), words(&form.language, node, record.get(name)?).into_iter().next()?))
    };
    let place = Some("location").filter(|place| record.get(place) != record.get("mode"));
    let how = ["mode"].into_iter().chain(place).filter_map(told).map(|(_, words)| words);
    let first = how.collect::<Vec<_>>().join(", ");
    let others = TOLD.into_iter().filter_map(told).map(|(title, words)| match title.ends_with('.') {
        // A declaration says itself what is so.
        true => title.to_owned(),
        false => format!("{}: {words}", title.trim_end_matches('?')),
    });
    let papers = responsibility::papers_to_follow(form, answers).into_iter();
    let noted = papers.filter(|(path, _)| path.starts_with(&Path::root().key(RECORD)));
    let noted = noted.map(|(_, paper)| format!("Fehlt noch: {paper}"));
    Some([first].into_iter().chain(others).chain(noted).collect::<Vec<_>>().join("\n"))
}

/// Fills in one of the facts that the product knows itself of an assisted application.
pub(super) fn record(answers: &mut Answers, name: &str, value: String) {
    answers.set(&Path::root().key(RECORD).key(name), Value::String(value));
}

impl Content {
    /// Whether the desk has given it to the person who fills it in.
    pub fn is_from_desk(&self) -> bool {
        self.record.is_some()
    }

    /// Puts the record aside: the person who goes on does not see it, and it counts for nothing.
    pub fn put_record_aside(&mut self) {
        let record = self.remembered.answers.remove(&Path::root().key(RECORD));
        self.record = Some(record.unwrap_or_else(|| Value::Object(serde_json::Map::new())));
    }

    /// Takes the record up again as it was put aside.
    pub fn take_up_record(&mut self) {
        if let Some(record) = self.record.take() {
            self.remembered.answers.set(&Path::root().key(RECORD), record);
        }
    }

    /// Begins a record for the clerk with this login: another clerk, or the same on another day, declares anew that
    /// they are not involved, and whom they have before them. `form` is the desk's, `pages` are those of the person.
    pub fn begin_record(&mut self, form: &Form, pages: &[&str], login: &str, now: DateTime<Utc>) {
        self.record = None;
        let is_of_record = |name: &str| name == RECORD || name.starts_with("assisted.");
        self.remembered.texts.retain(|name, _| !is_of_record(name));
        let path = Path::root().key(RECORD);
        self.remembered.answers.remove(&path);
        if let Some(begun) = Remembered::begin(form).answers.get(&path) {
            self.remembered.answers.set(&path, begun.clone());
        }
        record_beginning(&mut self.remembered.answers, login, now);
        let is_of_person = |key: &String| pages.contains(&key.split('/').next().unwrap_or_default());
        self.saved_pages.retain(is_of_person);
        self.tried_pages.retain(is_of_person);
        self.seen_hints.retain(|hint| !hint.rsplit(' ').next().is_some_and(is_of_record));
    }
}
