//! Giving a draft to the person, and taking it back.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};

use super::{HandoverPage, RULES, Sheet, language_of_sheet};
use crate::clock::{day_in_germany, german_day};
use crate::desk::{self, Given};
use crate::domain::{DraftId, ResumeCode};
use crate::intake;
use crate::library::LibraryError;
use crate::store::StoreError;
use crate::web::applying::Applying;
use crate::web::body::Posted;
use crate::web::error::WebError;
use crate::web::extract::{CSRF_FIELD, DeskClerk, Sent, verify};
use crate::web::layout::{DeskGuard, StaffChrome};
use crate::web::pages::desk::handler::clear;
use crate::web::pages::form_page::storing::TRIES;
use crate::web::pages::sheet::LANGUAGE;
use crate::web::pages::{Hidden, staff_chrome};
use crate::web::response::{page_response, see_other};
use crate::web::site::{Site, fresh_code, fresh_token};
use crate::web::urls::{self, Place};

/// What it is called.
const TITLE: &str = "An die Person übergeben";

/// What a draft is called for which nobody typed a name.
const NAMELESS: &str = "noch ohne Namen";

/// `GET /schalter/antrag/{draft}/uebergabe`.
pub async fn show(site: web::Data<Site>, applying: Applying) -> Result<HttpResponse, WebError> {
    let draft = applying.open(&site).await?;
    let answers = &draft.content.remembered.answers;
    let mut page = page(&site, &applying, intake::spoken_language(answers))?;
    page.chrome.banner = applying.chrome(&draft, TITLE).banner;
    page.service = draft.form.file.title.clone();
    if let Some(resident) = desk::resident(&draft.form, answers) {
        page.resident = resident;
    }
    page_response(&page, StatusCode::OK)
}

/// `POST /schalter/antrag/{draft}/uebergabe`: from now on the draft is the person's. The code stands on this answer
/// and nowhere else.
pub async fn give(
    site: web::Data<Site>,
    applying: Applying,
    request: HttpRequest,
    body: web::Bytes,
) -> Result<HttpResponse, WebError> {
    let posted = Posted::parse(&body)?;
    verify(&posted, &applying.csrf)?;
    let Place::Desk { draft } = applying.place else { return Err(WebError::NotFound) };
    let code = fresh_code()?;
    let Some(given) = give_away(&site, &applying, draft, &code).await? else {
        return Err(applying.gone(&site).await);
    };
    let chosen = posted.value(LANGUAGE).and_then(|tag| site.library.languages().find(tag));
    let language = chosen.cloned().unwrap_or_default();
    let service = site.library.speaking(&language).in_words(&given.form).file.title.clone();
    let until = german_day(day_in_germany(given.expires_at));
    let mut page = page(&site, &applying, None)?;
    if let Some(resident) = given.resident {
        page.resident = resident;
    }
    // Nothing lies open any more, and the page locks itself like one of the desk's own.
    page.chrome.guard.iter_mut().for_each(|guard| guard.open.clear());
    page.sheet = Some(Sheet::new(language, service, &code, &site.settings.base_url, until));
    let mut response = page_response(&page, StatusCode::OK)?;
    clear(&mut response, &request, &site)?;
    Ok(response)
}

async fn give_away(
    site: &Site,
    applying: &Applying,
    draft: DraftId,
    code: &ResumeCode,
) -> Result<Option<Given>, WebError> {
    for _ in 0..TRIES {
        let (scope, library, now) = (applying.scope.clone(), site.library.clone(), site.now());
        let (code, nobodys) = (code.clone(), fresh_token()?);
        let person = applying.clerk.clone();
        let give = move |conn: &mut _| {
            let given = desk::give(&scope, conn, &library, (draft, &code, &nobodys), now)?;
            if let Some(person) = person.filter(|_| given.is_some()) {
                desk::close(&person, conn)?;
            }
            Ok::<_, LibraryError>(given)
        };
        match site.db.write(give).await {
            Err(LibraryError::Store(StoreError::Conflict { .. })) => {}
            outcome => return Ok(outcome?),
        }
    }
    Err(WebError::Unavailable)
}

/// `POST /schalter/antrag/{draft}/zurueckholen`: the draft is the clerk's again, unless somebody has opened it.
pub async fn fetch_back(
    site: web::Data<Site>,
    Sent(DeskClerk(person), _): Sent<DeskClerk>,
    path: web::Path<String>,
    request: HttpRequest,
) -> Result<HttpResponse, WebError> {
    let draft: DraftId = path.parse().map_err(|_| WebError::NotFound)?;
    let (library, now) = (site.library.clone(), site.now());
    let fetch = move |conn: &mut _| {
        let is_back = desk::fetch_back(&person.scope(), conn, &library, draft, now)?;
        if is_back {
            desk::open(&person, conn, draft)?;
        }
        Ok::<_, LibraryError>(is_back)
    };
    match site.db.write(fetch).await {
        Ok(true) => {
            let mut response = see_other(&Place::Desk { draft }.check());
            clear(&mut response, &request, &site)?;
            Ok(response)
        }
        // The desk's page says how it stands.
        Ok(false) | Err(LibraryError::Store(StoreError::Conflict { .. })) => Ok(see_other(urls::DESK)),
        Err(other) => Err(other.into()),
    }
}

fn page(site: &Site, applying: &Applying, spoken: Option<&str>) -> Result<HandoverPage, WebError> {
    let person = applying.clerk.as_ref().ok_or(WebError::NotFound)?;
    let chrome = staff_chrome(person, TITLE).crumb("Schalter", urls::DESK).here(TITLE);
    Ok(HandoverPage {
        chrome: StaffChrome { guard: Some(DeskGuard::of(person)), ..chrome },
        service: String::new(),
        resident: NAMELESS.to_owned(),
        place: applying.place.clone(),
        hidden: Hidden::new([(CSRF_FIELD, applying.csrf.clone())]),
        of_clerk: Hidden::new([(CSRF_FIELD, person.csrf.clone())]),
        sheet: None,
        rules: RULES.map(str::to_owned).to_vec(),
        language: language_of_sheet(site.library.languages(), spoken),
    })
}
