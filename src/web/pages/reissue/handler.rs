//! Asking for a receipt once more, by number and name.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, web};

use super::{ENTITLED, NAME, NUMBER, ReissuePage, Typed};
use crate::desk::{self, Reissue};
use crate::domain::ReceiptNumber;
use crate::web::body::Posted;
use crate::web::error::WebError;
use crate::web::extract::{DeskClerk, Sent};
use crate::web::pages::desk::handler::clear;
use crate::web::response::{page_response, see_other};
use crate::web::site::Site;
use crate::web::urls;

/// `GET /schalter/zweitschrift`.
pub async fn show(DeskClerk(person): DeskClerk) -> Result<HttpResponse, WebError> {
    page_response(&ReissuePage::new(&person, Typed::default()), StatusCode::OK)
}

/// `POST /schalter/zweitschrift`: the receipt lies open then, in the place of what did.
pub async fn open(
    site: web::Data<Site>,
    Sent(DeskClerk(person), posted): Sent<DeskClerk>,
    request: HttpRequest,
) -> Result<HttpResponse, WebError> {
    let (mut typed, number) = read(&posted);
    let Some(number) = number else {
        return page_response(&ReissuePage::new(&person, typed), StatusCode::UNPROCESSABLE_ENTITY);
    };
    let (clerk, wanted, name, now) = (person.clone(), number.clone(), typed.name.clone(), site.now());
    let opened = site.db.write(move |conn| desk::open_reissue(&clerk, conn, (&wanted, &name), now)).await?;
    let (status, told) = match opened {
        Reissue::Opened => {
            let mut response = see_other(&urls::desk_receipt(&number));
            clear(&mut response, &request, &site)?;
            return Ok(response);
        }
        Reissue::Unknown => (
            StatusCode::UNPROCESSABLE_ENTITY,
            "Zu dieser Nummer und diesem Namen gibt es keine Bestätigung. Prüfen Sie beides.",
        ),
        Reissue::Throttled => (
            StatusCode::TOO_MANY_REQUESTS,
            "Es gab zu viele Versuche. Versuchen Sie es in einer Minute noch einmal.",
        ),
    };
    typed.number_error = Some(told);
    let mut response = page_response(&ReissuePage::new(&person, typed), status)?;
    if status == StatusCode::TOO_MANY_REQUESTS {
        response.headers_mut().insert(header::RETRY_AFTER, header::HeaderValue::from_static("60"));
    }
    Ok(response)
}

/// What was typed, and the number, if nothing is wrong with any of it.
pub(in crate::web::pages) fn read(posted: &Posted) -> (Typed, Option<ReceiptNumber>) {
    let value = |name| posted.value(name).unwrap_or_default().trim().to_owned();
    let mut typed = Typed {
        number: value(NUMBER),
        name: value(NAME),
        is_entitled: posted.value(ENTITLED) == Some("true"),
        ..Typed::default()
    };
    let number = typed.number.parse::<ReceiptNumber>();
    typed.number_error = match &number {
        Ok(_) => None,
        Err(_) if typed.number.is_empty() => Some("Geben Sie die Eingangsnummer ein."),
        Err(_) => Some(
            "Prüfen Sie die Eingangsnummer: Sie hat 9 Buchstaben und Ziffern. Vergleichen Sie jedes Zeichen.",
        ),
    };
    typed.name_error = typed.name.is_empty().then_some("Geben Sie den Namen ein, auf den der Antrag lautet.");
    let unproven = "Bestätigen Sie, dass die Person berechtigt ist. Sonst geben Sie keine Zweitschrift mit.";
    typed.entitled_error = (!typed.is_entitled).then_some(unproven);
    let is_right = typed.name_error.is_none() && typed.is_entitled;
    (typed, number.ok().filter(|_| is_right))
}
