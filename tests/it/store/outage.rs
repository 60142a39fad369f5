//! A database that hangs, refuses or is gone: nobody waits for ever, and readiness tells.

use std::io::BufRead;
use std::process::{Command, Stdio};
use std::sync::{Arc, Barrier, mpsc};
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;
use pforte::domain::FormVersion;
use pforte::store::{Conn, DatabaseUrl, Db, StoreError, drafts, form_versions};

use super::given::{FORM, database, draft, visitor};
use crate::support::db::{MASTER_KEY, masters};
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
    std::thread::spawn(move || answer.send(Db::open(&url, 1, masters()).map(|_| ())));
    let opened = opened.recv_timeout(SOME_SECONDS).expect("an answer within some seconds");
    assert!(matches!(opened, Err(StoreError::Unavailable)), "{opened:?} after {:?}", begin.elapsed());
}

/// SQLite has no server that could fall silent.
#[tokio::test]
async fn a_server_that_falls_silent_is_an_outage_and_no_endless_wait() {
    let test = database().await;
    let Some((relay, url)) = Relay::to_database(test.url()).await else { return };
    let db = {
        let url = DatabaseUrl::Postgres(url);
        tokio::task::spawn_blocking(move || Db::open(&url, 2, masters())).await.unwrap().unwrap()
    };
    assert!(!look(&db).await.unwrap());
    relay.fall_silent();
    let (written, read, ready) = tokio::join!(begin(&db), look(&db), in_time(db.is_ready()));
    assert!(matches!(written, Err(StoreError::Unavailable)));
    assert!(matches!(read, Err(StoreError::Unavailable)));
    assert!(!ready);
}

/// On SQLite there is one writer at a time, and nobody to be locked with.
#[tokio::test]
async fn of_two_writes_that_wait_for_each_other_one_is_told_to_try_later() {
    let test = database().await;
    let met = Arc::new(Barrier::new(2));
    let locks = |first: i32, second: i32| {
        let met = Arc::clone(&met);
        move |conn: &mut Conn| {
            let Conn::Postgres(conn) = conn else { return Ok(false) };
            conn.batch_execute(&format!("SELECT pg_advisory_xact_lock({first})"))?;
            met.wait();
            conn.batch_execute(&format!("SELECT pg_advisory_xact_lock({second})"))?;
            Ok::<_, StoreError>(true)
        }
    };
    let (here, there) = (test.db(), test.second());
    let (one, other) = tokio::join!(here.write(locks(1, 2)), there.write(locks(2, 1)));
    match (one, other) {
        (Ok(false), Ok(false)) => {}
        (Ok(true), Err(StoreError::Unavailable)) | (Err(StoreError::Unavailable), Ok(true)) => {}
        ended => panic!("{ended:?}"),
    }
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

/// A worker waits for an answer that never comes; SIGTERM ends the process all the same.
#[tokio::test]
async fn the_product_stops_also_while_its_server_is_silent() {
    let test = database().await;
    let Some((relay, url)) = Relay::to_database(test.url()).await else { return };
    let data = tempfile::tempdir().unwrap();
    let mut product = Command::new(env!("CARGO_BIN_EXE_pforte"))
        .env("PFORTE_DATABASE_URL", url)
        .env("PFORTE_MASTER_KEY", MASTER_KEY)
        .env("PFORTE_DATA", data.path())
        .env("PFORTE_LISTEN", "127.0.0.1:0")
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let console = std::io::BufReader::new(product.stdout.take().unwrap());
    let started = tokio::task::spawn_blocking(|| console.lines().next().unwrap().unwrap()).await.unwrap();
    assert!(started.starts_with("Pforte serves"), "{started}");
    relay.fall_silent();
    // The worker looks into the outbox each second.
    tokio::time::sleep(Duration::from_secs(2)).await;
    Command::new("kill").arg(product.id().to_string()).status().unwrap();
    let stop = Instant::now();
    while product.try_wait().unwrap().is_none() {
        if stop.elapsed() > 2 * SOME_SECONDS {
            product.kill().unwrap();
            panic!("the product does not stop");
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}
