//! A draft goes from the desk to the person and back: one side writes, both see how it stands, the history tells it.

mod events;
mod races;
mod told;

use pforte::domain::{Channel, Role};
use reqwest::StatusCode;

use crate::support;
use crate::support::app::TestApp;
use crate::support::cases::answers;
use crate::support::client::{Client, Page};
use crate::support::filling::{answer, to_check_page};

const SCHOOL: &str = "schuelerbefoerderung-erstattung";
const ONLINE: &str = "/leistungen/schuelerbefoerderung-erstattung";

/// The first pages of an application for Robin Beispiel at the desk, until the name stands there.
async fn begun_at_desk(app: &TestApp, clerk: &Client) -> Page {
    let form = app.library.catalogue().find(SCHOOL).unwrap().form(Channel::Assisted).clone();
    let answers = answers("school_transport_refund", "desk_help");
    let mut page = support::desk::begin(clerk, SCHOOL).await;
    while page.texts(".pf-banner strong")[1] != "Robin Beispiel" {
        page = answer(clerk, &form, &answers, &page).await;
    }
    page
}

/// The address of a draft of the desk.
fn draft_of(page: &Page) -> String {
    page.address.rsplit_once('/').unwrap().0.to_owned()
}

/// Gives the draft of a page to the person: the answer.
async fn give(clerk: &Client, page: &Page) -> Page {
    let explained = clerk.open(&format!("{}/uebergabe", draft_of(page))).await;
    clerk.submit(&explained, "/uebergabe", &[]).await
}

fn code_on(page: &Page) -> String {
    page.texts(".pf-draft-code__text").remove(0)
}

/// Opens a code in a person's browser.
async fn open(person: &Client, code: &str) -> Page {
    let page = person.open("/fortsetzen").await;
    person.submit(&page, "/fortsetzen", &[("code", code)]).await
}

/// Opens a code at the desk.
async fn bring(clerk: &Client, code: &str) -> Page {
    let page = clerk.open("/schalter/code").await;
    clerk.submit(&page, "/schalter/code", &[("code", code)]).await
}

/// Begins online, leaves the first page half filled in and gets a code.
async fn begun_online(person: &Client) -> (Page, String) {
    let service = person.open(ONLINE).await;
    let first = person.submit(&service, "/antrag", &[]).await;
    let typed = [("school_year", "2024/2025"), ("residence_bs", "true"), ("_action", "later")];
    let saved = person.submit(&first, "/vorpruefung", &typed).await;
    (first, code_on(&person.submit(&saved, "/gespeichert", &[]).await))
}

/// Fills in the rest and sends.
async fn finish(app: &TestApp, client: &Client, channel: Channel, page: Page) -> Page {
    let form = app.library.catalogue().find(SCHOOL).unwrap().form(channel).clone();
    let check = to_check_page(client, &form, &answers("school_transport_refund", "desk_help"), page).await;
    let receipt = client.submit(&check, "/absenden", &[("confirmed", "true")]).await;
    assert_eq!(receipt.heading(), "Ihr Antrag ist eingegangen", "{}", receipt.address);
    receipt
}

/// The only case in the inbox.
async fn case(app: &TestApp) -> Page {
    let worker = app.signed_in("schule", Role::Caseworker, &["fb40"]).await;
    worker.open(&worker.open("/postkorb").await.hrefs("table a")[0]).await
}

fn given(desk: &Page) -> Vec<String> {
    desk.texts("section[aria-labelledby=uebergeben-titel] li")
}

#[actix_web::test]
async fn the_person_goes_on_with_what_was_begun_at_the_desk_and_sends_it() {
    let app = TestApp::start().await;
    let clerk = app.signed_in("petra", Role::Desk, &[]).await;
    let page = begun_at_desk(&app, &clerk).await;
    let explained = clerk.open(&format!("{}/uebergabe", draft_of(&page))).await;
    explained.must_say("Robin Beispiel").must_say("Schülerbeförderung");
    let sheet = clerk.submit(&explained, "/uebergabe", &[]).await;
    assert_eq!(sheet.status, StatusCode::OK);
    assert_eq!(sheet.headers["clear-site-data"], "\"cache\"", "the clerk's browser forgets the pages");
    assert!(sheet.headers.contains_key("set-cookie"));
    assert_eq!(sheet.attributes("svg.pf-qr", "aria-label"), ["Link zu Ihrem Entwurf"]);
    sheet.must_say("31.10.2025").must_say("Bringen Sie diesen Code an einen Schalter mit.");
    assert!(!sheet.texts(".pf-sheet").remove(0).contains("Beispiel"), "nothing of the answers on the paper");

    let person = app.browser();
    let opened = open(&person, &code_on(&sheet)).await;
    assert!(opened.address.starts_with(ONLINE), "{}", opened.address);
    opened.must_say("Jetzt füllen Sie selbst aus und senden ab.");
    assert!(!opened.says("Aufnahme am Schalter"));
    let receipt = finish(&app, &person, Channel::Online, opened).await;
    receipt.must_say("Familienname Beispiel Vorname(n) Robin");
    app.stop().await;
}

#[actix_web::test]
async fn since_the_handover_the_clerk_neither_reads_nor_writes_the_draft() {
    let app = TestApp::start().await;
    let clerk = app.signed_in("petra", Role::Desk, &[]).await;
    let page = begun_at_desk(&app, &clerk).await;
    let draft = draft_of(&page);
    let action = page.address.split('?').next().unwrap().rsplit('/').next().unwrap().to_owned();
    let code = code_on(&give(&clerk, &page).await);
    let person = app.browser();
    open(&person, &code).await;
    for place in ["pruefen", &action, "uebergabe", "fahrkarten/1"] {
        let answer = clerk.open(&format!("{draft}/{place}")).await;
        assert_eq!(answer.address, "/schalter?anderer-fall", "GET {place}");
        assert_eq!(answer.texts("section[aria-labelledby=offen-titel] li"), [] as [&str; 0], "GET {place}");
    }
    // A page that stayed open comes back with what was typed, and stores nothing.
    let (target, controls) = page.form(&action);
    let stale = clerk.post(&target, &controls).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    let gone = clerk.submit(&stale, "/oeffnen", &[]).await;
    assert_eq!(gone.status, StatusCode::GONE);
    assert_eq!(gone.heading(), "Diesen Antrag füllt jetzt die Person selbst aus");
    gone.must_say("Ihre letzten Eingaben");
    let own = clerk.open("/schalter").await.form("/amt/abmelden").1;
    for place in ["absenden", "uebergabe"] {
        let answer = clerk.post(&format!("{draft}/{place}"), &own).await;
        assert_eq!(answer.status, StatusCode::CONFLICT, "{place}");
    }
    clerk.post(&format!("{draft}/verwerfen"), &own).await.must_say("Sie haben keinen begonnenen Antrag.");
    assert_eq!(person.open(&format!("{ONLINE}/antrag/vorpruefung")).await.status, StatusCode::OK);
    app.stop().await;
}

#[actix_web::test]
async fn as_long_as_nobody_opened_it_the_clerk_takes_it_back_with_the_record() {
    let app = TestApp::start().await;
    let clerk = app.signed_in("petra", Role::Desk, &[]).await;
    let page = begun_at_desk(&app, &clerk).await;
    let sheet = give(&clerk, &page).await;
    let omar = app.signed_in("omar", Role::Desk, &[]).await;
    let own = omar.open("/schalter").await.form("/amt/abmelden").1;
    omar.post(&sheet.form("/zurueckholen").0, &own).await.must_say("Sie haben keinen begonnenen Antrag.");
    let desk = clerk.open("/schalter").await;
    let rows = given(&desk);
    assert!(rows[0].contains("Robin Beispiel") && rows[0].contains("Code noch nicht benutzt"), "{rows:?}");
    desk.must_say("Sie haben keinen begonnenen Antrag.");
    let back = clerk.submit(&desk, "/zurueckholen", &[]).await;
    assert!(back.address.starts_with(&draft_of(&page)), "{}", back.address);
    assert_eq!(back.texts(".pf-banner strong")[1], "Robin Beispiel");
    let refused = open(&app.browser(), &code_on(&sheet)).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "the code is dead");
    assert!(given(&clerk.open("/schalter").await).is_empty());
    let receipt = finish(&app, &clerk, Channel::Assisted, back).await;
    assert!(receipt.address.starts_with("/schalter/eingang/"));
    app.stop().await;
}

#[actix_web::test]
async fn once_the_person_has_opened_it_only_their_code_brings_it_back() {
    let app = TestApp::start().await;
    let clerk = app.signed_in("petra", Role::Desk, &[]).await;
    let page = begun_at_desk(&app, &clerk).await;
    let sheet = give(&clerk, &page).await;
    let (fetch, controls) = sheet.form("/zurueckholen");
    let person = app.browser();
    open(&person, &code_on(&sheet)).await;
    let late = clerk.post(&fetch, &controls).await;
    assert_eq!(late.address, "/schalter");
    let rows = given(&late);
    assert!(rows[0].contains("Wird von der Person ausgefüllt"), "{rows:?}");
    assert!(!late.html.contains("zurueckholen"));
    assert_eq!(person.open(&format!("{ONLINE}/antrag/vorpruefung")).await.status, StatusCode::OK);

    let omar = app.signed_in("omar", Role::Desk, &[]).await;
    assert!(given(&omar.open("/schalter").await).is_empty(), "a colleague sees nothing of it");
    let opened = bring(&omar, &code_on(&sheet)).await;
    assert_eq!(opened.texts(".pf-banner strong")[1], "Robin Beispiel");
    let rows = given(&clerk.open("/schalter").await);
    assert!(rows[0].contains("Wieder an einem Schalter"), "{rows:?}");
    let (target, controls) = page.form(page.address.split('?').next().unwrap());
    let gone = clerk.submit(&clerk.post(&target, &controls).await, "/oeffnen", &[]).await;
    assert_eq!(gone.status, StatusCode::GONE);
    assert_eq!(gone.heading(), "Diesen Antrag können Sie nicht mehr bearbeiten", "the person has it no more");
    app.stop().await;
}

#[actix_web::test]
async fn whoever_got_stuck_at_home_goes_on_at_any_desk_and_the_old_code_is_dead() {
    let app = TestApp::start().await;
    let (person, clerk) = (app.browser(), app.signed_in("petra", Role::Desk, &[]).await);
    let (_, code) = begun_online(&person).await;
    let opened = bring(&clerk, &code.to_lowercase().replace('-', " ")).await;
    assert!(opened.address.starts_with("/schalter/antrag/"), "{}", opened.address);
    let vorpruefung = clerk.open(&format!("{}/vorpruefung", draft_of(&opened))).await;
    let receipt = finish(&app, &clerk, Channel::Assisted, opened.clone()).await;
    assert!(receipt.address.starts_with("/schalter/eingang/"));
    assert!(vorpruefung.status.is_success());
    for dead in [open(&app.browser(), &code).await, bring(&clerk, &code).await] {
        assert_eq!(dead.status, StatusCode::UNPROCESSABLE_ENTITY);
        dead.must_say("Zu diesem Code gibt es keinen Entwurf mehr.");
    }
    app.stop().await;
}

#[actix_web::test]
async fn another_clerk_begins_the_record_anew() {
    let app = TestApp::start().await;
    let petra = app.signed_in("petra", Role::Desk, &[]).await;
    let omar = app.signed_in("omar", Role::Desk, &[]).await;
    let page = begun_at_desk(&app, &petra).await;
    let first = draft_of(&page) + "/aufnahme";
    assert_eq!(petra.open(&first).await.attributes("[name='assisted.mode'][checked]", "value"), ["help"]);
    let code = code_on(&give(&petra, &page).await);
    let opened = bring(&omar, &code).await;
    assert!(opened.address.ends_with("/aufnahme"), "{}", opened.address);
    assert_eq!(opened.attributes("[name='assisted.mode'][checked]", "value"), [] as [&str; 0]);
    assert_eq!(opened.attributes("[name='assisted.not_involved'][checked]", "value"), [] as [&str; 0]);
    assert_eq!(opened.texts(".pf-banner strong")[1], "Robin Beispiel", "the answers stay");
    app.stop().await;
}

#[actix_web::test]
async fn guessing_at_codes_becomes_slow_at_the_desk_too() {
    let app = TestApp::start().await;
    let clerk = app.signed_in("petra", Role::Desk, &[]).await;
    let (_, code) = begun_online(&app.browser()).await;
    let guess = |number: u8| pforte::domain::ResumeCode::from_random([number; 15]).to_string();
    bring(&clerk, "K7M3").await.must_say("Er hat 16 Buchstaben und Ziffern.");
    bring(&clerk, " ").await.must_say("Geben Sie den Code ein.");
    let mut last = bring(&clerk, &guess(0)).await;
    for number in 1..6 {
        assert_eq!(last.status, StatusCode::UNPROCESSABLE_ENTITY, "{number}");
        last = bring(&clerk, &guess(number)).await;
    }
    assert_eq!(last.status, StatusCode::TOO_MANY_REQUESTS, "each code is another one, the clerk is the same");
    assert_eq!(last.headers["retry-after"], "60");
    let omar = app.signed_in("omar", Role::Desk, &[]).await;
    assert!(bring(&omar, &code).await.address.starts_with("/schalter/antrag/"), "a colleague goes on");
    app.stop().await;
}
