//! The reminder before a draft ends.

use chrono::Duration;
use mailin_embedded::response::INTERNAL_ERROR;
use pforte::clock::Clock;
use pforte::domain::Channel;
use pforte::outbox::write_reminders;

use super::{Office, ROBIN, SLUG, ask, follow, has_draft, leave, link, place, text};
use crate::support::app::{TestApp, shipped};
use crate::support::cases::answers;
use crate::support::filling::to_check_page;

#[actix_web::test]
async fn a_reminder_comes_seven_days_before_the_end_and_again_before_the_next_one() {
    let office = Office::open([]).await;
    let (client, home) = (office.app.browser(), office.app.browser());
    leave(&client, "2024/2025").await;
    ask(&client, ROBIN).await;
    assert_eq!(office.mails().await.len(), 1);
    office.passes(22);
    assert_eq!(office.reminds().await.len(), 1, "eight days are left");
    office.passes(1);
    let mails = office.reminds().await;
    assert_eq!(mails.len(), 2);
    let said = text(&mails[1]);
    assert!(said.contains("Wir löschen sie am 31.10.2025."), "{said}");
    assert_eq!(office.reminds().await.len(), 2, "once");
    assert_ne!(mails[0].header("Message-ID"), mails[1].header("Message-ID"));

    // Both links open it, and a change gives it thirty days more.
    follow(&home, &link(&mails[0])).await;
    let page = follow(&client, &link(&mails[1])).await;
    client.submit(&page, "/vorpruefung", &[("school_year", "2023/2024"), ("_action", "later")]).await;
    client.open(&place("gespeichert")).await.must_say("23.11.2025");
    office.passes(22);
    assert_eq!(office.reminds().await.len(), 2);
    office.passes(1);
    let mails = office.reminds().await;
    assert_eq!(mails.len(), 3);
    assert!(text(&mails[2]).contains("Wir löschen sie am 23.11.2025."));
    office.passes(8);
    assert_eq!(office.reminds().await.len(), 3, "it is over");
    follow(&home, &link(&mails[2])).await.must_say("Zu diesem Code gibt es keinen Entwurf mehr.");
    office.app.stop().await;
}

#[actix_web::test]
async fn a_link_that_was_asked_for_near_the_end_is_the_reminder() {
    let office = Office::open([]).await;
    let (late, again) = (office.app.browser(), office.app.browser());
    leave(&late, "2024/2025").await;
    leave(&again, "2024/2025").await;
    ask(&again, "again@beispiel.example").await;
    assert_eq!(office.mails().await.len(), 1);
    office.passes(23);
    assert_eq!(office.reminds().await.len(), 2);
    // Who was reminded and asks for the link once more, and who asks now for the first time.
    ask(&again, "again@beispiel.example").await;
    ask(&late, ROBIN).await;
    let mails = office.mails().await;
    assert_eq!(mails.len(), 4);
    assert!(mails[2..].iter().all(|mail| text(mail).contains("31.10.2025")));
    assert_eq!(office.reminds().await.len(), 4, "that end was told");
    // A change gives another end, and that is told.
    let page = late.open(&place("vorpruefung")).await;
    late.submit(&page, "/vorpruefung", &[("school_year", "2023/2024"), ("_action", "later")]).await;
    office.passes(23);
    assert_eq!(office.reminds().await.len(), 5);
    office.app.stop().await;
}

#[actix_web::test]
async fn whoever_asks_for_the_link_twice_is_reminded_once() {
    let office = Office::open([]).await;
    let client = office.app.browser();
    leave(&client, "2024/2025").await;
    ask(&client, ROBIN).await;
    office.passes(20);
    ask(&client, ROBIN).await;
    office.passes(3);
    assert_eq!(office.reminds().await.len(), 3);
    ask(&client, ROBIN).await;
    assert_eq!(office.reminds().await.len(), 4, "the link, and no second reminder");
    office.app.stop().await;
}

/// The mail server is away while the reminder waits, and meanwhile somebody goes on.
#[actix_web::test]
async fn a_reminder_that_came_too_late_is_not_sent() {
    let office = Office::open([INTERNAL_ERROR]).await;
    let client = office.app.browser();
    leave(&client, "2024/2025").await;
    ask(&client, ROBIN).await;
    office.mails().await;
    office.passes(23);
    write_reminders(&office.app.db, "stadt.example", office.app.clock.now()).await.unwrap();
    let page = client.open(&place("vorpruefung")).await;
    client.submit(&page, "/vorpruefung", &[("school_year", "2023/2024"), ("_action", "later")]).await;
    let told: Vec<u16> = office.mails().await.iter().map(|mail| mail.code).collect();
    assert_eq!(told, [451, 250], "the link alone");
    office.app.stop().await;
}

#[actix_web::test]
async fn the_running_product_reminds_unasked() {
    let app = TestApp::start_without_worker().await;
    // Begun in September: it ends within seven days of the first of October.
    app.clock.advance(Duration::days(-24));
    let client = app.browser();
    leave(&client, "2024/2025").await;
    ask(&client, ROBIN).await;
    let mut test_db = app.stop().await;
    test_db.reopen();
    let app = TestApp::start_on(test_db, shipped(), true).await;
    let mails = || -> Vec<String> {
        let files = std::fs::read_dir(&app.mail_folder).unwrap().flatten();
        files.map(|file| std::fs::read_to_string(file.path()).unwrap().replace("=\r\n", "")).collect()
    };
    let mut patience = 100;
    while !mails()
        .iter()
        .any(|mail| mail.contains("07.10.2025") && mail.contains("noch nicht abgesendet. Wir"))
    {
        patience -= 1;
        assert!(patience > 0, "nobody reminds: {:?}", mails());
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    app.stop().await;
}

#[actix_web::test]
async fn nobody_is_reminded_of_what_is_sent_or_deleted_or_was_not_asked_for() {
    let office = Office::open([]).await;
    let (sent, deleted, unasked, alone) =
        (office.app.browser(), office.app.browser(), office.app.browser(), office.app.browser());
    let form = office.app.library.catalogue().find(SLUG).unwrap().form(Channel::Online).clone();
    let service = sent.open(&format!("/leistungen/{SLUG}")).await;
    let first = sent.submit(&service, "/antrag", &[]).await;
    let case = answers("school_transport_refund", "ticket_outside_capped");
    let check = to_check_page(&sent, &form, &case, first).await;
    // What was answered is offered.
    let saved = sent.open(&place("gespeichert")).await;
    assert_eq!(saved.attributes("[name=email]", "value"), ["robin.beispiel@beispiel.example"]);
    ask(&sent, "sent@beispiel.example").await;
    for (client, address) in [(&deleted, "deleted@beispiel.example"), (&unasked, "unasked@beispiel.example")]
    {
        leave(client, "2024/2025").await;
        ask(client, address).await;
    }
    leave(&alone, "2024/2025").await;
    let links: Vec<String> = office.mails().await.iter().map(link).collect();

    sent.submit(&check, "/absenden", &[("confirmed", "true")]).await.must_say("Eingangsnummer");
    let service = deleted.open(&format!("/leistungen/{SLUG}")).await;
    service.must_say("bis zum 31.10.2025 gespeichert");
    deleted.submit(&service, "/verwerfen", &[]).await;
    let saved = unasked.open(&place("gespeichert")).await;
    saved.must_say("Wenn Sie die Adresse löschen oder eine andere nennen, gelten die Links nicht mehr");
    let saved = unasked.submit(&saved, "/gespeichert/mail", &[("weg", "vergessen")]).await;
    assert!(!saved.says("unasked@beispiel.example") && has_draft(&unasked).await);
    saved
        .must_say("Die Adresse ist gelöscht")
        .must_say("Die Links, die wir schon geschickt haben, gelten nicht");
    assert!(!unasked.open(&place("gespeichert")).await.says("Die Adresse ist gelöscht"));
    let before = office.mails().await.len();
    office.passes(24);
    assert_eq!(office.reminds().await.len(), before);
    for link in links {
        let page = follow(&office.app.browser(), &link).await;
        page.must_say("Zu diesem Code gibt es keinen Entwurf mehr.");
    }
    office.app.stop().await;
}
