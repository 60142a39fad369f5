//! The reason for which an amount is stopped or with which it came back, and its field.

use crate::domain::{MAX_RETURN_REASON, Path};
use crate::forms::view::{Control, FieldView};

/// The name of the control.
pub(super) const REASON: &str = "grund";

/// What is wrong, by the name of the control.
pub(super) type Wrong = Vec<(&'static str, String)>;

/// Notes what is wrong with a reason.
pub(super) fn look(reason: &str, missing: &str, wrong: &mut Wrong) {
    match reason.trim().chars().count() {
        0 => wrong.push((REASON, missing.to_owned())),
        1..=MAX_RETURN_REASON => {}
        _ => wrong.push((REASON, format!("Schreiben Sie höchstens {MAX_RETURN_REASON} Zeichen."))),
    }
}

/// The field of a reason.
pub(super) fn field_of_reason(label: &str, typed: &str, wrong: &Wrong) -> FieldView {
    let lines = Control::Lines { max_length: u64::try_from(MAX_RETURN_REASON).ok() };
    let mut field = field(REASON, label, lines, wrong);
    typed.clone_into(&mut field.value);
    field
}

/// A field with what is wrong with it.
pub(super) fn field(name: &'static str, label: &str, control: Control, wrong: &Wrong) -> FieldView {
    let mut field = FieldView::new(Path::root().key(name), label, control);
    field.error = wrong.iter().find(|(wrong, _)| *wrong == name).map(|(_, text)| text.clone());
    field
}
