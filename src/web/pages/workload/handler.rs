//! Who has how much to do.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::WorkloadPage;
use crate::casework::{self, WorkError};
use crate::web::error::WebError;
use crate::web::extract::Lead;
use crate::web::response::page_response;
use crate::web::site::Site;

/// `GET /postkorb/auslastung`.
pub async fn show(site: web::Data<Site>, Lead(person): Lead) -> Result<HttpResponse, WebError> {
    let (scope, now) = (person.scope(), site.now());
    match site.db.read(move |conn| casework::workload(&scope, conn, now)).await {
        Ok(loads) => page_response(&WorkloadPage::new(&person, loads), StatusCode::OK),
        Err(WorkError::Store(error)) => Err(error.into()),
        Err(_) => Err(WebError::NotFound),
    }
}
