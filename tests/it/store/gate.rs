//! The write gate: what is answered is on disk, and nobody pays for a neighbour's mistake.

use std::sync::mpsc;

use diesel::connection::SimpleConnection;
use futures_util::future::join_all;
use pforte::store::{Conn, Db, StoreError, drafts};

use super::given::{database, draft, visitor};

/// The writers of PostgreSQL; SQLite has one, and the second job only waits there.
const WRITERS: usize = 2;

/// Keeps the writers busy until it is dropped, so that what is written meanwhile shares a batch.
struct Held(Vec<mpsc::Sender<()>>);

async fn hold(db: &Db) -> Held {
    let mut release = Vec::new();
    for _ in 0..WRITERS {
        let (free, wait) = mpsc::channel();
        let db = db.clone();
        tokio::spawn(async move {
            let held: Result<(), StoreError> = db
                .write(move |_| {
                    // Ends when the sender is dropped.
                    let _ = wait.recv();
                    Ok(())
                })
                .await;
            held
        });
        release.push(free);
        // Lets a writer take it before the next one comes, so that each writer has its own.
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    Held(release)
}

async fn begin(db: &Db, browser: u8) -> Result<(), StoreError> {
    db.write(move |conn| drafts::insert(&visitor(browser), conn, &draft())).await
}

async fn has_draft(db: &Db, browser: u8) -> bool {
    let found = db
        .read(move |conn| drafts::find_for_visitor(&visitor(browser), conn, super::given::FORM))
        .await
        .unwrap();
    found.is_some()
}

/// Runs the middle one of three writes as given, all in the same batch, and tells how each ended.
async fn between_neighbours(
    db: &Db,
    middle: impl FnOnce(&mut Conn) -> Result<(), StoreError> + Send + 'static,
) -> (Result<(), StoreError>, Result<(), StoreError>, Result<(), StoreError>) {
    let held = hold(db).await;
    let writes = async { tokio::join!(begin(db, 1), db.write(middle), begin(db, 3)) };
    let release = async {
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        drop(held.0);
    };
    tokio::join!(writes, release).0
}

#[tokio::test]
async fn two_hundred_writes_at_once_are_all_answered_and_kept() {
    let test = database().await;
    let db = test.db();
    let answers = join_all((1..=200).map(|browser| begin(&db, browser))).await;
    assert!(answers.iter().all(Result::is_ok));
    for browser in 1..=200 {
        assert!(has_draft(&db, browser).await, "{browser}");
    }
}

#[tokio::test]
async fn a_write_that_fails_takes_back_its_own_changes_only() {
    let test = database().await;
    let db = test.db();
    let (before, failed, after) = between_neighbours(&db, |conn| {
        drafts::insert(&visitor(2), conn, &draft())?;
        Err(StoreError::Inconsistent { table: "drafts", column: "content" })
    })
    .await;
    assert!(matches!(failed, Err(StoreError::Inconsistent { .. })));
    assert!(before.is_ok() && after.is_ok());
    assert_eq!(
        [has_draft(&db, 1).await, has_draft(&db, 2).await, has_draft(&db, 3).await],
        [true, false, true]
    );
}

#[tokio::test]
async fn a_write_that_panics_takes_back_its_own_changes_only() {
    let test = database().await;
    let db = test.db();
    let (before, panicked, after) = between_neighbours(&db, |conn| {
        drafts::insert(&visitor(2), conn, &draft())?;
        panic!("a defect in a write");
    })
    .await;
    assert!(panicked.is_err());
    assert!(before.is_ok() && after.is_ok());
    assert_eq!(
        [has_draft(&db, 1).await, has_draft(&db, 2).await, has_draft(&db, 3).await],
        [true, false, true]
    );
}

/// PostgreSQL refuses everything after a failed statement, up to the savepoint. Whoever was told that
/// their draft is kept must find it.
#[tokio::test]
async fn a_write_that_hides_an_error_cannot_cost_its_neighbours_what_they_were_promised() {
    let test = database().await;
    let db = test.db();
    let (before, _, after) = between_neighbours(&db, |conn| {
        let _ = conn.batch_execute("INSERT INTO no_such_table VALUES (1)");
        Ok(())
    })
    .await;
    assert_eq!(before.is_ok(), has_draft(&db, 1).await);
    assert_eq!(after.is_ok(), has_draft(&db, 3).await);
    assert!(begin(&db, 4).await.is_ok());
    assert!(has_draft(&db, 4).await);
}

/// SQLite takes back a whole transaction by itself when the disk is full, for example.
#[tokio::test]
async fn when_the_transaction_is_lost_nobody_is_told_otherwise_and_the_gate_goes_on() {
    let test = database().await;
    let db = test.db();
    let (before, lost, after) = between_neighbours(&db, |conn| Ok(conn.batch_execute("ROLLBACK")?)).await;
    for (answer, browser) in [(before, 1), (lost, 2), (after, 3)] {
        assert!(matches!(answer, Err(StoreError::Unavailable)), "{browser}");
        assert!(!has_draft(&db, browser).await, "{browser}");
    }
    assert!(begin(&db, 4).await.is_ok());
    assert!(has_draft(&db, 4).await);
}

/// A restart of PostgreSQL or a firewall that forgets; SQLite has no server that could hang up.
#[tokio::test]
async fn connections_that_died_while_nobody_used_them_are_replaced_unseen() {
    let test = database().await;
    let db = test.db();
    assert!(!has_draft(&db, 1).await);
    test.second()
        .read(|conn| {
            if let Conn::Postgres(conn) = conn {
                conn.batch_execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
                     WHERE datname = current_database() AND pid <> pg_backend_pid()",
                )?;
            }
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
    for browser in 1..=4 {
        begin(&db, browser).await.unwrap();
        assert!(has_draft(&db, browser).await);
    }
}

#[tokio::test]
async fn too_many_waiting_writes_are_refused_at_once() {
    let test = database().await;
    let db = test.db();
    let held = hold(&db).await;
    let waiting: Vec<_> = (0..1100)
        .map(|_| {
            let db = db.clone();
            tokio::spawn(async move { db.write(|_| Ok::<_, StoreError>(())).await })
        })
        .collect();
    tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    let refused = waiting.iter().filter(|write| write.is_finished()).count();
    drop(held.0);
    let answers = join_all(waiting).await;
    let unavailable =
        answers.iter().filter(|answer| matches!(answer, Ok(Err(StoreError::Unavailable)))).count();
    assert!(refused > 0);
    assert_eq!(unavailable, refused);
}

/// Their page said that nothing was done.
#[tokio::test]
async fn what_nobody_waits_for_any_more_is_not_written_later() {
    let test = database().await;
    let db = test.db();
    let held = hold(&db).await;
    let patience = std::time::Duration::from_millis(100);
    assert!(tokio::time::timeout(patience, begin(&db, 1)).await.is_err());
    drop(held.0);
    for browser in 2..=4 {
        begin(&db, browser).await.unwrap();
    }
    assert!(!has_draft(&db, 1).await);
}

#[tokio::test]
async fn closing_finishes_what_waits_and_lets_nothing_more_in() {
    let test = database().await;
    let db = test.db();
    let held = hold(&db).await;
    let waiting = async { join_all((1..=20).map(|browser| begin(&db, browser))).await };
    let closing = async {
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        drop(held.0);
        db.close().await;
    };
    let (answers, ()) = tokio::join!(waiting, closing);
    assert!(answers.iter().all(Result::is_ok));
    assert!(matches!(begin(&db, 21).await, Err(StoreError::Unavailable)));
    assert!(has_draft(&db, 20).await);
}

#[tokio::test]
async fn a_read_that_panics_answers_an_error_and_hurts_nobody() {
    let test = database().await;
    let db = test.db();
    let answer: Result<(), StoreError> = db.read(|_| panic!("a defect in a read")).await;
    assert!(answer.is_err());
    assert!(db.is_ready().await);
}
