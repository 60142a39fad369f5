//! What leaves the house: a worker claims messages of the outbox, sends them, and tries again with
//! growing delay. Nothing is deleted unsent; what finally fails is shown to the administration.

mod about_state;
mod decisions;
mod digests;
mod inquiries;
mod letter;
mod operator;
mod reminders;
mod trouble;
mod worker;

pub use decisions::end_provisions;
pub use digests::write_digests;
pub use inquiries::{InquiryPreview, write_inquiry_reminders};
pub use operator::{Operator, write_operator_digest};
pub use reminders::write_reminders;
pub use trouble::{Trouble, retry, trouble};
pub use worker::{Sending, run, run_once};
