//! Every address with every kind of user: who gets in, who is sent to sign in, for whom there is nothing.

use pforte::domain::Role;
use pforte::web::routes::{ADDRESSES, DEV_ADDRESSES, TRIAL_ADDRESSES};

use crate::support::app::{PASSWORD, TestApp};
use crate::support::client::Client;

/// What a kind of user gets. Redirects are followed, so a sign-in page counts as `SignIn`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Gets {
    /// A page, or the answer to a change.
    In,
    /// The sign-in page.
    SignIn,
    /// 403: not their area, or a change without the token of their forms.
    Forbidden,
    /// 401: only programs with a key, or whoever has a secret.
    Key,
    /// 404 or 410: there is nothing here for them.
    Nothing,
    /// The page that asks for number and code.
    Code,
    /// 409, or the desk's page that says so: another case lies open, or none.
    Elsewhere,
}

use Gets::{Code, Elsewhere, Forbidden, In, Key, Nothing, SignIn};

/// For each route what it answers to: nobody signed in, desk, caseworker, lead, admin. Drafts, receipts
/// and cases in the addresses are not theirs; changes carry the token of their own forms.
const TABLE: &[(&str, &str, [Gets; 5])] = &[
    ("GET", "/", [In; 5]),
    ("GET", "/impressum", [In; 5]),
    ("GET", "/datenschutz", [In; 5]),
    ("GET", "/barrierefreiheit", [In; 5]),
    ("GET", "/leistungen/{slug}", [In; 5]),
    ("GET", "/leistungen/{slug}/schema.json", [In; 5]),
    ("GET", "/leistungen/{slug}/vordruck", [In; 5]),
    ("GET", "/leistungen/{slug}/datenschutz", [In; 5]),
    ("GET", "/leistungen/{slug}/antrag/pruefen", [Nothing; 5]),
    ("POST", "/leistungen/{slug}/antrag/absenden", [Nothing; 5]),
    ("POST", "/leistungen/{slug}/antrag/verwerfen", [Nothing; 5]),
    ("GET", "/leistungen/{slug}/antrag/{page}", [Nothing; 5]),
    ("POST", "/leistungen/{slug}/antrag/{page}", [Nothing; 5]),
    ("GET", "/leistungen/{slug}/antrag/gespeichert", [Nothing; 5]),
    ("POST", "/leistungen/{slug}/antrag/gespeichert", [Nothing; 5]),
    ("POST", "/leistungen/{slug}/antrag/gespeichert/mail", [Nothing; 5]),
    ("GET", "/auswahl/{shape}/{version}/{channel}/{language}/{field}", [Nothing; 5]),
    ("GET", "/fortsetzen", [In; 5]),
    ("GET", "/fortsetzen/{code}", [In; 5]),
    ("POST", "/fortsetzen", [In; 5]),
    ("GET", "/leistungen/{slug}/antrag/datei/{file}", [Nothing; 5]),
    ("GET", "/leistungen/{slug}/antrag/{page}/{item}", [Nothing; 5]),
    ("POST", "/leistungen/{slug}/antrag/{page}/{item}", [Nothing; 5]),
    ("POST", "/vergessen", [Nothing; 5]),
    ("GET", "/eingang/{number}", [Nothing; 5]),
    ("GET", "/eingang/{number}/druck", [Nothing; 5]),
    ("GET", "/eingang/{number}/kopie", [Nothing; 5]),
    ("POST", "/eingang/{number}/stand", [Nothing; 5]),
    ("GET", "/status", [In; 5]),
    ("POST", "/status", [In; 5]),
    // Only the applicant of a case is anybody here, whoever else they are.
    ("GET", "/status/antrag", [Code; 5]),
    ("GET", "/status/druck", [Code; 5]),
    ("POST", "/status/daten", [Code; 5]),
    ("GET", "/status/zuruecknehmen", [Code; 5]),
    ("POST", "/status/zuruecknehmen", [Code; 5]),
    ("GET", "/status/bescheid", [Code; 5]),
    ("POST", "/status/bescheid", [Code; 5]),
    ("GET", "/status/bescheid/datei", [Code; 5]),
    ("POST", "/status/bescheid/weg", [Code; 5]),
    ("GET", "/status/rueckfrage", [Code; 5]),
    // What was typed comes back, and nothing of a case is shown.
    ("POST", "/status/rueckfrage", [Nothing; 5]),
    ("GET", "/status/rueckfrage/pruefen", [Code; 5]),
    ("POST", "/status/rueckfrage/absenden", [Code; 5]),
    ("GET", "/status/rueckfrage/gesendet", [Code; 5]),
    ("GET", "/status/datei/{file}", [Code; 5]),
    ("POST", "/status/schliessen", [Code; 5]),
    ("GET", "/amt/anmelden", [In; 5]),
    ("POST", "/amt/anmelden", [In; 5]),
    ("GET", "/schalter", [SignIn, In, Forbidden, Forbidden, Forbidden]),
    ("GET", "/schalter/neu/{slug}", [SignIn, In, Forbidden, Forbidden, Forbidden]),
    ("POST", "/schalter/antrag", [SignIn, In, Forbidden, Forbidden, Forbidden]),
    ("GET", "/schalter/code", [SignIn, In, Forbidden, Forbidden, Forbidden]),
    ("POST", "/schalter/code", [SignIn, In, Forbidden, Forbidden, Forbidden]),
    ("GET", "/schalter/zweitschrift", [SignIn, In, Forbidden, Forbidden, Forbidden]),
    ("POST", "/schalter/zweitschrift", [SignIn, In, Forbidden, Forbidden, Forbidden]),
    ("GET", "/schalter/rueckfrage", [SignIn, In, Forbidden, Forbidden, Forbidden]),
    ("POST", "/schalter/rueckfrage", [SignIn, In, Forbidden, Forbidden, Forbidden]),
    ("GET", "/schalter/rueckfrage/antwort", [SignIn, Elsewhere, Forbidden, Forbidden, Forbidden]),
    ("POST", "/schalter/rueckfrage/antwort", [SignIn, Elsewhere, Forbidden, Forbidden, Forbidden]),
    ("GET", "/schalter/rueckfrage/pruefen", [SignIn, Elsewhere, Forbidden, Forbidden, Forbidden]),
    ("POST", "/schalter/rueckfrage/absenden", [SignIn, Elsewhere, Forbidden, Forbidden, Forbidden]),
    ("GET", "/schalter/rueckfrage/gesendet", [SignIn, Elsewhere, Forbidden, Forbidden, Forbidden]),
    ("GET", "/schalter/antrag/{draft}/vorlesen", [SignIn, Elsewhere, Forbidden, Forbidden, Forbidden]),
    ("GET", "/schalter/antrag/{draft}/datenschutz", [SignIn, Elsewhere, Forbidden, Forbidden, Forbidden]),
    ("GET", "/schalter/antrag/{draft}/uebergabe", [SignIn, Elsewhere, Forbidden, Forbidden, Forbidden]),
    ("POST", "/schalter/antrag/{draft}/uebergabe", [SignIn, Elsewhere, Forbidden, Forbidden, Forbidden]),
    // What is not theirs to take back: the desk's page says how it stands.
    ("POST", "/schalter/antrag/{draft}/zurueckholen", [SignIn, In, Forbidden, Forbidden, Forbidden]),
    ("GET", "/schalter/antrag/{draft}/unvollstaendig", [SignIn, Elsewhere, Forbidden, Forbidden, Forbidden]),
    ("POST", "/schalter/antrag/{draft}/unvollstaendig", [SignIn, Elsewhere, Forbidden, Forbidden, Forbidden]),
    ("GET", "/schalter/antrag/{draft}/pruefen", [SignIn, Elsewhere, Forbidden, Forbidden, Forbidden]),
    ("POST", "/schalter/antrag/{draft}/absenden", [SignIn, Elsewhere, Forbidden, Forbidden, Forbidden]),
    // What is gone already is given up.
    ("POST", "/schalter/antrag/{draft}/verwerfen", [SignIn, In, Forbidden, Forbidden, Forbidden]),
    ("GET", "/schalter/antrag/{draft}/schnell", [SignIn, Elsewhere, Forbidden, Forbidden, Forbidden]),
    ("POST", "/schalter/antrag/{draft}/schnell", [SignIn, Elsewhere, Forbidden, Forbidden, Forbidden]),
    ("GET", "/schalter/antrag/{draft}/{page}", [SignIn, Elsewhere, Forbidden, Forbidden, Forbidden]),
    ("POST", "/schalter/antrag/{draft}/{page}", [SignIn, Elsewhere, Forbidden, Forbidden, Forbidden]),
    ("GET", "/schalter/antrag/{draft}/datei/{file}", [SignIn, Elsewhere, Forbidden, Forbidden, Forbidden]),
    ("GET", "/schalter/antrag/{draft}/{page}/{item}", [SignIn, Elsewhere, Forbidden, Forbidden, Forbidden]),
    ("POST", "/schalter/antrag/{draft}/{page}/{item}", [SignIn, Elsewhere, Forbidden, Forbidden, Forbidden]),
    ("POST", "/schalter/antrag/{draft}/oeffnen", [SignIn, Nothing, Forbidden, Forbidden, Forbidden]),
    ("POST", "/schalter/eingang/{number}/oeffnen", [SignIn, Nothing, Forbidden, Forbidden, Forbidden]),
    ("POST", "/schalter/weiter", [SignIn, In, Forbidden, Forbidden, Forbidden]),
    ("POST", "/schalter/wach", [SignIn, In, Forbidden, Forbidden, Forbidden]),
    ("GET", "/schalter/eingang/{number}", [SignIn, Elsewhere, Forbidden, Forbidden, Forbidden]),
    ("GET", "/schalter/eingang/{number}/datenschutz", [SignIn, Elsewhere, Forbidden, Forbidden, Forbidden]),
    ("GET", "/schalter/eingang/{number}/druck", [SignIn, Elsewhere, Forbidden, Forbidden, Forbidden]),
    ("GET", "/auswertung/schalter", [SignIn, Forbidden, Forbidden, Forbidden, Forbidden]),
    ("GET", "/auswertung/schalter/tabelle", [SignIn, Forbidden, Forbidden, Forbidden, Forbidden]),
    ("GET", "/amt/formulare", [SignIn, In, In, In, In]),
    ("GET", "/amt/formulare/{slug}", [SignIn, Nothing, Nothing, Nothing, Nothing]),
    ("POST", "/amt/formulare/{slug}", [SignIn, Nothing, Nothing, Nothing, Nothing]),
    ("GET", "/amt/formulare/antrag/{own}/pruefen", [SignIn, Nothing, Nothing, Nothing, Nothing]),
    ("POST", "/amt/formulare/antrag/{own}/absenden", [SignIn, Nothing, Nothing, Nothing, Nothing]),
    ("POST", "/amt/formulare/antrag/{own}/verwerfen", [SignIn, In, In, In, In]),
    ("GET", "/amt/formulare/antrag/{own}/datei/{file}", [SignIn, Nothing, Nothing, Nothing, Nothing]),
    ("GET", "/amt/formulare/antrag/{own}/{page}", [SignIn, Nothing, Nothing, Nothing, Nothing]),
    ("POST", "/amt/formulare/antrag/{own}/{page}", [SignIn, Nothing, Nothing, Nothing, Nothing]),
    ("GET", "/amt/formulare/antrag/{own}/{page}/{item}", [SignIn, Nothing, Nothing, Nothing, Nothing]),
    ("POST", "/amt/formulare/antrag/{own}/{page}/{item}", [SignIn, Nothing, Nothing, Nothing, Nothing]),
    ("GET", "/amt/formulare/vorgang/{case}", [SignIn, Nothing, Nothing, Nothing, Nothing]),
    ("POST", "/amt/formulare/vorgang/{case}", [SignIn, Nothing, Nothing, Nothing, Nothing]),
    ("GET", "/amt/formulare/eingang/{number}", [SignIn, Nothing, Nothing, Nothing, Nothing]),
    ("GET", "/amt/formulare/eingang/{number}/druck", [SignIn, Nothing, Nothing, Nothing, Nothing]),
    ("GET", "/amt/formulare/eingang/{number}/kopie", [SignIn, Nothing, Nothing, Nothing, Nothing]),
    ("GET", "/postkorb", [SignIn, Forbidden, In, In, Forbidden]),
    ("GET", "/postkorb/vertretung", [SignIn, Forbidden, In, In, Forbidden]),
    ("POST", "/postkorb/vertretung", [SignIn, Forbidden, In, In, Forbidden]),
    ("GET", "/postkorb/vertretung/beenden", [SignIn, Forbidden, In, In, Forbidden]),
    ("POST", "/postkorb/vertretung/beenden", [SignIn, Forbidden, In, In, Forbidden]),
    ("GET", "/postkorb/auslastung", [SignIn, Forbidden, Forbidden, In, Forbidden]),
    ("GET", "/postkorb/weitergegeben", [SignIn, Forbidden, In, In, Forbidden]),
    ("GET", "/postkorb/{case}", [SignIn, Forbidden, Nothing, Nothing, Forbidden]),
    ("GET", "/postkorb/{case}/uebernehmen", [SignIn, Forbidden, Nothing, Nothing, Forbidden]),
    ("POST", "/postkorb/{case}/uebernehmen", [SignIn, Forbidden, Nothing, Nothing, Forbidden]),
    ("GET", "/postkorb/{case}/status", [SignIn, Forbidden, Nothing, Nothing, Forbidden]),
    ("POST", "/postkorb/{case}/status", [SignIn, Forbidden, Nothing, Nothing, Forbidden]),
    ("GET", "/postkorb/{case}/datei/{file}", [SignIn, Forbidden, Nothing, Nothing, Forbidden]),
    ("GET", "/postkorb/{case}/entscheidung", [SignIn, Forbidden, Nothing, Nothing, Forbidden]),
    ("POST", "/postkorb/{case}/entscheidung", [SignIn, Forbidden, Nothing, Nothing, Forbidden]),
    ("GET", "/postkorb/{case}/bescheid", [SignIn, Forbidden, Nothing, Nothing, Forbidden]),
    ("GET", "/postkorb/{case}/bescheid/post", [SignIn, Forbidden, Nothing, Nothing, Forbidden]),
    ("POST", "/postkorb/{case}/bescheid/post", [SignIn, Forbidden, Nothing, Nothing, Forbidden]),
    ("GET", "/postkorb/{case}/rueckfrage", [SignIn, Forbidden, Nothing, Nothing, Forbidden]),
    ("POST", "/postkorb/{case}/rueckfrage", [SignIn, Forbidden, Nothing, Nothing, Forbidden]),
    ("GET", "/postkorb/{case}/rueckfrage/brief", [SignIn, Forbidden, Nothing, Nothing, Forbidden]),
    ("POST", "/postkorb/{case}/rueckfrage/brief", [SignIn, Forbidden, Nothing, Nothing, Forbidden]),
    ("GET", "/postkorb/{case}/rueckfrage/zuruecknehmen", [SignIn, Forbidden, Nothing, Nothing, Forbidden]),
    ("POST", "/postkorb/{case}/rueckfrage/zuruecknehmen", [SignIn, Forbidden, Nothing, Nothing, Forbidden]),
    ("GET", "/postkorb/{case}/gefragt", [SignIn, Forbidden, Nothing, Nothing, Forbidden]),
    ("POST", "/postkorb/{case}/gefragt", [SignIn, Forbidden, Nothing, Nothing, Forbidden]),
    ("GET", "/postkorb/{case}/befangen", [SignIn, Forbidden, Nothing, Nothing, Forbidden]),
    ("POST", "/postkorb/{case}/befangen", [SignIn, Forbidden, Nothing, Nothing, Forbidden]),
    ("GET", "/postkorb/{case}/befangenheit-aufheben", [SignIn, Forbidden, Nothing, Nothing, Forbidden]),
    ("POST", "/postkorb/{case}/befangenheit-aufheben", [SignIn, Forbidden, Nothing, Nothing, Forbidden]),
    ("GET", "/postkorb/{case}/daten", [SignIn, Forbidden, Nothing, Nothing, Forbidden]),
    ("POST", "/postkorb/{case}/daten", [SignIn, Forbidden, Nothing, Nothing, Forbidden]),
    ("GET", "/postkorb/{case}/notiz", [SignIn, Forbidden, Nothing, Nothing, Forbidden]),
    ("POST", "/postkorb/{case}/notiz", [SignIn, Forbidden, Nothing, Nothing, Forbidden]),
    ("GET", "/postkorb/{case}/aktenzeichen", [SignIn, Forbidden, Nothing, Nothing, Forbidden]),
    ("POST", "/postkorb/{case}/aktenzeichen", [SignIn, Forbidden, Nothing, Nothing, Forbidden]),
    ("GET", "/postkorb/{case}/zuweisen", [SignIn, Forbidden, Nothing, Nothing, Forbidden]),
    ("POST", "/postkorb/{case}/zuweisen", [SignIn, Forbidden, Nothing, Nothing, Forbidden]),
    ("GET", "/postkorb/{case}/wiedervorlage", [SignIn, Forbidden, Nothing, Nothing, Forbidden]),
    ("POST", "/postkorb/{case}/wiedervorlage", [SignIn, Forbidden, Nothing, Nothing, Forbidden]),
    ("GET", "/postkorb/{case}/vollstaendig", [SignIn, Forbidden, Nothing, Nothing, Forbidden]),
    ("POST", "/postkorb/{case}/vollstaendig", [SignIn, Forbidden, Nothing, Nothing, Forbidden]),
    ("GET", "/postkorb/{case}/aufgabe", [SignIn, Forbidden, Nothing, Nothing, Forbidden]),
    ("POST", "/postkorb/{case}/aufgabe", [SignIn, Forbidden, Nothing, Nothing, Forbidden]),
    ("GET", "/postkorb/{case}/aufgabe/erledigt", [SignIn, Forbidden, Nothing, Nothing, Forbidden]),
    ("POST", "/postkorb/{case}/aufgabe/erledigt", [SignIn, Forbidden, Nothing, Nothing, Forbidden]),
    ("GET", "/postkorb/{case}/weitergeben", [SignIn, Forbidden, Nothing, Nothing, Forbidden]),
    ("POST", "/postkorb/{case}/weitergeben", [SignIn, Forbidden, Nothing, Nothing, Forbidden]),
    ("GET", "/verwaltung", [SignIn, Forbidden, Forbidden, Forbidden, In]),
    ("POST", "/verwaltung/mail/{id}/erneut", [SignIn, Forbidden, Forbidden, Forbidden, In]),
    ("GET", "/api/openapi.json", [In; 5]),
    ("GET", "/api/problems/{name}", [Nothing; 5]),
    ("GET", "/api/v1/services", [In; 5]),
    ("GET", "/api/v1/services/{slug}", [In; 5]),
    ("GET", "/api/v1/services/{slug}/schema", [In; 5]),
    ("POST", "/api/v1/services/{slug}/validate", [In; 5]),
    // A session is no key.
    ("POST", "/api/v1/files", [Key; 5]),
    ("POST", "/api/v1/services/{slug}/applications", [Key; 5]),
    ("GET", "/api/v1/applications/{number}", [Key; 5]),
    ("GET", "/health/live", [In; 5]),
    ("GET", "/health/ready", [In; 5]),
    ("GET", "/assets/{hash}/{name}", [Nothing; 5]),
    ("GET", "/entwicklung/komponenten", [Nothing; 5]),
    ("GET", "/entwicklung/komponenten/{component}/{example}", [Nothing; 5]),
    ("GET", "/entwicklung/formulare", [Nothing; 5]),
    ("GET", "/entwicklung/formulare/{slug}", [Nothing; 5]),
    // The first two end the session, and the last gives the browser a draft.
    ("POST", "/schalter/sperren", [SignIn, SignIn, Forbidden, Forbidden, Forbidden]),
    ("POST", "/amt/abmelden", [SignIn; 5]),
    // There is nothing to begin with: the service's page says more, and nothing is kept.
    ("GET", "/leistungen/{slug}/uebernehmen", [In; 5]),
    ("POST", "/leistungen/{slug}/uebernehmen", [Nothing; 5]),
    ("POST", "/eingang/{number}/merken", [Nothing; 5]),
    ("POST", "/gemerktes/loeschen", [Nothing; 5]),
    ("POST", "/leistungen/{slug}/antrag", [In; 5]),
];

/// What somebody gets who works cases and sits at the desk besides: whatever either of the two gets.
fn also_at_desk([_, desk, caseworker, ..]: [Gets; 5]) -> Gets {
    if caseworker == Forbidden { desk } else { caseworker }
}

/// What whoever leads the desk gets: what the desk gets, and its figures.
fn desk_lead(pattern: &str, [_, desk, ..]: [Gets; 5]) -> Gets {
    if pattern.starts_with("/auswertung/schalter") { In } else { desk }
}

/// An address for a pattern; what it names does not belong to anybody in this test.
fn address(pattern: &str) -> String {
    pattern
        .replace("{slug}", "schuelerbefoerderung-erstattung")
        .replace("{page}", "vorpruefung")
        .replace("{item}", "1")
        .replace("{number}", "222222222")
        .replace("{file}", "0b0e2c52-6e5c-4b63-8a0e-5d7a4a1f0c11")
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
