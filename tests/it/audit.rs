//! Who reads a case stands in the chain of events, and the chain can be verified and leaves the database.

use std::path::Path;

use chrono::Duration;
use diesel::prelude::*;
use diesel::sql_types::Text;
use pforte::audit;
use pforte::clock::Clock;
use pforte::domain::{ClerkId, DepartmentId, EventActor, Role, Scope, StaffScope};
use pforte::store::{Conn, StoreError, clerks, events};
use reqwest::StatusCode;

use crate::store::chain::{force, tamper};
use crate::support::app::TestApp;
use crate::support::client::{Client, Page};
use crate::support::filling;
use crate::support::staff::{STAFF_FORMS, employee, file_of_staff};

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    id: String,
    #[diesel(sql_type = Text)]
    department: String,
}

/// Who read what, in the order in which it happened: `read anna`, `file_read anna ID`. As the leads are told.
pub async fn readings(app: &TestApp) -> Vec<String> {
    let cases = app.db.read(|conn| {
        let query = "SELECT id, department FROM cases";
        Ok::<Vec<Row>, StoreError>(match conn {
            Conn::Sqlite(conn) => diesel::sql_query(query).load(conn)?,
            Conn::Postgres(conn) => diesel::sql_query(query).load(conn)?,
        })
    });
    let mut told = Vec::new();
    for Row { id, department } in cases.await.unwrap() {
        let lead = StaffScope {
            clerk: ClerkId::random(),
            role: Role::Lead,
            departments: vec![DepartmentId(department)],
            at_desk: false,
        };
        let found = app.db.read(move |conn| {
            let found = events::readings(&Scope::Staff(lead), conn, id.parse().unwrap(), 1000)?;
            let (readings, _) = found.unwrap_or_default();
            readings
                .into_iter()
                .map(|event| Ok((event.at, sentence(conn, event)?)))
                .collect::<Result<Vec<_>, StoreError>>()
        });
        told.extend(found.await.unwrap().into_iter().rev());
    }
    told.sort_by_key(|(at, _)| *at);
    told.into_iter().map(|(_, sentence)| sentence).collect()
}

fn sentence(conn: &mut Conn, event: events::CaseEvent) -> Result<String, StoreError> {
    let EventActor::Clerk(clerk) = event.actor else { return Ok(event.kind.to_string()) };
    let login = clerks::find(conn, clerk)?.map(|clerk| clerk.login);
    let words = [Some(event.kind.to_string()), login, event.detail];
    Ok(words.into_iter().flatten().collect::<Vec<_>>().join(" "))
}

async fn filed(app: &TestApp) {
    filling::file(app, &app.browser(), "school_transport_refund", "ticket_outside_capped").await;
}

/// Where the only case of a department is.
async fn address(client: &Client) -> String {
    client.open("/postkorb").await.hrefs("table a")[0].clone()
}

/// The status of an answer without a body, as a browser of this session gets it.
async fn head(app: &TestApp, client: &Client, address: &str) -> StatusCode {
    let request = reqwest::Client::new().head(format!("http://{}{address}", app.address));
    request.header("cookie", client.cookie("pforte-amt")).send().await.unwrap().status()
}

fn rows(page: &Page) -> Vec<String> {
    let section = "section[aria-labelledby=zugriffe-titel]";
    let who = page.texts(&format!("{section} .pf-history__what"));
    let when = page.texts(&format!("{section} .pf-history__meta"));
    who.iter().zip(when).map(|(who, when)| format!("{who} {when}")).collect()
}

#[actix_web::test]
async fn whoever_opens_a_case_is_known_to_the_lead_and_to_nobody_else() {
    let app = TestApp::start().await;
    filed(&app).await;
    let lead = app.signed_in("leitung", Role::Lead, &["fb40"]).await;
    let case = address(&lead).await;
    assert!(readings(&app).await.is_empty(), "the list is no reading");
    lead.open(&case).await.must_say("Vor Ihnen hat niemand den Vorgang geöffnet.");
    let anna = app.signed_in("anna", Role::Caseworker, &["fb40"]).await;
    app.clock.advance(Duration::minutes(5));
    let seen = anna.open(&case).await;
    assert!(!seen.html.contains("Zugriffe"), "only the lead sees who reads");
    assert_eq!(seen.texts(".pf-history__what"), ["Antrag eingegangen"], "reading is no work");
    assert_eq!(readings(&app).await, ["read leitung", "read anna"]);

    let page = lead.open(&case).await;
    assert_eq!(
        rows(&page),
        ["anna (Test) 01.10.2025, 09:05 Uhr · Vorgang", "leitung (Test) 01.10.2025, 09:00 Uhr · Vorgang"]
    );
    page.must_say("2 Zugriffe");
    assert_eq!(page.texts("#verlauf .pf-history__what"), ["Antrag eingegangen"]);
    app.stop().await;
}

#[actix_web::test]
async fn what_nobody_sees_is_no_reading() {
    let app = TestApp::start().await;
    filed(&app).await;
    let anna = app.signed_in("anna", Role::Caseworker, &["fb40"]).await;
    let other = app.signed_in("fremd", Role::Lead, &["fb20"]).await;
    let desk = app.signed_in("schalter", Role::Desk, &["fb40"]).await;
    let case = address(&anna).await;
    assert_eq!(other.open(&case).await.status, StatusCode::NOT_FOUND);
    assert_eq!(desk.open(&case).await.status, StatusCode::FORBIDDEN);
    assert_eq!(app.browser().without_following().open(&case).await.status, StatusCode::SEE_OTHER);
    assert_eq!(head(&app, &anna, &case).await, StatusCode::OK);
    assert_eq!(head(&app, &other, &case).await, StatusCode::NOT_FOUND);
    assert!(readings(&app).await.is_empty());
    app.stop().await;
}

#[actix_web::test]
async fn a_page_that_comes_back_with_a_mistake_is_read_too() {
    let app = TestApp::start().await;
    filed(&app).await;
    let anna = app.signed_in("anna", Role::Caseworker, &["fb40"]).await;
    let page = anna.open(&address(&anna).await).await;
    let again = anna.submit(&page, "/notiz", &[("notiz", "")]).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(readings(&app).await, ["read anna", "read anna"]);
    anna.submit(&again, "/daten", &[]).await;
    assert_eq!(readings(&app).await.len(), 2, "a file that is saved is told in the history");
    app.stop().await;
}

#[actix_web::test]
async fn of_many_readings_the_lead_sees_the_last_and_how_many_there_are() {
    let app = TestApp::start().await;
    filed(&app).await;
    let lead = app.signed_in("leitung", Role::Lead, &["fb40"]).await;
    let case = address(&lead).await;
    for _ in 0..52 {
        lead.open(&case).await;
    }
    let page = lead.open(&case).await;
    page.must_say("52 Zugriffe").must_say("Die letzten 50:");
    assert_eq!(rows(&page).len(), 50);
    app.stop().await;
}

#[actix_web::test]
async fn who_is_asked_for_a_second_step_and_reads_the_application_is_known() {
    let app = TestApp::start().await;
    let lea = employee(&app, "lea", Role::Lead, &["fb40"]).await;
    let anna = employee(&app, "anna", Role::Caseworker, &["fb40"]).await;
    app.command(&["staff", "change", "anna", "--superior", "lea"], "").unwrap();
    file_of_staff(&app, &anna, "home_office_request", "gruende").await;
    let asked = lea.open(STAFF_FORMS).await.hrefs("section[aria-labelledby=gefragt-titel] a")[0].clone();
    assert_eq!(anna.open(&asked).await.status, StatusCode::NOT_FOUND);
    assert_eq!(head(&app, &lea, &asked).await, StatusCode::OK);
    assert!(readings(&app).await.is_empty());
    assert_eq!(lea.open(&asked).await.status, StatusCode::OK);
    assert_eq!(readings(&app).await, ["read lea"]);
    let own = app.signed_in("personalleitung", Role::Lead, &["fb10"]).await;
    let page = own.open(&address(&own).await).await;
    assert_eq!(rows(&page), ["lea (Test) 01.10.2025, 09:00 Uhr · Vorgang"]);
    app.stop().await;
}

fn lines(app: &TestApp) -> Vec<String> {
    let text = std::fs::read_to_string(app.audit_folder.join("head.log")).unwrap();
    text.lines().map(str::to_owned).collect()
}

/// What `pforte audit verify` says: on success, or why it failed.
fn verify(app: &TestApp, kept: Option<&Path>) -> Result<String, String> {
    let head = kept.map(|path| ["--head", path.to_str().unwrap()]);
    let arguments = [&["audit", "verify"][..], head.as_ref().map_or(&[][..], |head| &head[..])].concat();
    app.command(&arguments, "")
}

#[actix_web::test]
async fn an_operator_verifies_the_chain_and_compares_it_with_what_was_exported() {
    let app = TestApp::start().await;
    // By the running product, soon after its start.
    for _ in 0..100 {
        if app.audit_folder.join("head.log").exists() && !lines(&app).is_empty() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    filed(&app).await;
    let anna = app.signed_in("anna", Role::Caseworker, &["fb40"]).await;
    let page = anna.open(&address(&anna).await).await;
    anna.submit(&page, "/notiz", &[("notiz", "Schule angerufen")]).await;
    app.clock.advance(Duration::days(1));
    for _ in 0..2 {
        audit::export(&app.db, &app.audit_folder, app.clock.now()).await.unwrap();
    }
    let kept = lines(&app);
    assert_eq!(kept.len(), 2, "each day once: {kept:?}");
    assert!(kept[0].starts_with("2025-10-01 0 0000") && kept[1].starts_with("2025-10-02 4 "), "{kept:?}");
    let link = kept[1].rsplit(' ').next().unwrap();

    let path = app.audit_folder.join("head.log");
    let whole = format!("The chain of events is whole: 4 events, head {link}\n");
    assert_eq!(verify(&app, None), Ok(whole.clone()));
    assert_eq!(verify(&app, Some(&path)), Ok(whole));

    assert!(tamper(&app.db, "UPDATE case_events SET detail = 'x' WHERE kind = 'noted'").await.is_err());
    force(&app.db, "DELETE FROM case_events WHERE seq = 4").await;
    let broken = |told: &str| Err(format!("pforte: the chain of events is broken: {told}\n"));
    assert_eq!(verify(&app, None), broken("event 4 is missing"));
    force(&app.db, "UPDATE audit_head SET seq = 3, chain = (SELECT chain FROM case_events WHERE seq = 3)")
        .await;
    assert!(verify(&app, None).unwrap().contains("3 events"));
    let lost = "event 4 is missing, and was there when the head was exported on 2025-10-02";
    assert_eq!(verify(&app, Some(&path)), broken(lost));
    force(&app.db, "UPDATE case_events SET detail = 'x' WHERE kind = 'noted'").await;
    assert_eq!(verify(&app, None), broken("event 3 was changed"));

    std::fs::write(&path, "gestern\n").unwrap();
    let told = verify(&app, Some(&path)).unwrap_err();
    assert!(told.ends_with("head.log cannot be used: line 1 is no head\n"), "{told}");
    assert!(verify(&app, Some(Path::new("/nowhere"))).unwrap_err().contains("/nowhere cannot be used"));
    let help = app.command(&["audit", "verify", "--help"], "").unwrap();
    assert!(help.contains("--head <FILE>") && help.contains("audit/head.log"), "{help}");
    app.stop().await;
}
