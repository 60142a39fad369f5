//! Drafts exist for their owner only, and two tabs do not overwrite each other.

use chrono::Duration;
use pforte::domain::{Channel, Role, Scope};
use pforte::store::{StoreError, drafts};

use super::given::{FORM, database, draft, draft_at_desk, now, staff, visitor};

#[tokio::test]
async fn a_draft_comes_back_as_it_was_saved() {
    let test = database().await;
    let (db, new) = (test.db(), draft());
    let (id, expected) = (new.id, new.clone());
    let found = db
        .write(move |conn| {
            drafts::insert(&visitor(1), conn, &new)?;
            drafts::find_for_visitor(&visitor(1), conn, FORM)
        })
        .await
        .unwrap()
        .unwrap();
    assert_eq!((found.id, found.version, found.content), (id, expected.version, expected.content));
    assert_eq!((found.created_at, found.expires_at), (expected.created_at, expected.expires_at));
    assert_eq!((found.slug, found.submit_key), (expected.slug, expected.submit_key));
}

#[tokio::test]
async fn a_draft_does_not_exist_for_anybody_else() {
    let test = database().await;
    let db = test.db();
    let desk = staff(&db, Role::Desk, &[]).await;
    let colleague = staff(&db, Role::Desk, &[]).await;
    let lead = staff(&db, Role::Lead, &["fb40"]).await;
    let (citizens, assisted) = (draft(), draft_at_desk());
    let ids = (citizens.id, assisted.id);
    let owner = desk.clone();
    db.write(move |conn| {
        drafts::insert(&visitor(1), conn, &citizens)?;
        drafts::insert(&owner, conn, &assisted)
    })
    .await
    .unwrap();

    for stranger in [visitor(2), desk.clone(), colleague.clone(), lead.clone(), Scope::System] {
        untouchable(&db, stranger, ids.0).await;
    }
    for stranger in [visitor(1), colleague, lead, Scope::System] {
        untouchable(&db, stranger, ids.1).await;
    }
    let own = db.read(move |conn| drafts::list_for_clerk(&desk, conn, Channel::Assisted)).await.unwrap();
    assert_eq!(own.iter().map(|draft| draft.id).collect::<Vec<_>>(), [ids.1]);
    assert!(db.read(move |conn| drafts::find_by_id(&visitor(1), conn, ids.0)).await.unwrap().is_some());
}

/// Finding, saving and deleting find nothing.
async fn untouchable(db: &pforte::store::Db, stranger: Scope, id: pforte::domain::DraftId) {
    let description = format!("{stranger:?}");
    let (found, saved, deleted) = db
        .write(move |conn| {
            let found = drafts::find_by_id(&stranger, conn, id)?;
            let saved = drafts::save(&stranger, conn, id, b"x", None, now(), now());
            Ok::<_, StoreError>((found, saved, drafts::delete(&stranger, conn, id)?))
        })
        .await
        .unwrap();
    assert!(found.is_none() && saved.is_err() && !deleted, "{description}");
}

#[tokio::test]
async fn a_visitor_has_one_draft_of_a_form() {
    let test = database().await;
    let db = test.db();
    db.write(|conn| drafts::insert(&visitor(1), conn, &draft())).await.unwrap();
    let second = db.write(|conn| drafts::insert(&visitor(1), conn, &draft())).await;
    assert!(matches!(second, Err(StoreError::Conflict { .. })));
    db.write(|conn| drafts::insert(&visitor(2), conn, &draft())).await.unwrap();
}

#[tokio::test]
async fn a_clerk_has_as_many_drafts_of_a_form_as_people_come() {
    let test = database().await;
    let db = test.db();
    let desk = staff(&db, Role::Desk, &[]).await;
    for _ in 0..2 {
        let desk = desk.clone();
        db.write(move |conn| drafts::insert(&desk, conn, &draft_at_desk())).await.unwrap();
    }
    assert_eq!(
        db.read(move |conn| drafts::list_for_clerk(&desk, conn, Channel::Assisted)).await.unwrap().len(),
        2
    );
}

#[tokio::test]
async fn everybody_has_drafts_of_their_own_way_only() {
    let test = database().await;
    let db = test.db();
    let desk = staff(&db, Role::Desk, &[]).await;
    let worker = staff(&db, Role::Caseworker, &["fb40"]).await;
    let ways = [Channel::Online, Channel::Assisted, Channel::Staff, Channel::SecondStep];
    for (scope, allowed) in [
        (visitor(1), [true, false, false, false]),
        (desk, [false, true, true, true]),
        (worker, [false, false, true, true]),
        (Scope::System, [false; 4]),
    ] {
        for (channel, is_allowed) in ways.into_iter().zip(allowed) {
            let (owner, draft) = (scope.clone(), drafts::NewDraft { channel, ..draft() });
            let began = db.write(move |conn| drafts::insert(&owner, conn, &draft)).await;
            assert_eq!(began.is_ok(), is_allowed, "{scope:?} {channel}");
        }
    }
}

#[tokio::test]
async fn the_second_tab_is_told_that_the_draft_has_changed() {
    let test = database().await;
    let (db, new) = (test.db(), draft());
    let id = new.id;
    let later = now() + Duration::days(7);
    let revision = db
        .write(move |conn| {
            drafts::insert(&visitor(1), conn, &new)?;
            Ok::<_, StoreError>(drafts::find_by_id(&visitor(1), conn, id)?.unwrap().revision)
        })
        .await
        .unwrap();
    let save = |text: &'static [u8], expected| {
        db.write(move |conn| drafts::save(&visitor(1), conn, id, text, expected, now(), later))
    };
    let first = save(b"first", Some(revision)).await.unwrap();
    assert!(first > revision);
    assert!(matches!(save(b"second", Some(revision)).await, Err(StoreError::Conflict { .. })));
    assert!(save(b"third", None).await.unwrap() > first);
    let found = db.read(move |conn| drafts::find_by_id(&visitor(1), conn, id)).await.unwrap().unwrap();
    assert_eq!(found.content, b"third");
}

#[tokio::test]
async fn only_the_product_itself_deletes_what_expired() {
    let test = database().await;
    let db = test.db();
    let mut old = draft();
    old.expires_at = now();
    db.write(move |conn| {
        drafts::insert(&visitor(1), conn, &old)?;
        drafts::insert(&visitor(2), conn, &draft())
    })
    .await
    .unwrap();
    let by_a_visitor = db.write(|conn| drafts::delete_expired(&visitor(1), conn, now(), 9)).await;
    assert_eq!(by_a_visitor.unwrap_or_default(), 0);
    let deleted = db.write(|conn| drafts::delete_expired(&Scope::System, conn, now(), 9)).await;
    assert_eq!(deleted.unwrap(), 1);
    let left = db.read(|conn| drafts::find_for_visitor(&visitor(2), conn, FORM)).await.unwrap();
    assert!(left.is_some());
}
