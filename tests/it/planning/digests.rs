//! The mail of the morning: how much is due, and nothing else; once a working day.

use std::sync::Arc;

use chrono::Duration;
use pforte::clock::Clock;
use pforte::domain::Role;
use pforte::mail::Mailer;
use pforte::outbox::{Sending, run_once, write_digests};

use super::{filed, option};
use crate::support::app::{PASSWORD, TestApp};

async fn write(app: &TestApp) -> usize {
    write_digests(&app.db, &app.library, ("stadt.example", 7), app.clock.now()).await.unwrap()
}

/// Sends all that waits; what was sent about what is due: to whom, and the text.
async fn sent(app: &TestApp) -> Vec<String> {
    let mailer = Arc::new(Mailer::folder(&app.mail_folder, "pforte@stadt.example").unwrap());
    let sending = Sending::new(mailer, Arc::clone(&app.library), "http://stadt.example", "Stadt");
    while run_once(&app.db, &sending, app.clock.as_ref()).await.unwrap() {}
    let read =
        |entry: std::io::Result<std::fs::DirEntry>| std::fs::read_to_string(entry.unwrap().path()).unwrap();
    let all: Vec<String> = std::fs::read_dir(&app.mail_folder).unwrap().map(read).collect();
    all.into_iter().filter(|mail| mail.contains("sind Vorg")).collect()
}

#[actix_web::test]
async fn each_working_day_whoever_has_something_due_is_told_how_much_and_nothing_else() {
    let app = TestApp::start_without_worker().await;
    let anna = app.signed_in("anna", Role::Caseworker, &["fb40"]).await;
    app.add_clerk("ben", Role::Caseworker, &["fb40"]).await;
    for login in ["anna", "ben"] {
        app.command(&["staff", "change", login, "--email", &format!("{login}@amt.example")], "").unwrap();
    }
    let case = filed(&app, &anna).await;
    let number = case.texts("dd")[0].clone();
    let case = anna.submit(&case, "/uebernehmen", &[]).await;
    let follow_up = [("wiedervorlage.day", "2.10.2025"), ("wozu", "Zwiebelkuchen")];
    anna.submit(&case, "/wiedervorlage", &follow_up).await;
    assert_eq!(write(&app).await, 0, "nothing is due today");
    // 2 October, six in the morning; then seven.
    app.clock.advance(Duration::hours(21));
    assert_eq!(write(&app).await, 0, "too early");
    app.clock.advance(Duration::hours(2));
    // Two processes at once: Anna, and the inbox of the department, which has no lead.
    let (a, b) = tokio::join!(write(&app), write(&app));
    assert_eq!(a + b, 2);
    assert_eq!(write(&app).await, 0, "once a day");
    let mails = sent(&app).await;
    assert_eq!(mails.len(), 2);
    let of_anna = mails.iter().find(|mail| mail.contains("anna@amt.example")).unwrap();
    assert!(of_anna.contains("ansicht=3Dmeine") || of_anna.contains("ansicht=meine"), "{of_anna}");
    for mail in &mails {
        for content in ["Zwiebelkuchen", &number, "Test)", "Papenteich"] {
            assert!(!mail.contains(content), "{content} in {mail}");
        }
    }
    // 3 October is a holiday, a Friday; 6 October the next working day.
    for (hours, expected) in [(24, 0), (24, 0), (24, 0), (24, 2)] {
        app.clock.advance(Duration::hours(hours));
        assert_eq!(write(&app).await, expected);
    }
    app.stop().await;
}

#[actix_web::test]
async fn a_deputy_is_told_and_a_lead_of_the_department() {
    let app = TestApp::start_without_worker().await;
    let anna = app.signed_in("anna", Role::Caseworker, &["fb40"]).await;
    app.add_clerk("ben", Role::Caseworker, &["fb40"]).await;
    let lead = app.signed_in("leitung", Role::Lead, &["fb40"]).await;
    for login in ["ben", "leitung"] {
        app.command(&["staff", "change", login, "--email", &format!("{login}@amt.example")], "").unwrap();
    }
    let case = filed(&app, &anna).await;
    let case = anna.submit(&case, "/uebernehmen", &[]).await;
    anna.submit(&case, "/wiedervorlage", &[("wiedervorlage.day", "1.10.2025"), ("wozu", "Anruf")]).await;
    let page = lead.open("/postkorb/vertretung").await;
    let (absent, deputy) = (option(&page, "wen", "anna"), option(&page, "wer", "ben"));
    let typed =
        [("wen", absent.as_str()), ("wer", &deputy), ("von.day", "1.10.2025"), ("bis.day", "8.10.2025")];
    lead.submit(&page, "/vertretung", &typed).await;
    assert_eq!(write(&app).await, 2);
    let mails = sent(&app).await;
    let to = |address: &str| mails.iter().find(|mail| mail.contains(address)).unwrap();
    assert!(to("ben@amt.example").contains("In Vertretung:"), "{}", to("ben@amt.example"));
    assert!(to("leitung@amt.example").contains("Fachbereich:"), "{}", to("leitung@amt.example"));
    app.sign_in(&lead, "leitung", PASSWORD).await;
    let load = lead.open("/postkorb/auslastung").await;
    load.must_say("ben (Test), bis 08.10.2025");
    assert_eq!(load.texts("td[data-label='Offen']"), ["0", "1", "0", "0"]);
    app.stop().await;
}

/// After days without a mail server each gets one mail, not one a day; who has a task on a colleague's case is told.
#[actix_web::test]
async fn one_mail_is_left_after_an_outage_and_a_task_reaches_whose_it_is() {
    let app = TestApp::start_without_worker().await;
    let anna = app.signed_in("anna", Role::Caseworker, &["fb40"]).await;
    let ben = app.signed_in("ben", Role::Caseworker, &["fb40"]).await;
    app.command(&["staff", "change", "ben", "--email", "ben@amt.example"], "").unwrap();
    let case = filed(&app, &anna).await;
    let case = anna.submit(&case, "/uebernehmen", &[]).await;
    let whose = option(&case, "wer", "ben");
    let task = [("aufgabe", "Zwiebelkuchen"), ("bis.day", "1.10.2025"), ("wer", whose.as_str())];
    anna.submit(&case, "/aufgabe", &task).await;
    assert_eq!(write(&app).await, 2, "Ben, and the inbox of the department");
    app.clock.advance(Duration::hours(24));
    assert_eq!(write(&app).await, 2);
    let mails = sent(&app).await;
    let to_ben: Vec<&String> = mails.iter().filter(|mail| mail.contains("ben@amt.example")).collect();
    assert_eq!(to_ben.len(), 1, "{mails:?}");
    assert!(to_ben[0].contains("Aufgaben f") && !to_ben[0].contains("Zwiebelkuchen"), "{}", to_ben[0]);
    // Nothing of a case on which he is biased.
    app.sign_in(&ben, "ben", PASSWORD).await;
    let at_ben = ben.open(&case.address).await;
    let biased = [("befangen.grund", "relative"), ("befangen.bestaetigt", "true")];
    ben.submit(&at_ben, "/befangen", &biased).await;
    app.clock.advance(Duration::days(4));
    assert_eq!(write(&app).await, 1, "the department only");
    app.stop().await;
}
