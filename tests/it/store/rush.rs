//! Many people at many cases at once: the database decides, and each case has one winner.

use std::collections::HashMap;

use futures_util::future::join_all;
use pforte::domain::{CaseAction, CaseId, CaseState, Role, Scope};
use pforte::store::cases::{self, Claimed};
use pforte::store::{Conn, DatabaseUrl};

use super::given::{as_it_is, case_in, claim, clerk_id, database, now, staff, step};

const CASES: usize = 1000;
const PEOPLE: usize = 8;

/// Each takes all cases, from another one on.
fn in_turn(ids: &[CaseId], person: usize) -> impl Iterator<Item = CaseId> {
    ids.iter().copied().cycle().skip(person * ids.len() / PEOPLE).take(ids.len())
}

#[tokio::test]
async fn of_eight_people_at_a_thousand_cases_one_gets_each_and_one_decides_each() {
    let test = database().await;
    let (db, elsewhere) = (test.db(), test.second());
    let mut people: Vec<Scope> = vec![];
    for _ in 0..PEOPLE {
        people.push(staff(&db, Role::Lead, &["fb40"]).await);
    }
    let mut ids = vec![];
    for _ in 0..CASES / 100 {
        let filed = join_all((0..100).map(|_| case_in(&db, "fb40"))).await;
        ids.extend(filed.iter().map(|case| case.id));
    }
    // A file of SQLite is for one process.
    let are_two = matches!(test.url(), DatabaseUrl::Postgres(_));
    let of_process = |person: usize| if are_two && person % 2 == 1 { &elsewhere } else { &db };

    let takes = people.iter().enumerate().map(async |(person, scope)| {
        let mut won = 0;
        for id in in_turn(&ids, person) {
            won += usize::from(claim(of_process(person), scope, id).await == Claimed::Yes);
        }
        won
    });
    assert_eq!(join_all(takes).await.iter().sum::<usize>(), CASES);

    let mut records = HashMap::new();
    for id in &ids {
        let case = as_it_is(&db, *id).await;
        assert_eq!((case.state, case.revision), (CaseState::InProgress, 1));
        assert!(people.iter().any(|scope| case.clerk == Some(clerk_id(scope))));
        records.insert(*id, case);
    }
    let decides = people.iter().enumerate().map(async |(person, scope)| {
        let mut won = 0;
        for id in in_turn(&ids, person) {
            let (scope, case, decided) =
                (scope.clone(), records[&id].clone(), step(CaseState::InProgress, CaseAction::Decide));
            let write = move |conn: &mut Conn| cases::take_step(&scope, conn, &case, &decided, now());
            won += usize::from(of_process(person).write(write).await.unwrap());
        }
        won
    });
    assert_eq!(join_all(decides).await.iter().sum::<usize>(), CASES);
}
