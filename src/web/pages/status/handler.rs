//! Asking where an application stands: by number and code, or in the browser that has just filed it.

use actix_web::http::{StatusCode as HttpStatus, header};
use actix_web::{HttpRequest, HttpResponse, web};

use super::{CODE, NUMBER, Notice, StatusPage, Typed};
use crate::domain::{ReceiptNumber, Scope, StatusCode, Token};
use crate::status::{self, Entered, FreshVisit};
use crate::web::body::Posted;
use crate::web::error::WebError;
use crate::web::extract::{
    Applicant, CSRF_FIELD, MaybeApplicant, Visitor, csrf_of_visitor, forget_cookie, status_cookie,
    status_cookie_name, verify,
};
use crate::web::language::{self, t};
use crate::web::pages::Hidden;
use crate::web::response::{forget_pages, page_response, see_other};
use crate::web::site::{Site, fresh_token};
use crate::web::urls;

/// `GET /status`: with `?nummer=` the number stands in its field.
pub async fn show(
    visitor: Visitor,
    MaybeApplicant(visit): MaybeApplicant,
    request: HttpRequest,
) -> Result<HttpResponse, WebError> {
    let asked: Vec<(String, String)> =
        form_urlencoded::parse(request.query_string().as_bytes()).into_owned().collect();
    let value = |name: &str| asked.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone());
    // Only what is a number is taken from an address.
    let number = value(NUMBER).and_then(|text| text.parse::<ReceiptNumber>().ok());
    let number = number.map(|number| number.to_string()).unwrap_or_default();
    let mut page = StatusPage::new(Typed { number, ..Typed::default() }, hidden(&visitor));
    page.is_open = visit.is_some();
    page.notice = match (value("geschlossen"), value("beendet")) {
        _ if page.is_open => None,
        (Some(_), _) => Some(Notice::Closed),
        (None, Some(_)) => Some(Notice::Ended),
        (None, None) => None,
    };
    page_response(&page, HttpStatus::OK)
}

/// `POST /status`: the visit begins.
pub async fn open(
    site: web::Data<Site>,
    visitor: Visitor,
    MaybeApplicant(before): MaybeApplicant,
    body: web::Bytes,
) -> Result<HttpResponse, WebError> {
    let posted = Posted::parse(&body)?;
    // Who never began anything here has no token yet, and nothing that could be taken over.
    if let Some(token) = &visitor.0 {
        verify(&posted, &csrf_of_visitor(token))?;
    }
    let (mut typed, read) = read(&posted);
    let Some((number, code)) = read else {
        return refuse(&visitor, typed, HttpStatus::UNPROCESSABLE_ENTITY);
    };
    let fresh =
        FreshVisit { token: fresh_token()?, csrf: fresh_token()?, old: before.map(|visit| visit.token) };
    let (matters, now, token) = (site.matters.clone(), site.now(), fresh.token.clone());
    let enter = move |conn: &mut _| status::enter(conn, &matters, (&number, &code), &fresh, now);
    match site.db.write(enter).await? {
        Entered::Opened => opened(&token, site.settings.is_secure),
        Entered::Unknown => {
            let told = t(
                "Nummer und Code passen nicht zusammen. Vergleichen Sie beides mit Ihrer Eingangsbestätigung.",
            );
            typed.number_error = Some(told.into_owned());
            refuse(&visitor, typed, HttpStatus::UNPROCESSABLE_ENTITY)
        }
        Entered::Throttled => {
            let told = t("Es gab zu viele Versuche. Versuchen Sie es in einer Minute noch einmal.");
            typed.number_error = Some(told.into_owned());
            let mut response = refuse(&visitor, typed, HttpStatus::TOO_MANY_REQUESTS)?;
            response.headers_mut().insert(header::RETRY_AFTER, header::HeaderValue::from_static("60"));
            Ok(response)
        }
    }
}

/// `POST /eingang/{number}/stand`: for the browser that filed it, as long as its receipt opens there.
pub async fn open_after_filing(
    site: web::Data<Site>,
    number: web::Path<String>,
    visitor: Visitor,
    body: web::Bytes,
) -> Result<HttpResponse, WebError> {
    let token = visitor.0.ok_or(WebError::NotFound)?;
    verify(&Posted::parse(&body)?, &csrf_of_visitor(&token))?;
    let number: ReceiptNumber = number.parse().map_err(|_| WebError::NotFound)?;
    let fresh = FreshVisit { token: fresh_token()?, csrf: fresh_token()?, old: None };
    let (scope, now, own) = (Scope::Visitor(token.hash()), site.now(), fresh.token.clone());
    let enter = move |conn: &mut _| status::enter_after_filing(&scope, conn, &number, &fresh, now);
    if !site.db.write(enter).await? {
        return Err(WebError::NotFound);
    }
    opened(&own, site.settings.is_secure)
}

/// `POST /status/schliessen`: the visit ends in the database, not only in the browser.
pub async fn close(
    site: web::Data<Site>,
    Applicant(visit): Applicant,
    body: web::Bytes,
) -> Result<HttpResponse, WebError> {
    verify(&Posted::parse(&body)?, &visit.csrf)?;
    site.db.write(move |conn| status::leave(conn, &visit.token)).await?;
    let mut response = see_other(urls::STATUS_CLOSED);
    let is_secure = site.settings.is_secure;
    let cookie = forget_cookie(status_cookie_name(is_secure), is_secure);
    response.add_cookie(&cookie).map_err(|_| WebError::Internal)?;
    // What it showed must not come back with the back button.
    forget_pages(&mut response);
    Ok(response)
}

fn opened(token: &Token, is_secure: bool) -> Result<HttpResponse, WebError> {
    let mut response = see_other(urls::STATUS_CASE);
    response.add_cookie(&status_cookie(token, is_secure)).map_err(|_| WebError::Internal)?;
    Ok(response)
}

/// What was typed, and number and code, if both are some.
fn read(posted: &Posted) -> (Typed, Option<(ReceiptNumber, StatusCode)>) {
    let value = |name| posted.value(name).unwrap_or_default().trim().to_owned();
    let (number, code) = (value(NUMBER), value(CODE));
    let read = (number.parse::<ReceiptNumber>(), code.parse::<StatusCode>());
    let number_error = read.0.is_err().then(|| match number.is_empty() {
        true => t("Geben Sie die Eingangsnummer ein.").into_owned(),
        false => t(
            "Prüfen Sie die Eingangsnummer: Sie hat 9 Buchstaben und Ziffern. Vergleichen Sie jedes Zeichen.",
        )
        .into_owned(),
    });
    let code_error = read.1.is_err().then(|| match code.is_empty() {
        true => t("Geben Sie den Code ein.").into_owned(),
        false => t("Prüfen Sie den Code: Er hat 16 Buchstaben und Ziffern. Vergleichen Sie jedes Zeichen.")
            .into_owned(),
    });
    let both = read.0.ok().zip(read.1.ok());
    (Typed { number, code, number_error, code_error }, both)
}

fn refuse(visitor: &Visitor, typed: Typed, status: HttpStatus) -> Result<HttpResponse, WebError> {
    language::found_at(urls::STATUS.to_owned());
    page_response(&StatusPage::new(typed, hidden(visitor)), status)
}

fn hidden(visitor: &Visitor) -> Hidden {
    Hidden::new([(CSRF_FIELD, visitor.0.as_ref().map(csrf_of_visitor).unwrap_or_default())])
}
