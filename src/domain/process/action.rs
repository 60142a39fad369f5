//! What can be done with a case, and how it can be decided.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::Who;

/// What somebody does with a case to move it on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CaseAction {
    /// Take the case.
    Claim,
    /// Give the case back to the department's inbox.
    Release,
    /// Wait for the applicant.
    Await,
    /// Wait for somebody else than the applicant.
    AwaitThirdParty,
    /// Go on after waiting.
    Resume,
    /// Decide, or propose a decision where it needs a second signature.
    Decide,
    /// Sign what a colleague proposed (Mitzeichnung): it is decided.
    Sign,
    /// Send a proposal back instead of signing it.
    Return,
    /// Record that the applicant withdrew; or, as the applicant, withdraw.
    Withdraw,
    /// Record that the case was handed to another authority.
    Transfer,
    /// Close the case.
    Close,
}

/// How a case was decided: one of the words that the form declares, such as `granted`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Outcome(pub String);

impl CaseAction {
    /// All actions, in the order in which they are offered.
    pub const ALL: [Self; 11] = [
        Self::Claim,
        Self::Resume,
        Self::Sign,
        Self::Return,
        Self::Decide,
        Self::Await,
        Self::AwaitThirdParty,
        Self::Withdraw,
        Self::Transfer,
        Self::Release,
        Self::Close,
    ];

    /// Whether there is no way back: such an action is asked for twice (WCAG 2.2, 3.3.4).
    pub fn is_final(self) -> bool {
        matches!(self, Self::Decide | Self::Sign | Self::Withdraw | Self::Transfer | Self::Close)
    }

    /// The stable word for this action in forms and logs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Claim => "claim",
            Self::Release => "release",
            Self::Await => "await",
            Self::AwaitThirdParty => "await_third_party",
            Self::Resume => "resume",
            Self::Decide => "decide",
            Self::Sign => "sign",
            Self::Return => "return",
            Self::Withdraw => "withdraw",
            Self::Transfer => "transfer",
            Self::Close => "close",
        }
    }

    /// Who may, where the form says nothing.
    pub(super) fn usually(self) -> Who {
        match self {
            Self::Claim | Self::Sign | Self::Return => Who::Department,
            _ => Who::Handler,
        }
    }
}

impl Outcome {
    /// Whether the applicant gets nothing of what was asked for.
    pub fn is_refused(&self) -> bool {
        self.0 == "refused"
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for CaseAction {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|action| action.as_str() == text).ok_or(())
    }
}
