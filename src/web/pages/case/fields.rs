//! The fields on the page of a case that belong to no part of their own.

use super::{Attempt, Notice};
use crate::casework::{MAX_NOTE, MAX_REFERENCE};
use crate::domain::Path;
use crate::forms::view::{Control, FieldView};

pub(super) fn note_field(attempt: &Attempt) -> FieldView {
    let control = Control::Lines { max_length: u64::try_from(MAX_NOTE).ok() };
    let mut field = FieldView::new(Path::root().key("notiz"), "Notiz", control);
    field.hint = Some("Nur für den Fachbereich sichtbar.".to_owned());
    field.value = attempt.note.clone().unwrap_or_default();
    if attempt.notice == Some(Notice::NoteText) && attempt.posted_on.is_none() {
        field.error = Some(format!("Schreiben Sie eine Notiz mit höchstens {MAX_NOTE} Zeichen."));
    }
    field
}

pub(super) fn reference_field(attempt: &Attempt, stored: Option<&str>) -> FieldView {
    let control = Control::Line {
        input_type: "text",
        input_mode: "text",
        max_length: u64::try_from(MAX_REFERENCE).ok(),
        width: Some(34),
        unit: None,
    };
    let path = Path::root().key("aktenzeichen");
    let mut field = FieldView::new(path, "Aktenzeichen des Fachbereichs", control);
    field.value = attempt.reference.as_deref().or(stored).unwrap_or_default().to_owned();
    if attempt.notice == Some(Notice::ReferenceText) {
        field.error = Some(format!("Geben Sie ein Aktenzeichen mit höchstens {MAX_REFERENCE} Zeichen ein."));
    }
    field
}
