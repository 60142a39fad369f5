//! The outbox: every message once to one worker, and never given up silently.

use std::collections::HashSet;

use chrono::Duration;
use pforte::domain::{OutboxId, Role, Scope};
use pforte::store::{Db, StoreError, filing, outbox};

use super::given::{case_of, database, now, staff, submission, visitor};

async fn enqueue(db: &Db, count: usize) -> Vec<OutboxId> {
    let ids: Vec<OutboxId> = (0..count).map(|_| OutboxId::new()).collect();
    let message = |id: &OutboxId| outbox::NewMessage {
        id: *id,
        kind: "acknowledgement".to_owned(),
        recipient: "ada@example.org".to_owned(),
        language: "de".to_owned(),
        message_id: format!("<{id}@stadt.example>"),
        created_at: now(),
    };
    let mails: Vec<_> = ids.iter().map(message).collect();
    let submission = submission();
    let case = case_of(&submission, "fb40");
    db.write(move |conn| filing::file(&visitor(1), conn, &submission, &case, None, &mails)).await.unwrap();
    ids
}

async fn claim(db: &Db, minutes_later: i64) -> Option<outbox::ClaimedMessage> {
    let at = now() + Duration::minutes(minutes_later);
    db.write(move |conn| outbox::claim_next(conn, at, Duration::minutes(5), 10)).await.unwrap()
}

async fn pending(db: &Db) -> i64 {
    db.read(|conn| outbox::pending_count(&Scope::System, conn)).await.unwrap()
}

#[tokio::test]
async fn two_workers_never_get_the_same_message() {
    let test = database().await;
    let db = test.db();
    let ids: HashSet<OutboxId> = enqueue(&db, 30).await.into_iter().collect();
    // A second gate on the same database: another process.
    let other = test.second();
    let worker = |db: Db| async move {
        let mut got = Vec::new();
        let mut idle = 0;
        while idle < 3 {
            match claim(&db, 0).await {
                Some(message) => got.push(message.id),
                None => idle += 1,
            }
        }
        got
    };
    let (first, second) = tokio::join!(worker(db.clone()), worker(other));
    let all: Vec<OutboxId> = first.into_iter().chain(second).collect();
    assert_eq!(all.len(), ids.len());
    assert_eq!(all.into_iter().collect::<HashSet<_>>(), ids);
}

#[tokio::test]
async fn a_worker_that_dies_loses_its_claim_when_the_lease_is_over() {
    let test = database().await;
    let db = test.db();
    let ids = enqueue(&db, 1).await;
    assert_eq!(claim(&db, 0).await.map(|message| message.id), Some(ids[0]));
    assert!(claim(&db, 4).await.is_none());
    assert_eq!(claim(&db, 6).await.map(|message| message.id), Some(ids[0]));
}

#[tokio::test]
async fn what_was_sent_is_not_sent_again() {
    let test = database().await;
    let db = test.db();
    let id = enqueue(&db, 1).await[0];
    claim(&db, 0).await.unwrap();
    db.write(move |conn| outbox::mark_sent(conn, id, now())).await.unwrap();
    assert!(claim(&db, 60).await.is_none());
    assert_eq!(pending(&db).await, 0);
}

/// The first worker was slow, its lease ran out, the second one sent the mail: the verdict of the
/// slow one comes too late.
#[tokio::test]
async fn a_late_failure_does_not_bring_back_what_was_sent() {
    let test = database().await;
    let db = test.db();
    let id = enqueue(&db, 1).await[0];
    claim(&db, 0).await.unwrap();
    claim(&db, 6).await.unwrap();
    db.write(move |conn| {
        outbox::mark_sent(conn, id, now())?;
        outbox::mark_unsent(conn, id, 1, "timeout", Some(now()))
    })
    .await
    .unwrap();
    assert!(claim(&db, 60).await.is_none());
}

/// The second worker has the message in hand: the slow first one cannot let a third one at it.
#[tokio::test]
async fn a_late_failure_does_not_end_the_claim_of_another_worker() {
    let test = database().await;
    let db = test.db();
    let id = enqueue(&db, 1).await[0];
    claim(&db, 0).await.unwrap();
    assert_eq!(claim(&db, 6).await.unwrap().attempts, 2);
    db.write(move |conn| outbox::mark_unsent(conn, id, 1, "timeout", Some(now()))).await.unwrap();
    assert!(claim(&db, 7).await.is_none());
}

#[tokio::test]
async fn a_message_that_failed_waits_and_at_last_is_shown_to_the_administration() {
    let test = database().await;
    let db = test.db();
    let id = enqueue(&db, 1).await[0];
    claim(&db, 0).await.unwrap();
    let next = now() + Duration::minutes(10);
    db.write(move |conn| outbox::mark_unsent(conn, id, 1, "greylisted", Some(next))).await.unwrap();
    assert!(claim(&db, 9).await.is_none());
    assert_eq!(claim(&db, 10).await.unwrap().attempts, 2);
    db.write(move |conn| outbox::mark_unsent(conn, id, 2, "no such mailbox", None)).await.unwrap();
    assert!(claim(&db, 6000).await.is_none());

    let admin = staff(&db, Role::Admin, &[]).await;
    let clerk = staff(&db, Role::Lead, &["fb40"]).await;
    for stranger in [clerk, visitor(1)] {
        let (shown, retried) = db
            .write(move |conn| {
                let shown = outbox::list_failed(&stranger, conn)?;
                Ok::<_, StoreError>((shown.len(), outbox::retry_failed(&stranger, conn, id, now())?))
            })
            .await
            .unwrap();
        assert_eq!((shown, retried), (0, false));
    }
    let scope = admin.clone();
    let failed = db.read(move |conn| outbox::list_failed(&scope, conn)).await.unwrap();
    assert_eq!(failed.len(), 1);
    assert_eq!((failed[0].id, failed[0].last_error.as_deref()), (id, Some("no such mailbox")));
    assert!(db.write(move |conn| outbox::retry_failed(&admin, conn, id, now())).await.unwrap());
    assert_eq!(claim(&db, 0).await.unwrap().attempts, 1);
}

#[tokio::test]
async fn the_message_that_is_due_longest_comes_first() {
    let test = database().await;
    let db = test.db();
    let ids = enqueue(&db, 2).await;
    claim(&db, 0).await.unwrap();
    let (first, second) = (ids[0], ids[1]);
    db.write(move |conn| outbox::mark_unsent(conn, first, 1, "busy", Some(now() + Duration::minutes(3))))
        .await
        .unwrap();
    assert_eq!(claim(&db, 5).await.map(|message| message.id), Some(second));
    assert_eq!(claim(&db, 5).await.map(|message| message.id), Some(first));
}
