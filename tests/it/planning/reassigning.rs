//! Giving a case to another department: everything of it goes, and what is to stay stays.

use pforte::domain::Role;
use reqwest::StatusCode;

use super::{listed, taken};
use crate::support::app::TestApp;
use crate::support::asking;
use crate::support::client::{Client, Page};
use crate::support::filling;

async fn given_away(client: &Client, case: &Page, notes: &[(&str, &str)]) -> Page {
    let typed = [("fachbereich", "fb41"), ("grund", "Es geht um eine Förderung.")];
    client.submit(case, "/weitergeben", &[&typed[..], notes].concat()).await
}

async fn found(client: &Client, word: &str) -> usize {
    client.open(&format!("/postkorb?suche={word}")).await.hrefs("table a").len()
}

#[actix_web::test]
async fn a_case_goes_to_another_department_and_the_notes_stay_behind() {
    let app = TestApp::start().await;
    let anna = app.signed_in("anna", Role::Caseworker, &["fb40"]).await;
    let case = taken(&app, &anna).await;
    let number = case.texts("dd")[0].clone();
    let name = case.heading().split_whitespace().last().unwrap().to_owned();
    let case = anna.submit(&case, "/notiz", &[("notiz", "Zwiebelkuchen mit Speck")]).await;
    let case =
        anna.submit(&case, "/aufgabe", &[("aufgabe", "Geheime Sache"), ("bis.day", "2.10.2025")]).await;
    let nothing = anna.submit(&case, "/weitergeben", &[("fachbereich", ""), ("grund", " ")]).await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    nothing.must_say("Wählen Sie einen Fachbereich aus.").must_say("warum Sie den Vorgang weitergeben");
    let done = given_away(&anna, &case, &[]).await;
    assert_eq!(done.address, "/postkorb/weitergegeben");
    done.must_say(&number).must_say("Es geht um eine Förderung.").must_say("ohne Notizen");
    // The old department has no way to it any more.
    assert_eq!(anna.open(&case.address).await.status, StatusCode::NOT_FOUND);
    assert_eq!((listed(&anna, "meine").await, found(&anna, &name).await), (0, 0));
    let old = anna.post(&format!("{}/notiz", case.address), &case.form("/notiz").1).await;
    assert_eq!(old.status, StatusCode::NOT_FOUND);

    let kultur = app.signed_in("kultur", Role::Caseworker, &["fb41"]).await;
    let list = kultur.open("/postkorb").await;
    assert_eq!(list.hrefs("table a"), [case.address.split('#').next().unwrap()]);
    let there = kultur.open(&case.address).await;
    there
        .must_say("Weitergegeben an Fachbereich Kultur")
        .must_say("Es geht um eine Förderung.")
        .must_say("noch niemand");
    assert!(!there.says("Zwiebelkuchen") && !there.says("Geheime Sache"), "what was noted stays");
    assert_eq!((found(&kultur, "Zwiebelkuchen").await, found(&kultur, &name).await), (0, 1));
    let saved = kultur.submit(&there, "/daten", &[]).await;
    assert!(!saved.html.contains("Zwiebelkuchen"));

    // And back: what the old department wrote is its own.
    let there = kultur.submit(&there, "/uebernehmen", &[]).await;
    let back = [("fachbereich", "fb40"), ("grund", "Doch nicht.")];
    kultur.submit(&there, "/weitergeben", &back).await.must_say("Doch nicht.");
    anna.open(&case.address).await.must_say("Zwiebelkuchen").must_say("Doch nicht.");
    assert_eq!(found(&anna, "Zwiebelkuchen").await, 1);
    assert_eq!(kultur.open(&case.address).await.status, StatusCode::NOT_FOUND);
    app.stop().await;
}

#[actix_web::test]
async fn the_notes_go_along_if_somebody_says_so_and_the_citizen_is_told() {
    let app = TestApp::start().await;
    let anna = app.signed_in("anna", Role::Caseworker, &["fb40"]).await;
    let ben = app.signed_in("ben", Role::Caseworker, &["fb40"]).await;
    let receipt = filling::file(&app, &app.browser(), super::SCHOOL.0, super::SCHOOL.1).await;
    let address = anna.open("/postkorb").await.hrefs("table a")[0].clone();
    let case = anna.submit(&anna.open(&address).await, "/uebernehmen", &[]).await;
    let case = anna.submit(&case, "/notiz", &[("notiz", "Zwiebelkuchen mit Speck")]).await;
    assert!(ben.open(&address).await.texts("select[name='fachbereich']").is_empty(), "it is Anna's");
    given_away(&anna, &case, &[("notizen", "true")]).await.must_say("mit Notizen");
    let kultur = app.signed_in("kultur", Role::Caseworker, &["fb41"]).await;
    kultur.open(&address).await.must_say("Zwiebelkuchen");
    assert_eq!(found(&kultur, "Zwiebelkuchen").await, 1);

    let (number, code) = asking::number_and_code(&receipt);
    let (_, status) = asking::opened(&app, &number, &code).await;
    status.must_say("Fachbereich Kultur").must_say("An einen anderen Fachbereich weitergegeben");
    assert!(!status.says("Zwiebelkuchen") && !status.says("Förderung."), "no note and no reason");
    app.stop().await;
}

/// Also what was checked and how it was tagged are words of the old department.
#[actix_web::test]
async fn checks_and_own_tags_stay_behind_with_the_notes() {
    let app = TestApp::start().await;
    let anna = app.signed_in("anna", Role::Caseworker, &["fb40"]).await;
    let case = taken(&app, &anna).await;
    let case = anna.submit(&case, "/pruefung", &[("check.residence", "met")]).await;
    let case = anna.submit(&case, "/merkmal", &[("merkmal", "Schwierig")]).await;
    case.must_say("Schwierig");
    let met = "input[name='check.residence'][checked]";
    assert_eq!(case.attributes(met, "value"), ["met"]);
    let nowhere = anna.submit(&case, "/weitergeben", &[("fachbereich", "fb99"), ("grund", "Weil.")]).await;
    assert_eq!(nowhere.status, StatusCode::UNPROCESSABLE_ENTITY);
    nowhere.must_say("Diesen Fachbereich gibt es nicht.");
    given_away(&anna, &case, &[]).await;
    let kultur = app.signed_in("kultur", Role::Caseworker, &["fb41"]).await;
    let there = kultur.open(&case.address).await;
    let there = kultur.submit(&there, "/uebernehmen", &[]).await;
    assert!(there.attributes(met, "value").is_empty());
    assert!(!there.says("Schwierig"));
    assert!(!kultur.submit(&there, "/daten", &[]).await.html.contains("Schwierig"));
    app.stop().await;
}

/// What was written is not lost, however often somebody else is faster, and also where it cannot be done any more.
#[actix_web::test]
async fn who_is_slower_keeps_the_text() {
    let app = TestApp::start().await;
    let anna = app.signed_in("anna", Role::Caseworker, &["fb40"]).await;
    app.add_clerk("ben", Role::Caseworker, &["fb40"]).await;
    let lead = app.signed_in("leitung", Role::Lead, &["fb40"]).await;
    let mut case = taken(&app, &anna).await;
    for reference in ["40-1", "40-2"] {
        let at_lead = lead.open(&case.address).await;
        lead.submit(&at_lead, "/aktenzeichen", &[("aktenzeichen", reference)]).await;
        let typed = [("fachbereich", "fb41"), ("grund", "Es geht um Zwiebelkuchen.")];
        // The second time what the page of the first one kept.
        let typed = if reference == "40-1" { &typed[..] } else { &[] };
        let both = anna.submit(&case, "/weitergeben", typed).await;
        assert_eq!(both.status, StatusCode::CONFLICT);
        both.must_say("Ihr Text: Es geht um Zwiebelkuchen.").must_say("Trotzdem speichern");
        assert_eq!(both.texts("details[open] textarea[name='grund']"), ["Es geht um Zwiebelkuchen."]);
        case = both;
    }
    let at_lead = lead.open(&case.address).await;
    let to = super::option(&at_lead, "an", "ben");
    lead.submit(&at_lead, "/zuweisen", &[("an", to.as_str())]).await;
    let both = anna.submit(&case, "/weitergeben", &[]).await;
    assert_eq!(both.status, StatusCode::CONFLICT);
    both.must_say("Ihr Text: Es geht um Zwiebelkuchen.");
    assert!(!both.says("Trotzdem speichern"), "it is Ben's");
    app.stop().await;
}

/// What was proposed to the committee is nothing for the other department to begin with; that it was proposed, it reads
/// in the history where the notes came along.
#[actix_web::test]
async fn what_was_proposed_to_the_committee_stays_behind() {
    let app = TestApp::start().await;
    let kultur = app.signed_in("kultur", Role::Caseworker, &["fb41"]).await;
    let anna = app.signed_in("anna", Role::Caseworker, &["fb40"]).await;
    let proposed = [("vorschlag", "4000"), ("kurzbegruendung", "Überzeugt fachlich."), ("gremium", "")];
    let word = "Vorschlag für den Ausschuss gespeichert: 4.000,00";
    for notes in [&[][..], &[("notizen", "true")]] {
        filling::file(&app, &app.browser(), "culture_project_grant", "genau_5000_euro").await;
        let address = kultur.open("/postkorb").await.hrefs("table a")[0].clone();
        let case = kultur.submit(&kultur.open(&address).await, "/uebernehmen", &[]).await;
        let case = kultur.submit(&case, "/vorschlag", &proposed).await;
        case.must_say(word);
        let to = [&[("fachbereich", "fb40"), ("grund", "Es geht um die Schule.")][..], notes].concat();
        kultur.submit(&case, "/weitergeben", &to).await.must_say("Es geht um die Schule.");
        let there = anna.open(&address).await;
        there.must_say("Noch kein Vorschlag gespeichert.");
        assert_eq!(there.says(word), !notes.is_empty());
        assert!(!there.says("Überzeugt fachlich."), "its reason is not in the history");
    }
    app.stop().await;
}
