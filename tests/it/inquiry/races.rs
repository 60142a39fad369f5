//! Two at the same moment: one wins, the other is told, and nothing is stored twice.

use futures_util::future::{join, join_all};
use reqwest::StatusCode;

use super::{Asking, QUESTION, history, send, times};
use crate::support::app::TestApp;
use crate::support::deciding;

const IBAN: &str = "DE02120300000000202051";

#[actix_web::test]
async fn however_often_it_is_sent_it_is_one_answer() {
    let app = TestApp::start().await;
    let asking = Asking::begin(&app).await;
    asking.ask(&["bank.iban"]).await;
    let robin = asking.applicant(&app).await;
    let page = robin.open("/status/rueckfrage").await;
    let check = robin.submit(&page, "/status/rueckfrage", &[("bank.iban", IBAN)]).await;
    let clicks = join_all((0..6).map(|_| send(&robin, &check))).await;
    for sent in clicks.into_iter().chain([send(&robin, &check).await]) {
        assert_eq!((sent.status, sent.address.as_str()), (StatusCode::OK, "/status/rueckfrage/gesendet"));
    }
    let case = asking.case().await;
    assert_eq!(times(&case, "Rückfrage beantwortet"), 1, "{:?}", history(&case));
    assert_eq!(asking.export().await["inquiries"].as_array().unwrap().len(), 1);
    let late = robin.submit(&page, "/status/rueckfrage", &[("bank.iban", "DE89370400440532013000")]).await;
    assert_eq!(late.status, StatusCode::GONE);
    late.must_say("Diese Frage ist nicht mehr offen").must_say("DE89370400440532013000");
    app.stop().await;
}

#[actix_web::test]
async fn of_taking_back_and_answering_at_once_one_wins() {
    let app = TestApp::start().await;
    for round in 0..4 {
        let asking = Asking::another(&app, "ticket_outside_capped", round).await;
        asking.ask(&["bank.iban"]).await;
        let robin = asking.applicant(&app).await;
        let page = robin.open("/status/rueckfrage").await;
        let check = robin.submit(&page, "/status/rueckfrage", &[("bank.iban", IBAN)]).await;
        let case = asking.case().await;
        let back = asking.worker.submit(&case, "/rueckfrage/zuruecknehmen", &[]);
        let (sent, back) = join(send(&robin, &check), back).await;
        let after = asking.case().await;
        let (answered, taken) =
            (times(&after, "Rückfrage beantwortet"), times(&after, "Rückfrage zurückgenommen"));
        assert_eq!(answered + taken, 1, "round {round}: {:?}", history(&after));
        let expected = match answered {
            1 => (StatusCode::OK, StatusCode::CONFLICT),
            _ => (StatusCode::GONE, StatusCode::OK),
        };
        assert_eq!((sent.status, back.status), expected, "round {round}");
        let iban = &asking.export().await["answers"]["bank"]["iban"];
        assert_eq!(iban == IBAN, answered == 1, "round {round}");
        after.must_say("In Bearbeitung");
    }
    app.stop().await;
}

#[actix_web::test]
async fn of_two_who_ask_at_once_one_does() {
    let app = TestApp::start().await;
    let asking = Asking::begin(&app).await;
    let asked = join_all((0..4).map(|_| asking.written(&["bank.iban"], "send"))).await;
    let done =
        asked.iter().filter(|page| page.status == StatusCode::OK && page.says("Wartet auf die Antwort"));
    assert!(done.count() >= 1);
    let case = asking.case().await;
    assert_eq!(times(&case, "Rückfrage gestellt"), 1, "{:?}", history(&case));
    app.stop().await;
}

/// The department went on while it waited: what comes in meanwhile is seen before anybody decides on the old answers.
#[actix_web::test]
async fn nobody_decides_on_answers_that_were_changed_since_they_were_read() {
    let app = TestApp::start().await;
    let asking = Asking::begin(&app).await;
    let waiting = asking.ask(&["bank.iban"]).await;
    let robin = asking.applicant(&app).await;
    let page = robin.open("/status/rueckfrage").await;
    let check = robin.submit(&page, "/status/rueckfrage", &[("bank.iban", IBAN)]).await;
    let old = asking.worker.submit(&waiting, "/status", &[("aktion", "resume")]).await;
    let shown = deciding::preview(&asking.worker, &old, &deciding::GRANTED).await;
    robin.open("/status/antrag").await.must_say("Wir haben eine Frage an Sie. Antworten Sie bitte bis zum");
    assert_eq!(send(&robin, &check).await.address, "/status/rueckfrage/gesendet");
    let late =
        asking.worker.submit(&shown, "/entscheidung", &[("_action", "decide"), ("gruende", "FRIST")]).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    late.must_say("Der Vorgang wurde inzwischen geändert").must_say("Rückfrage beantwortet");
    assert_eq!(late.form("/entscheidung").1.iter().filter(|(name, _)| name == "gruende").count(), 1);
    app.stop().await;
}

/// A page that shows another question is no answer to the one that is asked now.
#[actix_web::test]
async fn an_answer_to_the_first_question_does_not_land_at_the_second() {
    let app = TestApp::start().await;
    let asking = Asking::begin(&app).await;
    asking.ask(&["bank.iban"]).await;
    let robin = asking.applicant(&app).await;
    let first = robin.open("/status/rueckfrage").await;
    let case = asking.case().await;
    asking.worker.submit(&case, "/rueckfrage/zuruecknehmen", &[]).await;
    asking.ask(&["bank.iban"]).await;
    let typed = [("bank.iban", IBAN), ("_reply", "Zur ersten Frage.")];
    let gone = robin.submit(&first, "/status/rueckfrage", &typed).await;
    assert_eq!(gone.status, StatusCode::GONE);
    gone.must_say(IBAN).must_say("Zur ersten Frage.");
    assert!(!robin.open("/status/rueckfrage").await.html.contains(IBAN));
    app.stop().await;
}

#[actix_web::test]
async fn who_writes_too_much_is_told_and_keeps_all_of_it() {
    let app = TestApp::start().await;
    let asking = Asking::begin(&app).await;
    asking.ask(&["bank.iban"]).await;
    let robin = asking.applicant(&app).await;
    let page = robin.open("/status/rueckfrage").await;
    let long = format!("{} Ende", "Zeile\r\n".repeat(400));
    let told = robin.submit(&page, "/status/rueckfrage", &[("_reply", &long)]).await;
    assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY);
    told.must_say("Ihre Nachricht ist zu lang.").must_say("Ende");
    app.stop().await;
}

#[actix_web::test]
async fn who_writes_when_it_is_taken_back_keeps_what_was_typed() {
    let app = TestApp::start().await;
    let asking = Asking::begin(&app).await;
    asking.ask(&["bank.iban"]).await;
    let robin = asking.applicant(&app).await;
    let page = robin.open("/status/rueckfrage").await;
    let case = asking.case().await;
    asking.worker.submit(&case, "/rueckfrage/zuruecknehmen", &[]).await;
    let typed = [("bank.iban", IBAN), ("_reply", "Hier ist die neue IBAN.")];
    let gone = robin.submit(&page, "/status/rueckfrage", &typed).await;
    assert_eq!(gone.status, StatusCode::GONE);
    gone.must_say(IBAN).must_say("Hier ist die neue IBAN.").must_say("Diese Frage ist nicht mehr offen");
    assert!(!robin.open("/status/antrag").await.html.contains(QUESTION));
    // Another question can be asked then, and begins with nothing of the old answer.
    asking.ask(&["bank.iban"]).await;
    let anew = robin.open("/status/rueckfrage").await;
    assert!(!anew.html.contains(IBAN));
    app.stop().await;
}

#[actix_web::test]
async fn who_types_longer_than_the_visit_lasts_keeps_what_was_typed() {
    let app = TestApp::start().await;
    let asking = Asking::begin(&app).await;
    asking.ask(&["bank.iban"]).await;
    let robin = asking.applicant(&app).await;
    let page = robin.open("/status/rueckfrage").await;
    app.clock.advance(chrono::Duration::minutes(45));
    let typed = [("bank.iban", IBAN), ("_reply", "Es hat länger gedauert.")];
    let late = robin.submit(&page, "/status/rueckfrage", &typed).await;
    assert_eq!(late.status, StatusCode::GONE);
    late.must_say("Die Ansicht ist beendet").must_say(IBAN).must_say("Es hat länger gedauert.");
    app.stop().await;
}

#[actix_web::test]
async fn of_two_windows_the_older_one_overwrites_nothing() {
    let app = TestApp::start().await;
    let asking = Asking::begin(&app).await;
    asking.ask(&["bank.iban"]).await;
    let robin = asking.applicant(&app).await;
    let (first, second) = (robin.open("/status/rueckfrage").await, robin.open("/status/rueckfrage").await);
    robin.submit(&first, "/status/rueckfrage", &[("bank.iban", IBAN)]).await;
    let old = robin.submit(&second, "/status/rueckfrage", &[("_reply", "Aus dem anderen Fenster.")]).await;
    assert_eq!(old.status, StatusCode::CONFLICT);
    old.must_say("Noch nicht gespeichert").must_say("Aus dem anderen Fenster.");
    robin.open("/status/rueckfrage/pruefen").await.must_say("DE02");
    app.stop().await;
}
