//! Whoever finds a weakness is told to whom to turn, and the operator when that has to be looked at again.

use std::sync::Arc;

use chrono::{Duration, NaiveDate};
use pforte::clock::Clock;
use pforte::operations::Watch;
use reqwest::StatusCode;

use crate::support::app::TestApp;

#[actix_web::test]
async fn whoever_finds_a_weakness_is_told_to_whom_to_turn() {
    let app = TestApp::start_secure().await;
    let found = app.browser().open("/.well-known/security.txt").await;
    assert_eq!(found.status, StatusCode::OK);
    assert_eq!(found.headers["content-type"], "text/plain; charset=utf-8");
    let expected = format!(
        "Contact: mailto:sicherheit@stadt.example\nExpires: 2026-06-30T23:59:59Z\nPreferred-Languages: de, en\n\
         Canonical: https://{}/.well-known/security.txt\n",
        app.address
    );
    assert_eq!(found.html, expected);
    app.stop().await;
}

#[actix_web::test]
async fn where_nobody_was_named_there_is_none() {
    let app = TestApp::start().await;
    assert_eq!(app.browser().open("/.well-known/security.txt").await.status, StatusCode::NOT_FOUND);
    app.stop().await;
}

#[actix_web::test]
async fn a_contact_that_ends_soon_is_told_before_and_after() {
    let app = TestApp::start_secure().await;
    let end = NaiveDate::from_ymd_opt(2026, 6, 30).unwrap();
    let (db, audit) = (app.db.clone(), app.audit_folder.clone());
    let watch = Watch::new(db, Arc::clone(&app.library), app.depot.clone(), audit, app.clock.clone())
        .with_report_contact_until(Some(end));
    for (days_before, state, told) in [
        (260, "ok", None),
        (20, "warning", Some("gilt bis zum 30.06.2026")),
        (0, "warning", Some("gilt bis zum 30.06.2026")),
        (-1, "warning", Some("ist abgelaufen: 30.06.2026")),
    ] {
        let day = end - Duration::days(days_before);
        app.clock.advance(day.signed_duration_since(app.clock.now().date_naive()));
        let mail = watch.troubles().await;
        let lines: Vec<_> = mail.iter().filter(|line| line.contains("security.txt")).collect();
        assert_eq!(lines.len(), usize::from(told.is_some()), "{day}: {mail:?}");
        assert!(told.is_none_or(|told| lines[0].contains(told)), "{day}: {lines:?}");
        let ready = app.browser().open("/health/ready").await;
        assert_eq!(ready.status, StatusCode::OK, "{day}: applications are taken");
        let ready: serde_json::Value = serde_json::from_str(&ready.html).unwrap();
        assert_eq!(ready["checks"]["security.txt"], state, "{day}");
    }
    app.stop().await;
}
