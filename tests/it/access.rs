//! Every address with every kind of user: who gets in, who is sent to sign in, for whom there is nothing.

use pforte::domain::Role;
use pforte::web::routes::ROUTES;

use crate::support::app::TestApp;
use crate::support::client::Client;

/// What a kind of user gets. Redirects are followed, so a sign-in page counts as `SignIn`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Gets {
    /// A page, or the answer to a change.
    In,
    /// The sign-in page.
    SignIn,
    /// 403: not their area, or a form without its token.
    Forbidden,
    /// 404 or 410: there is nothing here for them.
    Nothing,
}

use Gets::{Forbidden, In, Nothing, SignIn};

/// For each route what it answers to: nobody signed in, desk, caseworker, lead, admin. Drafts, receipts
/// and cases in the addresses are not theirs.
const TABLE: &[(&str, &str, [Gets; 5])] = &[
    ("GET", "/", [In; 5]),
    ("GET", "/impressum", [In; 5]),
    ("GET", "/datenschutz", [In; 5]),
    ("GET", "/barrierefreiheit", [In; 5]),
    ("GET", "/leistungen/{slug}", [In; 5]),
    ("GET", "/leistungen/{slug}/schema.json", [In; 5]),
    ("POST", "/leistungen/{slug}/antrag", [In; 5]),
    ("GET", "/leistungen/{slug}/antrag/pruefen", [Nothing; 5]),
    ("POST", "/leistungen/{slug}/antrag/absenden", [Nothing; 5]),
    ("POST", "/leistungen/{slug}/antrag/verwerfen", [Nothing; 5]),
    ("GET", "/leistungen/{slug}/antrag/{page}", [Nothing; 5]),
    ("POST", "/leistungen/{slug}/antrag/{page}", [Nothing; 5]),
    ("GET", "/leistungen/{slug}/antrag/{page}/{item}", [Nothing; 5]),
    ("POST", "/leistungen/{slug}/antrag/{page}/{item}", [Nothing; 5]),
    ("POST", "/vergessen", [Nothing; 5]),
    ("GET", "/eingang/{number}", [Nothing; 5]),
    ("GET", "/eingang/{number}/druck", [Nothing; 5]),
    ("GET", "/eingang/{number}/kopie", [Nothing; 5]),
    ("GET", "/amt/anmelden", [In; 5]),
    ("POST", "/amt/anmelden", [In; 5]),
    ("POST", "/amt/abmelden", [SignIn, Forbidden, Forbidden, Forbidden, Forbidden]),
    ("GET", "/schalter", [SignIn, In, Forbidden, Forbidden, Forbidden]),
    ("POST", "/schalter/antrag", [SignIn, Forbidden, Forbidden, Forbidden, Forbidden]),
    ("GET", "/schalter/antrag/{draft}/pruefen", [SignIn, Nothing, Forbidden, Forbidden, Forbidden]),
    ("POST", "/schalter/antrag/{draft}/absenden", [SignIn, Forbidden, Forbidden, Forbidden, Forbidden]),
    ("POST", "/schalter/antrag/{draft}/verwerfen", [SignIn, Forbidden, Forbidden, Forbidden, Forbidden]),
    ("GET", "/schalter/antrag/{draft}/{page}", [SignIn, Nothing, Forbidden, Forbidden, Forbidden]),
    ("POST", "/schalter/antrag/{draft}/{page}", [SignIn, Forbidden, Forbidden, Forbidden, Forbidden]),
    ("GET", "/schalter/antrag/{draft}/{page}/{item}", [SignIn, Nothing, Forbidden, Forbidden, Forbidden]),
    ("POST", "/schalter/antrag/{draft}/{page}/{item}", [SignIn, Forbidden, Forbidden, Forbidden, Forbidden]),
    ("GET", "/schalter/eingang/{number}", [SignIn, Nothing, Forbidden, Forbidden, Forbidden]),
    ("GET", "/schalter/eingang/{number}/druck", [SignIn, Nothing, Forbidden, Forbidden, Forbidden]),
    ("GET", "/postkorb", [SignIn, Forbidden, In, In, Forbidden]),
    ("GET", "/postkorb/{case}", [SignIn, Forbidden, Nothing, Nothing, Forbidden]),
    ("POST", "/postkorb/{case}/uebernehmen", [SignIn, Forbidden, Forbidden, Forbidden, Forbidden]),
    ("POST", "/postkorb/{case}/status", [SignIn, Forbidden, Forbidden, Forbidden, Forbidden]),
    ("POST", "/postkorb/{case}/notiz", [SignIn, Forbidden, Forbidden, Forbidden, Forbidden]),
    ("POST", "/postkorb/{case}/aktenzeichen", [SignIn, Forbidden, Forbidden, Forbidden, Forbidden]),
    ("GET", "/verwaltung", [SignIn, Forbidden, Forbidden, Forbidden, In]),
    ("POST", "/verwaltung/mail/{id}/erneut", [SignIn, Forbidden, Forbidden, Forbidden, Forbidden]),
    ("GET", "/health/live", [In; 5]),
    ("GET", "/health/ready", [In; 5]),
    ("GET", "/assets/{hash}/{name}", [Nothing; 5]),
    ("GET", "/entwicklung/komponenten", [Nothing; 5]),
    ("GET", "/entwicklung/komponenten/{component}/{example}", [Nothing; 5]),
];

/// An address for a pattern; what it names does not belong to anybody in this test.
fn address(pattern: &str) -> String {
    pattern
        .replace("{slug}", "schuelerbefoerderung-erstattung")
        .replace("{page}", "vorpruefung")
        .replace("{item}", "1")
        .replace("{number}", "222222222")
        .replace("{draft}", "0b0e2c52-6e5c-4b63-8a0e-5d7a4a1f0c11")
        .replace("{case}", "0b0e2c52-6e5c-4b63-8a0e-5d7a4a1f0c12")
        .replace("{id}", "0b0e2c52-6e5c-4b63-8a0e-5d7a4a1f0c13")
        .replace("{hash}", "0")
        .replace("{name}", "x.css")
        .replace("{component}", "button")
        .replace("{example}", "default")
}

async fn gets(client: &Client, method: &str, pattern: &str) -> Gets {
    let page = match method {
        "GET" => client.open(&address(pattern)).await,
        _ => client.post(&address(pattern), &[]).await,
    };
    match page.status.as_u16() {
        200 if page.address.starts_with("/amt/anmelden") && !pattern.starts_with("/amt/anmelden") => SignIn,
        // The sign-in form that was sent empty, and the page of a draft that was just begun.
        200 | 422 => In,
        403 => Forbidden,
        404 | 410 => Nothing,
        other => panic!("{method} {pattern} answered {other}"),
    }
}

#[actix_web::test]
async fn every_address_knows_every_kind_of_user() {
    let app = TestApp::start().await;
    let users = [
        ("nobody", app.browser()),
        ("desk", app.signed_in("desk", Role::Desk, &[]).await),
        ("caseworker", app.signed_in("caseworker", Role::Caseworker, &["fb40"]).await),
        ("lead", app.signed_in("lead", Role::Lead, &["fb40"]).await),
        ("admin", app.signed_in("admin", Role::Admin, &[]).await),
    ];
    let mut wrong = Vec::new();
    for (method, pattern, expected) in TABLE {
        // Beginning an application gives a citizen's browser a draft: other browsers do that.
        let fresh = app.browser();
        for ((user, client), expected) in users.iter().zip(expected) {
            let client = if *pattern == "/leistungen/{slug}/antrag" { &fresh } else { client };
            let got = gets(client, method, pattern).await;
            if got != *expected && *pattern != "/leistungen/{slug}/antrag" {
                wrong.push(format!("{method} {pattern} as {user}: expected {expected:?}, got {got:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    app.stop().await;
}

#[test]
fn no_address_is_missing_in_the_table() {
    for (method, pattern) in ROUTES {
        let is_there = TABLE.iter().any(|(m, p, _)| m == method && p == pattern);
        assert!(is_there, "{method} {pattern} is not in the access table");
    }
    assert_eq!(ROUTES.len(), TABLE.len());
}

#[test]
fn no_route_is_registered_outside_of_the_site_map() {
    let source = include_str!("../../src/web/routes.rs");
    let literal = |line: &str| line.split('"').nth(1).filter(|text| text.starts_with('/')).map(str::to_owned);
    for pattern in source
        .lines()
        .filter(|line| line.contains("route(\"") || line.contains("resource(\""))
        .filter_map(literal)
    {
        assert!(ROUTES.iter().any(|(_, known)| *known == pattern), "{pattern} is not in ROUTES");
    }
}
