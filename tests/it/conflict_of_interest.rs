//! Nobody works on what they took down at the desk, and a case is locked for who is biased (§§ 20, 21 VwVfG).

use pforte::domain::{Channel, Role};
use reqwest::StatusCode;

use crate::support;
use crate::support::app::{PASSWORD, TestApp};
use crate::support::cases::answers;
use crate::support::client::{Client, Page};
use crate::support::filling::{self, to_check_page};

const SCHOOL: &str = "schuelerbefoerderung-erstattung";

async fn filed_online(app: &TestApp) {
    filling::file(app, &app.browser(), "school_transport_refund", "ticket_outside_capped").await;
}

/// The case that lies in the inbox.
async fn the_case(client: &Client) -> Page {
    client.open(&client.open("/postkorb").await.hrefs("table a")[0]).await
}

/// Posts to an address of the case with the token of this person's forms.
async fn post(client: &Client, address: &str, controls: &[(&str, &str)]) -> Page {
    let mut all = client.open("/postkorb").await.form("/amt/abmelden").1;
    all.extend(controls.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    client.post(address, &all).await
}

/// What work is posted with, and where to.
const WORK: [(&str, &[(&str, &str)]); 3] = [
    ("uebernehmen", &[]),
    ("status", &[("aktion", "withdraw"), ("fassung", "0.1")]),
    ("aktenzeichen", &[("aktenzeichen", "40-1"), ("fassung", "0.1")]),
];

const DECLARED: [(&str, &str); 3] = [
    ("befangen.grund", "relative"),
    ("befangen.bemerkung", "Das Kind meiner Schwester."),
    ("befangen.bestaetigt", "true"),
];

#[actix_web::test]
async fn whoever_took_an_application_down_reads_it_and_writes_notes_and_somebody_else_works_on_it() {
    let app = TestApp::start().await;
    for role in [Role::Caseworker, Role::Lead] {
        let login = role.as_str();
        app.add_clerk(login, role, &["fb40"]).await;
        app.command(&["staff", "change", login, "--desk"], "").unwrap();
        let clerk = app.browser();
        app.sign_in(&clerk, login, PASSWORD).await;
        let form = app.library.catalogue().find(SCHOOL).unwrap().form(Channel::Assisted).clone();
        let first = support::desk::begin(&clerk, SCHOOL).await;
        let check =
            to_check_page(&clerk, &form, &answers("school_transport_refund", "desk_help"), first).await;
        let receipt = clerk.submit(&check, "/absenden", &[("confirmed", "true")]).await;
        clerk.submit(&receipt, "/schalter/weiter", &[]).await;
        let case = the_case(&clerk).await;
        case.must_say("Sie haben diesen Antrag aufgenommen. Bearbeiten muss ihn eine andere Person.");
        let offered = case.attributes("main form", "action");
        for (action, controls) in WORK {
            assert!(!offered.contains(&format!("{}/{action}", case.address)), "{offered:?}");
            let refused = post(&clerk, &format!("{}/{action}", case.address), controls).await;
            assert_eq!(refused.status, StatusCode::CONFLICT, "{login} {action}");
            refused.must_say("Bearbeiten muss ihn eine andere Person.");
        }
        clerk.submit(&case, "/notiz", &[("notiz", "Kind war dabei")]).await.must_say("Kind war dabei");

        let colleague = app.signed_in(&format!("ben-{login}"), Role::Caseworker, &["fb40"]).await;
        let case = colleague.open(&case.address).await;
        colleague.submit(&case, "/uebernehmen", &[]).await.must_say("In Bearbeitung");
        let as_lead = [("_action", "decide"), ("ergebnis", "granted"), ("fassung", "1.2")];
        let refused = post(&clerk, &format!("{}/entscheidung", case.address), &as_lead).await;
        assert_eq!(refused.status, StatusCode::CONFLICT, "{login}");
    }
    app.stop().await;
}

#[actix_web::test]
async fn a_case_is_locked_for_who_is_biased_and_goes_back_to_the_others() {
    let app = TestApp::start().await;
    filed_online(&app).await;
    let anna = app.signed_in("anna", Role::Caseworker, &["fb40"]).await;
    let taken = anna.submit(&the_case(&anna).await, "/uebernehmen", &[]).await;
    let number = taken.texts("dd")[0].clone();
    let unsure = anna.submit(&taken, "/befangen", &DECLARED[1..2]).await;
    assert_eq!(unsure.status, StatusCode::UNPROCESSABLE_ENTITY);
    unsure.must_say("Wählen Sie einen Grund aus.").must_say("Bestätigen Sie").must_say(DECLARED[1].1);
    anna.submit(&taken, "/notiz", &[("notiz", "noch offen")]).await.must_say("noch offen");

    let locked = anna.submit(&unsure, "/befangen", &DECLARED).await;
    let told = "Sie haben sich für befangen erklärt; der Vorgang ist für Sie gesperrt.";
    assert_eq!((locked.status, locked.address.as_str()), (StatusCode::NOT_FOUND, taken.address.as_str()));
    locked.must_say(told);
    assert!(!locked.says(&number) && !locked.html.contains("Beispiel"));
    for view in ["neu", "meine", "alle", "erledigt"] {
        let inbox = anna.open(&format!("/postkorb?ansicht={view}")).await;
        inbox.must_say("Hier liegt zurzeit nichts.");
        assert_eq!(inbox.texts(".pf-tabs__count"), ["0"; 8]);
    }
    anna.open(&format!("/postkorb?suche={number}")).await.must_say("keinen Vorgang");
    let note: (&str, &[(&str, &str)]) = ("notiz", &[("notiz", "x")]);
    for (action, controls) in WORK.into_iter().chain([note, ("befangen", &DECLARED)]) {
        let refused = post(&anna, &format!("{}/{action}", taken.address), controls).await;
        assert_eq!(refused.status, StatusCode::NOT_FOUND, "{action}");
        refused.must_say(told);
    }

    let ben = app.signed_in("ben", Role::Caseworker, &["fb40"]).await;
    let case = the_case(&ben).await;
    case.must_say("In den Postkorb zurückgelegt").must_say("Für befangen erklärt");
    assert!(!case.html.contains(DECLARED[1].1), "why is not for colleagues");
    ben.submit(&case, "/uebernehmen", &[]).await.must_say("In Bearbeitung");
    app.stop().await;
}

#[actix_web::test]
async fn only_another_lead_mends_a_wrong_click_and_says_why() {
    let app = TestApp::start().await;
    filed_online(&app).await;
    let anna = app.signed_in("anna", Role::Caseworker, &["fb40"]).await;
    let case = the_case(&anna).await;
    anna.submit(&case, "/befangen", &DECLARED).await;
    let lead = app.signed_in("leitung", Role::Lead, &["fb40"]).await;
    let seen = lead.open(&case.address).await;
    seen.must_say("Das Kind meiner Schwester.").must_say("verwandt, verheiratet oder verschwägert");
    let whose = seen.attributes("input[name=wessen]", "value")[0].clone();
    let reason = format!("aufheben.{whose}");
    let ben = app.signed_in("ben", Role::Caseworker, &["fb40"]).await;
    let lift = format!("{}/befangenheit-aufheben", case.address);
    let refused = post(&ben, &lift, &[("wessen", &whose), (&reason, "x")]).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert_eq!(anna.open(&case.address).await.status, StatusCode::NOT_FOUND);

    let empty = lead.submit(&seen, "/befangenheit-aufheben", &[(&reason, " ")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    empty.must_say("Schreiben Sie einen Grund");
    let lifted = lead.submit(&empty, "/befangenheit-aufheben", &[(&reason, "Falscher Vorgang")]).await;
    lifted.must_say("Befangenheit aufgehoben: anna (Test)").must_say("Falscher Vorgang");
    let again = anna.open(&case.address).await;
    assert_eq!(again.status, StatusCode::OK);
    assert!(!again.says("Falscher Vorgang"));

    // Their own they do not lift: the case is locked for them, too.
    lead.submit(&lifted, "/befangen", &DECLARED).await;
    let whose = app.db.read(|conn| pforte::store::clerks::find_by_login(conn, "leitung")).await;
    let whose = whose.unwrap().unwrap().id.to_string();
    let own = post(&lead, &lift, &[("wessen", &whose), (&format!("aufheben.{whose}"), "x")]).await;
    assert_eq!(own.status, StatusCode::NOT_FOUND);
    own.must_say("der Vorgang ist für Sie gesperrt");
    app.stop().await;
}
