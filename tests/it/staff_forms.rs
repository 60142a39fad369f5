//! Services for staff: out of the own account, with what it knows, and for nobody else.

use pforte::domain::{Channel, Role};
use reqwest::StatusCode;

use crate::support::app::TestApp;
use crate::support::cases::answers;
use crate::support::client::Page;
use crate::support::filling::to_check_page;
use crate::support::staff::{STAFF_FORMS, begin, check_page, employee, send};

const HOME_OFFICE: &str = "/amt/formulare/telearbeit-antrag";
const SURVEY: &str = "/amt/formulare/it-bedarf";

/// There is no such thing for them, or it does not lie open at the desk.
fn is_nothing(page: &Page) -> bool {
    [StatusCode::NOT_FOUND, StatusCode::FORBIDDEN].contains(&page.status)
        || page.address == "/schalter?anderer-fall"
}

#[actix_web::test]
async fn services_for_staff_do_not_exist_for_the_public_and_for_the_desk() {
    let app = TestApp::start().await;
    let citizen = app.browser();
    for address in ["/", "/?q=Telearbeit"] {
        assert!(!citizen.open(address).await.html.contains("telearbeit-antrag"), "{address}");
    }
    for address in ["/leistungen/telearbeit-antrag", "/leistungen/telearbeit-antrag/schema.json"] {
        assert_eq!(citizen.open(address).await.status, StatusCode::NOT_FOUND, "{address}");
    }
    let begun = citizen.post("/leistungen/telearbeit-antrag/antrag", &[]).await;
    assert_eq!(begun.status, StatusCode::NOT_FOUND);
    for address in [STAFF_FORMS, HOME_OFFICE] {
        let page = citizen.open(address).await;
        assert!(page.address.starts_with("/amt/anmelden"), "{address} leads to {}", page.address);
    }
    let desk = employee(&app, "petra", Role::Desk, &[]).await;
    assert!(!desk.open("/schalter").await.html.contains("telearbeit-antrag"));
    let page = desk.open("/schalter/neu/schuelerbefoerderung-erstattung").await;
    let begun = desk.submit(&page, "/schalter/antrag", &[("leistung", "telearbeit-antrag")]).await;
    assert_eq!(begun.status, StatusCode::NOT_FOUND);
    let own = desk.open(STAFF_FORMS).await;
    own.must_say("Telearbeit oder mobiles Arbeiten").must_say("Schulung IT-Sicherheit");
    assert_eq!(
        desk.open(&format!("{STAFF_FORMS}/hundesteuer-anmeldung")).await.status,
        StatusCode::NOT_FOUND
    );
    app.stop().await;
}

#[actix_web::test]
async fn an_application_takes_over_what_the_account_knows_and_is_found_again() {
    let app = TestApp::start().await;
    let anna = employee(&app, "anna", Role::Caseworker, &["fb40"]).await;
    let first = begin(&anna, HOME_OFFICE).await;
    for fact in ["anna (Test)", "47-anna", "Stelle 40.11", "anna@amt.example"] {
        first.must_say(fact);
    }
    assert_eq!(first.attributes("main input[name='employee.phone']", "value"), ["0531 470-4011"]);
    assert!(first.attributes("main input", "name").iter().all(|name| name != "employee.personnel_number"));
    let list = anna.open(STAFF_FORMS).await;
    let go_on = list.hrefs("section[aria-labelledby=offen-titel] a");
    assert_eq!(go_on.len(), 1);
    let form = app.library.catalogue().find_id("home_office_request").unwrap().form(Channel::Staff).clone();
    let answers = answers("home_office_request", "telearbeit");
    let check = to_check_page(&anna, &form, &answers, anna.open(&go_on[0]).await).await;
    check.must_say("47-anna").must_say("Alternierende Telearbeit");
    let receipt = send(&anna, &check).await;
    assert_eq!(receipt.heading(), "Ihr Antrag ist eingegangen");
    receipt.must_say("Fachbereich Zentrale Dienste").must_say("anna@amt.example");
    let again = send(&anna, &check).await;
    assert_eq!(again.address, receipt.address, "sent twice, filed once");
    app.clock.advance(chrono::Duration::days(3));
    app.sign_in(&anna, "anna", crate::support::app::PASSWORD).await;
    let list = anna.open(STAFF_FORMS).await;
    list.must_say("Sie haben nichts begonnen.");
    assert_eq!(list.hrefs("section[aria-labelledby=gesendet-titel] a"), [receipt.address.as_str()]);
    assert_eq!(anna.open(&receipt.address).await.status, StatusCode::OK);
    for copy in ["druck", "kopie"] {
        anna.open(&format!("{}/{copy}", receipt.address)).await.must_say("47-anna");
    }

    let worker = app.signed_in("personal", Role::Caseworker, &["fb10"]).await;
    let case = worker.open(&worker.open("/postkorb").await.hrefs("table a")[0]).await;
    assert_eq!(case.heading(), "anna (Test)");
    case.must_say("Online, aus dem Dienst").must_say("47-anna");
    worker.submit(&case, "/uebernehmen", &[]).await;
    anna.open(STAFF_FORMS).await.must_say("In Bearbeitung");
    app.stop().await;
}

#[actix_web::test]
async fn what_the_account_fills_in_cannot_be_forged_and_is_what_it_holds_when_it_is_sent() {
    let app = TestApp::start().await;
    let anna = employee(&app, "anna", Role::Caseworker, &["fb40"]).await;
    let first = begin(&anna, HOME_OFFICE).await;
    let forged = [
        ("employee.personnel_number", "1"),
        ("employee.name", "Olga Ober"),
        ("employee.unit", "Dezernat"),
        ("employee.email", "olga@amt.example"),
        ("employee.phone", "0531 470-9"),
    ];
    let next = anna.submit(&first, "/person", &forged).await;
    assert_eq!(next.status, StatusCode::OK);
    let form = app.library.catalogue().find_id("home_office_request").unwrap().form(Channel::Staff).clone();
    let check = to_check_page(&anna, &form, &answers("home_office_request", "telearbeit"), next).await;
    check.must_say("47-anna").must_say("anna (Test)").must_say("Stelle 40.11").must_say("0531 470-9");
    for forged in ["Olga Ober", "Dezernat", "olga@amt.example"] {
        assert!(!check.html.contains(forged), "{forged}");
    }
    // She moves to another office while the application lies about.
    app.command(&["staff", "change", "anna", "--unit", "Stelle 41.2"], "").unwrap();
    let receipt = send(&anna, &check).await;
    receipt.must_say("Stelle 41.2").must_say("anna@amt.example");
    assert!(!receipt.html.contains("Stelle 40.11") && !receipt.html.contains("olga@amt.example"));
    app.stop().await;
}

#[actix_web::test]
async fn draft_and_receipt_of_a_colleague_do_not_exist() {
    let app = TestApp::start().await;
    let anna = employee(&app, "anna", Role::Caseworker, &["fb40"]).await;
    let begun = begin(&anna, HOME_OFFICE).await;
    let check = check_page(&app, &anna, "home_office_request", "telearbeit").await;
    let receipt = send(&anna, &check).await;
    let number = receipt.address.rsplit('/').next().unwrap().to_owned();
    let draft = begun.address.rsplit_once('/').unwrap().0.to_owned();
    let id = draft.rsplit('/').next().unwrap().to_owned();
    for (login, role, departments) in [
        ("ben", Role::Caseworker, &["fb40"][..]),
        ("petra", Role::Desk, &[]),
        ("lea", Role::Lead, &["fb40", "fb10"]),
        ("vera", Role::Admin, &[]),
    ] {
        let other = employee(&app, login, role, departments).await;
        let list = other.open(STAFF_FORMS).await;
        list.must_say("Sie haben nichts begonnen.").must_say("Sie haben noch nichts abgesendet.");
        for address in [begun.address.clone(), format!("{draft}/pruefen"), format!("{draft}/anliegen")] {
            assert_eq!(other.open(&address).await.status, StatusCode::GONE, "{login} {address}");
        }
        let csrf = list.form("/amt/abmelden").1;
        for action in ["person", "absenden"] {
            let answer = other.post(&format!("{draft}/{action}"), &csrf).await;
            assert_eq!(answer.status, StatusCode::GONE, "{login} {action}");
        }
        other.post(&format!("{draft}/verwerfen"), &csrf).await;
        for address in
            [receipt.address.clone(), format!("/eingang/{number}"), format!("/schalter/eingang/{number}")]
        {
            let page = other.open(&address).await;
            assert!(is_nothing(&page), "{login} {address}: {}", page.status);
        }
        let at_desk = other.open(&format!("/schalter/antrag/{id}/person")).await;
        assert!(is_nothing(&at_desk), "{login}: {}", at_desk.status);
    }
    assert_eq!(anna.open(&begun.address).await.status, StatusCode::OK, "nobody has given it up");
    app.stop().await;
}

#[actix_web::test]
async fn whose_account_lacks_something_is_told_before_beginning() {
    let app = TestApp::start().await;
    let anna = app.signed_in("anna", Role::Caseworker, &["fb40"]).await;
    let page = anna.open(HOME_OFFICE).await;
    page.must_say("In Ihrem Konto fehlen noch Angaben").must_say("Personalnummer");
    assert!(!page.html.contains("Antrag beginnen"));
    let csrf = page.form("/amt/abmelden").1;
    let refused = anna.post(HOME_OFFICE, &csrf).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    refused.must_say("Organisationseinheit");
    let change = |facts: &[&str]| app.command(&[&["staff", "change", "anna"][..], facts].concat(), "");
    for (wrong, told) in [
        (["--email", "anna"], "anna is no e-mail address"),
        (["--superior", "anna"], "nobody is their own superior"),
        (["--superior", "olga"], "there is no active account olga"),
    ] {
        let refused = change(&wrong).unwrap_err();
        assert!(refused.contains(told), "{refused}");
    }
    change(&["--personnel-number", "47", "--unit", "Stelle 40.11"]).unwrap();
    anna.open(HOME_OFFICE).await.must_say("Antrag beginnen");
    change(&["--personnel-number", ""]).unwrap();
    anna.open(HOME_OFFICE).await.must_say("Personalnummer");
    assert!(app.command(&["staff", "change", "olga", "--unit", "x"], "").is_err());
    app.stop().await;
}

#[actix_web::test]
async fn a_second_survey_of_a_department_and_year_is_taken_and_linked() {
    let app = TestApp::start().await;
    let anna = employee(&app, "anna", Role::Caseworker, &["fb40"]).await;
    let ben = employee(&app, "ben", Role::Lead, &["fb40"]).await;
    for client in [&anna, &ben] {
        let check = check_page(&app, client, "it_needs_survey", "meldung").await;
        assert_eq!(send(client, &check).await.heading(), "Ihre Meldung ist eingegangen");
    }
    let other_year = begin(&anna, SURVEY).await;
    assert_eq!(other_year.status, StatusCode::OK);
    let worker = app.signed_in("personal", Role::Caseworker, &["fb10"]).await;
    let cases = worker.open("/postkorb").await.hrefs("table a");
    assert_eq!(cases.len(), 2);
    for (case, other) in [(0, 1), (1, 0)] {
        let page = worker.open(&cases[case]).await;
        assert_eq!(page.hrefs("section[aria-labelledby=verwandt-titel] a"), [cases[other].as_str()]);
    }
    app.stop().await;
}
