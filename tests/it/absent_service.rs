//! The address of a service that is not offered there any more: what became of it, and the way to what was begun.

use std::fs;
use std::path::Path;

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::support::app::TestApp;
use crate::support::client::{Client, Page};
use crate::support::db::TestDb;
use crate::support::folder::{copied, library};

const DEFECT: &str = "/leistungen/mangel-melden";

async fn begin(client: &Client) -> Page {
    client.submit(&client.open(DEFECT).await, "/antrag", &[]).await
}

/// A product on a copy of the shipped forms, and a browser that began to report a defect.
async fn begun(folder: &Path) -> (TestApp, Client) {
    let app = TestApp::start_on(TestDb::new().await, library(folder), false).await;
    let client = app.browser();
    assert_eq!(begin(&client).await.status, StatusCode::OK);
    (app, client)
}

fn move_to(folder: &Path, slug: &str) {
    let file = folder.join("defect_report/form.json");
    let mut form: Value = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
    form["slug"] = json!(slug);
    fs::write(&file, form.to_string()).unwrap();
}

#[actix_web::test]
async fn a_service_that_is_gone_says_so_and_offers_the_draft_to_whom_it_belongs() {
    let folder = copied();
    let (app, client) = begun(folder.path()).await;
    fs::remove_dir_all(folder.path().join("defect_report")).unwrap();
    let app = app.restart_with(library(folder.path())).await;
    let (client, stranger) = (client.moved_to(app.address), app.browser());

    let page = client.open(DEFECT).await;
    assert_eq!(page.status, StatusCode::GONE);
    page.must_say("Diese Leistung gibt es hier nicht mehr").must_say("Ihr Entwurf ist bis zum 31.10.2025");
    let draft = client.open(&page.hrefs("main .kern-btn--primary")[0]).await;
    assert_eq!((draft.status, draft.texts("form#antrag").len()), (StatusCode::OK, 1), "{}", draft.address);

    let nothing = stranger.open(DEFECT).await;
    assert_eq!(nothing.status, StatusCode::GONE);
    assert_eq!(nothing.hrefs("main .kern-btn"), ["/", "/fortsetzen"]);
    assert!(!nothing.says("Entwurf ist bis"));
    assert_eq!(stranger.post(&format!("{DEFECT}/antrag"), &[]).await.status, StatusCode::GONE);
    // Whose cookie is gone is told so, and whoever mistypes an address that there is nothing.
    let gone = stranger.open(&draft.address).await;
    assert_eq!((gone.status, gone.heading().as_str()), (StatusCode::GONE, "Hier ist kein Entwurf mehr"));
    for address in ["/leistungen/nie-gewesen", "/leistungen/nie-gewesen/antrag/ort"] {
        assert_eq!(stranger.open(address).await.status, StatusCode::NOT_FOUND, "{address}");
    }
    // Given up, nothing is offered any more.
    client.submit(&page, "/verwerfen", &[]).await.must_say("gibt es hier nicht mehr");
    assert!(!client.open(DEFECT).await.says("Weiter ausfüllen"));
    app.stop().await;
}

#[actix_web::test]
async fn a_service_at_a_new_address_is_found_from_the_old_one() {
    let folder = copied();
    let (app, client) = begun(folder.path()).await;
    move_to(folder.path(), "schaden-melden");
    let app = app.restart_with(library(folder.path())).await;
    let moved = app.browser().open(DEFECT).await;
    assert_eq!((moved.status, moved.heading().as_str()), (StatusCode::GONE, "Diese Leistung ist umgezogen"));
    assert_eq!(moved.hrefs("main .kern-btn--primary"), ["/leistungen/schaden-melden"]);
    let page = client.moved_to(app.address).open(DEFECT).await;
    assert_eq!(page.hrefs("main .kern-btn--primary"), [format!("{DEFECT}/antrag/pruefen")]);
    assert!(page.hrefs("main .kern-btn").contains(&"/leistungen/schaden-melden".to_owned()));
    app.stop().await;
}

#[actix_web::test]
async fn what_was_for_staff_is_told_to_nobody() {
    let folder = copied();
    let app = TestApp::start_on(TestDb::new().await, library(folder.path()), false).await;
    fs::remove_dir_all(folder.path().join("it_needs_survey")).unwrap();
    let app = app.restart_with(library(folder.path())).await;
    assert_eq!(app.browser().open("/leistungen/it-bedarf").await.status, StatusCode::NOT_FOUND);
    app.stop().await;
}
