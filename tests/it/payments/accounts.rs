//! Whose account is paid: the one that the answers name last, where the form finds nothing wrong with it.

use super::{PAYMENTS, SCHOOL, SOME, boxes, check, order, save, school};
use crate::support::app::TestApp;
use crate::support::asking;
use crate::support::client::{Client, Page};
use crate::support::deciding;
use crate::support::filling::file;

/// Files an application, asks for the account, and gets this one as the answer; the case's page.
async fn answered(app: &TestApp, worker: &Client, account: &[(&str, &str)]) -> Page {
    let receipt = file(app, &app.browser(), SCHOOL.0, SCHOOL.1).await;
    let address = worker.open("/postkorb").await.hrefs("table a")[0].clone();
    let case = worker.submit(&worker.open(&address).await, "/uebernehmen", &[]).await;
    asking::write(worker, &case.address, "Welche IBAN?", &["bank.iban"], "send").await;
    let (number, code) = asking::number_and_code(&receipt);
    let robin = asking::applicant(app, &number, &code).await;
    asking::answer(&robin, account).await.must_say("ist angekommen");
    worker.open(&address).await
}

/// Begins at the desk, types this, and files it incomplete.
async fn filed_incomplete(app: &TestApp, typed: &[(&str, &str)]) {
    let clerk = app.signed_in("petra", pforte::domain::Role::Desk, &[]).await;
    let first = crate::support::desk::begin(&clerk, "schuelerbefoerderung-erstattung").await;
    let told = [("assisted.privacy_given", "true"), ("assisted.not_involved", "true"), ("_action", "next")];
    let page = clerk.submit(&first, "/aufnahme", &told).await;
    let fast = clerk.open(&page.address.replace("wer-handelt", "schnell")).await;
    let name = [("applicant.person.family_name", "Özdemir"), ("applicant.person.given_names", "Ada")];
    let typed = [&name, typed, &[("_action", "incomplete")]].concat();
    let lacks = clerk.submit(&fast, "/schnell", &typed).await;
    clerk.submit(&lacks, "/unvollstaendig", &[("confirmed", "true")]).await.must_say("ist eingegangen");
}

/// Decides a case and posts its letter.
async fn granted(worker: &Client, case: &Page) {
    let decided = deciding::decide(worker, case, &SOME).await;
    deciding::post_today(worker, &decided).await;
}

/// What a lead is told of the one amount that waits, and that it cannot be ordered.
async fn must_be_refused(lead: &Client, why: &str) {
    let waiting = boxes(&lead.open(PAYMENTS).await);
    assert_eq!(waiting.len(), 1);
    let shown = check(lead, "fb40", &waiting).await;
    shown.must_say(why);
    assert!(!shown.says("Auszahlung anweisen"));
}

/// What the applicant answered when asked counts, not what was filed.
#[actix_web::test]
async fn the_account_is_that_of_the_last_answer() {
    let app = TestApp::start_paying().await;
    let (worker, lead) = school(&app).await;
    let case = answered(&app, &worker, &[("bank.iban", "DE02 1203 0000 0000 2020 51")]).await;
    granted(&worker, &case).await;
    let list = order(&lead, "fb40").await;
    let table = String::from_utf8(save(&lead, &list, "csv").await).unwrap();
    assert!(table.contains("DE02120300000000202051") && !table.contains("DE89"), "{table}");
    app.stop().await;
}

/// Banks want the address of the payer for an account outside the European Economic Area: a person pays it.
#[actix_web::test]
async fn an_account_outside_the_european_economic_area_is_for_people() {
    let app = TestApp::start_paying().await;
    let (worker, lead) = school(&app).await;
    let swiss = [("bank.iban", "CH93 0076 2011 6238 5295 7"), ("bank.bic", "POFICHBEXXX")];
    let case = answered(&app, &worker, &swiss).await;
    granted(&worker, &case).await;
    must_be_refused(&lead, "außerhalb des Europäischen Wirtschaftsraums").await;
    app.stop().await;
}

/// An application that was taken incomplete may lack the account: it waits, and no list takes it.
#[actix_web::test]
async fn without_an_account_of_the_applicant_nothing_goes_out() {
    let app = TestApp::start_paying().await;
    let (worker, lead) = school(&app).await;
    filed_incomplete(&app, &[]).await;
    let case = deciding::take(&worker).await;
    granted(&worker, &case).await;
    must_be_refused(&lead, "Die Bankverbindung im Antrag fehlt oder ist falsch.").await;
    app.stop().await;
}

/// An account of somebody else who has not agreed can be taken incomplete, but it is not paid.
#[actix_web::test]
async fn an_account_that_the_form_finds_wrong_is_not_paid() {
    let app = TestApp::start_paying().await;
    let (worker, lead) = school(&app).await;
    let others = [
        ("bank.holder_is_applicant", "false"),
        ("bank.holder_name", "Bo Özdemir"),
        ("bank.iban", "DE89 3704 0044 0532 0130 00"),
    ];
    filed_incomplete(&app, &others).await;
    let case = deciding::take(&worker).await;
    case.must_say("Bo Özdemir").must_say("DE89");
    granted(&worker, &case).await;
    must_be_refused(&lead, "Die Bankverbindung im Antrag fehlt oder ist falsch.").await;
    app.stop().await;
}
