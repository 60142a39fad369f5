//! The inbox: finding a case by what people know of it, and the way through long lists.

use pforte::domain::Role;

use crate::support::app::TestApp;
use crate::support::client::{Client, Page};
use crate::support::filling;

const SCHOOL: (&str, &str) = ("school_transport_refund", "ticket_outside_capped");
const CULTURE: (&str, &str) = ("culture_project_grant", "genau_5000_euro");

async fn search(client: &Client, text: &str) -> Page {
    let typed: String = form_urlencoded::byte_serialize(text.as_bytes()).collect();
    client.open(&format!("/postkorb?suche={typed}")).await
}

fn found(page: &Page) -> usize {
    page.hrefs("table a").len()
}

#[actix_web::test]
async fn a_case_is_found_by_name_reference_note_and_service_as_people_type_them() {
    let app = TestApp::start().await;
    filling::file(&app, &app.browser(), SCHOOL.0, SCHOOL.1).await;
    filling::file(&app, &app.browser(), SCHOOL.0, "adult_pupil").await;
    let worker = app.signed_in("schule", Role::Caseworker, &["fb40"]).await;
    let list = worker.open("/postkorb?reihenfolge=alt").await;
    let names = list.texts("td[data-label='Antragstellende']");
    let case = worker.open(&list.hrefs("table a")[0]).await;
    let case = worker.submit(&case, "/uebernehmen", &[]).await;
    let case = worker.submit(&case, "/aktenzeichen", &[("aktenzeichen", "40.11-2025/17")]).await;
    worker.submit(&case, "/notiz", &[("notiz", "Frau Müller-Lüdenscheidt ruft zurück.")]).await;

    let family = names[0].split_whitespace().last().unwrap();
    for text in [
        family,
        &family.to_uppercase(),
        "40.11-2025/17",
        "4011202517",
        "Müller",
        "mueller",
        "luedenscheidt muller",
        &format!("Schülerbeförderung {family}"),
        &format!("schuelerbefoerderung {family}"),
    ] {
        let page = search(&worker, text).await;
        assert!(page.hrefs("table a").contains(&case.address), "{text}: {:?}", page.texts("main"));
    }
    assert_eq!(found(&search(&worker, "Schülerbeförderung").await), 2, "by the service alone");
    let case = worker.open(&case.address).await;
    let noted = worker.submit(&case, "/notiz", &[("notiz", "Ein Mangel an Kultur, sagt der Hund.")]).await;
    for text in ["Mangel", "Kultur Hund"] {
        assert_eq!(found(&search(&worker, text).await), 1, "also a word that names a service: {text}");
    }
    worker.submit(&noted, "/aktenzeichen", &[("aktenzeichen", "40.11-2025/99")]).await;
    assert_eq!(found(&search(&worker, "40.11-2025/17").await), 0, "a reference that was replaced");
    assert_eq!(found(&search(&worker, "40.11-2025/99").await), 1);
    assert_eq!(found(&search(&worker, "Lüdenscheidt").await), 1, "notes stay");
    assert_eq!(found(&search(&worker, "40.11-2025/99 Zwiebelkuchen").await), 0, "all words");
    search(&worker, "Zwiebelkuchen")
        .await
        .must_say("dazu keinen Vorgang")
        .must_say("Gefunden zu „Zwiebelkuchen“");
    app.stop().await;
}

/// What is found stays inside of the department, and is nothing to whoever is biased.
#[actix_web::test]
async fn nobody_finds_what_is_not_theirs() {
    let app = TestApp::start().await;
    filling::file(&app, &app.browser(), SCHOOL.0, SCHOOL.1).await;
    let worker = app.signed_in("schule", Role::Caseworker, &["fb40"]).await;
    let list = worker.open("/postkorb").await;
    let name = list.texts("td[data-label='Antragstellende']")[0].clone();
    let other = app.signed_in("kultur", Role::Lead, &["fb41"]).await;
    assert_eq!((found(&search(&worker, &name).await), found(&search(&other, &name).await)), (1, 0));
    assert_eq!(found(&search(&other, "Schülerbeförderung").await), 0);

    let case = worker.open(&list.hrefs("table a")[0]).await;
    let declared = [("befangen.grund", "relative"), ("befangen.bestaetigt", "true")];
    worker.submit(&case, "/befangen", &declared).await;
    assert_eq!(found(&search(&worker, &name).await), 0);
    app.stop().await;
}

#[actix_web::test]
async fn the_columns_of_a_service_stand_in_its_list() {
    let app = TestApp::start().await;
    filling::file(&app, &app.browser(), CULTURE.0, CULTURE.1).await;
    let worker = app.signed_in("kultur", Role::Caseworker, &["fb41"]).await;
    let all = worker.open("/postkorb").await;
    assert!(!all.says("Beantragte Zuwendung"), "only where one service is listed");
    let list = worker.open(&format!("/postkorb?leistung={}", CULTURE.0)).await;
    assert_eq!(list.texts("td[data-label='Beantragte Zuwendung']"), ["5.000,00 €"]);
    app.stop().await;
}

#[actix_web::test]
async fn a_long_list_is_walked_forth_and_back() {
    let app = TestApp::start().await;
    let citizen = app.browser();
    for _ in 0..45 {
        filling::file(&app, &citizen, "defect_report", "schlagloch_anonym").await;
    }
    let worker = app.signed_in("tiefbau", Role::Caseworker, &["fb66"]).await;
    let first = worker.open("/postkorb").await;
    first.must_say("Neu 45");
    let second = worker.open(&first.hrefs("a[rel='next']")[0]).await;
    let third = worker.open(&second.hrefs("a[rel='next']")[0]).await;
    assert_eq!((found(&first), found(&second), found(&third)), (20, 20, 5));
    assert!(third.hrefs("a[rel='next']").is_empty() && first.hrefs("a[rel='prev']").is_empty());
    let mut seen: Vec<String> =
        [&first, &second, &third].iter().flat_map(|page| page.hrefs("table a")).collect();
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 45, "each once");
    let back = worker.open(&third.hrefs("a[rel='prev']")[0]).await;
    assert_eq!(back.hrefs("table a"), second.hrefs("table a"));
    app.stop().await;
}
