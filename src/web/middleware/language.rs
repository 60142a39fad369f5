//! In which language a request is answered.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::middleware::Next;
use actix_web::{Error, web};

use crate::texts::Language;
use crate::web::language::{PARAMETER, cookie, of_request, speaking};
use crate::web::response::see_other;
use crate::web::site::Site;
use crate::web::urls;

/// Answers in the language that the browser keeps; staff read German. An address with `?sprache=` is a choice: it
/// is kept, and leads to the address without it.
pub async fn in_language(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let site = request.app_data::<web::Data<Site>>().cloned();
    let is_in_german = urls::is_in_german(request.path());
    let Some(site) = site.filter(|_| !is_in_german) else {
        let answer = speaking(Language::german(), None, None, next.call(request));
        return Ok(answer.await?.map_into_boxed_body());
    };
    let (languages, secure) = (site.library.languages(), site.settings.is_secure);
    let is_read = [Method::GET, Method::HEAD].contains(request.method());
    let (tag, address) = chosen(&request);
    if let Some(tag) = tag.filter(|_| is_read) {
        let mut response = see_other(&address);
        if let Some(language) = languages.find(&tag) {
            response.add_cookie(&cookie(language, secure))?;
        }
        return Ok(request.into_response(response));
    }
    let wanted = of_request(request.request(), languages, secure);
    let here = is_read.then_some(address);
    Ok(speaking(wanted, Some(languages.clone()), here, next.call(request)).await?.map_into_boxed_body())
}

/// The tag that an address chooses, and the address without the choice.
fn chosen(request: &ServiceRequest) -> (Option<String>, String) {
    let parts = request.query_string().split('&').filter(|part| !part.is_empty());
    let (choice, rest): (Vec<&str>, Vec<&str>) =
        parts.partition(|part| part.split('=').next() == Some(PARAMETER));
    let tag = choice.first().map(|part| part.split_once('=').map_or("", |(_, tag)| tag).to_owned());
    let mark = if rest.is_empty() { "" } else { "?" };
    // One slash at the beginning: an address of ours, whatever the request said.
    let path = request.path().trim_start_matches(['/', '\\']);
    (tag, format!("/{path}{mark}{}", rest.join("&")))
}
