//! Filling in: nothing asked goes unseen, nothing typed is lost on the way back, and whoever is led
//! somewhere is told why.

use std::collections::BTreeSet;

use pforte::domain::{Answers, Channel, Role};
use reqwest::StatusCode;

use crate::support;
use crate::support::app::{TestApp, fixtures};
use crate::support::cases::answers;
use crate::support::client::{Client, Page};
use crate::support::db::TestDb;
use crate::support::filling::to_check_page;

const SCHOOL: &str = "schuelerbefoerderung-erstattung";
const CULTURE: &str = "projektfoerderung-kultur";

async fn check_page(app: &TestApp, client: &Client, answers: &Answers) -> Page {
    let form = app.library.catalogue().find(SCHOOL).unwrap().form(Channel::Online).clone();
    let first = client.submit(&client.open(&format!("/leistungen/{SCHOOL}")).await, "/antrag", &[]).await;
    to_check_page(client, &form, answers, first).await
}

fn value(page: &Page, action: &str, name: &str) -> Option<String> {
    page.form(action).1.into_iter().find(|(known, _)| known == name).map(|(_, value)| value)
}

/// The place on the page to which an answer leads.
fn place(answer: &Page) -> String {
    answer.headers["location"].to_str().unwrap().split_once('#').unwrap().1.to_owned()
}

#[actix_web::test]
async fn the_way_back_keeps_what_was_typed_and_scolds_nobody() {
    let app = TestApp::start().await;
    let client = app.browser();
    let answers = answers("school_transport_refund", "ticket_outside_capped");
    let check = check_page(&app, &client, &answers).await;
    let person = client.open(&check.address.replace("pruefen", "antragstellende-person")).await;
    let typed =
        [("applicant.person.given_names", "Kim"), ("applicant.person.family_name", ""), ("_action", "back")];
    let before = client.submit(&person, "/antragstellende-person", &typed).await;
    assert_eq!(before.status, StatusCode::OK);
    assert!(before.address.ends_with("/vorpruefung"), "{}", before.address);
    let again = client.open(&person.address).await;
    assert_eq!(
        value(&again, "/antragstellende-person", "applicant.person.given_names").as_deref(),
        Some("Kim")
    );
    assert!(again.texts(".kern-error").is_empty());
    // What was left unfinished is open again.
    let open = client.open(&check.address).await;
    assert_eq!(open.address, person.address);
    app.stop().await;
}

#[actix_web::test]
async fn a_question_that_may_stay_open_is_seen_before_the_page_is_left() {
    let app = TestApp::start().await;
    let client = app.browser();
    let answers = answers("school_transport_refund", "car_without_consent");
    let check = check_page(&app, &client, &answers).await;
    let href =
        check.hrefs(".pf-change a").into_iter().find(|href| href.contains("car-prior_consent")).unwrap();
    let page = client.open(href.split('#').next().unwrap()).await;
    let path = page.address.split('?').next().unwrap().to_owned();
    assert!(!page.says("Zeichen der Zustimmung"));
    let consent = [("car.prior_consent", "true"), ("_action", "next")];
    let asked = client.submit(&page, &path, &consent).await;
    assert_eq!(asked.address.split('?').next(), Some(path.as_str()));
    asked.must_say("weitere Fragen auf dieser Seite").must_say("Zeichen der Zustimmung");
    let on = client.submit(&asked, &path, &[("_action", "next")]).await;
    assert!(on.address.ends_with("/unterlagen?von=pruefen"), "it is asked once: {}", on.address);
    assert_eq!(on.texts(".pf-error-summary li").len(), 1, "the letter of consent is a paper now");
    app.stop().await;
}

#[actix_web::test]
async fn whoever_changes_an_answer_is_told_what_else_no_longer_fits() {
    let app = TestApp::start().await;
    let client = app.browser();
    let answers = answers("school_transport_refund", "ticket_outside_capped");
    let check = check_page(&app, &client, &answers).await;
    let page = client.open(&check.address.replace("pruefen", "vorpruefung?von=pruefen")).await;
    let mut led =
        client.submit(&page, "/vorpruefung", &[("school_year", "2023/2024"), ("_action", "next")]).await;
    for _ in 0..3 {
        if !led.address.contains("/vorpruefung") {
            break;
        }
        let reason = [("late_reason", "Die Rechnung kam erst im November."), ("_action", "next")];
        led = client.submit(&led, "/vorpruefung", &reason).await;
    }
    assert!(led.address.contains("/schule?"), "{}", led.address);
    assert!(!led.texts(".pf-error-summary li").is_empty(), "{}", led.texts("main").join(" "));
    assert!(led.texts("title")[0].starts_with("Fehler: "));
    app.stop().await;
}

#[actix_web::test]
async fn a_new_row_is_where_the_page_opens_and_browsers_do_not_fill_in_rows() {
    let app = TestApp::start().await;
    let client = app.browser();
    let answers = answers("school_transport_refund", "ticket_outside_capped");
    let check = check_page(&app, &client, &answers).await;
    let list = client.open(&check.address.replace("pruefen", "fahrkarten")).await;
    let rows = list.texts("fieldset.pf-row").len();
    let id =
        place(&client.without_following().submit(&list, "/fahrkarten", &[("_action", "add:tickets")]).await);
    let added = client.open(&list.address).await;
    assert_eq!(added.texts(&format!("#{id} legend"))[0], format!("Fahrkarte {}", rows + 1));
    let removing = [("_action", "remove:tickets.0")];
    let id = place(&client.without_following().submit(&added, "/fahrkarten", &removing).await);
    let removed = client.open(&list.address).await;
    assert!(removed.texts(&format!("section#{id}"))[0].starts_with("Gekaufte Fahrkarten"));
    // A browser that goes back must not put the values of old rows into new ones.
    assert!(removed.html.contains("data-kept autocomplete=\"off\""));
    let person = client.open(&check.address.replace("pruefen", "antragstellende-person")).await;
    assert!(person.html.contains("autocomplete=\"family-name\""));
    app.stop().await;
}

/// Also where the list stands inside of a group, and on the page of a row.
#[actix_web::test]
async fn browsers_fill_in_no_page_that_has_rows_anywhere() {
    let app = TestApp::start().await;
    let client = app.browser();
    let form = app.library.catalogue().find(CULTURE).unwrap().form(Channel::Online).clone();
    let first = client.submit(&client.open(&format!("/leistungen/{CULTURE}")).await, "/antrag", &[]).await;
    let answers = answers("culture_project_grant", "verein_vollstaendig");
    let check = to_check_page(&client, &form, &answers, first).await;
    let mut with_rows = 0;
    let pages = form.pages.iter().map(|page| page.id.clone());
    for page in pages.chain(["termine/1".to_owned()]) {
        let page = client.open(&check.address.replace("pruefen", &page)).await;
        let has_rows = page.html.contains("value=\"add:") || page.address.ends_with("/1");
        assert_eq!(page.html.contains("data-kept autocomplete=\"off\""), has_rows, "{}", page.address);
        with_rows += usize::from(has_rows);
    }
    assert!(with_rows > 5, "{with_rows}");
    app.stop().await;
}

#[actix_web::test]
async fn the_desk_s_browser_offers_nothing_of_the_last_resident() {
    let app = TestApp::start().await;
    let clerk = app.signed_in("petra", Role::Desk, &[]).await;
    let form = app.library.catalogue().find(SCHOOL).unwrap().form(Channel::Assisted).clone();
    let first = support::desk::begin(&clerk, SCHOOL).await;
    let answers = answers("school_transport_refund", "desk_help");
    let check = to_check_page(&clerk, &form, &answers, first).await;
    let mut asking = BTreeSet::new();
    for page in form.pages.iter().map(|page| page.id.as_str()).chain(["schnell"]) {
        let page = clerk.open(&check.address.replace("pruefen", page)).await;
        // A page that does not come up for this person leads to the check.
        if page.address != check.address {
            offers_nothing(&page);
            asking.insert(page.address);
        }
    }
    assert!(asking.len() > 10, "{asking:?}");
    let begun = support::desk::begin(&clerk, SCHOOL).await;
    let told = [("assisted.not_involved", "true"), ("_action", "incomplete")];
    let incomplete = clerk.submit(&begun, "/aufnahme", &told).await;
    assert!(incomplete.address.ends_with("/unvollstaendig"), "{}", incomplete.address);
    offers_nothing(&incomplete);
    for address in ["/schalter/code", "/schalter/zweitschrift"] {
        let page = clerk.open(address).await;
        assert_eq!(page.address, address);
        offers_nothing(&page);
    }
    app.stop().await;
}

/// The page asks something, and of no control the browser offers what was typed into it before.
fn offers_nothing(page: &Page) {
    let typed = ["input:not([type=hidden])", "select", "textarea"]
        .iter()
        .flat_map(|kind| page.attributes(&format!("main form {kind}"), "name"));
    assert!(typed.count() > 0, "{} asks nothing", page.address);
    let forms = page.texts("main form").len();
    assert_eq!(page.texts("main form[autocomplete=off]").len(), forms, "{}", page.address);
    let asked = page.attributes("main form [autocomplete]", "autocomplete");
    assert!(asked.iter().all(|value| value == "off"), "{}: {asked:?}", page.address);
}

#[actix_web::test]
async fn whoever_may_read_a_page_may_ask_for_its_headers() {
    let app = TestApp::start().await;
    let http = reqwest::Client::new();
    for path in ["/", "/impressum", &format!("/leistungen/{SCHOOL}"), "/health/live"] {
        let answer = http.head(format!("http://{}{path}", app.address)).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK, "{path}");
        assert!(answer.headers().contains_key("content-security-policy"), "{path}");
        assert!(answer.bytes().await.unwrap().is_empty(), "{path}");
    }
    app.stop().await;
}

#[actix_web::test]
async fn services_are_found_without_umlauts() {
    let app = TestApp::start().await;
    let client = app.browser();
    client.open("/?q=foerderung").await.must_say("Projektförderung Kultur");
    client.open("/?q=SCH%C3%9CLERBEF%C3%96RDERUNG").await.must_say("Schülerbeförderung");
    assert!(!client.open("/?q=++").await.says("Gesucht"));
    app.stop().await;
}

#[actix_web::test]
async fn the_search_says_to_which_words_there_is_nothing_and_begins_with_what_fits_best() {
    let app = TestApp::start().await;
    let client = app.browser();
    let partly = client.open("/?q=Anwohnerparken+f%C3%BCr+mein+Gewerbe").await;
    partly.must_say("1 Leistung gefunden").must_say("Nicht gefunden: Gewerbe");
    for typed in ["Anwohnerparken", "Gewerbe+anmelden"] {
        assert!(!client.open(&format!("/?q={typed}")).await.says("Nicht gefunden"), "{typed}");
    }
    // What fits best comes first: services of one life situation stand apart, where another fits better than one.
    let titles = client.open("/?q=Stra%C3%9Fenfest+Miete+Theater").await.texts(".pf-cards h3");
    assert_eq!(
        titles,
        [
            "Straßenfest und Sondernutzung",
            "Wohngeld-Vorprüfung",
            "Kontinuitätsförderung Kultur",
            "Projektförderung Kultur"
        ]
    );
    app.stop().await;
}

#[actix_web::test]
async fn nobody_is_sent_round_in_a_circle_over_a_row_that_is_unfinished() {
    let app = TestApp::start_on(TestDb::new().await, fixtures(), false).await;
    let client = app.browser();
    let first = client.submit(&client.open("/leistungen/dateien").await, "/antrag", &[]).await;
    let tickets = client.submit(&first, "/unterlagen", &[("name", "Anna"), ("wants", "false")]).await;
    let typed = [("rows.0.month", "Mai"), ("rows.0.has_proof", "false")];
    let dates = client.submit(&tickets, "/fahrkarten", &typed).await;
    let row = client.submit(&dates, "/termine", &[("_action", "add:events")]).await;
    let list = client.submit(&row, "/termine/1", &[("_action", "back")]).await;
    assert_eq!(list.texts("[data-error-summary] li"), [] as [String; 0], "nobody tried to leave the page");
    let held = client.submit(&list, "/termine", &[]).await;
    assert_eq!(held.status, StatusCode::UNPROCESSABLE_ENTITY);
    let told = held.texts("[data-error-summary] li");
    assert_eq!(told, ["Termin 1: Hier fehlen Angaben oder sind nicht richtig"]);
    let there = held.hrefs("[data-error-summary] a");
    assert_eq!(held.texts(&format!("{} h2, {0} h3", there[0])).len(), 1, "{there:?}");
    assert!(held.texts("title")[0].starts_with("Fehler:"));
    app.stop().await;
}

#[actix_web::test]
async fn a_hint_that_stood_beside_a_mistake_stops_nobody_once_more() {
    let app = TestApp::start().await;
    let client = app.browser();
    let service = client.open(&format!("/leistungen/{SCHOOL}")).await;
    let first = client.submit(&service, "/antrag", &[]).await;
    let typed = [
        ("school_year", "2023/2024"),
        ("residence_bs", "true"),
        ("pupil_group", "grade_1_10"),
        ("pass_status", "none"),
        ("distance_ok", "yes"),
    ];
    let held = client.submit(&first, "/vorpruefung", &typed).await;
    assert_eq!(held.status, StatusCode::UNPROCESSABLE_ENTITY, "one answer is missing");
    held.must_say("Die Frist endete am 31.10.2024.");
    let mended = [
        ("late_reason", "Die Rechnung für das Abonnement kam erst jetzt."),
        ("medical_need", "false"),
        ("_action", "next"),
    ];
    let next = client.submit(&held, "/vorpruefung", &mended).await;
    assert!(next.address.ends_with("/antragstellende-person"), "{}", next.address);
    app.stop().await;
}
