//! Who in a department has how much to do, for its lead.

pub mod handler;

use askama::Template;

use crate::accounts::SignedIn;
use crate::casework::{Loads, PersonLoad};
use crate::clock::{day_in_germany, german_day};
use crate::store::cases::{COUNTED, Workload};
use crate::web::layout::StaffChrome;
use crate::web::urls;

/// The page.
#[derive(Debug, Template)]
#[template(path = "pages/workload/workload.html")]
pub struct WorkloadPage {
    chrome: StaffChrome,
    rows: Vec<Row>,
}

#[derive(Debug)]
struct Row {
    name: String,
    is_gone: bool,
    open: String,
    waiting: String,
    overdue: String,
    oldest: Option<String>,
    decided: Option<String>,
    deputy: Option<String>,
}

impl WorkloadPage {
    /// The page for who leads.
    pub fn new(person: &SignedIn, loads: Loads) -> Self {
        let nobody = Row { decided: None, ..Row::new("Nicht zugewiesen".to_owned(), loads.unassigned) };
        let people = loads.people.into_iter().map(Row::of);
        Self {
            rows: std::iter::once(nobody).chain(people).collect(),
            chrome: super::staff_chrome(person, "Auslastung")
                .crumb("Postkorb", urls::INBOX)
                .here("Auslastung"),
        }
    }
}

impl Row {
    fn of(person: PersonLoad) -> Self {
        let deputy = person.deputy.map(|(name, until)| format!("{name}, bis {}", german_day(until)));
        Self { is_gone: person.is_gone, deputy, ..Self::new(person.name, person.load) }
    }

    fn new(name: String, load: Workload) -> Self {
        let count = |count: i64| {
            if count >= COUNTED { format!("{}+", COUNTED - 1) } else { count.to_string() }
        };
        Self {
            name,
            is_gone: false,
            open: count(load.open),
            waiting: count(load.waiting),
            overdue: count(load.overdue),
            oldest: load.oldest.map(|at| german_day(day_in_germany(at))),
            decided: Some(count(load.decided)),
            deputy: None,
        }
    }
}
