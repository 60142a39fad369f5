//! A case that is erased is gone everywhere, and what stays says nothing of it.

use std::fs;

use chrono::Duration;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Nullable, Text};
use pforte::audit::verify;
use pforte::clock::Clock;
use pforte::domain::{CaseId, DepartmentId, ErasureCause, Role, Scope, StaffScope};
use pforte::retention::{Purged, erase_keyless, forecast, purge, purge_daily};
use pforte::store::{StoreError, case_figures, erasure};
use reqwest::StatusCode;

use crate::sealing::{MARKER, apply, says, work};
use crate::support::app::{PASSWORD, TestApp, fixtures};
use crate::support::client::{Client, Page};
use crate::support::db::TestDb;

#[derive(QueryableByName)]
struct Bytes {
    #[diesel(sql_type = Nullable<Binary>)]
    content: Option<Vec<u8>>,
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

#[derive(QueryableByName)]
struct Name {
    #[diesel(sql_type = Text)]
    name: String,
}

/// Every place in which something sealed stands, or a hash by which it could be guessed at.
const SEALED: [(&str, &str); 13] = [
    ("submissions", "content"),
    ("cases", "applicant_name"),
    ("cases", "file_reference"),
    ("cases", "follow_up_for"),
    ("cases", "listed"),
    ("files", "key"),
    ("case_events", "detail"),
    ("inquiries", "question"),
    ("inquiries", "reply"),
    ("case_answers", "content"),
    ("case_tasks", "text"),
    ("outbox", "recipient"),
    ("keys", "wrapped"),
];

/// What stands in these places.
async fn sealed(app: &TestApp, places: &[(&'static str, &'static str)]) -> Vec<Vec<u8>> {
    let places = places.to_vec();
    app.db
        .read(move |conn| {
            let mut found = Vec::new();
            for (table, column) in places {
                let keys = if table == "keys" { " WHERE purpose = 'kept' AND made_at > 0" } else { "" };
                let query = format!("SELECT {column} AS content FROM {table}{keys}");
                let rows: Vec<Bytes> = diesel::sql_query(query).load(conn)?;
                found
                    .extend(rows.into_iter().filter_map(|row| row.content).filter(|bytes| bytes.len() >= 16));
            }
            Ok::<_, StoreError>(found)
        })
        .await
        .unwrap()
}

/// Whether one of these stands among the bytes of a database: as it is, or as PostgreSQL writes it.
fn stands(stored: &[u8], one: &[u8]) -> bool {
    // From its middle: long ones are torn at the ends of pages.
    let middle = &one[one.len() / 2 - 8..one.len() / 2 + 8];
    let spelled = [middle.to_vec(), hex::encode(middle).into_bytes()];
    spelled.iter().any(|word| stored.windows(word.len()).any(|part| part == word.as_slice()))
}

async fn count(app: &TestApp, query: String) -> i64 {
    let counted =
        app.db.read(move |conn| Ok::<_, StoreError>(diesel::sql_query(query).get_result::<Count>(conn)?));
    counted.await.unwrap().number
}

/// All tables with a column that names a case.
async fn tables_of_cases(app: &TestApp) -> Vec<String> {
    let found = app.db.read(|conn| {
        let query = match conn {
            pforte::store::Conn::Sqlite(_) => {
                "SELECT m.name AS name FROM sqlite_master m, pragma_table_info(m.name) c \
                 WHERE m.type = 'table' AND c.name = 'case_id'"
            }
            pforte::store::Conn::Postgres(_) => {
                "SELECT table_name::text AS name FROM information_schema.columns \
                 WHERE table_schema = 'public' AND column_name = 'case_id'"
            }
        };
        Ok::<_, StoreError>(diesel::sql_query(query).load::<Name>(conn)?)
    });
    found.await.unwrap().into_iter().map(|row| row.name).collect()
}

fn id_of(case: &Page) -> CaseId {
    let address = case.address.split(['?', '#']).next().unwrap_or_default();
    address.rsplit('/').next().unwrap().parse().unwrap()
}

/// An application with something written wherever people can write, at its end; its page, and a lead.
async fn ended(app: &TestApp) -> (Page, Client, Client) {
    apply(app).await;
    let clerk = app.signed_in("akte", Role::Caseworker, &["fb10"]).await;
    let case = work(&clerk).await;
    let case = clerk.submit(&case, "/merkmal", &[("merkmal", MARKER)]).await;
    let lead = app.signed_in("lena", Role::Lead, &["fb10"]).await;
    let address = case.address.split(['?', '#']).next().unwrap().to_owned();
    let case = clerk.submit(&clerk.open(&address).await, "/status", &[("aktion", "withdraw")]).await;
    case.must_say("Zurückgenommen");
    (case, clerk, lead)
}

fn lead_scope() -> Scope {
    Scope::Staff(StaffScope {
        clerk: pforte::domain::ClerkId::random(),
        role: Role::Lead,
        departments: vec![DepartmentId("fb10".to_owned())],
        at_desk: false,
    })
}

#[actix_web::test]
async fn an_erased_case_is_gone_everywhere_and_what_stays_says_nothing_of_it() {
    let app = TestApp::start_on(TestDb::new().await, fixtures(), false).await;
    let (case, clerk, _) = ended(&app).await;
    let id = id_of(&case);
    let before = sealed(&app, &SEALED).await;
    assert!(says(&app.test_db.content().await), "a tag is not sealed");
    assert!(before.len() > 12, "{}", before.len());
    let stored = app.test_db.content().await;
    for one in &before {
        assert!(stands(&stored, one), "the test would not find it");
    }
    assert_eq!(fs::read_dir(&app.files_folder).unwrap().count(), 1);
    let period = app.clock.now() - Duration::days(1)..app.clock.now() + Duration::days(1);
    let department = DepartmentId("fb10".to_owned());
    let figures = {
        let (department, period) = (department.clone(), period.clone());
        move |conn: &mut pforte::store::Conn| {
            case_figures::of_department(&lead_scope(), conn, &department, &period)
        }
    };
    let counted = app.db.read(figures.clone()).await.unwrap();
    assert_eq!(counted.arrived.iter().map(|one| one.number).sum::<i64>(), 1);

    app.clock.advance(Duration::days(367));
    let purged = purge(&app.db, &app.depot, &app.library, app.clock.now()).await.unwrap();
    assert_eq!(purged, Purged { cases: 1, ..Purged::default() });

    assert_eq!(fs::read_dir(&app.files_folder).unwrap().count(), 0, "its file is still there");
    let stored = app.test_db.content().await;
    let drafts = sealed(&app, &[("drafts", "content")]).await;
    assert!(!says(&stored) && drafts.iter().all(|draft| !before.contains(draft)));
    for (one, i) in before.iter().zip(0..) {
        assert!(!stands(&stored, one), "something sealed still stands there: {i}");
    }
    for table in tables_of_cases(&app).await {
        let rows =
            count(&app, format!("SELECT count(*) AS number FROM {table} WHERE case_id = '{id}'")).await;
        let stays = ["case_events", "erased_cases"].contains(&table.as_str());
        assert_eq!(rows > 0, stays, "{table}: {rows}");
    }
    verify(&app.db, &[]).await.unwrap();
    assert_eq!(app.db.read(figures).await.unwrap(), counted, "the figures of the past have changed");
    // Whoever had it open is told so, and nothing breaks.
    app.sign_in(&clerk, "akte", PASSWORD).await;
    let gone = clerk.open(&format!("/postkorb/{id}")).await;
    assert_eq!(gone.status, StatusCode::GONE);
    gone.must_say("Dieser Vorgang ist gelöscht");
    let inbox = clerk.open(&format!("/postkorb?q={MARKER}")).await;
    assert!(inbox.hrefs("main a[href^='/postkorb/']").iter().all(|href| !href.contains(&id.to_string())));
    app.stop().await;
}

#[actix_web::test]
async fn a_dry_run_tells_what_the_run_does_and_changes_nothing() {
    let app = TestApp::start_on(TestDb::new().await, fixtures(), false).await;
    let (case, ..) = ended(&app).await;
    let number = case.texts("h1")[0].clone();
    app.clock.advance(Duration::days(366) - Duration::hours(10));
    let soon = forecast(&app.db, &app.library, app.clock.now()).await.unwrap();
    assert_eq!((soon.forms.len(), soon.forms[0].now.len(), soon.forms[0].soon.len()), (1, 0, 1));
    let papers = purge(&app.db, &app.depot, &app.library, app.clock.now()).await.unwrap();
    assert_eq!((papers.cases, papers.papers), (0, soon.forms[0].papers), "the last day is not over");
    // The next day in Germany begins at 22:00 or 23:00 in UTC.
    app.clock.advance(Duration::hours(10));
    let before = app.test_db.content().await;
    let told = forecast(&app.db, &app.library, app.clock.now()).await.unwrap();
    assert_eq!((told.forms[0].now.len(), told.forms[0].soon.len()), (1, 0), "{number}");
    assert_eq!(app.test_db.content().await, before, "the dry run changed something");
    let one = || purge_daily(&app.db, &app.depot, &app.library, app.clock.now());
    let (first, second) = tokio::join!(one(), one());
    let done: Vec<Purged> = [first.unwrap(), second.unwrap()].into_iter().flatten().collect();
    assert_eq!(done.iter().map(|purged| purged.cases).collect::<Vec<_>>(), [1], "once a day, by one of two");
    assert_eq!(one().await.unwrap(), None);
    app.stop().await;
}

#[actix_web::test]
async fn of_two_who_erase_a_case_at_once_one_does() {
    let app = TestApp::start_on(TestDb::new().await, fixtures(), false).await;
    let (case, ..) = ended(&app).await;
    app.clock.advance(Duration::days(400));
    let (id, now) = (id_of(&case), app.clock.now());
    let other = app.test_db.second();
    let erase = move |conn: &mut pforte::store::Conn| {
        erasure::erase(&Scope::System, conn, id, ErasureCause::Period, now)
    };
    let (one, two) = tokio::join!(app.db.write(erase), other.write(erase));
    let erased = [one.unwrap(), two.unwrap()].into_iter().flatten().count();
    assert_eq!(erased, 1);
    verify(&app.db, &[]).await.unwrap();
    app.stop().await;
}

/// After a restore the data of yesterday is there, and of what was erased since, the key is not.
#[actix_web::test]
async fn a_case_whose_key_is_gone_is_erased_to_the_end() {
    let app = TestApp::start_on(TestDb::new().await, fixtures(), false).await;
    let (case, clerk, _) = ended(&app).await;
    let id = id_of(&case);
    app.test_db
        .execute(&format!("DELETE FROM keys WHERE id = (SELECT key_id FROM cases WHERE id = '{id}')"))
        .await;
    // Another process, that has never had the key in hand.
    let restored = app.test_db.second();
    let now = app.clock.now();
    let told = forecast(&restored, &app.library, now).await.unwrap();
    assert_eq!(told.keyless, 1);
    assert_eq!(erase_keyless(&restored, &app.depot, now).await.unwrap(), 1);
    assert_eq!(erase_keyless(&restored, &app.depot, now).await.unwrap(), 0);
    verify(&restored, &[]).await.unwrap();
    assert_eq!(fs::read_dir(&app.files_folder).unwrap().count(), 0);
    assert_eq!(clerk.open(&format!("/postkorb/{id}")).await.status, StatusCode::GONE);
    app.stop().await;
}

#[actix_web::test]
async fn an_operator_erases_one_case_that_somebody_asked_for() {
    let app = TestApp::start_on(TestDb::new().await, fixtures(), false).await;
    let receipt = apply(&app).await;
    let number = receipt.address.rsplit('/').next().unwrap().to_owned();
    let erase = |reason: &str| app.command(&["erase", &number, "--reason", reason], "");
    assert!(erase("because").unwrap_err().contains("no-longer-needed"));
    assert!(erase("consent-withdrawn").unwrap_err().contains("still worked on"));
    let clerk = app.signed_in("akte", Role::Caseworker, &["fb10"]).await;
    let case = work(&clerk).await;
    let address = case.address.split(['?', '#']).next().unwrap().to_owned();
    clerk.submit(&clerk.open(&address).await, "/status", &[("aktion", "withdraw")]).await;
    let told = erase("consent-withdrawn").unwrap();
    assert!(told.contains("is erased, with 1 files"), "{told}");
    assert!(erase("consent-withdrawn").unwrap_err().contains("there is no application"));
    let grounds = count(
        &app,
        "SELECT count(*) AS number FROM erased_cases WHERE cause = 'request' AND ground = 'consent-withdrawn'".to_owned(),
    );
    assert_eq!(grounds.await, 1);
    verify(&app.db, &[]).await.unwrap();
    let told = app.command(&["purge", "--dry-run", "--list"], "").unwrap();
    assert!(told.contains("Nothing was erased"), "{told}");
    assert!(app.command(&["purge"], "").unwrap().starts_with("Erased: 0 cases"));
    app.stop().await;
}
