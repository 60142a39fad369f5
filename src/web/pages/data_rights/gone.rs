//! In place of a case that is erased, for who worked in its department.

use askama::Template;

use crate::accounts::SignedIn;
use crate::clock::german_day;
use crate::web::layout::StaffChrome;
use crate::web::urls;

const HEADING: &str = "Dieser Vorgang ist gelöscht";

/// The page.
#[derive(Debug, Template)]
#[template(path = "pages/data_rights/gone.html")]
pub struct GonePage {
    chrome: StaffChrome,
    heading: &'static str,
    day: String,
}

impl GonePage {
    /// The page for this person, about a case that was erased on a day.
    pub fn new(person: &SignedIn, day: chrono::NaiveDate) -> Self {
        let chrome =
            crate::web::pages::staff_chrome(person, HEADING).crumb("Postkorb", urls::INBOX).here(HEADING);
        Self { chrome, heading: HEADING, day: german_day(day) }
    }
}
