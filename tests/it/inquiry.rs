//! Questions to the applicant: asked for named answers, answered for exactly these, seen with what changed.

mod desk;
mod limits;
mod papers;
mod races;
mod reminders;
mod tags;

use pforte::domain::Role;
use reqwest::StatusCode;

use crate::support::app::TestApp;
use crate::support::asking;
use crate::support::client::{Client, Page};
use crate::support::filling::file;

const FORM: &str = "school_transport_refund";
const QUESTION: &str = "Bitte prüfen Sie Ihre IBAN und schicken Sie die Fahrkarten.";

/// An application, the caseworker who has it, and the person with number and code.
pub struct Asking {
    pub worker: Client,
    /// The address of the case.
    pub case: String,
    pub number: String,
    code: String,
}

impl Asking {
    /// An application that a caseworker has taken.
    pub async fn begin(app: &TestApp) -> Self {
        Self::of_case(app, "ticket_outside_capped").await
    }

    async fn of_case(app: &TestApp, name: &str) -> Self {
        Self::another(app, name, 0).await
    }

    /// One more, after so many others.
    async fn another(app: &TestApp, name: &str, before: usize) -> Self {
        let receipt = file(app, &app.browser(), FORM, name).await;
        let (number, code) = asking::number_and_code(&receipt);
        // A caseworker a case, so that a test can have several.
        let login = if before == 0 { "schule".to_owned() } else { format!("schule-{before}") };
        let worker = app.signed_in(&login, Role::Caseworker, &["fb40"]).await;
        let inbox = worker.open("/postkorb").await;
        let mut links = inbox.hrefs("table a").into_iter().zip(inbox.texts("table a"));
        let link = links.find(|(_, text)| text.contains(&number)).unwrap().0;
        let page = worker.open(&link).await;
        let page = worker.submit(&page, "/uebernehmen", &[]).await;
        assert_eq!(page.status, StatusCode::OK);
        Self { worker, case: page.address.split(['?', '#']).next().unwrap().to_owned(), number, code }
    }

    /// The page on which the question is written, with these places marked and no others.
    async fn written(&self, places: &[&str], button: &str) -> Page {
        asking::write(&self.worker, &self.case, QUESTION, places, button).await
    }

    /// Asks for these places.
    pub async fn ask(&self, places: &[&str]) -> Page {
        let page = self.written(places, "send").await;
        assert_eq!(
            page.address.split('#').next(),
            Some(self.case.as_str()),
            "{:?}",
            page.texts(".kern-error")
        );
        page
    }

    /// A browser in which the application is open.
    pub async fn applicant(&self, app: &TestApp) -> Client {
        asking::applicant(app, &self.number, &self.code).await
    }

    pub async fn case(&self) -> Page {
        self.worker.open(&self.case).await
    }

    pub async fn export(&self) -> serde_json::Value {
        let page = self.case().await;
        serde_json::from_str(&self.worker.submit(&page, "/daten", &[]).await.html).unwrap()
    }
}

/// Sends the answer that stands on the check page.
pub async fn send(client: &Client, check: &Page) -> Page {
    client.submit(check, "/absenden", &[("confirmed", "true")]).await
}

pub fn mails(app: &TestApp) -> Vec<String> {
    let files = std::fs::read_dir(&app.mail_folder).unwrap().flatten();
    files.map(|file| std::fs::read_to_string(file.path()).unwrap().replace("=\r\n", "")).collect()
}

async fn wait_for_mail(app: &TestApp, word: &str) -> String {
    for _ in 0..100 {
        if let Some(mail) = mails(app).into_iter().find(|mail| mail.contains(word)) {
            return mail;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    panic!("no mail says {word}: {:?}", mails(app));
}

/// What the history tells.
fn history(page: &Page) -> Vec<String> {
    page.texts(".pf-history__what")
}

fn times(page: &Page, word: &str) -> usize {
    history(page).iter().filter(|told| told.contains(word)).count()
}

#[actix_web::test]
async fn the_whole_way_from_the_question_to_the_difference() {
    let app = TestApp::start().await;
    let asking = Asking::begin(&app).await;
    let form = asking.worker.open(&format!("{}/rueckfrage", asking.case)).await;
    // Papers that are to follow are marked, and the day is four weeks ahead.
    form.must_say("Fahrkarten und Kaufbelege").must_say("Jetzt: DE89");
    let preset = form.attributes("input[type=checkbox][checked]", "value");
    assert_eq!(preset, ["papers.tickets", "papers.school_certificate"]);
    assert_eq!(form.attributes("input[name^=frist]", "value"), ["29", "10", "2025"]);
    let preview = asking.written(&["bank.iban"], "preview").await;
    preview.must_say("Noch ist nichts abgesendet").must_say("Antwort bis 29.10.2025");
    assert!(!asking.case().await.says("Wartet auf die Antwort"), "a preview asks nobody");

    let page = asking.ask(&["bank.iban", "papers.tickets"]).await;
    page.must_say("Wartet auf die Antwort seit").must_say(QUESTION).must_say("Wartet auf Antwort");
    let notice = wait_for_mail(&app, "Frage zu Ihrem Antrag").await;
    assert!(notice.contains("/status") && notice.contains("29.10.2025") && notice.contains(&asking.number));
    for secret in ["IBAN", "DE89", "Fahrkarten", asking.code.as_str()] {
        assert!(!notice.contains(secret), "{secret} in {notice}");
    }

    let robin = asking.applicant(&app).await;
    let state = robin.open("/status/antrag").await;
    state.must_say(QUESTION).must_say("29.10.2025");
    assert!(asking.case().await.says("noch nicht"), "the page of the state is not the question");
    let answer = robin.open("/status/rueckfrage").await;
    answer.must_say(QUESTION);
    let names = answer.attributes("#antwort input:not([type=hidden]), #antwort textarea", "name");
    assert!(
        names
            .iter()
            .all(|name| name == "bank.iban" || name.starts_with("papers.tickets") || name == "_reply"),
        "{names:?}"
    );
    assert_eq!(times(&asking.case().await, "Rückfrage geöffnet"), 1);

    let wrong = robin.submit(&answer, "/status/rueckfrage", &[("bank.iban", "DE00 1")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.html.contains("DE00 1") && wrong.texts("title")[0].starts_with("Fehler"));
    let paper =
        std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/files/invoice.pdf")).unwrap();
    let typed = [("bank.iban", "DE02 1203 0000 0000 2020 51"), ("_action", "upload:papers.tickets")];
    let page =
        robin.upload(&wrong, "/status/rueckfrage", &typed, &[("papers.tickets", "karten.pdf", &paper)]).await;
    page.must_say("karten.pdf");
    let text = [("_reply", "Die alte IBAN war falsch."), ("_action", "next")];
    let check = robin.submit(&page, "/status/rueckfrage", &text).await;
    assert_eq!(check.address, "/status/rueckfrage/pruefen", "{:?}", check.texts(".kern-error"));
    check.must_say("Die alte IBAN war falsch.").must_say("karten.pdf");
    let hasty = robin.submit(&check, "/absenden", &[]).await;
    hasty.must_say("Bestätigen Sie, dass Sie Ihre Antwort jetzt verbindlich absenden möchten.");
    let sent = send(&robin, &hasty).await;
    assert_eq!(sent.address, "/status/rueckfrage/gesendet");
    sent.must_say("Ihre Antwort ist angekommen").must_say("karten.pdf").must_say("01.10.2025");

    let case = asking.case().await;
    case.must_say("Beantwortet am").must_say("Die alte IBAN war falsch.").must_say("Geändert auf Rückfrage");
    assert!(case.texts("del").iter().any(|old| old.contains("DE89")), "{:?}", case.texts("del"));
    assert!(case.texts("ins").iter().any(|new| new.contains("DE02")), "{:?}", case.texts("ins"));
    case.must_say("In Bearbeitung");
    let file_links = case.hrefs("#rueckfrage ins a");
    assert_eq!(asking.worker.fetch(&file_links[0]).await.2, paper, "the file came as it was");
    let received = wait_for_mail(&app, "Ihre Antwort auf unsere Frage ist angekommen").await;
    let told = wait_for_mail(&app, "ist die Antwort auf die R").await;
    for mail in [received, told] {
        assert!(!mail.contains("DE02") && !mail.contains("alte IBAN"), "{mail}");
    }
    let export = asking.export().await;
    assert_eq!(export["answers"]["bank"]["iban"], "DE02120300000000202051");
    assert_eq!(export["answers_as_filed"]["bank"]["iban"], "DE89370400440532013000");
    let inquiry = &export["inquiries"][0];
    assert_eq!((&inquiry["ended"], &inquiry["due_on"]), (&"answered".into(), &"2025-10-29".into()));
    assert_eq!(inquiry["reply"], "Die alte IBAN war falsch.");
    assert_eq!(inquiry["answers"]["bank"]["iban"], "DE02120300000000202051");

    // The person takes along the same, without a name of staff.
    let state = robin.open("/status/antrag").await;
    let own = robin.submit(&state, "/status/daten", &[]).await.html;
    assert!(!own.contains("(Test)"), "{own}");
    let own: serde_json::Value = serde_json::from_str(&own).unwrap();
    assert_eq!(own["answers"]["bank"]["iban"], "DE02120300000000202051");
    assert_eq!(own["first_answers"]["bank"]["iban"], "DE89370400440532013000");
    let question = &own["questions"][0];
    assert_eq!((&question["question"], &question["reply"]), (&QUESTION.into(), &inquiry["reply"]));
    app.stop().await;
}

/// The time for which the department waited is known, and its clock runs on with the answer.
#[actix_web::test]
async fn the_clock_stands_still_until_the_answer() {
    let app = TestApp::start().await;
    let asking = Asking::begin(&app).await;
    asking.ask(&["bank.iban"]).await;
    assert!(asking.export().await["waiting_since"].is_string());
    app.clock.advance(chrono::Duration::minutes(20));
    let robin = asking.applicant(&app).await;
    let page = robin.open("/status/rueckfrage").await;
    let typed = [("bank.iban", "DE02 1203 0000 0000 2020 51")];
    let check = robin.submit(&page, "/status/rueckfrage", &typed).await;
    send(&robin, &check).await;
    let export = asking.export().await;
    assert_eq!((&export["waiting_since"], &export["waited_seconds"]), (&().into(), &1200.into()));
    assert!(export["decided_at"].is_null());
    app.stop().await;
}

#[actix_web::test]
async fn that_a_mail_was_handed_over_stands_in_the_history() {
    let app = TestApp::start().await;
    let asking = Asking::begin(&app).await;
    asking.ask(&["bank.iban"]).await;
    wait_for_mail(&app, "Frage zu Ihrem Antrag").await;
    for _ in 0..50 {
        if times(&asking.case().await, "E-Mail übergeben: Hinweis auf die Rückfrage") == 1 {
            app.stop().await;
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    panic!("{:?}", history(&asking.case().await));
}

#[actix_web::test]
async fn without_an_address_a_letter_goes_with_number_and_code() {
    let app = TestApp::start().await;
    let asking = Asking::of_case(&app, "contact_by_post").await;
    asking.ask(&["bank.iban"]).await;
    let case = asking.case().await;
    let letter = asking.worker.submit(&case, "/rueckfrage/brief", &[]).await;
    letter.must_say(QUESTION).must_say(&asking.number).must_say(&asking.code).must_say("29.10.2025");
    letter.must_say("Musterweg 12 a").must_say("IBAN").must_say("Am Schalter");
    assert_eq!(times(&asking.case().await, "Brief zur Rückfrage gedruckt"), 1);
    assert!(mails(&app).iter().all(|mail| !mail.contains("Frage zu Ihrem Antrag")));
    app.stop().await;
}

#[actix_web::test]
async fn an_answer_after_the_day_is_taken_and_says_so() {
    let app = TestApp::start().await;
    let asking = Asking::begin(&app).await;
    asking.ask(&["bank.iban"]).await;
    app.clock.advance(chrono::Duration::days(40));
    let robin = asking.applicant(&app).await;
    let page = robin.open("/status/rueckfrage").await;
    page.must_say("Dieser Tag ist vorbei");
    let check = robin.submit(&page, "/status/rueckfrage", &[("bank.iban", "DE02120300000000202051")]).await;
    let sent = send(&robin, &check).await;
    sent.must_say("Ihre Antwort ist angekommen");
    app.stop().await;
}
