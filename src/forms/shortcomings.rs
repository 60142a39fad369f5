//! What an application lacks, for who takes it all the same.

use super::form::Form;
use super::state::{FieldError, FormState, Remembered};
use super::view::{question, typed};
use crate::domain::{Path, Shortcoming};

/// What the record must say of every application, however incomplete: which way it came, where, and that whoever took
/// it down was not involved (§ 20 VwVfG); of a paper, the day on which it came, which counts as the day of filing; and
/// who bears witness to what was approved by word of mouth, or it would tell of somebody who was not there.
const NEVER_MISSING: [&str; 5] = [
    "assisted.mode",
    "assisted.location",
    "assisted.not_involved",
    "assisted.paper_received_on",
    "assisted.witness_staff_id",
];

/// Everything that is missing or wrong, in the order of the form.
pub fn shortcomings(form: &Form, state: &FormState, remembered: &Remembered) -> Vec<Shortcoming> {
    let told = |error: &FieldError| {
        let label = question(form, &error.path);
        let found = Shortcoming::new(&error.path, error.keyword.clone(), label, error.message.clone());
        Shortcoming { typed: said(form, remembered, &error.path), ..found }
    };
    state.errors.iter().map(told).collect()
}

/// The paths at which an application cannot be taken incomplete.
pub fn never_missing(state: &FormState) -> impl Iterator<Item = &Path> {
    let is_needed = |path: &Path| NEVER_MISSING.contains(&path.to_string().as_str());
    state.errors.iter().map(|error| &error.path).filter(move |path| is_needed(path))
}

/// What was typed for an answer that could not be read, in words.
fn said(form: &Form, remembered: &Remembered, path: &Path) -> Vec<String> {
    let name = path.to_string();
    let below = format!("{name}.");
    let belongs = |control: &str| control == name || control.starts_with(&below);
    let controls = remembered.texts.iter().filter(|(control, _)| belongs(control));
    let controls: Vec<_> = controls.map(|(control, text)| (control.clone(), text.clone())).collect();
    typed(Some(form), &controls).answers.into_iter().flat_map(|answer| answer.lines).collect()
}
