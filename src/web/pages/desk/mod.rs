//! The desk's page.

pub mod begin;
pub mod handler;

use askama::Template;

use crate::accounts::SignedIn;
use crate::clock::german_time;
use crate::desk::DeskOverview;
use crate::web::layout::StaffChrome;
use crate::web::pages::service::NotOpen;
use crate::web::site::Site;
use crate::web::urls::{self, Place};

/// The page.
#[derive(Debug, Template)]
#[template(path = "pages/desk/desk.html")]
pub struct DeskPage {
    chrome: StaffChrome,
    services: Vec<ServiceRow>,
    drafts: Vec<DraftRow>,
    filings: Vec<FilingRow>,
}

#[derive(Debug)]
struct DraftRow {
    service: String,
    resident: String,
    changed_at: String,
    go_on: String,
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
    href: String,
}

impl DeskPage {
    /// The page for this person.
    pub fn new(site: &Site, person: &SignedIn, overview: DeskOverview) -> Self {
        let catalogue = site.library.catalogue();
        let draft = |draft: crate::desk::DeskDraft| {
            let place = Place::Desk { draft: draft.id };
            DraftRow {
                service: draft.service,
                resident: draft.resident.unwrap_or_else(|| "noch ohne Namen".to_owned()),
                changed_at: german_time(draft.changed_at),
                go_on: place.check(),
                discard: place.discard(),
            }
        };
        let filing = |filing: crate::desk::DeskFiling| FilingRow {
            href: urls::desk_receipt(&filing.number),
            number: filing.number.to_string(),
            resident: filing.resident.unwrap_or_default(),
            service: filing.service,
            filed_at: german_time(filing.filed_at),
        };
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
        Self {
            chrome: super::staff_chrome(person, "Schalter"),
            services: catalogue.services().map(service).collect(),
            drafts: overview.drafts.into_iter().map(draft).collect(),
            filings: overview.filings.into_iter().map(filing).collect(),
        }
    }
}
