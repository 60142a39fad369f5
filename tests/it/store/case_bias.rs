//! Who declared themselves biased: the case does not exist for them any more.

use pforte::domain::{BiasReason, CaseAction, CaseEventKind, CaseId, CaseState, Role, Scope};
use pforte::store::cases::{CaseFilter, CaseView, Claimed, From};
use pforte::store::{Db, StoreError, case_bias, cases, events, files, second_steps};

use super::given::{
    also_at_desk, as_it_is, case_in, case_of, claim, clerk_id, database, file, now, staff, step,
    submission_at_desk,
};

async fn declare(db: &Db, scope: &Scope, id: CaseId) -> bool {
    let scope = scope.clone();
    let why = (BiasReason::Relative, Some("Schwager"));
    db.write(move |conn| case_bias::declare(&scope, conn, id, why, now())).await.unwrap()
}

#[tokio::test]
async fn nothing_reads_or_changes_a_locked_case_for_who_is_biased() {
    let test = database().await;
    let db = test.db();
    let clerk = staff(&db, Role::Lead, &["fb40"]).await;
    let (case, other) = (case_in(&db, "fb40").await, case_in(&db, "fb40").await);
    assert!(declare(&db, &clerk, case.id).await);
    assert!(!declare(&db, &clerk, case.id).await, "once is enough");
    let (scope, id, other_id) = (clerk.clone(), case.id, other.id);
    let record = as_it_is(&db, id).await;
    db.write(move |conn| {
        let conn = &mut *conn;
        assert!(cases::find(&scope, conn, id)?.is_none() && cases::find_asked(&scope, conn, id)?.is_none());
        let filter = CaseFilter {
            view: CaseView::All,
            newest_first: true,
            by_due: false,
            today: now().date_naive(),
            form_id: None,
            from: From::Start,
            per_page: 20,
        };
        let found = cases::inbox(&scope, conn, &filter)?;
        assert_eq!(
            (found.rows.len(), found.has_more, cases::counts(&scope, conn, now().date_naive())?.new),
            (1, false, 1)
        );
        assert!(cases::related_by_duplicate_key(&scope, conn, "özdemir/2026", other_id)?.is_empty());
        assert!(files::of_case(&scope, conn, id)?.is_empty() && events::list(&scope, conn, id)?.is_empty());
        assert!(second_steps::find(&scope, conn, id)?.is_none());
        assert!(case_bias::list(&scope, conn, id)?.is_empty());
        let withdrawn = step(CaseState::Received, CaseAction::Withdraw);
        assert!(!cases::take_step(&scope, conn, &record, &withdrawn, now())?);
        assert!(!cases::set_file_reference(&scope, conn, &record, "40-1", now())?);
        let noted = events::append(&scope, conn, id, now(), CaseEventKind::Noted, Some("x"));
        assert!(matches!(noted, Err(StoreError::Denied)));
        let lifted = case_bias::lift(&scope, conn, id, (clerk_id(&scope), "Kim"), "Versehen", now())?;
        assert!(!lifted, "not their own");
        Ok::<_, StoreError>(())
    })
    .await
    .unwrap();
    assert_eq!(claim(&db, &clerk, case.id).await, Claimed::No);
    let colleague = staff(&db, Role::Caseworker, &["fb40"]).await;
    let scope = colleague.clone();
    let seen = db.read(move |conn| case_bias::list(&scope, conn, id)).await.unwrap();
    assert!(seen.is_empty(), "why is for the lead only");
    assert_eq!(claim(&db, &colleague, case.id).await, Claimed::Yes);
}

#[tokio::test]
async fn a_lead_of_the_department_lifts_it_once_and_of_another_one_never() {
    let test = database().await;
    let db = test.db();
    let clerk = staff(&db, Role::Caseworker, &["fb40"]).await;
    let (lead, other) = (staff(&db, Role::Lead, &["fb40"]).await, staff(&db, Role::Lead, &["fb41"]).await);
    let id = case_in(&db, "fb40").await.id;
    declare(&db, &clerk, id).await;
    let whose = clerk_id(&clerk);
    let lift = |scope: &Scope| {
        let scope = scope.clone();
        db.write(move |conn| case_bias::lift(&scope, conn, id, (whose, "Kim"), "Versehen", now()))
    };
    assert!(
        !lift(&other).await.unwrap() && !lift(&clerk).await.unwrap() && !lift(&Scope::System).await.unwrap()
    );
    assert!(lift(&lead).await.unwrap());
    assert!(!lift(&lead).await.unwrap());
    assert_eq!(claim(&db, &clerk, id).await, Claimed::Yes);
    let seen = db.read(move |conn| case_bias::list(&lead, conn, id)).await.unwrap();
    assert_eq!((seen.len(), seen[0].remark.as_deref()), (1, Some("Schwager")));
    assert_eq!(seen[0].lifted.as_ref().map(|(_, _, why)| why.as_str()), Some("Versehen"));
}

/// Two processes: one takes the case while the other one declares the same person biased on it.
#[tokio::test]
async fn whoever_declares_themselves_biased_while_they_take_a_case_has_not_got_it() {
    let test = database().await;
    let (db, elsewhere) = (test.db(), test.second());
    let clerk = staff(&db, Role::Caseworker, &["fb40"]).await;
    for round in 0..40 {
        let id = case_in(&db, "fb40").await.id;
        let (declared, _) = tokio::join!(declare(&db, &clerk, id), claim(&elsewhere, &clerk, id));
        assert!(declared, "round {round}");
        let case = as_it_is(&db, id).await;
        assert_eq!((case.clerk, case.state), (None, CaseState::Received), "round {round}");
    }
}

#[tokio::test]
async fn nobody_takes_or_moves_what_they_took_down_at_the_desk() {
    let test = database().await;
    let db = test.db();
    let clerk = also_at_desk(&staff(&db, Role::Lead, &["fb40"]).await);
    let filed = submission_at_desk();
    let case = case_of(&filed, "fb40");
    let id = case.id;
    file(&db, &clerk, filed, case).await.unwrap();
    assert_eq!(claim(&db, &clerk, id).await, Claimed::No);
    let colleague = staff(&db, Role::Caseworker, &["fb40"]).await;
    assert_eq!(claim(&db, &colleague, id).await, Claimed::Yes);
    let record = as_it_is(&db, id).await;
    let decided = step(CaseState::InProgress, CaseAction::Decide);
    let (scope, case, decision) = (clerk.clone(), record.clone(), decided.clone());
    let moved = db.write(move |conn| {
        Ok::<_, StoreError>((
            cases::take_step(&scope, conn, &case, &decision, now())?,
            cases::set_file_reference(&scope, conn, &case, "40-1", now())?,
        ))
    });
    assert_eq!(moved.await.unwrap(), (false, false));
    let moved = db.write(move |conn| cases::take_step(&colleague, conn, &record, &decided, now()));
    assert!(moved.await.unwrap());
}
