//! Choosing several cases, looking at what will happen, and confirming it.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::{Asked, BulkPage, in_words, read_action};
use crate::accounts::SignedIn;
use crate::casework::{self, BulkAction, Chosen, MOST_AT_ONCE, Planned, Refusal};
use crate::web::body::Posted;
use crate::web::error::WebError;
use crate::web::extract::{Caseworker, Sent};
use crate::web::pages::inbox::handler::{Failed, InboxQuery, render};
use crate::web::response::{page_response, see_other};
use crate::web::site::Site;
use crate::web::urls;

/// Cases that are changed in one write: others get their turn between.
const CHUNK: usize = 10;

/// `POST /postkorb/auswahl`: what would happen. Nothing is changed.
pub async fn preview(
    site: web::Data<Site>,
    Sent(Caseworker(person), posted): Sent<Caseworker>,
) -> Result<HttpResponse, WebError> {
    let (chosen, asked) = match read(&site, &person, &posted).await? {
        Ok(read) => read,
        Err(failed) => {
            let query = InboxQuery::of(posted.value("zurueck").unwrap_or_default());
            let sent = |name| posted.value(name).unwrap_or_default().to_owned();
            let (action, tag) = (sent("was"), sent("neues-merkmal"));
            let failed = Failed { failed, ticked: posted.values("fall"), action, tag };
            return render(&site, &person, &query, Some(failed)).await;
        }
    };
    let (scope, library, now) = (person.scope(), site.library.clone(), site.now());
    let action = asked.action.clone();
    let plan = move |conn: &mut _| casework::plan(&scope, conn, &library, (&chosen, &action), now);
    let planned = site.db.read(plan).await?;
    page_response(&BulkPage::new(&person, &asked, planned, false), StatusCode::OK)
}

/// `POST /postkorb/auswahl/ausfuehren`: does it, each case by the revision that was seen.
pub async fn carry_out(
    site: web::Data<Site>,
    Sent(Caseworker(person), posted): Sent<Caseworker>,
) -> Result<HttpResponse, WebError> {
    let Ok((chosen, asked)) = read(&site, &person, &posted).await? else { return Ok(see_other(urls::INBOX)) };
    let mut done = Vec::new();
    for chunk in chosen.chunks(CHUNK) {
        let (scope, now, of_chunk) = (person.scope(), site.now(), chunk.to_vec());
        let (library, domain, action) = (site.library.clone(), site.mail_domain(), asked.action.clone());
        let act = move |conn: &mut _| {
            casework::carry_out(&scope, conn, (&library, &domain), (&of_chunk, &action), now)
        };
        match site.db.write(act).await {
            Ok(planned) => done.extend(planned),
            // What was done before stays done: the page tells of which.
            Err(error) => {
                tracing::warn!(%error, "some of several cases could not be changed");
                done.extend(failed(&site, &person, chunk, &asked.action).await);
            }
        }
    }
    page_response(&BulkPage::new(&person, &asked, done, true), StatusCode::OK)
}

/// Cases that could not be changed, as they are now: with number and name, if only that can be read.
async fn failed(site: &Site, person: &SignedIn, chunk: &[Chosen], action: &BulkAction) -> Vec<Planned> {
    let (scope, now, library) = (person.scope(), site.now(), site.library.clone());
    let (of_chunk, action) = (chunk.to_vec(), action.clone());
    let read = move |conn: &mut _| casework::plan(&scope, conn, &library, (&of_chunk, &action), now);
    let unknown =
        |chosen: &Chosen| Planned { chosen: *chosen, who: None, state: None, result: Err(Refusal::Failed) };
    match site.db.read(read).await {
        Ok(planned) => {
            let failed = |one: Planned| Planned { result: one.result.and(Err(Refusal::Failed)), ..one };
            planned.into_iter().map(failed).collect()
        }
        Err(_) => chunk.iter().map(unknown).collect(),
    }
}

/// `GET` there: leads to the inbox.
pub async fn lead_back(Caseworker(_): Caseworker) -> HttpResponse {
    see_other(urls::INBOX)
}

/// What was chosen; or what is missing, in words, and the id of the control for it.
async fn read(
    site: &Site,
    person: &SignedIn,
    posted: &Posted,
) -> Result<Result<(Vec<Chosen>, Asked), (&'static str, &'static str)>, WebError> {
    let chosen: Vec<Chosen> = posted.values("fall").iter().filter_map(|word| chosen(word)).collect();
    let new = posted.value("neues-merkmal").unwrap_or_default();
    let word = posted.value("was").unwrap_or_default();
    if chosen.is_empty() {
        return Ok(Err(("Kreuzen Sie mindestens einen Vorgang an", "fall")));
    }
    if chosen.len() > MOST_AT_ONCE {
        return Err(WebError::TooLarge);
    }
    let Some(action) = read_action(word, new) else {
        return Ok(Err(match word {
            "tag:" => ("Geben Sie ein neues Merkmal mit höchstens 40 Zeichen ein", "neues-merkmal"),
            _ => ("Wählen Sie aus, was geschehen soll", "was"),
        }));
    };
    let mut name = None;
    if let BulkAction::Assign(clerk) = action {
        let scope = person.scope();
        let people = site.db.read(move |conn| casework::people(&scope, conn)).await?;
        name = people.into_iter().find(|(id, _)| *id == clerk).map(|(_, name)| name);
    }
    let label = in_words(&action, name.as_deref());
    let back = super::super::inbox::page_of(&InboxQuery::of(posted.value("zurueck").unwrap_or_default()));
    Ok(Ok((chosen, Asked { action, label, back })))
}

fn chosen(word: &str) -> Option<Chosen> {
    let (id, seen) = word.split_once('.')?;
    Some(Chosen { id: id.parse().ok()?, seen: seen.parse().ok()? })
}
