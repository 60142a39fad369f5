//! Who read a case, for the lead.

use crate::casework::{CaseFile, HistoryEntry};
use crate::clock::german_time;
use crate::domain::{CaseEventKind, FileReference};
use crate::forms::files;

/// The last readings, and how many there are.
#[derive(Debug)]
pub struct Access {
    /// How often the case was read in all.
    pub all: i64,
    /// The last ones, newest first.
    pub last: Vec<AccessRow>,
}

/// A reading.
#[derive(Debug)]
pub struct AccessRow {
    /// When.
    pub at: String,
    /// Who.
    pub who: String,
    /// What was opened.
    pub what: String,
}

impl Access {
    /// The readings of a case; nothing for who is no lead.
    pub fn of(file: &CaseFile) -> Option<Self> {
        let readings = file.readings.as_ref()?;
        let files = files::named(&file.form, &file.answers);
        let last = readings.last.iter().map(|entry| AccessRow::new(entry, &files)).collect();
        Some(Self { all: readings.all, last })
    }

    /// Whether there are no others.
    pub fn are_all_shown(&self) -> bool {
        usize::try_from(self.all).is_ok_and(|all| all <= self.last.len())
    }
}

impl AccessRow {
    fn new(entry: &HistoryEntry, files: &[FileReference]) -> Self {
        let id = entry.detail.as_deref().unwrap_or_default();
        let name = files.iter().find(|file| file.id.to_string() == id).map(|file| file.name.as_str());
        let what = match (entry.kind, name) {
            (CaseEventKind::FileRead, Some(name)) => format!("Datei: {name}"),
            (CaseEventKind::FileRead, None) => "Datei".to_owned(),
            (CaseEventKind::Listed, _) => format!("In einer Datei gespeichert: {id}"),
            _ => "Vorgang".to_owned(),
        };
        Self { at: german_time(entry.at), who: entry.who.clone().unwrap_or_default(), what }
    }
}
