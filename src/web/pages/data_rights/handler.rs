//! What is erased soon, giving out what is known of an applicant, keeping a case longer, and erasing it.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, web};

use super::SoonPage;
use super::access;
use super::erase::{ErasePage, GROUND, NUMBER};
use super::privacy::{Attempt, PrivacyPage, REASON, UNTIL};
use crate::accounts::SignedIn;
use crate::casework::{self, ErasedOrNot, MAX_HOLD, PrivacyFile, WorkError};
use crate::domain::{CaseId, ErasureGround, ReceiptNumber};
use crate::web::error::WebError;
use crate::web::extract::{Lead, Sent};
use crate::web::pages::case::conflict::Seen;
use crate::web::pages::case::handler::{case_id, no_case, read};
use crate::web::response::{page_response, see_other};
use crate::web::site::Site;
use crate::web::urls;

/// `GET /postkorb/loeschung`.
pub async fn soon(
    site: web::Data<Site>,
    Lead(person): Lead,
    request: HttpRequest,
) -> Result<HttpResponse, WebError> {
    let (scope, library, now) = (person.scope(), site.library.clone(), site.now());
    let found = site.db.read(move |conn| casework::erased_soon(&scope, conn, &library, now)).await?;
    let is_erased = request.query_string() == "geloescht";
    page_response(&SoonPage::new(&person, found, is_erased), StatusCode::OK)
}

/// `GET /postkorb/{case}/datenschutz`. Reading it is an event, like opening the case.
pub async fn show(
    site: web::Data<Site>,
    Lead(person): Lead,
    path: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    render(&site, &person, case_id(&path)?, &Attempt::default(), StatusCode::OK).await
}

/// `GET` where something is done: leads to the page.
pub async fn lead_back(Lead(_): Lead, path: web::Path<String>) -> Result<HttpResponse, WebError> {
    Ok(see_other(&urls::case_privacy(case_id(&path)?)))
}

/// `POST /postkorb/{case}/datenschutz/auskunft`: all that is known of the applicant, as a file.
pub async fn give_access(
    site: web::Data<Site>,
    Sent(Lead(person), posted): Sent<Lead>,
    path: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let id = case_id(&path)?;
    let (scope, library, now) = (person.scope(), site.library.clone(), site.now());
    let given = site.db.write(move |conn| casework::give_access(&scope, conn, &library, id, now)).await;
    let found = match given {
        Err(WorkError::NotFound) => return no_case(&site, &person, id).await,
        given => given?,
    };
    let number = found.file.case.receipt_number.to_string();
    let (kind, ending, text) = match posted.value("art") {
        Some("json") => ("application/json", "json", access::json(&found, now)?),
        _ => ("text/html; charset=utf-8", "html", access::html(found, now)?),
    };
    let name = format!("attachment; filename=\"Auskunft-{number}.{ending}\"");
    Ok(HttpResponse::Ok().content_type(kind).insert_header((header::CONTENT_DISPOSITION, name)).body(text))
}

/// `POST /postkorb/{case}/datenschutz/aufbewahren`: keeps the case longer, or not any longer.
pub async fn hold(
    site: web::Data<Site>,
    Sent(Lead(person), posted): Sent<Lead>,
    path: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let id = case_id(&path)?;
    let seen: Seen = read(&posted, "fassung")?;
    let mut attempt = Attempt { posted, ..Attempt::default() };
    let mut until = None;
    if attempt.posted.value("_action") != Some("release") {
        let reason = attempt.posted.value(REASON).unwrap_or_default().trim().to_owned();
        let day = attempt.posted.day(UNTIL);
        if day.is_none_or(|day| day < site.today()) {
            let text = "Geben Sie einen Tag ein, der noch nicht vorbei ist.";
            attempt.wrong.push((UNTIL, text.to_owned()));
        }
        if reason.is_empty() || reason.chars().count() > MAX_HOLD {
            let text = format!("Schreiben Sie in höchstens {MAX_HOLD} Zeichen, warum.");
            attempt.wrong.push((REASON, text));
        }
        until = day.map(|day| (day, reason));
    }
    let (scope, now) = (person.scope(), site.now());
    let job = move |conn: &mut _| {
        let until = until.as_ref().map(|(day, reason)| (*day, reason.as_str()));
        casework::hold(&scope, conn, id, (until, seen.revision), now)
    };
    let done = if attempt.wrong.is_empty() { site.db.write(job).await } else { Err(WorkError::Text) };
    match done {
        Ok(()) => Ok(see_other(&urls::case_privacy(id))),
        Err(WorkError::Text) => {
            if attempt.wrong.is_empty() {
                attempt.wrong.push((UNTIL, "Nennen Sie einen Tag in den nächsten fünf Jahren.".to_owned()));
            }
            render(&site, &person, id, &attempt, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(WorkError::Changed) => {
            attempt.is_conflict = true;
            render(&site, &person, id, &attempt, StatusCode::CONFLICT).await
        }
        Err(WorkError::NotFound) => no_case(&site, &person, id).await,
        Err(error) => Err(error.into()),
    }
}

/// `GET /postkorb/{case}/datenschutz/loeschen`: what goes and what stays.
pub async fn ask(
    site: web::Data<Site>,
    Lead(person): Lead,
    path: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let id = case_id(&path)?;
    let Some(file) = open(&site, &person, id).await? else { return no_case(&site, &person, id).await };
    page_response(&ErasePage::new(&person, &file, &Attempt::default()), StatusCode::OK)
}

/// `POST /postkorb/{case}/datenschutz/loeschen`: erases it.
pub async fn erase(
    site: web::Data<Site>,
    Sent(Lead(person), posted): Sent<Lead>,
    path: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let id = case_id(&path)?;
    let seen: Seen = read(&posted, "fassung")?;
    let Some(file) = open(&site, &person, id).await? else { return no_case(&site, &person, id).await };
    let mut attempt = Attempt { posted, ..Attempt::default() };
    let ground: Option<ErasureGround> = attempt.posted.value(GROUND).and_then(|word| word.parse().ok());
    if ground.is_none() {
        attempt.wrong.push((GROUND, "Wählen Sie, warum gelöscht wird.".to_owned()));
    }
    let typed: Option<ReceiptNumber> = attempt.posted.value(NUMBER).and_then(|text| text.parse().ok());
    if typed.as_ref() != Some(&file.case.receipt_number) {
        attempt.wrong.push((NUMBER, "Schreiben Sie die Eingangsnummer dieses Vorgangs.".to_owned()));
    }
    let Some(ground) = ground.filter(|_| attempt.wrong.is_empty()) else {
        return page_response(&ErasePage::new(&person, &file, &attempt), StatusCode::UNPROCESSABLE_ENTITY);
    };
    let (scope, now) = (person.scope(), site.now());
    let job = move |conn: &mut _| casework::erase_on_request(&scope, conn, id, (ground, seen.revision), now);
    match site.db.write(job).await {
        Ok(ErasedOrNot::Erased(files)) => {
            for file in files {
                // What cannot be taken away now is found when strays are swept.
                if let Err(error) = site.depot.remove(file).await {
                    tracing::warn!(%file, %error, "the bytes of a file cannot be deleted yet");
                }
            }
            site.db.empty_log().await;
            Ok(see_other(&format!("{}?geloescht", urls::ERASURE)))
        }
        Ok(ErasedOrNot::Barred(_)) | Err(WorkError::Changed) => {
            attempt.is_conflict = true;
            let Some(file) = open(&site, &person, id).await? else {
                return no_case(&site, &person, id).await;
            };
            page_response(&ErasePage::new(&person, &file, &attempt), StatusCode::CONFLICT)
        }
        Err(error) => Err(error.into()),
    }
}

async fn open(site: &Site, person: &SignedIn, id: CaseId) -> Result<Option<PrivacyFile>, WebError> {
    let (scope, library, now) = (person.scope(), site.library.clone(), site.now());
    let opened = site.db.read(move |conn| casework::privacy(&scope, conn, &library, id, now)).await;
    let unseen = match opened {
        Err(WorkError::NotFound) => return Ok(None),
        opened => opened?,
    };
    // Before the page is shown it is on the disk that it was read.
    let scope = person.scope();
    Ok(site.db.write(move |conn| casework::show(&scope, conn, unseen, now)).await?)
}

async fn render(
    site: &Site,
    person: &SignedIn,
    id: CaseId,
    attempt: &Attempt,
    status: StatusCode,
) -> Result<HttpResponse, WebError> {
    let Some(file) = open(site, person, id).await? else { return no_case(site, person, id).await };
    page_response(&PrivacyPage::new(person, file, attempt), status)
}
