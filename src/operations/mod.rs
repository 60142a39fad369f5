//! What the operator of an installation watches: whether it can work, and where not, why.

mod backups;
mod certificate;
mod gauges;
mod look;
mod readiness;
mod report_contact;
mod scanner;
mod space;
mod troubles;

pub use backups::{last_backup, note_backup};
pub use certificate::{Certificate, NoCertificate, certificate_of};
pub use readiness::{Watch, folder, space};
pub use report_contact::report_contact;
pub use scanner::{OLD_SIGNATURES, has_old_signatures};
pub use space::{free_bytes, may_write};
pub use troubles::{CERTIFICATE_DAYS, OLD_BACKUP};

/// How something stands that an installation needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// As it should be.
    Ok,
    /// Applications are taken, but somebody should look after it.
    Warning,
    /// Applications cannot be filed.
    Failed,
}

impl State {
    /// As programs read it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warning => "warning",
            Self::Failed => "failed",
        }
    }
}

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// What it is, for example `database`: the same for ever, because programs read it.
    pub name: &'static str,
    /// How it stands.
    pub state: State,
    /// Why, for the operator: without secrets and without a word about people, but not for strangers.
    pub reason: String,
}

impl Check {
    /// A check with its outcome.
    pub fn new(name: &'static str, state: State, reason: impl Into<String>) -> Self {
        Self { name, state, reason: reason.into() }
    }
}

/// The worst of some checks.
pub fn worst(checks: &[Check]) -> State {
    checks.iter().map(|check| check.state).max().unwrap_or(State::Ok)
}
