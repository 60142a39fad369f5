//! Opening a draft at the desk by the code that a person brings.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, web};

use super::{CODE, DeskCodePage};
use crate::accounts::SignedIn;
use crate::desk::{self, Brought};
use crate::domain::ResumeCode;
use crate::library::LibraryError;
use crate::store::StoreError;
use crate::web::error::WebError;
use crate::web::extract::{DeskClerk, Sent};
use crate::web::pages::desk::handler::clear;
use crate::web::pages::form_page::storing::TRIES;
use crate::web::response::{page_response, see_other};
use crate::web::site::Site;
use crate::web::urls::Place;

/// `GET /schalter/code`.
pub async fn show(DeskClerk(person): DeskClerk) -> Result<HttpResponse, WebError> {
    page_response(&DeskCodePage::new(&person, "", None), StatusCode::OK)
}

/// `POST /schalter/code`: the draft moves to this clerk, and lies open in the place of what did.
pub async fn open(
    site: web::Data<Site>,
    Sent(DeskClerk(person), posted): Sent<DeskClerk>,
    request: HttpRequest,
) -> Result<HttpResponse, WebError> {
    let typed = posted.value(CODE).unwrap_or_default();
    let Ok(code) = typed.parse::<ResumeCode>() else {
        let told = match typed.trim().is_empty() {
            true => "Geben Sie den Code ein.",
            false => "Prüfen Sie den Code: Er hat 16 Buchstaben und Ziffern. Vergleichen Sie jedes Zeichen.",
        };
        return refuse(&person, typed, told, StatusCode::UNPROCESSABLE_ENTITY);
    };
    match bring_in(&site, &person, &code).await? {
        Brought::Opened(draft, first) => {
            let mut response = see_other(&Place::Desk { draft }.page(&first));
            clear(&mut response, &request, &site)?;
            Ok(response)
        }
        Brought::Unknown => {
            let told = "Zu diesem Code gibt es keinen Entwurf mehr. Vielleicht ist er abgesendet, gelöscht oder schon an einem Schalter offen, oder die Person hat einen neueren Code.";
            refuse(&person, typed, told, StatusCode::UNPROCESSABLE_ENTITY)
        }
        Brought::Throttled => {
            let told = "Es gab zu viele Versuche. Versuchen Sie es in einer Minute noch einmal.";
            let mut response = refuse(&person, typed, told, StatusCode::TOO_MANY_REQUESTS)?;
            response.headers_mut().insert(header::RETRY_AFTER, header::HeaderValue::from_static("60"));
            Ok(response)
        }
    }
}

async fn bring_in(site: &Site, person: &SignedIn, code: &ResumeCode) -> Result<Brought, WebError> {
    for _ in 0..TRIES {
        let (library, now) = (site.library.clone(), site.now());
        let (code, person) = (code.clone(), person.clone());
        let bring = move |conn: &mut _| {
            let scope = person.scope();
            let brought = desk::bring_in(&scope, conn, &library, (&code, &person.login), now)?;
            if let Brought::Opened(draft, _) = &brought {
                desk::open(&person, conn, *draft)?;
            }
            Ok::<_, LibraryError>(brought)
        };
        match site.db.write(bring).await {
            Err(LibraryError::Store(StoreError::Conflict { .. })) => {}
            outcome => return Ok(outcome?),
        }
    }
    Err(WebError::Unavailable)
}

fn refuse(person: &SignedIn, typed: &str, told: &str, status: StatusCode) -> Result<HttpResponse, WebError> {
    page_response(&DeskCodePage::new(person, typed, Some(told)), status)
}
