//! A page that is sent when its draft is gone: what was typed is shown to be copied, and stored nowhere.

use pforte::domain::Role;
use pforte::forms::view::typed;
use reqwest::StatusCode;

use crate::support;
use crate::support::app::{TestApp, fixtures};
use crate::support::client::{Client, Page};
use crate::support::db::TestDb;

const SCHOOL: &str = "/leistungen/schuelerbefoerderung-erstattung";
const TYPED: [(&str, &str); 5] = [
    ("school_year", "2024/2025"),
    ("late_reason", "Krank <b>seit Mai</b>\nund „allein“"),
    ("pupil_group", "grade_1_10"),
    ("medical_need", "true"),
    ("_action", "next"),
];

async fn begin(client: &Client) -> Page {
    client.submit(&client.open(SCHOOL).await, "/antrag", &[]).await
}

/// Gives the draft of this page up, as another tab does.
async fn give_up(client: &Client, page: &Page) {
    let (target, own) = page.form("/vorpruefung");
    client.post(&target.replace("vorpruefung", "verwerfen"), &own).await;
}

/// What is shown of what was typed: label and text.
fn given_back(page: &Page) -> Vec<(String, String)> {
    page.texts("#eingaben ~ dl dt").into_iter().zip(page.texts("#eingaben ~ dl dd")).collect()
}

fn must_give_back(page: &Page) {
    assert_eq!(page.status, StatusCode::GONE);
    let expected = [
        ("Schuljahr", "2024/2025"),
        ("Warum stellen Sie den Antrag nach Ablauf der Frist?", "Krank <b>seit Mai</b>und „allein“"),
        ("Welche Gruppe trifft zu?", "Klasse 1 bis 10"),
    ];
    let found = given_back(page);
    for (label, text) in expected {
        assert!(found.contains(&(label.to_owned(), text.to_owned())), "{label}: {found:?}");
    }
    assert!(found.iter().any(|(label, text)| label.contains("wegen einer dauernden") && text == "Ja"));
    assert_eq!(found.len(), 4, "{found:?}");
    assert!(page.html.contains("&#60;b&#62;seit Mai") && !page.html.contains("<b>seit Mai"));
    page.must_say("bis zum letzten „Weiter“ oder „Speichern“").must_say("auf einem anderen Gerät");
    assert_eq!(page.hrefs("main .kern-btn")[..2], ["/fortsetzen", SCHOOL]);
}

#[actix_web::test]
async fn a_draft_that_was_given_up_gives_back_what_was_typed() {
    let app = TestApp::start().await;
    let client = app.browser();
    let page = begin(&client).await;
    give_up(&client, &page).await;
    let answer = client.submit(&page, "/vorpruefung", &TYPED).await;
    must_give_back(&answer);
    let token = page.form("/vorpruefung").1.into_iter().find(|(name, _)| name == "_csrf").unwrap().1;
    assert!(!answer.html.contains(&token));
    // Nothing of it is stored: whoever begins anew finds an empty page.
    let fresh = begin(&client).await;
    assert!(!fresh.html.contains("seit Mai"));
    app.stop().await;
}

#[actix_web::test]
async fn so_does_one_that_is_over_and_one_that_was_opened_elsewhere() {
    let app = TestApp::start().await;
    let (library, home) = (app.browser(), app.browser());
    let page = begin(&library).await;
    let saved = library.submit(&page, "/vorpruefung", &[("_action", "later")]).await;
    let code = library.submit(&saved, "/gespeichert", &[]).await.texts(".pf-draft-code__text").remove(0);
    let asked = home.open("/fortsetzen").await;
    home.submit(&asked, "/fortsetzen", &[("code", &code)]).await;
    must_give_back(&library.submit(&page, "/vorpruefung", &TYPED).await);

    let here = home.open(&page.address).await;
    app.clock.advance(chrono::Duration::days(31));
    must_give_back(&home.submit(&here, "/vorpruefung", &TYPED).await);
    app.stop().await;
}

#[actix_web::test]
async fn a_browser_that_forgot_its_cookie_gets_it_back_and_another_site_does_not() {
    let app = TestApp::start().await;
    let page = begin(&app.browser()).await;
    let nobody = app.browser();
    must_give_back(&nobody.submit(&page, "/vorpruefung", &TYPED).await);
    let (target, mut controls) = page.form("/vorpruefung");
    controls.push(("late_reason".to_owned(), "Untergeschoben".to_owned()));
    for (site, expected) in [(Some("cross-site"), 403), (Some("same-site"), 403), (None, 410)] {
        let mut request =
            reqwest::Client::new().post(format!("http://{}{target}", app.address)).form(&controls);
        if let Some(site) = site {
            request = request.header("sec-fetch-site", site);
        }
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status().as_u16(), expected, "{site:?}");
        assert!(!answer.text().await.unwrap().contains("Untergeschoben"), "{site:?}");
    }
    // A script that keeps the page reads no text.
    let kept = [("late_reason", "Krank seit Mai"), ("_action", "keep")];
    let refused = nobody.submit(&page, "/vorpruefung", &kept).await;
    assert_eq!((refused.status, refused.html.contains("Krank")), (StatusCode::GONE, false));
    app.stop().await;
}

#[actix_web::test]
async fn it_speaks_the_language_of_the_reader() {
    let app = TestApp::start().await;
    let client = app.browser();
    client.open("/?sprache=en").await;
    let page = begin(&client).await;
    give_up(&client, &page).await;
    let answer = client.submit(&page, "/vorpruefung", &TYPED).await;
    assert_eq!(answer.heading(), "There is no draft here any more");
    answer.must_say("What you entered last").must_say("Grades 1 to 10").must_say("Continue with a code");
    assert!(given_back(&answer).iter().any(|(_, text)| text == "Yes"));
    app.stop().await;
}

#[actix_web::test]
async fn rows_and_dates_come_back_as_people_read_them_and_files_do_not() {
    let app = TestApp::start_on(TestDb::new().await, fixtures(), false).await;
    let client = app.browser();
    let first = client.submit(&client.open("/leistungen/dateien").await, "/antrag", &[]).await;
    let rows = client.submit(&first, "/unterlagen", &[("name", "Anna"), ("wants", "false")]).await;
    let (target, own) = first.form("/unterlagen");
    client.post(&target.replace("unterlagen", "verwerfen"), &own).await;
    let typed = [
        ("rows.0.month", "Mai"),
        ("rows.0.paid_on.day", "31"),
        ("rows.0.paid_on.month", "2"),
        ("rows.0.paid_on.year", "2025"),
        ("rows.18446744073709551615.month", "Juni"),
        ("gibtsnicht", "Rest"),
        ("_action", "next"),
    ];
    let files = [("rows.0.proof", "geheim.pdf", &b"%PDF-1.4"[..])];
    let answer = client.upload(&rows, "/fahrkarten", &typed, &files).await;
    assert_eq!(answer.status, StatusCode::GONE);
    let expected = [
        ("Fahrkarte 1: Monat", "Mai"),
        ("Fahrkarte 1: Gekauft am", "31.2.2025"),
        ("Fahrkarte 4: Monat", "Juni"),
        ("Weitere Eingaben", "Rest"),
    ];
    assert_eq!(given_back(&answer), expected.map(|(label, text)| (label.to_owned(), text.to_owned())));
    answer.must_say("Dateien sind nicht dabei.");
    assert!(!answer.html.contains("geheim.pdf"));
    assert_eq!(std::fs::read_dir(&app.files_folder).unwrap().count(), 0);
    app.stop().await;
}

#[actix_web::test]
async fn the_desk_gets_the_texts_back_whatever_the_form_was() {
    let app = TestApp::start_on(TestDb::new().await, fixtures(), false).await;
    let clerk = app.signed_in("petra", Role::Desk, &[]).await;
    let first = support::desk::begin(&clerk, "dateien").await;
    let page = clerk.submit(&first, "/aufnahme", &[("assisted.mode", "help")]).await;
    let (target, own) = page.form("/unterlagen");
    clerk.post(&target.replace("unterlagen", "verwerfen"), &own).await;
    let closed = clerk.submit(&page, "/unterlagen", &[("name", "Anna Öztürk"), ("_action", "next")]).await;
    assert_eq!(
        (closed.status, closed.heading().as_str()),
        (StatusCode::CONFLICT, "Dieser Fall ist nicht offen")
    );
    let answer = clerk.submit(&closed, "/oeffnen", &[]).await;
    assert_eq!(answer.status, StatusCode::GONE);
    assert_eq!(given_back(&answer), [("Weitere Eingaben".to_owned(), "Anna Öztürk".to_owned())]);
    app.stop().await;
}

#[test]
fn every_kind_of_question_has_its_words() {
    let library = fixtures();
    let form = &library.catalogue().find_id("all_kinds").unwrap().online;
    let posted = [
        ("_csrf", "geheim", "", ""),
        ("person.given_names", " ", "", ""),
        ("bank.iban", "DE02 1203", "Bankverbindung: IBAN", "DE02 1203"),
        ("size", "andere", "Größe", "andere"),
        ("colour", "rot", "Farbe", "rot"),
        ("months", "08", "Monate", "August"),
        ("months", "09", "Monate", "September"),
        ("wants_refund", "false", "Möchten Sie Geld zurück?", "Nein"),
        ("month.month", "8", "Erster Monat", "8"),
        ("month.year", "2025", "Erster Monat", "8.2025"),
        ("rent", "zu viel", "Miete", "zu viel"),
        ("events.1.place.city", "Peine", "Termin 2: Ort: Stadt", "Peine"),
        ("true_answers", "true", "Meine Angaben sind richtig.", "Ja"),
        ("bank", "x", "", ""),
        ("in_order.day", "y", "", ""),
    ];
    let pairs: Vec<_> = posted.iter().map(|(name, text, ..)| (name.to_string(), text.to_string())).collect();
    let typed = typed(Some(form), &pairs);
    assert_eq!(typed.others, ["x", "y"]);
    for (name, _, label, line) in posted.iter().filter(|(_, _, label, _)| !label.is_empty()) {
        let answer = typed.answers.iter().find(|answer| answer.label == *label);
        let lines = answer.map(|answer| answer.lines.join("|")).unwrap_or_default();
        assert!(lines.contains(line), "{name}: {lines:?} in {:?}", typed.answers);
    }
    assert_eq!(typed.answers.len(), 9);
}
