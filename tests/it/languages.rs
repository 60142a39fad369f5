//! Other languages: chosen by the person, without losing what they typed; staff read German.

use pforte::domain::{Channel, Role};
use reqwest::StatusCode;

use crate::support::app::TestApp;
use crate::support::cases::answers;
use crate::support::client::{Client, Page};
use crate::support::filling::to_check_page;

const SCHOOL: &str = "schuelerbefoerderung-erstattung";

fn lang(page: &Page) -> String {
    page.attributes("html", "lang").remove(0)
}

async fn begin(client: &Client, slug: &str) -> Page {
    let service = client.open(&format!("/leistungen/{slug}")).await;
    client.submit(&service, "/antrag", &[]).await
}

#[actix_web::test]
async fn the_catalogue_speaks_what_was_chosen_and_marks_what_it_cannot_say() {
    let app = TestApp::start().await;
    let client = app.browser();
    let german = client.open("/").await;
    assert_eq!(lang(&german), "de");
    assert_eq!(german.texts(".pf-languages a"), ["English", "Leichte Sprache"]);
    let english = client.open(&german.hrefs(".pf-languages a")[0]).await;
    assert_eq!((lang(&english).as_str(), english.address.as_str()), ("en", "/"));
    english.must_say("Refund of school transport costs").must_say("Deutsch");
    // What has no English text is German, and a screen reader is told so.
    let in_german = english.texts("article[lang=de] h3").join(" ");
    assert!(in_german.contains("Wohngeld") && !in_german.contains("school"), "{in_german}");
    // The choice stays, also for a search in words of either language.
    for word in ["school", "Fahrkarte"] {
        let found = client.open(&format!("/?q={word}")).await;
        assert_eq!(lang(&found), "en");
        found.must_say("Refund of school transport costs");
        assert_eq!(found.hrefs(".pf-languages a")[0], format!("/?q={word}&sprache=de"));
    }
    // Nor need a service speak the language in which it is searched for.
    client
        .open("/?q=I+have+a+dog")
        .await
        .must_say("Hund zur Hundesteuer anmelden")
        .must_say("1 service found");
    assert_eq!(lang(&client.open("/?sprache=de").await), "de");
    app.stop().await;
}

#[actix_web::test]
async fn changing_the_language_in_the_middle_of_a_page_loses_nothing() {
    let app = TestApp::start().await;
    let client = app.browser();
    let first = begin(&client, SCHOOL).await;
    let buttons = first.attributes(".pf-languages button", "value");
    assert_eq!(buttons, ["language:en", "language:de-x-ls"]);
    let typed = [("school_year", "2024/2025"), ("residence_bs", "true"), ("_action", "language:en")];
    let english = client.submit(&first, "/vorpruefung", &typed).await;
    assert_eq!((english.status, lang(&english).as_str()), (StatusCode::OK, "en"));
    assert_eq!(english.address, format!("/leistungen/{SCHOOL}/antrag/vorpruefung"));
    assert_eq!(english.texts("[data-error-summary] li"), [] as [String; 0], "nobody tried to leave the page");
    let year =
        english.attributes("[name=school_year] option[selected], [name=school_year][checked]", "value");
    assert_eq!(year, ["2024/2025"]);
    let refused = client.submit(&english, "/vorpruefung", &[("_action", "next")]).await;
    assert_eq!((refused.status, lang(&refused).as_str()), (StatusCode::UNPROCESSABLE_ENTITY, "en"));
    refused.must_say("Select");
    assert!(!refused.says("Wählen Sie") && !refused.says("Geben Sie"), "{}", refused.html);
    let german = client.submit(&refused, "/vorpruefung", &[("_action", "language:de")]).await;
    assert_eq!(lang(&german), "de");
    german.must_say("Wählen Sie");
    app.stop().await;
}

#[actix_web::test]
async fn an_english_application_is_acknowledged_in_english_and_worked_in_german() {
    let app = TestApp::start().await;
    let client = app.browser();
    client.open("/?sprache=en").await;
    let form = app.library.catalogue().find(SCHOOL).unwrap().form(Channel::Online).clone();
    let page = begin(&client, SCHOOL).await;
    let answers = answers("school_transport_refund", "ticket_outside_capped");
    let check = to_check_page(&client, &form, &answers, page).await;
    assert_eq!(lang(&check), "en");
    let refused = client.submit(&check, "/absenden", &[]).await;
    assert_eq!(lang(&refused), "en");
    assert_eq!(refused.texts("[data-error-summary] li").len(), 1);
    assert!(refused.hrefs(".pf-languages a")[0].contains("/antrag/pruefen?"));
    let receipt = client.submit(&refused, "/absenden", &[("confirmed", "true")]).await;
    assert_eq!((receipt.status, lang(&receipt).as_str()), (StatusCode::OK, "en"));
    receipt.must_say("Your receipt number");
    for _ in 0..100 {
        if mails(&app).len() == 2 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    let mails = mails(&app);
    let of = |address: &str| mails.iter().find(|mail| mail.contains(&format!("To: {address}"))).unwrap();
    let to_applicant = of("robin.beispiel@beispiel.example");
    assert!(to_applicant.contains("Refund of school transport costs"), "{to_applicant}");
    assert!(!to_applicant.contains("Guten Tag"), "{to_applicant}");
    assert!(of("schuelerbefoerderung@").contains("Guten Tag"));
    let clerk = app.signed_in("amt", Role::Caseworker, &["fb40"]).await;
    let inbox = clerk.open("/postkorb").await;
    let case = clerk.open(&inbox.hrefs("main table a")[0]).await;
    assert_eq!(lang(&case), "de");
    case.must_say("Schuljahr");
    app.stop().await;
}

#[actix_web::test]
async fn a_form_without_the_language_stays_german_and_says_so() {
    let app = TestApp::start().await;
    let client = app.browser();
    client.open("/?sprache=en").await;
    let page = begin(&client, "mangel-melden").await;
    assert_eq!(lang(&page), "de");
    assert_eq!(page.attributes(".pf-missed p", "lang"), ["en"]);
    assert_eq!(lang(&client.open("/impressum").await), "en");
    app.stop().await;
}

#[actix_web::test]
async fn a_choice_leads_nowhere_else_and_staff_read_german() {
    let app = TestApp::start().await;
    let client = app.browser();
    let strict = client.without_following();
    for address in ["//elsewhere.example/?sprache=en", "/%5celsewhere.example?sprache=en&q=1"] {
        let answer = strict.open(address).await;
        let to = answer.headers["location"].to_str().unwrap();
        assert!(to.starts_with('/') && !to.starts_with("//") && !to.starts_with("/\\"), "{to}");
    }
    let unknown = app.browser();
    unknown.open("/?sprache=tlh").await;
    assert_eq!(unknown.cookies(), [] as [String; 0]);
    assert_eq!(client.cookies(), ["pforte-sprache"]);
    assert_eq!(lang(&client.open("/amt/anmelden").await), "de");
    assert_eq!(lang(&client.open("/gibt-es-nicht").await), "en");
    app.stop().await;
}

/// The mails that were written, decoded as far as they are quoted-printable.
fn mails(app: &TestApp) -> Vec<String> {
    let files = std::fs::read_dir(&app.mail_folder).unwrap().flatten();
    let text = |file: std::fs::DirEntry| std::fs::read_to_string(file.path()).unwrap();
    files.map(text).map(|text| text.replace("=\r\n", "")).collect()
}

#[actix_web::test]
async fn machines_read_what_a_service_is_in_the_language_of_its_page() {
    let app = TestApp::start().await;
    let client = app.browser();
    for (tag, title) in [("de", "Erstattung von Kosten der Schülerbeförderung"), ("en", "Refund of school")]
    {
        let page = client.open(&format!("/leistungen/{SCHOOL}?sprache={tag}")).await;
        let block = page.texts("script[type='application/ld+json']").remove(0);
        let data: serde_json::Value = serde_json::from_str(&block).unwrap();
        assert_eq!((&data["@type"], &data["inLanguage"]), (&"GovernmentService".into(), &tag.into()));
        assert!(data["name"].as_str().unwrap().starts_with(title), "{data}");
        assert!(data["url"].as_str().unwrap().ends_with(&format!("/leistungen/{SCHOOL}")));
        assert_eq!(data["provider"]["name"], "Fachbereich Schule");
        assert_eq!(
            (data.get("keywords").is_some(), data.get("availableChannel").is_some()),
            (tag == "de", true)
        );
        assert!(!block.contains("null"), "{block}");
    }
    app.stop().await;
}

#[actix_web::test]
async fn machines_read_a_key_of_a_service_where_it_has_one() {
    let app = TestApp::start().await;
    let client = app.browser();
    for (slug, key) in [(SCHOOL, Some("99088011039000")), ("strassenfest-sondernutzung", None)] {
        let page = client.open(&format!("/leistungen/{slug}")).await;
        let block = page.texts("script[type='application/ld+json']").remove(0);
        let data: serde_json::Value = serde_json::from_str(&block).unwrap();
        let keys = key
            .map(|key| serde_json::json!([{"@type": "PropertyValue", "propertyID": "LeiKa", "value": key}]));
        assert_eq!(data.get("identifier"), keys.as_ref(), "{slug}");
    }
    app.stop().await;
}
