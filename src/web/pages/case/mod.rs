//! A case: the answers in the words they were asked in, how it came in, what was done with it.

pub mod handler;

use askama::Template;

use crate::accounts::SignedIn;
use crate::casework::{CaseFile, HistoryEntry, MAX_NOTE, MAX_REFERENCE};
use crate::clock::{german_day, german_time};
use crate::domain::{CaseAction, CaseEventKind, CaseState, Channel, Role};
use crate::forms::view::{AdviceView, SectionView};
use crate::web::components::summary::Summary;
use crate::web::layout::StaffChrome;
use crate::web::{urls, words};

/// Something to tell about what was just tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// A colleague was faster.
    TakenBy(String),
    /// The case was changed in the meantime.
    Changed,
    /// A colleague has the case.
    NotYours,
    /// The note is empty or too long.
    NoteText,
    /// The file reference is empty or too long.
    ReferenceText,
}

/// The page.
#[derive(Debug, Template)]
#[template(path = "pages/case/case.html")]
pub struct CasePage {
    chrome: StaffChrome,
    notice: Option<Notice>,
    note: String,
    address: String,
    number: String,
    service: String,
    applicant: String,
    state: CaseState,
    state_word: &'static str,
    received_at: String,
    received_on: Option<String>,
    channel: &'static str,
    filed_by: Option<String>,
    department: String,
    clerk: Option<String>,
    reference: Option<String>,
    tags: Vec<String>,
    papers: Vec<String>,
    related: Vec<(String, String)>,
    advice: Vec<AdviceView>,
    may_claim: bool,
    actions: Vec<(CaseAction, &'static str)>,
    sections: Vec<SectionView>,
    history: Vec<Entry>,
}

#[derive(Debug)]
struct Entry {
    at: String,
    what: String,
    who: String,
    text: Option<String>,
}

impl CasePage {
    /// The page for this person.
    pub fn new(person: &SignedIn, file: CaseFile, notice: Option<Notice>, note: &str) -> Self {
        let case = &file.case;
        let is_theirs = case.clerk == Some(person.clerk) || person.role == Role::Lead;
        let offered = |action: &CaseAction| *action != CaseAction::Claim && is_theirs && case.clerk.is_some();
        let actions = case.state.actions().filter(offered).map(|action| (action, words::action(action)));
        let department = file.form.department(&case.department);
        let arrived_on = crate::clock::day_in_germany(case.received_at);
        let has_text_errors = matches!(notice, Some(Notice::NoteText | Notice::ReferenceText));
        Self {
            chrome: super::staff_chrome(person, &format!("Vorgang {}", case.receipt_number))
                .crumb("Postkorb", urls::INBOX)
                .here(case.receipt_number.to_string())
                .with_errors(has_text_errors),
            note: note.to_owned(),
            address: urls::case(case.id),
            number: case.receipt_number.to_string(),
            service: file.form.file.title.clone(),
            applicant: case.applicant_name.clone(),
            state: case.state,
            state_word: words::state(case.state),
            received_at: german_time(case.received_at),
            received_on: (file.received_on != arrived_on).then(|| german_day(file.received_on)),
            channel: words::channel(case.channel),
            filed_by: file.filed_by.clone().filter(|_| case.channel == Channel::Assisted),
            department: department.map_or_else(|| case.department.0.clone(), |d| d.name.clone()),
            clerk: file.clerk_name.clone(),
            reference: case.file_reference.clone(),
            tags: case.tags.clone(),
            papers: file.papers.iter().map(|(_, title)| title.clone()).collect(),
            related: file.related.iter().map(|(id, number)| (urls::case(*id), number.to_string())).collect(),
            may_claim: case.state == CaseState::Received && case.clerk.is_none(),
            actions: actions.collect(),
            history: file.history.iter().map(Entry::new).collect(),
            advice: file.advice,
            sections: file.sections,
            notice,
        }
    }

    fn summaries(&self) -> impl Iterator<Item = Summary<'_>> {
        self.sections.iter().map(|section| Summary { section, change_href: None })
    }

    /// Most characters of a note.
    pub fn max_note(&self) -> usize {
        MAX_NOTE
    }

    /// Most characters of a file reference.
    pub fn max_reference(&self) -> usize {
        MAX_REFERENCE
    }
}

impl Entry {
    fn new(entry: &HistoryEntry) -> Self {
        let detail = entry.detail.clone().unwrap_or_default();
        let (what, text) = match entry.kind {
            CaseEventKind::Received => ("Antrag eingegangen".to_owned(), None),
            CaseEventKind::Claimed => ("Übernommen".to_owned(), None),
            CaseEventKind::Released => ("In den Postkorb zurückgelegt".to_owned(), None),
            CaseEventKind::Noted => ("Notiz".to_owned(), Some(detail)),
            CaseEventKind::Filed => (format!("Aktenzeichen vergeben: {detail}"), None),
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
