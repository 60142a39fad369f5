//! What was filed: once, and shown again to who filed it only.

use pforte::domain::{Channel, Role, Scope, SecretHash};
use pforte::store::{StoreError, cases, form_versions, submissions};

use super::given::{
    case_of, database, file, now, remember, sender, staff, submission, submission_at_desk, version, visitor,
};

#[tokio::test]
async fn the_same_key_files_once() {
    let test = database().await;
    let db = test.db();
    let first = submission();
    let mut again = submission();
    again.submit_key = first.submit_key.clone();
    let (case, second_case) = (case_of(&first, "fb40"), case_of(&again, "fb40"));
    let (key, number) = (first.submit_key.clone(), case.receipt_number.clone());
    file(&db, &visitor(1), first, case).await.unwrap();
    let second = file(&db, &visitor(1), again, second_case.clone()).await;
    assert!(matches!(second, Err(StoreError::Conflict { .. })));

    let found = db.read(move |conn| submissions::find_by_submit_key(&visitor(1), conn, &key)).await;
    assert_eq!(found.unwrap(), Some(number));
    let number = second_case.receipt_number;
    let none = db.read(move |conn| submissions::find_receipt(&visitor(1), conn, &number, now())).await;
    assert!(none.unwrap().is_none());
}

#[tokio::test]
async fn two_double_clicks_at_once_file_once() {
    let test = database().await;
    let db = test.db();
    let (first, mut second) = (submission(), submission());
    second.submit_key = first.submit_key.clone();
    let cases = (case_of(&first, "fb40"), case_of(&second, "fb40"));
    let person = visitor(1);
    let (a, b) = tokio::join!(file(&db, &person, first, cases.0), file(&db, &person, second, cases.1));
    assert_eq!([a.is_ok(), b.is_ok()].iter().filter(|filed| **filed).count(), 1);
}

#[tokio::test]
async fn a_taken_number_files_nothing() {
    let test = database().await;
    let db = test.db();
    let (first, second) = (submission(), submission());
    let case = case_of(&first, "fb40");
    let mut same_number = case_of(&second, "fb40");
    same_number.receipt_number = case.receipt_number.clone();
    let key = second.submit_key.clone();
    file(&db, &visitor(1), first, case).await.unwrap();
    let refused = file(&db, &visitor(2), second, same_number).await;
    assert!(matches!(refused, Err(StoreError::Conflict { .. })));
    let found = db.read(move |conn| submissions::find_by_submit_key(&visitor(2), conn, &key)).await;
    assert_eq!(found.unwrap(), None);
}

#[tokio::test]
async fn a_receipt_exists_for_who_filed_it_only() {
    let test = database().await;
    let db = test.db();
    let desk = staff(&db, Role::Desk, &[]).await;
    let colleague = staff(&db, Role::Desk, &[]).await;
    let (online, assisted) = (submission(), submission_at_desk());
    let content = online.content.clone();
    let cases = (case_of(&online, "fb40"), case_of(&assisted, "fb40"));
    let numbers = (cases.0.receipt_number.clone(), cases.1.receipt_number.clone());
    let keys = (online.submit_key.clone(), assisted.submit_key.clone());
    file(&db, &visitor(1), online, cases.0).await.unwrap();
    file(&db, &desk, assisted, cases.1).await.unwrap();

    let sees = |scope: Scope, number: pforte::domain::ReceiptNumber, key: String| {
        db.read(move |conn| {
            let receipt = submissions::find_receipt(&scope, conn, &number, now())?;
            let by_key = submissions::find_by_submit_key(&scope, conn, &key)?;
            Ok::<_, StoreError>((receipt.map(|receipt| receipt.content), by_key))
        })
    };
    let own = sees(visitor(1), numbers.0.clone(), keys.0.clone()).await.unwrap();
    assert_eq!(own, (Some(content), Some(numbers.0.clone())));
    let own = sees(desk.clone(), numbers.1.clone(), keys.1.clone()).await.unwrap();
    assert_eq!(own.1, Some(numbers.1.clone()));
    for stranger in [visitor(2), desk, colleague.clone()] {
        assert_eq!(sees(stranger, numbers.0.clone(), keys.0.clone()).await.unwrap(), (None, None));
    }
    for stranger in [visitor(1), colleague] {
        assert_eq!(sees(stranger, numbers.1.clone(), keys.1.clone()).await.unwrap(), (None, None));
    }
}

#[tokio::test]
async fn what_a_visitor_lets_go_is_theirs_no_longer_and_others_keep_theirs() {
    let test = database().await;
    let db = test.db();
    let (own, other) = (submission(), submission());
    let cases = (case_of(&own, "fb40"), case_of(&other, "fb40"));
    let numbers = (cases.0.receipt_number.clone(), cases.1.receipt_number.clone());
    file(&db, &visitor(1), own, cases.0).await.unwrap();
    file(&db, &visitor(2), other, cases.1).await.unwrap();
    db.write(|conn| submissions::let_go(&visitor(1), conn)).await.unwrap();
    let (gone, kept) = db
        .read(move |conn| {
            let gone = submissions::find_receipt(&visitor(1), conn, &numbers.0, now())?;
            Ok::<_, StoreError>((gone, submissions::find_receipt(&visitor(2), conn, &numbers.1, now())?))
        })
        .await
        .unwrap();
    assert!(gone.is_none() && kept.is_some());
}

#[tokio::test]
async fn nothing_is_filed_to_a_version_that_is_not_kept() {
    let test = database().await;
    let db = test.db();
    let mut unknown = submission();
    unknown.version = pforte::domain::FormVersion("00".repeat(32));
    let case = case_of(&unknown, "fb40");
    assert!(matches!(file(&db, &visitor(1), unknown, case).await, Err(StoreError::Driver(_))));
}

#[tokio::test]
async fn a_version_is_kept_as_it_was_seen_first() {
    let test = database().await;
    let db = test.db();
    let found = db
        .write(|conn| {
            remember(conn, &version(), "another", "{}")?;
            form_versions::find(conn, &version())
        })
        .await
        .unwrap()
        .unwrap();
    assert_eq!((found.form_id.as_str(), found.bundle.as_str()), (super::given::FORM, r#"{"form":"…"}"#));
}

/// Two processes that start at once both keep what they know.
#[tokio::test]
async fn two_who_keep_the_same_version_at_once_both_succeed() {
    let test = database().await;
    let db = test.db();
    let keep = |number: usize| {
        let version = pforte::domain::FormVersion(format!("{:064}", number / 2));
        db.write(move |conn| remember(conn, &version, "form", "{}"))
    };
    let kept = futures_util::future::join_all((0..100).map(keep)).await;
    assert!(kept.iter().all(Result::is_ok), "{kept:?}");
}

#[tokio::test]
async fn only_citizens_the_desk_and_registered_senders_file() {
    let test = database().await;
    let db = test.db();
    // Whoever has the secret of one application files none.
    let mut others = vec![Scope::System, Scope::Holder(SecretHash("0".repeat(64)))];
    for role in [Role::Caseworker, Role::Lead, Role::Admin] {
        others.push(staff(&db, role, &["fb40"]).await);
    }
    for other in others {
        let (submission, told) = (submission(), format!("{other:?}"));
        let case = case_of(&submission, "fb40");
        let id = case.id;
        assert!(matches!(file(&db, &other, submission, case).await, Err(StoreError::Denied)), "{told}");
        assert!(
            db.read(move |conn| cases::find(&Scope::System, conn, id)).await.unwrap().is_none(),
            "{told}"
        );
    }
}

#[tokio::test]
async fn a_sender_finds_its_own_requests_and_a_secret_its_own_application() {
    let test = database().await;
    let db = test.db();
    let (one, other) = (sender(&db, "Leitstelle").await, sender(&db, "Andere").await);
    let mut new = submissions::NewSubmission { channel: Channel::Api, ..submission() };
    let secret = SecretHash("5".repeat(64));
    new.request = Some(submissions::Request { hash: "h".to_owned(), secret: secret.clone() });
    let (case, key) = (case_of(&new, "fb40"), new.submit_key.clone());
    file(&db, &one, new.clone(), case.clone()).await.unwrap();

    for (scope, finds) in [(one.clone(), true), (other, false), (visitor(1), false), (Scope::System, false)] {
        let (key, told) = (key.clone(), format!("{scope:?}"));
        let found = db.read(move |conn| submissions::find_sent(&scope, conn, &key)).await.unwrap();
        assert_eq!(found.map(|found| found.number), finds.then(|| case.receipt_number.clone()), "{told}");
    }
    for (scope, finds) in [
        (Scope::Holder(secret), true),
        (Scope::Holder(SecretHash("6".repeat(64))), false),
        (one.clone(), false),
        (Scope::System, false),
    ] {
        let is_system = scope == Scope::System;
        let asking = scope.clone();
        let id = case.id;
        let seen = db.read(move |conn| cases::find(&asking, conn, id)).await.unwrap();
        assert_eq!(seen.is_some(), is_system, "{scope:?}");
        let (number, told) = (case.receipt_number.clone(), format!("{scope:?}"));
        let found = db.read(move |conn| cases::find_state(&scope, conn, &number)).await.unwrap();
        assert_eq!(found.is_some(), finds, "{told}");
    }
}
