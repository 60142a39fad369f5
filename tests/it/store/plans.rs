//! What the inbox asks is answered out of an index, on both databases: no table of cases is read from end to end.

use std::sync::{Arc, Mutex};

use diesel::connection::{Connection, InstrumentationEvent};
use diesel::prelude::*;
use diesel::sql_types::Text;
use pforte::domain::{CaseState, Role, SearchWord};
use pforte::store::case_words::{self, Search};
use pforte::store::cases::{self, CaseFilter, CaseView, From};
use pforte::store::{Conn, StoreError, case_tags, payments, saved_views};

use super::given::{VIEWS, as_it_is, case_in, clerk_id, database, now, staff};

#[derive(QueryableByName)]
struct SqliteStep {
    #[diesel(sql_type = Text)]
    detail: String,
}

#[derive(QueryableByName)]
struct PostgresStep {
    #[diesel(sql_type = Text, column_name = "QUERY PLAN")]
    step: String,
}

/// The plan of a statement, whatever its parameters are.
fn plan(conn: &mut Conn, statement: &str) -> Vec<String> {
    match conn {
        Conn::Sqlite(conn) => {
            let steps: Vec<SqliteStep> =
                diesel::sql_query(format!("EXPLAIN QUERY PLAN {statement}")).load(conn).unwrap();
            steps.into_iter().map(|step| step.detail).collect()
        }
        Conn::Postgres(conn) => {
            let run = |conn: &mut diesel::PgConnection, text: &str| {
                diesel::sql_query(text.to_owned()).execute(conn).unwrap();
            };
            // A table of three rows is read at once, were it not forbidden: what is left has no index.
            run(conn, "SET enable_seqscan = off");
            run(conn, "SET plan_cache_mode = force_generic_plan");
            run(conn, &format!("PREPARE asked AS {statement}"));
            let parameters = (1..40).take_while(|i| statement.contains(&format!("${i}"))).count();
            let nulls = vec!["NULL"; parameters].join(", ");
            let call = if parameters == 0 { String::new() } else { format!("({nulls})") };
            let steps: Vec<PostgresStep> =
                diesel::sql_query(format!("EXPLAIN EXECUTE asked{call}")).load(conn).unwrap();
            run(conn, "DEALLOCATE asked");
            steps.into_iter().map(|step| step.step).collect()
        }
    }
}

/// The steps of a plan that read a whole table of cases, or a whole index of it.
fn whole_reads(steps: &[String]) -> Vec<&String> {
    let is_of_cases = |step: &str| {
        ["cases", "case_words", "case_tags", "saved_views", "payments"]
            .iter()
            .any(|table| step.contains(table))
    };
    let is_whole = |place: usize, step: &str| {
        let has_condition = steps.get(place + 1).is_some_and(|next| next.contains("Index Cond"));
        let is_scan_of_index = step.contains("Index Scan") || step.contains("Index Only Scan");
        step.starts_with("SCAN") || step.contains("Seq Scan on") || (is_scan_of_index && !has_condition)
    };
    let steps = steps.iter().enumerate();
    steps.filter(|(place, step)| is_of_cases(step) && is_whole(*place, step)).map(|(_, step)| step).collect()
}

#[tokio::test]
async fn no_question_of_the_inbox_reads_all_cases() {
    let test = database().await;
    let db = test.db();
    let clerk = staff(&db, Role::Lead, &["fb40", "fb41"]).await;
    let case = case_in(&db, "fb40").await;
    let place =
        cases::Place { received_at: as_it_is(&db, case.id).await.received_at, due_on: None, id: case.id };
    let due = cases::Place { due_on: Some(now().date_naive()), ..place };
    let (scope, id) = (clerk.clone(), case.id);
    db.write(move |conn| case_words::add(&scope, conn, id, &[SearchWord(1), SearchWord(2)])).await.unwrap();
    let statements = Arc::new(Mutex::new(Vec::new()));
    let heard = Arc::clone(&statements);
    let checked = db
        .read(move |conn| {
            conn.set_instrumentation(move |event: InstrumentationEvent<'_>| {
                if let InstrumentationEvent::StartQuery { query, .. } = event {
                    let text = query.to_string();
                    let statement = text.split("-- binds").next().unwrap_or_default().trim().to_owned();
                    heard.lock().unwrap().push(statement);
                }
            });
            for view in VIEWS {
                for from in [
                    From::Start,
                    From::After(place),
                    From::Before(place),
                    From::After(due),
                    From::Before(due),
                ] {
                    for form_id in [None, Some("school-transport".to_owned())] {
                        for by_due in [false, true] {
                            let (form_id, today) = (form_id.clone(), now().date_naive());
                            let order = CaseFilter {
                                view,
                                newest_first: true,
                                by_due,
                                today,
                                form_id,
                                tag: None,
                                clerk: None,
                                from,
                                per_page: 20,
                            };
                            cases::inbox(&clerk, conn, &order)?;
                        }
                    }
                }
            }
            cases::counts(&clerk, conn, now().date_naive())?;
            let filter = CaseFilter {
                view: CaseView::Done,
                newest_first: true,
                by_due: false,
                today: now().date_naive(),
                form_id: None,
                tag: "form:eilt".parse().ok(),
                clerk: Some(clerk_id(&clerk)),
                from: From::Start,
                per_page: 20,
            };
            cases::inbox(&clerk, conn, &filter)?;
            cases::inbox(&clerk, conn, &CaseFilter { clerk: None, ..filter })?;
            case_tags::own_among(&clerk, conn, &[case.id])?;
            case_tags::known(&clerk, conn)?;
            saved_views::list(&clerk, conn)?;
            cases::find_by_number(&clerk, conn, &case.receipt_number)?;
            cases::find(&clerk, conn, case.id)?;
            let words = vec![vec![SearchWord(1)], vec![SearchWord(2), SearchWord(3)]];
            let forms = vec![Vec::new(), vec!["school-transport".to_owned()]];
            let search =
                Search { view: CaseView::All, form_id: None, tag: None, clerk: None, words, forms, most: 50 };
            assert_eq!(case_words::find(&clerk, conn, &search)?.rows.len(), 1);
            let tagged = Search { tag: "form:eilt".parse().ok(), ..search };
            assert_eq!(case_words::find(&clerk, conn, &tagged)?.rows.len(), 1);
            conn.set_instrumentation(None::<fn(InstrumentationEvent<'_>)>);
            let mut asked = statements.lock().unwrap().clone();
            asked.retain(|statement| statement.starts_with("SELECT"));
            asked.sort();
            asked.dedup();
            for statement in &asked {
                let plan = plan(conn, statement);
                assert!(whole_reads(&plan).is_empty(), "{plan:?}\n{statement}");
            }
            // The net holds what it is there for.
            let all = plan(conn, "SELECT cases.id FROM cases WHERE cases.changed_at > 1");
            assert_eq!(whole_reads(&all).len(), 1, "{all:?}");
            Ok::<_, StoreError>(asked.len())
        })
        .await
        .unwrap();
    assert!(checked >= 10, "{checked} statements, {} states", CaseState::ALL.len());
}

/// What waits to be paid is read from the oldest on, by department: however much was paid before.
#[tokio::test]
async fn what_waits_to_be_paid_is_read_by_department() {
    let test = database().await;
    let db = test.db();
    let clerk = staff(&db, Role::Lead, &["fb40", "fb41"]).await;
    let statements = Arc::new(Mutex::new(Vec::new()));
    let heard = Arc::clone(&statements);
    let department = pforte::domain::DepartmentId("fb40".to_owned());
    let read = move |conn: &mut Conn| {
        conn.set_instrumentation(move |event: InstrumentationEvent<'_>| {
            if let InstrumentationEvent::StartQuery { query, .. } = event {
                let text = query.to_string();
                heard
                    .lock()
                    .unwrap()
                    .push(text.split("-- binds").next().unwrap_or_default().trim().to_owned());
            }
        });
        payments::due(&clerk, conn, &department, 201)?;
        payments::count_unsent(&clerk, conn, &department)?;
        payments::stopped(&clerk, conn, &department, 201)?;
        conn.set_instrumentation(None::<fn(InstrumentationEvent<'_>)>);
        let mut asked = statements.lock().unwrap().clone();
        asked.retain(|statement| statement.contains("batch_id"));
        assert_eq!(asked.len(), 3, "{asked:?}");
        for statement in &asked {
            let plan = plan(conn, statement);
            assert!(whole_reads(&plan).is_empty(), "{plan:?}\n{statement}");
            assert!(plan.iter().any(|step| step.contains("payments_waiting")), "{plan:?}\n{statement}");
        }
        Ok::<_, StoreError>(())
    };
    db.read(read).await.unwrap();
}
