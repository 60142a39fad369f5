//! The person's browser tells where the draft is while it is at the desk, and keeps nothing that comes too late.

use chrono::Duration;
use pforte::clock::Clock;
use pforte::domain::{Channel, Role, Scope};
use pforte::retention::{Limits, sweep};
use pforte::store::outbox;
use reqwest::StatusCode;

use super::{ONLINE, begun_online, bring, case, code_on, draft_of, finish, give, given, open};
use crate::support::app::{TestApp, fixtures};
use crate::support::db::TestDb;

const LIMITS: Limits = Limits { session_idle: Duration::minutes(30), session: Duration::hours(12) };

#[actix_web::test]
async fn the_browser_of_the_person_says_that_the_draft_is_at_the_desk_and_gives_back_what_was_typed() {
    let app = TestApp::start().await;
    let person = app.browser();
    let (first, code) = begun_online(&person).await;
    app.clock.advance(Duration::minutes(20));
    let clerk = app.signed_in("petra", Role::Desk, &[]).await;
    let opened = bring(&clerk, &code).await;
    let told = person.open(&format!("{ONLINE}/antrag/pruefen")).await;
    assert_eq!(told.status, StatusCode::GONE);
    assert_eq!(told.heading(), "Ihr Antrag wird gerade am Schalter bearbeitet");
    told.must_say("01.10.2025, 09:20 Uhr").must_say("Lassen Sie sich am Schalter einen neuen Code geben.");
    assert_eq!(told.hrefs(".pf-actions a")[0], "/fortsetzen");

    // A page that stayed open stores nothing; what was typed comes back.
    let late = person.submit(&first, "/vorpruefung", &[("school_year", "2023/2024")]).await;
    assert_eq!(
        (late.status, late.heading().as_str()),
        (StatusCode::GONE, "Ihr Antrag wird gerade am Schalter bearbeitet")
    );
    late.must_say("Ihre letzten Eingaben").must_say("2023/2024");
    let sent = person.post(&format!("{ONLINE}/antrag/absenden"), &first.form("/vorpruefung").1).await;
    assert_eq!(sent.heading(), "Ihr Antrag wird gerade am Schalter bearbeitet");
    let page = clerk.open(&format!("{}/vorpruefung", draft_of(&opened))).await;
    assert!(!page.attributes("[checked]", "value").contains(&"2023/2024".to_owned()));

    // It is told also after the person has begun something else meanwhile.
    let dogs = person.open("/leistungen/hundesteuer-anmeldung").await;
    person.submit(&dogs, "/antrag", &[]).await;
    person.open(&format!("{ONLINE}/antrag/pruefen")).await.must_say("wird gerade am Schalter bearbeitet");

    // Another browser, that never had it, knows nothing.
    let other = app.browser();
    begun_online(&other).await;
    assert!(!other.open(&format!("{ONLINE}/antrag/pruefen")).await.says("am Schalter bearbeitet"));
    assert_eq!(
        app.browser().open(&format!("{ONLINE}/antrag/pruefen")).await.heading(),
        "Hier ist kein Entwurf mehr"
    );
    app.stop().await;
}

#[actix_web::test]
async fn out_again_and_in_again_as_often_as_people_need() {
    let app = TestApp::start().await;
    let (person, clerk) = (app.browser(), app.signed_in("petra", Role::Desk, &[]).await);
    let (_, code) = begun_online(&person).await;
    let opened = bring(&clerk, &code).await;
    let code = code_on(&give(&clerk, &opened).await);
    let told = person.open(&format!("{ONLINE}/antrag/pruefen")).await;
    assert_eq!(told.heading(), "Ihr Antrag liegt für Sie bereit");
    let back = open(&person, &code).await;
    back.must_say("Jetzt füllen Sie selbst aus und senden ab.");
    assert_eq!(
        back.attributes("[name=school_year] option[selected], [name=school_year][checked]", "value"),
        ["2024/2025"]
    );
    let again = bring(&clerk, &code).await;
    assert_eq!(
        person.open(&format!("{ONLINE}/antrag/pruefen")).await.heading(),
        "Ihr Antrag wird gerade am Schalter bearbeitet"
    );
    let code = code_on(&give(&clerk, &again).await);
    let back = open(&person, &code).await;
    finish(&app, &person, Channel::Online, back).await;
    let desk = clerk.open("/schalter").await;
    assert!(given(&desk)[0].contains("Eingereicht: 01.10.2025"), "{:?}", given(&desk));
    assert!(!given(&desk)[0].contains("Beispiel"), "what was typed later is not the clerk's");
    app.stop().await;
}

#[actix_web::test]
async fn nothing_waits_for_the_person_once_the_draft_is_sent_or_its_time_is_over() {
    let app = TestApp::start().await;
    let (person, clerk) = (app.browser(), app.signed_in("petra", Role::Desk, &[]).await);
    let (_, code) = begun_online(&person).await;
    let code = code_on(&give(&clerk, &bring(&clerk, &code).await).await);
    let draft = format!("{ONLINE}/antrag/pruefen");
    assert_eq!(person.open(&draft).await.heading(), "Ihr Antrag liegt für Sie bereit");
    let phone = app.browser();
    let opened = open(&phone, &code).await;
    finish(&app, &phone, Channel::Online, opened).await;
    assert_eq!(person.open(&draft).await.heading(), "Hier ist kein Entwurf mehr", "sent by the phone");

    let other = app.browser();
    let (_, code) = begun_online(&other).await;
    give(&clerk, &bring(&clerk, &code).await).await;
    assert_eq!(other.open(&draft).await.heading(), "Ihr Antrag liegt für Sie bereit");
    app.clock.advance(Duration::days(31));
    assert_eq!(other.open(&draft).await.heading(), "Hier ist kein Entwurf mehr", "its time is over");
    app.stop().await;
}

#[actix_web::test]
async fn what_the_desk_has_sent_is_told_to_the_person_for_a_week() {
    let app = TestApp::start().await;
    let (person, clerk) = (app.browser(), app.signed_in("petra", Role::Desk, &[]).await);
    let (first, code) = begun_online(&person).await;
    let opened = bring(&clerk, &code).await;
    finish(&app, &clerk, Channel::Assisted, opened).await;
    for told in [
        person.open(&format!("{ONLINE}/antrag/pruefen")).await,
        person.submit(&first, "/vorpruefung", &[]).await,
    ] {
        assert_eq!((told.status, told.heading().as_str()), (StatusCode::GONE, "Ihr Antrag ist eingereicht"));
        told.must_say("01.10.2025, 09:00 Uhr").must_say("Die Eingangsnummer haben Sie am Schalter bekommen.");
        assert!(!told.html.contains("/eingang/"), "the receipt is the desk's");
    }
    case(&app).await.must_say("Am Schalter aufgenommen, online begonnen, von petra (Test)");
    app.clock.advance(Duration::days(6));
    sweep(&app.db, &app.depot, LIMITS, app.clock.now()).await.unwrap();
    person.open(&format!("{ONLINE}/antrag/pruefen")).await.must_say("am Schalter eingereicht");
    app.clock.advance(Duration::days(1));
    let swept = sweep(&app.db, &app.depot, LIMITS, app.clock.now()).await.unwrap();
    assert_eq!(swept.handovers, 1);
    assert_eq!(
        person.open(&format!("{ONLINE}/antrag/pruefen")).await.heading(),
        "Hier ist kein Entwurf mehr"
    );
    app.stop().await;
}

#[actix_web::test]
async fn a_draft_whose_time_is_over_opens_nowhere_and_says_so() {
    let app = TestApp::start().await;
    let clerk = app.signed_in("petra", Role::Desk, &[]).await;
    let page = super::begun_at_desk(&app, &clerk).await;
    let sheet = give(&clerk, &page).await;
    app.clock.advance(Duration::days(31));
    let clerk = app.browser();
    app.sign_in(&clerk, "petra", crate::support::app::PASSWORD).await;
    let desk = clerk.open("/schalter").await;
    assert!(given(&desk)[0].contains("Abgelaufen"), "{:?}", given(&desk));
    assert!(!desk.html.contains("zurueckholen"));
    let (_, controls) = desk.form("/amt/abmelden");
    clerk.post(&format!("{}/zurueckholen", draft_of(&page)), &controls).await.must_say("Abgelaufen");
    for dead in [open(&app.browser(), &code_on(&sheet)).await, bring(&clerk, &code_on(&sheet)).await] {
        assert_eq!(dead.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    sweep(&app.db, &app.depot, LIMITS, app.clock.now()).await.unwrap();
    assert!(given(&clerk.open("/schalter").await)[0].contains("Gelöscht"));
    app.clock.advance(Duration::days(7));
    sweep(&app.db, &app.depot, LIMITS, app.clock.now()).await.unwrap();
    let clerk = app.browser();
    app.sign_in(&clerk, "petra", crate::support::app::PASSWORD).await;
    assert!(given(&clerk.open("/schalter").await).is_empty());
    app.stop().await;
}

#[actix_web::test]
async fn links_and_the_address_for_mails_end_at_the_desk() {
    let app = TestApp::start_without_worker().await;
    let (person, clerk) = (app.browser(), app.signed_in("petra", Role::Desk, &[]).await);
    let (_, code) = begun_online(&person).await;
    let saved = person.open(&format!("{ONLINE}/antrag/gespeichert")).await;
    let asked = person.submit(&saved, "/mail", &[("email", "robin@beispiel.example")]).await;
    asked.must_say("Der Link ist unterwegs");
    let opened = bring(&clerk, &code).await;
    let waiting = app.db.read(|conn| outbox::pending_count(&Scope::System, conn)).await.unwrap();
    assert_eq!(waiting, 0, "no link opens what a clerk has");
    let code = code_on(&give(&clerk, &opened).await);
    open(&person, &code).await;
    let saved = person.open(&format!("{ONLINE}/antrag/gespeichert")).await;
    assert!(!saved.says("robin@beispiel.example"), "the person gives it again, if they like");
    app.stop().await;
}

#[actix_web::test]
async fn files_go_with_the_draft_and_open_on_one_side_only() {
    let app = TestApp::start_on(TestDb::new().await, fixtures(), false).await;
    let (person, clerk) = (app.browser(), app.signed_in("petra", Role::Desk, &[]).await);
    let service = person.open("/leistungen/dateien").await;
    let page = person.submit(&service, "/antrag", &[]).await;
    let page = person.submit(&page, "/unterlagen", &[("name", "Anna"), ("wants", "true")]).await;
    let photo = include_bytes!("../../fixtures/files/photo.jpg");
    let upload = [("_action", "upload:paper")];
    let page = person.upload(&page, "/unterlagen", &upload, &[("paper", "Foto.jpg", photo)]).await;
    let file = std::fs::read_dir(&app.files_folder).unwrap().next().unwrap().unwrap().file_name();
    let file = file.into_string().unwrap();
    let online = format!("/leistungen/dateien/antrag/datei/{file}");
    assert_eq!(person.fetch(&online).await.0, StatusCode::OK);

    let saved = person.submit(&page, "/unterlagen", &[("_action", "later")]).await;
    let code = code_on(&person.submit(&saved, "/gespeichert", &[]).await);
    let opened = bring(&clerk, &code).await;
    let at_desk = format!("{}/datei/{file}", draft_of(&opened));
    assert_eq!(clerk.fetch(&at_desk).await.0, StatusCode::OK);
    assert_ne!(person.fetch(&online).await.0, StatusCode::OK);

    let code = code_on(&give(&clerk, &opened).await);
    let phone = app.browser();
    open(&phone, &code).await;
    assert_eq!(phone.fetch(&online).await.0, StatusCode::OK);
    assert_eq!(clerk.open(&at_desk).await.address, "/schalter?anderer-fall");
    assert_ne!(person.fetch(&online).await.0, StatusCode::OK);
    app.stop().await;
}
