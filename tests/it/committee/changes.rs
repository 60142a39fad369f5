//! What is proposed changes, or what it is about does.

use pforte::domain::Role;

use super::{LIST, PROJECT, proposal, saved, taken};
use crate::support::app::TestApp;
use crate::support::client::Controls;
use crate::support::{asking, filling};

/// Whoever answers after the proposal may have changed what it is about: case, list and file say so.
#[actix_web::test]
async fn an_answer_after_the_proposal_is_told_beside_it() {
    let app = TestApp::start().await;
    let worker = app.signed_in("kultur", Role::Caseworker, &["fb41"]).await;
    let receipt = filling::file(&app, &app.browser(), PROJECT, "genau_5000_euro").await;
    let address = worker.open("/postkorb").await.hrefs("table a")[0].clone();
    let case = worker.submit(&worker.open(&address).await, "/uebernehmen", &[]).await;
    worker.submit(&case, "/vorschlag", &proposal("4.000", "Überzeugt fachlich.")).await;
    asking::write(&worker, &address, "Wie heißt das Vorhaben?", &["project.title"], "send").await;
    let list = worker.open(LIST).await;
    list.must_say("Überzeugt fachlich.");
    assert!(!list.says("vor der letzten Antwort"), "nobody answered yet");
    let (number, code) = asking::number_and_code(&receipt);
    let robin = asking::applicant(&app, &number, &code).await;
    asking::answer(&robin, &[("project.title", "Ein anderes Vorhaben")]).await.must_say("ist angekommen");
    worker.open(&address).await.must_say("Der Vorschlag ist vor der letzten Antwort gespeichert.");
    let list = worker.open(LIST).await;
    list.must_say("vor der letzten Antwort").must_say("Ein anderes Vorhaben");
    assert!(saved(&worker, &list, "csv").await.html.contains("\"vor der letzten Antwort\""));
    worker.submit(&worker.open(&address).await, "/vorschlag", &proposal("4.000", "Auch so.")).await;
    assert!(!worker.open(LIST).await.says("vor der letzten Antwort"), "it was looked at again");
    app.stop().await;
}

#[actix_web::test]
async fn whoever_comes_second_sees_both_proposals_and_keeps_what_they_typed() {
    let app = TestApp::start().await;
    let worker = app.signed_in("kultur", Role::Caseworker, &["fb41"]).await;
    let colleague = app.signed_in("kollege", Role::Caseworker, &["fb41"]).await;
    let case = taken(&app, &worker, "genau_5000_euro").await;
    let theirs = colleague.open(&case.address).await;
    worker.submit(&case, "/vorschlag", &proposal("3.000", "Weniger reicht.")).await;
    let late = colleague.submit(&theirs, "/vorschlag", &proposal("1.000", "Viel weniger reicht.")).await;
    assert_eq!(late.status, 409);
    late.must_say("Vorschlag: 1.000 €; Viel weniger reicht.").must_say("3.000,00 €; Weniger reicht.");
    assert_eq!(late.attributes("input[name=vorschlag]", "value"), ["1.000"], "it can be saved once more");
    let now = colleague.submit(&late, "/vorschlag", &[]).await;
    now.must_say("Vorschlag für den Ausschuss gespeichert: 1.000,00 €");
    let foreign = app.signed_in("schule", Role::Lead, &["fb40"]).await;
    let token = foreign.open("/postkorb").await.attributes("input[name=_csrf]", "value")[0].clone();
    let posted = [("_csrf", token.as_str()), ("fassung", "9.9"), ("vorschlag", "1")];
    let posted: Controls = posted.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
    let address = case.address.split('#').next().unwrap().to_owned();
    assert_eq!(foreign.post(&format!("{address}/vorschlag"), &posted).await.status, 404);

    // What somebody biased proposed is proposed no more.
    let biased = [("befangen.grund", "relative"), ("befangen.bestaetigt", "true")];
    assert!(colleague.submit(&now, "/befangen", &biased).await.says("für befangen erklärt"));
    worker.open(&address).await.must_say("Noch kein Vorschlag gespeichert.");
    let list = colleague.open(LIST).await;
    list.must_say("Hier liegt zurzeit nichts.");
    app.stop().await;
}
