//! Telling how to go on later, and giving out a code for it.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::SavedPage;
use crate::clock::{day_in_germany, german_day};
use crate::intake::{self, OpenDraft};
use crate::web::applying::Applying;
use crate::web::body::Posted;
use crate::web::error::WebError;
use crate::web::extract::{CSRF_FIELD, verify};
use crate::web::language::{self, t};
use crate::web::pages::{Forget, Hidden};
use crate::web::response::page_response;
use crate::web::site::{Site, fresh_code};
use crate::web::urls;

/// `GET …/antrag/gespeichert`.
pub async fn show(site: web::Data<Site>, applying: Applying) -> Result<HttpResponse, WebError> {
    let draft = applying.open(&site).await?;
    page(&site, &applying, &draft, None)
}

/// `POST …/antrag/gespeichert`: a code for another device. It stands on this answer and nowhere else.
pub async fn code(
    site: web::Data<Site>,
    applying: Applying,
    body: web::Bytes,
) -> Result<HttpResponse, WebError> {
    verify(&Posted::parse(&body)?, &applying.csrf)?;
    let draft = applying.open(&site).await?;
    let code = fresh_code()?;
    let (scope, which, library, now) =
        (applying.scope.clone(), applying.draft.clone(), site.library.clone(), site.now());
    let made = code.clone();
    let given =
        site.db.write(move |conn| intake::give_code(&scope, conn, &library, &which, &made, now)).await?;
    if !given {
        return Err(applying.gone(&site).await);
    }
    language::offer_no_other();
    page(&site, &applying, &draft, Some(code.to_string()))
}

fn page(
    site: &Site,
    applying: &Applying,
    draft: &OpenDraft,
    code: Option<String>,
) -> Result<HttpResponse, WebError> {
    let page = SavedPage {
        chrome: applying.chrome(draft, &t("Ihr Entwurf ist gespeichert")),
        kept_until: german_day(day_in_germany(draft.expires_at)),
        resume_href: applying.place.check(),
        code,
        resume_address: format!("{}{}", site.settings.base_url, urls::RESUME),
        action: applying.place.saved(),
        hidden: Hidden::new([(CSRF_FIELD, applying.csrf.clone())]),
        forget: applying.token.as_ref().map(Forget::by),
    };
    page_response(&page, StatusCode::OK)
}
