//! Long lists: people type a part of the name, without scripts; what counts is what they did last.

use pforte::domain::{Channel, Role};
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::support;
use crate::support::app::TestApp;
use crate::support::cases::answers;
use crate::support::client::{Client, Page};
use crate::support::filling::{answer, to_check_page};
use crate::support::program::Program;

const BIRTH: &str = "geburtsurkunde";
const SCHOOL: &str = "schuelerbefoerderung-erstattung";
/// The field for the country, and the names of its controls.
const COUNTRY: &str = "applicant.address_abroad.country";
const TYPED: &str = "applicant.address_abroad.country.search";
const PERSON: &str = "/antragstellende-person";

pub async fn begin(client: &Client, slug: &str) -> Page {
    let service = client.open(&format!("/leistungen/{slug}")).await;
    client.submit(&service, "/antrag", &[]).await
}

/// The page of somebody who lives abroad: everything is answered but the country.
async fn abroad(app: &TestApp, client: &Client) -> Page {
    let form = app.library.catalogue().find(BIRTH).unwrap().form(Channel::Online).clone();
    let mut answers = answers("birth_certificate_order", "aus_oesterreich");
    let mut page = begin(client, BIRTH).await;
    while !page.address.contains(PERSON) {
        page = answer(client, &form, &answers, &page).await;
    }
    page = answer(client, &form, &answers, &page).await;
    page.must_say("weitere Fragen auf dieser Seite").must_say("Ihre Anschrift im Ausland");
    answers.remove(&COUNTRY.parse().unwrap());
    let refused = client
        .submit(&page, PERSON, &[("applicant.address_abroad.lines", "Beispielgasse 12"), ("_action", "next")])
        .await;
    assert_eq!(refused.texts("[data-error-summary] li"), ["Wählen Sie den Staat aus."]);
    refused
}

pub fn options(page: &Page) -> Vec<String> {
    page.texts(".pf-find__found .kern-form-check label")
}

fn line(page: &Page) -> String {
    page.attributes(&format!("[name=\"{TYPED}\"]"), "value").remove(0)
}

#[actix_web::test]
async fn whoever_searches_without_scripts_chooses_among_what_fits() {
    let app = TestApp::start().await;
    let client = app.browser();
    let page = abroad(&app, &client).await;
    assert!(options(&page).is_empty());
    let search = format!("search:{COUNTRY}");
    let found = client.submit(&page, PERSON, &[(TYPED, " iRa "), ("_action", &search)]).await;
    assert_eq!(found.status, StatusCode::OK);
    assert_eq!(options(&found), ["Irak", "Iran", "Vereinigte Arabische Emirate"]);
    assert_eq!((line(&found).as_str(), found.texts("legend").join(" ").contains("„iRa“")), ("iRa", true));
    // The line says what came of it, also to ears.
    let described = found.attributes(&format!("[name=\"{TYPED}\"]"), "aria-describedby").remove(0);
    let result = described.split(' ').next_back().unwrap();
    assert_eq!(found.texts(&format!("#{result}")), ["Einträge, die zu „iRa“ passen: 3"]);
    // The page was refused before, so it says what is still open; it is not the typed text that is wrong.
    let many = client.submit(&found, PERSON, &[(TYPED, "republik"), ("_action", &search)]).await;
    assert!(options(&many).contains(&"Zentralafrikanische Republik".to_owned()), "{:?}", options(&many));
    let too_many = client.submit(&many, PERSON, &[(TYPED, "a"), ("_action", &search)]).await;
    assert_eq!(options(&too_many).len(), 20);
    too_many.must_say("Weitere Einträge passen: ").must_say("Geben Sie mehr vom Namen ein");
    let none = client.submit(&too_many, PERSON, &[(TYPED, "Atlantis"), ("_action", &search)]).await;
    assert!(options(&none).is_empty());
    none.must_say("Zu „Atlantis“ gibt es bei „Staat“ keinen Eintrag.");
    let again = client.submit(&none, PERSON, &[(TYPED, "ira"), ("_action", &search)]).await;
    let next = client.submit(&again, PERSON, &[(COUNTRY, "IQ"), ("_action", "next")]).await;
    assert!(next.address.ends_with("/versand"), "{}", next.address);
    let back = client.open(&page.address).await;
    assert_eq!(line(&back), "Irak");
    back.must_say("Ausgewählt: Irak");
    app.stop().await;
}

#[actix_web::test]
async fn a_name_or_the_only_beginning_is_taken_and_several_are_asked_about() {
    let app = TestApp::start().await;
    let client = app.browser();
    let mut page = abroad(&app, &client).await;
    let address = page.address.clone();
    for (typed, messages) in [
        ("nieder", "Wählen Sie bei „Staat“ einen der Einträge aus, die zu „nieder“ passen."),
        ("Mordor", "Zu „Mordor“ gibt es bei „Staat“ keinen Eintrag."),
        // Romania alone holds these letters, and whoever lives in Rome does not live there.
        ("Rom", "Wählen Sie bei „Staat“ einen der Einträge aus, die zu „Rom“ passen."),
        // The code of India, and the beginning of other names.
        ("IN", "Wählen Sie bei „Staat“ einen der Einträge aus, die zu „IN“ passen."),
        ("Deutschland", "Für eine Anschrift in Deutschland wählen Sie oben „in Deutschland“ aus."),
    ] {
        page = client.submit(&page, PERSON, &[(TYPED, typed), ("_action", "next")]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{typed}");
        assert!(page.texts("[data-error-summary] li")[0].starts_with(messages), "{typed}: {messages}");
        assert_eq!(page.attributes(&format!("[name=\"{TYPED}\"]"), "aria-invalid"), ["true"]);
        assert_eq!(line(&page), typed);
    }
    for (typed, title) in [
        ("österreich", "Österreich"),
        ("Oesterr", "Österreich"),
        ("usa", "Vereinigte Staaten"),
        ("Niger", "Niger"),
        ("emirate arab", "Vereinigte Arabische Emirate"),
        ("elfenbeinküste", "Côte d’Ivoire"),
        ("Ireland", "Irland"),
    ] {
        let next = client.submit(&page, PERSON, &[(TYPED, typed), ("_action", "next")]).await;
        assert!(next.address.ends_with("/versand"), "{typed}: {}", next.address);
        page = client.open(&address).await;
        assert_eq!(line(&page), title, "{typed}");
    }
    app.stop().await;
}

#[actix_web::test]
async fn a_text_without_end_is_cut_before_anybody_looks_for_it() {
    let app = TestApp::start().await;
    let client = app.browser();
    let page = abroad(&app, &client).await;
    let endless = "a ".repeat(250_000);
    let refused = client.submit(&page, PERSON, &[(TYPED, &endless), ("_action", "next")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(line(&refused).chars().count() <= 100, "{}", line(&refused).len());
    app.stop().await;
}

#[actix_web::test]
async fn a_text_that_was_changed_after_choosing_wins_over_the_choice() {
    let app = TestApp::start().await;
    let client = app.browser();
    let page = abroad(&app, &client).await;
    let search = format!("search:{COUNTRY}");
    let found = client.submit(&page, PERSON, &[(TYPED, "ira"), ("_action", &search)]).await;
    let changed = [(COUNTRY, "IQ"), (TYPED, "Island"), ("_action", "next")];
    client.submit(&found, PERSON, &changed).await;
    let page = client.open(&page.address).await;
    assert_eq!(line(&page), "Island", "the text is newer than the radio button");
    // The other way round: the text is still the one that found the options.
    let found = client.submit(&page, PERSON, &[(TYPED, "ira"), ("_action", &search)]).await;
    client.submit(&found, PERSON, &[(COUNTRY, "IR"), (TYPED, "ira"), ("_action", "next")]).await;
    assert_eq!(line(&client.open(&page.address).await), "Iran");
    // Nothing at all is an answer taken away.
    let page = client.open(&page.address).await;
    let emptied = client.submit(&page, PERSON, &[(TYPED, ""), ("_action", "next")]).await;
    assert_eq!(emptied.texts("[data-error-summary] li"), ["Wählen Sie den Staat aus."]);
    app.stop().await;
}

#[actix_web::test]
async fn what_is_half_typed_is_kept_and_never_guessed() {
    let app = TestApp::start().await;
    let client = app.browser();
    let page = abroad(&app, &client).await;
    for button in ["keep", "back", "later"] {
        client.submit(&page, PERSON, &[(TYPED, "Oesterr"), ("_action", button)]).await;
        let again = client.open(&page.address).await;
        assert_eq!(
            (line(&again).as_str(), options(&again)),
            ("Oesterr", vec!["Österreich".to_owned()]),
            "{button}"
        );
        let named = client.submit(&again, PERSON, &[(TYPED, "Irland"), ("_action", button)]).await;
        assert!(named.status.is_success());
        client.open(&page.address).await.must_say("Ausgewählt: Irland");
    }
    app.stop().await;
}

#[actix_web::test]
async fn the_answer_is_sent_and_shown_by_its_title_and_programs_send_its_value() {
    let app = TestApp::start().await;
    let client = app.browser();
    let form = app.library.catalogue().find(BIRTH).unwrap().form(Channel::Online).clone();
    let answers = answers("birth_certificate_order", "aus_oesterreich");
    let check = to_check_page(&client, &form, &answers, begin(&client, BIRTH).await).await;
    check.must_say("Österreich").must_say("Beispielgasse 12/3");
    assert!(!check.texts("main").join(" ").contains("Postleitzahl"));
    let receipt = client.submit(&check, "/absenden", &[("confirmed", "true")]).await;
    receipt.must_say("Österreich");
    let office = app.signed_in("standesamt", Role::Caseworker, &["standesamt"]).await;
    let inbox = office.open("/postkorb").await;
    office.open(&inbox.hrefs("main table a")[0]).await.must_say("Österreich");

    let sender = Program::unknown(&app);
    let mut given = answers.to_value();
    let fine = sender.validate(BIRTH, &given).await;
    assert_eq!(fine.json["errors"], json!([]), "{fine:?}");
    given["applicant"]["address_abroad"]["country"] = json!("Österreich");
    let told = sender.validate(BIRTH, &given).await;
    assert_eq!(told.json["errors"][0]["keyword"], "enum", "{told:?}");
    app.stop().await;
}

#[actix_web::test]
async fn another_language_keeps_the_typed_word_and_says_the_entries_in_its_own() {
    let app = TestApp::start().await;
    let client = app.browser();
    let form = app.library.catalogue().find(SCHOOL).unwrap().form(Channel::Online).clone();
    let answers = answers("school_transport_refund", "ticket_outside_capped");
    let mut page = begin(&client, SCHOOL).await;
    while !page.address.contains("/schule") {
        page = answer(&client, &form, &answers, &page).await;
    }
    let typed = [("school.name.search", "gymnasium"), ("_action", "language:en")];
    let english = client.submit(&page, "/schule", &typed).await;
    assert_eq!(english.attributes("html", "lang"), ["en"]);
    assert_eq!(english.attributes("[name=\"school.name.search\"]", "value"), ["gymnasium"]);
    english.must_say("Entries that match ‘gymnasium’").must_say("Search");
    assert!(english.texts("[data-error-summary] li").is_empty());
    app.stop().await;
}

/// The options of the page's only searched question, as a script gets them.
pub async fn script_options(client: &Client, page: &Page) -> (StatusCode, String, Value) {
    let address = page.attributes("[data-search]", "data-search").remove(0);
    let (status, headers, body) = client.fetch(&address).await;
    let cache = headers.get("cache-control").map_or("", |value| value.to_str().unwrap()).to_owned();
    (status, cache, serde_json::from_slice(&body).unwrap_or_default())
}

#[actix_web::test]
async fn a_script_gets_all_options_from_an_address_that_never_changes() {
    let app = TestApp::start().await;
    let client = app.browser();
    let page = abroad(&app, &client).await;
    let (status, cache, options) = script_options(&client, &page).await;
    assert_eq!((status, cache.as_str()), (StatusCode::OK, "public, max-age=31536000, immutable"));
    let options = options.as_array().unwrap();
    assert_eq!(options.len(), 250);
    let ireland = options.iter().find(|option| option[0] == "Irland").unwrap();
    assert_eq!(ireland, &json!(["Irland", ["Ireland"], null, false]));
    let address = page.attributes("[data-search]", "data-search").remove(0);
    for wrong in [
        address.replace("country", "lines"),
        address.replace("/de/", "/xx/"),
        address.replace("/online/", "/nowhere/"),
        // A language of the product that this form does not speak, what was answered once, and what others see.
        address.replace("/de/", "/de-x-ls/"),
        address.replace("/auswahl/2/", "/auswahl/1/"),
        address.replace("/auswahl/2/", "/auswahl/"),
        address.replace("/online/", "/assisted/"),
        address.replace("/online/", "/staff/"),
        address.replace("/online/", "/api/"),
        format!("/auswahl/2/{}/online/de/{COUNTRY}", "0".repeat(64)),
    ] {
        assert_eq!(client.fetch(&wrong).await.0, StatusCode::NOT_FOUND, "{wrong}");
    }
    app.stop().await;
}

#[actix_web::test]
async fn at_the_desk_a_clerk_searches_too_and_the_browser_remembers_nothing() {
    let app = TestApp::start().await;
    let clerk = app.signed_in("petra", Role::Desk, &[]).await;
    let form = app.library.catalogue().find(BIRTH).unwrap().form(Channel::Assisted).clone();
    let mut answers = answers("birth_certificate_order", "am_schalter_papierbestellung");
    for (name, value) in [
        ("applicant.residence", json!("abroad")),
        ("applicant.address_abroad", json!({"lines": "Beispielgasse 12"})),
        ("assisted.paper_received_on", json!("2025-09-10")),
    ] {
        answers.set(&name.parse().unwrap(), value);
    }
    let mut page = support::desk::begin(&clerk, BIRTH).await;
    while page.attributes("[data-search]", "data-search").is_empty() {
        page = answer(&clerk, &form, &answers, &page).await;
    }
    assert_eq!(page.attributes(&format!("[name=\"{TYPED}\"]"), "autocomplete"), ["off"]);
    let (status, cache, options_for_script) = script_options(&clerk, &page).await;
    assert_eq!((status, options_for_script.as_array().map(Vec::len)), (StatusCode::OK, Some(250)));
    assert_eq!(cache, "private, max-age=31536000, immutable");
    let office = app.signed_in("standesamt", Role::Caseworker, &["standesamt"]).await;
    for stranger in [app.browser(), office] {
        assert_eq!(script_options(&stranger, &page).await.0, StatusCode::NOT_FOUND);
    }
    let typed =
        [("applicant.address_abroad.lines", "Beispielgasse 12"), (TYPED, "irland"), ("_action", "next")];
    let next = clerk.submit(&page, PERSON, &typed).await;
    assert!(
        next.address.ends_with("/versand"),
        "{}: {:?}",
        next.address,
        next.texts("[data-error-summary] li")
    );
    assert_eq!(line(&clerk.open(&page.address).await), "Irland");
    app.stop().await;
}
