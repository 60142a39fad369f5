//! The process of a case: who may do what, the second signature, and two people at one case.

use pforte::casework::{self, Wanted, WorkError};
use pforte::clock::Clock;
use pforte::domain::{
    CaseAction, CaseEventKind, CaseId, CaseState, ClerkId, DepartmentId, Outcome, Role, Scope, StaffScope,
};
use pforte::store::{cases, events};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use reqwest::StatusCode;

use crate::support::app::TestApp;
use crate::support::client::{Client, Page};
use crate::support::filling;

const GRANTED: [(&str, &str); 2] = [("aktion", "decide"), ("ergebnis", "granted")];

/// Files an application and has it taken by the client.
async fn taken(app: &TestApp, client: &Client, (form, case): (&str, &str)) -> Page {
    filling::file(app, &app.browser(), form, case).await;
    let address = client.open("/postkorb").await.hrefs("table a")[0].clone();
    let page = client.open(&address).await;
    client.submit(&page, "/uebernehmen", &[]).await
}

/// Posts a move as if the page had offered it.
async fn forced(client: &Client, page: &Page, controls: &[(&str, &str)]) -> Page {
    let mut all = page.form("/aktenzeichen").1;
    all.extend(controls.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    client.post(&format!("{}/status", page.address), &all).await
}

#[actix_web::test]
async fn above_the_threshold_a_lead_signs_what_somebody_else_proposed() {
    let app = TestApp::start().await;
    let worker = app.signed_in("kultur", Role::Caseworker, &["fb41"]).await;
    let lead = app.signed_in("leitung", Role::Lead, &["fb41"]).await;
    let case = taken(&app, &worker, ("culture_project_grant", "ueber_5000_euro")).await;
    case.must_say("Zur Mitzeichnung vorlegen: Bewilligt");
    let proposed = worker.submit(&case, "/status", &GRANTED).await;
    proposed.must_say("Wartet auf Mitzeichnung: Bewilligt");
    let offered = proposed.attributes("button[name='aktion']", "value");
    assert!(!offered.contains(&"sign".to_owned()), "{offered:?}");
    let refused = forced(&worker, &proposed, &[("aktion", "sign")]).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    refused.must_say("Das macht bei diesem Vorgang eine andere Person.");

    let at_lead = lead.open(&case.address).await;
    let returned = lead.submit(&at_lead, "/status", &[("aktion", "return")]).await;
    returned.must_say("Vorschlag zurückgegeben").must_say("In Bearbeitung");
    let case = worker.open(&case.address).await;
    let refusal = [("aktion", "decide"), ("ergebnis", "refused")];
    worker.submit(&case, "/status", &refusal).await.must_say("Wartet auf Mitzeichnung: Abgelehnt");
    let at_lead = lead.open(&case.address).await;
    let signed = lead.submit(&at_lead, "/status", &[("aktion", "sign")]).await;
    signed.must_say("Neuer Stand: Abgelehnt");
    worker.open("/postkorb?ansicht=erledigt").await.must_say("Abgelehnt");
    app.stop().await;
}

/// Whoever turns out to be biased has decided nothing: what they proposed is taken back, whoever has the case.
#[actix_web::test]
async fn the_proposal_of_a_biased_person_is_signed_by_nobody() {
    let app = TestApp::start().await;
    let worker = app.signed_in("kultur", Role::Caseworker, &["fb41"]).await;
    let lead = app.signed_in("leitung", Role::Lead, &["fb41"]).await;
    let case = taken(&app, &worker, ("culture_project_grant", "ueber_5000_euro")).await;
    let at_lead = lead.open(&case.address).await;
    let proposed = lead.submit(&at_lead, "/status", &GRANTED).await;
    proposed.must_say("Wartet auf Mitzeichnung: Bewilligt");
    let declared = [("befangen.grund", "relative"), ("befangen.bestaetigt", "true")];
    lead.submit(&proposed, "/befangen", &declared).await;
    let again = worker.open(&case.address).await;
    again.must_say("Vorschlag zurückgegeben").must_say("Zur Mitzeichnung vorlegen: Bewilligt");
    let other = app.signed_in("leitung-2", Role::Lead, &["fb41"]).await;
    let refused = forced(&other, &other.open(&case.address).await, &[("aktion", "sign")]).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    app.stop().await;
}

#[actix_web::test]
async fn below_the_threshold_one_person_decides() {
    let app = TestApp::start().await;
    let worker = app.signed_in("kultur", Role::Caseworker, &["fb41"]).await;
    let case = taken(&app, &worker, ("culture_project_grant", "genau_5000_euro")).await;
    let unknown = forced(&worker, &case, &[("aktion", "decide"), ("ergebnis", "done")]).await;
    assert_eq!(unknown.status, StatusCode::CONFLICT, "an outcome of another service");
    unknown.must_say("Das geht im jetzigen Stand nicht.");
    worker.submit(&case, "/status", &GRANTED).await.must_say("Neuer Stand: Bewilligt");
    app.stop().await;
}

#[actix_web::test]
async fn a_colleague_does_not_move_what_somebody_else_has() {
    let app = TestApp::start().await;
    let anna = app.signed_in("anna", Role::Caseworker, &["fb40"]).await;
    let ben = app.signed_in("ben", Role::Caseworker, &["fb40"]).await;
    let case = taken(&app, &anna, ("school_transport_refund", "ticket_outside_capped")).await;
    let at_ben = ben.open(&case.address).await;
    assert!(at_ben.attributes("button[name='aktion']", "value").is_empty());
    let refused = forced(&ben, &at_ben, &GRANTED).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    refused.must_say("Das macht bei diesem Vorgang eine andere Person.");
    app.stop().await;
}

/// Anna's page is old: the lead has moved the case meanwhile. She sees what she wanted and what happened, and decides.
#[actix_web::test]
async fn of_two_people_at_one_case_the_later_one_sees_both_versions() {
    let app = TestApp::start().await;
    let anna = app.signed_in("anna", Role::Caseworker, &["fb40"]).await;
    let lead = app.signed_in("leitung", Role::Lead, &["fb40"]).await;
    let old = taken(&app, &anna, ("school_transport_refund", "ticket_outside_capped")).await;
    let at_lead = lead.open(&old.address).await;
    lead.submit(&at_lead, "/aktenzeichen", &[("aktenzeichen", "40.11-2025/17")]).await;

    let both = anna.submit(&old, "/aktenzeichen", &[("aktenzeichen", "40.11-2025/99")]).await;
    assert_eq!(both.status, StatusCode::CONFLICT);
    both.must_say("Das wollten Sie").must_say("Aktenzeichen: 40.11-2025/99");
    both.must_say("So steht der Vorgang jetzt")
        .must_say("Aktenzeichen vergeben: 40.11-2025/17 (leitung (Test)");
    let still = anna.open(&old.address).await;
    still.must_say("40.11-2025/17");
    assert!(!still.says("40.11-2025/99"), "nothing is overwritten");
    let mine = anna.submit(&both, "/aktenzeichen", &[]).await;
    mine.must_say("Aktenzeichen vergeben: 40.11-2025/99");

    let old = anna.open(&old.address).await;
    let at_lead = lead.open(&old.address).await;
    lead.submit(&at_lead, "/status", &[("aktion", "release")]).await;
    let both = anna.submit(&old, "/status", &GRANTED).await;
    assert_eq!(both.status, StatusCode::CONFLICT);
    both.must_say("Entscheiden: Bewilligt").must_say("Im neuen Stand geht das nicht mehr.");
    both.must_say("In den Postkorb zurückgelegt (leitung (Test)");
    app.stop().await;
}

/// What people try: all there is, and more often what does not end a case.
const TRIED: [CaseAction; 19] = {
    use CaseAction as A;
    [
        A::Claim,
        A::Claim,
        A::Claim,
        A::Await,
        A::Await,
        A::AwaitThirdParty,
        A::AwaitThirdParty,
        A::Resume,
        A::Resume,
        A::Resume,
        A::Decide,
        A::Decide,
        A::Sign,
        A::Sign,
        A::Return,
        A::Release,
        A::Withdraw,
        A::Transfer,
        A::Close,
    ]
};

/// What people try is chosen at random, of four people at random moments: what is stored is what the process allows,
/// and each change has its one event.
#[actix_web::test]
async fn however_people_try_no_move_is_against_the_rules_and_no_event_is_lost() {
    let app = TestApp::start_without_worker().await;
    let mut people = vec![];
    for (login, role) in [("a", Role::Caseworker), ("b", Role::Caseworker), ("c", Role::Lead)] {
        people.push(scope(app.add_clerk(login, role, &["fb41"]).await, role, "fb41"));
    }
    let foreign = scope(app.add_clerk("d", Role::Lead, &["fb40"]).await, Role::Lead, "fb40");
    people.push(foreign);
    for round in 0..10 {
        let example = if round % 2 == 0 { "ueber_5000_euro" } else { "genau_5000_euro" };
        filling::file(&app, &app.browser(), "culture_project_grant", example).await;
        // One after the other, so that the same walks happen each time.
        app.clock.advance(chrono::Duration::minutes(1));
    }
    let filter = cases::CaseFilter {
        view: cases::CaseView::New,
        newest_first: true,
        by_due: false,
        today: chrono::NaiveDate::default(),
        form_id: None,
        tag: None,
        clerk: None,
        from: cases::From::Start,
        per_page: 200,
    };
    let found = app.db.read(move |conn| cases::inbox(&Scope::System, conn, &filter)).await.unwrap();
    let mut runner =
        TestRunner::new_with_rng(Config::default(), TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let tries =
        prop::collection::vec((0..people.len(), prop::sample::select(&TRIED[..]), 0..6_u8, 0..6_u8), 60);
    let mut ways = vec![];
    for case in found.rows {
        let tries = tries.new_tree(&mut runner).unwrap().current();
        ways.extend(walk(&app, case.id, &people, tries).await);
    }
    for state in CaseState::ALL {
        assert!(ways.contains(&state), "no walk came to {state}");
    }
    app.stop().await;
}

fn scope(clerk: ClerkId, role: Role, department: &str) -> Scope {
    let departments = vec![DepartmentId(department.to_owned())];
    Scope::Staff(StaffScope { clerk, role, departments, at_desk: false })
}

/// Tries one move after another, and returns the states that the case was in.
async fn walk(
    app: &TestApp,
    id: CaseId,
    people: &[Scope],
    tries: Vec<(usize, CaseAction, u8, u8)>,
) -> Vec<CaseState> {
    let mut expected = vec![CaseState::Received];
    for (who, action, mistake, age) in tries {
        let (scope, library, now) = (people[who].clone(), app.library.clone(), app.clock.now());
        let before = app.db.read(move |conn| cases::find(&Scope::System, conn, id)).await.unwrap().unwrap();
        // Mostly what a page would send, and now and then what none does.
        let has_outcome = (action == CaseAction::Decide) != (mistake == 0);
        let outcome = Some(Outcome("granted".to_owned())).filter(|_| has_outcome);
        let seen = before.revision - i64::from(age == 0 && before.revision > 0);
        let wanted = Wanted { action, outcome, seen };
        let tried = wanted.clone();
        let act =
            move |conn: &mut _| casework::act(&scope, conn, (&library, "stadt.example"), id, &wanted, now);
        let moved = app.db.write(act).await;
        let after = app.db.read(move |conn| cases::find(&Scope::System, conn, id)).await.unwrap().unwrap();
        match moved {
            Ok(state) => {
                assert!(
                    seen == before.revision && who < 3,
                    "an old page, or a foreign department: {tried:?}"
                );
                assert_eq!((after.state, after.revision), (state, before.revision + 1));
                let is_signed = tried.action == CaseAction::Sign;
                assert!(!is_signed || before.proposed_by != people[who].staff().map(|staff| staff.clerk));
                expected.push(state);
            }
            Err(error) => {
                assert!(is_refusal(&error), "{error}");
                assert_eq!((after.state, after.revision), (before.state, before.revision), "{tried:?}");
            }
        }
    }
    let history = app.db.read(move |conn| events::list(&Scope::System, conn, id)).await.unwrap();
    let moves =
        [CaseEventKind::Claimed, CaseEventKind::Moved, CaseEventKind::Released, CaseEventKind::Returned];
    let told: Vec<CaseState> = history
        .iter()
        .filter(|event| moves.contains(&event.kind))
        .filter_map(|event| event.detail.as_deref()?.split(' ').next()?.parse().ok())
        .collect();
    assert_eq!(told, expected[1..], "each move has its event, in order");
    expected
}

fn is_refusal(error: &WorkError) -> bool {
    matches!(error, WorkError::NotFound | WorkError::NotPossible(_) | WorkError::Changed)
}
