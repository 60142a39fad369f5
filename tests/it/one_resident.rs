//! One resident at a time: while the case of one person lies open at the desk, nothing of another one is shown or
//! changed, whatever comes back: a second tab, the back button, an address, a stale page, an ended session.

use std::collections::BTreeSet;

use chrono::Duration;
use pforte::domain::{Channel, Role};
use pforte::web::routes::ADDRESSES;
use reqwest::StatusCode;

use crate::support;
use crate::support::app::{PASSWORD, TestApp};
use crate::support::cases::answers;
use crate::support::client::{Client, Page};
use crate::support::filling::to_check_page;

const SCHOOL: &str = "schuelerbefoerderung-erstattung";

/// What stands in the application of resident A, and nowhere else.
const OF_A: [&str; 4] = ["Robin", "Musterweg", "38108", "593,00"];

/// The first page of an application for the next resident.
async fn begin(clerk: &Client) -> Page {
    support::desk::begin(clerk, SCHOOL).await
}

/// The check page of resident A.
async fn check_page_of_a(app: &TestApp, clerk: &Client) -> Page {
    let form = app.library.catalogue().find(SCHOOL).unwrap().form(Channel::Assisted).clone();
    let check =
        to_check_page(clerk, &form, &answers("school_transport_refund", "desk_help"), begin(clerk).await)
            .await;
    for text in OF_A {
        assert!(check.html.contains(text), "{text} marks nothing of A");
    }
    check
}

fn draft_of(page: &Page) -> String {
    page.address.split('/').nth(3).unwrap().to_owned()
}

/// What a page shows of A.
fn shown_of_a(page: &Page) -> Vec<&'static str> {
    OF_A.into_iter().filter(|text| page.html.contains(text)).collect()
}

/// Every address that anybody may read, for a draft and a receipt.
fn addresses(app: &TestApp, draft: &str, number: &str) -> BTreeSet<String> {
    let form = app.library.catalogue().find(SCHOOL).unwrap().form(Channel::Assisted).clone();
    // What programs ask is the same for everybody, and tells of a made-up Musterweg.
    let reads = ADDRESSES.iter().filter(|it| it.method == "GET" && !it.pattern.starts_with("/api/"));
    let named = |pattern: &str, page: &str| {
        pattern
            .replace("{slug}", SCHOOL)
            .replace("{draft}", draft)
            .replace("{number}", number)
            .replace("{page}", page)
            .replace("{item}", "1")
            .replace("{own}", draft)
            .replace("{case}", draft)
    };
    reads.flat_map(|address| form.pages.iter().map(move |page| named(address.pattern, &page.id))).collect()
}

#[actix_web::test]
async fn while_one_case_lies_open_no_address_shows_another_resident() {
    let app = TestApp::start().await;
    let clerk = app.signed_in("petra", Role::Desk, &[]).await;
    let filed = check_page_of_a(&app, &clerk).await;
    let receipt = clerk.submit(&filed, "/absenden", &[("confirmed", "true")]).await;
    let number = receipt.address.rsplit('/').next().unwrap().to_owned();
    assert!(!shown_of_a(&receipt).is_empty(), "the receipt lies open");
    let draft = draft_of(&check_page_of_a(&app, &clerk).await);
    let of_b = begin(&clerk).await;
    let all = addresses(&app, &draft, &number);
    assert!(all.len() > 60 && all.contains(&format!("/schalter/antrag/{draft}/pruefen")), "{}", all.len());
    let mut shown = Vec::new();
    for address in &all {
        let page = clerk.open(address).await;
        shown.extend(
            shown_of_a(&page).into_iter().map(|text| format!("{text} on {address} → {}", page.address)),
        );
    }
    assert!(shown.is_empty(), "{}", shown.join("\n"));
    clerk
        .open(&format!("/schalter/antrag/{draft}/pruefen"))
        .await
        .must_say("Der gewünschte Fall ist nicht offen");
    assert_eq!(clerk.open(&of_b.address).await.status, StatusCode::OK, "B lies open all the time");

    // With nothing open, only the clerk's own list names A, and each case opens by a press alone.
    let desk = clerk.submit(&clerk.open("/schalter").await, "/schalter/weiter", &[]).await;
    desk.must_say("Robin Beispiel").must_say(&number[..3]);
    for address in
        all.iter().filter(|it| it.starts_with("/schalter/") && (it.contains(&draft) || it.contains(&number)))
    {
        let page = clerk.open(address).await;
        assert_eq!(page.address, "/schalter?anderer-fall", "{address}");
    }
    let opened = clerk.submit(&desk, &format!("/antrag/{draft}/oeffnen"), &[]).await;
    assert!(opened.address.ends_with("/pruefen") && !shown_of_a(&opened).is_empty());
    assert_eq!(clerk.open(&of_b.address).await.address, "/schalter?anderer-fall", "B was closed by it");
    app.stop().await;
}

#[actix_web::test]
async fn every_page_of_an_open_case_says_whose_it_is() {
    let app = TestApp::start().await;
    let clerk = app.signed_in("petra", Role::Desk, &[]).await;
    let check = check_page_of_a(&app, &clerk).await;
    let draft = draft_of(&check);
    let pages = pages_with_banner(&app, &clerk, &format!("/schalter/antrag/{draft}")).await;
    for page in ["pruefen", "aufnahme", "fahrkarten", "schnell", "vorlesen", "datenschutz", "uebergabe"] {
        assert!(pages.contains(page), "{page} is not among {pages:?}");
    }
    let receipt = clerk.submit(&check, "/absenden", &[("confirmed", "true")]).await;
    let pages = pages_with_banner(&app, &clerk, &receipt.address).await;
    let number = receipt.address.rsplit('/').next().unwrap();
    assert_eq!(pages, [number, "datenschutz", "druck"].map(str::to_owned).into());
    app.stop().await;
}

/// Opens every page below the address of an open case, except files; each has to name Robin Beispiel in its banner.
/// The last words of their addresses.
async fn pages_with_banner(app: &TestApp, clerk: &Client, case: &str) -> BTreeSet<String> {
    let (begin, key) = case.rsplit_once('/').unwrap();
    let all = addresses(app, key, key);
    let mut found = BTreeSet::new();
    let mut bare = BTreeSet::new();
    for address in all.iter().filter(|it| it.starts_with(&format!("{begin}/{key}")) && !it.contains('{')) {
        let page = clerk.open(address).await;
        if page.status != StatusCode::OK {
            continue;
        }
        assert!(page.address.starts_with(case), "{address} leads to {}", page.address);
        if page.texts(".pf-banner strong").last().is_none_or(|name| name != "Robin Beispiel") {
            bare.insert(page.address.clone());
        }
        let path = page.address.split(['?', '#']).next().unwrap();
        found.insert(path.rsplit('/').next().unwrap().to_owned());
    }
    assert!(bare.is_empty(), "no banner of the resident on {bare:#?}");
    found
}

#[actix_web::test]
async fn what_a_second_tab_sends_lands_in_no_other_case_and_comes_back() {
    let app = TestApp::start().await;
    let clerk = app.signed_in("petra", Role::Desk, &[]).await;
    let check_a = check_page_of_a(&app, &clerk).await;
    let page_a = name_page(&app, &clerk, &check_a).await;
    let page_b = begin(&clerk).await;
    let before = clerk.open(&page_b.address).await;
    let (target_a, sent_a) = page_a.form(&page_a.address);
    let (target_b, sent_b) = page_b.form(&page_b.address);
    for action in ["next", "back", "later", "close", "lock", "keep", "add:tickets"] {
        let answer = clerk.submit(&page_a, &target_a, &[("_action", action)]).await;
        assert_eq!(answer.status, StatusCode::CONFLICT, "{action}");
        assert!(!answer.texts("body").concat().contains("Robin"), "{action}");
    }
    for form in ["/absenden", "/schalter/weiter", "/schalter/sperren"] {
        let answer = clerk.submit(&check_a, form, &[("confirmed", "true")]).await;
        let is_lock = form.ends_with("sperren");
        if is_lock {
            assert!(answer.address.starts_with("/amt/anmelden"), "locking is always possible");
            app.sign_in(&clerk, "petra", PASSWORD).await;
            let desk = clerk.open("/schalter").await;
            clerk.submit(&desk, &target_b.replace("aufnahme", "oeffnen"), &[]).await;
        } else {
            let is_refused =
                answer.status == StatusCode::CONFLICT || answer.address == "/schalter?anderer-fall";
            assert!(
                is_refused && shown_of_a(&answer).is_empty(),
                "{form}: {} {}",
                answer.status,
                answer.address
            );
        }
    }
    // A's answers with B's address, and the other way round; A's token everywhere.
    for (target, controls) in [(&target_b, &sent_a), (&target_a, &sent_b)] {
        let answer = clerk.post(target, controls).await;
        assert!(
            [StatusCode::CONFLICT, StatusCode::FORBIDDEN].contains(&answer.status),
            "{target}: {}",
            answer.status
        );
    }
    let token_a = sent_a.iter().find(|(name, _)| name == "_csrf").unwrap().clone();
    let give_up = target_a.replace(target_a.rsplit('/').next().unwrap(), "verwerfen");
    assert_eq!(
        clerk.post(&give_up, &[token_a]).await.status,
        StatusCode::CONFLICT,
        "A is not given up from B"
    );
    let after = clerk.open(&page_b.address).await;
    // The revision is among it; the token is that of the new session.
    let standing = |page: &Page| {
        let (_, mut controls) = page.form(&page_b.address);
        controls.retain(|(name, _)| name != "_csrf");
        controls
    };
    assert!(standing(&before).iter().any(|(name, _)| name == "_revision"));
    assert_eq!(standing(&after), standing(&before));
    assert!(shown_of_a(&after).is_empty());

    let refused = clerk.submit(&page_a, &target_a, &[("applicant.person.given_names", "Robin Marie")]).await;
    refused.must_say("Gerade ist ein anderer Fall offen").must_say("nichts gespeichert");
    let opened = clerk.submit(&refused, "/oeffnen", &[]).await;
    assert_eq!(opened.heading(), "Ihre Eingaben sind noch da");
    assert!(
        !shown_of_a(&clerk.open(&check_a.address).await).contains(&"Robin Marie"),
        "nothing is sent unasked"
    );
    clerk.submit(&opened, &target_a, &[]).await;
    clerk.open(&check_a.address).await.must_say("Robin Marie Beispiel");
    app.stop().await;
}

/// The page of A's application that asks for the name.
async fn name_page(app: &TestApp, clerk: &Client, check: &Page) -> Page {
    let form = app.library.catalogue().find(SCHOOL).unwrap().form(Channel::Assisted).clone();
    for page in &form.pages {
        let found = clerk.open(&check.address.replace("pruefen", &page.id)).await;
        if !found.attributes("[name='applicant.person.given_names']", "value").is_empty() {
            return found;
        }
    }
    panic!("no page asks for the name")
}

#[actix_web::test]
async fn finishing_switching_and_locking_clear_what_the_browser_keeps() {
    let app = TestApp::start().await;
    let clerk = app.signed_in("petra", Role::Desk, &[]).await;
    let clears = |page: &Page| page.headers.get("clear-site-data").is_some_and(|value| value == "\"cache\"");
    let check = check_page_of_a(&app, &clerk).await;
    for page in [&check, &name_page(&app, &clerk, &check).await] {
        assert_eq!(page.headers["cache-control"], "no-store");
    }
    let receipt = clerk.submit(&check, "/absenden", &[("confirmed", "true")]).await;
    assert_eq!(receipt.headers["cache-control"], "no-store");
    let once = clerk.without_following();
    let finished = once.submit(&receipt, "/schalter/weiter", &[]).await;
    assert!(finished.status == StatusCode::SEE_OTHER && clears(&finished));
    for gone in [&check.address, &receipt.address, &format!("{}/druck", receipt.address)] {
        assert_eq!(clerk.open(gone).await.address, "/schalter?anderer-fall", "back to {gone}");
    }
    let begun = support::desk::begin(&once, SCHOOL).await;
    assert!(clears(&begun), "beginning for the next person");
    let closed = once.submit(&clerk.open("/schalter").await, "/schalter/weiter", &[]).await;
    assert!(clears(&closed));
    let switched = once.submit(&clerk.open("/schalter").await, "/oeffnen", &[]).await;
    assert!(switched.status == StatusCode::SEE_OTHER && clears(&switched));
    let page = clerk.open(switched.headers["location"].to_str().unwrap()).await;
    let locked = once.submit(&page, "/schalter/sperren", &[]).await;
    assert!(clears(&locked) && locked.headers["location"] == "/amt/anmelden?gesperrt");
    assert!(clerk.open("/schalter").await.address.starts_with("/amt/anmelden"));
    clerk.open("/amt/anmelden?gesperrt").await.must_say("Der Schalter ist gesperrt");
    app.stop().await;
}

#[actix_web::test]
async fn the_desk_locks_when_nobody_is_there_and_keeps_the_draft() {
    let app = TestApp::start().await;
    let clerk = app.signed_in("petra", Role::Desk, &[]).await;
    let page = name_page(&app, &clerk, &check_page_of_a(&app, &clerk).await).await;
    let check = clerk.open(&page.address.replace(page.address.rsplit('/').next().unwrap(), "pruefen")).await;
    let stay = |page: &Page| {
        let token = page.form("/schalter/sperren").1;
        let clerk = &clerk;
        async move { clerk.post("/schalter/wach", &token).await.status }
    };
    for _ in 0..4 {
        app.clock.advance(Duration::minutes(3));
        assert_eq!(stay(&check).await, StatusCode::NO_CONTENT, "somebody is there");
    }
    app.clock.advance(Duration::minutes(5));
    let late = clerk.submit(&page, &page.address, &[("applicant.person.given_names", "Robin Marie")]).await;
    assert_eq!(late.status, StatusCode::FORBIDDEN);
    late.must_say("Ihre Sitzung ist beendet");

    // A colleague signs in at the same place: nothing of A is theirs.
    app.add_clerk("omar", Role::Desk, &[]).await;
    let login = [("login", "omar"), ("password", PASSWORD)];
    let colleague = clerk.submit(&late, "/amt/anmelden", &login).await;
    assert!(shown_of_a(&colleague).is_empty(), "{}", colleague.address);
    assert!(shown_of_a(&clerk.open("/schalter").await).is_empty());
    clerk.submit(&clerk.open("/schalter").await, "/abmelden", &[]).await;

    let login = [("login", "petra"), ("password", PASSWORD)];
    let back = clerk.submit(&late, "/amt/anmelden", &login).await;
    assert_eq!(back.heading(), "Ihre Eingaben sind noch da");
    clerk.submit(&back, &page.address, &[]).await;
    clerk.open(&check.address).await.must_say("Robin Marie Beispiel");
    app.stop().await;
}

#[actix_web::test]
async fn leaving_a_page_without_scripts_keeps_what_is_typed_on_it() {
    let app = TestApp::start().await;
    let clerk = app.signed_in("petra", Role::Desk, &[]).await;
    let check = check_page_of_a(&app, &clerk).await;
    let page = name_page(&app, &clerk, &check).await;
    let typed = |name| [("applicant.person.given_names", name), ("_action", "close")];
    let desk = clerk.submit(&page, &page.address, &typed("Robin Marie")).await;
    assert_eq!(desk.address, "/schalter");
    let opened = clerk.submit(&desk, "/oeffnen", &[]).await;
    opened.must_say("Robin Marie Beispiel");
    let page = name_page(&app, &clerk, &check).await;
    let lock = [("applicant.person.given_names", "Robin Luise"), ("_action", "lock")];
    let locked = clerk.submit(&page, &page.address, &lock).await;
    assert_eq!(locked.address, "/amt/anmelden?gesperrt");
    app.sign_in(&clerk, "petra", PASSWORD).await;
    clerk.submit(&clerk.open("/schalter").await, "/oeffnen", &[]).await.must_say("Robin Luise Beispiel");
    app.stop().await;
}

#[actix_web::test]
async fn only_typed_pages_wait_for_somebody_without_scripts() {
    let app = TestApp::start().await;
    let clerk = app.signed_in("petra", Role::Desk, &[]).await;
    let leaves = |page: &Page| {
        !page.attributes("noscript", "class").is_empty() || page.html.contains("http-equiv=\"refresh\"")
    };
    let check = check_page_of_a(&app, &clerk).await;
    assert!(leaves(&check) && leaves(&clerk.open("/schalter").await));
    assert!(!leaves(&name_page(&app, &clerk, &check).await), "what is typed would be lost");
    let receipt = clerk.submit(&check, "/absenden", &[("confirmed", "true")]).await;
    assert!(leaves(&receipt) && leaves(&clerk.open(&format!("{}/druck", receipt.address)).await));
    let citizen = app.browser().open(&format!("/leistungen/{SCHOOL}")).await;
    assert!(!leaves(&citizen));
    app.stop().await;
}

#[actix_web::test]
async fn a_caseworker_at_the_desk_sees_no_other_case_beside_a_resident() {
    let app = TestApp::start().await;
    let clerk = app.signed_in("petra", Role::Desk, &[]).await;
    let check = check_page_of_a(&app, &clerk).await;
    clerk.submit(&check, "/absenden", &[("confirmed", "true")]).await;
    app.add_clerk("schule", Role::Caseworker, &["fb40"]).await;
    app.command(&["staff", "change", "schule", "--desk"], "").unwrap();
    let worker = app.browser();
    app.sign_in(&worker, "schule", PASSWORD).await;
    let inbox = worker.open("/postkorb").await;
    inbox.must_say("Robin Beispiel");
    let case = inbox.hrefs("table a")[0].clone();
    let opened = worker.open(&case).await;
    begin(&worker).await;
    for address in ["/postkorb", &case, "/schalter"] {
        let page = worker.open(address).await;
        assert!(shown_of_a(&page).is_empty(), "{address}");
    }
    let note = worker.submit(&opened, "/notiz", &[("notiz", "Telefonat mit der Schule")]).await;
    assert_eq!(note.status, StatusCode::CONFLICT);
    note.must_say("Am Schalter ist noch ein Fall offen.");
    worker.submit(&worker.open("/schalter").await, "/schalter/weiter", &[]).await;
    worker.submit(&note, "/notiz", &[]).await.must_say("Telefonat mit der Schule").must_say("Robin Beispiel");
    app.stop().await;
}

#[actix_web::test]
async fn what_was_sent_for_another_case_outlives_the_session_too() {
    let app = TestApp::start().await;
    let clerk = app.signed_in("petra", Role::Desk, &[]).await;
    let check = check_page_of_a(&app, &clerk).await;
    let page = name_page(&app, &clerk, &check).await;
    begin(&clerk).await;
    let other = clerk.submit(&page, &page.address, &[("applicant.person.given_names", "Robin Marie")]).await;
    assert_eq!(other.status, StatusCode::CONFLICT);
    app.clock.advance(Duration::minutes(6));
    let ended = clerk.submit(&other, "/oeffnen", &[]).await;
    ended.must_say("Ihre Sitzung ist beendet");
    let login = [("login", "petra"), ("password", PASSWORD)];
    let back = clerk.submit(&ended, "/amt/anmelden", &login).await;
    assert_eq!(back.heading(), "Ihre Eingaben sind noch da");
    clerk.submit(&back, &page.address, &[]).await;
    clerk.open(&check.address).await.must_say("Robin Marie Beispiel");
    app.stop().await;
}

#[actix_web::test]
async fn a_page_of_the_last_receipt_closes_no_case() {
    let app = TestApp::start().await;
    let clerk = app.signed_in("petra", Role::Desk, &[]).await;
    let check = check_page_of_a(&app, &clerk).await;
    let receipt = clerk.submit(&check, "/absenden", &[("confirmed", "true")]).await;
    let of_b = begin(&clerk).await;
    let refused = clerk.submit(&receipt, "/schalter/weiter", &[]).await;
    assert_eq!(refused.address, "/schalter?anderer-fall");
    assert_eq!(clerk.open(&of_b.address).await.status, StatusCode::OK, "B lies open still");
    app.stop().await;
}
