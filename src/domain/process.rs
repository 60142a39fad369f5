//! The process of a case: which moves there are, who may make them, and where they lead. A form declares what its
//! service adds to, or takes from, what every case has.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{CaseState, ClerkId};

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

/// Who may make a move.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Who {
    /// Everybody who works cases in the department.
    Department,
    /// Who has the case, and the lead. Of a case that nobody has: everybody of the department.
    Handler,
    /// The lead alone.
    Lead,
}

/// Who wants to make a move.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// Whoever applied.
    Applicant,
    /// A member of the department.
    Staff {
        /// They have the case, or nobody has it.
        has_it: bool,
        /// They lead the department.
        is_lead: bool,
        /// They proposed the decision that waits for a signature.
        proposed_it: bool,
    },
}

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
    fn usually(self) -> Who {
        match self {
            Self::Claim | Self::Sign | Self::Return => Who::Department,
            _ => Who::Handler,
        }
    }
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

/// Who a member of staff is for a case.
impl By {
    /// The clerk `who`, for a case that `has_it` has (or nobody), and of which `proposed` proposed a decision.
    pub fn staff(who: ClerkId, is_lead: bool, has_it: Option<ClerkId>, proposed: Option<ClerkId>) -> Self {
        Self::Staff {
            has_it: has_it.is_none_or(|clerk| clerk == who),
            is_lead,
            proposed_it: proposed == Some(who),
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const HANDLER: By = By::Staff { has_it: true, is_lead: false, proposed_it: true };
    const COLLEAGUE: By = By::Staff { has_it: false, is_lead: false, proposed_it: false };
    const LEAD: By = By::Staff { has_it: false, is_lead: true, proposed_it: false };

    fn granted() -> Outcome {
        Outcome("granted".to_owned())
    }

    fn process() -> Process {
        Process { outcomes: vec![granted(), Outcome("refused".to_owned())], ..Process::default() }
    }

    #[test]
    fn words_read_back_and_are_those_of_the_forms() {
        for action in CaseAction::ALL {
            assert_eq!(action.as_str().parse(), Ok(action));
            assert_eq!(serde_json::to_value(action).unwrap(), action.as_str());
        }
    }

    #[test]
    fn every_state_but_the_last_leads_on_and_every_state_can_be_reached() {
        let all =
            |state| [true, false].into_iter().flat_map(move |twice| process().steps(state, LEAD, twice));
        for state in CaseState::ALL {
            assert_eq!(all(state).next().is_none(), state == CaseState::Closed, "{state}");
        }
        let is_reached = |target| CaseState::ALL.into_iter().flat_map(all).any(|step| step.to() == target);
        assert!(CaseState::ALL.into_iter().all(is_reached));
    }

    #[test]
    fn a_decision_needs_an_outcome_of_the_service_and_nothing_else_has_one() {
        let at = |action, outcome: Option<&Outcome>| {
            process().step(CaseState::InProgress, (action, outcome), HANDLER, false).is_ok()
        };
        assert!(at(CaseAction::Decide, Some(&granted())));
        assert!(!at(CaseAction::Decide, None));
        assert!(!at(CaseAction::Decide, Some(&Outcome("done".to_owned()))));
        assert!(!at(CaseAction::Await, Some(&granted())));
        let early =
            process().step(CaseState::Received, (CaseAction::Decide, Some(&granted())), HANDLER, false);
        assert!(early.is_err(), "nobody took it");
    }

    #[test]
    fn a_second_signature_is_given_by_somebody_else() {
        let decide = (CaseAction::Decide, Some(&granted()));
        let proposed = process().step(CaseState::InProgress, decide, HANDLER, true).unwrap();
        assert_eq!((proposed.to(), proposed.outcome()), (CaseState::AwaitingSignature, Some(&granted())));
        let sign = |by| process().step(CaseState::AwaitingSignature, (CaseAction::Sign, None), by, true);
        assert_eq!(sign(HANDLER), Err(MoveError::NotTheirs(CaseAction::Sign)));
        let proposed_by_lead = By::Staff { has_it: true, is_lead: true, proposed_it: true };
        assert_eq!(sign(proposed_by_lead), Err(MoveError::NotTheirs(CaseAction::Sign)));
        assert_eq!(sign(COLLEAGUE).unwrap().to(), CaseState::Decided);
    }

    #[test]
    fn a_form_says_who_may_and_leaves_states_out() {
        let strict = Process {
            without: vec![CaseState::AwaitingThirdParty],
            who: [(CaseAction::Sign, Who::Lead)].into(),
            ..process()
        };
        let step = |action, from, by| strict.step(from, (action, None), by, true);
        assert!(step(CaseAction::AwaitThirdParty, CaseState::InProgress, HANDLER).is_err());
        assert!(step(CaseAction::Sign, CaseState::AwaitingSignature, COLLEAGUE).is_err());
        assert!(step(CaseAction::Sign, CaseState::AwaitingSignature, LEAD).is_ok());
    }

    fn by() -> impl Strategy<Value = By> {
        let staff = (any::<bool>(), any::<bool>(), any::<bool>())
            .prop_map(|(has_it, is_lead, proposed_it)| By::Staff { has_it, is_lead, proposed_it });
        prop_oneof![1 => Just(By::Applicant), 4 => staff]
    }

    proptest! {
        /// However people try: what is decided was taken before, what needs two signatures was proposed before, and
        /// what is closed stays closed. An applicant does nothing but withdraw, or answer what the
        /// department waits for.
        #[test]
        fn no_way_leads_around_the_rules(
            is_signed_twice: bool,
            tries in prop::collection::vec((prop::sample::select(&CaseAction::ALL[..]), any::<bool>(), by()), 0..40),
        ) {
            let (process, outcome) = (process(), granted());
            let mut states = vec![CaseState::Received];
            for (action, has_outcome, by) in tries {
                let from = *states.last().unwrap();
                let wanted = (action, has_outcome.then_some(&outcome));
                let Ok(step) = process.step(from, wanted, by, is_signed_twice) else { continue };
                prop_assert_eq!(step.from(), from);
                prop_assert_ne!(from, CaseState::Closed);
                let may_applicant = matches!(action, CaseAction::Withdraw | CaseAction::Resume);
                prop_assert!(by != By::Applicant || may_applicant);
                prop_assert!(from.is_open() || step.to() == CaseState::Closed, "no way back from {}", from);
                if step.to() == CaseState::Decided {
                    prop_assert!(states.contains(&CaseState::InProgress));
                    prop_assert_eq!(is_signed_twice, states.contains(&CaseState::AwaitingSignature));
                }
                prop_assert!(process.steps(from, by, is_signed_twice).contains(&step), "what is possible is offered");
                states.push(step.to());
            }
        }
    }
}
