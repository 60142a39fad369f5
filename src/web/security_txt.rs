//! `/.well-known/security.txt`: to whom somebody who finds a weakness turns (RFC 9116).

use actix_web::{HttpResponse, web};

use super::error::WebError;
use super::site::Site;

/// `GET /.well-known/security.txt`. Where nobody was named there is none.
pub async fn show(site: web::Data<Site>) -> Result<HttpResponse, WebError> {
    let contact = site.settings.security.as_ref().ok_or(WebError::NotFound)?;
    let text = contact.text(&site.settings.base_url);
    Ok(HttpResponse::Ok().content_type("text/plain; charset=utf-8").body(text))
}
