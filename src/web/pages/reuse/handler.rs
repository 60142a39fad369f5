//! An application that begins with earlier answers, and what is kept for that.

use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use chrono::{DateTime, Utc};

use super::{BACK_TO_RECEIPT, CHANGED, NOTHING, PAGES, ReusePage, SHOWN};
use crate::clock::{day_in_germany, german_day};
use crate::domain::{ReceiptNumber, Scope};
use crate::forms::availability::Standing;
use crate::intake;
use crate::web::body::Posted;
use crate::web::error::WebError;
use crate::web::extract::{
    CSRF_FIELD, Keeper, Visitor, browser, csrf_of_visitor, forget_cookie, keeper_cookie, keeper_cookie_name,
    verify, verify_browser,
};
use crate::web::language::{self, t};
use crate::web::layout::Chrome;
use crate::web::pages::service::handler::{How, draft_here, earlier_words, find, lead_into};
use crate::web::pages::{Forget, Hidden};
use crate::web::response::{forget_pages, page_response, see_other};
use crate::web::site::{Site, fresh_token};
use crate::web::urls;

/// `GET /leistungen/{slug}/uebernehmen`: what there is to begin with; `?anders=…`, if it is another thing than was
/// shown before. Where there is nothing, a draft, or a service that cannot be begun, its page says more.
pub async fn show(
    site: web::Data<Site>,
    slug: web::Path<String>,
    visitor: Visitor,
    keeper: Keeper,
    request: HttpRequest,
) -> Result<HttpResponse, WebError> {
    let service = find(&site, &slug)?;
    let form = site.spoken_library().in_words(&service.online);
    let to_service = || Ok(see_other(&urls::service(&slug)));
    let Some(token) = visitor.0.as_ref().or(keeper.0.as_ref()) else { return to_service() };
    if form.file.availability.on(site.today()) != Standing::Open
        || draft_here(&site, &visitor, &form.id).await?.is_some()
    {
        return to_service();
    }
    let (from, library, spoken, now) =
        (browser(&visitor, &keeper), earlier_words(&site, &form), Arc::clone(&form), site.now());
    let found = site.db.read(move |conn| intake::offer(&from, conn, &library, &spoken, now)).await?;
    let Some(offer) = found else { return to_service() };
    language::follow(&form);
    let service = form.file.title.clone();
    let chrome = Chrome::of_service(t("Mit früheren Angaben beginnen"), service.clone())
        .crumb(t("Leistungen"), urls::HOME)
        .crumb(service, urls::service(&slug));
    let day = german_day(day_in_germany(offer.filed_at));
    let hidden = Hidden::new([(CSRF_FIELD, csrf_of_visitor(token))])
        .and(SHOWN, offer.filed_at.timestamp_micros().to_string());
    let mut page = ReusePage::new(chrome, &slug, offer, day, hidden);
    page.forget = Some(Forget::by(token));
    if let Some(chosen) = request.query_string().strip_prefix(CHANGED) {
        page.changed_since(chosen);
    }
    page_response(&page, StatusCode::OK)
}

/// `POST /leistungen/{slug}/uebernehmen`: begins with what was chosen.
pub async fn start(
    site: web::Data<Site>,
    slug: web::Path<String>,
    visitor: Visitor,
    keeper: Keeper,
    body: web::Bytes,
) -> Result<HttpResponse, WebError> {
    let posted = Posted::parse(&body)?;
    verify_browser(&posted, &visitor, &keeper)?;
    let shown = posted.value(SHOWN).and_then(|micros| micros.parse().ok());
    let shown = shown.and_then(DateTime::<Utc>::from_timestamp_micros).ok_or(WebError::Unreadable)?;
    let how = match posted.value(NOTHING) {
        Some(_) => How::GoOn,
        None => How::With(browser(&visitor, &keeper), shown, posted.values(PAGES)),
    };
    lead_into(&site, &slug, visitor, &how).await
}

/// `POST /eingang/{number}/merken`: keeps what was filed, to begin with it later.
pub async fn keep(
    site: web::Data<Site>,
    number: web::Path<String>,
    visitor: Visitor,
    keeper: Keeper,
    body: web::Bytes,
) -> Result<HttpResponse, WebError> {
    let token = visitor.0.ok_or(WebError::NotFound)?;
    verify(&Posted::parse(&body)?, &csrf_of_visitor(&token))?;
    let number: ReceiptNumber = number.parse().map_err(|_| WebError::NotFound)?;
    let keeping = fresh_token()?;
    let (scope, library, filed) = (Scope::Visitor(token.hash()), site.library.clone(), number.clone());
    let (before, by, now) = (keeper.0, keeping.clone(), site.now());
    let keep = move |conn: &mut _| intake::keep(&scope, conn, &library, &filed, (before.as_ref(), &by), now);
    if !site.db.write(keep).await? {
        return Err(WebError::NotFound);
    }
    let mut response = see_other(&format!("{}#gemerkt", urls::receipt(&number)));
    let cookie = keeper_cookie(&keeping, site.settings.is_secure);
    response.add_cookie(&cookie).map_err(|_| WebError::Internal)?;
    Ok(response)
}

/// `POST /gemerktes/loeschen`: lets everything go that is kept in this browser, and leads back to the receipt where
/// this was said. Applications stay.
pub async fn let_go(
    site: web::Data<Site>,
    keeper: Keeper,
    body: web::Bytes,
) -> Result<HttpResponse, WebError> {
    let token = keeper.0.ok_or(WebError::NotFound)?;
    let posted = Posted::parse(&body)?;
    verify(&posted, &csrf_of_visitor(&token))?;
    let scope = Scope::Visitor(token.hash());
    site.db.write(move |conn| intake::let_go(&scope, conn)).await?;
    let number = posted.value(BACK_TO_RECEIPT).and_then(|number| number.parse::<ReceiptNumber>().ok());
    let mut response = see_other(&match number {
        Some(number) => format!("{}#gemerkt", urls::receipt(&number)),
        None => urls::HOME.to_owned(),
    });
    let secure = site.settings.is_secure;
    let gone = forget_cookie(keeper_cookie_name(secure), secure);
    response.add_cookie(&gone).map_err(|_| WebError::Internal)?;
    // Pages that the browser keeps would still offer it.
    forget_pages(&mut response);
    Ok(response)
}
