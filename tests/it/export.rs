//! The record of what was taken down at the desk, in the history of its case; and a case as a file.

use chrono::Duration;
use pforte::domain::Role;
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::support;
use crate::support::app::{PASSWORD, TestApp};
use crate::support::cases::answers;
use crate::support::client::{Client, Page};
use crate::support::filling::{self, to_check_page};
use crate::support::staff::{employee, file_of_staff};

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
        [
            "Die Datenschutzhinweise sind ausgehändigt. Identität: Personalausweis Begleitung oder Vertretung: keine Sprache: Deutsch Vorgelesen: Ja Genehmigt durch: Unterschrift auf Papier"
        ],
        "what the clerk looked at, and no number of it"
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
            "Eingang des Papierantrags: 12.11.2026 Die Datenschutzhinweise sind ausgehändigt. Begleitung oder Vertretung: keine Genehmigt durch: Unterschrift auf Papier Gilt als eingegangen am 12.11.2026"
        ]
    );
    app.stop().await;
}

#[actix_web::test]
async fn the_history_says_who_acted_in_which_language_how_it_was_approved_and_what_is_to_follow() {
    let app = TestApp::start().await;
    app.add_clerk("ma-17", Role::Caseworker, &["fb10"]).await;
    let clerk = app.signed_in("petra", Role::Desk, &[]).await;
    taken_down(&app, &clerk, SCHOOL, "oral", "desk_oral_with_interpreter").await;
    let worker = app.signed_in("schule", Role::Caseworker, &["fb40"]).await;
    let told = the_case(&worker).await.texts(".pf-history__text").remove(0);
    for line in [
        "Begleitung oder Vertretung: bevollmächtigte Person",
        "Name der Begleitung oder Vertretung: Alex Beispiel",
        "Nachweis der Vertretung: wird nachgereicht",
        "Sprache: andere Sprache",
        "Welche andere Sprache: Tigrinya",
        "Sprachmittlung durch: Telefon- oder Videodienst",
        "Genehmigt durch: mündlich genehmigt, vor einer zweiten Person",
        "Fehlt noch: Vollmacht (bis 29.10.2025)",
    ] {
        assert!(told.contains(line), "{line}: {told}");
    }
    assert!(!told.contains("folgt per Post"), "the clerk's note is none of it");
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

/// The case as a file, saved with the button of its page.
async fn saved(client: &Client, case: &Page) -> Value {
    let file = client.submit(case, "/daten", &[]).await;
    assert_eq!(file.status, StatusCode::OK, "{}", file.html);
    assert_eq!(file.headers["content-type"], "application/json");
    assert_eq!(file.headers["cache-control"], "no-store");
    let number = case.texts(".pf-facts dd").remove(0);
    let name = format!("attachment; filename=\"Vorgang-{number}.json\"");
    assert_eq!(file.headers["content-disposition"], name.as_str());
    assert!(file.html.starts_with("{\n  \"format\": \"pforte-case-1\""), "for people, too: {}", file.html);
    serde_json::from_str(&file.html).unwrap()
}

/// What the history of a case on its page tells.
async fn history(client: &Client, case: &Page) -> Vec<String> {
    client.open(&case.address).await.texts(".pf-history__what")
}

#[actix_web::test]
async fn a_case_is_saved_as_a_file_with_the_record_its_history_and_its_schema() {
    let app = TestApp::start().await;
    let clerk = app.signed_in("petra", Role::Desk, &[]).await;
    taken_down(&app, &clerk, SCHOOL, "help", "desk_help").await;
    app.clock.advance(Duration::minutes(30));
    let worker = app.signed_in("schule", Role::Caseworker, &["fb40"]).await;
    let case = the_case(&worker).await;
    let file = saved(&worker, &case).await;
    assert_eq!(file["service"]["slug"], SCHOOL);
    assert_eq!(file["channel"], json!({"code": "assisted", "words": "Am Schalter aufgenommen"}));
    assert_eq!(file["state"], json!({"code": "received", "words": "Neu"}));
    assert_eq!(file["department"]["id"], "fb40");
    assert_eq!(file["taken_down_by"], "petra (Test)");
    assert_eq!(file["applicant"], "Robin Beispiel");
    assert_eq!(
        (&file["filed_at"], &file["received_on"]),
        (&json!("2025-10-01T07:00:00Z"), &json!("2025-10-01"))
    );
    assert!(file["incomplete"].is_null() && file["second_step"].is_null() && file["sender"].is_null());
    let record = &file["answers"]["assisted"];
    for (name, told) in [
        ("staff_id", "petra"),
        ("mode", "help"),
        ("location", "buergerbuero"),
        ("id_check", "identity_card"),
        ("companion", "none"),
        ("approved_by", "paper_signature"),
    ] {
        assert_eq!(record[name], told, "{name} in {record}");
    }
    assert_eq!(
        file["history"][1],
        json!({
            "at": "2025-10-01T07:00:00Z",
            "kind": "received",
            "what": "Antrag eingegangen: am Schalter aufgenommen, Hilfe beim Ausfüllen, Bürgerbüro",
            "actor": "clerk",
            "who": "petra (Test)",
            "detail": "Hilfe beim Ausfüllen, Bürgerbüro\nDie Datenschutzhinweise sind ausgehändigt.\nIdentität: Personalausweis\nBegleitung oder Vertretung: keine\nSprache: Deutsch\nVorgelesen: Ja\nGenehmigt durch: Unterschrift auf Papier",
        })
    );
    assert_eq!(file["papers_to_follow"], json!(["Fahrkarten und Kaufbelege", "Bescheinigung der Schule"]));
    assert_eq!((&file["files"], &file["clerk"]), (&json!([]), &Value::Null));
    let last = &file["history"][2];
    assert_eq!((&last["kind"], &last["who"]), (&json!("exported"), &json!("schule (Test)")));
    assert_eq!(file["history"].as_array().unwrap().len(), 3);

    let schema = jsonschema::validator_for(&file["schema"]).unwrap();
    let mistakes: Vec<String> =
        schema.iter_errors(&file["answers"]).map(|mistake| mistake.to_string()).collect();
    assert_eq!(mistakes, [] as [String; 0]);
    let mut without = file["answers"].clone();
    without["assisted"].as_object_mut().unwrap().remove("mode");
    assert!(!schema.is_valid(&without), "the schema is the desk's");
    app.stop().await;
}

#[actix_web::test]
async fn each_file_that_is_saved_stands_in_the_history_and_looking_changes_nothing() {
    let app = TestApp::start().await;
    filling::file(&app, &app.browser(), "school_transport_refund", "ticket_outside_capped").await;
    let worker = app.signed_in("schule", Role::Caseworker, &["fb40"]).await;
    let case = the_case(&worker).await;
    let back = worker.open(&format!("{}/daten", case.address)).await;
    assert_eq!((back.status, &back.address), (StatusCode::OK, &case.address));
    assert_eq!(history(&worker, &case).await, ["Antrag eingegangen"]);
    let file = saved(&worker, &case).await;
    assert_eq!(file["channel"]["code"], "online");
    assert!(file["taken_down_by"].is_null() && file["answers"].get("assisted").is_none());
    assert!(!file["schema"].to_string().contains("id_check"), "nobody at a desk was asked anything");
    let noted = worker.submit(&case, "/notiz", &[("notiz", "Schule angerufen")]).await;
    let file = saved(&worker, &noted).await;
    assert_eq!(file["history"][2]["detail"], "Schule angerufen");
    let told = ["Antrag eingegangen", "Als Datei gespeichert", "Notiz", "Als Datei gespeichert"];
    assert_eq!(history(&worker, &case).await, told);
    app.stop().await;
}

#[actix_web::test]
async fn nobody_saves_a_case_that_is_not_there_for_them_or_their_own() {
    let app = TestApp::start().await;
    let own = employee(&app, "hr", Role::Caseworker, &["fb10"]).await;
    file_of_staff(&app, &own, "home_office_request", "gruende").await;
    let worker = app.signed_in("personal", Role::Caseworker, &["fb10"]).await;
    let biased = app.signed_in("anna", Role::Caseworker, &["fb10"]).await;
    let other = app.signed_in("schule", Role::Lead, &["fb40"]).await;
    let case = the_case(&worker).await;
    let seen = biased.open(&case.address).await;
    let declared = [("befangen.grund", "relative"), ("befangen.bestaetigt", "true")];
    biased.submit(&seen, "/befangen", &declared).await.must_say("der Vorgang ist für Sie gesperrt");
    for (person, status, told) in [
        (&other, StatusCode::NOT_FOUND, "gibt es nicht"),
        (&biased, StatusCode::NOT_FOUND, "der Vorgang ist für Sie gesperrt"),
        (&own, StatusCode::CONFLICT, "Das ist Ihr eigener Antrag."),
    ] {
        let controls = person.open("/postkorb").await.form("/amt/abmelden").1;
        let refused = person.post(&format!("{}/daten", case.address), &controls).await;
        assert_eq!(refused.status, status, "{told}");
        refused.must_say(told);
        assert!(!refused.html.contains("pforte-case"));
    }
    assert!(!own.open(&case.address).await.html.contains("/daten\""), "nothing is offered");
    let file = saved(&worker, &case).await;
    let saved: Vec<&Value> = file["history"].as_array().unwrap().iter().map(|event| &event["kind"]).collect();
    assert_eq!(saved, ["received", "bias_declared", "exported"], "a refusal is no export");
    assert!(!file.to_string().contains("relative"), "why somebody is biased is for the lead");
    app.stop().await;
}

#[actix_web::test]
async fn of_an_incomplete_application_the_file_says_what_it_lacks() {
    let app = TestApp::start().await;
    let clerk = app.signed_in("petra", Role::Desk, &[]).await;
    let first = support::desk::begin(&clerk, DOG).await;
    let told = [("assisted.privacy_given", "true"), ("assisted.not_involved", "true"), ("_action", "next")];
    let page = clerk.submit(&first, "/aufnahme", &told).await;
    let page = clerk.submit(&page, "/wer-handelt", &[("_action", "incomplete")]).await;
    clerk.submit(&page, "/unvollstaendig", &[("confirmed", "true")]).await;
    let worker = app.signed_in("steuer", Role::Caseworker, &["fb20"]).await;
    let file = saved(&worker, &the_case(&worker).await).await;
    assert_eq!(file["incomplete"]["due_on"], "2025-10-15");
    let lacks = file["incomplete"]["shortcomings"].as_array().unwrap();
    let identity = lacks.iter().find(|lack| lack["path"] == "assisted.id_check").unwrap();
    assert_eq!((&identity["keyword"], &identity["label"]), (&json!("required"), &json!("Identität")));
    let told =
        "Hilfe beim Ausfüllen, Bürgerbüro\nDie Datenschutzhinweise sind ausgehändigt.\nSprache: Deutsch";
    assert_eq!(file["history"][1]["detail"], told, "no more than the record says");
    app.stop().await;
}
