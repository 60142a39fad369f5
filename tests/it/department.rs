//! The department: inbox, case, work, history; and the walls between departments.

use pforte::domain::Role;
use reqwest::StatusCode;

use crate::support::app::TestApp;
use crate::support::deciding;
use crate::support::filling;

async fn file(app: &TestApp) {
    filling::file(app, &app.browser(), "school_transport_refund", "ticket_outside_capped").await;
}

fn case_address(inbox: &crate::support::client::Page) -> String {
    let document = inbox.document();
    let links = scraper::Selector::parse("table a").unwrap();
    document.select(&links).next().unwrap().value().attr("href").unwrap().to_owned()
}

#[actix_web::test]
async fn a_case_is_taken_worked_and_closed_and_its_history_tells_so() {
    let app = TestApp::start().await;
    file(&app).await;
    let worker = app.signed_in("schule", Role::Caseworker, &["fb40"]).await;
    let inbox = worker.open("/postkorb").await;
    let address = case_address(&inbox);
    let case = worker.open(&address).await;
    case.must_say("593,00 €").must_say("Online").must_say("Antrag eingegangen");
    let mine = worker.submit(&case, "/uebernehmen", &[]).await;
    mine.must_say("In Bearbeitung");
    worker.open("/postkorb?ansicht=meine").await.must_say("1 Vorgang");
    let noted = worker.submit(&mine, "/notiz", &[("notiz", "Schule angerufen")]).await;
    noted.must_say("Schule angerufen");
    let empty = worker.submit(&noted, "/notiz", &[("notiz", " ")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(worker.open(&empty.address).await.address, address, "a refusal's address leads to the case");
    let filed = worker.submit(&noted, "/aktenzeichen", &[("aktenzeichen", "40.11-2025/17")]).await;
    filed.must_say("Aktenzeichen vergeben: 40.11-2025/17");
    let granted = deciding::decide(&worker, &filed, &deciding::GRANTED).await;
    granted.must_say("Neuer Stand: Bewilligt");
    let posted = deciding::post_today(&worker, &granted).await;
    let closed = worker.submit(&posted, "/status", &[("aktion", "close")]).await;
    closed.must_say("Neuer Stand: Abgeschlossen");
    worker.open("/postkorb?ansicht=erledigt").await.must_say("1 Vorgang");
    let number = closed.texts("dd")[0].clone();
    let found = worker.open(&format!("/postkorb?suche={}", number.to_lowercase())).await;
    assert_eq!(found.address, address);
    app.stop().await;
}

#[actix_web::test]
async fn of_two_who_take_a_case_at_once_one_gets_it_and_the_other_is_told_who() {
    let app = TestApp::start().await;
    file(&app).await;
    let anna = app.signed_in("anna", Role::Caseworker, &["fb40"]).await;
    let ben = app.signed_in("ben", Role::Caseworker, &["fb40"]).await;
    let address = case_address(&anna.open("/postkorb").await);
    let (for_anna, for_ben) = (anna.open(&address).await, ben.open(&address).await);
    let (a, b) =
        tokio::join!(anna.submit(&for_anna, "/uebernehmen", &[]), ben.submit(&for_ben, "/uebernehmen", &[]));
    let (won, lost, winner) = if a.status == StatusCode::OK { (a, b, "anna") } else { (b, a, "ben") };
    assert_eq!(won.status, StatusCode::OK);
    assert_eq!(lost.status, StatusCode::CONFLICT);
    lost.must_say(&format!("Diesen Vorgang hat {winner} (Test) übernommen."));
    app.stop().await;
}

#[actix_web::test]
async fn cases_of_other_departments_do_not_exist_on_any_address() {
    let app = TestApp::start().await;
    file(&app).await;
    let school = app.signed_in("schule", Role::Caseworker, &["fb40"]).await;
    let address = case_address(&school.open("/postkorb").await);
    let case = school.open(&address).await;
    let number = case.texts("dd")[0].clone();
    for (login, role, departments) in
        [("kultur", Role::Caseworker, &["fb41"]), ("leitung", Role::Lead, &["fb41"])]
    {
        let other = app.signed_in(login, role, departments).await;
        for view in ["neu", "meine", "alle", "erledigt"] {
            other.open(&format!("/postkorb?ansicht={view}")).await.must_say("Hier liegt zurzeit nichts.");
        }
        other.open(&format!("/postkorb?suche={number}")).await.must_say("keinen Vorgang");
        assert_eq!(other.open(&address).await.status, StatusCode::NOT_FOUND);
        let inbox = other.open("/postkorb").await;
        let csrf = inbox.form("/amt/abmelden").1;
        for (action, extra) in [
            ("uebernehmen", vec![]),
            ("status", vec![("aktion", "decide"), ("ergebnis", "granted"), ("fassung", "1.2")]),
            ("entscheidung", vec![("ergebnis", "granted"), ("fassung", "1.2"), ("_action", "decide")]),
            ("notiz", vec![("notiz", "x")]),
            ("daten", vec![]),
            ("aktenzeichen", vec![("aktenzeichen", "x"), ("fassung", "0.1")]),
        ] {
            let mut controls = csrf.clone();
            controls.extend(extra.into_iter().map(|(n, v)| (n.to_owned(), v.to_owned())));
            let answer = other.post(&format!("{address}/{action}"), &controls).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{login} {action}");
        }
    }
    app.stop().await;
}

#[actix_web::test]
async fn signing_out_counts_and_idle_sessions_end() {
    let app = TestApp::start().await;
    let worker = app.signed_in("schule", Role::Caseworker, &["fb40"]).await;
    let inbox = worker.open("/postkorb").await;
    worker.submit(&inbox, "/amt/abmelden", &[]).await;
    assert!(worker.open("/postkorb").await.address.starts_with("/amt/anmelden"));
    let other = app.signed_in("kultur", Role::Caseworker, &["fb41"]).await;
    app.clock.advance(chrono::Duration::minutes(31));
    assert!(other.open("/postkorb").await.address.starts_with("/amt/anmelden"));
    app.stop().await;
}

#[actix_web::test]
async fn a_number_is_found_whatever_else_is_chosen_and_a_page_that_is_gone_shows_the_first_one() {
    let app = TestApp::start().await;
    file(&app).await;
    let worker = app.signed_in("schule", Role::Caseworker, &["fb40"]).await;
    let address = case_address(&worker.open("/postkorb").await);
    let number = worker.open(&address).await.texts("dd")[0].clone();
    let search = format!("/postkorb?ansicht=erledigt&leistung=culture_project_grant&suche={number}");
    assert_eq!(worker.open(&search).await.address, address);
    let gone = "0.0b0e2c52-6e5c-4b63-8a0e-5d7a4a1f0c12";
    let beyond = worker.open(&format!("/postkorb?ansicht=neu&ab={gone}")).await;
    beyond.must_say("1 Vorgang").must_say(&number);
    app.stop().await;
}

/// Some reports need no name; they are cases like all others.
#[actix_web::test]
async fn a_report_without_a_name_can_be_found_and_read() {
    let app = TestApp::start().await;
    let receipt = filling::file(&app, &app.browser(), "defect_report", "schlagloch_anonym").await;
    assert_eq!(receipt.heading(), "Ihre Meldung ist eingegangen");
    let worker = app.signed_in("tiefbau", Role::Caseworker, &["fb66"]).await;
    let inbox = worker.open("/postkorb").await;
    inbox.must_say("Ohne Namen");
    assert_eq!(worker.open(&case_address(&inbox)).await.heading(), "Ohne Namen");
    app.stop().await;
}
