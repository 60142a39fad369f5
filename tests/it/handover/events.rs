//! What happened to a draft stands in the history of its case.

use chrono::Duration;
use pforte::domain::{Channel, ClerkId, DepartmentId, Role, Scope, StaffScope};
use pforte::store::cases::{self, CaseRecord};
use reqwest::StatusCode;

use super::{begun_at_desk, begun_online, bring, case, code_on, finish, give, open};
use crate::support::app::{PASSWORD, TestApp};
use crate::support::client::Page;
use crate::support::filling::file;

fn history(case: &Page) -> Vec<(String, String)> {
    case.texts(".pf-history__what").into_iter().zip(case.texts(".pf-history__meta")).collect()
}

async fn stored(app: &TestApp, case: &Page) -> CaseRecord {
    let id = case.address.rsplit('/').next().unwrap().parse().unwrap();
    let scope = Scope::Staff(StaffScope {
        clerk: ClerkId::random(),
        role: Role::Lead,
        departments: vec![DepartmentId("fb40".to_owned())],
        at_desk: false,
    });
    app.db.read(move |conn| cases::find(&scope, conn, id)).await.unwrap().unwrap()
}

fn line(what: &str, time: &str, who: &str) -> (String, String) {
    (what.to_owned(), format!("01.10.2025, {time} Uhr · {who}"))
}

#[actix_web::test]
async fn begun_at_the_desk_and_sent_by_the_person() {
    let app = TestApp::start().await;
    let clerk = app.signed_in("petra", Role::Desk, &[]).await;
    let page = begun_at_desk(&app, &clerk).await;
    app.clock.advance(Duration::minutes(4));
    let code = code_on(&give(&clerk, &page).await);
    app.clock.advance(Duration::hours(3));
    let person = app.browser();
    open(&person, &code).await;
    let opened = open(&person, &code).await;
    app.clock.advance(Duration::minutes(5));
    finish(&app, &person, Channel::Online, opened).await;
    let case = case(&app).await;
    case.must_say("Online, am Schalter begonnen");
    assert_eq!(
        history(&case),
        [
            line("Am Schalter begonnen", "09:00", "petra (Test)"),
            line("An die Person übergeben", "09:04", "petra (Test)"),
            line("Von der Person übernommen", "12:04", "Antragstellende Person"),
            line("Antrag eingegangen: online eingereicht", "12:09", "Antragstellende Person"),
        ]
    );
    // The record of the desk is not part of what the person sent.
    let stored = stored(&app, &case).await;
    assert_eq!((stored.channel, stored.filed_by), (Channel::Online, None));
    assert!(!String::from_utf8(stored.content).unwrap().contains("assisted"));
    app.stop().await;
}

#[actix_web::test]
async fn taken_back_before_the_code_was_used() {
    let app = TestApp::start().await;
    let clerk = app.signed_in("petra", Role::Desk, &[]).await;
    let page = begun_at_desk(&app, &clerk).await;
    app.clock.advance(Duration::minutes(4));
    let sheet = give(&clerk, &page).await;
    app.clock.advance(Duration::minutes(3));
    let back = clerk.submit(&sheet, "/zurueckholen", &[]).await;
    app.clock.advance(Duration::minutes(2));
    finish(&app, &clerk, Channel::Assisted, back).await;
    assert_eq!(
        history(&case(&app).await),
        [
            line("Am Schalter begonnen", "09:00", "petra (Test)"),
            line("An die Person übergeben", "09:04", "petra (Test)"),
            line("Vom Schalter zurückgeholt, bevor der Code benutzt war", "09:07", "petra (Test)"),
            line(
                "Antrag eingegangen: am Schalter aufgenommen, Hilfe beim Ausfüllen, Bürgerbüro",
                "09:09",
                "petra (Test)"
            ),
        ]
    );
    app.stop().await;
}

#[actix_web::test]
async fn begun_online_and_sent_at_the_desk() {
    let app = TestApp::start().await;
    let (_, code) = begun_online(&app.browser()).await;
    app.clock.advance(Duration::minutes(20));
    let clerk = app.signed_in("petra", Role::Desk, &[]).await;
    let opened = bring(&clerk, &code).await;
    app.clock.advance(Duration::minutes(4));
    finish(&app, &clerk, Channel::Assisted, opened).await;
    let case = case(&app).await;
    assert_eq!(
        history(&case),
        [
            line("Online begonnen", "09:00", "Antragstellende Person"),
            line("Am Schalter weiter ausgefüllt", "09:20", "petra (Test)"),
            line(
                "Antrag eingegangen: am Schalter eingereicht, Hilfe beim Ausfüllen, Bürgerbüro",
                "09:24",
                "petra (Test)"
            ),
        ]
    );
    let content = String::from_utf8(stored(&app, &case).await.content).unwrap();
    for told in [r#""staff_id":"petra""#, r#""started_at":"2025-10-01T07:20:00+00:00""#] {
        assert!(content.contains(told), "{told}: the record begins at the desk: {content}");
    }
    app.stop().await;
}

#[actix_web::test]
async fn what_was_only_ever_online_has_no_more_to_tell() {
    let app = TestApp::start().await;
    let person = app.browser();
    file(&app, &person, "school_transport_refund", "desk_help").await;
    let what: Vec<String> = history(&case(&app).await).into_iter().map(|(what, _)| what).collect();
    assert_eq!(what, ["Antrag eingegangen"]);
    app.stop().await;
}

#[actix_web::test]
async fn whoever_wrote_on_it_at_the_desk_does_not_decide_on_it_though_the_person_sent_it() {
    let app = TestApp::start().await;
    app.add_clerk("ben", Role::Caseworker, &["fb40"]).await;
    app.command(&["staff", "change", "ben", "--desk"], "").unwrap();
    let ben = app.browser();
    app.sign_in(&ben, "ben", PASSWORD).await;
    let page = begun_at_desk(&app, &ben).await;
    let code = code_on(&give(&ben, &page).await);
    let person = app.browser();
    let opened = open(&person, &code).await;
    finish(&app, &person, Channel::Online, opened).await;
    let others = case(&app).await;
    let own = ben.open(&others.address).await;
    own.must_say("Bearbeiten muss ihn eine andere Person.");
    let (_, token) = own.form("/notiz");
    let refused = ben.post(&format!("{}/uebernehmen", own.address), &token).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    // Somebody else does.
    let anna = app.signed_in("anna", Role::Caseworker, &["fb40"]).await;
    let taken = anna.submit(&anna.open(&own.address).await, "/uebernehmen", &[]).await;
    taken.must_say("In Bearbeitung");
    app.stop().await;
}
