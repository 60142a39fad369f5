//! Staff sign in and out.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;

use super::SignInPage;
use crate::accounts::{self, Credentials, Entry, SignInError};
use crate::desk;
use crate::domain::{Role, Token};
use crate::web::body::Posted;
use crate::web::components::error_summary::ErrorSummary;
use crate::web::error::WebError;
use crate::web::extract::{
    Clerk, Sent, forget_citizens, forget_cookie, known_browser, known_browser_cookie, staff_cookie,
    staff_cookie_name,
};
use crate::web::kept::{Kept, is_plain};
use crate::web::pages::Hidden;
use crate::web::pages::kept_input::KeptInputPage;
use crate::web::response::{forget_pages, page_response, see_other};
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
pub async fn show(query: web::Query<SignInQuery>, request: HttpRequest) -> Result<HttpResponse, WebError> {
    let is_locked = request.query_string() == "gesperrt";
    let back = [(Kept::TO, query.into_inner().weiter)];
    let page = SignInPage::new("", ErrorSummary::default(), Hidden::new(back));
    page_response(&SignInPage { is_locked, ..page }, StatusCode::OK)
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
    let (login, back, is_secure) = (text("login"), text(Kept::TO), site.settings.is_secure);
    let kept = Kept::from_sign_in(&posted);
    let old = request.cookie(staff_cookie_name(is_secure));
    let old = old.and_then(|cookie| Token::parse(cookie.value())).map(|token| token.hash());
    let credentials = Credentials {
        login: login.clone(),
        password: text("password"),
        browser: known_browser(&request, is_secure),
        key: site.matters.clone(),
    };
    match accounts::sign_in(&site.db, &site.verifier, credentials, old, site.now()).await {
        Ok(entry) => enter(&site, &entry, kept, &back).await,
        Err(SignInError::Wrong) => {
            let text = "Anmeldename oder Passwort stimmen nicht.";
            page_response(&again(&login, &back, kept, text), StatusCode::UNPROCESSABLE_ENTITY)
        }
        Err(SignInError::Throttled) => {
            tracing::warn!("a sign-in was put off after too many attempts");
            let text = "Zu viele Versuche. Versuchen Sie es in einer Minute noch einmal.";
            let page = again(&login, &back, kept, text);
            let mut response = page_response(&page, StatusCode::TOO_MANY_REQUESTS)?;
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

/// Lets a person in whose password fits.
async fn enter(site: &Site, entry: &Entry, kept: Option<Kept>, back: &str) -> Result<HttpResponse, WebError> {
    let mut response = match interrupted(site, &entry.token, kept).await? {
        Some(page) => page_response(&page, StatusCode::OK)?,
        None => see_other(&target(back, entry.role)),
    };
    let is_secure = site.settings.is_secure;
    let cookies = [staff_cookie(&entry.token, is_secure), known_browser_cookie(&entry.browser, is_secure)];
    let mut cookies = cookies.iter();
    cookies.try_for_each(|cookie| response.add_cookie(cookie)).map_err(|_| WebError::Internal)?;
    Ok(response)
}

/// `POST /amt/abmelden`: the session ends in the database, not only in the browser.
pub async fn sign_out(
    site: web::Data<Site>,
    Sent(Clerk(person), _): Sent<Clerk>,
    request: HttpRequest,
) -> Result<HttpResponse, WebError> {
    let name = staff_cookie_name(site.settings.is_secure);
    if let Some(token) = request.cookie(name).and_then(|cookie| Token::parse(cookie.value())) {
        site.db.write(move |conn| accounts::sign_out(conn, &token.hash())).await?;
        tracing::info!(clerk.id = %person.clerk, "signed out");
    }
    let mut response = see_other(urls::SIGN_IN);
    let cookie = forget_cookie(name, site.settings.is_secure);
    response.add_cookie(&cookie).map_err(|_| WebError::Internal)?;
    if person.may_assist() {
        forget_citizens(&mut response, site.settings.is_secure)?;
    }
    // The screens of the last person must not come back with the back button.
    forget_pages(&mut response);
    Ok(response)
}

fn error(text: &str) -> ErrorSummary {
    let mut errors = ErrorSummary::default();
    errors.push(text, Some("#field-login".to_owned()));
    errors
}

/// The page again, with all that it brought along.
fn again(login: &str, back: &str, kept: Option<Kept>, text: &str) -> SignInPage {
    let hidden = match &kept {
        Some(kept) => Hidden::new(kept.fields()),
        None => Hidden::new([(Kept::TO, back.to_owned())]),
    };
    SignInPage::new(login, error(text), hidden)
}

/// The page that offers what the person typed before their session was over; none if it was somebody else.
async fn interrupted(
    site: &Site,
    token: &Token,
    kept: Option<Kept>,
) -> Result<Option<KeptInputPage>, WebError> {
    let Some(kept) = kept else { return Ok(None) };
    let person = accounts::current(&site.db, token.hash(), site.now(), site.settings.sessions).await?;
    let person = person.filter(|person| kept.belongs_to(person.clerk));
    if let (Some(clerk), Some(case)) = (person.clone(), kept.case()) {
        // Nothing lies open in the new session: the case goes on that its owner was in.
        site.db.write(move |conn| desk::open(&clerk, conn, case)).await?;
    }
    Ok(person.map(|person| KeptInputPage::new(&person, &kept)))
}

/// Where a person goes after signing in: the address they came from if it is one of our staff areas,
/// else the page of their role. Never anywhere else (open redirect).
fn target(back: &str, role: Role) -> String {
    let path = back.split('?').next().unwrap_or_default();
    if is_plain(back) && urls::is_staff_area(path) {
        return back.to_owned();
    }
    match role {
        Role::Desk | Role::DeskLead => urls::DESK,
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
