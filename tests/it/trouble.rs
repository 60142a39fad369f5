//! Drafts that are gone and outages: each has a defined, friendly answer, and nothing half done.

use pforte::domain::{Channel, Role};
use reqwest::StatusCode;

use crate::support::app::TestApp;
use crate::support::cases::answers;
use crate::support::client::{Client, Page};
use crate::support::filling::to_check_page;

async fn begin(client: &Client) -> Page {
    let page = client.open("/leistungen/schuelerbefoerderung-erstattung").await;
    client.submit(&page, "/antrag", &[]).await
}

#[actix_web::test]
async fn a_draft_whose_time_is_over_is_gone_with_a_page() {
    let app = TestApp::start().await;
    let client = app.browser();
    let page = begin(&client).await;
    app.clock.advance(chrono::Duration::days(31));
    let gone = client.open(&page.address).await;
    assert_eq!(gone.status, StatusCode::GONE);
    gone.must_say("Hier ist kein Entwurf mehr").must_say("auf einem anderen Gerät");
    begin(&client).await.must_say("Vorprüfung");
    app.stop().await;
}

#[actix_web::test]
async fn whoever_goes_back_to_what_was_sent_finds_the_receipt_for_a_day() {
    let app = TestApp::start().await;
    let client = app.browser();
    let form = app.library.catalogue().find("schuelerbefoerderung-erstattung").unwrap().form(Channel::Online);
    let answers = answers("school_transport_refund", "ticket_outside_capped");
    let check = to_check_page(&client, &form.clone(), &answers, begin(&client).await).await;
    let receipt = client.submit(&check, "/absenden", &[("confirmed", "true")]).await;
    let back = client.open(&check.address).await;
    assert_eq!(back.status, StatusCode::GONE);
    assert_eq!(back.hrefs("main .kern-btn"), [receipt.address.as_str(), "/"]);
    // Of another service nothing was sent, and nobody else sees what was sent here.
    let culture = client.open("/leistungen/projektfoerderung-kultur/antrag/pruefen").await;
    assert_eq!(culture.hrefs("main .kern-btn"), ["/fortsetzen", "/leistungen/projektfoerderung-kultur", "/"]);
    let other = app.browser();
    let (target, own) = begin(&other).await.form("/vorpruefung");
    other.post(&target.replace("vorpruefung", "verwerfen"), &own).await;
    let service = ["/fortsetzen", "/leistungen/schuelerbefoerderung-erstattung", "/"];
    assert_eq!(other.open(&check.address).await.hrefs("main .kern-btn"), service);
    app.clock.advance(chrono::Duration::hours(25));
    let later = client.open(&check.address).await;
    assert_eq!(later.status, StatusCode::GONE);
    assert_eq!(later.hrefs("main .kern-btn"), service);
    app.stop().await;
}

#[actix_web::test]
async fn what_is_sent_for_a_draft_that_was_given_up_elsewhere_gets_a_page_and_changes_nothing() {
    let app = TestApp::start().await;
    let client = app.browser();
    let page = begin(&client).await;
    let (target, own) = page.form("/vorpruefung");
    client.post(&target.replace("vorpruefung", "verwerfen"), &own).await.must_say("Antrag beginnen");
    let typed = [("medical_need", "true"), ("_action", "next")];
    for (what, answer) in [
        ("save", client.submit(&page, &page.address, &typed).await),
        ("row", client.submit(&page, &page.address, &[("_action", "add:tickets")]).await),
        ("send", client.post(&target.replace("vorpruefung", "absenden"), &own).await),
    ] {
        assert_eq!(answer.status, StatusCode::GONE, "{what}");
        answer.must_say("Hier ist kein Entwurf mehr").must_say("Zu allen Leistungen");
    }
    let fresh = begin(&client).await;
    assert!(!fresh.form("/vorpruefung").1.contains(&("medical_need".to_owned(), "true".to_owned())));
    app.stop().await;
}

#[actix_web::test]
async fn a_database_that_is_away_while_an_application_is_sent_leaves_it_whole_and_unsent() {
    let app = TestApp::start().await;
    let client = app.browser();
    let form = app.library.catalogue().find("schuelerbefoerderung-erstattung").unwrap().form(Channel::Online);
    let answers = answers("school_transport_refund", "ticket_outside_capped");
    let check = to_check_page(&client, &form.clone(), &answers, begin(&client).await).await;
    let worker = app.signed_in("schule", Role::Caseworker, &["fb40"]).await;
    let lock = app.test_db.locked().await;
    let away = client.submit(&check, "/absenden", &[("confirmed", "true")]).await;
    assert_eq!(away.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(away.headers.contains_key("retry-after"));
    away.must_say("Laden Sie die Seite neu, bis Sie die Nummer sehen.").must_say("nie doppelt eingereicht");
    drop(lock);
    worker.open("/postkorb").await.must_say("Hier liegt zurzeit nichts.");
    assert_eq!(client.open(&check.address).await.heading(), "Angaben prüfen");
    let reloaded = client.submit(&check, "/absenden", &[("confirmed", "true")]).await;
    assert_eq!(reloaded.heading(), "Ihr Antrag ist eingegangen");
    worker.open("/postkorb").await.must_say("1 Vorgang");
    app.stop().await;
}

#[actix_web::test]
async fn a_closed_database_gives_a_page_with_503_and_nothing_is_half_done() {
    let app = TestApp::start().await;
    let client = app.browser();
    let page = begin(&client).await;
    app.db.close().await;
    let answer = client.submit(&page, &page.address, &[("medical_need", "true")]).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    answer.must_say("Der Dienst ist gerade nicht erreichbar");
    app.stop().await;
}

#[actix_web::test]
async fn a_database_that_hangs_gives_a_page_with_503_within_seconds_and_then_all_goes_on() {
    let app = TestApp::start().await;
    let client = app.browser();
    let page = begin(&client).await;
    let typed = [("medical_need", "true"), ("_action", "next")];
    let lock = app.test_db.locked().await;
    let begin = std::time::Instant::now();
    let answer = client.submit(&page, &page.address, &typed).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    answer.must_say("Der Dienst ist gerade nicht erreichbar").must_say("Laden Sie diese Seite");
    assert_eq!(client.open("/health/ready").await.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(begin.elapsed().as_secs() < 30, "a person waits too long");
    drop(lock);
    let reloaded = client.submit(&page, &page.address, &typed).await;
    assert_eq!(reloaded.status, StatusCode::UNPROCESSABLE_ENTITY);
    let kept = client.open(&page.address).await.form(&page.address).1;
    assert!(kept.contains(&("medical_need".to_owned(), "true".to_owned())));
    app.stop().await;
}

#[actix_web::test]
async fn every_page_has_strict_headers() {
    let app = TestApp::start().await;
    for address in ["/", "/amt/anmelden", "/gibtsnicht", "/health/live"] {
        let page = app.browser().open(address).await;
        let csp = page.headers["content-security-policy"].to_str().unwrap();
        assert!(csp.starts_with("default-src 'none'") && !csp.contains("unsafe"), "{address}");
        assert_eq!(page.headers["x-content-type-options"], "nosniff", "{address}");
        assert_eq!(page.headers["cache-control"], "no-store", "{address}");
    }
    app.stop().await;
}
