//! Where an application stands: for whoever has its number and its code, and for nobody else.

mod withdrawal;

use chrono::Duration;
use pforte::domain::{Channel, MatterKey, ReceiptNumber, Role, Scope, StatusCode as Code};
use pforte::store::cases;
use reqwest::StatusCode;

use crate::support;
use crate::support::app::TestApp;
use crate::support::asking::{self, ask, number_and_code};
use crate::support::cases::answers;
use crate::support::client::{Client, Page};
use crate::support::filling::{file, to_check_page};

const SCHOOL: &str = "schuelerbefoerderung-erstattung";
const FORM: &str = "school_transport_refund";

/// What somebody filed online, with number and code from the receipt.
async fn filed(app: &TestApp) -> (String, String) {
    number_and_code(&file(app, &app.browser(), FORM, "ticket_outside_capped").await)
}

/// A browser in which the application is open.
async fn opened(app: &TestApp, (number, code): &(String, String)) -> (Client, Page) {
    asking::opened(app, number, code).await
}

#[actix_web::test]
async fn number_and_code_from_the_receipt_show_where_it_stands_however_they_are_typed() {
    let app = TestApp::start().await;
    let (number, code) = filed(&app).await;
    let typed = [
        (number.clone(), code.clone()),
        (number.to_lowercase().replace('-', ""), code.to_lowercase().replace('-', " ")),
        (format!("  {}", number.replace('-', "–")), code.replace('-', "")),
    ];
    for (number, code) in typed {
        let page = ask(&app.browser(), &number, &code).await;
        assert_eq!((page.status, page.address.as_str()), (StatusCode::OK, "/status/antrag"), "{code}");
        assert_eq!(page.heading(), "Stand: Ihr Antrag");
        page.must_say("Eingegangen").must_say("wartet auf die Bearbeitung").must_say("Fachbereich Schule");
        page.must_say("593,00 €").must_say("Das reichen Sie noch nach");
        // Nobody needs the code to look at the page, and nobody shall read it over a shoulder.
        assert!(!page.html.contains(&typed_code(&code)), "the code stands on the page");
    }
    let page = app.browser().open("/status").await;
    let (action, mut controls) = page.form("/status");
    controls.retain(|(name, _)| name == "_csrf");
    controls.extend([("nummer".to_owned(), number.clone()), ("code".to_owned(), code.clone())]);
    let answer = app.browser().without_following().post(&action, &controls).await;
    let cookie = answer.headers["set-cookie"].to_str().unwrap();
    assert!(cookie.starts_with("pforte-stand=") && !cookie.contains("Max-Age"), "{cookie}");
    assert!(
        ["HttpOnly", "SameSite=Lax", "Path=/;"].iter().all(|flag| format!("{cookie};").contains(flag)),
        "{cookie}"
    );
    let filled_in = app.browser().open(&format!("/status?nummer={}", number.replace('-', ""))).await;
    assert!(filled_in.html.contains(&format!("value=\"{number}\"")));
    app.stop().await;
}

/// A code as it is written.
fn typed_code(code: &str) -> String {
    code.parse::<Code>().unwrap().to_string()
}

#[actix_web::test]
async fn a_wrong_code_and_a_number_that_nobody_has_are_answered_alike() {
    let app = TestApp::start().await;
    let (number, code) = filed(&app).await;
    let (other_number, other_code) = filed(&app).await;
    let nobodys = "222-222-222";
    let mut told = Vec::new();
    for (number, code) in [(number.as_str(), &other_code), (&other_number, &code), (nobodys, &code)] {
        let page = ask(&app.browser(), number, code).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{number}");
        assert!(page.texts("title")[0].starts_with("Fehler: "));
        told.push(page.texts(".kern-error, .pf-error-summary li, main p"));
    }
    assert!(told[0] == told[1] && told[1] == told[2], "{told:#?}");
    let empty = ask(&app.browser(), "", "").await;
    empty.must_say("Geben Sie die Eingangsnummer ein.").must_say("Geben Sie den Code ein.");
    let mistyped = ask(&app.browser(), &format!("{number}2"), &code[1..]).await;
    assert_eq!(mistyped.status, StatusCode::UNPROCESSABLE_ENTITY);
    mistyped.must_say("Sie hat 9 Buchstaben und Ziffern").must_say("Er hat 16 Buchstaben und Ziffern");
    assert!(mistyped.html.contains(&code[1..]), "what was typed is gone");
    app.stop().await;
}

#[actix_web::test]
async fn whoever_guesses_waits_and_the_right_code_opens_all_the_same() {
    let app = TestApp::start().await;
    let (number, code) = filed(&app).await;
    let (_, wrong) = filed(&app).await;
    for _ in 0..5 {
        assert_eq!(ask(&app.browser(), &number, &wrong).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let paused = ask(&app.browser(), &number, &wrong).await;
    assert_eq!(paused.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(paused.headers["retry-after"], "60");
    paused.must_say("Versuchen Sie es in einer Minute noch einmal.");
    // A number that nobody has is counted, too: the pause tells nothing.
    for _ in 0..5 {
        assert_eq!(ask(&app.browser(), "222222222", &wrong).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    assert_eq!(ask(&app.browser(), "222222222", &wrong).await.status, StatusCode::TOO_MANY_REQUESTS);
    app.clock.advance(Duration::seconds(61));
    assert_eq!(ask(&app.browser(), &number, &code).await.address, "/status/antrag");
    // A stranger who goes on all day, as often as there is an answer, keeps nobody out.
    for hour in 0..24 {
        for _ in 0..6 {
            ask(&app.browser(), &number, &wrong).await;
        }
        let owner = ask(&app.browser(), &number, &code).await;
        assert_eq!(owner.address, "/status/antrag", "in hour {hour}");
        app.clock.advance(Duration::hours(1));
    }
    app.stop().await;
}

#[actix_web::test]
async fn a_look_ends_by_itself_by_the_button_and_never_lets_a_noted_token_in() {
    let app = TestApp::start().await;
    let known = filed(&app).await;
    let (client, page) = opened(&app, &known).await;
    for minutes in [29, 29] {
        app.clock.advance(Duration::minutes(minutes));
        assert_eq!(client.open("/status/antrag").await.address, "/status/antrag");
    }
    app.clock.advance(Duration::minutes(30));
    let ended = client.open("/status/antrag").await;
    assert_eq!(ended.address, "/status?beendet");
    ended.must_say("Die Ansicht ist beendet");
    // Typed again in the same browser: another token, so one that was noted before opens nothing.
    let again = ask(&client, &known.0, &known.1).await;
    assert_ne!(page.form("/schliessen").1, again.form("/schliessen").1);
    let closed = client.submit(&again, "/status/schliessen", &[]).await;
    assert_eq!(closed.address, "/status?geschlossen");
    assert_eq!(client.open("/status/antrag").await.address, "/status?beendet");
    // However busy somebody is, after twelve hours number and code are asked for again.
    let (busy, _) = opened(&app, &known).await;
    for _ in 0..30 {
        app.clock.advance(Duration::minutes(25));
        busy.open("/status/antrag").await;
    }
    assert_eq!(busy.open("/status/antrag").await.address, "/status?beendet");
    app.stop().await;
}

#[actix_web::test]
async fn the_browser_that_filed_it_opens_it_without_typing_and_no_other_does() {
    let app = TestApp::start().await;
    let client = app.browser();
    let receipt = file(&app, &client, FORM, "ticket_outside_capped").await;
    let (action, controls) = receipt.form("/stand");
    let page = client.submit(&receipt, "/stand", &[]).await;
    assert_eq!(page.address, "/status/antrag");
    page.must_say(&number_and_code(&receipt).0);
    let stranger = app.browser();
    assert_eq!(stranger.post(&action, &controls).await.status, StatusCode::NOT_FOUND);
    file(&app, &stranger, FORM, "ticket_outside_capped").await;
    let other = stranger.open("/status").await;
    let (_, own) = stranger.open(&other.address).await.form("/status");
    assert_eq!(stranger.post(&action, &own).await.status, StatusCode::NOT_FOUND);
    app.clock.advance(Duration::hours(25));
    assert_eq!(client.post(&action, &controls).await.status, StatusCode::NOT_FOUND);
    app.stop().await;
}

#[actix_web::test]
async fn a_second_receipt_has_a_fresh_code_and_the_lost_one_opens_nothing_more() {
    let app = TestApp::start().await;
    let clerk = app.signed_in("petra", Role::Desk, &[]).await;
    let form = app.library.catalogue().find(SCHOOL).unwrap().form(Channel::Assisted).clone();
    let first = support::desk::begin(&clerk, SCHOOL).await;
    let check = to_check_page(&clerk, &form, &answers(FORM, "desk_help"), first).await;
    let receipt = clerk.submit(&check, "/absenden", &[("confirmed", "true")]).await;
    let lost = number_and_code(&receipt);
    let paper = clerk.open(&format!("{}/druck", receipt.address)).await;
    assert_eq!(number_and_code(&paper), lost);
    clerk.submit(&receipt, "/schalter/weiter", &[]).await;
    let (finder, _) = opened(&app, &lost).await;
    let asked = clerk.open("/schalter/zweitschrift").await;
    let typed = [("nummer", lost.0.as_str()), ("name", "Robin Beispiel"), ("berechtigt", "true")];
    let second = clerk.submit(&asked, "/schalter/zweitschrift", &typed).await;
    second.must_say("Ein älterer Code gilt nicht mehr.");
    let fresh = number_and_code(&second);
    assert!(fresh.0 == lost.0 && fresh.1 != lost.1);
    assert_eq!(clerk.open(&second.address).await.texts(".pf-receipt__code")[0], fresh.1);
    // Also who had opened it with the lost one.
    assert_eq!(finder.open("/status/antrag").await.address, "/status?beendet");
    assert_eq!(ask(&app.browser(), &lost.0, &lost.1).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let (_, page) = opened(&app, &fresh).await;
    page.must_say("Zweitschrift der Bestätigung ausgestellt");
    page.must_say("Das reichen Sie noch nach").must_say("Fahrkarten und Kaufbelege");
    assert!(!page.says("Vermerk"), "the clerk's note has a place");
    // The person who took it down is named on the receipt, and nowhere here.
    assert!(!page.html.contains("petra"), "a name of staff is shown");
    app.stop().await;
}

#[actix_web::test]
async fn what_staff_file_for_themselves_opens_with_their_account_only() {
    let app = TestApp::start().await;
    let person = support::staff::employee(&app, "mia", Role::Caseworker, &["fb40"]).await;
    let receipt = support::staff::file_of_staff(&app, &person, "it_needs_survey", "meldung").await;
    assert!(receipt.texts(".pf-receipt__code").is_empty());
    let number = receipt.texts(".pf-receipt__number")[0].clone();
    // Even the code that would be its own.
    let wanted: ReceiptNumber = number.parse().unwrap();
    let found = app.db.read(move |conn| cases::find_by_number(&Scope::System, conn, &wanted)).await.unwrap();
    let code = Code::of(&MatterKey::from_bytes([40; 32]), found.unwrap(), 0).to_string();
    assert_eq!(ask(&app.browser(), &number, &code).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    app.stop().await;
}
