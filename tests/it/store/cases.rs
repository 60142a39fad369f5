//! Cases: one clerk each, and only the departments that may see them.

use chrono::Duration;
use pforte::domain::{CaseAction, CaseEventKind, CaseId, CaseState, EventActor, Role, Scope};
use pforte::store::cases::{CaseFilter, CaseView, Claimed, From};
use pforte::store::{Db, StoreError, cases, events};

use super::given::{
    also_at_desk, as_it_is, case_in, case_of, claim, clerk_id, database, file, now, staff, step, submission,
    submission_at_desk, visitor,
};

fn all(view: CaseView) -> CaseFilter {
    let today = now().date_naive();
    CaseFilter {
        view,
        newest_first: true,
        by_due: false,
        today,
        form_id: None,
        from: From::Start,
        per_page: 20,
    }
}

async fn listed(db: &Db, scope: &Scope, filter: CaseFilter) -> Vec<CaseId> {
    let scope = scope.clone();
    let found = db.read(move |conn| cases::inbox(&scope, conn, &filter)).await.unwrap();
    found.rows.iter().map(|case| case.id).collect()
}

async fn find(db: &Db, scope: &Scope, id: CaseId) -> Option<cases::CaseRecord> {
    let scope = scope.clone();
    db.read(move |conn| cases::find(&scope, conn, id)).await.unwrap()
}

#[tokio::test]
async fn a_case_comes_back_with_what_was_filed() {
    let test = database().await;
    let db = test.db();
    let clerk = staff(&db, Role::Caseworker, &["fb40"]).await;
    let (filed, desk) = (submission_at_desk(), staff(&db, Role::Desk, &[]).await);
    let (new, content) = (case_of(&filed, "fb40"), filed.content.clone());
    file(&db, &desk, filed, new.clone()).await.unwrap();
    let found = find(&db, &clerk, new.id).await.unwrap();
    assert_eq!(
        (found.state, found.clerk, found.filed_by),
        (CaseState::Received, None, Some(clerk_id(&desk)))
    );
    assert_eq!((found.tags, found.applicant_name), (new.tags, new.applicant_name));
    assert_eq!((found.content, found.received_on), (content, now().date_naive()));
}

#[tokio::test]
async fn of_two_who_claim_at_once_exactly_one_gets_the_case() {
    let test = database().await;
    let db = test.db();
    let clerks = [
        staff(&db, Role::Caseworker, &["fb40"]).await,
        staff(&db, Role::Lead, &["fb40"]).await,
        staff(&db, Role::Caseworker, &["fb40"]).await,
    ];
    for _ in 0..20 {
        let id = case_in(&db, "fb40").await.id;
        let outcomes = futures_util::future::join_all(clerks.iter().map(|clerk| claim(&db, clerk, id))).await;
        let winners: Vec<&Scope> = clerks
            .iter()
            .zip(&outcomes)
            .filter(|(_, outcome)| **outcome == Claimed::Yes)
            .map(|(clerk, _)| clerk)
            .collect();
        let [winner] = winners.as_slice() else { panic!("{outcomes:?}") };
        let taken = Claimed::TakenBy(clerk_id(winner));
        assert_eq!(outcomes.iter().filter(|outcome| **outcome == taken).count(), 2, "{outcomes:?}");
        let case = find(&db, winner, id).await.unwrap();
        assert_eq!((case.state, case.clerk), (CaseState::InProgress, Some(clerk_id(winner))));
    }
}

#[tokio::test]
async fn a_case_of_another_department_does_not_exist() {
    let test = database().await;
    let db = test.db();
    let case = case_in(&db, "fb40").await;
    let own = staff(&db, Role::Caseworker, &["fb40"]).await;
    let other = staff(&db, Role::Lead, &["fb41"]).await;
    let nowhere = staff(&db, Role::Caseworker, &[]).await;
    let desk = staff(&db, Role::Desk, &["fb40"]).await;
    let admin = staff(&db, Role::Admin, &["fb40"]).await;
    for stranger in [other, nowhere, desk, admin, visitor(1), visitor(2)] {
        let who = format!("{stranger:?}");
        assert!(find(&db, &stranger, case.id).await.is_none(), "{who}");
        assert_eq!(claim(&db, &stranger, case.id).await, Claimed::No, "{who}");
        assert!(listed(&db, &stranger, all(CaseView::All)).await.is_empty(), "{who}");
        let (id, record) = (case.id, as_it_is(&db, case.id).await);
        let (counts, history, moved, related) = db
            .write(move |conn| {
                let withdrawn = step(CaseState::Received, CaseAction::Withdraw);
                Ok::<_, StoreError>((
                    cases::counts(&stranger, conn, now().date_naive())?,
                    events::list(&stranger, conn, id)?,
                    cases::take_step(&stranger, conn, &record, &withdrawn, now())?
                        || cases::set_file_reference(&stranger, conn, &record, "40-1/26", now())?,
                    cases::related_by_duplicate_key(&stranger, conn, "özdemir/2026", CaseId::random())?,
                ))
            })
            .await
            .unwrap();
        assert_eq!(counts, cases::CaseCounts::default(), "{who}");
        assert!(history.is_empty() && !moved && related.is_empty(), "{who}");
    }
    let seen = find(&db, &own, case.id).await.unwrap();
    assert_eq!((seen.state, seen.clerk, seen.file_reference), (CaseState::Received, None, None));
}

#[tokio::test]
async fn the_views_of_the_inbox_and_their_figures_agree() {
    let test = database().await;
    let db = test.db();
    let me = staff(&db, Role::Caseworker, &["fb40", "fb41"]).await;
    let colleague = staff(&db, Role::Caseworker, &["fb40"]).await;
    let (fresh, mine, theirs) =
        (case_in(&db, "fb40").await, case_in(&db, "fb41").await, case_in(&db, "fb40").await);
    case_in(&db, "fb50").await;
    claim(&db, &me, mine.id).await;
    claim(&db, &colleague, theirs.id).await;
    assert_eq!(listed(&db, &me, all(CaseView::New)).await, [fresh.id]);
    assert_eq!(listed(&db, &me, all(CaseView::Mine)).await, [mine.id]);
    assert_eq!(listed(&db, &me, all(CaseView::Open)).await.len(), 3);
    assert_eq!(listed(&db, &me, all(CaseView::Done)).await, []);
    let (scope, number) = (me.clone(), theirs.receipt_number.clone());
    let found = db.read(move |conn| cases::find_by_number(&scope, conn, &number)).await.unwrap();
    assert_eq!(found, Some(theirs.id));
    let by_form = CaseFilter { form_id: Some("another".to_owned()), ..all(CaseView::All) };
    assert_eq!(listed(&db, &me, by_form).await, []);
    let counts = db.read(move |conn| cases::counts(&me, conn, now().date_naive())).await.unwrap();
    assert_eq!(counts, cases::CaseCounts { new: 1, mine: 1, unassigned: 1, open: 3, ..cases::CaseCounts::default() });
}

#[tokio::test]
async fn pages_hold_every_case_once_in_the_order_of_arrival() {
    let test = database().await;
    let db = test.db();
    let clerk = staff(&db, Role::Caseworker, &["fb40"]).await;
    let mut arrived = Vec::new();
    for minute in 0..5 {
        let mut filed = submission();
        filed.filed_at = now() + Duration::minutes(minute);
        let case = case_of(&filed, "fb40");
        arrived.push(case.id);
        file(&db, &visitor(1), filed, case).await.unwrap();
    }
    for newest_first in [false, true] {
        let (mut forth, mut from) = (Vec::new(), From::Start);
        let page = |from| {
            let filter = CaseFilter { newest_first, from, per_page: 2, ..all(CaseView::New) };
            let clerk = clerk.clone();
            db.read(move |conn| cases::inbox(&clerk, conn, &filter))
        };
        let mut last = page(from).await.unwrap();
        assert!(!last.has_before);
        loop {
            forth.extend(last.rows.iter().map(|case| case.id));
            if !last.has_more {
                break;
            }
            from = From::After(last.rows.last().unwrap().place());
            last = page(from).await.unwrap();
            assert!(last.has_before);
        }
        if newest_first {
            forth.reverse();
        }
        assert_eq!(forth, arrived);
        // And back again, page by page, to the beginning.
        let mut back: Vec<CaseId> = last.rows.iter().rev().map(|case| case.id).collect();
        while last.has_before {
            last = page(From::Before(last.rows[0].place())).await.unwrap();
            back.extend(last.rows.iter().rev().map(|case| case.id));
        }
        if !newest_first {
            back.reverse();
        }
        assert_eq!(back, arrived);
    }
}

#[tokio::test]
async fn a_case_moves_only_from_where_the_clerk_saw_it() {
    let test = database().await;
    let db = test.db();
    let clerk = staff(&db, Role::Caseworker, &["fb40"]).await;
    let id = case_in(&db, "fb40").await.id;
    claim(&db, &clerk, id).await;
    let seen = find(&db, &clerk, id).await.unwrap();
    let take = |case: &cases::CaseRecord, from, action, minute| {
        let (clerk, case, step) = (clerk.clone(), case.clone(), step(from, action));
        db.write(move |conn| cases::take_step(&clerk, conn, &case, &step, now() + Duration::minutes(minute)))
    };
    let (progress, waiting) = (CaseState::InProgress, CaseState::AwaitingApplicant);
    assert!(!take(&seen, waiting, CaseAction::Resume, 1).await.unwrap());
    assert!(take(&seen, progress, CaseAction::Await, 2).await.unwrap());
    assert!(!take(&seen, progress, CaseAction::Decide, 3).await.unwrap());
    let now_seen = find(&db, &clerk, id).await.unwrap();
    assert_eq!((now_seen.state, now_seen.revision > seen.revision), (waiting, true));
    assert_eq!(now_seen.waiting_since, Some(now() + Duration::minutes(2)));

    assert!(take(&now_seen, waiting, CaseAction::Release, 12).await.unwrap());
    let free = find(&db, &clerk, id).await.unwrap();
    assert_eq!((free.state, free.clerk), (CaseState::Received, None));
    assert_eq!((free.waiting_since, free.waited), (None, Duration::minutes(10)), "the clock stood still");
    assert_eq!(claim(&db, &clerk, id).await, Claimed::Yes);
}

#[tokio::test]
async fn the_same_matter_is_found_in_ones_own_departments_only() {
    let test = database().await;
    let db = test.db();
    let clerk = staff(&db, Role::Caseworker, &["fb40"]).await;
    let (this, related) = (case_in(&db, "fb40").await, case_in(&db, "fb40").await);
    case_in(&db, "fb41").await;
    let key = this.duplicate_key.clone().unwrap();
    let found =
        db.read(move |conn| cases::related_by_duplicate_key(&clerk, conn, &key, this.id)).await.unwrap();
    assert_eq!(found, [(related.id, related.receipt_number)]);
}

#[tokio::test]
async fn the_desk_is_told_the_days_of_a_matter_in_all_departments_and_nobody_else_is() {
    let test = database().await;
    let db = test.db();
    let (own, other) = (staff(&db, Role::Desk, &[]).await, staff(&db, Role::Desk, &[]).await);
    let mut numbers = Vec::new();
    for (day, department) in ["fb41", "fb66", "fb40", "fb40"].into_iter().enumerate() {
        let mut filed = submission_at_desk();
        filed.filed_at = now() + Duration::days(i64::try_from(day).unwrap());
        filed.received_on = filed.filed_at.date_naive();
        let case = case_of(&filed, department);
        numbers.push(case.receipt_number.clone());
        file(&db, if day == 3 { &own } else { &other }, filed, case).await.unwrap();
    }
    let look = |scope: &Scope, matter: &'static str| {
        let scope = scope.clone();
        db.read(move |conn| cases::filed_before(&scope, conn, matter))
    };
    let told = look(&own, "özdemir/2026").await.unwrap();
    let days: Vec<u32> = told.iter().map(|earlier| chrono::Datelike::day(&earlier.received_on)).collect();
    assert_eq!(days, [26, 25, 24], "the newest three");
    let seen: Vec<_> = told.into_iter().map(|earlier| earlier.own.map(|(number, _)| number)).collect();
    assert_eq!(seen, [Some(numbers[3].clone()), None, None]);
    assert!(look(&own, "özdemir/2027").await.unwrap().is_empty());
    let besides = also_at_desk(&staff(&db, Role::Caseworker, &["fb99"]).await);
    assert_eq!(look(&besides, "özdemir/2026").await.unwrap().len(), 3);
    let mut others = vec![visitor(1), Scope::System];
    for role in [Role::Caseworker, Role::Lead, Role::Admin] {
        others.push(staff(&db, role, &["fb40"]).await);
    }
    for other in others {
        assert!(look(&other, "özdemir/2026").await.unwrap().is_empty(), "{other:?}");
    }
}

#[tokio::test]
async fn the_history_is_told_in_order() {
    let test = database().await;
    let db = test.db();
    let clerk = staff(&db, Role::Caseworker, &["fb40"]).await;
    let id = case_in(&db, "fb40").await.id;
    let (scope, actor) = (clerk.clone(), EventActor::Clerk(clerk_id(&clerk)));
    db.write(move |conn| {
        // In the same instant: the order of writing decides.
        for note in ["eins", "zwei", "drei"] {
            events::append(&scope, conn, id, now(), CaseEventKind::Noted, Some(note))?;
        }
        Ok::<_, StoreError>(())
    })
    .await
    .unwrap();
    let history = db.read(move |conn| events::list(&clerk, conn, id)).await.unwrap();
    let told: Vec<_> = history.iter().map(|event| (event.actor, event.detail.as_deref())).collect();
    assert_eq!(
        told,
        [(EventActor::Applicant, None), (actor, Some("eins")), (actor, Some("zwei")), (actor, Some("drei"))]
    );
}

#[tokio::test]
async fn nobody_writes_into_the_history_of_a_case_that_does_not_exist_for_them() {
    let test = database().await;
    let db = test.db();
    let id = case_in(&db, "fb40").await.id;
    let strangers = [
        staff(&db, Role::Caseworker, &["fb41"]).await,
        staff(&db, Role::Lead, &["fb41"]).await,
        staff(&db, Role::Desk, &["fb40"]).await,
        staff(&db, Role::Admin, &["fb40"]).await,
        visitor(1),
    ];
    for stranger in strangers {
        let told = format!("{stranger:?}");
        let written =
            db.write(move |conn| events::append(&stranger, conn, id, now(), CaseEventKind::Noted, Some("x")));
        assert!(matches!(written.await, Err(StoreError::Denied)), "{told}");
    }
    let history = db.read(move |conn| events::list(&Scope::System, conn, id)).await.unwrap();
    assert_eq!(history.len(), 1);
}
