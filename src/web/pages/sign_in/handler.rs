//! Staff sign in and out.

use actix_web::cookie::{Cookie, SameSite};
use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;

use super::SignInPage;
use crate::accounts::{self, SignInError};
use crate::domain::{Role, Token};
use crate::web::body::Posted;
use crate::web::components::error_summary::ErrorSummary;
use crate::web::error::WebError;
use crate::web::extract::{Clerk, forget_cookie, staff_cookie_name, verify};
use crate::web::pages::Hidden;
use crate::web::response::{page_response, see_other};
use crate::web::site::Site;
use crate::web::urls;

/// Where to go after signing in.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct SignInQuery {
    /// An address of ours.
    #[serde(default)]
    pub weiter: String,
}

/// `GET /amt/anmelden`.
pub async fn show(query: web::Query<SignInQuery>) -> Result<HttpResponse, WebError> {
    page_response(&page("", &query.weiter, ErrorSummary::default()), StatusCode::OK)
}

/// `POST /amt/anmelden`: a new session each time; the same answer for an unknown name and a wrong
/// password.
pub async fn sign_in(
    site: web::Data<Site>,
    request: HttpRequest,
    body: web::Bytes,
) -> Result<HttpResponse, WebError> {
    let posted = Posted::parse(&body)?;
    let text = |name| posted.value(name).unwrap_or_default().to_owned();
    let (login, password, back) = (text("login"), text("password"), text("weiter"));
    let old = request.cookie(staff_cookie_name(site.settings.is_secure));
    let old = old.and_then(|cookie| Token::parse(cookie.value())).map(|token| token.hash());
    match accounts::sign_in(&site.db, &site.verifier, &login, &password, old, site.now()).await {
        Ok((token, role)) => {
            let mut response = see_other(&target(&back, role));
            response.add_cookie(&session_cookie(&token, &site)).map_err(|_| WebError::Internal)?;
            Ok(response)
        }
        Err(SignInError::Wrong) => {
            let text = "Anmeldename oder Passwort stimmen nicht";
            page_response(&page(&login, &back, error(text)), StatusCode::UNPROCESSABLE_ENTITY)
        }
        Err(SignInError::Throttled) => {
            let text = "Zu viele Versuche. Versuchen Sie es in einer Minute noch einmal";
            let mut response =
                page_response(&page(&login, &back, error(text)), StatusCode::TOO_MANY_REQUESTS)?;
            response.headers_mut().insert(header::RETRY_AFTER, header::HeaderValue::from_static("60"));
            Ok(response)
        }
        Err(SignInError::Busy) => {
            tracing::warn!("too many people sign in at once");
            Err(WebError::Unavailable)
        }
        Err(SignInError::Store(error)) => Err(error.into()),
    }
}

/// `POST /amt/abmelden`: the session ends in the database, not only in the browser.
pub async fn sign_out(
    site: web::Data<Site>,
    Clerk(person): Clerk,
    request: HttpRequest,
    body: web::Bytes,
) -> Result<HttpResponse, WebError> {
    verify(&Posted::parse(&body)?, &person.csrf)?;
    let name = staff_cookie_name(site.settings.is_secure);
    if let Some(token) = request.cookie(name).and_then(|cookie| Token::parse(cookie.value())) {
        site.db.write(move |conn| accounts::sign_out(conn, &token.hash())).await?;
    }
    let mut response = see_other(urls::SIGN_IN);
    let cookie = forget_cookie(name, site.settings.is_secure);
    response.add_cookie(&cookie).map_err(|_| WebError::Internal)?;
    // The screens of the last person must not come back with the back button.
    response.headers_mut().insert(
        header::HeaderName::from_static("clear-site-data"),
        header::HeaderValue::from_static("\"cache\""),
    );
    Ok(response)
}

fn error(text: &str) -> ErrorSummary {
    let mut errors = ErrorSummary::default();
    errors.push(text, Some("#field-login".to_owned()));
    errors
}

fn page(login: &str, back: &str, errors: ErrorSummary) -> SignInPage {
    let hidden = Hidden(vec![("weiter", back.to_owned())]);
    SignInPage::new(login, errors, urls::SIGN_IN.to_owned(), hidden)
}

fn session_cookie(token: &Token, site: &Site) -> Cookie<'static> {
    Cookie::build(staff_cookie_name(site.settings.is_secure), token.reveal().to_owned())
        .path("/")
        .http_only(true)
        .secure(site.settings.is_secure)
        .same_site(SameSite::Lax)
        .finish()
}

/// Where a person goes after signing in: the address they came from if it is one of our staff areas,
/// else the page of their role. Never anywhere else (open redirect).
fn target(back: &str, role: Role) -> String {
    let areas = [urls::DESK, urls::INBOX, urls::ADMIN];
    let is_ours = areas
        .iter()
        .any(|area| back.strip_prefix(area).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')));
    let is_plain = back.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'/' | b'-' | b'_'));
    if is_ours && is_plain && !back.contains("//") {
        return back.to_owned();
    }
    match role {
        Role::Desk => urls::DESK,
        Role::Caseworker | Role::Lead => urls::INBOX,
        Role::Admin => urls::ADMIN,
    }
    .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_signing_in_nobody_is_led_elsewhere() {
        assert_eq!(target("/postkorb/0b0e", Role::Caseworker), "/postkorb/0b0e");
        for bad in
            ["https://evil.example", "//evil.example", "/postkorb//evil", "/postkorbx", "/", "/postkorb\\@x"]
        {
            assert_eq!(target(bad, Role::Caseworker), "/postkorb", "{bad}");
        }
    }
}
