//! `/api/v1`: what programs see. Bearer tokens only: no cookie counts here, so no request can be forged in a browser,
//! and every error is a problem of RFC 9457.

pub mod applications;
pub mod auth;
pub mod body;
pub mod files;
mod kind;
pub mod openapi;
pub mod problem;
pub mod services;
pub mod state;
pub mod validate;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

use crate::domain;
use crate::forms::form::PublicService;
use crate::web::site::Site;
use problem::{ApiError, Kind};

/// Whether a path belongs to programs.
pub fn is_api(path: &str) -> bool {
    path == "/api" || path.starts_with("/api/")
}

/// A department of the municipality.
#[derive(Debug, Serialize, ToSchema)]
pub struct Department {
    /// Stable id.
    #[schema(example = "fb66")]
    id: String,
    /// What it is called, in German.
    #[schema(example = "Fachbereich Tiefbau und Verkehr")]
    name: String,
}

impl From<&domain::Department> for Department {
    fn from(department: &domain::Department) -> Self {
        Self { id: department.id.to_string(), name: department.name.clone() }
    }
}

fn json(status: StatusCode, body: &impl Serialize) -> HttpResponse {
    HttpResponse::build(status).json(body)
}

fn service(site: &Site, slug: &str) -> Result<PublicService, ApiError> {
    site.library.catalogue().find(slug).cloned().ok_or_else(|| Kind::NotFound.into())
}

/// A version that is no longer the current one was checked against another schema.
fn is_current(service: &PublicService, version: Option<&str>) -> Result<(), ApiError> {
    let current = &service.online.version.0;
    match version {
        Some(version) if version != current => {
            Err(ApiError::new(Kind::VersionOutdated, format!("The current version is {current}.")))
        }
        _ => Ok(()),
    }
}
