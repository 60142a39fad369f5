//! Until when there is to be a decision: three months after the arrival, however long the department waits.

use pforte::domain::Role;

use super::{filed, listed};
use crate::support::app::{PASSWORD, TestApp};

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
