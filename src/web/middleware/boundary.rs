//! The outermost layer but the headers: one log line a request, and no request ends without a readable
//! answer.

use std::panic::AssertUnwindSafe;
use std::time::Instant;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::{StatusCode, header};
use actix_web::middleware::Next;
use actix_web::{Error, HttpRequest, HttpResponse, web};
use futures_util::FutureExt;

use crate::web::api::{self, problem::ApiError};
use crate::web::error::{WebError, as_page};
use crate::web::limits::{self, Steady};
use crate::web::multipart::is_multipart;
use crate::web::site::Site;
use crate::web::urls;

/// Most bytes of an address: ours are short, and what somebody searches for is, too.
const LONGEST_ADDRESS: usize = 8 * 1024;

/// Turns a panic and every bare error of the framework into a German page, and logs one line: method,
/// route (not the address, which may hold numbers of cases), status, duration.
pub async fn boundary(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let started = Instant::now();
    let method = request.method().clone();
    let is_api = api::is_api(request.path());
    if let Some(error) = refused(request.request()) {
        return Ok(request.into_response(answer(is_api, error)));
    }
    let times = request.app_data::<web::Data<Site>>().map(|site| site.settings.limits.times);
    let times = times.unwrap_or_default();
    let has_files = has_files(request.path(), is_multipart(request.headers()));
    if has_files {
        Steady::watch(&mut request, times);
    }
    let longest = if has_files { times.longest_with_files } else { times.longest };
    let answering = AssertUnwindSafe(next.call(request)).catch_unwind();
    let Ok(outcome) = tokio::time::timeout(longest, answering).await else {
        tracing::info!(http.method = %method, "gave up a request that was too slow");
        return Err(refusal(is_api, WebError::TooSlow));
    };
    let response = match outcome {
        Ok(Ok(response)) => as_page(response.map_into_boxed_body()),
        Ok(Err(error)) => {
            tracing::info!(http.method = %method, %error, "refused before it was routed");
            return Err(error);
        }
        Err(_) => {
            tracing::error!(http.method = %method, "a handler panicked");
            return Err(refusal(is_api, WebError::Internal));
        }
    };
    let status = response.status();
    let route = response.request().match_pattern().unwrap_or_else(|| "-".to_owned());
    let millis = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    if status.is_server_error() && status != StatusCode::SERVICE_UNAVAILABLE {
        tracing::error!(http.method = %method, http.route = %route, http.status = status.as_u16(), duration_ms = millis, "request");
    } else {
        tracing::info!(http.method = %method, http.route = %route, http.status = status.as_u16(), duration_ms = millis, "request");
    }
    Ok(response)
}

/// Whether a request may have files: pages of applications and of answers to questions, and what a program sends as
/// one. All of these reach nobody's data without a draft, a visit or a key.
fn has_files(path: &str, is_multipart: bool) -> bool {
    let answers = [urls::STATUS_INQUIRY, urls::DESK_INQUIRY];
    let takes_files = path.contains("/antrag/") || answers.iter().any(|area| path.starts_with(area));
    is_multipart && takes_files || path == api::files::ADDRESS
}

/// Why a request is not looked at; none if it is.
fn refused(request: &HttpRequest) -> Option<WebError> {
    if request.uri().path_and_query().is_some_and(|address| address.as_str().len() > LONGEST_ADDRESS) {
        return Some(WebError::LongAddress);
    }
    let site = request.app_data::<web::Data<Site>>()?;
    limits::admit(site, request).err().map(WebError::TooMany)
}

/// The answer to a request that is not looked at, in the language of whoever asks.
fn answer(is_api: bool, error: WebError) -> HttpResponse {
    let wait = if let WebError::TooMany(wait) = error { Some(wait.seconds) } else { None };
    let mut response = refusal(is_api, error).error_response();
    if let Some(wait) = wait {
        response.headers_mut().insert(header::RETRY_AFTER, header::HeaderValue::from(wait));
    }
    response
}

/// A person sees a page, a program a problem.
fn refusal(is_api: bool, error: WebError) -> Error {
    if is_api { ApiError::from(error).into() } else { error.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_have_time_wherever_people_and_programs_hand_them_in() {
        for address in [
            "/leistungen/schuelerbefoerderung/antrag/unterlagen",
            "/schalter/antrag/0b0e/unterlagen",
            "/amt/formulare/antrag/0b0e/unterlagen",
            "/status/rueckfrage",
            "/schalter/rueckfrage/antwort",
        ] {
            assert!(has_files(address, true) && !has_files(address, false), "{address}");
        }
        assert!(has_files(api::files::ADDRESS, false));
        for address in ["/", urls::SIGN_IN, "/status", "/postkorb/0b0e/rueckfrage"] {
            assert!(!has_files(address, true), "{address}");
        }
    }
}
