//! A service's page, its schema, and the beginning of an application.

use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::{DateTime, NaiveDate, Utc};

use super::absent;
use super::linked_data::LinkedData;
use super::{NotOpen, Reusable, ServicePage};
use crate::clock::{day_in_germany, german_day};
use crate::domain::{Scope, Token};
use crate::forms::form::{Form, PublicService};
use crate::forms::publish;
use crate::intake::{self, Beginning, Browser, DraftRef, OpenDraft, StartError};
use crate::library::Library;
use crate::web::body::Posted;
use crate::web::error::WebError;
use crate::web::extract::{
    CSRF_FIELD, Keeper, Visitor, browser, csrf_of_visitor, forget_citizens, verify, verify_browser,
    visitor_cookie,
};
use crate::web::language::{self, t};
use crate::web::layout::Chrome;
use crate::web::pages::reuse::CHANGED;
use crate::web::pages::{Discard, Forget, Hidden};
use crate::web::response::{forget_pages, page_response, see_other};
use crate::web::site::{Site, fresh_token};
use crate::web::urls::{self, Place};

/// The service at an address.
pub(in crate::web::pages) fn find(site: &Site, slug: &str) -> Result<PublicService, WebError> {
    site.library.catalogue().find(slug).cloned().ok_or(WebError::NotFound)
}

/// `GET /leistungen/{slug}`: with an offer to go on, where this browser has a draft.
pub async fn show(
    site: web::Data<Site>,
    slug: web::Path<String>,
    visitor: Visitor,
    keeper: Keeper,
) -> Result<HttpResponse, WebError> {
    let Ok(service) = find(&site, &slug) else { return absent::show(&site, &slug, &visitor).await };
    let draft = draft_here(&site, &visitor, &service.online.id).await?;
    let form = site.spoken_library().in_words(&service.online);
    let reusable = match &draft {
        None => reusable(&site, &form, &keeper).await,
        Some(_) => None,
    };
    language::follow(&form);
    let mut hidden = vec![(CSRF_FIELD, visitor.0.as_ref().map(csrf_of_visitor).unwrap_or_default())];
    if draft.is_some() {
        hidden.push(("neu", "1".to_owned()));
    }
    let token = visitor.0.as_ref().filter(|_| draft.is_some());
    let discard = draft.as_ref().zip(token).map(|(draft, token)| discard_by(token, draft));
    let token = visitor.0.as_ref().or(keeper.0.as_ref());
    let forget = token.filter(|_| draft.is_some() || reusable.is_some()).map(Forget::by);
    let title = form.file.title.clone();
    let page = ServicePage {
        chrome: Chrome::new(title.clone()).crumb(t("Leistungen"), urls::HOME).here(title),
        form: &form.file,
        department: form.department(&form.file.routing.department),
        desk: site.library.catalogue().desk(),
        linked_data: LinkedData::new(&form, &site.settings.base_url, &site.settings.city, site.today()),
        not_open: NotOpen::of(&form.file, site.today()),
        start_action: urls::start(&slug),
        reusable: reusable.map(|(earlier, day)| Reusable {
            href: urls::reuse(&slug),
            earlier,
            day: german_day(day),
        }),
        hidden: Hidden::new(hidden),
        kept_until: draft.as_ref().map(|draft| german_day(day_in_germany(draft.expires_at))),
        resume_href: draft.map(|draft| Place::Online { slug: draft.slug }.check()),
        discard,
        forget,
    };
    page_response(&page, StatusCode::OK)
}

/// The button that gives up a draft of the browser with this token.
pub(super) fn discard_by(token: &Token, draft: &OpenDraft) -> Discard {
    Discard {
        action: Place::Online { slug: draft.slug.clone() }.discard(),
        hidden: Hidden::new([(CSRF_FIELD, csrf_of_visitor(token))]),
    }
}

/// What this browser began of a service.
pub(in crate::web::pages) async fn draft_here(
    site: &Site,
    visitor: &Visitor,
    form_id: &str,
) -> Result<Option<OpenDraft>, WebError> {
    let Some(scope) = visitor.scope() else { return Ok(None) };
    let which = DraftRef::OfService { form_id: form_id.to_owned() };
    let (library, now) = (site.library.clone(), site.now());
    Ok(site.db.glance(move |conn| intake::find(&scope, conn, &library, &which, now)).await?)
}

/// What an application may begin with of what somebody had kept in this browser: what it was for, and the day. What
/// was filed lately is offered on its receipt only, which whoever comes next does not find.
async fn reusable(site: &Site, form: &Arc<Form>, keeper: &Keeper) -> Option<(String, NaiveDate)> {
    let from = browser(&Visitor(None), keeper);
    from.keeper.as_ref()?;
    let (library, form, now) = (earlier_words(site, form), Arc::clone(form), site.now());
    let offer = site.db.glance(move |conn| intake::offer(&from, conn, &library, &form, now)).await;
    match offer {
        Ok(offer) => offer.map(|offer| (offer.service, day_in_germany(offer.filed_at))),
        // The page is there without it.
        Err(error) => {
            tracing::warn!(%error, "what is kept cannot be looked up");
            None
        }
    }
}

/// The forms in the language in which a page about this form is: it names others.
pub(in crate::web::pages) fn earlier_words(site: &Site, form: &Form) -> Library {
    site.library.speaking(&form.language)
}

/// `GET /leistungen/{slug}/schema.json`: the contract, for machines.
pub async fn schema(site: web::Data<Site>, slug: web::Path<String>) -> Result<HttpResponse, WebError> {
    let service = find(&site, &slug)?;
    Ok(HttpResponse::Ok()
        .content_type("application/schema+json")
        .body(publish::schema(&service.online).to_string()))
}

/// `POST /leistungen/{slug}/antrag`: begins, or goes on with the draft that is there; `neu` gives the
/// old draft up. The browser gets its token here and not before.
pub async fn start(
    site: web::Data<Site>,
    slug: web::Path<String>,
    visitor: Visitor,
    body: web::Bytes,
) -> Result<HttpResponse, WebError> {
    let posted = Posted::parse(&body)?;
    let anew = posted.value("neu").is_some();
    if let (Some(token), true) = (&visitor.0, anew) {
        // Beginning destroys nothing, so a second click with the page's old token may pass.
        verify(&posted, &csrf_of_visitor(token))?;
    }
    let how = if anew { How::Anew } else { How::GoOn };
    lead_into(&site, &slug, visitor, &how).await
}

/// How somebody begins.
#[derive(Debug, Clone)]
pub(in crate::web::pages) enum How {
    /// By going on, where there is a draft.
    GoOn,
    /// By giving up the draft that is there.
    Anew,
    /// With what was shown of this browser, as it was filed at this instant, on these pages.
    With(Browser, DateTime<Utc>, Vec<String>),
}

/// What came of beginning.
enum Begun {
    /// There is a draft.
    Yes,
    /// The service cannot be begun.
    NotOpen,
    /// What was shown to begin with is not there any more.
    Changed,
}

/// Begins, and leads to the first page. Where the service cannot be begun, its page says why.
pub(in crate::web::pages) async fn lead_into(
    site: &Site,
    slug: &str,
    visitor: Visitor,
    how: &How,
) -> Result<HttpResponse, WebError> {
    let Ok(service) = find(site, slug) else { return absent::show(site, slug, &visitor).await };
    let token = match visitor.0 {
        Some(token) if owns_anything(site, &token).await? => token,
        _ => fresh_token()?,
    };
    let first = service.online.pages.first().ok_or(WebError::Internal)?.id.clone();
    match begin(site, &token, &service, how).await? {
        Begun::Yes => {}
        Begun::NotOpen => return Ok(see_other(&urls::service(slug))),
        Begun::Changed => return Ok(see_other(&choose_again(&service, how))),
    }
    let mut response = see_other(&Place::Online { slug: slug.to_owned() }.page(&first));
    let cookie = visitor_cookie(&token, site.settings.is_secure);
    response.add_cookie(&cookie).map_err(|_| WebError::Internal)?;
    Ok(response)
}

/// Where somebody looks once more at what they can begin with; what they had chosen stays chosen.
fn choose_again(service: &PublicService, how: &How) -> String {
    let chosen = match how {
        How::With(_, _, chosen) => chosen.as_slice(),
        How::GoOn | How::Anew => &[],
    };
    let pages = service.online.pages.iter().map(|page| page.id.as_str());
    let chosen: Vec<&str> = pages.filter(|page| chosen.iter().any(|one| one == page)).collect();
    format!("{}?{CHANGED}{}", urls::reuse(&service.online.file.slug), chosen.join(","))
}

/// Whether a browser's token opens anything. One that does not is never used again: somebody else may have put it
/// there, or noted it before.
async fn owns_anything(site: &Site, token: &Token) -> Result<bool, WebError> {
    let (scope, now) = (Scope::Visitor(token.hash()), site.now());
    Ok(site.db.glance(move |conn| intake::owns_anything(&scope, conn, now)).await?)
}

/// Begins a draft, if the service can be begun; of two clicks at once the second finds the draft of the first.
async fn begin(site: &Site, token: &Token, service: &PublicService, how: &How) -> Result<Begun, WebError> {
    for is_last in [false, true] {
        let (scope, library, service, now, key) =
            (Scope::Visitor(token.hash()), site.library.clone(), service.clone(), site.now(), fresh_token()?);
        let how = how.clone();
        let begin = move |conn: &mut _| match &how {
            How::GoOn => {
                intake::start(&scope, conn, &library, &service, &Beginning::GoOn, &key, now).map(Some)
            }
            How::Anew => {
                intake::start(&scope, conn, &library, &service, &Beginning::Anew, &key, now).map(Some)
            }
            How::With(browser, shown, pages) => {
                intake::start_with(browser, &scope, conn, &library, &service, (*shown, pages, &key), now)
            }
        };
        match site.db.write(begin).await {
            Err(StartError::Conflict) if !is_last => {}
            Err(StartError::NotOpen) => return Ok(Begun::NotOpen),
            outcome => return Ok(if outcome?.is_some() { Begun::Yes } else { Begun::Changed }),
        }
    }
    Err(WebError::Unavailable)
}

/// `POST …/antrag/verwerfen`: gives the draft up.
pub async fn discard(
    site: web::Data<Site>,
    applying: crate::web::applying::Applying,
    body: web::Bytes,
) -> Result<HttpResponse, WebError> {
    verify(&Posted::parse(&body)?, &applying.csrf)?;
    let (scope, which, library, now) =
        (applying.scope.clone(), applying.draft.clone(), site.library.clone(), site.now());
    site.db.write(move |conn| intake::discard(&scope, conn, &library, &which, now)).await?;
    Ok(see_other(&match &applying.place {
        Place::Online { slug } => urls::service(slug),
        Place::Desk { .. } => urls::DESK.to_owned(),
        Place::Staff { .. } => urls::STAFF_FORMS.to_owned(),
    }))
}

/// `POST /vergessen`: for the computer in the library. The browser forgets its token and what it keeps of
/// our pages; drafts are deleted
/// unless there is a code or a link for them, receipts no longer open.
pub async fn forget(
    site: web::Data<Site>,
    visitor: Visitor,
    keeper: Keeper,
    body: web::Bytes,
) -> Result<HttpResponse, WebError> {
    verify_browser(&Posted::parse(&body)?, &visitor, &keeper)?;
    let known = browser(&visitor, &keeper);
    let nobodys = fresh_token()?;
    site.db.write(move |conn| intake::forget(&known, conn, &nobodys)).await?;
    let mut response = see_other(urls::HOME);
    forget_citizens(&mut response, site.settings.is_secure)?;
    forget_pages(&mut response);
    Ok(response)
}
