//! Fast entry: a paper form is typed in on one page. Nothing holds the clerk up, and nobody's answers get into
//! somebody else's draft.

use std::fs;
use std::path::Path;

use chrono::Duration;
use pforte::domain::{Channel, Role};
use reqwest::StatusCode;

use crate::support;
use crate::support::app::TestApp;
use crate::support::cases::answers;
use crate::support::client::{Client, Page};
use crate::support::filling::answer;

const DOG: &str = "hundesteuer-anmeldung";

/// The fast entry of an application for the next resident.
async fn begin(clerk: &Client) -> Page {
    let first = support::desk::begin(clerk, DOG).await;
    first.must_say("Schnellerfassung (alles auf einer Seite)");
    clerk.open(&first.address.replace("aufnahme", "schnell")).await
}

/// What stands in a control of the page's form.
fn typed(page: &Page, name: &str) -> Vec<String> {
    let controls = page.form("/schnell").1.into_iter();
    controls.filter(|(known, _)| known == name).map(|(_, value)| value).collect()
}

fn is_asked(page: &Page, name: &str) -> bool {
    !page.attributes(&format!("main [name='{name}']"), "name").is_empty()
}

fn warnings(page: &Page) -> Vec<String> {
    page.texts(".pf-fast__warnings li")
}

#[actix_web::test]
async fn a_paper_form_is_filed_in_a_few_posts_from_one_page() {
    let app = TestApp::start().await;
    // The day of that case.
    app.clock.advance(Duration::days(420));
    let clerk = app.signed_in("petra", Role::Desk, &[]).await;
    let form = app.library.catalogue().find(DOG).unwrap().form(Channel::Assisted).clone();
    let paper = answers("dog_tax_registration", "papieranmeldung");
    let mut page = begin(&clerk).await;
    assert!(
        page.says("1 Anlass") && page.says("9.1 Ich versichere"),
        "all pages with the numbers of the paper"
    );
    assert!(!is_asked(&page, "assisted.paper_received_on.day"), "only what applies");
    assert_eq!(warnings(&page), [] as [String; 0], "nothing is wrong before anything was typed");
    page = clerk.submit(&page, "/schnell", &[("assisted.mode", "paper")]).await;
    page.must_say("Zu den Angaben gibt es weitere Fragen");
    assert!(is_asked(&page, "assisted.paper_received_on.day"));
    let mut posts = 1;
    while !warnings(&page).is_empty() {
        page = answer(&clerk, &form, &paper, &page).await;
        posts += 1;
        assert!(posts <= 3, "{:?}", warnings(&page));
    }
    let check = clerk.submit(&page, "/schnell", &[("_action", "check")]).await;
    assert!(check.address.ends_with("/pruefen"), "{}: {:?}", check.address, check.texts(".kern-error"));
    let receipt = clerk.submit(&check, "/absenden", &[("confirmed", "true")]).await;
    receipt.must_say("ist eingegangen").must_say("Gilt als eingegangen am");
    app.stop().await;
}

#[actix_web::test]
async fn mistakes_are_kept_and_told_as_warnings() {
    let app = TestApp::start().await;
    let clerk = app.signed_in("petra", Role::Desk, &[]).await;
    let page = begin(&clerk).await;
    let wrong = [
        ("applicant.person.family_name", "Öztürk"),
        ("applicant.address.postal_code", "123"),
        ("holder_since.day", "31"),
        ("holder_since.month", "2"),
        ("holder_since.year", "2026"),
    ];
    let page = clerk.submit(&page, "/schnell", &wrong).await;
    assert_eq!(page.status, StatusCode::OK);
    for (name, text) in wrong {
        assert_eq!(typed(&page, name), [text], "{name}");
    }
    let told = warnings(&page);
    assert!(told.iter().any(|text| text.contains("Postleitzahl")), "{told:?}");
    assert!(told.iter().any(|text| text.contains("ein Datum sein, das es gibt")), "{told:?}");
    let leads_to = page.hrefs(".pf-fast__warnings li a");
    for href in leads_to {
        let id = href.trim_start_matches('#');
        assert!(page.html.contains(&format!("id=\"{id}\"")), "{href}");
    }
    page.must_say("Angaben, die fehlen oder nicht stimmen");
    assert_eq!(page.texts(".kern-error"), [] as [String; 0], "a warning is no wall");
    let check = clerk.submit(&page, "/schnell", &[("_action", "check")]).await;
    assert!(!check.address.ends_with("/schnell"), "the ordinary rules hold: {}", check.address);
    assert!(!check.address.ends_with("/pruefen"), "{}", check.address);
    app.stop().await;
}

#[actix_web::test]
async fn rows_are_added_and_removed_on_the_same_page() {
    let app = TestApp::start().await;
    let clerk = app.signed_in("petra", Role::Desk, &[]).await;
    let page = begin(&clerk).await;
    let add = [("_action", "add:dogs"), ("applicant.person.family_name", "Öztürk")];
    let page = clerk.submit(&page, "/schnell", &add).await;
    assert!(page.address.ends_with("/schnell"), "{}", page.address);
    assert_eq!(typed(&page, "applicant.person.family_name"), ["Öztürk"], "the rest is kept");
    let page = clerk.submit(&page, "/schnell", &[("dogs.0.name", "Bello"), ("_action", "add:dogs")]).await;
    let page = clerk.submit(&page, "/schnell", &[("dogs.1.name", "Rex")]).await;
    let old = page.clone();
    let page = clerk.submit(&page, "/schnell", &[("_action", "remove:dogs.0")]).await;
    assert_eq!(
        (typed(&page, "dogs.0.name"), is_asked(&page, "dogs.1.name")),
        (vec!["Rex".to_owned()], false)
    );
    let late = clerk.submit(&old, "/schnell", &[("dogs.0.name", "Waldi")]).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert_eq!(typed(&late, "dogs.0.name"), ["Rex"], "in no wrong row");
    assert!(!late.says("Gespeichert."), "what was sent is not");
    app.stop().await;
}

#[actix_web::test]
async fn what_was_changed_elsewhere_is_not_overwritten_and_nothing_typed_is_lost() {
    let app = TestApp::start().await;
    let clerk = app.signed_in("petra", Role::Desk, &[]).await;
    let old = begin(&clerk).await;
    clerk.submit(&old, "/schnell", &[("applicant.person.family_name", "Öztürk")]).await;
    let late = clerk.submit(&old, "/schnell", &[("applicant.person.given_names", "Robin")]).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    late.must_say("Noch nicht gespeichert").must_say("Angaben, die fehlen oder nicht stimmen");
    assert!(!late.says("Gespeichert."), "nothing of it is");
    assert_eq!(typed(&late, "applicant.person.given_names"), ["Robin"]);
    let stored = clerk.open(&old.address).await;
    assert_eq!(typed(&stored, "applicant.person.family_name"), ["Öztürk"]);
    assert_eq!(typed(&stored, "applicant.person.given_names"), [""]);
    let both = [("applicant.person.family_name", "Öztürk")];
    let again = clerk.submit(&late, "/schnell", &both).await;
    assert_eq!(again.status, StatusCode::OK);
    assert_eq!(typed(&again, "applicant.person.given_names"), ["Robin"]);
    app.stop().await;
}

#[actix_web::test]
async fn what_a_page_in_another_window_kept_is_not_overwritten_either() {
    let app = TestApp::start().await;
    let clerk = app.signed_in("petra", Role::Desk, &[]).await;
    let fast = begin(&clerk).await;
    let other = clerk.open(&fast.address.replace("schnell", "aufnahme")).await;
    let kept = [("assisted.mode", "paper"), ("_action", "keep")];
    assert_eq!(clerk.submit(&other, "/aufnahme", &kept).await.status, StatusCode::NO_CONTENT);
    let late = clerk.submit(&fast, "/schnell", &[("applicant.person.given_names", "Robin")]).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert_eq!(typed(&late, "applicant.person.given_names"), ["Robin"]);
    let stored = clerk.open(&fast.address).await;
    assert_eq!(typed(&stored, "assisted.mode"), ["paper"]);

    // What the page kept itself is its own: it knows the revision.
    let half = [("applicant.person.given_names", "Robin"), ("_action", "keep")];
    let kept = clerk.submit(&stored, "/schnell", &half).await;
    assert_eq!(kept.status, StatusCode::NO_CONTENT);
    let revision = kept.headers["x-revision"].to_str().unwrap();
    let whole = [("applicant.person.given_names", "Robin Marie"), ("_revision", revision)];
    let saved = clerk.submit(&stored, "/schnell", &whole).await;
    assert_eq!(saved.status, StatusCode::OK);
    assert_eq!(typed(&saved, "applicant.person.given_names"), ["Robin Marie"]);
    app.stop().await;
}

#[actix_web::test]
async fn changing_between_one_page_and_many_saves_what_was_typed() {
    let app = TestApp::start().await;
    let clerk = app.signed_in("petra", Role::Desk, &[]).await;
    let first = support::desk::begin(&clerk, DOG).await;
    assert_eq!(first.attributes("main button[value=fast]", "form"), ["antrag"]);
    let fast = clerk.submit(&first, "/aufnahme", &[("assisted.mode", "paper"), ("_action", "fast")]).await;
    assert!(fast.address.ends_with("/schnell"), "{}", fast.address);
    assert_eq!(typed(&fast, "assisted.mode"), ["paper"]);
    let ways = fast.attributes("#antrag .pf-fast__head button[name=_action]", "value");
    assert_eq!(ways[0], "page:aufnahme");
    let half = [("applicant.person.family_name", "Öztürk"), ("_action", ways[0].as_str())];
    let page = clerk.submit(&fast, "/schnell", &half).await;
    assert!(page.address.ends_with("/aufnahme"), "{}", page.address);
    assert_eq!(page.attributes("[name='assisted.mode'][checked]", "value"), ["paper"]);
    let fast = clerk.submit(&page, "/aufnahme", &[("_action", "fast")]).await;
    assert_eq!(typed(&fast, "applicant.person.family_name"), ["Öztürk"]);

    let nowhere = clerk.submit(&fast, "/schnell", &[("_action", "page:../../../amt")]).await;
    assert_eq!(nowhere.status, StatusCode::NOT_FOUND);
    app.stop().await;
}

#[actix_web::test]
async fn answers_of_one_resident_are_in_no_other_draft_and_at_no_colleague() {
    let app = TestApp::start().await;
    let petra = app.signed_in("petra", Role::Desk, &[]).await;
    let first = begin(&petra).await;
    let named = [("applicant.person.family_name", "Beispiel")];
    let first = petra.submit(&first, "/schnell", &named).await;
    let next = begin(&petra).await;
    assert_ne!(next.address, first.address);
    assert!(!next.html.contains("Beispiel"));
    assert!(!petra.open(&first.address).await.html.contains("Beispiel"), "its case is not open");
    // The page of the first resident, sent to the second one's address, or to its own.
    for address in [&next.address, &first.address] {
        let refused = petra.post(address, &first.form("/schnell").1).await;
        assert!(!refused.status.is_success(), "{address}: {}", refused.status);
    }
    let next = petra.open(&next.address).await;
    assert_eq!(typed(&next, "applicant.person.family_name"), [""]);
    let omar = app.signed_in("omar", Role::Desk, &[]).await;
    assert!(!omar.open(&first.address).await.html.contains("Beispiel"));
    let posted = omar.post(&first.address, &omar.open("/schalter").await.form("/amt/abmelden").1).await;
    assert!(!posted.status.is_success() && !posted.html.contains("Beispiel"), "{}", posted.status);
    app.stop().await;
}

#[actix_web::test]
async fn whoever_closes_the_case_or_locks_the_desk_loses_nothing_of_the_page() {
    let app = TestApp::start().await;
    let clerk = app.signed_in("petra", Role::Desk, &[]).await;
    let page = begin(&clerk).await;
    let half = [("applicant.person.family_name", "Öztürk"), ("_action", "close")];
    let desk = clerk.submit(&page, "/schnell", &half).await;
    assert_eq!(desk.address.split('?').next(), Some("/schalter"), "{}", desk.address);
    let opened = clerk.submit(&desk, "/oeffnen", &[]).await;
    assert_eq!(opened.status, StatusCode::OK);
    let page = clerk.open(&page.address).await;
    assert_eq!(typed(&page, "applicant.person.family_name"), ["Öztürk"]);
    app.stop().await;
}

#[actix_web::test]
async fn a_scan_comes_along_with_the_page_and_is_in_its_draft_only() {
    let app = TestApp::start().await;
    let clerk = app.signed_in("petra", Role::Desk, &[]).await;
    let page = begin(&clerk).await;
    let page = clerk.submit(&page, "/schnell", &[("applicant.representation.acting_as", "proxy")]).await;
    assert!(is_asked(&page, "papers.mandate"));
    let scan =
        fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/files/invoice.pdf")).unwrap();
    let typed_too = [("applicant.person.family_name", "Öztürk")];
    let page =
        clerk.upload(&page, "/schnell", &typed_too, &[("papers.mandate", "Vollmacht.pdf", &scan)]).await;
    page.must_say("Vollmacht.pdf");
    assert_eq!(typed(&page, "applicant.person.family_name"), ["Öztürk"]);
    let files =
        || fs::read_dir(&app.files_folder).unwrap().flatten().filter(|entry| entry.path().is_file()).count();
    assert_eq!(files(), 1);
    // What came with a page that is not taken belongs to nobody.
    let stale =
        clerk.upload(&page, "/schnell", &[("_revision", "1")], &[("papers.mandate", "B.pdf", &scan)]).await;
    assert_eq!((stale.status, files()), (StatusCode::CONFLICT, 1));
    assert!(!begin(&clerk).await.says("Vollmacht.pdf"));
    app.stop().await;
}
