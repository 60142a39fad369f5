//! Until when there is to be a decision: three months after the arrival, however long the department waits.

use pforte::domain::Role;

use super::{filed, listed};
use crate::support::app::{PASSWORD, TestApp};
use crate::support::db::TestDb;
use crate::support::folder;

#[actix_web::test]
async fn the_deadline_of_the_law_runs_on_while_the_case_waits() {
    let app = TestApp::start().await;
    let anna = app.signed_in("anna", Role::Caseworker, &["fb40"]).await;
    let case = filed(&app, &anna).await;
    // 1 January is a holiday, the third a Saturday.
    case.must_say("fällig am 02.01.2026").must_say("§ 75 VwGO");
    let case = anna.submit(&case, "/uebernehmen", &[]).await;
    let waits = anna.submit(&case, "/status", &[("aktion", "await_third_party")]).await;
    waits.must_say("fällig am 02.01.2026");
    app.clock.advance(chrono::Duration::days(10));
    app.sign_in(&anna, "anna", PASSWORD).await;
    let case = anna.open(&case.address).await;
    let goes_on = anna.submit(&case, "/status", &[("aktion", "resume")]).await;
    goes_on.must_say("fällig am 02.01.2026");
    app.clock.advance(chrono::Duration::days(84));
    app.sign_in(&anna, "anna", PASSWORD).await;
    assert_eq!(listed(&anna, "faellig").await, 1);
    anna.open("/postkorb?ansicht=faellig").await.must_say("seit einem Tag überfällig");
    let case = anna.open(&case.address).await;
    anna.submit(&case, "/status", &[("aktion", "withdraw")]).await;
    assert_eq!(listed(&anna, "faellig").await, 0, "what is done is not due");
    app.stop().await;
}

#[actix_web::test]
async fn a_follow_up_is_changed_from_what_it_was() {
    let app = TestApp::start().await;
    let anna = app.signed_in("anna", Role::Caseworker, &["fb40"]).await;
    let case = filed(&app, &anna).await;
    let typed = [("wiedervorlage.day", "12.11.2025"), ("wozu", "Nachweis da?")];
    let case = anna.submit(&case, "/wiedervorlage", &typed).await;
    let part = |name: &str| case.attributes(&format!("[name='{name}']"), "value");
    assert_eq!(
        [part("wiedervorlage.day"), part("wiedervorlage.month"), part("wozu")].concat(),
        ["12", "11", "Nachweis da?"]
    );
    app.stop().await;
}

/// Its service promises four weeks from when nothing is missing. What was waited before that moves nothing.
#[actix_web::test]
async fn a_promise_from_completeness_has_nothing_to_do_with_the_waiting_before() {
    let folder = folder::copied();
    let form = folder.path().join("school_transport_refund/form.json");
    let text = std::fs::read_to_string(&form).unwrap();
    let (old, new) = (
        r#""within": {"months": 3}, "from": "arrival", "pauses": false"#,
        r#""within": {"weeks": 4}, "from": "completeness", "pauses": true"#,
    );
    assert!(text.contains(old));
    std::fs::write(&form, text.replace(old, new)).unwrap();
    let app = TestApp::start_on(TestDb::new().await, folder::library(folder.path()), false).await;
    let anna = app.signed_in("anna", Role::Caseworker, &["fb40"]).await;
    let case = filed(&app, &anna).await;
    // Papers are to follow.
    case.must_say("Als vollständig vermerken");
    assert!(!case.says("fällig am"));
    let case = anna.submit(&case, "/uebernehmen", &[]).await;
    anna.submit(&case, "/status", &[("aktion", "await_third_party")]).await;
    app.clock.advance(chrono::Duration::days(10));
    app.sign_in(&anna, "anna", PASSWORD).await;
    anna.submit(&anna.open(&case.address).await, "/status", &[("aktion", "resume")]).await;
    app.clock.advance(chrono::Duration::days(3));
    app.sign_in(&anna, "anna", PASSWORD).await;
    let case = anna.open(&case.address).await;
    let early = anna.submit(&case, "/vollstaendig", &[("vollstaendig.day", "30.9.2025")]).await;
    assert_eq!(early.status, reqwest::StatusCode::UNPROCESSABLE_ENTITY);
    early.must_say("Der Tag liegt vor dem Eingang des Antrags.");
    let complete = anna.submit(&case, "/vollstaendig", &[("vollstaendig.day", "13.10.2025")]).await;
    complete.must_say("fällig am 10.11.2025").must_say("Tag der Vollständigkeit ändern");
    let waits = anna.submit(&complete, "/status", &[("aktion", "await_third_party")]).await;
    assert!(!waits.says("fällig am"), "it stands still");
    app.clock.advance(chrono::Duration::days(2));
    app.sign_in(&anna, "anna", PASSWORD).await;
    let goes_on = anna.submit(&anna.open(&case.address).await, "/status", &[("aktion", "resume")]).await;
    goes_on.must_say("fällig am 12.11.2025");
    // The day was wrong: from the 10th it is the 7th, and the two days count all the same; the ninth is a Sunday.
    let typed = [("vollstaendig.day", "10"), ("vollstaendig.month", "10"), ("vollstaendig.year", "2025")];
    let moved = anna.submit(&goes_on, "/vollstaendig", &typed).await;
    moved.must_say("fällig am 10.11.2025");
    app.stop().await;
}
