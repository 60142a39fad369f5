//! The services for staff: the list with one's own work, a service's page, and the beginning.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};

use super::{StaffFormsPage, StaffServicePage};
use crate::accounts::SignedIn;
use crate::forms::form::PublicService;
use crate::intake::{self, StartError};
use crate::web::error::WebError;
use crate::web::extract::{Clerk, Sent};
use crate::web::pages::service::NotOpen;
use crate::web::pages::{STAFF_FORMS, staff_chrome};
use crate::web::response::{page_response, see_other};
use crate::web::site::{Site, fresh_token};
use crate::web::urls::{self, Place};

fn find(site: &Site, slug: &str) -> Result<PublicService, WebError> {
    site.library.catalogue().find_for_staff(slug).cloned().ok_or(WebError::NotFound)
}

/// `GET /amt/formulare`.
pub async fn show(
    site: web::Data<Site>,
    Clerk(person): Clerk,
    request: HttpRequest,
) -> Result<HttpResponse, WebError> {
    let (scope, library, now) = (person.scope(), site.library.clone(), site.now());
    let work = site.db.read(move |conn| intake::own_work(&scope, conn, &library, now)).await?;
    page_response(
        &StaffFormsPage::new(&site, &person, work, request.query_string() == "abgegeben"),
        StatusCode::OK,
    )
}

/// `GET /amt/formulare/{slug}`: what the service is, and what the account lacks for it.
pub async fn service(
    site: web::Data<Site>,
    slug: web::Path<String>,
    Clerk(person): Clerk,
) -> Result<HttpResponse, WebError> {
    let service = find(&site, &slug)?;
    show_service(&site, &person, &service, StatusCode::OK).await
}

async fn show_service(
    site: &Site,
    person: &SignedIn,
    service: &PublicService,
    status: StatusCode,
) -> Result<HttpResponse, WebError> {
    let (scope, form) = (person.scope(), service.online.clone());
    let lacking = site.db.read(move |conn| intake::lacking(&scope, conn, &form)).await?;
    let form = &service.online;
    let page = StaffServicePage {
        chrome: staff_chrome(person, &form.file.title)
            .crumb(STAFF_FORMS, urls::STAFF_FORMS)
            .here(form.file.title.clone()),
        form: &form.file,
        department: form.department(&form.file.routing.department),
        not_open: NotOpen::of(&form.file, site.today()),
        start_action: urls::staff_service(&form.file.slug),
        lacking,
    };
    page_response(&page, status)
}

/// `POST /amt/formulare/{slug}`: begins a draft with what the account knows.
pub async fn start(
    site: web::Data<Site>,
    slug: web::Path<String>,
    Sent(Clerk(person), _): Sent<Clerk>,
) -> Result<HttpResponse, WebError> {
    let service = find(&site, &slug)?;
    let first = service.online.pages.first().ok_or(WebError::Internal)?.id.clone();
    let (scope, library, now, key) = (person.scope(), site.library.clone(), site.now(), fresh_token()?);
    let begun = service.clone();
    let begin = move |conn: &mut _| {
        intake::start(&scope, conn, &library, &begun, &intake::Beginning::Anew, &key, now)
    };
    match site.db.write(begin).await {
        Ok(draft) => Ok(see_other(&Place::Staff { draft }.page(&first))),
        Err(StartError::NotOpen) => Ok(see_other(&urls::staff_service(&service.online.file.slug))),
        Err(StartError::AccountLacks) => show_service(&site, &person, &service, StatusCode::CONFLICT).await,
        Err(other) => Err(other.into()),
    }
}
