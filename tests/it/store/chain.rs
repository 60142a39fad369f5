//! The chain of events: what the database refuses, and what is found out where somebody did it all the same.

use chrono::NaiveDate;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use futures_util::future::join_all;
use pforte::audit::{Break, Flaw, KeptHead, VerifyError, verify};
use pforte::domain::{CaseEventKind, CaseId, ChainHead, ErasureCause, Role, Scope};
use pforte::store::{Conn, DatabaseUrl, Db, StoreError, chain, erasure, events};

use super::given::{case_in, database, now, staff};
use crate::support::db::TestDb;

const TRIGGERS: [(&str, &str); 4] = [
    ("case_events", "case_events_unchanged"),
    ("case_events", "case_events_undeleted"),
    ("audit_head", "audit_head_forward"),
    ("audit_head", "audit_head_undeleted"),
];

/// Runs statements as somebody does who has the database in hand.
pub async fn tamper(db: &Db, statements: &str) -> Result<(), StoreError> {
    let statements = statements.to_owned();
    db.write(move |conn| Ok(conn.batch_execute(&statements)?)).await
}

/// The same, with what the database refuses.
pub async fn force(db: &Db, statements: &str) {
    db.write(|conn| {
        for (table, trigger) in TRIGGERS {
            conn.batch_execute(&match conn {
                Conn::Sqlite(_) => format!("DROP TRIGGER IF EXISTS {trigger}"),
                Conn::Postgres(_) => format!("DROP TRIGGER IF EXISTS {trigger} ON {table}"),
            })?;
        }
        Ok::<_, StoreError>(())
    })
    .await
    .unwrap();
    tamper(db, statements).await.unwrap();
}

async fn note(db: &Db, scope: &Scope, case: CaseId, text: &str) -> Result<(), StoreError> {
    let (scope, text) = (scope.clone(), text.to_owned());
    db.write(move |conn| events::append(&scope, conn, case, now(), CaseEventKind::Noted, Some(&text))).await
}

/// A chain of six events: a case arrives, and five notes are written on it by one of two people.
async fn six(test: &TestDb) -> (Db, CaseId, Scope) {
    let db = test.db();
    let case = case_in(&db, "fb40").await.id;
    let people =
        [staff(&db, Role::Caseworker, &["fb40"]).await, staff(&db, Role::Caseworker, &["fb40"]).await];
    for text in ["eins", "zwei", "drei", "vier", "fünf"] {
        note(&db, &people[text.len() % 2], case, text).await.unwrap();
    }
    let [one, _] = people;
    (db, case, one)
}

async fn head(db: &Db) -> ChainHead {
    db.read(|conn| chain::head(&Scope::System, conn)).await.unwrap()
}

async fn found(db: &Db, kept: &[KeptHead]) -> Option<(i64, Flaw)> {
    match verify(db, kept).await {
        Ok(_) => None,
        Err(VerifyError::Broken(Break { seq, flaw })) => Some((seq, flaw)),
        Err(VerifyError::Store(error)) => panic!("{error}"),
    }
}

fn day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 23).unwrap()
}

#[tokio::test]
async fn what_was_written_is_a_whole_chain() {
    let test = database().await;
    assert_eq!(verify(&test.db(), &[]).await.unwrap().seq, 0, "no event is a chain, too");
    let (db, ..) = six(&test).await;
    assert_eq!(verify(&db, &[]).await.unwrap(), head(&db).await);
    assert_eq!(head(&db).await.seq, 6);
}

/// Exchanges what two events say and leaves their places; or exchanges their places.
const SWAP_SEQ: &str = "UPDATE case_events SET seq = -2 WHERE seq = 2; UPDATE case_events SET seq = 2 WHERE seq = 5; \
                        UPDATE case_events SET seq = 5 WHERE seq = -2;";
const NEIGHBOURS: &str = "UPDATE case_events SET seq = -3 WHERE seq = 3; UPDATE case_events SET seq = 3 WHERE seq = 4; \
                          UPDATE case_events SET seq = 4 WHERE seq = -3;";
const SHIFT: &str =
    "UPDATE case_events SET seq = -seq WHERE seq >= 4; UPDATE case_events SET seq = 1 - seq WHERE seq < 0;";
const CLOSE_UP: &str = "DELETE FROM case_events WHERE seq = 4; UPDATE case_events SET seq = -seq WHERE seq > 4; \
                        UPDATE case_events SET seq = -1 - seq WHERE seq < 0; UPDATE audit_head SET seq = 5;";

/// Sealed by the same key, for the same table.
const ANOTHER_DETAIL: &str =
    "UPDATE case_events SET detail = (SELECT detail FROM case_events e WHERE e.seq = 4) WHERE seq = 3;";

/// An event as one of ours, with a digest that fits, at a place.
fn forged(seq: &str) -> String {
    let facts = pforte::domain::chain::EventFacts {
        id: "0199-forged",
        case_id: "c",
        at: 1,
        actor: "system",
        clerk_id: None,
        kind: "noted",
        detail_hash: None,
    };
    let link = if seq == "NULL" { "NULL".to_owned() } else { format!("'{}'", facts.digest()) };
    format!(
        "INSERT INTO case_events (id, case_id, at, actor, kind, digest, seq, chain) \
         VALUES ('0199-forged', 'c', 1, 'system', 'noted', '{}', {seq}, {link});",
        facts.digest()
    )
}

#[tokio::test]
async fn whatever_is_done_to_the_events_is_found_with_its_place() {
    let chains =
        "UPDATE case_events SET chain = (SELECT chain FROM case_events e WHERE e.seq = 6) WHERE seq = 3;";
    for (what, statements, flaw) in [
        ("a detail", "UPDATE case_events SET detail = 'x' WHERE seq = 3".to_owned(), (3, Flaw::Changed)),
        ("no detail", "UPDATE case_events SET detail = NULL WHERE seq = 3".to_owned(), (3, Flaw::Erased)),
        ("the detail of another", ANOTHER_DETAIL.to_owned(), (3, Flaw::Changed)),
        ("the clerk", "UPDATE case_events SET clerk_id = NULL WHERE seq = 2".to_owned(), (2, Flaw::Changed)),
        ("the actor", "UPDATE case_events SET actor = 'system' WHERE seq = 1".to_owned(), (1, Flaw::Changed)),
        ("the time", "UPDATE case_events SET at = at + 1 WHERE seq = 6".to_owned(), (6, Flaw::Changed)),
        ("the case", "UPDATE case_events SET case_id = 'x' WHERE seq = 4".to_owned(), (4, Flaw::Changed)),
        ("the kind", "UPDATE case_events SET kind = 'filed' WHERE seq = 4".to_owned(), (4, Flaw::Changed)),
        ("the id", "UPDATE case_events SET id = 'x' WHERE seq = 4".to_owned(), (4, Flaw::Changed)),
        ("a digest", "UPDATE case_events SET digest = 'x' WHERE seq = 4".to_owned(), (4, Flaw::Changed)),
        ("a link", chains.to_owned(), (3, Flaw::Unlinked)),
        ("the first is gone", "DELETE FROM case_events WHERE seq = 1".to_owned(), (1, Flaw::Missing)),
        ("one in the middle is gone", "DELETE FROM case_events WHERE seq = 4".to_owned(), (4, Flaw::Missing)),
        ("and the rest closes up", CLOSE_UP.to_owned(), (4, Flaw::Unlinked)),
        ("the last is gone", "DELETE FROM case_events WHERE seq = 6".to_owned(), (6, Flaw::Missing)),
        ("all are gone", "DELETE FROM case_events".to_owned(), (1, Flaw::Missing)),
        ("two are swapped", SWAP_SEQ.to_owned(), (2, Flaw::Swapped(5))),
        ("neighbours are swapped", NEIGHBOURS.to_owned(), (3, Flaw::Swapped(4))),
        ("one without a place", forged("NULL"), (7, Flaw::Stray)),
        ("one behind the head", forged("7"), (7, Flaw::Unlinked)),
        ("one in between", format!("{SHIFT} {}", forged("4")), (4, Flaw::Inserted)),
        ("the head counts more", "UPDATE audit_head SET seq = 8".to_owned(), (7, Flaw::Missing)),
        ("the head counts less", "UPDATE audit_head SET seq = 4".to_owned(), (5, Flaw::Inserted)),
        ("the head is another", "UPDATE audit_head SET chain = 'x'".to_owned(), (6, Flaw::Head)),
    ] {
        let test = database().await;
        let (db, ..) = six(&test).await;
        force(&db, &statements).await;
        assert_eq!(found(&db, &[]).await, Some(flaw), "{what}");
    }
}

#[tokio::test]
async fn a_swap_is_found_also_where_the_links_stay_in_their_places() {
    let test = database().await;
    let (db, ..) = six(&test).await;
    let of = |seq: u8| format!("(SELECT chain FROM case_events e WHERE e.seq = {seq})");
    let swap = format!(
        "UPDATE case_events SET chain = {} || chain WHERE seq = 2; \
         UPDATE case_events SET chain = substr({}, 65) WHERE seq = 5; \
         UPDATE case_events SET chain = substr(chain, 1, 64) WHERE seq = 2;",
        of(5),
        of(2)
    );
    force(&db, &format!("{swap} {SWAP_SEQ}")).await;
    assert_eq!(found(&db, &[]).await, Some((2, Flaw::Swapped(5))));
}

#[tokio::test]
async fn an_end_that_was_written_anew_with_its_head_is_found_by_a_head_that_was_kept() {
    let test = database().await;
    let (db, case, clerk) = six(&test).await;
    let kept = [KeptHead { day: day(), head: head(&db).await }];
    assert_eq!(found(&db, &kept).await, None);
    let cut = "UPDATE audit_head SET seq = 4, chain = (SELECT chain FROM case_events WHERE seq = 4); \
               DELETE FROM case_events WHERE seq > 4;";
    force(&db, cut).await;
    assert_eq!(found(&db, &[]).await, None, "in itself it is whole");
    assert_eq!(found(&db, &kept).await, Some((5, Flaw::Lost(day()))));
    for text in ["anders", "ganz anders", "mehr"] {
        note(&db, &clerk, case, text).await.unwrap();
    }
    assert_eq!(found(&db, &[]).await, None);
    assert_eq!(found(&db, &kept).await, Some((6, Flaw::Kept(day()))));
    let first = KeptHead { day: day(), head: ChainHead { seq: 0, chain: "0".repeat(64) } };
    assert_eq!(found(&db, &[first]).await, None);
}

#[tokio::test]
async fn the_database_refuses_to_change_or_delete_events() {
    let test = database().await;
    let (db, ..) = six(&test).await;
    for statement in [
        "DELETE FROM case_events",
        "DELETE FROM case_events WHERE seq = 6",
        "UPDATE case_events SET detail = 'x' WHERE seq = 3",
        "UPDATE case_events SET detail = NULL, clerk_id = NULL WHERE seq = 3",
        "UPDATE case_events SET detail = NULL, seq = 9 WHERE seq = 3",
        "UPDATE case_events SET detail = 'x', detail_hash = 'z' WHERE seq = 1",
        "UPDATE case_events SET clerk_id = NULL WHERE seq = 3",
        "UPDATE case_events SET at = at - 1 WHERE seq = 3",
        "UPDATE case_events SET kind = kind WHERE seq = 3",
        "UPDATE case_events SET seq = seq + 100",
        "UPDATE case_events SET seq = NULL, chain = NULL WHERE seq = 6",
        "UPDATE case_events SET chain = 'x' WHERE seq = 6",
        "UPDATE case_events SET digest = 'x' WHERE seq = 6",
        "UPDATE audit_head SET seq = 5",
        "DELETE FROM audit_head",
    ] {
        let refused = tamper(&db, statement).await.unwrap_err().to_string();
        assert!(refused.contains("append-only") || refused.contains("audit_head"), "{statement}: {refused}");
    }
    assert_eq!(found(&db, &[]).await, None);
    assert_eq!(head(&db).await.seq, 6);
}

#[tokio::test]
async fn what_is_erased_with_its_case_leaves_the_chain_whole_and_what_is_erased_without_a_word_does_not() {
    let test = database().await;
    let (db, case, clerk) = six(&test).await;
    let other = case_in(&db, "fb40").await.id;
    note(&db, &clerk, other, "bleibt").await.unwrap();
    let erase =
        |scope: Scope| db.write(move |conn| erasure::erase(&scope, conn, case, ErasureCause::Period, now()));
    assert!(erase(clerk).await.unwrap().is_none(), "only leads erase");
    assert!(erase(Scope::System).await.unwrap().is_none(), "it is open");
    tamper(&db, &format!("UPDATE cases SET state = 'closed', ended_at = 1 WHERE id = '{case}'"))
        .await
        .unwrap();
    assert!(erase(Scope::System).await.unwrap().is_some());
    assert!(erase(Scope::System).await.unwrap().is_none(), "there is nothing any more");
    let chained = db.read(|conn| chain::behind(&Scope::System, conn, 0, 100)).await.unwrap();
    let own: Vec<_> = chained.iter().filter(|event| event.case_id() == case.to_string()).collect();
    assert_eq!((own.len(), own.iter().filter(|event| event.is_erased()).count()), (7, 5));
    assert_eq!(found(&db, &[]).await, None);
    // The triggers let this pass, because it is what an erasure does.
    tamper(&db, "UPDATE case_events SET detail = NULL WHERE seq = 8").await.unwrap();
    assert_eq!(found(&db, &[]).await, Some((8, Flaw::Erased)));
}

#[tokio::test]
async fn an_event_outlives_its_case() {
    let test = database().await;
    let (db, case, _) = six(&test).await;
    tamper(&db, &format!("DELETE FROM cases WHERE id = '{case}'")).await.unwrap();
    assert_eq!(found(&db, &[]).await, None);
    assert_eq!(head(&db).await.seq, 6);
}

#[tokio::test]
async fn what_is_taken_back_leaves_no_place_empty() {
    let test = database().await;
    let (db, case, clerk) = six(&test).await;
    let failing = |scope: Scope, panics: bool| {
        db.write(move |conn| {
            events::append(&scope, conn, case, now(), CaseEventKind::Noted, Some("nie"))?;
            assert!(!panics, "a defect in a write");
            Err::<(), _>(StoreError::Denied)
        })
    };
    for panics in [false, true] {
        let writes =
            (note(&db, &clerk, case, "vor"), failing(clerk.clone(), panics), note(&db, &clerk, case, "nach"));
        let (before, failed, after) = tokio::join!(writes.0, writes.1, writes.2);
        assert!(before.is_ok() && failed.is_err() && after.is_ok());
    }
    assert_eq!(verify(&db, &[]).await.unwrap().seq, 10);
}

#[tokio::test]
async fn what_cannot_be_chained_is_not_committed() {
    let test = database().await;
    let (db, case, clerk) = six(&test).await;
    force(&db, "SELECT 1").await;
    let scope = clerk.clone();
    let vanished = db.write(move |conn| {
        events::append(&scope, conn, case, now(), CaseEventKind::Noted, Some("weg"))?;
        conn.batch_execute("DELETE FROM case_events WHERE seq IS NULL OR seq = 2")?;
        Ok::<_, StoreError>(())
    });
    assert!(matches!(vanished.await, Err(StoreError::Unavailable)));
    assert_eq!(found(&db, &[]).await, None, "nothing of it is there");
    note(&db, &clerk, case, "weiter").await.unwrap();
    assert_eq!(verify(&db, &[]).await.unwrap().seq, 7);
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    events: i64,
}

#[tokio::test]
async fn eight_who_write_at_once_make_one_chain() {
    const EACH: usize = 40;
    let test = database().await;
    let db = test.db();
    let case = case_in(&db, "fb40").await.id;
    let clerk = staff(&db, Role::Caseworker, &["fb40"]).await;
    // On PostgreSQL each is a process of its own, with two writers; on SQLite there is one process.
    let connect = || if matches!(test.url(), DatabaseUrl::Postgres(_)) { test.second() } else { db.clone() };
    let writers: Vec<Db> = (0..8).map(|_| connect()).collect();
    let writing = writers.iter().map(|db| {
        let clerk = &clerk;
        async move { join_all((0..EACH).map(|_| note(db, clerk, case, "gleichzeitig"))).await }
    });
    let looking = async {
        for _ in 0..5 {
            assert_eq!(found(&db, &[]).await, None, "while it grows");
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    };
    let (answers, ()) = tokio::join!(join_all(writing), looking);
    let written = answers.iter().flatten().filter(|answer| answer.is_ok()).count();
    assert_eq!(written, 8 * EACH, "{:?}", answers.iter().flatten().find(|answer| answer.is_err()));
    let counted: Count = db
        .read(|conn| {
            let query = diesel::sql_query("SELECT count(*) AS events FROM case_events WHERE seq > 0");
            Ok::<_, StoreError>(match conn {
                Conn::Sqlite(conn) => query.get_result(conn)?,
                Conn::Postgres(conn) => query.get_result(conn)?,
            })
        })
        .await
        .unwrap();
    let reached = verify(&db, &[]).await.unwrap();
    assert_eq!((reached.seq, counted.events), (1 + 8 * EACH as i64, 1 + 8 * EACH as i64));
}
