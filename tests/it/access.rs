//! Every address with every kind of user: who gets in, who is sent to sign in, for whom there is nothing.

mod table;

use pforte::domain::Role;
use pforte::web::routes::{ADDRESSES, DEV_ADDRESSES, TRIAL_ADDRESSES};

use self::table::Gets::{self, Code, Elsewhere, Forbidden, In, Key, Nothing, SignIn};
use self::table::TABLE;
use crate::support::app::{PASSWORD, TestApp};
use crate::support::client::Client;

/// What somebody gets who works cases and sits at the desk besides: whatever either of the two gets.
fn also_at_desk([_, desk, caseworker, ..]: [Gets; 5]) -> Gets {
    if caseworker == Forbidden { desk } else { caseworker }
}

/// What whoever leads the desk gets: what the desk gets, and its figures.
fn desk_lead(pattern: &str, [_, desk, ..]: [Gets; 5]) -> Gets {
    if pattern.starts_with("/auswertung/schalter") { In } else { desk }
}

/// An address for a pattern; what it names does not belong to anybody in this test.
pub fn address(pattern: &str) -> String {
    pattern
        .replace("{slug}", "schuelerbefoerderung-erstattung")
        .replace("{page}", "vorpruefung")
        .replace("{item}", "1")
        .replace("{number}", "222222222")
        .replace("{file}", "0b0e2c52-6e5c-4b63-8a0e-5d7a4a1f0c11")
        .replace("{batch}", "0b0e2c52-6e5c-4b63-8a0e-5d7a4a1f0c11")
        .replace("{view}", "0b0e2c52-6e5c-4b63-8a0e-5d7a4a1f0c11")
        .replace("{own}", "0b0e2c52-6e5c-4b63-8a0e-5d7a4a1f0c11")
        .replace("{draft}", "0b0e2c52-6e5c-4b63-8a0e-5d7a4a1f0c11")
        .replace("{case}", "0b0e2c52-6e5c-4b63-8a0e-5d7a4a1f0c12")
        .replace("{id}", "0b0e2c52-6e5c-4b63-8a0e-5d7a4a1f0c13")
        .replace("{code}", "K7M3-QX9A-B2CD-EFGH")
        .replace("{hash}", "0")
        .replace("{name}", "x.css")
        .replace("{component}", "button")
        .replace("{example}", "default")
}

/// What the forms of staff send, so that a change fails for its address and not for what is typed.
const CONTROLS: &[(&str, &str)] = &[
    ("leistung", "schuelerbefoerderung-erstattung"),
    ("aktion", "claim"),
    ("fassung", "0.1"),
    ("notiz", "Telefonat"),
    ("merkmal", "Rückruf"),
    ("aktenzeichen", "40.1-17"),
    ("an", "0b0e2c52-6e5c-4b63-8a0e-5d7a4a1f0c14"),
    ("wiedervorlage.day", "24.12.2025"),
    ("wozu", "Nachfragen"),
    ("vollstaendig.day", "01.09.2025"),
    ("aufgabe", "Anrufen"),
    ("bis.day", "24.12.2025"),
    ("welche", "0b0e2c52-6e5c-4b63-8a0e-5d7a4a1f0c15"),
    ("fachbereich", "fb41"),
    ("grund", "Dort ist es richtig."),
    ("was", "post"),
];

/// A kind of user: the name, the browser, and the token of their forms.
struct User {
    name: &'static str,
    client: Client,
    token: String,
}

impl User {
    async fn staff(app: &TestApp, name: &'static str, role: Role, departments: &[&str], area: &str) -> Self {
        Self::of(app.signed_in(name, role, departments).await, name, area).await
    }

    async fn of(client: Client, name: &'static str, area: &str) -> Self {
        let (_, controls) = client.open(area).await.form("/amt/abmelden");
        let (_, token) = controls.into_iter().find(|(control, _)| control == "_csrf").unwrap();
        Self { name, client, token }
    }

    /// Those of the table, in its order, then who works cases and sits at the desk besides, and who leads the desk.
    async fn each(app: &TestApp) -> [Self; 7] {
        app.add_clerk("both", Role::Caseworker, &["fb40"]).await;
        app.command(&["staff", "change", "both", "--desk"], "").unwrap();
        let both = app.browser();
        app.sign_in(&both, "both", PASSWORD).await;
        [
            Self { name: "nobody", client: app.browser(), token: String::new() },
            Self::staff(app, "desk", Role::Desk, &[], "/schalter").await,
            Self::staff(app, "caseworker", Role::Caseworker, &["fb40"], "/postkorb").await,
            Self::staff(app, "lead", Role::Lead, &["fb40"], "/postkorb").await,
            Self::staff(app, "admin", Role::Admin, &[], "/verwaltung").await,
            Self::of(both, "both", "/schalter").await,
            Self::staff(app, "desk lead", Role::DeskLead, &[], "/schalter").await,
        ]
    }

    async fn gets(&self, method: &str, pattern: &str, token: &str) -> Gets {
        let page = if method == "GET" {
            self.client.open(&address(pattern)).await
        } else {
            let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
            let mut controls: Vec<_> = CONTROLS.iter().map(own).collect();
            controls.push(("_csrf".to_owned(), token.to_owned()));
            self.client.post(&address(pattern), &controls).await
        };
        match page.status.as_u16() {
            200 if page.address.starts_with("/amt/anmelden") && pattern != "/amt/anmelden" => SignIn,
            200 if page.address == "/schalter?anderer-fall" => Elsewhere,
            200 if page.address == "/status?beendet" => Code,
            409 => Elsewhere,
            204 => In,
            // The sign-in form that was sent empty, perhaps too often, and the page of a draft that was just begun; of a program
            // JSON is expected instead of controls.
            200 | 422 | 415 | 429 => In,
            401 => Key,
            403 => Forbidden,
            404 | 410 => Nothing,
            other => panic!("{method} {pattern} as {} answered {other}", self.name),
        }
    }
}

#[actix_web::test]
async fn every_address_knows_every_kind_of_user() {
    let app = TestApp::start().await;
    let users = User::each(&app).await;
    let mut wrong = Vec::new();
    for (method, pattern, expected) in TABLE {
        let expected =
            expected.iter().copied().chain([also_at_desk(*expected), desk_lead(pattern, *expected)]);
        for (user, expected) in users.iter().zip(expected) {
            let got = user.gets(method, pattern, &user.token).await;
            if got != expected {
                wrong
                    .push(format!("{method} {pattern} as {}: expected {expected:?}, got {got:?}", user.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    app.stop().await;
}

#[actix_web::test]
async fn staff_change_nothing_without_the_token_of_their_own_forms() {
    let app = TestApp::start().await;
    let users = User::each(&app).await;
    let of_a_colleague = users[3].token.clone();
    let areas = ["/schalter", "/postkorb", "/verwaltung", "/amt/abmelden", "/amt/formulare"];
    let is_of_staff = |pattern: &str| areas.iter().any(|area| pattern.starts_with(area));
    let mut wrong = Vec::new();
    for (_, pattern, _) in
        TABLE.iter().filter(|(method, pattern, _)| *method == "POST" && is_of_staff(pattern))
    {
        for user in [&users[1], &users[2], &users[4], &users[5], &users[6]] {
            for token in ["", "0", &of_a_colleague] {
                // Beside the case that lies open there is nothing, whatever the token.
                let got = user.gets("POST", pattern, token).await;
                if ![Forbidden, Elsewhere].contains(&got) {
                    wrong.push(format!("{pattern} as {} with {token:?}", user.name));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    app.stop().await;
}

#[test]
fn the_table_holds_every_address() {
    let mut known: Vec<_> = TABLE.iter().map(|(method, pattern, _)| (*method, *pattern)).collect();
    let addresses = ADDRESSES.iter().chain(DEV_ADDRESSES).chain(TRIAL_ADDRESSES);
    let mut registered: Vec<_> = addresses.map(|found| (found.method.as_str(), found.pattern)).collect();
    known.sort_unstable();
    registered.sort_unstable();
    assert_eq!(known, registered);
}
