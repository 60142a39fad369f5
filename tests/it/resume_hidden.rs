//! What does not apply is absent, also after a draft went on in another browser; and what applies is all there.

use std::fs;
use std::path::Path;

use pforte::clock::Clock;
use pforte::domain::Role;
use pforte::retention::{Limits, sweep};
use reqwest::StatusCode;

use crate::support::app::{TestApp, fixtures};
use crate::support::client::{Client, Page};
use crate::support::db::TestDb;

const ROWS: &str = "/leistungen/dateien/antrag/fahrkarten";
const NONE: [String; 0] = [];

fn file(name: &str) -> Vec<u8> {
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/files").join(name)).unwrap()
}

fn names(page: &Page) -> Vec<String> {
    page.texts(".pf-file__name")
}

async fn upload(client: &Client, page: &Page, control: &str, called: &str, content: &[u8]) -> Page {
    let action = page.address.split(['?', '#']).next().unwrap().to_owned();
    let button = format!("upload:{control}");
    client.upload(page, &action, &[("_action", &button)], &[(control, called, content)]).await
}

/// Fills in until there are three files, of which one applies, and a day that there is not. Answers the code.
async fn leave(client: &Client) -> String {
    let first = client.submit(&client.open("/leistungen/dateien").await, "/antrag", &[]).await;
    let page = client.submit(&first, "/unterlagen", &[("name", "Anna"), ("wants", "true")]).await;
    let page = upload(client, &page, "paper", "Rechnung.pdf", &file("invoice.pdf")).await;
    let page = client.submit(&page, "/unterlagen", &[]).await;
    let row = [("rows.0.month", "Mai"), ("rows.0.has_proof", "true"), ("_action", "add:rows")];
    let page = client.submit(&page, "/fahrkarten", &row).await;
    let page = upload(client, &page, "rows.0.proof", "Mai.pdf", &file("invoice.pdf")).await;
    let row = [("rows.1.month", "Juni"), ("rows.1.has_proof", "true")];
    let page = client.submit(&page, "/fahrkarten", &row).await;
    let page = upload(client, &page, "rows.1.proof", "Juni.png", &file("picture.png")).await;
    assert_eq!(names(&page), ["Mai.pdf (559 Byte)", "Juni.png (278 Byte)"]);
    // Two changes of mind, on an earlier page and in a row.
    let papers = client.open("/leistungen/dateien/antrag/unterlagen").await;
    client.submit(&papers, "/unterlagen", &[("wants", "false")]).await;
    let half = [
        ("rows.0.paid_on.day", "31"),
        ("rows.0.paid_on.month", "2"),
        ("rows.1.has_proof", "false"),
        ("_action", "later"),
    ];
    let saved = client.submit(&client.open(ROWS).await, "/fahrkarten", &half).await;
    assert_eq!(saved.heading(), "Ihr Entwurf ist gespeichert");
    client.submit(&saved, "/gespeichert", &[]).await.texts(".pf-draft-code__text").remove(0)
}

#[actix_web::test]
async fn what_applies_goes_on_in_another_browser_to_the_department_and_nothing_else_does() {
    let app = TestApp::start_on(TestDb::new().await, fixtures(), false).await;
    let (library, home) = (app.browser(), app.browser());
    let code = leave(&library).await;
    let page = home.submit(&home.open("/fortsetzen").await, "/fortsetzen", &[("code", &code)]).await;
    assert!(page.address.ends_with("/fahrkarten"), "{}", page.address);
    assert_eq!(library.open(ROWS).await.status, StatusCode::GONE);
    assert_eq!(names(&page), ["Mai.pdf (559 Byte)"]);
    assert_eq!(
        page.attributes("[name='rows.0.paid_on.day'], [name='rows.0.paid_on.month']", "value"),
        ["31", "2"]
    );
    assert_eq!(names(&home.open("/leistungen/dateien/antrag/unterlagen").await), NONE);

    // What does not apply is not lost either: it came along.
    let back = home.submit(&page, "/fahrkarten", &[("rows.1.has_proof", "true"), ("_action", "back")]).await;
    assert!(back.address.ends_with("/unterlagen"), "{}", back.address);
    let page = home.open(ROWS).await;
    assert_eq!(names(&page), ["Mai.pdf (559 Byte)", "Juni.png (278 Byte)"]);

    let refused = home.submit(&page, "/fahrkarten", &[("rows.1.has_proof", "false")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "the day is half");
    let day = [("rows.0.paid_on.day", "28"), ("rows.0.paid_on.month", "2"), ("rows.0.paid_on.year", "2025")];
    let page = home.submit(&refused, "/fahrkarten", &day).await;
    let check = home.submit(&page, "/termine", &[]).await;
    check.must_say("Mai.pdf").must_say("28.02.2025");
    let links = check.hrefs("a[download]");
    assert_eq!(links.len(), 1);
    assert_eq!(home.fetch(&links[0]).await.2, file("invoice.pdf"));
    assert_eq!(library.fetch(&links[0]).await.0, StatusCode::NOT_FOUND, "it is not here any more");
    assert!(!check.says("Juni.png") && !check.says("Rechnung"), "{}", check.texts("main").join(" "));
    let receipt = home.submit(&check, "/absenden", &[("confirmed", "true")]).await;
    receipt.must_say("Ihr Antrag ist eingegangen").must_say("Mai.pdf");

    let clerk = app.signed_in("akte", Role::Caseworker, &["fb10"]).await;
    let case = clerk.open(&clerk.open("/postkorb").await.hrefs("main a[href^='/postkorb/']")[0]).await;
    case.must_say("28.02.2025");
    assert!(!case.says("Juni.png") && !case.says("Rechnung"));
    let links = case.hrefs("a[download]");
    assert_eq!(links.len(), 1);
    assert_eq!(clerk.fetch(&links[0]).await.2, file("invoice.pdf"));
    // Of the files that do not apply nothing stays.
    let limits = Limits { session_idle: chrono::Duration::minutes(30), session: chrono::Duration::hours(12) };
    let swept = sweep(&app.db, &app.depot, limits, app.clock.now()).await.unwrap();
    assert_eq!((swept.files, fs::read_dir(&app.files_folder).unwrap().count()), (2, 1));
    app.stop().await;
}
