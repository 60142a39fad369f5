//! A session ends while somebody types: what they typed is still theirs after signing in again, and
//! nobody else's.

use chrono::Duration;
use pforte::domain::{Channel, Role};
use reqwest::StatusCode;

use crate::support;
use crate::support::app::{PASSWORD, TestApp};
use crate::support::cases::answers;
use crate::support::client::{Client, Page};
use crate::support::filling::to_check_page;

const SCHOOL: &str = "schuelerbefoerderung-erstattung";

/// A case of the department, as this caseworker sees it.
async fn case(app: &TestApp, worker: &Client) -> Page {
    let client = app.browser();
    let form = app.library.catalogue().find(SCHOOL).unwrap().form(Channel::Online).clone();
    let first = client.submit(&client.open(&format!("/leistungen/{SCHOOL}")).await, "/antrag", &[]).await;
    let answers = answers("school_transport_refund", "ticket_outside_capped");
    let check = to_check_page(&client, &form, &answers, first).await;
    client.submit(&check, "/absenden", &[("confirmed", "true")]).await;
    let inbox = worker.open("/postkorb").await;
    worker.open(&inbox.hrefs("table a")[0]).await
}

async fn sign_in(client: &Client, page: &Page, login: &str, password: &str) -> Page {
    client.submit(page, "/amt/anmelden", &[("login", login), ("password", password)]).await
}

#[actix_web::test]
async fn a_note_survives_the_end_of_the_session_and_a_wrong_password() {
    let app = TestApp::start().await;
    let worker = app.signed_in("schule", Role::Caseworker, &["fb40"]).await;
    let case = case(&app, &worker).await;
    app.clock.advance(Duration::minutes(31));
    let note = "Schule angerufen:\nKlasse \"7b\" & <Zeitraum> bestätigt, 100 % + Ü";
    let ended = worker.submit(&case, "/notiz", &[("notiz", note)]).await;
    assert_eq!(ended.status, StatusCode::FORBIDDEN);
    ended.must_say("Ihre Sitzung ist beendet").must_say("noch da");
    let wrong = sign_in(&worker, &ended, "schule", "falsch").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let back = sign_in(&worker, &wrong, "schule", PASSWORD).await;
    assert_eq!((back.status, back.heading().as_str()), (StatusCode::OK, "Ihre Eingaben sind noch da"));
    assert!(!worker.open(&case.address).await.says("Schule angerufen"), "nothing is sent unasked");
    let sent = worker.submit(&back, "/notiz", &[]).await;
    assert_eq!(sent.address.split('#').next(), Some(case.address.as_str()));
    sent.must_say("Klasse \"7b\" & <Zeitraum> bestätigt, 100 % + Ü");
    app.stop().await;
}

#[actix_web::test]
async fn a_page_of_the_desk_survives_the_end_of_the_session() {
    let app = TestApp::start().await;
    let clerk = app.signed_in("petra", Role::Desk, &[]).await;
    let first = support::desk::begin(&clerk, SCHOOL).await;
    app.clock.advance(Duration::hours(13));
    let typed = [("assisted.mode", "help"), ("assisted.not_involved", "true"), ("_action", "next")];
    let ended = clerk.submit(&first, &first.address, &typed).await;
    ended.must_say("Ihre Sitzung ist beendet");
    let back = sign_in(&clerk, &ended, "petra", PASSWORD).await;
    let page = clerk.submit(&back, &first.address, &[]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    let controls = page.form(&first.address).1;
    assert!(controls.contains(&("assisted.not_involved".to_owned(), "true".to_owned())), "{controls:?}");
    app.stop().await;
}

#[actix_web::test]
async fn what_is_sent_after_signing_in_in_another_window_is_not_lost() {
    let app = TestApp::start().await;
    let worker = app.signed_in("schule", Role::Caseworker, &["fb40"]).await;
    let case = case(&app, &worker).await;
    app.clock.advance(Duration::minutes(31));
    app.sign_in(&worker, "schule", PASSWORD).await;
    let old = worker.submit(&case, "/notiz", &[("notiz", "Schule angerufen")]).await;
    assert_eq!((old.status, old.heading().as_str()), (StatusCode::FORBIDDEN, "Ihre Eingaben sind noch da"));
    worker.submit(&old, "/notiz", &[]).await.must_say("Schule angerufen");
    app.stop().await;
}

#[actix_web::test]
async fn what_one_person_typed_is_never_offered_to_another() {
    let app = TestApp::start().await;
    let worker = app.signed_in("schule", Role::Caseworker, &["fb40"]).await;
    let case = case(&app, &worker).await;
    app.add_clerk("kollegin", Role::Caseworker, &["fb40"]).await;
    app.clock.advance(Duration::minutes(31));
    let ended = worker.submit(&case, "/notiz", &[("notiz", "Schule angerufen")]).await;
    let other = sign_in(&worker, &ended, "kollegin", PASSWORD).await;
    assert_eq!(other.address, case.address, "a colleague comes to the case");
    assert!(!other.html.contains("Schule angerufen"));
    // Nor by the form of somebody else's session.
    let foreign = worker.submit(&case, "/notiz", &[("notiz", "Schule angerufen")]).await;
    assert_eq!(foreign.status, StatusCode::FORBIDDEN);
    assert!(!foreign.html.contains("Schule angerufen"));
    app.stop().await;
}

#[actix_web::test]
async fn nothing_is_kept_of_what_other_sites_or_strangers_send() {
    let app = TestApp::start().await;
    let worker = app.signed_in("schule", Role::Caseworker, &["fb40"]).await;
    let case = case(&app, &worker).await;
    let (target, mut controls) = case.form("/notiz");
    controls.retain(|(name, _)| name != "notiz");
    controls.push(("notiz".to_owned(), "Untergeschoben".to_owned()));
    app.clock.advance(Duration::minutes(31));
    let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    for (site, expected) in [(Some("cross-site"), 403), (Some("same-site"), 403), (None, 303)] {
        let mut request = http.post(format!("http://{}{target}", app.address)).form(&controls);
        if let Some(site) = site {
            request = request.header("sec-fetch-site", site);
        }
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status().as_u16(), expected, "{site:?}");
        assert!(!answer.text().await.unwrap().contains("Untergeschoben"), "{site:?}");
    }
    controls.retain(|(name, _)| name != "_csrf");
    let nobodys = app.browser().post(&target, &controls).await;
    assert!(nobodys.address.starts_with("/amt/anmelden") && !nobodys.html.contains("Untergeschoben"));
    // Neither does the sign-in page lead out of the areas of staff.
    for to in [
        "https://evil.example/postkorb",
        "//evil.example/postkorb",
        "/postkorb//evil",
        "/vergessen",
        "/amt/abmelden",
    ] {
        let page = worker.open("/amt/anmelden").await;
        let owner = controls_owner(&case);
        let brought = [("weiter", to), ("von", &owner), ("eingaben", "notiz=x")];
        let credentials = [("login", "schule"), ("password", PASSWORD)];
        let fields: Vec<_> = brought.into_iter().chain(credentials).collect();
        let inside = worker.submit(&page, "/amt/anmelden", &fields).await;
        assert_eq!(inside.address, "/postkorb", "{to}");
    }
    app.stop().await;
}

/// Whose form it is, as its token says.
fn controls_owner(page: &Page) -> String {
    let token = page.form("/notiz").1.into_iter().find(|(name, _)| name == "_csrf").unwrap().1;
    token.split_once('.').unwrap().0.to_owned()
}

#[actix_web::test]
async fn what_is_too_long_to_keep_leads_to_signing_in_as_ever() {
    let app = TestApp::start().await;
    let worker = app.signed_in("schule", Role::Caseworker, &["fb40"]).await;
    let case = case(&app, &worker).await;
    app.clock.advance(Duration::minutes(31));
    let long = worker.submit(&case, "/notiz", &[("notiz", &"ä".repeat(50_000))]).await;
    assert!(long.address.starts_with("/amt/anmelden"), "{}", long.address);
    // A plus sign stands for a blank, and is three characters once it is encoded again.
    let blank = worker.submit(&case, "/notiz", &[("notiz", &" ".repeat(200_000))]).await;
    assert!(blank.address.starts_with("/amt/anmelden"), "{} {}", blank.status, blank.address);
    let huge = worker.post_raw(&format!("{}/notiz", case.address), vec![b'a'; 600 * 1024]).await;
    assert_eq!(huge.status, StatusCode::PAYLOAD_TOO_LARGE);
    huge.must_say("Das ist zu groß");
    let fits = worker.submit(&case, "/notiz", &[("notiz", &"ä".repeat(40_000))]).await;
    let back = sign_in(&worker, &fits, "schule", PASSWORD).await;
    assert_eq!(back.heading(), "Ihre Eingaben sind noch da");
    app.stop().await;
}
