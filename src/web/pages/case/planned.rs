//! What was planned on a case, in the words of its history.

use chrono::NaiveDate;

use crate::clock::german_day;
use crate::domain::{CaseEventKind, DepartmentId};
use crate::forms::form::Form;

/// What happened, and the text that belongs to it.
pub(super) fn told(form: &Form, kind: CaseEventKind, detail: &str) -> (String, Option<String>) {
    let (first, rest) = detail.split_once('\n').unwrap_or((detail, ""));
    let text = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    match kind {
        CaseEventKind::Assigned if rest.is_empty() => (format!("Zugewiesen: {first}"), None),
        CaseEventKind::Assigned => (format!("Zugewiesen: {first}, vorher {rest}"), None),
        CaseEventKind::StoodIn => (format!("In Vertretung für {first}"), None),
        CaseEventKind::FollowUpSet if detail.is_empty() => ("Wiedervorlage gelöscht".to_owned(), None),
        CaseEventKind::FollowUpSet => (format!("Wiedervorlage am {}", day(first)), text(rest)),
        CaseEventKind::MarkedComplete => (format!("Vollständig seit {}", day(first)), None),
        CaseEventKind::TaskAdded => (format!("Aufgabe bis {}", day(first)), text(rest)),
        CaseEventKind::TaskDone => ("Aufgabe erledigt".to_owned(), text(detail)),
        CaseEventKind::TaskReopened => ("Aufgabe wieder geöffnet".to_owned(), text(detail)),
        CaseEventKind::Reassigned => reassigned(form, first, rest),
        _ => (String::new(), None),
    }
}

fn reassigned(form: &Form, department: &str, rest: &str) -> (String, Option<String>) {
    let (word, reason) = rest.split_once('\n').unwrap_or((rest, ""));
    let notes = if word == "with_notes" { "mit den Notizen" } else { "ohne die Notizen" };
    let known = form.department(&DepartmentId(department.to_owned()));
    let name = known.map_or(department, |known| known.name.as_str());
    (format!("Weitergegeben an {name}, {notes}"), Some(reason.to_owned()))
}

fn day(text: &str) -> String {
    text.parse::<NaiveDate>().map_or_else(|_| text.to_owned(), german_day)
}
