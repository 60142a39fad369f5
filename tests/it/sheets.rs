//! Papers at the desk: the answers to read out and to sign, the receipt, the sheet of Article 13 GDPR; large, in easy
//! German, and in the language of the person beside German.

use pforte::domain::{Channel, Path, Role};
use reqwest::StatusCode;
use serde_json::json;

use crate::support;
use crate::support::app::TestApp;
use crate::support::cases::answers;
use crate::support::client::{Client, Page};
use crate::support::filling::{answer, file, to_check_page};

const SCHOOL: &str = "schuelerbefoerderung-erstattung";

/// The check page of an application for Robin Beispiel, with whom the clerk speaks in a language.
async fn check_page(app: &TestApp, clerk: &Client, language: &str) -> Page {
    let form = app.library.catalogue().find(SCHOOL).unwrap().form(Channel::Assisted).clone();
    let mut answers = answers("school_transport_refund", "desk_help");
    answers.set(&Path::root().key("assisted").key("language"), json!(language));
    if language != "de" {
        answers.set(&Path::root().key("assisted").key("interpreter_kind"), json!("staff"));
    }
    to_check_page(clerk, &form, &answers, support::desk::begin(clerk, SCHOOL).await).await
}

fn link(page: &Page, ending: &str) -> String {
    let found = page.hrefs("main a").into_iter().find(|href| href.ends_with(ending));
    found.unwrap_or_else(|| panic!("no link to {ending} on {}", page.address))
}

#[actix_web::test]
async fn the_answers_are_read_out_and_signed_before_they_are_sent() {
    let app = TestApp::start().await;
    let clerk = app.signed_in("petra", Role::Desk, &[]).await;
    let check = check_page(&app, &clerk, "de").await;
    let read = clerk.open(&link(&check, "/vorlesen")).await;
    assert_eq!((read.status, read.heading().as_str()), (StatusCode::OK, "Ihre Angaben"));
    read.must_say("Ihr Antrag ist noch nicht abgesendet.").must_say("Robin Beispiel").must_say("593,00 €");
    read.must_say("Unterschrift der antragstellenden Person oder ihrer Vertretung");
    assert!(!read.says("noch nicht alle Fragen"), "all of them are");
    assert!(!read.html.contains("Ändern"), "nothing to press for the person who looks on");
    assert!(!read.says("Vorlesen und genehmigen"), "what the clerk notes is no declaration of the person");
    assert_eq!(read.texts(".pf-banner strong"), ["Aufnahme am Schalter", "Robin Beispiel"]);
    assert_eq!(read.hrefs("header a"), [check.address.as_str()]);
    // It is one of the pages of an open case: it locks itself.
    assert_eq!(read.attributes("[data-desk]", "data-idle").len(), 1);
    app.stop().await;
}

#[actix_web::test]
async fn what_there_is_so_far_can_be_read_out_from_the_page_that_asks_for_it() {
    let app = TestApp::start().await;
    let clerk = app.signed_in("petra", Role::Desk, &[]).await;
    let form = app.library.catalogue().find(SCHOOL).unwrap().form(Channel::Assisted).clone();
    let answers = answers("school_transport_refund", "desk_help");
    let mut page = support::desk::begin(&clerk, SCHOOL).await;
    while !page.address.ends_with("/genehmigung") {
        page = answer(&clerk, &form, &answers, &page).await;
    }
    // Everything is said but what this very page asks the clerk.
    let read = clerk.submit(&page, "/genehmigung", &[("_action", "read")]).await;
    assert!(read.address.ends_with("/vorlesen") && read.says("Ihr Antrag geht an: Fachbereich Schule"));
    assert!(!read.says("noch nicht alle Fragen"));

    let other = support::desk::begin(&clerk, SCHOOL).await;
    let open = clerk.open(&format!("{}/vorlesen", other.address.rsplit_once('/').unwrap().0)).await;
    open.must_say("Es sind noch nicht alle Fragen beantwortet.");
    assert!(!open.says("geht an:"), "where it goes follows from what is not said yet");
    app.stop().await;
}

#[actix_web::test]
async fn a_person_who_speaks_english_reads_english_beside_german() {
    let app = TestApp::start().await;
    let clerk = app.signed_in("petra", Role::Desk, &[]).await;
    let check = check_page(&app, &clerk, "en").await;
    let read = clerk.open(&link(&check, "/vorlesen")).await;
    read.must_say("Your application has not been sent yet").must_say("Ihr Antrag ist noch nicht abgesendet");
    let said = |page: &Page, language: &str| page.texts(&format!("main h2 > [lang={language}]"));
    let (english, german) = (said(&read, "en"), said(&read, "de"));
    assert!(english.contains(&"Pupil".to_owned()) && german.contains(&"Schülerin oder Schüler".to_owned()));
    let once = read.texts("dd").into_iter().filter(|value| value == "593,00 €").count();
    assert!(once > 0, "what is the same in both stands there once");
    // What the clerk presses stays German.
    assert_eq!(read.attributes("html", "lang"), ["de"]);
    read.must_say("Zurück zum Antrag").must_say("Große Schrift");
    // Who signs, signs the text that counts.
    read.must_say("Signature").must_say("The German text is the one that counts.");
    let easy = clerk.open(&format!("{}?blatt=de-x-ls", read.address)).await;
    easy.must_say("Unterschreiben Sie bitte das Blatt in Alltags-Sprache.");
    assert!(!easy.says("Ort, Datum"));

    let receipt = clerk.submit(&check, "/absenden", &[("confirmed", "true")]).await;
    let paper = clerk.open(&link(&receipt, "/druck")).await;
    paper.must_say("Confirmation of receipt").must_say("What happens next").must_say("So geht es weiter");
    let titles = paper.texts("main h2");
    let record =
        ["Zu Beginn", "Wer handelt und in welcher Sprache", "Was noch fehlt", "Vorlesen und genehmigen"];
    assert!(titles.ends_with(&record.map(str::to_owned)), "the record stands behind, in German: {titles:?}");
    let german_only = clerk.open(&format!("{}?blatt=de", paper.address)).await;
    assert!(!german_only.says("What happens next") && german_only.says("So geht es weiter"));
    let easy = clerk.open(&format!("{}?blatt=de-x-ls&gross=true", paper.address)).await;
    easy.must_say("Eingangs-Bestätigung");
    assert!(said(&easy, "de").is_empty(), "easy German stands alone");
    assert_eq!(easy.attributes(".pf-document__sheet", "class"), ["pf-document__sheet pf-large"]);
    app.stop().await;
}

#[actix_web::test]
async fn the_privacy_sheet_is_printed_where_it_is_given_out_and_by_everybody() {
    let app = TestApp::start().await;
    let clerk = app.signed_in("petra", Role::Desk, &[]).await;
    let first = support::desk::begin(&clerk, SCHOOL).await;
    let sheet = clerk.submit(&first, "/aufnahme", &[("_action", "privacy")]).await;
    assert!(sheet.address.ends_with("/datenschutz"), "{}", sheet.address);
    assert_eq!(sheet.heading(), "Hinweise zum Datenschutz");
    assert!(sheet.texts(".pf-points dt").len() > 5, "{:?}", sheet.texts(".pf-points dt"));
    let back = clerk.open(&sheet.hrefs("header a")[0]).await;
    assert!(back.address.ends_with("/aufnahme"), "{}", back.address);

    let receipt =
        clerk.submit(&check_page(&app, &clerk, "de").await, "/absenden", &[("confirmed", "true")]).await;
    let again = clerk.open(&link(&receipt, "/datenschutz")).await;
    assert_eq!(again.hrefs("header a"), [receipt.address.as_str()]);

    let visitor = app.browser();
    let service = visitor.open(&format!("/leistungen/{SCHOOL}?sprache=en")).await;
    let english = visitor.open(&link(&service, "/datenschutz")).await;
    assert!(english.heading().starts_with("Privacy"), "{}", english.heading());
    assert_eq!(english.attributes("html", "lang"), ["en"]);
    assert!(english.says("Hinweise zum Datenschutz"), "German stands beside it");
    app.stop().await;
}

#[actix_web::test]
async fn citizens_print_their_receipt_large_and_a_form_without_texts_offers_no_language() {
    let app = TestApp::start().await;
    let browser = app.browser();
    let receipt = file(&app, &browser, "defect_report", "schlagloch_anonym").await;
    let paper = browser.open(&link(&receipt, "/druck")).await;
    assert!(paper.document().select(&scraper::Selector::parse("[name=blatt]").unwrap()).next().is_none());
    let (target, _) = paper.form("");
    let large = browser.open(&format!("{target}?gross=true")).await;
    assert_eq!(large.attributes(".pf-document__sheet", "class"), ["pf-document__sheet pf-large"]);
    assert_eq!(large.attributes("[name=gross][checked]", "value"), ["true"]);
    app.stop().await;
}
