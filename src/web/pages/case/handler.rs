//! A case: reading it, and working on it.

use actix_web::http::header::ContentType;
use actix_web::http::{Method, StatusCode};
use actix_web::{HttpResponse, web};

use super::bias::LockedPage;
use super::conflict::{Intent, Seen};
use super::export::CaseExport;
use super::{Attempt, CasePage, Notice, transfer};
use crate::accounts::SignedIn;
use crate::casework::{self, CaseFile, Claim, Wanted, WorkError};
use crate::domain::{CaseAction, CaseId, MoveError, Outcome};
use crate::store::Conn;
use crate::store::StoreError;
use crate::store::events::Unseen;
use crate::web::body::Posted;
use crate::web::error::WebError;
use crate::web::extract::{Caseworker, Sent};
use crate::web::pages::data_rights::gone::GonePage;
use crate::web::response::{page_response, see_other};
use crate::web::site::Site;
use crate::web::urls;

/// `GET /postkorb/{case}`.
pub async fn show(
    site: web::Data<Site>,
    Caseworker(person): Caseworker,
    path: web::Path<String>,
    method: Method,
) -> Result<HttpResponse, WebError> {
    let id = case_id(&path)?;
    if method == Method::HEAD {
        // Nobody reads anything: only whether there is something to read is told.
        return match open(&site, &person, id).await? {
            Some(_) => Ok(HttpResponse::Ok().content_type(ContentType::html()).finish()),
            None => no_case(&site, &person, id).await,
        };
    }
    render(&site, &person, id, StatusCode::OK, Attempt::default()).await
}

pub(super) async fn open(
    site: &Site,
    person: &SignedIn,
    id: CaseId,
) -> Result<Option<Unseen<CaseFile>>, WebError> {
    let (scope, library, now) = (person.scope(), site.library.clone(), site.now());
    Ok(site.db.read(move |conn| casework::open(&scope, conn, &library, id, now)).await?)
}

/// `POST /postkorb/{case}/uebernehmen`: of two at the same time one gets the case, the other is told who.
pub async fn claim(
    site: web::Data<Site>,
    Sent(Caseworker(person), _): Sent<Caseworker>,
    path: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let id = case_id(&path)?;
    let (scope, now) = (person.scope(), site.now());
    let (library, domain) = (site.library.clone(), site.mail_domain());
    let claim = move |conn: &mut _| casework::claim(&scope, conn, (&library, &domain), id, now);
    let claim = site.db.write(claim).await;
    let notice = match claim {
        Ok(Claim::Taken) => return Ok(see_other(&urls::case(id))),
        Ok(Claim::TakenBy { name }) => Notice::TakenBy(name),
        Ok(Claim::NotOpen) => Notice::NotWaiting,
        Err(error) => return trouble(&site, &person, id, error, Attempt::default()).await,
    };
    let attempt = Attempt { notice: Some(notice), ..Attempt::default() };
    render(&site, &person, id, StatusCode::CONFLICT, attempt).await
}

/// `POST /postkorb/{case}/status`: moves the case on.
pub async fn act(
    site: web::Data<Site>,
    Sent(Caseworker(person), posted): Sent<Caseworker>,
    path: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let id = case_id(&path)?;
    let action: CaseAction = read(&posted, "aktion")?;
    let seen: Seen = read(&posted, "fassung")?;
    let word = posted.value("ergebnis").filter(|_| action == CaseAction::Decide);
    let outcome = word.map(|word| Outcome(word.to_owned()));
    let transfer = (action == CaseAction::Transfer).then(|| transfer::read(&posted, site.today()));
    let (transfer, plan) = transfer.unzip();
    let wanted = Wanted { action, outcome, seen: seen.revision, transfer: transfer.flatten() };
    let intent = Some((seen, Intent::Move(wanted.clone())));
    let (scope, now) = (person.scope(), site.now());
    let (library, domain) = (site.library.clone(), site.mail_domain());
    let act = move |conn: &mut _| casework::act(&scope, conn, (&library, &domain), id, &wanted, now);
    match site.db.write(act).await {
        Ok(_) => Ok(see_other(&urls::case(id))),
        Err(error) => {
            let plan = plan.map(|plan| transfer::refused(plan, &error));
            trouble(&site, &person, id, error, Attempt { intent, plan, ..Attempt::default() }).await
        }
    }
}

/// `POST /postkorb/{case}/notiz`: writes a note.
pub async fn note(
    site: web::Data<Site>,
    Sent(Caseworker(person), posted): Sent<Caseworker>,
    path: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let id = case_id(&path)?;
    let text = posted.value("notiz").unwrap_or_default().to_owned();
    let (scope, now, written, key) = (person.scope(), site.now(), text.clone(), site.matters.clone());
    match site.db.write(move |conn| casework::note(&scope, conn, id, (&written, &key), now)).await {
        Ok(()) => Ok(see_other(&format!("{}#verlauf", urls::case(id)))),
        Err(error) => {
            trouble(&site, &person, id, error, Attempt { note: Some(text), ..Attempt::default() }).await
        }
    }
}

/// `POST /postkorb/{case}/aktenzeichen`: gives the file reference.
pub async fn reference(
    site: web::Data<Site>,
    Sent(Caseworker(person), posted): Sent<Caseworker>,
    path: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let id = case_id(&path)?;
    let text = posted.value("aktenzeichen").unwrap_or_default().to_owned();
    let seen: Seen = read(&posted, "fassung")?;
    let (scope, now, typed, key) = (person.scope(), site.now(), text.clone(), site.matters.clone());
    let given =
        move |conn: &mut Conn| casework::give_reference(&scope, conn, id, (&typed, seen.revision, &key), now);
    match site.db.write(given).await {
        Ok(()) => Ok(see_other(&urls::case(id))),
        Err(error) => {
            let intent = Some((seen, Intent::Reference(text.clone())));
            let attempt = Attempt { reference: Some(text), intent, ..Attempt::default() };
            trouble(&site, &person, id, error, attempt).await
        }
    }
}

/// `POST /postkorb/{case}/gefragt`: asks somebody for the second step.
pub async fn ask(
    site: web::Data<Site>,
    Sent(Caseworker(person), posted): Sent<Caseworker>,
    path: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let id = case_id(&path)?;
    let login = posted.value("gefragt").unwrap_or_default().to_owned();
    let (scope, now, typed, domain) = (person.scope(), site.now(), login.clone(), site.mail_domain());
    match site.db.write(move |conn| casework::ask(&scope, conn, id, &typed, &domain, now)).await {
        Ok(()) => Ok(see_other(&format!("{}#zweiter-schritt", urls::case(id)))),
        Err(error) => {
            trouble(&site, &person, id, error, Attempt { asked: Some(login), ..Attempt::default() }).await
        }
    }
}

/// `POST /postkorb/{case}/daten`: the case as a file. A post, because the history tells of it.
pub async fn save(
    site: web::Data<Site>,
    Sent(Caseworker(person), _): Sent<Caseworker>,
    path: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let id = case_id(&path)?;
    let (scope, library, now) = (person.scope(), site.library.clone(), site.now());
    match site.db.write(move |conn| casework::export(&scope, conn, &library, id, now)).await {
        Ok(file) => CaseExport::new(&file).download(),
        Err(error) => trouble(&site, &person, id, error, Attempt::default()).await,
    }
}

/// `GET` on an address where something is done to a case: leads to the case, where a refusal was told.
pub async fn lead_back(Caseworker(_): Caseworker, path: web::Path<String>) -> Result<HttpResponse, WebError> {
    Ok(see_other(&urls::case(case_id(&path)?)))
}

pub(in crate::web::pages) fn case_id(path: &str) -> Result<CaseId, WebError> {
    path.parse().map_err(|_| WebError::NotFound)
}

/// What a control says, which only another page than ours leaves out or writes wrongly.
pub(in crate::web::pages) fn read<T: std::str::FromStr>(posted: &Posted, name: &str) -> Result<T, WebError> {
    posted.value(name).and_then(|text| text.parse().ok()).ok_or(WebError::Unreadable)
}

/// What could not be done is told on the case's own page, and what was typed is kept.
pub(in crate::web::pages) async fn trouble(
    site: &Site,
    person: &SignedIn,
    id: CaseId,
    error: WorkError,
    attempt: Attempt,
) -> Result<HttpResponse, WebError> {
    let (status, notice) = match error {
        WorkError::NotFound => return no_case(site, person, id).await,
        WorkError::Library(error) => return Err(error.into()),
        WorkError::Store(error) => return Err(error.into()),
        WorkError::Changed => (StatusCode::CONFLICT, Notice::Changed),
        WorkError::NotPossible(MoveError::NotPossible { .. }) => (StatusCode::CONFLICT, Notice::NotPossible),
        WorkError::NotPossible(MoveError::NotTheirs(_)) => (StatusCode::CONFLICT, Notice::NotYours),
        WorkError::Own => (StatusCode::CONFLICT, Notice::Own),
        WorkError::TakenDown => (StatusCode::CONFLICT, Notice::TakenDown),
        WorkError::LetterWaits => (StatusCode::CONFLICT, Notice::LetterWaits),
        WorkError::NoCase => (StatusCode::UNPROCESSABLE_ENTITY, Notice::LinkNumber),
        WorkError::NoAccount | WorkError::Text if attempt.plan.is_some() => {
            (StatusCode::UNPROCESSABLE_ENTITY, Notice::PlanText)
        }
        WorkError::NoAccount => (StatusCode::UNPROCESSABLE_ENTITY, Notice::NoAccount),
        WorkError::Text if attempt.lift.is_some() => (StatusCode::UNPROCESSABLE_ENTITY, Notice::LiftText),
        WorkError::Text if attempt.bias.is_some() => (StatusCode::UNPROCESSABLE_ENTITY, Notice::BiasText),
        WorkError::Text if attempt.reference.is_some() => {
            (StatusCode::UNPROCESSABLE_ENTITY, Notice::ReferenceText)
        }
        WorkError::Text if attempt.tag.is_some() => (StatusCode::UNPROCESSABLE_ENTITY, Notice::TagText),
        WorkError::Text => (StatusCode::UNPROCESSABLE_ENTITY, Notice::NoteText),
    };
    render(site, person, id, status, Attempt { notice: Some(notice), ..attempt }).await
}

pub(super) async fn render(
    site: &Site,
    person: &SignedIn,
    id: CaseId,
    status: StatusCode,
    attempt: Attempt,
) -> Result<HttpResponse, WebError> {
    let Some(unseen) = open(site, person, id).await? else { return no_case(site, person, id).await };
    // Before the page is shown it is on the disk that it was read.
    let (scope, now) = (person.scope(), site.now());
    match site.db.write(move |conn| casework::show(&scope, conn, unseen, now)).await? {
        Some(file) => page_response(&CasePage::new(person, file, attempt), status),
        None => no_case(site, person, id).await,
    }
}

/// There is no such case for this person, or no more; or it is locked, because they declared themselves biased.
pub(in crate::web::pages) async fn no_case(
    site: &Site,
    person: &SignedIn,
    id: CaseId,
) -> Result<HttpResponse, WebError> {
    let scope = person.scope();
    let look = move |conn: &mut Conn| {
        Ok::<_, StoreError>((casework::is_locked(&scope, conn, id)?, casework::erased_on(&scope, conn, id)?))
    };
    match site.db.read(look).await? {
        (true, _) => page_response(&LockedPage::new(person), StatusCode::NOT_FOUND),
        (false, Some(day)) => page_response(&GonePage::new(person, day), StatusCode::GONE),
        (false, None) => Err(WebError::NotFound),
    }
}
