//! Paying out what was decided: lists for the treasury, their files, and what comes back. Today is 1 October 2025.

mod accounts;
mod careful;
mod stopped;

use pforte::domain::{Account, BatchId, PaymentContent, Role};
use pforte::treasury::PaymentOrder;
use reqwest::StatusCode;

use crate::support::app::TestApp;
use crate::support::client::{Client, Page};
use crate::support::deciding;
use crate::support::filling::file;
use crate::support::xml::mistakes_of_payment_file;

pub const SCHOOL: (&str, &str) = ("school_transport_refund", "ticket_outside_capped");
const CULTURE: (&str, &str) = ("culture_project_grant", "genau_5000_euro");
const PAYMENTS: &str = "/postkorb/zahlungen";

/// What is typed for an amount with cents.
pub const SOME: [(&str, &str); 3] =
    [("ergebnis", "partly_granted"), ("betrag", "195,05"), ("gruende", "HOECHSTBETRAG")];

/// Files an application and decides it as `worker`; the case's page.
async fn decided(app: &TestApp, worker: &Client, form: (&str, &str), typed: &[(&str, &str)]) -> Page {
    file(app, &app.browser(), form.0, form.1).await;
    let case = deciding::take(worker).await;
    let page = deciding::decide(worker, &case, typed).await;
    page.must_say("Bescheid festgehalten");
    page
}

/// The same, and the letter is posted: it can be paid.
pub async fn payable(app: &TestApp, worker: &Client, form: (&str, &str), typed: &[(&str, &str)]) -> Page {
    let case = decided(app, worker, form, typed).await;
    deciding::post_today(worker, &case).await
}

async fn school(app: &TestApp) -> (Client, Client) {
    let worker = app.signed_in("anna", Role::Caseworker, &["fb40"]).await;
    let lead = app.signed_in("lena", Role::Lead, &["fb40"]).await;
    (worker, lead)
}

/// The page of a list before it goes out, with these boxes ticked.
async fn check(lead: &Client, department: &str, boxes: &[String]) -> Page {
    let page = lead.open(PAYMENTS).await;
    let token = page.attributes("input[name=_csrf]", "value")[0].clone();
    let mut controls = vec![("_csrf".to_owned(), token), ("fachbereich".to_owned(), department.to_owned())];
    controls.extend(boxes.iter().map(|value| ("fall".to_owned(), value.clone())));
    lead.post("/postkorb/zahlungen/pruefen", &controls).await
}

/// Puts all that waits on a list; its page.
pub async fn order(lead: &Client, department: &str) -> Page {
    let boxes = boxes(&lead.open(PAYMENTS).await);
    let shown = check(lead, department, &boxes).await;
    let made = lead.submit(&shown, "/anweisen", &[]).await;
    assert!(made.heading().starts_with("Zahlungsliste 2025-"), "{}", made.heading());
    made
}

/// Signs in once more: time has passed.
pub async fn again(app: &TestApp, login: &str) -> Client {
    let client = app.browser();
    app.sign_in(&client, login, crate::support::app::PASSWORD).await;
    client
}

/// What somebody else's page before a list goes out sends, with the token of this person.
async fn forged(shown: &Page, client: &Client) -> Vec<(String, String)> {
    let (_, mut controls) = shown.form("/anweisen");
    let own = client.open(PAYMENTS).await.attributes("input[name=_csrf]", "value")[0].clone();
    controls.iter_mut().filter(|(name, _)| name == "_csrf").for_each(|(_, value)| value.clone_from(&own));
    controls
}

fn boxes(page: &Page) -> Vec<String> {
    page.attributes("input[name=fall]", "value")
}

async fn save(lead: &Client, list: &Page, kind: &str) -> Vec<u8> {
    let (target, mut controls) = list.form("/datei");
    controls.retain(|(name, _)| name != "art");
    controls.push(("art".to_owned(), kind.to_owned()));
    lead.post_bytes(&target, &controls).await
}

fn text_of<'a>(xml: &'a str, name: &str) -> Vec<&'a str> {
    let begin = format!("<{name}>");
    let parts = xml.split(&begin).skip(1);
    parts.filter_map(|rest| rest.split_once("</")).map(|(text, _)| text).collect::<Vec<&'a str>>()
}

#[actix_web::test]
async fn what_is_granted_goes_out_once_and_its_files_are_the_same_whenever_they_are_saved() {
    let app = TestApp::start_paying().await;
    let (worker, lead) = school(&app).await;
    lead.open("/postkorb").await.must_say("Zahlungen");
    lead.open(PAYMENTS).await.must_say("Hier wartet zurzeit nichts").must_say("noch keine Zahlungsliste");
    let case = decided(&app, &worker, SCHOOL, &SOME).await;
    let early = lead.open(PAYMENTS).await;
    early.must_say("Ein weiterer Betrag wartet noch");
    assert!(boxes(&early).is_empty(), "its letter is still in the house");
    deciding::post_today(&worker, &case).await;

    let waits = lead.open(PAYMENTS).await;
    waits.must_say("195,05 €").must_say("Teilweise bewilligt, 01.10.2025").must_say("1 Vorgang, 195,05 €");
    let shown = check(&lead, "fb40", &boxes(&waits)).await;
    shown.must_say("Auszahlung anweisen: 1 Vorgang, 195,05 €").must_say("02.10.2025");
    let list = lead.submit(&shown, "/anweisen", &[]).await;
    list.must_say("Zahlungsliste 2025-001").must_say("lena (Test)").must_say("195,05 €");

    let xml = save(&lead, &list, "xml").await;
    assert_eq!(mistakes_of_payment_file(&xml), "");
    let told = String::from_utf8(xml.clone()).unwrap();
    let number = list.texts("td[data-label='Eingangsnummer']")[0].clone();
    for (name, text) in [
        ("NbOfTxs", "1"),
        ("CtrlSum", "195.05"),
        ("PmtInfId", "fb40-2025-001"),
        ("Dt", "2025-10-02"),
        ("EndToEndId", &number),
        ("Nm", "Stadt Braunschweig"),
    ] {
        assert_eq!(text_of(&told, name)[0], text, "{told}");
    }
    assert_eq!(text_of(&told, "IBAN"), ["DE02120300000000202051", "DE89370400440532013000"]);
    assert_eq!(text_of(&told, "Ustrd"), [format!("Erstattung Schuelerbefoerderung {number}")]);
    assert!(told.contains("<InstdAmt Ccy=\"EUR\">195.05</InstdAmt>"));
    let csv = save(&lead, &list, "csv").await;
    let table = String::from_utf8(csv.clone()).unwrap();
    assert!(table.contains("\"DE89370400440532013000\";\"\";\"195,05\""), "{table}");
    app.clock.advance(chrono::Duration::days(400));
    let lead = app.browser();
    app.sign_in(&lead, "lena", crate::support::app::PASSWORD).await;
    let list = lead.open(&list.address).await;
    assert!(save(&lead, &list, "xml").await == xml && save(&lead, &list, "csv").await == csv);

    let again = lead.open(PAYMENTS).await;
    again.must_say("Hier wartet zurzeit nichts").must_say("2025-001");
    let case = lead.open(&list.hrefs("table a")[0]).await;
    case.must_say("Zur Zahlung angewiesen: Liste 2025-001, 195,05 €");
    case.must_say("In einer Datei gespeichert: Zahlungsliste 2025-001 (XML)");
    for page in [&waits, &shown, &list, &again] {
        assert!(!page.says("DE89"), "accounts stand in the case and in the files only");
    }
    app.stop().await;
}

#[actix_web::test]
async fn what_has_conditions_is_not_ticked_and_can_be_paid_all_the_same() {
    let app = TestApp::start_paying().await;
    let worker = app.signed_in("anna", Role::Caseworker, &["fb41"]).await;
    let lead = app.signed_in("lena", Role::Lead, &["fb41"]).await;
    payable(&app, &worker, CULTURE, &[("ergebnis", "granted")]).await;
    let typed = [
        ("ergebnis", "granted_with_conditions"),
        ("betrag", "5000"),
        ("auflagen", "Nennen Sie uns."),
        ("begruendung", "Die Förderung soll erkennbar sein."),
    ];
    payable(&app, &worker, CULTURE, &typed).await;
    let page = lead.open(PAYMENTS).await;
    page.must_say("mit Auflagen").must_say("Unter Auflagen bewilligt").must_say("2 Vorgänge");
    assert_eq!(boxes(&page).len(), 2);
    assert_eq!(page.attributes("input[name=fall][checked]", "value").len(), 1);
    let nothing = check(&lead, "fb41", &[]).await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    nothing.must_say("Kreuzen Sie mindestens einen Vorgang an");
    let list = order(&lead, "fb41").await;
    let xml = save(&lead, &list, "xml").await;
    assert_eq!(mistakes_of_payment_file(&xml), "");
    assert_eq!(text_of(&String::from_utf8(xml).unwrap(), "NbOfTxs"), ["2", "2"]);
    app.stop().await;
}

#[actix_web::test]
async fn who_decided_does_not_order_the_payment() {
    let app = TestApp::start_paying().await;
    let (worker, lead) = school(&app).await;
    payable(&app, &lead, SCHOOL, &SOME).await;
    let page = lead.open(PAYMENTS).await;
    page.must_say("Sie haben über diesen Vorgang entschieden. Eine andere Person nimmt ihn in die Liste.");
    assert!(boxes(&page).is_empty());
    let other = app.signed_in("otto", Role::Lead, &["fb40"]).await;
    let forged = boxes(&other.open(PAYMENTS).await);
    assert_eq!(forged.len(), 1);
    check(&lead, "fb40", &forged).await.must_say("kann nichts auf die Liste");
    let shown = check(&other, "fb40", &forged).await;
    let (target, mut controls) = shown.form("/anweisen");
    let own = page.attributes("input[name=_csrf]", "value")[0].clone();
    controls.iter_mut().filter(|(name, _)| name == "_csrf").for_each(|(_, value)| value.clone_from(&own));
    assert_eq!(lead.post(&target, &controls).await.status, StatusCode::CONFLICT);
    assert_eq!(worker.open(PAYMENTS).await.status, StatusCode::FORBIDDEN);
    order(&other, "fb40").await;
    app.stop().await;
}

#[actix_web::test]
async fn a_payment_that_came_back_waits_again_and_goes_out_under_another_reference() {
    let app = TestApp::start_paying().await;
    let (worker, lead) = school(&app).await;
    payable(&app, &worker, SCHOOL, &SOME).await;
    let list = order(&lead, "fb40").await;
    let nothing = lead.submit(&list, "/ruecklaeufer", &[]).await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    nothing.must_say("Wählen Sie aus, welche Zahlung zurückkam.").must_say("Schreiben Sie, warum");
    let payment = list.attributes("option", "value").into_iter().rfind(|value| !value.is_empty()).unwrap();
    let typed = [("zahlung", payment.as_str()), ("grund", "Konto aufgelöst")];
    let unsaved = lead.submit(&list, "/ruecklaeufer", &typed).await;
    assert_eq!(unsaved.status, StatusCode::CONFLICT);
    unsaved.must_say("wurde noch keine Datei gespeichert");
    list.must_say("noch nie");
    save(&lead, &list, "xml").await;
    let early = lead.submit(&list, "/ruecklaeufer", &typed).await;
    assert_eq!(early.status, StatusCode::CONFLICT);
    early.must_say("Vor dem Tag der Ausführung kann nichts zurückkommen");
    app.clock.advance(chrono::Duration::days(1));
    let lead = again(&app, "lena").await;
    let list = lead.open(list.address.split(['#', '?']).next().unwrap()).await;
    list.must_say("am 01.10.2025").must_say("von lena (Test)");
    assert!(!list.says("nicht noch einmal einreichen"));
    let back = lead.submit(&list, "/ruecklaeufer", &typed).await;
    back.must_say("kam zurück am 02.10.2025").must_say("Diese Liste nicht noch einmal einreichen.");
    let twice = lead.submit(&list, "/ruecklaeufer", &typed).await;
    assert_eq!(twice.status, StatusCode::CONFLICT);
    // Whoever noted it does not pay it, and nobody by mistake.
    let page = lead.open(PAYMENTS).await;
    page.must_say("Sie haben den Rücklauf vermerkt; eine andere Person nimmt ihn in die Liste");
    assert!(boxes(&page).is_empty());
    let other = app.signed_in("otto", Role::Lead, &["fb40"]).await;
    let page = other.open(PAYMENTS).await;
    page.must_say("kam schon zurück");
    assert!(page.attributes("input[name=fall][checked]", "value").is_empty());
    check(&lead, "fb40", &boxes(&page)).await.must_say("Sie haben den Rücklauf vermerkt");
    let shown = check(&other, "fb40", &boxes(&page)).await;
    assert_eq!(
        lead.post("/postkorb/zahlungen/anweisen", &forged(&shown, &lead).await).await.status,
        StatusCode::CONFLICT
    );
    let second = order(&other, "fb40").await;
    second.must_say("Zahlungsliste 2025-002");
    let xml = String::from_utf8(save(&other, &second, "xml").await).unwrap();
    assert!(text_of(&xml, "EndToEndId")[0].ends_with("-2"), "{xml}");
    other.open(&second.hrefs("table a")[0]).await.must_say("Zahlung kam zurück: Liste 2025-001");
    app.stop().await;
}

/// Whatever names people have, the file is one that the schema takes.
#[test]
fn every_name_makes_a_file_that_the_schema_takes() {
    let names = ["Zoë Ångström", "„“ // & <b>", "Ким Чен", "\u{1f600}", "İstanbul & Söhne GmbH", "a"];
    let long = "Ä".repeat(200);
    let payments = names.iter().copied().chain([long.as_str()]).enumerate().map(|(i, name)| {
        let payee = Account {
            holder: name.to_owned(),
            iban: "CH9300762011623852957".to_owned(),
            bic: (i % 2 == 0).then(|| "POFICHBEXXX".to_owned()),
        };
        let number = "222-222-222".to_owned();
        let day = "2025-10-01".parse().unwrap();
        let purpose = format!("{name} {number}");
        let content = PaymentContent {
            payee,
            reference: number.clone(),
            number,
            purpose,
            decided_on: day,
            letter_on: day,
        };
        (i64::try_from(i).unwrap() * 999_999_999 + 1, content)
    });
    let order = PaymentOrder {
        id: BatchId::new(),
        department: "fachbereich-mit-sehr-langem-kurznamen".to_owned(),
        number: "2025-001".to_owned(),
        made_at: chrono::DateTime::UNIX_EPOCH,
        execute_on: "2025-10-02".parse().unwrap(),
        payments: payments.collect(),
    };
    let debtor = Account::written("Stadt & Land", "DE02120300000000202051", Some("BYLADEM1001")).unwrap();
    assert_eq!(mistakes_of_payment_file(order.for_bank(&debtor).as_bytes()), "");
    let broken = order.for_bank(&debtor).replace("<ChrgBr>SLEV", "<ChrgBr>GRATIS");
    assert!(mistakes_of_payment_file(broken.as_bytes()).contains("ChrgBr"), "the schema is asked");
}
