//! The department's work: the inbox, a case, and what caseworkers do with it.
//!
//! Every function takes the scope first; a case outside of it does not exist.

mod bias;
pub mod check;
mod decision;
mod export;
mod inbox;
mod inquiry;
mod moves;
mod news;
mod open;
mod second_step;
mod work;

pub use bias::{Declaration, MAX_REMARK, declare_bias, is_locked, lift_bias};
pub use check::{CheckFile, Checking};
pub use decision::{
    DECISION_NOTICE, Decide, Deciding, DecisionDone, DecisionFile, DecisionMistake, DecisionTask, compose,
    decide, deciding, is_written, judge, note_late_arrival, note_posted, proposed_amount, provided_letter,
    send_back, sign, step_of,
};
pub use export::export;
pub use inbox::{Inbox, MOST_FOUND, find_by_number, inbox, search};
pub use inquiry::{
    Askable, Inquiries, InquiryFile, InquiryLetter, Question, askable, inquire, letter, note_printed,
    take_back,
};
pub use moves::{Claim, Wanted, act, claim, withdrawal};
pub use news::{Mails, language_of};
pub use open::{CaseFile, HistoryEntry, Readings, file, open, show};
pub use second_step::{Answered, SecondStepFile, ask};
pub use work::{MAX_NOTE, MAX_REFERENCE, WorkError, give_reference, note};
