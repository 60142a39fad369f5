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
    let all = |state| [true, false].into_iter().flat_map(move |twice| process().steps(state, LEAD, twice));
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
    let early = process().step(CaseState::Received, (CaseAction::Decide, Some(&granted())), HANDLER, false);
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
