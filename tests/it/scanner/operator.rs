//! What whoever runs the installation is told of the scanner.

use pforte::operations::{State, Watch};

use super::*;

fn watch(app: &TestApp) -> Watch {
    let (db, audit) = (app.db.clone(), app.audit_folder.clone());
    Watch::new(db, Arc::clone(&app.library), app.depot.clone(), audit, app.clock.clone())
}

async fn check(app: &TestApp) -> Option<(State, String)> {
    let checks = watch(app).checks().await.into_iter();
    checks.into_iter().find(|check| check.name == "scanner").map(|check| (check.state, check.reason))
}

#[actix_web::test]
async fn the_operator_is_told_while_the_scanner_is_away_and_files_wait() {
    let mut clamd = Clamd::away();
    let app = start(&clamd).await;
    sent_unseen(&app.browser(), &invoice()).await;
    let (state, reason) = check(&app).await.unwrap();
    assert!(state == State::Warning && reason.ends_with("1 files wait for it"), "{reason}");
    app.clock.advance(Duration::hours(3));
    let told = watch(&app).troubles().await;
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told[0].contains("Virenscanner (clamd) antwortet nicht"), "{told:?}");
    assert!(told[1].contains("warten: 1, die älteste seit 3 Stunden"), "{told:?}");
    clamd.come();
    let (state, reason) = check(&app).await.unwrap();
    assert!(state == State::Warning && reason.contains("one of them for 180 minutes"), "{reason}");
    assert_eq!(screening(&app).run_once().await.unwrap(), Looked::Done);
    let (state, reason) = check(&app).await.unwrap();
    assert!(
        state == State::Ok && reason.contains("ClamAV") && reason.ends_with("0 files wait for it"),
        "{reason}"
    );
    assert_eq!(watch(&app).troubles().await, [""; 0]);
    app.stop().await;
}

#[actix_web::test]
async fn files_that_wait_for_a_scanner_that_is_not_set_any_more_stay_held_back_and_are_told_of() {
    let clamd = Clamd::away();
    let app = start(&clamd).await;
    sent_unseen(&app.browser(), &invoice()).await;
    let without = TestApp::start_on(app.test_db.beside(), fixtures(), false).await;
    let clerk = without.signed_in("akte", Role::Caseworker, &["fb10"]).await;
    assert!(only_case(&clerk).await.says("wird noch auf Schadsoftware geprüft"));
    assert_eq!(screening(&without).run_once().await.unwrap(), Looked::Nothing);
    let (state, reason) = check(&without).await.unwrap();
    assert_eq!(
        (state, reason.as_str()),
        (State::Warning, "1 files wait for one, and PFORTE_CLAMD is not set")
    );
    without.stop().await;
    app.stop().await;
}

#[actix_web::test]
async fn who_has_no_scanner_hears_nothing_of_one() {
    let app = TestApp::start_on(TestDb::new().await, fixtures(), false).await;
    sent_unseen(&app.browser(), &infected()).await;
    assert_eq!(check(&app).await, None);
    let clerk = app.signed_in("akte", Role::Caseworker, &["fb10"]).await;
    assert_eq!(only_case(&clerk).await.hrefs("a[download]").len(), 1, "it is taken as it comes");
    app.stop().await;
}
