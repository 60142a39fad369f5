//! What the applicant does besides looking: withdrawing, and taking everything along.

use pforte::clock::Clock;
use pforte::domain::{CaseEventKind, CaseId, Role, Scope};
use pforte::store::{case_visits, cases, events, files, outbox};
use reqwest::StatusCode;

use super::{FORM, filed, number_and_code, opened};
use crate::support::app::{TestApp, fixtures};
use crate::support::client::{Client, Page};
use crate::support::db::TestDb;
use crate::support::deciding;
use crate::support::filling;

/// A caseworker of the department, and the page of a case that nobody has.
async fn worker(app: &TestApp, number: &str) -> (Client, Page) {
    let worker = app.signed_in("schule", Role::Caseworker, &["fb40"]).await;
    let case = worker.open(&format!("/postkorb?suche={number}")).await;
    (worker, case)
}

async fn withdraw(client: &Client, reason: &str) -> Page {
    let page = client.open("/status/zuruecknehmen").await;
    client.submit(&page, "/zuruecknehmen", &[("grund", reason)]).await
}

#[actix_web::test]
async fn an_applicant_withdraws_before_anybody_has_taken_it_and_the_department_sees_why() {
    let app = TestApp::start().await;
    let known = filed(&app).await;
    let (client, page) = opened(&app, &known).await;
    assert!(page.hrefs("main a").contains(&"/status/zuruecknehmen".to_owned()));
    let asked = client.open("/status/zuruecknehmen").await;
    assert_eq!(asked.heading(), "Wollen Sie den Antrag zurücknehmen?");
    asked.must_say("Das lässt sich nicht rückgängig machen.");
    let long = "x".repeat(1001);
    let refused = withdraw(&client, &long).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.must_say("höchstens 1000 Zeichen");
    assert!(refused.html.contains(&long), "what was typed is gone");
    let done = withdraw(&client, "Wir ziehen um.").await;
    assert_eq!((done.status, done.address.as_str()), (StatusCode::OK, "/status/antrag?zurueckgenommen"));
    done.must_say("Ihre Rücknahme ist angekommen").must_say("Ihr Antrag ist zurückgenommen.");
    assert!(!done.says("Wir ziehen um.") && !done.says("Das reichen Sie noch nach"));
    let late = withdraw_again(&client, &asked).await;
    assert_eq!(
        (late.status, late.heading().as_str()),
        (StatusCode::CONFLICT, "Zurücknehmen geht nicht mehr")
    );
    let (_, case) = worker(&app, &known.0).await;
    case.must_say("Neuer Stand: Zurückgenommen").must_say("Antragstellende Person");
    case.must_say("Wir ziehen um.");
    app.stop().await;
}

/// The page that was shown before, sent once more.
async fn withdraw_again(client: &Client, asked: &Page) -> Page {
    client.submit(asked, "/zuruecknehmen", &[]).await
}

#[actix_web::test]
async fn of_a_decision_and_a_withdrawal_at_once_one_counts_and_the_other_is_told() {
    let app = TestApp::start_without_worker().await;
    for round in 0..4 {
        let known = filed(&app).await;
        let (client, _) = opened(&app, &known).await;
        let worker = app.signed_in(&format!("schule{round}"), Role::Caseworker, &["fb40"]).await;
        let case = worker.open(&format!("/postkorb?suche={}", known.0)).await;
        let taken = worker.submit(&case, "/uebernehmen", &[]).await;
        let asked = client.open("/status/zuruecknehmen").await;
        let shown = deciding::preview(&worker, &taken, &deciding::GRANTED).await;
        let (withdrawn, decided) = tokio::join!(
            client.submit(&asked, "/zuruecknehmen", &[]),
            worker.submit(&shown, "/entscheidung", &[("_action", "decide")])
        );
        let both = (withdrawn.status, decided.status);
        let now = worker.open(&taken.address).await;
        match both {
            (StatusCode::OK, StatusCode::CONFLICT) => {
                now.must_say("Neuer Stand: Zurückgenommen");
                assert!(!now.says("Neuer Stand: Bewilligt"));
            }
            (StatusCode::CONFLICT, StatusCode::OK) => {
                withdrawn.must_say("Zurücknehmen geht nicht mehr");
                now.must_say("Neuer Stand: Bewilligt");
                assert!(!now.says("Neuer Stand: Zurückgenommen"));
                // How it is decided is told by the decision only.
                let shown = client.open("/status/antrag").await;
                shown.must_say("Entschieden").must_say("Die Entscheidung ist gefallen.");
                assert!(!shown.says("ewilligt"), "the outcome is told");
            }
            other => panic!("both or none: {other:?}"),
        }
    }
    app.stop().await;
}

#[actix_web::test]
async fn what_happens_is_told_without_names_notes_and_steps_inside() {
    let app = TestApp::start_without_worker().await;
    let known = filed(&app).await;
    let (client, _) = opened(&app, &known).await;
    let (worker, case) = worker(&app, &known.0).await;
    let taken = worker.submit(&case, "/uebernehmen", &[]).await;
    let noted = worker.submit(&taken, "/notiz", &[("notiz", "Verdacht auf Doppelantrag")]).await;
    let filed = worker.submit(&noted, "/aktenzeichen", &[("aktenzeichen", "40.11-2025/17")]).await;
    let third = worker.submit(&filed, "/status", &[("aktion", "await_third_party")]).await;
    let resumed = worker.submit(&third, "/status", &[("aktion", "resume")]).await;
    worker.submit(&resumed, "/status", &[("aktion", "await")]).await;
    let page = client.open("/status/antrag").await;
    page.must_say("Wartet auf Ihre Antwort").must_say("Wir brauchen etwas von Ihnen.");
    assert_eq!(
        page.texts(".pf-history__what"),
        ["Eingegangen", "Wird bearbeitet", "Wir warten auf Sie"],
        "each step once, in public words"
    );
    let paper = client.open("/status/druck").await;
    paper.must_say(&known.0).must_say("593,00 €").must_say("Gedruckt am 01.10.2025");
    let (action, controls) = page.form("/status/daten");
    let file = client.post(&action, &controls).await;
    assert!(file.headers["content-disposition"].to_str().unwrap().starts_with("attachment"));
    let json: serde_json::Value = serde_json::from_str(&file.html).unwrap();
    assert_eq!(json["state"]["code"], "ACTION_REQUIRED");
    assert_eq!(json["number"], known.0.as_str());
    assert_eq!(json["history"].as_array().unwrap().len(), 3);
    assert!(json["answers_in_words"][0]["answers"][0]["path"].is_string());
    let validator = jsonschema_of(&json["schema"]);
    assert!(validator, "the schema is one");
    for text in ["schule (Test)", "Verdacht", "40.11-2025/17", known.1.as_str()] {
        for shown in [&page, &paper, &file] {
            assert!(!shown.html.contains(text), "{text} on {}", shown.address);
        }
    }
    // Neither without the token of its own forms.
    for address in ["/status/daten", "/status/zuruecknehmen", "/status/schliessen"] {
        assert_eq!(client.post(address, &[]).await.status, StatusCode::FORBIDDEN, "{address}");
    }
    app.stop().await;
}

/// Whether it says which draft of JSON Schema it is, and what it describes.
fn jsonschema_of(schema: &serde_json::Value) -> bool {
    schema["$schema"].is_string() && schema["properties"].is_object()
}

#[actix_web::test]
async fn files_come_back_to_who_handed_them_in_and_to_no_other_applicant() {
    let app = TestApp::start_on(TestDb::new().await, fixtures(), false).await;
    let client = app.browser();
    let service = client.open("/leistungen/dateien").await;
    let page = client.submit(&service, "/antrag", &[]).await;
    let page = client.submit(&page, "/unterlagen", &[("name", "Anna"), ("wants", "true")]).await;
    let invoice = std::fs::read("tests/fixtures/files/invoice.pdf").unwrap();
    let action = page.address.split(['?', '#']).next().unwrap().to_owned();
    let files = [("paper", "Rechnung März.pdf", invoice.as_slice())];
    let page = client.upload(&page, &action, &[("_action", "upload:paper")], &files).await;
    let receipt = finish(&client, page).await;
    let (owner, page) = opened(&app, &number_and_code(&receipt)).await;
    page.must_say("Rechnung März.pdf (559 Byte)");
    let own = page.hrefs("main a").into_iter().find(|href| href.starts_with("/status/datei/")).unwrap();
    let (status, headers, bytes) = owner.fetch(&own).await;
    assert_eq!((status, bytes), (StatusCode::OK, invoice));
    assert!(headers["content-disposition"].to_str().unwrap().starts_with("attachment"));
    let other = app.browser();
    let service = other.open("/leistungen/dateien").await;
    let page = other.submit(&service, "/antrag", &[]).await;
    let page = other.submit(&page, "/unterlagen", &[("name", "Ben"), ("wants", "false")]).await;
    let (other, _) = opened(&app, &number_and_code(&finish(&other, page).await)).await;
    assert_eq!(other.fetch(&own).await.0, StatusCode::NOT_FOUND);
    app.stop().await;
}

/// From the page with the papers to the receipt.
async fn finish(client: &Client, page: Page) -> Page {
    let page = match page.address.ends_with("/fahrkarten") {
        true => page,
        false => client.submit(&page, "/unterlagen", &[]).await,
    };
    let row = [("rows.0.month", "Mai"), ("rows.0.has_proof", "false")];
    let page = client.submit(&page, "/fahrkarten", &row).await;
    let check = client.submit(&page, "/termine", &[]).await;
    client.submit(&check, "/absenden", &[("confirmed", "true")]).await
}

/// The mails that were written, decoded as far as they are quoted-printable.
fn mails(app: &TestApp) -> Vec<String> {
    let files = std::fs::read_dir(&app.mail_folder).unwrap().flatten();
    let text = |file: std::fs::DirEntry| std::fs::read_to_string(file.path()).unwrap();
    files.map(text).map(|text| text.replace("=\r\n", "")).collect()
}

async fn wait_for_mails(app: &TestApp, count: usize) -> Vec<String> {
    for _ in 0..100 {
        if mails(app).len() >= count {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    let found = mails(app);
    assert_eq!(found.len(), count, "{found:#?}");
    found
}

#[actix_web::test]
async fn news_come_by_mail_in_the_language_of_the_applicant_and_hold_nothing() {
    let app = TestApp::start().await;
    let browser = app.browser();
    browser.open("/?sprache=en").await;
    let receipt = filling::file(&app, &browser, FORM, "ticket_outside_capped").await;
    let known = number_and_code(&receipt);
    let before = wait_for_mails(&app, 2).await;
    let (worker, case) = worker(&app, &known.0).await;
    worker.submit(&case, "/uebernehmen", &[]).await;
    let told = wait_for_mails(&app, 3).await.into_iter().find(|mail| !before.contains(mail)).unwrap();
    assert!(told.contains("robin.beispiel@beispiel.example") && told.contains(&known.0), "{told}");
    assert!(told.contains("there is something new") && told.contains("/status\r\n"), "{told}");
    let (client, _) = opened(&app, &known).await;
    withdraw(&client, "Kimberly zieht um").await;
    let all = wait_for_mails(&app, 5).await;
    assert!(all.iter().any(|mail| mail.contains("Your withdrawal has arrived.")));
    assert!(all.iter().any(|mail| mail.contains("liegt eine R") && mail.contains("/postkorb/")));
    let plain = known.1.replace('-', "");
    for mail in &all {
        for secret in [known.1.as_str(), &plain, "Kimberly", "Musterweg", "in progress", "schule (Test)"] {
            assert!(!mail.contains(secret), "{secret} in {mail}");
        }
    }
    app.stop().await;
}

#[actix_web::test]
async fn several_changes_before_the_mail_leaves_are_one_mail() {
    let app = TestApp::start_without_worker().await;
    let known = filed(&app).await;
    let waiting = || app.db.read(|conn| outbox::pending_count(&Scope::System, conn));
    let before = waiting().await.unwrap();
    let (worker, case) = worker(&app, &known.0).await;
    let taken = worker.submit(&case, "/uebernehmen", &[]).await;
    assert_eq!(waiting().await.unwrap(), before + 1);
    let asked = worker.submit(&taken, "/status", &[("aktion", "await")]).await;
    assert_eq!(waiting().await.unwrap(), before + 1);
    // What the applicant does not see is no news at all.
    worker.submit(&asked, "/notiz", &[("notiz", "x")]).await;
    assert_eq!(waiting().await.unwrap(), before + 1);
    app.stop().await;
}

#[actix_web::test]
async fn for_an_applicant_there_is_their_own_case_and_nothing_else() {
    let app = TestApp::start_without_worker().await;
    let (one, two) = (filed(&app).await, filed(&app).await);
    let ids = app.db.read(move |conn| {
        let mut ids: Vec<CaseId> = Vec::new();
        for number in [&one.0, &two.0] {
            ids.extend(
                case_visits::find_coded(&Scope::System, conn, &number.parse().unwrap())?.map(|it| it.0),
            );
        }
        Ok::<_, pforte::store::StoreError>(ids)
    });
    let ids = ids.await.unwrap();
    let (own, other) = (ids[0], ids[1]);
    let now = app.clock.now();
    app.db
        .write(move |conn| {
            let scope = Scope::Applicant(own);
            assert!(cases::find(&scope, conn, own)?.is_some());
            assert!(cases::find(&scope, conn, other)?.is_none());
            assert!(files::of_case(&scope, conn, other)?.is_empty());
            // The whole history is the department's, also that of the own case.
            assert!(events::list(&scope, conn, own)?.is_empty());
            assert!(events::append(&scope, conn, other, now, CaseEventKind::Noted, None).is_err());
            let found = cases::find(&Scope::System, conn, own)?.unwrap();
            assert!(!cases::set_file_reference(&scope, conn, &found, "x", now)?);
            assert!(case_visits::renew_code(&scope, conn, own).is_err());
            Ok::<_, pforte::store::StoreError>(())
        })
        .await
        .unwrap();
    app.stop().await;
}
