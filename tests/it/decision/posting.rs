//! A letter by post: a wrong day put right, an address abroad, and the copy at `/status`. Today is 1 October 2025.

use chrono::Duration;
use pforte::domain::Role;
use reqwest::StatusCode;

use super::{Taken, letter};
use crate::support::app::{PASSWORD, TestApp};
use crate::support::client::{Client, Page};
use crate::support::deciding::{self, GRANTED};

/// Fills in one of the forms about the letter's way.
async fn noted(client: &Client, page: &Page, what: &str, day: &str, more: &[(&str, &str)]) -> Page {
    let control = if what == "korrektur" { "richtiger-tag" } else { "tag" };
    let (day, month) = day.split_once('.').unwrap();
    let parts = [("day", day), ("month", month), ("year", "2025")];
    let parts: Vec<(String, &str)> =
        parts.iter().map(|(part, value)| (format!("{control}.{part}"), *value)).collect();
    let mut typed = vec![("was", what)];
    typed.extend(parts.iter().map(|(name, value)| (name.as_str(), *value)));
    // What the form of the correction holds of the arrival goes along.
    let held = ["day", "month", "year"].map(|part| format!("richtige-ankunft.{part}"));
    let held = held.map(|name| (page.attributes(&format!("input[name='{name}']"), "value"), name));
    for (value, name) in held.iter().filter(|_| what == "korrektur") {
        let is_typed = more.iter().any(|(typed, _)| typed == name);
        typed.extend(value.first().filter(|_| !is_typed).map(|value| (name.as_str(), value.as_str())));
    }
    typed.extend(more);
    client.submit(page, "/bescheid/post", &typed).await
}

/// Decided on 1 October and posted on the 6th, which is today.
async fn posted(app: &TestApp, taken: &Taken, more: &[(&str, &str)]) -> Page {
    deciding::decide(&taken.worker, &taken.case, &GRANTED).await;
    app.clock.advance(Duration::days(5));
    app.sign_in(&taken.worker, "anna", PASSWORD).await;
    noted(&taken.worker, &taken.page().await, "post", "6.10", more).await
}

#[actix_web::test]
async fn a_wrong_day_of_posting_is_put_right_and_once_the_case_is_closed_by_the_lead() {
    let app = TestApp::start().await;
    let taken = Taken::school(&app).await;
    let worker = &taken.worker;
    let stale = posted(&app, &taken, &[]).await;
    let robin = taken.applicant(&app).await;
    stale.must_say("gilt als bekannt gegeben am 10.10.2025");
    for (day, why) in [("30.9", "before the decision"), ("7.10", "ahead"), ("6.10", "nothing else")] {
        let refused = noted(worker, &taken.page().await, "korrektur", day, &[]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{why}");
        refused.must_say("Geben Sie einen anderen Tag ein");
        assert_eq!(
            refused.attributes("input[name='richtiger-tag.day']", "value")[0],
            day.split('.').next().unwrap()
        );
        assert_eq!(
            refused.attributes("input[name='tag.day']", "value"),
            [""],
            "the other form is not touched"
        );
    }
    let right = noted(worker, &taken.page().await, "korrektur", "2.10", &[]).await;
    right.must_say(
        "Tag der Absendung berichtigt: nicht 06.10.2025, sondern 02.10.2025; gilt als bekannt gegeben am 06.10.2025",
    );
    right.must_say("06.11.2025").must_say("anna (Test)");
    let late = noted(worker, &stale, "korrektur", "3.10", &[]).await;
    assert_eq!(late.status, StatusCode::CONFLICT, "of an old page");
    let robins = robin.open("/status/antrag").await;
    robins.must_say("Wir haben berichtigt, wann der Bescheid zur Post ging");

    let arrived = noted(worker, &taken.page().await, "angekommen", "6.10", &[]).await;
    assert_eq!(arrived.status, StatusCode::UNPROCESSABLE_ENTITY, "it counts on that day anyway");
    let closed = worker.submit(&taken.page().await, "/status", &[("aktion", "close")]).await;
    assert!(!closed.says("berichtigen") && !closed.says("kam zurück"));
    let lead = app.signed_in("lena", Role::Lead, &["fb40"]).await;
    let page = lead.open(&taken.page().await.address).await;
    noted(&lead, &page, "korrektur", "3.10", &[]).await.must_say("sondern 03.10.2025");
    app.stop().await;
}

/// Whoever proves that it came later keeps that day, also when the day of posting was wrong.
#[actix_web::test]
async fn a_known_arrival_outlives_a_correction() {
    let app = TestApp::start().await;
    let taken = Taken::school(&app).await;
    posted(&app, &taken, &[]).await;
    app.clock.advance(Duration::days(8));
    app.sign_in(&taken.worker, "anna", PASSWORD).await;
    let worker = &taken.worker;
    noted(worker, &taken.page().await, "angekommen", "13.10", &[])
        .await
        .must_say("später angekommen: am 13.10.2025");
    let after = noted(worker, &taken.page().await, "korrektur", "14.10", &[]).await;
    assert_eq!(after.status, StatusCode::UNPROCESSABLE_ENTITY, "posted after it arrived");
    noted(worker, &taken.page().await, "korrektur", "7.10", &[])
        .await
        .must_say("sondern 07.10.2025; gilt als bekannt gegeben am 13.10.2025");
    // It was another letter that arrived then.
    let none = ["day", "month", "year"].map(|part| format!("richtige-ankunft.{part}"));
    let cleared: Vec<(&str, &str)> = none.iter().map(|name| (name.as_str(), "")).collect();
    let page = noted(worker, &taken.page().await, "korrektur", "7.10", &cleared).await;
    page.must_say("berichtigt, zur Post gegeben am 07.10.2025; gilt als bekannt gegeben am 11.10.2025");
    let early =
        [("richtige-ankunft.day", "6"), ("richtige-ankunft.month", "10"), ("richtige-ankunft.year", "2025")];
    let refused = noted(worker, &page, "korrektur", "7.10", &early).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "it arrived before it was posted");
    app.stop().await;
}

/// Then it counts on no day (§ 41 (2) sentence 3 VwVfG).
#[actix_web::test]
async fn a_letter_that_came_back_is_posted_again() {
    let app = TestApp::start().await;
    let taken = Taken::school(&app).await;
    let worker = &taken.worker;
    let stale = posted(&app, &taken, &[]).await;
    let back = worker.submit(&stale, "/bescheid/post", &[("was", "zurueck")]).await;
    back.must_say("kam zurück oder nie an (zur Post gegeben am 06.10.2025)").must_say("Geht mit der Post");
    assert!(!back.says("Gilt als bekannt gegeben") && !back.says("Rechtsbehelf möglich bis"));
    let twice = worker.submit(&stale, "/bescheid/post", &[("was", "zurueck")]).await;
    assert_eq!(twice.status, StatusCode::CONFLICT, "of an old page");
    let robin = taken.applicant(&app).await;
    robin.open("/status/antrag").await.must_say("Der Brief kam zurück. Wir schicken ihn noch einmal.");
    noted(worker, &taken.page().await, "post", "6.10", &[]).await.must_say("Rechtsbehelf möglich bis");
    app.stop().await;
}

/// The rule of the fourth day is for letters within Germany (§ 41 (2) VwVfG).
#[actix_web::test]
async fn a_letter_abroad_counts_on_the_day_on_which_it_arrived() {
    let app = TestApp::start().await;
    let taken = Taken::school(&app).await;
    let case = posted(&app, &taken, &[("ausland", "true")]).await;
    case.must_say("Bescheid ins Ausland zur Post gegeben am 06.10.2025").must_say("nachweislich angekommen");
    assert!(!case.says("Gilt als bekannt gegeben") && !case.says("Rechtsbehelf möglich bis"));
    app.clock.advance(Duration::days(10));
    app.sign_in(&taken.worker, "anna", PASSWORD).await;
    let robin = taken.applicant(&app).await;
    assert_eq!(robin.open("/status/bescheid").await.address, "/status/antrag", "nobody knows that it came");
    let waits = taken.page().await;
    waits.must_say("erst, wenn auch der Tag der Ankunft eingetragen ist").must_say("ällig");
    let early = noted(&taken.worker, &waits, "angekommen", "5.10", &[]).await;
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY, "before it was posted");
    let known = noted(&taken.worker, &taken.page().await, "angekommen", "9.10", &[]).await;
    known.must_say("Bescheid angekommen und damit bekannt gegeben am 09.10.2025").must_say("10.11.2025");
    robin.open("/status/bescheid").await.must_say("Er gilt als bekannt gegeben am 09.10.2025");
    // It was within Germany after all, and arrived late.
    let inland = noted(&taken.worker, &known, "korrektur", "3.10", &[("richtig-ausland", "false")]).await;
    inland.must_say("sondern 03.10.2025; gilt als bekannt gegeben am 09.10.2025");
    app.stop().await;
}

#[actix_web::test]
async fn a_letter_by_post_is_read_at_the_status_page_once_it_counts_and_changes_no_day() {
    let app = TestApp::start().await;
    let taken = Taken::school(&app).await;
    posted(&app, &taken, &[]).await;
    let robin = taken.applicant(&app).await;
    let kept = taken.worker.open(&format!("{}/bescheid", taken.page().await.address)).await;
    let early = robin.open("/status/antrag").await;
    early.must_say("am 06.10.2025 zur Post gegangen");
    assert!(!early.says("Kopie"));
    for address in ["/status/bescheid", "/status/bescheid/datei"] {
        assert_eq!(robin.open(address).await.address, "/status/antrag", "the letter is not there yet");
    }
    app.clock.advance(Duration::days(4));
    let robin = taken.applicant(&app).await;
    robin.open("/status/antrag").await.must_say("Kopie Ihres Bescheids").must_say("am 10.10.2025");
    let copy = robin.open("/status/bescheid").await;
    assert_eq!(letter(&copy), letter(&kept));
    copy.must_say("Das ist eine Kopie.").must_say("Er gilt als bekannt gegeben am 10.10.2025.");
    let (_, _, file) = robin.fetch("/status/bescheid/datei").await;
    assert!(String::from_utf8(file).unwrap().starts_with("Das ist eine Kopie."));
    app.sign_in(&taken.worker, "anna", PASSWORD).await;
    let case = taken.page().await;
    case.must_say("10.10.2025");
    assert!(!case.says("Bescheid abgerufen"), "a look at the copy is no retrieval");
    app.stop().await;
}
