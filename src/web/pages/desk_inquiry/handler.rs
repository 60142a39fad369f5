//! Opening a question by number and name.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, web};

use super::DeskInquiryPage;
use crate::desk::{self, DeskInquiry};
use crate::web::error::WebError;
use crate::web::extract::{DeskClerk, Sent};
use crate::web::pages::desk::handler::clear;
use crate::web::pages::reissue::Typed;
use crate::web::pages::reissue::handler::read;
use crate::web::response::{page_response, see_other};
use crate::web::site::{Site, fresh_token};
use crate::web::urls;

/// `GET /schalter/rueckfrage`.
pub async fn show(DeskClerk(person): DeskClerk) -> Result<HttpResponse, WebError> {
    page_response(&DeskInquiryPage::new(&person, Typed::default()), StatusCode::OK)
}

/// `POST /schalter/rueckfrage`: the answer lies open then, in the place of what did.
pub async fn open(
    site: web::Data<Site>,
    Sent(DeskClerk(person), posted): Sent<DeskClerk>,
    request: HttpRequest,
) -> Result<HttpResponse, WebError> {
    let (mut typed, number) = read(&posted);
    let Some(number) = number else {
        return page_response(&DeskInquiryPage::new(&person, typed), StatusCode::UNPROCESSABLE_ENTITY);
    };
    let (clerk, name, now, library) = (person.clone(), typed.name.clone(), site.now(), site.library.clone());
    let key = fresh_token()?;
    let open = move |conn: &mut _| desk::open_inquiry(&clerk, conn, &library, (&number, &name), &key, now);
    let (status, told) = match site.db.write(open).await? {
        DeskInquiry::Opened => {
            let mut response = see_other(&format!("{}/antwort", urls::DESK_INQUIRY));
            clear(&mut response, &request, &site)?;
            return Ok(response);
        }
        DeskInquiry::Unknown => (
            StatusCode::UNPROCESSABLE_ENTITY,
            "Zu dieser Nummer und diesem Namen gibt es keinen Antrag. Prüfen Sie beides.",
        ),
        DeskInquiry::NothingAsked => (
            StatusCode::UNPROCESSABLE_ENTITY,
            "Zu diesem Antrag ist keine Frage offen, die Sie hier beantworten können.",
        ),
        DeskInquiry::Throttled => (
            StatusCode::TOO_MANY_REQUESTS,
            "Es gab zu viele Versuche. Versuchen Sie es in einer Minute noch einmal.",
        ),
    };
    typed.number_error = Some(told);
    let mut response = page_response(&DeskInquiryPage::new(&person, typed), status)?;
    if status == StatusCode::TOO_MANY_REQUESTS {
        response.headers_mut().insert(header::RETRY_AFTER, header::HeaderValue::from_static("60"));
    }
    Ok(response)
}
