//! A receipt that is issued once more, for a person who lost it: by number and name, at any desk, without the answers.

use pforte::domain::{Channel, ReceiptNumber, Role};
use reqwest::StatusCode;

use crate::support;
use crate::support::app::TestApp;
use crate::support::cases::answers;
use crate::support::client::{Client, Page};
use crate::support::filling::{file, to_check_page};

const SCHOOL: &str = "schuelerbefoerderung-erstattung";

fn number_of(receipt: &Page) -> String {
    receipt.texts(".pf-receipt__number")[0].clone()
}

/// The number of what Petra filed for Robin Beispiel.
async fn filed(app: &TestApp, clerk: &Client) -> String {
    let form = app.library.catalogue().find(SCHOOL).unwrap().form(Channel::Assisted).clone();
    let first = support::desk::begin(clerk, SCHOOL).await;
    let check = to_check_page(clerk, &form, &answers("school_transport_refund", "desk_help"), first).await;
    let receipt = clerk.submit(&check, "/absenden", &[("confirmed", "true")]).await;
    clerk.submit(&receipt, "/schalter/weiter", &[]).await;
    number_of(&receipt)
}

/// Asks for a copy.
async fn ask(clerk: &Client, number: &str, name: &str) -> Page {
    let page = clerk.open("/schalter/zweitschrift").await;
    let typed = [("nummer", number), ("name", name), ("berechtigt", "true")];
    clerk.submit(&page, "/schalter/zweitschrift", &typed).await
}

#[actix_web::test]
async fn any_desk_issues_the_receipt_once_more_without_the_answers_and_the_department_sees_it() {
    let app = TestApp::start().await;
    let number = filed(&app, &app.signed_in("petra", Role::Desk, &[]).await).await;
    app.clock.advance(chrono::Duration::days(40));
    let other = app.signed_in("udo", Role::Desk, &[]).await;
    let link =
        other.open("/schalter").await.hrefs("main a").into_iter().find(|it| it.ends_with("zweitschrift"));
    assert!(link.is_some());
    let copy = ask(&other, &number.to_lowercase(), "beispiel robin").await;
    assert_eq!((copy.status, copy.heading().as_str()), (StatusCode::OK, "Zweitschrift"));
    assert_eq!(number_of(&copy), number);
    copy.must_say("01.10.2025").must_say("Fachbereich Schule");
    let paper = other.open(&format!("{}/druck?gross=true", copy.address)).await;
    paper.must_say("Zweitschrift").must_say(&number);
    assert!(!paper.says("So geht es weiter"));
    for page in [&copy, &paper] {
        for answer in ["593,00", "Musterweg", "38108", "Alle Angaben"] {
            assert!(!page.html.contains(answer), "{answer} on {}", page.address);
        }
        // For whom, and who took it down, as on the first one; what is to come is how it was.
        page.must_say("Robin Beispiel").must_say("petra (Test)").must_say("10.11.2025");
        page.must_say("zeigt den Stand bei Eingang").must_say("Das fehlte bei Eingang noch");
    }
    let worker = app.signed_in("schule", Role::Caseworker, &["fb40"]).await;
    let case = worker.open(&worker.open("/postkorb").await.hrefs("table a")[0]).await;
    let told: Vec<String> = case.texts("#verlauf li");
    let copies = told.iter().filter(|it| it.contains("Zweitschrift der Eingangsbestätigung ausgestellt"));
    let copies: Vec<_> = copies.collect();
    assert!(copies.len() == 1 && copies[0].contains("udo (Test)"), "once, though printed: {told:?}");
    app.stop().await;
}

#[actix_web::test]
async fn what_was_filed_online_is_issued_too_and_nothing_out_of_an_account() {
    let app = TestApp::start().await;
    let number =
        number_of(&file(&app, &app.browser(), "school_transport_refund", "ticket_outside_capped").await);
    let clerk = app.signed_in("petra", Role::Desk, &[]).await;
    let name = applicant(&app).await;
    let copy = ask(&clerk, &number, &name).await;
    assert_eq!(number_of(&copy), number);

    let employee = support::staff::employee(&app, "erika", Role::Caseworker, &["fb10"]).await;
    let own = support::staff::file_of_staff(&app, &employee, "it_needs_survey", "meldung").await;
    let refused = ask(&clerk, &number_of(&own), "erika Test").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    app.stop().await;
}

/// Who applied in the one case that there is.
async fn applicant(app: &TestApp) -> String {
    let worker = app.signed_in("schule", Role::Caseworker, &["fb40"]).await;
    worker.open("/postkorb").await.texts("table td[data-label=Antragstellende]")[0].clone()
}

#[actix_web::test]
async fn number_and_name_and_a_proof_are_asked_and_nobody_learns_by_trying() {
    let app = TestApp::start().await;
    let clerk = app.signed_in("petra", Role::Desk, &[]).await;
    let number = filed(&app, &clerk).await;
    let page = clerk.open("/schalter/zweitschrift").await;
    let empty = clerk.submit(&page, "/schalter/zweitschrift", &[]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(empty.texts(".pf-error-summary li").len(), 3, "{:?}", empty.texts(".pf-error-summary li"));
    let mistyped = clerk
        .submit(&page, "/schalter/zweitschrift", &[("nummer", "K7M-3QX-9AC"), ("name", "Robin Beispiel")])
        .await;
    mistyped.must_say("Vergleichen Sie jedes Zeichen");
    assert_eq!(mistyped.attributes("[name=name]", "value"), ["Robin Beispiel"], "what was typed stays");

    let wrong_name = ask(&clerk, &number, "Robin Andere").await;
    let unknown = ReceiptNumber::from_random([7; 8]).to_string();
    let wrong_number = ask(&clerk, &unknown, "Robin Beispiel").await;
    let told = |page: &Page| page.texts(".pf-error-summary li");
    assert_eq!(told(&wrong_name), told(&wrong_number), "nobody learns which of the two is wrong");
    for _ in 0..3 {
        ask(&clerk, &number, "Robin Andere").await;
    }
    let paused = ask(&clerk, &number, "Robin Beispiel").await;
    assert_eq!(paused.status, StatusCode::TOO_MANY_REQUESTS);
    app.clock.advance(chrono::Duration::minutes(1));
    assert_eq!(number_of(&ask(&clerk, &number, "Robin Beispiel").await), number);
    app.stop().await;
}

#[actix_web::test]
async fn a_copy_is_a_case_that_lies_open_and_is_closed_by_the_next_one() {
    let app = TestApp::start().await;
    let clerk = app.signed_in("petra", Role::Desk, &[]).await;
    let number = filed(&app, &clerk).await;
    let copy = ask(&clerk, &number, "Robin Beispiel").await;
    assert_eq!(copy.texts(".pf-banner strong"), ["Aufnahme am Schalter", "Robin Beispiel"]);
    clerk.open("/schalter").await.must_say("Offener Fall").must_say(&number);

    // Begun for the next person: nothing of the one before opens by its address.
    let next = support::desk::begin(&clerk, SCHOOL).await;
    for part in ["", "/druck", "/datenschutz"] {
        let gone = clerk.open(&format!("{}{part}", copy.address)).await;
        assert_eq!(gone.address, "/schalter?anderer-fall", "{part}");
        assert!(!gone.html.contains("Robin"), "{part}");
    }
    // Asking for a copy closes what lies open, and says so before.
    clerk.open("/schalter/zweitschrift").await.must_say("Der offene Fall wird dabei geschlossen");
    ask(&clerk, &number, "Robin Beispiel").await;
    assert_eq!(clerk.open(&next.address).await.address, "/schalter?anderer-fall");
    app.stop().await;
}

#[actix_web::test]
async fn whoever_declared_bias_issues_nothing() {
    let app = TestApp::start().await;
    let clerk = app.signed_in("petra", Role::Desk, &[]).await;
    let number = filed(&app, &clerk).await;
    let worker = app.signed_in("schule", Role::Caseworker, &["fb40"]).await;
    app.command(&["staff", "change", "schule", "--desk"], "").unwrap();
    let case = worker.open(&worker.open("/postkorb").await.hrefs("table a")[0]).await;
    worker
        .submit(&case, "/befangen", &[("befangen.grund", "relative"), ("befangen.bestaetigt", "true")])
        .await;
    let refused = ask(&worker, &number, "Robin Beispiel").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.html);
    refused.must_say("Zu dieser Nummer und diesem Namen gibt es keine Bestätigung.");
    assert!(!refused.html.contains("Musterweg"));
    assert_eq!(number_of(&ask(&clerk, &number, "Robin Beispiel").await), number, "a colleague issues it");
    app.stop().await;
}
