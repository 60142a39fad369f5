//! The desk's page: start an application for a resident, go on with one, print a receipt again.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};

use serde::Deserialize;

use super::DeskPage;
use super::begin::{self, BeginPage};
use super::services::Services;
use crate::accounts::{SignedIn, case_token};
use crate::clock::start_of_day;
use crate::desk;
use crate::domain::Token;
use crate::intake::{self, StartError};
use crate::library::LibraryError;
use crate::web::body::Posted;
use crate::web::error::WebError;
use crate::web::extract::{DeskClerk, Sent, forget_citizens, staff_cookie, staff_cookie_name, verify};
use crate::web::response::{forget_pages, page_response, see_other};
use crate::web::site::{Site, fresh_token};
use crate::web::urls::{self, Place};

/// What a clerk looks for on the desk's page.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct DeskQuery {
    /// Words for a service, as people type them.
    #[serde(default)]
    pub q: String,
    /// A case was asked for that does not lie open.
    #[serde(rename = "anderer-fall")]
    pub elsewhere: Option<String>,
}

/// `GET /schalter`.
pub async fn show(
    site: web::Data<Site>,
    DeskClerk(person): DeskClerk,
    query: web::Query<DeskQuery>,
) -> Result<HttpResponse, WebError> {
    let (scope, library, now) = (person.scope(), site.library.clone(), site.now());
    let (open, since) = (person.open.clone(), start_of_day(site.today()));
    let look = move |conn: &mut _| {
        let overview = desk::overview(&scope, conn, &library, &open, now, since)?;
        Ok::<_, LibraryError>((overview, desk::habits(&scope, conn, &library, now)?))
    };
    let (overview, habits) = site.db.read(look).await?;
    let services = Services::of(&site, &habits, &query.q);
    let page =
        DeskPage::new(&person, overview, services, site.now()).told_elsewhere(query.elsewhere.is_some());
    page_response(&page, StatusCode::OK)
}

/// `POST /schalter/antrag`: begins an application for the next resident, always with an empty draft. What lay open
/// is closed.
pub async fn start(
    site: web::Data<Site>,
    Sent(DeskClerk(person), posted): Sent<DeskClerk>,
    request: HttpRequest,
) -> Result<HttpResponse, WebError> {
    let slug = posted.value("leistung").unwrap_or_default().to_owned();
    let service = site.library.catalogue().find(&slug).ok_or(WebError::NotFound)?.clone();
    let mode = posted.value(begin::MODE).unwrap_or_default().to_owned();
    if !begin::knows_mode(&service, &mode) {
        return Ok(see_other(&urls::desk_begin(&slug)));
    }
    let Ok(place) = begin::place_of(&service, &mode, posted.value(begin::PLACE).unwrap_or_default()) else {
        let page = BeginPage::new(&site, &person, &service, None).without_place();
        return page_response(&page, StatusCode::UNPROCESSABLE_ENTITY);
    };
    let first = service.assisted.pages.first().ok_or(WebError::Internal)?.id.clone();
    let is_paper = mode == begin::PAPER;
    let (library, now, key) = (site.library.clone(), site.now(), fresh_token()?);
    let begin = move |conn: &mut _| {
        let beginning = intake::Beginning::AtDesk { mode, place };
        let draft = intake::start(&person.scope(), conn, &library, &service, &beginning, &key, now)?;
        desk::open(&person, conn, draft)?;
        Ok(draft)
    };
    match site.db.write(begin).await {
        Ok(draft) => {
            // Nobody sits there: a paper is typed in on one page.
            let place = Place::Desk { draft };
            let mut response = see_other(&if is_paper { place.fast() } else { place.page(&first) });
            clear(&mut response, &request, &site)?;
            Ok(response)
        }
        // The page says why.
        Err(StartError::NotOpen) => Ok(see_other(&urls::desk_begin(&slug))),
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
        if person.open.is_draft(draft) {
            desk::close(&person, conn)?;
        }
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
/// that must not be stored, until a cookie changes that scripts do not see: so the session's is set again. What the
/// person opened beside the desk, with a code or a link, does not stay in its browser either.
pub(in crate::web::pages) fn clear(
    response: &mut HttpResponse,
    request: &HttpRequest,
    site: &Site,
) -> Result<(), WebError> {
    forget_pages(response);
    let is_secure = site.settings.is_secure;
    forget_citizens(response, is_secure)?;
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
