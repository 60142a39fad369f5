//! A signed-in member of staff, and what areas ask of them.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::{Error, FromRequest, HttpRequest, web};

use super::visitor::staff_cookie_name;
use crate::accounts::{self, SignedIn};
use crate::domain::{Role, Token};
use crate::web::error::WebError;
use crate::web::site::Site;
use crate::web::urls;

type Found<T> = Pin<Box<dyn Future<Output = Result<T, Error>>>>;

/// Anybody of the staff.
#[derive(Debug, Clone)]
pub struct Clerk(pub SignedIn);

/// Whoever sits at the desk, by role or besides it.
#[derive(Debug, Clone)]
pub struct DeskClerk(pub SignedIn);

/// Whoever leads the desk.
#[derive(Debug, Clone)]
pub struct DeskLead(pub SignedIn);

/// Staff who work cases: caseworkers and leads.
#[derive(Debug, Clone)]
pub struct Caseworker(pub SignedIn);

/// Who leads a department.
#[derive(Debug, Clone)]
pub struct Lead(pub SignedIn);

/// The administration.
#[derive(Debug, Clone)]
pub struct Admin(pub SignedIn);

impl FromRequest for Clerk {
    type Error = Error;
    type Future = Found<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move { Ok(Self(signed_in(&request, |_| true).await?)) })
    }
}

impl FromRequest for DeskClerk {
    type Error = Error;
    type Future = Found<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move { Ok(Self(signed_in(&request, SignedIn::may_assist).await?)) })
    }
}

impl FromRequest for DeskLead {
    type Error = Error;
    type Future = Found<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move { Ok(Self(signed_in(&request, |person| person.role.may_see_figures()).await?)) })
    }
}

impl FromRequest for Caseworker {
    type Error = Error;
    type Future = Found<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move { Ok(Self(signed_in(&request, SignedIn::may_work_cases).await?)) })
    }
}

impl FromRequest for Lead {
    type Error = Error;
    type Future = Found<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move { Ok(Self(signed_in(&request, |person| person.role == Role::Lead).await?)) })
    }
}

impl FromRequest for Admin {
    type Error = Error;
    type Future = Found<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move { Ok(Self(signed_in(&request, |person| person.role == Role::Admin).await?)) })
    }
}

/// Who is signed in, if the area is theirs. Nobody signed in: to the sign-in page, and back to this
/// address if it only reads.
async fn signed_in(request: &HttpRequest, fits: fn(&SignedIn) -> bool) -> Result<SignedIn, WebError> {
    let person = whoever(request).await?;
    // Whoever works cases may sit at the desk besides: beside a resident, nothing of another one is shown.
    if !person.open.is_none() && urls::shows_others(request.path()) {
        return Err(WebError::OtherCase { is_shown: request.method().is_safe() });
    }
    if fits(&person) { Ok(person) } else { Err(WebError::Forbidden) }
}

/// Who is signed in, whatever they ask for and whatever lies open.
pub async fn whoever(request: &HttpRequest) -> Result<SignedIn, WebError> {
    let site = request.app_data::<web::Data<Site>>().ok_or(WebError::Internal)?.clone();
    let cookie = request.cookie(staff_cookie_name(site.settings.is_secure));
    let asked = request.uri().path_and_query().map_or("", |address| address.as_str());
    let back = if request.method().is_safe() { asked } else { "" };
    let sign_in = || WebError::SignInRequired { back: back.to_owned() };
    let token = cookie.and_then(|cookie| Token::parse(cookie.value())).ok_or_else(sign_in)?;
    let found = accounts::current(&site.db, token.hash(), site.now(), site.settings.sessions).await?;
    let person = found.ok_or_else(sign_in)?;
    site.meter.know(&person.session);
    Ok(person)
}
