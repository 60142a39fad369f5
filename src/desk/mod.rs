//! The desk (Schalter): staff file applications with and for residents. The way of an application is
//! the citizen's ([`crate::intake`]); the desk adds who is typing for whom, and that one resident's case lies open at
//! a time.

pub mod figures;

mod filed_before;
mod habits;
mod handover;
mod inquiry;
mod open_case;
mod overview;
mod reissue;

pub use filed_before::{FiledBefore, filed_before};
pub use habits::{Habits, PHONE, habits};
pub use handover::{AtDesk, Brought, Given, at_desk, bring_in, fetch_back, gave_away, give};
pub use inquiry::{DeskInquiry, inquiry_that_lies_open, note_answered, open_inquiry};
pub use open_case::{close, note_filed, open, open_filed};
pub use overview::{DeskDraft, DeskFiling, DeskOverview, Opened, overview};
pub use reissue::{Reissue, open_reissue, reissued};

use crate::domain::Answers;
use crate::forms::form::Form;
use crate::forms::responsibility;

/// For whom a draft is filled in: the name as typed so far.
pub fn resident(form: &Form, answers: &Answers) -> Option<String> {
    responsibility::applicant_name(form, answers)
}
