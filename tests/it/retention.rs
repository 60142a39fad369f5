//! What has expired is deleted by the running product, and nothing else is.

mod erasing;
mod lead;
mod papers;
mod payments;

use chrono::{DateTime, Duration, TimeZone, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary};
use pforte::depot::Depot;
use pforte::domain::{Channel, ClerkId, DraftId, Role, Scope, Token};
use pforte::retention::{Limits, Swept, sweep};
use pforte::store::attempts::{Place, Trying};
use pforte::store::{Conn, DatabaseUrl, Db, StoreError, attempts, clerks, drafts, sessions};

use crate::support::app::{TestApp, shipped};
use crate::support::db::TestDb;

const LIMITS: Limits = Limits { session_idle: Duration::minutes(30), session: Duration::hours(12) };

/// The morning on which tests of the running product happen.
fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2025, 10, 1, 7, 0, 0).unwrap()
}

fn visitor(browser: u16) -> Scope {
    let mut bytes = [0; 32];
    bytes[..2].copy_from_slice(&browser.to_be_bytes());
    Scope::Visitor(Token::from_bytes(bytes).hash())
}

/// Drafts of this many visitors, which end at this instant.
async fn begin(db: &Db, browsers: std::ops::Range<u16>, expires_at: DateTime<Utc>) {
    let library = shipped();
    db.write(move |conn| {
        library.keep_current(conn, now())?;
        let form = &library.catalogue().services().next().unwrap().online;
        for browser in browsers {
            let id = DraftId::random();
            let draft = drafts::NewDraft {
                id,
                form_id: form.id.clone(),
                slug: form.file.slug.clone(),
                version: form.version.clone(),
                channel: Channel::Online,
                content: b"{}".to_vec(),
                submit_key: id.to_string(),
                created_at: now(),
                expires_at,
            };
            drafts::insert(&visitor(browser), conn, &draft)?;
        }
        Ok::<_, StoreError>(())
    })
    .await
    .unwrap();
}

async fn has_draft(db: &Db, browser: u16) -> bool {
    let form_id = shipped().catalogue().services().next().unwrap().online.id.clone();
    let found = db.read(move |conn| drafts::find_for_visitor(&visitor(browser), conn, &form_id)).await;
    found.unwrap().is_some()
}

/// A session that began so many minutes ago and was last used so many minutes ago.
async fn sign_in(db: &Db, began: i64, seen: i64) -> Token {
    let mut random = [0; 32];
    getrandom::fill(&mut random).unwrap();
    let token = Token::from_bytes(random);
    let (hash, ago) = (token.hash(), |minutes| now() - Duration::minutes(minutes));
    let (began, seen) = (ago(began), ago(seen));
    let id = ClerkId::random();
    let clerk = clerks::NewClerk {
        id,
        login: id.to_string(),
        name: "Kim Beispiel".to_owned(),
        password_hash: "$argon2id$…".to_owned(),
        role: Role::Desk,
        departments: Vec::new(),
        details: clerks::ClerkDetails::default(),
        created_at: began,
    };
    db.write(move |conn| {
        clerks::insert(conn, &clerk)?;
        sessions::insert(conn, &hash, clerk.id, "csrf", began)?;
        sessions::touch(conn, &hash, seen)
    })
    .await
    .unwrap();
    token
}

async fn has_session(db: &Db, token: &Token) -> bool {
    let hash = token.hash();
    db.read(move |conn| sessions::find(conn, &hash)).await.unwrap().is_some()
}

/// An attempt to sign in that is forgotten at this instant.
async fn try_login(db: &Db, login: &str, expires_at: DateTime<Utc>) {
    let login = Place::of(Trying::SignIn(login));
    let began = now() - Duration::days(1);
    db.write(move |conn| attempts::count(conn, &login, began, expires_at)).await.unwrap();
}

#[actix_web::test]
async fn more_than_one_batch_goes_and_what_still_holds_stays() {
    let test = TestDb::new().await;
    let folder = tempfile::tempdir().unwrap();
    let (db, depot) = (test.db(), Depot::new(folder.path()));
    begin(&db, 0..450, now()).await;
    begin(&db, 500..503, now() + Duration::seconds(1)).await;
    let (idle, old, fresh) =
        (sign_in(&db, 60, 30).await, sign_in(&db, 12 * 60, 1).await, sign_in(&db, 700, 29).await);
    for (login, seconds) in [("schule", 0), ("niemand", -1), ("kultur", 1)] {
        try_login(&db, login, now() + Duration::seconds(seconds)).await;
    }
    // The drafts began just now, and their keys stay for a moment; see below.
    let swept = Swept { drafts: 450, sessions: 2, attempts: 2, ..Swept::default() };
    assert_eq!(sweep(&db, &depot, LIMITS, now()).await.unwrap(), swept);
    assert!(has_draft(&db, 501).await && !has_draft(&db, 449).await);
    assert!(has_session(&db, &fresh).await);
    assert!(!has_session(&db, &idle).await && !has_session(&db, &old).await);
    assert_eq!(sweep(&db, &depot, LIMITS, now()).await.unwrap(), Swept::default());
    // An hour later nobody holds a key of a draft that is gone, and the others have theirs.
    let later = now() + Duration::minutes(61);
    test.execute("UPDATE drafts SET expires_at = expires_at + 7200000000").await;
    assert_eq!(sweep(&db, &depot, LIMITS, later).await.unwrap().keys, 450);
    assert!(has_draft(&db, 501).await);
}

#[actix_web::test]
async fn the_running_product_sweeps_unasked() {
    let test = TestDb::new().await;
    begin(&test.db(), 1..2, now() - Duration::days(1)).await;
    begin(&test.db(), 2..3, now() + Duration::days(1)).await;
    let session = sign_in(&test.db(), 60, 31).await;
    let app = TestApp::start_on(test, shipped(), true).await;
    let mut patience = 100;
    while has_draft(&app.db, 1).await || has_session(&app.db, &session).await {
        patience -= 1;
        assert!(patience > 0, "nobody sweeps");
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    assert!(has_draft(&app.db, 2).await);
    app.stop().await;
}

/// Also in the file itself: freed pages of SQLite would keep what stood in them, sealed as it is.
#[actix_web::test]
async fn what_is_deleted_does_not_stand_in_the_file_any_more() {
    #[derive(QueryableByName)]
    struct Sealed {
        #[diesel(sql_type = Binary)]
        content: Vec<u8>,
    }
    let test_db = TestDb::new().await;
    let folder = tempfile::tempdir().unwrap();
    let (db, depot) = (test_db.db(), Depot::new(folder.path()));
    begin(&db, 0..1, now() + Duration::days(1)).await;
    let form_id = shipped().catalogue().services().next().unwrap().online.id.clone();
    let answer = b"Zeichen".repeat(3000);
    db.write(move |conn| {
        let draft = drafts::find_for_visitor(&visitor(0), conn, &form_id)?.unwrap();
        drafts::save(&visitor(0), conn, draft.id, &answer, None, now(), draft.expires_at)
    })
    .await
    .unwrap();
    let read =
        |conn: &mut Conn| Ok::<_, StoreError>(diesel::sql_query("SELECT content FROM drafts").load(conn)?);
    let sealed: Vec<Sealed> = db.read(read).await.unwrap();
    let sealed = &sealed[0].content;
    assert!(sealed.len() > 20_000);
    // Its pages hold some thousand bytes of it each, and begin somewhere.
    let stands = |file: &[u8]| {
        let pieces = || sealed.chunks_exact(512).map(|chunk| &chunk[..16]);
        pieces().any(|piece| file.windows(16).any(|part| part == piece))
    };
    if let DatabaseUrl::Sqlite(path) = test_db.url() {
        db.empty_log().await;
        assert!(stands(&std::fs::read(path).unwrap()), "the test would not find it");
    }
    assert_eq!(sweep(&db, &depot, LIMITS, now() + Duration::days(2)).await.unwrap().drafts, 1);
    db.close().await;
    drop(db);
    if let DatabaseUrl::Sqlite(path) = test_db.url() {
        assert!(!stands(&std::fs::read(path).unwrap()), "the answer still stands in the file");
    }
}

/// SQLite chooses indexes by what it knows of its tables, and learns that only when it is told to look.
#[actix_web::test]
async fn sweeping_has_sqlite_look_at_its_tables() {
    #[derive(QueryableByName)]
    struct Looked {
        #[diesel(sql_type = BigInt)]
        count: i64,
    }
    let test = TestDb::new().await;
    let folder = tempfile::tempdir().unwrap();
    let (db, depot) = (test.db(), Depot::new(folder.path()));
    begin(&db, 0..3, now() + Duration::days(1)).await;
    sweep(&db, &depot, LIMITS, now()).await.unwrap();
    let looked = db.read(|conn| match conn {
        Conn::Sqlite(conn) => {
            let count = "SELECT count(*) AS count FROM sqlite_stat1 WHERE tbl = 'drafts'";
            Ok::<_, StoreError>(diesel::sql_query(count).get_result::<Looked>(conn)?.count)
        }
        // It does so by itself.
        Conn::Postgres(_) => Ok(1),
    });
    assert!(looked.await.unwrap() > 0);
}
