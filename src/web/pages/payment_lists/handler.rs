//! Choosing what is paid, looking at it, and ordering it.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::check::CheckPage;
use super::{Attempt, PaymentsPage};
use crate::accounts::SignedIn;
use crate::casework::{self, Chosen, Made, WorkError};
use crate::domain::{BatchId, CaseId, DepartmentId, MOST_PAYMENTS};
use crate::web::body::Posted;
use crate::web::error::WebError;
use crate::web::extract::{Lead, Sent};
use crate::web::response::{page_response, see_other};
use crate::web::site::Site;
use crate::web::urls;

/// `GET /postkorb/zahlungen`.
pub async fn show(site: web::Data<Site>, Lead(person): Lead) -> Result<HttpResponse, WebError> {
    render(&site, &person, &Attempt::default(), StatusCode::OK).await
}

/// `POST /postkorb/zahlungen/pruefen`: what would go out. Nothing is changed.
pub async fn check(
    site: web::Data<Site>,
    Sent(Lead(person), posted): Sent<Lead>,
) -> Result<HttpResponse, WebError> {
    let (department, chosen) = read(&posted);
    if posted.value("zurueck").is_some() {
        let attempt = Attempt { ticked: Some(ids(&chosen)), ..Attempt::default() };
        return render(&site, &person, &attempt, StatusCode::OK).await;
    }
    if let Some(wrong) = wrong(&chosen) {
        let (ticked, department) = (Some(ids(&chosen)), Some(department));
        let attempt = Attempt { wrong: Some((wrong, department)), ticked, is_conflict: false };
        return render(&site, &person, &attempt, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    let (scope, library, of) = (person.scope(), site.library.clone(), department.clone());
    let plan = move |conn: &mut _| casework::plan_payments(&scope, conn, &library, (&of, &chosen));
    let planned = site.db.read(plan).await?;
    page_response(&CheckPage::new(&site, &person, &department, planned), StatusCode::OK)
}

/// `POST /postkorb/zahlungen/anweisen`: makes the list of exactly what was shown, or nothing.
pub async fn make(
    site: web::Data<Site>,
    Sent(Lead(person), posted): Sent<Lead>,
) -> Result<HttpResponse, WebError> {
    let (department, chosen) = read(&posted);
    if wrong(&chosen).is_some() {
        return Ok(see_other(urls::PAYMENTS));
    }
    let id: BatchId = posted.value("liste").and_then(|id| id.parse().ok()).unwrap_or_else(BatchId::new);
    let ticked = Some(ids(&chosen));
    let (scope, library, now) = (person.scope(), site.library.clone(), site.now());
    let debtor = site.settings.debtor.clone();
    let make = move |conn: &mut _| {
        casework::make_batch(&scope, conn, &library, (id, &department, &chosen), debtor.as_ref(), now)
    };
    match site.db.write(make).await {
        Ok(Made::List(id)) => Ok(see_other(&urls::payment_list(id))),
        Ok(Made::Refused) | Err(WorkError::Changed) => {
            // The same page sent twice: the list that it made is theirs already.
            let scope = person.scope();
            let known = site.db.read(move |conn| casework::batch(&scope, conn, id)).await;
            if known.is_ok_and(|list| list.record.made_by == person.clerk) {
                return Ok(see_other(&urls::payment_list(id)));
            }
            let attempt = Attempt { is_conflict: true, ticked, ..Attempt::default() };
            render(&site, &person, &attempt, StatusCode::CONFLICT).await
        }
        Err(error) => Err(error.into()),
    }
}

/// `GET` there: leads to the page.
pub async fn lead_back(Lead(_): Lead) -> HttpResponse {
    see_other(urls::PAYMENTS)
}

/// The department and the cases that were chosen; each case once, and what is none is none.
fn read(posted: &Posted) -> (DepartmentId, Vec<Chosen>) {
    let department = DepartmentId(posted.value("fachbereich").unwrap_or_default().to_owned());
    let mut chosen: Vec<Chosen> = Vec::new();
    for word in posted.values("fall") {
        let Some((id, seen)) = word.split_once('.') else { continue };
        let (Ok(id), Ok(seen)) = (id.parse(), seen.parse()) else { continue };
        if !chosen.iter().any(|known| known.id == id) {
            chosen.push(Chosen { id, seen });
        }
    }
    (department, chosen)
}

fn ids(chosen: &[Chosen]) -> Vec<CaseId> {
    chosen.iter().map(|one| one.id).collect()
}

fn wrong(chosen: &[Chosen]) -> Option<&'static str> {
    match chosen.len() {
        0 => Some("Kreuzen Sie mindestens einen Vorgang an"),
        1..=MOST_PAYMENTS => None,
        _ => Some("Kreuzen Sie höchstens 200 Vorgänge an"),
    }
}

async fn render(
    site: &Site,
    person: &SignedIn,
    attempt: &Attempt,
    status: StatusCode,
) -> Result<HttpResponse, WebError> {
    let scope = person.scope();
    let found = site.db.read(move |conn| casework::payments(&scope, conn)).await?;
    page_response(&PaymentsPage::new(site, person, found, attempt), status)
}
