//! Bad input and outages: each has a defined, friendly answer, and nothing half done.

use reqwest::StatusCode;

use crate::support::app::TestApp;
use crate::support::client::{Client, Page};

const FIRST: &str = "/leistungen/schuelerbefoerderung-erstattung/antrag";

async fn begin(client: &Client) -> Page {
    let page = client.open("/leistungen/schuelerbefoerderung-erstattung").await;
    client.submit(&page, "/antrag", &[]).await
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
async fn a_draft_whose_time_is_over_is_gone_with_a_page() {
    let app = TestApp::start().await;
    let client = app.browser();
    let page = begin(&client).await;
    app.clock.advance(chrono::Duration::days(31));
    let gone = client.open(&page.address).await;
    assert_eq!(gone.status, StatusCode::GONE);
    gone.must_say("Diese Seite ist nicht mehr da");
    begin(&client).await.must_say("Vorprüfung");
    app.stop().await;
}

#[actix_web::test]
async fn a_closed_database_gives_a_page_with_503_and_nothing_is_half_done() {
    let app = TestApp::start().await;
    let client = app.browser();
    let page = begin(&client).await;
    app.db.close().await;
    let answer = client.submit(&page, &page.address, &[("medical_need", "true")]).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    answer.must_say("Der Dienst ist gerade nicht erreichbar");
    app.stop().await;
}

#[actix_web::test]
async fn a_database_that_hangs_gives_a_page_with_503_within_seconds_and_then_all_goes_on() {
    let app = TestApp::start().await;
    let client = app.browser();
    let page = begin(&client).await;
    let typed = [("medical_need", "true"), ("_action", "next")];
    let lock = app.test_db.locked().await;
    let begin = std::time::Instant::now();
    let answer = client.submit(&page, &page.address, &typed).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    answer.must_say("Der Dienst ist gerade nicht erreichbar").must_say("Laden Sie diese Seite");
    assert_eq!(client.open("/health/ready").await.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(begin.elapsed().as_secs() < 30, "a person waits too long");
    drop(lock);
    let reloaded = client.submit(&page, &page.address, &typed).await;
    assert_eq!(reloaded.status, StatusCode::UNPROCESSABLE_ENTITY);
    let kept = client.open(&page.address).await.form(&page.address).1;
    assert!(kept.contains(&("medical_need".to_owned(), "true".to_owned())));
    app.stop().await;
}

#[actix_web::test]
async fn every_page_has_strict_headers() {
    let app = TestApp::start().await;
    for address in ["/", "/amt/anmelden", "/gibtsnicht", "/health/live"] {
        let page = app.browser().open(address).await;
        let csp = page.headers["content-security-policy"].to_str().unwrap();
        assert!(csp.starts_with("default-src 'none'") && !csp.contains("unsafe"), "{address}");
        assert_eq!(page.headers["x-content-type-options"], "nosniff", "{address}");
        assert_eq!(page.headers["cache-control"], "no-store", "{address}");
    }
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
    let worker = app.signed_in("schule", pforte::domain::Role::Caseworker, &["fb40"]).await;
    for address in ["/postkorb?leistung=a%00", "/postkorb?nummer=a%00", "/?q=a%00"] {
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
