//! The receipt (Eingangsbestätigung): on the screen, as a paper, as a file to keep.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, web};
use askama::Template;
use chrono::Duration;

use super::missing::missing;
use super::{Again, Code, Receipt, ReceiptFileCopy, ReceiptPage, ToStatus};
use crate::accounts::SignedIn;
use crate::clock::{day_in_germany, german_day};
use crate::desk;
use crate::domain::{Channel, ReceiptNumber, Scope, Token};
use crate::forms::availability::Standing;
use crate::intake::{self, Browser, ReceiptFile};
use crate::store::StoreError;
use crate::texts::{Language, de};
use crate::web::error::WebError;
use crate::web::extract::{CSRF_FIELD, Clerk, DeskClerk, Keeper, Visitor, csrf_of_visitor};
use crate::web::language::{self, moment, t};
use crate::web::layout::{Chrome, DeskBanner, DeskGuard};
use crate::web::pages::reuse::BACK_TO_RECEIPT;
use crate::web::pages::{Forget, Hidden, STAFF_FORMS};
use crate::web::response::page_response;
use crate::web::site::Site;
use crate::web::urls;

/// What it is called.
pub(super) const TITLE: &str = de("Eingangsbestätigung");

/// What this scope filed in a way: an area shows what was filed in it.
async fn find(site: &Site, scope: Scope, channel: Channel, number: &str) -> Result<ReceiptFile, WebError> {
    let file = find_in(site, scope, channel, number, &language::current()).await?;
    language::follow(&file.form);
    Ok(file)
}

/// The same for the reader of a language.
pub(super) async fn find_in(
    site: &Site,
    scope: Scope,
    channel: Channel,
    number: &str,
    language: &Language,
) -> Result<ReceiptFile, WebError> {
    let number: ReceiptNumber = number.parse().map_err(|_| WebError::NotFound)?;
    let (library, matters, now) = (site.library.speaking(language), site.matters.clone(), site.now());
    let look = move |conn: &mut _| intake::receipt(&scope, conn, &library, (&number, &matters), now);
    let found = site.db.glance(look).await?;
    found.filter(|file| file.form.channel == channel).ok_or(WebError::NotFound)
}

pub(super) fn receipt<'a>(file: &'a ReceiptFile, site: &Site) -> Receipt<'a> {
    let arrived_on = day_in_germany(file.filed_at);
    Receipt {
        number: file.number.to_string(),
        code: file.status_code.as_ref().map(|code| Code {
            text: code.to_string(),
            address: urls::without_scheme(&format!("{}{}", site.settings.base_url, urls::STATUS)),
            is_fresh: file.reissued_on.is_some(),
        }),
        received_at: moment(file.filed_at),
        counts_from: (file.received_on != arrived_on).then(|| german_day(file.received_on)),
        service: &file.form.file.title,
        kind: file.form.file.kind,
        department: &file.department,
        applicant: file.applicant.as_deref(),
        recorded_by: file.recorded_by.as_deref(),
        reissued_on: file.reissued_on.map(german_day),
        complete_by: file.incomplete.as_ref().map(|incomplete| german_day(incomplete.due_on)),
        missing: missing(file),
        next_steps: &file.form.file.next_steps,
        sections: &file.sections,
    }
}

fn opens_until(file: &ReceiptFile) -> String {
    moment(file.filed_at + Duration::hours(intake::RECEIPT_HOURS))
}

pub(super) fn chrome(file: &ReceiptFile) -> Chrome {
    Chrome::of_service(t(TITLE), file.form.file.title.clone())
}

/// `GET /eingang/{number}`: for the browser that filed it.
pub async fn show(
    site: web::Data<Site>,
    number: web::Path<String>,
    visitor: Visitor,
    keeper: Keeper,
) -> Result<HttpResponse, WebError> {
    let token = visitor.0.ok_or(WebError::NotFound)?;
    let file = find(&site, Scope::Visitor(token.hash()), Channel::Online, &number).await?;
    let page = ReceiptPage {
        chrome: chrome(&file),
        receipt: receipt(&file, &site),
        mailed_to: file.email.clone(),
        document_href: urls::receipt_paper(&file.number),
        download_href: Some(urls::receipt_copy(&file.number)),
        privacy_href: None,
        at_desk: false,
        opens_until: opens_until(&file),
        again: again(&site, &file, &token, keeper.0).await?,
        status: Some(ToStatus {
            action: urls::receipt_status(&file.number),
            hidden: Hidden::new([(CSRF_FIELD, csrf_of_visitor(&token))]),
        }),
        forget: Some(Forget::by(&token)),
    };
    page_response(&page, StatusCode::OK)
}

/// How this browser begins again with what it filed, and whether that is kept. Nothing, where nothing of it can be
/// begun with, or not today.
async fn again(
    site: &Site,
    file: &ReceiptFile,
    token: &Token,
    keeper: Option<Token>,
) -> Result<Option<Again>, WebError> {
    let Some(service) = site.library.catalogue().find_id(&file.form.id).cloned() else { return Ok(None) };
    if service.standing(site.today()) != Standing::Open {
        return Ok(None);
    }
    let known = Browser {
        visitor: Some(Scope::Visitor(token.hash())),
        keeper: keeper.as_ref().map(|keeper| Scope::Visitor(keeper.hash())),
    };
    let (library, number, now, form) =
        (site.library.clone(), file.number.clone(), site.now(), service.online.clone());
    let look = move |conn: &mut _| {
        let kept = match &known.keeper {
            Some(keeper) => intake::kept_until(keeper, conn, &number, now)?,
            None => None,
        };
        Ok::<_, StoreError>((intake::offer(&known, conn, &library, &form, now)?.is_some(), kept))
    };
    let (has_offer, kept_until) = site.db.glance(look).await?;
    if !has_offer {
        return Ok(None);
    }
    let by = keeper.filter(|_| kept_until.is_some());
    Ok(Some(Again {
        href: urls::reuse(&service.online.file.slug),
        kept_until: kept_until.map(|until| german_day(day_in_germany(until))),
        action: if by.is_some() { urls::LET_GO.to_owned() } else { urls::keep(&file.number) },
        hidden: Hidden::new([(CSRF_FIELD, csrf_of_visitor(by.as_ref().unwrap_or(token)))])
            .and(BACK_TO_RECEIPT, file.number.as_str()),
    }))
}

/// `GET /eingang/{number}/kopie`: the declaration as it was made, to keep (§ 9a OZG, § 3a (5) VwVfG):
/// one file that needs nothing of the gateway.
pub async fn copy(
    site: web::Data<Site>,
    number: web::Path<String>,
    visitor: Visitor,
) -> Result<HttpResponse, WebError> {
    let scope = visitor.scope().ok_or(WebError::NotFound)?;
    download(&find(&site, scope, Channel::Online, &number).await?, &site)
}

fn download(file: &ReceiptFile, site: &Site) -> Result<HttpResponse, WebError> {
    let name = format!("Eingangsbestaetigung-{}.html", file.number.as_str());
    let html = ReceiptFileCopy { receipt: receipt(file, site) }.render()?;
    Ok(HttpResponse::Ok()
        .content_type("text/html; charset=utf-8")
        .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")))
        .body(html))
}

/// `GET /schalter/eingang/{number}`: for the clerk who filed it, or issues it once more.
pub async fn show_at_desk(
    site: web::Data<Site>,
    number: web::Path<String>,
    DeskClerk(person): DeskClerk,
) -> Result<HttpResponse, WebError> {
    let file = find_at_desk(&site, &person, &number, &Language::german()).await?;
    let page = ReceiptPage {
        chrome: desk_chrome(TITLE, &file, &person),
        receipt: receipt(&file, &site),
        mailed_to: file.email.clone(),
        document_href: urls::desk_receipt_paper(&file.number),
        download_href: None,
        privacy_href: Some(urls::desk_receipt_privacy(&file.number)),
        at_desk: true,
        opens_until: opens_until(&file),
        again: None,
        status: None,
        forget: None,
    };
    page_response(&page, StatusCode::OK)
}

/// The receipt that lies open: of what this clerk filed, or one that is issued once more. Nobody else's is shown beside
/// an open case.
pub(in crate::web::pages) async fn find_at_desk(
    site: &Site,
    person: &SignedIn,
    number: &str,
    language: &Language,
) -> Result<ReceiptFile, WebError> {
    let wanted = number.parse().ok();
    if person.open.filed.is_none() || person.open.filed != wanted {
        return Err(WebError::OtherCase { is_shown: true });
    }
    let Some(wanted) = wanted.filter(|_| person.open.is_reissue) else {
        return find_in(site, person.scope(), Channel::Assisted, number, language).await;
    };
    let (library, clerk, today) = (site.library.speaking(language), person.clone(), site.today());
    let matters = site.matters.clone();
    let look = move |conn: &mut _| desk::reissued(&clerk, conn, &library, (&wanted, &matters), today);
    site.db.glance(look).await?.ok_or(WebError::NotFound)
}

pub(in crate::web::pages) fn desk_chrome(title: &str, file: &ReceiptFile, person: &SignedIn) -> Chrome {
    let mut chrome = Chrome::of_service(title, file.form.file.title.clone());
    chrome.banner = Some(DeskBanner {
        clerk: person.name.clone(),
        resident: file.applicant.clone(),
        service: file.form.file.title.clone(),
        is_typed_in: false,
        guard: DeskGuard::of(person),
    });
    chrome
}

/// `GET /amt/formulare/eingang/{number}`: for the member of staff who filed it for themselves.
pub async fn show_of_staff(
    site: web::Data<Site>,
    number: web::Path<String>,
    Clerk(person): Clerk,
) -> Result<HttpResponse, WebError> {
    let file = find(&site, person.scope(), Channel::Staff, &number).await?;
    let page = ReceiptPage {
        chrome: staff_chrome(&file),
        receipt: receipt(&file, &site),
        mailed_to: file.email.clone(),
        document_href: urls::staff_receipt_paper(&file.number),
        download_href: Some(urls::staff_receipt_copy(&file.number)),
        privacy_href: None,
        at_desk: false,
        opens_until: String::new(),
        again: None,
        status: None,
        forget: None,
    };
    page_response(&page, StatusCode::OK)
}

/// `GET /amt/formulare/eingang/{number}/kopie`: one file to keep.
pub async fn copy_of_staff(
    site: web::Data<Site>,
    number: web::Path<String>,
    Clerk(person): Clerk,
) -> Result<HttpResponse, WebError> {
    download(&find(&site, person.scope(), Channel::Staff, &number).await?, &site)
}

pub(super) fn staff_chrome(file: &ReceiptFile) -> Chrome {
    let chrome = chrome(file).for_staff().crumb(STAFF_FORMS, urls::STAFF_FORMS);
    chrome.here("Eingangsbestätigung")
}
