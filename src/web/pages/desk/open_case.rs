//! One resident at a time: open a case, close it, lock the desk.

use actix_web::http::StatusCode;
use actix_web::{Error, HttpRequest, HttpResponse, ResponseError, web};

use super::handler::{clear, close};
use crate::accounts::{self, SignedIn, case_of_form, is_of_session};
use crate::desk;
use crate::domain::{DraftId, ReceiptNumber};
use crate::forms::view::typed;
use crate::web::body::Posted;
use crate::web::error::{AfterDraft, WebError, page_of};
use crate::web::extract::{CSRF_FIELD, DeskClerk, Sent, forget_citizens, forget_cookie, staff_cookie_name};
use crate::web::kept::Kept;
use crate::web::layout::DeskGuard;
use crate::web::pages::kept_input::KeptInputPage;
use crate::web::response::{forget_pages, page_response, see_other};
use crate::web::site::Site;
use crate::web::urls::{self, Place};

/// `POST /schalter/antrag/{draft}/oeffnen`: goes on with a begun application, in the place of what lay open. What
/// was typed on a page that came too late comes along, to be sent then.
pub async fn open(
    site: web::Data<Site>,
    Sent(DeskClerk(person), posted): Sent<DeskClerk>,
    draft: web::Path<String>,
    request: HttpRequest,
) -> Result<HttpResponse, WebError> {
    let draft: DraftId = draft.parse().map_err(|_| WebError::NotFound)?;
    let kept = Kept::from_sign_in(&posted);
    let kept = kept.filter(|kept| kept.belongs_to(person.clerk) && kept.case() == Some(draft));
    let clerk = person.clone();
    if !site.db.write(move |conn| desk::open(&clerk, conn, draft)).await? {
        let scope = person.scope();
        let given = site.db.read(move |conn| desk::gave_away(&scope, conn, draft)).await?;
        let way = if given { AfterDraft::GivenAway } else { AfterDraft::Desk };
        let gone = WebError::DraftGone { way: Some(way) };
        let typed = kept.map(|kept| typed(None, kept.pairs())).unwrap_or_default();
        return page_response(&page_of(&gone).giving_back(typed), gone.status_code());
    }
    let mut response = match kept {
        Some(kept) => page_response(&KeptInputPage::of_case(&person, &kept), StatusCode::OK)?,
        None => see_other(&Place::Desk { draft }.check()),
    };
    clear(&mut response, &request, &site)?;
    Ok(response)
}

/// `POST /schalter/eingang/{number}/oeffnen`: what this clerk filed lately, to print it again.
pub async fn open_filed(
    site: web::Data<Site>,
    Sent(DeskClerk(person), _): Sent<DeskClerk>,
    number: web::Path<String>,
    request: HttpRequest,
) -> Result<HttpResponse, WebError> {
    let number: ReceiptNumber = number.parse().map_err(|_| WebError::NotFound)?;
    let (wanted, now) = (number.clone(), site.now());
    if !site.db.write(move |conn| desk::open_filed(&person, conn, &wanted, now)).await? {
        return Err(WebError::NotFound);
    }
    let mut response = see_other(&urls::desk_receipt(&number));
    clear(&mut response, &request, &site)?;
    Ok(response)
}

/// `POST /schalter/weiter`: closes what lies open, for the next person. A page of another case closes nothing.
pub async fn next_person(
    site: web::Data<Site>,
    DeskClerk(person): DeskClerk,
    request: HttpRequest,
    body: web::Bytes,
) -> Result<HttpResponse, WebError> {
    let posted = Posted::parse(&body)?;
    let token = of_session(&posted, &person)?;
    let is_of_other = case_of_form(&token).is_some_and(|case| !person.open.is_draft(case))
        || posted.value("offen").is_some_and(|open| open != DeskGuard::of(&person).open);
    if is_of_other && !person.open.is_none() {
        return Err(WebError::OtherCase { is_shown: true });
    }
    close(&site, &request, person).await
}

/// `POST /schalter/sperren`: ends the session at once; drafts are kept.
pub async fn lock(
    site: web::Data<Site>,
    person: Result<DeskClerk, Error>,
    body: web::Bytes,
) -> Result<HttpResponse, Error> {
    let person = match person {
        Ok(DeskClerk(person)) => person,
        Err(refusal) => {
            // The minutes are over here, too.
            let is_over = matches!(refusal.as_error(), Some(WebError::SignInRequired { .. }));
            return if is_over { Ok(locked(&site)?) } else { Err(refusal) };
        }
    };
    of_session(&Posted::parse(&body)?, &person)?;
    Ok(lock_now(&site, person).await?)
}

/// Ends the session of a person at the desk.
pub(in crate::web::pages) async fn lock_now(site: &Site, person: SignedIn) -> Result<HttpResponse, WebError> {
    let (session, clerk) = (person.session, person.clerk);
    site.db.write(move |conn| accounts::sign_out(conn, &session)).await?;
    tracing::info!(clerk.id = %clerk, "locked the desk");
    locked(site)
}

fn locked(site: &Site) -> Result<HttpResponse, WebError> {
    let mut response = see_other(urls::LOCKED);
    let is_secure = site.settings.is_secure;
    let cookie = forget_cookie(staff_cookie_name(is_secure), is_secure);
    response.add_cookie(&cookie).map_err(|_| WebError::Internal)?;
    forget_citizens(&mut response, is_secure)?;
    forget_pages(&mut response);
    Ok(response)
}

/// `POST /schalter/wach`: somebody is there, on a page that asks for nothing.
pub async fn stay(
    site: web::Data<Site>,
    DeskClerk(person): DeskClerk,
    body: web::Bytes,
) -> Result<HttpResponse, WebError> {
    of_session(&Posted::parse(&body)?, &person)?;
    let now = site.now();
    site.db.write(move |conn| accounts::stay(conn, &person, now)).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// The token of a form of this session, of whichever case.
fn of_session(posted: &Posted, person: &SignedIn) -> Result<String, WebError> {
    let token = posted.value(CSRF_FIELD).unwrap_or_default();
    if is_of_session(token, &person.csrf) { Ok(token.to_owned()) } else { Err(WebError::Forged) }
}
