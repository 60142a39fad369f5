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
    let has_file = is_multipart(request.headers()) && request.path().contains("/antrag/")
        || request.path() == api::files::ADDRESS;
    let is_api = api::is_api(request.path());
    let longest = if has_file { LONGEST_WITH_FILE } else { LONGEST };
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

/// A person sees a page, a program a problem.
fn refusal(is_api: bool, error: WebError) -> Error {
    if is_api { ApiError::from(error).into() } else { error.into() }
}
