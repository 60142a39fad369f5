//! The contract of the store, the same for both databases.

mod attempts;
mod case_bias;
mod cases;
pub mod chain;
mod clerks;
mod draft_mails;
mod drafts;
mod gate;
mod given;
mod outage;
mod outbox;
mod plans;
mod rush;
mod search;
mod submissions;
mod tagged;
