//! Showing an applicant where the application stands.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};

use super::case::StatusCasePage;
use super::inquiries::Inquiries;
use crate::domain::CaseState;
use crate::status::{self, StatusFile, Visit};
use crate::web::components::Level;
use crate::web::components::alert::Alert;
use crate::web::error::WebError;
use crate::web::extract::Applicant;
use crate::web::language::{self, t};
use crate::web::response::page_response;
use crate::web::site::Site;

/// The application of a visit, in the language of the page as far as its form speaks it.
pub(super) async fn find(site: &Site, visit: &Visit) -> Result<StatusFile, WebError> {
    let (scope, library, today) = (visit.scope(), site.spoken_library(), site.today());
    let found = site.db.read(move |conn| status::open(&scope, conn, &library, today)).await?;
    let file = found.ok_or(WebError::StatusRequired)?;
    language::follow(&file.filed.form);
    Ok(file)
}

/// `GET /status/antrag`.
pub async fn show(
    site: web::Data<Site>,
    Applicant(visit): Applicant,
    request: HttpRequest,
) -> Result<HttpResponse, WebError> {
    let file = find(&site, &visit).await?;
    let is_withdrawn = file.state == CaseState::Withdrawn && request.query_string() == "zurueckgenommen";
    let told = match request.query_string() {
        _ if is_withdrawn => Some(t("Ihre Rücknahme ist angekommen")),
        "bescheid-abrufen" if file.fetches == Some(true) => {
            Some(t("Gespeichert: Sie rufen den Bescheid hier ab."))
        }
        "bescheid-post" if file.fetches == Some(false) => {
            Some(t("Gespeichert: Der Bescheid kommt mit der Post."))
        }
        _ => None,
    };
    let done = told.map(|told| Alert { announced: true, ..Alert::new(Level::Success, told, &[]) });
    let inquiries = Inquiries::of(&site, &visit).await?;
    page_response(&StatusCasePage::new(&file, &visit, (inquiries, site.today()), done), StatusCode::OK)
}
