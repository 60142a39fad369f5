//! Leaving an application and going on with it later, on another device too.

use chrono::Duration;
use reqwest::StatusCode;

use crate::support::app::{TestApp, fixtures};
use crate::support::client::{Client, Page};
use crate::support::db::TestDb;

const SCHOOL: &str = "/leistungen/schuelerbefoerderung-erstattung";

async fn begin(client: &Client) -> Page {
    let service = client.open(SCHOOL).await;
    client.submit(&service, "/antrag", &[]).await
}

/// Leaves the first page half filled in, and gets a code.
async fn leave(client: &Client, year: &str) -> (Page, String) {
    let first = begin(client).await;
    let typed = [("school_year", year), ("residence_bs", "true"), ("_action", "later")];
    let saved = client.submit(&first, "/vorpruefung", &typed).await;
    assert_eq!(saved.heading(), "Ihr Entwurf ist gespeichert");
    let with_code = client.submit(&saved, "/gespeichert", &[]).await;
    let code = with_code.texts(".pf-draft-code__text").remove(0);
    (with_code, code)
}

async fn open(client: &Client, code: &str) -> Page {
    let page = client.open("/fortsetzen").await;
    client.submit(&page, "/fortsetzen", &[("code", code)]).await
}

fn year(page: &Page) -> Vec<String> {
    page.attributes("[name=school_year] option[selected], [name=school_year][checked]", "value")
}

#[actix_web::test]
async fn a_half_filled_page_goes_on_on_another_device_and_is_gone_from_the_first() {
    let app = TestApp::start().await;
    let (library, home) = (app.browser(), app.browser());
    let (saved, code) = leave(&library, "2024/2025").await;
    saved.must_say("31.10.2025").must_say("nur dieses eine Mal");
    assert_eq!(saved.attributes("svg.pf-qr", "aria-label"), ["Link zu Ihrem Entwurf"]);
    assert!(!library.open(&format!("{SCHOOL}/antrag/gespeichert")).await.says(&code), "it is shown once");
    let page = open(&home, &code.to_lowercase().replace('-', " ")).await;
    assert_eq!((page.status, year(&page)), (StatusCode::OK, vec!["2024/2025".to_owned()]));
    assert_eq!(page.texts("[data-error-summary] li"), [] as [String; 0], "nobody tried to leave the page");
    let gone = library.open(&format!("{SCHOOL}/antrag/vorpruefung")).await;
    assert_eq!(gone.status, StatusCode::GONE);
    gone.must_say("auf einem anderen Gerät");
    // The code brings it back as well: it is wherever it was opened last.
    assert_eq!(year(&open(&library, &code).await), ["2024/2025"]);
    assert_eq!(home.open(&format!("{SCHOOL}/antrag/vorpruefung")).await.status, StatusCode::GONE);
    app.stop().await;
}

#[actix_web::test]
async fn a_draft_that_is_here_is_not_lost_to_one_that_comes() {
    let app = TestApp::start().await;
    let (library, home) = (app.browser(), app.browser());
    let (_, code) = leave(&library, "2024/2025").await;
    let own = begin(&home).await;
    home.submit(&own, "/vorpruefung", &[("school_year", "2023/2024"), ("_action", "back")]).await;
    let asked = open(&home, &code).await;
    assert_eq!(asked.status, StatusCode::CONFLICT);
    asked.must_say("schon einen anderen Entwurf");
    assert_eq!(year(&home.open(&asked.hrefs("main a.kern-btn")[0]).await), ["2023/2024"]);
    let replaced = home.submit(&asked, "/fortsetzen", &[]).await;
    assert_eq!(year(&replaced), ["2024/2025"]);
    app.stop().await;
}

#[actix_web::test]
async fn a_draft_that_has_a_code_is_put_away_and_not_lost() {
    let app = TestApp::start().await;
    let (library, home, phone) = (app.browser(), app.browser(), app.browser());
    let (_, first) = leave(&library, "2024/2025").await;
    let (_, second) = leave(&home, "2023/2024").await;
    // Somebody opens theirs at the computer in the library, in place of the one that is there.
    let asked = open(&library, &second).await;
    assert_eq!(year(&library.submit(&asked, "/fortsetzen", &[]).await), ["2023/2024"]);
    assert_eq!(year(&open(&phone, &first).await), ["2024/2025"], "it is still there for its code");
    // And leaves, with the code.
    let service = library.open(SCHOOL).await;
    library.submit(&service, "/vergessen", &[]).await;
    assert!(!library.open(SCHOOL).await.says("fortsetzen</"));
    let gone = library.open(&format!("{SCHOOL}/antrag/vorpruefung")).await;
    assert_eq!(gone.status, StatusCode::GONE);
    assert_eq!(year(&open(&home, &second).await), ["2023/2024"]);
    app.stop().await;
}

#[actix_web::test]
async fn whoever_noted_the_cookie_of_a_browser_does_not_read_what_is_opened_there_later() {
    let app = TestApp::start().await;
    let (library, home) = (app.browser(), app.browser());
    client_begins_another(&library).await;
    let noted = library.cookie("pforte");
    let (_, code) = leave(&home, "2024/2025").await;
    open(&library, &code).await;
    assert_ne!(noted, library.cookie("pforte"));
    for slug in ["schuelerbefoerderung-erstattung", "mangel-melden"] {
        let address = format!("http://{}/leistungen/{slug}/antrag/gespeichert", app.address);
        let answer = reqwest::Client::new().get(address).header("cookie", &noted).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::GONE, "{slug}");
    }
    // What the browser had before moved with it.
    let other = library.open("/leistungen/mangel-melden").await;
    assert!(other.says("In diesem Browser haben Sie"));
    app.stop().await;
}

/// Begins another service in this browser.
async fn client_begins_another(client: &Client) {
    let service = client.open("/leistungen/mangel-melden").await;
    client.submit(&service, "/antrag", &[]).await;
}

#[actix_web::test]
async fn codes_are_refused_that_are_mistyped_old_or_guessed() {
    let app = TestApp::start().await;
    let (library, home) = (app.browser(), app.browser());
    open(&home, "").await.must_say("Geben Sie den Code ein.");
    let mistyped = open(&home, "K7M3-QX9A-B2CD-EFG2").await;
    assert_eq!(mistyped.status, StatusCode::UNPROCESSABLE_ENTITY);
    mistyped.must_say("Prüfen Sie den Code");
    assert_eq!(mistyped.attributes("[name=code]", "value"), ["K7M3-QX9A-B2CD-EFG2"]);

    // A newer code takes the older one's place, and after its time a draft opens no more.
    let (saved, old) = leave(&library, "2024/2025").await;
    let again = library.open(&format!("{SCHOOL}/antrag/gespeichert")).await;
    let new = library.submit(&again, "/gespeichert", &[]).await.texts(".pf-draft-code__text").remove(0);
    assert_ne!(old, new);
    open(&home, &old).await.must_say("Zu diesem Code gibt es keinen Entwurf mehr.");
    app.clock.advance(Duration::days(31));
    open(&home, &new).await.must_say("Zu diesem Code gibt es keinen Entwurf mehr.");
    assert!(saved.says("gespeichert"));
    app.stop().await;
}

#[actix_web::test]
async fn guessing_at_a_code_becomes_slow_and_leaves_others_alone() {
    let app = TestApp::start().await;
    let (library, home, thief) = (app.browser(), app.browser(), app.browser());
    let (_, code) = leave(&library, "2024/2025").await;
    let start = &code[..4];
    let guess = |number: u8| {
        let mut random = [number; 15];
        let letters = b"23456789ABCDEFGHJKMNPQRSTUVWXYZ";
        for (place, letter) in start.bytes().enumerate() {
            random[place] = u8::try_from(letters.iter().position(|known| *known == letter).unwrap()).unwrap();
        }
        pforte::domain::ResumeCode::from_random(random).to_string()
    };
    let mut last = open(&thief, &guess(0)).await;
    for number in 1..6 {
        assert_eq!(last.status, StatusCode::UNPROCESSABLE_ENTITY);
        last = open(&thief, &guess(number)).await;
    }
    assert_eq!(last.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(last.headers["retry-after"], "60");
    last.must_say("Es gab zu viele Versuche.");
    // Whoever has the code is not kept out by whoever guesses at it, and the thief is no nearer.
    assert_eq!(year(&open(&home, &code).await), ["2024/2025"]);
    for number in 6..12 {
        last = open(&thief, &guess(number)).await;
    }
    assert_eq!(last.status, StatusCode::TOO_MANY_REQUESTS);
    app.clock.advance(Duration::seconds(61));
    assert_eq!(open(&thief, &guess(12)).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    app.stop().await;
}

#[actix_web::test]
async fn a_page_keeps_itself_while_somebody_types_and_never_over_something_newer() {
    let app = TestApp::start().await;
    let client = app.browser();
    let first = begin(&client).await;
    let kept =
        client.submit(&first, "/vorpruefung", &[("school_year", "2024/2025"), ("_action", "keep")]).await;
    assert_eq!(kept.status, StatusCode::NO_CONTENT);
    let revision = kept.headers["x-revision"].to_str().unwrap().to_owned();
    let page = client.open(&format!("{SCHOOL}/antrag/vorpruefung")).await;
    assert_eq!(year(&page), ["2024/2025"]);
    assert_eq!(page.texts("[data-error-summary] li"), [] as [String; 0], "nobody tried to leave the page");
    // The answer got lost on its way, and the page says the same again.
    let again =
        client.submit(&first, "/vorpruefung", &[("school_year", "2024/2025"), ("_action", "keep")]).await;
    assert_eq!(
        (again.status, again.headers["x-revision"].to_str().unwrap()),
        (StatusCode::NO_CONTENT, revision.as_str())
    );
    // The page that was opened first, in another window, knows nothing of it.
    let stale =
        client.submit(&first, "/vorpruefung", &[("school_year", "2023/2024"), ("_action", "keep")]).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    let fresh = [("school_year", "2023/2024"), ("_revision", &revision), ("_action", "keep")];
    assert_eq!(client.submit(&first, "/vorpruefung", &fresh).await.status, StatusCode::NO_CONTENT);
    assert_eq!(year(&client.open(&format!("{SCHOOL}/antrag/vorpruefung")).await), ["2023/2024"]);
    app.stop().await;
}

#[actix_web::test]
async fn a_row_can_be_added_from_a_page_that_kept_itself_meanwhile() {
    let app = TestApp::start_on(TestDb::new().await, fixtures(), false).await;
    let client = app.browser();
    let service = client.open("/leistungen/dateien").await;
    let page = client.submit(&service, "/antrag", &[]).await;
    let rows = client.submit(&page, "/unterlagen", &[("name", "Anna"), ("wants", "false")]).await;
    let kept = [("rows.0.month", "Mai"), ("_action", "keep")];
    assert_eq!(client.submit(&rows, "/fahrkarten", &kept).await.status, StatusCode::NO_CONTENT);
    // The button was pressed before the page knew its new revision.
    let added =
        client.submit(&rows, "/fahrkarten", &[("rows.0.month", "Mai"), ("_action", "add:rows")]).await;
    assert_eq!(added.texts("legend.kern-label--large"), ["Fahrkarte 1", "Fahrkarte 2"]);
    // Twice the same click adds one.
    let again =
        client.submit(&rows, "/fahrkarten", &[("rows.0.month", "Mai"), ("_action", "add:rows")]).await;
    assert_eq!(again.texts("legend.kern-label--large"), ["Fahrkarte 1", "Fahrkarte 2"]);
    app.stop().await;
}
