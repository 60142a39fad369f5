//! The desk: a clerk files the same form for a resident, and residents are never mixed up.

use pforte::domain::{Channel, ClerkId, DepartmentId, Role, Scope, StaffScope};
use pforte::store::cases;
use reqwest::StatusCode;
use serde_json::Value;

use crate::support;
use crate::support::app::{PASSWORD, TestApp};
use crate::support::cases::answers;
use crate::support::client::{Client, Page};
use crate::support::filling::to_check_page;

const SCHOOL: &str = "schuelerbefoerderung-erstattung";

/// The first page of an application for the next resident.
async fn begin(clerk: &Client) -> Page {
    support::desk::begin(clerk, SCHOOL).await
}

/// The check page of an application for Robin Beispiel, who has no e-mail address.
async fn check_page(app: &TestApp, clerk: &Client) -> Page {
    let form = app.library.catalogue().find(SCHOOL).unwrap().form(Channel::Assisted).clone();
    let first = begin(clerk).await;
    to_check_page(clerk, &form, &answers("school_transport_refund", "desk_help"), first).await
}

#[actix_web::test]
async fn a_clerk_files_for_a_resident_without_an_e_mail_address_and_prints_the_receipt() {
    let app = TestApp::start().await;
    let clerk = app.signed_in("petra", Role::Desk, &[]).await;
    let check = check_page(&app, &clerk).await;
    assert_eq!(check.texts(".pf-banner strong"), ["Aufnahme am Schalter", "Robin Beispiel"]);
    check.must_say("Es schreibt: petra (Test)").must_say("Personalausweis").must_say("593,00 €");
    let receipt = clerk.submit(&check, "/absenden", &[("confirmed", "true")]).await;
    assert_eq!(receipt.heading(), "Ihr Antrag ist eingegangen");
    receipt.must_say("Drucken Sie die Bestätigung").must_say("Nächste Person");
    let paper = clerk.open(&format!("{}/druck", receipt.address)).await;
    assert_eq!(paper.status, StatusCode::OK);
    paper.must_say(&receipt.texts(".pf-receipt__number")[0]).must_say("593,00 €");
    let desk = clerk.submit(&receipt, "/schalter/weiter", &[]).await;
    desk.must_say(&receipt.texts(".pf-receipt__number")[0]).must_say("Sie haben keinen begonnenen Antrag.");

    let worker = app.signed_in("schule", Role::Caseworker, &["fb40"]).await;
    let inbox = worker.open("/postkorb").await;
    inbox.must_say("Am Schalter aufgenommen");
    let case = worker.open(&inbox.hrefs("table a")[0]).await;
    case.must_say("Am Schalter aufgenommen, von petra (Test)");
    for answer in
        ["Hilfe beim Ausfüllen", "Bürgerbüro", "Personalausweis", "keine", "Unterschrift auf Papier"]
    {
        case.must_say(answer);
    }
    app.stop().await;
}

#[actix_web::test]
async fn the_paper_tells_who_took_it_down_and_what_is_missing_until_when() {
    let app = TestApp::start().await;
    let clerk = app.signed_in("petra", Role::Desk, &[]).await;
    let form = app.library.catalogue().find(SCHOOL).unwrap().form(Channel::Assisted).clone();
    let oral = answers("school_transport_refund", "desk_oral_with_interpreter");
    let check = to_check_page(&clerk, &form, &oral, begin(&clerk).await).await;
    app.add_clerk("ma-17", Role::Caseworker, &["fb10"]).await;
    let receipt =
        clerk.submit(&check, "/absenden", &[("confirmed", "true"), ("_witness_password", PASSWORD)]).await;
    let paper = clerk.open(&format!("{}/druck", receipt.address)).await;
    paper
        .must_say("Aufgenommen am Schalter von")
        .must_say("petra (Test)")
        .must_say("Vollmacht (bis 29.10.2025)");
    assert_eq!(paper.hrefs("header a"), [receipt.address.as_str()]);
    let desk = clerk.submit(&receipt, "/schalter/weiter", &[]).await;
    let listed = desk.texts("section[aria-labelledby=heute-titel] li");
    assert!(listed[0].contains(&check.texts(".pf-banner strong")[1]), "{listed:?}");
    let worker = app.signed_in("schule", Role::Caseworker, &["fb40"]).await;
    let case = worker.open(&worker.open("/postkorb").await.hrefs("table a")[0]).await;
    let missing = case.texts("section[aria-labelledby=unterlagen-titel] li");
    let is_told = |text: &String| text.starts_with("Vollmacht ") && text.contains("erwartet bis 29.10.2025");
    assert!(missing.iter().any(is_told), "{missing:?}");
    app.stop().await;
}

#[actix_web::test]
async fn the_submission_holds_how_it_was_taken_down_and_by_whom() {
    let app = TestApp::start().await;
    let clerk = app.signed_in("petra", Role::Desk, &[]).await;
    let check = check_page(&app, &clerk).await;
    app.clock.advance(chrono::Duration::minutes(4));
    clerk.submit(&check, "/absenden", &[("confirmed", "true")]).await;
    let worker = app.signed_in("schule", Role::Caseworker, &["fb40"]).await;
    let case =
        worker.open("/postkorb").await.hrefs("table a")[0].rsplit('/').next().unwrap().parse().unwrap();
    let department = DepartmentId("fb40".to_owned());
    let scope = Scope::Staff(StaffScope {
        clerk: ClerkId::random(),
        role: Role::Lead,
        departments: vec![department],
        at_desk: false,
    });
    let stored = app.db.read(move |conn| cases::find(&scope, conn, case)).await.unwrap().unwrap();
    assert_eq!(stored.channel, Channel::Assisted);
    let content: Value = serde_json::from_slice(&stored.content).unwrap();
    let assisted = &content["assisted"];
    for (name, expected) in [
        ("staff_id", "petra"),
        ("started_at", "2025-10-01T07:00:00+00:00"),
        ("finished_at", "2025-10-01T07:04:00+00:00"),
        ("mode", "help"),
        ("location", "buergerbuero"),
        ("id_check", "identity_card"),
        ("companion", "none"),
        ("approved_by", "paper_signature"),
    ] {
        assert_eq!(assisted[name], expected, "{name} in {assisted}");
    }
    assert_eq!(assisted["not_involved"], true);
    assert_eq!(assisted["privacy_given"], true);
    app.stop().await;
}

#[actix_web::test]
async fn the_next_resident_begins_with_nothing_of_the_last_one() {
    let app = TestApp::start().await;
    let clerk = app.signed_in("petra", Role::Desk, &[]).await;
    let untouched = begin(&clerk).await;
    let check = check_page(&app, &clerk).await;
    clerk.submit(&check, "/absenden", &[("confirmed", "true")]).await;
    let next = begin(&clerk).await;
    assert_ne!(next.address, untouched.address, "every resident has a draft of their own");
    next.must_say("noch ohne Namen");
    assert!(!next.html.contains("Beispiel"));
    let hidden = |page: &Page| {
        let all = page.form("/aufnahme").1.into_iter();
        all.filter(|(name, _)| !name.starts_with('_')).collect::<Vec<_>>()
    };
    assert_eq!(hidden(&next), hidden(&untouched), "only what is pre-selected for everybody");
    let mut kept = clerk.cookies();
    kept.sort();
    assert_eq!(
        kept,
        ["pforte-amt", "pforte-geraet"],
        "the browser itself remembers the clerk and no resident"
    );
    app.stop().await;
}

#[actix_web::test]
async fn the_draft_and_the_receipt_of_a_colleague_do_not_exist_on_any_address() {
    let app = TestApp::start().await;
    let petra = app.signed_in("petra", Role::Desk, &[]).await;
    let check = check_page(&app, &petra).await;
    let draft = check.address.trim_end_matches("/pruefen").to_owned();
    let omar = app.signed_in("omar", Role::Desk, &[]).await;
    let desk = omar.open("/schalter").await;
    assert!(!desk.says("Robin Beispiel"));
    let own = desk.form("/amt/abmelden").1;
    for page in ["pruefen", "aufnahme", "fahrkarten", "fahrkarten/1"] {
        let answer = omar.open(&format!("{draft}/{page}")).await;
        assert!(is_nothing(&answer), "GET {page}: {}", answer.status);
    }
    for page in ["absenden", "aufnahme", "fahrkarten/1"] {
        let answer = omar.post(&format!("{draft}/{page}"), &own).await;
        assert!(is_nothing(&answer), "POST {page}: {}", answer.status);
    }
    // Giving up what is not there leads home, as a second click on the button does.
    omar.post(&format!("{draft}/verwerfen"), &own).await.must_say("Sie haben keinen begonnenen Antrag.");
    let receipt = petra.submit(&check, "/absenden", &[("confirmed", "true")]).await;
    assert_eq!(receipt.status, StatusCode::OK, "the draft lives on");
    for page in ["", "/druck"] {
        let answer = omar.open(&format!("{}{page}", receipt.address)).await;
        assert!(is_nothing(&answer), "receipt{page}: {}", answer.status);
        assert!(!answer.html.contains("Beispiel"));
    }
    app.stop().await;
}

/// Opening is a press of its own, which asks nothing of what lies open: it has to ask whose case it is.
#[actix_web::test]
async fn nobody_opens_what_a_colleague_began_or_filed() {
    let app = TestApp::start().await;
    let petra = app.signed_in("petra", Role::Desk, &[]).await;
    let omar = app.signed_in("omar", Role::Desk, &[]).await;
    let own = omar.open("/schalter").await.form("/amt/abmelden").1;
    let check = check_page(&app, &petra).await;
    let open_draft = check.address.replace("pruefen", "oeffnen");
    let refused = omar.post(&open_draft, &own).await;
    assert_eq!(refused.status, StatusCode::GONE, "as if it had never been");
    assert!(!refused.html.contains("Beispiel"));
    lies_open_for_nobody(&omar, &check.address).await;
    assert_eq!(petra.open(&check.address).await.must_say("Robin Beispiel").address, check.address);
    let hers = petra.open("/schalter").await.form("/amt/abmelden").1;
    assert_eq!(petra.post(&open_draft, &hers).await.must_say("Robin Beispiel").address, check.address);

    let receipt = petra.submit(&check, "/absenden", &[("confirmed", "true")]).await;
    let open_receipt = format!("{}/oeffnen", receipt.address);
    let refused = omar.post(&open_receipt, &own).await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND);
    assert!(!refused.html.contains("Beispiel"));
    lies_open_for_nobody(&omar, &receipt.address).await;
    let hers = petra.open("/schalter").await.form("/amt/abmelden").1;
    assert_eq!(petra.post(&open_receipt, &hers).await.must_say("Robin Beispiel").address, receipt.address);
    app.stop().await;
}

/// Nothing lies open for this clerk, least of all what stands at this address.
async fn lies_open_for_nobody(clerk: &Client, address: &str) {
    let desk = clerk.open("/schalter").await;
    assert_eq!(desk.texts("section[aria-labelledby=offen-titel] li"), [] as [&str; 0]);
    assert!(desk.says("Sie haben keinen begonnenen Antrag.") && !desk.html.contains("Beispiel"));
    let page = clerk.open(address).await;
    assert_eq!(page.address, "/schalter?anderer-fall", "{address}");
    assert!(!page.html.contains("Beispiel"), "{address}");
}

#[actix_web::test]
async fn whoever_does_not_work_at_the_desk_gets_nothing_of_it() {
    let app = TestApp::start().await;
    let petra = app.signed_in("petra", Role::Desk, &[]).await;
    let sent = check_page(&app, &petra).await;
    let receipt = petra.submit(&sent, "/absenden", &[("confirmed", "true")]).await.address;
    let check = check_page(&app, &petra).await;
    let draft = check.address.trim_end_matches("/pruefen").to_owned();
    for (login, role) in [("schule", Role::Caseworker), ("leitung", Role::Lead), ("verwaltung", Role::Admin)]
    {
        let other = app.signed_in(login, role, &["fb40"]).await;
        for address in ["/schalter", &check.address, &format!("{draft}/aufnahme"), &receipt] {
            let answer = other.open(address).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{login} {address}");
            assert!(!answer.html.contains("Beispiel"), "{login} {address}");
        }
    }
    app.stop().await;
}

#[actix_web::test]
async fn drafts_of_the_desk_and_of_a_browser_never_meet() {
    let app = TestApp::start().await;
    let clerk = app.signed_in("petra", Role::Desk, &[]).await;
    let check = check_page(&app, &clerk).await;
    let service = clerk.open(&format!("/leistungen/{SCHOOL}")).await;
    assert!(!service.says("Antrag fortsetzen"), "the clerk's browser has no draft of a citizen");
    let online = clerk.submit(&service, "/antrag", &[]).await;
    assert!(online.address.starts_with("/leistungen/"));
    assert!(!online.html.contains("Beispiel"));
    let desk = clerk.open("/schalter").await;
    desk.must_say("Robin Beispiel");
    assert!(!desk.says("noch ohne Namen"), "what the clerk does as a citizen is not the desk's");
    let citizen = app.browser();
    assert!(citizen.open(&check.address).await.address.starts_with("/amt/anmelden"));
    app.stop().await;
}

#[actix_web::test]
async fn nothing_is_filed_before_the_resident_has_approved() {
    let app = TestApp::start().await;
    let clerk = app.signed_in("petra", Role::Desk, &[]).await;
    let check = check_page(&app, &clerk).await;
    let approval = clerk.open(&check.address.replace("pruefen", "genehmigung")).await;
    let without =
        clerk.submit(&approval, "/genehmigung", &[("assisted.approved_by", ""), ("_action", "next")]).await;
    assert_eq!(without.status, StatusCode::UNPROCESSABLE_ENTITY);
    let refused = clerk.submit(&check, "/absenden", &[("confirmed", "true")]).await;
    assert!(refused.address.starts_with("/schalter/antrag/"), "{}", refused.address);
    let worker = app.signed_in("schule", Role::Caseworker, &["fb40"]).await;
    worker.open("/postkorb").await.must_say("Hier liegt zurzeit nichts.");
    app.stop().await;
}

/// The desk knows no such case, or it does not lie open.
fn is_nothing(page: &Page) -> bool {
    [StatusCode::NOT_FOUND, StatusCode::CONFLICT].contains(&page.status)
        || page.address == "/schalter?anderer-fall"
}

#[actix_web::test]
async fn nobody_is_their_own_witness_however_they_write_their_name() {
    let app = TestApp::start().await;
    let clerk = app.signed_in("petra", Role::Desk, &[]).await;
    let check = check_page(&app, &clerk).await;
    let approval = clerk.open(&check.address.replace("pruefen", "genehmigung")).await;
    let oral = [("assisted.approved_by", "oral"), ("_action", "next")];
    let approval = clerk.submit(&approval, "/genehmigung", &oral).await;
    approval.must_say("Zweite Person aus der Verwaltung");
    let witnessed =
        async |name| clerk.submit(&approval, "/genehmigung", &[("assisted.witness_staff_id", name)]).await;
    for (witness, message) in [
        ("petra", "Die zweite Person darf nicht die aufnehmende Person sein."),
        (" petra ", "Die zweite Person darf nicht die aufnehmende Person sein."),
        (
            "Petra",
            "Geben Sie die Kennung der zweiten Person in kleinen Buchstaben ein, so wie beim Anmelden.",
        ),
    ] {
        let refused = witnessed(witness).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{witness}");
        refused.must_say(message);
        clerk.open(&check.address).await.must_say(message);
    }
    let approved = witnessed("omar").await;
    assert!(approved.address.ends_with("/pruefen"), "{}", approved.address);
    app.stop().await;
}

#[actix_web::test]
async fn what_is_approved_by_word_of_mouth_is_sent_when_a_second_person_confirms_it() {
    let app = TestApp::start().await;
    let clerk = app.signed_in("petra", Role::Desk, &[]).await;
    let check = check_page(&app, &clerk).await;
    let approval = clerk.open(&check.address.replace("pruefen", "genehmigung")).await;
    let oral = [("assisted.approved_by", "oral"), ("_action", "next")];
    let approval = clerk.submit(&approval, "/genehmigung", &oral).await;
    let check = clerk.submit(&approval, "/genehmigung", &[("assisted.witness_staff_id", "omar")]).await;
    check.must_say("Passwort der zweiten Person (omar)");
    let send = async |password| {
        let page = clerk.open(&check.address).await;
        clerk.submit(&page, "/absenden", &[("confirmed", "true"), ("_witness_password", password)]).await
    };
    let wrong = "Kennung und Passwort der zweiten Person stimmen nicht.";
    send(PASSWORD).await.must_say(wrong).must_say("Angaben prüfen");
    app.add_clerk("omar", Role::Caseworker, &["fb10"]).await;
    send("").await.must_say(wrong);
    let refused = send("falsch").await;
    assert_eq!(refused.must_say(wrong).attributes("[name=_witness_password]", "value"), [] as [String; 0]);
    let worker = app.signed_in("schule", Role::Caseworker, &["fb40"]).await;
    worker.open("/postkorb").await.must_say("Hier liegt zurzeit nichts.");
    for _ in 0..3 {
        send("falsch").await;
    }
    send(PASSWORD).await.must_say("Zu viele Versuche.");
    app.clock.advance(chrono::Duration::minutes(2));
    let receipt = send(PASSWORD).await;
    assert_eq!(receipt.heading(), "Ihr Antrag ist eingegangen");
    // A page that comes too late brings the password back to nobody.
    let secret = [("confirmed", "true"), ("_witness_password", PASSWORD)];
    let other = begin(&clerk).await;
    let closed = clerk.submit(&check, "/absenden", &secret).await;
    assert_eq!(closed.status, StatusCode::CONFLICT);
    let gone = clerk.submit(&closed, "/oeffnen", &[]).await;
    app.clock.advance(chrono::Duration::minutes(6));
    let ended = clerk.submit(&check, "/absenden", &secret).await;
    ended.must_say("Ihre Sitzung ist beendet");
    for page in [&closed, &gone, &ended, &other] {
        assert!(!page.html.contains(PASSWORD), "{}", page.address);
    }
    let case = worker.open(&worker.open("/postkorb").await.hrefs("table a")[0]).await;
    case.must_say("Mündliche Genehmigung bezeugt").must_say("omar (Test)");
    app.stop().await;
}

#[actix_web::test]
async fn what_somebody_opened_beside_the_desk_is_gone_with_the_next_person() {
    let app = TestApp::start().await;
    let clerk = app.signed_in("petra", Role::Desk, &[]).await;
    let online = async || {
        let service = clerk.open(&format!("/leistungen/{SCHOOL}")).await;
        let page = clerk.submit(&service, "/antrag", &[]).await;
        assert_eq!(clerk.open(&page.address).await.status, StatusCode::OK, "it opens in this browser");
        page.address
    };
    let next = "/schalter/weiter";
    for leave in ["begin", next, "/amt/abmelden", "/schalter/sperren"] {
        let address = online().await;
        match leave {
            "begin" => drop(begin(&clerk).await),
            _ => drop(clerk.submit(&clerk.open("/schalter").await, leave, &[]).await),
        }
        assert_eq!(clerk.open(&address).await.status, StatusCode::GONE, "{leave}");
        if leave == "/amt/abmelden" {
            app.sign_in(&clerk, "petra", PASSWORD).await;
        }
    }
    // Nobody else's browser stands on a desk.
    let worker = app.signed_in("anna", Role::Caseworker, &["fb40"]).await;
    let service = worker.open(&format!("/leistungen/{SCHOOL}")).await;
    let own = worker.submit(&service, "/antrag", &[]).await;
    worker.submit(&worker.open("/postkorb").await, "/amt/abmelden", &[]).await;
    assert_eq!(worker.open(&own.address).await.status, StatusCode::OK);
    app.stop().await;
}
