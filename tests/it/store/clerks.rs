//! Accounts and sessions.

use chrono::Duration;
use pforte::domain::{ClerkId, DepartmentId, Role, Token};
use pforte::store::{Db, StoreError, clerks, sessions};

use super::given::{clerk_id, database, now, staff};

fn account(login: &str) -> clerks::NewClerk {
    clerks::NewClerk {
        id: ClerkId::random(),
        login: login.to_owned(),
        name: "Ayşe Müller".to_owned(),
        password_hash: "$argon2id$…".to_owned(),
        role: Role::Caseworker,
        departments: vec![DepartmentId("fb41".to_owned()), DepartmentId("fb40".to_owned())],
        details: clerks::ClerkDetails::default(),
        created_at: now(),
    }
}

async fn insert(db: &Db, account: clerks::NewClerk) -> Result<(), StoreError> {
    db.write(move |conn| clerks::insert(conn, &account)).await
}

#[tokio::test]
async fn a_login_is_one_account_whatever_its_letters() {
    let test = database().await;
    let db = test.db();
    let new = account("A.Mueller");
    let id = new.id;
    insert(&db, new).await.unwrap();
    assert!(matches!(insert(&db, account("a.mueller")).await, Err(StoreError::Conflict { .. })));
    let found = db.read(|conn| clerks::find_by_login(conn, "A.MUELLER")).await.unwrap().unwrap();
    assert_eq!((found.id, found.login.as_str(), found.role), (id, "a.mueller", Role::Caseworker));
    let departments = db.read(move |conn| clerks::departments(conn, id)).await.unwrap();
    assert_eq!(departments, [DepartmentId("fb40".to_owned()), DepartmentId("fb41".to_owned())]);
    let names = db.read(move |conn| clerks::names(conn, &[id, ClerkId::random()])).await.unwrap();
    assert_eq!(names.into_iter().collect::<Vec<_>>(), [(id, "Ayşe Müller".to_owned())]);
}

#[tokio::test]
async fn a_session_is_found_until_it_ends() {
    let test = database().await;
    let db = test.db();
    let id = clerk_id(&staff(&db, Role::Desk, &[]).await);
    let (token, another) = (Token::from_bytes([7; 32]).hash(), Token::from_bytes([8; 32]).hash());
    let key = token.clone();
    let later = now() + Duration::minutes(1);
    db.write(move |conn| {
        sessions::insert(conn, &key, id, "csrf", now())?;
        sessions::touch(conn, &key, later)
    })
    .await
    .unwrap();
    let key = token.clone();
    let session = db.read(move |conn| sessions::find(conn, &key)).await.unwrap().unwrap();
    assert_eq!((session.clerk.id, session.csrf_token.as_str()), (id, "csrf"));
    assert_eq!((session.created_at, session.seen_at), (now(), later));
    assert!(db.read(move |conn| sessions::find(conn, &another)).await.unwrap().is_none());
    let key = token.clone();
    db.write(move |conn| sessions::delete(conn, &key)).await.unwrap();
    assert!(db.read(move |conn| sessions::find(conn, &token)).await.unwrap().is_none());
}

#[tokio::test]
async fn a_disabled_account_has_no_session() {
    let test = database().await;
    let db = test.db();
    let id = clerk_id(&staff(&db, Role::Lead, &["fb40"]).await);
    let token = Token::from_bytes([7; 32]).hash();
    let key = token.clone();
    db.write(move |conn| sessions::insert(conn, &key, id, "csrf", now())).await.unwrap();
    assert!(db.write(move |conn| clerks::disable(conn, id, now())).await.unwrap());
    assert!(db.read(move |conn| sessions::find(conn, &token)).await.unwrap().is_none());
    assert!(!db.write(move |conn| clerks::disable(conn, id, now())).await.unwrap());
}

#[tokio::test]
async fn a_new_password_ends_every_session_and_whoever_just_typed_the_old_one_does_not_get_in() {
    let test = database().await;
    let db = test.db();
    let id = clerk_id(&staff(&db, Role::Desk, &[]).await);
    let colleague = clerk_id(&staff(&db, Role::Desk, &[]).await);
    let tokens = [7, 8, 9].map(|byte| Token::from_bytes([byte; 32]).hash());
    let [first, second, other] = tokens.clone();
    let signed_in = db.write(move |conn| {
        sessions::insert(conn, &first, id, "csrf", now())?;
        sessions::insert(conn, &second, id, "csrf", now())?;
        sessions::insert(conn, &other, colleague, "csrf", now())?;
        assert!(clerks::hold(conn, id, "$argon2id$…")?);
        assert!(clerks::set_password(conn, id, "$argon2id$new")?);
        clerks::hold(conn, id, "$argon2id$…")
    });
    assert!(!signed_in.await.unwrap());
    let left = db.read(move |conn| {
        let found = tokens.iter().map(|token| sessions::find(conn, token));
        found.collect::<Result<Vec<_>, StoreError>>()
    });
    assert_eq!(left.await.unwrap().iter().map(Option::is_some).collect::<Vec<_>>(), [false, false, true]);
    let found = db.read(move |conn| clerks::find(conn, id)).await.unwrap().unwrap();
    assert_eq!(found.password_hash, "$argon2id$new");
}
