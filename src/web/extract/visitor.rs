//! A citizen, known only by a random token in their browser.

use std::future::{Ready, ready};

use actix_web::cookie::{Cookie, SameSite, time::Duration};
use actix_web::dev::Payload;
use actix_web::{Error, FromRequest, HttpRequest, HttpResponse, web};

use super::applicant::status_cookie_name;
use super::csrf::{csrf_of_visitor, verify};
use crate::domain::{ResumeCode, Scope, Token};
use crate::intake::{Browser, REUSE_DAYS};
use crate::web::body::Posted;
use crate::web::error::WebError;
use crate::web::site::Site;

/// How long a browser keeps the token: as long as drafts live.
const DAYS: i64 = 30;

/// How long the code of a link stands in the browser that opened it.
const CODE_MINUTES: i64 = 10;

/// The person's browser, as far as it has a token. Tokens are given out when an application begins,
/// never before.
#[derive(Debug, Clone)]
pub struct Visitor(pub Option<Token>);

impl Visitor {
    /// On whose behalf drafts and receipts are read; `None` if the browser never began anything.
    pub fn scope(&self) -> Option<Scope> {
        self.0.as_ref().map(|token| Scope::Visitor(token.hash()))
    }
}

impl FromRequest for Visitor {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let site = request.app_data::<web::Data<Site>>();
        let is_secure = site.is_some_and(|site| site.settings.is_secure);
        let cookie = request.cookie(visitor_cookie_name(is_secure));
        ready(Ok(Self(cookie.and_then(|cookie| Token::parse(cookie.value())))))
    }
}

/// What somebody had kept in this browser to begin with again, as far as it has a token for it.
#[derive(Debug, Clone)]
pub struct Keeper(pub Option<Token>);

impl FromRequest for Keeper {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let site = request.app_data::<web::Data<Site>>();
        let is_secure = site.is_some_and(|site| site.settings.is_secure);
        let cookie = request.cookie(keeper_cookie_name(is_secure));
        ready(Ok(Self(cookie.and_then(|cookie| Token::parse(cookie.value())))))
    }
}

/// Both tokens of a browser.
pub fn browser(visitor: &Visitor, keeper: &Keeper) -> Browser {
    let scope = |token: &Token| Scope::Visitor(token.hash());
    Browser { visitor: visitor.scope(), keeper: keeper.0.as_ref().map(scope) }
}

/// Refuses what was posted without the token of a form of this browser: that of either of its cookies, as one may
/// have come since the form was shown.
pub fn verify_browser(posted: &Posted, visitor: &Visitor, keeper: &Keeper) -> Result<(), WebError> {
    let mut outcome = Err(WebError::NotFound);
    for token in visitor.0.iter().chain(&keeper.0) {
        outcome = verify(posted, &csrf_of_visitor(token));
        if outcome.is_ok() {
            break;
        }
    }
    outcome
}

/// The name of the cookie with which a browser begins again with what was kept.
pub fn keeper_cookie_name(secure: bool) -> &'static str {
    if secure { "__Host-pforte-gemerkt" } else { "pforte-gemerkt" }
}

/// Takes from a browser everything that it holds of citizens: at the desk the next person sits before it.
pub fn forget_citizens(response: &mut HttpResponse, secure: bool) -> Result<(), WebError> {
    let names = [visitor_cookie_name, keeper_cookie_name, code_cookie_name, status_cookie_name];
    let mut cookies = names.iter().map(|name| forget_cookie(name(secure), secure));
    cookies.try_for_each(|cookie| response.add_cookie(&cookie)).map_err(|_| WebError::Internal)
}

/// The cookie with which a browser begins again with what was kept: it lives as long.
pub fn keeper_cookie(token: &Token, secure: bool) -> Cookie<'static> {
    Cookie::build(keeper_cookie_name(secure), token.reveal().to_owned())
        .path("/")
        .http_only(true)
        .secure(secure)
        .same_site(SameSite::Lax)
        .max_age(Duration::days(REUSE_DAYS))
        .finish()
}

/// The name of the cookie of a citizen's browser. `__Host-` (RFC 6265bis) binds it to this host, but needs TLS.
pub fn visitor_cookie_name(secure: bool) -> &'static str {
    if secure { "__Host-pforte" } else { "pforte" }
}

/// The name of the cookie of signed-in staff.
pub fn staff_cookie_name(secure: bool) -> &'static str {
    if secure { "__Host-pforte-amt" } else { "pforte-amt" }
}

/// The cookie of a session of staff; it ends with the browser.
pub fn staff_cookie(token: &Token, secure: bool) -> Cookie<'static> {
    Cookie::build(staff_cookie_name(secure), token.reveal().to_owned())
        .path("/")
        .http_only(true)
        .secure(secure)
        .same_site(SameSite::Lax)
        .finish()
}

/// The cookie that gives a citizen's browser its token.
pub fn visitor_cookie(token: &Token, secure: bool) -> Cookie<'static> {
    Cookie::build(visitor_cookie_name(secure), token.reveal().to_owned())
        .path("/")
        .http_only(true)
        .secure(secure)
        .same_site(SameSite::Lax)
        .max_age(Duration::days(DAYS))
        .finish()
}

/// The name of the cookie that carries the code of a link.
pub fn code_cookie_name(secure: bool) -> &'static str {
    if secure { "__Host-pforte-code" } else { "pforte-code" }
}

/// The cookie that carries the code of a link to the page that asks for codes, for some minutes: in an address of
/// that page it would stay in the history of a browser that others use too.
pub fn code_cookie(code: &ResumeCode, secure: bool) -> Cookie<'static> {
    Cookie::build(code_cookie_name(secure), code.to_string())
        .path("/")
        .http_only(true)
        .secure(secure)
        .same_site(SameSite::Lax)
        .max_age(Duration::minutes(CODE_MINUTES))
        .finish()
}

/// The cookie that makes a browser forget the cookie of this name.
pub fn forget_cookie(name: &'static str, secure: bool) -> Cookie<'static> {
    let cookie = Cookie::build(name, "").path("/").http_only(true).secure(secure);
    let mut cookie = cookie.same_site(SameSite::Lax).finish();
    cookie.make_removal();
    cookie
}
