//! The services and their schemas.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, web};
use serde::Serialize;
use utoipa::ToSchema;

use super::problem::{ApiError, Problem};
use super::{Department, json};
use crate::forms::definition::SubmissionKind;
use crate::forms::form::PublicService;
use crate::forms::publish;
use crate::web::site::Site;
use crate::web::urls;

/// All services.
#[derive(Debug, Serialize, ToSchema)]
pub struct Services {
    /// In the order of their titles.
    services: Vec<Service>,
}

/// A service that can be applied for.
#[derive(Debug, Serialize, ToSchema)]
pub struct Service {
    /// Names it in addresses.
    #[schema(example = "mangel-melden")]
    slug: String,
    /// What it is called, in German.
    #[schema(example = "Mangel melden")]
    title: String,
    /// One sentence, in German.
    summary: String,
    /// What people make.
    kind: ServiceKind,
    /// Its keys in the federal catalogue of services (LeiKa).
    service_keys: Vec<String>,
    /// Names the schema; another one when the form is published anew.
    version: String,
    /// The department, unless the answers lead to another one.
    department: Option<Department>,
    /// Where to go on.
    links: Links,
}

/// What people make.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ServiceKind {
    /// Antrag.
    Application,
    /// Anzeige.
    Notice,
    /// Meldung.
    Report,
}

/// Where to go on: paths on this host.
#[derive(Debug, Serialize, ToSchema)]
pub struct Links {
    /// This service.
    #[serde(rename = "self")]
    this: String,
    /// The schema of the answers.
    schema: String,
    /// Where answers are validated.
    validate: String,
    /// Where applications are sent.
    applications: String,
    /// The page for people.
    page: String,
}

/// A service with everything that is told of it.
#[derive(Debug, Serialize, ToSchema)]
pub struct ServiceInFull {
    /// What the list holds, too.
    #[serde(flatten)]
    service: Service,
    /// What its page says, in German, by text modules.
    texts: Vec<TextModule>,
}

/// One text of a service: a text module of FIM as XZuFi names it.
#[derive(Debug, Serialize, ToSchema)]
pub struct TextModule {
    /// The module.
    #[schema(example = "voraussetzungen")]
    module: &'static str,
    /// Its code in `urn:de:xzufi:codeliste:leistungstextmodulleika`; deadlines, costs and times have none.
    #[schema(example = "09")]
    code: Option<&'static str>,
    /// The paragraphs.
    paragraphs: Vec<String>,
}

impl From<&PublicService> for ServiceInFull {
    fn from(service: &PublicService) -> Self {
        let file = &service.online.file;
        let told = file.service.modules().map(|(module, own)| {
            let paragraphs = if module.key == "procedure" { file.procedure() } else { own };
            TextModule { module: module.name, code: module.code, paragraphs: paragraphs.to_vec() }
        });
        Self { service: service.into(), texts: told.filter(|text| !text.paragraphs.is_empty()).collect() }
    }
}

impl From<&PublicService> for Service {
    fn from(service: &PublicService) -> Self {
        let (form, file) = (&service.online, &service.online.file);
        let this = format!("/api/v1/services/{}", file.slug);
        Self {
            slug: file.slug.clone(),
            title: file.title.clone(),
            summary: file.summary.clone(),
            kind: match file.kind {
                SubmissionKind::Application => ServiceKind::Application,
                SubmissionKind::Notice => ServiceKind::Notice,
                // The others are second steps, and no services.
                SubmissionKind::Report | SubmissionKind::Statement | SubmissionKind::Record => {
                    ServiceKind::Report
                }
            },
            service_keys: file.service_keys.clone(),
            version: form.version.0.clone(),
            department: form.department(&file.routing.department).map(Department::from),
            links: Links {
                schema: format!("{this}/schema"),
                validate: format!("{this}/validate"),
                applications: format!("{this}/applications"),
                page: urls::service(&file.slug),
                this,
            },
        }
    }
}

/// Lists the services.
#[utoipa::path(
    get,
    path = "/api/v1/services",
    operation_id = "listServices",
    responses((status = 200, description = "All services", body = Services))
)]
pub async fn list(site: web::Data<Site>) -> HttpResponse {
    let services = site.library.catalogue().services().map(Service::from).collect();
    json(StatusCode::OK, &Services { services })
}

/// Shows a service.
#[utoipa::path(
    get,
    path = "/api/v1/services/{slug}",
    operation_id = "showService",
    params(("slug" = String, Path, description = "The service", example = "mangel-melden")),
    responses(
        (status = 200, description = "The service", body = ServiceInFull),
        (status = 404, description = "There is no such service", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn show(site: web::Data<Site>, slug: web::Path<String>) -> Result<HttpResponse, ApiError> {
    Ok(json(StatusCode::OK, &ServiceInFull::from(&super::service(&site, &slug)?)))
}

/// The schema of the answers.
///
/// JSON Schema 2020-12 with all references inside it. Keywords that begin with `x-` are Pforte's own; what they
/// demand is also said in standard ones, except that computed values, deadlines and files are judged by the server.
#[utoipa::path(
    get,
    path = "/api/v1/services/{slug}/schema",
    operation_id = "showSchema",
    params(
        ("slug" = String, Path, description = "The service", example = "mangel-melden"),
        ("If-None-Match" = Option<String>, Header, description = "The `ETag` of the schema that you have"),
    ),
    responses(
        (status = 200, description = "The schema", body = Object, content_type = "application/schema+json",
            headers(("ETag" = String, description = "The version of the form, in quotes"))),
        (status = 304, description = "You have it already"),
        (status = 404, description = "There is no such service", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn schema(
    site: web::Data<Site>,
    slug: web::Path<String>,
    known: web::Header<header::IfNoneMatch>,
) -> Result<HttpResponse, ApiError> {
    let service = super::service(&site, &slug)?;
    // Weak, because it is the same for the compressed bytes.
    let tag = header::EntityTag::new_weak(service.online.version.0.clone());
    let is_known = match known.into_inner() {
        header::IfNoneMatch::Any => true,
        header::IfNoneMatch::Items(tags) => tags.iter().any(|known| known.weak_eq(&tag)),
    };
    let mut response = HttpResponse::build(if is_known { StatusCode::NOT_MODIFIED } else { StatusCode::OK });
    response.insert_header(header::ETag(tag)).insert_header((header::CACHE_CONTROL, "no-cache"));
    if is_known {
        return Ok(response.finish());
    }
    Ok(response.content_type("application/schema+json").body(publish::schema(&service.online).to_string()))
}
