//! Opening a draft by its code, typed or out of a link.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, web};

use super::{CODE, ResumePage};
use crate::domain::{ResumeCode, Scope, Token};
use crate::intake::{self, FreshTokens, Resumed};
use crate::library::LibraryError;
use crate::store::StoreError;
use crate::web::body::Posted;
use crate::web::error::WebError;
use crate::web::extract::{
    CSRF_FIELD, Visitor, code_cookie, code_cookie_name, csrf_of_visitor, forget_cookie, verify,
    visitor_cookie,
};
use crate::web::language::{self, t};
use crate::web::pages::Hidden;
use crate::web::response::{page_response, see_other};
use crate::web::site::{Site, fresh_token};
use crate::web::urls::{self, Place};

/// The hidden field that gives up the draft that is here.
const REPLACE: &str = "ersetzen";

/// `GET /fortsetzen`: with the code of a link that was just opened.
pub async fn show(
    site: web::Data<Site>,
    visitor: Visitor,
    request: HttpRequest,
) -> Result<HttpResponse, WebError> {
    let cookie = request.cookie(code_cookie_name(site.settings.is_secure));
    let code = cookie.and_then(|cookie| cookie.value().parse::<ResumeCode>().ok());
    let filled_in = code.as_ref().map(ResumeCode::to_string).unwrap_or_default();
    let mut page = ResumePage::new(&filled_in, None, hidden(&visitor));
    page.has_link = code.is_some();
    page_response(&page, StatusCode::OK)
}

/// `GET /fortsetzen/{code}`: leads to the page that asks for the code, and fills it in there. Nothing is looked up
/// and nothing changes: programs that search mail for dangers open links, too.
pub async fn link(site: web::Data<Site>, code: web::Path<String>) -> Result<HttpResponse, WebError> {
    let mut response = see_other(urls::RESUME);
    if let Ok(code) = code.parse::<ResumeCode>() {
        let cookie = code_cookie(&code, site.settings.is_secure);
        response.add_cookie(&cookie).map_err(|_| WebError::Internal)?;
    }
    Ok(response)
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
                t("Prüfen Sie den Code: Er hat 16 Buchstaben und Ziffern. Vergleichen Sie jedes Zeichen.")
            }
        };
        return refuse(&visitor, typed, &told, StatusCode::UNPROCESSABLE_ENTITY);
    };
    let tokens = FreshTokens { own: fresh_token()?, nobodys: fresh_token()? };
    let scope = Scope::Visitor(visitor.0.as_ref().unwrap_or(&tokens.own).hash());
    let (library, now, own) = (site.spoken_library(), site.now(), tokens.own.clone());
    let (asked, replace) = (code.clone(), posted.value(REPLACE).is_some());
    let resume = move |conn: &mut _| intake::resume(&scope, conn, &library, &asked, replace, &tokens, now);
    let resumed = match site.db.write(resume).await {
        // Taken to another browser, or begun anew in this one, at the same moment.
        Err(LibraryError::Store(StoreError::Conflict { .. })) => Resumed::Unknown,
        resumed => resumed?,
    };
    let mut response = answer(&visitor, typed, &code, &own, resumed, site.settings.is_secure)?;
    // The code of a link was for this answer only: whoever comes next finds none.
    let done = forget_cookie(code_cookie_name(site.settings.is_secure), site.settings.is_secure);
    response.add_cookie(&done).map_err(|_| WebError::Internal)?;
    Ok(response)
}

fn answer(
    visitor: &Visitor,
    typed: &str,
    code: &ResumeCode,
    own: &Token,
    resumed: Resumed,
    is_secure: bool,
) -> Result<HttpResponse, WebError> {
    match resumed {
        Resumed::Opened { slug } => {
            let mut response = see_other(&Place::Online { slug }.check());
            let cookie = visitor_cookie(own, is_secure);
            response.add_cookie(&cookie).map_err(|_| WebError::Internal)?;
            Ok(response)
        }
        Resumed::HasAnother { slug, title } => {
            let also = hidden(visitor).and(CODE, code.to_string()).and(REPLACE, "1");
            let mut page = ResumePage::new("", None, also);
            page.another = Some((title, Place::Online { slug }.check()));
            page_response(&page, StatusCode::CONFLICT)
        }
        Resumed::Unknown => {
            let told = t(
                "Zu diesem Code gibt es keinen Entwurf mehr. Vielleicht ist er abgesendet oder gelöscht, oder Sie haben einen neueren Code oder Link.",
            );
            refuse(visitor, typed, &told, StatusCode::UNPROCESSABLE_ENTITY)
        }
        Resumed::Throttled => {
            let told = t("Es gab zu viele Versuche. Versuchen Sie es in einer Minute noch einmal.");
            let mut response = refuse(visitor, typed, &told, StatusCode::TOO_MANY_REQUESTS)?;
            response.headers_mut().insert(header::RETRY_AFTER, header::HeaderValue::from_static("60"));
            Ok(response)
        }
    }
}

fn refuse(visitor: &Visitor, typed: &str, told: &str, status: StatusCode) -> Result<HttpResponse, WebError> {
    language::found_at(urls::RESUME.to_owned());
    page_response(&ResumePage::new(typed, Some(told.to_owned()), hidden(visitor)), status)
}

fn hidden(visitor: &Visitor) -> Hidden {
    Hidden::new([(CSRF_FIELD, visitor.0.as_ref().map(csrf_of_visitor).unwrap_or_default())])
}
