//! Cases that went to another department.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::GivenAwayPage;
use crate::casework;
use crate::web::error::WebError;
use crate::web::extract::Caseworker;
use crate::web::response::page_response;
use crate::web::site::Site;

/// `GET /postkorb/weitergegeben`.
pub async fn show(site: web::Data<Site>, Caseworker(person): Caseworker) -> Result<HttpResponse, WebError> {
    let scope = person.scope();
    let found = site.db.read(move |conn| casework::given_away(&scope, conn)).await?;
    page_response(&GivenAwayPage::new(&site, &person, found), StatusCode::OK)
}
