//! Mail: what leaves the house after an application was filed, and what happens when it cannot.

use std::sync::Arc;

use pforte::domain::Role;
use pforte::mail::Mailer;
use pforte::outbox::{self, Sending};

use crate::support::app::TestApp;
use crate::support::filling;

/// Files an application and returns its receipt number as people read it.
async fn file(app: &TestApp) -> String {
    let receipt =
        filling::file(app, &app.browser(), "school_transport_refund", "ticket_outside_capped").await;
    receipt.texts(".pf-receipt__number")[0].clone()
}

/// The mails that were written, decoded as far as they are quoted-printable.
fn mails(app: &TestApp) -> Vec<String> {
    let files = std::fs::read_dir(&app.mail_folder).unwrap().flatten();
    let text = |file: std::fs::DirEntry| std::fs::read_to_string(file.path()).unwrap();
    files.map(text).map(|text| text.replace("=\r\n", "")).collect()
}

#[actix_web::test]
async fn applicant_and_department_get_mail_without_content() {
    let app = TestApp::start().await;
    let number = file(&app).await;
    for _ in 0..100 {
        if mails(&app).len() == 2 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    let written = mails(&app);
    assert_eq!(written.len(), 2);
    for mail in &written {
        assert!(mail.contains(&number), "{mail}");
        // Words no identifier of a link or a message can hold by chance, as digits could.
        for answer in ["Musterweg", "Papenteich", "Kim", "DE89"] {
            assert!(!mail.contains(answer), "{answer} in {mail}");
        }
    }
    assert!(written.iter().any(|mail| mail.contains("/postkorb/")));
    assert!(written.iter().any(|mail| mail.contains("robin.beispiel@beispiel.example")));
    for mail in mails(&app) {
        assert!(
            mail.contains("MIME-Version: 1.0") && mail.contains("Auto-Submitted: auto-generated"),
            "{mail}"
        );
    }
    app.stop().await;
}

#[actix_web::test]
async fn mail_that_cannot_be_delivered_is_tried_again_and_finally_shown_to_the_administration() {
    let app = TestApp::start_without_worker().await;
    file(&app).await;
    // A port on which nobody listens: the mail server is down.
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let mailer = Arc::new(Mailer::smtp(&format!("smtp://{closed}"), "pforte@stadt.example").unwrap());
    let sending = Sending::new(mailer, Arc::clone(&app.library), "http://stadt.example", "Stadt");
    let admin = app.signed_in("verwaltung", Role::Admin, &[]).await;
    admin.open("/verwaltung").await.must_say("2 E-Mails warten");
    let mut attempts = 0;
    for _ in 0..40 {
        while outbox::run_once(&app.db, &sending, app.clock.as_ref()).await.unwrap() {
            attempts += 1;
        }
        app.clock.advance(chrono::Duration::hours(13));
    }
    assert_eq!(attempts, 20, "ten attempts a mail");
    let admin = app.signed_in("verwaltung2", Role::Admin, &[]).await;
    let page = admin.open("/verwaltung").await;
    page.must_say("0 E-Mails warten").must_say("the mail server cannot be reached");
    assert!(!page.html.contains("robin.beispiel"));
    let folder = Arc::new(Mailer::folder(&app.mail_folder, "pforte@stadt.example").unwrap());
    let working = Sending::new(folder, Arc::clone(&app.library), "http://stadt.example", "Stadt");
    admin.submit(&page, "/erneut", &[]).await;
    assert!(outbox::run_once(&app.db, &working, app.clock.as_ref()).await.unwrap());
    assert_eq!(mails(&app).len(), 1);
    app.stop().await;
}
