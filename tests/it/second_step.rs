//! The second step of forms for staff: asked with the filing, answered once by who is asked, seen by nobody else.

use futures_util::future::join_all;
use pforte::domain::{Channel, Role};
use reqwest::StatusCode;

use crate::support::app::TestApp;
use crate::support::cases::answers;
use crate::support::client::{Client, Page};
use crate::support::filling::to_check_page;
use crate::support::staff::{STAFF_FORMS, employee, file_of_staff, send};

const REASON: &str = "Die Sprechzeiten wären nicht besetzt.";

/// Who takes part: the applicant, her superior, and a caseworker of the department.
struct People {
    anna: Client,
    lea: Client,
    worker: Client,
}

async fn people(app: &TestApp) -> People {
    let lea = employee(app, "lea", Role::Lead, &["fb40"]).await;
    let anna = employee(app, "anna", Role::Caseworker, &["fb40"]).await;
    app.command(&["staff", "change", "anna", "--superior", "lea"], "").unwrap();
    let worker = app.signed_in("personal", Role::Caseworker, &["fb10"]).await;
    People { anna, lea, worker }
}

/// The only case of the department.
async fn case(worker: &Client) -> Page {
    worker.open(&worker.open("/postkorb").await.hrefs("table a")[0]).await
}

/// Where the person who is asked reads the application.
async fn asked_at(person: &Client) -> String {
    person.open(STAFF_FORMS).await.hrefs("section[aria-labelledby=gefragt-titel] a")[0].clone()
}

/// The questions, as the page of the application leads to them.
async fn questions(person: &Client, address: &str) -> Page {
    let page = person.open(address).await;
    person.submit(&page, address, &[]).await
}

fn mails_with(app: &TestApp, word: &str) -> Vec<String> {
    let files = std::fs::read_dir(&app.mail_folder).unwrap().flatten();
    let texts = files.map(|file| std::fs::read_to_string(file.path()).unwrap().replace("=\r\n", ""));
    texts.filter(|mail| mail.contains(word)).collect()
}

async fn wait_for_mail(app: &TestApp, word: &str) -> Vec<String> {
    for _ in 0..100 {
        if !mails_with(app, word).is_empty() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    mails_with(app, word)
}

#[actix_web::test]
async fn a_superior_reads_the_application_and_refuses_with_a_reason() {
    let app = TestApp::start().await;
    let People { anna, lea, worker } = people(&app).await;
    let receipt = file_of_staff(&app, &anna, "home_office_request", "gruende").await;
    anna.open(STAFF_FORMS).await.must_say("wartet auf: Stellungnahme der Führungskraft");
    worker.open("/postkorb").await.must_say("wartet auf: Stellungnahme der Führungskraft");
    let before = case(&worker).await;
    before
        .must_say("Gefragt ist lea (Test)")
        .must_say("Stellungnahme der Führungskraft: gefragt ist lea (Test)");
    before.must_say("Kinderbetreuung");

    let address = asked_at(&lea).await;
    let mail = wait_for_mail(&app, &address).await;
    assert_eq!(mail.len(), 1);
    assert!(mail[0].contains("lea@amt.example"), "{mail:?}");
    for secret in ["47-anna", "anna (Test)", "Kinderbetreuung"] {
        assert!(!mail[0].contains(secret), "{mail:?}");
    }
    let page = lea.open(&address).await;
    page.must_say("47-anna")
        .must_say("Alternierende Telearbeit")
        .must_say(&receipt.texts(".pf-receipt__number")[0]);
    assert!(!page.html.contains("Kinderbetreuung") && !page.html.contains("Fahrweg"));

    let first = questions(&lea, &address).await;
    // Whom it is about stands on every page, with the way back to what they said.
    first.must_say("Zum Antrag von anna (Test)").must_say(&receipt.texts(".pf-receipt__number")[0]);
    assert_eq!(first.hrefs(".pf-banner a"), [address.as_str()]);
    let hasty = lea.submit(&first, "/angaben", &[("superior.vote", "refused")]).await;
    assert!(!hasty.address.ends_with("/pruefen"), "a refusal needs a reason");
    let typed = [("superior.vote", "refused"), ("superior.reason", REASON)];
    let check = lea.submit(&hasty, "/angaben", &typed).await;
    check.must_say(REASON);
    assert!(!check.says("Sie erhalten eine Eingangsnummer"));
    let unconfirmed = lea.submit(&check, "/absenden", &[]).await;
    unconfirmed.must_say("Bestätigen Sie");
    let sent = send(&lea, &check).await;
    sent.must_say("Ihre Angaben sind abgesendet");
    assert!(
        sent.address.starts_with(STAFF_FORMS)
            && sent.hrefs("section[aria-labelledby=gefragt-titel] a").is_empty()
    );

    let after = case(&worker).await;
    after.must_say(REASON).must_say("Ich lehne ihn ab.").must_say("lea (Test)");
    assert!(!after.html.contains("Gefragt ist"));
    let file = worker.submit(&after, "/daten", &[]).await;
    let file: serde_json::Value = serde_json::from_str(&file.html).unwrap();
    let step = &file["second_step"];
    assert_eq!(step["answers"]["superior"]["reason"], REASON);
    assert_eq!((&step["asked"], &step["answered_by"]), (&"lea (Test)".into(), &"lea (Test)".into()));
    for said in [&file, step] {
        assert!(jsonschema::validator_for(&said["schema"]).unwrap().is_valid(&said["answers"]));
    }
    assert!(!worker.open("/postkorb").await.says("wartet auf:"));
    let notices = wait_for_mail(&app, "liegt die erbetene Angabe vor").await;
    assert_eq!(notices.len(), 1);
    assert!(notices[0].contains("zentrale-dienste@") && !notices[0].contains("Sprechzeiten"), "{notices:?}");
    let own = anna.open(&receipt.address).await;
    assert!(!own.html.contains(REASON), "the applicant gets the decision, not the statement");
    app.stop().await;
}

#[actix_web::test]
async fn it_is_answered_once_and_nobody_can_change_it() {
    let app = TestApp::start().await;
    let People { anna, lea, worker } = people(&app).await;
    file_of_staff(&app, &anna, "home_office_request", "telearbeit").await;
    let address = asked_at(&lea).await;
    let first = questions(&lea, &address).await;
    let list = lea.open(&address).await;
    assert_eq!(
        list.hrefs("section[aria-labelledby=weiter-titel] a").len(),
        1,
        "one draft, and the way back to it"
    );
    let check = lea.submit(&first, "/angaben", &[("superior.vote", "supported")]).await;
    let clicks = join_all((0..6).map(|_| send(&lea, &check))).await;
    for sent in clicks.into_iter().chain([send(&lea, &check).await]) {
        assert_eq!(sent.status, StatusCode::OK, "{}", sent.address);
        sent.must_say("Ihre Angaben sind abgesendet");
    }
    let changed =
        lea.submit(&first, "/angaben", &[("superior.vote", "refused"), ("superior.reason", REASON)]).await;
    assert_eq!(changed.status, StatusCode::GONE);
    assert_eq!(lea.open(&address).await.status, StatusCode::NOT_FOUND);
    let csrf = lea.open(STAFF_FORMS).await.form("/amt/abmelden").1;
    assert_eq!(lea.post(&address, &csrf).await.status, StatusCode::NOT_FOUND);
    let page = case(&worker).await;
    page.must_say("Ich befürworte ihn.");
    let answered = page.texts(".pf-history__what").iter().filter(|what| what.contains("eingegangen")).count();
    assert_eq!(answered, 2, "the application and one answer: {:?}", page.texts(".pf-history__what"));
    let csrf = page.form("/amt/abmelden").1;
    let mut controls = csrf.clone();
    controls.push(("gefragt".to_owned(), "lea".to_owned()));
    let late = worker.post(&format!("{}/gefragt", page.address), &controls).await;
    assert_eq!(late.status, StatusCode::CONFLICT, "nobody is asked again once it is said");
    app.stop().await;
}

#[actix_web::test]
async fn nobody_but_who_is_asked_sees_it_and_not_the_applicant() {
    let app = TestApp::start().await;
    let People { anna, lea, worker } = people(&app).await;
    file_of_staff(&app, &anna, "home_office_request", "telearbeit").await;
    let address = asked_at(&lea).await;
    let draft = questions(&lea, &address).await;
    let ben = employee(&app, "ben", Role::Lead, &["fb40", "fb41"]).await;
    let vera = employee(&app, "vera", Role::Admin, &[]).await;
    let petra = employee(&app, "petra", Role::Desk, &[]).await;
    for other in [&anna, &ben, &vera, &petra, &worker] {
        let list = other.open(STAFF_FORMS).await;
        assert!(list.hrefs("section[aria-labelledby=gefragt-titel] a").is_empty());
        let csrf = list.form("/amt/abmelden").1;
        // The department has the case, but it is not asked.
        let expected = StatusCode::NOT_FOUND;
        assert_eq!(other.open(&address).await.status, expected, "{}", list.texts(".pf-account strong")[0]);
        assert_eq!(other.post(&address, &csrf).await.status, expected);
        assert_eq!(other.open(&draft.address).await.status, StatusCode::GONE);
    }
    let anonymous = app.browser().open(&address).await;
    assert!(anonymous.address.starts_with("/amt/anmelden"));
    // Being asked is no key to the case itself, nor to the applicant's receipt.
    let id = address.rsplit('/').next().unwrap();
    assert_eq!(lea.open(&format!("/postkorb/{id}")).await.status, StatusCode::NOT_FOUND);
    // What the answers of the superior are cannot come along with the application.
    let form = app.library.catalogue().find_id("home_office_request").unwrap().form(Channel::Staff);
    assert!(form.root.find("superior").is_none());
    app.stop().await;
}

#[actix_web::test]
async fn without_a_superior_the_applicant_is_told_and_the_department_asks_somebody() {
    let app = TestApp::start().await;
    let anna = employee(&app, "anna", Role::Caseworker, &["fb40"]).await;
    let lea = employee(&app, "lea", Role::Lead, &["fb40"]).await;
    let ben = employee(&app, "ben", Role::Lead, &["fb40"]).await;
    let worker = app.signed_in("personal", Role::Caseworker, &["fb10"]).await;
    let service = app.library.catalogue().find_id("home_office_request").unwrap().clone();
    let page = anna.open(&format!("{STAFF_FORMS}/telearbeit-antrag")).await;
    let first = anna.submit(&page, "telearbeit-antrag", &[]).await;
    let case_answers = answers("home_office_request", "telearbeit");
    let check = to_check_page(&anna, service.form(Channel::Staff), &case_answers, first).await;
    check.must_say("In Ihrem Konto ist keine Führungskraft mit aktivem Konto hinterlegt.");
    send(&anna, &check).await;
    let page = case(&worker).await;
    page.must_say("keine Führungskraft mit aktivem Konto hinterlegt");
    // Nor whoever declared themselves biased on it.
    let carla = app.signed_in("carla", Role::Caseworker, &["fb10"]).await;
    let declared = [("befangen.grund", "relative"), ("befangen.bestaetigt", "true")];
    let locked = carla.submit(&case(&carla).await, "/befangen", &declared).await;
    assert_eq!(locked.status, StatusCode::NOT_FOUND, "{:?}", locked.texts("[data-error-summary] li"));
    for nobody in ["olga", "anna", "carla", ""] {
        let refused = worker.submit(&page, "/gefragt", &[("gefragt", nobody)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{nobody:?}");
        refused.must_say("Geben Sie den Anmeldenamen einer anderen Person");
    }
    worker.submit(&page, "/gefragt", &[("gefragt", " lea ")]).await.must_say("Gefragt ist lea (Test)");
    let address = asked_at(&lea).await;
    assert_eq!(wait_for_mail(&app, &address).await.len(), 1);
    let begun = questions(&lea, &address).await;
    // Lea is away: Ben is asked in her place, and her draft is gone.
    worker
        .submit(&case(&worker).await, "/gefragt", &[("gefragt", "ben")])
        .await
        .must_say("Gefragt ist ben (Test)");
    assert_eq!(lea.open(&address).await.status, StatusCode::NOT_FOUND);
    let late = lea.submit(&begun, "/angaben", &[("superior.vote", "supported")]).await;
    assert_eq!(late.status, StatusCode::GONE);
    let first = questions(&ben, &asked_at(&ben).await).await;
    let check = ben.submit(&first, "/angaben", &[("superior.vote", "supported")]).await;
    send(&ben, &check).await.must_say("Ihre Angaben sind abgesendet");
    case(&worker).await.must_say("Ich befürworte ihn.").must_say("ben (Test)");
    app.stop().await;
}

#[actix_web::test]
async fn the_department_notes_who_took_part_but_nobody_for_themselves() {
    let app = TestApp::start().await;
    let anna = employee(&app, "anna", Role::Caseworker, &["fb10"]).await;
    let worker = app.signed_in("personal", Role::Caseworker, &["fb10"]).await;
    file_of_staff(&app, &anna, "it_security_training", "noch_nie").await;
    let own = case(&anna).await;
    assert!(!own.says("Eintragen"), "her own attendance is noted by somebody else");
    let address = format!("{STAFF_FORMS}/vorgang/{}", own.address.rsplit('/').next().unwrap());
    assert_eq!(anna.open(&address).await.status, StatusCode::NOT_FOUND);
    let page = case(&worker).await;
    assert!(!worker.open("/postkorb").await.says("wartet auf:"), "nobody else is waited for");
    let first = worker.submit(&page, &address, &[]).await;
    let day = [
        ("result.attended", "true"),
        ("result.certificate_on.day", "30"),
        ("result.certificate_on.month", "9"),
        ("result.certificate_on.year", "2025"),
    ];
    let check = worker.submit(&first, "/angaben", &day[..1]).await;
    let check = worker.submit(&check, "/angaben", &day).await;
    let done = send(&worker, &check).await;
    assert_eq!(done.address, page.address);
    done.must_say("Vermerk zur Teilnahme").must_say("30.09.2025").must_say("personal (Test)");
    assert_eq!(worker.open(&address).await.status, StatusCode::NOT_FOUND);
    app.stop().await;
}

#[actix_web::test]
async fn nobody_works_on_their_own_application_or_chooses_who_is_asked() {
    let app = TestApp::start().await;
    let chef = employee(&app, "chef", Role::Lead, &["fb40"]).await;
    let own = employee(&app, "hr", Role::Caseworker, &["fb10"]).await;
    employee(&app, "freund", Role::Desk, &[]).await;
    app.command(&["staff", "change", "hr", "--superior", "chef"], "").unwrap();
    file_of_staff(&app, &own, "home_office_request", "gruende").await;
    let page = case(&own).await;
    page.must_say("Das ist Ihr eigener Antrag");
    assert_eq!(page.attributes("main form", "action"), [] as [String; 0], "nothing is offered");
    let address = asked_at(&chef).await;
    let csrf = ("_csrf".to_owned(), page.attributes("[name=_csrf]", "value").remove(0));
    let tries: [(&str, &[(&str, &str)]); 3] =
        [("/gefragt", &[("gefragt", "freund")]), ("/uebernehmen", &[]), ("/notiz", &[("notiz", "Eilt.")])];
    for (action, typed) in tries {
        let typed = typed.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let controls: Vec<_> = typed.chain([csrf.clone()]).collect();
        let refused = own.post(&format!("{}{action}", page.address), &controls).await;
        assert_eq!(refused.status, StatusCode::CONFLICT, "{action}");
        refused.must_say("Ihr eigener Antrag");
    }
    assert_eq!(chef.open(&address).await.status, StatusCode::OK, "who was asked is still asked");

    // What a colleague ended is over for whoever was asked, too.
    let worker = app.signed_in("kollegin", Role::Caseworker, &["fb10"]).await;
    let page = worker.submit(&case(&worker).await, "/uebernehmen", &[]).await;
    let ended = worker.submit(&page, "/status", &[("aktion", "withdraw")]).await;
    worker.submit(&ended, "/status", &[("aktion", "withdraw"), ("bestaetigt", "1")]).await;
    assert_eq!(chef.open(&address).await.status, StatusCode::NOT_FOUND);
    for (who, at) in [(&worker, "/postkorb?ansicht=alle"), (&own, STAFF_FORMS), (&worker, &page.address)] {
        let page = who.open(at).await;
        assert!(!page.says("wartet auf:") && !page.says("Person fragen"), "{at}");
    }
    app.stop().await;
}

#[actix_web::test]
async fn who_is_asked_once_more_keeps_what_they_typed() {
    let app = TestApp::start().await;
    let People { anna, lea, worker } = people(&app).await;
    file_of_staff(&app, &anna, "home_office_request", "gruende").await;
    let address = asked_at(&lea).await;
    let first = questions(&lea, &address).await;
    lea.submit(&first, "/angaben", &[("superior.vote", "refused"), ("superior.reason", REASON)]).await;
    let page = case(&worker).await;
    worker.submit(&page, "/gefragt", &[("gefragt", "lea")]).await;
    lea.open(&first.address).await.must_say(REASON);
    app.stop().await;
}
