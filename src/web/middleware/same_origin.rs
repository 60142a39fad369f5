//! A change is accepted only from our own pages: the first of two walls against forged requests
//! (the other is the token in each form).

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header;
use actix_web::middleware::Next;
use actix_web::web;
use actix_web::{Error, HttpRequest};

use crate::web::api::is_api;
use crate::web::error::WebError;
use crate::web::site::Site;

/// Where a request comes from, as its browser says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// One of our own pages.
    Ours,
    /// Another site.
    Foreign,
    /// It says nothing: no browser of today, or an address that was typed.
    Unknown,
}

impl Origin {
    /// By `Sec-Fetch-Site`, and where that is missing by comparing `Origin` with the address of this
    /// installation or with `Host` (a proxy may have changed one of them, a foreign page can change neither).
    pub fn of(request: &HttpRequest) -> Self {
        let text = |name: &str| request.headers().get(name).map(|value| value.to_str().unwrap_or("?"));
        match text("sec-fetch-site") {
            Some("same-origin") => return Self::Ours,
            Some("none") => return Self::Unknown,
            Some(_) => return Self::Foreign,
            None => {}
        }
        let (Some(origin), Some(host)) = (text(header::ORIGIN.as_str()), text(header::HOST.as_str())) else {
            return Self::Unknown;
        };
        let site = request.app_data::<web::Data<Site>>();
        let is_ours = site.is_some_and(|site| site.settings.base_url == origin)
            || origin.split_once("://").is_some_and(|(_, origin_host)| origin_host == host);
        if is_ours { Self::Ours } else { Self::Foreign }
    }
}

/// Refuses a changing request that a browser says comes from elsewhere. A client that says nothing is no
/// browser; it is stopped by the token of the form.
pub async fn same_origin(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    // A program's key is in no cookie: a foreign page cannot make a browser send it.
    let may_be_forged = !request.method().is_safe() && !is_api(request.path());
    if may_be_forged && Origin::of(request.request()) == Origin::Foreign {
        return Err(WebError::Forged.into());
    }
    next.call(request).await
}
