//! What an applicant sees and does after sending: where the application stands, by number and code.
//!
//! Every function takes the scope of the applicant of one case; for everybody else there is nothing.

mod decision;
mod open;
mod visit;
mod withdraw;

pub use decision::{StatusDecision, choose_way, fetch, letter};
pub use open::{StatusFile, file, open};
pub use visit::{Entered, FreshVisit, Visit, current, enter, enter_after_filing, leave};
pub use withdraw::{MAX_REASON, Withdrawal, withdraw};
