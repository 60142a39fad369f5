//! An application that begins with earlier answers, and what is kept for that.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::{BACK_TO_RECEIPT, BACK_TO_SERVICE, NOTHING, PAGES, ReusePage};
use crate::clock::{day_in_germany, german_day};
use crate::domain::{ReceiptNumber, Scope, Token};
use crate::forms::availability::Standing;
use crate::intake;
use crate::web::body::Posted;
use crate::web::error::WebError;
use crate::web::extract::{
    CSRF_FIELD, Keeper, Visitor, browser, csrf_of_visitor, forget_cookie, keeper_cookie, keeper_cookie_name,
    verify,
};
use crate::web::language::{self, t};
use crate::web::layout::Chrome;
use crate::web::pages::Hidden;
use crate::web::pages::service::handler::{How, find, lead_into};
use crate::web::response::{page_response, see_other};
use crate::web::site::{Site, fresh_token};
use crate::web::urls;

/// `GET /leistungen/{slug}/uebernehmen`: what there is to begin with. Where there is nothing, or the service cannot
/// be begun, its page says more.
pub async fn show(
    site: web::Data<Site>,
    slug: web::Path<String>,
    visitor: Visitor,
    keeper: Keeper,
) -> Result<HttpResponse, WebError> {
    let service = find(&site, &slug)?;
    let form = site.spoken_library().in_words(&service.online);
    let token = visitor.0.as_ref().or(keeper.0.as_ref());
    let (Some(token), Standing::Open) = (token, form.file.availability.on(site.today())) else {
        return Ok(see_other(&urls::service(&slug)));
    };
    let (from, library, spoken, now) =
        (browser(&visitor, &keeper), site.spoken_library(), form.clone(), site.now());
    let found = site.db.read(move |conn| intake::offer(&from, conn, &library, &spoken, now)).await?;
    let Some(offer) = found else { return Ok(see_other(&urls::service(&slug))) };
    language::follow(&form);
    let title = t("Mit früheren Angaben beginnen");
    let service = form.file.title.clone();
    let chrome = Chrome::of_service(title, service.clone())
        .crumb(t("Leistungen"), urls::HOME)
        .crumb(service, urls::service(&slug));
    let day = german_day(day_in_germany(offer.filed_at));
    let csrf = |token: &Token| Hidden::new([(CSRF_FIELD, csrf_of_visitor(token))]);
    let mut page = ReusePage::new(chrome, &slug, offer, day, csrf(token));
    page.let_go = keeper.0.as_ref().map(|token| csrf(token).and(BACK_TO_SERVICE, slug.as_str()));
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
    let token = visitor.0.as_ref().or(keeper.0.as_ref()).ok_or(WebError::NotFound)?;
    verify(&posted, &csrf_of_visitor(token))?;
    let how = match posted.value(NOTHING) {
        Some(_) => How::GoOn,
        None => How::With(browser(&visitor, &keeper), posted.values(PAGES)),
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
    let keeping = match keeper.0 {
        Some(known) if keeps_anything(&site, &known).await? => known,
        _ => fresh_token()?,
    };
    let (scope, by, now, filed) = (Scope::Visitor(token.hash()), keeping.clone(), site.now(), number.clone());
    let is_kept = site.db.write(move |conn| intake::keep(&scope, conn, &filed, &by, now)).await?;
    if !is_kept {
        return Err(WebError::NotFound);
    }
    let mut response = see_other(&format!("{}#gemerkt", urls::receipt(&number)));
    let cookie = keeper_cookie(&keeping, site.settings.is_secure);
    response.add_cookie(&cookie).map_err(|_| WebError::Internal)?;
    Ok(response)
}

async fn keeps_anything(site: &Site, keeper: &Token) -> Result<bool, WebError> {
    let (scope, now) = (Scope::Visitor(keeper.hash()), site.now());
    Ok(site.db.read(move |conn| intake::keeps_anything(&scope, conn, now)).await?)
}

/// `POST /gemerktes/loeschen`: lets everything go that is kept in this browser, and leads back to where this was
/// said. Applications stay.
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
    let service = posted.value(BACK_TO_SERVICE).filter(|slug| find(&site, slug).is_ok());
    let mut response = see_other(&match (number, service) {
        (Some(number), _) => urls::receipt(&number),
        (None, Some(slug)) => urls::service(slug),
        (None, None) => urls::HOME.to_owned(),
    });
    let secure = site.settings.is_secure;
    let gone = forget_cookie(keeper_cookie_name(secure), secure);
    response.add_cookie(&gone).map_err(|_| WebError::Internal)?;
    Ok(response)
}
