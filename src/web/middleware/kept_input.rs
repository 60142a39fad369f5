//! What staff typed outlives their session: a page that is sent when the session is over, or after signing
//! in again in another window, comes back with everything in it.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::{Error, FromRequest, HttpMessage, HttpResponse, web};

use super::same_origin::Origin;
use crate::web::body::Posted;
use crate::web::error::WebError;
use crate::web::extract::{Clerk, whoever};
use crate::web::kept::Kept;
use crate::web::multipart::{self, is_multipart};
use crate::web::pages::desk::other_case::OtherCasePage;
use crate::web::pages::kept_input::KeptInputPage;
use crate::web::pages::sign_in::SignInPage;
use crate::web::response::page_response;
use crate::web::urls::{self, draft_at_desk};

/// Keeps what was posted to a staff area until it is known whether the sender is signed in. If not, the
/// answer is the sign-in page with it; if their form is older than their session, a page that sends it
/// again. Only what our own pages sent (by the browser's word) and only to whom it belongs.
pub async fn keep_input(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    if request.method() != Method::POST
        || !urls::is_staff_area(request.path())
        || Origin::of(request.request()) != Origin::Ours
    {
        return Ok(next.call(request).await?.map_into_boxed_body());
    }
    if is_multipart(request.headers()) {
        return with_files(request, next).await;
    }
    let to = request.uri().path_and_query().map_or("", |address| address.as_str()).to_owned();
    let body = request.extract::<web::Bytes>().await.map_err(unread)?;
    request.set_payload(Payload::from(body.clone()));
    let response = next.call(request).await?.map_into_boxed_body();
    let refusal = response.response().error().and_then(|error| error.as_error::<WebError>()).cloned();
    let kept = || Kept::of(&to, Posted::parse(&body).ok()?);
    let page = match refusal {
        Some(WebError::SignInRequired { .. }) => kept().map(|kept| sign_in(&kept)),
        Some(refusal @ (WebError::Forged | WebError::OtherCase { .. })) => match kept() {
            Some(kept) => offer(&response, &refusal, &kept).await,
            None => None,
        },
        _ => None,
    };
    match page {
        Some(page) => Ok(response.into_response(page?)),
        None => Ok(response),
    }
}

/// The same for a page with files, which is not held in memory. Files cannot be kept: what was typed beside
/// them is.
async fn with_files(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let to = request.uri().path_and_query().map_or("", |address| address.as_str()).to_owned();
    let person = Clerk::from_request(request.request(), &mut Payload::None).await;
    if let Ok(Clerk(person)) = &person
        && let Some(draft) = draft_at_desk(request.path()).filter(|draft| !person.open.is_draft(*draft))
    {
        let headers = request.headers().clone();
        let posted = multipart::texts(&headers, request.take_payload()).await?;
        return Ok(match Kept::of(&to, posted) {
            Some(kept) if kept.belongs_to(person.clerk) => {
                let page = OtherCasePage::new(person, draft, &kept);
                request.into_response(page_response(&page, StatusCode::CONFLICT)?)
            }
            _ => return Err(WebError::OtherCase { is_shown: false }.into()),
        });
    }
    let refusal = person.err().and_then(|error| error.as_error::<WebError>().cloned());
    if matches!(refusal, Some(WebError::SignInRequired { .. })) {
        let headers = request.headers().clone();
        let posted = multipart::texts(&headers, request.take_payload()).await?;
        if let Some(kept) = Kept::of(&to, posted) {
            return Ok(request.into_response(sign_in(&kept)?));
        }
        return Err(WebError::SignInRequired { back: String::new() }.into());
    }
    let response = next.call(request).await?.map_into_boxed_body();
    let refusal = response.response().error().and_then(|error| error.as_error::<WebError>()).cloned();
    let typed = response.request().extensions_mut().remove::<Posted>();
    if let (Some(refusal), Some(kept)) = (refusal, typed.and_then(|typed| Kept::of(&to, typed)))
        && let Some(page) = offer(&response, &refusal, &kept).await
    {
        return Ok(response.into_response(page?));
    }
    Ok(response)
}

fn unread(error: Error) -> WebError {
    match error.as_response_error().status_code() {
        StatusCode::PAYLOAD_TOO_LARGE => WebError::TooLarge,
        _ => WebError::Unreadable,
    }
}

fn sign_in(kept: &Kept) -> Result<HttpResponse, WebError> {
    page_response(&SignInPage::after_session(kept), StatusCode::FORBIDDEN)
}

/// The page that offers to send once more what was refused; at the desk, after its case was opened. None where it is
/// not this person's, or where a script kept the page.
async fn offer(
    response: &ServiceResponse,
    refusal: &WebError,
    kept: &Kept,
) -> Option<Result<HttpResponse, WebError>> {
    let person = whoever(response.request()).await.ok()?;
    if !kept.belongs_to(person.clerk) || kept.is_by_script() {
        return None;
    }
    match (refusal, kept.case()) {
        (WebError::OtherCase { .. }, Some(draft)) => {
            Some(page_response(&OtherCasePage::new(&person, draft, kept), StatusCode::CONFLICT))
        }
        (WebError::OtherCase { is_shown: false }, None) => {
            Some(page_response(&KeptInputPage::beside_case(&person, kept), StatusCode::CONFLICT))
        }
        (WebError::Forged, _) => {
            Some(page_response(&KeptInputPage::new(&person, kept), StatusCode::FORBIDDEN))
        }
        _ => None,
    }
}
