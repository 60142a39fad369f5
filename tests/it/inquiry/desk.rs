//! The desk answers for the person who is there.

use pforte::domain::Role;
use reqwest::StatusCode;

use super::{Asking, QUESTION, history, send};
use crate::support::app::TestApp;
use crate::support::client::{Client, Page};

async fn open(clerk: &Client, number: &str, name: &str) -> Page {
    let page = clerk.open("/schalter/rueckfrage").await;
    let typed = [("nummer", number), ("name", name), ("berechtigt", "true")];
    clerk.submit(&page, "/schalter/rueckfrage", &typed).await
}

#[actix_web::test]
async fn a_clerk_types_the_answer_and_the_history_says_who() {
    let app = TestApp::start().await;
    let asking = Asking::begin(&app).await;
    let petra = app.signed_in("petra", Role::Desk, &[]).await;
    let early = open(&petra, &asking.number, "Robin Beispiel").await;
    early.must_say("Zu diesem Antrag ist keine Frage offen");
    asking.ask(&["bank.iban"]).await;
    let other = open(&petra, &asking.number, "Robin Anders").await;
    assert_eq!(other.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = open(&petra, &asking.number, "Robin Beispiel").await;
    assert_eq!((page.status, page.address.as_str()), (StatusCode::OK, "/schalter/rueckfrage/antwort"));
    page.must_say(QUESTION).must_say("petra (Test)").must_say("Robin Beispiel");
    for hidden in ["Musterweg", "593,00"] {
        assert!(!page.html.contains(hidden), "the desk sees what is marked: {hidden}");
    }
    assert!(asking.case().await.says("noch nicht"), "a clerk is not the person");
    let check = petra.submit(&page, "/antwort", &[("bank.iban", "DE02120300000000202051")]).await;
    assert_eq!(check.address, "/schalter/rueckfrage/pruefen", "{:?}", check.texts(".kern-error"));
    let sent = send(&petra, &check).await;
    assert_eq!(sent.address, "/schalter/rueckfrage/gesendet");
    sent.must_say("Ihre Antwort ist angekommen");
    let case = asking.case().await;
    case.must_say("am Schalter eingetragen von petra (Test)");
    let told = case.texts("#verlauf li");
    assert!(
        told.iter().any(|it| it.contains("Rückfrage beantwortet") && it.contains("petra (Test)")),
        "{told:?}"
    );
    // The next person sees nothing of it.
    petra.submit(&sent, "/schalter/weiter", &[]).await;
    assert!(!petra.open("/schalter/rueckfrage/gesendet").await.html.contains("DE02"));
    assert!(!petra.open("/schalter/rueckfrage/antwort").await.html.contains("bank.iban"));
    app.stop().await;
}

#[actix_web::test]
async fn whoever_works_on_it_does_not_answer_for_the_person() {
    let app = TestApp::start().await;
    let asking = Asking::begin(&app).await;
    app.command(&["staff", "change", "schule", "--desk"], "").unwrap();
    asking.ask(&["bank.iban"]).await;
    let page = open(&asking.worker, &asking.number, "Robin Beispiel").await;
    page.must_say("Zu diesem Antrag ist keine Frage offen");
    assert_eq!(history(&asking.case().await).iter().filter(|told| told.contains("beantwortet")).count(), 0);
    app.stop().await;
}

#[actix_web::test]
async fn what_a_clerk_types_while_the_question_ends_comes_back() {
    let app = TestApp::start().await;
    let asking = Asking::begin(&app).await;
    asking.ask(&["bank.iban", "papers.school_certificate"]).await;
    let petra = app.signed_in("petra", Role::Desk, &[]).await;
    let page = open(&petra, &asking.number, "Robin Beispiel").await;
    asking.worker.submit(&asking.case().await, "/rueckfrage/zuruecknehmen", &[]).await;
    let typed = [("bank.iban", "DE02120300000000202051"), ("_reply", "Die Schule schickt es selbst.")];
    let paper = [("papers.school_certificate", "schule.pdf", &b"%PDF-1.4"[..])];
    for over in
        [petra.submit(&page, "/antwort", &typed).await, petra.upload(&page, "/antwort", &typed, &paper).await]
    {
        assert_eq!(over.status, StatusCode::GONE, "{}", over.texts("h1").join(" "));
        over.must_say("DE02120300000000202051").must_say("Die Schule schickt es selbst.");
    }
    // Whoever comes next meets nothing of it.
    let next = Asking::another(&app, "ticket_outside_capped", 1).await;
    next.ask(&["bank.iban"]).await;
    open(&petra, &next.number, "Robin Beispiel").await;
    let other = petra.submit(&page, "/antwort", &typed).await;
    assert_eq!(other.status, StatusCode::CONFLICT);
    assert!(!other.html.contains("DE02"));
    app.stop().await;
}
