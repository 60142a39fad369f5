//! Less than was asked for is a refusal of the rest: with an outcome that says so, and with reasons (§ 39 VwVfG).

use diesel::connection::SimpleConnection;
use pforte::domain::Role;
use pforte::store::{Conn, StoreError};
use reqwest::StatusCode;

use super::{SCHOOL, Taken};
use crate::support::app::TestApp;
use crate::support::deciding;

fn chosen(page: &crate::support::client::Page) -> Vec<String> {
    page.attributes("input[name='ergebnis'][checked]", "value")
}

#[actix_web::test]
async fn less_than_was_asked_is_not_granted_in_full_and_needs_reasons() {
    let app = TestApp::start().await;
    let taken = Taken::school(&app).await;
    let less = [("ergebnis", "granted"), ("betrag", "592,99")];
    let refused = deciding::preview(&taken.worker, &taken.case, &less).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.must_say(
        "Das ist weniger als beantragt (593,00 €). Wählen Sie „Teilweise bewilligt“, und begründen Sie die Kürzung.",
    );
    assert_eq!(refused.attributes("input[name='betrag']", "value"), ["592,99"], "what was typed is kept");
    assert_eq!(chosen(&refused), ["granted"]);
    // With reasons, too: the letter would say that all is granted.
    let explained = [less[0], less[1], ("gruende", "HOECHSTBETRAG")];
    let refused = deciding::preview(&taken.worker, &taken.case, &explained).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let silent = [("ergebnis", "partly_granted"), ("betrag", "592,99")];
    let refused = deciding::preview(&taken.worker, &taken.case, &silent).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.must_say("schreiben Sie eine Begründung (§ 39 VwVfG)");
    for amount in ["593", "593,01"] {
        let all = [("ergebnis", "granted"), ("betrag", amount)];
        assert_eq!(
            deciding::preview(&taken.worker, &taken.case, &all).await.status,
            StatusCode::OK,
            "{amount}"
        );
    }
    app.stop().await;
}

#[actix_web::test]
async fn less_with_conditions_needs_reasons_too() {
    let app = TestApp::start().await;
    let taken = Taken::of(&app, "culture_project_grant", "genau_5000_euro", "fb41").await;
    let bound =
        [("ergebnis", "granted_with_conditions"), ("auflagen", "Nennen Sie die Stadt."), ("betrag", "4000")];
    let refused = deciding::preview(&taken.worker, &taken.case, &bound).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.must_say("schreiben Sie eine Begründung (§ 39 VwVfG)");
    let explained = [bound[0], bound[1], bound[2], ("gruende", "MITTEL_ERSCHOEPFT")];
    let decided = deciding::decide(&taken.worker, &taken.case, &explained).await;
    decided.must_say("Neuer Stand: Unter Auflagen bewilligt").must_say("4.000,00 €");
    app.stop().await;
}

/// What the check accepts is proposed with the outcome that fits it.
#[actix_web::test]
async fn a_check_that_accepts_less_proposes_the_outcome_for_less() {
    let app = TestApp::start().await;
    let taken = Taken::of(&app, SCHOOL, "pass_until_january", "fb40").await;
    let before = taken.worker.open(&deciding::address(&taken.case)).await;
    assert!(chosen(&before).is_empty(), "all that was asked: whoever decides chooses");
    taken.worker.submit(&taken.page().await, "/pruefung", &[]).await;
    let after = taken.worker.open(&deciding::address(&taken.case)).await;
    assert_eq!(after.attributes("input[name='betrag']", "value"), ["20,00"]);
    assert_eq!(chosen(&after), ["partly_granted"]);
    let decided = deciding::decide(&taken.worker, &taken.case, &[]).await;
    decided.must_say("Neuer Stand: Teilweise bewilligt").must_say("20,00 €");
    app.stop().await;
}

/// What waits for a second signature was allowed when it was proposed. Where it is not any more, as after a new version
/// of the program with another rule, it is not signed, and goes back. The reasons are taken away in the database, since
/// no page lets anybody propose without them.
#[actix_web::test]
async fn what_cannot_be_decided_any_more_is_not_signed_and_goes_back() {
    let app = TestApp::start().await;
    let taken = Taken::school(&app).await;
    let less = [("ergebnis", "partly_granted"), ("betrag", "1000,01"), ("gruende", "HOECHSTBETRAG")];
    deciding::decide(&taken.worker, &taken.case, &less).await.must_say("Wartet auf Mitzeichnung");
    let ben = app.signed_in("ben", Role::Caseworker, &["fb40"]).await;
    let page = ben.open(&deciding::address(&taken.case)).await;
    let forget = "UPDATE decisions SET reason_codes = '[]'";
    let written = app.db.write(move |conn| {
        match conn {
            Conn::Sqlite(conn) => conn.batch_execute(forget)?,
            Conn::Postgres(conn) => conn.batch_execute(forget)?,
        }
        Ok::<_, StoreError>(())
    });
    written.await.unwrap();
    let refused = ben.submit(&page, "/entscheidung", &[("_action", "sign")]).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    refused.must_say("Seit dem Vorschlag hat sich geändert, was für die Entscheidung gilt.");
    assert!(!refused.says("Mitzeichnen und entscheiden"), "there is nothing to sign");
    taken.page().await.must_say("Wartet auf Mitzeichnung");
    let back = [("_action", "return"), ("vermerk", "Bitte begründen.")];
    ben.submit(&refused, "/entscheidung", &back).await.must_say("Bitte begründen.");
    taken.page().await.must_say("In Bearbeitung");
    app.stop().await;
}
