//! Errors as problem details (RFC 9457).

use actix_web::dev::{ResourceDef, ServiceResponse};
use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, ResponseError, web};
use serde::Serialize;
use utoipa::ToSchema;

use super::kind::FACTS;
use crate::library::LibraryError;
use crate::store::StoreError;
use crate::web::error::{Incident, WebError};
use crate::web::middleware::harden;
use crate::web::routes::ADDRESSES;

pub use super::kind::Kind;

/// The media type of problems.
pub const PROBLEM_JSON: &str = "application/problem+json";

/// An error, as RFC 9457 has it.
#[derive(Debug, Serialize, ToSchema)]
pub struct Problem {
    /// Names the kind of problem, stable; the address tells about it.
    #[serde(rename = "type")]
    #[schema(format = "uri-reference", example = "/api/problems/not-found")]
    kind: String,
    /// The kind in words.
    #[schema(example = "Not found")]
    title: &'static str,
    /// The status of HTTP.
    #[schema(example = 404)]
    status: u16,
    /// What to do.
    #[schema(example = "There is nothing here, or not for you.")]
    detail: String,
    /// Of `internal`: a number that the operator finds in the log.
    #[serde(skip_serializing_if = "Option::is_none")]
    incident: Option<String>,
    /// Of `invalid-answers`: what is wrong or missing.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    errors: Vec<AnswerError>,
}

/// An answer that is wrong or missing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct AnswerError {
    /// Where in the answers (RFC 6901); empty for the whole.
    #[schema(example = "/location/text")]
    pub pointer: String,
    /// The keyword of JSON Schema, or one of Pforte that begins with `x-`.
    #[schema(example = "required")]
    pub keyword: String,
    /// What the applicant reads, in German.
    #[schema(example = "Geben Sie den Ort ein.")]
    pub message: String,
}

/// A request of a program that failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{kind:?}")]
pub struct ApiError {
    kind: Kind,
    more: Option<String>,
    errors: Vec<AnswerError>,
}

impl ApiError {
    /// An error with a sentence about this request.
    pub fn new(kind: Kind, more: String) -> Self {
        Self { kind, more: Some(more), errors: Vec::new() }
    }

    /// Answers are wrong or missing.
    pub fn invalid(errors: Vec<AnswerError>) -> Self {
        Self { kind: Kind::InvalidAnswers, more: None, errors }
    }

    fn problem(&self) -> Problem {
        let mut problem = describe(self.kind);
        if let Some(more) = &self.more {
            problem.detail = format!("{} {more}", problem.detail);
        }
        if self.kind == Kind::Internal {
            let incident = Incident::new();
            tracing::error!(incident.id = %incident, "a problem of an internal error");
            problem.incident = Some(incident.to_string());
        }
        problem.errors.clone_from(&self.errors);
        problem
    }
}

fn describe(kind: Kind) -> Problem {
    let (_, name, status, title, detail) = *kind.facts();
    Problem {
        kind: format!("/api/problems/{name}"),
        title,
        status: status.as_u16(),
        detail: detail.to_owned(),
        incident: None,
        errors: Vec::new(),
    }
}

impl From<Kind> for ApiError {
    fn from(kind: Kind) -> Self {
        Self { kind, more: None, errors: Vec::new() }
    }
}

impl From<WebError> for ApiError {
    fn from(error: WebError) -> Self {
        Kind::of(error.status_code()).into()
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        WebError::from(error).into()
    }
}

impl From<LibraryError> for ApiError {
    fn from(error: LibraryError) -> Self {
        WebError::from(error).into()
    }
}

impl ResponseError for ApiError {
    fn status_code(&self) -> StatusCode {
        self.kind.status()
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::build(self.status_code());
        match self.kind {
            Kind::Unauthorized => {
                response.insert_header((header::WWW_AUTHENTICATE, "Bearer realm=\"pforte\""));
            }
            Kind::Throttled => {
                response.insert_header((header::RETRY_AFTER, "60"));
            }
            Kind::Unavailable => {
                response.insert_header((header::RETRY_AFTER, "30"));
            }
            Kind::InProgress => {
                response.insert_header((header::RETRY_AFTER, "1"));
            }
            _ => {}
        }
        let mut response = response.content_type(PROBLEM_JSON).json(self.problem());
        harden(response.headers_mut());
        response
    }
}

/// Gives an answer that the framework made (no such route, another method) its problem.
pub fn as_problem(response: ServiceResponse) -> ServiceResponse {
    let status = response.status();
    let kind = response.headers().get(header::CONTENT_TYPE);
    let is_problem = kind.is_some_and(|kind| kind.as_bytes() == PROBLEM_JSON.as_bytes());
    if is_problem || !(status.is_client_error() || status.is_server_error()) {
        return response;
    }
    let allowed =
        if status == StatusCode::NOT_FOUND { methods(response.request().path()) } else { String::new() };
    let error = match allowed.is_empty() {
        true => ApiError::from(Kind::of(status)),
        false => Kind::MethodNotAllowed.into(),
    };
    let mut answer = error.error_response();
    if let Ok(allowed) = header::HeaderValue::from_str(&allowed)
        && !allowed.is_empty()
    {
        answer.headers_mut().insert(header::ALLOW, allowed);
    }
    let (request, _) = response.into_parts();
    ServiceResponse::new(request, answer)
}

/// The methods of an address that no route answered; none where nothing is.
fn methods(path: &str) -> String {
    let fits = |pattern: &str| super::is_api(pattern) && ResourceDef::new(pattern).is_match(path);
    let found = ADDRESSES.iter().filter(|address| fits(address.pattern));
    let names =
        found.map(|address| if address.method == "GET" { "GET, HEAD" } else { address.method.as_str() });
    names.collect::<Vec<_>>().join(", ")
}

/// What a `type` of a problem means.
#[utoipa::path(
    get,
    path = "/api/problems/{name}",
    operation_id = "describeProblem",
    params(("name" = String, Path, description = "The last part of a problem's `type`", example = "not-found", max_length = 100)),
    responses(
        (status = 200, description = "The problem without what belongs to one request", body = Problem),
        (status = 404, description = "There is no such problem", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn show(name: web::Path<String>) -> Result<HttpResponse, ApiError> {
    let known = FACTS.iter().find(|(_, known, ..)| *known == name.as_str());
    let (kind, ..) = known.ok_or(Kind::NotFound)?;
    Ok(super::json(StatusCode::OK, &describe(*kind)))
}
