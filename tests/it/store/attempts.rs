//! Attempts to sign in.

use std::sync::mpsc;
use std::time::Duration as StdDuration;

use chrono::{DateTime, Duration, Utc};
use futures_util::future::try_join_all;
use pforte::store::attempts::{Place, Trying};
use pforte::store::{Conn, Db, StoreError, attempts};

use super::given::{database, now};

fn login() -> Place {
    Place::of(Trying::SignIn("schule"))
}

/// The end of what is remembered of an attempt at this instant.
fn forgotten(at: DateTime<Utc>) -> DateTime<Utc> {
    at + Duration::minutes(15)
}

async fn count(db: &Db, at: DateTime<Utc>) -> Option<i64> {
    db.write(move |conn| attempts::count(conn, &login(), at, forgotten(at))).await.unwrap()
}

/// Counts, and pauses after the third attempt.
fn count_three(conn: &mut Conn) -> Result<Option<i64>, StoreError> {
    let count = attempts::count(conn, &login(), now(), forgotten(now()))?;
    if count.is_some_and(|count| count >= 3) {
        attempts::pause(conn, &login(), now() + Duration::seconds(15))?;
    }
    Ok(count)
}

#[test]
fn letters_and_blanks_make_no_other_login() {
    assert_eq!(Place::of(Trying::SignIn(" A.Müller\t")), Place::of(Trying::SignIn("a.mÜLLER")));
    assert_ne!(Place::of(Trying::SignIn("a.müller")), Place::of(Trying::SignIn("a.mueller")));
}

#[test]
fn the_same_text_counts_apart_for_whatever_is_tried() {
    let each = |text| {
        [
            Trying::SignIn(text),
            Trying::SignInWhereKnown(text),
            Trying::DraftCode(text),
            Trying::DraftCodeAtDesk(text),
            Trying::MailOfDraft(text),
            Trying::MailTo(text),
            Trying::Receipt(text),
            Trying::ReceiptAtDesk(text),
            Trying::Status(text),
            Trying::State(text),
        ]
        .map(Place::of)
    };
    // Texts that try to be another place: the words that a place is made of, with what might stand between.
    let texts = ["", "x", "sign in", "sign in\0x", "\0x", "at the desk\0x", "mail to\0x", "where known\0x"];
    let places: Vec<Place> = texts.into_iter().flat_map(each).collect();
    for (number, place) in places.iter().enumerate() {
        assert!(!places[..number].contains(place), "{} of {}", number % 10, texts[number / 10]);
    }
}

#[tokio::test]
async fn a_pause_begins_and_ends() {
    let test = database().await;
    let db = test.db();
    let until = now() + Duration::seconds(15);
    assert_eq!((count(&db, now()).await, count(&db, now()).await), (Some(1), Some(2)));
    db.write(move |conn| attempts::pause(conn, &login(), until)).await.unwrap();
    let just_before = until - Duration::microseconds(1);
    assert_eq!(count(&db, just_before).await, None);
    let is_paused = db.read(move |conn| {
        let at = [just_before, until].map(|at| attempts::is_paused(conn, &login(), at));
        at.into_iter().collect::<Result<Vec<_>, StoreError>>()
    });
    assert_eq!(is_paused.await.unwrap(), [true, false]);
    assert_eq!(count(&db, until).await, Some(3), "what was refused does not count");
}

#[tokio::test]
async fn attempts_are_forgotten_in_time_even_if_nobody_sweeps() {
    let test = database().await;
    let db = test.db();
    let later = now() + Duration::minutes(14);
    assert_eq!((count(&db, now()).await, count(&db, later).await), (Some(1), Some(2)));
    assert_eq!(count(&db, forgotten(later)).await, Some(1));
    db.write(|conn| attempts::delete(conn, &login())).await.unwrap();
    assert_eq!(count(&db, forgotten(later)).await, Some(1));
}

#[tokio::test]
async fn of_many_attempts_in_two_processes_each_gets_its_own_number_until_the_pause() {
    let test = database().await;
    let processes = [test.db(), test.second()];
    let tries = (0..40).map(|i| processes[i % 2].write(count_three));
    let mut counted: Vec<i64> = try_join_all(tries).await.unwrap().into_iter().flatten().collect();
    counted.sort_unstable();
    assert_eq!(counted, [1, 2, 3]);
}

/// Counts at one login, gives the neighbour time to do the same at the other one, and then goes there too.
async fn cross(
    db: &Db,
    logins: [&'static str; 2],
    here: mpsc::Sender<()>,
    there: mpsc::Receiver<()>,
) -> Result<(), StoreError> {
    db.write(move |conn| {
        attempts::count(conn, &Place::of(Trying::SignIn(logins[0])), now(), forgotten(now()))?;
        let _ = here.send(());
        let _ = there.recv_timeout(StdDuration::from_millis(500));
        attempts::count(conn, &Place::of(Trying::SignIn(logins[1])), now(), forgotten(now()))?;
        Ok(())
    })
    .await
}

#[tokio::test]
async fn attempts_that_wait_for_each_other_are_an_overload_and_no_mistake_of_ours() {
    let test = database().await;
    let (one, other) = (test.db(), test.second());
    let ((here, from_here), (there, from_there)) = (mpsc::channel(), mpsc::channel());
    let (first, second) = tokio::join!(
        cross(&one, ["schule", "kultur"], here, from_there),
        cross(&other, ["kultur", "schule"], there, from_here)
    );
    let is_fine = |result: &Result<(), StoreError>| matches!(result, Ok(()) | Err(StoreError::Unavailable));
    assert!(is_fine(&first) && is_fine(&second), "{first:?} {second:?}");
    assert!(first.is_ok() || second.is_ok());
}

/// Two at once at the same login: whose request came first may be counted last.
#[actix_web::test]
async fn an_attempt_that_came_earlier_and_is_counted_later_is_no_attempt_in_a_pause() {
    let test = database().await;
    let db = test.db();
    assert_eq!(count(&db, now()).await, Some(1));
    assert_eq!(count(&db, now() - Duration::milliseconds(1)).await, Some(2));
}
