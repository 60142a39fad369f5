//! Handing a case to another authority: to which, and how it can be reached.

use chrono::NaiveDate;

use super::planning::{PlanPost, day_field, line};
use crate::casework::{CaseFile, WorkError};
use crate::clock::german_day;
use crate::domain::{CaseEventKind, MAX_AUTHORITY, MAX_AUTHORITY_CONTACT, Transfer, TransferMistake};
use crate::forms::view::FieldView;
use crate::web::body::Posted;

/// The form of a case's page, for [`PlanPost`].
pub(super) const FORM: &str = "abgabe";

const AUTHORITY: &str = "behoerde";
const CONTACT: &str = "behoerde-kontakt";
const DAY: &str = "abgegeben";

/// What is asked.
pub(super) fn fields(post: Option<&PlanPost>) -> Vec<FieldView> {
    let post = post.filter(|post| post.action == FORM);
    let mut authority = line(AUTHORITY, "An welche Behörde?", MAX_AUTHORITY, post);
    authority.hint = Some("Name und Ort, so wie sie auf der Statusseite stehen sollen.".to_owned());
    let mut contact = line(CONTACT, "Wie ist sie zu erreichen?", MAX_AUTHORITY_CONTACT, post);
    contact.hint = Some("Steht so auf der Statusseite. Keine Durchwahl und keine Namen. Zum Beispiel Anschrift, Telefonzentrale oder das Aktenzeichen dort.".to_owned());
    contact.optional = true;
    let mut day = day_field(DAY, "Wann haben Sie abgegeben?", (post, None));
    day.hint = Some("Ohne Angabe zählt heute.".to_owned());
    day.optional = true;
    vec![authority, contact, day]
}

/// What was posted: the transfer, if all is right, and what is wrong, at its field.
pub(super) fn read(posted: &Posted, today: NaiveDate) -> (Option<Transfer>, PlanPost) {
    let mut errors = Vec::new();
    let is_blank = ["day", "month", "year"]
        .iter()
        .all(|part| posted.value(&format!("{DAY}.{part}")).unwrap_or_default().trim().is_empty());
    let day = if is_blank { Some(today) } else { posted.day(DAY) };
    let text = |name| posted.value(name).unwrap_or_default();
    let typed = Transfer::typed(text(AUTHORITY), text(CONTACT), day.unwrap_or(today));
    for mistake in typed.as_ref().err().into_iter().flatten() {
        errors.push(told_wrong(*mistake));
    }
    if day.is_none() {
        errors.push((DAY, "Geben Sie ein Datum mit Tag, Monat und Jahr ein.".to_owned()));
    }
    let transfer = typed.ok().filter(|_| day.is_some());
    (transfer, PlanPost { posted: posted.clone(), errors, action: FORM })
}

/// The same after it was refused: a mistake is shown where the text is the reason, and the day is wrong where nothing
/// else was.
pub(super) fn refused(mut post: PlanPost, error: &WorkError) -> PlanPost {
    if !matches!(error, WorkError::Text) {
        post.errors.clear();
    } else if post.errors.is_empty() {
        let text = "Geben Sie einen Tag ein: frühestens den des Eingangs, spätestens heute.";
        post.errors.push((DAY, text.to_owned()));
    }
    post
}

fn told_wrong(mistake: TransferMistake) -> (&'static str, String) {
    match mistake {
        TransferMistake::Nobody => {
            (AUTHORITY, "Geben Sie ein, an welche Behörde Sie den Vorgang abgeben.".to_owned())
        }
        TransferMistake::Name => {
            (AUTHORITY, format!("Kürzen Sie den Namen auf höchstens {MAX_AUTHORITY} Zeichen."))
        }
        TransferMistake::Contact => {
            (CONTACT, format!("Kürzen Sie den Text auf höchstens {MAX_AUTHORITY_CONTACT} Zeichen."))
        }
    }
}

/// What was typed, to be copied where it cannot be posted again.
pub(super) fn written(post: &PlanPost) -> Option<String> {
    let text = |name: &str| post.posted.value(name).unwrap_or_default().trim().to_owned();
    let day = ["day", "month", "year"].map(|part| text(&format!("{DAY}.{part}")));
    let day = day.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(".");
    let parts = [text(AUTHORITY), text(CONTACT), day];
    let written = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("; ");
    (post.action == FORM && !written.is_empty()).then_some(written)
}

/// The controls with which the same is posted again.
pub(super) fn controls(transfer: &Transfer) -> Vec<(String, String)> {
    let mut controls = vec![(AUTHORITY.to_owned(), transfer.to.clone())];
    controls.extend(transfer.contact.iter().map(|contact| (CONTACT.to_owned(), contact.clone())));
    let parts = [("day", "%d"), ("month", "%m"), ("year", "%Y")];
    controls.extend(
        parts.map(|(part, format)| (format!("{DAY}.{part}"), transfer.on.format(format).to_string())),
    );
    controls
}

/// The transfer of a case, where it was handed to another authority.
pub(super) fn of(file: &CaseFile) -> Option<Transfer> {
    let last = file.history.iter().rev().find(|entry| entry.kind == CaseEventKind::Transferred)?;
    last.detail.as_deref()?.parse().ok()
}

/// The same as facts, by label.
pub(super) fn facts(file: &CaseFile) -> Vec<(&'static str, String)> {
    let Some(transfer) = of(file) else { return Vec::new() };
    let to = format!("{}, am {}", transfer.to, german_day(transfer.on));
    [("Abgegeben an", to)]
        .into_iter()
        .chain(transfer.contact.map(|contact| ("Dort zu erreichen", contact)))
        .collect()
}

/// The event in words, and the text that belongs to it.
pub(super) fn told(detail: &str) -> (String, Option<String>) {
    match detail.parse::<Transfer>() {
        Ok(transfer) => {
            (format!("Abgegeben an {} am {}", transfer.to, german_day(transfer.on)), transfer.contact)
        }
        Err(()) => ("An eine andere Behörde abgegeben".to_owned(), None),
    }
}
