//! The department's work: the inbox, a case, and what caseworkers do with it.
//!
//! Every function takes the scope first; a case outside of it does not exist.

mod assign;
mod bias;
mod export;
mod inbox;
mod inquiry;
mod moves;
mod news;
mod open;
mod second_step;
mod work;

pub use assign::{Colleague, assign, colleagues, may_assign};
pub use bias::{Declaration, MAX_REMARK, declare_bias, is_locked, lift_bias};
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
