//! The desk's page: start an application for a resident, go on with one, print a receipt again.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};

use super::DeskPage;
use crate::accounts::{SignedIn, case_token};
use crate::clock::start_of_day;
use crate::desk;
use crate::domain::Token;
use crate::intake::{self, StartError};
use crate::library::LibraryError;
use crate::web::body::Posted;
use crate::web::error::WebError;
use crate::web::extract::{DeskClerk, staff_cookie, staff_cookie_name, verify};
use crate::web::response::{forget_pages, page_response, see_other};
use crate::web::site::{Site, fresh_token};
use crate::web::urls::{self, Place};

/// `GET /schalter`.
pub async fn show(
    site: web::Data<Site>,
    DeskClerk(person): DeskClerk,
    request: HttpRequest,
) -> Result<HttpResponse, WebError> {
    let (scope, library, now) = (person.scope(), site.library.clone(), site.now());
    let (open, since) = (person.open.clone(), start_of_day(site.today()));
    let overview =
        site.db.read(move |conn| desk::overview(&scope, conn, &library, &open, now, since)).await?;
    let is_elsewhere = request.query_string() == "anderer-fall";
    page_response(&DeskPage::new(&site, &person, overview, is_elsewhere), StatusCode::OK)
}

/// `POST /schalter/antrag`: begins an application for the next resident, always with an empty draft. What lay open
/// is closed.
pub async fn start(
    site: web::Data<Site>,
    DeskClerk(person): DeskClerk,
    request: HttpRequest,
    body: web::Bytes,
) -> Result<HttpResponse, WebError> {
    let posted = Posted::parse(&body)?;
    verify(&posted, &person.csrf)?;
    let slug = posted.value("leistung").unwrap_or_default();
    let service = site.library.catalogue().find(slug).ok_or(WebError::NotFound)?.clone();
    let first = service.assisted.pages.first().ok_or(WebError::Internal)?.id.clone();
    let (library, now, key) = (site.library.clone(), site.now(), fresh_token()?);
    let begin = move |conn: &mut _| {
        let beginning = intake::Beginning::Anew;
        let draft = intake::start(&person.scope(), conn, &library, &service, &beginning, &key, now)?;
        desk::open(&person, conn, draft)?;
        Ok(draft)
    };
    match site.db.write(begin).await {
        Ok(draft) => {
            let mut response = see_other(&Place::Desk { draft }.page(&first));
            clear(&mut response, &request, &site)?;
            Ok(response)
        }
        // The page says why.
        Err(StartError::NotOpen) => Ok(see_other(urls::DESK)),
        Err(other) => Err(other.into()),
    }
}

/// `POST /schalter/antrag/{draft}/verwerfen`: gives a draft up, out of the list or while it lies open.
pub async fn discard(
    site: web::Data<Site>,
    DeskClerk(person): DeskClerk,
    draft: web::Path<String>,
    request: HttpRequest,
    body: web::Bytes,
) -> Result<HttpResponse, WebError> {
    let posted = Posted::parse(&body)?;
    let draft = draft.parse().map_err(|_| WebError::NotFound)?;
    // By the list, or by a page of this case.
    if verify(&posted, &person.csrf).is_err() {
        if !person.open.is_draft(draft) {
            return Err(WebError::OtherCase { is_shown: false });
        }
        verify(&posted, &case_token(&person.csrf, draft))?;
    }
    let (library, now) = (site.library.clone(), site.now());
    let give_up = move |conn: &mut _| {
        intake::discard(&person.scope(), conn, &library, &intake::DraftRef::Id(draft), now)?;
        desk::close(&person, conn)?;
        Ok::<_, LibraryError>(())
    };
    site.db.write(give_up).await?;
    cleared(&site, &request)
}

/// To the desk's page; the browser forgets what it keeps of the last resident.
pub(in crate::web::pages) fn cleared(site: &Site, request: &HttpRequest) -> Result<HttpResponse, WebError> {
    let mut response = see_other(urls::DESK);
    clear(&mut response, request, site)?;
    Ok(response)
}

/// Has the browser forget what it keeps of the last resident. Chromium keeps whole pages for the way back, also those
/// that must not be stored, until a cookie changes that scripts do not see: so the session's is set again.
pub(super) fn clear(response: &mut HttpResponse, request: &HttpRequest, site: &Site) -> Result<(), WebError> {
    forget_pages(response);
    let is_secure = site.settings.is_secure;
    let token = request.cookie(staff_cookie_name(is_secure)).and_then(|cookie| Token::parse(cookie.value()));
    token
        .map_or(Ok(()), |token| response.add_cookie(&staff_cookie(&token, is_secure)))
        .map_err(|_| WebError::Internal)
}

/// Closes what lies open; the draft is kept.
pub(in crate::web::pages) async fn close(
    site: &Site,
    request: &HttpRequest,
    person: SignedIn,
) -> Result<HttpResponse, WebError> {
    site.db.write(move |conn| desk::close(&person, conn)).await?;
    cleared(site, request)
}
