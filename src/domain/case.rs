//! The life of a case (Vorgang) from its arrival to its end.

use std::fmt;
use std::str::FromStr;

/// Where a case stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CaseState {
    /// It arrived; nobody has taken it yet.
    Received,
    /// A caseworker has taken it.
    InProgress,
    /// The department waits for an answer or a paper of the applicant.
    AwaitingApplicant,
    /// Bewilligt.
    Granted,
    /// Teilweise bewilligt.
    PartlyGranted,
    /// Abgelehnt.
    Refused,
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

/// What a caseworker does with a case to move it on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CaseAction {
    /// Take the case.
    Claim,
    /// Give the case back to the department's inbox.
    Release,
    /// Wait for the applicant.
    Await,
    /// Go on after waiting.
    Resume,
    /// Decide: granted.
    Grant,
    /// Decide: partly granted.
    GrantPartly,
    /// Decide: refused.
    Refuse,
    /// Record that the applicant withdrew.
    Withdraw,
    /// Record that the case was handed to another authority.
    Transfer,
    /// Close the case.
    Close,
}

/// An action that the case's state does not allow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{action:?} is not possible in state {state}")]
pub struct TransitionError {
    /// The state the case is in.
    pub state: CaseState,
    /// What was tried.
    pub action: CaseAction,
}

impl CaseState {
    /// All states, in the order of a case's life.
    pub const ALL: [Self; 9] = [
        Self::Received,
        Self::InProgress,
        Self::AwaitingApplicant,
        Self::Granted,
        Self::PartlyGranted,
        Self::Refused,
        Self::Withdrawn,
        Self::Transferred,
        Self::Closed,
    ];

    /// The states in which nothing is decided or ended yet.
    pub const OPEN: [Self; 3] = [Self::Received, Self::InProgress, Self::AwaitingApplicant];

    /// Whether nothing is decided or ended yet.
    pub fn is_open(self) -> bool {
        Self::OPEN.contains(&self)
    }

    /// The state after `action`, or why there is none.
    pub fn after(self, action: CaseAction) -> Result<Self, TransitionError> {
        use CaseAction as A;
        let next = match (self, action) {
            (Self::Received, A::Claim) => Self::InProgress,
            (Self::InProgress | Self::AwaitingApplicant, A::Release) => Self::Received,
            (Self::InProgress, A::Await) => Self::AwaitingApplicant,
            (Self::AwaitingApplicant, A::Resume) => Self::InProgress,
            (Self::InProgress, A::Grant) => Self::Granted,
            (Self::InProgress, A::GrantPartly) => Self::PartlyGranted,
            (Self::InProgress, A::Refuse) => Self::Refused,
            (Self::InProgress | Self::AwaitingApplicant, A::Withdraw) => Self::Withdrawn,
            (Self::InProgress | Self::AwaitingApplicant, A::Transfer) => Self::Transferred,
            (
                Self::Granted | Self::PartlyGranted | Self::Refused | Self::Withdrawn | Self::Transferred,
                A::Close,
            ) => Self::Closed,
            (state, action) => return Err(TransitionError { state, action }),
        };
        Ok(next)
    }

    /// What can be done in this state, in the order in which it is offered.
    pub fn actions(self) -> impl Iterator<Item = CaseAction> {
        CaseAction::ALL.into_iter().filter(move |action| self.after(*action).is_ok())
    }

    /// What the one who sent it is told.
    pub fn public(self) -> PublicState {
        match self {
            Self::Received => PublicState::Received,
            Self::InProgress => PublicState::Processing,
            Self::AwaitingApplicant => PublicState::ActionRequired,
            Self::Granted
            | Self::PartlyGranted
            | Self::Refused
            | Self::Withdrawn
            | Self::Transferred
            | Self::Closed => PublicState::Completed,
        }
    }

    /// The stable word for this state in the database, in addresses and in exports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::InProgress => "in_progress",
            Self::AwaitingApplicant => "awaiting_applicant",
            Self::Granted => "granted",
            Self::PartlyGranted => "partly_granted",
            Self::Refused => "refused",
            Self::Withdrawn => "withdrawn",
            Self::Transferred => "transferred",
            Self::Closed => "closed",
        }
    }
}

impl CaseAction {
    /// All actions, in the order in which they are offered.
    pub const ALL: [Self; 10] = [
        Self::Claim,
        Self::Resume,
        Self::Grant,
        Self::GrantPartly,
        Self::Refuse,
        Self::Await,
        Self::Withdraw,
        Self::Transfer,
        Self::Release,
        Self::Close,
    ];

    /// Whether there is no way back: such an action is asked for twice (WCAG 2.2, 3.3.4).
    pub fn is_final(self) -> bool {
        matches!(
            self,
            Self::Grant | Self::GrantPartly | Self::Refuse | Self::Withdraw | Self::Transfer | Self::Close
        )
    }

    /// The stable word for this action in forms and logs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Claim => "claim",
            Self::Release => "release",
            Self::Await => "await",
            Self::Resume => "resume",
            Self::Grant => "grant",
            Self::GrantPartly => "grant_partly",
            Self::Refuse => "refuse",
            Self::Withdraw => "withdraw",
            Self::Transfer => "transfer",
            Self::Close => "close",
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

impl FromStr for CaseAction {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|action| action.as_str() == text).ok_or(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_read_back() {
        for state in CaseState::ALL {
            assert_eq!(state.as_str().parse(), Ok(state));
        }
        for action in CaseAction::ALL {
            assert_eq!(action.as_str().parse(), Ok(action));
        }
    }

    #[test]
    fn every_state_but_the_last_leads_on_and_every_state_can_be_reached() {
        for state in CaseState::ALL {
            assert_eq!(state.actions().next().is_none(), state == CaseState::Closed, "{state}");
        }
        let reached = |target| {
            CaseState::ALL
                .into_iter()
                .any(|from| from.actions().any(|action| from.after(action) == Ok(target)))
        };
        assert!(CaseState::ALL.into_iter().all(reached));
    }

    #[test]
    fn a_case_that_nobody_took_cannot_be_decided() {
        assert!(CaseState::Received.after(CaseAction::Grant).is_err());
    }
}
