//! A browser in which members of staff have signed in before.

use actix_web::HttpRequest;
use actix_web::cookie::{Cookie, SameSite, time::Duration};

use crate::domain::{KNOWN_DAYS, KnownBrowser};

/// The mark of the browser that asks, if it has one.
pub fn known_browser(request: &HttpRequest, secure: bool) -> Option<KnownBrowser> {
    request.cookie(known_browser_cookie_name(secure)).and_then(|cookie| KnownBrowser::parse(cookie.value()))
}

fn known_browser_cookie_name(secure: bool) -> &'static str {
    if secure { "__Host-pforte-geraet" } else { "pforte-geraet" }
}

/// The cookie with the mark of a browser. It goes to all pages, as that of a session does: a witness types a password
/// on the page of a colleague, and `__Host-` (RFC 6265bis) keeps neighbouring hosts from taking it away. Signing out
/// leaves it.
pub fn known_browser_cookie(mark: &KnownBrowser, secure: bool) -> Cookie<'static> {
    Cookie::build(known_browser_cookie_name(secure), mark.reveal())
        .path("/")
        .http_only(true)
        .secure(secure)
        .same_site(SameSite::Strict)
        .max_age(Duration::days(KNOWN_DAYS))
        .finish()
}
