//! Members of staff who apply for themselves.

use pforte::domain::{Channel, Role};

use super::app::TestApp;
use super::cases::answers;
use super::client::{Client, Page};
use super::filling::to_check_page;

/// The page of the services for staff.
pub const STAFF_FORMS: &str = "/amt/formulare";

/// A browser in which somebody is signed in whose account holds what forms take over.
pub async fn employee(app: &TestApp, login: &str, role: Role, departments: &[&str]) -> Client {
    let client = app.signed_in(login, role, departments).await;
    let number = format!("47-{login}");
    let mail = format!("{login}@amt.example");
    let facts = [
        "--personnel-number",
        &number,
        "--unit",
        "Stelle 40.11",
        "--phone",
        "0531 470-4011",
        "--email",
        &mail,
    ];
    app.command(&[&["staff", "change", login][..], &facts].concat(), "").unwrap();
    client
}

/// Begins at the page of a service.
pub async fn begin(client: &Client, service: &str) -> Page {
    let page = client.open(service).await;
    let slug = service.rsplit('/').next().unwrap();
    client.submit(&page, slug, &[]).await
}

/// The check page of an application with the answers of a case.
pub async fn check_page(app: &TestApp, client: &Client, form_id: &str, case: &str) -> Page {
    let service = app.library.catalogue().find_id(form_id).unwrap();
    let first = begin(client, &format!("{STAFF_FORMS}/{}", service.online.file.slug)).await;
    to_check_page(client, service.form(Channel::Staff), &answers(form_id, case), first).await
}

/// Sends, with the confirmation.
pub async fn send(client: &Client, check: &Page) -> Page {
    client.submit(check, "/absenden", &[("confirmed", "true")]).await
}

/// The receipt of an application with the answers of a case.
pub async fn file_of_staff(app: &TestApp, client: &Client, form_id: &str, case: &str) -> Page {
    send(client, &check_page(app, client, form_id, case).await).await
}
