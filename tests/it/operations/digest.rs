//! The mail to the operator: once a day, where there is something to tell, and nothing about anybody.

use std::fs;
use std::sync::Arc;

use chrono::Duration;
use pforte::clock::Clock;
use pforte::mail::Mailer;
use pforte::operations::{Watch, note_backup};
use pforte::outbox::{Operator, Sending, run_once, write_operator_digest};

use crate::support::app::TestApp;
use crate::support::db::TestDb;
use crate::support::filling::file;
use crate::support::folder::{copied, library};

fn operator(app: &TestApp) -> Operator {
    let (db, audit) = (app.db.clone(), app.audit_folder.clone());
    let watch = Watch::new(db, Arc::clone(&app.library), app.depot.clone(), audit, app.clock.clone());
    Operator { watch: Arc::new(watch), address: "betrieb@stadt.example".to_owned() }
}

async fn written(app: &TestApp) -> bool {
    let turn = ("stadt.example", 7);
    write_operator_digest(&app.db, &operator(app), turn, app.clock.now()).await.unwrap()
}

/// Sends what waits; the mails to the operator.
async fn sent(app: &TestApp) -> Vec<String> {
    let mailer = Mailer::folder(&app.mail_folder, "pforte@stadt.example").unwrap();
    let sending = Sending::new(Arc::new(mailer), Arc::clone(&app.library), "https://antrag.example", "Stadt");
    let sending = sending.telling_operator(Some(operator(app)));
    while run_once(&app.db, &sending, app.clock.as_ref()).await.unwrap() {}
    let files = fs::read_dir(&app.mail_folder).unwrap().flatten();
    let text = |file: fs::DirEntry| fs::read_to_string(file.path()).unwrap().replace("=\r\n", "");
    files.map(text).filter(|mail| mail.contains("betrieb@stadt.example")).collect()
}

#[actix_web::test]
async fn who_has_nothing_to_look_after_gets_no_mail() {
    let app = TestApp::start_without_worker().await;
    let before_hour = app.clock.now() - Duration::hours(3);
    assert!(!write_operator_digest(&app.db, &operator(&app), ("x", 7), before_hour).await.unwrap());
    assert!(!written(&app).await);
    assert_eq!(sent(&app).await, [""; 0]);
    app.stop().await;
}

#[actix_web::test]
async fn the_operator_is_told_once_a_day_what_to_look_after_and_nothing_about_anybody() {
    let folder = copied();
    fs::write(folder.path().join("dog_tax_registration/schema.json"), "{").unwrap();
    let app = TestApp::start_on(TestDb::new().await, library(folder.path()), false).await;
    file(&app, &app.browser(), "school_transport_refund", "ticket_outside_capped").await;
    note_backup(&app.audit_folder, app.clock.now(), "applications=0").unwrap();
    app.clock.advance(Duration::days(3));
    assert!(written(&app).await);
    assert!(!written(&app).await, "twice on one day");
    // What was stuck goes out before the mail about it is written, so it is not told any more.
    let mails = sent(&app).await;
    assert_eq!(mails.len(), 1);
    let mail = &mails[0];
    for told in ["https://antrag.example", "01.10.2025", "`pforte check`"] {
        assert!(mail.contains(told), "{told} in {mail}");
    }
    for secret in ["Musterweg", "Kim", "robin.beispiel", "DE89"] {
        assert!(!mail.contains(secret), "{secret} in {mail}");
    }
    app.clock.advance(Duration::days(1));
    assert!(written(&app).await, "on the next day again");
    app.stop().await;
}

#[actix_web::test]
async fn mail_that_is_stuck_or_failed_is_told_and_what_is_mended_meanwhile_is_not() {
    let app = TestApp::start_without_worker().await;
    file(&app, &app.browser(), "school_transport_refund", "ticket_outside_capped").await;
    app.clock.advance(Duration::hours(4));
    let told = operator(&app).watch.troubles().await;
    assert!(told.len() == 1 && told[0].contains("warten: 2") && told[0].contains("4 Stunden"), "{told:?}");
    assert!(written(&app).await);
    assert_eq!(sent(&app).await, [""; 0], "all went out: there is nothing to tell any more");
    app.stop().await;
}
