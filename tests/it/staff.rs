//! What the operator does with accounts beside the running product counts at once.

use pforte::domain::Role;

use crate::support::app::{PASSWORD, TestApp};
use crate::support::client::Client;

const INBOX: &str = "/postkorb";
const SIGN_IN: &str = "/amt/anmelden";

async fn is_signed_in(client: &Client) -> bool {
    let page = client.open(INBOX).await;
    assert!(page.status.is_success());
    !page.address.starts_with(SIGN_IN)
}

#[actix_web::test]
async fn a_new_password_ends_all_sessions_and_is_the_only_one_that_fits() {
    let app = TestApp::start().await;
    let office = app.signed_in("schule", Role::Caseworker, &["fb40"]).await;
    let home = app.browser();
    app.sign_in(&home, "schule", PASSWORD).await;
    let colleague = app.signed_in("kultur", Role::Caseworker, &["fb41"]).await;

    let printed = app.command(&["staff", "password", "schule"], "").unwrap();
    let made = printed.trim().rsplit(' ').next().unwrap();
    assert!(!is_signed_in(&office).await && !is_signed_in(&home).await);
    assert!(is_signed_in(&colleague).await);
    app.sign_in(&office, "schule", PASSWORD).await;
    assert!(!is_signed_in(&office).await);
    app.sign_in(&office, "schule", made).await;
    assert!(is_signed_in(&office).await);

    let typed = "ein-anderes-kennwort-fuer-tests";
    let printed = app.command(&["staff", "password", "schule", "--password-stdin"], typed).unwrap();
    assert!(!printed.contains(typed), "{printed}");
    assert!(!is_signed_in(&office).await);
    app.sign_in(&office, "schule", typed).await;
    assert!(is_signed_in(&office).await);
    app.stop().await;
}

#[actix_web::test]
async fn whoever_is_disabled_is_out_at_once() {
    let app = TestApp::start().await;
    let client = app.signed_in("schule", Role::Caseworker, &["fb40"]).await;
    assert!(is_signed_in(&client).await);
    app.command(&["staff", "disable", "schule"], "").unwrap();
    assert!(!is_signed_in(&client).await);
    app.sign_in(&client, "schule", PASSWORD).await;
    assert!(!is_signed_in(&client).await);
    for again in [["staff", "disable", "schule"], ["staff", "password", "schule"]] {
        let refused = app.command(&again, "").unwrap_err();
        assert!(refused.contains("there is no active account schule"), "{refused}");
    }
    app.stop().await;
}

#[actix_web::test]
async fn an_account_is_added_as_it_was_meant_or_not_at_all() {
    let app = TestApp::start().await;
    let add = |login: &str, department: &str| {
        let account = ["staff", "add", login, "--name", "Anna Beispiel", "--role", "caseworker"];
        app.command(&[&account[..], &["--department", department, "--password-stdin"]].concat(), PASSWORD)
    };
    let refused = add("anna", "fb99").unwrap_err();
    assert!(refused.contains("there is no department fb99"), "{refused}");
    assert!(add(" ", "fb40").is_err());
    add(" anna ", "fb40").unwrap();
    let client = app.browser();
    app.sign_in(&client, "anna", PASSWORD).await;
    assert!(is_signed_in(&client).await);
    app.stop().await;
}

#[actix_web::test]
async fn whoever_works_cases_may_sit_at_the_desk_besides_and_no_longer() {
    let app = TestApp::start().await;
    let client = app.signed_in("schule", Role::Caseworker, &["fb40"]).await;
    assert_eq!(client.open("/schalter").await.status, 403);
    app.command(&["staff", "change", "schule", "--desk"], "").unwrap();
    assert_eq!(client.open("/schalter").await.status, 200);
    let areas = client.open(INBOX).await.hrefs("nav a");
    assert!(areas.contains(&"/schalter".to_owned()) && areas.contains(&INBOX.to_owned()), "{areas:?}");
    let line = |list: String| list.lines().find(|line| line.starts_with("schule")).unwrap().to_owned();
    let listed = line(app.command(&["staff", "list"], "").unwrap());
    assert!(listed.contains(" caseworker+desk "), "{listed}");
    app.command(&["staff", "change", "schule", "--unit", "40.11"], "").unwrap();
    assert_eq!(client.open("/schalter").await.status, 200, "what is not named stays");
    app.command(&["staff", "change", "schule", "--desk=false"], "").unwrap();
    assert_eq!(client.open("/schalter").await.status, 403);
    app.add_clerk("verwaltung", Role::Admin, &[]).await;
    let refused = app.command(&["staff", "change", "verwaltung", "--desk"], "").unwrap_err();
    assert!(refused.contains("--desk is for caseworkers and leads"), "{refused}");
    app.stop().await;
}

/// On PostgreSQL the lock is one of a table that this page does not read.
#[actix_web::test]
async fn whoever_only_looks_does_not_wait_for_those_who_write() {
    let app = TestApp::start().await;
    let client = app.signed_in("verwaltung", Role::Admin, &[]).await;
    let writing = app.test_db.locked().await;
    app.clock.advance(chrono::Duration::seconds(59));
    assert_eq!(client.open("/verwaltung").await.status, 200);
    drop(writing);
    app.stop().await;
}

#[actix_web::test]
async fn a_session_that_is_used_lasts_but_not_for_ever() {
    let app = TestApp::start().await;
    let client = app.signed_in("schule", Role::Caseworker, &["fb40"]).await;
    for _ in 0..35 {
        app.clock.advance(chrono::Duration::minutes(20));
        assert!(is_signed_in(&client).await);
    }
    app.clock.advance(chrono::Duration::minutes(20));
    assert!(!is_signed_in(&client).await, "12 hours are over");
    app.stop().await;
}
