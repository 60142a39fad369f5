//! What was checked is a draft of the decision: its applicant takes it along when the decision has reached them.

use chrono::Duration;
use pforte::domain::{CaseId, Scope};
use pforte::store::checks;
use serde_json::Value;

use super::Taken;
use crate::support::app::TestApp;
use crate::support::client::Client;
use crate::support::deciding;

/// What the applicant takes along of the checks.
async fn told(robin: &Client) -> Value {
    let state = robin.open("/status/antrag").await;
    let file = robin.submit(&state, "/status/daten", &[]).await.html;
    serde_json::from_str::<Value>(&file).unwrap()["check"].take()
}

/// Less than was asked, as the check says.
const PARTLY: [(&str, &str); 2] = [("ergebnis", "partly_granted"), ("gruende", "HOECHSTBETRAG")];

/// Checks a case of the school's department; what was written freely stays there.
async fn check(taken: &mut Taken) {
    let typed = [("check.residence", "met"), ("check.remark", "Rückruf der Schule")];
    taken.case = taken.worker.submit(&taken.page().await, "/pruefung", &typed).await;
    taken.case.must_say("Rückruf der Schule");
}

#[actix_web::test]
async fn nothing_that_was_checked_is_given_away_before_the_decision_is_fetched() {
    let app = TestApp::start().await;
    let mut taken = Taken::school(&app).await;
    let robin = taken.applicant(&app).await;
    let status = robin.open("/status/antrag").await;
    robin.submit(&status, "/status/bescheid/weg", &[("weg", "abruf")]).await;
    check(&mut taken).await;
    assert_eq!(told(&robin).await, Value::Null, "nothing is decided");
    let case: CaseId = taken.page().await.address.rsplit('/').next().unwrap().parse().unwrap();
    let scope = Scope::Applicant(case);
    let found = app.db.read(move |conn| checks::find(&scope, conn, case)).await.unwrap();
    assert!(found.is_none(), "the store refuses it, too");
    deciding::decide(&taken.worker, &taken.page().await, &PARTLY).await;
    let status = robin.open("/status/antrag").await;
    status.must_say("Ihr Bescheid ist da");
    assert_eq!(told(&robin).await, Value::Null, "it was not fetched");
    robin.submit(&status, "/status/bescheid", &[]).await;
    let check = told(&robin).await;
    assert_eq!(check["answers"]["check"]["residence"], "met");
    assert!(!check.to_string().contains("Rückruf"), "{check}");
    app.stop().await;
}

#[actix_web::test]
async fn of_a_letter_it_is_given_on_the_day_on_which_the_letter_counts() {
    let app = TestApp::start().await;
    let mut taken = Taken::school(&app).await;
    check(&mut taken).await;
    deciding::decide(&taken.worker, &taken.page().await, &PARTLY).await;
    let robin = taken.applicant(&app).await;
    assert_eq!(told(&robin).await, Value::Null, "it was not posted");
    let posted = [("tag.day", "1"), ("tag.month", "10"), ("tag.year", "2025")];
    let posted = taken.worker.submit(&taken.page().await, "/bescheid/post", &posted).await;
    posted.must_say("gilt als bekannt gegeben am 05.10.2025");
    app.clock.advance(Duration::days(3));
    assert_eq!(told(&taken.applicant(&app).await).await, Value::Null, "it is under way");
    app.clock.advance(Duration::days(1));
    let robin = taken.applicant(&app).await;
    assert_eq!(told(&robin).await["answers"]["check"]["residence"], "met");
    app.stop().await;
}
