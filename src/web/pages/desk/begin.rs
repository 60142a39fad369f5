//! Where a paper form leads by its QR code: the desk begins an application of that service.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use crate::web::error::WebError;
use crate::web::extract::DeskClerk;
use crate::web::layout::StaffChrome;
use crate::web::pages::service::NotOpen;
use crate::web::pages::staff_chrome;
use crate::web::response::page_response;
use crate::web::site::Site;
use crate::web::urls;

/// The page.
#[derive(Debug, Template)]
#[template(path = "pages/desk/begin.html")]
struct BeginPage {
    chrome: StaffChrome,
    slug: String,
    summary: String,
    not_open: Option<NotOpen>,
}

/// `GET /schalter/neu/{slug}`: begins nothing by itself.
pub async fn show(
    site: web::Data<Site>,
    slug: web::Path<String>,
    DeskClerk(person): DeskClerk,
) -> Result<HttpResponse, WebError> {
    let service = site.library.catalogue().find(&slug).ok_or(WebError::NotFound)?;
    let file = &service.online.file;
    let page = BeginPage {
        chrome: staff_chrome(&person, &file.title).crumb("Schalter", urls::DESK).here(file.title.clone()),
        slug: file.slug.clone(),
        summary: file.summary.clone(),
        not_open: NotOpen::of(file, site.today()),
    };
    page_response(&page, StatusCode::OK)
}
