//! How a case stands, in words.

use super::transfer;
use crate::casework::CaseFile;
use crate::clock::{day_in_germany, german_day, german_time};
use crate::domain::{CaseEventKind, Channel};
use crate::web::components::badge::Badge;
use crate::web::words;

/// How a case stands, how it came, and who has it.
#[derive(Debug)]
pub(super) struct Standing {
    pub(super) badge: Badge,
    pub(super) number: String,
    pub(super) received_at: String,
    /// The day on which it counts as received, where that is another one.
    pub(super) received_on: Option<String>,
    pub(super) channel: &'static str,
    pub(super) filed_by: Option<String>,
    pub(super) sender: Option<String>,
    pub(super) department: String,
    pub(super) clerk: Option<String>,
    pub(super) waiting_since: Option<String>,
    pub(super) transferred: Vec<(&'static str, String)>,
    pub(super) reference: Option<String>,
    pub(super) tags: Vec<String>,
}

impl Standing {
    pub(super) fn new(file: &CaseFile) -> Self {
        let (case, form) = (&file.case, &file.form);
        let outcome = case.outcome.as_ref().map(|outcome| form.outcome_title(outcome));
        let department = form.department(&case.department);
        let arrived_on = day_in_germany(case.received_at);
        Self {
            badge: Badge::of_case(case.state, case.outcome.as_ref(), outcome),
            number: case.receipt_number.to_string(),
            received_at: german_time(case.received_at),
            received_on: (file.received_on != arrived_on).then(|| german_day(file.received_on)),
            channel: way(file),
            filed_by: file.filed_by.clone().filter(|_| case.channel == Channel::Assisted),
            sender: file.sender.clone(),
            department: department.map_or_else(|| case.department.0.clone(), |found| found.name.clone()),
            clerk: file.clerk_name.clone(),
            waiting_since: case.waiting_since.map(german_time),
            transferred: transfer::facts(file),
            reference: case.file_reference.clone(),
            tags: case.tags.iter().map(|tag| form.tag_title(tag).to_owned()).collect(),
        }
    }
}

/// The way an application came in, also where it changed hands on it.
pub(super) fn way(file: &CaseFile) -> &'static str {
    let began = |kind| file.history.iter().any(|entry| entry.kind == kind);
    match file.case.channel {
        Channel::Online if began(CaseEventKind::BegunAtDesk) => "Online, am Schalter begonnen",
        Channel::Online if began(CaseEventKind::BroughtIn) => "Online, dazwischen am Schalter",
        Channel::Assisted if began(CaseEventKind::BegunOnline) => "Am Schalter aufgenommen, online begonnen",
        channel => words::channel(channel),
    }
}
