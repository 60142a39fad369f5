//! How long a case is kept, in the words of its history.

use chrono::NaiveDate;

use crate::clock::german_day;
use crate::domain::CaseEventKind;

/// What happened, and the text that belongs to it.
pub(super) fn told(kind: CaseEventKind, detail: &str) -> (String, Option<String>) {
    let (first, rest) = detail.split_once('\n').unwrap_or((detail, ""));
    let day = || first.parse::<NaiveDate>().map_or_else(|_| first.to_owned(), german_day);
    match kind {
        CaseEventKind::Erased => ("Angaben gelöscht".to_owned(), None),
        CaseEventKind::ErasedOnRequest => ("Angaben auf Antrag gelöscht".to_owned(), None),
        CaseEventKind::PaperErased => ("Unterlage gelöscht (Aufbewahrung)".to_owned(), None),
        CaseEventKind::RetentionHeld => {
            (format!("Wird aufbewahrt bis {}", day()), Some(rest.to_owned()).filter(|text| !text.is_empty()))
        }
        CaseEventKind::RetentionReleased => ("Wird nicht länger aufbewahrt als üblich".to_owned(), None),
        CaseEventKind::AccessGiven => ("Auskunft an die Person als Datei gespeichert".to_owned(), None),
        _ => (String::new(), None),
    }
}
