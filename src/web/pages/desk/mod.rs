//! The desk's page.

pub mod begin;
pub mod fast;
mod given;
pub mod handler;
pub mod open_case;
pub mod other_case;
mod services;
mod shortcuts;

use askama::Template;
use chrono::{DateTime, Utc};
use given::GivenRow;

use self::services::{ServiceLink, Services};

use crate::accounts::SignedIn;
use crate::clock::german_time;
use crate::desk::{DeskDraft, DeskFiling, DeskOverview, Opened};
use crate::web::components::Level;
use crate::web::components::alert::Alert;
use crate::web::layout::{DeskGuard, StaffChrome};
use crate::web::urls::{self, Place};
use crate::web::words;

/// The page.
#[derive(Debug, Template)]
#[template(path = "pages/desk/desk.html")]
pub struct DeskPage {
    chrome: StaffChrome,
    /// A case was asked for that does not lie open.
    is_elsewhere: bool,
    opened: Option<OpenedRow>,
    /// What was searched for.
    query: String,
    /// The services of this clerk's last applications.
    recent: Vec<ServiceLink>,
    /// All services, or those that were meant.
    services: Vec<ServiceLink>,
    drafts: Vec<DraftRow>,
    filings: Vec<FilingRow>,
    given: Vec<GivenRow>,
}

/// The case that lies open.
#[derive(Debug)]
struct OpenedRow {
    title: String,
    service: String,
    href: String,
    is_filed: bool,
}

impl OpenedRow {
    fn new(opened: Opened) -> Self {
        match opened {
            Opened::Draft(draft) => Self {
                title: name(draft.resident),
                service: draft.service,
                href: Place::Desk { draft: draft.id }.check(),
                is_filed: false,
            },
            Opened::Answer(applicant) => Self {
                title: words::applicant(&applicant),
                service: "Antwort auf eine Rückfrage".to_owned(),
                href: format!("{}/antwort", urls::DESK_INQUIRY),
                is_filed: false,
            },
            Opened::Filed(number) => Self {
                title: number.to_string(),
                service: "eingereicht".to_owned(),
                href: urls::desk_receipt(&number),
                is_filed: true,
            },
        }
    }
}

#[derive(Debug)]
struct DraftRow {
    service: String,
    resident: String,
    changed_at: String,
    open: String,
    discard: String,
}

#[derive(Debug)]
struct FilingRow {
    number: String,
    resident: String,
    service: String,
    filed_at: String,
    open: String,
}

fn name(resident: Option<String>) -> String {
    resident.unwrap_or_else(|| "noch ohne Namen".to_owned())
}

impl DraftRow {
    fn new(draft: DeskDraft) -> Self {
        Self {
            service: draft.service,
            resident: name(draft.resident),
            changed_at: german_time(draft.changed_at),
            open: urls::open_case(draft.id),
            discard: Place::Desk { draft: draft.id }.discard(),
        }
    }
}

impl FilingRow {
    fn new(filing: DeskFiling) -> Self {
        Self {
            open: urls::open_filed(&filing.number),
            number: filing.number.to_string(),
            resident: filing.resident.unwrap_or_default(),
            service: filing.service,
            filed_at: german_time(filing.filed_at),
        }
    }
}

impl DeskPage {
    /// The page for this person.
    pub fn new(person: &SignedIn, overview: DeskOverview, services: Services, now: DateTime<Utc>) -> Self {
        let guard = Some(DeskGuard::of(person));
        Self {
            chrome: StaffChrome { guard, ..super::staff_chrome(person, "Schalter") },
            is_elsewhere: false,
            opened: overview.opened.map(OpenedRow::new),
            query: services.query,
            recent: services.recent,
            services: services.found,
            drafts: overview.drafts.into_iter().map(DraftRow::new).collect(),
            filings: overview.filings.into_iter().map(FilingRow::new).collect(),
            given: overview.given.into_iter().map(|given| GivenRow::new(given, now)).collect(),
        }
    }

    /// Tells that a case was asked for that does not lie open.
    #[must_use]
    pub fn told_elsewhere(self, is_elsewhere: bool) -> Self {
        Self { is_elsewhere, ..self }
    }

    fn result(&self) -> String {
        match self.services.len() {
            0 => "Dazu gibt es keine Leistung. Versuchen Sie es mit einem anderen Wort.".to_owned(),
            1 => "1 Leistung passt.".to_owned(),
            many => format!("{many} Leistungen passen."),
        }
    }

    fn elsewhere(&self) -> Alert {
        let text = "Es ist immer nur ein Fall offen. Öffnen Sie hier den Fall, um den es jetzt geht.";
        Alert {
            announced: true,
            ..Alert::new(Level::Warning, "Der gewünschte Fall ist nicht offen", &[text])
        }
    }
}
