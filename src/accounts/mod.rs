//! Accounts of staff: passwords, signing in, sessions; and the keys of registered senders.
//!
//! Sessions live in the database, so that signing out counts everywhere; limits follow BSI TR-03160-1,
//! 4.3, level "low" and can be set tighter.

mod form_tokens;
mod list;
mod password_rules;
mod passwords;
mod senders;
mod session;
mod sign_in;
mod trial;
mod verifier;

pub use form_tokens::{case_of_form, case_token, is_of_session, owner_of_form};
pub use list::list;
pub use password_rules::{PasswordFlaw, judge_password};
pub use passwords::{PasswordError, generate_password, hash_password};
pub use senders::{KnownSender, sender};
pub use session::{SessionLimits, current};
pub use sign_in::{Credentials, Entry, SignInError, SignedIn, confirm, sign_in, sign_out, stay};
pub use trial::{TrialAccount, ensure_trial_accounts};
pub use verifier::Verifier;
