//! The process of a case: which moves there are, who may make them, and where they lead. A form declares what its
//! service adds to, or takes from, what every case has.

mod action;
mod who;

#[cfg(test)]
mod tests;

pub use action::{CaseAction, Outcome};
pub use who::{By, Who};

use std::collections::BTreeMap;

use super::CaseState;

/// The process of a service: the moves that every case has, but for what the form says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Process {
    /// States that its cases never have; only those that are for waiting can be left out.
    pub without: Vec<CaseState>,
    /// Who may make a move, where it is not who usually may.
    pub who: BTreeMap<CaseAction, Who>,
    /// How a case can be decided.
    pub outcomes: Vec<Outcome>,
}

/// A move that is allowed: from where to where, and how it is decided by it. Only a [`Process`] makes one, and the
/// store moves a case by nothing else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    action: CaseAction,
    from: CaseState,
    to: CaseState,
    outcome: Option<Outcome>,
}

/// Why a move is not allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MoveError {
    /// The state, or the service, does not allow it, or the outcome is none of the service's.
    #[error("{action:?} is not possible in state {state}")]
    NotPossible {
        /// The state the case is in.
        state: CaseState,
        /// What was tried.
        action: CaseAction,
    },
    /// It is for somebody else to do.
    #[error("{0:?} is for somebody else to do")]
    NotTheirs(CaseAction),
}

impl Process {
    /// The move of a case from a state, or why there is none. `is_signed_twice` tells whether a decision of this case
    /// needs a second signature; `outcome` is how it is decided.
    pub fn step(
        &self,
        from: CaseState,
        (action, outcome): (CaseAction, Option<&Outcome>),
        by: By,
        is_signed_twice: bool,
    ) -> Result<Step, MoveError> {
        let not_possible = MoveError::NotPossible { state: from, action };
        let to = to(from, action, is_signed_twice).ok_or(not_possible)?;
        let is_known = match outcome {
            Some(outcome) => action == CaseAction::Decide && self.outcomes.contains(outcome),
            None => action != CaseAction::Decide,
        };
        if !is_known || self.without.contains(&to) {
            return Err(not_possible);
        }
        if !self.may(action, by) {
            return Err(MoveError::NotTheirs(action));
        }
        Ok(Step { action, from, to, outcome: outcome.cloned() })
    }

    /// What this person can do in a state, in the order in which it is offered: a decision once for each outcome.
    pub fn steps(&self, from: CaseState, by: By, is_signed_twice: bool) -> Vec<Step> {
        let of = |action| {
            let outcomes = self.outcomes.iter().map(Some).filter(move |_| action == CaseAction::Decide);
            outcomes
                .chain((action != CaseAction::Decide).then_some(None))
                .map(move |outcome| (action, outcome))
        };
        CaseAction::ALL
            .into_iter()
            .flat_map(of)
            .filter_map(|wanted| self.step(from, wanted, by, is_signed_twice).ok())
            .collect()
    }

    fn may(&self, action: CaseAction, by: By) -> bool {
        // An answer to the department's question lets the case go on.
        let By::Staff { has_it, is_lead, proposed_it } = by else {
            return matches!(action, CaseAction::Withdraw | CaseAction::Resume);
        };
        // Four eyes: nobody signs their own proposal, whoever may sign otherwise.
        if action == CaseAction::Sign && proposed_it {
            return false;
        }
        match self.who.get(&action).copied().unwrap_or(action.usually()) {
            Who::Department => true,
            Who::Handler => has_it || is_lead || (action == CaseAction::Return && proposed_it),
            Who::Lead => is_lead,
        }
    }
}

/// Where an action leads, for any service and anybody.
fn to(from: CaseState, action: CaseAction, is_signed_twice: bool) -> Option<CaseState> {
    use {CaseAction as A, CaseState as S};
    let next = match (from, action) {
        (S::Received, A::Claim) => S::InProgress,
        // Also while a proposal waits: whoever turns out to be biased takes it back with it.
        (from, A::Release) if from.is_open() && from != S::Received => S::Received,
        (S::InProgress, A::Await) => S::AwaitingApplicant,
        (S::InProgress, A::AwaitThirdParty) => S::AwaitingThirdParty,
        (S::AwaitingApplicant | S::AwaitingThirdParty, A::Resume) => S::InProgress,
        (S::InProgress, A::Decide) if is_signed_twice => S::AwaitingSignature,
        (S::InProgress, A::Decide) | (S::AwaitingSignature, A::Sign) => S::Decided,
        (S::AwaitingSignature, A::Return) => S::InProgress,
        (from, A::Withdraw) if from.is_open() => S::Withdrawn,
        (S::InProgress | S::AwaitingApplicant | S::AwaitingThirdParty, A::Transfer) => S::Transferred,
        (S::Decided | S::Withdrawn | S::Transferred, A::Close) => S::Closed,
        _ => return None,
    };
    Some(next)
}

impl Step {
    /// What is done.
    pub fn action(&self) -> CaseAction {
        self.action
    }

    /// The state that it begins in.
    pub fn from(&self) -> CaseState {
        self.from
    }

    /// The state that it leads to.
    pub fn to(&self) -> CaseState {
        self.to
    }

    /// How the case is decided, or is proposed to be.
    pub fn outcome(&self) -> Option<&Outcome> {
        self.outcome.as_ref()
    }
}
