//! Copies of identity cards and medical certificates go before their case, as the sheet of Article 13 promises.

use std::fs;
use std::path::Path;

use chrono::Duration;
use pforte::audit::verify;
use pforte::clock::Clock;
use pforte::domain::Role;
use pforte::retention::{Purged, forecast, purge};
use reqwest::StatusCode;

use crate::support::app::{PASSWORD, TestApp, fixtures};
use crate::support::client::{Client, Page};
use crate::support::db::TestDb;

fn paper() -> Vec<u8> {
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/files/invoice.pdf")).unwrap()
}

/// Files an application with a paper, and withdraws it as the department; the case's page.
async fn withdrawn(app: &TestApp, clerk: &Client) -> Page {
    crate::sealing::apply(app).await;
    let inbox = clerk.open("/postkorb").await;
    let case = clerk.open(&inbox.hrefs("table a")[0]).await;
    let case = clerk.submit(&case, "/uebernehmen", &[]).await;
    clerk.submit(&case, "/status", &[("aktion", "withdraw")]).await
}

#[actix_web::test]
async fn a_paper_goes_when_it_is_not_needed_any_more_and_the_case_says_so() {
    let app = TestApp::start_on(TestDb::new().await, fixtures(), false).await;
    let clerk = app.signed_in("akte", Role::Caseworker, &["fb10"]).await;
    let case = withdrawn(&app, &clerk).await;
    let file = case.hrefs("a[download]")[0].clone();
    let (_, _, content) = clerk.fetch(&file).await;
    assert!(content.starts_with(&paper()[..8]));
    let run = || purge(&app.db, &app.depot, &app.library, app.clock.now());
    assert_eq!(run().await.unwrap(), Purged::default(), "its day is not over");
    app.clock.advance(Duration::days(1));
    let told = forecast(&app.db, &app.library, app.clock.now()).await.unwrap();
    assert_eq!(told.forms[0].papers, 1);
    assert_eq!(run().await.unwrap(), Purged { papers: 1, ..Purged::default() });
    assert_eq!(run().await.unwrap(), Purged::default(), "it is done once");
    assert_eq!(fs::read_dir(&app.files_folder).unwrap().count(), 0);
    verify(&app.db, &[]).await.unwrap();

    app.sign_in(&clerk, "akte", PASSWORD).await;
    let shown = clerk.open(case.address.split(['?', '#']).next().unwrap()).await;
    shown.must_say("gelöscht am 02.10.2025 (Aufbewahrung)").must_say("Unterlage gelöscht");
    assert!(shown.hrefs("a[download]").is_empty(), "{:?}", shown.hrefs("a[download]"));
    assert_eq!(clerk.open(&file).await.status, StatusCode::NOT_FOUND);
    let (target, controls) = shown.form("/paket");
    let archive = clerk.post_bytes(&target, &controls).await;
    assert!(archive.starts_with(b"PK"), "the archive of the rest can be saved");
    let (target, controls) = shown.form("/daten");
    let json = clerk.post_bytes(&target, &controls).await;
    assert!(serde_json::from_slice::<serde_json::Value>(&json).is_ok());
    app.stop().await;
}
