//! Services that cannot be begun: not yet, not any more, not for now. Whoever has begun goes on.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use chrono::Duration;
use pforte::clock::Clock;
use pforte::domain::{Channel, Role};
use pforte::library::Library;
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::support::app::{TestApp, shipped};
use crate::support::cases::answers;
use crate::support::db::TestDb;
use crate::support::filling::to_check_page;
use crate::support::folder::{copied, library};

const SERVICE: &str = "/leistungen/schuelerbefoerderung-erstattung";

/// The shipped forms, with this availability of the school form.
fn with(availability: Value) -> Arc<Library> {
    let folder = copied();
    say(folder.path(), availability);
    library(folder.path())
}

fn say(folder: &Path, availability: Value) {
    let file = folder.join("school_transport_refund/form.json");
    let mut form: Value = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
    form["availability"] = availability;
    fs::write(file, form.to_string()).unwrap();
}

#[actix_web::test]
async fn a_paused_service_says_why_and_whoever_has_begun_can_send() {
    let app = TestApp::start_on(TestDb::new().await, shipped(), false).await;
    let begun = app.browser();
    begun.submit(&begun.open(SERVICE).await, "/antrag", &[]).await;

    let why = "Wir stellen die Berechnung um. Ab Februar geht es weiter.";
    let app = app.restart_with(with(json!({"state": "paused", "text": why}))).await;
    let (begun, client) = (begun.moved_to(app.address), app.browser());
    let page = client.open(SERVICE).await;
    assert!(!page.html.contains("availableChannel"), "machines are told, too");
    page.must_say("Zurzeit nicht möglich").must_say(why).must_say("Mit einem Code fortsetzen");
    assert_eq!(page.attributes("form[action$='/antrag']", "action"), [] as [String; 0]);
    let refused = client.post(&format!("{SERVICE}/antrag"), &[]).await;
    assert_eq!((refused.status, refused.address.as_str()), (StatusCode::OK, SERVICE));
    assert_eq!(client.cookies(), [] as [String; 0], "nothing began");
    let list = client.open("/").await;
    list.must_say("Schülerbeförderung");
    assert_eq!(
        list.texts(".kern-card strong"),
        ["Zurzeit nicht möglich"],
        "nobody finds out at its page only"
    );
    assert!(!page.says("Lieber persönlich?"), "nor can the desk begin it");

    // The draft is pinned to the version in which it could be begun.
    begun.open(SERVICE).await.must_say(why).must_say("können Sie noch absenden");
    let form = app.library.catalogue().find("schuelerbefoerderung-erstattung").unwrap();
    let form = form.form(Channel::Online).clone();
    let answers = answers("school_transport_refund", "ticket_outside_capped");
    let first = begun.open(&format!("{SERVICE}/antrag/vorpruefung")).await;
    let check = to_check_page(&begun, &form, &answers, first).await;
    begun.submit(&check, "/absenden", &[("confirmed", "true")]).await.must_say("Ihr Antrag ist eingegangen");

    let desk = app.signed_in("schalter", Role::Desk, &[]).await;
    let page = desk.open("/schalter/neu/schuelerbefoerderung-erstattung").await;
    page.must_say(why);
    assert!(page.attributes("[name=leistung]", "value").is_empty(), "nothing to begin with");
    desk.open("/schalter").await.must_say("Zurzeit nicht möglich");
    app.stop().await;
}

#[actix_web::test]
async fn a_service_opens_and_closes_by_the_day_in_germany() {
    let app = TestApp::start().await;
    let today = app.clock.today();
    let (first, last) = (today + Duration::days(1), today + Duration::days(2));
    let season = json!({"opens": first, "closes": last, "text": "Einmal im Jahr, im Herbst."});
    let app = app.restart_with(with(season)).await;
    let client = app.browser();
    let opens = first.format("%d.%m.%Y").to_string();
    client
        .open(SERVICE)
        .await
        .must_say(&format!("Sie können ab dem {opens} beginnen."))
        .must_say("im Herbst");
    app.clock.advance(Duration::days(1));
    let page = client.open(SERVICE).await;
    assert!(!page.says("im Herbst"));
    client.submit(&page, "/antrag", &[]).await.must_say("Schritt 1");
    app.clock.advance(Duration::days(2));
    let closed = last.format("%d.%m.%Y").to_string();
    let other = app.browser();
    other.open(SERVICE).await.must_say(&format!("Sie konnten bis zum {closed} beginnen."));
    // To begin anew would lose what is there.
    let kept = client.open(SERVICE).await;
    assert_eq!(kept.attributes("[name=neu]", "value"), [] as [String; 0]);
    let pairs = [("neu".to_owned(), "1".to_owned())];
    client.post(&format!("{SERVICE}/antrag"), &pairs).await;
    client.open(&format!("{SERVICE}/antrag/vorpruefung")).await.must_say("Schritt 1");
    app.stop().await;
}

#[actix_web::test]
async fn a_withdrawn_service_is_in_no_list_and_its_address_says_so() {
    let why = "Den Antrag nimmt jetzt die Region an.";
    let app = with(json!({"state": "withdrawn", "text": why}));
    let app = TestApp::start_on(TestDb::new().await, app, false).await;
    let client = app.browser();
    assert!(!client.open("/").await.says("Schülerbeförderung"));
    client.open(SERVICE).await.must_say("Diese Leistung gibt es hier nicht mehr").must_say(why);
    let listed = client.open("/api/v1/services").await;
    assert!(listed.html.contains("mangel-melden") && !listed.html.contains("schuelerbefoerderung"));
    app.stop().await;
}
