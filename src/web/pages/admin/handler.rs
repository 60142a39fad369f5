//! The administration: mail that could not be sent, and the accounts.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::AdminPage;
use crate::accounts;
use crate::domain::OutboxId;
use crate::outbox::{retry as send_again, trouble};
use crate::web::error::WebError;
use crate::web::extract::{Admin, Sent};
use crate::web::response::{page_response, see_other};
use crate::web::site::Site;
use crate::web::urls;

/// `GET /verwaltung`.
pub async fn show(site: web::Data<Site>, Admin(person): Admin) -> Result<HttpResponse, WebError> {
    let scope = person.scope();
    let (mail, accounts) = site
        .db
        .read(move |conn| Ok::<_, WebError>((trouble(&scope, conn)?, accounts::list(&scope, conn)?)))
        .await?;
    page_response(&AdminPage::new(&person, mail.failed, mail.pending, accounts), StatusCode::OK)
}

/// `POST /verwaltung/mail/{id}/erneut`: tries a failed mail again from the beginning.
pub async fn retry(
    site: web::Data<Site>,
    Sent(Admin(person), _): Sent<Admin>,
    id: web::Path<uuid::Uuid>,
) -> Result<HttpResponse, WebError> {
    let (scope, id, now) = (person.scope(), OutboxId(id.into_inner()), site.now());
    if site.db.write(move |conn| send_again(&scope, conn, id, now)).await? {
        tracing::info!(target: "pforte::audit", clerk = %person.clerk, message = %id, "a failed mail is sent again");
    }
    Ok(see_other(urls::ADMIN))
}
