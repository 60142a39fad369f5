//! Codes and addresses of drafts: for their owner only, and gone with the draft.

use std::sync::mpsc;

use chrono::Duration;
use diesel::connection::SimpleConnection;
use pforte::domain::{Role, Scope};
use pforte::store::outbox::{NewMessage, Subject};
use pforte::store::{Conn, Db, StoreError, draft_addresses, draft_codes, drafts, outbox};

use super::given::{database, draft, draft_at_desk, now, staff, visitor};

fn mail() -> NewMessage {
    NewMessage::new("draft_link", "ada@example.org".to_owned(), "de", "stadt.example", now())
}

/// A citizen's draft with a code of each way, an address and a mail that waits. It ends in eight days.
async fn begun(db: &Db) -> drafts::NewDraft {
    begun_by(1, db).await
}

/// The codes of the first visitor have short names.
fn suffix(number: u8) -> String {
    if number == 1 { String::new() } else { number.to_string() }
}

async fn begun_by(number: u8, db: &Db) -> drafts::NewDraft {
    let new = drafts::NewDraft { expires_at: now() + Duration::days(8), ..draft() };
    let given = new.clone();
    db.write(move |conn| {
        drafts::insert(&visitor(number), conn, &new)?;
        draft_codes::show(&visitor(number), conn, new.id, &format!("shown{}", suffix(number)), now())?;
        draft_codes::mail(&Scope::System, conn, new.id, &format!("mailed{}", suffix(number)), now())?;
        draft_addresses::write_to(&visitor(number), conn, new.id, &mail())
    })
    .await
    .unwrap();
    given
}

async fn opens(db: &Db, hash: &'static str) -> bool {
    db.read(move |conn| draft_codes::find(&visitor(2), conn, hash)).await.unwrap().is_some()
}

#[tokio::test]
async fn nobody_else_gives_a_draft_a_code_or_an_address() {
    let test = database().await;
    let db = test.db();
    let id = begun(&db).await.id;
    let desk = staff(&db, Role::Desk, &[]).await;
    for stranger in [visitor(2), desk.clone(), Scope::System] {
        let described = format!("{stranger:?}");
        let (code, address, forgotten, found) = db
            .write(move |conn| {
                let code = draft_codes::show(&stranger, conn, id, "stolen", now());
                let address = draft_addresses::write_to(&stranger, conn, id, &mail());
                let forgotten = draft_addresses::delete(&stranger, conn, id);
                let found = draft_addresses::find(&stranger, conn, id)?;
                Ok::<_, StoreError>((code, address, forgotten, found))
            })
            .await
            .unwrap();
        let denied = |outcome| matches!(outcome, Err(StoreError::Denied));
        assert!(denied(code) && denied(address) && denied(forgotten) && found.is_none(), "{described}");
    }
    let by_visitor = db.write(move |conn| draft_codes::mail(&visitor(1), conn, id, "own", now())).await;
    assert!(matches!(by_visitor, Err(StoreError::Denied)));
    assert!(!opens(&db, "stolen").await && !opens(&db, "own").await);
    // What the desk began with somebody stays at the desk.
    let (assisted, owner) = (draft_at_desk(), desk.clone());
    let at_desk = db
        .write(move |conn| {
            drafts::insert(&owner, conn, &assisted)?;
            Ok::<_, StoreError>((
                draft_codes::show(&owner, conn, assisted.id, "desk", now()),
                draft_addresses::write_to(&owner, conn, assisted.id, &mail()),
            ))
        })
        .await
        .unwrap();
    assert!(matches!(at_desk, (Err(StoreError::Denied), Err(StoreError::Denied))));
}

#[tokio::test]
async fn a_new_code_to_show_ends_the_last_one_and_leaves_those_in_mails() {
    let test = database().await;
    let db = test.db();
    let id = begun(&db).await.id;
    db.write(move |conn| draft_codes::show(&visitor(1), conn, id, "newer", now())).await.unwrap();
    assert!(!opens(&db, "shown").await && opens(&db, "newer").await && opens(&db, "mailed").await);
    db.write(move |conn| draft_codes::delete_mailed(&visitor(1), conn, id)).await.unwrap();
    assert!(opens(&db, "newer").await && !opens(&db, "mailed").await);
}

#[tokio::test]
async fn codes_address_and_waiting_mail_go_with_the_draft() {
    let test = database().await;
    let db = test.db();
    let id = begun(&db).await.id;
    let claim = |at| db.write(move |conn| outbox::claim_next(conn, at, Duration::minutes(5), 10));
    assert_eq!(claim(now()).await.unwrap().map(|mail| mail.subject), Some(Subject::Draft(id)));
    db.write(move |conn| drafts::delete(&visitor(1), conn, id)).await.unwrap();
    assert!(!opens(&db, "shown").await && !opens(&db, "mailed").await);
    assert!(claim(now() + Duration::hours(1)).await.unwrap().is_none());
}

#[tokio::test]
async fn of_several_processes_one_reminds() {
    let test = database().await;
    let db = test.db();
    begun(&db).await;
    let (at, until) = (now() + Duration::days(2), now() + Duration::days(9));
    let list = |scope: Scope, quiet_since| {
        db.read(move |conn| draft_addresses::list_ending(&scope, conn, at, until, quiet_since, 9))
    };
    assert!(list(visitor(1), at).await.unwrap().is_empty());
    assert!(list(Scope::System, now() - Duration::days(1)).await.unwrap().is_empty(), "changed since");
    let ending = list(Scope::System, at).await.unwrap();
    assert_eq!((ending.len(), ending[0].address.as_str()), (1, "ada@example.org"));
    let told = |db: Db| {
        let draft = ending[0].clone();
        async move {
            db.write(move |conn| draft_addresses::remind(&Scope::System, conn, &draft, &mail()))
                .await
                .unwrap()
        }
    };
    let (first, second) = tokio::join!(told(db.clone()), told(test.second()));
    assert!(first != second, "both or neither: {first}");
    assert!(list(Scope::System, at).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_reminder_does_not_go_to_an_address_that_was_taken_back() {
    let test = database().await;
    let db = test.db();
    let id = begun(&db).await.id;
    let (at, until) = (now() + Duration::days(2), now() + Duration::days(9));
    let list = move |conn: &mut Conn| draft_addresses::list_ending(&Scope::System, conn, at, until, at, 9);
    let as_read = db.read(list).await.unwrap().remove(0);
    let other = NewMessage { recipient: "grace@example.org".to_owned(), ..mail() };
    let told = db
        .write(move |conn| {
            draft_addresses::delete(&visitor(1), conn, id)?;
            draft_addresses::write_to(&visitor(1), conn, id, &other)?;
            draft_addresses::remind(&Scope::System, conn, &as_read, &mail())
        })
        .await;
    assert!(!told.unwrap());
    assert_eq!(db.read(list).await.unwrap()[0].address, "grace@example.org");
}

#[tokio::test]
async fn one_address_that_cannot_be_read_keeps_no_reminder_from_the_others() {
    let test = database().await;
    let db = test.db();
    let (broken, sound) = (begun_by(1, &db).await.id, begun_by(3, &db).await.id);
    let broken_row = move |place: &str| {
        format!("UPDATE draft_addresses SET address = {place} WHERE draft_id = '{broken}'")
    };
    db.write(move |conn| {
        match conn {
            Conn::Postgres(conn) => conn.batch_execute(&broken_row("'\\x09'")),
            Conn::Sqlite(conn) => conn.batch_execute(&broken_row("X'09'")),
        }
        .map_err(StoreError::from)
    })
    .await
    .unwrap();
    let (at, until) = (now() + Duration::days(2), now() + Duration::days(9));
    let list = move |conn: &mut Conn| draft_addresses::list_ending(&Scope::System, conn, at, until, at, 9);
    let ending = db.read(list).await.unwrap();
    assert_eq!(ending.iter().map(|draft| draft.id).collect::<Vec<_>>(), [sound]);
}

#[tokio::test]
async fn a_message_is_written_by_the_one_who_has_claimed_it_and_while_it_waits() {
    let test = database().await;
    let db = test.db();
    let id = begun(&db).await.id;
    let claim = db.write(|conn| outbox::claim_next(conn, now(), Duration::minutes(5), 10));
    let claimed = claim.await.unwrap().unwrap();
    let holds = |attempt| db.write(move |conn| outbox::hold(conn, claimed.id, attempt));
    assert!(holds(1).await.unwrap() && !holds(2).await.unwrap());
    // Another attempt does not lose its message to one that found nothing to tell.
    db.write(move |conn| outbox::delete_obsolete(conn, claimed.id, 0)).await.unwrap();
    assert!(holds(1).await.unwrap());
    db.write(move |conn| draft_addresses::delete(&visitor(1), conn, id)).await.unwrap();
    assert!(!holds(1).await.unwrap());
}

/// Two processes: one writes a mail while in the other the person names another address.
#[tokio::test]
async fn a_code_that_is_just_being_written_ends_with_the_address() {
    let test = database().await;
    let db = test.db();
    let id = begun(&db).await.id;
    let claim = db.write(|conn| outbox::claim_next(conn, now(), Duration::minutes(5), 10));
    let claimed = claim.await.unwrap().unwrap();
    let (held, is_held) = tokio::sync::oneshot::channel();
    let (go_on, wait) = mpsc::channel::<()>();
    let writing = tokio::spawn({
        let db = db.clone();
        async move {
            db.write(move |conn| {
                let may = outbox::hold(conn, claimed.id, claimed.attempts)?;
                held.send(()).unwrap();
                let _ = wait.recv_timeout(std::time::Duration::from_secs(2));
                draft_codes::mail(&Scope::System, conn, id, "late", now())?;
                Ok::<_, StoreError>(may)
            })
            .await
        }
    });
    is_held.await.unwrap();
    let other = test.second();
    let taking_back = tokio::spawn(async move {
        other
            .write(move |conn| {
                draft_addresses::delete(&visitor(1), conn, id)?;
                draft_codes::delete_mailed(&visitor(1), conn, id)
            })
            .await
    });
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    go_on.send(()).unwrap();
    assert!(writing.await.unwrap().unwrap());
    taking_back.await.unwrap().unwrap();
    assert!(!opens(&db, "late").await);
}
