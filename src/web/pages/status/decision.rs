//! The decision for its applicant: how they want it, fetching it, reading it, saving it.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, web};
use askama::Template;
use chrono::NaiveDate;

use super::case::{Status, chrome};
use super::case_handler::find;
use crate::clock::german_day;
use crate::domain::{CaseEventKind, DecisionLetter, Delivery, DeliveryStage};
use crate::status::{self, StatusDecision, StatusFile, Visit};
use crate::texts::de;
use crate::web::body::Posted;
use crate::web::error::WebError;
use crate::web::extract::{Applicant, verify};
use crate::web::language::{fill, t};
use crate::web::layout::Chrome;
use crate::web::pages::decide::letter::LetterView;
use crate::web::response::{page_response, see_other};
use crate::web::site::Site;
use crate::web::{filters, language, urls};

/// What the page says about the decision.
#[derive(Debug)]
pub(super) struct DecisionPart {
    /// It waits to be fetched.
    pub may_fetch: bool,
    /// The last day for that, once it is known.
    pub fetch_by: Option<String>,
    /// It was fetched.
    pub is_fetched: bool,
    /// It came by post, and counts as made known since this day.
    pub known_since: Option<String>,
    /// Whether they want to fetch it; nothing where nobody is asked.
    pub fetches: Option<bool>,
}

impl DecisionPart {
    pub(super) fn of(file: &StatusFile, today: NaiveDate) -> Self {
        let delivery = file.decision.as_ref().map(|decision| decision.delivery);
        Self {
            may_fetch: delivery.is_some_and(|delivery| delivery.may_be_fetched(today)),
            fetch_by: delivery.and_then(|delivery| delivery.fetch_by).map(german_day),
            known_since: delivery
                .filter(|delivery| delivery.posted_on.is_some() && delivery.has_reached(today))
                .and_then(|delivery| delivery.counts_on)
                .map(german_day),
            is_fetched: delivery.is_some_and(|delivery| delivery.stage() == DeliveryStage::Fetched),
            fetches: file.fetches,
        }
    }
}

/// What an event of the delivery means for the applicant, and the stable word for it.
pub(super) fn happened(kind: CaseEventKind) -> Option<(&'static str, &'static str)> {
    Some(match kind {
        CaseEventKind::RetrievalAllowed => {
            (de("Sie haben zugestimmt, den Bescheid hier abzurufen"), "retrieval_allowed")
        }
        CaseEventKind::RetrievalDeclined => {
            (de("Sie möchten den Bescheid mit der Post"), "retrieval_declined")
        }
        CaseEventKind::LetterProvided => (de("Bescheid zum Abruf bereitgestellt"), "letter_provided"),
        CaseEventKind::LetterFetched => (de("Sie haben den Bescheid abgerufen"), "letter_fetched"),
        CaseEventKind::ProvisionEnded => {
            (de("Bescheid nicht abgerufen: Er kommt mit der Post"), "provision_ended")
        }
        CaseEventKind::LetterPosted => (de("Bescheid zur Post gegeben"), "letter_posted"),
        CaseEventKind::PaymentOrdered => (de("Auszahlung angewiesen"), "payment_ordered"),
        CaseEventKind::LetterReturned => {
            (de("Der Brief kam zurück. Wir schicken ihn noch einmal."), "letter_returned")
        }
        CaseEventKind::PostingCorrected => {
            (de("Wir haben berichtigt, wann der Bescheid zur Post ging"), "posting_corrected")
        }
        CaseEventKind::PaymentReturned => {
            (de("Die Auszahlung kam zurück. Wir melden uns."), "payment_returned")
        }
        _ => return None,
    })
}

/// What happens next with a decision.
pub(super) fn what_next(decision: &StatusDecision) -> Vec<String> {
    let delivery = &decision.delivery;
    let with_day = |german: &str, day: Option<NaiveDate>| {
        fill(german, &[("day", &day.map(german_day).unwrap_or_default())])
    };
    let first = match delivery.stage() {
        DeliveryStage::ToFetch => {
            t("Die Entscheidung ist gefallen. Der Bescheid liegt hier zum Abruf bereit.").into_owned()
        }
        DeliveryStage::Fetched => with_day(
            de("Sie haben den Bescheid abgerufen. Er gilt als bekannt gegeben am {day}."),
            delivery.counts_on,
        ),
        DeliveryStage::ToPost if delivery.ended_at.is_some() => {
            t("Der Bescheid wurde nicht rechtzeitig abgerufen. Wir schicken ihn mit der Post.").into_owned()
        }
        DeliveryStage::ToPost => {
            t("Die Entscheidung ist gefallen. Der Bescheid kommt mit der Post.").into_owned()
        }
        DeliveryStage::Posted if decision.letter.is_some() => with_day(
            de("Der Bescheid kam mit der Post. Er gilt als bekannt gegeben am {day}."),
            delivery.counts_on,
        ),
        DeliveryStage::Posted => with_day(
            de("Der Bescheid ist am {day} zur Post gegangen. Warten Sie bitte, bis er da ist."),
            delivery.posted_on,
        ),
    };
    vec![first]
}

/// The letter.
#[derive(Debug, Template)]
#[template(path = "pages/status/status_letter.html")]
struct LetterPage {
    chrome: Chrome,
    back_href: &'static str,
    /// It is a copy of a letter that came by post.
    copy: Option<String>,
    letter: LetterView,
}

async fn kept(site: &Site, visit: &Visit) -> Result<Option<(DecisionLetter, Delivery)>, WebError> {
    let (scope, today) = (visit.scope(), site.today());
    let found = site.db.read(move |conn| status::letter(&scope, conn, today)).await?;
    let Some((letter, delivery)) = found else { return Ok(None) };
    Ok(Some((letter.letter().ok_or(WebError::Internal)?, delivery)))
}

/// What says that a letter is a copy of one that came by post.
fn copy_of(delivery: &Delivery) -> Option<String> {
    let day = delivery.counts_on.filter(|_| delivery.posted_on.is_some()).map(german_day)?;
    Some(fill(
        de(
            "Das ist eine Kopie. Es zählt der Brief mit der Post: Er gilt als bekannt gegeben am {day}. Daran ändert sich nichts, wenn Sie die Kopie lesen.",
        ),
        &[("day", &day)],
    ))
}

/// `GET /status/bescheid`: the letter, once it was fetched, or as a copy of the one that came by post. Looking at it fetches nothing: programs that open links must
/// not make it known.
pub async fn show(site: web::Data<Site>, Applicant(visit): Applicant) -> Result<HttpResponse, WebError> {
    let file = find(&site, &visit).await?;
    let Some((letter, delivery)) = kept(&site, &visit).await? else {
        return Ok(see_other(urls::STATUS_CASE));
    };
    let status = Status::of(&file);
    let page = LetterPage {
        chrome: chrome(&status, &t("Ihr Bescheid")),
        back_href: urls::STATUS_CASE,
        copy: copy_of(&delivery),
        letter: LetterView::alone(letter),
    };
    page_response(&page, StatusCode::OK)
}

/// `POST /status/bescheid`: fetches it.
pub async fn fetch(
    site: web::Data<Site>,
    Applicant(visit): Applicant,
    body: web::Bytes,
) -> Result<HttpResponse, WebError> {
    verify(&Posted::parse(&body)?, &visit.csrf)?;
    let (scope, now) = (visit.scope(), site.now());
    let is_fetched = site.db.write(move |conn| status::fetch(&scope, conn, now)).await?;
    Ok(see_other(if is_fetched { urls::STATUS_LETTER } else { urls::STATUS_CASE }))
}

/// `GET /status/bescheid/datei`: the words of the letter as a text file, which every machine opens.
pub async fn file(site: web::Data<Site>, Applicant(visit): Applicant) -> Result<HttpResponse, WebError> {
    let file = find(&site, &visit).await?;
    let Some((letter, delivery)) = kept(&site, &visit).await? else {
        return Ok(see_other(urls::STATUS_CASE));
    };
    let name = format!("attachment; filename=\"Bescheid-{}.txt\"", file.filed.number.as_str());
    Ok(HttpResponse::Ok()
        .content_type("text/plain; charset=utf-8")
        .insert_header((header::CONTENT_DISPOSITION, name))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body(in_lines(&letter, copy_of(&delivery))))
}

fn in_lines(letter: &DecisionLetter, copy: Option<String>) -> String {
    let mut lines: Vec<String> = copy.into_iter().flat_map(|copy| [copy, String::new()]).collect();
    lines.extend(letter.authority.iter().cloned());
    lines.push(letter.sender.clone());
    lines.push(String::new());
    lines.extend(letter.addressee.iter().cloned());
    lines.push(String::new());
    lines.extend(letter.facts.iter().map(|(label, value)| format!("{label}: {value}")));
    lines.extend([String::new(), letter.subject.clone()]);
    for part in &letter.parts {
        lines.extend(part.heading.iter().flat_map(|heading| [String::new(), heading.clone()]));
        lines.extend(part.paragraphs.iter().flat_map(|text| [String::new(), text.clone()]));
        if !part.items.is_empty() {
            lines.push(String::new());
        }
        lines.extend(part.items.iter().map(|item| format!("- {item}")));
    }
    lines.push(String::new());
    lines.extend(letter.signature.iter().cloned());
    lines.push(String::new());
    lines.join("\r\n")
}

/// `POST /status/bescheid/weg`: whether they want to fetch it, or get it by post.
pub async fn choose(
    site: web::Data<Site>,
    Applicant(visit): Applicant,
    body: web::Bytes,
) -> Result<HttpResponse, WebError> {
    let posted = Posted::parse(&body)?;
    verify(&posted, &visit.csrf)?;
    let fetches = match posted.value("weg") {
        Some("abruf") => true,
        Some("post") => false,
        _ => return Err(WebError::Unreadable),
    };
    let (scope, now) = (visit.scope(), site.now());
    site.db.write(move |conn| status::choose_way(&scope, conn, fetches, now)).await?;
    let told = if fetches { "bescheid-abrufen" } else { "bescheid-post" };
    Ok(see_other(&format!("{}?{told}", urls::STATUS_CASE)))
}
