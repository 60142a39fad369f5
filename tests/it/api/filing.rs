//! Filing by a program: once, whole, or not at all.

use futures_util::future::join_all;
use pforte::domain::Role;
use reqwest::Method;
use serde_json::{Value, json};

use super::{SLUG, complete, confirmed};
use crate::support::app::{TestApp, fixtures};
use crate::support::client::Client;
use crate::support::program::{Answer, Program, send};

/// A browser of the department.
async fn office(app: &TestApp) -> Client {
    app.signed_in("tiefbau", Role::Caseworker, &["fb66"]).await
}

/// The cases that the department sees.
async fn cases(office: &Client) -> usize {
    office.open("/postkorb").await.hrefs("main table a").len()
}

#[track_caller]
fn must_be_filed(answer: &Answer) -> &str {
    assert_eq!(answer.status, 201, "{answer:?}");
    answer.json["number"].as_str().unwrap()
}

#[actix_web::test]
async fn what_a_program_files_lies_in_the_inbox_and_says_whose_it_is() {
    let app = TestApp::start().await;
    let sender = Program::registered(&app, "Leitstelle <Nord>", SLUG);
    let receipt = sender.file(SLUG, "1", &confirmed(&complete())).await;
    let number = must_be_filed(&receipt);
    assert_eq!(
        receipt.header("location"),
        Some(&*format!("/api/v1/applications/{}", number.replace('-', "")))
    );
    assert_eq!(receipt.header("idempotency-replayed"), None);
    assert_eq!(receipt.json["received_at"], "2025-10-01T07:00:00Z");
    assert_eq!(receipt.json["received_on"], "2025-10-01");
    assert_eq!(receipt.json["department"]["id"], "fb66");

    let office = office(&app).await;
    let inbox = office.open("/postkorb").await;
    inbox.must_say(number);
    let case = office.open(&inbox.hrefs("main table a")[0]).await;
    case.must_say("Über eine Schnittstelle: Leitstelle <Nord>").must_say("Musterweg, vor Haus Nummer 12");
    let other = app.signed_in("schule", Role::Caseworker, &["fb40"]).await;
    assert!(!other.open("/postkorb").await.says(number));
    app.stop().await;
}

#[actix_web::test]
async fn the_same_request_files_once_however_often_it_comes() {
    let app = TestApp::start().await;
    let office = office(&app).await;
    let sender = Program::registered(&app, "Leitstelle", SLUG);
    let body = confirmed(&complete());
    let answers = join_all((0..32).map(|_| sender.file(SLUG, "einmal", &body))).await;
    let first = &answers[0];
    must_be_filed(first);
    for answer in &answers {
        assert_eq!((answer.status, &answer.json), (first.status, &first.json));
        assert_eq!(answer.header("location"), first.header("location"));
    }
    let anew = answers.iter().filter(|answer| answer.header("idempotency-replayed").is_none()).count();
    assert_eq!(anew, 1);
    assert_eq!(cases(&office).await, 1);

    let other_body = json!({"answers": complete(), "confirmed": true, "version": "x"});
    sender.file(SLUG, "einmal", &other_body).await.must_be(422, "idempotency-key-reused");
    sender.file("geburtsurkunde", "einmal", &body).await.must_be(422, "idempotency-key-reused");
    let colleague = Program::registered(&app, "Andere Leitstelle", SLUG);
    let other = colleague.file(SLUG, "einmal", &body).await;
    assert_ne!(must_be_filed(&other), must_be_filed(first));
    app.stop().await;
}

#[actix_web::test]
async fn an_answer_that_was_lost_is_fetched_later_whatever_became_of_the_form() {
    let app = TestApp::start().await;
    let sender = Program::registered(&app, "Leitstelle", SLUG);
    let body = confirmed(&complete());
    let first = sender.file(SLUG, "1", &body).await;
    must_be_filed(&first);
    let app = app.restart_with(fixtures()).await;
    let sender = sender.moved_to(&app);
    let again = sender.file(SLUG, "1", &body).await;
    assert_eq!((again.status, &again.json), (first.status, &first.json));
    assert_eq!(again.header("idempotency-replayed"), Some("true"));
    sender.file(SLUG, "2", &body).await.must_be(404, "not-found");
    app.stop().await;
}

#[actix_web::test]
async fn whatever_is_refused_files_nothing_and_uses_up_no_key() {
    let app = TestApp::start().await;
    let office = office(&app).await;
    let sender = Program::registered(&app, "Leitstelle", SLUG);
    let mut wrong = complete();
    wrong["location"].take();
    let refused = sender.file(SLUG, "1", &confirmed(&wrong)).await;
    assert_eq!(refused.must_be(422, "invalid-answers").json["errors"][0]["pointer"], "/location/text");
    let unconfirmed = json!({"answers": complete(), "confirmed": false});
    sender.file(SLUG, "1", &unconfirmed).await.must_be(422, "not-confirmed");
    let old = json!({"answers": complete(), "confirmed": true, "version": "0000"});
    sender.file(SLUG, "1", &old).await.must_be(409, "version-outdated");
    sender.file(SLUG, "1", &json!({"answers": complete()})).await.must_be(400, "malformed");
    sender
        .file(SLUG, "mit Leerzeichen", &confirmed(&complete()))
        .await
        .must_be(400, "idempotency-key-missing");
    let address = format!("/api/v1/services/{SLUG}/applications");
    let without = sender.request(Method::POST, &address).json(&confirmed(&complete()));
    send(without).await.must_be(400, "idempotency-key-missing");
    let unknown = Program::unknown(&app);
    let refused = unknown.file(SLUG, "1", &confirmed(&complete())).await;
    assert!(refused.must_be(401, "unauthorized").header("www-authenticate").is_some());
    for key in ["unsinn", &*format!("pfk_{}", "0".repeat(64))] {
        unknown.with_key(key).file(SLUG, "1", &confirmed(&complete())).await.must_be(401, "unauthorized");
    }
    assert_eq!(cases(&office).await, 0);

    let version = unknown.get(&format!("/api/v1/services/{SLUG}")).await.json["version"].clone();
    let right = json!({"answers": complete(), "confirmed": true, "version": version});
    must_be_filed(&sender.file(SLUG, "1", &right).await);
    assert_eq!(cases(&office).await, 1);
    app.stop().await;
}

#[actix_web::test]
async fn files_and_characters_that_nobody_types_are_refused() {
    let app = TestApp::start().await;
    let office = office(&app).await;
    let sender = Program::registered(&app, "Leitstelle", SLUG);
    let mut answers = complete();
    answers["papers"] = json!({"photos": ["0b0e2c52-6e5c-4b63-8a0e-5d7a4a1f0c11/100/loch.jpg"]});
    let refused = sender.file(SLUG, "1", &confirmed(&answers)).await;
    let told = refused.must_be(422, "invalid-answers").json["errors"].as_array().unwrap();
    assert!(
        told.iter().any(|error| error["pointer"] == "/papers/photos" && error["keyword"] == "x-file"),
        "{told:?}"
    );

    let mut answers = complete();
    answers["description"] = Value::from("Tiefes Schlagloch\0 auf der Fahrbahn.");
    let refused = sender.file(SLUG, "1", &confirmed(&answers)).await;
    assert_eq!(refused.must_be(422, "invalid-answers").json["errors"][0]["keyword"], "pattern");
    assert_eq!(cases(&office).await, 0);
    app.stop().await;
}

#[actix_web::test]
async fn while_the_database_hangs_a_program_is_told_to_come_again_and_then_files_once() {
    let app = TestApp::start().await;
    let office = office(&app).await;
    let sender = Program::registered(&app, "Leitstelle", SLUG);
    let body = confirmed(&complete());
    let lock = app.test_db.locked().await;
    let away = sender.file(SLUG, "1", &body).await;
    assert_eq!(away.must_be(503, "unavailable").header("retry-after"), Some("30"));
    drop(lock);
    let first = sender.file(SLUG, "1", &body).await;
    assert_eq!(must_be_filed(&first), must_be_filed(&sender.file(SLUG, "1", &body).await));
    assert_eq!(cases(&office).await, 1);
    app.stop().await;
}

#[actix_web::test]
async fn a_session_of_staff_is_no_key() {
    let app = TestApp::start().await;
    let desk = app.signed_in("schalter", Role::Desk, &[]).await;
    let page = desk.post_raw(&format!("/api/v1/services/{SLUG}/applications"), b"{}".to_vec()).await;
    assert_eq!(page.status, 401);
    app.stop().await;
}
