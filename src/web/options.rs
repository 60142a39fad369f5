//! All options of a choice that is searched, for the script that finds them while somebody types. The address
//! names the version of the form, so what is there never changes, and browsers keep it.

use actix_web::http::header::{CacheControl, CacheDirective};
use actix_web::{HttpResponse, web};
use serde_json::{Value, json};

use super::error::WebError;
use super::site::Site;
use crate::domain::{Channel, FormVersion, Path};
use crate::forms::field::{Choice, Kind};
use crate::forms::places::node_at;
use crate::library::LibraryError;

/// How long browsers keep it, in seconds: a year.
const KEPT: u32 = 31_536_000;

/// `GET /auswahl/{version}/{channel}/{language}/{field}`: of each option what it is called, and the other words
/// by which it is found.
pub async fn show(
    site: web::Data<Site>,
    address: web::Path<(String, String, String, String)>,
) -> Result<HttpResponse, WebError> {
    let (version, channel, language, field) = address.into_inner();
    let channel: Channel = channel.parse().map_err(|()| WebError::NotFound)?;
    let path: Path = field.parse().map_err(|_| WebError::NotFound)?;
    let language = site.library.languages().find(&language).cloned().ok_or(WebError::NotFound)?;
    let (library, version) = (site.library.speaking(&language), FormVersion(version));
    let form = site.db.read(move |conn| library.form(conn, &version, channel)).await;
    let form = form.map_err(|error| match error {
        LibraryError::Version(_) => WebError::NotFound,
        other => other.into(),
    })?;
    let Some(Kind::OneOf { options, .. }) = node_at(&form, &path).map(|node| &node.kind) else {
        return Err(WebError::NotFound);
    };
    let kept = CacheControl(vec![
        CacheDirective::Public,
        CacheDirective::MaxAge(KEPT),
        CacheDirective::Extension("immutable".to_owned(), None),
    ]);
    Ok(HttpResponse::Ok().insert_header(kept).json(options.iter().map(words).collect::<Value>()))
}

fn words(choice: &Choice) -> Value {
    json!([choice.title, choice.also, choice.description])
}
