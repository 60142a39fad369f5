//! Opening a draft by its code.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, web};

use super::{CODE, ResumePage};
use crate::domain::{ResumeCode, Scope, Token};
use crate::intake::{self, Resumed};
use crate::web::body::Posted;
use crate::web::error::WebError;
use crate::web::extract::{CSRF_FIELD, Visitor, csrf_of_visitor, verify, visitor_cookie};
use crate::web::language::{self, t};
use crate::web::pages::Hidden;
use crate::web::response::{page_response, see_other};
use crate::web::site::{Site, fresh_token};
use crate::web::urls::{self, Place};

/// The hidden field that gives up the draft that is here.
const REPLACE: &str = "ersetzen";

/// `GET /fortsetzen`.
pub async fn show(visitor: Visitor) -> Result<HttpResponse, WebError> {
    page_response(&ResumePage::new("", None, hidden(&visitor)), StatusCode::OK)
}

/// `POST /fortsetzen`: the draft moves to this browser.
pub async fn open(
    site: web::Data<Site>,
    visitor: Visitor,
    body: web::Bytes,
) -> Result<HttpResponse, WebError> {
    let posted = Posted::parse(&body)?;
    if let Some(token) = &visitor.0 {
        verify(&posted, &csrf_of_visitor(token))?;
    }
    let typed = posted.value(CODE).unwrap_or_default();
    let Ok(code) = typed.parse::<ResumeCode>() else {
        let told = match typed.trim().is_empty() {
            true => t("Geben Sie den Code ein."),
            false => {
                t("Prüfen Sie den Code: Er hat 16 Buchstaben und Ziffern, und einer davon stimmt nicht.")
            }
        };
        return refuse(&visitor, typed, &told, StatusCode::UNPROCESSABLE_ENTITY);
    };
    let token = own_token(&site, &visitor).await?;
    let (scope, library, now) = (Scope::Visitor(token.hash()), site.spoken_library(), site.now());
    let (asked, replace) = (code.clone(), posted.value(REPLACE).is_some());
    let resumed = site.db.write(move |conn| intake::resume(&scope, conn, &library, &asked, replace, now));
    match resumed.await? {
        Resumed::Opened { slug } => {
            let mut response = see_other(&Place::Online { slug }.check());
            let cookie = visitor_cookie(&token, site.settings.is_secure);
            response.add_cookie(&cookie).map_err(|_| WebError::Internal)?;
            Ok(response)
        }
        Resumed::HasAnother { slug, title } => {
            let also = hidden(&visitor).and(CODE, code.to_string()).and(REPLACE, "1");
            let mut page = ResumePage::new("", None, also);
            page.another = Some((title, Place::Online { slug }.check()));
            page_response(&page, StatusCode::CONFLICT)
        }
        Resumed::Unknown => {
            let told = t(
                "Zu diesem Code gibt es keinen Entwurf mehr. Vielleicht ist er schon auf einem anderen Gerät, abgesendet oder gelöscht.",
            );
            refuse(&visitor, typed, &told, StatusCode::UNPROCESSABLE_ENTITY)
        }
        Resumed::Throttled => {
            let told = t("Es gab zu viele Versuche. Versuchen Sie es in einer Minute noch einmal.");
            let mut response = refuse(&visitor, typed, &told, StatusCode::TOO_MANY_REQUESTS)?;
            response.headers_mut().insert(header::RETRY_AFTER, header::HeaderValue::from_static("60"));
            Ok(response)
        }
    }
}

/// The browser's token if it opens anything; one that does not is never used again.
async fn own_token(site: &Site, visitor: &Visitor) -> Result<Token, WebError> {
    let Some(token) = &visitor.0 else { return fresh_token() };
    let (scope, now) = (Scope::Visitor(token.hash()), site.now());
    let owns = site.db.read(move |conn| intake::owns_anything(&scope, conn, now)).await?;
    if owns { Ok(token.clone()) } else { fresh_token() }
}

fn refuse(visitor: &Visitor, typed: &str, told: &str, status: StatusCode) -> Result<HttpResponse, WebError> {
    language::found_at(urls::RESUME.to_owned());
    page_response(&ResumePage::new(typed, Some(told.to_owned()), hidden(visitor)), status)
}

fn hidden(visitor: &Visitor) -> Hidden {
    Hidden::new([(CSRF_FIELD, visitor.0.as_ref().map(csrf_of_visitor).unwrap_or_default())])
}
