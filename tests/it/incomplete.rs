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
async fn a_day_and_a_confirmation_are_asked_for_and_some_things_are_never_missing() {
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
    let other = support::desk::begin(&clerk, DOG).await;
    let page = clerk.submit(&other, "/aufnahme", &[("_action", "incomplete")]).await;
    page.must_say("Ohne diese Angaben geht es nicht").must_say("§ 20 VwVfG");
    let (target, mut controls) = page.form("/schalter/weiter");
    controls.extend([("confirmed".to_owned(), "true".to_owned())]);
    for (name, value) in [("frist.day", "1"), ("frist.month", "12"), ("frist.year", "2025")] {
        controls.push((name.to_owned(), value.to_owned()));
    }
    assert!(target.ends_with("weiter"));
    let forced = clerk.post(&page.address, &controls).await;
    assert!(!forced.address.contains("/eingang/"), "{}", forced.address);
    let worker = app.signed_in("steuer", Role::Caseworker, &["fb20"]).await;
    worker.open("/postkorb").await.must_say("Hier liegt zurzeit nichts.");
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
    assert!(!stays.says("Unvollständig annehmen"), "{}", stays.address);
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
