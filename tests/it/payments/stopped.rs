//! What must not go out is stopped, and lifted by somebody else; what came back is told.

use pforte::domain::Role;
use reqwest::StatusCode;

use super::{PAYMENTS, SCHOOL, SOME, again, boxes, check, order, payable, save, school};
use crate::support::app::TestApp;
use crate::support::asking;
use crate::support::deciding;
use crate::support::filling::file;

const STOP: &str = "/postkorb/zahlungen/sperren";

#[actix_web::test]
async fn what_is_stopped_is_on_no_list_until_somebody_else_lifts_it() {
    let app = TestApp::start_paying().await;
    let (worker, lena) = school(&app).await;
    let otto = app.signed_in("otto", Role::Lead, &["fb40"]).await;
    let case = payable(&app, &worker, SCHOOL, &SOME).await;
    let waiting = boxes(&otto.open(PAYMENTS).await);
    let shown = check(&otto, "fb40", &waiting).await;
    let number = shown.texts("td[data-label='Eingangsnummer']")[0].clone();
    let page = lena.open(STOP).await;
    let nothing = lena.submit(&page, "/sperren", &[("nummer", "x")]).await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    nothing.must_say("Schreiben Sie die Eingangsnummer").must_say("Schreiben Sie, warum");
    let typed = [("nummer", number.as_str()), ("grund", "Anruf: Betrug mit der IBAN")];
    lena.submit(&page, "/sperren", &typed).await.must_say("Sie haben gesperrt; eine andere Person gibt frei");
    let twice = lena.submit(&page, "/sperren", &typed).await;
    assert_eq!(twice.status, StatusCode::CONFLICT);
    twice.must_say("wartet nichts, was gesperrt werden kann");
    // Nobody pays it: not by the page that was open, and not by a new one.
    assert_eq!(otto.submit(&shown, "/anweisen", &[]).await.status, StatusCode::CONFLICT);
    let page = otto.open(PAYMENTS).await;
    assert!(boxes(&page).is_empty() && !page.says("weiterer Betrag"));
    let address = case.address.split(['#', '?']).next().unwrap().to_owned();
    worker.open(&address).await.must_say("Auszahlung gesperrt").must_say("Betrug mit der IBAN");
    // Who stopped it does not lift it, whatever they send; somebody of another department finds nothing.
    let page = otto.open(STOP).await;
    let (target, mut controls) = page.form("/freigeben");
    for (client, status) in [
        (&lena, StatusCode::CONFLICT),
        (&app.signed_in("kulturleitung", Role::Lead, &["fb41"]).await, StatusCode::NOT_FOUND),
    ] {
        let own = client.open(PAYMENTS).await.attributes("input[name=_csrf]", "value")[0].clone();
        controls.iter_mut().filter(|(name, _)| name == "_csrf").for_each(|(_, value)| value.clone_from(&own));
        assert_eq!(client.post(&target, &controls).await.status, status);
        assert_eq!(client.open(STOP).await.says("Betrug"), status == StatusCode::CONFLICT);
    }
    otto.submit(&page, "/freigeben", &[]).await.must_say("Zurzeit ist nichts gesperrt");
    worker.open(&address).await.must_say("Sperre der Auszahlung aufgehoben");
    order(&otto, "fb40").await;
    app.stop().await;
}

/// What waits for its letter can be stopped, too.
#[actix_web::test]
async fn an_amount_is_stopped_before_its_letter_is_posted() {
    let app = TestApp::start_paying().await;
    let (worker, lead) = school(&app).await;
    let receipt = file(&app, &app.browser(), SCHOOL.0, SCHOOL.1).await;
    let number = receipt.texts(".pf-receipt__number")[0].clone();
    let case = deciding::take(&worker).await;
    let case = deciding::decide(&worker, &case, &SOME).await;
    let typed = [("nummer", number.as_str()), ("grund", "Bitte warten")];
    lead.submit(&lead.open(STOP).await, "/sperren", &typed).await.must_say("Bitte warten");
    deciding::post_today(&worker, &case).await;
    assert!(boxes(&lead.open(PAYMENTS).await).is_empty());
    app.stop().await;
}

#[actix_web::test]
async fn the_applicant_is_told_that_the_payment_came_back() {
    let app = TestApp::start_paying().await;
    let (worker, lead) = school(&app).await;
    let receipt = file(&app, &app.browser(), SCHOOL.0, SCHOOL.1).await;
    let address = worker.open("/postkorb").await.hrefs("table a")[0].clone();
    let case = worker.submit(&worker.open(&address).await, "/uebernehmen", &[]).await;
    let case = deciding::decide(&worker, &case, &SOME).await;
    deciding::post_today(&worker, &case).await;
    let list = order(&lead, "fb40").await;
    save(&lead, &list, "csv").await;
    let (number, code) = asking::number_and_code(&receipt);
    app.clock.advance(chrono::Duration::days(5));
    let lead = again(&app, "lena").await;
    let list = lead.open(list.address.split(['#', '?']).next().unwrap()).await;
    let payment = list.attributes("option", "value").into_iter().rfind(|value| !value.is_empty()).unwrap();
    for is_back in [false, true] {
        let (_, status) = asking::opened(&app, &number, &code).await;
        assert_eq!(status.says("Die Auszahlung kam zurück. Wir melden uns."), is_back);
        assert!(!status.says("Konto erloschen"), "why is for staff");
        let typed = [("zahlung", payment.as_str()), ("grund", "Konto erloschen")];
        lead.submit(&list, "/ruecklaeufer", &typed).await;
    }
    app.stop().await;
}
