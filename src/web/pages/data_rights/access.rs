//! What is known of an applicant, as a file: for programs, and to be read.

use askama::Template;
use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

use crate::casework::{Access, HistoryEntry};
use crate::clock::{day_in_germany, german_day, german_time};
use crate::domain::{CaseEventKind, DecisionLetter};
use crate::forms::definition::PrivacyPoint;
use crate::forms::display::euros_of;
use crate::web::error::WebError;
use crate::web::pages::case::export::CaseExport;
use crate::web::pages::case::print::PrintView;

/// Names this format; another one when a program that reads it would have to change.
const FORMAT: &str = "pforte-access-1";

/// The file for programs (Article 20 GDPR).
#[derive(Debug, Serialize)]
struct AccessExport<'a> {
    /// [`FORMAT`].
    format: &'static str,
    /// When it was saved.
    saved_at: DateTime<Utc>,
    /// What the service says of purposes, recipients, time and rights (Article 15 (1) a to h).
    privacy: &'a [PrivacyPoint],
    /// The day on which the case is erased, as things stand; `null` while that is not known.
    erased_on: Option<NaiveDate>,
    /// All of the case.
    case: CaseExport<'a>,
    /// Who read it, newest first.
    read_by: Vec<Reading<'a>>,
}

/// A reading.
#[derive(Debug, Serialize)]
struct Reading<'a> {
    at: DateTime<Utc>,
    who: &'a str,
    what: &'static str,
}

/// The file to be read.
#[derive(Debug, Template)]
#[template(path = "pages/data_rights/access_paper.html")]
struct AccessPaper {
    view: PrintView,
    privacy: Vec<PrivacyPoint>,
    erased_on: Option<String>,
    /// The letter of the decision, once it is signed.
    letter: Option<DecisionLetter>,
    /// What was put on lists of payments: when, how much, and when it came back.
    payments: Vec<(String, String, Option<String>)>,
    files: Vec<String>,
    readings: Vec<(String, String, &'static str)>,
}

fn what(entry: &HistoryEntry) -> &'static str {
    match entry.kind {
        CaseEventKind::FileRead => "Datei geöffnet",
        CaseEventKind::Listed => "Mit anderen in einer Datei gespeichert",
        _ => "Vorgang geöffnet",
    }
}

fn who(entry: &HistoryEntry) -> &str {
    entry.who.as_deref().unwrap_or("Pforte")
}

/// The file for programs.
///
/// # Errors
///
/// [`WebError::Internal`] where it cannot be written.
pub fn json(access: &Access, now: DateTime<Utc>) -> Result<String, WebError> {
    let export = AccessExport {
        format: FORMAT,
        saved_at: now,
        privacy: &access.file.form.file.privacy,
        erased_on: access.erased_on,
        case: CaseExport::new(&access.file),
        read_by: access
            .readings
            .iter()
            .map(|entry| Reading { at: entry.at, who: who(entry), what: what(entry) })
            .collect(),
    };
    serde_json::to_string_pretty(&export).map_err(|_| WebError::Internal)
}

/// The file to be read.
///
/// # Errors
///
/// [`WebError::Internal`] where it cannot be rendered.
pub(super) fn html(access: Access, now: DateTime<Utc>) -> Result<String, WebError> {
    let readings = access.readings.iter();
    let named = crate::forms::files::named(&access.file.form, &access.file.answers);
    let decided = access.file.decision.as_ref().and_then(|decision| decision.record.signed.as_ref());
    let paid = access.file.payments.iter().map(|payment| {
        let day = |at| german_day(day_in_germany(at));
        (day(payment.ordered_at), euros_of(payment.amount), payment.returned_at.map(day))
    });
    let paper = AccessPaper {
        letter: decided.and_then(|signed| signed.letter.letter()),
        payments: paid.collect(),
        privacy: access.file.form.file.privacy.clone(),
        erased_on: access.erased_on.map(german_day),
        files: named.into_iter().map(|file| file.name.as_str().to_owned()).collect(),
        readings: readings.map(|entry| (german_time(entry.at), who(entry).to_owned(), what(entry))).collect(),
        view: PrintView::new(access.file, german_day(day_in_germany(now))),
    };
    Ok(paper.render()?)
}
