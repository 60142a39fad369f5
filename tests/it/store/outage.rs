//! A database that hangs, refuses or is gone: nobody waits for ever, and readiness tells.

use std::sync::mpsc;
use std::time::{Duration, Instant};

use pforte::domain::FormVersion;
use pforte::store::{DatabaseUrl, Db, StoreError, drafts, form_versions};

use super::given::{FORM, database, draft, visitor};
use crate::support::relay::Relay;

/// What a person waits for the page that says that the service is away; a busy machine takes its time.
const SOME_SECONDS: Duration = Duration::from_secs(15);

async fn begin(db: &Db) -> Result<(), StoreError> {
    in_time(db.write(|conn| drafts::insert(&visitor(1), conn, &draft()))).await
}

async fn look(db: &Db) -> Result<bool, StoreError> {
    in_time(db.read(|conn| Ok(drafts::find_for_visitor(&visitor(1), conn, FORM)?.is_some()))).await
}

async fn in_time<T>(answer: impl Future<Output = T>) -> T {
    tokio::time::timeout(SOME_SECONDS, answer).await.expect("an answer within some seconds")
}

#[tokio::test]
async fn a_write_gives_up_when_somebody_else_keeps_a_lock() {
    let test = database().await;
    let db = test.db();
    let held = test.locked().await;
    assert!(matches!(begin(&db).await, Err(StoreError::Unavailable)));
    drop(held);
    begin(&db).await.unwrap();
    assert!(look(&db).await.unwrap());
}

/// The port is open, the server behind it hangs.
#[test]
fn opening_a_database_that_does_not_answer_fails_within_seconds() {
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = DatabaseUrl::Postgres(format!("postgres://pforte@{}/pforte", silent.local_addr().unwrap()));
    let begin = Instant::now();
    let (answer, opened) = mpsc::channel();
    std::thread::spawn(move || answer.send(Db::open(&url, 1).map(|_| ())));
    let opened = opened.recv_timeout(SOME_SECONDS).expect("an answer within some seconds");
    assert!(matches!(opened, Err(StoreError::Unavailable)), "{opened:?} after {:?}", begin.elapsed());
}

/// SQLite has no server that could fall silent.
#[tokio::test]
async fn a_server_that_falls_silent_is_an_outage_and_no_endless_wait() {
    let test = database().await;
    let DatabaseUrl::Postgres(url) = test.url() else { return };
    let mut url = url::Url::parse(url).unwrap();
    let server = format!("{}:{}", url.host_str().unwrap(), url.port().unwrap_or(5432));
    let relay = Relay::to(server).await;
    url.set_port(Some(relay.address.port())).unwrap();
    let db = {
        let url = DatabaseUrl::Postgres(url.into());
        tokio::task::spawn_blocking(move || Db::open(&url, 2)).await.unwrap().unwrap()
    };
    assert!(!look(&db).await.unwrap());
    relay.fall_silent();
    let (written, read, ready) = tokio::join!(begin(&db), look(&db), in_time(db.is_ready()));
    assert!(matches!(written, Err(StoreError::Unavailable)));
    assert!(matches!(read, Err(StoreError::Unavailable)));
    assert!(!ready);
}

#[tokio::test]
async fn a_reading_connection_changes_nothing() {
    let test = database().await;
    let db = test.db();
    let sneaked = db.read(|conn| drafts::insert(&visitor(1), conn, &draft())).await;
    assert!(sneaked.is_err());
    assert!(!look(&db).await.unwrap());
    begin(&db).await.unwrap();
}

#[tokio::test]
async fn a_database_that_can_be_read_but_not_written_is_not_ready() {
    let test = database().await;
    let db = test.db();
    assert!(db.is_ready().await);
    let probe = FormVersion("probe".to_owned());
    assert!(db.read(move |conn| form_versions::find(conn, &probe)).await.unwrap().is_none());
    let held = test.locked().await;
    assert!(!in_time(db.is_ready()).await);
    drop(held);
    assert!(db.is_ready().await);
    db.close().await;
    assert!(!look(&db).await.unwrap());
    assert!(!db.is_ready().await);
}
