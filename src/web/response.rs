//! Answers of handlers.

use actix_web::HttpResponse;
use actix_web::http::{StatusCode, header};
use askama::Template;

use super::error::WebError;

/// A rendered page.
pub fn page_response(page: &impl Template, status: StatusCode) -> Result<HttpResponse, WebError> {
    let html = page.render()?;
    Ok(HttpResponse::build(status).content_type("text/html; charset=utf-8").body(html))
}

/// Leads the browser to another address with `GET` (303), as after every change.
pub fn see_other(address: &str) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((header::LOCATION, address)).finish()
}

/// Has the browser forget the pages that it keeps: what they show or offer is not there any more, or was somebody
/// else's.
pub fn forget_pages(response: &mut HttpResponse) {
    let cache = header::HeaderValue::from_static("\"cache\"");
    response.headers_mut().insert(header::HeaderName::from_static("clear-site-data"), cache);
}
