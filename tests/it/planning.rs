//! Planning the work: giving a case to somebody, when it comes up again, tasks, deputies, and other departments.

mod deadlines;
mod deputies;
mod digests;
mod races;
mod reassigning;

use pforte::domain::Role;
use reqwest::StatusCode;

use crate::support::app::TestApp;
use crate::support::client::{Client, Page};
use crate::support::filling;

const SCHOOL: (&str, &str) = ("school_transport_refund", "ticket_outside_capped");

/// Files an application; the case as this client sees it in the inbox.
async fn filed(app: &TestApp, client: &Client) -> Page {
    filling::file(app, &app.browser(), SCHOOL.0, SCHOOL.1).await;
    let address = client.open("/postkorb").await.hrefs("table a")[0].clone();
    client.open(&address).await
}

/// Files an application that this client takes.
async fn taken(app: &TestApp, client: &Client) -> Page {
    let case = filed(app, client).await;
    client.submit(&case, "/uebernehmen", &[]).await
}

/// The id of a person, as the page offers it.
fn option(page: &Page, select: &str, name: &str) -> String {
    let names = page.texts(&format!("select[name='{select}'] option"));
    let place =
        names.iter().position(|found| found.contains(name)).unwrap_or_else(|| panic!("{name}: {names:?}"));
    page.attributes(&format!("select[name='{select}'] option"), "value")[place].clone()
}

/// Gives the case to a colleague.
async fn assigned(client: &Client, page: &Page, name: &str) -> Page {
    client.submit(page, "/zuweisen", &[("an", &option(page, "an", name))]).await
}

/// The cases of a view.
async fn listed(client: &Client, view: &str) -> usize {
    client.open(&format!("/postkorb?ansicht={view}")).await.hrefs("table a").len()
}

#[actix_web::test]
async fn a_lead_gives_a_case_to_somebody_and_they_give_it_on() {
    let app = TestApp::start().await;
    let anna = app.signed_in("anna", Role::Caseworker, &["fb40"]).await;
    let ben = app.signed_in("ben", Role::Caseworker, &["fb40"]).await;
    app.add_clerk("kultur", Role::Caseworker, &["fb41"]).await;
    app.add_clerk("weg", Role::Caseworker, &["fb40"]).await;
    app.command(&["staff", "disable", "weg"], "").unwrap();
    let lead = app.signed_in("leitung", Role::Lead, &["fb40"]).await;
    let case = filed(&app, &lead).await;
    assert_eq!(listed(&lead, "nicht-zugewiesen").await, 1);
    assert!(
        anna.open(&case.address).await.texts("select[name='an']").is_empty(),
        "nobody has it: the lead says who"
    );
    let offered = case.texts("select[name='an'] option").join(" ");
    assert!(offered.contains("anna") && !offered.contains("kultur") && !offered.contains("weg"), "{offered}");

    let given = assigned(&lead, &case, "anna").await;
    given.must_say("Zugewiesen: anna (Test)").must_say("In Bearbeitung");
    assert_eq!((listed(&anna, "meine").await, listed(&lead, "nicht-zugewiesen").await), (1, 0));
    // What Anna saw before is old now.
    let at_anna = anna.open(&case.address).await;
    lead.submit(&given, "/aktenzeichen", &[("aktenzeichen", "40-1")]).await;
    let both = assigned(&anna, &at_anna, "ben").await;
    assert_eq!(both.status, StatusCode::CONFLICT);
    both.must_say("Das wollten Sie").must_say("Einer Person zuweisen");
    let again = anna.open(&case.address).await;
    assigned(&anna, &again, "ben").await.must_say("Zugewiesen: ben (Test), vorher anna (Test)");
    assert_eq!((listed(&anna, "meine").await, listed(&ben, "meine").await), (0, 1));
    assert!(anna.open(&case.address).await.texts("select[name='an']").is_empty(), "it is not hers any more");
    let nobody = ben.submit(&ben.open(&case.address).await, "/zuweisen", &[("an", "")]).await;
    assert_eq!(nobody.status, StatusCode::UNPROCESSABLE_ENTITY);
    nobody.must_say("Wählen Sie eine Person aus.");
    app.stop().await;
}

#[actix_web::test]
async fn nobody_gets_a_case_on_which_they_are_biased_and_what_somebody_left_is_found() {
    let app = TestApp::start().await;
    let anna = app.signed_in("anna", Role::Caseworker, &["fb40"]).await;
    app.add_clerk("ben", Role::Caseworker, &["fb40"]).await;
    let lead = app.signed_in("leitung", Role::Lead, &["fb40"]).await;
    let case = filed(&app, &lead).await;
    let (anna_id, at_anna) = (option(&case, "an", "anna"), anna.open(&case.address).await);
    anna.submit(&at_anna, "/befangen", &[("befangen.grund", "relative"), ("befangen.bestaetigt", "true")])
        .await;
    let case = lead.open(&case.address).await;
    assert!(!case.texts("select[name='an'] option").join(" ").contains("anna"));
    let mut forced = case.form("/zuweisen").1;
    forced.retain(|(name, _)| name != "an");
    forced.push(("an".to_owned(), anna_id));
    let refused = lead.post(&format!("{}/zuweisen", case.address), &forced).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.must_say("Diese Person kann den Vorgang nicht bearbeiten.");

    assigned(&lead, &lead.open(&case.address).await, "ben").await.must_say("Zugewiesen: ben (Test)");
    assert_eq!(listed(&lead, "nicht-zugewiesen").await, 0);
    app.command(&["staff", "disable", "ben"], "").unwrap();
    assert_eq!(listed(&lead, "nicht-zugewiesen").await, 1, "whoever has no account works on nothing");
    lead.open("/postkorb").await.must_say("Nicht zugewiesen 1");
    app.stop().await;
}

#[actix_web::test]
async fn a_follow_up_and_tasks_bring_a_case_up_again() {
    let app = TestApp::start().await;
    let anna = app.signed_in("anna", Role::Caseworker, &["fb40"]).await;
    let case = taken(&app, &anna).await;
    let past = [("wiedervorlage.day", "30.9.2025"), ("wozu", "")];
    let wrong = anna.submit(&case, "/wiedervorlage", &past).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    wrong.must_say("Der Tag ist schon vorbei.").must_say("wozu der Vorgang wieder vorliegen soll");
    assert_eq!(wrong.attributes("input[name='wiedervorlage.day']", "value"), ["30.9.2025"]);
    let right = [("wiedervorlage.day", "2.10.2025"), ("wozu", "Schule anrufen")];
    let case = anna.submit(&wrong, "/wiedervorlage", &right).await;
    case.must_say("fällig am 02.10.2025").must_say("Wiedervorlage am 02.10.2025").must_say("Schule anrufen");
    assert_eq!(listed(&anna, "faellig").await, 0);
    let task = [("aufgabe", "Fahrkarte prüfen"), ("bis.day", "1.10.2025")];
    let case = anna.submit(&case, "/aufgabe", &task).await;
    case.must_say("heute fällig").must_say("Aufgabe bis 01.10.2025");
    assert_eq!(listed(&anna, "faellig").await, 1);
    let done = anna.submit(&case, "/aufgabe/erledigt", &[("erledigt", "ja")]).await;
    done.must_say("Aufgabe erledigt").must_say("fällig am 02.10.2025");
    assert_eq!(listed(&anna, "faellig").await, 0);
    let again = anna.submit(&done, "/aufgabe/erledigt", &[("erledigt", "nein")]).await;
    again.must_say("Aufgabe wieder geöffnet").must_say("heute fällig");
    anna.submit(&again, "/aufgabe/erledigt", &[("erledigt", "ja")]).await;

    app.clock.advance(chrono::Duration::days(4));
    app.sign_in(&anna, "anna", crate::support::app::PASSWORD).await;
    anna.open("/postkorb?ansicht=faellig").await.must_say("seit 3 Tagen überfällig").must_say("Fällig 1");
    let case = anna.open(&case.address).await;
    let gone = anna.submit(&case, "/wiedervorlage", &[("_action", "delete")]).await;
    gone.must_say("Wiedervorlage gelöscht");
    assert_eq!(listed(&anna, "faellig").await, 0);
    app.stop().await;
}

/// What is due longest comes first, page by page; what is not due comes last where all are listed.
#[actix_web::test]
async fn a_list_in_the_order_of_its_days_is_walked_forth_and_back() {
    let app = TestApp::start().await;
    let worker = app.signed_in("tiefbau", Role::Caseworker, &["fb66"]).await;
    let citizen = app.browser();
    for _ in 0..25 {
        filling::file(&app, &citizen, "defect_report", "schlagloch_anonym").await;
    }
    // One in two gets a day; two of them share each day.
    let first = worker.open("/postkorb").await;
    let all = first
        .hrefs("table a")
        .into_iter()
        .chain(worker.open(&first.hrefs("a[rel='next']")[0]).await.hrefs("table a"));
    for (i, address) in all.step_by(2).enumerate() {
        let day = format!("{}.10.2025", 14 - i / 2);
        let case = worker.open(&address).await;
        worker.submit(&case, "/wiedervorlage", &[("wiedervorlage.day", &day), ("wozu", "Ortstermin")]).await;
    }
    let one = worker.open("/postkorb?ansicht=alle&reihenfolge=frist").await;
    let two = worker.open(&one.hrefs("a[rel='next']")[0]).await;
    let days = |page: &Page| {
        let texts = page.texts("td[data-label='Stand']").into_iter();
        texts
            .map(|text| text.split("fällig am ").nth(1).unwrap_or("99").trim().to_owned())
            .collect::<Vec<_>>()
    };
    let walked: Vec<String> = days(&one).into_iter().chain(days(&two)).collect();
    assert_eq!((walked.len(), walked.iter().filter(|day| *day != "99").count()), (25, 13));
    assert!(walked.is_sorted(), "{walked:?}");
    let back = worker.open(&two.hrefs("a[rel='prev']")[0]).await;
    assert_eq!(back.hrefs("table a"), one.hrefs("table a"));
    let mut seen: Vec<_> = one.hrefs("table a").into_iter().chain(two.hrefs("table a")).collect();
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 25, "each once");
    app.stop().await;
}
