//! Whoever asks for too much waits, hears for how long, and loses nothing; everybody else goes on.

use pforte::domain::Role;
use pforte::intake::waiting_bytes;
use pforte::web::limits::Limits;
use reqwest::header::{HOST, RETRY_AFTER};
use reqwest::{Response, StatusCode};

use crate::support::app::{TestApp, fixtures, shipped};
use crate::support::client::{Client, Page};

const SERVICE: &str = "/leistungen/schuelerbefoerderung-erstattung";
const START: &str = "/leistungen/schuelerbefoerderung-erstattung/antrag";

async fn begin(client: &Client) -> Page {
    let page = client.open(SERVICE).await;
    client.submit(&page, "/antrag", &[]).await
}

/// How long is to be waited, as the answer says.
fn wait_of(headers: &reqwest::header::HeaderMap) -> u64 {
    headers[RETRY_AFTER].to_str().unwrap().parse().unwrap()
}

/// Begins an application as somebody for whom a proxy asks; without cookie and token, so that nothing begins (410).
async fn start_for(app: &TestApp, forwarded: &str) -> Response {
    let request = reqwest::Client::new().post(format!("http://{}{START}", app.address));
    request.header("x-forwarded-for", forwarded).send().await.unwrap()
}

#[actix_web::test]
async fn whoever_begins_too_often_is_told_how_long_to_wait_and_what_was_begun_goes_on() {
    let app = TestApp::start_limited(Limits { starts: 2, ..Limits::none() }, shipped()).await;
    let first = app.browser();
    let page = begin(&first).await;
    begin(&app.browser()).await.must_say("Vorprüfung");
    let refused = begin(&app.browser()).await;
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    assert!((200..=301).contains(&wait_of(&refused.headers)), "{:?}", refused.headers);
    assert_eq!(refused.heading(), "Bitte versuchen Sie es später noch einmal");
    refused
        .must_say("In 5 Minuten können Sie es noch einmal versuchen.")
        .must_say("teilen sich oft einen Anschluss");
    assert_eq!(refused.headers["x-content-type-options"], "nosniff");
    // Everything else is answered as ever.
    assert_eq!(first.open(&page.address).await.status, StatusCode::OK);
    assert_eq!(app.browser().open("/").await.status, StatusCode::OK);
    let english = app.browser();
    english.open("/?sprache=en").await;
    begin(&english).await.must_say("You can try again in 5 minutes.");
    app.stop().await;
}

#[actix_web::test]
async fn a_header_gives_nobody_another_address_unless_a_trusted_proxy_sends_it() {
    let limits = Limits { starts: 1, ..Limits::none() };
    let app = TestApp::start_limited(limits.clone(), shipped()).await;
    assert_eq!(start_for(&app, "203.0.113.1").await.status(), StatusCode::GONE);
    assert_eq!(start_for(&app, "203.0.113.2").await.status(), StatusCode::TOO_MANY_REQUESTS);
    app.stop().await;

    let behind = Limits { proxies: "127.0.0.1, 10.0.0.0/8".parse().unwrap(), ..limits };
    let app = TestApp::start_limited(behind, shipped()).await;
    for (client, status) in [
        ("203.0.113.1", StatusCode::GONE),
        ("203.0.113.2", StatusCode::GONE),
        ("203.0.113.1", StatusCode::TOO_MANY_REQUESTS),
        ("198.51.100.9, 203.0.113.1", StatusCode::TOO_MANY_REQUESTS),
        ("203.0.113.2, 10.1.2.3", StatusCode::TOO_MANY_REQUESTS),
        ("2001:db8:1:2::1", StatusCode::GONE),
        ("2001:db8:1:2:ffff::7", StatusCode::TOO_MANY_REQUESTS),
        ("2001:db8:1:3::1", StatusCode::GONE),
    ] {
        assert_eq!(start_for(&app, client).await.status(), status, "{client}");
    }
    app.stop().await;
}

#[actix_web::test]
async fn all_who_begin_one_form_wait_together_and_other_forms_begin() {
    let app = TestApp::start_limited(Limits { starts_of_form: 1, ..Limits::none() }, shipped()).await;
    begin(&app.browser()).await.must_say("Vorprüfung");
    let refused = begin(&app.browser()).await;
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(refused.heading(), "Gerade beginnen sehr viele diesen Antrag");
    let other = app.browser();
    let page = other.open("/leistungen/hundesteuer-anmeldung").await;
    assert_eq!(other.submit(&page, "/antrag", &[]).await.status, StatusCode::OK);
    app.stop().await;
}

/// A whole town hall is behind one address.
#[actix_web::test]
async fn staff_at_their_work_count_for_themselves() {
    let app = TestApp::start_limited(Limits { requests: 1, ..Limits::none() }, shipped()).await;
    let busy = app.signed_in("anna", Role::Caseworker, &["fb41"]).await;
    let other = app.signed_in("berta", Role::Caseworker, &["fb41"]).await;
    let mut read = 0;
    let refused = loop {
        let page = busy.open("/postkorb").await;
        if page.status != StatusCode::OK {
            break page;
        }
        read += 1;
        assert!(read < 400, "nothing is limited");
    };
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    refused.must_say("In einer Minute können Sie es noch einmal versuchen.");
    assert!(read >= 25, "{read}");
    assert_eq!(other.open("/postkorb").await.status, StatusCode::OK);
    assert_eq!(app.browser().open("/").await.status, StatusCode::OK);
    app.stop().await;
}

#[actix_web::test]
async fn programs_get_a_problem_and_who_watches_over_us_is_always_answered() {
    let app = TestApp::start_limited(Limits { requests: 1, ..Limits::none() }, shipped()).await;
    let client = app.browser();
    let mut refused = None;
    for _ in 0..200 {
        let (status, headers, body) = client.fetch("/api/v1/services").await;
        if status != StatusCode::OK {
            refused = Some((status, headers, body));
            break;
        }
    }
    let (status, headers, body) = refused.unwrap();
    assert_eq!(status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(headers["content-type"], "application/problem+json");
    assert!((1..=2).contains(&wait_of(&headers)), "{headers:?}");
    assert!(String::from_utf8(body).unwrap().contains("/api/problems/too-many-requests"));
    // People are counted apart from programs.
    let home = client.open("/").await;
    assert_eq!(home.status, StatusCode::OK);
    let style = home.attributes("link[rel=stylesheet]", "href").remove(0);
    for address in ["/health/live", "/health/ready", &style] {
        for _ in 0..60 {
            assert_eq!(client.fetch(address).await.0, StatusCode::OK, "{address}");
        }
    }
    app.stop().await;
}

const FILES: &str = "/leistungen/dateien/antrag/unterlagen";

async fn begin_with_files(client: &Client) -> Page {
    let service = client.open("/leistungen/dateien").await;
    let page = client.submit(&service, "/antrag", &[]).await;
    client.submit(&page, "/unterlagen", &[("name", "Anna"), ("wants", "true")]).await
}

async fn upload(client: &Client, page: &Page, name: &str) -> Page {
    let content = include_bytes!("../fixtures/files/invoice.pdf");
    let controls = page.attributes("input[type=file]", "name");
    let button = format!("upload:{}", controls[0]);
    client
        .upload(page, FILES, &[("_action", &button), ("name", name)], &[(&controls[0], "a.pdf", content)])
        .await
}

#[actix_web::test]
async fn a_file_too_many_from_one_address_is_told_at_its_field_and_nothing_typed_is_lost() {
    let app = TestApp::start_limited(Limits { uploads: 1, ..Limits::none() }, fixtures()).await;
    let client = app.browser();
    begin_with_files(&client).await;
    let page = upload(&client, &client.open(FILES).await, "Berta").await;
    assert_eq!(page.texts(".pf-file__name").len(), 1, "{}", page.status);
    let refused = upload(&client, &page, "Cäcilie").await;
    refused.must_say("Von Ihrem Internet-Anschluss kamen in der letzten Stunde sehr viele Dateien");
    assert_eq!(refused.texts(".pf-file__name").len(), 1, "the first one is there");
    let again = client.open(FILES).await;
    assert_eq!(again.attributes("input[name=name]", "value"), ["Cäcilie"]);
    app.stop().await;
}

#[actix_web::test]
async fn when_drafts_hold_too_much_no_more_files_are_taken_and_all_else_goes_on() {
    let app = TestApp::start_limited(Limits { waiting: 1, ..Limits::none() }, fixtures()).await;
    let client = app.browser();
    begin_with_files(&client).await;
    let page = upload(&client, &client.open(FILES).await, "Berta").await;
    assert_eq!(page.texts(".pf-file__name").len(), 1);
    let held = app.db.read(waiting_bytes).await.unwrap();
    assert_eq!(held, include_bytes!("../fixtures/files/invoice.pdf").len() as u64);
    let other = app.browser();
    begin_with_files(&other).await;
    let refused = upload(&other, &other.open(FILES).await, "Cäcilie").await;
    refused.must_say("Gerade ist kein Platz für weitere Dateien");
    assert_eq!(other.open(FILES).await.attributes("input[name=name]", "value"), ["Cäcilie"]);
    app.stop().await;
}

/// Nothing is built of the header `Host`: whatever it says, links and redirects stay where people are.
#[actix_web::test]
async fn a_foreign_host_stands_nowhere() {
    let app = TestApp::start().await;
    let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    for address in
        ["/", SERVICE, "/fortsetzen", "/status", "/amt/anmelden", "/postkorb", "/nichts", "/?sprache=en"]
    {
        let asked = http.get(format!("http://{}{address}", app.address)).header(HOST, "evil.example");
        let asked = asked.header("x-forwarded-host", "evil.example").header("forwarded", "host=evil.example");
        let answer = asked.send().await.unwrap();
        let headers = format!("{:?}", answer.headers());
        let body = answer.text().await.unwrap();
        assert!(!headers.contains("evil.example") && !body.contains("evil.example"), "{address}: {headers}");
    }
    // A page of another site cannot post by naming itself as the host.
    let posted = http.post(format!("http://{}{START}", app.address)).header("origin", "http://evil.example");
    assert_eq!(posted.send().await.unwrap().status(), StatusCode::FORBIDDEN);
    app.stop().await;
}
