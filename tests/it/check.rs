//! What the department checks beside the answers of a case, what it accepts of them, and the sums on that.

use pforte::casework::check::accepted;
use pforte::domain::{Answers, CaseId, Channel, ClerkId, DepartmentId, Role, Scope, StaffScope};
use pforte::store::cases;
use reqwest::StatusCode;

use crate::support::app::TestApp;
use crate::support::client::{Client, Page};
use crate::support::filling;

const SCHOOL: &str = "school_transport_refund";

/// Files an application, and opens the case.
async fn filed(app: &TestApp, client: &Client, case: &str) -> Page {
    filling::file(app, &app.browser(), SCHOOL, case).await;
    client.open(&client.open("/postkorb").await.hrefs("table a")[0].clone()).await
}

fn sums(page: &Page) -> Vec<String> {
    let cells = page.texts("#pruefung-summe tbody th, #pruefung-summe tbody td");
    cells.chunks(3).map(|row| row.join(" ")).collect()
}

#[actix_web::test]
async fn of_593_euros_195_are_accepted_and_it_stands_beside_what_was_asked() {
    let app = TestApp::start().await;
    let worker = app.signed_in("schule", Role::Caseworker, &["fb40"]).await;
    let case = filed(&app, &worker, "ticket_outside_capped").await;
    assert_eq!(sums(&case), ["Betrag nach der Prüfung 593,00 € 195,00 €"]);
    case.must_say("Noch nicht fertig: Die Prüfung ist noch nicht gespeichert.");
    let checked = worker.submit(&case, "/pruefung", &[("check.residence", "met")]).await;
    assert_eq!(checked.texts("#pruefung-summe strong"), [""; 0], "every row is as asked");
    checked.must_say("Prüfung gespeichert: Hauptwohnung laut Melderegister");
    let lower = [("accepted.tickets.0.price", "30,00")];
    let lower = worker.submit(&checked, "/pruefung", &lower).await;
    assert_eq!(
        sums(&lower)[0],
        "Summe Fahrkarten 593,00 € 574,00 €",
        "the form's own sums, on what is accepted"
    );
    lower.must_say("Zu mindestens einer Kürzung fehlt noch der Grund.").must_say("Grund fehlt noch");
    let reasoned = worker.submit(&lower, "/pruefung", &[("accepted.tickets.0.reason", "TARIF")]).await;
    assert!(!reasoned.says("Noch nicht fertig"));
    let radio = "input[name='check.residence'][checked]";
    assert_eq!(reasoned.attributes(radio, "value"), ["met"], "nothing of before is lost");
    app.stop().await;
}

/// A month with a pass is proposed at nothing, with its reason; whoever saves takes it.
#[actix_web::test]
async fn what_the_form_proposes_stands_in_the_fields_until_somebody_says_otherwise() {
    let app = TestApp::start().await;
    let worker = app.signed_in("schule", Role::Caseworker, &["fb40"]).await;
    let case = filed(&app, &worker, "pass_until_january").await;
    let price = |page: &Page| page.attributes("input[name='accepted.tickets.0.price']", "value");
    assert_eq!(price(&case), ["0,00"]);
    let reason = "select[name='accepted.tickets.0.reason'] option[selected]";
    assert_eq!(case.attributes(reason, "value"), ["SSZK_VORHANDEN"]);
    let saved = worker.submit(&case, "/pruefung", &[]).await;
    saved.must_say("Prüfung gespeichert: Gekaufte Fahrkarten");
    assert_eq!(sums(&saved).last().unwrap(), "Betrag nach der Prüfung 40,00 € 20,00 €");
    let other = [("accepted.tickets.0.price", ""), ("accepted.tickets.0.reason", "")];
    let other = worker.submit(&saved, "/pruefung", &other).await;
    assert_eq!(price(&other), [""], "an empty field is what was asked");
    assert_eq!(sums(&other).last().unwrap(), "Betrag nach der Prüfung 40,00 € 20,00 €", "the limit holds");
    app.stop().await;
}

#[actix_web::test]
async fn what_is_wrong_is_told_and_everything_that_was_typed_is_kept() {
    let app = TestApp::start().await;
    let worker = app.signed_in("schule", Role::Caseworker, &["fb40"]).await;
    let case = filed(&app, &worker, "ticket_outside_capped").await;
    let typed = [
        ("check.residence", "not_met"),
        ("check.distance_m", "zwei"),
        ("accepted.tickets.1.price", "viel"),
        ("check.remark", "Rückruf der Schule"),
    ];
    let wrong = worker.submit(&case, "/pruefung", &typed).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let links = wrong.hrefs("[role='alert'] a, .pf-error-summary a, .kern-error-summary a");
    assert!(links.contains(&"#field-check-distance_m".to_owned()), "{links:?}");
    assert_eq!(wrong.attributes("input[name='check.distance_m']", "value"), ["zwei"]);
    assert_eq!(wrong.attributes("input[name='accepted.tickets.1.price']", "value"), ["viel"]);
    assert_eq!(wrong.attributes("input[name='check.residence'][checked]", "value"), ["not_met"]);
    wrong.must_say("Rückruf der Schule");
    let stored = worker.open(&case.address).await;
    assert!(stored.attributes("input[name='check.residence'][checked]", "value").is_empty());
    app.stop().await;
}

/// Anna's page is old: Ben has saved meanwhile. She sees both versions, what she typed is still there, and saves it.
#[actix_web::test]
async fn of_two_people_who_check_the_later_one_sees_both_versions() {
    let app = TestApp::start().await;
    let anna = app.signed_in("anna", Role::Caseworker, &["fb40"]).await;
    let ben = app.signed_in("ben", Role::Caseworker, &["fb40"]).await;
    let old = filed(&app, &anna, "ticket_outside_capped").await;
    let at_ben = ben.open(&old.address).await;
    ben.submit(&at_ben, "/pruefung", &[("check.residence", "met"), ("check.remark", "von Ben")]).await;
    let mine = [("check.residence", "not_met"), ("check.remark", "von Anna")];
    let both = anna.submit(&old, "/pruefung", &mine).await;
    assert_eq!(both.status, StatusCode::CONFLICT);
    both.must_say("Das wollten Sie").must_say("Hauptwohnung laut Melderegister: nicht erfüllt");
    both.must_say("So steht der Vorgang jetzt").must_say("Hauptwohnung laut Melderegister: erfüllt");
    both.must_say("Bemerkung zur Prüfung: von Ben");
    assert_eq!(both.attributes("input[name='check.residence'][checked]", "value"), ["not_met"]);
    let saved = anna.submit(&both, "/pruefung", &[]).await;
    assert_eq!(saved.status, StatusCode::OK);
    saved.must_say("von Anna");
    assert!(!saved.says("von Ben"));
    app.stop().await;
}

#[actix_web::test]
async fn whoever_decides_is_told_the_amount_and_whether_it_is_finished() {
    let app = TestApp::start().await;
    let worker = app.signed_in("schule", Role::Caseworker, &["fb40"]).await;
    let case = filed(&app, &worker, "pass_until_january").await;
    let id: CaseId = case.address.rsplit('/').next().unwrap().parse().unwrap();
    let of_case = async |app: &TestApp| {
        let library = app.library.clone();
        let read = move |conn: &mut _| {
            let departments = vec![DepartmentId("fb40".to_owned())];
            let (clerk, role) = (ClerkId::random(), Role::Caseworker);
            let scope = Scope::Staff(StaffScope { clerk, role, departments, at_desk: false });
            let case = cases::find(&scope, conn, id)?.unwrap();
            let form = library.form(conn, &case.version, Channel::Online).unwrap();
            let answers: Answers = serde_json::from_slice(&case.content).unwrap();
            Ok::<_, pforte::library::LibraryError>(accepted(&scope, conn, &form, &case, &answers).unwrap())
        };
        app.db.read(read).await.unwrap()
    };
    let before = of_case(&app).await;
    assert_eq!((before.asked, before.is_finished), (Some(4000), false));
    worker.submit(&case, "/pruefung", &[]).await;
    let after = of_case(&app).await;
    assert_eq!((after.asked, after.amount, after.is_finished), (Some(4000), Some(2000), true));
    assert_eq!(after.rows[0].reason.as_deref(), Some("SSZK_VORHANDEN"));
    app.stop().await;
}

/// What others paid is taken off: more of it is less money, and less of it more.
#[actix_web::test]
async fn more_of_what_is_deducted_needs_a_reason_and_less_of_it_is_pointed_out() {
    let app = TestApp::start().await;
    let worker = app.signed_in("schule", Role::Caseworker, &["fb40"]).await;
    let case = filed(&app, &worker, "partly_refunded").await;
    let funding = "accepted.other_funding_amount.amount";
    let more = worker.submit(&case, "/pruefung", &[(funding, "150,00")]).await;
    assert_eq!(sums(&more).last().unwrap(), "Betrag nach der Prüfung 493,00 € 45,00 €");
    more.must_say("Zu mindestens einer Kürzung fehlt noch der Grund.").must_say("Grund fehlt noch");
    let less = worker.submit(&more, "/pruefung", &[(funding, "50,00")]).await;
    less.must_say("Mehr als beantragt");
    assert!(!less.says("Grund fehlt noch") && !less.says("Noch nicht fertig"));
    let price = [(funding, ""), ("accepted.tickets.0.price", "60,00")];
    worker.submit(&less, "/pruefung", &price).await.must_say("Mehr als beantragt");
    app.stop().await;
}
