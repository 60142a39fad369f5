//! The outermost layer but the headers: one log line a request, and no request ends without a readable
//! answer.

use std::panic::AssertUnwindSafe;
use std::time::{Duration, Instant};

use actix_web::Error;
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::middleware::Next;
use futures_util::FutureExt;

use crate::web::api::{self, problem::ApiError};
use crate::web::error::{WebError, as_page};
use crate::web::multipart::is_multipart;
use crate::web::urls;

/// How long a request may take to arrive and to be answered. Somebody who sends a byte now and then must
/// not hold a connection for ever; a whole page over a bad line takes a fraction of it.
const LONGEST: Duration = Duration::from_secs(30);

/// How long a request with a file may take: ten megabytes over a bad line.
const LONGEST_WITH_FILE: Duration = Duration::from_secs(10 * 60);

/// Turns a panic and every bare error of the framework into a German page, and logs one line: method,
/// route (not the address, which may hold numbers of cases), status, duration.
pub async fn boundary(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let started = Instant::now();
    let method = request.method().clone();
    let is_api = api::is_api(request.path());
    let longest = longest(request.path(), is_multipart(request.headers()));
    let answer = AssertUnwindSafe(next.call(request)).catch_unwind();
    let Ok(outcome) = tokio::time::timeout(longest, answer).await else {
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

/// How long a request may take: pages of applications and of answers to questions may have files, and what a program
/// sends as one. All of these reach nobody's data without a draft, a visit or a key.
fn longest(path: &str, is_multipart: bool) -> Duration {
    let answers = [urls::STATUS_INQUIRY, urls::DESK_INQUIRY];
    let takes_files = path.contains("/antrag/") || answers.iter().any(|area| path.starts_with(area));
    let has_file = is_multipart && takes_files || path == api::files::ADDRESS;
    if has_file { LONGEST_WITH_FILE } else { LONGEST }
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
            assert_eq!(longest(address, true), LONGEST_WITH_FILE, "{address}");
            assert_eq!(longest(address, false), LONGEST, "{address}");
        }
        assert_eq!(longest(api::files::ADDRESS, false), LONGEST_WITH_FILE);
        for address in ["/", urls::SIGN_IN, "/status", "/postkorb/0b0e/rueckfrage"] {
            assert_eq!(longest(address, true), LONGEST, "{address}");
        }
    }
}
