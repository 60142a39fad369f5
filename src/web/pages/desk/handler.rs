//! The desk's page: start an application for a resident, go on with one, print a receipt again.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::DeskPage;
use crate::clock::start_of_day;
use crate::desk;
use crate::intake::{self, StartError};
use crate::web::body::Posted;
use crate::web::error::WebError;
use crate::web::extract::{DeskClerk, verify};
use crate::web::response::{page_response, see_other};
use crate::web::site::{Site, fresh_token};
use crate::web::urls::{self, Place};

/// `GET /schalter`.
pub async fn show(site: web::Data<Site>, DeskClerk(person): DeskClerk) -> Result<HttpResponse, WebError> {
    let (scope, library, now) = (person.scope(), site.library.clone(), site.now());
    let since = start_of_day(site.today());
    let overview = site.db.read(move |conn| desk::overview(&scope, conn, &library, now, since)).await?;
    page_response(&DeskPage::new(&site, &person, overview), StatusCode::OK)
}

/// `POST /schalter/antrag`: begins an application for the next resident, always with an empty draft.
pub async fn start(
    site: web::Data<Site>,
    DeskClerk(person): DeskClerk,
    body: web::Bytes,
) -> Result<HttpResponse, WebError> {
    let posted = Posted::parse(&body)?;
    verify(&posted, &person.csrf)?;
    let slug = posted.value("leistung").unwrap_or_default();
    let service = site.library.catalogue().find(slug).ok_or(WebError::NotFound)?.clone();
    let first = service.assisted.pages.first().ok_or(WebError::Internal)?.id.clone();
    let (scope, library, now, key) = (person.scope(), site.library.clone(), site.now(), fresh_token()?);
    let begin = move |conn: &mut _| {
        intake::start(&scope, conn, &library, &service, &intake::Beginning::Anew, &key, now)
    };
    match site.db.write(begin).await {
        Ok(draft) => Ok(see_other(&Place::Desk { draft }.page(&first))),
        // The page says why.
        Err(StartError::NotOpen) => Ok(see_other(urls::DESK)),
        Err(other) => Err(other.into()),
    }
}
