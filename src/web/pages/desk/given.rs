//! What a clerk gave to the person, and how it stands: never what the person types.

use chrono::{DateTime, Utc};

use crate::clock::{day_in_germany, german_day, german_time};
use crate::store::handovers::{Ending, Handover};
use crate::web::urls::Place;

/// A draft that was given away.
#[derive(Debug)]
pub(super) struct GivenRow {
    /// For whom, as the clerk saw it.
    pub resident: String,
    /// What the service is called.
    pub service: String,
    /// When it was given away.
    pub given_at: String,
    /// How it stands.
    pub state: String,
    /// Where it is taken back, as long as nobody has opened it.
    pub fetch_back: Option<String>,
}

impl GivenRow {
    /// The row at an instant.
    pub fn new(given: Handover, now: DateTime<Utc>) -> Self {
        let is_over = given.expires_at.is_none_or(|end| end <= now);
        let is_waiting = given.taken_at.is_none() && given.ended.is_none() && !is_over;
        Self {
            state: state(&given, is_over),
            fetch_back: given.draft.filter(|_| is_waiting).map(|draft| Place::Desk { draft }.fetch_back()),
            resident: given.resident.unwrap_or_else(|| "ohne Namen".to_owned()),
            service: given.service,
            given_at: german_time(given.given_at),
        }
    }
}

fn state(given: &Handover, is_over: bool) -> String {
    match (given.ended, given.taken_at) {
        (Some((at, Ending::Filed)), _) => format!("Eingereicht: {}", german_time(at)),
        (Some((at, Ending::Brought)), _) => format!("Wieder an einem Schalter: {}", german_time(at)),
        (Some((at, Ending::Fetched | Ending::Returned)), _) => format!("Zurückgeholt: {}", german_time(at)),
        (Some((_, Ending::Gone)), _) => "Gelöscht".to_owned(),
        (None, _) if is_over => "Abgelaufen oder gelöscht".to_owned(),
        (None, Some(at)) => format!("Wird von der Person ausgefüllt, seit {}", german_time(at)),
        (None, None) => {
            let until = given.expires_at.map(|end| german_day(day_in_germany(end))).unwrap_or_default();
            format!("Code noch nicht benutzt, gilt bis {until}")
        }
    }
}
