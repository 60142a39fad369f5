//! The desk's page.

pub mod begin;
pub mod fast;
pub mod handler;
pub mod open_case;
pub mod other_case;

use askama::Template;

use crate::accounts::SignedIn;
use crate::clock::german_time;
use crate::desk::{DeskDraft, DeskFiling, DeskOverview, Opened};
use crate::web::components::Level;
use crate::web::components::alert::Alert;
use crate::web::layout::{DeskGuard, StaffChrome};
use crate::web::pages::service::NotOpen;
use crate::web::site::Site;
use crate::web::urls::{self, Place};

/// The page.
#[derive(Debug, Template)]
#[template(path = "pages/desk/desk.html")]
pub struct DeskPage {
    chrome: StaffChrome,
    /// A case was asked for that does not lie open.
    is_elsewhere: bool,
    opened: Option<OpenedRow>,
    services: Vec<ServiceRow>,
    drafts: Vec<DraftRow>,
    filings: Vec<FilingRow>,
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
struct ServiceRow {
    slug: String,
    title: String,
    summary: String,
    not_open: Option<NotOpen>,
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
    /// The page for this person; `is_elsewhere` where they asked for a case that does not lie open.
    pub fn new(site: &Site, person: &SignedIn, overview: DeskOverview, is_elsewhere: bool) -> Self {
        let catalogue = site.library.catalogue();
        let today = site.today();
        let service = |service: &crate::forms::form::PublicService| {
            let file = &service.online.file;
            ServiceRow {
                slug: file.slug.clone(),
                title: file.title.clone(),
                summary: file.summary.clone(),
                not_open: NotOpen::of(file, today),
            }
        };
        let guard = Some(DeskGuard::of(person));
        Self {
            chrome: StaffChrome { guard, ..super::staff_chrome(person, "Schalter") },
            is_elsewhere,
            opened: overview.opened.map(OpenedRow::new),
            services: catalogue.services().map(service).collect(),
            drafts: overview.drafts.into_iter().map(DraftRow::new).collect(),
            filings: overview.filings.into_iter().map(FilingRow::new).collect(),
        }
    }

    fn elsewhere(&self) -> Alert {
        let text = "Es ist immer nur ein Fall offen. Öffnen Sie hier den, um den es jetzt geht.";
        Alert {
            announced: true,
            ..Alert::new(Level::Warning, "Der gewünschte Fall ist nicht offen", &[text])
        }
    }
}
