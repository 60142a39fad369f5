//! Exactly what was asked for, and nobody else.

use pforte::domain::Role;
use reqwest::StatusCode;

use super::{Asking, QUESTION, history, send};
use crate::support::app::TestApp;

#[actix_web::test]
async fn other_answers_that_are_posted_are_not_taken() {
    let app = TestApp::start().await;
    let asking = Asking::begin(&app).await;
    asking.ask(&["bank.iban", "tickets.0.price"]).await;
    let robin = asking.applicant(&app).await;
    let page = robin.open("/status/rueckfrage").await;
    let typed = [
        ("bank.iban", "DE02120300000000202051"),
        ("tickets.0.price", "50,00"),
        ("tickets.1.price", "999,00"),
        ("applicant.person.family_name", "Anders"),
        ("declarations.truth", "false"),
        ("refund_limit", "99999"),
        ("papers.tickets.instead", "not_needed"),
    ];
    let check = robin.submit(&page, "/status/rueckfrage", &typed).await;
    assert_eq!(check.address, "/status/rueckfrage/pruefen", "{:?}", check.texts(".kern-error"));
    // A row can be neither added nor taken away.
    let page = robin.open("/status/rueckfrage").await;
    assert!(page.attributes("button[name=_action]", "value").iter().all(|value| !value.contains("tickets")));
    for button in ["remove:tickets.0", "add:tickets"] {
        let page = robin.open("/status/rueckfrage").await;
        robin.submit(&page, "/status/rueckfrage", &[("_action", button)]).await;
    }
    let check = robin.open("/status/rueckfrage/pruefen").await;
    send(&robin, &check).await.must_say("Ihre Antwort ist angekommen");
    let export = asking.export().await;
    let (before, after) = (&export["answers_as_filed"], &export["answers"]);
    assert_eq!(after["bank"]["iban"], "DE02120300000000202051");
    assert_eq!(after["tickets"][0]["price"], 5000);
    assert_eq!(after["tickets"].as_array().unwrap().len(), 11);
    for same in
        ["/applicant", "/declarations", "/papers", "/tickets/1", "/tickets/10", "/refund_limit", "/pupil"]
    {
        assert_eq!(before.pointer(same), after.pointer(same), "{same}");
    }
    // What is computed of it follows.
    assert_eq!(after["tickets_total"], 59400);
    app.stop().await;
}

#[actix_web::test]
async fn questions_that_begin_to_apply_are_asked_too() {
    let app = TestApp::start().await;
    let asking = Asking::begin(&app).await;
    asking.ask(&["bank.holder_is_applicant"]).await;
    let robin = asking.applicant(&app).await;
    let page = robin.open("/status/rueckfrage").await;
    let more = robin.submit(&page, "/status/rueckfrage", &[("bank.holder_is_applicant", "false")]).await;
    more.must_say("weitere Fragen");
    let names = more.attributes("#antwort input", "name");
    assert!(names.contains(&"bank.holder_name".to_owned()), "{names:?}");
    assert!(!names.contains(&"bank.iban".to_owned()), "{names:?}");
    let hasty = robin.submit(&more, "/status/rueckfrage", &[("bank.holder_is_applicant", "false")]).await;
    assert_eq!(hasty.status, StatusCode::UNPROCESSABLE_ENTITY, "they must be answered");
    let typed = [("bank.holder_name", "Kim Muster"), ("bank.holder_consent", "true")];
    let check = robin.submit(&hasty, "/status/rueckfrage", &typed).await;
    assert_eq!(check.address, "/status/rueckfrage/pruefen", "{:?}", check.texts(".kern-error"));
    send(&robin, &check).await.must_say("Kim Muster");
    assert_eq!(asking.export().await["answers"]["bank"]["holder_name"], "Kim Muster");
    app.stop().await;
}

#[actix_web::test]
async fn without_a_change_or_a_word_nothing_is_sent_and_a_word_is_enough() {
    let app = TestApp::start().await;
    let asking = Asking::begin(&app).await;
    asking.ask(&["bank.iban"]).await;
    let robin = asking.applicant(&app).await;
    let page = robin.open("/status/rueckfrage").await;
    let empty = robin.submit(&page, "/status/rueckfrage", &[]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    empty.must_say("Ändern Sie eine Angabe");
    let check = robin.submit(&empty, "/status/rueckfrage", &[("_reply", "Die IBAN stimmt.")]).await;
    check.must_say("An Ihren Angaben ändert sich nichts.");
    send(&robin, &check).await;
    asking.case().await.must_say("Die IBAN stimmt.");
    app.stop().await;
}

#[actix_web::test]
async fn what_is_written_is_judged_before_anybody_is_asked() {
    let app = TestApp::start().await;
    let asking = Asking::begin(&app).await;
    let none = asking.written(&[], "send").await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    none.must_say("Markieren Sie mindestens eine Angabe oder Unterlage.").must_say(QUESTION);
    let unknown = asking.written(&["refund_limit", "nothing.here"], "send").await;
    assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY, "computed and unknown places are none");
    let page = asking.worker.open(&format!("{}/rueckfrage", asking.case)).await;
    let typed = [
        ("frage", ""),
        ("frist.day", "1"),
        ("frist.month", "10"),
        ("frist.year", "2025"),
        ("_action", "send"),
    ];
    let wrong = asking.worker.submit(&page, "/rueckfrage", &typed).await;
    wrong.must_say("Schreiben Sie Ihre Frage.").must_say("Die Frist muss in der Zukunft liegen.");
    assert!(!asking.case().await.says("Wartet auf die Antwort"));
    app.stop().await;
}

#[actix_web::test]
async fn nobody_asks_or_answers_on_what_is_not_theirs() {
    let app = TestApp::start().await;
    let asking = Asking::begin(&app).await;
    let address = format!("{}/rueckfrage", asking.case);
    let (_, controls) = asking.worker.open(&address).await.form("/rueckfrage");
    let colleague = app.signed_in("kollegin", Role::Caseworker, &["fb40"]).await;
    let other = app.signed_in("kultur", Role::Caseworker, &["fb41"]).await;
    let lead = app.signed_in("leitung", Role::Lead, &["fb40"]).await;
    for (client, status) in [(&colleague, StatusCode::CONFLICT), (&other, StatusCode::NOT_FOUND)] {
        let csrf = client.open("/postkorb").await.form("/amt/abmelden").1;
        let mut posted = controls.clone();
        posted.retain(|(name, _)| name != "_csrf");
        posted.extend(csrf);
        posted.push(("frage".to_owned(), QUESTION.to_owned()));
        posted.push(("_action".to_owned(), "send".to_owned()));
        assert_eq!(client.post(&address, &posted).await.status, status);
        assert!(!client.open(&address).await.says("Rückfrage absenden"));
    }
    assert!(lead.open(&address).await.says("Rückfrage absenden"), "a lead asks for everybody");
    let biased = app.signed_in("befangen", Role::Lead, &["fb40"]).await;
    let page = biased.open(&asking.case).await;
    let declared = [("befangen.grund", "relative"), ("befangen.bestaetigt", "true")];
    biased.submit(&page, "/befangen", &declared).await.must_say("gesperrt");
    assert_eq!(biased.open(&address).await.status, StatusCode::NOT_FOUND);
    asking.ask(&["bank.iban"]).await;
    // Of another application, and without one, nothing is seen of the question.
    let stranger = Asking::another(&app, "ticket_outside_capped", 1).await.applicant(&app).await;
    assert!(!stranger.open("/status/antrag").await.html.contains(QUESTION));
    assert_eq!(stranger.open("/status/rueckfrage").await.status, StatusCode::GONE);
    let nobody = app.browser().open("/status/rueckfrage").await;
    assert!(nobody.address.starts_with("/status?") && !nobody.html.contains(QUESTION), "{}", nobody.address);
    app.stop().await;
}

/// Both papers were to follow. With the first one something is still missing; with the second one nothing is.
#[actix_web::test]
async fn the_answer_with_the_rest_makes_an_application_complete() {
    let app = TestApp::start().await;
    let asking = Asking::begin(&app).await;
    let robin = asking.applicant(&app).await;
    let paper =
        std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/files/invoice.pdf")).unwrap();
    for (name, complete) in [("papers.tickets", false), ("papers.school_certificate", true)] {
        asking.ask(&[name]).await;
        let page = robin.open("/status/rueckfrage").await;
        let upload = format!("upload:{name}");
        let file = [(name, "nachweis.pdf", &paper[..])];
        let page = robin.upload(&page, "/status/rueckfrage", &[("_action", upload.as_str())], &file).await;
        let check = robin.submit(&page, "/status/rueckfrage", &[("_action", "next")]).await;
        assert_eq!(check.address, "/status/rueckfrage/pruefen", "{:?}", check.texts(".kern-error"));
        send(&robin, &check).await.must_say("Ihre Antwort ist angekommen");
        let told = history(&asking.case().await);
        assert_eq!(told.iter().any(|told| told == "Vollständig seit 01.10.2025"), complete, "{told:?}");
    }
    app.stop().await;
}
