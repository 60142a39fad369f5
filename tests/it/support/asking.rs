//! Asking the applicant, and answering as they do: with the number and the code of their receipt.

use super::app::TestApp;
use super::client::{Client, Page};

/// Writes a question about these places of the form and no others, and presses a button of its page.
pub async fn write(worker: &Client, case: &str, question: &str, places: &[&str], button: &str) -> Page {
    let case = case.split(['?', '#']).next().unwrap_or_default();
    let page = worker.open(&format!("{case}/rueckfrage")).await;
    let (target, mut controls) = page.form("/rueckfrage");
    controls.retain(|(name, _)| !name.starts_with("feld.") && name != "frage");
    controls.push(("frage".to_owned(), question.to_owned()));
    controls.push(("_action".to_owned(), button.to_owned()));
    controls.extend(places.iter().map(|place| ("feld.0".to_owned(), (*place).to_owned())));
    worker.post(&target, &controls).await
}

/// What a receipt says: the number and the code.
pub fn number_and_code(receipt: &Page) -> (String, String) {
    let text = |class: &str| receipt.texts(class)[0].clone();
    (text(".pf-receipt__number"), text(".pf-receipt__code"))
}

/// Types number and code on the page that asks for them.
pub async fn ask(client: &Client, number: &str, code: &str) -> Page {
    let page = client.open("/status").await;
    client.submit(&page, "/status", &[("nummer", number), ("code", code)]).await
}

/// A browser in which the application is open, and its page.
pub async fn opened(app: &TestApp, number: &str, code: &str) -> (Client, Page) {
    let client = app.browser();
    let page = ask(&client, number, code).await;
    assert_eq!((page.status.as_u16(), page.address.as_str()), (200, "/status/antrag"));
    (client, page)
}

/// The same, where only the browser matters.
pub async fn applicant(app: &TestApp, number: &str, code: &str) -> Client {
    opened(app, number, code).await.0
}

/// Answers what was asked, and what that asks for in its turn, after a look at it.
pub async fn answer(applicant: &Client, typed: &[(&str, &str)]) -> Page {
    let page = applicant.open("/status/rueckfrage").await;
    let typed = [typed, &[("_action", "next")]].concat();
    let mut shown = applicant.submit(&page, "/status/rueckfrage", &typed).await;
    if shown.address.ends_with("?neu") {
        shown = applicant.submit(&shown, "/status/rueckfrage", &typed).await;
    }
    applicant.submit(&shown, "/absenden", &[("confirmed", "true")]).await
}
