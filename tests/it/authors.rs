//! Whoever writes a form sees in a local trial what was saved, and every branch of it.

use std::fs;
use std::path::Path;
use std::time::Duration;

use reqwest::StatusCode;
use serde_json::Value;

use crate::support::app::TestApp;
use crate::support::client::{Client, Page};
use crate::support::folder::copied;

const DOG: &str = "/leistungen/hundesteuer-anmeldung";
const SCHOOL: &str = "/leistungen/schuelerbefoerderung-erstattung";

/// Replaces a text in a file, as somebody who saves it.
fn save(folder: &Path, file: &str, old: &str, new: &str) {
    let file = folder.join(file);
    let text = fs::read_to_string(&file).unwrap();
    assert!(text.contains(old), "{old} in {}", file.display());
    fs::write(file, text.replacen(old, new, 1)).unwrap();
}

/// Opens a page some time after somebody saved.
async fn reload(client: &Client, address: &str) -> Page {
    tokio::time::sleep(Duration::from_millis(400)).await;
    client.open(address).await
}

#[actix_web::test]
async fn what_was_saved_shows_at_the_next_page_and_a_mistake_keeps_what_was_there() {
    let folder = copied();
    let (form, title) = ("dog_tax_registration/form.json", "\"title\": \"Hund zur Hundesteuer anmelden\"");
    let app = TestApp::start_trial(folder.path()).await;
    let client = app.browser();
    client.open(DOG).await.must_say("Hund zur Hundesteuer anmelden");
    let begun = client.submit(&client.open(DOG).await, "/antrag", &[]).await;

    save(folder.path(), form, title, "\"title\": \"Einen Hund anmelden\"");
    reload(&client, DOG).await.must_say("Einen Hund anmelden");

    // The other forms are still read anew.
    save(folder.path(), form, "\"title\": \"Einen Hund anmelden\",", "\"title\": \"Halb");
    save(folder.path(), "defect_report/form.json", "\"title\": \"", "\"title\": \"Neu: ");
    reload(&client, DOG).await.must_say("Einen Hund anmelden");
    client.open("/").await.must_say("Neu: ");
    let list = client.open("/entwicklung/formulare").await;
    list.must_say("dog_tax_registration/form.json").must_say("this is no JSON");
    let preview = |slug: &str| format!("/entwicklung/formulare/{slug}");
    client
        .open(&preview("hundesteuer-anmeldung"))
        .await
        .must_say("this is no JSON")
        .must_say("wie es vorher war");
    assert!(!client.open(&preview("mangel-melden")).await.says("this is no JSON"));

    save(folder.path(), form, "\"title\": \"Halb", "\"title\": \"Hunde anmelden\",");
    reload(&client, DOG).await.must_say("Hunde anmelden");
    assert!(!client.open("/entwicklung/formulare").await.says("this is no JSON"));

    // Who has begun has the version with which they began, and new ones begin with the new one.
    let kept = client.open(&begun.address).await;
    assert_eq!(kept.status, StatusCode::OK);
    kept.must_say("Hund zur Hundesteuer anmelden");
    let other = app.browser();
    other.submit(&other.open(DOG).await, "/antrag", &[]).await.must_say("Hunde anmelden");
    app.stop().await;
}

#[actix_web::test]
async fn saved_translations_show_too() {
    let folder = copied();
    let app = TestApp::start_trial(folder.path()).await;
    let client = app.browser();
    let own = "school_transport_refund/texts/en.json";
    let read = |file: &str| -> Value {
        serde_json::from_slice(&fs::read(folder.path().join(file)).unwrap()).unwrap()
    };
    let german = read("school_transport_refund/form.json")["title"].as_str().unwrap().to_owned();
    let english = read(own)[&german].as_str().unwrap().to_owned();
    client.open(&format!("{SCHOOL}?sprache=en")).await.must_say(&english);
    save(folder.path(), own, &format!("\"{english}\""), "\"Money back for the bus\"");
    reload(&client, SCHOOL).await.must_say("Money back for the bus");
    save(folder.path(), own, "\"Money back for the bus\"", "\"Money back");
    reload(&client, SCHOOL).await.must_say("Money back for the bus");
    app.stop().await;
}

#[actix_web::test]
async fn a_half_saved_file_of_shared_texts_takes_the_language_from_no_form() {
    let folder = copied();
    let app = TestApp::start_trial(folder.path()).await;
    let client = app.browser();
    let preview = "/entwicklung/formulare/schuelerbefoerderung-erstattung";
    let english = client.open(&format!("{SCHOOL}?sprache=en")).await.texts("h1").join("");
    client.open(preview).await.must_say("de, de-x-ls, en");
    let shared = folder.path().join("texts/en.json");
    let whole = fs::read(&shared).unwrap();
    fs::write(&shared, &whole[..whole.len() / 2]).unwrap();
    let kept = reload(&client, SCHOOL).await;
    assert_eq!(
        (kept.texts("h1").join(""), kept.attributes("html", "lang").join("")),
        (english.clone(), "en".to_owned())
    );
    client
        .open(preview)
        .await
        .must_say("de, de-x-ls, en")
        .must_say("texts/en.json")
        .must_say("this is no JSON");
    // Who begins now keeps a version with the language.
    let begun = client.submit(&kept, "/antrag", &[]).await;
    assert_eq!(begun.attributes("html", "lang"), ["en"]);

    fs::write(&shared, whole).unwrap();
    assert_eq!(reload(&client, SCHOOL).await.texts("h1").join(""), english);
    assert!(!client.open(preview).await.says("this is no JSON"));
    assert_eq!(client.open(&begun.address).await.attributes("html", "lang"), ["en"]);
    app.stop().await;
}

#[actix_web::test]
async fn a_trial_shows_every_branch_of_every_form_in_german() {
    let folder = copied();
    let app = TestApp::start_trial(folder.path()).await;
    let client = app.browser();
    client.open("/?sprache=en").await;
    let links = client.open("/entwicklung/formulare").await.hrefs("main a");
    assert_eq!(links.len(), app.library.catalogue().all().count());
    for link in &links {
        let page = client.open(link).await;
        assert_eq!(page.status, StatusCode::OK, "{link}");
        page.must_say("Seitenplan").must_say("Zuständigkeit");
    }
    let dog = client.open("/entwicklung/formulare/hundesteuer-anmeldung").await;
    dog.must_say("„Anlass“ ist „Übernahme“").must_say("Wählen Sie den Anlass der Anmeldung aus.");
    assert_eq!(client.open("/entwicklung/formulare/gibt-es-nicht").await.status, StatusCode::NOT_FOUND);
    let abroad = client.open("/entwicklung/formulare/geburtsurkunde").await;
    let (buttons, still) = ("button[value^=\"search:\"]", "fieldset[disabled] button[value^=\"search:\"]");
    assert_eq!(abroad.texts(buttons).len(), abroad.texts(still).len(), "no button that does nothing");
    assert!(!abroad.texts(still).is_empty());
    app.stop().await;
}

#[actix_web::test]
async fn the_previews_are_shown_to_nobody_but_at_the_machine_itself() {
    let folder = copied();
    let app = TestApp::start_trial(folder.path()).await;
    let port = app.address.port();
    let status = |name: &'static str, value: String| {
        let url = format!("http://{}/entwicklung/formulare", app.address);
        async move { reqwest::Client::new().get(url).header(name, value).send().await.unwrap().status() }
    };
    for host in ["localhost", "127.0.0.1", "[::1]"] {
        assert_eq!(status("host", format!("{host}:{port}")).await, StatusCode::OK, "{host}");
    }
    for host in
        ["antrag.example.de", "antrag.example.de:8080", "localhost.example", "127.0.0.1.example", "10.0.0.1"]
    {
        assert_eq!(status("host", host.to_owned()).await, StatusCode::NOT_FOUND, "{host}");
    }
    // A proxy may name the machine instead of what it was asked for.
    for header in ["forwarded", "x-forwarded-for", "x-forwarded-host"] {
        assert_eq!(status(header, "10.0.0.1".to_owned()).await, StatusCode::NOT_FOUND, "{header}");
    }
    app.stop().await;
}
