//! The pages that every public site has.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;

use super::accessibility::AccessibilityPage;
use super::imprint::ImprintPage;
use super::privacy::PrivacyPage;
use crate::web::error::WebError;
use crate::web::response::page_response;

/// `GET /impressum`.
pub async fn imprint() -> Result<HttpResponse, WebError> {
    page_response(&ImprintPage::default(), StatusCode::OK)
}

/// `GET /datenschutz`.
pub async fn privacy() -> Result<HttpResponse, WebError> {
    page_response(&PrivacyPage::default(), StatusCode::OK)
}

/// `GET /barrierefreiheit`.
pub async fn accessibility() -> Result<HttpResponse, WebError> {
    page_response(&AccessibilityPage::default(), StatusCode::OK)
}
