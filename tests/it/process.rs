//! The process of a case: who may do what, the second signature, and two people at one case.

use chrono::{DateTime, Utc};
use pforte::casework::{self, Decide, DecisionDone, Wanted, WorkError};
use pforte::clock::Clock;
use pforte::domain::{
    Answers, CaseAction, CaseEventKind, CaseId, CaseState, ClerkId, DecisionContent, DepartmentId, Outcome,
    Role, Scope, StaffScope, Transfer,
};
use pforte::library::Library;
use pforte::store::decisions::NewDecision;
use pforte::store::{cases, clerks, decisions, events};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use reqwest::StatusCode;

use crate::support::app::TestApp;
use crate::support::client::{Client, Page};
use crate::support::{deciding, filling};

const GRANTED: [(&str, &str); 2] = [("aktion", "decide"), ("ergebnis", "granted")];

/// The page of a case that somebody works on, with the button that leads to its decision.
const WRITE: &str = "Entscheidung schreiben";

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
    let shown = deciding::preview(&worker, case.must_say(WRITE), &deciding::GRANTED).await;
    shown.must_say("Zur Mitzeichnung vorlegen");
    let proposed = worker.submit(&shown, "/entscheidung", &[("_action", "decide")]).await;
    proposed.must_say("Wartet auf Mitzeichnung: Bewilligt").must_say("Vorschlag ansehen");
    let refused = deciding::sign(&worker, &proposed).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    forced(&worker, &worker.open(&case.address).await, &[("aktion", "sign")])
        .await
        .must_say("Wartet auf Mitzeichnung");

    let returned = deciding::send_back(&lead, &case, "Die Eigenmittel fehlen.").await;
    returned
        .must_say("Vorschlag zurückgegeben")
        .must_say("Die Eigenmittel fehlen.")
        .must_say("In Bearbeitung");
    let refused = deciding::decide(&worker, &case, &deciding::REFUSED).await;
    refused.must_say("Wartet auf Mitzeichnung: Abgelehnt");
    let signed = deciding::sign(&lead, &case).await;
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
    let proposed = deciding::decide(&lead, &case, &deciding::GRANTED).await;
    proposed.must_say("Wartet auf Mitzeichnung: Bewilligt");
    let declared = [("befangen.grund", "relative"), ("befangen.bestaetigt", "true")];
    lead.submit(&proposed, "/befangen", &declared).await;
    let again = worker.open(&case.address).await;
    again.must_say("Vorschlag zurückgegeben").must_say("Entscheidung schreiben");
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
    let move_alone = forced(&worker, &case, &GRANTED).await;
    assert_eq!(move_alone.status, StatusCode::CONFLICT, "nothing is decided without its letter");
    deciding::decide(&worker, &case, &deciding::GRANTED).await.must_say("Neuer Stand: Bewilligt");
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
    let both = anna.submit(&old, "/status", &[("aktion", "await")]).await;
    assert_eq!(both.status, StatusCode::CONFLICT);
    both.must_say("Auf Antwort warten").must_say("Im neuen Stand geht das nicht mehr.");
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
        let to = Transfer::typed("Landkreis Peine", "", now.date_naive()).unwrap();
        let transfer = Some(to).filter(|_| action == CaseAction::Transfer && mistake != 2);
        let wanted = Wanted { action, outcome, seen, transfer };
        let tried = wanted.clone();
        let act = move |conn: &mut _| moved(&scope, conn, &library, (id, &wanted, mistake == 1), now);
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
            Err(WorkError::Text) => assert_eq!(after.revision, before.revision, "{tried:?}"),
            Err(error) => {
                assert!(is_refusal(&error), "{error}");
                assert_eq!((after.state, after.revision), (before.state, before.revision), "{tried:?}");
            }
        }
    }
    must_be_decided_as_it_was_signed(app, id, expected.contains(&CaseState::Decided)).await;
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

/// What a page would do: a move, or a decision with the letter that is shown; now and then with another letter.
fn moved(
    scope: &Scope,
    conn: &mut pforte::store::Conn,
    library: &Library,
    (id, wanted, is_other_letter): (CaseId, &Wanted, bool),
    now: DateTime<Utc>,
) -> Result<CaseState, WorkError> {
    let mails = (library, "stadt.example");
    if !matches!(wanted.action, CaseAction::Decide | CaseAction::Sign) {
        return casework::act(scope, conn, mails, id, wanted, now);
    }
    assert!(casework::act(scope, conn, mails, id, wanted, now).is_err(), "decided without its letter");
    let case = cases::find(&Scope::System, conn, id)?.unwrap();
    let form = library.form(conn, &case.version, case.channel)?;
    let answers: Answers = serde_json::from_slice(&case.content).unwrap();
    let name = clerks::find(conn, scope.staff().unwrap().clerk)?.unwrap().name;
    let written = NewDecision {
        outcome: wanted.outcome.clone().unwrap_or_else(|| Outcome("granted".to_owned())),
        amount: answers.at("amount_requested").and_then(serde_json::Value::as_i64),
        reason_codes: Vec::new(),
        content: DecisionContent::default(),
    };
    let proposed = decisions::find(&Scope::System, conn, id)?.map(|found| found.what);
    let what = if wanted.action == CaseAction::Sign { proposed } else { None }.unwrap_or(written);
    let letter = casework::compose(&case, (&form, &answers), &what, (&name, "Stadt"), now);
    let shown = letter.filter(|_| !is_other_letter).map(|letter| letter.hash().to_owned());
    let shown = shown.unwrap_or_default();
    let done = match wanted.action {
        CaseAction::Sign => casework::sign(scope, conn, mails, (id, wanted.seen, &shown, "Stadt"), now)?,
        _ if wanted.outcome.is_none() => return Err(WorkError::Text),
        _ => {
            let wanted = Decide { what, seen: wanted.seen, letter: shown };
            casework::decide(scope, conn, mails, (id, &wanted, "Stadt"), now)?
        }
    };
    match done {
        DecisionDone::Decided => Ok(CaseState::Decided),
        DecisionDone::Proposed => Ok(CaseState::AwaitingSignature),
        DecisionDone::LetterChanged | DecisionDone::Outdated => Err(WorkError::Text),
    }
}

/// Whatever was tried: decided is what has a signed letter, signed by somebody else than who proposed it where two
/// signatures are needed, and nothing else has one.
async fn must_be_decided_as_it_was_signed(app: &TestApp, id: CaseId, is_decided: bool) {
    let found = app.db.read(move |conn| decisions::find(&Scope::System, conn, id)).await.unwrap();
    let history = app.db.read(move |conn| events::list(&Scope::System, conn, id)).await.unwrap();
    let hashes: Vec<_> = history.iter().filter(|event| event.kind == CaseEventKind::LetterFrozen).collect();
    let signed = found.as_ref().and_then(|found| found.signed.as_ref());
    assert_eq!((signed.is_some(), hashes.len()), (is_decided, usize::from(is_decided)));
    let Some((found, signed)) = found.as_ref().zip(signed) else { return };
    assert_eq!(hashes[0].detail.as_deref(), Some(signed.letter.hash()));
    let waited = history.iter().any(|event| {
        event.detail.as_deref().is_some_and(|detail| detail.starts_with("awaiting_signature"))
            && event.at == found.proposed.1
    });
    assert_eq!(waited, signed.by != found.proposed.0, "four eyes");
}

fn is_refusal(error: &WorkError) -> bool {
    matches!(error, WorkError::NotFound | WorkError::NotPossible(_) | WorkError::Changed)
}
