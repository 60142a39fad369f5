//! A list of thousands of entries, wherever a question may stand: alone, in a row, on the page of a row.

use std::fs;
use std::time::{Duration, Instant};

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::long_lists::{begin, options, script_options};
use crate::support::app::TestApp;
use crate::support::client::{Client, Page};
use crate::support::db::TestDb;
use crate::support::folder;

const ENTRIES: usize = 5000;

/// A folder with a list of streets, asked for alone, in the rows of a page, and on the page of a row.
fn streets() -> tempfile::TempDir {
    let folder = folder::copied();
    let write = |name: &str, content: Value| {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content.to_string()).unwrap();
    };
    let entry = |i: usize| json!({"const": format!("s{i:05}"), "title": format!("Ältester Weg {i}")});
    write(
        "lists/streets.json",
        json!({
            "title": "Straße", "x-list": {"version": "2025-10", "source": "gemacht", "translate": false},
            "type": "string", "oneOf": (0..ENTRIES).map(entry).collect::<Vec<_>>()
        }),
    );
    let street = json!({"$ref": "../lists/streets.json"});
    let rows = |title: &str| {
        json!({"type": "array", "title": title, "minItems": 1, "maxItems": 3, "x-item": "Ort", "items": {
            "type": "object", "properties": {"street": street}, "required": ["street"],
            "additionalProperties": false}})
    };
    let mut places = rows("Orte");
    places["x-layout"] = json!("rows");
    write(
        "long_lists/schema.json",
        json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Lange Listen", "type": "object",
            "properties": {"street": street, "places": places, "visits": rows("Besuche")},
            "required": ["street", "places", "visits"], "additionalProperties": false
        }),
    );
    let page = |field: &str| json!({"id": field, "title": field, "fields": [field]});
    write(
        "long_lists/form.json",
        json!({
            "slug": "lange-listen", "title": "Lange Listen", "summary": "Lange Listen.", "group": "Proben",
            "kind": "application", "service": {"what": [], "who_may": [], "costs": [], "duration": [],
            "decision": [], "legal_basis": []}, "privacy": [{"title": "Wer", "text": "Die Stadt."}],
            "pages": [page("street"), page("places"), page("visits")],
            "applicant": {"name": []}, "routing": {"department": "fb66"}, "next_steps": [],
            "retention": {"draft_days": 30, "case_days": 365}
        }),
    );
    folder
}

async fn app_with_streets(folder: &tempfile::TempDir) -> TestApp {
    let library = folder::library(folder.path());
    let problems = library.catalogue().problems();
    assert!(problems.is_empty(), "{problems:?}");
    TestApp::start_on(TestDb::new().await, library, false).await
}

/// Every page, also at the desk: alone, in a row, on the page of a row.
async fn walk(client: &Client, mut page: Page) {
    let search = |field: &str, typed: &str| {
        [(format!("{field}.search"), typed.to_owned()), ("_action".to_owned(), format!("search:{field}"))]
    };
    for (end, field) in [("/street", "street"), ("/places", "places.0.street"), ("/1", "visits.0.street")] {
        if end == "/1" {
            page = client.submit(&page, "/visits", &[("_action", "add:visits")]).await;
        }
        let begin = Instant::now();
        let [typed, button] = search(field, "weg aeltester 4711");
        let typed = [(typed.0.as_str(), typed.1.as_str()), (button.0.as_str(), button.1.as_str())];
        let found = client.submit(&page, end, &typed).await;
        let took = begin.elapsed();
        found.must_say("Ausgewählt: Ältester Weg 4711");
        let [typed, button] = search(field, "499");
        let typed = [(typed.0.as_str(), typed.1.as_str()), (button.0.as_str(), button.1.as_str())];
        let several = client.submit(&found, end, &typed).await;
        assert_eq!(options(&several).len(), 15, "{:?}", options(&several));
        page = client.submit(&several, end, &[(field, "s04999"), ("_action", "next")]).await;
        assert!(page.status.is_success(), "{field}: {:?}", page.texts("[data-error-summary] li"));
        assert!(took < Duration::from_secs(5), "{field}: {took:?}");
    }
    let check = client.submit(&page, "/visits", &[("_action", "next")]).await;
    let shown = check.texts("main").join(" ");
    assert_eq!(shown.matches("Ältester Weg 4999").count(), 3, "{shown}");
}

#[actix_web::test]
async fn five_thousand_entries_are_searched_wherever_a_question_may_stand() {
    let folder = streets();
    let app = app_with_streets(&folder).await;
    let client = app.browser();
    let page = begin(&client, "lange-listen").await;
    let (status, _, options) = script_options(&client, &page).await;
    assert_eq!((status, options.as_array().map(Vec::len)), (StatusCode::OK, Some(ENTRIES)));
    walk(&client, page).await;
    app.stop().await;
}

#[actix_web::test]
async fn the_options_of_a_question_in_a_row_have_an_address_too() {
    let folder = streets();
    let app = app_with_streets(&folder).await;
    let client = app.browser();
    let page = begin(&client, "lange-listen").await;
    let places =
        client.submit(&page, "/street", &[("street.search", "Ältester Weg 1"), ("_action", "next")]).await;
    let (status, _, options) = script_options(&client, &places).await;
    assert_eq!((status, options.as_array().map(Vec::len)), (StatusCode::OK, Some(ENTRIES)));
    // What is typed into a row moves up with it.
    let typed = [("places.0.street.search", "Weg 1"), ("_action", "add:places")];
    let second = client.submit(&places, "/places", &typed).await;
    let typed = [("places.1.street.search", "Weg 2"), ("_action", "remove:places.0")];
    let moved = client.submit(&second, "/places", &typed).await;
    assert_eq!(moved.attributes("[name=\"places.0.street.search\"]", "value"), ["Weg 2"]);
    app.stop().await;
}
