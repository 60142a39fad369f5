//! Accounts of staff: passwords, signing in, sessions; and the keys of registered senders.
//!
//! Sessions live in the database, so that signing out counts everywhere; limits follow BSI TR-03160-1,
//! 4.3, level "low" and can be set tighter.

mod list;
mod passwords;
mod senders;
mod session;
mod sign_in;
mod trial;
mod verifier;

pub use list::list;
pub use passwords::{PasswordError, generate_password, hash_password};
pub use senders::{KnownSender, sender};
pub use session::current;
pub use sign_in::{SignInError, SignedIn, owner_of_form, sign_in, sign_out};
pub use trial::{TrialAccount, ensure_trial_accounts};
pub use verifier::Verifier;
