//! What the operator does with senders beside the running product counts at once.

use super::{SLUG, complete, confirmed};
use crate::support::app::TestApp;
use crate::support::program::Program;

#[actix_web::test]
async fn a_sender_files_its_services_and_no_others() {
    let app = TestApp::start().await;
    let sender = Program::registered(&app, "Mängelmelder-App", "geburtsurkunde");
    sender.file(SLUG, "1", &confirmed(&complete())).await.must_be(403, "not-your-service");

    let printed = app.command(&["senders", "add", "Leitstelle", "--all-services"], "").unwrap();
    let all = Program::unknown(&app).with_key(printed.trim().rsplit(' ').next().unwrap());
    assert_eq!(all.file(SLUG, "1", &confirmed(&complete())).await.status, 201);
    app.stop().await;
}

#[actix_web::test]
async fn only_the_latest_key_of_an_enabled_sender_files() {
    let app = TestApp::start().await;
    let old = Program::registered(&app, "Leitstelle", SLUG);
    let first = old.file(SLUG, "1", &confirmed(&complete())).await;
    assert_eq!(first.status, 201);
    let listed = app.command(&["senders", "list"], "").unwrap();
    assert!(listed.contains("active    Leitstelle [defect_report]"), "{listed}");
    let id = listed.split(' ').next().unwrap();

    let printed = app.command(&["senders", "key", id], "").unwrap();
    let new = old.with_key(printed.trim().rsplit(' ').next().unwrap());
    old.file(SLUG, "2", &confirmed(&complete())).await.must_be(401, "unauthorized");
    assert_eq!(new.file(SLUG, "2", &confirmed(&complete())).await.status, 201);
    // What the old key filed is known to the new one; its secret cannot be told again.
    let again = new.file(SLUG, "1", &confirmed(&complete())).await;
    assert_eq!(again.json["number"], first.json["number"]);
    assert!(again.json["secret"].is_null());

    app.command(&["senders", "disable", id], "").unwrap();
    new.file(SLUG, "3", &confirmed(&complete())).await.must_be(401, "unauthorized");
    assert!(app.command(&["senders", "list"], "").unwrap().contains("disabled  Leitstelle"));
    for command in ["disable", "key"] {
        let refused = app.command(&["senders", command, id], "").unwrap_err();
        assert!(refused.contains("there is no active sender"), "{refused}");
    }
    app.stop().await;
}

#[actix_web::test]
async fn a_sender_is_registered_as_it_was_meant_or_not_at_all() {
    let app = TestApp::start().await;
    let refused =
        app.command(&["senders", "add", "Leitstelle", "--service", "mangel-meldne"], "").unwrap_err();
    assert!(refused.contains("there is no service mangel-meldne"), "{refused}");
    app.command(&["senders", "add", "Leitstelle"], "").unwrap_err();
    app.command(&["senders", "add", "  ", "--all-services"], "").unwrap_err();
    assert_eq!(app.command(&["senders", "list"], "").unwrap(), "");
    app.command(&["senders", "add", "Leitstelle", "--service", SLUG], "").unwrap();
    let refused = app.command(&["senders", "add", "Leitstelle", "--all-services"], "").unwrap_err();
    assert!(refused.contains("there is a sender Leitstelle already"), "{refused}");
    app.stop().await;
}
