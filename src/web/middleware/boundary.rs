//! The outermost layer: one log line a request, and no request ends without a readable answer.

use std::panic::AssertUnwindSafe;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, ResponseError};
use futures_util::FutureExt;

use crate::web::error::{Incident, WebError};

/// Gives the request an incident id, turns a panic and every error into a German page, and logs one
/// line: method, route (not the address, which may hold numbers of cases), status, duration.
pub async fn boundary(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let started = std::time::Instant::now();
    let incident = Incident::new();
    request.extensions_mut().insert(incident.clone());
    let method = request.method().clone();
    let http = request.request().clone();
    let outcome = AssertUnwindSafe(next.call(request)).catch_unwind().await;
    let response = match outcome {
        Ok(Ok(response)) => response.map_into_boxed_body(),
        Ok(Err(error)) => ServiceResponse::new(http.clone(), error.error_response()),
        Err(_) => {
            tracing::error!(incident.id = %incident, "a handler panicked");
            ServiceResponse::new(http.clone(), WebError::Internal.error_response())
        }
    };
    let response = crate::web::error::as_page(response, &incident);
    let status = response.status();
    let route = http.match_pattern().unwrap_or_else(|| "-".to_owned());
    let millis = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    if status.is_server_error() && status != StatusCode::SERVICE_UNAVAILABLE {
        tracing::error!(http.method = %method, http.route = %route, http.status = status.as_u16(), duration_ms = millis, incident.id = %incident, "request");
    } else {
        tracing::info!(http.method = %method, http.route = %route, http.status = status.as_u16(), duration_ms = millis, "request");
    }
    Ok(response)
}
