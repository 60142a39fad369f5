//! Showing the list for a committee.

use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::{CommitteePage, MOST_SHOWN, all, forms};
use crate::accounts::SignedIn;
use crate::casework::WorkError;
use crate::casework::committee::{CommitteePart, CommitteeSums, committee_part};
use crate::domain::Tag;
use crate::forms::form::Form;
use crate::store::cases::{CaseFilter, From};
use crate::web::error::WebError;
use crate::web::extract::Caseworker;
use crate::web::pages::inbox::handler::InboxQuery;
use crate::web::response::page_response;
use crate::web::site::Site;

/// Cases that are read at once for the page.
const PART: i64 = 200;

/// `GET /postkorb/ausschuss`: the first cases, and what all of them add up to. Without a service, the first that has
/// such cases; without a view, all that are open.
pub async fn show(
    site: web::Data<Site>,
    Caseworker(person): Caseworker,
    query: web::Query<InboxQuery>,
) -> Result<HttpResponse, WebError> {
    let mut query = query.into_inner();
    if query.leistung.is_empty() {
        query.leistung = first_with_cases(&site, &person, &query).await?.unwrap_or_default();
    }
    let (query, form) = chosen(&site, &person, query)?;
    let committee = form.committee.clone().ok_or(WebError::NotFound)?;
    let mut sums = CommitteeSums::new(&committee);
    let mut shown = Vec::new();
    let filter = query.filter(&site).ok_or(WebError::NotFound)?;
    let mut from = Some(From::Start);
    while let Some(place) = from {
        let filter = CaseFilter { from: place, per_page: PART, ..filter.clone() };
        let part = part(&site, &person, &form, filter).await?;
        for row in part.rows {
            sums.add(&row);
            if shown.len() < MOST_SHOWN {
                shown.push(row);
            }
        }
        from = part.next.map(From::After);
    }
    let page = CommitteePage::new(&site, &person, &query, (&form, &committee), (&shown, &sums));
    page_response(&page, StatusCode::OK)
}

/// The first service that has such cases.
async fn first_with_cases(
    site: &Site,
    person: &SignedIn,
    query: &InboxQuery,
) -> Result<Option<String>, WebError> {
    for form in forms(site, person) {
        let (query, form) = chosen(site, person, InboxQuery { leistung: form.id.clone(), ..query.clone() })?;
        let Some(filter) = query.filter(site) else { continue };
        let part = part(site, person, &form, CaseFilter { from: From::Start, per_page: 1, ..filter }).await;
        if !part?.rows.is_empty() {
            return Ok(Some(form.id.clone()));
        }
    }
    Ok(None)
}

/// The service and the filter that are asked for; there is no list for who has no service with a committee and
/// names none: a department that was given a case of another's service names it. Whose cases they are is nothing to leave any out for.
pub(super) fn chosen(
    site: &Site,
    person: &SignedIn,
    mut query: InboxQuery,
) -> Result<(InboxQuery, Arc<Form>), WebError> {
    let form = match query.leistung.as_str() {
        "" => forms(site, person).into_iter().next(),
        id => all(site).find(|form| form.id == id),
    };
    let form = form.ok_or(WebError::NotFound)?;
    query.leistung.clone_from(&form.id);
    if query.ansicht.is_empty() {
        "alle".clone_into(&mut query.ansicht);
    }
    if query.reihenfolge.is_empty() {
        "alt".clone_into(&mut query.reihenfolge);
    }
    (query.ab, query.bis, query.suche, query.person) = Default::default();
    query.merkmal = kept_tag(&form, &query.merkmal);
    Ok((query, form))
}

/// The tag by which the list is filtered. One that this service does not have, or that nobody can read, would leave
/// cases out of a paper of the council where nothing says so.
fn kept_tag(form: &Form, tag: &str) -> String {
    let is_here = |tag: &Tag| match tag {
        Tag::Form(word) => form.file.routing.tags.iter().any(|rule| rule.tag == *word),
        Tag::Own(_) => true,
    };
    tag.parse().ok().filter(is_here).map(|tag: Tag| tag.to_string()).unwrap_or_default()
}

/// A part of the list.
async fn part(
    site: &Site,
    person: &SignedIn,
    form: &Arc<Form>,
    filter: CaseFilter,
) -> Result<CommitteePart, WorkError> {
    let (scope, form) = (person.scope(), Arc::clone(form));
    let read = move |conn: &mut _| {
        let committee = form.committee.as_ref().ok_or(WorkError::NotFound)?;
        committee_part(&scope, conn, committee, &filter)
    };
    site.db.read(read).await
}
