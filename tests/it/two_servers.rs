//! Two servers of one installation, between which a proxy sends the same person to and fro: what one of them remembers
//! of a draft never takes the place of what the other has stored.

use reqwest::StatusCode;

use crate::support::app::TestApp;
use crate::support::client::{Client, Page};

const SCHOOL: &str = "/leistungen/schuelerbefoerderung-erstattung";
const FIRST: &str = "/leistungen/schuelerbefoerderung-erstattung/antrag/vorpruefung";

/// Two servers, and a person on the first who has just saved the first page; the page that followed.
async fn begun() -> (TestApp, TestApp, Client, Page) {
    let app = TestApp::start().await;
    let other = app.beside().await;
    let client = app.browser();
    let page = client.submit(&client.open(SCHOOL).await, "/antrag", &[]).await;
    let second = say(&client, &page, "yes").await;
    assert_ne!(end(&second), "/vorpruefung", "{}", second.texts("main").join(" "));
    (app, other, client, second)
}

async fn say(client: &Client, first: &Page, is_far: &str) -> Page {
    let answers = [
        ("school_year", "2024/2025"),
        ("pupil_group", "grade_1_10"),
        ("residence_bs", "true"),
        ("pass_status", "none"),
        ("distance_ok", is_far),
        ("medical_need", "false"),
        ("_action", "next"),
    ];
    client.submit(first, "/vorpruefung", &answers).await
}

async fn is_far(client: &Client) -> Vec<String> {
    client.open(FIRST).await.attributes("[name=distance_ok][checked]", "value")
}

/// The end of the address of a page, by which its form is found.
fn end(page: &Page) -> String {
    let end = page.address.rsplit('/').next().unwrap();
    format!("/{}", end.split(['?', '#']).next().unwrap())
}

#[actix_web::test]
async fn what_the_other_server_stored_is_shown_and_is_not_undone_by_a_page_that_is_saved_here() {
    let (app, other, client, second) = begun().await;
    let there = client.moved_to(other.address);
    say(&there, &there.open(FIRST).await, "no").await;
    assert_eq!(is_far(&client).await, ["no"]);

    say(&there, &there.open(FIRST).await, "unknown").await;
    // Here the second page is saved on the strength of what was known before.
    let saved = client.submit(&second, &end(&second), &[("_action", "back")]).await;
    assert_eq!(saved.status, StatusCode::OK);
    assert_eq!(is_far(&client).await, ["unknown"]);
    assert_eq!(is_far(&there).await, ["unknown"]);
    other.stop().await;
    app.stop().await;
}

#[actix_web::test]
async fn what_was_discarded_on_the_other_server_is_not_brought_back_by_a_page_that_is_saved_here() {
    let (app, other, client, second) = begun().await;
    let there = client.moved_to(other.address);
    let (target, own) = there.open(FIRST).await.form("/vorpruefung");
    there.post(&target.replace("vorpruefung", "verwerfen"), &own).await;
    let told = client.submit(&second, &end(&second), &[("_action", "next")]).await;
    assert_eq!(told.status, StatusCode::GONE);
    assert_ne!(client.open(FIRST).await.status, StatusCode::OK);
    other.stop().await;
    app.stop().await;
}
