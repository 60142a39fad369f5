//! A list that went out: looking at it, saving its files, noting what came back.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, web};

use super::list::{Attempt, ListPage, PAYMENT};
use super::reason::{REASON, look};
use crate::accounts::SignedIn;
use crate::casework::{self, PaymentFile, ReturnNoted, WorkError};
use crate::domain::{BatchId, PaymentId};
use crate::sheets::SheetKind;
use crate::web::error::WebError;
use crate::web::extract::{Lead, Sent};
use crate::web::response::{page_response, see_other};
use crate::web::site::Site;
use crate::web::urls;

fn id_of(path: &str) -> Result<BatchId, WebError> {
    path.parse().map_err(|_| WebError::NotFound)
}

/// `GET /postkorb/zahlungen/{batch}`.
pub async fn show(
    site: web::Data<Site>,
    Lead(person): Lead,
    path: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    render(&site, &person, id_of(&path)?, &Attempt::default(), StatusCode::OK).await
}

/// `POST /postkorb/zahlungen/{batch}/datei`: the list as a file. A post, because each case notes that it was saved.
pub async fn save(
    site: web::Data<Site>,
    Sent(Lead(person), posted): Sent<Lead>,
    path: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let id = id_of(&path)?;
    let (kind, media) = match posted.value("art") {
        Some("xml") => (PaymentFile::Xml, "application/xml; charset=utf-8"),
        _ => (PaymentFile::Csv, SheetKind::Csv.media_type()),
    };
    let (scope, now) = (person.scope(), site.now());
    let saved = site.db.write(move |conn| casework::save_batch(&scope, conn, (id, kind), now)).await;
    let (name, bytes) = saved?;
    Ok(HttpResponse::Ok()
        .content_type(media)
        .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")))
        .body(bytes))
}

/// `POST /postkorb/zahlungen/{batch}/ruecklaeufer`: a payment came back.
pub async fn returned(
    site: web::Data<Site>,
    Sent(Lead(person), posted): Sent<Lead>,
    path: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let id = id_of(&path)?;
    let text = |name: &str| posted.value(name).unwrap_or_default().to_owned();
    let mut attempt = Attempt { payment: text(PAYMENT), reason: text(REASON), wrong: Vec::new() };
    let payment: Option<PaymentId> = attempt.payment.parse().ok();
    if payment.is_none() {
        attempt.wrong.push((PAYMENT, "Wählen Sie aus, welche Zahlung zurückkam.".to_owned()));
    }
    look(&attempt.reason, "Schreiben Sie, warum die Zahlung zurückkam.", &mut attempt.wrong);
    let Some(payment) = payment.filter(|_| attempt.wrong.is_empty()) else {
        return render(&site, &person, id, &attempt, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let (scope, now, reason) = (person.scope(), site.now(), attempt.reason.clone());
    let note = move |conn: &mut _| casework::note_returned(&scope, conn, (id, payment, &reason), now);
    let wrong = match site.db.write(note).await {
        Ok(ReturnNoted::Noted) => return Ok(see_other(&urls::payment_list(id))),
        Ok(refused) => not_out(refused),
        Err(WorkError::Changed) => {
            "Hier hat sich inzwischen etwas geändert. Sehen Sie nach und wählen Sie neu."
        }
        Err(WorkError::Own | WorkError::TakenDown) => {
            "Das vermerkt eine andere Person: Es ist Ihr eigener Antrag, oder Sie haben ihn aufgenommen."
        }
        Err(error) => return Err(error.into()),
    };
    attempt.wrong.push((PAYMENT, wrong.to_owned()));
    render(&site, &person, id, &attempt, StatusCode::CONFLICT).await
}

/// Why nothing of a list can have come back.
fn not_out(refused: ReturnNoted) -> &'static str {
    match refused {
        ReturnNoted::TooEarly => "Vor dem Tag der Ausführung kann nichts zurückkommen.",
        _ => "Von dieser Liste wurde noch keine Datei gespeichert. Deshalb kann nichts zurückgekommen sein.",
    }
}

/// `GET` there: leads to the list.
pub async fn lead_back(
    site: web::Data<Site>,
    Lead(person): Lead,
    path: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let (scope, id) = (person.scope(), id_of(&path)?);
    site.db.read(move |conn| casework::batch(&scope, conn, id)).await?;
    Ok(see_other(&urls::payment_list(id)))
}

async fn render(
    site: &Site,
    person: &SignedIn,
    id: BatchId,
    attempt: &Attempt,
    status: StatusCode,
) -> Result<HttpResponse, WebError> {
    let scope = person.scope();
    let file = site.db.read(move |conn| casework::batch(&scope, conn, id)).await?;
    page_response(&ListPage::new(site, person, &file, attempt), status)
}
