//! The applicant of one case, who showed its number and code or has just filed it.

use std::future::Future;
use std::pin::Pin;

use actix_web::cookie::{Cookie, SameSite};
use actix_web::dev::Payload;
use actix_web::{Error, FromRequest, HttpRequest, web};

use crate::domain::Token;
use crate::status::{self, Visit};
use crate::web::error::WebError;
use crate::web::site::Site;

type Found<T> = Pin<Box<dyn Future<Output = Result<T, Error>>>>;

/// The applicant of one case. Nobody is one without a visit that holds: they are led to the page that asks for number
/// and code.
#[derive(Debug, Clone)]
pub struct Applicant(pub Visit);

impl FromRequest for Applicant {
    type Error = Error;
    type Future = Found<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move { Ok(Self(visit(&request).await?.ok_or(WebError::StatusRequired)?)) })
    }
}

/// The same where nobody needs to be one.
#[derive(Debug, Clone)]
pub struct MaybeApplicant(pub Option<Visit>);

impl FromRequest for MaybeApplicant {
    type Error = Error;
    type Future = Found<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move { Ok(Self(visit(&request).await?)) })
    }
}

async fn visit(request: &HttpRequest) -> Result<Option<Visit>, WebError> {
    let site = request.app_data::<web::Data<Site>>().ok_or(WebError::Internal)?.clone();
    let cookie = request.cookie(status_cookie_name(site.settings.is_secure));
    let Some(token) = cookie.and_then(|cookie| Token::parse(cookie.value())) else { return Ok(None) };
    Ok(status::current(&site.db, token.hash(), site.now()).await?)
}

/// The name of the cookie of a visit. `__Host-` (RFC 6265bis), so that no neighbouring host can plant the visit of
/// somebody else, whose answers a person would then complete.
pub fn status_cookie_name(secure: bool) -> &'static str {
    if secure { "__Host-pforte-stand" } else { "pforte-stand" }
}

/// The cookie of a visit; it ends with the browser, and much earlier on the server. `__Host-` takes it to all pages of
/// this installation; nobody else answers there, no other page looks at it, and none of it is logged.
pub fn status_cookie(token: &Token, secure: bool) -> Cookie<'static> {
    Cookie::build(status_cookie_name(secure), token.reveal().to_owned())
        .path("/")
        .http_only(true)
        .secure(secure)
        .same_site(SameSite::Lax)
        .finish()
}
