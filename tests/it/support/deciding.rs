//! Deciding as people do: on the page of the decision, with the letter before their eyes.

use super::client::{Client, Page};

/// Takes the first case of the inbox.
pub async fn take(client: &Client) -> Page {
    let address = client.open("/postkorb").await.hrefs("table a")[0].clone();
    client.submit(&client.open(&address).await, "/uebernehmen", &[]).await
}

/// The address of the page of the decision of a case.
pub fn address(case: &Page) -> String {
    let case = case.address.split(['?', '#']).next().unwrap_or_default();
    format!("{case}/entscheidung")
}

/// What is typed for a case that is granted as proposed.
pub const GRANTED: [(&str, &str); 1] = [("ergebnis", "granted")];

/// What is typed for one that is refused.
pub const REFUSED: [(&str, &str); 2] = [("ergebnis", "refused"), ("gruende", "FRIST")];

/// The page with the letter, as it would be decided.
pub async fn preview(client: &Client, case: &Page, typed: &[(&str, &str)]) -> Page {
    let page = client.open(&address(case)).await;
    let typed: Vec<_> = typed.iter().copied().chain([("_action", "preview")]).collect();
    client.submit(&page, "/entscheidung", &typed).await
}

/// Decides, or proposes, after a look at the letter; the page to which that leads.
pub async fn decide(client: &Client, case: &Page, typed: &[(&str, &str)]) -> Page {
    let shown = preview(client, case, typed).await;
    client.submit(&shown, "/entscheidung", &[("_action", "decide")]).await
}

/// Signs what a colleague proposed.
pub async fn sign(client: &Client, case: &Page) -> Page {
    let page = client.open(&address(case)).await;
    client.submit(&page, "/entscheidung", &[("_action", "sign")]).await
}

/// Sends a proposal back with a note.
pub async fn send_back(client: &Client, case: &Page, note: &str) -> Page {
    let page = client.open(&address(case)).await;
    client.submit(&page, "/entscheidung", &[("_action", "return"), ("vermerk", note)]).await
}

/// Notes that the letter of a decision was posted today, the first of October.
pub async fn post_today(client: &Client, case: &Page) -> Page {
    let page = client.open(case.address.split(['?', '#']).next().unwrap_or_default()).await;
    let day = [("tag.day", "1"), ("tag.month", "10"), ("tag.year", "2025")];
    client.submit(&page, "/bescheid/post", &day).await
}
