//! Where an application stands, for whoever has its number and its secret.

use pforte::domain::Role;

use super::{SLUG, complete, confirmed};
use crate::support::app::TestApp;
use crate::support::program::{Answer, Program};

async fn filed(app: &TestApp) -> (Program, Answer) {
    let sender = Program::registered(app, "Leitstelle", SLUG);
    let receipt = sender.file(SLUG, "1", &confirmed(&complete())).await;
    assert_eq!(receipt.status, 201, "{receipt:?}");
    let holder = Program::unknown(app).with_key(receipt.json["secret"].as_str().unwrap());
    (holder, receipt)
}

#[actix_web::test]
async fn the_state_follows_the_work_of_the_department() {
    let app = TestApp::start().await;
    let (holder, receipt) = filed(&app).await;
    let place = receipt.header("location").unwrap().to_owned();
    let state = holder.get(&place).await;
    assert_eq!(state.status, 200);
    assert_eq!(state.json["state"], "received");
    assert_eq!(state.json["state_text"], "Eingegangen");
    assert_eq!(state.json["title"], "Mangel melden");
    for name in ["number", "received_at", "department"] {
        assert_eq!(state.json[name], receipt.json[name]);
    }
    assert_eq!(state.header("cache-control"), Some("no-store"));

    let office = app.signed_in("tiefbau", Role::Caseworker, &["fb66"]).await;
    let inbox = office.open("/postkorb").await;
    let case = inbox.hrefs("main table a").into_iter().next().unwrap();
    let page = office.open(&case).await;
    office.submit(&page, "/uebernehmen", &[]).await;
    let with_dashes = format!("/api/v1/applications/{}", receipt.json["number"].as_str().unwrap());
    assert_eq!(holder.get(&with_dashes).await.json["state"], "processing");
    app.stop().await;
}

#[actix_web::test]
async fn a_wrong_secret_and_a_wrong_number_are_the_same() {
    let app = TestApp::start().await;
    let (holder, receipt) = filed(&app).await;
    let place = receipt.header("location").unwrap().to_owned();
    let wrong_secret = holder.with_key(&format!("pfs_{}", "0".repeat(64))).get(&place).await;
    let wrong_number = holder.get("/api/v1/applications/222222222").await;
    let no_number = holder.get("/api/v1/applications/nichts").await;
    assert_eq!(wrong_secret.must_be(404, "not-found").json, wrong_number.json);
    assert_eq!(wrong_secret.json, no_number.json);
    assert_eq!(holder.with_key("unsinn").get(&place).await.json, wrong_secret.json);
    Program::unknown(&app).get(&place).await.must_be(401, "unauthorized");
    app.stop().await;
}

#[actix_web::test]
async fn whoever_guesses_is_slowed_down_and_keeps_nobody_out() {
    let app = TestApp::start().await;
    let (holder, receipt) = filed(&app).await;
    let place = receipt.header("location").unwrap().to_owned();
    let guesser = holder.with_key(&format!("pfs_{}", "1".repeat(64)));
    for _ in 0..5 {
        guesser.get(&place).await.must_be(404, "not-found");
    }
    let slowed = guesser.get(&place).await;
    assert_eq!(slowed.must_be(429, "throttled").header("retry-after"), Some("60"));
    assert_eq!(holder.get(&place).await.status, 200);
    app.clock.advance(chrono::Duration::seconds(61));
    guesser.get(&place).await.must_be(404, "not-found");
    app.stop().await;
}
