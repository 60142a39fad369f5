//! The link to a draft by mail, through a real mail server.

mod limits;
mod reminders;

use std::sync::Arc;

use chrono::Duration;
use mailin_embedded::response::{INTERNAL_ERROR, NO_MAILBOX};
use pforte::clock::Clock;
use pforte::domain::Role;
use pforte::mail::Mailer;
use pforte::outbox::{Sending, run_once, write_reminders};
use reqwest::StatusCode;

use crate::support::app::TestApp;
use crate::support::client::{Client, Page};
use crate::support::filling::file;
use crate::support::smtp::{MailPort, MailServer, Received};

const SLUG: &str = "schuelerbefoerderung-erstattung";
const ROBIN: &str = "robin@beispiel.example";

/// The product with a mail server; the worker's work is done by hand.
struct Office {
    app: TestApp,
    sending: Sending,
    server: MailServer,
}

impl Office {
    async fn open(replies: impl IntoIterator<Item = mailin_embedded::Response>) -> Self {
        let app = TestApp::start_without_worker().await;
        let port = MailPort::closed();
        let server = port.open(replies);
        let mailer = Arc::new(Mailer::smtp(&port.url(), "Stadt <pforte@stadt.example>").unwrap());
        let base = format!("http://{}", app.address);
        let sending = Sending::new(mailer, Arc::clone(&app.library), &base, "Stadt Braunschweig");
        Self { app, sending, server }
    }

    /// Sends what is due, and answers all mails so far.
    async fn mails(&self) -> Vec<Received> {
        while run_once(&self.app.db, &self.sending, self.app.clock.as_ref()).await.unwrap() {}
        self.server.received()
    }

    /// Looks for drafts that end soon, as the worker does now and then, and answers all mails so far.
    async fn reminds(&self) -> Vec<Received> {
        write_reminders(&self.app.db, "stadt.example", self.app.clock.now()).await.unwrap();
        self.mails().await
    }

    fn passes(&self, days: i64) {
        self.app.clock.advance(Duration::days(days));
    }
}

fn place(page: &str) -> String {
    format!("/leistungen/{SLUG}/antrag/{page}")
}

/// Begins an application in a browser, answers the first question, and leaves it for later.
async fn leave(client: &Client, year: &str) -> Page {
    let service = client.open(&format!("/leistungen/{SLUG}")).await;
    let first = client.submit(&service, "/antrag", &[]).await;
    client.submit(&first, "/vorpruefung", &[("school_year", year), ("_action", "later")]).await
}

async fn ask(client: &Client, address: &str) -> Page {
    let saved = client.open(&place("gespeichert")).await;
    client.submit(&saved, "/gespeichert/mail", &[("email", address)]).await
}

/// The text of a mail as people read it.
fn text(mail: &Received) -> String {
    let joined = mail.text.replace("=\n", "");
    let mut bytes = Vec::new();
    let mut rest = joined.as_bytes();
    while let Some((first, behind)) = rest.split_first() {
        let hex = behind.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()).filter(|_| *first == b'=') {
            Some(byte) => {
                bytes.push(byte);
                rest = &behind[2..];
            }
            None => {
                bytes.push(*first);
                rest = behind;
            }
        }
    }
    String::from_utf8(bytes).unwrap()
}

/// Where the link of a mail leads, without the host.
fn link(mail: &Received) -> String {
    let text = text(mail);
    let from = text.find("/fortsetzen/").unwrap_or_else(|| panic!("no link in {text}"));
    text[from..].split_whitespace().next().unwrap().to_owned()
}

/// Follows a link and presses the button.
async fn follow(client: &Client, link: &str) -> Page {
    let page = client.open(link).await;
    assert_eq!(
        (page.status, page.address.as_str()),
        (StatusCode::OK, "/fortsetzen"),
        "the code is in no address"
    );
    client.submit(&page, "/fortsetzen", &[]).await
}

fn year(page: &Page) -> Vec<String> {
    page.attributes("[name=school_year] option[selected], [name=school_year][checked]", "value")
}

async fn has_draft(client: &Client) -> bool {
    client.open(&place("vorpruefung")).await.status == StatusCode::OK
}

#[actix_web::test]
async fn a_link_by_mail_opens_the_draft_on_the_phone_today_and_on_the_computer_tomorrow() {
    let office = Office::open([]).await;
    let (library, phone, computer) = (office.app.browser(), office.app.browser(), office.app.browser());
    leave(&library, "2024/2025").await;
    let told = ask(&library, &format!(" {ROBIN} ")).await;
    told.must_say("Der Link ist unterwegs").must_say(&format!("Die E-Mail an {ROBIN} kommt"));
    assert_eq!(told.attributes("[name=email]", "value"), [ROBIN]);
    let again = library.open(&place("gespeichert")).await;
    assert!(!again.says("Der Link ist unterwegs"));
    again.must_say(&format!("E-Mails zu diesem Entwurf gehen an: {ROBIN}"));

    let mails = office.mails().await;
    assert_eq!(mails.len(), 1);
    assert!(mails[0].to.contains(ROBIN));
    let said = text(&mails[0]);
    for fact in ["Erstattung", "Gespeichert bis: 31.10.2025", "Wer ihn hat, kann Ihre Angaben lesen"] {
        assert!(said.contains(fact), "{fact:?} is missing in {said}");
    }
    assert!(!said.contains("2024/2025"), "an answer in {said}");

    let opened = follow(&phone, &link(&mails[0])).await;
    assert_eq!(year(&opened), ["2024/2025"]);
    assert!(!has_draft(&library).await, "a draft is in one browser only");
    assert_eq!(year(&follow(&computer, &link(&mails[0])).await), ["2024/2025"]);
    assert!(!has_draft(&phone).await && has_draft(&computer).await);
    // In the browser that used the link nothing is left of its code.
    let empty = computer.open("/fortsetzen").await;
    assert_eq!(empty.attributes("[name=code]", "value"), [""]);
    office.app.stop().await;
}

#[actix_web::test]
async fn a_program_that_opens_links_in_mail_changes_nothing_and_learns_nothing() {
    let office = Office::open([]).await;
    let owner = office.app.browser();
    leave(&owner, "2024/2025").await;
    ask(&owner, ROBIN).await;
    let link = link(&office.mails().await[0]);
    let code = link.rsplit('/').next().unwrap().to_owned();
    let wrong = pforte::domain::ResumeCode::from_random([7; _]).to_string();
    let mut shown = Vec::new();
    for code in [&code, &wrong] {
        let scanner = office.app.browser();
        for _ in 0..8 {
            let page = scanner.open(&format!("/fortsetzen/{code}")).await;
            assert_eq!(page.status, StatusCode::OK);
            assert_eq!(page.attributes("[name=code]", "value"), [code.as_str()]);
            shown.push(page.html.replace(code.as_str(), "…"));
        }
    }
    assert!(shown.windows(2).all(|pair| pair[0] == pair[1]), "the page tells which code is right");
    let mistyped = office.app.browser().open("/fortsetzen/K7M3").await;
    assert_eq!(
        (mistyped.status, mistyped.attributes("[name=code]", "value")),
        (StatusCode::OK, vec![String::new()])
    );
    assert!(has_draft(&owner).await);
    assert_eq!(year(&follow(&office.app.browser(), &link).await), ["2024/2025"]);
    office.app.stop().await;
}

#[actix_web::test]
async fn what_is_no_address_gets_no_mail() {
    let office = Office::open([]).await;
    let client = office.app.browser();
    leave(&client, "2024/2025").await;
    ask(&client, "  ").await.must_say("Geben Sie Ihre E-Mail-Adresse ein.");
    for typed in [
        "robin",
        "robin@beispiel.example\r\nBcc: alle@beispiel.example",
        "robin@beispiel.example, alle@beispiel.example",
        "Robin <robin@beispiel.example>",
    ] {
        let page = ask(&client, typed).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{typed:?}");
        page.must_say("Prüfen Sie die E-Mail-Adresse.");
        assert_eq!(page.hrefs("[data-error-summary] a"), ["#field-email"], "{typed:?}");
    }
    assert!(office.mails().await.is_empty());
    office.app.stop().await;
}

#[actix_web::test]
async fn nobody_is_flooded_with_mail() {
    let office = Office::open([]).await;
    let client = office.app.browser();
    leave(&client, "2024/2025").await;
    for _ in 0..5 {
        assert_eq!(ask(&client, ROBIN).await.status, StatusCode::OK);
    }
    let refused = ask(&client, ROBIN).await;
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    refused.must_say("Wir haben schon mehrere E-Mails geschickt.");
    // Neither another address of this draft nor another draft gets more out.
    assert_eq!(ask(&client, "kim@beispiel.example").await.status, StatusCode::TOO_MANY_REQUESTS);
    let other = office.app.browser();
    leave(&other, "2024/2025").await;
    assert_eq!(ask(&other, "Robin@Beispiel.example").await.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(ask(&other, "kim@beispiel.example").await.status, StatusCode::OK);
    assert_eq!(office.mails().await.len(), 6);
    office.passes(1);
    assert_eq!(ask(&client, ROBIN).await.status, StatusCode::OK);
    office.app.stop().await;
}

#[actix_web::test]
async fn another_address_takes_the_place_of_a_mistaken_one() {
    let office = Office::open([]).await;
    let (owner, stranger) = (office.app.browser(), office.app.browser());
    leave(&owner, "2024/2025").await;
    ask(&owner, "fremd@beispiel.example").await;
    let to_stranger = link(&office.mails().await[0]);
    // This one does not leave the house any more.
    ask(&owner, "fremd@beispiel.example").await;
    ask(&owner, ROBIN).await;
    let mails = office.mails().await;
    assert_eq!(mails.len(), 2);
    follow(&stranger, &to_stranger).await.must_say("Zu diesem Code gibt es keinen Entwurf mehr.");
    office.passes(23);
    let reminded = office.reminds().await;
    assert!(reminded[2..].iter().all(|mail| mail.to.contains(ROBIN)) && reminded.len() == 3);
    assert_eq!(year(&follow(&office.app.browser(), &link(&mails[1])).await), ["2024/2025"]);
    office.app.stop().await;
}

#[actix_web::test]
async fn a_mail_speaks_the_language_of_the_person() {
    let office = Office::open([]).await;
    let client = office.app.browser();
    client.open("/?sprache=en").await;
    leave(&client, "2024/2025").await;
    ask(&client, ROBIN).await.must_say("The link is on its way");
    office.mails().await;
    office.passes(24);
    let mails = office.reminds().await;
    assert!(text(&mails[0]).contains("Your answers are saved, but not submitted yet."));
    assert!(text(&mails[1]).contains("We will delete them on 31.10.2025."));
    assert!(mails[0].header("Subject").starts_with("Continue later: Refund of school transport costs"));
    office.app.stop().await;
}

#[actix_web::test]
async fn a_mail_that_was_tried_twice_has_two_links_and_both_work() {
    let office = Office::open([INTERNAL_ERROR]).await;
    let client = office.app.browser();
    leave(&client, "2024/2025").await;
    ask(&client, ROBIN).await;
    office.mails().await;
    office.app.clock.advance(Duration::minutes(2));
    let mails = office.mails().await;
    assert_eq!(mails.iter().map(|mail| mail.code).collect::<Vec<_>>(), [451, 250]);
    assert_eq!(mails[0].header("Message-ID"), mails[1].header("Message-ID"));
    assert_ne!(link(&mails[0]), link(&mails[1]));
    for mail in &mails {
        assert_eq!(year(&follow(&office.app.browser(), &link(mail)).await), ["2024/2025"]);
    }
    office.app.stop().await;
}

#[actix_web::test]
async fn whoever_mistyped_their_address_is_told_that_nothing_came_there() {
    let office = Office::open([NO_MAILBOX]).await;
    let client = office.app.browser();
    leave(&client, "2024/2025").await;
    ask(&client, "rohbin@beispiel.example").await.must_say("Der Link ist unterwegs");
    office.mails().await;
    let saved = client.open(&place("gespeichert")).await;
    saved
        .must_say("Unsere E-Mail kam nicht an")
        .must_say("an rohbin@beispiel.example wurde nicht angenommen");
    // Asked for again, it is under way again.
    for address in ["rohbin@beispiel.example", ROBIN] {
        let told = ask(&client, address).await;
        told.must_say("Der Link ist unterwegs");
        assert!(!told.says("Unsere E-Mail kam nicht an"), "{address}");
    }
    assert_eq!(office.mails().await.last().unwrap().code, 250);
    assert!(!client.open(&place("gespeichert")).await.says("Unsere E-Mail kam nicht an"));
    office.app.stop().await;
}

#[actix_web::test]
async fn what_tells_of_an_application_goes_before_mails_about_drafts() {
    let office = Office::open([]).await;
    let patient = office.app.browser();
    leave(&patient, "2024/2025").await;
    ask(&patient, "kim@beispiel.example").await;
    office.app.clock.advance(Duration::minutes(1));
    let applicant = office.app.browser();
    file(&office.app, &applicant, "school_transport_refund", "ticket_outside_capped").await;
    let mails = office.mails().await;
    assert_eq!(mails.len(), 3);
    assert!(mails[2].to.contains("kim@beispiel.example"), "{mails:?}");
    office.app.stop().await;
}

#[actix_web::test]
async fn a_mail_about_a_draft_that_fails_is_shown_to_the_administration_until_the_draft_ends() {
    let office = Office::open([NO_MAILBOX]).await;
    let client = office.app.browser();
    leave(&client, "2024/2025").await;
    ask(&client, ROBIN).await;
    office.mails().await;
    let admin = office.app.signed_in("verwaltung", Role::Admin, &[]).await;
    let page = admin.open("/verwaltung").await;
    page.must_say("Link zu einem Entwurf").must_say("0 E-Mails warten");
    assert!(!page.says(ROBIN));
    let saved = client.open(&place("gespeichert")).await;
    client.submit(&saved, "/verwerfen", &[]).await;
    assert!(!admin.open("/verwaltung").await.says("Link zu einem Entwurf"));
    office.app.stop().await;
}
