//! Cases that went to another department: the record that the old one keeps.

pub mod handler;

use askama::Template;

use crate::accounts::SignedIn;
use crate::clock::german_time;
use crate::domain::DepartmentId;
use crate::store::reassignments::GivenAway;
use crate::web::layout::StaffChrome;
use crate::web::site::Site;
use crate::web::urls;

/// What the page is called.
const TITLE: &str = "Weitergegebene Vorgänge";

/// The page.
#[derive(Debug, Template)]
#[template(path = "pages/given_away/given_away.html")]
pub struct GivenAwayPage {
    chrome: StaffChrome,
    rows: Vec<Row>,
    has_more: bool,
}

#[derive(Debug)]
struct Row {
    number: String,
    service: String,
    to: String,
    at: String,
    who: String,
    reason: String,
    notes: &'static str,
}

impl GivenAwayPage {
    /// The page for this person.
    pub fn new(site: &Site, person: &SignedIn, (found, has_more): (Vec<(GivenAway, String)>, bool)) -> Self {
        let department = |id: &DepartmentId| {
            let known = site.library.catalogue().department(id);
            known.map_or_else(|| id.to_string(), |known| known.name.clone())
        };
        let service = |id: &str| {
            let known = site.library.catalogue().find_id(id);
            known.map_or_else(|| id.to_owned(), |known| known.online.file.title.clone())
        };
        let row = |(given, who): (GivenAway, String)| Row {
            number: given.number.to_string(),
            service: service(&given.form_id),
            to: department(&given.to),
            at: german_time(given.at),
            who,
            notes: if given.with_notes { "mit Notizen" } else { "ohne Notizen" },
            reason: given.reason,
        };
        Self {
            rows: found.into_iter().map(row).collect(),
            has_more,
            chrome: super::staff_chrome(person, TITLE).crumb("Postkorb", urls::INBOX).here(TITLE),
        }
    }
}
