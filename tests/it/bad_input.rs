//! Bad input: each has a defined, friendly answer, and what can be kept of it is kept.

use pforte::domain::{Channel, Role};
use reqwest::StatusCode;

use crate::support::app::TestApp;
use crate::support::cases::answers;
use crate::support::client::{Client, Page};
use crate::support::filling::to_check_page;

const FIRST: &str = "/leistungen/schuelerbefoerderung-erstattung/antrag";

async fn begin(client: &Client) -> Page {
    let page = client.open("/leistungen/schuelerbefoerderung-erstattung").await;
    client.submit(&page, "/antrag", &[]).await
}

async fn check_page(app: &TestApp, client: &Client) -> Page {
    let form = app.library.catalogue().find("schuelerbefoerderung-erstattung").unwrap().form(Channel::Online);
    let answers = answers("school_transport_refund", "ticket_outside_capped");
    to_check_page(client, &form.clone(), &answers, begin(client).await).await
}

/// What stands in a control of a page.
fn value(page: &Page, name: &str) -> Option<String> {
    let path = page.address.split('?').next().unwrap();
    page.form(path).1.into_iter().find(|(known, _)| known == name).map(|(_, value)| value)
}

#[actix_web::test]
async fn ten_megabytes_in_a_field_are_refused_with_a_page_and_the_draft_lives_on() {
    let app = TestApp::start().await;
    let client = app.browser();
    let page = begin(&client).await;
    let body = format!("late_reason={}", "x".repeat(10 * 1024 * 1024)).into_bytes();
    let answer = client.post_raw(&page.address, body).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    answer.must_say("Das ist zu groß");
    assert_eq!(client.open(&page.address).await.status, StatusCode::OK);
    app.stop().await;
}

#[actix_web::test]
async fn broken_utf8_is_refused_with_a_page() {
    let app = TestApp::start().await;
    let client = app.browser();
    let page = begin(&client).await;
    let answer = client.post_raw(&page.address, b"late_reason=%FF%FE".to_vec()).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    answer.must_say("Diese Zeichen können wir nicht lesen");
    assert_eq!(client.open(&page.address).await.status, StatusCode::OK, "the draft lives on");
    app.stop().await;
}

#[actix_web::test]
async fn unknown_controls_and_fields_of_other_pages_are_left_out() {
    let app = TestApp::start().await;
    let client = app.browser();
    let page = begin(&client).await;
    let extra = [("bank.iban", "DE89370400440532013000"), ("evil", "1"), ("tickets.4000000000.price", "1")];
    let answer = client.submit(&page, &page.address, &extra).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!answer.html.contains("DE89370400440532013000"));
    app.stop().await;
}

#[actix_web::test]
async fn a_form_without_its_token_and_one_from_another_site_change_nothing() {
    let app = TestApp::start().await;
    let client = app.browser();
    let page = begin(&client).await;
    let answer = client.post(&page.address, &[("medical_need".to_owned(), "true".to_owned())]).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    let http = reqwest::Client::new();
    let foreign = http
        .post(format!("http://{}{FIRST}", app.address))
        .header("sec-fetch-site", "cross-site")
        .body("")
        .send()
        .await
        .unwrap();
    assert_eq!(foreign.status(), StatusCode::FORBIDDEN);
    assert!(foreign.headers().contains_key("content-security-policy"));
    assert!(foreign.text().await.unwrap().contains("<html lang=\"de\">"));
    app.stop().await;
}

#[actix_web::test]
async fn values_of_the_wrong_kind_are_mistakes_and_stay_as_they_were_typed() {
    let app = TestApp::start().await;
    let client = app.browser();
    let check = check_page(&app, &client).await;
    for (page, name, typed, message) in [
        ("fahrkarten", "tickets.0.price", "<b>zwölf</b>", "Preis"),
        ("fahrkarten", "tickets.0.price", "1e400", "Preis"),
        ("fahrkarten", "tickets.0.price", "99999999999999999999999,99", "Preis"),
        ("schuelerin-oder-schueler", "pupil.birth_date.day", "32", "Geburtsdatum"),
        ("schuelerin-oder-schueler", "pupil.birth_date.month", "Brachet", "Geburtsdatum"),
        ("schuelerin-oder-schueler", "pupil.birth_date.year", "20111", "Geburtsdatum"),
        ("bankverbindung", "bank.iban", "DE00 0000", "IBAN"),
        ("antragstellende-person", "applicant.contact.email", "robin(at)beispiel", "E-Mail"),
    ] {
        let opened = client.open(&check.address.replace("pruefen", page)).await;
        let answer = client.submit(&opened, page, &[(name, typed), ("_action", "next")]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}={typed}");
        let told = answer.texts(".pf-error-summary li").join(" ");
        assert!(told.contains(message), "{name}={typed}: {told}");
        assert_eq!(value(&answer, name).as_deref(), Some(typed));
        let again = client.open(&opened.address).await;
        assert_eq!(value(&again, name).as_deref(), Some(typed), "also after coming back");
        let before = value(&opened, name).unwrap();
        client.submit(&again, page, &[(name, &before), ("_action", "next")]).await;
    }
    app.stop().await;
}

#[actix_web::test]
async fn choices_that_are_not_offered_choose_nothing() {
    let app = TestApp::start().await;
    let client = app.browser();
    let check = check_page(&app, &client).await;
    for (page, name, typed, right) in [
        ("schulweg", "modes", "raumschiff", "bus_train"),
        ("vorpruefung", "school_year", "1999/2000", "2024/2025"),
        ("vorpruefung", "medical_need", "vielleicht", "false"),
    ] {
        let opened = client.open(&check.address.replace("pruefen", page)).await;
        let answer = client.submit(&opened, page, &[(name, typed), ("_action", "next")]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}={typed}");
        assert!(!answer.html.contains(&format!("\"{typed}\"")), "{name}={typed}");
        let refused = client.submit(&check, "/absenden", &[("confirmed", "true")]).await;
        assert_eq!(refused.address, opened.address, "{name}={typed} is not sent");
        client.submit(&answer, page, &[(name, right), ("_action", "next")]).await;
    }
    app.stop().await;
}

#[actix_web::test]
async fn a_field_that_is_sent_twice_counts_once() {
    let app = TestApp::start().await;
    let client = app.browser();
    let page = begin(&client).await;
    let twice = [
        ("late_reason", "eins"),
        ("late_reason", "zwei"),
        ("medical_need", "true"),
        ("medical_need", "false"),
    ];
    let answer = client.submit(&page, &page.address, &twice).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let chosen = answer.form(&page.address).1.iter().filter(|(name, _)| name == "medical_need").count();
    assert_eq!(chosen, 1);
    app.stop().await;
}

#[actix_web::test]
async fn a_text_that_is_much_too_long_is_a_mistake_and_can_be_shortened() {
    let app = TestApp::start().await;
    let client = app.browser();
    let check = check_page(&app, &client).await;
    let page = client.open(&check.address.replace("pruefen", "schule")).await;
    let long = "Klasse ".repeat(40_000);
    let answer = client.submit(&page, "/schule", &[("school.class_name", &long), ("_action", "next")]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let kept = value(&answer, "school.class_name").unwrap();
    assert!(kept.len() > 100 && long.starts_with(&kept), "the beginning is there to be shortened");
    let short = client.submit(&answer, "/schule", &[("school.class_name", "7b"), ("_action", "next")]).await;
    assert_eq!(short.status, StatusCode::OK);
    app.stop().await;
}

#[actix_web::test]
async fn a_page_that_cannot_be_reached_yet_takes_nothing_and_leads_to_the_open_one() {
    let app = TestApp::start().await;
    let client = app.browser();
    let first = begin(&client).await;
    let mut controls = first.form("/vorpruefung").1;
    controls.push(("bank.iban".to_owned(), "DE89370400440532013000".to_owned()));
    for page in ["bankverbindung", "fahrkarten/1", "fahrkarten/99999999999999999999"] {
        let answer = client.post(&format!("{FIRST}/{page}"), &controls).await;
        assert!(
            answer.address == first.address || answer.status == StatusCode::NOT_FOUND,
            "{page}: {} {}",
            answer.status,
            answer.address
        );
        assert!(!answer.html.contains("DE89370400440532013000"));
    }
    let sent = client.post(&format!("{FIRST}/absenden"), &first.form("/vorpruefung").1).await;
    assert_eq!(sent.address, first.address);
    app.stop().await;
}

#[actix_web::test]
async fn a_refusal_of_the_framework_is_readable_in_a_browser_that_takes_compressed_pages() {
    let app = TestApp::start().await;
    let http = reqwest::Client::new();
    let address = format!("http://{}/?q=a&q=b", app.address);
    let answer = http.get(address).header("accept-encoding", "gzip").send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::BAD_REQUEST);
    assert!(!answer.headers().contains_key("content-encoding"));
    assert!(answer.text().await.unwrap().contains("<html lang=\"de\">"));
    app.stop().await;
}

#[actix_web::test]
async fn a_nul_is_refused_with_a_page_wherever_it_stands() {
    let app = TestApp::start().await;
    let client = app.browser();
    let login = client.post_raw("/amt/anmelden", b"login=a%00&password=b".to_vec()).await;
    assert_eq!(login.status, StatusCode::BAD_REQUEST);
    login.must_say("Diese Zeichen können wir nicht lesen");
    let worker = app.signed_in("schule", Role::Caseworker, &["fb40"]).await;
    for address in ["/postkorb?leistung=a%00", "/postkorb?suche=a%00", "/?q=a%00"] {
        assert_eq!(worker.open(address).await.status, StatusCode::OK, "{address}");
    }
    app.stop().await;
}

#[actix_web::test]
async fn an_old_browser_behind_a_proxy_that_renames_the_host_may_apply_and_a_foreign_page_may_not() {
    let app = TestApp::start().await;
    let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let ours = format!("http://{}", app.address);
    for (origin, status) in
        [(ours.as_str(), StatusCode::SEE_OTHER), ("https://boese.example", StatusCode::FORBIDDEN)]
    {
        let begin = http.post(format!("{ours}{FIRST}")).header("host", "pforte_upstream");
        assert_eq!(begin.header("origin", origin).send().await.unwrap().status(), status, "{origin}");
    }
    app.stop().await;
}

#[actix_web::test]
async fn a_token_that_somebody_else_put_into_the_browser_opens_nothing() {
    let app = TestApp::start().await;
    let planted = "ab".repeat(32);
    let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let start = format!("http://{}/leistungen/schuelerbefoerderung-erstattung/antrag", app.address);
    let cookie = format!("pforte={planted}");
    let begun = http.post(&start).header("cookie", &cookie).header("sec-fetch-site", "same-origin").body("");
    let begun = begun.send().await.unwrap();
    assert_eq!(begun.status(), StatusCode::SEE_OTHER);
    let given = begun.headers()["set-cookie"].to_str().unwrap().to_owned();
    assert!(given.starts_with("pforte=") && !given.contains(&planted), "{given}");
    let page = format!("http://{}{}", app.address, begun.headers()["location"].to_str().unwrap());
    let theirs = http.get(&page).header("cookie", &cookie).send().await.unwrap();
    assert_eq!(theirs.status(), StatusCode::GONE);
    let own = http.get(&page).header("cookie", given.split(';').next().unwrap()).send().await.unwrap();
    assert_eq!(own.status(), StatusCode::OK);
    app.stop().await;
}

#[actix_web::test]
async fn an_address_with_characters_that_no_service_has_does_not_exist() {
    let app = TestApp::start().await;
    let client = app.browser();
    begin(&client).await;
    for slug in ["%00", "a%00b", "%C3%A4", "..%2F"] {
        let page = client.open(&format!("/leistungen/{slug}/antrag/vorpruefung")).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{slug}");
    }
    app.stop().await;
}

#[actix_web::test]
async fn the_page_of_a_row_that_does_not_exist_is_not_saved() {
    let app = TestApp::start().await;
    let client = app.browser();
    let page = begin(&client).await;
    let (_, own) = page.form("/vorpruefung");
    for row in ["1", "7", "18446744073709551615"] {
        let saved = client.post(&format!("{}/{row}", page.address), &own).await;
        assert_eq!(saved.address, page.address, "{row}");
        assert!(saved.texts(".kern-error").is_empty(), "nothing was tried");
    }
    app.stop().await;
}
