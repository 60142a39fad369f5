//! Nobody is sent away: the desk takes an application although something is missing (§ 24 Abs. 3 VwVfG), and everybody
//! sees what, and until when.

use pforte::domain::Role;
use reqwest::StatusCode;

use crate::support;
use crate::support::app::TestApp;
use crate::support::client::{Client, Page};

const DOG: &str = "hundesteuer-anmeldung";

/// Beginning, with a box that a clerk must tick, and a date that is none.
async fn hardly_anything(clerk: &Client) -> Page {
    let first = support::desk::begin(clerk, DOG).await;
    let told = [("assisted.privacy_given", "true"), ("assisted.not_involved", "true"), ("_action", "next")];
    let page = clerk.submit(&first, "/aufnahme", &told).await;
    let fast = clerk.open(&page.address.replace("wer-handelt", "schnell")).await;
    let typed = [
        ("applicant.person.family_name", "Özdemir"),
        ("applicant.person.given_names", "Ada"),
        ("holder_since.day", "31"),
        ("holder_since.month", "2"),
        ("holder_since.year", "2025"),
        ("_action", "incomplete"),
    ];
    clerk.submit(&fast, "/schnell", &typed).await
}

#[actix_web::test]
async fn an_application_that_lacks_nearly_everything_is_taken_and_says_what_is_missing() {
    let app = TestApp::start().await;
    let clerk = app.signed_in("petra", Role::Desk, &[]).await;
    let page = hardly_anything(&clerk).await;
    assert_eq!(page.heading(), "Unvollständig annehmen", "{}", page.address);
    page.must_say("Niemand darf abgewiesen werden");
    assert_eq!(
        page.attributes("[name='frist.day']", "value"),
        ["15"],
        "two weeks, unless the desk says otherwise"
    );
    let receipt = clerk.submit(&page, "/unvollstaendig", &[("confirmed", "true")]).await;
    assert!(
        receipt.heading().ends_with("ist eingegangen"),
        "{}: {:?}",
        receipt.address,
        receipt.texts("[data-error-summary] li")
    );
    receipt.must_say("Das Fehlende reichen Sie bis zum 15.10.2025 nach.");
    let paper = clerk.open(&format!("{}/druck", receipt.address)).await;
    paper.must_say("Unvollständig angenommen").must_say("Das reichen Sie noch nach");
    let to_come = paper.texts("main ul li");
    assert!(to_come.iter().any(|told| told.ends_with(" Angaben")), "many of a page are counted: {to_come:?}");
    assert!(to_come.len() <= 10, "{to_come:?}");
    assert!(
        !to_come.iter().any(|told| told.contains("Vorgelesen") || told.contains("Vorlesen")),
        "what the desk did not note is nothing to hand in: {to_come:?}"
    );

    let worker = app.signed_in("steuer", Role::Caseworker, &["fb20"]).await;
    let inbox = worker.open("/postkorb").await;
    inbox.must_say("unvollständig angenommen, Fehlendes bis 15.10.2025").must_say("Özdemir");
    let case = worker.open(&inbox.hrefs("table a")[0]).await;
    let lacks = case.texts("section[aria-labelledby=unvollstaendig-titel] li");
    assert!(lacks.len() > 5, "{lacks:?}");
    let date = lacks.iter().find(|text| text.contains("Eingegeben: 31.2.2025"));
    assert!(date.is_some(), "what was typed and could not be read is kept: {lacks:?}");
    app.stop().await;
}

#[actix_web::test]
async fn a_day_and_a_confirmation_are_asked_for() {
    let app = TestApp::start().await;
    let clerk = app.signed_in("petra", Role::Desk, &[]).await;
    let page = hardly_anything(&clerk).await;
    let take = async |day, confirmed| {
        let said =
            [("frist.day", day), ("frist.month", "9"), ("frist.year", "2025"), ("confirmed", confirmed)];
        clerk.submit(&page, "/unvollstaendig", &said).await
    };
    for (day, confirmed, message) in [
        ("30", "true", "Die Frist darf nicht in der Vergangenheit liegen."),
        ("31", "true", "Geben Sie ein Datum mit Tag, Monat und Jahr ein."),
        ("", "true", "Geben Sie ein Datum mit Tag, Monat und Jahr ein."),
        ("1", "", "Bestätigen Sie, dass Sie"),
    ] {
        let refused = take(day, confirmed).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{day} {confirmed}");
        refused.must_say(message);
        assert_eq!(refused.attributes("[name='frist.day']", "value"), [day], "what was typed stays");
    }
    app.stop().await;
}

/// Also whoever sends what the page does not offer is asked for it: the button is gone, and its request is refused.
#[actix_web::test]
async fn what_is_never_missing_cannot_be_left_out_by_hand() {
    let app = TestApp::start().await;
    let clerk = app.signed_in("petra", Role::Desk, &[]).await;
    let offered = hardly_anything(&clerk).await;
    let day = [("frist.day", "1"), ("frist.month", "12"), ("frist.year", "2025"), ("confirmed", "true")];
    let first = offered.address.replace("unvollstaendig", "aufnahme");
    // With the key of the draft, as the page carried it, and the revision of its last page.
    let force = async || {
        let revision = clerk.open(&first).await.attributes("form [name=_revision]", "value").remove(0);
        let said = [&day[..], &[("_revision", revision.as_str())]].concat();
        clerk.submit(&offered, "/unvollstaendig", &said).await
    };
    let involved = async |told| {
        let page = clerk.open(&first).await;
        clerk.submit(&page, "/aufnahme", &[("assisted.not_involved", told), ("_action", "incomplete")]).await
    };
    let page = involved("").await;
    page.must_say("Ohne diese Angaben geht es nicht").must_say("§ 20 VwVfG");
    assert!(page.attributes("main form", "action").is_empty(), "no button to take it by");
    let forced = force().await;
    assert!(forced.address.ends_with("/unvollstaendig"), "{}", forced.address);
    forced.must_say("Ohne diese Angaben geht es nicht");
    let worker = app.signed_in("steuer", Role::Caseworker, &["fb20"]).await;
    worker.open("/postkorb").await.must_say("Hier liegt zurzeit nichts.");

    // The same request is taken as soon as the record says it.
    involved("true").await;
    let receipt = force().await;
    assert!(receipt.address.starts_with("/schalter/eingang/"), "{}", receipt.address);
    app.stop().await;
}

#[actix_web::test]
async fn what_lacks_nothing_is_checked_and_sent_as_ever_and_nobody_else_takes_anything_incomplete() {
    let app = TestApp::start().await;
    // The day of that case.
    app.clock.advance(chrono::Duration::days(420));
    let clerk = app.signed_in("petra", Role::Desk, &[]).await;
    let form = app.library.catalogue().find(DOG).unwrap().assisted.clone();
    let first = support::desk::begin(&clerk, DOG).await;
    let answers = support::cases::answers("dog_tax_registration", "am_schalter");
    let check = support::filling::to_check_page(&clerk, &form, &answers, first).await;
    let complete = clerk.open(&check.address.replace("pruefen", "unvollstaendig")).await;
    assert!(complete.address.ends_with("/pruefen"), "{}", complete.address);
    let receipt = clerk.submit(&check, "/absenden", &[("confirmed", "true")]).await;
    assert!(!receipt.says("Unvollständig angenommen"));
    let citizen = app.browser();
    let service = citizen.open(&format!("/leistungen/{DOG}")).await;
    let page = citizen.submit(&service, "/antrag", &[]).await;
    let stays = citizen.submit(&page, &page.address, &[("_action", "incomplete")]).await;
    assert_eq!(stays.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", stays.address);
    assert!(!stays.says("Unvollständig annehmen"), "{}", stays.address);
    let worker = app.signed_in("steuer", Role::Caseworker, &["fb20"]).await;
    let inbox = worker.open("/postkorb").await;
    assert_eq!(inbox.texts("table tbody tr").len(), 1, "only what the desk sent");
    app.stop().await;
}

#[actix_web::test]
async fn a_paper_from_the_future_and_an_approval_without_a_witness_are_not_taken() {
    let app = TestApp::start().await;
    let clerk = app.signed_in("petra", Role::Desk, &[]).await;
    let declared = [("assisted.privacy_given", "true"), ("assisted.not_involved", "true")];
    let first = support::desk::begin(&clerk, DOG).await;
    let paper = [
        ("assisted.mode", "paper"),
        ("assisted.paper_received_on.day", "2"),
        ("assisted.paper_received_on.month", "10"),
        ("assisted.paper_received_on.year", "2025"),
        ("_action", "incomplete"),
    ];
    let fast = clerk.open(&first.address.replace("aufnahme", "schnell")).await;
    let page = clerk.submit(&fast, "/schnell", &[&declared[..], &paper].concat()).await;
    page.must_say("Ohne diese Angaben geht es nicht").must_say("darf nicht in der Zukunft liegen");
    assert!(page.attributes("form", "action").iter().all(|action| !action.ends_with("/unvollstaendig")));

    let oral = [("assisted.approved_by", "oral"), ("_action", "incomplete")];
    let first = support::desk::begin_by(&clerk, DOG, "oral").await;
    let fast = clerk.open(&first.address.replace("aufnahme", "schnell")).await;
    let page = clerk.submit(&fast, "/schnell", &[&declared[..], &oral].concat()).await;
    page.must_say("Ohne diese Angaben geht es nicht").must_say("die Kennung der zweiten Person");
    app.stop().await;
}
