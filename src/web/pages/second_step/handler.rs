//! Reading an application on which one is asked to say something, and beginning to.

use actix_web::http::header::ContentType;
use actix_web::http::{Method, StatusCode};
use actix_web::{HttpResponse, web};

use super::SecondStepPage;
use crate::domain::CaseId;
use crate::intake::second_step;
use crate::web::error::WebError;
use crate::web::extract::{Clerk, Sent};
use crate::web::response::{page_response, see_other};
use crate::web::site::{Site, fresh_token};
use crate::web::urls::Place;

fn case_id(path: &str) -> Result<CaseId, WebError> {
    path.parse().map_err(|_| WebError::NotFound)
}

/// `GET /amt/formulare/vorgang/{case}`: for who is asked, and nobody else.
pub async fn show(
    site: web::Data<Site>,
    Clerk(person): Clerk,
    path: web::Path<String>,
    method: Method,
) -> Result<HttpResponse, WebError> {
    let id = case_id(&path)?;
    let (scope, library, now) = (person.scope(), site.library.clone(), site.now());
    let asked = site.db.read(move |conn| second_step::asked(&scope, conn, &library, id, now)).await?;
    let unseen = asked.ok_or(WebError::NotFound)?;
    if method == Method::HEAD {
        return Ok(HttpResponse::Ok().content_type(ContentType::html()).finish());
    }
    // Before the page is shown it is on the disk that it was read.
    let scope = person.scope();
    let asked = site.db.write(move |conn| second_step::show(&scope, conn, unseen, now)).await?;
    page_response(&SecondStepPage::new(&person, asked.ok_or(WebError::NotFound)?), StatusCode::OK)
}

/// `POST /amt/formulare/vorgang/{case}`: to the questions, with a draft of one's own.
pub async fn begin(
    site: web::Data<Site>,
    Sent(Clerk(person), _): Sent<Clerk>,
    path: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let id = case_id(&path)?;
    let (scope, library, now, key) = (person.scope(), site.library.clone(), site.now(), fresh_token()?);
    let begun = site.db.write(move |conn| second_step::begin(&scope, conn, &library, id, &key, now)).await?;
    let draft = begun.ok_or(WebError::NotFound)?;
    // A draft that is there already may be complete; the check page leads to what is open.
    Ok(see_other(&Place::Staff { draft }.check()))
}
