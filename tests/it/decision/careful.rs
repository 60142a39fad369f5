//! What people could overlook while they decide: unfinished checks, letters on their way, words of somebody else.

use pforte::domain::Role;
use reqwest::StatusCode;

use super::{SCHOOL, Taken};
use crate::support::app::TestApp;
use crate::support::client::{Client, Page};
use crate::support::deciding::{self, GRANTED, REFUSED};

fn amount(page: &Page) -> String {
    page.attributes("input[name='betrag']", "value").concat()
}

fn can_be_closed(page: &Page) -> bool {
    page.attributes("button[name='aktion']", "value").contains(&"close".to_owned())
}

#[actix_web::test]
async fn a_check_that_accepts_nothing_leaves_the_amount_empty() {
    let app = TestApp::start().await;
    let taken = Taken::of(&app, SCHOOL, "grade_11_gymnasium", "fb40").await;
    let page = taken.worker.open(&deciding::address(&taken.case)).await;
    page.must_say("Die Prüfung ist noch nicht gespeichert.");
    assert_eq!(amount(&page), "20,00", "what was asked, before anybody checked it");
    assert!(page.attributes("input[name='gruende'][checked]", "value").is_empty());
    assert!(!page.says("Nach der Prüfung anerkannt"), "nobody accepted it");
    taken.worker.submit(&taken.page().await, "/pruefung", &[]).await;
    let page = taken.worker.open(&deciding::address(&taken.case)).await;
    assert_eq!(amount(&page), "", "the check took it away");
    assert_eq!(page.attributes("input[name='gruende'][checked]", "value"), ["GRUPPE"]);
    assert!(!page.says("Noch nicht fertig"));
    app.stop().await;
}

#[actix_web::test]
async fn reasons_in_own_words_stand_below_their_heading() {
    let app = TestApp::start().await;
    let taken = Taken::school(&app).await;
    let typed = [("ergebnis", "refused"), ("begruendung", "Es fehlt an allem.")];
    let shown = deciding::preview(&taken.worker, &taken.case, &typed).await;
    let said = super::letter(&shown);
    let (before, after) = said.split_once("Begründung").unwrap();
    assert!(!before.contains("Es fehlt an allem.") && after.contains("Es fehlt an allem."), "{said}");
    app.stop().await;
}

#[actix_web::test]
async fn a_case_is_not_closed_before_its_letter_is_posted_and_is_due_until_then() {
    let app = TestApp::start().await;
    let taken = Taken::school(&app).await;
    let stale = deciding::decide(&taken.worker, &taken.case, &GRANTED).await;
    stale.must_say("Abschließen lässt sich der Vorgang erst, wenn");
    stale.must_say("heute fällig");
    assert!(!can_be_closed(&stale));
    let mut controls = stale.form("/aktenzeichen").1;
    controls.push(("aktion".to_owned(), "close".to_owned()));
    let case = stale.address.split('#').next().unwrap().to_owned();
    let refused = taken.worker.post(&format!("{case}/status"), &controls).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    refused.must_say("wenn der Bescheid abgerufen oder zur Post gegeben ist");
    let seen = controls.iter().find(|(name, _)| name == "fassung").unwrap().1.clone();
    let id = case.rsplit('/').next().unwrap();
    controls.push(("fall".to_owned(), format!("{id}.{}", seen.split('.').next().unwrap())));
    controls.push(("was".to_owned(), "move:close".to_owned()));
    let bulk = taken.worker.post("/postkorb/auswahl", &controls).await;
    bulk.must_say("Der Bescheid ist noch nicht abgerufen oder zur Post gegeben");
    let posted = deciding::post_today(&taken.worker, &taken.case).await;
    assert!(can_be_closed(&posted) && !posted.says("heute fällig"));
    let closed = taken.worker.submit(&posted, "/status", &[("aktion", "close")]).await;
    closed.must_say("Neuer Stand: Abgeschlossen");
    app.stop().await;
}

#[actix_web::test]
async fn a_deputy_notes_the_day_of_posting_and_a_colleague_is_told_who_does() {
    let app = TestApp::start().await;
    let taken = Taken::school(&app).await;
    deciding::decide(&taken.worker, &taken.case, &GRANTED).await;
    let ben = app.signed_in("ben", Role::Caseworker, &["fb40"]).await;
    let case = taken.case.address.split('#').next().unwrap();
    let other = ben.open(case).await;
    other.must_say("Den Tag trägt ein, wer den Vorgang hat.");
    assert!(other.attributes("input[name='tag.day']", "name").is_empty());
    let page = taken.worker.open("/postkorb/vertretung").await;
    let option = |name: &str, who: &str| {
        let select = format!("select[name='{name}'] option");
        let at = page.texts(&select).iter().position(|text| text.starts_with(who)).unwrap();
        page.attributes(&select, "value")[at].clone()
    };
    let (absent, deputy) = (option("wen", "anna"), option("wer", "ben"));
    let typed =
        [("wen", absent.as_str()), ("wer", &deputy), ("von.day", "1.10.2025"), ("bis.day", "8.10.2025")];
    taken.worker.submit(&page, "/vertretung", &typed).await;
    let posted = deciding::post_today(&ben, &taken.case).await;
    posted.must_say("Bescheid zur Post gegeben am 01.10.2025").must_say("In Vertretung für anna (Test)");
    app.stop().await;
}

/// What somebody proposed and nobody signed is nothing for those who get the case afterwards.
#[actix_web::test]
async fn a_proposal_goes_with_whoever_wrote_it() {
    let app = TestApp::start().await;
    let taken = Taken::school(&app).await;
    let ben = app.signed_in("ben", Role::Caseworker, &["fb40"]).await;
    let typed = [("ergebnis", "granted"), ("betrag", "1234,56"), ("begruendung", "Meine Worte.")];
    deciding::decide(&taken.worker, &taken.case, &typed).await.must_say("Wartet auf Mitzeichnung");
    let back = deciding::send_back(&ben, &taken.case, "Zwetschgendatschi fehlt.").await;
    back.must_say("Vorschlag zurückgegeben");
    let found = ben.open("/postkorb?suche=Zwetschgendatschi").await;
    assert!(found.address.contains("/postkorb/") || found.hrefs("table a").len() == 1, "it is a note");
    let again = taken.worker.open(&deciding::address(&taken.case)).await;
    again.must_say("Meine Worte.").must_say("der Vorschlag von anna (Test)");
    let declared = [("befangen.grund", "relative"), ("befangen.bestaetigt", "true")];
    taken.worker.submit(&taken.page().await, "/befangen", &declared).await;
    let case = ben.open(taken.case.address.split('#').next().unwrap()).await;
    let mine = ben.submit(&case, "/uebernehmen", &[]).await;
    let page = ben.open(&deciding::address(&mine)).await;
    assert!(!page.says("Meine Worte.") && amount(&page) != "1.234,56" && !page.says("Vorschlag von"));
    app.stop().await;
}

#[actix_web::test]
async fn whoever_comes_too_late_loses_nothing_of_what_they_wrote() {
    let app = TestApp::start().await;
    let taken = Taken::school(&app).await;
    let typed = [("ergebnis", "partly_granted"), ("betrag", "195"), ("gruende", "HOECHSTBETRAG")];
    let shown = deciding::preview(&taken.worker, &taken.case, &typed).await;
    deciding::decide(&taken.worker, &taken.case, &REFUSED).await;
    let late = taken.worker.submit(&shown, "/entscheidung", &[("_action", "decide")]).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    late.must_say("Entscheidung: Teilweise bewilligt").must_say("Betrag: 195 €");
    late.must_say("Gründe: Der beantragte Betrag liegt über dem Höchstbetrag.");
    app.stop().await;
}

/// Consent that is withdrawn after the caseworker looked at the letter is not overlooked.
#[actix_web::test]
async fn whoever_changes_the_way_of_the_letter_changes_the_case() {
    let app = TestApp::start().await;
    let taken = Taken::school(&app).await;
    let robin = taken.applicant(&app).await;
    let status = robin.open("/status/antrag").await;
    let status = robin.submit(&status, "/status/bescheid/weg", &[("weg", "abruf")]).await;
    let shown = deciding::preview(&taken.worker, &taken.case, &GRANTED).await;
    robin.submit(&status, "/status/bescheid/weg", &[("weg", "post")]).await;
    let late = taken.worker.submit(&shown, "/entscheidung", &[("_action", "decide")]).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    late.must_say("Gewünscht: Bescheid mit der Post").must_say("Der Bescheid geht mit der Post");
    app.stop().await;
}

#[actix_web::test]
async fn the_own_copy_holds_the_decision_and_its_letter_once_it_is_known() {
    let app = TestApp::start().await;
    let taken = Taken::school(&app).await;
    deciding::decide(&taken.worker, &taken.case, &GRANTED).await;
    let robin = taken.applicant(&app).await;
    let saved = async |robin: Client| {
        let (action, controls) = robin.open("/status/antrag").await.form("/status/daten");
        let file = robin.post(&action, &controls).await;
        serde_json::from_str::<serde_json::Value>(&file.html).unwrap()
    };
    let before = saved(taken.applicant(&app).await).await;
    assert_eq!(before["decision"]["decided_on"], "2025-10-01");
    assert_eq!((&before["decision"]["way"], before["decision"]["letter"].is_null()), (&"post".into(), true));
    deciding::post_today(&taken.worker, &taken.case).await;
    let after = saved(robin).await;
    assert_eq!(after["decision"]["counts_on"], "2025-10-05");
    assert!(after["decision"]["letter"].is_null(), "the letter is under way");
    app.clock.advance(chrono::Duration::days(4));
    let after = saved(taken.applicant(&app).await).await;
    assert!(after["decision"]["letter"].to_string().contains("593,00"));
    app.stop().await;
}
