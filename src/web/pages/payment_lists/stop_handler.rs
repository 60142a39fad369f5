//! Stopping an amount that waits, and lifting that.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::reason::{REASON, look};
use super::stop::{Attempt, NUMBER, StopPage};
use crate::accounts::SignedIn;
use crate::casework::{self, StopRefusal, WorkError};
use crate::domain::{CaseId, PaymentId, ReceiptNumber};
use crate::web::error::WebError;
use crate::web::extract::{Lead, Sent};
use crate::web::response::{page_response, see_other};
use crate::web::site::Site;
use crate::web::urls;

const CHANGED: &str =
    "Hier hat sich inzwischen etwas geändert. Sehen Sie nach und versuchen Sie es noch einmal.";

/// `GET /postkorb/zahlungen/sperren`.
pub async fn show(site: web::Data<Site>, Lead(person): Lead) -> Result<HttpResponse, WebError> {
    render(&site, &person, &Attempt::default(), StatusCode::OK).await
}

/// `POST /postkorb/zahlungen/sperren`: no list takes what waits on this case.
pub async fn stop(
    site: web::Data<Site>,
    Sent(Lead(person), posted): Sent<Lead>,
) -> Result<HttpResponse, WebError> {
    let text = |name: &str| posted.value(name).unwrap_or_default().to_owned();
    let mut attempt = Attempt { number: text(NUMBER), reason: text(REASON), wrong: Vec::new() };
    let number: Option<ReceiptNumber> = attempt.number.parse().ok();
    if number.is_none() {
        attempt.wrong.push((NUMBER, "Schreiben Sie die Eingangsnummer des Vorgangs.".to_owned()));
    }
    look(&attempt.reason, "Schreiben Sie, warum die Auszahlung gesperrt wird.", &mut attempt.wrong);
    let Some(number) = number.filter(|_| attempt.wrong.is_empty()) else {
        return render(&site, &person, &attempt, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let (scope, now, reason) = (person.scope(), site.now(), attempt.reason.clone());
    let stop = move |conn: &mut _| casework::stop_payment(&scope, conn, (&number, &reason), now);
    let wrong = match site.db.write(stop).await {
        Ok(Ok(())) => return Ok(see_other(urls::PAYMENTS_STOP)),
        Ok(Err(StopRefusal::NoCase)) | Err(WorkError::NotFound) => "Diesen Vorgang gibt es für Sie nicht.",
        Ok(Err(StopRefusal::NothingWaits)) => "Auf diesem Vorgang wartet nichts, was gesperrt werden kann.",
        Err(WorkError::Own | WorkError::TakenDown) => {
            "Das macht eine andere Person: Es ist Ihr eigener Antrag, oder Sie haben ihn aufgenommen."
        }
        Err(WorkError::Changed) => CHANGED,
        Err(error) => return Err(error.into()),
    };
    attempt.wrong.push((NUMBER, wrong.to_owned()));
    render(&site, &person, &attempt, StatusCode::CONFLICT).await
}

/// `POST /postkorb/zahlungen/freigeben`: it waits again.
pub async fn lift(
    site: web::Data<Site>,
    Sent(Lead(person), posted): Sent<Lead>,
) -> Result<HttpResponse, WebError> {
    let case: Option<CaseId> = posted.value("fall").and_then(|id| id.parse().ok());
    let payment: Option<PaymentId> = posted.value("zahlung").and_then(|id| id.parse().ok());
    let (case, payment) = case.zip(payment).ok_or(WebError::NotFound)?;
    let (scope, now) = (person.scope(), site.now());
    let lift = move |conn: &mut _| casework::lift_stop(&scope, conn, (case, payment), now);
    match site.db.write(lift).await {
        Ok(()) => Ok(see_other(urls::PAYMENTS_STOP)),
        Err(WorkError::Changed) => {
            let attempt = Attempt { wrong: vec![(NUMBER, CHANGED.to_owned())], ..Attempt::default() };
            render(&site, &person, &attempt, StatusCode::CONFLICT).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn render(
    site: &Site,
    person: &SignedIn,
    attempt: &Attempt,
    status: StatusCode,
) -> Result<HttpResponse, WebError> {
    let scope = person.scope();
    let found = site.db.read(move |conn| casework::stopped_payments(&scope, conn)).await?;
    page_response(&StopPage::new(person, found, attempt), status)
}
