//! Whoever approves by word of mouth signs nothing: a second member of staff bears witness (as a record of § 27
//! VwVfG, Abs. 5, names who was present and that it was approved).

use serde_json::Value;

use super::draft::OpenDraft;
use crate::domain::{Answers, Channel, ClerkId};
use crate::forms::state::FormState;

/// A second member of staff who has just confirmed with their own password that they were there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Witness {
    /// Who it is.
    pub clerk: ClerkId,
    /// The name they sign in with, as the record holds it.
    pub login: String,
}

/// The login of the witness that an application wants before it is sent, if it was approved by word of mouth.
pub fn wanted_witness(draft: &OpenDraft, state: &FormState) -> Option<String> {
    if draft.form.channel == Channel::Assisted { wanted(&state.answers) } else { None }
}

/// The same, of the answers of an assisted application.
pub(super) fn wanted(answers: &Answers) -> Option<String> {
    let word = |path: &str| answers.at(path).and_then(Value::as_str);
    let is_oral = word("assisted.approved_by") == Some("oral");
    word("assisted.witness_staff_id").filter(|_| is_oral).map(str::to_owned)
}
