//! The record of what was taken down at the desk, in the history of its case.

use chrono::Duration;
use pforte::domain::Role;

use crate::support;
use crate::support::app::{PASSWORD, TestApp};
use crate::support::cases::answers;
use crate::support::client::{Client, Page};
use crate::support::filling::{self, to_check_page};

const SCHOOL: &str = "schuelerbefoerderung-erstattung";
const DOG: &str = "hundesteuer-anmeldung";

/// Files at the desk with the answers of a case, and closes it for the next person.
async fn taken_down(app: &TestApp, clerk: &Client, slug: &str, mode: &str, case: &str) {
    let form = app.library.catalogue().find(slug).unwrap().assisted.clone();
    let first = support::desk::begin_by(clerk, slug, mode).await;
    // A paper begins on the page of fast entry.
    let first = clerk.open(&first.address.replace("/schnell", "/aufnahme")).await;
    let check = to_check_page(clerk, &form, &answers(&form.id, case), first).await;
    let sent = [("confirmed", "true"), ("_witness_password", PASSWORD)];
    let receipt = clerk.submit(&check, "/absenden", &sent).await;
    assert!(receipt.address.starts_with("/schalter/eingang/"), "{}", receipt.address);
    clerk.submit(&receipt, "/schalter/weiter", &[]).await;
}

/// The case that lies in the inbox.
async fn the_case(client: &Client) -> Page {
    client.open(&client.open("/postkorb").await.hrefs("table a")[0]).await
}

#[actix_web::test]
async fn the_history_says_in_which_way_and_where_it_was_taken_down_and_by_whom() {
    let app = TestApp::start().await;
    let clerk = app.signed_in("petra", Role::Desk, &[]).await;
    taken_down(&app, &clerk, SCHOOL, "help", "desk_help").await;
    let worker = app.signed_in("schule", Role::Caseworker, &["fb40"]).await;
    let case = the_case(&worker).await;
    assert_eq!(
        case.texts(".pf-history__what"),
        [
            "Am Schalter begonnen",
            "Antrag eingegangen: am Schalter aufgenommen, Hilfe beim Ausfüllen, Bürgerbüro"
        ]
    );
    assert_eq!(
        case.texts(".pf-history__text"),
        ["Identität: Personalausweis Begleitung oder Vertretung: keine"],
        "what the clerk looked at, and nothing more"
    );
    assert_eq!(case.texts(".pf-history__meta")[1], "01.10.2025, 09:00 Uhr · petra (Test)");
    app.stop().await;
}

#[actix_web::test]
async fn of_a_paper_the_history_says_on_which_day_it_came() {
    let app = TestApp::start().await;
    // The day of that case.
    app.clock.advance(Duration::days(420));
    let clerk = app.signed_in("petra", Role::Desk, &[]).await;
    taken_down(&app, &clerk, DOG, "paper", "papieranmeldung").await;
    let worker = app.signed_in("steuer", Role::Caseworker, &["fb20"]).await;
    let case = the_case(&worker).await;
    assert_eq!(
        case.texts(".pf-history__what")[1],
        "Antrag eingegangen: am Schalter aufgenommen, Übertragung eines Papierantrags, Bürgerbüro"
    );
    assert_eq!(
        case.texts(".pf-history__text"),
        [
            "Eingang des Papierantrags: 12.11.2026 Begleitung oder Vertretung: keine Gilt als eingegangen am 12.11.2026"
        ]
    );
    app.stop().await;
}

#[actix_web::test]
async fn a_telephone_is_named_once() {
    let app = TestApp::start().await;
    app.add_clerk("ma-17", Role::Caseworker, &["fb10"]).await;
    let clerk = app.signed_in("petra", Role::Desk, &[]).await;
    taken_down(&app, &clerk, "mangel-melden", "phone", "am_telefon").await;
    let worker = app.signed_in("bau", Role::Caseworker, &["fb66"]).await;
    let case = the_case(&worker).await;
    case.must_say("Antrag eingegangen: am Schalter aufgenommen, telefonisch");
    assert!(!case.texts(".pf-history__what").join(" ").contains("Telefon"));
    case.must_say("Identität: nicht geprüft").must_say("Mündliche Genehmigung bezeugt");
    app.stop().await;
}

#[actix_web::test]
async fn what_came_online_says_nothing_of_a_desk() {
    let app = TestApp::start().await;
    filling::file(&app, &app.browser(), "school_transport_refund", "ticket_outside_capped").await;
    let worker = app.signed_in("schule", Role::Caseworker, &["fb40"]).await;
    let case = the_case(&worker).await;
    assert_eq!(case.texts(".pf-history__what"), ["Antrag eingegangen"]);
    assert!(case.texts(".pf-history__text").is_empty());
    app.stop().await;
}
