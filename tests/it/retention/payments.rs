//! What bookkeeping needs of payments outlives the case, and no longer than it has to.

use chrono::Duration;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use pforte::audit::verify;
use pforte::clock::Clock;
use pforte::domain::Role;
use pforte::retention::purge;
use pforte::store::StoreError;

use crate::payments::{SCHOOL, SOME, again, order, payable};
use crate::support::app::TestApp;

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

async fn count(app: &TestApp, table: &'static str) -> i64 {
    let query = format!("SELECT count(*) AS number FROM {table}");
    let counted =
        app.db.read(move |conn| Ok::<_, StoreError>(diesel::sql_query(query).get_result::<Count>(conn)?));
    counted.await.unwrap().number
}

#[actix_web::test]
async fn a_list_of_payments_stays_until_its_time_is_over_and_its_case_goes_before() {
    let app = TestApp::start_paying().await;
    let worker = app.signed_in("anna", Role::Caseworker, &["fb40"]).await;
    let lead = app.signed_in("lena", Role::Lead, &["fb40"]).await;
    payable(&app, &worker, SCHOOL, &SOME).await;
    // An amount that waits keeps its case.
    app.clock.advance(Duration::days(3000));
    let run = || purge(&app.db, &app.depot, &app.library, app.clock.now());
    assert_eq!(run().await.unwrap().cases, 0);
    app.clock.advance(Duration::days(-3000));
    let list = order(&lead, "fb40").await;
    app.clock.advance(Duration::days(3000));
    assert_eq!(run().await.unwrap().cases, 1);
    assert_eq!((count(&app, "cases").await, count(&app, "kept_payments").await), (0, 1));
    let lead = again(&app, "lena").await;
    let shown = lead.open(&list.address).await;
    shown.must_say("195,05 €").must_say("Vorgang gelöscht");
    verify(&app.db, &[]).await.unwrap();
    // Made in 2025: ten years from the end of that.
    app.clock.advance(Duration::days(3650 - 3000 + 80));
    assert_eq!(run().await.unwrap().lists, 0);
    app.clock.advance(Duration::days(20));
    assert_eq!(run().await.unwrap().lists, 1);
    assert_eq!((count(&app, "payment_batches").await, count(&app, "kept_payments").await), (0, 0));
    app.stop().await;
}
