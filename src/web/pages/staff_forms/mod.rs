//! The services for staff: a list with one's own work, and the page of one service.

pub mod handler;

use askama::Template;

use crate::accounts::SignedIn;
use crate::clock::{day_in_germany, german_day, german_time};
use crate::domain::{CaseState, Department, Outcome};
use crate::forms::definition::FormFile;
use crate::forms::form::PublicService;
use crate::intake::second_step::AskedRow;
use crate::intake::{OwnDraft, OwnFiling, OwnWork};
use crate::web::components::Level;
use crate::web::components::alert::Alert;
use crate::web::components::badge::Badge;
use crate::web::components::paragraphs::{Bullets, Paragraphs, Steps};
use crate::web::components::privacy_points::PrivacyPoints;
use crate::web::filters;
use crate::web::layout::StaffChrome;
use crate::web::pages::STAFF_FORMS;
use crate::web::pages::service::NotOpen;
use crate::web::site::Site;
use crate::web::urls::{self, Place};
use crate::web::words;

/// The list.
#[derive(Debug, Template)]
#[template(path = "pages/staff_forms/staff_forms.html")]
pub struct StaffFormsPage {
    chrome: StaffChrome,
    thanks: Option<Alert>,
    services: Vec<ServiceCard>,
    asked: Vec<AskedCard>,
    drafts: Vec<DraftRow>,
    filings: Vec<FilingRow>,
}

#[derive(Debug)]
struct ServiceCard {
    title: String,
    summary: String,
    href: String,
}

#[derive(Debug)]
struct AskedCard {
    number: String,
    step: String,
    service: String,
    applicant: String,
    filed_at: String,
    href: String,
}

#[derive(Debug)]
struct DraftRow {
    service: String,
    changed_at: String,
    kept_until: String,
    go_on: String,
    discard: String,
}

#[derive(Debug)]
struct FilingRow {
    number: String,
    service: String,
    filed_at: String,
    badge: Badge,
    waits_for: Option<String>,
    href: String,
}

impl StaffFormsPage {
    /// The page for this person; `is_said` right after they answered a second step.
    pub fn new(site: &Site, person: &SignedIn, work: OwnWork, is_said: bool) -> Self {
        let service = |service: &PublicService| {
            let file = &service.online.file;
            ServiceCard {
                title: file.title.clone(),
                summary: file.summary.clone(),
                href: urls::staff_service(&file.slug),
            }
        };
        let draft = |draft: OwnDraft| {
            let place = Place::Staff { draft: draft.id };
            DraftRow {
                service: draft.service,
                changed_at: german_time(draft.changed_at),
                kept_until: german_day(day_in_germany(draft.expires_at)),
                go_on: place.check(),
                discard: place.discard(),
            }
        };
        let filing = |filing: OwnFiling| FilingRow {
            href: urls::staff_receipt(&filing.number),
            number: filing.number.to_string(),
            service: filing.service,
            filed_at: german_time(filing.filed_at),
            badge: badge(filing.state, filing.outcome.as_ref()),
            waits_for: filing.waits_for,
        };
        let asked = |row: AskedRow| AskedCard {
            href: urls::second_step(row.case),
            number: row.number.to_string(),
            step: row.step,
            service: row.service,
            applicant: row.applicant.unwrap_or_default(),
            filed_at: german_time(row.filed_at),
        };
        Self {
            chrome: super::staff_chrome(person, STAFF_FORMS),
            thanks: is_said.then(thanks),
            asked: work.asked.into_iter().map(asked).collect(),
            services: site.library.catalogue().services_for_staff().map(service).collect(),
            drafts: work.drafts.into_iter().map(draft).collect(),
            filings: work.filings.into_iter().map(filing).collect(),
        }
    }
}

fn thanks() -> Alert {
    let text = "Der Fachbereich ist benachrichtigt.";
    Alert { announced: true, ..Alert::new(Level::Success, "Ihre Angaben sind abgesendet", &[text]) }
}

/// The page of one service.
#[derive(Debug, Template)]
#[template(path = "pages/staff_forms/staff_service.html")]
pub struct StaffServicePage<'a> {
    /// The frame.
    pub chrome: StaffChrome,
    /// All texts.
    pub form: &'a FormFile,
    /// The department that usually decides, for questions.
    pub department: Option<&'a Department>,
    /// Why it cannot be begun.
    pub not_open: Option<NotOpen>,
    /// Where the start button posts to.
    pub start_action: String,
    /// What the account lacks, by label; nothing can begin before it is added.
    pub lacking: Vec<String>,
}

/// Where an application of one's own stands: that it waits for a second signature is the department's own matter.
fn badge(state: CaseState, outcome: Option<&(Outcome, String)>) -> Badge {
    let told = if state == CaseState::AwaitingSignature { CaseState::InProgress } else { state };
    Badge::of_case(told, outcome.map(|(outcome, _)| outcome), outcome.map(|(_, title)| title.as_str()))
}
