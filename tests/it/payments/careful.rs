//! Nothing is paid twice, to the wrong person, or by the wrong one; and nobody sees what is not theirs.

use chrono::Duration;
use pforte::clock::Clock;
use pforte::domain::Role;
use pforte::outbox::end_provisions;
use reqwest::StatusCode;

use super::{CULTURE, PAYMENTS, SCHOOL, SOME, boxes, check, decided, forged, order, payable, save, school};
use crate::support::app::TestApp;
use crate::support::asking;
use crate::support::deciding::{self, REFUSED};
use crate::support::filling::file;

#[actix_web::test]
async fn of_two_leads_at_once_one_makes_the_list() {
    let app = TestApp::start_paying().await;
    let (worker, lena) = school(&app).await;
    let otto = app.signed_in("otto", Role::Lead, &["fb40"]).await;
    for _ in 0..3 {
        payable(&app, &worker, SCHOOL, &SOME).await;
    }
    let waiting = boxes(&lena.open(PAYMENTS).await);
    let mine = check(&lena, "fb40", &waiting).await;
    // Not all of the same, and in another order.
    let theirs = check(&otto, "fb40", &[waiting[2].clone(), waiting[1].clone()]).await;
    let (mine, theirs) = futures_util::future::join(
        lena.submit(&mine, "/anweisen", &[]),
        otto.submit(&theirs, "/anweisen", &[]),
    )
    .await;
    let won = [&mine, &theirs].iter().filter(|page| page.heading() == "Zahlungsliste 2025-001").count();
    let lost = [&mine, &theirs].iter().filter(|page| page.status == StatusCode::CONFLICT).count();
    assert_eq!((won, lost), (1, 1), "{} {}", mine.status, theirs.status);
    let page = lena.open(PAYMENTS).await;
    let is_all = mine.status != StatusCode::CONFLICT;
    assert_eq!(boxes(&page).len(), if is_all { 0 } else { 1 }, "no case is lost, and none is paid twice");
    assert!(!page.says("2025-002"));
    app.stop().await;
}

#[actix_web::test]
async fn the_same_page_sent_twice_pays_once() {
    let app = TestApp::start_paying().await;
    let (worker, lead) = school(&app).await;
    payable(&app, &worker, SCHOOL, &SOME).await;
    let shown = check(&lead, "fb40", &boxes(&lead.open(PAYMENTS).await)).await;
    lead.submit(&shown, "/anweisen", &[]).await.must_say("Zahlungsliste 2025-001");
    let again = lead.submit(&shown, "/anweisen", &[]).await;
    assert_eq!(again.heading(), "Zahlungsliste 2025-001");
    assert!(!lead.open(PAYMENTS).await.says("2025-002"));
    // Somebody else who sends it gets nothing.
    let other = app.signed_in("otto", Role::Lead, &["fb40"]).await;
    let refused = other.post("/postkorb/zahlungen/anweisen", &forged(&shown, &other).await).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    refused.must_say("Es wurde nichts angewiesen");
    app.stop().await;
}

/// On the way back, and where somebody else was faster, what was ticked stays ticked, and nothing else is.
#[actix_web::test]
async fn what_was_ticked_stays_ticked() {
    let app = TestApp::start_paying().await;
    let (worker, lead) = school(&app).await;
    for _ in 0..3 {
        payable(&app, &worker, SCHOOL, &SOME).await;
    }
    let waiting = boxes(&lead.open(PAYMENTS).await);
    let shown = check(&lead, "fb40", &waiting[..2]).await;
    let back = lead.submit(&shown, "/pruefen", &[("zurueck", "1")]).await;
    assert_eq!(back.attributes("input[name=fall][checked]", "value"), waiting[..2]);
    let other = app.signed_in("otto", Role::Lead, &["fb40"]).await;
    let theirs = check(&other, "fb40", &waiting[..1]).await;
    other.submit(&theirs, "/anweisen", &[]).await.must_say("Zahlungsliste 2025-001");
    let lost = lead.submit(&shown, "/anweisen", &[]).await;
    assert_eq!(lost.status, StatusCode::CONFLICT);
    assert_eq!(lost.attributes("input[name=fall][checked]", "value"), waiting[1..2]);
    app.stop().await;
}

#[actix_web::test]
async fn another_department_sees_nothing_and_puts_nothing_on_its_list() {
    let app = TestApp::start_paying().await;
    let (worker, lead) = school(&app).await;
    let other = app.signed_in("kulturleitung", Role::Lead, &["fb41"]).await;
    payable(&app, &worker, SCHOOL, &SOME).await;
    let foreign = boxes(&lead.open(PAYMENTS).await);
    assert!(!other.open(PAYMENTS).await.says("195,05"));
    for department in ["fb41", "fb40"] {
        let shown = check(&other, department, &foreign).await;
        assert!(!shown.says("195,05"), "{department}");
        assert!(shown.says("gibt es für Sie nicht") || shown.status == StatusCode::NOT_FOUND);
    }
    // Somebody who has both departments mixes no case of one into the list of the other.
    let both = app.signed_in("beide", Role::Lead, &["fb40", "fb41"]).await;
    check(&both, "fb41", &foreign).await.must_say("gibt es für Sie nicht");
    let list = order(&lead, "fb40").await;
    assert_eq!(other.open(&list.address).await.status, StatusCode::NOT_FOUND);
    let (target, mut controls) = list.form("/datei");
    let token = other.open(PAYMENTS).await.attributes("input[name=_csrf]", "value")[0].clone();
    controls.iter_mut().filter(|(name, _)| name == "_csrf").for_each(|(_, value)| value.clone_from(&token));
    assert_eq!(other.post(&target, &controls).await.status, StatusCode::NOT_FOUND);
    let invented = check(&lead, "fb40", &["0b0e2c52-6e5c-4b63-8a0e-5d7a4a1f0c11.0".to_owned()]).await;
    invented.must_say("gibt es für Sie nicht");
    app.stop().await;
}

#[actix_web::test]
async fn who_is_biased_neither_pays_nor_takes_the_files_along() {
    let app = TestApp::start_paying().await;
    let (worker, lead) = school(&app).await;
    let otto = app.signed_in("otto", Role::Lead, &["fb40"]).await;
    payable(&app, &worker, SCHOOL, &SOME).await;
    let second = payable(&app, &worker, SCHOOL, &SOME).await;
    let waiting = boxes(&otto.open(PAYMENTS).await);
    let shown = check(&otto, "fb40", &waiting).await;
    let case = otto.open(second.address.split(['#', '?']).next().unwrap()).await;
    otto.submit(&case, "/befangen", &[("befangen.grund", "relative"), ("befangen.bestaetigt", "true")]).await;
    assert_eq!(boxes(&otto.open(PAYMENTS).await).len(), 1);
    assert_eq!(otto.submit(&shown, "/anweisen", &[]).await.status, StatusCode::CONFLICT);
    let list = order(&lead, "fb40").await;
    let page = otto.open(&list.address).await;
    page.must_say("Ein Teil dieser Liste ist für Sie gesperrt");
    let (target, _) = list.form("/datei");
    let token = page.attributes("input[name=_csrf]", "value")[0].clone();
    let controls = [("_csrf".to_owned(), token), ("art".to_owned(), "csv".to_owned())];
    assert_eq!(otto.post(&target, &controls).await.status, StatusCode::NOT_FOUND);
    assert!(!save(&lead, &list, "csv").await.is_empty());
    app.stop().await;
}

/// What is provided and not fetched is not made known, and is not paid (§ 41 (2a) VwVfG); what is fetched is.
#[actix_web::test]
async fn a_decision_is_paid_once_it_was_fetched_and_a_refusal_never() {
    let app = TestApp::start_paying().await;
    let (worker, lead) = school(&app).await;
    payable(&app, &worker, SCHOOL, &REFUSED).await;
    let receipt = file(&app, &app.browser(), SCHOOL.0, SCHOOL.1).await;
    let (number, code) = asking::number_and_code(&receipt);
    let (robin, status) = asking::opened(&app, &number, &code).await;
    robin.submit(&status, "/status/bescheid/weg", &[("weg", "abruf")]).await;
    let case = deciding::take(&worker).await;
    deciding::decide(&worker, &case, &SOME).await.must_say("Zum Abruf bereitgestellt");
    let early = lead.open(PAYMENTS).await;
    early.must_say("Ein weiterer Betrag wartet noch");
    assert!(boxes(&early).is_empty(), "it is provided only");
    // Another one is fetched.
    let second = file(&app, &app.browser(), SCHOOL.0, SCHOOL.1).await;
    let (number, code) = asking::number_and_code(&second);
    let (ada, status) = asking::opened(&app, &number, &code).await;
    ada.submit(&status, "/status/bescheid/weg", &[("weg", "abruf")]).await;
    let case = deciding::take(&worker).await;
    deciding::decide(&worker, &case, &SOME).await.must_say("Zum Abruf bereitgestellt");
    let status = ada.open("/status/antrag").await;
    ada.submit(&status, "/status/bescheid", &[]).await;
    assert_eq!(boxes(&lead.open(PAYMENTS).await).len(), 1, "it is fetched");
    order(&lead, "fb40").await;
    app.clock.advance(Duration::days(20));
    end_provisions(&app.db, &app.library, "example.org", app.clock.now()).await.unwrap();
    let lead = app.browser();
    app.sign_in(&lead, "lena", crate::support::app::PASSWORD).await;
    let page = lead.open(PAYMENTS).await;
    page.must_say("Ein weiterer Betrag wartet noch");
    assert!(boxes(&page).is_empty());
    app.stop().await;
}

#[actix_web::test]
async fn without_an_account_of_the_city_there_is_a_table_only() {
    let app = TestApp::start().await;
    let (worker, lead) = school(&app).await;
    payable(&app, &worker, SCHOOL, &SOME).await;
    lead.open(PAYMENTS).await.must_say("PFORTE_PAYMENT_IBAN");
    let list = order(&lead, "fb40").await;
    list.must_say("Eine Datei für die Bank (pain.001) gibt es zu dieser Liste nicht");
    assert!(!list.says("Für die Bank speichern"));
    assert!(String::from_utf8(save(&lead, &list, "csv").await).unwrap().contains("195,05"));
    let forged = lead.submit(&list, "/datei", &[("art", "xml")]).await;
    assert_eq!(forged.status, StatusCode::NOT_FOUND);
    app.stop().await;
}

/// The applicant learns of it with the decision and not before, and the file of the case holds it.
#[actix_web::test]
async fn the_applicant_and_the_file_of_the_case_are_told() {
    let app = TestApp::start_paying().await;
    let (worker, lead) = school(&app).await;
    let receipt = file(&app, &app.browser(), SCHOOL.0, SCHOOL.1).await;
    let address = worker.open("/postkorb").await.hrefs("table a")[0].clone();
    let case = worker.submit(&worker.open(&address).await, "/uebernehmen", &[]).await;
    let case = deciding::decide(&worker, &case, &SOME).await;
    let case = deciding::post_today(&worker, &case).await;
    order(&lead, "fb40").await;
    let (number, code) = asking::number_and_code(&receipt);
    for (days, is_told) in [(0, false), (4, true)] {
        app.clock.advance(Duration::days(days));
        let (_, status) = asking::opened(&app, &number, &code).await;
        assert_eq!(status.says("Auszahlung angewiesen"), is_told, "after {days} days");
    }
    let worker = app.browser();
    app.sign_in(&worker, "anna", crate::support::app::PASSWORD).await;
    let case = worker.open(case.address.split(['#', '?']).next().unwrap()).await;
    let (target, controls) = case.form("/daten");
    let json: serde_json::Value =
        serde_json::from_slice(&worker.post_bytes(&target, &controls).await).unwrap();
    assert_eq!(json["payments"][0]["amount_cents"], 19_505);
    assert_eq!(json["payments"][0]["list"], "2025-001");
    assert_eq!(json["payments"][0]["ordered_at"], "2025-10-01T07:00:00Z");
    app.stop().await;
}

/// Two departments count their lists by themselves.
#[actix_web::test]
async fn lists_are_counted_by_department() {
    let app = TestApp::start_paying().await;
    let (worker, lead) = school(&app).await;
    payable(&app, &worker, SCHOOL, &SOME).await;
    order(&lead, "fb40").await.must_say("2025-001");
    decided(&app, &worker, SCHOOL, &SOME).await;
    let artist = app.signed_in("kultur", Role::Caseworker, &["fb41"]).await;
    let other = app.signed_in("kulturleitung", Role::Lead, &["fb41"]).await;
    payable(&app, &artist, CULTURE, &[("ergebnis", "granted")]).await;
    order(&other, "fb41").await.must_say("2025-001").must_say("5.000,00 €");
    app.stop().await;
}
