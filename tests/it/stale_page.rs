//! A page that was open while a code was opened in another tab: its form's token is an old one. What was typed comes
//! back to be sent once more, and nothing happens before.

use reqwest::StatusCode;

use crate::support::app::TestApp;
use crate::support::cases::answers;
use crate::support::client::{Client, Controls, Page};
use crate::support::filling::to_check_page;

const SCHOOL: &str = "/leistungen/schuelerbefoerderung-erstattung";
const DEFECT: &str = "/leistungen/mangel-melden";
const TYPED: [(&str, &str); 3] =
    [("school_year", "2024/2025"), ("medical_need", "true"), ("_action", "next")];

async fn begin(client: &Client, service: &str) -> Page {
    client.submit(&client.open(service).await, "/antrag", &[]).await
}

/// Opens in this browser what another one began of a service, so that its token is another one.
async fn open_code(app: &TestApp, client: &Client, service: &str) {
    let other = app.browser();
    let page = begin(&other, service).await;
    let action = page.address.clone();
    let saved = other.submit(&page, &action, &[("_action", "later")]).await;
    let code = other.submit(&saved, "/gespeichert", &[]).await.texts(".pf-draft-code__text").remove(0);
    let asked = client.open("/fortsetzen").await;
    let opened = client.submit(&asked, "/fortsetzen", &[("code", &code)]).await;
    if opened.status == StatusCode::CONFLICT {
        client.submit(&opened, "/fortsetzen", &[]).await;
    }
}

fn year(page: &Page) -> Vec<String> {
    page.attributes("[name=school_year] option[selected], [name=school_year][checked]", "value")
}

/// What a browser would send of this page.
fn filled(page: &Page) -> (String, Controls) {
    let (target, mut controls) = page.form("/vorpruefung");
    controls.retain(|(name, _)| name != "school_year");
    controls.extend(TYPED.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    (target, controls)
}

#[actix_web::test]
async fn what_was_typed_is_on_the_page_again_and_is_stored_when_it_is_sent_once_more() {
    let app = TestApp::start().await;
    let client = app.browser();
    let page = begin(&client, SCHOOL).await;
    open_code(&app, &client, DEFECT).await;
    let again = client.submit(&page, "/vorpruefung", &TYPED).await;
    assert_eq!((again.status, again.heading()), (StatusCode::FORBIDDEN, page.heading()));
    again.must_say("Bitte noch einmal senden").must_say("noch nicht gespeichert");
    assert_eq!(again.headers["x-frame-options"], "DENY");
    assert_eq!(year(&again), ["2024/2025"]);
    assert_eq!(again.texts("[data-error-summary] li"), [] as [String; 0]);
    assert_eq!(year(&client.open(&page.address).await), [] as [String; 0], "nothing is stored unasked");
    // What is there is enough: the button is pressed, no more.
    client.submit(&again, "/vorpruefung", &[("_action", "next")]).await;
    let stored = client.open(&page.address).await;
    assert_eq!(year(&stored), ["2024/2025"]);
    // A script that keeps an old page gets no page.
    let kept = [("school_year", "2023/2024"), ("_action", "keep")];
    let refused = client.submit(&page, "/vorpruefung", &kept).await;
    assert_eq!((refused.status, refused.html.contains("id=\"antrag\"")), (StatusCode::FORBIDDEN, false));
    app.stop().await;
}

#[actix_web::test]
async fn other_sites_and_strangers_get_neither_a_token_nor_anything_done() {
    let app = TestApp::start().await;
    let client = app.browser();
    let page = begin(&client, SCHOOL).await;
    open_code(&app, &client, DEFECT).await;
    let token = |page: &Page| {
        page.form("/vorpruefung").1.into_iter().find(|(name, _)| name == "_csrf").map(|(_, token)| token)
    };
    let fresh = token(&client.open(&page.address).await).unwrap();
    let (target, controls) = filled(&page);
    let own = format!("http://{}", app.address);
    let cases: [(&[(&str, &str)], bool); 8] = [
        (&[], false),
        (&[("sec-fetch-site", "cross-site")], false),
        (&[("sec-fetch-site", "same-site")], false),
        (&[("sec-fetch-site", "none")], false),
        (&[("sec-fetch-site", "cross-site"), ("origin", &own)], false),
        (&[("origin", "https://evil.example")], false),
        (&[("origin", "null")], false),
        (&[("origin", &own)], true),
    ];
    for (headers, is_ours) in cases {
        let mut request = reqwest::Client::new().post(format!("{own}{target}")).form(&controls);
        request = request.header("cookie", client.cookie("pforte"));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::FORBIDDEN, "{headers:?}");
        assert_eq!(answer.headers()["x-frame-options"], "DENY");
        let html = answer.text().await.unwrap();
        assert_eq!(html.contains(&fresh), is_ours, "{headers:?}");
        assert_eq!(html.contains("id=\"antrag\""), is_ours, "{headers:?}");
    }
    assert_eq!(year(&client.open(&page.address).await), [] as [String; 0]);
    // With the cookie of nobody there is nothing to fill in.
    let nobody = app.browser().post(&target, &controls).await;
    assert_eq!((nobody.status, nobody.html.contains(&fresh)), (StatusCode::GONE, false));
    app.stop().await;
}

#[actix_web::test]
async fn nothing_lands_in_another_draft_of_the_same_service() {
    let app = TestApp::start().await;
    let client = app.browser();
    let page = begin(&client, SCHOOL).await;
    open_code(&app, &client, SCHOOL).await;
    let answer = client.submit(&page, "/vorpruefung", &TYPED).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert_eq!(answer.heading(), "Ihr Entwurf hat sich inzwischen geändert");
    answer.must_say("Schuljahr").must_say("2024/2025");
    assert!(!answer.html.contains("id=\"antrag\""));
    let other = client.open(&answer.hrefs("main .kern-btn--primary")[0]).await;
    assert_eq!((other.status, year(&other)), (StatusCode::OK, Vec::new()));
    app.stop().await;
}

#[actix_web::test]
async fn an_application_is_looked_at_again_before_it_is_sent() {
    let app = TestApp::start().await;
    let client = app.browser();
    let service = app.library.catalogue().find_id("school_transport_refund").unwrap().clone();
    let answers = answers("school_transport_refund", "ticket_outside_capped");
    let first = begin(&client, SCHOOL).await;
    let check = to_check_page(&client, &service.online, &answers, first).await;
    open_code(&app, &client, DEFECT).await;
    let again = client.submit(&check, "/absenden", &[("confirmed", "true")]).await;
    assert_eq!((again.status, again.heading().as_str()), (StatusCode::OK, "Angaben prüfen"));
    again.must_say("Bitte noch einmal senden").must_say("noch nichts abgesendet");
    let receipt = client.submit(&again, "/absenden", &[("confirmed", "true")]).await;
    assert_eq!(receipt.heading(), "Ihr Antrag ist eingegangen");
    app.stop().await;
}
