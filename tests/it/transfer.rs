//! A case that goes to another authority: which one stands on the case, in its files, and for its applicant.

use pforte::domain::Role;
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::support::app::TestApp;
use crate::support::asking;
use crate::support::client::{Client, Page};
use crate::support::filling;

const TO: &str = "Landkreis Peine, Schulamt";

/// A case that somebody works on, and its applicant at the page of its state.
async fn taken(app: &TestApp) -> (Client, Page, Client) {
    let receipt =
        filling::file(app, &app.browser(), "school_transport_refund", "ticket_outside_capped").await;
    let (number, code) = asking::number_and_code(&receipt);
    let applicant = asking::applicant(app, &number, &code).await;
    let worker = app.signed_in("schule", Role::Caseworker, &["fb40"]).await;
    let case = worker.open(&worker.open("/postkorb").await.hrefs("table a")[0]).await;
    let case = worker.submit(&case, "/uebernehmen", &[]).await;
    (worker, case, applicant)
}

fn transfer<'a>(to: &'a str, contact: &'a str, day: &'a str) -> [(&'a str, &'a str); 6] {
    let (month, year) = if day.is_empty() { ("", "") } else { ("9", "2025") };
    [
        ("aktion", "transfer"),
        ("behoerde", to),
        ("behoerde-kontakt", contact),
        ("abgegeben.day", day),
        ("abgegeben.month", month),
        ("abgegeben.year", year),
    ]
}

#[actix_web::test]
async fn whoever_hands_a_case_to_another_authority_names_it_and_the_applicant_reads_where_to_turn() {
    let app = TestApp::start().await;
    let (worker, case, applicant) = taken(&app).await;
    let contact = "Telefon 05171 401-0, Zeichen 40-77";
    let handed = worker.submit(&case, "/status", &transfer(TO, contact, "")).await;
    handed.must_say(&format!("Abgegeben an {TO} am 01.10.2025")).must_say("Neuer Stand: Abgegeben");
    assert_eq!(handed.texts(".pf-history__text").last().map(String::as_str), Some(contact));
    handed
        .must_say(&format!("Abgegeben an{TO}, am 01.10.2025"))
        .must_say(&format!("Dort zu erreichen{contact}"));
    let told = [
        format!("Wir haben alles am 01.10.2025 dorthin abgegeben: {TO}."),
        format!("So erreichen Sie diese Behörde: {contact}"),
    ];
    for text in &told {
        let page = applicant.open("/status/antrag").await;
        page.must_say(text).must_say("Bisher zuständig");
        assert!(
            !page.texts("h2").iter().any(|title| title == "Ihre Ansprechstelle"),
            "they turn to {TO} now"
        );
        applicant.open("/status/druck").await.must_say(text);
    }
    let expected = json!({"authority": TO, "contact": contact, "on": "2025-10-01"});
    let (target, controls) = handed.form("/daten");
    let saved: Value = serde_json::from_slice(&worker.post_bytes(&target, &controls).await).unwrap();
    assert_eq!(saved["transfer"], expected);
    let (target, controls) = applicant.open("/status/antrag").await.form("/status/daten");
    let saved: Value = serde_json::from_slice(&applicant.post_bytes(&target, &controls).await).unwrap();
    assert_eq!(saved["transfer"], expected);
    worker.open(&format!("{}/druck", case.address)).await.must_say(TO);

    let closed = worker.submit(&handed, "/status", &[("aktion", "close")]).await;
    closed.must_say("Neuer Stand: Abgeschlossen");
    applicant.open("/status/antrag").await.must_say(&told[0]);
    app.stop().await;
}

#[actix_web::test]
async fn a_transfer_without_an_authority_or_on_an_impossible_day_is_asked_for_again_with_everything_kept() {
    let app = TestApp::start().await;
    let (worker, case, applicant) = taken(&app).await;
    let long = "x".repeat(201);
    let nobody = "Geben Sie ein, an welche Behörde Sie den Vorgang abgeben.";
    let wrong_day = "frühestens den des Eingangs, spätestens heute.";
    for (typed, told) in [
        (transfer("", "Telefon 1", ""), nobody),
        (transfer("  ", "Telefon 1", ""), nobody),
        (transfer(&long, "Telefon 1", ""), "Kürzen Sie den Namen auf höchstens 200 Zeichen."),
        (transfer(TO, "Telefon 1", "31"), "Geben Sie ein Datum mit Tag, Monat und Jahr ein."),
        (transfer(TO, "Telefon 1", "30"), wrong_day),
    ] {
        let refused = worker.submit(&case, "/status", &typed).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{told}");
        refused.must_say(told).must_say("In Bearbeitung");
        assert_eq!(refused.hrefs(".kern-alert a, .kern-list a[href^='#']").len(), 1, "{}", refused.html);
        for (name, value) in &typed[1..] {
            let kept = refused.attributes(&format!("input[name='{name}']"), "value");
            assert_eq!(kept.first().map_or("", String::as_str), *value, "{name}");
        }
        assert_eq!(refused.texts("details[open] button"), ["Bestätigen: Abgabe vermerken"]);
    }
    assert_eq!(
        worker.submit(&case, "/status", &[("aktion", "transfer")]).await.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "a post of no page of ours"
    );
    applicant.open("/status/antrag").await.must_say("Ihr Antrag wird bearbeitet.");
    app.stop().await;
}

/// Somebody changed the case meanwhile: what was typed is offered again beside the new state.
#[actix_web::test]
async fn a_transfer_that_comes_too_late_is_offered_again_with_its_authority() {
    let app = TestApp::start().await;
    let (worker, case, _) = taken(&app).await;
    worker.submit(&case, "/aktenzeichen", &[("aktenzeichen", "40.11-1")]).await;
    let both = worker.submit(&case, "/status", &transfer(TO, "Telefon 1", "")).await;
    assert_eq!(both.status, StatusCode::CONFLICT);
    both.must_say(&format!("Abgabe vermerken: {TO}")).must_say("Aktenzeichen vergeben: 40.11-1");
    let handed = worker.submit(&both, "/status", &[]).await;
    handed.must_say(&format!("Abgegeben an {TO} am 01.10.2025"));
    app.stop().await;
}
