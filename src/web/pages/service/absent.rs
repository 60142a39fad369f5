//! The address of a service that is not offered there: it is disturbed, has moved, or is there no more.

use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::http::{StatusCode, header};
use askama::Template;

use super::handler::discard_by;
use crate::clock::{day_in_germany, german_day};
use crate::forms::form::Form;
use crate::forms::formats::is_address;
use crate::intake::{self, DraftRef, OpenDraft};
use crate::library::LibraryError;
use crate::texts::de;
use crate::web::error::WebError;
use crate::web::extract::Visitor;
use crate::web::layout::Chrome;
use crate::web::pages::{Discard, Forget};
use crate::web::response::page_response;
use crate::web::site::Site;
use crate::web::urls::{self, Place};
use crate::web::{filters, language, words};

/// Seconds after which it is worth a try whether a form was mended.
const RETRY_AFTER: &str = "3600";

/// Why a service is not at its address.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Absence {
    /// Its form is there, and has a mistake.
    Disturbed,
    /// It is at another address.
    Moved(String),
    /// It is not offered any more.
    Ended,
}

/// The page of a service that is not offered at its address.
#[derive(Debug, Template)]
#[template(path = "pages/service/absent.html")]
struct AbsentPage {
    chrome: Chrome,
    absence: Absence,
    form: Arc<Form>,
    draft: Option<Draft>,
}

/// What this browser began of it.
#[derive(Debug)]
struct Draft {
    href: String,
    kept_until: String,
    discard: Discard,
    forget: Forget,
}

impl AbsentPage {
    fn text(&self) -> &'static str {
        match self.absence {
            Absence::Disturbed => de("„{service}“ ist zurzeit gestört. Versuchen Sie es später noch einmal."),
            Absence::Moved(_) => de("„{service}“ hat jetzt eine andere Adresse."),
            Absence::Ended => de("„{service}“ wird hier nicht mehr angeboten."),
        }
    }

    fn moved_to(&self) -> Option<&str> {
        if let Absence::Moved(href) = &self.absence { Some(href) } else { None }
    }
}

/// Tells what became of the service at an address, and leads this browser to what it began of it. Where there never
/// was one, there is nothing.
pub async fn show(site: &Site, slug: &str, visitor: &Visitor) -> Result<HttpResponse, WebError> {
    if !is_address(slug) {
        return Err(WebError::NotFound);
    }
    let (draft, form) = look_up(site, slug, visitor).await?;
    let form = draft.as_ref().map(|draft| Arc::clone(&draft.form)).or(form).ok_or(WebError::NotFound)?;
    language::follow(&form);
    let absence = absence(site, &form);
    let (status, title) = match absence {
        Absence::Disturbed => (StatusCode::SERVICE_UNAVAILABLE, de("Diese Leistung ist zurzeit gestört")),
        Absence::Moved(_) => (StatusCode::GONE, de("Diese Leistung ist umgezogen")),
        Absence::Ended => (StatusCode::GONE, de("Diese Leistung gibt es hier nicht mehr")),
    };
    let draft = draft.zip(visitor.0.as_ref()).map(|(draft, token)| Draft {
        href: Place::Online { slug: draft.slug.clone() }.check(),
        kept_until: german_day(day_in_germany(draft.expires_at)),
        discard: discard_by(token, &draft),
        forget: Forget::by(token),
    });
    let page = AbsentPage { chrome: Chrome::new(language::t(title)), absence, form, draft };
    let mut response = page_response(&page, status)?;
    if status == StatusCode::SERVICE_UNAVAILABLE {
        let wait = header::HeaderValue::from_static(RETRY_AFTER);
        response.headers_mut().insert(header::RETRY_AFTER, wait);
    }
    Ok(response)
}

/// What this browser began at an address, and the form that was there last.
async fn look_up(
    site: &Site,
    slug: &str,
    visitor: &Visitor,
) -> Result<(Option<OpenDraft>, Option<Arc<Form>>), LibraryError> {
    let (scope, library, slug, now) = (visitor.scope(), site.spoken_library(), slug.to_owned(), site.now());
    let look = move |conn: &mut _| {
        let which = DraftRef::AtAddress { slug: slug.clone() };
        let draft = match &scope {
            Some(scope) => intake::find(scope, conn, &library, &which, now)?,
            None => None,
        };
        Ok((draft, library.last_at(conn, &slug)?))
    };
    site.db.read(look).await
}

fn absence(site: &Site, form: &Form) -> Absence {
    let catalogue = site.library.catalogue();
    match catalogue.find_id(&form.id).filter(|service| !service.is_for_staff()) {
        Some(service) => Absence::Moved(urls::service(&service.online.file.slug)),
        None if catalogue.is_left_out(&form.id) => Absence::Disturbed,
        None => Absence::Ended,
    }
}
