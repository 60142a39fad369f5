//! All options of a choice that is searched, for the script that finds them while somebody types. The address
//! names the version of the form and of what this answers, so what is there never changes, and browsers keep it.

use actix_web::http::header::{CacheControl, CacheDirective};
use actix_web::{FromRequest, HttpRequest, HttpResponse, web};
use serde_json::{Value, json};

use super::error::WebError;
use super::extract::{Clerk, DeskClerk};
use super::site::Site;
use super::urls::OPTIONS_SHAPE;
use crate::domain::{Channel, FormVersion, Path};
use crate::forms::field::{Choice, ChoiceControl, Kind};
use crate::forms::places::node_at;
use crate::library::LibraryError;
use crate::texts::GERMAN;

/// How long browsers keep it, in seconds: a year.
const KEPT: u32 = 31_536_000;

/// `GET /auswahl/{shape}/{version}/{channel}/{language}/{field}`: of each option what it is called, and the other
/// words by which it is found.
pub async fn show(
    site: web::Data<Site>,
    address: web::Path<(String, String, String, String, String)>,
    request: HttpRequest,
) -> Result<HttpResponse, WebError> {
    let (shape, version, channel, tag, field) = address.into_inner();
    let channel: Channel = channel.parse().map_err(|()| WebError::NotFound)?;
    let path: Path = field.parse().map_err(|_| WebError::NotFound)?;
    let language = site.library.languages().find(&tag).cloned().ok_or(WebError::NotFound)?;
    if shape != OPTIONS_SHAPE || !may_see(&request, channel).await {
        return Err(WebError::NotFound);
    }
    let (library, version) = (site.library.clone(), FormVersion(version));
    // A form of an older version, or in another language, is compiled here, whoever asks: few at once. The turn
    // ends with the work, also when whoever asked has gone away.
    let turn = site.turns.turn().await.ok_or(WebError::Unavailable)?;
    let form = site.db.glance(move |conn| {
        let form = library.form(conn, &version, channel)?;
        let speaks = tag == GERMAN || form.other_languages.contains(&tag);
        let spoken = speaks.then(|| library.speaking(&language).in_words(&form));
        drop(turn);
        Ok::<_, LibraryError>(spoken.map(|form| (form.language.tag() == language.tag(), form)))
    });
    let form = form.await.map_err(|error| match error {
        LibraryError::Version(_) => WebError::NotFound,
        other => other.into(),
    })?;
    let (is_spoken, form) = form.ok_or(WebError::NotFound)?;
    match node_at(&form, &path).map(|node| &node.kind) {
        Some(Kind::OneOf { options, shown: ChoiceControl::Search }) => Ok(HttpResponse::Ok()
            .insert_header(kept(channel, is_spoken))
            .json(options.iter().map(words).collect::<Value>())),
        _ => Err(WebError::NotFound),
    }
}

/// Whether the pages of this channel are for whoever asks.
async fn may_see(request: &HttpRequest, channel: Channel) -> bool {
    match channel {
        Channel::Online => true,
        Channel::Assisted => DeskClerk::extract(request).await.is_ok(),
        Channel::Staff | Channel::SecondStep | Channel::Inquiry => Clerk::extract(request).await.is_ok(),
        // Programs have no pages.
        Channel::Api => false,
    }
}

/// What is not in the words that were asked for is kept by nobody.
fn kept(channel: Channel, is_spoken: bool) -> CacheControl {
    let whose = if channel == Channel::Online { CacheDirective::Public } else { CacheDirective::Private };
    CacheControl(match is_spoken {
        true => {
            vec![whose, CacheDirective::MaxAge(KEPT), CacheDirective::Extension("immutable".to_owned(), None)]
        }
        false => vec![CacheDirective::NoStore],
    })
}

fn words(choice: &Choice) -> Value {
    json!([choice.title, choice.also, choice.description, choice.otherwise])
}
