//! What who leads the department does about the data of a case: giving it out, keeping it longer, erasing it.

use chrono::Duration;
use pforte::audit::verify;
use pforte::clock::Clock;
use pforte::domain::Role;
use pforte::mail::Mailer;
use pforte::outbox::{Sending, run_once, write_digests};
use pforte::retention::purge;
use reqwest::StatusCode;
use serde_json::Value;
use std::sync::Arc;

use crate::sealing::{MARKER, apply, work};
use crate::support::app::{PASSWORD, TestApp, fixtures};
use crate::support::client::{Client, Page};
use crate::support::db::TestDb;

/// A case with something written wherever people can write; its address, and who works and leads.
async fn worked_on(app: &TestApp) -> (String, Client, Client) {
    apply(app).await;
    let clerk = app.signed_in("akte", Role::Caseworker, &["fb10"]).await;
    let case = work(&clerk).await;
    let lead = app.signed_in("lena", Role::Lead, &["fb10"]).await;
    (case.address.split(['?', '#']).next().unwrap().to_owned(), clerk, lead)
}

async fn withdraw(clerk: &Client, address: &str) -> Page {
    clerk.submit(&clerk.open(address).await, "/status", &[("aktion", "withdraw")]).await
}

fn number_of(case: &Page) -> String {
    let heads = case.texts("dt");
    let at = heads.iter().position(|head| head == "Eingangsnummer").unwrap();
    case.texts("dd")[at].clone()
}

#[actix_web::test]
async fn the_lead_gives_out_all_that_is_known_and_it_is_noted() {
    let app = TestApp::start_on(TestDb::new().await, fixtures(), false).await;
    let (address, clerk, lead) = worked_on(&app).await;
    let case = lead.open(&address).await;
    let page = lead.open(&case.hrefs("a[href$='/datenschutz']")[0]).await;
    page.must_say("Auskunft nach Artikel 15").must_say("noch nicht abgeschlossen");
    let (target, mut controls) = page.form("/auskunft");
    controls.push(("art".to_owned(), "json".to_owned()));
    let json: Value = serde_json::from_slice(&lead.post_bytes(&target, &controls).await).unwrap();
    assert_eq!(
        (&json["format"], &json["case"]["format"]),
        (&"pforte-access-1".into(), &"pforte-case-1".into())
    );
    assert_eq!(json["case"]["answers"]["name"], MARKER);
    assert!(json["read_by"].as_array().unwrap().iter().any(|one| one["who"] == "akte (Test)"));
    assert!(!json["privacy"].as_array().unwrap().is_empty());
    let notes = |json: &Value| {
        let history = json["case"]["history"].as_array().unwrap();
        history.iter().any(|event| event["kind"] == "noted" && event["detail"] == MARKER)
    };
    assert!(notes(&json) && json["case"]["inquiries"].to_string().contains(MARKER));
    controls.retain(|(name, _)| name != "art");
    controls.push(("art".to_owned(), "html".to_owned()));
    let html = String::from_utf8(lead.post_bytes(&target, &controls).await).unwrap();
    for said in [MARKER, "Wer den Vorgang geöffnet hat", "akte (Test)", "Wie Ihre Angaben verarbeitet werden"]
    {
        assert!(html.contains(said), "{said}");
    }
    lead.open(&address).await.must_say("Auskunft an die Person als Datei gespeichert");
    // The operator gives out the same.
    let number = number_of(&lead.open(&address).await);
    let printed: Value = serde_json::from_str(&app.command(&["export", &number], "").unwrap()).unwrap();
    assert_eq!(printed["case"]["answers"], json["case"]["answers"]);
    assert!(notes(&printed));
    // Nobody else.
    assert_eq!(clerk.open(&format!("{address}/datenschutz")).await.status, StatusCode::FORBIDDEN);
    let other = app.signed_in("otto", Role::Lead, &["fb20"]).await;
    assert_eq!(other.open(&format!("{address}/datenschutz")).await.status, StatusCode::NOT_FOUND);
    app.stop().await;
}

#[actix_web::test]
async fn what_is_kept_longer_is_not_erased_until_its_day_is_over() {
    let app = TestApp::start_on(TestDb::new().await, fixtures(), false).await;
    let (address, clerk, lead) = worked_on(&app).await;
    withdraw(&clerk, &address).await;
    let privacy = format!("{address}/datenschutz");
    let page = lead.open(&privacy).await;
    page.must_say("Wird gelöscht am").must_say("02.10.2026").must_say("§ 3 NArchG");
    let wrong = lead.submit(&page, "/aufbewahren", &[("_action", "hold"), ("grund", "Klage")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    wrong.must_say("Geben Sie einen Tag ein").must_say("Klage");
    let until = |day: &'static str| {
        [
            ("bis.day", day),
            ("bis.month", "10"),
            ("bis.year", "2026"),
            ("grund", "Klage 4 A 17"),
            ("_action", "hold"),
        ]
    };
    let held = lead.submit(&page, "/aufbewahren", &until("20")).await;
    held.must_say("20.10.2026, lena (Test)").must_say("Klage 4 A 17");
    let late = lead.submit(&page, "/aufbewahren", &until("21")).await;
    assert_eq!(late.status, StatusCode::CONFLICT, "it was seen before the change");
    lead.open("/postkorb").await.must_say("Löschung");
    lead.open("/postkorb/loeschung").await.must_say("Länger aufbewahrt").must_say("20.10.2026");
    clerk.open(&address).await.must_say("Wird aufbewahrt bis 20.10.2026").must_say("Klage 4 A 17");
    // Neither by the clock, nor because somebody asks for it; nor its papers.
    app.clock.advance(Duration::days(384));
    let run = || purge(&app.db, &app.depot, &app.library, app.clock.now());
    assert_eq!(run().await.unwrap(), pforte::retention::Purged::default());
    app.sign_in(&lead, "lena", PASSWORD).await;
    lead.open(&format!("{privacy}/loeschen")).await.must_say("bis zum 20.10.2026 aufbewahrt");
    app.clock.advance(Duration::days(1));
    assert_eq!(run().await.unwrap().cases, 1);
    app.stop().await;
}

#[actix_web::test]
async fn the_lead_erases_on_request_after_a_second_look() {
    let app = TestApp::start_on(TestDb::new().await, fixtures(), false).await;
    let (address, clerk, lead) = worked_on(&app).await;
    let erase = format!("{address}/datenschutz/loeschen");
    lead.open(&erase).await.must_say("noch nicht abgeschlossen").must_say("Artikel 17 Absatz 3");
    let number = number_of(&withdraw(&clerk, &address).await);
    let page = lead.open(&erase).await;
    page.must_say("Das lässt sich nicht zurücknehmen").must_say("Was bleibt");
    let ground = ("grund", "consent-withdrawn");
    for typed in [[ground, ("nummer", "222-222-222")], [("grund", ""), ("nummer", number.as_str())]] {
        let wrong = lead.submit(&page, "/loeschen", &typed).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{typed:?}");
    }
    let old = page.clone();
    clerk.submit(&clerk.open(&address).await, "/notiz", &[("notiz", "noch etwas")]).await;
    clerk.submit(&clerk.open(&address).await, "/aktenzeichen", &[("aktenzeichen", "10-1")]).await;
    let late = lead.submit(&old, "/loeschen", &[ground, ("nummer", &number)]).await;
    assert_eq!(late.status, StatusCode::CONFLICT, "it was seen before the change");
    let done = lead.submit(&late, "/loeschen", &[ground, ("nummer", &number)]).await;
    done.must_say("Der Vorgang ist gelöscht");
    assert_eq!(std::fs::read_dir(&app.files_folder).unwrap().count(), 0);
    assert_eq!(clerk.open(&address).await.status, StatusCode::GONE);
    // Whoever had one of its pages open is told what became of it.
    let again = lead.submit(&page, "/loeschen", &[ground, ("nummer", &number)]).await;
    let pages = [again, lead.open(&erase).await, lead.open(&format!("{address}/datenschutz")).await];
    for gone in pages {
        assert_eq!(gone.status, StatusCode::GONE, "{}", gone.address);
        gone.must_say("Dieser Vorgang ist gelöscht");
    }
    verify(&app.db, &[]).await.unwrap();
    app.stop().await;
}

#[actix_web::test]
async fn who_leads_is_told_on_mondays_what_is_erased_soon() {
    let app = TestApp::start_on(TestDb::new().await, fixtures(), false).await;
    let (address, clerk, lead) = worked_on(&app).await;
    let number = number_of(&withdraw(&clerk, &address).await);
    app.command(&["staff", "change", "lena", "--email", "lena@amt.example"], "").unwrap();
    lead.open("/postkorb/loeschung").await.must_say("wird nichts gelöscht");
    let write = || write_digests(&app.db, &app.library, ("stadt.example", 7), app.clock.now());
    // Monday, 31 August 2026: 32 days before; then 7 September.
    app.clock.advance(Duration::days(334));
    assert_eq!(write().await.unwrap(), 0, "it is too early");
    app.clock.advance(Duration::days(6));
    assert_eq!(write().await.unwrap(), 0, "a Sunday");
    app.clock.advance(Duration::days(1));
    assert_eq!(write().await.unwrap(), 1);
    app.clock.advance(Duration::days(1));
    assert_eq!(write().await.unwrap(), 0, "it is no reason for a mail each day");
    let mailer = Arc::new(Mailer::folder(&app.mail_folder, "pforte@stadt.example").unwrap());
    let sending = Sending::new(mailer, Arc::clone(&app.library), "http://stadt.example", "Stadt");
    while run_once(&app.db, &sending, app.clock.as_ref()).await.unwrap() {}
    let mails = std::fs::read_dir(&app.mail_folder).unwrap();
    let mails: Vec<String> =
        mails.map(|entry| std::fs::read_to_string(entry.unwrap().path()).unwrap()).collect();
    let told: Vec<_> = mails.iter().filter(|mail| mail.contains("/postkorb/loeschung")).collect();
    assert_eq!(told.len(), 1);
    assert!(told[0].contains("lena@amt.example") && !told[0].contains(&number) && !told[0].contains(MARKER));
    app.sign_in(&lead, "lena", PASSWORD).await;
    lead.open("/postkorb/loeschung").await.must_say(&number).must_say("02.10.2026");
    app.stop().await;
}
