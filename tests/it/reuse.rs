//! Beginning with the answers of an earlier application: by choice, and nobody else's.

use chrono::Duration;
use pforte::clock::Clock;
use pforte::domain::Channel;
use pforte::retention::{Limits, sweep};
use reqwest::StatusCode;

use crate::support::app::TestApp;
use crate::support::cases::answers;
use crate::support::client::{Client, Page};
use crate::support::filling::{answer, file, to_check_page};

const SCHOOL: &str = "/leistungen/schuelerbefoerderung-erstattung";
const AGAIN: &str = "/leistungen/schuelerbefoerderung-erstattung/uebernehmen";

/// Files the refund with two tickets, and shows its receipt.
async fn filed(app: &TestApp, client: &Client) -> Page {
    file(app, client, "school_transport_refund", "ticket_outside_capped").await
}

/// The pages that an application may begin with.
fn offered(page: &Page) -> Vec<String> {
    page.attributes("[name=seite]", "value")
}

#[actix_web::test]
async fn another_application_begins_with_what_was_chosen_of_the_last_one() {
    let app = TestApp::start().await;
    let client = app.browser();
    let receipt = filed(&app, &client).await;
    assert!(receipt.hrefs(".pf-box a").contains(&AGAIN.to_owned()));
    // Whoever comes next to this computer is not told.
    assert!(!client.open(SCHOOL).await.says("01.10.2025"));
    let preview = client.open(AGAIN).await;
    preview.must_say("Beispiel").must_say("Anschrift");
    for anew in ["DE", "2024/2025", "Ich versichere", ".pdf", "Fahrkarte 1"] {
        let values = preview.texts(".kern-description-list-item__value").join("\n");
        assert!(!values.contains(anew), "{anew} is said anew: {values}");
    }
    let pages = offered(&preview);
    assert!(pages.contains(&"antragstellende-person".to_owned()), "{pages:?}");
    for anew in ["bankverbindung", "unterlagen", "erklaerungen", "fahrkarten"] {
        assert!(!pages.contains(&anew.to_owned()), "{pages:?}");
    }
    let first = client.submit(&preview, "/uebernehmen", &[("seite", "antragstellende-person")]).await;
    assert_eq!(first.address, format!("{SCHOOL}/antrag/vorpruefung"));
    assert_eq!(first.attributes("[name=residence_bs][checked]", "value"), [] as [String; 0], "not chosen");
    let form = &app.library.catalogue().find_id("school_transport_refund").unwrap().online;
    let person =
        answer(&client, form, &answers("school_transport_refund", "ticket_outside_capped"), &first).await;
    assert_eq!(person.attributes("[name='applicant.person.family_name']", "value"), ["Beispiel"]);
    // The draft is there now: nothing is laid over it, and it is offered instead.
    let service = client.open(SCHOOL).await;
    assert!(service.says("fortsetzen") && !service.says("früheren Angaben"));
    app.stop().await;
}

#[actix_web::test]
async fn without_answers_it_begins_empty() {
    let app = TestApp::start().await;
    let client = app.browser();
    filed(&app, &client).await;
    let preview = client.open(AGAIN).await;
    let typed = [("seite", "antragstellende-person"), ("ohne", "1")];
    let first = client.submit(&preview, "/uebernehmen", &typed).await;
    let form = &app.library.catalogue().find_id("school_transport_refund").unwrap().online;
    let person =
        answer(&client, form, &answers("school_transport_refund", "ticket_outside_capped"), &first).await;
    assert_eq!(person.attributes("[name='applicant.person.family_name']", "value"), [""]);
    app.stop().await;
}

#[actix_web::test]
async fn another_service_takes_what_is_about_the_person_of_what_was_kept() {
    let app = TestApp::start().await;
    let client = app.browser();
    let receipt = filed(&app, &client).await;
    let parking = "/leistungen/bewohnerparkausweis";
    assert_eq!(client.open(&format!("{parking}/uebernehmen")).await.address, parking, "it is not kept");
    client.submit(&receipt, "/merken", &[]).await;
    let service = client.open(parking).await;
    service.must_say("Ihre Angaben vom 01.10.2025 zu „Erstattung von Kosten der Schülerbeförderung“");
    let preview = client.open(&service.hrefs("a[href$='/uebernehmen']")[0]).await;
    preview.must_say("Beispiel").must_say("Sind das nicht Ihre Angaben?");
    assert_eq!(offered(&preview).len(), 1, "{:?}", offered(&preview));
    app.stop().await;
}

#[actix_web::test]
async fn a_report_begins_with_what_was_kept_of_the_application() {
    let app = TestApp::start().await;
    let client = app.browser();
    let receipt = file(&app, &client, "culture_project_grant", "verein_vollstaendig").await;
    client.submit(&receipt, "/merken", &[]).await;
    // Of another service that was filed later only the person would be taken.
    app.clock.advance(Duration::hours(1));
    let other = filed(&app, &client).await;
    client.submit(&other, "/merken", &[]).await;
    app.clock.advance(Duration::days(300));
    let preview = client.open("/leistungen/verwendungsnachweis-kultur/uebernehmen").await;
    preview
        .must_say("zu „Projektförderung Kultur“")
        .must_say("Okerklang")
        .must_say("Honorare der Band")
        .must_say("1.800,00 €");
    let pages = ["bescheid", "person", "plan-und-ergebnis"];
    assert_eq!(offered(&preview), pages);
    let chosen = [("seite", "bescheid"), ("seite", "plan-und-ergebnis")];
    let first = client.submit(&preview, "/uebernehmen", &chosen).await;
    assert_eq!(first.attributes("[name=project_title]", "value"), ["Okerklang"]);
    assert_eq!(first.attributes("[name=amount_granted]", "value"), [""]);
    app.stop().await;
}

#[actix_web::test]
async fn answers_are_kept_by_choice_and_no_longer_than_was_said() {
    let app = TestApp::start().await;
    let (client, careful) = (app.browser(), app.browser());
    let receipt = filed(&app, &client).await;
    filed(&app, &careful).await;
    let kept = client.submit(&receipt, "/merken", &[]).await;
    assert_eq!(kept.address.split('#').next(), Some(receipt.address.as_str()));
    kept.must_say("bis zum 31.10.2026 hinterlegt");
    app.clock.advance(Duration::hours(25));
    client.open(AGAIN).await.must_say("Beispiel");
    assert!(!careful.open(AGAIN).await.says("Beispiel"), "nobody wanted it kept");
    app.clock.advance(Duration::days(395));
    assert!(!client.open(AGAIN).await.says("Beispiel"));
    let limits = Limits { session_idle: Duration::minutes(30), session: Duration::hours(12) };
    let swept = sweep(&app.db, &app.depot, limits, app.clock.now()).await.unwrap();
    assert_eq!(swept.kept, 1);
    app.stop().await;
}

#[actix_web::test]
async fn what_is_kept_is_let_go_in_two_ways() {
    let app = TestApp::start().await;
    for action in ["/gemerktes/loeschen", "/vergessen"] {
        let client = app.browser();
        let receipt = filed(&app, &client).await;
        let kept = client.submit(&receipt, "/merken", &[]).await;
        assert!(client.cookies().contains(&"pforte-gemerkt".to_owned()));
        client.submit(&kept, action, &[]).await;
        assert!(!client.cookies().contains(&"pforte-gemerkt".to_owned()));
        app.clock.advance(Duration::hours(25));
        assert!(!client.open(AGAIN).await.says("Beispiel"), "{action}");
    }
    app.stop().await;
}

/// What a browser with this cookie alone is shown to begin with.
async fn shown_to(app: &TestApp, cookie: &str) -> String {
    let asked = reqwest::Client::new().get(format!("http://{}{AGAIN}", app.address));
    asked.header("cookie", cookie).send().await.unwrap().text().await.unwrap()
}

#[actix_web::test]
async fn a_token_that_somebody_noted_opens_nothing_that_is_kept_later() {
    let app = TestApp::start().await;
    let client = app.browser();
    let receipt = filed(&app, &client).await;
    client.submit(&receipt, "/merken", &[]).await;
    let noted = client.cookie("pforte-gemerkt");
    assert!(shown_to(&app, &noted).await.contains("Beispiel"));
    let next = filed(&app, &client).await;
    client.submit(&next, "/merken", &[]).await;
    assert!(!shown_to(&app, &noted).await.contains("Beispiel"));
    assert!(shown_to(&app, &client.cookie("pforte-gemerkt")).await.contains("Beispiel"));
    app.stop().await;
}

#[actix_web::test]
async fn what_was_shown_is_what_is_taken_over_and_never_over_a_draft() {
    let app = TestApp::start().await;
    let client = app.browser();
    filed(&app, &client).await;
    let (preview, second_tab) = (client.open(AGAIN).await, client.open(AGAIN).await);
    app.clock.advance(Duration::hours(1));
    filed(&app, &client).await;
    let changed = client.submit(&preview, "/uebernehmen", &[("seite", "antragstellende-person")]).await;
    changed.must_say("Die Angaben sind jetzt andere");
    assert!(offered(&changed).len() > 1);
    assert_eq!(changed.attributes("[name=seite][checked]", "value"), ["antragstellende-person"]);
    client.submit(&changed, "/uebernehmen", &[("seite", "antragstellende-person")]).await;
    // There is a draft now.
    assert_eq!(client.open(AGAIN).await.address, SCHOOL);
    let tab = client.submit(&second_tab, "/uebernehmen", &[]).await;
    assert_eq!(tab.address, SCHOOL);
    app.stop().await;
}

#[actix_web::test]
async fn nothing_is_promised_where_nothing_can_be_begun_with() {
    let app = TestApp::start().await;
    let client = app.browser();
    let service = app.library.catalogue().find_id("defect_report").unwrap();
    let first = client.submit(&client.open("/leistungen/mangel-melden").await, "/antrag", &[]).await;
    let typed = answers("defect_report", "schlagloch_anonym");
    let check = to_check_page(&client, service.form(Channel::Online), &typed, first).await;
    let receipt = client.submit(&check, "/absenden", &[("confirmed", "true")]).await;
    assert!(!receipt.says("noch einmal?"));
    app.stop().await;
}

#[actix_web::test]
async fn nobody_else_keeps_or_takes_what_somebody_filed() {
    let app = TestApp::start().await;
    let (client, other) = (app.browser(), app.browser());
    let receipt = filed(&app, &client).await;
    let own = filed(&app, &other).await;
    let (_, controls) = own.form("/merken");
    let foreign = format!("{}/merken", receipt.address);
    assert_eq!(other.post(&foreign, &controls).await.status, StatusCode::NOT_FOUND);
    client.submit(&receipt, "/merken", &[]).await;
    let forged = [("_csrf".to_owned(), "0".to_owned()), ("_stand".to_owned(), "0".to_owned())];
    for address in [foreign.as_str(), AGAIN, "/gemerktes/loeschen", "/vergessen"] {
        assert_eq!(client.post(address, &forged).await.status, StatusCode::FORBIDDEN, "{address}");
    }
    assert_eq!(app.browser().open(AGAIN).await.address, SCHOOL);
    app.stop().await;
}
