//! The history of a case in words.

use crate::casework::{CaseFile, HistoryEntry};
use crate::clock::german_time;
use crate::domain::CaseEventKind;
use crate::web::words;

/// An entry as people read it.
#[derive(Debug)]
pub(super) struct Entry {
    /// When.
    pub at: String,
    /// What happened.
    pub what: String,
    /// Who did it.
    pub who: String,
    /// What belongs to it: a note.
    pub text: Option<String>,
}

/// What happened, oldest first; of a draft that changed hands, also who sent it.
pub(super) fn told(file: &CaseFile, step_title: &str) -> Vec<Entry> {
    let moved = file.history.first().is_some_and(|entry| entry.kind != CaseEventKind::Received);
    let entry = |entry: &HistoryEntry| {
        let mut told = Entry::new(entry, step_title);
        if moved && entry.kind == CaseEventKind::Received {
            let by = if entry.by_applicant { "online eingereicht" } else { "am Schalter eingereicht" };
            told.what = format!("{}: {by}", told.what);
        }
        told
    };
    file.history.iter().map(entry).collect()
}

impl Entry {
    fn new(entry: &HistoryEntry, step_title: &str) -> Self {
        let detail = entry.detail.clone().unwrap_or_default();
        let (what, text) = match entry.kind {
            CaseEventKind::Received => ("Antrag eingegangen".to_owned(), None),
            CaseEventKind::BegunOnline => ("Online begonnen".to_owned(), None),
            CaseEventKind::BegunAtDesk => ("Am Schalter begonnen".to_owned(), None),
            CaseEventKind::HandedOver => ("An die Person übergeben".to_owned(), None),
            CaseEventKind::TakenOver => ("Von der Person übernommen".to_owned(), None),
            CaseEventKind::BroughtIn => ("Am Schalter weiter ausgefüllt".to_owned(), None),
            CaseEventKind::FetchedBack => {
                ("Vom Schalter zurückgeholt, bevor der Code benutzt war".to_owned(), None)
            }
            CaseEventKind::Witnessed => ("Mündliche Genehmigung bezeugt".to_owned(), None),
            CaseEventKind::Claimed => ("Übernommen".to_owned(), None),
            CaseEventKind::Released => ("In den Postkorb zurückgelegt".to_owned(), None),
            CaseEventKind::Noted => ("Notiz".to_owned(), Some(detail)),
            CaseEventKind::Filed => (format!("Aktenzeichen vergeben: {detail}"), None),
            CaseEventKind::Asked => (format!("{step_title}: gefragt ist {detail}"), None),
            CaseEventKind::BiasDeclared => ("Für befangen erklärt".to_owned(), None),
            CaseEventKind::BiasLifted => (format!("Befangenheit aufgehoben: {detail}"), None),
            CaseEventKind::Answered => (format!("{step_title} eingegangen"), None),
            CaseEventKind::Moved => {
                let word = detail.parse().map(words::state).unwrap_or_default();
                (format!("Neuer Stand: {word}"), None)
            }
        };
        let who = match &entry.who {
            Some(name) => name.clone(),
            None if entry.by_applicant => "Antragstellende Person".to_owned(),
            None => "Pforte".to_owned(),
        };
        Self { at: german_time(entry.at), what, who, text }
    }
}
