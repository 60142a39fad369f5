//! An installation that the world reaches by `https://`: what each answer and each cookie says to browsers.

use std::collections::BTreeSet;
use std::time::Duration;

use pforte::domain::Role;
use pforte::web::limits::{Limits, Times};
use pforte::web::routes::ADDRESSES;
use reqwest::header::{HeaderMap, HeaderName};
use reqwest::{Method, StatusCode};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::access::address;
use crate::support::app::{PASSWORD, TestApp};
use crate::support::asking::{ask, number_and_code};
use crate::support::filling::file;

/// What each answer says, whatever it is.
const HEADERS: [(&str, &str); 7] = [
    ("strict-transport-security", "max-age=31536000; includeSubDomains"),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
    ("x-frame-options", "DENY"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=()"),
];

/// What each policy says. None of it follows from another.
const POLICY: [&str; 3] = ["default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"];

/// What an answer does not say, but should.
fn missing(headers: &HeaderMap) -> Vec<String> {
    let all = |name: &str| -> Vec<String> {
        headers.get_all(name).iter().map(|value| value.to_str().unwrap().to_owned()).collect()
    };
    let wrong = HEADERS.iter().filter(|(name, value)| all(name) != [*value]);
    let mut missing: Vec<String> = wrong.map(|(name, _)| (*name).to_owned()).collect();
    let policies = all("content-security-policy");
    let policy = policies.join(", ");
    let parts: Vec<&str> = policy.split("; ").collect();
    missing.extend(POLICY.iter().filter(|part| !parts.contains(*part)).map(|part| (*part).to_owned()));
    if policies.len() != 1 || policy.contains("unsafe") {
        missing.push(format!("one policy, and not: {policy}"));
    }
    let forms = ["form-action 'self'", "form-action 'none'"];
    if !forms.iter().any(|part| parts.contains(part)) {
        missing.push("form-action".to_owned());
    }
    if all("cache-control").len() != 1 {
        missing.push("cache-control".to_owned());
    }
    // What caches may keep is the same for everybody, and named so below.
    let kind = all("content-type").concat();
    if kind.starts_with("text/html") && all("cache-control") != ["no-store"] {
        missing.push("cache-control: no-store".to_owned());
    }
    missing
}

/// Asks and follows nowhere.
async fn answer(app: &TestApp, method: Method, address: &str, more: &[(&str, &str)]) -> reqwest::Response {
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let mut request = client.request(method, format!("http://{}{address}", app.address));
    for (name, value) in more {
        request = request.header(*name, *value);
    }
    request.send().await.unwrap()
}

#[actix_web::test]
async fn every_answer_to_strangers_has_every_header() {
    let app = TestApp::start_secure().await;
    let mut statuses = BTreeSet::new();
    let mut wrong = Vec::new();
    for (method, pattern) in ADDRESSES.iter().map(|known| (known.method.as_str(), known.pattern)) {
        let method: Method = method.parse().unwrap();
        let answer = answer(&app, method.clone(), &address(pattern), &[]).await;
        statuses.insert(answer.status().as_u16());
        wrong.extend(missing(answer.headers()).into_iter().map(|what| format!("{method} {pattern}: {what}")));
    }
    assert_eq!(wrong, [] as [String; 0]);
    // Pages, redirects, what is refused, what is not there, what takes something else.
    for status in [200, 303, 401, 404, 410, 422] {
        assert!(statuses.contains(&status), "{statuses:?}");
    }
    app.stop().await;
}

#[actix_web::test]
async fn answers_beside_the_routes_have_every_header_too() {
    let app = TestApp::start_secure().await;
    let home = app.browser().open("/").await;
    let style = home.attributes("link[rel=stylesheet]", "href").remove(0);
    let foreign = [("origin", "https://evil.example"), ("sec-fetch-site", "cross-site")];
    let typed = [("content-type", "application/x-www-form-urlencoded"), ("sec-fetch-site", "same-origin")];
    let long = format!("/?q={}", "a".repeat(9000));
    for (method, address, more) in [
        (Method::GET, style.as_str(), &[][..]),
        (Method::HEAD, "/", &[]),
        (Method::GET, "/health/live", &[]),
        (Method::GET, "/health/ready", &[]),
        (Method::GET, "/robots.txt", &[]),
        (Method::GET, "/gibt-es-nicht", &[]),
        (Method::GET, "/static/gibt-es-nicht.css", &[]),
        (Method::GET, "/api/gibt-es-nicht", &[]),
        (Method::GET, "/%ff%fe", &[]),
        (Method::GET, "/%00", &[]),
        (Method::GET, "/?sprache=en", &[]),
        (Method::GET, long.as_str(), &[]),
        (Method::TRACE, "/", &[]),
        (Method::OPTIONS, "/api/v1/services", &[]),
        (Method::DELETE, "/", &[]),
        (Method::PUT, "/status", &[]),
        (Method::POST, "/status", &foreign),
        (Method::POST, "/amt/anmelden", &typed),
        (Method::GET, "/amt/anmelden", &[("cookie", "__Host-pforte-amt=x; __Host-pforte-geraet=x.y.z")]),
    ] {
        let answer = answer(&app, method.clone(), address, more).await;
        let wrong = missing(answer.headers());
        assert_eq!(wrong, [] as [String; 0], "{method} {address} {}", answer.status());
    }
    app.stop().await;
}

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");
const OWN: (&str, &str) = ("sec-fetch-site", "same-origin");
const VALIDATE: &str = "/api/v1/services/hundesteuer-anmeldung/validate";

/// Sends a body; the status of the answer, which has every header.
async fn refused(app: &TestApp, address: &str, more: &[(&str, &str)], body: impl Into<reqwest::Body>) -> u16 {
    let request = reqwest::Client::new().post(format!("http://{}{address}", app.address));
    let request = more.iter().fold(request, |request, (name, value)| request.header(*name, *value));
    let answer = request.body(body).send().await.unwrap();
    assert_eq!(missing(answer.headers()), [] as [String; 0], "{address} {}", answer.status());
    answer.status().as_u16()
}

#[actix_web::test]
async fn each_kind_of_refusal_has_every_header() {
    let app = TestApp::start_secure_limited(Limits { requests: 2, ..Limits::none() }).await;
    let large = vec![b'x'; 3 * 1024 * 1024];
    assert_eq!(refused(&app, VALIDATE, &[("content-type", "application/json")], "{").await, 400);
    // There is no such thing as this page for another method: 404, and not 405.
    assert_eq!(answer(&app, Method::DELETE, "/", &[]).await.status(), StatusCode::NOT_FOUND);
    assert_eq!(refused(&app, "/status", &[FORM, OWN], large).await, 413);
    assert_eq!(refused(&app, VALIDATE, &[], "x").await, 415);
    assert_eq!(refused(&app, "/amt/anmelden", &[FORM, OWN], "").await, 422);
    app.test_db.execute("ALTER TABLE sign_in_attempts RENAME TO away").await;
    let typed = "login=erika&password=falsch";
    assert_eq!(refused(&app, "/amt/anmelden", &[FORM, OWN], typed).await, 500);
    app.test_db.execute("ALTER TABLE away RENAME TO sign_in_attempts").await;
    app.db.close().await;
    assert_eq!(refused(&app, "/amt/anmelden", &[FORM, OWN], typed).await, 503);
    for address in ["/status", VALIDATE] {
        let mut statuses = Vec::new();
        while statuses.last() != Some(&429) && statuses.len() < 100 {
            statuses.push(refused(&app, address, &[FORM, OWN], "").await);
        }
        assert_eq!(statuses.last(), Some(&429), "{address}: {statuses:?}");
    }
    app.stop().await;
}

/// Writes this on a connection, and reads what comes until it ends.
async fn told(app: &TestApp, request: &str) -> String {
    let mut connection = TcpStream::connect(app.address).await.unwrap();
    connection.write_all(request.as_bytes()).await.unwrap();
    let mut told = Vec::new();
    connection.read_to_end(&mut told).await.unwrap();
    String::from_utf8(told).unwrap()
}

#[actix_web::test]
async fn what_does_not_arrive_in_time_gets_every_header() {
    let times = Times { longest: Duration::from_millis(700), ..Times::default() };
    let app = TestApp::start_secure_limited(Limits { times, ..Limits::none() }).await;
    let kind = "Content-Type: application/x-www-form-urlencoded\r\nSec-Fetch-Site: same-origin";
    let head = format!("POST /status HTTP/1.1\r\nHost: localhost\r\n{kind}\r\nContent-Length: 9\r\n\r\n");
    let told = told(&app, &head).await;
    let (head, page) = told.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("HTTP/1.1 408 ") && page.contains("Das hat zu lange gedauert"), "{told}");
    let mut headers = HeaderMap::new();
    for (name, value) in head.lines().skip(1).map(|line| line.split_once(": ").unwrap()) {
        headers.append(name.parse::<HeaderName>().unwrap(), value.parse().unwrap());
    }
    assert_eq!(missing(&headers), [] as [String; 0]);
    app.stop().await;
}

/// The server that Pforte is built on answers what it cannot read by itself: an empty answer, in which there is nothing
/// to protect, and the end of the connection.
#[actix_web::test]
async fn what_is_no_request_gets_an_empty_answer() {
    let app = TestApp::start_secure().await;
    let many: String = (0..200).map(|number| format!("X-{number}: x\r\n")).collect();
    let many = format!("GET / HTTP/1.1\r\nHost: localhost\r\n{many}\r\n");
    for (request, status) in [("GET\r\n\r\n", "400"), ("\x16\x03\x01\r\n\r\n", "400"), (&many, "431")] {
        let told = told(&app, request).await;
        assert!(told.starts_with(&format!("HTTP/1.1 {status} ")), "{told}");
        assert!(told.contains("content-length: 0") && told.ends_with("\r\n\r\n"), "{told}");
    }
    app.stop().await;
}

#[actix_web::test]
async fn every_answer_to_staff_has_every_header() {
    let app = TestApp::start_secure().await;
    let mut wrong = Vec::new();
    for (login, role) in [("schule", Role::Lead), ("petra", Role::Desk), ("verwaltung", Role::Admin)] {
        let client = app.signed_in(login, role, &["fb40"]).await.without_following();
        for pattern in ADDRESSES.iter().filter(|it| it.method.as_str() == "GET").map(|it| it.pattern) {
            let page = client.open(&address(pattern)).await;
            wrong.extend(missing(&page.headers).into_iter().map(|what| format!("{login} {pattern}: {what}")));
        }
    }
    assert_eq!(wrong, [] as [String; 0]);
    app.stop().await;
}

/// The names of all cookies of the product. Each is bound to this host, to TLS, and out of the reach of scripts.
#[actix_web::test]
async fn every_cookie_is_bound_to_this_host_and_to_tls() {
    let app = TestApp::start_secure().await;
    let citizen = app.browser();
    citizen.open("/?sprache=en").await;
    citizen.open("/?sprache=de").await;
    let receipt = file(&app, &citizen, "school_transport_refund", "ticket_outside_capped").await;
    let (number, code) = number_and_code(&receipt);
    citizen.submit(&receipt, "/merken", &[]).await;
    citizen.open("/fortsetzen/K7M3-QX9A-B2CD-EFGH").await;
    let page = ask(&citizen, &number, &code).await;
    assert_eq!((page.status, page.address.as_str()), (StatusCode::OK, "/status/antrag"));
    let clerk = app.signed_in("petra", Role::Desk, &[]).await;
    let page = clerk.open("/schalter").await;
    clerk.submit(&page, "/amt/abmelden", &[]).await;
    let again = app.sign_in(&clerk, "petra", PASSWORD).await;
    assert_eq!(again.address, "/schalter", "a session over TLS holds");

    let set = [citizen.cookies_set(), clerk.cookies_set()].concat();
    let mut names = BTreeSet::new();
    for cookie in &set {
        let parts: Vec<&str> = cookie.split("; ").collect();
        names.insert(parts[0].split_once('=').unwrap().0);
        assert!(cookie.starts_with("__Host-"), "{cookie}");
        for part in ["Secure", "HttpOnly", "Path=/"] {
            assert!(parts.contains(&part), "{part} is missing: {cookie}");
        }
        assert!(parts.contains(&"SameSite=Lax") || parts.contains(&"SameSite=Strict"), "{cookie}");
        assert!(!cookie.contains("Domain="), "{cookie}");
    }
    let expected = ["", "-amt", "-code", "-geraet", "-gemerkt", "-sprache", "-stand"];
    let expected: BTreeSet<String> = expected.iter().map(|end| format!("__Host-pforte{end}")).collect();
    assert_eq!(names.into_iter().map(str::to_owned).collect::<BTreeSet<_>>(), expected);
    app.stop().await;
}
