//! What programs get that ask wrongly: problem details, always.

use reqwest::Method;
use serde_json::json;

use crate::support::app::TestApp;
use crate::support::program::{Answer, Program, send};

const VALIDATE: &str = "/api/v1/services/mangel-melden/validate";

async fn posted(program: &Program, body: impl Into<reqwest::Body>) -> Answer {
    let request = program.request(Method::POST, VALIDATE).header("content-type", "application/json");
    send(request.body(body)).await
}

#[actix_web::test]
async fn addresses_that_are_not_there_and_methods_they_do_not_know_are_problems() {
    let app = TestApp::start().await;
    let program = Program::unknown(&app);
    for address in
        ["/api", "/api/", "/api/v1", "/api/v2/services", "/api/v1/services/unbekannt", "/api/problems/x"]
    {
        program.get(address).await.must_be(404, "not-found");
    }
    let answer = send(program.request(Method::DELETE, "/api/v1/services")).await;
    assert_eq!(answer.must_be(405, "method-not-allowed").header("allow"), Some("GET, HEAD"));
    let answer = program.get(VALIDATE).await;
    assert_eq!(answer.must_be(405, "method-not-allowed").header("allow"), Some("POST"));
    let head = program.request(Method::HEAD, "/api/v1/services").send().await.unwrap();
    assert_eq!(head.status(), 200);
    // Elsewhere it stays a page for people.
    let page = app.browser().open("/apis").await;
    assert_eq!(page.status, 404);
    page.must_say("nicht");
    app.stop().await;
}

#[actix_web::test]
async fn bodies_that_are_not_as_described_are_problems() {
    let app = TestApp::start().await;
    let program = Program::unknown(&app);
    for (body, told) in [
        ("", "EOF"),
        ("{\"answers\": {}", "EOF"),
        ("{\"answers\": {}, \"answers\": {}}", "stands here twice"),
        ("{\"answers\": {\"danger\": true, \"danger\": false}}", "stands here twice"),
        ("{\"answers\": []}", "answers"),
        ("{}", "missing field `answers`"),
        ("{\"answers\": {}, \"confirmed\": true}", "unknown field `confirmed`"),
        ("{\"answers\": {\"n\": 1e999}}", "out of range"),
    ] {
        let answer = posted(&program, body).await;
        let detail = answer.must_be(400, "malformed").json["detail"].as_str().unwrap();
        assert!(detail.contains(told), "{body}: {detail}");
    }
    posted(&program, b"{\"answers\": {\"a\": \"\xff\"}}".as_slice()).await.must_be(400, "malformed");
    posted(&program, format!("{{\"answers\": {{\"a\": {}}}}}", "[".repeat(100_000)))
        .await
        .must_be(400, "malformed");
    let large = format!("{{\"answers\": {{\"a\": \"{}\"}}}}", "a".repeat(1024 * 1024));
    posted(&program, large).await.must_be(413, "too-large");
    let rows = |count: usize| json!({"answers": {"rows": vec![json!({}); count]}}).to_string();
    posted(&program, rows(5_000)).await.must_be(413, "too-large");
    assert_eq!(posted(&program, rows(4_900)).await.status, 200);
    let kinds =
        ["application/x-www-form-urlencoded", "text/plain", "application/jsonx", "multipart/form-data"];
    for kind in kinds {
        let request =
            program.request(Method::POST, VALIDATE).header("content-type", kind).body("{\"answers\": {}}");
        send(request).await.must_be(415, "unsupported-media-type");
    }
    let packed = program.request(Method::POST, VALIDATE).json(&json!({"answers": {}}));
    send(packed.header("content-encoding", "gzip")).await.must_be(415, "unsupported-media-type");
    app.stop().await;
}

#[actix_web::test]
async fn a_problem_tells_about_itself_at_its_address() {
    let app = TestApp::start().await;
    let program = Program::unknown(&app);
    let problem = program.get("/api/v1/services/unbekannt").await;
    let told = program.get(problem.json["type"].as_str().unwrap()).await;
    assert_eq!(told.status, 200);
    assert_eq!(told.json, problem.json);
    app.stop().await;
}

#[actix_web::test]
async fn no_cookie_is_given_or_asked_and_no_foreign_page_is_invited() {
    let app = TestApp::start().await;
    let program = Program::unknown(&app);
    let request = program.request(Method::POST, VALIDATE).json(&json!({"answers": {}}));
    let answer =
        send(request.header("origin", "https://boese.example").header("sec-fetch-site", "cross-site")).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("set-cookie"), None);
    assert_eq!(answer.header("access-control-allow-origin"), None);
    assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    let problem = program.get("/api/v1/nichts").await;
    assert_eq!(problem.header("x-content-type-options"), Some("nosniff"));
    app.stop().await;
}
