//! The department's inbox.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Deserialize;

use super::InboxPage;
use crate::accounts::SignedIn;
use crate::casework::{self, Inbox};
use crate::domain::{CaseId, ClerkId, ReceiptNumber, Tag};
use crate::store::StoreError;
use crate::store::cases::{CaseFilter, CaseView, From, Place};
use crate::web::error::WebError;
use crate::web::extract::Caseworker;
use crate::web::response::{page_response, see_other};
use crate::web::site::Site;

/// Cases on one page of the inbox.
const PER_PAGE: i64 = 20;

/// What the address of the inbox says. An unknown view or order falls back to the default: an old bookmark shows the
/// inbox and not an error. A filter that says nothing any more finds nothing.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct InboxQuery {
    /// `neu`, `meine`, `faellig`, `nicht-zugewiesen`, `wartet`, `mitzeichnung`, `alle`, `erledigt`.
    #[serde(default)]
    pub ansicht: String,
    /// `alt` for oldest first, `frist` by the day on which they are due.
    #[serde(default)]
    pub reihenfolge: String,
    /// A form's id.
    #[serde(default)]
    pub leistung: String,
    /// What is looked for: a number, a reference, a name, a service, a word of a note.
    #[serde(default)]
    pub suche: String,
    /// Behind which case the page begins.
    #[serde(default)]
    pub ab: String,
    /// Before which case the page ends.
    #[serde(default)]
    pub bis: String,
    /// A tag: `form:committee`, `own:Eilt`.
    #[serde(default)]
    pub merkmal: String,
    /// The id of who has the cases.
    #[serde(default)]
    pub person: String,
    /// `1`: all boxes of the page are ticked.
    #[serde(default)]
    pub auswahl: String,
}

/// What several cases were chosen for, and what is missing; what was ticked, chosen and typed is kept.
#[derive(Debug)]
pub struct Failed {
    /// What is missing, and the id of the control where that is mended.
    pub failed: (&'static str, &'static str),
    /// The boxes.
    pub ticked: Vec<String>,
    /// What was to happen.
    pub action: String,
    /// The new tag.
    pub tag: String,
}

impl InboxQuery {
    /// What an address says behind the question mark.
    pub fn of(text: &str) -> Self {
        web::Query::<Self>::from_query(text).map(web::Query::into_inner).unwrap_or_default()
    }

    /// The view that is asked for.
    pub fn view(&self) -> CaseView {
        match self.ansicht.as_str() {
            "meine" => CaseView::Mine,
            "faellig" => CaseView::Due,
            "nicht-zugewiesen" => CaseView::Unassigned,
            "wartet" => CaseView::Waiting,
            "mitzeichnung" => CaseView::Signature,
            "alle" => CaseView::Open,
            "erledigt" => CaseView::Done,
            _ => CaseView::New,
        }
    }

    /// What is looked for; nothing, if only blanks are typed.
    pub fn search(&self) -> Option<&str> {
        Some(self.suche.trim()).filter(|text| !text.is_empty())
    }

    /// The form whose cases are asked for. A service that does not exist is none to look for.
    pub fn form_id(&self, site: &Site) -> Option<String> {
        let service = site.library.catalogue().find_id(&self.leistung);
        service.map(|service| service.online.id.clone())
    }

    /// What is filtered by and does not exist any more, as the page calls it.
    pub fn lost(&self, site: &Site) -> Option<&'static str> {
        let is_lost = |value: &str, is_known: bool| !value.is_empty() && !is_known;
        let lost = [
            (is_lost(&self.leistung, self.form_id(site).is_some()), "Leistung"),
            (is_lost(&self.merkmal, self.merkmal.parse::<Tag>().is_ok()), "Merkmal"),
            (is_lost(&self.person, self.person.parse::<ClerkId>().is_ok()), "Bearbeitung"),
        ];
        lost.into_iter().find(|(is_lost, _)| *is_lost).map(|(_, name)| name)
    }

    /// The cases that are asked for; `None` where something is filtered by that does not exist any more: then there are
    /// none, and not those that the filter kept out.
    pub fn filter(&self, site: &Site) -> Option<CaseFilter> {
        if self.lost(site).is_some() {
            return None;
        }
        let from = match (place(&self.ab), place(&self.bis)) {
            (Some(place), _) => From::After(place),
            (None, Some(place)) => From::Before(place),
            (None, None) => From::Start,
        };
        Some(CaseFilter {
            view: self.view(),
            newest_first: self.reihenfolge != "alt",
            by_due: self.reihenfolge == "frist",
            today: site.today(),
            form_id: self.form_id(site),
            tag: self.merkmal.parse().ok(),
            clerk: self.person.parse().ok(),
            from,
            per_page: PER_PAGE,
        })
    }
}

/// A place in a list, as an address names it: the instant in microseconds, the id, and the day on which it is due.
pub fn address_of(place: Place) -> String {
    let due = place.due_on.map(|day| format!(".{day}")).unwrap_or_default();
    format!("{}.{}{due}", place.received_at.timestamp_micros(), place.id)
}

fn place(text: &str) -> Option<Place> {
    let (at, rest) = text.split_once('.')?;
    let (id, due) = rest.split_once('.').map_or((rest, None), |(id, due)| (id, Some(due)));
    let due_on = due.map(str::parse).transpose().ok()?;
    let received_at = chrono::DateTime::from_timestamp_micros(at.parse().ok()?)?;
    Some(Place { received_at, due_on, id: id.parse().ok()? })
}

/// `GET /postkorb`: a receipt number leads straight to its case.
pub async fn show(
    site: web::Data<Site>,
    Caseworker(person): Caseworker,
    query: web::Query<InboxQuery>,
) -> Result<HttpResponse, WebError> {
    if let Some(case) = find_by_number(&site, &person, &query).await? {
        return Ok(see_other(&crate::web::urls::case(case)));
    }
    render(&site, &person, &query, None).await
}

/// The page; with what is missing, where several cases were chosen.
pub async fn render(
    site: &web::Data<Site>,
    person: &SignedIn,
    query: &InboxQuery,
    failed: Option<Failed>,
) -> Result<HttpResponse, WebError> {
    let inbox = find(site, person, query).await?;
    let listed: Vec<CaseId> = inbox.rows.iter().map(|row| row.id).collect();
    let (scope, reader) = (person.scope(), web::Data::clone(site));
    let read = move |conn: &mut _| {
        casework::tools(&scope, conn, &listed, |text| InboxQuery::of(text).filter(&reader))
    };
    let tools = site.db.read(read).await?;
    let status = if failed.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    page_response(&InboxPage::new(site, person, query, (inbox, tools), failed), status)
}

/// The case whose number is looked for, if it is one.
async fn find_by_number(
    site: &Site,
    person: &SignedIn,
    query: &InboxQuery,
) -> Result<Option<CaseId>, WebError> {
    let number: Option<ReceiptNumber> = query.search().and_then(|text| text.parse().ok());
    let Some(number) = number else { return Ok(None) };
    let scope = person.scope();
    let found = site.db.read(move |conn| crate::casework::find_by_number(&scope, conn, &number)).await;
    Ok(found?)
}

async fn find(site: &Site, person: &SignedIn, query: &InboxQuery) -> Result<Inbox, WebError> {
    let (scope, today) = (person.scope(), site.today());
    let Some(mut filter) = query.filter(site) else {
        return Ok(site.db.read(move |conn| casework::nothing(&scope, conn, today)).await?);
    };
    if let Some(text) = query.search() {
        let (text, library, key) = (text.to_owned(), site.library.clone(), site.matters.clone());
        let search = move |conn: &mut _| casework::search(&scope, conn, &library, &key, (&text, &filter));
        return Ok(site.db.read(search).await?);
    }
    let read = move |conn: &mut _| {
        let inbox = casework::inbox(&scope, conn, &filter)?;
        // An old link may begin behind the last case that is left.
        if inbox.rows.is_empty() && filter.from != From::Start {
            filter.from = From::Start;
            return casework::inbox(&scope, conn, &filter);
        }
        Ok::<_, StoreError>(inbox)
    };
    Ok(site.db.read(read).await?)
}
