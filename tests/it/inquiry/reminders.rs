//! Reminders: one a week before the day, one after it, by the clock.

use chrono::Duration;
use pforte::clock::Clock;
use pforte::outbox::write_inquiry_reminders;

use super::{Asking, send, times};
use crate::support::app::TestApp;

async fn remind(app: &TestApp) -> usize {
    write_inquiry_reminders(&app.db, &app.library, "example.org", app.clock.now()).await.unwrap()
}

#[actix_web::test]
async fn whoever_has_not_answered_is_reminded_once_before_and_once_after() {
    let app = TestApp::start_without_worker().await;
    let asking = Asking::begin(&app).await;
    asking.ask(&["bank.iban"]).await;
    assert_eq!(remind(&app).await, 0);
    app.clock.advance(Duration::days(20));
    assert_eq!(remind(&app).await, 0, "eight days before it is too early");
    app.clock.advance(Duration::days(1));
    assert_eq!((remind(&app).await, remind(&app).await), (1, 0));
    app.clock.advance(Duration::days(7));
    assert_eq!(remind(&app).await, 0, "on the day itself there is time");
    app.clock.advance(Duration::days(1));
    assert_eq!((remind(&app).await, remind(&app).await), (1, 0));
    app.clock.advance(Duration::days(60));
    assert_eq!(remind(&app).await, 0);
    let worker = app.signed_in("leitung", pforte::domain::Role::Lead, &["fb40"]).await;
    let case = worker.open(&asking.case).await;
    assert_eq!(times(&case, "An die Rückfrage erinnert"), 2);
    app.stop().await;
}

#[actix_web::test]
async fn who_has_answered_is_not_reminded() {
    let app = TestApp::start_without_worker().await;
    let asking = Asking::begin(&app).await;
    asking.ask(&["bank.iban"]).await;
    let robin = asking.applicant(&app).await;
    let page = robin.open("/status/rueckfrage").await;
    let check = robin.submit(&page, "/status/rueckfrage", &[("_reply", "Sie stimmt.")]).await;
    send(&robin, &check).await;
    app.clock.advance(Duration::days(22));
    assert_eq!(remind(&app).await, 0);
    app.stop().await;
}
