//! The desk is told when an application in the same matter was filed before, and of it nothing but the day.

use std::process::Command;

use chrono::Duration;
use pforte::domain::{Answers, Channel, Role};
use serde_json::json;

use crate::support;
use crate::support::app::TestApp;
use crate::support::cases::answers;
use crate::support::client::{Client, Page};
use crate::support::filling::{self, to_check_page};

const SCHOOL: &str = "schuelerbefoerderung-erstattung";

/// The answers of a resident at the desk, with another value at some paths.
fn resident(other: &[(&str, &str)]) -> Answers {
    let mut answers = answers("school_transport_refund", "desk_help");
    for (path, value) in other {
        assert!(answers.set(&path.parse().unwrap(), json!(value)), "{path}");
    }
    answers
}

/// The check page of an application at the desk.
async fn check_page(app: &TestApp, clerk: &Client, answers: &Answers) -> Page {
    let form = app.library.catalogue().find(SCHOOL).unwrap().form(Channel::Assisted).clone();
    let first = support::desk::begin(clerk, SCHOOL).await;
    to_check_page(clerk, &form, answers, first).await
}

async fn send(clerk: &Client, check: &Page) -> Page {
    clerk.submit(check, "/absenden", &[("confirmed", "true")]).await
}

#[actix_web::test]
async fn whichever_way_it_came_every_desk_is_told_the_day_and_nothing_else() {
    let app = TestApp::start().await;
    let online =
        filling::file(&app, &app.browser(), "school_transport_refund", "ticket_outside_capped").await;
    app.clock.advance(Duration::days(1));
    let petra = app.signed_in("petra", Role::Desk, &[]).await;
    let omar = app.signed_in("omar", Role::Desk, &[]).await;
    let check = check_page(&app, &petra, &resident(&[])).await;
    let told = "Ein Antrag zu dieser Leistung für diese Person wurde am 1. Oktober 2025 schon eingereicht.";
    check.must_say(told).must_say("Sie können trotzdem absenden.");
    assert!(!check.says(&online.texts(".pf-receipt__number")[0]), "no number of what somebody else filed");
    let receipt = send(&petra, &check).await;
    assert_eq!(receipt.heading(), "Ihr Antrag ist eingegangen", "a hint is no wall");

    let both = "wurde am 2. Oktober 2025 und am 1. Oktober 2025 schon eingereicht.";
    let again = check_page(&app, &petra, &resident(&[])).await;
    again.must_say(both);
    again.must_say(&format!(
        "Von Ihnen aufgenommen: Eingangsnummer {}",
        receipt.texts(".pf-receipt__number")[0]
    ));
    let elsewhere = check_page(&app, &omar, &resident(&[])).await;
    elsewhere.must_say(both);
    assert!(!elsewhere.says(&receipt.texts(".pf-receipt__number")[0]));
    app.stop().await;
}

#[actix_web::test]
async fn another_person_is_another_matter_however_alike() {
    let app = TestApp::start().await;
    filling::file(&app, &app.browser(), "school_transport_refund", "ticket_outside_capped").await;
    let petra = app.signed_in("petra", Role::Desk, &[]).await;
    for other in [("pupil.given_names", "Kimi"), ("pupil.birth_date", "2013-01-02")] {
        let check = check_page(&app, &petra, &resident(&[other])).await;
        assert!(!check.says("schon eingereicht"), "{other:?}");
    }
    let spelled = [("pupil.given_names", " KIM")];
    check_page(&app, &petra, &resident(&spelled)).await.must_say("schon eingereicht");
    app.stop().await;
}

#[actix_web::test]
async fn another_school_year_is_another_matter_of_the_same_pupil() {
    let app = TestApp::start().await;
    let petra = app.signed_in("petra", Role::Desk, &[]).await;
    send(&petra, &check_page(&app, &petra, &resident(&[])).await).await;
    let year_before = resident(&[
        ("school_year", "2023/2024"),
        ("late_reason", "Die Rechnung für das Abonnement kam erst jetzt."),
        ("school.from", "2023-08-17"),
        ("school.to", "2024-06-21"),
    ]);
    let check = check_page(&app, &petra, &year_before).await;
    check.must_say("2023/2024");
    assert!(!check.says("schon eingereicht"));
    assert_eq!(send(&petra, &check).await.heading(), "Ihr Antrag ist eingegangen");
    // Each year is found in its own.
    for answers in [&year_before, &resident(&[])] {
        let told = check_page(&app, &petra, answers).await.texts("main").concat();
        assert!(told.contains("wurde am 1. Oktober 2025 schon eingereicht"), "{told}");
    }
    app.stop().await;
}

#[actix_web::test]
async fn online_nobody_learns_what_somebody_filed() {
    let app = TestApp::start().await;
    let petra = app.signed_in("petra", Role::Desk, &[]).await;
    send(&petra, &check_page(&app, &petra, &resident(&[])).await).await;
    let service = app.library.catalogue().find(SCHOOL).unwrap().clone();
    let (case, form) =
        (answers("school_transport_refund", "ticket_outside_capped"), service.form(Channel::Online));
    // Also a clerk of the desk is a citizen outside of it.
    for client in [app.browser(), petra] {
        let page = client.open(&format!("/leistungen/{SCHOOL}")).await;
        let first = client.submit(&page, "/antrag", &[]).await;
        let check = to_check_page(&client, form, &case, first).await;
        assert!(!check.says("schon eingereicht") && !check.says("Schon einmal eingereicht"));
    }
    app.stop().await;
}

/// A key that were made anew would silently find nothing of what was filed before.
#[test]
fn with_a_broken_key_the_product_does_not_start_and_says_why_in_a_line() {
    let data = tempfile::tempdir().unwrap();
    std::fs::write(data.path().join("master.key"), "abc\n").unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_pforte")).env("PFORTE_DATA", data.path()).output().unwrap();
    assert!(!output.status.success());
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.starts_with("pforte: ") && told.contains("master.key"), "{told}");
    assert_eq!(told.lines().count(), 1, "{told}");
}
