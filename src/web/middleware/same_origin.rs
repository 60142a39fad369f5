//! A change is accepted only from our own pages: the first of two walls against forged requests
//! (the other is the token in each form).

use actix_web::Error;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header;
use actix_web::middleware::Next;
use actix_web::web;

use crate::web::error::WebError;
use crate::web::site::Site;

/// Refuses a changing request that a browser says comes from elsewhere: by `Sec-Fetch-Site`, and where
/// that is missing by comparing `Origin` with the address of this installation or with `Host` (a proxy may
/// have changed one of them, a foreign page can change neither). A client that sends neither is no browser; it is
/// stopped by the token of the form.
pub async fn same_origin(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    if !request.method().is_safe() && comes_from_elsewhere(&request) {
        return Err(WebError::Forged.into());
    }
    next.call(request).await
}

fn comes_from_elsewhere(request: &ServiceRequest) -> bool {
    let text = |name: &str| request.headers().get(name).map(|value| value.to_str().unwrap_or("?"));
    if let Some(site) = text("sec-fetch-site") {
        return !matches!(site, "same-origin" | "none");
    }
    let (Some(origin), Some(host)) = (text(header::ORIGIN.as_str()), text(header::HOST.as_str())) else {
        return false;
    };
    let site = request.app_data::<web::Data<Site>>();
    let is_ours = site.is_some_and(|site| site.settings.base_url == origin);
    !is_ours && origin.split_once("://").is_none_or(|(_, origin_host)| origin_host != host)
}
