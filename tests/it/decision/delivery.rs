//! The way of a decision to its applicant, by the days of § 41 VwVfG. Today is 1 October 2025.

use chrono::Duration;
use pforte::clock::Clock;
use pforte::outbox::end_provisions;
use reqwest::StatusCode;

use super::{Taken, letter};
use crate::support::app::TestApp;
use crate::support::client::Page;
use crate::support::deciding::{self, GRANTED};

async fn end(app: &TestApp) -> usize {
    end_provisions(&app.db, &app.library, "example.org", app.clock.now()).await.unwrap()
}

/// Waits until the mail about a decision was sent.
async fn notified(taken: &Taken) -> Page {
    for _ in 0..600 {
        let page = taken.page().await;
        if page.says("Hinweis auf den Bescheid") {
            return page;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    panic!("nobody was told of the decision");
}

fn day(day: &str, month: &str) -> Vec<(&'static str, String)> {
    vec![("tag.day", day.to_owned()), ("tag.month", month.to_owned()), ("tag.year", "2025".to_owned())]
}

async fn posted(taken: &Taken, on: (&str, &str)) -> Page {
    let page = taken.page().await;
    let day = day(on.0, on.1);
    let controls: Vec<(&str, &str)> = day.iter().map(|(name, value)| (*name, value.as_str())).collect();
    taken.worker.submit(&page, "/bescheid/post", &controls).await
}

#[actix_web::test]
async fn with_consent_a_decision_is_fetched_by_a_post_and_counts_from_the_next_day() {
    let app = TestApp::start().await;
    let taken = Taken::school(&app).await;
    let robin = taken.applicant(&app).await;
    let status = robin.open("/status/antrag").await;
    status.must_say("Wie möchten Sie den Bescheid bekommen?");
    let agreed = robin.submit(&status, "/status/bescheid/weg", &[("weg", "abruf")]).await;
    agreed.must_say("Gespeichert: Sie rufen den Bescheid hier ab.");
    let shown = deciding::preview(&taken.worker, &taken.case, &GRANTED).await;
    shown.must_say("Die Person ruft den Bescheid im Internet ab.");
    taken
        .worker
        .submit(&shown, "/entscheidung", &[("_action", "decide")])
        .await
        .must_say("Zum Abruf bereitgestellt");
    // Ten days from 1 October end on a Saturday: the Monday after.
    notified(&taken).await.must_say("13.10.2025").must_say("Hinweis auf den Bescheid");

    let status = robin.open("/status/antrag").await;
    status.must_say("Ihr Bescheid ist da").must_say("bis zum 13.10.2025");
    assert!(!status.says("erstatten Ihnen"), "nothing is told before it is fetched");
    assert_eq!(robin.open("/status/bescheid").await.address, "/status/antrag", "a link fetches nothing");
    assert_eq!(robin.open("/status/bescheid/datei").await.address, "/status/antrag");
    let fetched = robin.submit(&status, "/status/bescheid", &[]).await;
    assert_eq!(letter(&fetched), letter(&shown));
    let (code, headers, file) = robin.fetch("/status/bescheid/datei").await;
    assert_eq!(code, StatusCode::OK);
    assert!(headers["content-disposition"].to_str().unwrap().starts_with("attachment"));
    assert!(String::from_utf8(file).unwrap().contains("Rechtsbehelfsbelehrung"));
    let status = robin.open("/status/antrag").await;
    status.must_say("Er gilt als bekannt gegeben am 02.10.2025.").must_say("Bescheid ansehen");
    assert!(!status.says("Wie möchten Sie den Bescheid bekommen?"));

    let case = taken.page().await;
    // A month later is a Sunday.
    case.must_say("Gilt als bekannt gegeben").must_say("02.10.2025").must_say("03.11.2025");
    case.must_say("Bescheid abgerufen; gilt als bekannt gegeben am 02.10.2025");
    app.clock.advance(Duration::days(30));
    assert_eq!(end(&app).await, 0, "what was fetched stays");
    app.stop().await;
}

#[actix_web::test]
async fn what_nobody_fetches_in_ten_days_goes_by_post_and_counts_on_the_fourth_day() {
    let app = TestApp::start().await;
    let taken = Taken::school(&app).await;
    let robin = taken.applicant(&app).await;
    let status = robin.open("/status/antrag").await;
    robin.submit(&status, "/status/bescheid/weg", &[("weg", "abruf")]).await;
    deciding::decide(&taken.worker, &taken.case, &GRANTED).await;
    notified(&taken).await;
    let waiting = robin.open("/status/antrag").await;
    let early = taken.page().await;
    assert!(!early.says("zur Post gegeben?"), "it is not posted while it can be fetched");
    app.clock.advance(Duration::days(12));
    assert_eq!(end(&app).await, 0, "on the last day there is time");
    app.clock.advance(Duration::days(1));
    // The worker has not come by yet, and it is over all the same.
    let robin = taken.applicant(&app).await;
    let status = robin.open("/status/antrag").await;
    assert!(!status.says("Bescheid jetzt abrufen"));
    assert_eq!((end(&app).await, end(&app).await), (1, 0));
    let late = robin.open("/status/antrag").await;
    late.must_say("Der Bescheid wurde nicht rechtzeitig abgerufen.");
    drop(waiting);
    let worker = app.sign_in(&taken.worker, "anna", crate::support::app::PASSWORD).await;
    drop(worker);
    taken.page().await.must_say("Nicht abgerufen; geht mit der Post").must_say("geben Sie ihn zur Post");

    let wrong = posted(&taken, ("30", "9")).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "before the decision");
    wrong.must_say("frühestens den der Entscheidung");
    let ahead = posted(&taken, ("15", "10")).await;
    assert_eq!(ahead.status, StatusCode::UNPROCESSABLE_ENTITY, "a day ahead");
    // Tuesday 14 October: Saturday 18 October; a month later is Tuesday 18 November.
    let case = posted(&taken, ("14", "10")).await;
    case.must_say("Bescheid zur Post gegeben am 14.10.2025; gilt als bekannt gegeben am 18.10.2025");
    case.must_say("18.11.2025");
    robin.open("/status/antrag").await.must_say("am 14.10.2025 zur Post gegangen");
    app.clock.advance(Duration::days(7));
    app.sign_in(&taken.worker, "anna", crate::support::app::PASSWORD).await;
    let earlier = posted(&taken, ("17", "10")).await;
    assert_eq!(earlier.status, StatusCode::UNPROCESSABLE_ENTITY, "that it came earlier does not matter");
    posted(&taken, ("21", "10"))
        .await
        .must_say("Bescheid später angekommen: am 21.10.2025")
        .must_say("21.11.2025");
    app.stop().await;
}

#[actix_web::test]
async fn without_consent_or_an_address_for_mails_it_is_a_letter() {
    let app = TestApp::start().await;
    let taken = Taken::of(&app, super::SCHOOL, "contact_by_post", "fb40").await;
    let robin = taken.applicant(&app).await;
    let status = robin.open("/status/antrag").await;
    assert!(!status.says("Wie möchten Sie den Bescheid bekommen?"));
    let decided = deciding::decide(&taken.worker, &taken.case, &GRANTED).await;
    decided.must_say("Geht mit der Post");
    robin.open("/status/antrag").await.must_say("Der Bescheid kommt mit der Post.");
    let stolen = robin.open("/status/bescheid").await;
    assert_eq!(stolen.address, "/status/antrag");
    let case = posted(&taken, ("1", "10")).await;
    case.must_say("05.10.2025");
    let closed = taken.worker.submit(&case, "/status", &[("aktion", "close")]).await;
    closed.must_say("Neuer Stand: Abgeschlossen").must_say("05.11.2025");
    app.stop().await;
}

/// No mail server took the notice for three days: nobody knows of it, so it is posted.
#[actix_web::test]
async fn a_decision_of_which_nobody_could_be_told_goes_by_post() {
    let app = TestApp::start_without_worker().await;
    let taken = Taken::school(&app).await;
    let robin = taken.applicant(&app).await;
    let status = robin.open("/status/antrag").await;
    robin.submit(&status, "/status/bescheid/weg", &[("weg", "abruf")]).await;
    deciding::decide(&taken.worker, &taken.case, &GRANTED).await.must_say("Zum Abruf bereitgestellt");
    app.clock.advance(Duration::days(3));
    assert_eq!(end(&app).await, 0);
    app.clock.advance(Duration::hours(1));
    assert_eq!(end(&app).await, 1);
    app.stop().await;
}

/// Of fetching and the end of the provision at the same moment one wins.
#[actix_web::test]
async fn what_is_fetched_at_the_last_moment_is_not_posted_too() {
    let app = TestApp::start_without_worker().await;
    let taken = Taken::school(&app).await;
    let robin = taken.applicant(&app).await;
    let status = robin.open("/status/antrag").await;
    robin.submit(&status, "/status/bescheid/weg", &[("weg", "abruf")]).await;
    deciding::decide(&taken.worker, &taken.case, &GRANTED).await;
    app.clock.advance(Duration::days(3) + Duration::hours(1));
    let robin = taken.applicant(&app).await;
    let status = robin.open("/status/antrag").await;
    let (_, ended) = tokio::join!(robin.submit(&status, "/status/bescheid", &[]), end(&app));
    app.sign_in(&taken.worker, "anna", crate::support::app::PASSWORD).await;
    let case = taken.page().await;
    assert_eq!(case.says("Bescheid abgerufen;"), ended == 0, "{ended}");
    assert_eq!(case.says("Nicht abgerufen; geht mit der Post"), ended == 1, "{ended}");
    let offered = case.attributes("button[name='aktion']", "value").contains(&"close".to_owned());
    assert_eq!(offered, ended == 0, "what is to be posted is not closed");
    app.stop().await;
}

#[actix_web::test]
async fn nothing_is_delivered_that_is_not_decided() {
    let app = TestApp::start().await;
    let taken = Taken::school(&app).await;
    let robin = taken.applicant(&app).await;
    let status = robin.open("/status/antrag").await;
    let mut controls = status.form("/status/bescheid/weg").1;
    let fetched = robin.post("/status/bescheid", &controls).await;
    assert_eq!(fetched.address, "/status/antrag");
    controls = taken.case.form("/aktenzeichen").1;
    for (name, value) in day("1", "10") {
        controls.push((name.to_owned(), value));
    }
    controls.push(("was".to_owned(), "post".to_owned()));
    let case = taken.case.address.split('#').next().unwrap().to_owned();
    let refused = taken.worker.post(&format!("{case}/bescheid/post"), &controls).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert_eq!(taken.worker.open(&format!("{case}/bescheid")).await.address, case);
    // Neither is a proposal.
    deciding::decide(&taken.worker, &taken.case, &[("ergebnis", "granted"), ("betrag", "2000")]).await;
    assert_eq!(taken.worker.open(&format!("{case}/bescheid")).await.address, case);
    robin.open("/status/antrag").await.must_say("wird bearbeitet");
    app.stop().await;
}
