//! Keeping, renaming and removing views.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::{Attempt, ViewsPage, words};
use crate::accounts::SignedIn;
use crate::casework::{self, ViewError};
use crate::domain::ViewId;
use crate::web::error::WebError;
use crate::web::extract::{Caseworker, Sent};
use crate::web::pages::inbox::handler::InboxQuery;
use crate::web::pages::inbox::query_of;
use crate::web::response::{page_response, see_other};
use crate::web::site::Site;
use crate::web::urls;

/// `GET /postkorb/ansichten`.
pub async fn show(site: web::Data<Site>, Caseworker(person): Caseworker) -> Result<HttpResponse, WebError> {
    render(&site, &person, None).await
}

/// `POST /postkorb/ansichten`: keeps a filter under a name.
pub async fn keep(
    site: web::Data<Site>,
    Sent(Caseworker(person), posted): Sent<Caseworker>,
) -> Result<HttpResponse, WebError> {
    // Only what the inbox itself reads is kept.
    let filter = query_of(&InboxQuery::of(posted.value("liste").unwrap_or_default()));
    let name = posted.value("name").or_else(|| posted.value("name-neu")).unwrap_or_default().to_owned();
    let (scope, now, kept, typed) = (person.scope(), site.now(), filter.clone(), name.clone());
    match site.db.write(move |conn| casework::keep_view(&scope, conn, (&typed, &kept), now)).await {
        Ok(_) => Ok(see_other(&format!("{}?{filter}", urls::INBOX))),
        Err(error) => refused(&site, &person, (Err(filter), name), error).await,
    }
}

/// `POST /postkorb/ansichten/{view}`: gives one another name.
pub async fn rename(
    site: web::Data<Site>,
    Sent(Caseworker(person), posted): Sent<Caseworker>,
    path: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let id: ViewId = path.parse().map_err(|_| WebError::NotFound)?;
    let name = posted.value(&format!("name-{id}")).unwrap_or_default().to_owned();
    let (scope, typed) = (person.scope(), name.clone());
    match site.db.write(move |conn| casework::rename_view(&scope, conn, id, &typed)).await {
        Ok(()) => Ok(see_other(urls::VIEWS)),
        Err(error) => refused(&site, &person, (Ok(id.to_string()), name), error).await,
    }
}

/// `POST /postkorb/ansichten/{view}/entfernen`.
pub async fn remove(
    site: web::Data<Site>,
    Sent(Caseworker(person), _): Sent<Caseworker>,
    path: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let id: ViewId = path.parse().map_err(|_| WebError::NotFound)?;
    let scope = person.scope();
    match site.db.write(move |conn| casework::remove_view(&scope, conn, id)).await {
        Ok(()) => Ok(see_other(urls::VIEWS)),
        Err(ViewError::Store(error)) => Err(error.into()),
        Err(_) => Err(WebError::NotFound),
    }
}

/// `GET` on an address where something is done to a view: leads to all of them.
pub async fn lead_back(Caseworker(_): Caseworker) -> HttpResponse {
    see_other(urls::VIEWS)
}

async fn refused(
    site: &Site,
    person: &SignedIn,
    (of, typed): (Result<String, String>, String),
    error: ViewError,
) -> Result<HttpResponse, WebError> {
    match (words(&error), error) {
        (Some(error), _) => render(site, person, Some(Attempt { of, typed, error })).await,
        (None, ViewError::Store(error)) => Err(error.into()),
        (None, _) => Err(WebError::NotFound),
    }
}

async fn render(site: &Site, person: &SignedIn, attempt: Option<Attempt>) -> Result<HttpResponse, WebError> {
    let scope = person.scope();
    let views = site.db.read(move |conn| casework::views(&scope, conn)).await?;
    let status = if attempt.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    page_response(&ViewsPage::new(person, views, attempt), status)
}
