//! The history of a case in words.

use crate::casework::{CaseFile, HistoryEntry};
use crate::clock::{day_in_germany, german_day, german_time};
use crate::domain::{CaseEventKind, Channel, Outcome};
use crate::forms::form::Form;
use crate::web::words;

use super::{decision, inquiry, planned, proposal, retained, transfer};

/// Which file it is, the list of papers tells.
const MALWARE_FOUND: &str = "Schadsoftware in einer Datei gefunden: Sie wird nicht herausgegeben";

/// An entry as people read it.
#[derive(Debug)]
pub struct Entry {
    /// When.
    pub at: String,
    /// What happened.
    pub what: String,
    /// Who did it.
    pub who: String,
    /// What belongs to it: a note.
    pub text: Option<String>,
}

/// What happened, oldest first.
pub(in crate::web::pages) fn told(file: &CaseFile, step_title: &str) -> Vec<Entry> {
    let entry = |entry: &HistoryEntry| {
        let mut told = Entry::new(&file.form, entry, step_title);
        if entry.kind == CaseEventKind::Received {
            (told.what, told.text) = received(file, entry);
        }
        told
    };
    file.history.iter().map(entry).collect()
}

/// How it arrived. What the desk filed tells the way and the place, and below them the rest of the record; a draft that
/// changed hands, who sent it; a paper, on which day it counts as received.
fn received(file: &CaseFile, entry: &HistoryEntry) -> (String, Option<String>) {
    let moved = file.history.first().is_some_and(|first| first.kind != CaseEventKind::Received);
    let began_online = file.history.iter().any(|entry| entry.kind == CaseEventKind::BegunOnline);
    let by = match file.case.channel {
        Channel::Assisted if began_online => "am Schalter eingereicht",
        Channel::Assisted => "am Schalter aufgenommen",
        _ if moved && entry.by_applicant => "online eingereicht",
        _ => return ("Antrag eingegangen".to_owned(), None),
    };
    let (how, rest) =
        entry.detail.as_deref().map_or(("", ""), |told| told.split_once('\n').unwrap_or((told, "")));
    let day = (file.received_on != day_in_germany(entry.at))
        .then(|| format!("Gilt als eingegangen am {}", german_day(file.received_on)));
    let text: Vec<&str> = rest.lines().chain(day.as_deref()).collect();
    let what = [by, how].into_iter().filter(|words| !words.is_empty()).collect::<Vec<_>>().join(", ");
    (format!("Antrag eingegangen: {what}"), (!text.is_empty()).then(|| text.join("\n")))
}

/// The words for a new state: `decided granted` is told by the form.
fn state(form: &Form, detail: &str) -> String {
    let (state, outcome) = detail.split_once(' ').map_or((detail, None), |(state, word)| (state, Some(word)));
    let outcome = outcome.map(|word| Outcome(word.to_owned()));
    let title = outcome.as_ref().map(|outcome| form.outcome_title(outcome));
    state.parse().map(|state| words::state_and_outcome(state, title)).unwrap_or_default()
}

/// Which checks were changed, by their labels; nothing where none was, because they were saved for new answers.
fn checked(form: &Form, detail: &str) -> String {
    let check = form.check.as_deref();
    let label = |name: &str| {
        let node = check?.form.root.find(name)?;
        let group = name.strip_prefix("accepted.");
        let of = group.and_then(|group| check?.accepted.iter().find(|column| column.group == group));
        let answer = of.and_then(|column| form.root.find(column.list().unwrap_or(&column.of)));
        answer.unwrap_or(node).title.clone()
    };
    let labels: Vec<String> = detail.split(' ').filter_map(label).collect();
    if labels.is_empty() { String::new() } else { format!(": {}", labels.join(", ")) }
}

impl Entry {
    fn new(form: &Form, entry: &HistoryEntry, step_title: &str) -> Self {
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
            CaseEventKind::Reissued => ("Zweitschrift der Eingangsbestätigung ausgestellt".to_owned(), None),
            CaseEventKind::Read => ("Vorgang geöffnet".to_owned(), None),
            CaseEventKind::FileRead => ("Datei geöffnet".to_owned(), None),
            CaseEventKind::Erased
            | CaseEventKind::ErasedOnRequest
            | CaseEventKind::PaperErased
            | CaseEventKind::RetentionHeld
            | CaseEventKind::RetentionReleased
            | CaseEventKind::AccessGiven => retained::told(entry.kind, &detail),
            CaseEventKind::MalwareFound => (MALWARE_FOUND.to_owned(), None),
            CaseEventKind::Tagged => (format!("Merkmal vergeben: {detail}"), None),
            CaseEventKind::Untagged => (format!("Merkmal entfernt: {detail}"), None),
            CaseEventKind::Listed => (format!("In einer Datei gespeichert: {detail}"), None),
            CaseEventKind::Witnessed => ("Mündliche Genehmigung bezeugt".to_owned(), None),
            CaseEventKind::Exported => ("Als Datei gespeichert".to_owned(), None),
            CaseEventKind::Claimed => ("Übernommen".to_owned(), None),
            CaseEventKind::Released => ("In den Postkorb zurückgelegt".to_owned(), None),
            CaseEventKind::Noted => ("Notiz".to_owned(), Some(detail)),
            CaseEventKind::Filed => (format!("Aktenzeichen vergeben: {detail}"), None),
            CaseEventKind::Asked => (format!("{step_title}: gefragt ist {detail}"), None),
            CaseEventKind::BiasDeclared => ("Für befangen erklärt".to_owned(), None),
            CaseEventKind::BiasLifted => (format!("Befangenheit aufgehoben: {detail}"), None),
            CaseEventKind::Answered => (format!("{step_title} eingegangen"), None),
            CaseEventKind::InquiryAsked
            | CaseEventKind::InquirySeen
            | CaseEventKind::InquiryAnswered
            | CaseEventKind::InquiryTakenBack
            | CaseEventKind::InquiryPrinted
            | CaseEventKind::InquiryReminded
            | CaseEventKind::Notified => inquiry::told(entry.kind, &detail),
            CaseEventKind::Assigned
            | CaseEventKind::StoodIn
            | CaseEventKind::FollowUpSet
            | CaseEventKind::MarkedComplete
            | CaseEventKind::TaskAdded
            | CaseEventKind::TaskDone
            | CaseEventKind::TaskReopened
            | CaseEventKind::Reassigned => planned::told(form, entry.kind, &detail),
            CaseEventKind::Moved => (format!("Neuer Stand: {}", state(form, &detail)), None),
            CaseEventKind::Returned => ("Vorschlag zurückgegeben".to_owned(), None),
            CaseEventKind::DecisionWritten
            | CaseEventKind::LetterFrozen
            | CaseEventKind::RetrievalAllowed
            | CaseEventKind::RetrievalDeclined
            | CaseEventKind::LetterProvided
            | CaseEventKind::LetterFetched
            | CaseEventKind::ProvisionEnded
            | CaseEventKind::LetterPosted
            | CaseEventKind::LetterLate
            | CaseEventKind::LetterArrived
            | CaseEventKind::PostingCorrected
            | CaseEventKind::LetterReturned
            | CaseEventKind::PaymentOrdered
            | CaseEventKind::PaymentReturned
            | CaseEventKind::PaymentStopped
            | CaseEventKind::PaymentLifted => decision::told(form, entry.kind, &detail),
            CaseEventKind::Proposed => proposal::told(&detail),
            CaseEventKind::Transferred => transfer::told(&detail),
            CaseEventKind::Checked => (format!("Prüfung gespeichert{}", checked(form, &detail)), None),
            CaseEventKind::Linked => (format!("Verbunden mit {detail}"), None),
            CaseEventKind::Unlinked => (format!("Verbindung mit {detail} entfernt"), None),
            CaseEventKind::Bundled => ("Mit allen Dateien gespeichert".to_owned(), None),
        };
        let who = match &entry.who {
            Some(name) => name.clone(),
            None if entry.by_applicant => "Antragstellende Person".to_owned(),
            None => "Pforte".to_owned(),
        };
        Self { at: german_time(entry.at), what, who, text }
    }
}
