//! Beginning at the desk: the service, the way, and nothing else.

use pforte::domain::Role;
use reqwest::StatusCode;

use crate::support;
use crate::support::app::TestApp;

const SCHOOL: &str = "schuelerbefoerderung-erstattung";

#[actix_web::test]
async fn an_application_begins_with_two_choices_and_the_desk_remembers_them() {
    let app = TestApp::start().await;
    let clerk = app.signed_in("petra", Role::Desk, &[]).await;
    let desk = clerk.open("/schalter").await;
    assert!(!desk.says("Zuletzt verwendet"));
    let begin = clerk.open(&format!("/schalter/neu/{SCHOOL}")).await;
    assert_eq!(
        begin.texts(".pf-ways button .kern-label"),
        [
            "Person füllt selbst aus",
            "Hilfe beim Ausfüllen",
            "Aufnahme nach mündlicher Erklärung",
            "Übertragung eines Papierantrags",
            "telefonisch",
        ]
    );
    let without = clerk.submit(&begin, "/schalter/antrag", &[("art", "oral")]).await;
    assert_eq!(without.status, StatusCode::UNPROCESSABLE_ENTITY);
    without.must_say("Wählen Sie den Ort aus.");
    let first = clerk.submit(&without, "/schalter/antrag", &[("ort", "wenden"), ("art", "oral")]).await;
    let standing = first.form("/aufnahme").1;
    for expected in [("assisted.mode", "oral"), ("assisted.location", "wenden")] {
        assert!(
            standing.contains(&(expected.0.to_owned(), expected.1.to_owned())),
            "{expected:?} in {standing:?}"
        );
    }
    app.clock.advance(chrono::Duration::minutes(1));
    let next = clerk.open("/schalter/neu/mangel-melden").await;
    next.must_say("Der offene Fall wird dabei geschlossen");
    assert_eq!(next.attributes("select[name=ort] option[selected]", "value"), ["wenden"]);
    let called = clerk.submit(&next, "/schalter/antrag", &[("art", "phone")]).await;
    assert!(called.form("/aufnahme").1.contains(&("assisted.location".to_owned(), "phone".to_owned())));
    let desk = clerk.open("/schalter").await;
    assert_eq!(
        desk.texts("ol.pf-desk-services a"),
        ["Mangel melden", "Erstattung von Kosten der Schülerbeförderung"]
    );
    assert_eq!(desk.attributes("ol.pf-desk-services a", "accesskey"), ["m", "v"]);
    let again = clerk.open(&format!("/schalter/neu/{SCHOOL}")).await;
    assert_eq!(
        again.attributes("select[name=ort] option[selected]", "value"),
        ["wenden"],
        "a telephone is no place"
    );
    app.stop().await;
}

#[actix_web::test]
async fn the_desk_finds_services_by_the_words_people_use() {
    let app = TestApp::start().await;
    let clerk = app.signed_in("petra", Role::Desk, &[]).await;
    let found = clerk.open("/schalter?q=Monatskarte%20Schule").await;
    assert_eq!(found.texts("ul.pf-desk-services a")[0], "Erstattung von Kosten der Schülerbeförderung");
    clerk.open("/schalter?q=Raumschiff").await.must_say("Dazu gibt es keine Leistung.");
    let strange = [("ort", "buergerbuero"), ("art", "gedanken")];
    let begin = clerk.open(&format!("/schalter/neu/{SCHOOL}")).await;
    let back = clerk.submit(&begin, "/schalter/antrag", &strange).await;
    assert_eq!(back.address, format!("/schalter/neu/{SCHOOL}"));
    let elsewhere = clerk.submit(&begin, "/schalter/antrag", &[("ort", "mond"), ("art", "help")]).await;
    assert_eq!(elsewhere.status, StatusCode::UNPROCESSABLE_ENTITY);
    clerk.open("/schalter").await.must_say("Sie haben keinen begonnenen Antrag.");
    app.stop().await;
}

#[actix_web::test]
async fn what_is_asked_depends_on_the_way_and_comes_in_its_place() {
    let app = TestApp::start().await;
    let clerk = app.signed_in("petra", Role::Desk, &[]).await;
    let names =
        |page: &crate::support::client::Page| page.attributes("main form [name^=assisted]", "name").join(" ");
    let beginning =
        [("assisted.privacy_given", "true"), ("assisted.not_involved", "true"), ("_action", "next")];
    let help = support::desk::begin(&clerk, SCHOOL).await;
    assert!(!names(&help).contains("id_check") && !names(&help).contains("approved_by"));
    let second = clerk.submit(&help, "/aufnahme", &beginning).await;
    assert!(second.address.ends_with("/wer-handelt"), "{}", second.address);
    assert!(names(&second).contains("id_check") && names(&second).contains("language"));
    let proxy = [("assisted.companion", "legal_representative"), ("assisted.id_check", "passport")];
    let proof = clerk.submit(&second, "/wer-handelt", &proxy).await;
    proof.must_say("Nachweis der Vertretung").must_say("wird nachgereicht");

    let fast = support::desk::begin_by(&clerk, SCHOOL, "paper").await;
    assert!(fast.address.ends_with("/schnell"), "a paper is typed in on one page: {}", fast.address);
    let paper = clerk.open(&fast.address.replace("schnell", "aufnahme")).await;
    paper.must_say("Eingang des Papierantrags");
    let day = [
        ("assisted.paper_received_on.day", "30"),
        ("assisted.paper_received_on.month", "9"),
        ("assisted.paper_received_on.year", "2025"),
    ];
    let second = clerk.submit(&paper, "/aufnahme", &[&beginning[..], &day[..]].concat()).await;
    assert!(second.address.ends_with("/wer-handelt"), "{:?}", second.texts("[data-error-summary] li"));
    assert!(!names(&second).contains("id_check") && names(&second).contains("companion"), "nobody is there");
    app.stop().await;
}
