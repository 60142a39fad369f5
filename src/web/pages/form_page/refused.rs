//! A posted page that is not taken: what was typed on it comes back, and nothing of it is stored.
//!
//! Only what our own pages sent, by the browser's word, is ever shown: another site could put anything on a page of
//! ours otherwise.

use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::{Error, HttpRequest, HttpResponse, ResponseError, web};

use super::handler::{Showing, Wanted, post_of, render};
use crate::forms::form::Form;
use crate::forms::parse::ACTION;
use crate::forms::view::typed;
use crate::intake::{self, KEEP};
use crate::library::LibraryError;
use crate::texts::de;
use crate::web::applying::Applying;
use crate::web::body::Posted;
use crate::web::error::{WebError, page_of};
use crate::web::language;
use crate::web::middleware::Origin;
use crate::web::multipart::{self, is_multipart};
use crate::web::pages::error_page::{ErrorPage, Trouble, Way};
use crate::web::response::page_response;
use crate::web::site::Site;

/// The name of the field that tells for which draft a page was shown.
pub const DRAFT: &str = "_draft";

/// Answers whoever has no draft here, because their browser has forgotten it.
pub async fn without_token(
    site: &Site,
    request: &HttpRequest,
    payload: web::Payload,
    refusal: Error,
) -> Result<HttpResponse, Error> {
    match refusal.as_error::<WebError>() {
        Some(gone @ WebError::DraftGone { .. }) if Origin::of(request) == Origin::Ours => {
            let gone = gone.clone();
            Ok(give_back(site, request, gone, &read(request, payload).await?).await?)
        }
        _ => Err(refusal),
    }
}

/// Reads what was typed on a page that is not taken; its files are thrown away.
pub async fn read(request: &HttpRequest, payload: web::Payload) -> Result<Posted, WebError> {
    match is_multipart(request.headers()) {
        true => multipart::texts(request.headers(), payload).await,
        false => multipart::text(payload).await,
    }
}

/// Answers a page whose draft is gone.
pub async fn give_back(
    site: &Site,
    request: &HttpRequest,
    refusal: WebError,
    posted: &Posted,
) -> Result<HttpResponse, WebError> {
    if !may_come_back(request, posted) {
        return Err(refusal);
    }
    let form = form_at(site, request).await?;
    let (page, status) = (page_of(&refusal), refusal.status_code());
    show(request, (page, status), form.as_deref(), posted)?.ok_or(refusal)
}

/// Answers a page that was shown before the browser got another token: what was typed is on the page again, to be
/// sent once more; if the draft is another one now, or its pages are others, it is told beside it.
pub(super) async fn send_again(
    site: &Site,
    applying: &Applying,
    request: &HttpRequest,
    wanted: &Wanted,
    posted: Posted,
) -> Result<HttpResponse, WebError> {
    if !may_come_back(request, &posted) {
        return Err(WebError::Forged);
    }
    let mut draft = match applying.open(site).await {
        Ok(draft) => draft,
        Err(gone @ WebError::DraftGone { .. }) => return give_back(site, request, gone, &posted).await,
        Err(other) => return Err(other),
    };
    let is_same = posted.value(DRAFT) == Some(draft.id.to_string().as_str());
    let post = post_of(wanted, request, posted.clone(), Vec::new());
    let state = is_same.then(|| intake::fill_in(&mut draft, &post, site.today())).flatten();
    if let Some(state) = state {
        return render(applying, &draft, &state, &Showing::unsent(wanted, request));
    }
    let mut page = ErrorPage::new(Trouble::OtherDraft, None);
    page.ways.insert(0, Way::new(de("Zum Entwurf"), applying.place.check()));
    show(request, (page, StatusCode::FORBIDDEN), Some(&draft.form), &posted)?.ok_or(WebError::Forged)
}

/// What a script keeps gets no page, and what another site sent is not shown.
fn may_come_back(request: &HttpRequest, posted: &Posted) -> bool {
    Origin::of(request) == Origin::Ours && posted.value(ACTION) != Some(KEEP)
}

/// A page with what was typed; `None` if nothing was.
fn show(
    request: &HttpRequest,
    (mut page, status): (ErrorPage, StatusCode),
    form: Option<&Form>,
    posted: &Posted,
) -> Result<Option<HttpResponse>, WebError> {
    let typed = typed(form, &posted.0);
    if typed.is_empty() {
        return Ok(None);
    }
    page.is_without_files = is_multipart(request.headers());
    page_response(&page.giving_back(typed), status).map(Some)
}

/// The form of a citizens' page, by its address; the page speaks its language.
async fn form_at(site: &Site, request: &HttpRequest) -> Result<Option<Arc<Form>>, WebError> {
    let Some(slug) = request.match_info().get("slug").map(str::to_owned) else { return Ok(None) };
    let library = site.spoken_library();
    let form = match site.db.read(move |conn| library.last_at(conn, &slug)).await {
        Err(LibraryError::Store(error)) => return Err(error.into()),
        // Without it, the texts are there all the same.
        found => found.ok().flatten(),
    };
    form.iter().for_each(|form| language::follow(form));
    Ok(form)
}
