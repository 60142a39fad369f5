//! Where an application stands, as a paper.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use super::case::{Status, chrome};
use super::case_handler::find;
use crate::clock::{day_in_germany, german_day};
use crate::web::components::paragraphs::{Bullets, Paragraphs};
use crate::web::error::WebError;
use crate::web::extract::Applicant;
use crate::web::layout::Chrome;
use crate::web::response::page_response;
use crate::web::site::Site;
use crate::web::{filters, language, urls};

/// The paper.
#[derive(Debug, Template)]
#[template(path = "pages/status/status_document.html")]
struct StatusDocument<'a> {
    chrome: Chrome,
    back_href: &'static str,
    /// The day on which it stands so.
    day: String,
    status: Status<'a>,
}

/// `GET /status/druck`.
pub async fn show(site: web::Data<Site>, Applicant(visit): Applicant) -> Result<HttpResponse, WebError> {
    let file = find(&site, &visit).await?;
    let status = Status::of(&file);
    let page = StatusDocument {
        chrome: chrome(&status, &status.title()),
        back_href: urls::STATUS_CASE,
        day: german_day(day_in_germany(site.now())),
        status,
    };
    page_response(&page, StatusCode::OK)
}
