//! Lists of cases with a tag: what few carry is read another way, and stands in the same pages.

use chrono::Duration;
use pforte::domain::{CaseId, Promised, Role, Scope};
use pforte::store::cases::{CaseFilter, Found, From, Promise};
use pforte::store::{Db, cases};

use super::given::{VIEWS, case_of, claim, database, file, now, staff, submission, visitor};

/// Cases that all carry the same tag of their form; every third is taken, two of three are due.
async fn cases(db: &Db, clerk: &Scope, department: &str, count: i64) {
    for i in 0..count {
        let mut filed = submission();
        filed.filed_at = now() + Duration::minutes(i * 7 % count);
        let mut case = case_of(&filed, department);
        let day = (now() + Duration::days(i * 5 % 9 - 4)).date_naive();
        let promised = Promised { fixed: Some(day).filter(|_| i % 3 > 0), pausing: None };
        case.promise = Promise { promised, ..Promise::default() };
        let id = case.id;
        file(db, &visitor(1), filed, case).await.unwrap();
        if i % 3 == 0 {
            claim(db, clerk, id).await;
        }
    }
}

async fn page(db: &Db, scope: &Scope, filter: CaseFilter) -> Found {
    let scope = scope.clone();
    db.read(move |conn| cases::inbox(&scope, conn, &filter)).await.unwrap()
}

fn ids(found: &Found) -> Vec<CaseId> {
    found.rows.iter().map(|case| case.id).collect()
}

/// Since all of them carry it, the list with the tag is the list without it: page by page, there and back.
#[tokio::test]
async fn a_tag_that_few_carry_shows_the_pages_of_the_whole_list() {
    let test = database().await;
    let db = test.db();
    let clerk = staff(&db, Role::Lead, &["fb40", "fb41"]).await;
    let elsewhere = staff(&db, Role::Lead, &["fb50"]).await;
    cases(&db, &clerk, "fb40", 13).await;
    cases(&db, &clerk, "fb41", 4).await;
    cases(&db, &elsewhere, "fb50", 2).await;
    let mut seen = 0;
    for view in VIEWS {
        for (newest_first, by_due) in [(true, false), (false, false), (true, true)] {
            let today = now().date_naive();
            let whole = CaseFilter {
                view,
                newest_first,
                by_due,
                today,
                form_id: None,
                tag: None,
                clerk: None,
                from: From::Start,
                per_page: 5,
            };
            let tagged = CaseFilter { tag: "form:eilt".parse().ok(), ..whole.clone() };
            assert!(tagged.tag.is_some());
            let mut from = From::Start;
            loop {
                let expected = page(&db, &clerk, CaseFilter { from, ..whole.clone() }).await;
                let found = page(&db, &clerk, CaseFilter { from, ..tagged.clone() }).await;
                assert_eq!(ids(&found), ids(&expected), "{view:?} {newest_first} {by_due} {from:?}");
                assert_eq!(
                    (found.has_before, found.has_more),
                    (expected.has_before, expected.has_more),
                    "{view:?} {from:?}"
                );
                seen += found.rows.len();
                let Some(last) = found.rows.last().filter(|_| found.has_more) else { break };
                let before = From::Before(last.place());
                let back = page(&db, &clerk, CaseFilter { from: before, ..tagged.clone() }).await;
                let expected = page(&db, &clerk, CaseFilter { from: before, ..whole.clone() }).await;
                assert_eq!(ids(&back), ids(&expected), "{view:?} {before:?}");
                from = From::After(last.place());
            }
        }
    }
    assert!(seen > 17 * 3 * 3, "{seen} cases seen");
}
