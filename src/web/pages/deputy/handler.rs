//! Naming a deputy, and ending it.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::NaiveDate;

use super::{ABSENT, Attempt, DEPUTY, DeputyPage, FROM, UNTIL};
use crate::accounts::SignedIn;
use crate::casework::{self, MOST_DAYS, WorkError};
use crate::domain::ClerkId;
use crate::web::body::Posted;
use crate::web::error::WebError;
use crate::web::extract::{Caseworker, Sent};
use crate::web::response::{page_response, see_other};
use crate::web::site::Site;
use crate::web::urls;

/// `GET /postkorb/vertretung`.
pub async fn show(site: web::Data<Site>, Caseworker(person): Caseworker) -> Result<HttpResponse, WebError> {
    render(&site, &person, StatusCode::OK, &Attempt::default()).await
}

/// `POST /postkorb/vertretung`: names a deputy.
pub async fn name(
    site: web::Data<Site>,
    Sent(Caseworker(person), posted): Sent<Caseworker>,
) -> Result<HttpResponse, WebError> {
    let (mut attempt, read) = read(posted, site.today());
    let Some((people, days)) = read else {
        return render(&site, &person, StatusCode::UNPROCESSABLE_ENTITY, &attempt).await;
    };
    let (scope, now) = (person.scope(), site.now());
    match site.db.write(move |conn| casework::name_deputy(&scope, conn, people, days, now)).await {
        Ok(()) => Ok(see_other(urls::DEPUTIES)),
        Err(WorkError::NoAccount) => {
            attempt.errors.push((
                DEPUTY,
                "Diese Person kann nicht vertreten. Wählen Sie eine andere Person desselben Fachbereichs.",
            ));
            render(&site, &person, StatusCode::UNPROCESSABLE_ENTITY, &attempt).await
        }
        Err(WorkError::Text) => {
            attempt.errors.push((UNTIL, "Dieser Zeitraum geht nicht. Prüfen Sie beide Tage."));
            render(&site, &person, StatusCode::UNPROCESSABLE_ENTITY, &attempt).await
        }
        Err(WorkError::Store(error)) => Err(error.into()),
        Err(_) => Err(WebError::NotFound),
    }
}

type Read = ((ClerkId, ClerkId), (NaiveDate, NaiveDate));

/// What was posted, if all of it is right.
fn read(posted: Posted, today: NaiveDate) -> (Attempt, Option<Read>) {
    let person = |name: &str| posted.value(name).and_then(|id| id.parse::<ClerkId>().ok());
    let (absent, deputy) = (person(ABSENT), person(DEPUTY));
    let (from, until) = (posted.day(FROM), posted.day(UNTIL));
    let mut errors = Vec::new();
    if absent.is_none() {
        errors.push((ABSENT, "Wählen Sie aus, wer abwesend ist."));
    }
    match deputy {
        None => errors.push((DEPUTY, "Wählen Sie aus, wer vertritt.")),
        _ if deputy == absent => {
            errors.push((DEPUTY, "Wählen Sie eine andere Person als die, die abwesend ist."))
        }
        Some(_) => {}
    }
    if from.is_none() {
        errors.push((FROM, "Geben Sie ein Datum mit Tag, Monat und Jahr ein."));
    }
    match (from, until) {
        (_, None) => errors.push((UNTIL, "Geben Sie ein Datum mit Tag, Monat und Jahr ein.")),
        (Some(from), Some(until)) if until < from => {
            errors.push((UNTIL, "Der letzte Tag liegt vor dem ersten."));
        }
        (_, Some(until)) if until < today => errors.push((UNTIL, "Der letzte Tag ist schon vorbei.")),
        (Some(from), Some(until)) if (until - from).num_days() > MOST_DAYS => {
            errors.push((UNTIL, "Eine Vertretung geht höchstens ein Jahr."));
        }
        _ => {}
    }
    let is_right = errors.is_empty();
    let read = absent.zip(deputy).zip(from.zip(until)).filter(|_| is_right);
    (Attempt { posted, errors }, read)
}

/// `POST /postkorb/vertretung/beenden`: ends it before its time.
pub async fn end(
    site: web::Data<Site>,
    Sent(Caseworker(person), posted): Sent<Caseworker>,
) -> Result<HttpResponse, WebError> {
    let id = posted.value("welche").unwrap_or_default().to_owned();
    let absent: Option<ClerkId> = posted.value(ABSENT).and_then(|id| id.parse().ok());
    if let Some(absent) = absent {
        let (scope, now) = (person.scope(), site.now());
        let end = move |conn: &mut _| casework::end_deputy(&scope, conn, (&id, absent), now);
        match site.db.write(end).await {
            Ok(_) => {}
            Err(WorkError::Store(error)) => return Err(error.into()),
            Err(_) => return Err(WebError::NotFound),
        }
    }
    Ok(see_other(urls::DEPUTIES))
}

/// `GET /postkorb/vertretung/beenden`: leads to the page.
pub async fn lead_back(Caseworker(_): Caseworker) -> Result<HttpResponse, WebError> {
    Ok(see_other(urls::DEPUTIES))
}

async fn render(
    site: &Site,
    person: &SignedIn,
    status: StatusCode,
    attempt: &Attempt,
) -> Result<HttpResponse, WebError> {
    let (scope, now) = (person.scope(), site.now());
    match site.db.read(move |conn| casework::deputies(&scope, conn, now)).await {
        Ok(found) => page_response(&DeputyPage::new(person, found, site.today(), attempt), status),
        Err(WorkError::Store(error)) => Err(error.into()),
        Err(_) => Err(WebError::NotFound),
    }
}
