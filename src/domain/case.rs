//! The life of a case (Vorgang) from its arrival to its end.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Where a case stands. It changes by a [`super::Step`] only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CaseState {
    /// It arrived; nobody has taken it yet.
    Received,
    /// A caseworker has taken it.
    InProgress,
    /// The department waits for an answer or a paper of the applicant.
    AwaitingApplicant,
    /// The department waits for somebody else: a school, another authority, a committee.
    AwaitingThirdParty,
    /// A decision is proposed and waits for a second signature (Mitzeichnung).
    AwaitingSignature,
    /// Decided; how, tells the [`super::Outcome`].
    Decided,
    /// Zurückgenommen by the applicant.
    Withdrawn,
    /// Abgegeben to another authority.
    Transferred,
    /// Nothing is left to do.
    Closed,
}

/// Where an application stands in the eyes of whoever sent it: the words of the federal mailbox (ZBP, status v6)
/// that a department's work can lead to. What was decided is told by the decision only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PublicState {
    /// It arrived and waits to be worked on.
    Received,
    /// Somebody works on it.
    Processing,
    /// The department waits for the applicant.
    ActionRequired,
    /// It is decided, or ended in another way.
    Completed,
}

impl CaseState {
    /// All states, in the order of a case's life.
    pub const ALL: [Self; 9] = [
        Self::Received,
        Self::InProgress,
        Self::AwaitingApplicant,
        Self::AwaitingThirdParty,
        Self::AwaitingSignature,
        Self::Decided,
        Self::Withdrawn,
        Self::Transferred,
        Self::Closed,
    ];

    /// The states in which nothing is decided or ended yet.
    pub const OPEN: [Self; 5] = [
        Self::Received,
        Self::InProgress,
        Self::AwaitingApplicant,
        Self::AwaitingThirdParty,
        Self::AwaitingSignature,
    ];

    /// Whether nothing is decided or ended yet.
    pub fn is_open(self) -> bool {
        Self::OPEN.contains(&self)
    }

    /// Whether the department waits for somebody outside: its clock stands still meanwhile.
    pub fn is_waiting(self) -> bool {
        matches!(self, Self::AwaitingApplicant | Self::AwaitingThirdParty)
    }

    /// What the one who sent it is told.
    pub fn public(self) -> PublicState {
        match self {
            Self::Received => PublicState::Received,
            Self::InProgress | Self::AwaitingThirdParty | Self::AwaitingSignature => PublicState::Processing,
            Self::AwaitingApplicant => PublicState::ActionRequired,
            Self::Decided | Self::Withdrawn | Self::Transferred | Self::Closed => PublicState::Completed,
        }
    }

    /// The stable word for this state in the database, in addresses and in exports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::InProgress => "in_progress",
            Self::AwaitingApplicant => "awaiting_applicant",
            Self::AwaitingThirdParty => "awaiting_third_party",
            Self::AwaitingSignature => "awaiting_signature",
            Self::Decided => "decided",
            Self::Withdrawn => "withdrawn",
            Self::Transferred => "transferred",
            Self::Closed => "closed",
        }
    }
}

impl fmt::Display for CaseState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for CaseState {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|state| state.as_str() == text).ok_or(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_read_back_and_are_those_of_the_forms() {
        for state in CaseState::ALL {
            assert_eq!(state.as_str().parse(), Ok(state));
            assert_eq!(serde_json::to_value(state).unwrap(), state.as_str());
        }
    }
}
